#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-waiting.sh: Path A from the name to the bytes: the request, the row that waits, its reminder, and due. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
reg=docs/composio/toolkit-registry.md
zylo='Zylo Metrics' # in no catalog, and nobody has asked for it
ics=docs/composio/reminders/zylometrics.ics
board=https://request.composio.dev/boards/tool-requests
issue=https://github.com/ComposioHQ/composio/issues
row() { # SLUG PATTERN NAME
	tr -d '`' <"$W/$reg" | grep "^| *$1 |" | grep -q -e "$2"
	say $? "$3"
}
walked() { # ANSWER…: the wizard with these answers, nobody there
	printf '%s\n' "$@" >"$tmp/answers"
	tg wizard --ui=none --answers "$tmp/answers"
}
filed() { # N NAME: so many issues were filed in this sandbox
	[ "$(grep -c 'POST /github/' "$log")" -eq "$1" ]
	say $? "$2"
}

# A request that exists, in a fixture of this test: two of them, one closed
all_connected
sed '$d' "$TOOLGAP_DATADIR/sandbox/github-issues.json" | sed '$s/$/,/' >"$fixtures/github-issues.json"
cat >>"$fixtures/github-issues.json" <<'END'
{"title": "[Tool Request]: Quux Desk", "body": "Tickets of Quux Desk.", "state": "closed", "labels": [], "comments": 2},
{"title": "Toolkit for Quux Desk, please", "body": "Asked again.", "state": "open", "labels": [], "comments": 5}
]
END

# ---- which path, and what is asked
fresh
keep before
vendors
tg triage "$zylo" --can-wait --json
code 0 'triage'
has '"verdict": "pending-native"' 'says pending-native'
has '"path": "A"' 'by Path A'
! grep -q '/github/' "$log"
say $? 'and does not ask GitHub for that'
tg plan 'Quux Desk' --tenant ascend --path A --json
code 0 'requests exist: a plan'
has '2 requests on GitHub speak of it, and none was chosen' 'says so, and chooses none by itself'
has "$board" 'and points to the board'
[ "$(grep -c 'GET /github/search/issues' "$log")" -ge 1 ]
say $? 'GitHub was searched'
grep -q 'is%3Aopen\|state%3A' "$log"
say "$([ $? -ne 0 ]; echo $?)" 'for open and closed ones'
untouched before 'nothing was written so far'

# ---- picked: the row and the reminder, byte for byte, by three fronts and by plan and apply
walked 'provider: Quux Desk' 'tenants: ascend, kahuna' 'wait: yes' 'request: 90010' 'confirm: yes'
code 0 'a request is picked'
has '2 files written, all or none.' 'two files'
has 'Import docs/composio/reminders/quuxdesk.ics into your calendar: its alarm rings on 2026-12-05.' 'what to do with the reminder'
has 'docs(routing): record quuxdesk routing (vendor=COMPOSIO)' 'the message of the commit'
row quuxdesk "| COMPOSIO | — | — | QUUXDESK_\* | PENDING-NATIVE | " 'the row waits, without a server'
row quuxdesk "Composio, asked 2026-11-21 for \"Quux Desk\" in 3 spellings: not in the catalog of [0-9]* toolkits. Pipedream, asked 2026-11-21: not in the catalog. The official MCP registry, asked 2026-11-21: no server of the provider's own. GitHub, asked 2026-11-21: 2 requests that speak of it, 1 of them open." 'with what was asked, when, and what came back'
row quuxdesk "PENDING-NATIVE since 2026-11-21, due 2026-12-05: $issue/90010 |" 'its dates and its request'
diff -r -x .local "$tmp/kept.before" "$box" | grep -v '^diff' | grep '^[<>]' >"$tmp/lines"
[ "$(wc -l <"$tmp/lines")" -eq 1 ]
say $? 'one line of one file was added, and one file'
first=$box
as_first() { # TITLE
	diff -r -x .local "$first" "$box" >"$tmp/diff" 2>&1
	r=$?
	[ $r -eq 0 ] || sed 's/^/#   /' "$tmp/diff" | head -n 20
	say $r "$1: the same bytes"
}
fresh
printf '%s\n' 'Quux Desk' 'ascend, kahuna' 1 why 1 apply >"$tmp/typed"
(cd "$W" && exec "$TOOLGAP" wizard --ui=line --record "$tmp/line.rec") >"$out" 2>"$err" <"$tmp/typed"
rc=$?
code 0 'line mode'
has 'Toolkit for Quux Desk, please: open, asked 2026-08-14, 5 comments' 'the requests with their state'
has 'closed, asked 2026-08-14, 2 comments' 'a closed one, too'
has 'Search the vendor' 'why'
as_first 'line mode'
fresh
tg wizard --screen 80x24 --answers "$tmp/line.rec"
code 0 'the full screen, with what line mode recorded'
as_first 'the full screen'
fresh
tg plan 'Quux Desk' --tenant ascend,kahuna --can-wait --issue $issue/90010 --out "$tmp/plan.json"
code 0 'plan with --issue'
tg apply "$tmp/plan.json"
code 0 'apply'
as_first 'plan and apply'
tg plan 'Quux Desk' --tenant ascend,kahuna --can-wait --exit-code
code 0 'a second plan changes nothing: the request stays'
TOOLGAP_NOW=2026-11-28T10:00:00Z
tg plan 'Quux Desk' --tenant ascend,kahuna --can-wait --exit-code
code 0 'nor does one of another day before it is due'
TOOLGAP_NOW=2026-11-21T10:00:00Z
tg undo
code 0 'undo'
bytes_as before 'takes both back'
[ ! -e "$W/docs/composio/reminders" ]
say $? 'and the folder'

