#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-screen.sh: the frames of a real walk against the sandbox, at three sizes, as tests/screens/walk-*.txt has them.
#
# e2e-screen.sh --update writes them anew: look at what changed before you keep it. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

screens=${srcdir:-$(dirname "$0")/..}/tests/screens
TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
shot() { # NAME SIZE ANSWERS [OPTION…]: the frame where the first ANSWERS answers run out
	golden=$screens/walk-$1-$2.txt size=$2
	head -n "$3" "$tmp/answers" >"$tmp/some"
	title="$1 at $2"
	shift 3
	tg wizard --screen "$size" --answers "$tmp/some" "$@"
	masked "$out" >"$tmp/frame"
	if [ -n "$update" ] && [ -s "$tmp/frame" ]; then # a run that drew nothing is no golden
		cp "$tmp/frame" "$golden"
	fi
	cols=${size%x*} rows=${size#*x}
	# without the bytes that continue a letter, each letter is one
	[ "$(wc -l <"$out")" -eq "$rows" ] && harmless "$out" &&
		[ -z "$(LC_ALL=C tr -d '\200-\277' <"$out" | LC_ALL=C awk -v n="$cols" 'length($0) > n')" ]
	say $? "$title: fits"
	same "$golden" "$tmp/frame" "$title"
}
update=
[ "${1:-}" != --update ] || update=yes

fresh
vendors --approve-after 3600
port=${here#*:}
grep -v '^#' "$demo/answers.txt" >"$tmp/answers"
shot path 40x10 3
shot connect-dry 40x10 6 --dry-run
for size in 80x24 60x16; do
	shot begin $size 0
	shot tenants $size 1
	shot candidate $size 2
	shot path $size 3
	shot short $size 4
	shot oauth $size 5
	shot connect $size 6
	shot connect-dry $size 6 --dry-run
done
all_connected
vendors
port=${here#*:}
for size in 80x24 60x16; do
	keep before
	shot preview $size 7
	shot preview-dry $size 6 --dry-run
	bytes_as before "nothing is written at $size"
	shot end $size 8
	tg undo
done
# Path A: a request that exists, the text before it is filed, a page to open, and a row that waits
for size in 80x24 60x16; do
	printf '%s\n' 'provider: Northwind Ledger' 'tenants: ascend' 'native-official: none' 'wait: yes' >"$tmp/answers"
	shot request $size 4
	printf '%s\n' 'provider: Zylo Metrics' 'tenants: ascend' 'wait: yes' 'request-none: file' >"$tmp/answers"
	shot file $size 4
	sed -i 's/: file/: page/' "$tmp/answers"
	shot page $size 4
done
tg plan 'Zylo Metrics' --tenant ascend --can-wait --out "$tmp/plan.json"
tg apply "$tmp/plan.json"
shot waiting 80x24 2
tg undo
grep -v '^#' "$demo/answers.txt" >"$tmp/answers"
vendors --fault '/api/v3.1/toolkits:status=401'
port=${here#*:}
for size in 80x24 60x16; do
	shot unknown $size 2
done
done_testing
