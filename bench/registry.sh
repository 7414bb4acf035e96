#!/bin/sh
# SPDX-License-Identifier: MIT
# registry.sh: how long `toolgap check` takes beside `jq . .mcp.json`: as many rows as servers, by turns, medians.
#
#   bench/registry.sh [--json] [--runs N] [--rows N]     after a build; `./dev bench-registry` builds first
#
# The method is in docs/check.md. Needs jq and GNU date. Not a test: nothing here fails on a slow machine.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd)
toolgap=${BUILD:-$here/build}/toolgap
json=0 runs=7 rows=100000
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--runs) runs=$2; shift ;;
	--rows) rows=$2; shift ;;
	*) echo "usage: $0 [--json] [--runs N] [--rows N]" >&2; exit 2 ;;
	esac
	shift
done
[ -x "$toolgap" ] || { echo "$0: no $toolgap; ./dev bench-registry builds it" >&2; exit 1; }
command -v jq >/dev/null || { echo "$0: jq is missing" >&2; exit 1; }

tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-bench-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME TOOLGAP_NOW
HOME=$tmp/home TOOLGAP_DATADIR=$here/data
export HOME TOOLGAP_DATADIR
mkdir -p "$HOME"

# A workspace whose rows and servers fit each other, in $tmp/N.
make_workspace() { # N
	w=$tmp/$1
	mkdir -p "$w/docs/composio"
	awk -v n="$1" 'BEGIN {
		print "{\n  \"mcpServers\": {"
		for (i = 0; i < n; i++) {
			printf "    \"pipedream-t%d-ascend\": {\n      \"type\": \"http\",\n", i
			print "      \"url\": \"https://remote.mcp.pipedream.net/v3\",\n      \"headers\": {"
			print "        \"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\","
			print "        \"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\","
			print "        \"x-pd-environment\": \"production\",\n        \"x-pd-external-user-id\": \"ascend\","
			printf "        \"x-pd-app-slug\": \"t%d\"\n      }\n    }%s\n", i, i < n - 1 ? "," : ""
		}
		print "  }\n}"
	}' >"$w/.mcp.json"
	awk -v n="$1" 'BEGIN {
		print "# Registry\n\n| toolkit_slug | vendor | mcp_server (ascend) | tool_prefix | status | notes |"
		print "|---|---|---|---|---|---|"
		for (i = 0; i < n; i++)
			printf "| `t%d` | `PIPEDREAM` | `pipedream-t%d-ascend` | `PIPEDREAM_T%d_*` | `LIVE` | Path D. Connect verified 2026-05-20 (apn_J%d). |\n", i, i, i, i
	}' >"$w/docs/composio/toolkit-registry.md"
}
now_us() { echo $(($(date +%s%N) / 1000)); }
timed() { # FILE COMMAND…: its microseconds, as a line of FILE
	into=$1
	shift
	begun=$(now_us)
	"$@" >/dev/null 2>"$tmp/err" || { echo "$0: $* failed" >&2; cat "$tmp/err" >&2; exit 1; }
	echo $(($(now_us) - begun)) >>"$into"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }'; }

: >"$tmp/rows"
for n in $((rows / 10)) "$rows"; do
	make_workspace "$n"
	: >"$tmp/check" && : >"$tmp/jq"
	i=0
	while [ $i -lt "$runs" ]; do
		timed "$tmp/check" "$toolgap" -C "$tmp/$n" check -q
		timed "$tmp/jq" jq . "$tmp/$n/.mcp.json"
		i=$((i + 1))
	done
	printf '%s\t%s\t%s\t%s\n' "$n" "$(wc -c <"$tmp/$n/.mcp.json")" "$(median "$tmp/check")" "$(median "$tmp/jq")" >>"$tmp/rows"
	rm -r "${tmp:?}/$n"
done
if [ "$json" -eq 1 ]; then
	awk -F '\t' -v runs="$runs" '
		BEGIN { printf "{\"schema\":\"toolgap.bench/1\",\"runs\":%d,\"figures\":[", runs }
		{ printf "%s\n{\"rows\":%d,\"bytes\":%d,\"check_ms\":%s,\"jq_ms\":%s,\"ratio\":%.3f}", NR > 1 ? "," : "", $1, $2, $3, $4, $3 / $4 }
		END { print "]}" }' "$tmp/rows"
else
	awk -F '\t' -v runs="$runs" '
		BEGIN { printf "median of %d runs, by turns\n\n%8s %10s %12s %12s %7s %14s\n", runs, "rows", "bytes", "check ms", "jq ms", "ratio", "check µs/row" }
		{ printf "%8d %10d %12.1f %12.1f %7.2f %14.2f\n", $1, $2, $3, $4, $3 / $4, $3 * 1000 / $1 }' "$tmp/rows"
fi
