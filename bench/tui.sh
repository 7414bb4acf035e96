#!/bin/sh
# SPDX-License-Identifier: MIT
# tui.sh: the full screen: from a key to the screen, the first frame, wake-ups, a word of a question to the network. Prints a table,
# or JSON.
#
#   bench/tui.sh [--json] [--keys N] [--runs N] [--rows N]     after a build; `./dev bench-tui` builds first
#
# The method is in docs/performance.md. Not a test: nothing here fails on a slow machine.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$here/build}
json=0 keys=2000 runs=31 rows=10000
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--keys) keys=$2; shift ;;
	--runs) runs=$2; shift ;;
	--rows) rows=$2; shift ;;
	*) echo "usage: $0 [--json] [--keys N] [--runs N] [--rows N]" >&2; exit 2 ;;
	esac
	shift
done
toolgap=$build/toolgap bench=$build/tests/bench-tui
[ -x "$toolgap" ] && [ -x "$bench" ] || { echo "$0: no programs in $build; ./dev bench-tui builds them" >&2; exit 1; }

tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-bench-XXXXXX") || exit 1
box=
trap 'stop; rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME TOOLGAP_HTTP_TIMEOUT TOOLGAP_NOW NO_COLOR ACCESSIBLE LINES \
	COLUMNS DISPLAY WAYLAND_DISPLAY TMUX STY
HOME=$tmp/home TOOLGAP_DATADIR=$here/data no_proxy=127.0.0.1 TERM=xterm-256color
export HOME TOOLGAP_DATADIR no_proxy TERM
mkdir -p "$HOME/work/docs/composio"
cp "$TOOLGAP_DATADIR/demo/toolgap.yaml" "$HOME/work/"
cp "$TOOLGAP_DATADIR/demo/toolkit-registry.md" "$HOME/work/docs/composio/"
cd "$HOME/work" || exit 1

stop() { [ -z "$box" ] || { kill "$box" 2>/dev/null; wait "$box" 2>/dev/null; }; box=; }
start() { # OPTION…
	stop
	: >"$tmp/env"
	"$build/toolgap-sandbox" --data "$TOOLGAP_DATADIR/sandbox" "$@" >"$tmp/env" &
	box=$!
	until grep -q '^$' "$tmp/env"; do kill -0 "$box" || exit 1; sleep 0.02; done
	set -a
	. "$tmp/env"
	set +a
}
: >"$tmp/out"
figure() { # NAME UNIT VALUE LIMIT
	printf '%s\t%s\t%s\t%s\n' "$@" >>"$tmp/out"
}

start --bulk "$rows"
"$toolgap" catalog sync -q >/dev/null || exit 1
n=$(cut -f1 "$HOME"/.cache/toolgap/catalog/*.txt | sed 's/^[a-z-]*:.*//' | sort -u | wc -l)
got=$("$bench" keys "$keys" "$toolgap" wizard --ui=tui) || exit 1
set -- $got
figure "key to screen, median, about $n apps in the list" ms "$1" ''
figure "key to screen, p99 of $keys" ms "$2" 5
figure 'key to screen, slowest' ms "$3" ''
figure 'computed for a key, p99 (whatever else runs here)' ms "$4" 5
got=$("$bench" idle 5 "$toolgap" wizard --ui=tui) || exit 1
set -- $got
figure 'wake-ups in five idle seconds' n "$1" 0

if command -v whiptail >/dev/null 2>&1; then
	for i in 1 2 3; do # in turns, so that both see the same machine
		"$bench" first "$runs" 'Which provider' "$toolgap" wizard --ui=tui >>"$tmp/ours"
		"$bench" first "$runs" 'Which provider' "$(command -v whiptail)" --menu 'Which provider do your agents need?' 20 70 10 \
			a Airtable b Google c Notion d Slack >>"$tmp/theirs"
	done
	ours=$(sort -n "$tmp/ours" | sed -n 2p) theirs=$(sort -n "$tmp/theirs" | sed -n 2p)
	figure 'first frame' ms "$ours" "$(awk -v t="$theirs" 'BEGIN { printf "%.2f", 1.5 * t }')"
	figure 'first frame of whiptail --menu' ms "$theirs" ''
fi

start --delay 3000
got=$("$bench" word "$(printf '\r')" 'takes a moment' "$toolgap" wizard --ui=tui 'Google Tag Manager') || exit 1
set -- $got
figure 'a word of a question to a vendor' ms "$1" 100
figure 'Esc from there to the question before' ms "$2" 100

if [ "$json" -eq 1 ]; then
	awk -F '\t' 'BEGIN { print "{\"schema\":\"toolgap.bench/1\",\"figures\":[" }
		{ printf "%s{\"name\":\"%s\",\"unit\":\"%s\",\"value\":%s,\"limit\":%s}", NR > 1 ? ",\n" : "", $1, $2, $3, $4 == "" ? "null" : $4 }
		END { print "\n]}" }' "$tmp/out"
else
	printf '%9s %9s  \n' value limit
	awk -F '\t' '{ printf "%9s %9s  %s%s\n", $3, $4, $1, $2 == "ms" ? ", ms" : "" }' "$tmp/out"
fi
