#!/bin/sh
# SPDX-License-Identifier: MIT
# errors.sh: every call that changes the disk fails once with each of seven errors, by two independent hands that must agree.
needs=strace
. "${0%/*}/lib.sh"
strace -o "$tmp/trial" true 2>/dev/null || cannot 'strace may not watch a program here'
boxes
look errors "$tmp/everything" "$tmp/waiting" "$tmp/box1"
