# SPDX-License-Identifier: MIT
"""power: a run is written down once, call by call; then the disk is made as it may be when the power goes after call N.

The disk forgets all that was not saved: bytes of a file that was not fsynced, names in a folder that was not fsynced. Which
of it, nobody knows, so many choices are looked at: all, none, only bytes, only names, and some at random. That is less than
what any file system here promises (ext4 keeps the order of names), so what holds here holds there.

Control: fsync does nothing."""
import os
import random

from box import GO_ON, Box, Tally, leftovers, options, put, scaled, snap

o = options(("kept", {"nargs": 2}), ("top", {}))
tally = Tally(o.control)
chance = random.Random(o.seed)
PLACES = scaled(10, 2)  # random choices a point, besides the five


class Node:
    """A file or a folder: as it is, and as it is on the disk for certain."""

    def __init__(self, kind, mode, data=b"", link=None):
        self.kind, self.link = kind, link
        self.now = (mode, data)
        self.sure = (mode, data)
        self.names, self.kept = {}, {}  # of a folder
        self.open = []  # changes to names that are not sure: {name: node or None}, in their order


class Disk:
    def __init__(self, top):
        self.inode = {}
        self.root = self.load(top)

    def load(self, path):
        st = os.lstat(path)
        if os.path.islink(path):
            return Node("link", 0, link=os.readlink(path))
        if not os.path.isdir(path):
            with open(path, "rb") as f:
                node = Node("file", st.st_mode & 0o7777, f.read())
        else:
            node = Node("dir", st.st_mode & 0o7777)
            node.names = {n: self.load(os.path.join(path, n)) for n in os.listdir(path)}
            node.kept = dict(node.names)
        self.inode[st.st_ino] = node
        return node

    def set(self, folder, change):
        folder.open.append(change)
        for name, node in change.items():
            if node is None:
                folder.names.pop(name, None)
            else:
                folder.names[name] = node

    def replay(self, what, f, data):
        at = self.inode.get
        if what in ("create", "mkdir"):
            node = Node("file" if what == "create" else "dir", int(f[2], 8))
            self.inode[int(f[1])] = node
            if what == "create":
                node.sure = (0o600, b"")  # the name may be there before a single byte is
            self.set(at(int(f[0])), {f[3]: node})
        elif what == "unlink":
            self.set(at(int(f[0])), {f[1]: None})
        elif what == "rename":
            a, b = at(int(f[0])), at(int(f[2]))
            node, other = a.names[f[1]], b.names.get(f[3])
            back = other if int(f[4]) & 2 else None  # RENAME_EXCHANGE
            if a is b:
                self.set(a, {f[1]: back, f[3]: node})
            else:  # of two folders, one may know and the other not: first the new name, as every journal does it
                self.set(b, {f[3]: node})
                self.set(a, {f[1]: back})
        elif what == "data":
            node, start = at(int(f[0])), int(f[1])
            mode, text = node.now
            text = text[:start].ljust(start, b"\0") + data + text[start + len(data):]
            node.now = (mode, text)
        elif what == "size":
            node = at(int(f[0]))
            node.now = (node.now[0], node.now[1][:int(f[1])].ljust(int(f[1]), b"\0"))
        elif what == "mode":
            node = at(int(f[0]))
            node.now = (int(f[1], 8), node.now[1])
        elif what == "sync":
            node = at(int(f[0]))
            if node:  # else a folder above the box
                node.sure = node.now
                node.kept, node.open = dict(node.names), []

    def unsure(self):
        """(node, index of its change, or None for its bytes)"""
        found, seen, stack = [], set(), [self.root]
        while stack:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if node.now != node.sure:
                found.append((node, None))
            found += [(node, i) for i in range(len(node.open))]
            for change in [node.names, node.kept] + node.open:
                stack += [n for n in change.values() if n]
        return found

    def after(self, kept, torn, node=None, rel="", out=None):
        """The tree on the disk when of unsure() only these are on it; `torn`: of the new bytes, only the first half."""
        out = {} if out is None else out
        node = node or self.root
        names = dict(node.kept)
        for i, change in enumerate(node.open):
            if (id(node), i) in kept:
                for name, one in change.items():
                    if one is None:
                        names.pop(name, None)
                    else:
                        names[name] = one
        for name, one in names.items():
            path = os.path.join(rel, name)
            if one.kind == "link":
                out[path] = ("link", 0, one.link)
                continue
            mode, text = one.now if (id(one), None) in kept else one.sure
            if id(one) in torn and one.now != one.sure:
                mode, text = one.now[0], half(one.sure[1], one.now[1])
            out[path] = (one.kind, mode, text if one.kind == "file" else None)
            if one.kind == "dir":
                self.after(kept, torn, one, path, out)
        return out


