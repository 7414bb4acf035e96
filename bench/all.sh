#!/bin/sh
# SPDX-License-Identifier: MIT
# all.sh: every measure, one after the other, beside what people use today: a table, or JSON (toolgap.bench/2).
#
#   bench/all.sh [--json] [--only ROW] [--runs N]      after a build; `./dev bench` builds first and fetches the peers
#
# ROW is the name of a script beside this one, without ".sh". What each of them does is written in docs/performance.md.
set -u
here=$(cd "$(dirname "$0")" && pwd)
all='first tui find hook registry clients filter vendors'
json=0 only= runs=
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--only) only=${2-}; shift ;;
	--runs) runs=${2-}; shift ;;
	*) echo "usage: $0 [--json] [--only ROW] [--runs N]" >&2; exit 2 ;;
	esac
	[ $# -gt 0 ] && shift
done
case " $all " in
*" ${only:-first} "*) ;;
*) echo "$0: no row '$only'; there are: $all" >&2; exit 2 ;;
esac
case $runs in *[!0-9]*) echo "$0: --runs wants a number" >&2; exit 2 ;; esac

rows=$(mktemp "${TMPDIR:-/tmp}/toolgap-rows-XXXXXX") || exit 1
trap 'rm -f "$rows"' EXIT
trap 'exit 130' HUP INT TERM
load() { cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo null; }
begun=$(load) failed=
for name in ${only:-$all}; do
	echo "bench: $name" >&2
	sh "$here/$name.sh" ${runs:+--runs "$runs"} >>"$rows" || failed="$failed $name"
done
ended=$(load)

if [ "$json" -eq 1 ]; then
	printf '{"schema":"toolgap.bench/2","when":"%s","machine":"%s","cores":%s,"load":[%s,%s],"rows":[\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
		"$(uname -sm)" "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo null)" "$begun" "$ended"
	sed '$!s/$/,/' "$rows"
	echo ']}'
else
	awk -v begun="$begun" -v ended="$ended" '
		function get(key,  s) { # a member of a row as common.sh writes it
			if (!match($0, "\"" key "\":(\"[^\"]*\"|[^,}]*)")) return "-"
			s = substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3)
			gsub(/"/, "", s)
			return s == "null" ? "-" : s
		}
		BEGIN { printf "%-9s %10s %10s %8s %7s %-8s %4s  %s\n", "row", "ours", "peer", "ratio", "limit", "reached", "runs", "what, beside what" }
		{ r = get("reached")
		  printf "%-9s %10s %10s %8s %7s %-8s %4s  %s, %s: %s\n", get("row"), get("ours"), get("theirs"), get("ratio"), get("limit"),
			r == "true" ? "yes" : r == "false" ? "NO" : "-", get("runs"), get("what"), get("unit"), get("peer") }
		END { printf "load at the beginning %s, at the end %s%s\n", begun, ended, begun + 0 > 1.5 || ended + 0 > 3 ? ": others were at work on this machine, measure again" : "" }' "$rows"
fi
[ -z "$failed" ] || { echo "$0: not measured:$failed" >&2; exit 1; }
