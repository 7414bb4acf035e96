# SPDX-License-Identifier: MIT
"""bombs.py: what grows when it is read, through each parser and through the program; CPU time and memory are measured."""
import argparse, os, resource, sys

CPU, MEMORY = 0.1, 32 << 20  # beyond what an empty input takes


def bombs():
    """name, target, bytes. Behind the first byte or line of a target is the file itself (fuzz/*.c says which)."""
    million, alias = 1000000, "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(10))
    deep = "[" * million
    members = "{" + ",".join(f'"k{i}":{i}' for i in range(120000)) + "}"
    for target, head in (("json", ""), ("jsonc", "\0"), ("client", "\0\0"), ("plan", "J"), ("session", ""), ("composio", "0@\n=200\n"), ("mcp", "0@\n=200 e\ndata: ")):
        yield "a million brackets", target, head + deep
        yield "brackets that close", target, head + "[" * 100000 + "]" * 100000
        yield "objects in objects", target, head + '{"a":' * 200000
        yield "a number of 100,000 digits", target, head + '{"a":' + "9" * 100000 + "}"
        yield "a text that does not end", target, head + '{"a":"' + "x" * million
        yield "a million escapes", target, head + '{"a":"' + "\\u0041" * 160000 + '"}'
        yield "the same key again and again", target, head + "{" + ",".join(['"k":1'] * 150000) + "}"
    yield "900,000 values", "json", "[0" + ",0" * 900000 + "]"
    for target, head in (("yaml", ""), ("runbook", ""), ("clients", ""), ("settings", ""), ("capability", "\0x\n")):
        yield "nine to the tenth aliases", target, head + alias
        yield "an alias of itself", target, head + "a: &a [*a]\n"
        yield "brackets", target, head + "[" * 200000
        yield "braces", target, head + "{a: " * 60000
        yield "indented deeper and deeper", target, head + "".join(" " * i + "a:\n" for i in range(700))
        yield "ten megabytes", target, head + "a: " + "x" * 10000000
    for target, head in (("toml", "\0"), ("client", "\x05\0")):
        yield "brackets", target, head + "a = " + "[" * 400000
        yield "braces", target, head + "a = " + "{a=" * 200000
        yield "a key of 100,000 dots", target, head + "a." * 100000 + "b = 1\n"
        yield "30,000 tables", target, head + "".join(f"[t.t{i}]\n" for i in range(30000))
        yield "the same table again and again", target, head + "[t]\n" * 100000
    yield "a row of 200,000 pipes", "registry", "\0x\n| toolkit_slug " + "|" * 200000 + "\n"
    yield "200,000 rows without cells", "registry", "\0x\n| toolkit_slug | vendor |\n|---|---|\n" + "|\n" * 200000
    yield "50,000 comments that open", "registry", "\0x\n" + "<!-- " * 50000
    yield "100,000 backticks", "registry", "\0x\n| toolkit_slug | vendor |\n|---|---|\n| " + "`" * 100000 + " |\n"
    yield "backticks of all lengths", "registry", "\0x\n| toolkit_slug | vendor | mcp_server (a) | tool_prefix | status | notes |\n|---|---|---|---|---|---|\n| a | b | c | d | e | " + " ".join("`" * i for i in range(1, 250)) + " |\n"
    yield "a megabyte of quotes", "options", "'" * million
    yield "a megabyte of escapes", "text", "\x1b" * 200000
    yield "a megabyte of marks", "text", "a" + "\u0301" * 300000
    yield "100,000 credentials", "secrets", "\0x\n" + "ghp_0123456789abcdefghij0123456789abcdef\n" * 20000
    yield "half a key again and again", "secrets", "\0x\n" + "-----BEGIN " * 100000
    yield "a journal of fields", "undo", "N1:9" * 200000
    yield "answers without a value", "answers", "provider:\n" * 200000
    yield "a name without an end", "dotenv", "A" * million
    yield "a catalog that claims more", "catalog", "toolgap-catalog/1\nsource: composio\nentries: 99999999999\n\n" + "a\t\t\t\t\t\t\n" * 100000


