#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-faults.sh: every way a vendor can fail, on every route: unknown, never absent; nothing written, nothing leaked.
. "$(dirname "$0")/e2e-lib.sh"

all_connected
gtm='Google Tag Manager'
TOOLGAP_HTTP_TIMEOUT=700
export TOOLGAP_HTTP_TIMEOUT
# A stranger's server: whoever is sent there by a redirect must not come.
launch "$tmp/stranger.env" --log "$tmp/stranger.log"
pids=$launched
stranger=$(sed -n 's,^COMPOSIO_BASE_URL=http://\(.*\)/composio$,\1,p' "$tmp/stranger.env")
faults="status=401 status=403 status=404:1 status=429 status=500 status=503 garbage html truncate=20 close hang huge slow=20
redirect=http://$stranger/x"
printf 'known: over\n' >"$tmp/over"
grep -v '^#' "$demo/answers.txt" >>"$tmp/over"
grep -v '^#' "$demo/answers.txt" >"$tmp/answers"

# A key that is refused is the contract's 4, every other way of not knowing 10.
code_of() {
	case $1 in status=401 | status=403) echo 4 ;; *) echo 10 ;; esac
}

fresh
keep before

# The catalogs, by triage: a single bad answer among good ones is enough for not knowing
for route in GET\ /composio/api/v3.1/toolkits /toolkits/googletagmanager POST\ /pipedream/v1/oauth/token GET\ /pipedream/v1/connect/apps; do
	for kind in $faults; do
		case $kind in
		status=404:1) continue ;; # that one does say absent
		esac
		vendors --fault "$route:$kind"
		tg triage "$gtm" --tenant ascend --json
		[ $rc -eq "$(code_of "$kind")" ] && grep -q '"verdict": "undecided"' "$out" && grep -q '"path": null' "$out" &&
			grep -q '"result": "unknown"' "$out"
		say $? "triage, $route $kind: undecided, exit $(code_of "$kind")"
	done
done
untouched before 'no file is written, no state folder'

# What a person is told, and what plan does
vendors --fault '/api/v3.1/toolkits:status=503'
tg triage "$gtm" --tenant ascend
code 10 'triage in words'
has "unknown: 503 from $here" 'says who, what, and that it is unknown'
hasnt absent 'and nothing of absence'
tg plan "$gtm" --tenant ascend
code 10 'plan'
err_has 'nknown' 'says it too'
printf 'provider: %s\ntenants: ascend\ncomposio-unknown: stop\n' "$gtm" >"$tmp/stop"
tg wizard --ui=none --answers "$tmp/stop"
code 10 'the walk that was stopped there'
bytes_as before 'no file is written'
# One overrules it: then it goes on, and the row says so
{
	grep -v -e candidate "$tmp/over"
	echo 'composio-unknown: overrule'
} >"$tmp/overrule"
tg wizard --ui=none --answers "$tmp/overrule"
code 0 'the walk where a person overruled it'
grep -q 'overruled' "$W/docs/composio/toolkit-registry.md"
say $? 'the row says that it was overruled'
tg undo
bytes_as before 'and is put back'

# A catalog that recovers while it is asked is no failure
vendors --fault 'GET /composio/api/v3.1/toolkits:status=503:1'
TOOLGAP_HTTP_TIMEOUT=20000 tg triage "$gtm" --tenant ascend
code 0 'one 503, then the right answer'
has 'pipedream' 'is found'

# Who has connected, the links, and the tools: nothing is called LIVE, nothing written where nobody can say
connected=$fixtures
for route in GET\ /pipedream/v1/connect/proj_Sandbox1/accounts POST\ /pipedream/v1/connect/proj_Sandbox1/tokens POST\ /mcp/v3; do
	fixtures=$connected
	case $route in
	*/tokens) fixtures=$TOOLGAP_DATADIR/sandbox ;; # where nobody has connected yet
	esac
	for kind in $faults; do
		vendors --fault "$route:$kind"
		tg wizard --ui=none --answers "$tmp/answers"
		r=0
		[ $rc -eq "$(code_of "$kind")" ] || r=1
		grep -qi 'unknown\|refused' "$err" || r=1
		! grep -q 'written, all or none' "$out" || r=1
		say $r "the walk, $route $kind: undecided, exit $(code_of "$kind")"
	done
done
bytes_as before 'no file is written'

unset TOOLGAP_HTTP_TIMEOUT

# A row that was LIVE stays as it is while the vendor cannot be asked
vendors
tg wizard --ui=none --answers "$tmp/over"
code 0 'all is well: the walk'
grep -q 'googletagmanager.*`LIVE`' "$W/docs/composio/toolkit-registry.md"
say $? 'the row is LIVE'
keep live
for route in /accounts /mcp/v3; do
	vendors --fault "$route:status=500"
	# the port is another: only the registry is looked at
	tg plan "$gtm" --tenant ascend,kahuna --json
	! grep -q '+| `googletagmanager`.*PENDING' "$out"
	say $? "with $route down no LIVE row becomes PENDING"
done
stamps >"$tmp/stamps.now"
same "$tmp/stamps.live" "$tmp/stamps.now" 'and nothing is written'

# Names full of terminal escapes: in no output and in no file
fresh
vendors --fault '/:escape'
clean() { # TITLE: the last run's output is harmless
	r=0
	harmless "$out" || r=1
	harmless "$err" || r=1
	say $r "escapes: $1"
}
tg triage "$gtm" Mixpanel slack --tenant ascend
clean 'triage'
tg triage "$gtm" --json -v
has 'Mixpanel' 'the poisoned names are shown'
clean 'triage --json'
tg plan "$gtm" --tenant ascend,kahuna --color=never
code 0 'plan'
clean 'plan'
tg plan "$gtm" --tenant ascend,kahuna --json
clean 'plan --json'
for lines in 2 3 4 5 6 7; do
	grep -v '^#' "$demo/answers.txt" | head -n $lines >"$tmp/some"
	tg wizard --screen 80x24 --answers "$tmp/some"
	[ -s "$out" ] || rc=99
	clean "--screen after $lines answers"
done
printf '%s\nascend, kahuna\nwhy\nmap\n1\nwhy\n1\n\n2\nquit\n' "$gtm" >"$tmp/typed"
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/typed"
rc=$?
has 'Mixpanel' 'line mode shows them'
clean '--ui=line'
tg wizard --ui=none --answers "$demo/answers.txt"
code 0 'the walk'
clean '--ui=none'
find "$box" -type f -exec cat {} + >"$out"
clean 'all files, the journal too'
vendors --fault '/:status=500' --fault '/:escape'
tg triage "$gtm"
clean 'a message of a failing vendor'

# Nobody was followed anywhere, nothing was told
[ ! -s "$tmp/stranger.log" ]
say $? 'no redirect was followed'
no_secret 'no secret in all that was said and written'
done_testing