# ---- the calendar, by somebody else's eyes
fresh
walked "provider: Größe, Maße; \\ und mehr Zylo Metrics" 'tenants: ascend' 'native-unknown: without' 'wait: yes' 'request-none: board' 'confirm: yes'
code 0 'a name with all that a calendar must escape'
reads() { # MODULE: a python3 that has it, the system's own where another one comes first
	for python in "$python3" /usr/bin/python3; do
		[ -n "$python" ] && "$python" -c "import $1" 2>/dev/null && return
	done
	return 1
}
at=$(find "$W/docs/composio/reminders" -name '*.ics')
if reads icalendar; then
	"$python" - "$at" >"$out" 2>"$err" <<'END'
import sys, icalendar
raw = open(sys.argv[1], 'rb').read()
assert raw.endswith(b'\r\n') and all(len(l) <= 75 for l in raw.split(b'\r\n'))
cal = icalendar.Calendar.from_ical(raw)
ev, = cal.walk('VEVENT')
alarm, = cal.walk('VALARM')
assert not ev.errors and cal['VERSION'] == '2.0' and cal['PRODID']
print(ev['DTSTART'].dt, ev['DTSTART'].params.get('VALUE'), alarm['TRIGGER'].dt, alarm['ACTION'])
print(ev['SUMMARY'])
print(ev['URL'])
END
	rc=$?
	code 0 'python3-icalendar reads it'
	has '2026-12-05 DATE 9:00:00 DISPLAY' 'the day, the alarm'
	has 'Does Composio have Größe, Maße; \ und mehr Zylo Metrics now?' 'the name as it was typed'
	has "$board" 'the link'
else
	skip 'no icalendar in python3' 'python3-icalendar reads it'
fi
if reads vobject; then
	"$python" - "$at" >"$out" 2>"$err" <<'END'
import sys, vobject
cal = vobject.readOne(open(sys.argv[1], newline='').read())
cal.validate(raiseException=True)
print(cal.vevent.dtstart.value, cal.vevent.valarm.trigger.value)
END
	rc=$?
	code 0 'python3-vobject finds it valid'
	has '2026-12-05 9:00:00' 'with the same day'
else
	skip 'no vobject in python3' 'python3-vobject finds it valid'
fi

# ---- filed by the API, behind its own yes
fresh
vendors
walked "provider: $zylo" 'tenants: ascend' 'wait: yes' 'request-none: file' 'file-sure: yes' 'confirm: yes'
code 0 'filed'
filed 1 'once'
has 'Request: filed as https://github.com/ComposioHQ/composio/issues/90011' 'the walk says where'
row zylometrics 'GitHub, asked 2026-11-21: no request for it. Filed 2026-11-21 as issue 90011. PENDING-NATIVE since 2026-11-21, due 2026-12-05: https://github.com/ComposioHQ/composio/issues/90011' 'and the row'
if in_path curl; then
	curl -s -H 'User-Agent: t' "$GITHUB_API_URL/repos/ComposioHQ/composio/issues/90011" >"$out"
	has 'Composio, asked 2026-11-21 for \"Zylo Metrics\" in 3 spellings: not in the catalog' 'the issue says what was asked, when, and what came back'
	has 'Pipedream, asked 2026-11-21' 'of both catalogs'
	hasnt ascend 'and names no tenant'
