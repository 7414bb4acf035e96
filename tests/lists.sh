#!/bin/sh
# SPDX-License-Identifier: MIT
# lists.sh: Makefile.am and po/POTFILES.in name what the folders hold, no file less and no file more. Prints TAP.
#
# automake takes no wildcards: a file that is not listed is missing from the tarball, a test is not run, words stay
# untranslated. The tree is $srcdir, else the folder above this one.
set -u
LC_ALL=C; export LC_ALL
cd "${srcdir:-$(dirname "$0")/..}" || exit 1
tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-lists-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

n=0
same() { # NAME, LIST: $tmp/found against $tmp/listed
	n=$((n + 1))
	sort -u "$tmp/found" >"$tmp/a"
	sort -u "$tmp/listed" >"$tmp/b"
	if [ -s "$tmp/a" ] && cmp -s "$tmp/a" "$tmp/b"; then
		echo "ok $n - $1"
		return
	fi
	echo "not ok $n - $1"
	comm -23 "$tmp/a" "$tmp/b" | sed "s|.*|#   & is not in $2|"
	comm -13 "$tmp/a" "$tmp/b" | sed "s|.*|#   & is in $2, and nowhere else|"
}

# The words of Makefile.am that look like files of a folder; programs among the tests stand there without ".c".
listed() { # FOLDER…
	for folder; do
		tr -s ' \t\\=' '\n' <Makefile.am | grep "^$folder/[A-Za-z0-9_./-]*\$"
	done
}

find src ui -name '*.[ch]' -type f >"$tmp/found"
listed src ui | grep '\.[ch]$' >"$tmp/listed"
same 'Makefile.am: sources' Makefile.am

find tests -name 't-*.c' -type f | sed 's/\.c$//' >"$tmp/found"
listed tests | grep '^tests/t-[^.]*$' >"$tmp/listed"
same 'Makefile.am: unit tests' Makefile.am

find tests -name '*.sh' -type f >"$tmp/found"
find tests -name '*.h' -type f >>"$tmp/found"
listed tests | grep '\.sh$\|\.h$' >"$tmp/listed"
same 'Makefile.am: test scripts and headers' Makefile.am

find prove -type f ! -name '*.pyc' >"$tmp/found"
listed prove | grep -v -e '\.so$' -e '-control$' -e '-make$' >"$tmp/listed" # these are built
same 'Makefile.am: what proves it' Makefile.am

find fuzz -name corpus -prune -o -type f -print >"$tmp/found"
listed fuzz | grep -v -e '^fuzz/corpus$' -e '^fuzz/replay$' >"$tmp/listed"
same 'Makefile.am: what fuzzes it' Makefile.am

# the same, in prove/list
grep -v -e '^#' -e '^$' prove/list | sed 's,^\([^|]*\).*,prove/\1.sh,' >"$tmp/listed"
find prove -name '*.sh' ! -name lib.sh ! -name prove.sh >"$tmp/found"
same 'prove/list: harnesses' prove/list

find data -type f >"$tmp/found"
listed data >"$tmp/listed"
same 'Makefile.am: data' Makefile.am

# i18n.h is where the macros are made.
find src ui -name '*.[ch]' -type f ! -name i18n.h -exec grep -lE '(^|[^A-Za-z0-9_])(_|N_|ngettext)\([[:space:]]*"' {} + \
	>"$tmp/found"
grep -v '^#' po/POTFILES.in >"$tmp/listed"
same 'po/POTFILES.in: files with words that people read' po/POTFILES.in
echo "1..$n"
