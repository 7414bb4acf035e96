#!/bin/sh
# SPDX-License-Identifier: MIT
# sanitize.sh: the whole suite under clang's AddressSanitizer (with leaks) and UBSan; any finding ends the program, and so
# fails the test. --control: what the sanitizers are for, done on purpose, is found.
#
# Words are passed on to make: TESTS="tests/t-text tests/crash.sh". $top_builddir/prove/sanitize is the build.
set -u
LC_ALL=C; export LC_ALL
here=$(cd "$(dirname "$0")" && pwd -P) || exit 1
src=$(cd "${srcdir:-$here/..}" && pwd -P) || exit 1
work=$(cd "${top_builddir:-.}" && pwd -P)/prove/sanitize || exit 1

stop() { # CODE, WORDS: the last line
	echo "= $2"
	exit "$1"
}
command -v clang >/dev/null 2>&1 || stop 77 'clang is not installed'
mkdir -p "$work" && cd "$work" || exit 1

if [ "${1-}" = --control ]; then
	blind=0
	cat >planted.c <<'END'
#include <limits.h>
#include <stdlib.h>
#include <string.h>
int main(int n, char **v)
{
	char *p = malloc(8);
	int far = INT_MAX, which = atoi(v[n - 1]);
	volatile char *few = p;

	memset(p, 0, 8);
	if (which == 1)
		return few[8];
	if (which == 2) {
		free(p);
		return few[0];
	}
	if (which == 3)
		return far + which > 0;
	if (which == 4)
		return 1 << (which * 8);
	if (which == 5)
		p = NULL;
	few = NULL;
	if (which == 5)
		return 0;
	free(p);
	return 0;
}
END
	clang -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -o planted planted.c ||
		stop 77 'clang has no sanitizers here'
	for fault in 'a read beyond the end' 'a read of what was freed' 'an int too large' 'a shift too far' 'a leak'; do
		n=$((${n-0} + 1))
		if ./planted $n >/dev/null 2>&1; then
			echo "not seen: $fault"
			blind=$((blind + 1))
		else
			echo "seen: $fault"
		fi
	done
	./planted 0 || stop 0 'a sound program fails'
	[ $blind -eq 0 ] || stop 0 "$blind of 5 faults pass"
	stop 1 'all 5 faults end the program'
fi

[ "${1-}" != --seed ] || shift 2 # nothing here is left to chance
[ -f config.status ] || CC=clang "$src/configure" -q --enable-sanitizers CFLAGS='-g -O1' >log 2>&1 ||
	{ tail log; stop 77 'it cannot be configured with clang and --enable-sanitizers'; }
make -s -j2 >log 2>&1 || { tail -n 40 log; stop 1 'it does not build'; }
rm -f tests/*.trs tests/*.log
make -s -k -j2 check "$@" >log 2>&1
code=$?
grep -hE 'ERROR: (Address|Leak)Sanitizer|runtime error:' tests/*.log | sort | uniq -c
grep -hE '^(not ok|Bail out)' tests/*.log | head -n 40
passed=$(cat tests/*.trs | grep -c '^:test-result: PASS')
failed=$(cat tests/*.trs | grep -cE '^:test-result: (FAIL|ERROR|XPASS)')
[ $code -eq 0 ] && [ "$passed" -gt 0 ] || stop 1 "$passed tests pass, $failed fail"
stop 0 "$passed tests pass, 0 reports of ASan, LSan or UBSan"