else
	skip 'no curl' 'the issue says what was asked'
fi
fresh
keep empty
vendors
walked "provider: $zylo" 'tenants: ascend' 'wait: yes' 'request-none: file' 'file-sure: no' 'confirm: yes'
code 0 'said no'
filed 0 'nothing is filed'
row zylometrics "due 2026-12-05: $board" 'the board stands in'
tg undo
printf '%s\n' "provider: $zylo" 'tenants: ascend' 'wait: yes' 'request-none: file' 'file-sure: yes' 'confirm: yes' >"$tmp/answers"
fresh
keep empty
tg wizard --ui=none --dry-run --answers "$tmp/answers"
code 0 'a dry run'
filed 0 'files nothing'
has 'Please add a toolkit for Zylo Metrics.' 'though it shows the text'
untouched empty 'and writes nothing'
[ -z "$(creating)" ]
say $? 'nor creates anything else'
token=$GITHUB_TOKEN
unset GITHUB_TOKEN
tg wizard --ui=none --answers "$tmp/answers"
code 4 'without a token'
err_has 'GITHUB_TOKEN' 'which is named'
GITHUB_TOKEN=$token
export GITHUB_TOKEN
bytes_as empty 'nothing is written'
vendors --fault 'POST /github:status=503'
tg wizard --ui=none --answers "$tmp/answers"
code 10 'a GitHub that does not say whether it filed'
err_has 'look whether it was filed before you ask again' 'is looked at before it is asked again'
filed 1 'and is not asked twice'
vendors --fault 'POST /github:status=422'
tg wizard --ui=none --answers "$tmp/answers"
code 2 'a GitHub that says no'
err_has 'GitHub did not take the issue' 'asks what now'
bytes_as empty 'nothing is written'

# The walk is left while the issue is on its way: it is looked for before anybody says yes again
vendors --fault 'POST /github:hang'
(cd "$W" && exec timeout -s TERM 20 "$TOOLGAP" wizard --ui=none --answers "$tmp/answers") >"$out" 2>"$err" </dev/null &
pids="$pids $!" left=$!
i=0
until grep -q 'POST /github' "$log" || [ $i -gt 200 ]; do
	i=$((i + 1))
	sleep 0.05
done
kill -TERM "$left" 2>/dev/null
wait "$left" 2>/dev/null
vendors
printf 'quit\n' >"$tmp/typed"
(cd "$W" && exec "$TOOLGAP" wizard --ui=line --resume) >"$out" 2>"$err" <"$tmp/typed"
has 'The walk was left while the issue was being filed, so it may be there.' 'a walk that was left there goes back to the search'
filed 0 'and files nothing by itself'

# ---- by hand, and GitHub that cannot be asked
fresh
vendors
walked "provider: $zylo" 'tenants: ascend' 'wait: yes' 'request-none: page' "request-sent: $issue/777" 'confirm: yes'
code 0 'by a page that is filled in'
has 'https://github.com/ComposioHQ/composio/issues/new?template=feature-request.yml&title=%5BTool%20Request%5D%3A%20Zylo%20Metrics' 'which is shown'
row zylometrics "due 2026-12-05: $issue/777" 'the address that came back is in the row'
walked "provider: $zylo" 'tenants: ascend' 'known: recheck' 'wait: yes' 'request-none: own' 'request-link: http://example.com/x'
code 2 'an address that is not https'
err_has 'https://' 'is refused'
fresh
vendors --fault '/github:status=403'
tg plan "$zylo" --tenant ascend --can-wait
code 0 'GitHub that cannot be asked'
has 'GitHub could not be asked for requests 2026-11-21.' 'is told so in the row'
hasnt 'no request for it' 'and not that nobody has asked'
printf '%s\n' "provider: $zylo" 'tenants: ascend' 'wait: yes' >"$tmp/answers"
tg wizard --ui=none --answers "$tmp/answers"
code 10 'without an answer that is undecided'
err_has "issues-unknown: board" 'and the answer that goes on is named'
fresh
keep none
rm "$W/$reg"
tg plan "$zylo" --tenant ascend --can-wait --out "$tmp/plan.json"
code 0 'without a registry yet'
tg apply "$tmp/plan.json"
row zylometrics '| COMPOSIO | — | ZYLOMETRICS_\* | PENDING-NATIVE |' 'a new one has the row'

