#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-native.sh: what a toolkit that Composio has leaves behind: native, not connected, scope gap, renamed. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
reg=docs/composio/toolkit-registry.md
row() { # SLUG PATTERN NAME
	tr -d '`' <"$W/$reg" | grep "^| *$1 |" | grep -q -e "$2"
	say $? "$3"
}
only_row() { # NAME: no file but the registry differs from what was kept
	diff -rq -x .local "$tmp/kept.before" "$box" >"$tmp/diff"
	[ "$(wc -l <"$tmp/diff")" -eq 1 ] && grep -q toolkit-registry.md "$tmp/diff"
	say $? "$1: the registry alone was written"
}
walked() { # TITLE ANSWER…: the wizard with these answers, nobody there
	title=$1
	shift
	printf '%s\n' "$@" >"$tmp/answers"
	tg wizard --ui=none --answers "$tmp/answers"
}

# A workspace in which none of them was resolved before.
new_case() {
	fresh
	sed -i -e '/^| .gmail/d' -e '/^| .slack/d' -e '/^| .googleanalytics/d' "$W/$reg"
	keep before
}

# ---- native: every tenant is connected
new_case
vendors --approve-after 0
tg plan Gmail --tenant ascend,kahuna --out "$tmp/plan.json"
code 0 'native: a plan'
has '+| `gmail`' 'with a row'
untouched before 'and nothing is written'
tg apply "$tmp/plan.json"
code 0 'the plan applied'
row gmail '| COMPOSIO | composio-ascend | composio-kahuna | GMAIL_\* | LIVE |' 'a row of vendor COMPOSIO, LIVE'
row gmail 'Composio, asked 2026-11-21 for ".*" in [0-9]* spelling.*: toolkit gmail is in the catalog' 'the notes say what was asked and when'
row gmail 'ascend connect verified 2026-11-21 (ca_JpGj7EtoSq83)' 'and who is connected by which account'
only_row native
tg plan Gmail --tenant ascend,kahuna --exit-code
code 0 'a second plan changes nothing'
tg undo
code 0 'undo'
bytes_as before 'and every byte is as it was'
walked native 'provider: Gmail' 'tenants: ascend, kahuna' 'composio-native: record' 'confirm: yes'
code 0 'the same by the wizard'
row gmail '| LIVE |' 'the same row'
tg undo
walked native 'provider: Gmail' 'tenants: ascend' 'composio-native: leave'
code 0 'left as it is'
bytes_as before 'nothing is written'
[ -z "$(creating | grep -v scopes/required)" ]
say $? 'nothing was created at a vendor so far'

# A toolkit that needs no connection
walked free 'provider: Hacker News' 'tenants: ascend' 'composio-native: record' 'confirm: yes'
code 0 'a toolkit that needs no connection'
row hackernews '| LIVE | .*needs no connection' 'is LIVE without one'
row hackernews '| composio-ascend | — |' 'for the tenant that was named'
tg undo

# ---- not connected: the link is offered
tg plan Slack --tenant ascend,kahuna
code 0 'not connected: a plan'
has '| `PENDING` |' 'is PENDING for who has not'
has 'ascend connect verified 2026-11-21' 'and names who has'
has 'kahuna not connected yet.' 'and who has not'
walked pending 'provider: Slack' 'tenants: ascend, kahuna' 'composio-offer: record' 'confirm: yes'
code 0 'recorded as it is'
row slack '| COMPOSIO | composio-ascend | composio-kahuna | SLACK_\* | PENDING |' 'PENDING'
[ -z "$(creating | grep -v scopes/required)" ]
say $? 'no link was made'
walked linked 'provider: Slack' 'tenants: ascend, kahuna' 'known: tenants' 'composio-offer: connect' 'composio-connect: wait' \
	'confirm: yes'
