#!/bin/sh
# SPDX-License-Identifier: MIT
# build.sh: what is built: warnings are errors for gcc and clang, the programs are hardened, search no folder of their own
# for libraries, are not too large, and are the same bytes wherever the source lies. --control: each check goes red.
#
# It builds from what a tarball would hold, three times: gcc in two folders, and clang. $top_builddir is a build.
set -u
LC_ALL=C; export LC_ALL
top=$(cd "${top_builddir:-.}" && pwd -P) || exit 1
limit=1048576 # bytes of a program without symbols
tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-build-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

bad=0 done=0
say() { # RESULT, WORDS
	done=$((done + 1))
	if [ "$1" -eq 0 ]; then
		echo "yes  $2"
	else
		echo "NO   $2"
		bad=$((bad + 1))
	fi
}
stop() { # CODE, WORDS: the last line
	echo "= $2"
	exit "$1"
}
need() {
	for tool; do
		command -v "$tool" >/dev/null 2>&1 || stop 77 "$tool is not installed"
	done
}
marks() { # FILE…: how many objects there are, and how many of them say IBT and SHSTK
	readelf -nW "$@" 2>/dev/null | awk '
		/^File:/ { files++ }
		/x86 feature: IBT, SHSTK/ { marked++ }
		END { print files + 0, marked + 0 }'
}
# The same questions that Debian's hardening-check asks, and some more.
hardened() { # PROGRAM, compiler
	name=${1##*/}
	readelf -hldW --dyn-syms "$1" >"$tmp/elf" 2>/dev/null
	grep -q 'Type: *DYN' "$tmp/elf" && grep -q 'INTERP' "$tmp/elf"
	say $? "$name: position independent"
	grep -q '__stack_chk_fail' "$tmp/elf"
	say $? "$name: stack protected"
	grep -Eq ' __[a-z]+_chk(@| |$)' "$tmp/elf"
	say $? "$name: fortified functions"
	grep -q 'GNU_RELRO' "$tmp/elf"
	say $? "$name: relocations are read-only"
	grep -Eq 'BIND_NOW|FLAGS_1.*NOW' "$tmp/elf"
	say $? "$name: bound at the start"
	grep -q 'GNU_STACK.* RW ' "$tmp/elf"
	say $? "$name: no code on the stack"
	! grep -q 'LOAD.* RWE ' "$tmp/elf"
	say $? "$name: nothing both written and run"
	! grep -Eq 'RPATH|RUNPATH|TEXTREL' "$tmp/elf"
	say $? "$name: no RPATH, no text relocations"
	# gcc writes down what it was told; clang does not, and is told the same
	if [ "$2" = gcc ]; then
		readelf --debug-dump=info "$1" 2>/dev/null | grep DW_AT_producer >"$tmp/units"
		[ -s "$tmp/units" ] && ! grep -vq -e '-fstack-clash-protection' "$tmp/units"
		say $? "$name: stack clash protection in each of $(wc -l <"$tmp/units") units"
	fi
}
flow() { # BUILD: the objects are ours; whether the program says it too depends on the system's start files
	[ "$(uname -m)" = x86_64 ] || return 0
	set -- "$1"/libtoolgap.a "$1"/libui.a "$1"/libsandbox.a
	# shellcheck disable=SC2046 # two numbers
	set -- $(marks "$@")
	[ "$1" -gt 0 ] && [ "$1" -eq "$2" ]
	say $? "control flow: $2 of $1 objects carry the marks of IBT and SHSTK"
}
small() { # PROGRAM, limit
	strip -o "$tmp/stripped" "$1"
	bytes=$(wc -c <"$tmp/stripped")
	[ "$bytes" -le "$2" ]
	say $? "${1##*/}: $bytes bytes without symbols, $2 may be"
}
twins() { # FILE, FILE, words
	[ -s "$1" ] && cmp -s "$1" "$2"
	say $? "$3: the same bytes from both folders"
}
build() { # FOLDER, CC, jobs: of the tree in FOLDER/src
	mkdir "$1/out" && cd "$1/out" || return 1
	CC=$2 ../src/configure -q --enable-werror --prefix=/usr >"$1/log" 2>&1 &&
		make -s -j"$3" >>"$1/log" 2>&1
}
tree() { # FOLDER: what a tarball would hold
	mkdir -p "$1" && rm -rf "$top/prove-tree" &&
		make -s -C "$top" distdir distdir=prove-tree >"$tmp/dist" 2>&1 && mv "$top/prove-tree" "$1/src"
}

control() {
	cat >"$tmp/weak.c" <<'END'
#include <stdio.h>
#include <string.h>
__asm__(".pushsection .both,\"awx\"\n.long 0\n.popsection");
int main(int n, char **v)
{
	char s[40];
	strcpy(s, v[n - 1]);
	return puts(s);
}
END
	gcc -g -O2 -U_FORTIFY_SOURCE -fno-stack-protector -fno-stack-clash-protection -fcf-protection=none -fno-pie -no-pie \
		-Wl,-z,norelro,-z,lazy,-z,execstack,-rpath,/nowhere -o "$tmp/weak" "$tmp/weak.c" 2>/dev/null ||
		stop 77 'gcc builds nothing weak here'
	mkdir -p "$tmp/one" "$tmp/other"
	hardened "$tmp/weak" gcc
	small "$tmp/weak" 1
	for folder in one other; do
		(cd "$tmp/$folder" && cp ../weak.c . && gcc -g -c -o weak.o "$tmp/$folder/weak.c")
	done
	twins "$tmp/one/weak.o" "$tmp/other/weak.o" 'an object that names its folder'
	for lib in toolgap ui sandbox; do
		ar cr "$tmp/lib$lib.a" "$tmp/one/weak.o"
	done
	[ "$(uname -m)" != x86_64 ] || {
		gcc -fcf-protection=none -c -o "$tmp/one/weak.o" "$tmp/weak.c"
		for lib in toolgap ui sandbox; do
			ar cr "$tmp/lib$lib.a" "$tmp/one/weak.o"
		done
		flow "$tmp"
	}
	tree "$tmp/warned" || stop 77 'no tree from make distdir'
	echo 'static int nobody_calls_this(void) { return 1; }' >>"$tmp/warned/src/src/base/err.c"
	build "$tmp/warned" gcc 2
	say $? 'a warning passes'
	[ "$bad" -eq "$done" ] || stop 0 "$((done - bad)) of $done checks are blind"
	stop 1 "all $done checks see what they are for"
}

need gcc make readelf strip cmp
[ "${1-}" != --control ] || control
need clang

tree "$tmp/a" || { cat "$tmp/dist"; stop 1 'make distdir fails'; }
b=$tmp/b/deeper-than-the-other
mkdir -p "$b" "$tmp/clang"
cp -Rp "$tmp/a/src" "$tmp/clang/src"
cp -Rp "$tmp/a/src" "$b/src"

(build "$tmp/a" gcc 1)&
pid=$!
(umask 077; TZ=Pacific/Chatham build "$b" gcc 1)
code=$?
wait $pid
say $? 'gcc -Werror'
[ $code -eq 0 ] || say 1 'gcc -Werror in the second folder'
(build "$tmp/clang" clang 2)
say $? 'clang -Werror'
for log in "$tmp/a/log" "$b/log" "$tmp/clang/log"; do
	grep -E 'error|warning' "$log" | head -n 20
done
for program in toolgap toolgap-sandbox; do
	twins "$tmp/a/out/$program" "$b/out/$program" $program
	hardened "$tmp/a/out/$program" gcc
	hardened "$tmp/clang/out/$program" clang
done
flow "$tmp/a/out"
small "$tmp/a/out/toolgap" $limit
size=$bytes
small "$tmp/a/out/toolgap-sandbox" $limit
! grep -aq "$tmp" "$tmp/a/out/toolgap" "$tmp/a/out/toolgap-sandbox"
say $? 'no path of the build in the programs'
[ "$bad" -eq 0 ] || stop 1 "$bad of $done checks fail"
stop 0 "$done checks hold, two builds are one, toolgap has $size bytes"
