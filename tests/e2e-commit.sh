#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-commit.sh: what was written as one commit: exactly these files, git's own hooks, the index as it was. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

if ! in_path git; then
	echo '1..0 # SKIP git is not installed'
	exit 0
fi
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX
GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE=2026-11-21T10:00:00Z GIT_COMMITTER_DATE=2026-11-21T10:00:00Z
export GIT_CONFIG_NOSYSTEM GIT_AUTHOR_DATE GIT_COMMITTER_DATE
message='docs(routing): record googletagmanager routing (vendor=PIPEDREAM)'
gtm='Google Tag Manager'
ours='.codex/config.toml
.cursor/mcp.json
.mcp.json
.vscode/mcp.json
docs/composio/toolkit-registry.md
docs/tools/pipedream-googletagmanager/capability_registry.yaml'
all_connected
vendors --approve-after 0
grep -v '^#' "$demo/answers.txt" >"$tmp/no-word"
{ cat "$tmp/no-word" && echo 'commit: yes'; } >"$tmp/yes"
{ cat "$tmp/no-word" && echo 'commit: no'; } >"$tmp/no"

g() { git -C "$W" "$@"; }
begin() { # [FOLDER]: a fresh workspace in a repository whose top is FOLDER
	git -C "${1:-$W}" init -q &&
		g config user.name Operator && g config user.email operator@example.com &&
		g config commit.gpgsign false && g add -A && g commit -q -m 'as it was'
}
repository() {
	fresh
	begin
}
plan() { tg plan "$gtm" --tenant ascend,kahuna --out "$tmp/plan.json" >/dev/null; }
hook() { # NAME LINE…
	printf '#!/bin/sh\n' >"$W/.git/hooks/$1"
	at=$W/.git/hooks/$1
	shift
	printf '%s\n' "$@" >>"$at"
	chmod +x "$at"
}
state_of() { # FILE: index, branch and files in the way; not the time stamps in the index
	{ g ls-files -s && g rev-parse -q --verify HEAD; g diff --cached; g log --format=%H -n 3; } >"$1" 2>&1
}
written() { grep -q pipedream-gtm-ascend "$W/.mcp.json"; say $? "$1"; }
not_written() { ! grep -q pipedream-gtm-ascend "$W/.mcp.json"; say $? "$1"; }
one_commit() { # TITLE: HEAD is our commit on top of the first one, with our files and nothing else
	[ "$(g log -1 --format=%s)" = "$message" ] && [ -z "$(g log -1 --format=%b)" ] &&
		[ "$(g rev-list --count HEAD)" -eq 2 ]
	say $? "$1: one commit, with the message of the recipe"
	g show --format= --name-only HEAD | sort >"$tmp/in"
	echo "$ours" | LC_ALL=C sort >"$tmp/want"
	LC_ALL=C sort -o "$tmp/in" "$tmp/in"
	same "$tmp/want" "$tmp/in" "$1: exactly the files of the plan"
}
no_commit() { [ "$(g rev-list --count HEAD)" -eq 1 ]; say $? "$1: no commit"; }

# ---- the wizard's own words

# Nobody says a word about it: no commit, and the commands to do it
repository
tg wizard --ui=none --answers "$tmp/no-word"
code 0 'no word about a commit'
no_commit 'no word'
has 'git add -- .mcp.json' 'the commands for a shell are said'
has "git commit -m 'docs(routing): record googletagmanager routing (vendor=PIPEDREAM)'" 'with the message'
hasnt windsurf/mcp_config.json\' 'and not the file in the home folder'
# …which do what the wizard would have done
sed -n 's/^  \(git .*\)/\1/p' "$out" >"$tmp/by-hand"
(cd "$W" && sh -e "$tmp/by-hand") >"$err" 2>&1
one_commit 'by hand'

repository
tg wizard --ui=none --answers "$tmp/no"
code 0 'no'
no_commit 'no'

