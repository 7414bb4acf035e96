# SPDX-License-Identifier: MIT
"""mutate.py SOURCE BUILD: see mutate.sh.

A mutant is one source file with one token changed. It is compiled alone and linked in front of the archive, so that the
linker takes it and leaves the good one out; then its module's tests run, until one fails. AddressSanitizer goes with it,
for a memory that is never given back, or is read beyond its end, is a fault, too; not in the crash test, where it would
take too long. prove/mutants.same names the
mutants that no test can tell from the original, each with the reason: they are left out of the count.
"""
import argparse
import collections
import concurrent.futures
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CRASH = "crash.sh"
WATCH = "-fsanitize=address"
# Calls whose answer decides, or which make a thing last: they are made to have said that all is well.
CHECKS = r"fsync|fdatasync|disk_sync_dir|disk_sync|fchmod|fchown|close|store_write|still|dress|flock|memcmp|strcmp"
RULES = [
    ("compare", re.compile(r"(?<![=!<>&|+\-*/%^])==(?!=)"), "!="),
    ("compare", re.compile(r"!=(?!=)"), "=="),
    ("compare", re.compile(r"(?<![<\-])<=(?!=)"), "<"),
    ("compare", re.compile(r"(?<![>\-])>=(?!=)"), ">"),
    ("compare", re.compile(r"(?<= )<(?= )"), "<="),
    ("compare", re.compile(r"(?<= )>(?= )"), ">="),
    ("logic", re.compile(r"&&"), "||"),
    ("logic", re.compile(r"\|\|"), "&&"),
    ("off by one", re.compile(r"(?<=[\w\])]) \+ 1\b(?!\.)"), ""),
    ("off by one", re.compile(r"(?<=[\w\])]) - 1\b(?!\.)"), ""),
    ("negate", re.compile(r"\bif \((?=[^;]*\)\n)"), "if (!"),
    ("return", re.compile(r"\breturn -1;"), "return 0;"),
    ("return", re.compile(r"\breturn 0;"), "return -1;"),
    ("return", re.compile(r"\breturn 1;"), "return 0;"),
    ("drop check", re.compile(r"(?<![\w.>])(?<!int )(?:%s)\((?=[^()]*(?:\([^()]*\)[^()]*)*\))" % CHECKS), "CALL"),
    ("drop call", re.compile(r"(?<=\n)(\t+)[a-z_]+\([^;{}]*\);(?=\n)"), "STATEMENT"),
]

Mutant = collections.namedtuple("Mutant", "path line rule at end text")


