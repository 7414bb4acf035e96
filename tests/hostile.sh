#!/bin/sh
# SPDX-License-Identifier: MIT
# hostile.sh: a vendor that means harm, through the real program: which exit code and which sentence each trick leads to.
#
# tests/hostile-server.c says what each behaviour does. No trick may lead to a verdict, to a file, to a byte of a key
# at another port, or to a control character on the screen.
. "$(dirname "$0")/e2e-lib.sh"

if [ ! -x "${HOSTILE:-}" ]; then
	echo '1..0 # SKIP HOSTILE names no program'
	exit 0
fi
gtm='Google Tag Manager'
fresh
vendors # for what is asked beyond the hostile one
keep before
"$HOSTILE" "$tmp/asked" "$tmp/stranger" >"$tmp/ports" &
pids="$pids $!"
i=0
until [ -s "$tmp/ports" ]; do
	i=$((i + 1))
	[ $i -lt 100 ] || { echo 'Bail out! hostile-server did not start'; exit 1; }
	sleep 0.05
done
read -r port stranger <"$tmp/ports"
: >"$tmp/stranger"
host=127.0.0.1:$port
key=ak_hostile_0123456789_KEY
COMPOSIO_API_KEY=$key
sandbox=$COMPOSIO_BASE_URL

safe() { # TITLE: nothing was said that a terminal would obey, no key, and nobody else heard one
	r=0
	harmless "$out" || r=1
	harmless "$err" || r=1
	! grep -qF -e "$key" -e sandbox-secret "$out" "$err" || r=1
	[ ! -s "$tmp/stranger" ] || r=1
	say $r "$1: harmless, and no key elsewhere"
}
# Composio is hostile: BEHAVIOUR | exit code | what is said, HOST and STRANGER filled in
while IFS='|' read -r trick want sentence; do
	case $trick in '' | '#'*) continue ;; esac
	sentence=$(echo "$sentence" | sed "s/HOST/$host/g; s/STRANGER/127.0.0.1:$stranger/g")
	case $trick in
	stall* | drip | slow-header) TOOLGAP_HTTP_TIMEOUT=300 ;; # the time that such a server takes from us
	*) TOOLGAP_HTTP_TIMEOUT=20000 ;;
	esac
	case $trick in
	limit | limit-1 | limit-odd) TOOLGAP_HTTP_TIMEOUT=400 ;; # no time for the tries that follow
	esac
	export TOOLGAP_HTTP_TIMEOUT
	COMPOSIO_BASE_URL=http://$host/$trick tg triage "$gtm" --tenant ascend
	[ $rc -eq "$want" ] && grep -qF -e "$sentence" "$out" && ! grep -qE '	(absent|composio|pipedream|native-mcp)	' "$out"
	say $? "$trick: exit $want, $sentence"
	safe "$trick"
