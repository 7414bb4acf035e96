#!/bin/sh
# SPDX-License-Identifier: MIT
# crash.sh: kill -9 before, after and half-way through every call of a whole walk that changes the disk; then recovery, twice.
. "${0%/*}/lib.sh"
boxes
look crash "$tmp/everything" "$tmp/waiting" "$tmp/box1"
