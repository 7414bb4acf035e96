#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-remove.sh: what a walk wrote is taken out again, of one tenant or of all, and nothing else. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
all_connected
vendors
fresh
gtm='Google Tag Manager'
slug=googletagmanager
registry=docs/composio/toolkit-registry.md
clients='.mcp.json .cursor/mcp.json .vscode/mcp.json .codex/config.toml'
printf 'composio-candidate: none\npath: D\noauth: managed\nconnect: wait\nconfirm: yes\n' >"$tmp/answers"
as_before() { # KEPT NAME: all clients' files have those bytes
	r=0
	for f in $clients; do
		cmp -s "$tmp/kept.$1/work/$f" "$W/$f" || { r=1; diff "$tmp/kept.$1/work/$f" "$W/$f" | sed 's/^/#   /' | head -n 20; }
	done
	cmp -s "$tmp/kept.$1/home/.codeium/windsurf/mcp_config.json" "$H/.codeium/windsurf/mcp_config.json" || r=1
	say $r "$2"
}

row() { # PATTERN: such a row, whatever its quotes and padding
	tr -d '`' <"$W/$registry" | tr -s ' ' | grep -q "$1"
}

# ---- nothing there

tg remove "$slug" --yes
code 1 'a row that is not there'
err_has "has no row 'googletagmanager'" 'is named'
tg remove hubspott
err_has "did you mean 'hubspot'?" 'what comes near is named'
tg remove hubspot --yes
code 1 "a row that is not Pipedream's"
err_has 'has the vendor COMPOSIO' 'is refused with the reason'
tg remove
code 2 'no word'
keep before

# ---- one tenant, all tenants

tg wizard "$gtm" --ui=none --tenant ascend --answers "$tmp/answers"
code 0 'a walk for one tenant'
keep one
tg wizard "$gtm" --ui=none --tenant ascend,kahuna --answers "$tmp/answers"
printf 'known: tenants\n' | cat - "$tmp/answers" >"$tmp/known"
tg wizard "$gtm" --ui=none --tenant ascend,kahuna --answers "$tmp/known"
code 0 'and for both'
keep both
tg remove "$slug" --tenant kahuna
code 2 'with nobody there'
err_has 'say --yes' 'the way on is named'
has '-    "pipedream-gtm-kahuna": {' 'the preview was shown'
bytes_as both 'nothing is written'
tg remove "$slug" --tenant kahuna --yes --dry-run
code 0 'a dry run'
untouched both 'writes nothing'
tg remove "$slug" --tenant nobody --yes
code 2 'a tenant that is not there'
tg remove "$slug" --tenant kahuna --yes
code 0 'one tenant'
as_before one "its entries are gone without a trace"
row 'googletagmanager | PIPEDREAM | pipedream-gtm-ascend | — | PIPEDREAM_GTM_\* | LIVE | .* Taken out 2026-11-21: kahuna\.' 
say $? 'the row says so'
grep -q 'kahuna: ""' "$W/docs/tools/pipedream-$slug/capability_registry.yaml"
say $? 'and the capability file'
tg check
code 0 'check has nothing to say'
tg remove "$slug" --tenant kahuna --yes
code 0 'once more'
has "has no server for kahuna" 'there is nothing left to take out'
tg undo
bytes_as both 'undo gives all bytes back'
tg remove "$gtm" --yes --json
code 0 'all tenants, by the name'
has '"schema": "toolgap.apply/1"' 'one document'
as_before before 'every entry is gone without a trace'
row 'googletagmanager | PIPEDREAM | — | — | PIPEDREAM_GTM_\* | WONT-FIX | .* Taken out 2026-11-21: ascend, kahuna\.' 
say $? 'the row stays as a record'
tg check
code 0 'check has nothing to say'
tg wizard "$gtm" --ui=none --tenant ascend,kahuna --answers "$tmp/known"
code 0 'a walk puts all back'
as_before both 'as it was'
row 'googletagmanager | PIPEDREAM | pipedream-gtm-ascend | pipedream-gtm-kahuna | PIPEDREAM_GTM_\* | LIVE |' 
say $? 'LIVE again'
tg undo
tg undo
bytes_as both 'two steps back'

# ---- a saved plan

