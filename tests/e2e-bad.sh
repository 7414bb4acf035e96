#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-bad.sh: what is wrong on this side: files, names, keys, folders, a second run. One sentence, nothing written.
. "$(dirname "$0")/e2e-lib.sh"

all_connected
vendors
gtm='Google Tag Manager'

refused() { # CODE TITLE: of the last run: its code, one sentence that begins with our name, no output
	[ "$rc" -eq "$1" ] && [ "$(wc -l <"$err")" -eq 1 ] && grep -q '^toolgap: ' "$err"
	say $? "$2: exit $1, one sentence"
}
spoil() { # FILE TEXT: a fresh box where FILE holds TEXT
	fresh
	mkdir -p "$(dirname "$box/$1")"
	printf "$2" >"$box/$1"
	keep spoiled
}

# Files that cannot be read: where, and nothing written
try() { # FILE TEXT PLACE: plan names file:line:col and writes nothing; the walk does not either
	spoil "$1" "$2"
	tg plan "$gtm" --tenant ascend,kahuna
	[ "$rc" -eq 1 ] && [ ! -s "$out" ] && [ "$(wc -l <"$err")" -le 2 ]
	say $? "$1 that cannot be read: exit 1"
	err_has "$3" "at $3"
	tg wizard --ui=none --answers "$demo/answers.txt"
	r=0
	[ "$rc" -eq 1 ] || r=1
	cat "$out" "$err" | grep -qF -e "$3" || r=1
	say $r 'the walk ends there too'
	bytes_as spoiled 'nothing is written'
}
try work/.mcp.json '{\n  "mcpServers": {\n    "a" 1\n  }\n}\n' '.mcp.json:3:9'
try work/.vscode/mcp.json '// ok\n{ "servers": { "a": [1,, 2] } }\n' '.vscode/mcp.json:2:24'
try work/.codex/config.toml 'model = "x"\n[mcp_servers.a\nurl = "y"\n' '.codex/config.toml:2:15'
try home/.codeium/windsurf/mcp_config.json '{"mcpServers":{}} x' 'mcp_config.json:1:19'
try work/docs/composio/toolkit-registry.md '# R\n\n| toolkit_slug | vendor |\n| what | ever |\n' 'toolkit-registry.md:'
try work/toolgap.yaml 'tenants: [ascend\nclients: x\n' 'toolgap.yaml:'
try work/toolgap.yaml 'tenants: [Ascend!]\n' 'toolgap.yaml:1:11'
printf 'runbook: toolgap.runbook/1\nstart: a\nsteps:\n  - id: a\n    kind: ask\n    next: nowhere\n' >"$tmp/rb.yaml"
tg runbook check "$tmp/rb.yaml"
refused 1 'a runbook that leads nowhere'
err_has "rb.yaml:4:" 'at its step'
spoil work/toolgap.yaml 'runbook: own.yaml\n'
printf 'steps: [\n' >"$W/own.yaml"
keep spoiled
tg plan "$gtm" --tenant ascend
refused 1 'a runbook of the workspace that cannot be read'
err_has 'own.yaml:' 'at its place'
bytes_as spoiled 'nothing is written'
spoil work/.mcp.json '{ "mcpServers": {} \n'
tg check
code 1 'check of a file that cannot be read'
has '.mcp.json:2: error: This file cannot be read' 'at its place'
tg triage "$gtm"
code 0 'triage needs no such file'
# Bytes that are no text, and what a terminal would obey
spoil work/.mcp.json '{"mcpServers": {"a\033[2J\\n": }}\n'
tg plan "$gtm" --tenant ascend
code 1 'a file with escapes in it'
harmless "$err"
say $? 'the message has none'
printf '\377\376{\000}\000' >"$W/.mcp.json"
keep spoiled
tg plan "$gtm" --tenant ascend
code 1 'a file in UTF-16'
bytes_as spoiled 'is left alone'

