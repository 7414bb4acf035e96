#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-clients.sh: bearer, exec, headers, --auth, --scope, foreign entries, what stays with a file. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

all_connected
vendors
fresh
gtm='Google Tag Manager'
unset PIPEDREAM_OAUTH_BEARER
good() { # TOKEN: the sandbox takes it
	curl -s -o "$tmp/body" -w '%{http_code}' -H "Authorization: Bearer $1" \
		"$PIPEDREAM_BASE_URL/v1/connect/apps?q=google" >"$tmp/status" 2>/dev/null
	[ "$(cat "$tmp/status")" = 200 ]
}

# ---- the bearer

keep empty
tg bearer
code 0 'bearer'
[ "$(wc -l <"$out")" -eq 1 ] && [ ! -s "$err" ]
say $? 'one line, and nothing else'
first=$(cat "$out")
if in_path curl; then
	good "$first"
	say $? 'it opens the door'
else
	skip 'no curl' 'it opens the door'
fi
tg bearer
[ "$(cat "$out")" != "$first" ]
say $? 'each one is fresh'
(cd / && exec "$TOOLGAP" bearer) >"$out" 2>"$err" </dev/null
rc=$?
code 0 'it needs no workspace'
untouched empty 'and writes nothing, no state folder either'
tg bearer --json
has '"schema": "toolgap.bearer/1"' 'a document when asked for'
tg bearer now
code 2 'a further word'
PIPEDREAM_CLIENT_SECRET=wrong tg bearer
code 4 'a secret that is refused'
[ ! -s "$out" ]
say $? 'prints nothing'
(unset PIPEDREAM_CLIENT_SECRET PIPEDREAM_PROJECT_ID INFISICAL_DOMAIN INFISICAL_UNIVERSAL_AUTH_CLIENT_ID; cd "$W" && exec "$TOOLGAP" headers) >"$out" 2>"$err" </dev/null
rc=$?
code 4 'credentials that are missing'
err_has 'PIPEDREAM_CLIENT_SECRET, PIPEDREAM_PROJECT_ID' 'are named, all of them'
PIPEDREAM_BASE_URL=http://127.0.0.1:1 tg bearer
code 1 'nobody answers'
! grep -qF -e wrong -e "$PIPEDREAM_CLIENT_SECRET" "$said"
say $? 'no secret is said on the way'
if in_path script && script -qec true /dev/null >/dev/null 2>&1; then
	script -qec "'$TOOLGAP' bearer" /dev/null >"$out" 2>&1 </dev/null
	has 'is a terminal' 'on a terminal it is refused'
	hasnt eyJ 'and not shown'
else
	skip 'no script(1)' 'on a terminal it is refused'
fi

# ---- headers

tg headers
code 0 'headers'
if [ -n "$python3" ]; then
	"$python3" -c '
import json, os, sys
h = json.load(open(sys.argv[1]))
assert set(h) == {"Authorization", "x-pd-project-id"}, h.keys()
assert h["Authorization"].startswith("Bearer eyJ") and h["x-pd-project-id"] == os.environ["PIPEDREAM_PROJECT_ID"]
' "$out" 2>"$err"
	say $? 'is one object of texts'
else
	skip 'no python3' 'is one object of texts'
fi
untouched empty 'and keeps nothing'

# as a client that hands on no variable of the user's would start it
bare() { # toolgap's words
	env -i HOME="$H" PATH="$PATH" "$TOOLGAP" "$@" >"$out" 2>"$err" </dev/null
	rc=$?
	cat "$err" >>"$said"
}
keys=$H/.config/toolgap/credentials.env
mkdir -p -m 700 "$H/.config/toolgap"
bare headers
code 4 'headers, without a variable'
(set -a && . "$tmp/env" && HOME=/dev/null && "$TOOLGAP" bearer) >"$out" 2>"$err" </dev/null
rc=$?
code 0 'a home that is no folder is no obstacle'
sed 's/^/export /' "$tmp/env" | grep = >"$keys"
chmod 640 "$keys"
bare headers
code 4 'credentials that others can read'
err_has 'closed to everybody else (chmod 600)' 'are not taken, and why'
chmod 600 "$keys"
bare headers
code 0 'headers from credentials.env alone'
has "\"x-pd-project-id\":\"$PIPEDREAM_PROJECT_ID\"" 'whole'
[ "$(stat -c %a "$keys")" = 600 ] && [ ! -e "$H/.local" ] && [ ! -e "$H/.cache" ]
say $? 'nothing else is made'
PIPEDREAM_CLIENT_SECRET=wrong tg headers
code 4 'the environment goes first'
tg plan "$gtm" --tenant ascend --auth helper --client codex,claude-code
has 'Codex CLI runs `toolgap headers`, which needs PIPEDREAM_CLIENT_ID (in credentials.env)' 'the plan says where they are'
hasnt 'hands a helper hardly any variable' 'and warns of nothing'
echo 'PIPEDREAM_CLIENT_SECRET "canary"' >>"$keys"
bare headers
code 1 'a line that is none'
err_has "credentials.env:$(wc -l <"$keys"):1: a line must be NAME=VALUE" 'at its place'
! grep -q canary "$said"
say $? 'and what stands there is not said'
rm -r "$H/.config"

