# SPDX-License-Identifier: MIT
"""box: a folder of a person's files, put there again and again, hurt, and judged. What the harnesses share."""
import argparse
import os
import shutil
import stat
import subprocess
import sys

ERRNOS = "ENOSPC EIO EDQUOT EACCES EROFS EMFILE EINTR".split()
GO_ON = ["wizard", "--resume", "--ui=none", "--yes"]
DEAD = -9


def options(*more):
    """--seed, --control, and what the harness takes besides: (name, keywords)."""
    p = argparse.ArgumentParser()
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--control", action="store_true")
    for name, words in more:
        p.add_argument(name, **words)
    return p.parse_args()


def scaled(n, least=1):
    return max(least, int(n * float(os.environ.get("PROVE_SCALE", "1"))))


def snap(top):
    """Everything below a folder: name -> (kind, mode, bytes or where a link leads)."""
    found = {}
    stack = [""]
    while stack:
        rel = stack.pop()
        with os.scandir(os.path.join(top, rel)) as entries:
            for e in entries:
                name = os.path.join(rel, e.name)
                st = e.stat(follow_symlinks=False)
                if stat.S_ISDIR(st.st_mode):
                    found[name] = ("dir", stat.S_IMODE(st.st_mode), None)
                    stack.append(name)
                elif stat.S_ISLNK(st.st_mode):
                    found[name] = ("link", 0, os.readlink(e.path))
                elif stat.S_ISREG(st.st_mode):
                    with open(e.path, "rb") as f:
                        found[name] = ("file", stat.S_IMODE(st.st_mode), f.read())
                else:
                    found[name] = ("other", st.st_mode, None)
    return found


def put(top, tree, keep_top=False):
    """The folder anew, exactly so."""
    if keep_top:
        for name in os.listdir(top):
            path = os.path.join(top, name)
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
    else:
        shutil.rmtree(top, ignore_errors=True)
        os.mkdir(top)
    for name in sorted(tree):
        kind, mode, what = tree[name]
        path = os.path.join(top, name)
        if kind == "dir":
            os.mkdir(path)
            os.chmod(path, mode)
        elif kind == "link":
            os.symlink(what, path)
        else:
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            if what:
                os.write(fd, what)
            os.fchmod(fd, mode)
            os.close(fd)


def ours(name):
    """Of the program's own state, not of the person's files."""
    return name == "home/.local" or name.startswith("home/.local/")


def theirs(tree):
    return {n: v for n, v in tree.items() if not ours(n)}


def leftovers(tree):
    """Names of what a run that is over and put right must not leave."""
    return [n for n in tree if ".tg-" in n or
            (ours(n) and n.rsplit("/", 1)[-1] in ("journal", "done", "kept") and "/work/" in n)]


class Box:
    """One walk at its last question: how it looks now, and how it must look when all is written."""

    def __init__(self, kept, top, program=None, keep_top=False, go_on=GO_ON):
        self.top, self.keep_top = top, keep_top
        self.program = program or os.environ["TOOLGAP"]
        self.shim = os.environ["shim"]
        self.env = dict(os.environ, HOME=os.path.join(top, "home"))
        self.start = snap(kept)
        self.fresh()
        rc, _, err = self.run(go_on)
        self.end = snap(top)
        self.old, self.new = theirs(self.start), theirs(self.end)
        if rc != 0 or self.old == self.new or leftovers(self.end):
            sys.exit("= the walk does not write what it should: exit %d\n%s" % (rc, err))

    def fresh(self):
        put(self.top, self.start, self.keep_top)

    def run(self, args, env=None, under=(), timeout=60):
        """Exit code (negative: the signal), standard output, standard error."""
        done = subprocess.run([*under, self.program, *args], cwd=os.path.join(self.top, "work"),
                              env=dict(self.env, **env) if env else self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")

    def hurt(self, args=GO_ON, **crash):
        """Run under the shim: hurt(AT=3, MODE="half")."""
        return self.run(args, self.crash(**crash))

    def crash(self, **crash):
        env = {"CRASH_" + k: str(v) for k, v in crash.items()}
        return dict(env, CRASH_ARM=os.path.basename(self.program), LD_PRELOAD=self.shim)

    def calls(self, args=GO_ON, **crash):
        """What it calls, a name for each call that changes the disk, from what is in the box now."""
        path = os.path.join(os.path.dirname(self.top), "trace")
        self.hurt(args, TRACE=path, **crash)
        return [line.split(b"\t")[1].decode() for line in lines_of(path) if line.startswith(b"call\t")]

    def side(self, tree=None):
        """"old", "new", or what is wrong with the person's files."""
        if tree is None:
            tree = snap(self.top)
        user = {n: v for n, v in theirs(tree).items() if ".tg-" not in n}
        if user == self.old:
            return "old"
        if user == self.new:
            return "new"
        return "torn: " + differing(user, self.old, self.new)

    def settle(self, over=False):
        """What a person does next: the same again. "old" or "new", as it was when recovery was through; else the fault.

        `over`: the run has ended by itself, and if it failed, so has its walk: there may be none to go on with."""
        seen = None
        for _ in range(3):
            rc, out, err = self.run(GO_ON)
            tree = snap(self.top)
            at = self.side(tree)
            if at not in ("old", "new"):
                return "after exit %d %s" % (rc, at)
            if leftovers(tree):
                return "left over: " + " ".join(leftovers(tree))
            if rc == 8:  # recovered, and nothing more: look, then again
                seen = seen or at
                continue
            if rc == 0 and at == "new":
                return seen or ("new" if "written" not in out else "old")
            if rc == 2 and (over or at == "new"):
                return seen or at  # the walk is over: there is none to go on with
            return "exit %d, files %s: %s" % (rc, at, err.strip()[-200:])
        return "recovery does not end"


def differing(user, old, new):
    names = [n for n in sorted(set(user) | set(old) | set(new)) if old.get(n) != new.get(n) or user.get(n) != old.get(n)]
    words = []
    for n in names:
        at = user.get(n)
        words.append("%s is %s" % (n, "old" if at == old.get(n) else "new" if at == new.get(n) else
                                   "gone" if at is None else "neither"))
    odd = [w for w in words if not w.endswith(("old", "new"))]
    return ", ".join((odd or words)[:6])


def lines_of(path):
    """The lines of a trace, the bytes of what was written left out."""
    with open(path, "rb") as f:
        text = f.read()
    at, found = 0, []
    while at < len(text):
        end = text.index(b"\n", at)
        line = text[at:end]
        found.append(line)
        at = end + 1
        if line.startswith(b"data\t"):
            at += int(line.split(b"\t")[3]) + 1
    return found


class Tally:
    """Faults, the first few of them told; and the last line."""

    def __init__(self, control):
        self.bad, self.control = 0, control

    def fault(self, what):
        self.bad += 1
        if self.bad <= int(os.environ.get("PROVE_TELL", "12")):
            print("  %s%s" % ("seen, as it should be: " if self.control else "FAULT: ", what), flush=True)

    def end(self, figures):
        print("= " + figures, flush=True)
        sys.exit(1 if self.bad else 0)
