# SPDX-License-Identifier: MIT
"""race: an editor saves one of the files at some moment of a run, in one of three ways, and says when it is done.

Whatever the moment: the editor's bytes are in its file. The run either was first (exit 0, all other files new), or it sees
the editor (exit 5, all other files old), or it came late and planned with what the editor had written. Half of the runs are slowed down, so that the editor finds every gap.

Control: a system that cannot exchange two files; the look and the rename are then two steps, and the editor comes between."""
import os
import random
import subprocess
import threading
import time

from box import GO_ON, Box, Tally, leftovers, options, scaled, snap, theirs

o = options(("kept", {}), ("top", {}))
tally = Tally(o.control)
chance = random.Random(o.seed)
box = Box(o.kept, o.top)
targets = sorted(n for n in box.old if box.old[n][0] == "file" and box.old[n] != box.new[n])
came = {"ours": 0, "5": 0, "late": 0}


def edited(name, i):
    """What the editor makes of a file: valid, and with a mark."""
    mark = "theirs-%d" % i
    if name.endswith(".toml"):
        return box.old[name][2] + ("\n# %s\n" % mark).encode(), mark.encode()
    if name.endswith(".md"):
        return box.old[name][2] + ("\n%s\n" % mark).encode(), mark.encode()
    return ("{ \"%s\": true }\n" % mark).encode(), mark.encode()


def save(path, how, text):
    """As editors do it."""
    if how == "in place":
        fd = os.open(path, os.O_WRONLY | os.O_TRUNC)
    else:
        fd = os.open(path + ".editor", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.write(fd, text)
    os.close(fd)
    if how == "beside it":
        os.rename(path + ".editor", path)
    elif how == "with a backup":
        os.rename(path, path + "~")
        os.rename(path + ".editor", path)


def fault_of(rc, name, how, text, mark, said):
    tree = snap(box.top)
    user = theirs(tree)
    backup = user.pop(name + "~", None)
    found = (user.get(name) or (0, 0, b""))[2]
    if found != text and (rc != 0 or mark not in found):
        return "lost: exit %d, there is %r" % (rc, (user.get(name) or (0, 0, b"nothing"))[2][:40])
    if rc not in (0, 5):
        return "exit %d: %s" % (rc, said)
    side = box.new if rc == 0 else box.old
    odd = [n for n in set(user) | set(side) if n != name and user.get(n) != side.get(n)]
    if odd:
        return "exit %d, but %s" % (rc, ", ".join(sorted(odd)[:4]))
    if how == "with a backup" and backup and backup[2] not in (box.old[name][2], box.new[name][2]):
        return "the editor's backup is neither old nor new"
    if leftovers(tree):
        return "left over: " + " ".join(leftovers(tree))
    return None


# how long a run takes, with and without the brake; the editor comes at any moment of it, more likely near its end
rounds = 200 if o.control else scaled(1000, 20)
kinds = ["in place", "beside it", "with a backup"]
lasts = {}
SLOW = 3000 if o.control else 1000  # µs in front of every rename
for slow in (0, SLOW):
    box.fresh()
    begun = time.monotonic()
    (box.hurt(SLOW=slow) if slow else box.run(GO_ON))
    lasts[slow] = time.monotonic() - begun
for i in range(rounds):
    slow = SLOW if i % 2 or o.control else 0
    name, how = chance.choice(targets), kinds[i % 3]
    text, mark = edited(name, i)
    box.fresh()
    env = dict(box.env)
    if slow:
        env.update(box.crash(SLOW=slow, **({"NOSYS": 1} if o.control else {})))
    run = subprocess.Popen([box.program, *GO_ON], cwd=os.path.join(box.top, "work"), env=env, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    reader = []
    thread = threading.Thread(target=lambda: reader.append(run.stdout.read()))
    thread.start()
    time.sleep(lasts[slow] * chance.random() * 1.1)
    try:
        save(os.path.join(box.top, name), how, text)
    except FileNotFoundError:
        # never by us: a file is exchanged, and there all the time
        tally.fault("round %d: %s was gone for a moment" % (i, name))
    rc = run.wait()
    thread.join()
    said = reader[0].decode("utf-8", "replace").strip()[-160:]
    bad = fault_of(rc, name, how, text, mark, said)
    if bad:
        tally.fault("round %d, %s %s: %s" % (i, name, how, bad))
    else:
        late = rc == 0 and theirs(snap(box.top))[name][2] != text
        came["5" if rc else "late" if late else "ours"] += 1
if not o.control and not all(came.values()):
    tally.fault("only one outcome was seen: %s" % came)
tally.end("%d runs against an editor (seed %d): %d of its saves lost (%d runs were through before it, %d yielded with exit 5, "
          "%d began after it)" % (rounds, o.seed, tally.bad, came["ours"], came["5"], came["late"]))
