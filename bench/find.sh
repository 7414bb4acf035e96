#!/bin/sh
# SPDX-License-Identifier: MIT
# find.sh: `toolgap find` beside `grep -i` on the same registry, each with a pipe behind it (grep stops early for /dev/null).
. "$(dirname "$0")/common.sh"
runs=51 rows=100000 entries=3200
while [ $# -gt 0 ]; do
	case $1 in
	--runs) runs=$2; shift ;;
	--rows) rows=$2; shift ;;
	*) echo "usage: $0 [--runs N] [--rows N]" >&2; exit 2 ;;
	esac
	shift
done
few=$((runs / 3)) # of what takes long
[ "$few" -ge 5 ] || few=5

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

measure() { # FOLDER TEXT WHAT LIMIT RUNS
	case_ ours 0 '|' "$toolgap" -C "$HOME/$1" find "$2"
	case_ grep 0 '|' grep -i "$2" "$HOME/$1/$at"
	run_cases "$5"
	pair "find $3" 'grep -i' ours grep "$4" "$5"
}
measure seed googletagmanager "SLUG, the seed's registry" 3 "$runs"
measure large "$slug" "SLUG, $rows rows" '' "$few"
measure large Contacts "a word that every row has, $rows rows" '' "$few"
start --bulk "$entries"
"$toolgap" -C "$HOME/seed" catalog sync -q >/dev/null || exit 1
n=$(sed '1,/^$/d' "$HOME"/.cache/toolgap/catalog/*.txt | wc -l)
measure seed googletagmanager "SLUG, the seed's registry and copies of $n catalog entries" '' "$runs"