# ---- over Path D, and what runs, runs
fresh
vendors
tg plan Matomo --tenant ascend --path A --issue $issue/5 --out "$tmp/plan.json"
code 0 'instead of Path D'
tg apply "$tmp/plan.json"
row matomo "the operator's choice over Path D" 'is recorded as such'
row matomo 'Pipedream, asked 2026-11-21: app matomo is in the catalog.' 'with what Pipedream has'
cp "$W/$reg" "$tmp/waiting.md"
tg plan Matomo --tenant ascend --path D --json
code 0 'and then Path D after all'
has '"id": "reminder-stays"' 'with a word on the reminder'
has 'docs/composio/reminders/matomo.ics stays where it is: it can be removed' 'that stays'
cp "$out" "$tmp/d.json"
walked 'provider: Matomo' 'tenants: ascend' 'known: recheck' 'path: D' 'short: matomo' 'connect: pending' 'verify-unknown: pending' 'confirm: yes'
code 0 'by the wizard, from the row that waits'
row matomo '| PIPEDREAM | pipedream-matomo-ascend | — | PIPEDREAM_MATOMO_\* | PENDING |' 'turns the row'
has 'It waits no longer: remove docs/composio/reminders/matomo.ics' 'and says what becomes of the reminder'
tg due
code 0 'nothing waits then'
tg plan Matomo --tenant ascend --path A --issue $issue/6 --json
code 0 'Path A for a row that has servers'
has '"id": "other-vendor"' 'is warned of'
hasnt '.ics' 'makes no reminder'
has "A native toolkit was asked for: $issue/6" 'and notes the request'
hasnt 'PENDING-NATIVE`' 'the status stays'

# ---- a reminder that is somebody else's
fresh
mkdir -p "$W/docs/composio/reminders"
echo mine >"$W/$ics"
tg plan "$zylo" --tenant ascend --can-wait --out "$tmp/plan.json"
code 0 'a reminder that a person wrote'
has 'is not as toolgap writes it, so it stays as it is' 'stays'
tg apply "$tmp/plan.json"
[ "$(cat "$W/$ics")" = mine ]
say $? 'to the byte'

# ---- a plan file may write a reminder, and nothing else in its place
fresh
tg plan "$zylo" --tenant ascend --can-wait --out "$tmp/plan.json"
keep none
for swap in 's,reminders/zylometrics.ics,reminders/../../../x.ics,' 's,reminders/zylometrics.ics,reminders/other.ics,' \
	's,ACTION:DISPLAY,ACTION:EMAIL,' 's,URL:https://request,URL:javascript:,' 's/DTSTART;VALUE=DATE:20261205/DTSTART:20261205T000000Z/'; do
	sed "$swap" "$tmp/plan.json" >"$tmp/bad.json"
	if [ -n "$python3" ]; then # with the right hashes, as somebody who means it would
		"$python3" - "$tmp/bad.json" <<'END'
import sys, json, hashlib
p = json.load(open(sys.argv[1]))
for f in p['files']:
    if f['path'].endswith('.ics'):
        f['after_sha256'] = hashlib.sha256(''.join(s['insert'] for s in f['splices']).encode()).hexdigest()
json.dump(p, open(sys.argv[1], 'w'))
END
	fi
	tg apply "$tmp/bad.json"
	[ "$rc" -eq 1 ]
	say $? "refused: $swap"
done
bytes_as none 'nothing was written'

