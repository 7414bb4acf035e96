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

no_secret 'no secret anywhere'
done_testing