# No registry: offered
fresh
rm "$W/docs/composio/toolkit-registry.md"
keep none
grep -v '^#' "$demo/answers.txt" >"$tmp/answers"
tg wizard --ui=none --answers "$tmp/answers"
code 2 'no registry: that is a question'
err_has 'new-registry' 'which is named'
bytes_as none 'nothing is written'
{
	cat "$tmp/answers"
	echo 'new-registry: no'
} >"$tmp/no"
tg wizard --ui=none --answers "$tmp/no"
code 0 'declined'
bytes_as none 'nothing is written'
sed 's/new-registry: no/new-registry: yes/' "$tmp/no" >"$tmp/yes"
tg wizard --ui=none --answers "$tmp/yes"
code 0 'accepted'
grep -q '^| *toolkit_slug *| *vendor *|' "$W/docs/composio/toolkit-registry.md" && grep -q googletagmanager "$W/docs/composio/toolkit-registry.md"
say $? 'it is there, with its row'
tg undo
bytes_as none 'and undo takes it away again'

# An empty folder is a workspace too
fresh
rm -r "$W" "$H/.codeium"
mkdir "$W"
keep empty
tg plan "$gtm" --tenant ascend --json
code 0 'a plan for an empty folder'
has '"create": 7' 'creates all files'
tg wizard --ui=none --tenant ascend --answers "$tmp/yes"
code 0 'the walk in it'
tg check
code 0 'check'
tg undo
bytes_as empty 'and all is gone again, folders too'

# No credentials
fresh
keep keys
without() { # VARIABLE…
	(cd "$W" && unset INFISICAL_PROJECT_ID "$@" && exec "$TOOLGAP" plan "$gtm" --tenant ascend) >"$out" 2>"$err" </dev/null
	rc=$?
	code 4 "without $*"
	for v; do
		err_has "$v" "names $v"
	done
}
without COMPOSIO_API_KEY
without PIPEDREAM_CLIENT_ID PIPEDREAM_CLIENT_SECRET
(cd "$W" && unset INFISICAL_PROJECT_ID PIPEDREAM_PROJECT_ID && exec "$TOOLGAP" wizard --ui=none --answers "$demo/answers.txt") >"$out" 2>"$err" </dev/null
rc=$?
code 4 'the walk without PIPEDREAM_PROJECT_ID'
err_has PIPEDREAM_PROJECT_ID 'names it'
for v in 'ak_wrong00' "$(printf 'a\033b')" "$(printf 'a\r\nx-evil: 1')"; do
	(cd "$W" && COMPOSIO_API_KEY=$v exec "$TOOLGAP" triage "$gtm") >"$out" 2>"$err" </dev/null
	rc=$?
	[ $rc -eq 10 ] || [ $rc -eq 4 ] || [ $rc -eq 2 ]
	say $? 'a key that is none'
	! grep -qF -e "$v" "$out" "$err"
	say $? 'is not repeated'
done
for v in 'http://example.com/x' 'ftp://127.0.0.1/' 'https://u:p@127.0.0.1/' 'not an address'; do
	(cd "$W" && COMPOSIO_BASE_URL=$v exec "$TOOLGAP" triage "$gtm") >"$out" 2>"$err" </dev/null
	rc=$?
	[ $rc -ne 0 ] && ! grep -q absent "$out"
	say $? "no vendor at '$v'"
done
for v in 'https://me:hunter2@vendor.example/' 'http://me:hunter2@vendor.example' 'me:hunter2@vendor.example' 'https://me:hunt/er2@vendor.example'; do
	(cd "$W" && COMPOSIO_BASE_URL=$v exec "$TOOLGAP" triage "$gtm") >"$out" 2>"$err" </dev/null
	code 2 'a password in an address'
	! grep -q 'hunt' "$err" "$out" && grep -q 'COMPOSIO_BASE_URL.*credentials do not belong there' "$err"
	say $? 'is never repeated, and does not belong there'
done
bytes_as keys 'nothing is written'

# Names that are not allowed
for bad in 'Bad Tenant' '../x' 'a/b' 'UPPER' '-a' 'a;b' 'ä' "$(printf 'a\nb')" "$(printf '%064d' 0)"; do
	tg plan "$gtm" --tenant "$bad" --no-input
	code 2 "tenant '$(printf %s "$bad" | tr '\n' '?' | cut -c1-20)'"