tg remove "$slug" --tenant ascend --out "$tmp/plan.json" --exit-code
code 3 'a plan that is kept'
bytes_as both 'writes nothing'
tg apply "$tmp/plan.json"
code 0 'apply'
! grep -q pipedream-gtm-ascend "$W/.mcp.json" && grep -q pipedream-gtm-kahuna "$W/.codex/config.toml"
say $? 'takes that tenant out'
tg undo
bytes_as both 'and undo brings it back'

# ---- the user's own

sed 's/"x-pd-app-slug": "google_tag_manager"/"x-other": "1"/' "$W/.cursor/mcp.json" >"$tmp/c" && cat "$tmp/c" >"$W/.cursor/mcp.json"
mkdir -p "$H/.gemini" "$H/.config/zed"
printf '{ "mcpServers": { "pipedream-gtm-ascend": { "command": "npx" } } }\n' >"$H/.gemini/settings.json"
printf '{ broken, and nothing of ours\n' >"$H/.config/zed/settings.json"
cp "$W/.mcp.json" "$H/.claude.json"
keep own
tg remove "$slug" --yes
code 1 'with entries of the own beside'
err_has '5 entries stay in their files' 'which go on working'
cmp -s "$tmp/kept.own/work/.cursor/mcp.json" "$W/.cursor/mcp.json" && cmp -s "$tmp/kept.own/home/.gemini/settings.json" "$H/.gemini/settings.json" &&
	cmp -s "$tmp/kept.own/home/.claude.json" "$H/.claude.json"
say $? 'they stay'
has "~/.gemini/settings.json: the entry 'pipedream-gtm-ascend' is not as toolgap writes it, so it stays" 'and are named'
has "toolgap does not write this file: Claude Code rewrites" 'and what can only be done by hand'
tg undo
printf '{ "context_servers": { "pipedream-gtm-ascend": } }\n' >"$H/.config/zed/settings.json"
keep broken
tg remove "$slug" --yes
code 1 'a file that may hold it and cannot be read'
err_has '~/.config/zed/settings.json:1:48:' 'is named with line and column'
err_has '--client' 'and how to leave it out'
bytes_as broken 'nothing is written'
tg remove "$slug" --client cursor,vscode --yes
code 1 'some clients only'
err_has '2 entries stay' 'with what stays'
has 'the registry'"'"'s row and the capability file stay' 'the records stay, and that is said'
cmp -s "$tmp/kept.broken/work/$registry" "$W/$registry" && ! grep -q pipedream-gtm-kahuna "$W/.vscode/mcp.json" &&
	grep -q pipedream-gtm-kahuna "$W/.mcp.json"
say $? 'only their files change'

# ---- what was altered by hand stays, and is not spread again

tg undo
fresh
tg plan "$gtm" --tenant ascend --client claude-code,cursor,codex --out "$tmp/plan.json"
tg apply "$tmp/plan.json"
sed 's/"x-pd-external-user-id": "ascend"/"x-pd-external-user-id": "other"/' "$W/.mcp.json" >"$tmp/c" && cat "$tmp/c" >"$W/.mcp.json"
tg remove "$slug" --yes
code 1 'an entry altered by hand'
err_has '1 entry stays in its file' 'stays, and that is said'
keep left
tg check
code 1 'check'
has '[unrouted-server]' 'finds it without a row'
hasnt '[missing-entry]' 'and misses it nowhere'
tg check --fix --yes
bytes_as left 'check --fix copies it nowhere'
awk -F'|' -v OFS='|' '/googletagmanager/ { $4 = " pipedream-gtm-ascend " } { print }' "$W/$registry" >"$tmp/c" && cat "$tmp/c" >"$W/$registry"
grep -q 'pipedream-gtm-ascend .*WONT-FIX' "$W/$registry"
say $? 'a row that says WONT-FIX and names it'
keep named
tg check --fix --yes
bytes_as named 'makes no difference'
rm "$W/.cursor/mcp.json"
printf 'clients: [claude-code, cursor]\n' >>"$W/toolgap.yaml"
tg check --fix --yes
[ -e "$W/.cursor/mcp.json" ] && ! grep -q pipedream-gtm "$W/.cursor/mcp.json"
say $? 'and a file that is made whole gets it not either'
no_secret 'no secret was written'
done_testing
