#!/bin/sh
# SPDX-License-Identifier: MIT
# tui.sh: the full screen: from a key to the screen, wake-ups, a word of a question to the network.
. "$(dirname "$0")/common.sh"
keys=2000 rows=10000
while [ $# -gt 0 ]; do
	case $1 in
	--keys) keys=$2; shift ;;
	--runs) shift ;; # a key is a run
	--rows) rows=$2; shift ;;
	*) echo "usage: $0 [--keys N] [--rows N]" >&2; exit 2 ;;
	esac
	shift
done
bench=$build/tests/bench-tui
[ -x "$bench" ] || { echo "$0: no $bench; './dev bench' builds it" >&2; exit 1; }
mkdir -p docs/composio
cp "$TOOLGAP_DATADIR/demo/toolgap.yaml" .
cp "$TOOLGAP_DATADIR/demo/toolkit-registry.md" docs/composio/
# Beside a limit and no peer: the ratio is to the limit, and at most 1 (0 where none is allowed).
figure_() { # WHAT UNIT VALUE LIMIT RUNS
	row "$1" 'the limit itself' "$2" "$3" "$4" "${4:+$(awk -v v="$3" -v l="$4" 'BEGIN { printf "%.3f", (l > 0 ? v / l : v) }')}" \
		"${4:+$(awk -v l="$4" 'BEGIN { print (l > 0 ? 1 : 0) }')}" "$5"
}

start --bulk "$rows"
"$toolgap" catalog sync -q >/dev/null || exit 1
n=$(cut -f1 "$HOME"/.cache/toolgap/catalog/*.txt | sed 's/^[a-z-]*:.*//' | sort -u | wc -l)
got=$("$bench" keys "$keys" "$toolgap" wizard --ui=tui) || exit 1
set -- $got
figure_ "key to screen, median, about $n apps in the list" ms "$1" '' "$keys"
figure_ "key to screen, p99 of $keys" ms "$2" 5 "$keys"
figure_ 'key to screen, slowest' ms "$3" '' "$keys"
figure_ 'computed for a key, p99 (whatever else runs here)' ms "$4" 5 "$keys"
got=$("$bench" idle 5 "$toolgap" wizard --ui=tui) || exit 1
set -- $got
figure_ 'wake-ups in five idle seconds' n "$1" 0 1

start --delay 3000
got=$("$bench" word "$(printf '\r')" 'takes a moment' "$toolgap" wizard --ui=tui 'Google Tag Manager') || exit 1
set -- $got
figure_ 'a word of a question to a vendor' ms "$1" 100 1
figure_ 'Esc from there to the question before' ms "$2" 100 1

