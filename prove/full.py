# SPDX-License-Identifier: MIT
"""full: the same walk on disks of many sizes, from one that holds the old files just so to one that holds all.

On a full disk a run says so and leaves all files old, or it had room and all are new: at once, without a second run. Then
the disk grows, and going on leads to the end.

Control: what a call failed with is not heard."""
import os
import subprocess

from box import GO_ON, Box, Tally, leftovers, options, put, scaled, snap

o = options(("kept", {"nargs": 2}), ("top", {}))
tally = Tally(o.control)
broken = {"DEAF": 1} if o.control else {}
PAGE = os.sysconf("SC_PAGE_SIZE")
sides = {"old": 0, "new": 0}
sizes = 0


def mount(top, limit, again=False):
    subprocess.run(["mount", "-t", "tmpfs", "-o", ("remount," if again else "") + limit, "toolgap-full", top], check=True)


def pages(tree):
    """Of a tmpfs: one for each begun page of a file; nothing for a folder and a short link."""
    return sum((len(v[2]) + PAGE - 1) // PAGE for v in tree.values() if v[0] == "file")


def one(box, limit, roomy):
    global sizes
    mount(box.top, limit)
    try:
        put(box.top, box.start, keep_top=True)
        rc, out, err = box.hurt(**broken) if broken else box.run(GO_ON)
        tree = snap(box.top)
        at = box.side(tree)
        sizes += 1
        if at in sides:
            sides[at] += 1
        if at not in sides:
            tally.fault("%s: exit %d, %s" % (limit, rc, at))
        elif rc not in (0, 1, 8, 9) or rc == 0 and at != "new" or rc in (1, 9) and at != "old":
            tally.fault("%s: exit %d, files %s: %s" % (limit, rc, at, err.strip()[-200:]))
        elif rc and "No space left" not in out + err:
            tally.fault("%s: exit %d, and the reason is not said: %s" % (limit, rc, out[-900:] + err.strip()[-200:]))
        mount(box.top, roomy, again=True)
        then = box.settle(over=rc in (1, 9))
        if then not in sides or rc in (0, 1, 9) and then != at:
            tally.fault("%s: files %s, and with more room %s" % (limit, at, then))
    finally:
        subprocess.run(["umount", box.top], check=True)


for kept in o.kept:
    mount(o.top, "size=64m")
    try:
        box = Box(kept, o.top, keep_top=True)
    finally:
        subprocess.run(["umount", o.top], check=True)
    low = pages(box.start)
    # what a run needs at most: temps, the old files kept, the journal and its successor, and the session
    high = low + pages(box.end) * 2 + 24
    every = max(1, (high - low) // scaled(60, 8))
    for n in range(low, high + 1, every):
        one(box, "size=%dk,nr_inodes=0" % (n * PAGE // 1024), "size=64m,nr_inodes=0")
    low = len(box.start) + 1
    high = low + len(box.new) + 30
    every = max(1, (high - low) // scaled(30, 6))
    for n in range(low, high + 1, every):
        one(box, "size=64m,nr_inodes=%d" % n, "size=64m,nr_inodes=0")
    print("%s: %d disks so far" % (kept.rsplit("/", 1)[-1], sizes), flush=True)
if not (sides["old"] and sides["new"]):
    tally.fault("only one side was seen: %s" % sides)
tally.end("%d disks too small in bytes or in names: %d torn (%d left all files old, %d all new)" %
          (sizes, tally.bad, sides["old"], sides["new"]))