# ---- exec

tg exec -- sh -c 'printf "%s %s %s\n" "${PIPEDREAM_OAUTH_BEARER%%.*}" "$PIPEDREAM_PROJECT_ID" "$1"; exit 7' x --json
code 7 'exec has the exit code of the command'
has "eyJ" 'it has the bearer'
has "$PIPEDREAM_PROJECT_ID --json" 'the project, and options of its own'
tg exec sh -c 'exit 3'
code 3 'the two dashes may be left out'
tg exec -- sh -c 'kill -TERM $$'
code 143 'its signal is its own'
tg exec -- "$tmp/no such; echo pwned"
code 127 'a command that is not there'
hasnt pwned 'no shell reads it'
: >"$tmp/plain" && chmod 644 "$tmp/plain"
tg exec -- "$tmp/plain"
code 126 'a file that cannot be run'
tg exec
code 2 'no command'
tg --dry-run exec -- touch "$tmp/made"
code 0 'a dry run'
[ ! -e "$tmp/made" ]
say $? 'starts nothing'
tg exec -- sh -c 'ulimit -Sc >&2; trap - PIPE; kill -PIPE $$'
code 141 'a closed pipe ends it, as usual'
[ "$(head -n 1 "$err")" = "$(ulimit -Sc)" ]
say $? 'and the limit of core files is as before'
tg exec -- cat
code 0 'standard input comes along'
PIPEDREAM_CLIENT_SECRET=wrong tg exec -- touch "$tmp/made"
code 4 'without a bearer'
[ ! -e "$tmp/made" ]
say $? 'nothing is started'

forget
# ---- the preview and the end say what is needed

printf 'composio-candidate: none\npath: D\noauth: managed\nconnect: wait\nconfirm: yes\n' >"$tmp/answers"
tg plan "$gtm" --tenant ascend
code 0 'plan'
has 'Codex CLI needs PIPEDREAM_OAUTH_BEARER (not set here), PIPEDREAM_PROJECT_ID (set).' 'says what is needed'
PIPEDREAM_OAUTH_BEARER=canary-of-a-bearer tg plan "$gtm" --tenant ascend --json
has '"variables"' 'also in the document'
hasnt canary-of-a-bearer 'the name, never the value'
tg plan "$gtm" --tenant ascend --auth helper
has 'Claude Code runs `toolgap headers`, which needs PIPEDREAM_CLIENT_ID (set)' 'a helper needs other things'
has '+      "headersHelper": "toolgap headers"' 'and stands in the entry'
has 'Cursor needs PIPEDREAM_OAUTH_BEARER (not set)' 'a client without helpers keeps the variables'
tg plan "$gtm" --tenant ascend --auth magic
code 2 'another word'
tg plan "$gtm" --tenant ascend --client goose
code 2 'a client that cannot be written'
err_has 'toolgap has no editor for YAML' 'and why'

tg plan "$gtm" --tenant ascend --auth helper --client codex
has 'Warning: Codex CLI hands a helper hardly any variable' 'an entry that could not work yet is warned of'
has 'PIPEDREAM_CLIENT_ID (set here, but not handed on)' 'and why'
echo 'helper: bring-them toolgap headers' >"$W/toolgap.yaml"
tg plan "$gtm" --tenant ascend --auth helper --client codex
has 'Codex CLI runs `bring-them toolgap headers`, which brings what it needs.' 'a command of their own'
hasnt 'PIPEDREAM_CLIENT' 'has variables of its own'
rm "$W/toolgap.yaml"

