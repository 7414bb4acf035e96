#!/bin/sh
# SPDX-License-Identifier: MIT
# clients-verify.sh: clients verify against stand-ins that answer as the clients do, traps included. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

fresh
bin=$tmp/bin real=$PATH
mkdir "$bin"
url=https://remote.mcp.pipedream.net/v3
stand_in() { # PROGRAM: its body comes on standard input; how it was called is kept
	{
		printf '#!/bin/sh\nprintf "%%s\\n" "%s $*" >>%s/calls\n' "$1" "$tmp"
		cat
	} >"$bin/$1"
	chmod +x "$bin/$1"
}
verify() { # CLIENT: as JSON, with the stand-ins in front
	(cd "$W" && PATH=$bin:$real exec "$TOOLGAP" clients verify --client "$1" --json) >"$out" 2>"$err" </dev/null
	rc=$?
	cat "$out" "$err" >>"$said"
}
head='"Authorization": "Bearer ${PIPEDREAM_OAUTH_BEARER}", "x-pd-project-id": "${PIPEDREAM_PROJECT_ID}", "x-pd-environment": "production"'
head=$head', "x-pd-external-user-id": "ascend", "x-pd-app-slug": "google_tag_manager"'
entry='"pipedream-gtm-ascend": {"type": "http", "url": "'$url'", "headers": {'$head'}}'
printf '{"mcpServers": {%s, "My Own": {"url": "https://x.example/"}, "local": {"command": "x"}}}\n' "$entry" >"$W/.mcp.json"
mkdir -p "$W/.gemini" "$W/.github"
printf '{"mcpServers": {"pipedream-gtm-ascend": {"httpUrl": "%s", "headers": {%s}}}}\n' "$url" "$head" >"$W/.gemini/settings.json"
printf '{"mcpServers": {%s}}\n' "$entry" >"$W/.github/mcp.json"
printf '{"mcp": {%s}}\n' "$entry" | sed 's/"http",/"remote", "enabled": true,/; s/\${/{env:/g' >"$W/opencode.json"
cat >"$W/.codex/config.toml" <<END
# mine
[mcp_servers.pipedream-gtm-ascend]
url = "$url"
bearer_token_env_var = "PIPEDREAM_OAUTH_BEARER"
http_headers = { x-pd-environment = "production", x-pd-external-user-id = "ascend", x-pd-app-slug = "google_tag_manager" }
env_http_headers = { x-pd-project-id = "PIPEDREAM_PROJECT_ID" }
END
keep all

# Not there is not known
verify gemini-cli
code 0 'a client that is not installed'
has '"verified": null' 'nobody can say'
has "'gemini' is not on the PATH" 'and why'
verify cursor
has '"verified": null' 'nor where there is no command'
verify roo
has '.roo/mcp.json is not there' 'nor without a file'
verify goose
has 'Goose cannot be written' 'nor of one that is not written'
tg clients verify --client emacs
code 2 'an unknown client'

# Claude Code
stand_in claude <<END
cat <<'X'
Checking MCP server health…

