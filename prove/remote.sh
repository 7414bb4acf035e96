#!/bin/sh
# SPDX-License-Identifier: MIT
# remote.sh: vendors that mean harm to a terminal, in every field they have: line mode and full screen.
. "${0%/*}/lib.sh"
all_connected
vendors
fresh
mkdir -p "$tmp/look"
if [ -n "$control" ]; then
	# the same program, whose guard lets everything through
	cc=${CC:-cc}
	command -v "$cc" >/dev/null || cannot 'there is no compiler for the program without a guard'
	sed 's/^void text_safe(struct buf \*out, const char \*s, size_t n, size_t max)$/void text_safe(struct buf *out, const char *s, size_t n, size_t max)\n{\n\tbuf_add(out, s, n < max ? n : max);\n}\nvoid text_safe_unused(struct buf *out, const char *s, size_t n, size_t max);\nvoid text_safe_unused(struct buf *out, const char *s, size_t n, size_t max)/' \
		"$srcdir/src/base/text.c" >"$tmp/text.c"
	libs=$(cd "$top_builddir" && make -s -f - print <<'END2' | tail -n 1
include Makefile
print:
	@echo $(CURSES_LIBS) $(CORE_LIBS) $(LIBS)
END2
	)
	(cd "$top_builddir" && "$cc" -D_GNU_SOURCE -g -I"$srcdir/src" -I. -c -o "$tmp/text.o" "$tmp/text.c" &&
		"$cc" -o "$tmp/toolgap" ui/main.o "$tmp/text.o" libui.a libtoolgap.a $libs) >"$tmp/cc.log" 2>&1 ||
		{ tail -n 5 "$tmp/cc.log"; cannot 'the program without a guard cannot be built'; }
	TOOLGAP=$tmp/toolgap
fi
look remote "$W" "$tmp/look"
