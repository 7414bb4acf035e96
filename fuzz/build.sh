#!/bin/sh
# SPDX-License-Identifier: MIT
# build.sh: the fuzz targets, with the sanitizers, into a folder of their own. To be run from the top of the sources.
#
# Usage: fuzz/build.sh FOLDER [afl]    makes FOLDER/fuzzer, one program for all targets: FUZZ_TARGET=NAME says which
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 1 ] || { echo "usage: $0 FOLDER [afl]" >&2; exit 2; }
mkdir -p "$1"
cd "$1"
cc=clang flags='-fsanitize=fuzzer-no-link' engine='-fsanitize=fuzzer'
if [ "${2:-}" = afl ]; then
	cc=afl-clang-fast flags= engine='-fsanitize=fuzzer' # which afl-clang-fast takes for its own driver
fi
command -v $cc >/dev/null || { echo "$cc is not here" >&2; exit 77; }
[ -x "$top/configure" ] || (cd "$top" && ./bootstrap >/dev/null)
[ -f config.status ] ||
	"$top/configure" -q CC=$cc CFLAGS="-g -O2 $flags" --enable-sanitizers --disable-nls >configure.log 2>&1 ||
	{ tail -n 5 configure.log >&2; exit 77; }
make -s -j"${JOBS:-2}" libtoolgap.a libui.a >make.log 2>&1 || { tail -n 20 make.log >&2; exit 1; }
libs=$(make -s -f - print <<'END2' | tail -n 1
include Makefile
print:
	@echo $(CURSES_LIBS) $(CORE_LIBS) $(LIBS)
END2
)
sources=
for f in fuzz vendors edits tables texts words walks plans entry; do sources="$sources $top/fuzz/$f.c"; done
$cc -std=gnu11 -D_GNU_SOURCE -g -O2 $flags $engine -fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra -Wshadow -Wconversion -I"$top/src" -I"$top" -I. -o fuzzer $sources libui.a libtoolgap.a $libs