def blanked(s):
    """The code with comments, strings and lines of the preprocessor blanked, of the same length."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#(?:\\\n|[^\n])*',
                         re.S | re.M)
    return pattern.sub(lambda m: re.sub(r"[^\n]", "\x01", m.group()), s)


def closing(s, at):
    """Behind the parenthesis that closes the one in front of at."""
    depth = 1
    while depth and at < len(s):
        depth += {"(": 1, ")": -1}.get(s[at], 0)
        at += 1
    return at


def mutants_of(path, s):
    code = blanked(s)
    for rule, pattern, to in RULES:
        for m in pattern.finditer(code):
            at, end, text = m.start(), m.end(), to
            if to == "if (!":
                close = closing(code, end)
                text, end = "if (!(%s))" % s[end:close - 1], close
            elif to == "CALL":
                end = closing(code, end)
                before = code[:at].rstrip(" \t")
                if before.endswith(("\n", "(void)")) or code[end:end + 1] == "\n":
                    continue  # a statement: "drop call" has it; or a definition
                text = "0"
            elif to == "STATEMENT":
                text = m.group(1) + ";"
            yield Mutant(path, s.count("\n", 0, at) + 1, rule, at, end, text)
    # functions that come back at once
    for m in re.finditer(r"^(?:static )?(?:const )?(int|void|size_t) \w+\([^;{}]*\)\n\{\n", code, re.M):
        text = {"int": "\treturn 0;\n", "size_t": "\treturn 0;\n", "void": "\treturn;\n"}[m.group(1)]
        yield Mutant(path, s.count("\n", 0, m.end()), "early", m.end(), m.end(), text)


def line_of(s, m):
    """The changed line, blanks squeezed: by this and its rule a mutant is known, whatever line it has come to."""
    begin = s.rfind("\n", 0, m.at + (1 if m.rule == "drop call" else 0)) + 1
    if m.rule == "early":
        begin = s.rfind("\n", 0, s.rfind("\n", 0, m.at - 1)) + 1
        return re.sub(r"\s+", " ", s[begin:m.at]).strip() + " return early"
    stop = s.find("\n", m.end)
    return re.sub(r"\s+", " ", s[begin:m.at] + "[" + s[m.at:m.end] + "->" + m.text + "]" + s[m.end:stop]).strip()


class Build:
    def __init__(self, src, top):
        self.src, self.top = src, top
        self.make = dict(re.findall(r"^(\w+) = (.*)$", open(top + "/Makefile").read(), re.M))
        self.tmp = tempfile.mkdtemp(prefix="toolgap-mutate-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)

    def words(self, *names):
        return " ".join(self.make.get(n, "") for n in names).replace("'", "").split()

    def compile(self, source, out, *more):
        return subprocess.run(
            [*self.words("CC"), "-w", *more, "-DHAVE_CONFIG_H", "-D_GNU_SOURCE", "-D_FILE_OFFSET_BITS=64", "-I" + self.top,
             "-I" + self.src + "/src", '-DPKGDATADIR=""', '-DLOCALEDIR=""',
             *self.words("CJSON_CFLAGS", "CURL_CFLAGS", "YAML_CFLAGS", "MD_CFLAGS", "DEV_CFLAGS"), "-fPIE", "-O1", "-c",
             "-o", out, source], stderr=subprocess.DEVNULL).returncode == 0

    def link(self, program, mutant, out, *more):
        return subprocess.run(
            [*self.words("CC"), *more, *self.words("DEV_CFLAGS"), "-o", out, "%s/tests/%s.o" % (self.top, program), mutant,
             *[self.top + "/" + a for a in ("libui.a", "libtoolgap.a")],
             *self.words("CMOCKA_LIBS", "CJSON_LIBS", "YAML_LIBS", "MD_LIBS", "LIBINTL", "CURSES_LIBS", "LIBS")],
            stderr=subprocess.DEVNULL).returncode == 0

    def run(self, argv, box, limit, first_fault=False):
        """1 when it fails, or takes too long."""
        home = box + "/home"
        os.makedirs(home, exist_ok=True)
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": home, "TMPDIR": box, "srcdir": self.src,
               "TOOLGAP_DATADIR": self.src + "/data", "CMOCKA_MESSAGE_OUTPUT": "TAP", "APPLY_TOOL": box + "/apply-tool",
               "CRASH_SHIM": self.top + "/tests/crash-shim.so",
               "ASAN_OPTIONS": "hard_rss_limit_mb=1000:max_allocation_size_mb=500:verify_asan_link_order=0"}
        for name in "CONFIG STATE CACHE DATA".split():
            env["XDG_%s_HOME" % name] = "%s/%s" % (home, name)

        def limits():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))

        p = subprocess.Popen(argv, cwd=box, env=env, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE if first_fault else subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True, preexec_fn=limits)
        try:
            if first_fault:
                timer = __import__("threading").Timer(limit, lambda: os.killpg(p.pid, signal.SIGKILL))
                timer.start()
                bad = any(line.startswith(b"not ok") for line in p.stdout)
                timer.cancel()
                if bad:
                    return 1
                return p.wait() != 0
            return p.wait(timeout=limit) != 0
        except subprocess.TimeoutExpired:
            return 1
        finally:
            try:
                os.killpg(p.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            p.wait()


def judge(build, tests, limits, text, path, number):
    """The name of the test that saw it, "" when none did, None when it does not compile."""
    box = "%s/%d" % (build.tmp, number)
    os.makedirs(box)
    try:
        source = box + "/" + os.path.basename(path)
        with open(source, "w") as f:
            f.write(text)
        if not build.compile(source, box + "/watched.o", WATCH):
            return None
        for test in tests:
            if test == CRASH:
                if not build.compile(source, box + "/mutant.o") or not build.link("apply-tool", box + "/mutant.o", box + "/apply-tool"):
                    return None
                argv = ["sh", build.src + "/tests/crash.sh"]
            else:
                if not build.link(test, box + "/watched.o", box + "/" + test, WATCH):
                    return None
                argv = [box + "/" + test]
            if build.run(argv, box, limits[test], test == CRASH):
                return test
        return ""
    finally:
        shutil.rmtree(box, ignore_errors=True)


def main():
    ap = argparse.ArgumentParser(prog="mutate.sh")
    ap.add_argument("src")
    ap.add_argument("top")
    ap.add_argument("--control", action="store_true", help="tests of something else")
    ap.add_argument("--all", action="store_true", help="every mutant")
    ap.add_argument("--seed", type=int, default=8)
    ap.add_argument("--count", type=int, default=0, help="how many")
    ap.add_argument("--file", default="", help="only files with this in their path")
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("--list", action="store_true", help="name the mutants, do nothing")
    o = ap.parse_args()
    scale = float(os.environ.get("PROVE_SCALE", "1") or 1)
    count = o.count or max(10, int(40 * scale))
    same = set()
    listed = o.src + "/prove/mutants.same"
    if os.path.exists(listed):
        for line in open(listed):
            if line.strip() and not line.startswith(("#", "\t")):
                same.add(line.strip())

    modules = {}
    for line in open(o.src + "/prove/core"):
        if not line.startswith("#"):
            modules[line.split()[0]] = line.split()[1:]
    text, every, excused = {}, [], 0
    for path in sorted(modules):
        if o.file not in path:
            continue
        with open(o.src + "/" + path) as f:
            text[path] = f.read()
        for m in mutants_of(path, text[path]):
            if "%s: %s: %s" % (path, m.rule, line_of(text[path], m)) in same:
                excused += 1
            else:
                every.append(m)
    if o.list:
        for m in every:
            print("%s:%d: %s: %s" % (m.path, m.line, m.rule, line_of(text[m.path], m)))
        print("= %d mutants" % len(every))
        return 0
    chosen = every
    if o.control:
        o.seed, count = 8, 12
    if not o.all and len(every) > count:
        chosen = random.Random(o.seed).sample(every, count)
    print("seed %d: %d of %d mutants; %d that no test can see are left out" % (o.seed, len(chosen), len(every), excused))

    build = Build(o.src, o.top)
    try:
        # how long each test takes when nothing is wrong
        tests = {p: ["t-map"] if o.control else t for p, t in modules.items()}
        limits = {}
        for test in sorted({t for p in text for t in tests[p]}):
            began = time.monotonic()
            box = build.tmp + "/plain"
            os.makedirs(box, exist_ok=True)
            if test == CRASH:
                shutil.copy(o.top + "/tests/apply-tool", box + "/apply-tool")
                bad = build.run(["sh", o.src + "/tests/crash.sh"], box, 300, True)
            else:
                bad = build.run([o.top + "/tests/" + test], box, 300)
            if bad:
                print("= %s fails before anything is broken" % test)
                return 1
            limits[test] = 3 + 6 * (time.monotonic() - began)
        seen, total, useless, survivors = collections.Counter(), collections.Counter(), 0, []
        by = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
            jobs = {}
            for i, m in enumerate(chosen):
                s = text[m.path]
                jobs[pool.submit(judge, build, tests[m.path], limits, s[:m.at] + m.text + s[m.end:], m.path, i)] = m
            for job in concurrent.futures.as_completed(jobs):
                m, who = jobs[job], job.result()
                if who is None:
                    useless += 1
                    continue
                total[m.path] += 1
                if who:
                    seen[m.path] += 1
                    by[who] += 1
                else:
                    survivors.append(m)
                    print("alive %s:%d" % (m.path, m.line), flush=True)
        for m in sorted(survivors):
            print("%s: %s: %s" % (m.path, m.rule, line_of(text[m.path], m)))
        for path in sorted(total):
            print("%5.1f %%  %4d of %4d  %s" % (100 * seen[path] / total[path], seen[path], total[path], path))
        print("seen by:", ", ".join("%s %d" % x for x in by.most_common()))
        n, k = sum(total.values()), sum(seen.values())
        score = 100 * k / n if n else 0
        print("= %d mutants, %.1f %% seen (90 wanted), %d do not compile" % (n, score, useless))
        return 0 if score >= 90 else 1
    finally:
        shutil.rmtree(build.tmp, ignore_errors=True)


sys.exit(main())
