#!/bin/sh
# SPDX-License-Identifier: MIT
# vendors.sh: how long the questions to the vendors take, against what they must take at least. Prints a table, or JSON.
#
#   bench/vendors.sh [--json] [--runs N]      after a build; `./dev bench-vendors` builds first
#
# The method is in docs/performance.md. Needs GNU date. Not a test: nothing here fails on a slow machine.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$here/build}
toolgap=$build/toolgap sandbox=$build/toolgap-sandbox
json=0 runs=7 delay=100 entries=3200 names=1000
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--runs) runs=$2; shift ;;
	*) echo "usage: $0 [--json] [--runs N]" >&2; exit 2 ;;
	esac
	shift
done
[ -x "$toolgap" ] && [ -x "$sandbox" ] || { echo "$0: no programs in $build; ./dev bench-vendors builds them" >&2; exit 1; }

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
now_us() { echo $(($(date +%s%N) / 1000)); }
# The median of `runs` runs of a command, in milliseconds with one digit: $ms; how many requests one run makes: $asked
measure() {
	: >"$tmp/times"
	i=0
	while [ $i -lt "$runs" ]; do
		: >"$tmp/log"
		begun=$(now_us)
		"$@" >"$tmp/out" 2>"$tmp/err"
		echo $(($(now_us) - begun)) >>"$tmp/times"
		i=$((i + 1))
	done
	ms=$(sort -n "$tmp/times" | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }')
	asked=$(wc -l <"$tmp/log")
}
: >"$tmp/rows"
row() { # NAME PATH: with $ms and $asked of the last measure; PATH 0: nothing is asked, so there is no path
	printf '%s\t%s\t%s\t%s\n' "$1" "$ms" "$2" "$asked" >>"$tmp/rows"
}

# ---- one name: the longest chain of requests that need each other's answers, each $delay ms
start --delay "$delay"
measure "$toolgap" triage 'Google Tag Manager'
row 'triage: in Pipedream (bearer, apps, actions)' $((3 * delay))
measure "$toolgap" triage Notion
row 'triage: in Composio (toolkits)' "$delay"
measure "$toolgap" triage Notion --tenant ascend
row 'triage: in Composio, one tenant (toolkits, accounts)' $((2 * delay))
measure "$toolgap" triage 'Nothing Of The Kind'
row 'triage: in neither (bearer, apps; toolkits twice)' $((2 * delay))
measure "$toolgap" plan 'Google Tag Manager' --tenant ascend,kahuna --path D
row 'plan, two tenants (…, accounts; MCP: initialize, initialized, 3 pages)' $((9 * delay))

# ---- the copies: token and then page after page
start --delay "$delay" --bulk "$entries"
measure "$toolgap" catalog sync --dry-run -q
pages=$(grep -c 'connect/apps' "$tmp/log")
row "catalog sync, $pages pages" $(((1 + pages) * delay))
"$toolgap" catalog sync -q >/dev/null
measure "$toolgap" catalog sync -q
row 'catalog sync, nothing has changed (bearer, page 1; two copies written)' $((2 * delay))

# ---- many names without asking anybody
total=$(sed '1,/^$/d' "$HOME"/.cache/toolgap/catalog/*.txt | wc -l)
f=$HOME/.cache/toolgap/catalog/pipedream.txt
sed '1,/^$/d' "$f" | cut -f 2 | awk 'NR % 3 == 0' | head -n "$names" >"$tmp/there"
sed 's/e/x/' "$tmp/there" >"$tmp/near"
awk 'BEGIN { srand(7); for (i = 0; i < '"$names"'; i++) { s = ""; n = 5 + int(rand() * 9)
	for (k = 0; k < n; k++) s = s substr("bcdfgaeioulmnrst", 1 + int(rand() * 16), 1); print s } }' >"$tmp/nowhere"
for kind in there near nowhere; do
	measure "$toolgap" triage --offline --from "$tmp/$kind"
	row "triage --offline, $(wc -l <"$tmp/$kind") names ($kind), $total entries" 0
done

if [ "$json" -eq 1 ]; then
	awk -F '\t' -v runs="$runs" -v delay="$delay" '
		BEGIN { printf "{\"schema\":\"toolgap.bench/1\",\"runs\":%d,\"delay_ms\":%d,\"figures\":[", runs, delay }
		{ printf "%s\n{\"name\":\"%s\",\"ms\":%s,\"path_ms\":%s,\"ratio\":%s,\"requests\":%s}", NR > 1 ? "," : "", $1, $2,
			$3 ? $3 : "null", $3 ? sprintf("%.3f", $2 / $3) : "null", $4 }
		END { print "]}" }' "$tmp/rows"
else
	awk -F '\t' -v runs="$runs" -v delay="$delay" '
		BEGIN { printf "%d ms per answer, median of %d runs\n\n%10s %10s %7s %9s\n", delay, runs, "ms", "path", "ratio", "requests" }
		{ printf "%10.1f %10s %7s %9d  %s\n", $2, $3 ? $3 : "-", $3 ? sprintf("%.2f", $2 / $3) : "-", $4, $1 }' "$tmp/rows"
fi
