#!/bin/sh
# SPDX-License-Identifier: MIT
# static.sh: gcc -fanalyzer, clang-tidy (.clang-tidy) and cppcheck find nothing in src and ui. --control: they find what is
# planted.
#
# What a tool found clean is not asked again before the file, a header or a setting changes; $top_builddir/prove/static
# holds the stamps. --all forgets them.
set -u
LC_ALL=C; export LC_ALL
here=$(cd "$(dirname "$0")" && pwd -P) || exit 1
src=$(cd "${srcdir:-$here/..}" && pwd -P) || exit 1
work=$(cd "${top_builddir:-.}" && pwd -P)/prove/static || exit 1

stop() { # CODE, WORDS: the last line
	echo "= $2"
	exit "$1"
}
flags() {
	echo "-DHAVE_CONFIG_H -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -I$work/../.. -I$src/src -I$src" \
		"-DPKGDATADIR=\"\" -DLOCALEDIR=\"\"" \
		"$(pkg-config --cflags libcjson libcurl ncursesw libical libmd libmicrohttpd yaml-0.1 | sed 's/-I/-isystem /g')"
}
# cppcheck knows the C library by its own tables. Suppressed: readdir_r, which libc itself advises against; and getpwuid,
# which one thread alone calls. Its word for libical's header is what the header says.
cppcheck_words='--quiet --enable=warning,performance,portability --std=c11 --inline-suppr --library=posix,gnu
	-D_GNU_SOURCE -D__GNUC__=12 -DICAL_MAJOR_VERSION=3 --suppress=readdirCalled --suppress=getpwuidCalled'

ask() { # TOOL, FILE: what it finds
	# shellcheck disable=SC2046,SC2086 # words
	case $1 in
	gcc) gcc $(flags) -std=gnu11 -O2 -fanalyzer -c -o /dev/null "$2" 2>&1 | grep -E 'warning:|error:' ;;
	clang-tidy)
		clang-tidy --quiet --config-file="$src/.clang-tidy" "$2" -- $(flags) -std=gnu11 2>&1 |
			grep -E 'warning:|error:'
		;;
	cppcheck) cppcheck $cppcheck_words --error-exitcode=3 -I"$src/src" -I"$src" "$2" 2>&1 | grep -E 'warning:|error:|portability:|performance:' ;;
	esac
}

if [ "${1-}" = --one ]; then # TOOL FILE: a run of its own, so that two go at once
	name=$(echo "${3#"$src/"}" | tr / _)
	stamp=$work/$2.$name key=$(cat "$3" "$work/all" "$work/$2.asked" | sha256sum)
	[ -f "$stamp" ] && [ "$key" = "$(cat "$stamp")" ] && exit 0
	if ask "$2" "$3" >"$stamp.said"; then
		rm -f "$stamp"
	else
		echo "$key" >"$stamp"
		rm -f "$stamp.said"
	fi
	exit 0
fi

for tool in gcc clang-tidy cppcheck pkg-config sha256sum xargs; do
	command -v $tool >/dev/null 2>&1 || stop 77 "$tool is not installed"
done
mkdir -p "$work" || exit 1
[ -f "$work/../../config.h" ] || stop 77 'not configured: run it from a build'

if [ "${1-}" = --control ]; then
	cat >"$work/planted.c" <<'END'
#include <stdlib.h>
#include <string.h>
int planted(int n);
int planted(int n)
{
	char few[4] = "abc", *p = malloc(8);

	if (n = 2)
		return *p;
	free(p);
	free(p);
	return few[4];
}
END
	blind=0
	for tool in gcc clang-tidy cppcheck; do
		if ask $tool "$work/planted.c" | sed "s|.*planted.c:||" | grep .; then
			echo "$tool sees it"
		else
			echo "$tool is blind"
			blind=$((blind + 1))
		fi
	done
	rm -f "$work/planted.c"
	[ $blind -eq 0 ] || stop 0 "$blind of 3 tools are blind"
	stop 1 'all 3 tools find what was planted'
fi
[ "${1-}" != --all ] || rm -f "$work"/*

# What every answer hangs on: the headers, the settings and the tools.
{
	find "$src/src" "$src/ui" -name '*.h' | sort | xargs cat
	cat "$work/../../config.h"
	gcc --version; clang-tidy --version; cppcheck --version
} | sha256sum >"$work/all"
rm -f "$work"/*.said
for tool in gcc clang-tidy cppcheck; do
	{
		sed -n "/^ask() {/,/^}/p; /^flags() {/,/^}/p; /^cppcheck_words/,/'\$/p" "$here/static.sh"
		[ $tool != clang-tidy ] || cat "$src/.clang-tidy"
	} >"$work/$tool.asked"
done
files=$(find "$src/src" "$src/ui" -name '*.c' | sort)
for tool in gcc cppcheck clang-tidy; do
	echo "$files" | xargs -n 1 -P 2 nice sh "$here/static.sh" --one $tool
done
found=$(cat "$work"/*.said 2>/dev/null | sort -u | tee "$work/findings" | grep -c .)
sed "s|$src/||" "$work/findings"
n=$(echo "$files" | grep -c .)
[ "$found" -eq 0 ] || stop 1 "$found findings in $n files"
stop 0 "$n files, gcc -fanalyzer, clang-tidy and cppcheck, 0 findings"
