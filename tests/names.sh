#!/bin/sh
# SPDX-License-Identifier: MIT
# names.sh: every command and option that 'toolgap --help' names stands in the manual page. Prints TAP.
#
# $TOOLGAP is the program; the page is docs/toolgap.1 of $srcdir, else of the folder above this one.
set -u
page=${srcdir:-$(dirname "$0")/..}/docs/toolgap.1
if [ ! -f "$page" ]; then
	echo '1..0 # SKIP docs/toolgap.1 is not written yet'
	exit 0
fi
if [ -z "${TOOLGAP:-}" ] || [ ! -x "$TOOLGAP" ]; then
	echo 'Bail out! TOOLGAP names no program'
	exit 1
fi
tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-names-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cd "$tmp" || exit 1

n=0
verdict() { # NAME, what is missing
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/#   /'
	fi
}

"$TOOLGAP" --help >all 2>err </dev/null
verdict 'toolgap --help' "$([ -s all ] && [ ! -s err ] || echo 'says nothing, or complains')"
# Commands are the rows of their own paragraph; the help of each has the options of that one.
sed -n '/^Commands:/,/^$/s/^ \{1,8\}\([a-z][a-z-]*\) .*/\1/p' all >commands
while read -r command; do
	"$TOOLGAP" "$command" --help </dev/null 2>/dev/null
done <commands >each
grep -oh -e '--[a-z][a-z-]*' all each | sort -u >options

# mdoc writes --name as "Fl -name" (or with its dashes escaped); a command as "Cm name" or "Ic name".
sed 's/\\-/-/g' "$page" >page
verdict 'commands and options are found at all' "$([ -s commands ] && [ -s options ] || echo 'none')"
verdict 'each command stands in the page' "$(while read -r c; do
	grep -Eq -e "(^\.| )(Cm|Ic|Sy|Ar|Nm toolgap) $c( |\$)" page || echo "$c"
done <commands)"
verdict 'each option stands in the page' "$(while read -r o; do
	grep -Eq -e "(Fl -${o#--}|$o)([^a-z-]|\$)" page || echo "$o"
done <options)"
echo "1..$n"
