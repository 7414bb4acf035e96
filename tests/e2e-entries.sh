#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-entries.sh: which file an entry goes into, and what a later run makes of it. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
all_connected
vendors
fresh
gtm='Google Tag Manager'
server=pipedream-gtm-ascend
keep start
again() { # everything as it was at first
	rm -rf "${W:?}" "${H:?}"
	cp -a "$tmp/kept.start/." "$box/"
}
put() { # OPTION…: planned and applied
	tg plan "$gtm" --tenant ascend "$@" --out "$tmp/plan.json"
	[ $rc -eq 0 ] || return
	cp "$out" "$tmp/preview"
	cp "$err" "$tmp/preview.err"
	tg apply "$tmp/plan.json"
}
in_file() { # FILE NAME: the server stands in it
	grep -q "$server" "$1"
	say $? "$2"
}

# ---- variables that move a client's folder

CODEX_HOME=$H/cx
export CODEX_HOME
put --client codex --scope user
code 0 'CODEX_HOME in the home folder'
in_file "$H/cx/config.toml" 'is where the entry goes'
[ ! -e "$H/.codex" ]
say $? 'and not where it would be without'
grep -q '~/cx/config.toml' "$tmp/plan.json"
say $? 'and it is said'
CODEX_HOME=$box/else/cx
tg plan "$gtm" --tenant ascend --client codex --scope user
code 2 'CODEX_HOME that is not there'
err_has "CODEX_HOME names the folder $box/else/cx, which is not there; make it first" 'is refused, as Codex does'
tg clients list
code 0 'and stops nothing else'
mkdir -p "$box/else/cx"
put --client codex --scope user
code 0 'CODEX_HOME outside of it'
in_file "$box/else/cx/config.toml" 'is where the entry goes'
[ "$(stat -c %a "$box/else/cx/config.toml")" = 600 ]
say $? 'for its owner alone'
put --client codex --scope user
has 'Every file is as it should be' 'as planned'
[ "$(tr -d ' \n' <"$tmp/plan.json" | grep -c '"modify":0')" = 1 ]
say $? 'a second time changes nothing'
tg remove googletagmanager --client codex --yes
code 0 'remove'
! grep -q "$server" "$box/else/cx/config.toml"
say $? 'finds it there'
tg undo
in_file "$box/else/cx/config.toml" 'and undo brings it back'
echo >"$box/third.toml"
ln -sf "$box/third.toml" "$box/else/cx/config.toml"
tg plan "$gtm" --tenant ascend --client codex --scope user
code 1 'a link out of that folder'
CODEX_HOME=cx
tg plan "$gtm" --tenant ascend --client codex --scope user
code 2 'a relative CODEX_HOME'
err_has 'CODEX_HOME does not hold an absolute path' 'is refused by its name'
unset CODEX_HOME
again

# ---- a file of another name that goes over the usual one

printf '{\n  // mine\n  "mcp": {},\n}\n' >"$W/opencode.jsonc"
put --client opencode
code 0 'opencode.jsonc is there'
in_file "$W/opencode.jsonc" 'so it gets the entry'
[ ! -e "$W/opencode.json" ]
say $? 'and no other file is made'
grep -q '// mine' "$W/opencode.jsonc"
say $? 'comments stay'
tg clients list --client opencode
has 'opencode.jsonc' 'it is listed'
printf '{ "mcp": {} }\n' >"$W/opencode.json"
cp "$W/opencode.jsonc" "$tmp/jsonc"
mkdir "$W/.opencode"
cp "$tmp/jsonc" "$W/.opencode/opencode.json"
tg remove googletagmanager --yes
! grep -q "$server" "$W/opencode.jsonc" "$W/.opencode/opencode.json"
say $? 'remove takes it out of every file that opencode reads'
again

# ---- headers under a name that nobody reads

put --client claude-code
cp "$W/.mcp.json" "$tmp/right"
sed '/"pipedream-/,$s/"headers"/"header"/' "$tmp/right" >"$W/.mcp.json"
tg check
has "the member 'header', which Claude Code does not read" 'a misspelt member is found'
put --client claude-code
code 0 'and put right'
[ "$(tr -d ' \n' <"$W/.mcp.json")" = "$(tr -d ' \n' <"$tmp/right")" ]
say $? 'without what was misspelt'
again

# ---- --auth is remembered where it was said