pipedream-gtm-ascend: $url (HTTP) - ⏸ Pending approval (run \`claude\` to approve)

[Contains warnings] Project config (shared via .mcp.json)
 └ [Warning] [pipedream-gtm-ascend] mcpServers.pipedream-gtm-ascend: Missing environment variables: PIPEDREAM_OAUTH_BEARER
X
END
verify claude-code
code 0 'Claude Code: loaded'
has '"verified": true' 'is verified'
has '"servers": 1' 'one server: no other is asked about'
has 'approve them' 'that it waits for approval is a note'
has 'variables missing' 'and so is a variable'
stand_in claude <<'END'
cat <<'X'
No MCP servers configured. Use `claude mcp add` to add a server.
MCP config diagnostics ⚠
 └ [Warning] [pipedream-gtm-ascend] mcpServers.pipedream-gtm-ascend: Skipped — invalid MCP server config
X
exit 0
END
verify claude-code
code 1 'Claude Code: skipped, with exit code 0'
has '"verified": false' 'is no yes'
has 'Skipped' 'its own words are quoted'
stand_in claude <<END
echo "pipedream-gtm-ascend: https://elsewhere.example/ (HTTP) - ✔ Connected"
END
verify claude-code
code 1 'Claude Code: another address'
stand_in claude <<END
echo "pipedream-gtm-ascend: $url.evil/ (HTTP) - ✔ Connected"
END
verify claude-code
code 1 'Claude Code: an address that only begins like it'
has 'reads another address' 'is another'
stand_in claude <<END
echo "pipedream-gtm-ascend: $url (HTTP) - ✔ Connected"
END
verify claude-code
code 0 'Claude Code: connected'
sed 's/"headers"/"header"/' "$tmp/kept.all/work/.mcp.json" >"$W/.mcp.json"
verify claude-code
code 1 'Claude Code: a member that it ignores in silence'
has "the member 'header', which Claude Code does not read" 'is found without it'
has "does not send the header 'Authorization'" 'and what is lost'
sed 's/"x-pd-app-slug"/"x-pd-app"/' "$tmp/kept.all/work/.mcp.json" >"$W/.mcp.json"
verify claude-code
has "does not send the header 'x-pd-app-slug'" 'a header that lacks, too'
printf '{"mcpServers": {"My Server": {"type": "http", "url": "https://a.example/"}}}\n' >"$W/.mcp.json"
verify claude-code
code 0 'Claude Code: one server of a name that cannot be asked about'
has 'names no server that could be asked about' 'is not called none'
cp "$tmp/kept.all/work/.mcp.json" "$W/.mcp.json"
stand_in claude <<'END'
echo 'Segfault: cannot start' >&2
exit 134
END
verify claude-code
code 0 'Claude Code: a crash'
has '"verified": null' 'says nothing of the file'
has 'ended with exit code 134' 'and is told'
has 'Segfault: cannot start' 'in its words'
stand_in claude <<'END'
printf 'pipedream-gtm-ascend \033[2J\033]0;x\007 nothing [pipedream-gtm-ascend]\342\200\256 evil\n'
END
verify claude-code
code 1 'Claude Code: words that would move a cursor'
harmless "$out"
say $? 'do not'
stand_in claude <<'END'
i=0; while [ $i -lt 40000 ]; do echo 'noise noise noise noise noise noise noise noise noise'; i=$((i + 1)); done
END
verify claude-code
code 1 'Claude Code: two megabytes of noise'

# Codex: a copy, strictly read; then the folder as it is
stand_in codex <<END
case "\$*" in
*strict*) [ "\$(cat "\$CODEX_HOME/config.toml")" = "\$(cat "$W/.codex/config.toml")" ] ||
	{ echo "Error: no copy"; exit 1; } ;;
*list*) [ "\$CODEX_HOME" != "$W/.codex" ] && cat <<'X' ;;
[
  {"name": "pipedream-gtm-ascend", "transport": {"type": "streamable_http", "url": "$url"}}
]
X
*get*) echo "Error: No MCP server named 'pipedream-gtm-ascend' found." >&2; exit 1 ;;
esac
echo 'WARNING: proceeding, even though' >&2
END
verify codex
code 0 'Codex: loaded'
has '"verified": true' 'is verified'
has 'trusts the folder' 'that it is not trusted is a note'
stand_in codex <<'END'
case "$*" in
*strict*) echo "Error: $CODEX_HOME/config.toml:3:1: unknown configuration field \`mcp_servers.pd.headers\`" >&2; exit 1 ;;
esac
END
verify codex
code 1 'Codex: a member that it does not know'
has 'refuses .codex/config.toml:3:1: unknown configuration field' 'at its place in the file'
stand_in codex <<END
case "\$*" in
*strict*) echo "error: unexpected argument '--strict-config' found" >&2; exit 2 ;;
*list*) echo '[{"name": "pipedream-gtm-ascend", "transport": {"url": "$url"}}]' ;;
esac
END
verify codex
code 0 'Codex: one that does not know --strict-config'
has '"verified": true' 'is asked for what it knows'
has 'too old to be asked' 'and what it was not asked is said'
stand_in codex <<'END'
echo 'thread main panicked: Error: no' >&2
exit 134
END
verify codex
code 0 'Codex: a crash'
has '"verified": null' 'says nothing of the file'
has 'thread main panicked' 'and is told'
stand_in codex <<'END'
exit 0
END
verify codex
has '"verified": null' 'Codex: no list at all is no answer'
stand_in codex <<'END'
case "$*" in *list*) echo '[]' ;; esac
END
verify codex
code 1 'Codex: silence'

# Gemini CLI speaks on standard error
stand_in gemini <<END
printf 'Configured MCP servers:\n\n○ pipedream-gtm-ascend: $url (http) - Disabled\n' >&2
END
verify gemini-cli
code 0 'Gemini CLI: disabled'
has 'trust it' 'is a note'
stand_in gemini <<'END'
echo 'No MCP servers configured.' >&2
END
verify gemini-cli
code 1 'Gemini CLI: not listed'
stand_in gemini <<'END'
exit 41
END
verify gemini-cli
has '"verified": null' 'Gemini CLI: exit code 41 is about something else'
stand_in gemini <<'END'
echo 'Error in /some/where/.gemini/settings.json: mcpServers: expected object' >&2
exit 52
END
verify gemini-cli
code 1 'Gemini CLI: settings that it refuses'
has 'expected object' 'in its own words'

mkdir -p "$W/.qwen" && cp "$W/.gemini/settings.json" "$W/.qwen/settings.json"
stand_in qwen <<END
printf 'Configured MCP servers:\n\342\234\223 pipedream-gtm-ascend: $url (http) - Connected\n'
END
verify qwen-code
code 0 'Qwen Code: connected'
has '"verified": true' 'is verified'
has '"notes": []' 'and nothing is to be said'
rm -r "$W/.qwen"

# opencode
stand_in opencode <<'END'
printf '●  ✗ pipedream-gtm-ascend \033[90mfailed\n'
END
verify opencode
code 0 'opencode: loaded, not connected'
has 'could not connect' 'is a note'
for at in "$url" https://other.example/mcp; do
	stand_in opencode <<END
case "\$*" in
*debug*) printf '{\n  "mcp": {"pipedream-gtm-ascend": {"type": "remote", "url": "$at"}}\n}\n' ;;
*) printf '●  ✓ pipedream-gtm-ascend connected\n' ;;
esac
END
	verify opencode
	cp "$out" "$tmp/verdict.${at##*/}"
done
grep -q '"verified": true' "$tmp/verdict.v3"
say $? 'opencode: the address that it took is the one of the file'
code 1 'opencode: an entry of that name elsewhere goes first'
has 'reads another address' 'and that is said'
sed 's/"headers"/"header"/' "$tmp/kept.all/work/opencode.json" >"$W/opencode.json"
verify opencode
has "the member 'header', which opencode does not read" 'opencode: a member that it ignores'
cp "$tmp/kept.all/work/opencode.json" "$W/opencode.json"
sed 's/"headers"/"http_headers"/' "$tmp/kept.all/work/.gemini/settings.json" >"$W/.gemini/settings.json"
verify gemini-cli
has "the member 'http_headers', which Gemini CLI does not read" 'Gemini CLI: the same'
cp "$tmp/kept.all/work/.gemini/settings.json" "$W/.gemini/settings.json"
stand_in opencode <<'END'
kill -SEGV $$
END
verify opencode
has '"verified": null' 'opencode: a crash says nothing of the file'
stand_in opencode <<'END'
echo 'Error: Configuration is invalid at opencode.json' >&2
exit 1
END
verify opencode
code 1 'opencode: a file that is refused'
has 'Configuration is invalid' 'in its own words'

# Copilot CLI hides
stand_in copilot <<END
if [ "\$HOME" = "$H" ]; then
	echo '{
  "mcpServers": {}
}'
else
	grep -q '"trusted_folders":\["$W"\]' "\$HOME/.copilot/config.json" && cat <<'X'
{
  "mcpServers": {"pipedream-gtm-ascend": {"type": "http", "url": "$url"}}
}
X
fi
echo 'Warning: something' >&2
END
verify copilot-cli
code 0 'Copilot CLI: hidden until the folder is trusted'
has '"verified": true' 'is loaded all the same'
has 'hides these servers' 'and said'
stand_in copilot <<'END'
echo '{
  "mcpServers": {}
}'
echo 'Warning: skipping workspace MCP config: Invalid JSON' >&2
END
verify copilot-cli
code 1 'Copilot CLI: skipped, with exit code 0'
has 'skipping workspace MCP config' 'in its own words'

# A file that nobody can read, and all at once
printf '{"mcpServers": {' >"$W/.mcp.json"
verify claude-code
code 1 'a broken file'
has '.mcp.json:1:' 'at its place'
(cd "$W" && exec "$TOOLGAP" clients verify --client claude-code) >"$out" 2>"$err" </dev/null
hasnt 'its own program' 'and is not blamed on its program'
has '✗ Claude Code: its file has to be put right' 'but on the file'
cp "$tmp/kept.all/work/.mcp.json" "$W/.mcp.json"
(cd "$W" && PATH=$bin:$real exec "$TOOLGAP" clients verify) >"$out" 2>"$err" </dev/null
rc=$?
code 1 'all of them, as text'
has '✗ GitHub Copilot CLI' 'marks and words'
has '· Cursor: ' 'those that cannot be asked, too'
bytes_as all 'no file was changed'
! grep -q -e Bearer -e eyJ -e secret "$tmp/calls"
say $? 'no credential among the words'
set -- "${TMPDIR:-/tmp}"/toolgap-verify-*
[ ! -e "$1" ]
say $? 'no scratch folder is left'
# interrupted: nobody is left behind
stand_in claude <<END
echo \$\$ >$tmp/pid
exec sleep 600
END
(cd "$W" && PATH=$bin:$real exec "$TOOLGAP" clients verify --client claude-code) >"$out" 2>"$err" </dev/null &
p=$!
i=0
while [ ! -s "$tmp/pid" ] && [ $i -lt 200 ]; do
	i=$((i + 1))
	sleep 0.05
done
kill -TERM "$p"
wait "$p"
rc=$?
code 143 'interrupted'
! kill -0 "$(cat "$tmp/pid")" 2>/dev/null
say $? 'takes its child along'
done_testing
