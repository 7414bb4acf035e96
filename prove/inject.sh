#!/bin/sh
# SPDX-License-Identifier: MIT
# inject.sh: 600 hostile strings through every place where a text becomes part of another language, read back by parsers
# that are not ours: node (JSON, JavaScript), tomllib, PyYAML, icalendar, cmark-gfm, urllib, sh.
needs='node cmark-gfm'
. "${0%/*}/lib.sh"

# icalendar and PyYAML come with a system's own python as a rule, tomllib with 3.11
for py in python3 /usr/bin/python3; do
	"$py" -c 'import icalendar, yaml, tomllib' 2>/dev/null && break
	py=
done
[ -n "$py" ] || cannot 'no python3 here has icalendar, yaml and tomllib (Debian: python3-icalendar, python3-yaml)'
make_strings=$top_builddir/prove/inject-make
[ -x "$make_strings" ] || cannot "there is no $make_strings; 'make prove-build' makes it"

count=$(awk "BEGIN { n = int(600 * $PROVE_SCALE); print n < 500 ? 500 : n }")
mkdir -p "$tmp/strings/desk" "$tmp/home"
HOME=$tmp/home
export HOME
echo "seed $seed: $count strings"
"$make_strings" "$tmp/strings" "$seed" "$count" ${control:+naive} || { echo '= the strings could not be made'; exit 1; }
{
	node "$prove/inject-check.mjs" "$tmp/strings" || echo 'node 0 ended badly'
	"$py" "$prove/inject-check.py" "$tmp/strings" || echo 'python 0 ended badly'
} >"$tmp/said"
grep '^sink ' "$tmp/said" | while read -r _ name fine refused; do
	echo "$name: $fine read back as they went in, $refused refused"
done
grep -v '^sink ' "$tmp/said" >"$tmp/broken"
head -n 40 "$tmp/broken"
broken=$(wc -l <"$tmp/broken")
sinks=$(ls "$tmp/strings" | grep -vc -e '^strings$' -e '^desk$' -e '-norm$')
# a sink that refuses nearly everything proves nothing
if [ -z "$control" ] && awk '$1 == "sink" && $2 != "path" && $3 < 300 { bad = 1 } END { exit !bad }' "$tmp/said"; then
	echo '= a place took fewer than 300 of the strings'
	exit 1
fi
if [ -n "$control" ]; then
	# pasted as they are: every place has to be found out
	found=$(cut -d' ' -f1 "$tmp/broken" | sort -u | wc -l)
	echo "= pasted: $found of $sinks places found out, $broken strings"
	[ "$found" -eq "$sinks" ] && exit 1
	exit 0
fi
echo "= $count strings x $sinks places, $broken broken"
[ "$broken" -eq 0 ]
