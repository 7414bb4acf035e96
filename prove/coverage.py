# SPDX-License-Identifier: MIT
"""coverage.py SOURCE BUILD [--gaps FILE]: what gcov counted, by room and for the files of prove/core.

A line that cannot be reached says so, with the reason, in a comment that begins with "never:"; the line, or the one below
a comment that stands alone, is left out of the count, and so counted.
"""
import collections
import gzip
import json
import os
import subprocess
import sys
import tempfile

LINES, BRANCHES = 95.0, 90.0


def count(src, build):
    """{path: {line: (runs, [runs of each branch])}}, merged over all objects; a header's lines are its own."""
    all_files = collections.defaultdict(dict)
    notes = []
    for folder, _, names in os.walk(build):
        notes += [os.path.join(folder, n) for n in names if n.endswith(".gcno")]
    with tempfile.TemporaryDirectory() as tmp:
        for i in range(0, len(notes), 40):
            subprocess.run(["gcov", "-b", "-c", "--json-format", "--hash-filenames", *notes[i:i + 40]], cwd=tmp,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in os.listdir(tmp):
            with gzip.open(os.path.join(tmp, name)) as f:
                told = json.load(f)
            for one in told["files"]:
                path = os.path.relpath(os.path.realpath(os.path.join(told["current_working_directory"], one["file"])), src)
                if not path.startswith(("src/", "ui/")):
                    continue
                lines = all_files[path]
                for at in one["lines"]:
                    runs, branches = at["count"], [b["count"] for b in at["branches"]]
                    had = lines.get(at["line_number"])
                    if had:
                        runs += had[0]
                        if len(had[1]) == len(branches):
                            branches = [a + b for a, b in zip(had[1], branches)]
                        else:
                            branches = had[1] + branches
                    lines[at["line_number"]] = (runs, branches)
    return all_files


def never(src, path):
    """The lines that say that they cannot be reached."""
    out = set()
    with open(os.path.join(src, path)) as f:
        for n, line in enumerate(f, 1):
            if "/* never:" in line:
                out.add(n)
                if line.lstrip().startswith("/*"):
                    out.add(n + 1)
    return out


def percent(a, b):
    return 100.0 * a / b if b else 100.0


def main():
    src, build = sys.argv[1:3]
    files = count(src, build)
    if not files:
        print("= nothing was counted")
        return 1
    core = [x.split()[0] for x in open(src + "/prove/core") if not x.startswith("#")]
    total, left_out, rows = collections.Counter(), 0, {}
    for path, lines in files.items():
        skip = never(src, path)
        left_out += len(skip & set(lines))
        c = collections.Counter()
        for n, (runs, branches) in lines.items():
            if n in skip:
                continue
            c["l"] += 1
            c["lc"] += runs > 0
            c["b"] += len(branches)
            c["bc"] += sum(b > 0 for b in branches)
        rows[path] = c
        for room in (path.rsplit("/", 1)[0], "all"):
            for k in c:
                total[room, k] += c[k]
    if len(sys.argv) > 4 and sys.argv[3] == "--gaps":
        for path in sorted(p for p in files if sys.argv[4] in p):
            text = open(os.path.join(src, path)).read().split("\n")
            skip = never(src, path)
            for n, (runs, branches) in sorted(files[path].items()):
                dry = sum(b == 0 for b in branches)
                if n not in skip and (not runs or dry):
                    print("%s:%d: %s %s" % (path, n, "never run" if not runs else "%d of %d branches dry" %
                                            (dry, len(branches)), text[n - 1].strip()))
        return 0
    for room in sorted({r for r, _ in total} - {"all"}):
        print("%-14s lines %5.1f %%  branches %5.1f %%" % (room, percent(total[room, "lc"], total[room, "l"]),
                                                         percent(total[room, "bc"], total[room, "b"])))
    short = 0
    cc = collections.Counter()
    for path in core:
        c = rows.get(path, collections.Counter({"l": 1}))
        cc.update(c)
        if c["lc"] < c["l"] or c["bc"] < c["b"]:
            short += 1
            print("short %-28s lines %5.1f %% (%d left)  branches %5.1f %% (%d left)" % (
                path, percent(c["lc"], c["l"]), c["l"] - c["lc"], percent(c["bc"], c["b"]), c["b"] - c["bc"]))
    lines, branches = percent(total["all", "lc"], total["all", "l"]), percent(total["all", "bc"], total["all", "b"])
    print("= lines %.1f %% (95 wanted), branches %.1f %% (90), core %.1f %% and %.1f %% (100): %d of %d files whole, "
          "%d lines left out" % (lines, branches, percent(cc["lc"], cc["l"]), percent(cc["bc"], cc["b"]),
                                 len(core) - short, len(core), left_out))
    log = os.path.join(build, "log")
    failed = any("# FAIL:  0" not in x and x.startswith("# FAIL:") for x in open(log)) if os.path.exists(log) else False
    return 0 if lines >= LINES and branches >= BRANCHES and not short and not failed else 1


sys.exit(main())
