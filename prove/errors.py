# SPDX-License-Identifier: MIT
"""errors: each call of a run fails once, with each of seven errors: the files are old or new at once, and the reason is said.

Two hands that know nothing of each other: a library in front of libc (crash-shim.so), and strace in front of the kernel. They
must see the same calls, and come to the same verdict on each: exit code, and on which side the files are.
Then the calls that only look, by strace alone: what cannot be read must never be taken for what is not there.

Control: what a call failed with is not heard."""
import errno
import os
import re

from box import ERRNOS, GO_ON, Box, Tally, leftovers, options, scaled, snap

o = options(("kept", {"nargs": 2}), ("top", {}))
tally = Tally(o.control)
broken = {"DEAF": 1} if o.control else {}
# calls that change the disk, as crash-shim.so counts them: openat only if it may create, close only of what it created
CHANGE = "openat write fsync fdatasync rename renameat renameat2 unlink unlinkat rmdir mkdir mkdirat fchmod fchown " \
         "fsetxattr ftruncate close".split()
LOOKS = {"openat": ("EMFILE", "EACCES"), "openat2": ("EMFILE", "EACCES"), "read": ("EIO",), "pread64": ("EIO",),
         "newfstatat": ("EIO", "EACCES"), "fstat": ("EIO",), "getdents64": ("EIO",), "flock": ("EINTR", "ENOLCK"),
         "readlink": ("EIO",), "flistxattr": ("EIO",), "getcwd": ("ENOENT",), "fcntl": ("EMFILE",),
         "lseek": ("EIO",), "access": ("EACCES",), "getrandom": ("EINTR",), "pipe2": ("EMFILE",)}
CODES = {0, 1, 2, 4, 5, 7, 8, 9, 10}
runs = {"shim": 0, "strace": 0, "looks": 0}
sides = {"old": 0, "new": 0}


def traced(box, names):
    """(name, which of its kind, line) of each call of these kinds, in their order."""
    path = o.top + ".strace"
    box.run(GO_ON, under=["strace", "-qq", "-o", path, "-e", "signal=none", "-e", "trace=" + ",".join(names)])
    seen, found = {}, []
    with open(path, encoding="utf-8", errors="replace") as f:
        for line in f:
            name = line.split("(", 1)[0]
            if re.match(r"^[a-z0-9_]+\(", line):
                seen[name] = seen.get(name, 0) + 1
                found.append((name, seen[name], line))
    return found


def changing(found):
    """Of these, the ones that crash-shim.so counts."""
    made = set()
    for name, which, line in found:
        number = re.search(r"\) += (-?\d+)", line)
        first = re.match(r"[a-z0-9_]+\((\d+)", line)
        if name == "openat":
            if "O_CREAT" not in line:
                continue
            if number and int(number[1]) >= 0:
                made.add(number[1])
        elif name == "write" and first[1] in ("1", "2"):
            continue
        elif name == "close":
            if first[1] not in made:
                continue
            made.discard(first[1])
        yield name, which


def verdict(box, what, rc, said, error, strict=True):
    """(exit code, side), and what is wrong with it."""
    tree = snap(box.top)
    at = box.side(tree)
    bad = None
    if at not in sides:
        bad = at
    elif rc == 0 and at != "new" or rc in (1, 9) and at != "old" and strict:
        bad = "files " + at
    elif rc not in CODES and not (rc == 127 and at == "old"):
        bad = "that is no exit code of ours"
    elif strict and rc not in (0, 8) and os.strerror(getattr(errno, error)) not in said:
        bad = "the reason is not said: " + said.strip()[-200:]
    elif rc == 8 or leftovers(tree):
        then = box.settle(over=True)
        bad = then if then not in sides else None
    if bad:
        tally.fault("%s: exit %d, %s" % (what, rc, bad))
    else:
        sides[at] += 1
    return rc, at


def inject(name, error, which):
    return ["strace", "-qq", "-o", "/dev/null", "-e", "signal=none", "-e", "trace=" + name, "-e",
            "inject=%s:error=%s:when=%d" % (name, error, which)]


for kept in o.kept:
    box = Box(kept, o.top)
    walk = kept.rsplit("/", 1)[-1]
    box.fresh()
    shim = box.calls()
    box.fresh()
    strace = list(changing(traced(box, CHANGE)))
    if shim != [name for name, _ in strace]:
        at = next((i for i, (a, b) in enumerate(zip(shim, strace)) if a != b[0]), min(len(shim), len(strace)))
        tally.fault("%s: the shim sees %d calls, strace %d; from call %d on they differ: %s, %s" %
                    (walk, len(shim), len(strace), at + 1, shim[at:at + 4], strace[at:at + 4]))
        continue
    print("%s: %d calls, the same ones for both" % (walk, len(shim)), flush=True)
    step = max(1, round(10 / scaled(10)))
    for p in range(1, len(shim) + 1, step):
        name, which = strace[p - 1]
        for error in ERRNOS:
            if o.control and error != ERRNOS[p % len(ERRNOS)]:
                continue
            what = "%s, call %d (%s) says %s" % (walk, p, name, error)
            box.fresh()
            rc, out, err = box.hurt(AT=p, MODE=error, **broken)
            one = verdict(box, "shim: " + what, rc, out + err, error)
            runs["shim"] += 1
            if error == "EINTR" and name == "write" and rc:
                tally.fault("%s: it does not try again" % what)
            if o.control:
                continue
            box.fresh()
            rc, out, err = box.run(GO_ON, under=inject(name, error, which))
            other = verdict(box, "strace: " + what, rc, out + err, error)
            runs["strace"] += 1
            if one != other:
                tally.fault("%s: the shim comes to %s, strace to %s" % (what, one, other))
    if o.control or walk != "everything":
        continue
    box.fresh()
    found = [(name, which) for name, which, line in traced(box, LOOKS) if "O_CREAT" not in line]
    for name, which in found:
        for error in LOOKS[name]:
            if (which + len(error)) % max(1, round(10 / scaled(10))):
                continue
            box.fresh()
            rc, out, err = box.run(GO_ON, under=inject(name, error, which))
            verdict(box, "strace: %s, look %d (%s) says %s" % (walk, which, name, error), rc, out + err, error, False)
            runs["looks"] += 1
tally.end("%d errors by the shim, %d by strace, verdicts agree; %d more at calls that only look: %d torn or unsaid "
          "(%d old, %d new)" % (runs["shim"], runs["strace"], runs["looks"], tally.bad, sides["old"], sides["new"]))