done <<'END'
# it takes our time
stall|10|unknown: no answer from HOST within
stall-headers|10|unknown: no complete answer from HOST within
stall-body|10|unknown: no complete answer from HOST within
drip|10|unknown: no complete answer from HOST within
slow-header|10|unknown: no complete answer from HOST within
# it is cut, in all places
close|10|unknown: HOST broke off before its answer was complete
reset|10|unknown: HOST broke off before its answer was complete
half-status|10|unknown: HOST broke off before its answer was complete
half-headers|10|unknown: HOST broke off before its answer was complete
half-404|10|unknown: HOST broke off before its answer was complete
half-body|10|unknown: HOST broke off before its answer was complete
half-chunk|10|unknown: HOST broke off before its answer was complete
no-last-chunk|10|unknown: HOST broke off before its answer was complete
bad-chunk|10|unknown: HOST broke off before its answer was complete
huge-chunk-size|10|unknown: HOST broke off before its answer was complete
unclosed|10|unknown: the answer of HOST is not JSON
# lengths that are none
short-length|10|unknown: the answer of HOST is not JSON
negative-length|10|unknown: HOST does not answer as a web server does
word-length|10|unknown: HOST does not answer as a web server does
two-lengths|10|unknown:
monstrous-length|10|unknown: HOST broke off before its answer was complete
# too much of everything
flood|10|unknown: the answer of HOST is larger than 4194304 bytes
flood-length|10|unknown: the answer of HOST is larger than 4194304 bytes
bomb|10|unknown: the answer of HOST is not JSON
headers|10|unknown: the answer of HOST has too many or too large headers
long-header|10|unknown: HOST sends more at once than can be taken, or memory is short
continue|10|unknown: the answer of HOST has too many or too large headers
brackets|10|unknown: the answer of HOST is not JSON
values|10|unknown: the answer of HOST is not JSON
digits|10|unknown: the answer of HOST is not JSON
# not what a web server says
no-http|10|unknown: HOST does not answer as a web server does
http09|10|unknown: HOST does not answer as a web server does
bad-status|10|unknown: HOST does not answer as a web server does
http3|10|unknown: HOST does not answer as a web server does
status-999|10|unknown: 999 from HOST, the service has a fault
switch|10|unknown: HOST broke off before its answer was complete
empty|10|unknown: the answer of HOST is not JSON
no-content|10|unknown: the answer of HOST is not JSON
# statuses
unauthorized|4|unknown: 401 from HOST, key refused
echo-401|4|unknown: 401 from HOST, key refused
cookies|10|unknown: 404, but not in the vendor's own words: something on the way may have answered
limit|10|unknown: 429 from HOST, asked too often
limit-1|10|unknown: 429 from HOST, asked too often
limit-long|10|unknown: 429 from HOST, asked too often
limit-odd|10|unknown: 429 from HOST, asked too often
down|10|unknown: 503 from HOST, the service has a fault
# sent elsewhere
to-stranger|10|unknown: HOST redirects to STRANGER, and that is not followed
to-stranger-307|10|unknown: HOST redirects to STRANGER, and that is not followed
to-other-host|10|unknown: HOST redirects to elsewhere.invalid, and that is not followed
to-file|10|unknown: HOST redirects to an address that is never asked
to-script|10|unknown: HOST redirects to an address that is never asked
to-user|10|unknown: HOST redirects to an address that is never asked
to-nowhere|10|unknown: 302 from HOST, not the answer that was asked for
round-and-round|10|unknown: HOST redirects again and again
# no JSON, or JSON that means two things
html|10|unknown: the answer of HOST is not JSON
html-as-json|10|unknown: the answer of HOST is not JSON
bom|10|unknown: the answer of HOST is not JSON
not-utf8|10|unknown: the answer of HOST is not JSON
control-raw|10|unknown: the answer of HOST is not JSON
nul-escape|10|unknown: the answer of HOST is not JSON
twice|10|unknown: the answer of HOST is not JSON
tail|10|unknown: the answer of HOST is not JSON
nothing|10|unknown: the answer has no toolkit in it
# a catalog that lies
items-object|10|unknown: the answer has no list of toolkits in it
items-null|10|unknown: the answer has no list of toolkits in it
items-numbers|10|unknown: the list has an entry that cannot be read
slug-path|10|unknown: the list has an entry that cannot be read
slug-space|10|unknown: the list has an entry that cannot be read
slug-escape|10|unknown: the list has an entry that cannot be read
total-lies|10|unknown: the list ended before all of it was there
one-list|10|unknown: the answer has no toolkit in it
one-empty|10|unknown: the answer has no toolkit in it
cursor-long|10|unknown: the cursor to the next page is too long
cursor-same|10|unknown: the pages of the list go in circles
cursor-loop|10|unknown: the pages of the list go in circles
cursor-endless|10|unknown: the list does not end
END
! grep -q ' cookie$' "$tmp/asked"
say $? 'no cookie was ever sent back'
[ "$(grep -c '^limit-long' "$tmp/asked")" -le "$(grep -c '^unauthorized' "$tmp/asked")" ]
say $? 'nobody is asked again who wants a pause of years'

# What is well-formed and only odd: names full of escapes are shown as what they are, another toolkit is not ours
TOOLGAP_HTTP_TIMEOUT=5000
COMPOSIO_BASE_URL=http://$host/names tg triage "$gtm" --tenant ascend --json
code 0 'control characters and bidi marks in a name'
has '\\x1b[2J' 'are shown as what they are'
safe 'names'
COMPOSIO_BASE_URL=http://$host/other-one tg triage "$gtm" --tenant ascend --json
code 10 'another toolkit under the slug that was asked for'
hasnt '"verdict": "composio"' 'is not taken for ours'

# TLS that is cut, and a server that is not there
for url in https://$host/close; do
	COMPOSIO_BASE_URL=$url tg triage "$gtm"
	code 10 "TLS cut, $url"
	has 'unknown: no secure connection to' 'is said'
	safe 'TLS cut'
done
COMPOSIO_BASE_URL=http://127.0.0.1:1 TOOLGAP_HTTP_TIMEOUT=400 tg triage "$gtm"
code 10 'nobody listens'
has 'unknown: cannot reach 127.0.0.1:1: connection refused' 'is said'

