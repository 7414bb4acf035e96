# SPDX-License-Identifier: MIT
"""clients.py BUILD PEERS ROUNDS: a 36 MB file beside node and jq, and one server into five clients beside other tools.

Started by clients.sh. Rows of JSON to stdout, what each tool did to the files to stderr. Each figure is the median of ROUNDS
runs; the tools take turns, so that a busy machine is busy for all of them.
"""
import difflib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

build, peers = map(os.path.abspath, sys.argv[1:3])
data = os.environ["TOOLGAP_DATADIR"]
ROUNDS = int(sys.argv[3])
tmp = tempfile.mkdtemp(prefix="bench-clients-")
bare = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "PIPEDREAM_", "COMPOSIO_", "npm_"))}


def ratio(ours, theirs):
    return statistics.median(a / b for a, b in zip(ours, theirs))


def row(what, peer, ours, theirs, limit):
    """In the order and form of common.sh; milliseconds."""
    r = ratio(ours, theirs) if theirs else None
    print(json.dumps({"row": "clients", "what": what, "peer": peer, "unit": "ms", "ours": round(statistics.median(ours), 1),
                      "theirs": round(statistics.median(theirs), 1) if theirs else None, "ratio": round(r, 3) if theirs else None,
                      "limit": limit, "reached": r <= limit if theirs and limit else None, "runs": len(ours)},
                     ensure_ascii=False, separators=(",", ":")), flush=True)


