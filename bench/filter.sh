#!/bin/sh
# SPDX-License-Identifier: MIT
# filter.sh: the filter of the wizard's lists beside fzy -e and fzf --filter: time over 5,000 and 1,000,000 names, and how good the
# first names are for the queries of queries.txt.
. "$(dirname "$0")/common.sh"
runs=15
[ "${1-}" != --runs ] || runs=$2
filter=$build/bench/filter
[ -x "$filter" ] || { echo "$0: no $filter; './dev bench' builds it" >&2; exit 1; }

awk -v out="$tmp/names" 'BEGIN {
	a = split("Velvet Silver Amber Rapid Quiet North Cobalt Lumen Willow Zephyr Harbor Maple Copper Pixel Orbit Falcon Granite Saffron Tidal Ember", x)
	b = split("Chat Calendar Forms Mail Sheets Desk Board Drive Notes Pay Books CRM Ads Analytics Docs Flow Sign Track Vault Meet", y)
	srand(11)
	for (i = 1; i <= 1000000; i++) {
		line = x[1 + int(rand() * a)] " " y[1 + int(rand() * b)] " " i
		if (i <= 5000) print line >(out ".5000")
		print line >(out ".1000000")
	}
}'
query=silvercal
for n in 5000 1000000; do
	# a list that is on the screen, and a key: the median over the keys of the query, each typed and taken back
	"$filter" -k $query <"$tmp/names.$n" >"$tmp/keys"
	key=$(cut -d ' ' -f 1 "$tmp/keys")
	case_ ours 0 '|' sh -c "exec '$filter' $query <'$tmp/names.$n'"
	for peer in fzy fzf; do
		option=-e
		[ $peer = fzy ] || option=--filter
		! has $peer || case_ $peer 0 '|' sh -c "exec $peer $option $query <'$tmp/names.$n'"
	done
	run_cases "$runs"
	for peer in fzy fzf; do
		option=-e
		[ $peer = fzy ] || option=--filter
		what="filter of $n names"
		if has $peer; then
			theirs=$(figure $peer 3)
			row "$what, a key in the list" "$peer $option, a process" ms "$key" "$theirs" \
				"$(awk -v a="$key" -v b="$theirs" 'BEGIN { printf "%.3f", a / b }')" 1.0 "$runs"
			pair "$what, a process each: read, ranked, printed" "$peer $option" ours $peer '' "$runs"
		else
			absent "$what, a key in the list" $peer 1.0
		fi
	done
done

# ---- how good: the name that is meant, first, or among the first three
start
"$toolgap" catalog sync -q >/dev/null || exit 1
sed '1,/^$/d' "$HOME"/.cache/toolgap/catalog/*.txt | cut -f 2 | sort -u >"$tmp/apps"
good() { # PROGRAM…: "first three" of all queries
	grep -v '^#' "$here/bench/queries.txt" | while IFS=$tab read -r query meant; do
		"$@" "$query" <"$tmp/apps" | head -n 3 | awk -v meant="$meant" '
			BEGIN { n = split(meant, m, "\t") }
			{ for (i = 1; i <= n; i++) if ($0 == m[i] && !at) at = NR }
			END { print at + 0 }'
	done | awk '{ one += $1 == 1; three += $1 > 0 } END { print one + 0, three + 0 }'
}
all=$(grep -vc '^#' "$here/bench/queries.txt")
ours=$(good "$filter")
for peer in fzy fzf; do
	option=-e
	[ $peer = fzy ] || option=--filter
	for k in 1 2; do
		what="of $all queries: $([ $k -eq 1 ] && echo 'the name that is meant comes first' || echo 'it is among the first three'); ratio is theirs by ours"
		if has $peer; then
			theirs=$(good $peer $option)
			a=$(echo "$ours" | cut -d ' ' -f $k) b=$(echo "$theirs" | cut -d ' ' -f $k)
			row "$what" "$peer $option" n "$a" "$b" "$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.3f", b / a }')" 1.0 "$all"
		else
			absent "$what" $peer 1.0
		fi
	done
done