# plan says the same, and writes nothing
for trick in half-404 flood to-stranger cursor-loop html twice; do
	COMPOSIO_BASE_URL=http://$host/$trick tg plan "$gtm" --tenant ascend --out "$tmp/a-plan"
	code 10 "plan, $trick"
	err_has 'Nothing was written' 'says that nothing was written'
	[ ! -e "$tmp/a-plan" ]
	say $? 'there is no plan'
	safe "plan, $trick"
done

# A key that is refused: the contract's 4, with the name of its variable, wherever a catalog is asked
for trick in unauthorized echo-401; do
	COMPOSIO_BASE_URL=http://$host/$trick tg plan "$gtm" --tenant ascend
	code 4 "plan, $trick"
	err_has 'put good ones into COMPOSIO_API_KEY' 'names the variable'
	COMPOSIO_BASE_URL=http://$host/$trick tg triage "$gtm"
	has 'next: put good credentials into COMPOSIO_API_KEY' "triage, $trick: what to do"
	err_has 'put good ones into COMPOSIO_API_KEY' 'and on the error line'
	COMPOSIO_BASE_URL=http://$host/$trick tg catalog sync --dry-run
	code 4 "catalog sync, $trick"
	err_has 'put good ones into COMPOSIO_API_KEY' 'names the variable'
	safe "$trick"
done
COMPOSIO_BASE_URL=$sandbox COMPOSIO_API_KEY=ak_sandbox PIPEDREAM_BASE_URL=http://$host/echo-401 tg catalog sync --dry-run
code 4 'catalog sync, the token refused'
err_has 'PIPEDREAM_CLIENT_ID, PIPEDREAM_CLIENT_SECRET' 'names both variables'

# Pipedream is hostile: the secret is in a body there, and a 307 would send it along
COMPOSIO_BASE_URL=$sandbox COMPOSIO_API_KEY=ak_sandbox
for row in 'to-stranger-307|redirects to' 'to-stranger|redirects to' 'round-and-round|redirects again and again' 'echo-401|401 from' \
	'token-crlf|the answer has no token in it' 'token-number|the answer has no token in it' \
	'token-long|the answer has no token in it' 'flood|is larger than' 'half-body|broke off' 'html|is not JSON' 'bomb|is not JSON' \
	'limit-long|asked too often' 'token-dead|unknown'; do
	case $row in echo-401*) want=4 ;; *) want=10 ;; esac
	PIPEDREAM_BASE_URL=http://$host/${row%%|*} tg triage "$gtm" --tenant ascend
	[ $rc -eq $want ] && grep -qF -e "${row#*|}" "$out"
	say $? "Pipedream, ${row%%|*}: exit $want, ${row#*|}"
	safe "Pipedream, ${row%%|*}"
done
TOOLGAP_HTTP_TIMEOUT=300 PIPEDREAM_BASE_URL=http://$host/stall tg triage "$gtm" --tenant ascend
code 10 'Pipedream, stall'

# The MCP server is hostile. One that answers and keeps the stream open has answered; all others end with our patience.
all_connected
vendors
TOOLGAP_HTTP_TIMEOUT=20000
for trick in mcp-open mcp-note; do # among other messages, a few bytes at a time; the other holds the note open as well
	begun=$(date +%s)
	PIPEDREAM_MCP_URL=http://$host/$trick tg plan "$gtm" --tenant ascend --json
	code 0 "MCP, $trick"
	has 'google_tag_manager-list-tags' 'its tools are taken'
	[ $(($(date +%s) - begun)) -lt 15 ]
	say $? 'and nobody waits for the end of the stream'
	safe "$trick"
done
for trick in mcp-chat mcp-late mcp-flood; do
	case $trick in mcp-flood) TOOLGAP_HTTP_TIMEOUT=20000 ;; *) TOOLGAP_HTTP_TIMEOUT=600 ;; esac
	PIPEDREAM_MCP_URL=http://$host/$trick tg plan "$gtm" --tenant ascend --json
	code 0 "MCP, $trick"
	has 'ascend is connected, but the remote server did not list its tools' 'says that nobody knows its tools'
	! grep -q '+| `googletagmanager`.*LIVE' "$out"
	say $? 'and nothing is LIVE'
	safe "$trick"
done

[ ! -s "$tmp/stranger" ]
say $? 'no byte reached the second port in all of this'
untouched before 'no file was written'
done_testing