# Yes
repository
tg wizard --ui=none --answers "$tmp/yes" --record "$tmp/recorded"
code 0 'yes'
has '6 files committed as' 'says so'
has "$message" 'with the message'
one_commit 'yes'
[ -z "$(g status --porcelain)" ]
say $? 'yes: nothing is left over'
grep -q '^commit: yes$' "$tmp/recorded"
say $? 'yes: it is recorded'
no_secret 'no secret was said or written'
tg wizard --ui=none --answers "$tmp/yes"
no=$(g rev-list --count HEAD)
[ "$no" -eq 2 ]
say $? 'the same walk again commits nothing'
tg undo
code 0 'undo after a commit'
g diff --quiet HEAD -- .mcp.json
[ $? -eq 1 ]
say $? 'puts the files back, and leaves the commit to its owner'

# --yes is a confirmation; a dry run never creates
repository
tg wizard --ui=none --answers "$tmp/no-word" --yes
code 0 '--yes'
one_commit '--yes'
repository
keep dry
tg wizard --ui=none --dry-run --answers "$tmp/yes"
code 0 'a dry run'
untouched dry 'a dry run: neither file nor index nor commit'

# Another vendor's row, alone: the recipe to the letter
repository
sed -i '/^| .gmail/d' "$W/docs/composio/toolkit-registry.md" && g commit -q -a --amend -m 'as it was'
printf '%s\n' 'provider: Gmail' 'tenants: ascend, kahuna' 'composio-native: record' 'confirm: yes' 'commit: yes' >"$tmp/native"
tg wizard --ui=none --answers "$tmp/native"
code 0 'a row of vendor COMPOSIO'
[ "$(g log -1 --format=%s)" = 'docs(routing): record gmail routing (vendor=COMPOSIO)' ] &&
	[ "$(g show --format= --name-only HEAD)" = docs/composio/toolkit-registry.md ]
say $? 'is a commit of the registry alone, under its own name'

# Line mode and the full screen
repository
{ printf '%s\n' "$gtm" 'ascend, kahuna' 1 1 '' 2 apply why; echo 2; } >"$tmp/lines"
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/lines"
rc=$?
code 0 'line mode'
has 'Commit exactly these files now?' 'asks'
has 'Grep the registry first' 'why, there, begins with the registry'
[ "$(grep -c 'ms, 20.*, from http' "$out")" -ge 8 ]
say $? 'and has every request'
has 'Files: .mcp.json, .cursor/mcp.json, .vscode/mcp.json, .codex/config.toml, docs/' 'with the files'
has 'Not among them: ~/.codeium/windsurf/mcp_config.json (in your home folder)' 'and what stays out'
has "Message: $message" 'and the message'
one_commit 'line mode'
repository
sed '$d' "$tmp/lines" >"$tmp/few"
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/few"
rc=$?
code 0 'line mode whose input ends at that question'
no_commit 'the end of the input'
repository
tg wizard --screen 80x24 --answers "$tmp/no-word"
has 'Commit exactly these files now?' 'the full screen asks'
has '› No' 'with the focus on no'

# Left at that question, and come back to
repository
{ sed '$d' "$tmp/few"; echo quit; } >"$tmp/left"
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/left"
rc=$?
code 130 'left at that question'
err_has 'The files are written, and nothing was committed.' 'says what is true'
written 'left at that question: the files are written'
printf 'commit: yes\n' >"$tmp/only"
tg wizard --ui=none --resume --answers "$tmp/only"
code 0 'come back to it'
one_commit 'come back to it'
# …after somebody has edited a file
repository
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/left"
echo 'mine' >>"$W/docs/composio/toolkit-registry.md"
state_of "$tmp/before"
tg wizard --ui=none --resume --answers "$tmp/only"
code 5 'a file that was edited meanwhile'
has 'toolkit-registry.md is not as toolgap wrote it any more' 'is named'
state_of "$tmp/after"
same "$tmp/before" "$tmp/after" 'and nothing is committed or staged'
# …after the branch got another version of a file
repository
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/left"
cp "$W/.mcp.json" "$tmp/ours.json"
g checkout -q -- .mcp.json && echo ' ' >>"$W/.mcp.json" && g commit -q -m theirs .mcp.json && cp "$tmp/ours.json" "$W/.mcp.json"
tg wizard --ui=none --resume --answers "$tmp/only"
code 5 'a branch that moved on under the files'
[ "$(g log -1 --format=%s)" = theirs ]
say $? 'is not overwritten'
# …after somebody has committed by hand
repository
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/left"
g add -A && g commit -q -m 'by hand'
tg wizard --ui=none --resume --answers "$tmp/only"
code 0 'committed by hand meanwhile'
has 'committed already' 'is said'

