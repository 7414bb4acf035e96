# SPDX-License-Identifier: MIT
"""alloc: each allocation of a run fails once, and then it and all later ones; alloc-shim.c says how that is done in one run.

However it ends, it ends by itself and soon: with a documented exit code and the word memory, or it did without and says the
very same as ever; never with less, or with something else. No file changes. A part of it once more under AddressSanitizer,
which also sees what is read when it must not be, and what is leaked on the way out.
Then a run that writes, and one that asks the vendors over a connection: those cannot be forked, so a sample of them.

Control: a program that asks whether there was memory only here and there."""
import os
import random
import subprocess

from box import GO_ON, Box, Tally, leftovers, options, put, scaled, snap

o = options(("kept", {}), ("top", {}), ("--plan", {"required": True}))
tally = Tally(o.control)
chance = random.Random(o.seed)
note = o.top + ".note"
CODES = {1, 2, 4, 5, 6, 7, 8, 9, 10}
failed = plain = sane = 0
ended = {"says so": 0, "does without": 0}


def env_of(program, **words):
    return dict({"ALLOC_" + k: str(v) for k, v in words.items()}, ALLOC_ARM=os.path.basename(program),
                LD_PRELOAD=os.environ["alloc_shim"],
                ASAN_OPTIONS="verify_asan_link_order=0:exitcode=99:handle_segv=0:handle_abort=0:allocator_may_return_null=1")


def fnv(text):
    h = 14695981039346656037
    for c in text:
        h = (h ^ c) * 1099511628211 & 0xffffffffffffffff
    return h


def judge(what, status, said, named, same, base):
    """One that ran out of memory: its end."""
    if os.WIFSIGNALED(status):
        return tally.fault("%s: killed by signal %d %s" % (what, os.WTERMSIG(status), said))
    code = os.WEXITSTATUS(status)
    if code == base and same:
        ended["does without"] += 1
    elif (code in CODES or code == base) and named:
        ended["says so"] += 1
    else:
        tally.fault("%s: exit %d, %s: %s" % (what, code, "the same words" if same else "other words", said[-200:]))


def every(box, program, args, begin, step, reads=True, **words):
    """All allocations of one command, each in a child of its own."""
    global failed
    before = snap(box.top)
    if os.path.exists(note):
        os.unlink(note)
    done = subprocess.run([program, *args], cwd=os.path.join(box.top, "work"), stdin=subprocess.DEVNULL, timeout=900,
                          env=dict(box.env, **env_of(program, NOTE=note, FROM=begin, STEP=step, **words)),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    known, total = {}, None
    with open(note, encoding="ascii") as f:
        for line in f:
            n, status, *rest = line.rstrip("\n").split(" ", 5)
            if n == "end":
                total = int(status)
                continue
            length, digest = int(rest[0]), rest[1]
            if length not in known:
                known[length] = "%x" % fnv(done.stdout[len(done.stdout) - length:]) if length <= len(done.stdout) else ""
            failed += 1
            judge("%s, allocation %s" % (" ".join(args), n), int(status), rest[3], rest[2] == "1", known[length] == digest, done.returncode)
    if total is None:
        tally.fault("%s: it did not come to its end (exit %d)" % (" ".join(args), done.returncode))
    if reads and snap(box.top) != before:
        tally.fault("%s: it has written" % " ".join(args))
        put(box.top, before)
    return total or 0


def one(box, args, n):
    """One run that cannot be forked."""
    global failed
    failed += 1
    return box.run(args, env_of(box.program, AT=n))


if o.control:
    box = Box(o.kept, o.top)
    every(box, os.environ["alloc_control"], [], 1, 1)
    tally.end("%d allocations failed: %d ended badly" % (failed, tally.bad))
box = Box(o.kept, o.top)
session = sorted(n for n in os.listdir(os.path.join(o.top, "home/.local/state/toolgap/sessions")))[0]
# a runbook that the build does not know already: one byte more
with open(os.path.join(os.environ["TOOLGAP_DATADIR"], "runbook.yaml"), "rb") as f:
    runbook = f.read() + b"\n"
with open(o.top + ".runbook.yaml", "wb") as f:
    f.write(runbook)
# a command, and whether on the files before or after
LOOKS = [(["runbook", "check", o.top + ".runbook.yaml"], "new"), (["check"], "new"), (["apply", o.plan, "-n"], "old"),
         (["remove", "googletagmanager", "-n"], "new"), (["undo", "-n"], "new"), (["find", "google", "--offline"], "new"),
         (["sessions", "show", session], "new"), (["due"], "new"),
         (["route", "--tenant", "ascend", "googletagmanager"], "new")]
for args, side in LOOKS:
    put(box.top, box.start if side == "old" else box.end)
    total = every(box, box.program, args, 1, max(1, 10 // scaled(10)))
    every(box, box.program, args, 4, max(7, 70 // scaled(10)), ALL=1)
    print("%s: %d allocations; %d faults so far" % (" ".join(args[:2]), total, tally.bad), flush=True)
plain = failed
if os.environ.get("sanitized"):
    for args, side in LOOKS:
        put(box.top, box.start if side == "old" else box.end)
        every(box, os.environ["sanitized"], args, 1 + o.seed % 53, 53 * 10 // scaled(10))
sane = failed - plain
# a run that writes
box.fresh()
total = every(box, box.program, GO_ON, 1 << 40, 1, reads=False)
for _ in range(scaled(250, 20)):
    n = chance.randrange(1, total + 1)
    box.fresh()
    rc, out, err = one(box, GO_ON, n)
    at = box.side() if rc == 0 else None
    then = box.settle(over=True)
    if rc < 0 or rc == 99 or then not in ("old", "new") or rc == 0 and at != "new" or rc and "memory" not in out + err:
        tally.fault("the walk, allocation %d: exit %d, files %s: %s" % (n, rc, then, err.strip()[-200:]))
# one that asks: nothing is kept of it
put(box.top, box.start)
ask = ["plan", "Google Tag Manager", "--tenant", "ascend,kahuna", "--path", "D", "--short", "gtm", "--oauth-app", "managed"]
before = snap(box.top)
base = box.run(ask)
total = every(box, box.program, ask, 1 << 40, 1)
for _ in range(scaled(250, 20)):
    n = chance.randrange(1, total + 1)
    rc, out, err = one(box, ask, n)
    if rc < 0 or rc == 99 or not (rc == base[0]) and "memory" not in out + err:
        tally.fault("plan, allocation %d: exit %d: %s" % (n, rc, err.strip()[-200:]))
if snap(box.top) != before:
    tally.fault("plan: it has written")
tally.end("%d allocations failed, %d of them under AddressSanitizer%s: %d ended badly (%d said so, %d did without)" %
          (failed, sane, "" if sane else " (./dev prove builds that)", tally.bad, ended["says so"], ended["does without"]))