def measured(command, cwd=None, env=None):
    """CPU seconds, bytes at most, how it ended."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.dup2(0, 1)
        os.dup2(0, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        if cwd:
            os.chdir(cwd)
        os.execve(command[0], command, env or os.environ)
    _, status, used = os.wait4(pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, status


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--seed")
    a.add_argument("--control", action="store_true")
    a.add_argument("replay")
    a.add_argument("folder")
    a.add_argument("work")
    args = a.parse_args()
    path = os.path.join(args.folder, "bomb")
    n = bad = 0
    worst = (0, 0, "")
    base = {}

    def one(name, target, data):
        nonlocal n, bad, worst
        with open(path, "wb") as f:
            f.write(data)
        limit = CPU * (3 if target in ("composio", "mcp") else 1)  # such an answer is dealt out several times
        for _ in range(3):  # another program may have been in the way
            cpu, memory, status = measured([args.replay, target, path])
            if cpu <= limit:
                break
        if target not in base:
            empty = path + ".empty"
            open(empty, "wb").close()
            base[target] = measured([args.replay, target, empty])
        cpu -= base[target][0]
        memory -= base[target][1]
        n += 1
        worst = max(worst, (cpu, memory, f"{target}: {name}"))
        if os.environ.get("PROVE_SAY"):
            print(f"{cpu:6.3f} s {memory >> 20:4d} MiB {status} {target}: {name}, {len(data)} bytes")
        # the bytes themselves are there twice: read by the harness, and copied by an edit
        if status or cpu > limit * slack or memory > MEMORY + 4 * len(data):
            bad += 1
            print(f"BROKEN: {target}: {name}: {cpu:.3f} s, {memory >> 20} MiB" + (f", ended by {status}" if status else ""))

    slack = float(os.environ.get("PROVE_SLOW", "1"))
    if args.control:
        # python's own reader of YAML, which follows aliases only as far as they go, and its JSON, which recurses
        code = "import json,sys; sys.setrecursionlimit(10**8); json.loads(open(sys.argv[1]).read())"
        with open(path, "w") as f:
            f.write("[" * 10000000)
        cpu, memory, status = measured([sys.executable, "-c", code, path])
        empty = measured([sys.executable, "-c", "0"])
        cpu, memory = cpu - empty[0], memory - empty[1]
        caught = bool(status) or cpu > CPU or memory > MEMORY + (4 << 20)
        print(f"= a reader without limits: {'found out' if caught else 'not found out'} ({cpu:.3f} s, {memory >> 20} MiB, ended with {status})")
        return 1 if caught else 0
    for name, target, data in bombs():
        one(name, target, data.encode("utf-8"))
    print(f"{n} bombs through the parsers, {bad} broken; the slowest took {worst[0]:.3f} s: {worst[2]}")
    # and in the places where the program finds them
    for place, data in ((".mcp.json", "[" * 1000000), (".codex/config.toml", "a = " + "[" * 400000), ("toolgap.yaml", "a: &a [*a]\n" * 1000),
                        ("toolgap.yaml", "[" * 200000), ("docs/composio/toolkit-registry.md", "|" * 1000000), (".mcp.json", "x" * 10000000)):
        file = os.path.join(args.work, place)
        with open(file, "rb") as f:
            old = f.read()
        for words in (["check"], ["plan", "Gmail", "--tenant", "ascend"], ["find", "mail"]):
            with open(file, "w") as f:
                f.write(data)
            cpu, memory, status = measured([os.environ["TOOLGAP"], *words], args.work)
            n += 1
            if os.WIFSIGNALED(status) or cpu > 1 * slack or memory > 128 << 20:
                bad += 1
                print(f"BROKEN: {' '.join(words)} with {place}: {cpu:.3f} s, {memory >> 20} MiB, {status}")
        with open(file, "wb") as f:
            f.write(old)
    print(f"= {n} bombs, {bad} broken, the slowest parser {worst[0]:.3f} s")
    return 1 if bad else 0


sys.exit(main())
