#!/bin/sh
# SPDX-License-Identifier: MIT
# prove-tui.sh: the full screen under random keys, sizes and signals, with AddressSanitizer. Started by `./dev prove-tui`.
#
#   prove-tui.sh [SEEDS [KEYS [MOMENTS]]]     20 seeds of 10,000 keys, six signals at 100 moments each
#
# $BUILD is a build with --enable-sanitizers. Minutes, so it is no part of the tests. First the control: a program whose
# preview writes on Enter (tests/mutant, made from ui/keys.c) has to be caught. Prints TAP.
BUILD=${BUILD:?names no build}
TOOLGAP=$BUILD/toolgap SANDBOX=$BUILD/toolgap-sandbox
export TOOLGAP SANDBOX
seeds=${1:-20} keys=${2:-10000} moments=${3:-100}
. "$(dirname "$0")/e2e-lib.sh"
ASAN_OPTIONS=exitcode=99:handle_segv=0:handle_abort=0:detect_leaks=1
UBSAN_OPTIONS=print_stacktrace=1
TERM=xterm-256color
export ASAN_OPTIONS UBSAN_OPTIONS TERM
unset ACCESSIBLE LINES COLUMNS DISPLAY WAYLAND_DISPLAY BROWSER TMUX STY TOOLGAP_NOW

part() { # NAME: what a part of it said, as one result of ours
	awk '/^(not )?ok / { print "# " $0 }' "$tmp/part"
	say "$1" "$2"
}
fresh
vendors --approve-after 3600
grep -v '^#' "$demo/answers.txt" | sed 's/^connect: .*/connect: pending/; /^confirm:/d; /^commit:/d' >"$tmp/all"
i=0
while [ $i -le "$(wc -l <"$tmp/all")" ]; do
	head -n $i "$tmp/all" >"$box/answers.$i"
	i=$((i + 1))
done

cp -a "$box" "$tmp/control"
mv "$box" "$tmp/aside" && mv "$tmp/control" "$box"
"$BUILD/tests/prove-tui" keys "$BUILD/tests/mutant" "$box" 1 10000 >"$tmp/part" 2>&1
grep -q 'a file was written, and nobody had confirmed that' "$tmp/part"
part $? 'the control: a preview that writes on Enter is caught'
rm -rf "${box:?}" && mv "$tmp/aside" "$box"

"$BUILD/tests/prove-tui" keys "$TOOLGAP" "$box" "$seeds" "$keys" >"$tmp/part" 2>&1
part $? "$seeds seeds of $keys random keys and sizes: no crash, no write, a clean terminal"
"$BUILD/tests/prove-tui" signals "$TOOLGAP" "$box" "$moments" >"$tmp/part" 2>&1
part $? "six signals at $moments random moments each: a clean terminal"
done_testing
