# SPDX-License-Identifier: MIT
# common.sh: what the measures share; sourced by bench/NAME.sh. Each of them prints a row of JSON (toolgap.bench.row/1) a line.
#
#   NAME.sh [--runs N] …      BUILD: the folder of the build (default: build beside this folder)
#
# None of them is a test: nothing fails on a slow machine. A peer that is not here makes a row without a ratio.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${BUILD:-$here/build}" && pwd) || exit 1
toolgap=$build/toolgap stopwatch=$build/bench/stopwatch
tab=$(printf '\t')
for need in "$toolgap" "$build/toolgap-sandbox" "$stopwatch"; do
	[ -x "$need" ] || { echo "$0: no $need; './dev bench' builds it" >&2; exit 1; }
done

tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-bench-XXXXXX") || exit 1
box=
stop() { [ -z "$box" ] || { kill "$box" 2>/dev/null; wait "$box" 2>/dev/null; }; box=; }
trap 'stop; rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME TOOLGAP_HTTP_TIMEOUT TOOLGAP_NOW NO_COLOR ACCESSIBLE \
	LINES COLUMNS DISPLAY WAYLAND_DISPLAY TMUX STY FZF_DEFAULT_OPTS FZF_DEFAULT_COMMAND
HOME=$tmp/home TOOLGAP_DATADIR=$here/data no_proxy=127.0.0.1 TERM=xterm-256color
export HOME TOOLGAP_DATADIR no_proxy TERM
mkdir -p "$HOME/work"
cd "$HOME/work" || exit 1

has() { command -v "$1" >/dev/null 2>&1; }
# The vendors in a box; its environment becomes ours.
start() { # OPTION…
	stop
	: >"$tmp/env"
	: >"$tmp/log"
	"$build/toolgap-sandbox" --data "$TOOLGAP_DATADIR/sandbox" --log "$tmp/log" "$@" >"$tmp/env" &
	box=$!
	until grep -q '^$' "$tmp/env"; do kill -0 "$box" || exit 1; sleep 0.02; done
	set -a
	. "$tmp/env"
	set +a
}
# A case of the stopwatch: what it measures against (0: nothing), and the command; a first word of "|" gives it a pipe to write to.
case_() { # NAME PATH COMMAND…
	line=$1$tab$2
	shift 2
	for word; do line=$line$tab$word; done
	printf '%s\n' "$line" >>"$tmp/cases"
}
# All cases in turns; their figures go to $tmp/figures, a line each.
run_cases() { # ROUNDS
	"$stopwatch" "$1" "$tmp/log" "$tmp/cases" >"$tmp/figures" || exit 1
	: >"$tmp/cases"
}
figure() { # NAME COLUMN: 3 median, 4 least, 5 most, 6 requests, 7 median of the first case through this one
	awk -F '\t' -v name="$1" -v col="$2" '$1 == name { print $col; exit }' "$tmp/figures"
}
number() { # A value, or null
	case $1 in
	'' | *[!0-9.e+-]*) echo null ;;
	*) echo "$1" ;;
	esac
}
# A row. RATIO is ours by the peer's, "" where the peer is not here; LIMIT "" where none is set.
row() { # WHAT PEER UNIT OURS THEIRS RATIO LIMIT RUNS
	reached=null
	[ -z "$6" ] || [ -z "$7" ] || reached=$(awk -v r="$6" -v l="$7" 'BEGIN { print (r + 0 <= l + 0) ? "true" : "false" }')
	printf '{"row":"%s","what":"%s","peer":"%s","unit":"%s","ours":%s,"theirs":%s,"ratio":%s,"limit":%s,"reached":%s,"runs":%s}\n' \
		"$(basename "$0" | sed 's/\..*//')" "$1" "$2" "$3" "$(number "$4")" "$(number "$5")" "$(number "$6")" \
		"$(number "$7")" "$reached" "$(number "$8")"
}
# The row of two cases that were run in turns.
pair() { # WHAT PEER OURS-CASE PEER-CASE LIMIT RUNS
	row "$1" "$2" ms "$(figure "$3" 3)" "$(figure "$4" 3)" "$(figure "$4" 7)" "$5" "$6"
}
absent() { # WHAT PEER LIMIT
	echo "$0: $2 is not here" >&2
	row "$1" "$2: not here" ms '' '' '' "$3" ''
}
: >"$tmp/cases"
: >"$tmp/log"
