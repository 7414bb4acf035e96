#!/bin/sh
# SPDX-License-Identifier: MIT
# bombs.sh: small files and answers that grow: depth, aliases, numbers of members, sizes. Each is refused, or read, within
# a tenth of a second of CPU and 32 MiB beyond what an empty input takes; and by the program itself within a second.
. "${0%/*}/lib.sh"
replay=$top_builddir/fuzz/replay
[ -x "$replay" ] || cannot "there is no $replay; 'make prove-build' makes it"
mkdir -p "$tmp/bombs"
vendors
fresh
look bombs "$replay" "$tmp/bombs" "$W"
