# SPDX-License-Identifier: MIT
"""eight: eight runs of one plan begin at the same moment, a hundred times.

One writes. Each of the others says 7 and names the process that writes, or it comes when all is done and finds nothing to do.
The winner takes its time over every rename, so that the others do meet it. Never two writers, never a file that is torn.

Control: a lock that everybody has."""
import os
import re
import subprocess

from box import Box, Tally, leftovers, options, scaled, snap

o = options(("kept", {}), ("top", {}), ("--plan", {"required": True}))
tally = Tally(o.control)
apply = ["apply", o.plan, "--no-input", "--yes"]
box = Box(o.kept, o.top, go_on=apply)
rounds, N = scaled(100, 5), 8
wrote = turned = late = 0
for i in range(rounds):
    box.fresh()
    env = dict(box.env, **box.crash(SLOW=1500, **({"NOLOCK": 1} if o.control else {})))
    crowd = [subprocess.Popen([box.program, *apply], cwd=os.path.join(box.top, "work"), env=env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
             for _ in range(N)]
    ended = []
    for run in crowd:
        said = run.communicate()[0].decode("utf-8", "replace")
        ended.append((run.pid, run.returncode, said))
    winners = [pid for pid, rc, said in ended if rc == 0 and "all or none" in said]
    wrote += len(winners)
    if len(winners) != 1:
        tally.fault("round %d: %d runs say they have written" % (i, len(winners)))
    for pid, rc, said in ended:
        if rc == 7:
            turned += 1
            owner = re.search(r"process (\d+) of", said)
            if not owner or winners and int(owner[1]) not in [p for p, _, _ in ended]:
                tally.fault("round %d: turned away, and nobody is named: %s" % (i, said.strip()[-200:]))
        elif rc == 0 and pid not in winners:
            late += 1
        elif rc != 0:
            tally.fault("round %d: exit %d: %s" % (i, rc, said.strip()[-200:]))
    tree = snap(box.top)
    if box.side(tree) != "new" or leftovers(tree):
        tally.fault("round %d: files %s %s" % (i, box.side(tree), leftovers(tree)))
if not turned:
    tally.fault("nobody ever met another")
tally.end("%d times %d at once: %d wrote, %d were turned away with 7 and the owner's name, %d came when all was done; %d faults" %
          (rounds, N, wrote, turned, late, tally.bad))