# ---- the list

for scope in '' '--scope user' '--scope project'; do
	tg clients list $scope
	code 0 "clients list $scope"
	# characters, not bytes: the mark of what is installed counts as one
	[ "$(tr -d '\200-\277' <"$out" | LC_ALL=C awk '{ if (length > n) n = length } END { print n }')" -le 80 ]
	say $? 'in 80 columns'
done
tg clients list --scope user
has '~/.codex/config.toml' 'the files of the scope'
hasnt ' .codex/config.toml' 'and no others'
has 'Claude Code: ~/.claude.json is not written:' 'one that is not written, and why'
has 'Roo Code: it has no file for all projects.' 'one that there is not'
tg clients list --scope user --json --client cursor,roo
has '"path": "~/.cursor/mcp.json"' 'the same in the document'
has '"cannot": "it has no file for all projects"' 'with the reason'

# ---- what stays with a file: mode, owner, extended attributes, the link

mkdir -p "$box/home/dot"
mv "$W/.mcp.json" "$W/mcp-real.json" && ln -s mcp-real.json "$W/.mcp.json"
chmod 640 "$W/mcp-real.json"
chmod 600 "$W/.vscode/mcp.json"
[ "$(id -u)" -ne 0 ] || chown 1234:1234 "$W/.vscode/mcp.json"
xattr=
if [ -n "$python3" ]; then
	"$python3" -c 'import os, sys; os.setxattr(sys.argv[1], "user.toolgap", b"kept")' "$W/.vscode/mcp.json" 2>/dev/null && xattr=yes
fi
before=$(stat -c '%a %u %g' "$W/.vscode/mcp.json")
keep linked
tg wizard "$gtm" --ui=none --tenant ascend --answers "$tmp/answers"
code 0 'the walk'
has 'export PIPEDREAM_OAUTH_BEARER="$(toolgap bearer)"' 'its end says what to export'
hasnt 'export PIPEDREAM_PROJECT_ID' 'and not what is set'
[ -L "$W/.mcp.json" ] && [ "$(readlink "$W/.mcp.json")" = mcp-real.json ] &&
	[ "$(stat -c %a "$W/mcp-real.json")" = 640 ] && grep -q pipedream-gtm-ascend "$W/mcp-real.json"
say $? 'the link stays, and what it leads to has its mode'
[ "$(stat -c '%a %u %g' "$W/.vscode/mcp.json")" = "$before" ] && grep -q pipedream-gtm-ascend "$W/.vscode/mcp.json"
say $? 'mode and owner stay'
if [ -n "$xattr" ]; then
	"$python3" -c 'import os, sys; sys.exit(os.getxattr(sys.argv[1], "user.toolgap") != b"kept")' "$W/.vscode/mcp.json"
	say $? 'extended attributes stay'
else
	skip 'none here' 'extended attributes stay'
fi
grep -q '// ' "$W/.vscode/mcp.json" && grep -q '^# ' "$W/.codex/config.toml"
say $? 'comments stay'
tg undo
code 0 'undo'
bytes_as linked 'gives all bytes back'
[ -L "$W/.mcp.json" ] && [ "$(stat -c '%a %u %g' "$W/.vscode/mcp.json")" = "$before" ]
say $? 'link, mode and owner, too'

# ---- links that lead elsewhere: only where the person's own settings allow it