# ---- apply --commit

repository
plan
tg apply "$tmp/plan.json"
code 0 'apply'
no_commit 'apply'
has 'git commit -m ' 'proposes the commit'
tg apply "$tmp/plan.json" --commit
code 0 'apply --commit of what is in place'
no_commit 'in place already'
repository
plan
tg apply "$tmp/plan.json" --commit
code 0 'apply --commit'
one_commit 'apply --commit'
repository
plan
tg apply "$tmp/plan.json" --commit --json
code 0 'apply --commit --json'
if [ -n "$python3" ]; then
	"$python3" -c '
import json, sys
c = json.load(open(sys.argv[1]))["commit"]
assert c["result"] == "done" and len(c["id"]) >= 40, c
assert c["message"] == sys.argv[2] and c["files"] and len(c["left_out"]) == 1, c
' "$out" "$message" 2>"$err"
	say $? 'the document says so, too'
else
	skip 'no python3' 'the document says so, too'
fi
repository
plan
keep planned
tg apply "$tmp/plan.json" --commit --dry-run
code 0 'apply --commit as a dry run'
has 'These would be committed' 'says what it would commit'
untouched planned 'and touches nothing'
sed 's/"vendor": "PIPEDREAM"/"vendor": "x); rm -rf"/' "$tmp/plan.json" >"$tmp/odd.json"
tg apply "$tmp/odd.json" --commit
code 1 'a plan that names no vendor there is'
not_written 'is not committed, nor written'

# ---- what is in the index already stays there

repository
echo one >"$W/staged.txt" && g add staged.txt
echo two >"$W/partly.txt" && g add partly.txt && echo three >"$W/partly.txt"
g diff --cached >"$tmp/before"
plan
tg apply "$tmp/plan.json" --commit
code 0 'other files are staged'
one_commit 'other files are staged'
g diff --cached >"$tmp/after"
same "$tmp/before" "$tmp/after" 'they stay staged, and are not in it'

# ---- a file that its owner has changed

repository
echo '' >>"$W/docs/composio/toolkit-registry.md"
plan
tg apply "$tmp/plan.json" --commit
code 1 'a file with changes that were not committed'
err_has 'docs/composio/toolkit-registry.md had changes that were not committed' 'is named'
not_written 'and nothing is written'
tg wizard --ui=none --answers "$tmp/yes"
code 0 'in the walk'
has 'docs/composio/toolkit-registry.md had changes that were not committed' 'the files are written, and it is said'
has 'git add -- ' 'with the commands to do it by hand'
written 'the walk: written'
no_commit 'the walk'
repository
g rm -q --cached .mcp.json && g commit -q --amend -m 'as it was'
plan
tg apply "$tmp/plan.json" --commit
code 1 'a file that git does not know'
err_has 'git did not know .mcp.json before' 'is named'
repository
echo '' >>"$W/.mcp.json" && g add .mcp.json
state_of "$tmp/before"
plan
tg apply "$tmp/plan.json" --commit
code 1 'a file with staged changes'
state_of "$tmp/after"
same "$tmp/before" "$tmp/after" 'stays staged as it was'

# ---- hooks

repository
hook pre-commit 'git diff --cached --name-only >"$(git rev-parse --git-dir)/seen"' \
	'env >"$(git rev-parse --git-dir)/env"' 'echo "check 25: all rows are there"'
