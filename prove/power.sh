#!/bin/sh
# SPDX-License-Identifier: MIT
# power.sh: the power goes at every call of a whole walk; of what was not saved until then, any part may be missing.
. "${0%/*}/lib.sh"
boxes
look power "$tmp/everything" "$tmp/waiting" "$tmp/box1"
