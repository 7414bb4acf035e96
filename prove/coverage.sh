#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh: the suite runs 95 of 100 lines of our code and 90 of 100 branches; of the files in prove/core all of them.
# --control: with the tests of one thing it does not.
#
# $top_builddir/prove/coverage is the build. --report only counts what the last run left; --gaps FILE shows its gaps.
set -u
LC_ALL=C; export LC_ALL
here=$(cd "$(dirname "$0")" && pwd -P) || exit 1
src=$(cd "${srcdir:-$here/..}" && pwd -P) || exit 1
work=$(cd "${top_builddir:-.}" && pwd -P)/prove/coverage || exit 1
python=${PYTHON3:-python3}

stop() { # CODE, WORDS: the last line
	echo "= $2"
	exit "$1"
}
for tool in gcc gcov "$python"; do
	command -v "$tool" >/dev/null 2>&1 || stop 77 "$tool is not installed"
done
mkdir -p "$work" && cd "$work" || exit 1
[ "${1-}" != --seed ] || shift 2 # nothing here is left to chance
case ${1-} in
--report | --gaps) exec "$python" "$here/coverage.py" "$src" "$work" "$@" ;;
esac
[ -f config.status ] || CC=gcc "$src/configure" -q --enable-coverage >log 2>&1 ||
	{ tail log; stop 77 'it cannot be configured with --enable-coverage'; }
make -s -j2 >log 2>&1 || { tail -n 40 log; stop 1 'it does not build'; }
find . -name '*.gcda' -exec rm -f {} +
if [ "${1-}" = --control ]; then
	set -- TESTS='tests/t-map tests/t-splice'
fi
make -s -k -j2 check "$@" >log 2>&1 || {
	grep -hE '^(not ok|Bail out)' tests/*.log | head -n 40
	echo 'NO   a test fails'
}
exec "$python" "$here/coverage.py" "$src" "$work"
