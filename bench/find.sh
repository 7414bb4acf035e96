#!/bin/sh
# SPDX-License-Identifier: MIT
# find.sh: how long `toolgap find` takes beside `grep -i` on the same registry. Prints a table, or JSON.
#
#   bench/find.sh [--json] [--runs N] [--rows N]     after a build; `./dev bench-find` builds first
#
# Each pair is run in turns, so that both see the same machine; a figure is the median. The method is in
# docs/performance.md. Needs python3 for the clock. Not a test: nothing here fails on a slow machine.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$here/build}
json=0 runs=51 rows=100000 entries=3200
while [ $# -gt 0 ]; do
	case $1 in
	--json) json=1 ;;
	--runs) runs=$2; shift ;;
	--rows) rows=$2; shift ;;
	*) echo "usage: $0 [--json] [--runs N] [--rows N]" >&2; exit 2 ;;
	esac
	shift
done
[ -x "$build/toolgap" ] || { echo "$0: no program in $build; ./dev bench-find builds it" >&2; exit 1; }
command -v python3 >/dev/null 2>&1 || { echo "$0: python3 is not here" >&2; exit 1; }

tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-bench-XXXXXX") || exit 1
box=
trap '[ -z "$box" ] || kill "$box" 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME TOOLGAP_NOW
HOME=$tmp/home TOOLGAP_DATADIR=$here/data no_proxy=127.0.0.1
export HOME TOOLGAP_DATADIR no_proxy
at=docs/composio/toolkit-registry.md
for w in seed large; do mkdir -p "$HOME/$w/docs/composio"; echo '{}' >"$HOME/$w/.mcp.json"; done
cp "$here/tests/fixtures/registry/seed.md" "$HOME/seed/$at"
awk -v rows="$rows" 'BEGIN {
	print "| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | status | notes |"
	print "|---|---|---|---|---|---|---|"
	for (i = 0; i < rows; i++) {
		s = sprintf("toolkit%06d", i)
		printf "| `%s` | `COMPOSIO` | `composio-ascend` | `composio-kahuna` | `%s_*` | `LIVE` | Contacts, companies and deals of the kind %d. |\n", s, toupper(s), i
	}
}' >"$HOME/large/$at"
slug=toolkit$(printf %06d $((rows * 3 / 4 + 2)))

cat >"$tmp/pairs.py" <<'END'
import json, os, subprocess, sys, time
runs, as_json, tool, at, pairs = int(sys.argv[1]), sys.argv[2] == "1", sys.argv[3], sys.argv[4], sys.argv[5:]
def once(argv):
    begun = time.perf_counter()
    subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # grep stops early for /dev/null
    return (time.perf_counter() - begun) * 1e3
figures = []
for folder, text, name in zip(pairs[::3], pairs[1::3], pairs[2::3]):
    os.chdir(os.path.join(os.environ["HOME"], folder))
    a, b = [], []
    for i in range(runs if folder == "seed" else max(5, runs // 3)):
        a.append(once([tool, "find", text]))
        b.append(once(["grep", "-i", text, at]))
    a, b = sorted(a)[len(a) // 2], sorted(b)[len(b) // 2]
    figures.append({"name": name, "find_ms": round(a, 2), "grep_ms": round(b, 2), "ratio": round(a / b, 2)})
rows = [json.dumps(f) for f in figures]
if as_json:
    print("\n".join(rows))
else:
    for f in figures:
        print("%9.2f %9.2f %7.2f  %s" % (f["find_ms"], f["grep_ms"], f["ratio"], f["name"]))
END
measure() { python3 "$tmp/pairs.py" "$runs" "$json" "$build/toolgap" "$at" "$@" >>"$tmp/out"; }

measure seed googletagmanager "a slug, the seed's registry, no copies of catalogs" \
	large "$slug" "a slug, $rows rows" \
	large Contacts "a word that every row has, $rows rows" \
	large toolkti075002 "a slip: nothing has it, so every name is compared, $rows rows"
"$build/toolgap-sandbox" --data "$TOOLGAP_DATADIR/sandbox" --bulk "$entries" >"$tmp/env" &
box=$!
until grep -q '^$' "$tmp/env"; do kill -0 "$box" || exit 1; sleep 0.05; done
set -a
. "$tmp/env"
set +a
"$build/toolgap" -C "$HOME/seed" catalog sync -q >/dev/null || exit 1
n=$(sed '1,/^$/d' "$HOME"/.cache/toolgap/catalog/*.txt | wc -l)
measure seed googletagmanager "a slug, the seed's registry, copies of $n entries" \
	seed googletegmanager "a slip, the seed's registry, copies of $n entries"

if [ "$json" -eq 1 ]; then
	printf '{"schema":"toolgap.bench/1","runs":%d,"figures":[\n' "$runs"
	sed '$!s/$/,/' "$tmp/out"
	echo ']}'
else
	printf '%9s %9s %7s\n' 'find ms' 'grep ms' ratio
	cat "$tmp/out"
fi
