#!/bin/sh
# SPDX-License-Identifier: MIT
# vendors.sh: the questions to the vendors, each answered after 100 ms, beside the longest chain of answers that need each other;
# and a sync of the catalogs beside curl.
. "$(dirname "$0")/common.sh"
runs=15 delay=100 entries=3200 names=1000
[ "${1-}" != --runs ] || runs=$2

# The rows of what was run: against its path, where it has one. A LIMIT only for what asks the vendors and nothing else.
rows() { # RUNS
	run_cases "$1"
	while IFS=$tab read -r name path ms least most asked ratio; do
		limit=
		case $name in triage:* | plan*) limit=1.05 ;; esac
		[ "$path" -eq 0 ] && { row "$name" 'offline: no path' ms "$ms" '' '' '' "$1"; continue; }
		row "$name" "$asked requests, path" ms "$ms" "$path" "$(awk -v a="$ms" -v b="$path" 'BEGIN { printf "%.3f", a / b }')" "$limit" "$1"
	done <"$tmp/figures"
}

# ---- one name: the longest chain of requests that need each other's answers, each $delay ms
start --delay "$delay"
if has curl; then
	case_ 'for comparison: curl, one question' "$delay" curl -s -H "x-api-key: $COMPOSIO_API_KEY" \
		"$COMPOSIO_BASE_URL/api/v3.1/toolkits/notion"
fi
case_ 'triage: in Pipedream (bearer, apps, actions)' $((3 * delay)) "$toolgap" triage 'Google Tag Manager'
case_ 'triage: in Composio (toolkits)' "$delay" "$toolgap" triage Notion
case_ 'triage: in Composio, one tenant (toolkits, accounts)' $((2 * delay)) "$toolgap" triage Notion --tenant ascend
case_ 'triage: in neither (bearer, apps; toolkits twice; MCP registry)' $((3 * delay)) "$toolgap" triage 'Nothing Of The Kind'
case_ 'plan, two tenants (…, accounts; MCP: initialize, initialized, 3 pages)' $((9 * delay)) \
	"$toolgap" plan 'Google Tag Manager' --tenant ascend,kahuna --path D
rows "$runs"

# ---- the lists: token and then page after page
start --delay "$delay" --bulk "$entries"
"$toolgap" catalog sync -q >/dev/null
pages=$(grep -c 'connect/apps' "$tmp/log")
total=$(sed '1,/^$/d' "$HOME"/.cache/toolgap/catalog/*.txt | wc -l)
f=$HOME/.cache/toolgap/catalog/pipedream.txt
sed '1,/^$/d' "$f" | cut -f 2 | awk 'NR % 3 == 0' | head -n "$names" >"$tmp/there"
sed 's/e/x/' "$tmp/there" >"$tmp/near"
awk 'BEGIN { srand(7); for (i = 0; i < '"$names"'; i++) { s = ""; n = 5 + int(rand() * 9)
	for (k = 0; k < n; k++) s = s substr("bcdfgaeioulmnrst", 1 + int(rand() * 16), 1); print s } }' >"$tmp/nowhere"
case_ 'catalog sync, nothing has changed (bearer, page 1; two copies written)' $((2 * delay)) "$toolgap" catalog sync -q
# without asking anybody, and by copies of today
for kind in there near nowhere; do
	case_ "triage --offline, $names names ($kind), $total entries" 0 "$toolgap" triage --offline --from "$tmp/$kind"
done
case_ "triage, $names names (there), by the copies of today" 0 "$toolgap" triage --from "$tmp/there"
rows "$runs"
rm -r "$HOME/.cache/toolgap"
case_ "catalog sync, $pages pages" $(((1 + pages) * delay)) "$toolgap" catalog sync --dry-run -q
case_ "triage, $names names (there), both lists read" $(((1 + pages) * delay)) "$toolgap" triage --from "$tmp/there"
# those that neither has are asked for in the MCP registry, within its limit: a hundred go at once
{ head -n $((names - 100)) "$tmp/there"; head -n 100 "$tmp/nowhere"; } >"$tmp/some"
case_ "triage, $names names (100 of them nowhere), both lists read" $(((2 + pages) * delay)) "$toolgap" triage --from "$tmp/some"
few=$runs
[ "$few" -le 7 ] || few=7 # they take seconds each
rows "$few"

# ---- 5,000 entries in all, as fast as the vendors answer, beside curl asking for the same pages over one connection
start --bulk 2430
rm -rf "$HOME/.cache/toolgap"
: >"$tmp/log"
"$toolgap" catalog sync -q >/dev/null || exit 1
total=$(sed '1,/^$/d' "$HOME"/.cache/toolgap/catalog/*.txt | wc -l)
rm -r "$HOME/.cache/toolgap"
what="catalog sync of $total entries, answers at once"
if has curl; then
	token=$(curl -s -d "{\"grant_type\":\"client_credentials\",\"client_id\":\"$PIPEDREAM_CLIENT_ID\",\"client_secret\":\"$PIPEDREAM_CLIENT_SECRET\"}" \
		-H 'content-type: application/json' "$PIPEDREAM_BASE_URL/v1/oauth/token" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
	sed -n 's/^[^ ]* GET \([^ ]*\) .*/\1/p' "$tmp/log" |
		awk -v base="${PIPEDREAM_BASE_URL%/pipedream}" '{ print "url = \"" base $0 "\"" }' >"$tmp/pages"
	printf 'header = "Authorization: Bearer %s"\nheader = "x-api-key: %s"\nsilent\n' "$token" "$COMPOSIO_API_KEY" >>"$tmp/pages"
	case_ ours 0 "$toolgap" catalog sync --dry-run -q
	case_ curl 0 curl -K "$tmp/pages"
	run_cases "$runs"
	pair "$what" "curl, the same $(grep -c '^url' "$tmp/pages") pages" ours curl 1.1 "$runs"
else
	absent "$what" curl 1.1
fi
