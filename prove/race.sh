#!/bin/sh
# SPDX-License-Identifier: MIT
# race.sh: an editor writes one of the files while a run writes all of them; nothing of the editor's may be lost.
. "${0%/*}/lib.sh"
boxes
look race "$tmp/everything" "$tmp/box1"
