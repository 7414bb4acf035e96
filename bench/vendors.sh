#!/bin/sh
# SPDX-License-Identifier: MIT
# vendors.sh: how long the questions to the vendors take, against what they must take at least. Prints a table, or JSON.
#
#   bench/vendors.sh [--json] [--runs N]      after a build; `./dev bench-vendors` builds first
#
# The method is in docs/performance.md. Not a test: nothing here fails on a slow machine.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$here/build}
toolgap=$build/toolgap sandbox=$build/toolgap-sandbox stopwatch=$build/bench/stopwatch
json=0 runs=15 delay=100 entries=3200 names=1000
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--runs) runs=$2; shift ;;
	*) echo "usage: $0 [--json] [--runs N]" >&2; exit 2 ;;
	esac
	shift
done
[ -x "$toolgap" ] && [ -x "$sandbox" ] && [ -x "$stopwatch" ] || { echo "$0: no programs in $build; ./dev bench-vendors builds them" >&2; exit 1; }

tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-bench-XXXXXX") || exit 1
box=
trap 'stop; rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME TOOLGAP_HTTP_TIMEOUT TOOLGAP_NOW
HOME=$tmp/home TOOLGAP_DATADIR=$here/data no_proxy=127.0.0.1
export HOME TOOLGAP_DATADIR no_proxy
mkdir -p "$HOME/work"
cd "$HOME/work" || exit 1

stop() { [ -z "$box" ] || { kill "$box" 2>/dev/null; wait "$box" 2>/dev/null; }; box=; }
start() { # OPTION…: the vendors in a box
	stop
	: >"$tmp/env"
	: >"$tmp/log"
	"$sandbox" --log "$tmp/log" "$@" >"$tmp/env" &
	box=$!
	until grep -q '^$' "$tmp/env"; do kill -0 "$box" || exit 1; sleep 0.02; done
	set -a
	. "$tmp/env"
	set +a
}
# Cases are collected and then run in turns; a PATH of 0: nothing is asked, so there is no path.
tab=$(printf '\t')
case_() { # NAME PATH COMMAND…
	line=$1$tab$2
	shift 2
	for word; do line=$line$tab$word; done
	printf '%s\n' "$line" >>"$tmp/cases"
}
: >"$tmp/rows"
run_cases() {
	"$stopwatch" "$runs" "$tmp/log" "$tmp/cases" >>"$tmp/rows" || exit 1
	: >"$tmp/cases"
}

# ---- one name: the longest chain of requests that need each other's answers, each $delay ms
start --delay "$delay"
if command -v curl >/dev/null 2>&1; then
	case_ 'for comparison: curl, one question' "$delay" curl -s -H "x-api-key: $COMPOSIO_API_KEY" \
		"$COMPOSIO_BASE_URL/api/v3.1/toolkits/notion"
fi
case_ 'triage: in Pipedream (bearer, apps, actions)' $((3 * delay)) "$toolgap" triage 'Google Tag Manager'
case_ 'triage: in Composio (toolkits)' "$delay" "$toolgap" triage Notion
case_ 'triage: in Composio, one tenant (toolkits, accounts)' $((2 * delay)) "$toolgap" triage Notion --tenant ascend
case_ 'triage: in neither (bearer, apps; toolkits twice; MCP registry)' $((3 * delay)) "$toolgap" triage 'Nothing Of The Kind'
case_ 'plan, two tenants (…, accounts; MCP: initialize, initialized, 3 pages)' $((9 * delay)) \
	"$toolgap" plan 'Google Tag Manager' --tenant ascend,kahuna --path D
run_cases

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
run_cases
rm -r "$HOME/.cache/toolgap"
case_ "catalog sync, $pages pages" $(((1 + pages) * delay)) "$toolgap" catalog sync --dry-run -q
case_ "triage, $names names (there), both lists read" $(((1 + pages) * delay)) "$toolgap" triage --from "$tmp/there"
# those that neither has are asked for in the MCP registry, within its limit: a hundred go at once
{ head -n $((names - 100)) "$tmp/there"; head -n 100 "$tmp/nowhere"; } >"$tmp/some"
case_ "triage, $names names (100 of them nowhere), both lists read" $(((2 + pages) * delay)) "$toolgap" triage --from "$tmp/some"
all=$runs
[ "$runs" -le 7 ] || runs=7 # they take seconds each
run_cases
runs=$all

if [ "$json" -eq 1 ]; then
	awk -F '\t' -v runs="$runs" -v delay="$delay" '
		BEGIN { printf "{\"schema\":\"toolgap.bench/1\",\"runs\":%d,\"delay_ms\":%d,\"figures\":[", runs, delay }
		{ printf "%s\n{\"name\":\"%s\",\"ms\":%s,\"least_ms\":%s,\"most_ms\":%s,\"path_ms\":%s,\"ratio\":%s,\"requests\":%s}",
			NR > 1 ? "," : "", $1, $3, $4, $5, $2 ? $2 : "null", $2 ? sprintf("%.3f", $3 / $2) : "null", $6 }
		END { print "]}" }' "$tmp/rows"
else
	awk -F '\t' -v runs="$runs" -v delay="$delay" '
		BEGIN { printf "%d ms per answer, %d runs in turns\n\n%10s %10s %10s %8s %7s %9s\n", delay, runs, "median ms", "least",
			"most", "path", "ratio", "requests" }
		{ printf "%10.1f %10.1f %10.1f %8s %7s %9d  %s\n", $3, $4, $5, $2 ? $2 : "-", $2 ? sprintf("%.2f", $3 / $2) : "-", $6, $1 }' "$tmp/rows"
fi