def big_file(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write('{\n  "mcpServers": {')
        for i in range(100000):
            f.write('%s\n    "server-%06d": {\n      "type": "http",\n      "url": "https://mcp-%06d.example.com/v1/mcp?team=%d",\n'
                    '      "headers": {\n        "Authorization": "Bearer ${TOKEN_%06d}",\n        "x-environment": "production",\n'
                    '        "x-external-user-id": "tenant-%d",\n        "x-app-slug": "app_%06d",\n'
                    '        "x-note": "%s"\n      }\n    }' % ("," if i else "", i, i, i % 977, i, i % 31, i, "n" * 43))
        f.write("\n  }\n}\n")


def large():
    path = os.path.join(tmp, "large.mcp.json")
    big_file(path)
    node = ("const a=process.hrtime.bigint();const s=require('fs').readFileSync(process.argv[1],'utf8');"
            "const b=process.hrtime.bigint();JSON.parse(s);console.log(Number(b-a)/1e6,Number(process.hrtime.bigint()-b)/1e6)")
    what = "one entry into .mcp.json, %.0f MB, 100,000 servers: read, put in, proved" % (os.path.getsize(path) / 1e6)
    ours, theirs, jq = [], [], []
    for _ in range(ROUNDS):
        ours.append(sum(float(x) for x in subprocess.check_output(
            [build + "/tests/bench-put", data + "/clients.yaml", path, "1"]).split()))
        if shutil.which("node"):
            theirs.append(sum(float(x) for x in subprocess.check_output(["node", "-e", node, path]).split()))
        if shutil.which("jq"):
            begun = time.monotonic()
            subprocess.run(["jq", ".", path], check=True, stdout=subprocess.DEVNULL)
            jq.append((time.monotonic() - begun) * 1e3)
    row(what, "node: read, JSON.parse" if theirs else "node: not here", ours, theirs, 0.3)
    row(what, "jq ." if jq else "jq: not here", ours, jq, None)


# ---- one server with five headers into five clients

MCP = '{\n\t"mcpServers": {\n\t\t"keep": {\n\t\t\t"type": "http",\n\t\t\t"url": "https://keep.example/mcp"\n\t\t}\n\t}\n}\n'
CURSOR = '{ "mcpServers": { "keep": { "url": "https://keep.example/mcp" } } }\n'
VSCODE = ('// the team\'s servers\n{\n  "inputs": [], // none yet\n  "servers": {\n    // Ana needs this one\n    "keep": {\n'
          '      "type": "http", /* not sse */\n      "url": "https://keep.example/mcp", // behind the VPN\n    },\n  },\n}\n')
CODEX = ('# ours\nmodel = "gpt-5-codex"   # the large one\n\n[mcp_servers.keep] # behind the VPN\n'
         'url = \'https://keep.example/mcp\'\n# the end\n')
WINDSURF = '{"mcpServers":{"keep":{"serverUrl":"https://keep.example/mcp"}}}'
FILES = {"work/.mcp.json": MCP, "work/.cursor/mcp.json": CURSOR, "work/.vscode/mcp.json": VSCODE,
         "work/.codex/config.toml": CODEX, "home/.codeium/windsurf/mcp_config.json": WINDSURF}
URL = "https://remote.mcp.pipedream.net/v3"
NAME = "pipedream-gtm-ascend"
HEADERS = ["Authorization: Bearer ${PIPEDREAM_OAUTH_BEARER}", "x-pd-project-id: ${PIPEDREAM_PROJECT_ID}",
           "x-pd-environment: production", "x-pd-external-user-id: ascend", "x-pd-app-slug: google_tag_manager"]
box = os.path.join(tmp, "box")
work, home = box + "/work", box + "/home"


def fresh():
    shutil.rmtree(box, ignore_errors=True)
    for name, text in FILES.items():
        os.makedirs(os.path.dirname(os.path.join(box, name)), exist_ok=True)
        with open(os.path.join(box, name), "w", encoding="utf-8") as f:
            f.write(text)


def run(commands, env):
    """Wall time and the largest resident set of a list of commands, one after the other."""
    wall = rss = 0
    for argv in commands:
        start = time.monotonic()
        with open(os.path.join(tmp, "said"), "ab") as said:
            p = subprocess.Popen(argv, cwd=work, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
            _, status, usage = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
        wall += time.monotonic() - start
        rss = max(rss, usage.ru_maxrss)
        if p.returncode:
            raise SystemExit("%s: %d\n%s" % (argv, p.returncode, open(os.path.join(tmp, "said"), errors="replace").read()[-2000:]))
    return wall, rss


def judged():
    """What a tool did to each file: comments kept, old lines that are gone, whether the reference is the client's own."""
    comments = re.compile(r"//[^/].*?$|/\*.*?\*/|(?<![\w'\"])#.*?$", re.M)
    out = []
    for name, old in FILES.items():
        path = os.path.join(box, name)
        new = open(path, encoding="utf-8").read()
        # an address holds "//" too
        count = lambda s: len(comments.findall(re.sub(r"https?://", "", s)))
        gone = sum(line.startswith("- ") for line in difflib.ndiff(old.splitlines(), new.splitlines()))
        client = name.split("/")[1]
        want = {".mcp.json": '"Bearer ${PIPEDREAM_OAUTH_BEARER}"', ".cursor": "${env:PIPEDREAM_OAUTH_BEARER}",
                ".vscode": "${env:PIPEDREAM_OAUTH_BEARER}", ".codex": 'bearer_token_env_var = "PIPEDREAM_OAUTH_BEARER"',
                ".codeium": "${env:PIPEDREAM_OAUTH_BEARER}"}[client]
        out.append((name.split("/", 1)[1], "%d of %d" % (count(new) if count(old) else 0, count(old)) if count(old) else "none there",
                    gone, "yes" if want in new else "no" if NAME in new else "not written"))
    return out


def sandbox():
    fixtures = os.path.join(tmp, "fixtures")
    shutil.copytree(data + "/sandbox", fixtures)
    accounts = fixtures + "/pipedream-accounts.json"
    text = open(accounts, encoding="utf-8").read().replace('"app": "google_sheets"', '"app": "google_tag_manager"')
    open(accounts, "w", encoding="utf-8").write(text)
    p = subprocess.Popen([build + "/toolgap-sandbox", "--data", fixtures, "--with-parent"], stdout=subprocess.PIPE, text=True)
    env = dict(bare, HOME=home, no_proxy="127.0.0.1")
    for line in p.stdout:
        if line == "\n":
            break
        key, value = line.rstrip("\n").split("=", 1)
        env[key] = value
    env["PIPEDREAM_MCP_URL_SEEN"] = env["PIPEDREAM_MCP_URL"]
    return p, env


def five():
    p, env = sandbox()
    other = dict(bare, HOME=home)
    bins = os.path.join(peers, "node_modules/.bin/")
    version = lambda name: json.load(open(os.path.join(peers, "node_modules", name, "package.json")))["version"]
    toolgap = build + "/toolgap"
    plan = os.path.join(tmp, "plan.json")
    answers = os.path.join(tmp, "answers")
    open(answers, "w").write("new-registry: yes\ncomposio-candidate: none\npath: D\noauth: managed\nconnect: pending\nconfirm: yes\n")
    header = [x for h in HEADERS for x in ("--header", h)]
    add = [bins + "add-mcp", URL, "--name", NAME, "--transport", "http", "-y"] + header
    jobs = {
        "toolgap: the whole walk, catalogs asked": ([[toolgap, "wizard", "Google Tag Manager", "--ui=none", "--tenant", "ascend",
                                                     "--answers", answers]], env),
        "toolgap apply of a plan": ([[toolgap, "apply", plan]], env),
        "add-mcp " + version("add-mcp"): ([add + ["-a", "claude-code", "-a", "cursor", "-a", "vscode", "-a", "codex"],
                                           add + ["-g", "-a", "windsurf"]], other),
        "install-mcp " + version("install-mcp"): ([[bins + "install-mcp", URL, "--name", NAME, "--client", c, "--oauth", "no", "-y"] +
                                                   (["--local"] if c != "windsurf" else []) + header
                                                   for c in ("claude-code", "cursor", "vscode", "codex", "windsurf")], other),
    }
    figures = {name: [] for name in jobs}
    tables = {}
    for i in range(ROUNDS):
        for name, (commands, e) in jobs.items():
            fresh()
            if "apply" in name:
                subprocess.run([toolgap, "plan", "Google Tag Manager", "--tenant", "ascend", "--out", plan], cwd=work, env=env,
                               check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            figures[name].append(run(commands, e))
            tables[name] = judged()
    p.kill()
    ms = {name: [1000 * r[0] for r in rows] for name, rows in figures.items()}
    for ours in list(jobs)[:2]:
        for peer in list(jobs)[2:]:
            row("one server, five headers, five clients, durable: " + ours, peer, ms[ours], ms[peer],
                0.1 if "apply" in ours and "add-mcp" in peer else None)
    for name, rows in tables.items():
        print("\n%s: %d commands, %.1f MiB\n  %-38s %-16s %-16s %s" % (
            name, len(jobs[name][0]), max(r[1] for r in figures[name]) / 1024, "file", "comments kept", "old lines gone",
            "reference in the client's own form"), file=sys.stderr)
        for line in rows:
            print("  %-38s %-16s %-16d %s" % line, file=sys.stderr)


try:
    large()
    if os.path.isdir(os.path.join(peers, "node_modules/add-mcp")):
        five()
    else:
        row("one server, five headers, five clients, durable", "add-mcp: not here", [0], [], 0.1)
finally:
    shutil.rmtree(tmp, ignore_errors=True)