put --client claude-code,codex,cursor --auth helper
cp "$W/.mcp.json" "$tmp/helper.json"
cp "$W/.codex/config.toml" "$tmp/helper.toml"
put --client claude-code,codex,cursor
code 0 'a later plan without --auth'
same "$W/.mcp.json" "$tmp/helper.json" 'leaves the helper of Claude Code'
same "$W/.codex/config.toml" "$tmp/helper.toml" 'and of Codex'
tg plan "$gtm" --tenant ascend,kahuna --client claude-code --out "$tmp/plan.json"
tg apply "$tmp/plan.json"
[ "$(grep -c headersHelper "$W/.mcp.json")" = 1 ] && [ "$(grep -c 'Bearer ${PIPEDREAM_OAUTH_BEARER}' "$W/.mcp.json")" = 1 ]
say $? 'a new entry gets variables as ever'
put --client claude-code --auth env
! grep -q headersHelper "$W/.mcp.json"
say $? '--auth env takes the helper away'
again
put --client claude-code --auth helper
put --client claude-code --short tagm
grep -q '"pipedream-tagm-ascend"' "$W/.mcp.json" && grep -q headersHelper "$W/.mcp.json"
say $? 'a new short name keeps it, too'
again

# ---- a helper is code, and a workspace may be somebody else's

echo 'helper: sh -c evil' >>"$W/toolgap.yaml"
put --client claude-code --auth helper
grep -q '"headersHelper": "sh -c evil"' "$W/.mcp.json"
say $? 'it counts for files in the workspace'
put --client codex --scope user --auth helper
code 0 "for the person's own files"
! grep -q evil "$H/.codex/config.toml" && grep -q '"toolgap headers"' "$H/.codex/config.toml"
say $? 'it does not'
grep -q 'counts for files inside of the workspace only' "$tmp/plan.json"
say $? 'and that is said'
rm -r "$H/.codex"
mkdir "$H/.codex"
echo >"$H/.codex/config.toml"
tg check --fix --yes --client codex --scope user
grep -q pipedream-gtm-ascend "$H/.codex/config.toml" && ! grep -q evil "$H/.codex/config.toml"
say $? 'nor does check --fix bring it there'
mkdir -p "$H/.config/toolgap"
echo 'helper: my headers' >"$H/.config/toolgap/toolgap.yaml"
put --client codex --scope user --auth helper
grep -q '"my headers"' "$H/.codex/config.toml"
say $? "one's own does"
again

# ---- another short name

put --client claude-code
sed 's/"composio-ascend"/"pipedream-tagm-ascend"/' "$W/.mcp.json" >"$tmp/c" && cat "$tmp/c" >"$W/.mcp.json"
tg plan "$gtm" --tenant ascend --client claude-code --short tagm --yes
code 1 'the new name is taken by an entry that is not ours'
err_has "has an entry 'pipedream-tagm-ascend' that is not toolgap's" 'which is named'
hasnt 'keeps its name' 'and nothing untrue beside it'
tg plan "$gtm" --tenant ascend --client claude-code --short tagm --replace-foreign --out "$tmp/plan.json"
tg apply --replace-foreign "$tmp/plan.json"
code 0 'unless it may go'
[ "$(grep -c '"pipedream-' "$W/.mcp.json")" = 1 ] && grep -q '"pipedream-tagm-ascend"' "$W/.mcp.json"
say $? 'the old name goes with it'
tg check --client claude-code
hasnt 'pipedream-gtm' 'and check finds none of it'
again
tg plan "$gtm" --tenant ascend,kahuna --out "$tmp/plan.json"
tg apply "$tmp/plan.json"
keep two
tg plan "$gtm" --tenant ascend --short tagm --out "$tmp/plan2.json"
code 2 'one tenant of two'
err_has "sends kahuna to 'pipedream-gtm-kahuna'" 'is refused with the other'
err_has 'say --short gtm to keep the name, or name kahuna too' 'and with the ways on'
bytes_as two 'nothing is written'
tg plan "$gtm" --tenant ascend,kahuna --short tagm --out "$tmp/plan2.json"
tg apply "$tmp/plan2.json"
code 0 'both'
! grep -rq 'pipedream-gtm' "$W/.mcp.json" "$W/.codex/config.toml" "$W/docs"
say $? 'are renamed together'
again

no_secret 'no secret anywhere'
done_testing