# ---- due
fresh
vendors
tg due
code 0 'nothing waits'
has 'Nothing waits for a native toolkit.' 'and says so'
tg plan "$zylo" --tenant ascend --can-wait --issue $issue/9 --out "$tmp/plan.json"
tg apply "$tmp/plan.json"
sed -i '/^| .zylometrics/a | `matomo` | `COMPOSIO` | — | — | `MATOMO_*` | `PENDING-NATIVE` | Asked by hand, PENDING-NATIVE since 2026-11-01: https://example.com/board/1. |\n| `gmail` | `COMPOSIO` | — | — | `GMAIL_*` | `PENDING-NATIVE` | Waits. |' "$W/$reg"
keep due
tg due
code 1 'one is over'
printf '%s\n' 'gmail: its notes hold no date, so nobody knows since when it waits.' \
	'matomo: over by 6 days, was due 2026-11-15, waiting since 2026-11-01.' '    https://example.com/board/1' \
	'zylometrics: 14 days left, due 2026-12-05, waiting since 2026-11-21.' "    $issue/9" \
	'Next: toolgap due --recheck asks both catalogs whether it has arrived.' >"$tmp/want"
same "$tmp/want" "$out" 'by their day, with days and links'
tg due --json
code 1 'as JSON'
has '"schema": "toolgap.due/1"' 'with its schema'
tr -d '\n ' <"$out" >"$tmp/flat"
grep -qF '{"toolkit_slug":"matomo","since":"2026-11-01","due":"2026-11-15","days_left":-6,"link":"https://example.com/board/1","now":"unknown","detail":null}' "$tmp/flat"
say $? 'what is over'
grep -qF '{"toolkit_slug":"gmail","since":null,"due":null,"days_left":null,"link":null,"now":"unknown","detail":null}' "$tmp/flat"
say $? 'what has no date'
! grep -q ' GET \| POST ' "$log" || ! tail -n 1 "$log" | grep -q 'due'
tg due --recheck
code 1 '--recheck'
has 'Composio has gmail now' 'says what has arrived at Composio'
has 'Pipedream has matomo now' 'and at Pipedream'
has 'Next: toolgap wizard "matomo"' 'and how to start that walk'
has '    Absent from both catalogs.' 'and what has not'
tg due --recheck --json
tr -d '\n ' <"$out" >"$tmp/flat"
[ "$(grep -o '"now":"[a-z]*"' "$tmp/flat" | tr '\n' ' ')" = '"now":"composio" "now":"pipedream" "now":"absent" ' ]
say $? 'as JSON'
vendors --fault '/composio:status=503'
tg due --recheck --json
code 10 'a catalog that cannot be asked'
tr -d '\n ' <"$out" >"$tmp/flat"
[ "$(grep -o '"now":"[a-z]*"' "$tmp/flat" | tr '\n' ' ')" = '"now":"pipedream" "now":"pipedream" "now":"unknown" ' ]
say $? 'is unknown, and never absent; what was found counts'
vendors
key=$COMPOSIO_API_KEY
unset COMPOSIO_API_KEY
tg due --recheck
code 4 'without credentials'
err_has COMPOSIO_API_KEY 'which are named'
COMPOSIO_API_KEY=$key
export COMPOSIO_API_KEY
[ -z "$(creating)" ]
say $? 'nothing was created'
tg due --ics "$tmp/all.ics"
code 1 'one calendar of all'
[ "$(grep -c '^BEGIN:VEVENT' "$tmp/all.ics")" -eq 2 ]
say $? 'with each that has a day'
grep -q '^SUMMARY:Does Composio have Zylo Metrics now?' "$tmp/all.ics"
say $? 'by the name that was asked for'
grep -q '^UID:toolgap-zylometrics-2026-11-21' "$tmp/all.ics" && grep -q '^UID:toolgap-zylometrics-2026-11-21' "$W/$ics"
say $? 'and the same event as in its own file'
TOOLGAP_NOW=2026-11-22T10:00:00Z
mkdir "$tmp/calendars"
cp "$tmp/all.ics" "$tmp/calendars/real.ics" && chmod 640 "$tmp/calendars/real.ics"
ln -s calendars/real.ics "$tmp/link.ics"
tg due --ics "$tmp/link.ics"
code 1 'a calendar of ours, behind a link'
[ -L "$tmp/link.ics" ] && [ "$(stat -c %a "$tmp/calendars/real.ics")" = 640 ] && grep -q '^DTSTAMP:20261122' "$tmp/calendars/real.ics" &&
	[ "$(ls -A "$tmp/calendars")" = real.ics ]