code 0 'then connected, by a link'
row slack '| LIVE | .*kahuna connect verified 2026-11-21 (ca_' 'the row says LIVE, and the account'
[ "$(grep -c '^| .slack. |' "$W/$reg")" -eq 1 ]
say $? 'and one only'
grep -q 'POST /composio/api/v3.1/connected_accounts/link' "$log"
say $? 'the link was made at Composio'
! grep -q 'POST /pipedream/v1/connect' "$log"
say $? 'and not at Pipedream'
vendors
tg wizard --ui=none --dry-run --answers "$tmp/answers"
say "$(creating | grep -c connected_accounts/link)" 'a dry run makes none'

# A vendor who cannot say: unknown is never absent
fresh
rm -f "$W/$reg"
vendors --fault '/connected_accounts:status=503'
tg plan Slack --tenant kahuna
code 10 'accounts that cannot be read are undecided'

# ---- scope gap
new_case
vendors
walked gap 'provider: Google Analytics' 'tenants: ascend, kahuna' 'scope-gap: record' 'confirm: yes'
code 0 'scope gap: recorded'
row google_analytics 'the grant lacks https://www.googleapis.com/auth/analytics.edit' 'the row names the scope'
row google_analytics '| PENDING |' 'and is PENDING'
only_row 'scope gap'
has 'lacks the scope https://www.googleapis.com/auth/analytics.edit' 'the preview says so'

# ---- renamed
new_case
walked renamed 'provider: openweather_api' 'tenants: ascend' 'renamed: leave'
code 0 'renamed: left'
has 'replaced by weathermap' 'what replaced it is said'
bytes_as before 'and nothing is written'
walked renamed 'provider: openweather_api' 'tenants: ascend' 'renamed: weathermap' 'composio-offer: record' 'confirm: yes'
code 0 'the one in its place is taken'
row weathermap '| COMPOSIO | composio-ascend | — | WEATHERMAP_\* | PENDING |' 'and has the row'

# ---- deprecated, and nothing replaces it: the next vendor is asked, and the row says why
tg triage Bench
hasnt '	composio	' 'Composio is no path for what it has given up'
grep -q 'toolkits/bench' "$log" && grep -q 'GET /pipedream/v1/connect/apps' "$log"
say $? 'Pipedream is asked too'
tg plan Bench --tenant ascend --can-wait --json
has 'toolkit bench is deprecated, nothing known replaces it' 'the notes say so'

# ---- a row of another vendor keeps what runs
fresh
sed -i 's/^| .slack. .*/| slack | PIPEDREAM | pipedream-slack-ascend | — | PIPEDREAM_SLACK_* | LIVE | By hand. |/' "$W/$reg"
tg plan Slack --tenant ascend --json
code 0 'a row of another vendor'
has '"id": "other-vendor"' 'is warned of'
tg plan Slack --tenant ascend --out "$tmp/plan.json"
tg apply "$tmp/plan.json"
row slack '| PIPEDREAM | pipedream-slack-ascend | — | PIPEDREAM_SLACK_\* | LIVE | By hand. Composio, asked 2026-11-21' 'and keeps its cells'

# ---- a path that was asked for and that is not the way is not forgotten
new_case
tg plan Slack --tenant ascend --path B
code 2 'a path where there is no gap'
err_has 'Path B was asked for, but Composio has slack' 'is refused with the reason'
tg plan 'Google Tag Manager' --tenant ascend --path D
code 0 'the path that is the way, said aloud, is no trouble'
sed -n '/toolkit_slug/,$p' "$W/$reg" | grep '^| .hubspot' >>"$tmp/twice"
awk -v row="$(cat "$tmp/twice")" '{ print } /^\| .hubspot/ && !done { print row; done = 1 }' "$W/$reg" >"$tmp/reg" && cp "$tmp/reg" "$W/$reg"
tg plan HubSpot --tenant ascend --json
has '"id": "duplicate-slug"' 'two rows of one slug are warned of'
no_secret 'no secret was said or written'
done_testing
