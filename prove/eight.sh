#!/bin/sh
# SPDX-License-Identifier: MIT
# eight.sh: eight runs at once want to write the same files: one does, the others say who.
. "${0%/*}/lib.sh"
all_connected
vendors
fresh
tg plan 'Google Tag Manager' --tenant ascend,kahuna --path D --short gtm --oauth-app managed --out "$tmp/the.plan" \
	--client "$(writable)"
[ "$rc" -eq 0 ] || { cat "$err"; echo '= there is no plan'; exit 1; }
mv "$box" "$tmp/everything"
vendors_stop
a_copy
look eight "$tmp/everything" "$tmp/box1" --plan "$tmp/the.plan"