say $? 'is written anew where it lies; the link and its mode stay'
TOOLGAP_NOW=2026-11-21T10:00:00Z
sed 's/^UID:toolgap-zylo/UID:holiday-/' "$tmp/all.ics" >"$tmp/mixed.ics"
printf 'BEGIN:VCALENDAR\r\nPRODID:-//Somebody//Else//EN\r\nBEGIN:VEVENT\r\nUID:toolgap-x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' >"$tmp/theirs.ics"
echo 'a shopping list' >"$tmp/list.ics"
for f in mixed theirs list; do
	cp "$tmp/$f.ics" "$tmp/before.ics"
	tg due --ics "$tmp/$f.ics"
	code 2 "$f: a file that is no calendar of ours"
	err_has 'is no calendar of toolgap' 'is said to be none'
	same "$tmp/before.ics" "$tmp/$f.ics" 'and stays'
done
tg due --ics "$tmp/list.ics" --yes
code 1 'it is replaced on a yes'
grep -q '^BEGIN:VCALENDAR' "$tmp/list.ics"
say $? 'as a whole'
tg due --ics "$tmp/calendars"
code 1 'a folder'
err_has "$tmp/calendars" 'is named'
tg due --ics "$tmp/nowhere/all.ics"
code 1 'a folder that is not there'
err_has 'nowhere' 'is named, too'
tg due --dry-run --ics "$tmp/never.ics"
[ ! -e "$tmp/never.ics" ]
say $? 'a dry run writes none'
untouched due 'nothing in the workspace was written'
TOOLGAP_NOW=2026-12-05T23:00:00Z
tg due --json
tr -d '\n ' <"$out" >"$tmp/flat"
grep -qF '"due":"2026-12-05","days_left":0' "$tmp/flat"
say $? 'the day itself is no day left'
TOOLGAP_NOW=2026-11-21T10:00:00Z
# What has arrived is walked, one after the other, and goes on to the catalog
typed() { # LINE…: typed on a terminal
	printf '%s\n' "$@" | script -qec "cd '$W' && '$TOOLGAP' --color=never due --recheck --ui=line" /dev/null >"$out" 2>&1
	rc=$?
}
if in_path script && script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	sed -i '/^| .gmail.*LIVE/d' "$W/$reg" # the one of the demo
	keep walks
	typed n n
	code 1 'two have arrived, and nobody wants to walk'
	has 'Start the walk for gmail now?' 'one is offered'
	has 'Start the walk for matomo now?' 'and the other'
	bytes_as walks 'nothing is written'
	typed y 'ascend, kahuna' record apply y 'ascend' D matomo pending apply
	code 0 'both are walked'
	[ "$(grep -c '> known: over' "$out")" -eq 2 ]
	say $? 'neither stops at its own row'
	row gmail '| COMPOSIO | composio-ascend | composio-kahuna | GMAIL_\* | LIVE |' 'the first has its row'
	row matomo '| PIPEDREAM | pipedream-matomo-ascend |' 'and the second'
	cp -a "$tmp/kept.due/work/." "$W/"
else
	skip 'no script' 'what has arrived is walked'
fi
TOOLGAP_NOW=2026-12-05T23:00:00Z
# It can wait on: a new day, the first one stays, the calendar's event moves
tg plan "$zylo" --tenant ascend --can-wait --out "$tmp/plan.json"
code 0 'it is put off'
tg apply "$tmp/plan.json"
row zylometrics "Looked again: Composio, asked 2026-12-05 .*: not in the catalog.*PENDING-NATIVE since 2026-11-21, due 2026-12-19: $issue/9 |" 'the row says until when, and why'
[ "$(tr -d '`' <"$W/$reg" | grep '^| zylometrics' | grep -o 'PENDING-NATIVE since' | wc -l)" -eq 1 ]
say $? 'once'
grep -q '^UID:toolgap-zylometrics-2026-11-21' "$W/$ics" && grep -q '^DTSTART;VALUE=DATE:20261219' "$W/$ics"
say $? 'the event is the same, on another day'
tg plan "$zylo" --tenant ascend --can-wait --exit-code
code 0 'and nothing more changes'
no_secret 'no secret was said or written'
done_testing
