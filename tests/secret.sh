#!/bin/sh
# SPDX-License-Identifier: MIT
# secret.sh: who may reach the bytes of a secret, and that a compiler refuses whoever prints one. Prints TAP.
set -u
LC_ALL=C; export LC_ALL
cd "${srcdir:-$(dirname "$0")/..}" || exit 1
tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-secret-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

n=0
say() { # RESULT NAME
	n=$((n + 1))
	[ "$1" -eq 0 ] && echo "ok $n - $2" || echo "not ok $n - $2"
}

# The accessor: these files, no other. A new one here wants a reason that a reviewer believes.
cat >"$tmp/may" <<'END'
src/base/secret.c
src/base/secret.h
src/vendors/probe.c
src/work/env.c
ui/cmd_bearer.c
END
grep -rlw secret_bytes src ui --include='*.[ch]' | sort >"$tmp/do"
cmp -s "$tmp/may" "$tmp/do"
say $? 'the bytes of a secret are reached from four files'
comm -13 "$tmp/may" "$tmp/do" | sed 's/^/#   not allowed: /'

# No credential of the environment is a string again.
! grep -nE 'char \*[^;]*(_key|_token|_secret|client_id|bearer)\b' src/vendors/probe.h
say $? 'no field of vendor_env with the name of a credential is a string'

cc=${CC:-cc}
try() { # NAME LINE: must not compile
	printf '%s\n' '#include "base/buf.h"' '#include "base/kv.h"' '#include "base/secret.h"' '#include <stdio.h>' \
		'void f(struct secret *s, struct buf *b, struct kv *k);' \
		'void f(struct secret *s, struct buf *b, struct kv *k) { (void)s; (void)b; (void)k;' "$2" '}' >"$tmp/x.c"
	! $cc -std=gnu11 -Wall -Werror -Isrc -c -o "$tmp/x.o" "$tmp/x.c" 2>"$tmp/said"
	say $? "$1"
}
if command -v $cc >/dev/null 2>&1 && { printf 'int x;\n' >"$tmp/y.c"; $cc -c -o "$tmp/y.o" "$tmp/y.c" 2>/dev/null; }; then
	try 'printf refuses it' 'printf("%s", s);'
	try 'buf_addf refuses it' 'buf_addf(b, "%s", s);'
	try 'buf_adds refuses it' 'buf_adds(b, s);'
	try 'kv_add refuses it' 'kv_add(k, "key", s);'
	try 'puts refuses it' 'puts(s);'
	try 'its bytes have no name outside' 'puts(s->bytes);'
	printf '%s\n' '#include "base/secret.h"' 'int f(struct secret *s);' \
		'int f(struct secret *s) { return secret_is(s, "x"); }' >"$tmp/x.c"
	$cc -std=gnu11 -Wall -Werror -Isrc -c -o "$tmp/x.o" "$tmp/x.c"
	say $? 'what is right compiles'
else
	for i in 1 2 3 4 5 6 7; do
		n=$((n + 1))
		echo "ok $n - compile # SKIP there is no compiler"
	done
fi
echo "1..$n"
