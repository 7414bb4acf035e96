#!/bin/sh
# SPDX-License-Identifier: MIT
# full.sh: a whole walk on disks that are too small, in bytes and in names: old or new, and nothing is left over.
if [ "${PROVE_ROOM-}" != own ] && [ "$(id -u)" -ne 0 ]; then # mounting needs a root, be it one of a name space of our own
	if unshare -Urm true 2>/dev/null; then
		PROVE_ROOM=own
		export PROVE_ROOM
		exec unshare -Urm sh "$0" "$@"
	fi
	echo '= mounting a small disk needs root, or unshare -Urm'
	exit 77
fi
needs=mount
. "${0%/*}/lib.sh"
at_end() {
	cd /
	umount "$tmp/box1" 2>/dev/null
}
mkdir "$tmp/box1"
mount -t tmpfs -o size=1m toolgap-full "$tmp/box1" 2>/dev/null || cannot 'a tmpfs cannot be mounted here'
umount "$tmp/box1"
boxes
mkdir "$tmp/box1"
look full "$tmp/everything" "$tmp/waiting" "$tmp/box1"
