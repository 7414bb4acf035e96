#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-composio.sh: the outcomes of Composio's catalog, each through the program and with what proves it.
. "$(dirname "$0")/e2e-lib.sh"

fresh
rm -f "$W/docs/composio/toolkit-registry.md" # no earlier case decides
keep before
vendors
row() { # PROVIDER TENANTS VERDICT DETAIL
	tg triage "$1" --tenant "$2"
	code 0 "$1 for $2"
	[ "$(cut -f2 "$out")" = "$3" ]
	say $? "is $3"
	has "$4" "says: $4"
}
row Salesforce ascend,kahuna composio '2 of 2 connected'
row Slack ascend,kahuna not-connected '1 of 2 connected (kahuna: not connected)'
row Notion ascend not-connected '0 of 1 connected (ascend: expired, to be connected again)'
row Outlook kahuna not-connected '0 of 1 connected (kahuna: pending, the link is not used yet)'
row 'Hacker News' ascend composio 'needs no connection'
row 'Google Analytics' ascend scope-gap 'connected, but 1 scope lacks: https://www.googleapis.com/auth/analytics.edit'
row Gmail ascend,kahuna composio '2 of 2 connected'
tg triage 'Google Analytics' --tenant ascend,kahuna --json
has '"verdict": "scope-gap"' 'scope gap, as JSON'
has '/tools/scopes/required' 'with the request that proves it'
grep -q 'POST /composio/api/v3.1/tools/scopes/required' "$log"
say $? 'which was made'
[ -z "$(creating | grep -v scopes/required)" ]
say $? 'nothing was created'
vendors --fault '/auth_configs/:status=403'
row 'Google Analytics' ascend composio '1 of 1 connected'
untouched before 'no file was written'
no_secret 'nothing of an account'"'"'s state was said'
done_testing