def half(sure, now):
    """Half of what was added; what is sure stays."""
    n = 0
    while n < min(len(sure), len(now)) and sure[n] == now[n]:
        n += 1
    return now[:n + (len(now) - n) // 2]


def records(path):
    with open(path, "rb") as f:
        text = f.read()
    at = 0
    while at < len(text):
        end = text.index(b"\n", at)
        what, *fields = text[at:end].decode().split("\t")
        at, data = end + 1, b""
        if what == "data":
            n = int(fields[2])
            data = text[at:at + n]
            at += n + 1
        yield what, fields, data


def choices(unsure):
    every = {(id(n), i) for n, i in unsure}
    files = {(id(n), i) for n, i in unsure if i is None}
    yield "all of it lost", set(), set()
    yield "all of it there", every, set()
    yield "only bytes lost", every - files, set()
    yield "only names lost", files, set()
    yield "bytes torn", every - files, {i for i, _ in files}
    for _ in range(PLACES):
        kept = {x for x in sorted(every, key=lambda x: order[x]) if chance.random() < 0.5}
        yield "some of it lost", kept, {i for i, _ in sorted(files, key=lambda x: order[x]) if chance.random() < 0.2}


states = points = same = 0
sides = {"old": 0, "new": 0}
for kept in o.kept:
    box = Box(kept, o.top)
    box.fresh()
    trace = o.top + ".trace"
    disk = Disk(o.top)
    rc, _, err = box.hurt(TRACE=trace, **({"NOFSYNC": 1} if o.control else {}))
    box_end = snap(o.top)
    point = 0
    seen = set()
    for what, fields, data in records(trace):
        if what != "call":
            disk.replay(what, fields, data)
            continue
        point += 1
        points += 1
        unsure = disk.unsure()
        order = {(id(n), i): at for at, (n, i) in enumerate(unsure)}
        for name, there, torn in choices(unsure):
            tree = disk.after(there, torn)
            key = hash(frozenset(tree.items()))
            if key in seen:  # the same disk as before: nothing new to learn
                same += 1
                continue
            seen.add(key)
            put(box.top, tree)
            states += 1
            at = box.settle()
            if at in sides:
                sides[at] += 1
            else:
                tally.fault("power gone after call %d (%s), %s: %s" % (point, fields[0], name, at))
    # the model is right if, with nothing lost, it ends as the disk did
    whole = disk.after({(id(n), i) for n, i in disk.unsure()}, set())
    if whole != box_end:
        odd = [n for n in set(whole) | set(box_end) if whole.get(n) != box_end.get(n)]
        tally.fault("the model of the disk is wrong: " + ", ".join(sorted(odd)[:5]))
    print("%s: %d calls, %d states so far" % (kept.rsplit("/", 1)[-1], point, states), flush=True)
if states < scaled(1000) and not o.control:
    tally.fault("%d states only" % states)
tally.end("%d power losses at %d points (seed %d): %d torn (%d ended old, %d new)" %
          (states, points, o.seed, tally.bad, sides["old"], sides["new"]))