dots=$box/dots
mkdir -p "$dots"
mv "$W/.cursor/mcp.json" "$dots/cursor.json" && ln -s "$dots/cursor.json" "$W/.cursor/mcp.json"
keep dots
tg plan "$gtm" --tenant ascend
code 1 'a link to elsewhere'
err_has "links: [$dots]" 'how it is allowed'
err_has 'To go on without Cursor, name the other clients with --client.' 'and how to leave the client out'
tg plan "$gtm" --tenant ascend --client claude-code,codex
code 0 'left out'
printf 'links: [%s]\n' "$dots" >"$W/toolgap.yaml"
tg plan "$gtm" --tenant ascend
code 1 'a workspace that allows it itself'
err_has "toolgap.yaml:1:1: 'links' counts in your own toolgap.yaml" 'is refused'
rm "$W/toolgap.yaml"
mkdir -p "$H/.config/toolgap"
printf 'links: dots\n' >"$H/.config/toolgap/toolgap.yaml"
tg plan "$gtm" --tenant ascend
code 1 'no list'
printf 'links: [/, %s/none, %s]\n' "$box" "$dots" >"$H/.config/toolgap/toolgap.yaml"
mkdir "$box/other" && cp "$dots/cursor.json" "$box/other/cursor.json"
tg wizard "$gtm" --ui=none --tenant ascend --answers "$tmp/answers"
code 0 'the person allows it'
[ -L "$W/.cursor/mcp.json" ] && grep -q pipedream-gtm-ascend "$dots/cursor.json"
say $? 'the link stays, and what it leads to is written'
tg undo
code 0 'undo'
cmp -s "$tmp/kept.dots/dots/cursor.json" "$dots/cursor.json" && [ -L "$W/.cursor/mcp.json" ]
say $? 'follows it too'
ln -sf "$box/other/cursor.json" "$W/.cursor/mcp.json"
tg plan "$gtm" --tenant ascend
code 1 'another folder stays closed, whatever is said of /'
rm -rf "$W/.cursor/mcp.json" "$H/.config" "$box/other"
mv "$dots/cursor.json" "$W/.cursor/mcp.json" && rmdir "$dots"
cp -a "$tmp/kept.linked/work/.cursor/mcp.json" "$W/.cursor/mcp.json"

# ---- the other scope

tg plan "$gtm" --tenant ascend --scope user --client cursor,codex --out "$tmp/plan.json"
code 0 'plan --scope user'
tg apply "$tmp/plan.json"
code 0 'apply'
grep -q pipedream-gtm-ascend "$H/.cursor/mcp.json" && [ "$(stat -c %a "$H/.cursor/mcp.json" "$H/.codex/config.toml" | sort -u)" = 600 ]
say $? 'files at home are new, and for their owner alone'
rm "$W/.cursor/mcp.json"
(umask 022 && tg plan "$gtm" --tenant ascend --client cursor --out "$tmp/plan.json" && tg apply "$tmp/plan.json")
[ "$(stat -c %a "$W/.cursor/mcp.json")" = 600 ] && [ "$(stat -c %a "$W/docs/tools/pipedream-googletagmanager/capability_registry.yaml")" = 644 ]
say $? 'a new file of a client is too, in a workspace; the others are as the umask says'
tg undo
cp -a "$tmp/kept.linked/work/.cursor/mcp.json" "$W/.cursor/mcp.json"
tg plan "$gtm" --tenant ascend --scope user --client claude-code
code 2 'a file that its client rewrites'
tg undo
bytes_as linked 'undo gives the bytes back'

# ---- an entry of the name that is not ours

printf '{\n  "mcpServers": {\n    "pipedream-gtm-ascend": {"url": "https://mine.example/mcp", "headers": {"x": "y"}},\n    "z": {}\n  }\n}\n' >"$W/.cursor/mcp.json"
keep foreign
tg plan "$gtm" --tenant ascend
code 1 'plan: an entry that is not ours'
err_has "has an entry 'pipedream-gtm-ascend' that is not toolgap's" 'is named'
tg wizard "$gtm" --ui=none --yes --tenant ascend --answers "$tmp/answers"
code 2 '--yes is no answer to that'
err_has "replace-foreign" 'the step is named'
bytes_as foreign 'nothing is written'
printf 'replace-foreign: leave\n' | cat - "$tmp/answers" >"$tmp/leave"
tg wizard "$gtm" --ui=none --yes --tenant ascend --answers "$tmp/leave"
code 1 'left'
bytes_as foreign 'nothing is written either'
tg plan "$gtm" --tenant ascend --replace-foreign
code 0 'plan --replace-foreign'
has "that is not toolgap's goes; nothing of it is kept" 'says what goes'
has '-    "pipedream-gtm-ascend": {"url": "https://mine.example/mcp"' 'and shows it'
tg plan "$gtm" --tenant ascend --replace-foreign --out "$tmp/replace.json"
tg apply --yes "$tmp/replace.json"
code 2 'apply asks for the word again: --yes is none'
err_has "toolgap apply --replace-foreign" 'and names it'
bytes_as foreign 'nothing is written'
tg apply --replace-foreign "$tmp/replace.json"
code 0 'said'
err_has "the entry 'pipedream-gtm-ascend' that is not toolgap's goes" 'it says what goes'
! grep -q mine.example "$W/.cursor/mcp.json"
say $? 'it is gone'
tg undo
bytes_as foreign 'undo brings it back'
printf '{\n  "mcpServers": {\n    "pipedream-gtm-ascend": {"command": "npx", "args": ["x"]},\n    "z": {}\n  }\n}\n' >"$W/.cursor/mcp.json"
keep command
tg plan "$gtm" --tenant ascend --replace-foreign --out "$tmp/replace.json"
tg apply --replace-foreign "$tmp/replace.json"
code 0 'one that starts a program'
! grep -q npx "$W/.cursor/mcp.json" && grep -q '"z": {}' "$W/.cursor/mcp.json"
say $? 'goes, and its neighbour stays'
tg undo
bytes_as command 'undo brings that back'
cp "$tmp/kept.foreign/work/.cursor/mcp.json" "$W/.cursor/mcp.json"
printf 'replace-foreign: replace\n' | cat - "$tmp/answers" >"$tmp/replace"
tg wizard "$gtm" --ui=none --tenant ascend --answers "$tmp/replace"
code 0 'replaced by an answer'
! grep -q mine.example "$W/.cursor/mcp.json" && grep -q '"z": {}' "$W/.cursor/mcp.json"
say $? 'it alone'