plan
tg apply "$tmp/plan.json" --commit
code 0 'a hook that agrees'
has 'check 25: all rows are there' 'its words are shown'
echo "$ours" | LC_ALL=C sort >"$tmp/want" && LC_ALL=C sort -o "$tmp/seen" "$W/.git/seen"
same "$tmp/want" "$tmp/seen" 'it saw these files, and no other'
! grep -q -e "$COMPOSIO_API_KEY" -e "$PIPEDREAM_CLIENT_SECRET" -e "$GITHUB_TOKEN" "$W/.git/env"
say $? 'and none of our keys'
! grep -q '^GIT_LITERAL_PATHSPECS\|^GIT_CONFIG_PARAMETERS' "$W/.git/env"
say $? 'and git as it always is'

repository
echo one >"$W/staged.txt" && g add staged.txt
hook pre-commit 'printf "\033[31mcheck 25\033[0m: no row for \033]0;x\007it\n" >&2' 'exit 1'
state_of "$tmp/before"
plan
tg apply "$tmp/plan.json" --commit
code 1 'a hook that refuses'
has 'check 25: no row for' 'its words are shown'
harmless "$out"
say $? 'without what a terminal would obey'
has 'the files stay written' 'what it means for the files is said'
written 'a hook that refuses: the files are written'
state_of "$tmp/after"
same "$tmp/before" "$tmp/after" 'the index is as it was'
rm "$W/.git/hooks/pre-commit"
tg undo
code 0 'undo after it'
repository
hook pre-commit 'exit 1'
tg wizard --ui=none --answers "$tmp/yes"
code 1 'a hook that refuses, in the walk'
has 'git did not make the commit' 'says so'
has 'By hand:' 'and what to do'
repository
hook pre-commit 'i=0; while [ $i -lt 1000 ]; do i=$((i + 1)); echo "line $i"; done; exit 1'
plan
tg apply "$tmp/plan.json" --commit
code 1 'a hook that says much'
has '… 800 lines before this' 'is cut'
has 'line 1000' 'and its last words are there'
# It may not ask: there is no terminal, and no input
repository
hook pre-commit 'exec </dev/tty || exit 3' 'read answer'
plan
tg apply "$tmp/plan.json" --commit
code 1 'a hook that asks'
repository
hook pre-commit 'read answer || { echo "nobody there"; exit 1; }'
plan
tg apply "$tmp/plan.json" --commit
code 1 'a hook that reads its input'
has 'nobody there' 'finds it empty'
# One that changes what it commits
repository
hook pre-commit 'echo "# formatted" >>.codex/config.toml' 'git add .codex/config.toml'
plan
tg apply "$tmp/plan.json" --commit
code 0 'a hook that changes a file'
has 'A hook changed .codex/config.toml' 'is named'
# One that adds files of its own
repository
hook pre-commit 'echo x >CHANGES && git add CHANGES'
plan
tg apply "$tmp/plan.json" --commit
code 0 'a hook that adds a file'
has '7 files committed as' 'is counted with what it added'
has 'A hook added CHANGES to the commit' 'which is named'
# Ended while it runs
repository
hook pre-commit 'echo running >"$(git rev-parse --git-dir)/runs"' 'sleep 60'
state_of "$tmp/before"
plan
(cd "$W" && exec "$TOOLGAP" apply "$tmp/plan.json" --commit) >"$out" 2>"$err" </dev/null &
running=$!
i=0
until [ -s "$W/.git/runs" ] || [ $i -gt 200 ]; do
	i=$((i + 1))
	sleep 0.05
done
kill -TERM $running
wait $running
rc=$?
code 143 'ended while a hook runs'
written 'ended: the files are written'
state_of "$tmp/after"
same "$tmp/before" "$tmp/after" 'ended: the index is as it was'
[ ! -e "$W/.git/index.lock" ]
say $? 'ended: no lock is left'

# ---- where no commit can be made