done
err_has 'a-z' 'the rule is told'
for bad in '../x' 'A b' '$(x)' "$(printf 'a\033[2J')"; do
	tg plan "$gtm" --tenant ascend --short "$bad"
	code 2 'a short name that is none'
	harmless "$err"
	say $? 'is shown safely'
done
err_has 'a-z' 'the rule is told'
tg triage "$(printf 'x\033]0;owned\007\033[31m')"
harmless "$out"
say $? 'a provider name with escapes is shown safely'
tg plan "$gtm" --tenant ascend --client nosuch
code 2 'a client that is none'
tg plan "$gtm" --bogus
code 2 'an option that is none'
tg tirage x
code 2 'a command that is none'
err_has 'triage' 'the near one is offered'
bytes_as keys 'nothing is written'

# Links: followed inside of the workspace, refused when they lead out of it
fresh
mkdir "$W/conf"
mv "$W/.mcp.json" "$W/conf/real.json"
ln -s conf/real.json "$W/.mcp.json"
keep linked
tg wizard --ui=none --answers "$tmp/answers"
code 0 'a link inside of the workspace'
[ -L "$W/.mcp.json" ] && grep -q pipedream-gtm-ascend "$W/conf/real.json"
say $? 'stays a link, and its file is written'
tg undo
bytes_as linked 'and put back'
mkdir "$box/outside"
mv "$W/conf/real.json" "$box/outside/real.json"
ln -sf ../outside/real.json "$W/.mcp.json"
keep outside
tg wizard --ui=none --answers "$tmp/answers"
say "$([ $rc -ne 0 ]; echo $?)" 'a link out of the workspace is refused'
bytes_as outside 'nothing is written'
rm "$W/.mcp.json"
ln -s loop "$W/.mcp.json"
ln -s .mcp.json "$W/loop"
keep loop
tg plan "$gtm" --tenant ascend
say "$([ $rc -ne 0 ]; echo $?)" 'a link to itself is refused'
rm "$W/.mcp.json" "$W/loop"
mkdir "$W/.mcp.json"
tg plan "$gtm" --tenant ascend
say "$([ $rc -ne 0 ]; echo $?)" 'a folder where a file should be is refused'
rmdir "$W/.mcp.json"
if in_path mkfifo; then
	mkfifo "$W/.mcp.json"
	tg plan "$gtm" --tenant ascend
	say "$([ $rc -ne 0 ]; echo $?)" 'a pipe where a file should be is refused, not waited for'
fi

# A folder that cannot be written: all or none
fresh
if [ "$(id -u)" -eq 0 ]; then
	skip 'root writes everywhere' 'a folder that cannot be written'
else
	chmod a-w "$W/.cursor"
	keep closed
	tg wizard --ui=none --answers "$tmp/answers"
	say "$([ $rc -eq 1 ] || [ $rc -eq 9 ]; echo $?)" 'a folder that cannot be written: exit 1 or 9'
	bytes_as closed 'no file is written'
	chmod u+w "$W/.cursor"
fi

# Two at once
fresh
tg wizard --ui=none --answers "$tmp/answers"
tg undo
keep held
tg plan "$gtm" --tenant ascend,kahuna --out "$tmp/plan.json"
lock=$(find "$state/work" -name lock)
if in_path flock && [ -f "$lock" ]; then
	mkfifo "$tmp/go"
	flock "$lock" sh -c 'printf "pid 4711\nhost h\nuser somebody\nsince then\n" >"$1"; echo held >"$2.held"; read -r x <"$2"; : >"$1"' \
		sh "$lock" "$tmp/go" &
	holder=$! pids=$holder
	i=0
	until [ -s "$tmp/go.held" ] || [ $i -ge 200 ]; do
		i=$((i + 1))
		sleep 0.05
	done
	tg apply "$tmp/plan.json"
	refused 7 'another run holds the workspace'
	err_has 4711 'its process is named'
	err_has somebody 'and its user'
	tg check
	code 0 'looking is allowed meanwhile'
	bytes_as held 'nothing is written'
	echo go >"$tmp/go"
	wait "$holder"
	pids=
	tg apply "$tmp/plan.json"
	code 0 'afterwards it is applied'
else
	skip 'no flock' 'another run holds the workspace'
fi
done_testing