# ---- what is not apply's to refuse, but the plan's

tg undo
chmod 444 "$W/.mcp.json"
tg plan "$gtm" --tenant ascend --client claude-code
code 1 'a file that nobody may write is refused by the plan'
err_has '.mcp.json is read-only' 'and named'
chmod 644 "$W/.mcp.json"
mv "$W/.cursor/mcp.json" "$tmp/cursor.json" && ln -s ../.mcp.json "$W/.cursor/mcp.json"
tg plan "$gtm" --tenant ascend --client claude-code,cursor
code 1 'so is one file by two names'
err_has '.mcp.json and .cursor/mcp.json are one and the same file' 'both are named'
tg plan "$gtm" --tenant ascend --client claude-code
code 0 'one of the two is no matter'
rm "$W/.cursor/mcp.json" && mv "$tmp/cursor.json" "$W/.cursor/mcp.json"
mkfifo "$tmp/fifo"
tg apply "$tmp/fifo"
code 1 'a plan that is no file'
err_has 'is not an ordinary file' 'is not waited for'
tg plan "$gtm" --tenant ascend --client zed
err_has 'leave this client out. To go on without Zed' 'what Zed cannot have is said in whole sentences'

# ---- Codex: no table of that name

cp "$W/.codex/config.toml" "$tmp/codex.toml"
for have in 'mcp_servers.pipedream-gtm-ascend = 1' '[[mcp_servers.pipedream-gtm-ascend]]' '[mcp_servers]\npipedream-gtm-ascend = [ 1 ]'; do
	printf '# one\n%b\n\n[z] # two\na = 1\n' "$have" >"$W/.codex/config.toml"
	tg plan "$gtm" --tenant ascend --client codex
	code 1 "$have stands in the way"
	err_has "that is not toolgap's" 'as every entry does'
	tg plan "$gtm" --tenant ascend --client codex --replace-foreign --out "$tmp/replace.json"
	code 0 'and may go'
	tg apply --replace-foreign "$tmp/replace.json"
	code 0 'it goes'
	grep -q '^\[mcp_servers.pipedream-gtm-ascend\]' "$W/.codex/config.toml" && grep -q '^\[z\] # two' "$W/.codex/config.toml" &&
		grep -q '^# one' "$W/.codex/config.toml"
	say $? 'the entry is a table, and the rest stands'
	tg undo
done
cp "$tmp/codex.toml" "$W/.codex/config.toml"
tg wizard "$gtm" --ui=none --tenant ascend --answers "$tmp/replace"

# ---- another short name

tg plan "$gtm" --tenant ascend --short tagm --out "$tmp/rename.json"
has "called 'pipedream-tagm-ascend' from now on" 'a rename is said'
tg apply "$tmp/rename.json"
code 0 'and applied'
for f in .mcp.json .cursor/mcp.json .vscode/mcp.json .codex/config.toml docs/composio/toolkit-registry.md; do
	! grep -q pipedream-gtm-ascend "$W/$f" && grep -q pipedream-tagm-ascend "$W/$f" || break
done
! grep -q pipedream-gtm-ascend "$W/$f"
say $? "no old name is left ($f)"
tg check
code 0 'check has nothing to say'
no_secret 'no secret was written'
done_testing