fresh
tg wizard --ui=none --answers "$tmp/yes"
code 0 'no repository'
has 'no git repository' 'is said'
has "$message" 'with the message all the same'
hasnt 'git add' 'and without commands'
fresh
plan
tg apply "$tmp/plan.json" --commit
code 1 'no repository, and --commit'
not_written 'no repository, and --commit: nothing is written'
mkdir "$tmp/bin"
for p in sh cat sed; do ln -s "$(command -v $p)" "$tmp/bin/$p"; done
fresh
tool=$TOOLGAP
(cd "$W" && PATH=$tmp/bin exec "$tool" wizard --ui=none --answers "$tmp/yes") >"$out" 2>"$err" </dev/null
rc=$?
code 0 'no git'
has 'git is not installed here' 'is said'
written 'no git: the files are written'
for what in merge rebase; do
	repository
	case $what in
	merge) g rev-parse HEAD >"$W/.git/MERGE_HEAD" ;;
	rebase) mkdir "$W/.git/rebase-merge" ;;
	esac
	plan
	tg apply "$tmp/plan.json" --commit
	code 1 "in the middle of a $what"
	err_has "\`git $what\` is under way" 'is said'
	not_written "in the middle of a $what: nothing is written"
done
repository
echo '.vscode/' >"$W/.gitignore" && g rm -q -r --cached .vscode && g add -A && g commit -q --amend -m 'as it was'
plan
tg apply "$tmp/plan.json" --commit --json
code 0 'a file that git ignores'
has '.vscode/mcp.json (ignored by git)' 'stays out, and is named'
! g show --format= --name-only HEAD | grep -q vscode
say $? 'and is not in the commit'
repository
git init -q "$W/docs/composio" && rm -rf "$W/.git/index" && g reset -q
plan
tg apply "$tmp/plan.json" --commit --json
has 'in a repository of its own' 'a file in another repository stays out'
fresh
git init -q --bare "$W/.git"
plan
tg apply "$tmp/plan.json" --commit
code 1 'a bare repository'
err_has 'has no working tree' 'is said'
fresh
printf 'gitdir: /nowhere\n' >"$W/.git"
plan
tg apply "$tmp/plan.json" --commit
code 1 'a repository that git cannot read'
not_written 'a repository that git cannot read: nothing is written'
tg apply "$tmp/plan.json"
code 0 'which is no reason not to write'

# ---- and where it can, although it looks odd

repository
g checkout -q --detach
plan
tg apply "$tmp/plan.json" --commit
code 0 'a detached HEAD'
one_commit 'a detached HEAD'
fresh
begin "$box"
plan
tg apply "$tmp/plan.json" --commit
code 0 'a workspace below the top of its repository'
git -C "$box" show --format= --name-only HEAD | sed 's,^work/,,' | LC_ALL=C sort >"$tmp/in"
echo "$ours" | LC_ALL=C sort >"$tmp/want"
same "$tmp/want" "$tmp/in" 'has its files in the commit'
repository
g worktree add -q -b side "$box/side"
main=$W W=$box/side
plan
tg apply "$tmp/plan.json" --commit
code 0 'a worktree'
one_commit 'a worktree'
[ "$(git -C "$main" rev-list --count HEAD)" -eq 1 ]
say $? 'and not the branch of the other one'
fresh
git -C "$W" init -q && g config user.name O && g config user.email o@example.com
rm -rf "$W/.mcp.json" "$W/.cursor" "$W/.vscode" "$W/.codex" "$W/docs"
echo 'new-registry: yes' | cat - "$tmp/yes" >"$tmp/yes-new"
tg wizard --ui=none --answers "$tmp/yes-new"
code 0 'a branch without a commit'
[ "$(g rev-list --count HEAD)" -eq 1 ] && [ "$(g log -1 --format=%s)" = "$message" ]
say $? 'gets its first one'
# What a caller of ours set for its own git
repository
plan
(cd "$W" && GIT_DIR=/nowhere GIT_INDEX_FILE=/nowhere GIT_WORK_TREE=/ exec "$TOOLGAP" apply "$tmp/plan.json" --commit) \
	>"$out" 2>"$err" </dev/null
rc=$?
code 0 'from within a hook of another git'
one_commit 'from within a hook of another git'
done_testing
