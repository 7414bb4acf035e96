# SPDX-License-Identifier: MIT
"""crash: a run dies at every point; what it leaves is old or new, and going on leads to the end.

Control: the journal is said to be saved and is not."""
from box import DEAD, GO_ON, Box, Tally, leftovers, options, put, scaled, snap

o = options(("kept", {"nargs": 2}), ("top", {}))
tally = Tally(o.control)
broken = {"LOSE": 1} if o.control else {}
points = runs = recoveries = 0
sides = {"old": 0, "new": 0}


def settled(box, why):
    at = box.settle()
    if at in sides:
        sides[at] += 1
    else:
        tally.fault("%s: %s" % (why, at))


def recovery(box, calls, starts):
    """A dead run is recovered, which dies at each of its own calls, and the next recovery dies, too."""
    global recoveries
    for start in starts:
        box.fresh()
        box.hurt(AT=start, MODE="after", **broken)
        dead = snap(box.top)
        own = box.calls(**broken)
        for p in range(1, len(own) + 1):
            put(box.top, dead)
            mode = "half" if own[p - 1] == "write" else "after"
            box.hurt(AT=p, MODE=mode, **broken)
            box.hurt(AT=(p + 1) // 2, MODE="after", **broken)
            recoveries += 1
            settled(box, "run cut after call %d (%s), recovery at call %d (%s)" % (start, calls[start - 1], p, own[p - 1]))


for kept in o.kept:
    box = Box(kept, o.top)
    box.fresh()
    calls = box.calls(**broken)
    changed = [n for n in sorted(set(box.old) | set(box.new)) if box.old.get(n) != box.new.get(n) and
               (box.new.get(n) or box.old[n])[0] == "file"]
    print("%s: %d files, %d calls" % (kept.rsplit("/", 1)[-1], len(changed), len(calls)), flush=True)
    if not o.control:
        for name in changed:
            print("  " + name)
    step = max(1, int(1 / min(1, float(scaled(100)) / 100)))
    for p in range(1, len(calls) + 1, step):
        for mode in ["before", "after"] + (["half"] if calls[p - 1] == "write" else []):
            box.fresh()
            rc, _, err = box.hurt(AT=p, MODE=mode, **broken)
            runs += 1
            points += mode != "after"
            if rc != DEAD:
                tally.fault("%s call %d (%s): it lives, exit %d %s" % (mode, p, calls[p - 1], rc, err[-100:]))
            settled(box, "killed %s call %d (%s)" % (mode, p, calls[p - 1]))
    every = scaled(12, 2)
    recovery(box, calls, sorted({max(1, len(calls) * (i + 1) // (every + 1)) for i in range(every)}))
if not (sides["old"] and sides["new"]):
    tally.fault("only one side was seen: %s" % sides)
tally.end("%d kills at %d points, %d recoveries killed twice: %d torn (%d ended old, %d new)" %
          (runs, points, recoveries, tally.bad, sides["old"], sides["new"]))
