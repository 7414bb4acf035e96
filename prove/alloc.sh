#!/bin/sh
# SPDX-License-Identifier: MIT
# alloc.sh: memory comes to its end at every single allocation of the parsers, the planner, the splices and the decoders.
. "${0%/*}/lib.sh"
all_connected
vendors
fresh
walk_everything
mv "$box" "$tmp/everything"
boxes=0
fresh
tg plan 'Google Tag Manager' --tenant ascend,kahuna --path D --short gtm --oauth-app managed --out "$tmp/the.plan" \
	--client "$(writable)"
[ "$rc" -eq 0 ] || { cat "$err"; echo '= there is no plan'; exit 1; }
alloc_shim=$top_builddir/prove/alloc-shim.so
sanitized=$top_builddir/sanitized/toolgap
[ -x "$sanitized" ] || sanitized=
alloc_control=$top_builddir/prove/alloc-control
export alloc_shim sanitized alloc_control
a_copy
look alloc "$tmp/everything" "$tmp/box1" --plan "$tmp/the.plan"
