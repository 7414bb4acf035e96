# SPDX-License-Identifier: MIT
"""canary.py: random credentials through every command, each vendor at a port of its own; then they are looked for everywhere.

A credential may stand in the environment that toolgap was started with, and in what is sent to its own vendor. A bearer may also
stand in what `bearer` and `headers` hand out, and `exec` becomes the program that a person named, with that person's own
environment and the bearer: that is what they are for. Anywhere else is a leak: files, standard output
and error, the screen, core files, command lines and environments of children, other vendors, any other write of the process.
"""
import argparse, base64, os, pty, random, re, select, signal, string, subprocess, sys, time

from proxy import VENDORS, serve, serve_all

SHAPE = {"COMPOSIO_API_KEY": "ak_", "GITHUB_TOKEN": "ghp_", "bearer": "eyJ"}
WINDOW = 12  # so many letters of a credential in a row are a leak
ANSWERS = "provider: Google Tag Manager\ntenants: ascend, kahuna\ncomposio-candidate: none\npath: D\nshort: gtm\noauth: managed\nconnect: wait\nconfirm: yes\n"


class Canaries:
    def __init__(self, seed):
        rnd = random.Random(seed)
        self.value, self.real, self.pattern = {}, {}, {}
        for _, names in VENDORS.values():
            for n in names:
                if n not in self.value:
                    self.value[n] = SHAPE.get(n, "") + "".join(rnd.choices(string.ascii_letters + string.digits, k=40))
        for n, v in self.value.items():
            body = v[len(SHAPE.get(n, "")):].encode()
            forms = [body[i:i + WINDOW] for i in range(0, len(body) - WINDOW + 1)]
            forms += [body[::-1][i:i + WINDOW] for i in range(0, len(body) - WINDOW + 1, 4)]
            for shift in range(3):  # base64, wherever it began
                b = base64.b64encode(b"x" * shift + body)[4:]
                forms += [b[i:i + 20] for i in range(0, len(b) - 24, 4)]
            forms += [body.hex().encode()[i:i + 24] for i in range(0, 56, 8)]
            forms += [("%".join([""] + [f"{c:02X}" for c in body]).encode())[i:i + 36] for i in range(0, 60, 3)]
            forms += [b"\0".join(bytes([c]) for c in body[i:i + WINDOW]) for i in range(0, 28, 4)]  # UTF-16
            self.pattern[n] = re.compile(b"|".join(re.escape(f) for f in set(forms)))

    def within(self, data):
        return [n for n, p in self.pattern.items() if p.search(data)]


class Proof:
    def __init__(self, args):
        self.args, self.leaks, self.runs, self.looked, self.bytes = args, [], 0, 0, 0
        self.tmp, self.codes = args.tmp, {}
        self.canaries = c = Canaries(args.seed)
        self.mode, self.heard = "", {}
        self.stranger = serve("stranger", "", self.told)
        self.env = dict(os.environ)
        self.servers = serve_all(self.env, self.told)
        for _, keys in VENDORS.values():
            for k in keys:
                if k in os.environ:
                    c.real[k] = os.environ[k]
                    self.env[k] = c.value[k]
        self.ports = {n: {str(s.server_port) for v, s in self.servers.items() if n in VENDORS[v][1]} for n in c.value}
        for k in ("TOOLGAP_NOW", "LINES", "COLUMNS"):
            self.env.pop(k, None)

    def told(self, proxy, body):
        """A vendor that notes what it is told, and asks the sandbox with the sandbox's own credentials."""
        name = proxy.server.name
        raw = f"{proxy.command} {proxy.path}\n{proxy.headers}".encode("latin-1") + body
        self.heard[name] = self.heard.get(name, b"") + raw + b"\n"
        if self.mode == "echo" or name == "stranger":  # an error that repeats all it was told
            said = "".join(c if " " <= c < "\x7f" and c not in '"\\' else " " for c in raw.decode("latin-1"))
            return proxy.say(401, [("Content-Type", "application/json")], ('{"error":{"message":"%s"},"message":"%s"}' % (said, said)).encode())
        if self.mode == "elsewhere":
            return proxy.say(307, [("Location", f"http://127.0.0.1:{self.stranger.server_port}{proxy.path}")], b"")
        head = dict(proxy.headers.items())
        for n, v in self.canaries.value.items():
            real = self.canaries.real.get(n, "")
            body = body.replace(v.encode(), real.encode())
            head = {k: x.replace(v, real) for k, x in head.items()}
        status, headers, data = proxy.forward(body, head)
        got = re.search(rb'"access_token"\s*:\s*"([^"]+)"', data)
        if got and name == "pipedream":
            self.canaries.real["bearer"] = got[1].decode()
            data = data.replace(got[1], self.canaries.value["bearer"].encode())
        proxy.say(status, headers, data)

    def leak(self, what, where, names):
        if (what, where, names) not in self.leaks:
            self.leaks.append((what, where, names))
            if not self.args.control:
                print(f"LEAK: {what}: {', '.join(names)} in {where}")

    # ---- what one run did, by strace

    def traced(self, label, hands_out):
        path = os.path.join(self.tmp, "trace")
        first = True
        with open(path, "rb") as f:
            for line in f:
                self.looked += 1
                self.bytes += len(line)
                start = b"execve(" in line
                if start and first:
                    first = False
                    continue  # what toolgap was started with
                names = self.canaries.within(line)
                if not names:
                    continue
                to = re.search(rb"->127\.0\.0\.1:(\d+)\]>", line)
                if to and not start:
                    names = [n for n in names if to[1].decode() not in self.ports[n]]
                if hands_out and re.search(rb"\b(write|writev)\(1<", line):
                    names = [n for n in names if n != "bearer"]
                if start:
                    self.child(label, line, hands_out)
                elif names:
                    call = re.search(rb"(\w+)\((?:\d+<([^>]*)>)?", line)
                    self.leak(label, f"{call[1].decode()} to {(call[2] or b'somewhere').decode('latin-1')}", names)
        os.remove(path)

    def child(self, label, line, hands_out):
        """What it is called with, and its environment: the second list of execve."""
        split = line.find(b"], [")
        program = re.search(rb'execve\("([^"]*)"', line)[1].decode("latin-1")
        for where, part in (("command line", line[:split]), ("environment", line[split:])):
            names = self.canaries.within(part)
            if names and not (hands_out == "exec" and where == "environment"):
                self.leak(label, f"the {where} of {program}", names)

    def strace(self):
        return ["strace", "-f", "-qq", "-yy", "-v", "-s", "400000", "-o", os.path.join(self.tmp, "trace"), "-e",
                "trace=execve,write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,sendfile,rename,renameat,renameat2,symlink,"
                "symlinkat,link,linkat,openat,mkdir,mkdirat,unlink,unlinkat,prctl,setxattr,fsetxattr", "-e", "signal=none"]

    def program(self):
        return [self.args.leaky] if self.args.leaky else [os.environ["TOOLGAP"]]

    def run(self, *words, hands_out=False, env=None, stdin=b"", label=None):
        label = label or " ".join(words)
        self.runs += 1
        done = subprocess.run([*self.strace(), *self.program(), *words], cwd=self.args.work, env={**self.env, **(env or {})}, input=stdin,
                              capture_output=True, timeout=60)
        for name, data in (("standard output", done.stdout), ("standard error", done.stderr)):
            names = [n for n in self.canaries.within(data) if not (hands_out and n == "bearer" and name == "standard output")]
            if names:
                self.leak(label, name, names)
        self.traced(label, hands_out)
        self.codes.setdefault(done.returncode, []).append(label)
        if os.environ.get("PROVE_SAY"):
            print(done.returncode, label, "|", done.stderr.decode(errors="replace").strip().split("\n")[-1][:200])
        return done

    # ---- in a terminal

    def terminal(self, *words, keys, env=None, end=None, label=None, trace=True):
        """keys: (text to wait for, bytes to type); end: a signal instead of the last wait."""
        label = label or " ".join(words)
        self.runs += 1
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(self.args.work)
            command = [*(self.strace() if trace else []), *self.program(), *words]
            os.execvpe(command[0], command, {**self.env, **(env or {}), "TERM": "xterm-256color"})
        screen, at, code = b"", 0, None

        def take(until):
            nonlocal screen
            while time.monotonic() < until:
                if not select.select([fd], [], [], 0.1)[0]:
                    return True
                try:
                    data = os.read(fd, 65536)
                except OSError:
                    return False
                if not data:
                    return False
                screen += data
            return True

        met = 0
        for text, typed in keys:
            until = time.monotonic() + 20
            while text.encode() not in screen[at:] and time.monotonic() < until:
                if not take(until):
                    break
            met += text.encode() in screen[at:]
            at = len(screen)
            try:
                os.write(fd, typed)
            except OSError:
                break
            time.sleep(0.15)
        take(time.monotonic() + 0.6)
        if end:
            os.kill(pid, end)
        until = time.monotonic() + 15
        while time.monotonic() < until and code is None:
            alive = take(time.monotonic() + 0.3)
            got, status = os.waitpid(pid, os.WNOHANG)
            code = status if got else None
            if not alive and code is None:
                _, code = os.waitpid(pid, 0)
        if code is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(fd)
        names = self.canaries.within(screen)
        if names:
            self.leak(label, "the screen", names)
        if trace:
            self.traced(label, False)
        if met < len(keys):
            print(f"note: {label}: {met} of {len(keys)} screens came: ...{screen[-300:]!r}")
        return met

    # ---- what is left

    def files(self, root):
        n = 0
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.basename(path) == "credentials.env":
                    continue  # a person's own, and toolgap only reads it
                n += 1
                data = name.encode() + b"\n"
                if not os.path.islink(path) and os.path.isfile(path):
                    with open(path, "rb") as f:
                        data += f.read()
                self.bytes += len(data)
                names_in = self.canaries.within(data)
                if names_in:
                    self.leak("what is left", os.path.relpath(path, root), names_in)
        return n

    def network(self):
        for v, heard in self.heard.items():
            names = [n for n in self.canaries.within(heard) if n not in VENDORS.get(v, ("", []))[1]]
            if names:
                self.leak("the network", f"what {v} was told", names)
            self.bytes += len(heard)


def everything(p):
    gtm, tenants = "Google Tag Manager", "ascend,kahuna"
    answers, plan = os.path.join(p.tmp, "answers"), os.path.join(p.tmp, "gtm.plan")
    with open(answers, "w") as f:
        f.write(ANSWERS)
    p.run("doctor")
    p.run("doctor", "--json", "-v")
    p.run("triage", gtm, "--tenant", tenants, "-v")
    p.run("triage", gtm, "HubSpot", "Nobody Has This", "--json")
    p.run("plan", gtm, "--tenant", tenants, "--path", "D", "--short", "gtm", "--out", plan)
    p.run("plan", gtm, "--tenant", tenants, "--path", "D", "--short", "gtm", "--json")
    p.run("plan", gtm, "--tenant", tenants, "--auth", "helper", "--client", "claude-code")
    p.run("wizard", "--ui=none", "--answers", answers, "--record", os.path.join(p.tmp, "rec"), "-v")
    p.run("check")
    p.run("check", "--json")
    p.run("check", "--format", "sarif")
    p.run("check", "--fix", "--dry-run")
    p.run("undo", "--yes")
    p.run("wizard", "--ui=none", "--answers", answers)
    for words in (["apply", plan, "--dry-run"], ["apply", plan, "--yes"], ["apply", plan, "--yes", "--commit"], ["due"],
                  ["due", "--recheck"], ["due", "--ics", os.path.join(p.tmp, "due.ics")], ["route", "--tenant", "ascend", "gtm", "hubspot"],
                  ["find", "tag"], ["find", "send a mail"], ["runbook", "show"], ["runbook", "check"], ["clients"], ["clients", "verify"],
                  ["catalog", "sync"], ["catalog", "search", "tag"], ["catalog", "show", "google_tag_manager"], ["embed", "--dry-run"],
                  ["embed", "--yes"], ["cost", "--json"], ["cost"], ["sessions"], ["sessions", "--json"],
                  ["remove", "googletagmanager", "--dry-run"], ["remove", "googletagmanager", "--yes"], ["undo", "--yes"],
                  ["plan", "Nobody Has This", "--tenant", "ascend", "--path", "A"], ["triage", gtm, "--offline"],
                  ["rollout", "googletagmanager", "--tenant", tenants, "--ui=none"], ["--version"], ["--help"], ["nonsense"]):
        p.run(*words)
    done = p.run("sessions", "--json")
    for session in re.findall(rb'"id"\s*:\s*"([^"]+)"', done.stdout)[:2]:
        p.run("sessions", "show", session.decode())
    demo = os.path.join(p.tmp, "demo")
    p.run("demo", "--ui=none", "-C", demo, "--answers", os.path.join(os.environ["TOOLGAP_DATADIR"], "demo/answers.txt"))
    # what hands a bearer out hands out nothing else
    p.run("bearer", hands_out=True)
    p.run("bearer", "--json", hands_out=True)
    p.run("headers", hands_out=True)
    p.run("exec", "--", "sh", "-c", "exit 0", hands_out="exec")


def failures(p):
    gtm = "Google Tag Manager"
    quick = {"TOOLGAP_HTTP_TIMEOUT": "5000"}
    for mode in ("echo", "elsewhere"):
        p.mode = mode
        for words in (["triage", gtm, "--tenant", "ascend", "-v"], ["triage", gtm, "--json"], ["plan", gtm, "--tenant", "ascend"], ["doctor"],
                      ["catalog", "sync"], ["embed", "--yes"], ["cost"], ["bearer"], ["due", "--recheck"]):
            p.run(*words, env=quick, label=f"{' '.join(words)} ({mode})")
    p.mode = ""
    p.run("triage", gtm, env={"TOOLGAP_HTTP_TIMEOUT": "1"}, label="triage (no time)")
    # a key where none belongs: in an option, in an answer, on standard input; what a person pastes is refused or masked
    home = {"COMPOSIO_API_KEY": "", "PIPEDREAM_CLIENT_SECRET": "", "PIPEDREAM_CLIENT_ID": ""}
    folder = os.path.join(os.environ["HOME"], ".config/toolgap")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "credentials.env")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as f:
        f.write("".join(f"{k}={p.canaries.value[k]}\n" for k in home))
    p.run("doctor", env=home, label="doctor (credentials.env)")
    p.run("triage", gtm, "--tenant", "ascend", env=home, label="triage (credentials.env)")
    with open(path, "a") as f:
        f.write("this is no line of the kind " + p.canaries.value["COMPOSIO_API_KEY"] + "\n")
    p.run("doctor", env=home, label="doctor (a bad credentials.env)")
    os.chmod(path, 0o644)
    p.run("doctor", env=home, label="doctor (an open credentials.env)")
    os.remove(path)


def screens(p):
    gtm = "Pinterest"  # has no row yet, so the catalogs are asked
    key = p.canaries.value["COMPOSIO_API_KEY"].encode()
    unset = {"COMPOSIO_API_KEY": ""}
    p.terminal("wizard", "--ui=line", keys=[("Which provider", gtm.encode() + b"\n"), ("tenants", b"\n"), ("COMPOSIO_API_KEY", key + b"\n"), ("Number", b"q\n")],
               env=unset, label="wizard, the key typed in line mode")
    p.terminal("wizard", "--ui=tui", keys=[("Which provider", gtm.encode() + b"\r"), ("tenants", b"\r"), ("COMPOSIO_API_KEY", key + b"\r"), ("Composio", b"w"), ("Esc", b"\x1b"), ("", b"q")],
               env=unset, label="wizard, the key typed in the full screen")
    p.terminal("wizard", "--ui=tui", gtm.replace(" ", ""), keys=[("tenants", b"\r"), ("", b"w"), ("", b"m"), ("", b"?"), ("", b"\x1b"), ("", b"q")],
               label="wizard, all overlays")


def crashes(p):
    """A core file is asked for, with all signals that make one; what is left is looked through with the other files."""
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    # does anything leave one here?
    plain = subprocess.Popen(["sleep", "9"], cwd=p.tmp)
    plain.send_signal(signal.SIGSEGV)
    plain.wait()
    cores = [f for f in os.listdir(p.tmp) if f.startswith("core")]
    print("a program without care leaves a core file here" if cores else "note: no program leaves a core file in its folder here")
    for f in cores:
        os.remove(os.path.join(p.tmp, f))
    for s in (signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT, signal.SIGBUS, signal.SIGFPE, signal.SIGTERM):
        p.terminal("wizard", "--ui=tui", "Gmail", keys=[("tenants", b"\r"), ("", b"")], end=s, trace=False, label=f"wizard, {s.name}")
    # what anybody on this machine may read of a process that runs
    proc = subprocess.Popen([*p.program(), "wizard", "--ui=none", "--answers", os.path.join(p.tmp, "answers"), "--dry-run"], cwd=p.args.work, env=p.env,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(30):
        for name in ("cmdline", "comm", "status", "wchan"):
            try:
                with open(f"/proc/{proc.pid}/{name}", "rb") as f:
                    names = p.canaries.within(f.read())
                if names:
                    p.leak("a process that runs", "/proc/PID/" + name, names)
            except OSError:
                pass
        time.sleep(0.01)
    proc.wait(timeout=60)


LEAKS = {  # what a leaking program does beside its work, and where that has to be found
    "a file": ('echo "key=$COMPOSIO_API_KEY" >>"$HOME/.cache.log"', r"what is left .*\.cache\.log"),
    "a file, in base64": ('printf "%s" "$PIPEDREAM_CLIENT_SECRET" | base64 -w0 >>"$HOME/.b64"', r"what is left .*\.b64"),
    "standard error": ('echo "using $GITHUB_TOKEN" >&2', "standard error"),
    "standard output, a part of it": ('echo "key ...$(echo "$COMPOSIO_API_KEY" | cut -c10-26)"', "standard output"),
    "a command line": ('env -i "$(command -v true)" "$CLOUDFLARE_API_TOKEN"', "the command line of .*true"),
    "an environment": ('env -i "KEY=$COMPOSIO_API_KEY" "$(command -v true)"', "the environment of .*true"),
    "another vendor": ('"$PYTHON" -c "import os,urllib.request as u;u.urlopen(u.Request(os.environ[\'MCP_REGISTRY_URL\'],'
                       'headers={\'x-api-key\':os.environ[\'COMPOSIO_API_KEY\']}))" 2>/dev/null', "the network what registry was told"),
    "a file that goes away again": ('echo "$INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET" >"$HOME/gone"; rm "$HOME/gone"', "write to .*/gone"),
}


def control(p):
    """Programs that leak: each in one way, and every one has to be found out where it does."""
    missed = []
    p.args.leaky = os.path.join(p.tmp, "leaky")
    p.env.update(REAL=os.environ["TOOLGAP"], PYTHON=sys.executable)
    for what, (code, place) in LEAKS.items():
        with open(p.args.leaky, "w") as f:
            f.write(f'#!/bin/sh\n{code}\nexec "$REAL" "$@"\n')
        os.chmod(p.args.leaky, 0o755)
        p.leaks = []
        p.run("--version", label="a program")
        p.files(os.path.dirname(p.args.work))
        p.network()
        if any(re.search(place, f"{w} {where}") for w, where, _ in p.leaks):
            print(f"found out: a program that leaks into {what}")
        else:
            missed.append(what)
        p.heard = {}
        for name in (".cache.log", ".b64"):
            path = os.path.join(os.environ["HOME"], name)
            if os.path.exists(path):
                os.remove(path)
    print(f"= {len(LEAKS)} kinds of leaking programs, {len(LEAKS) - len(missed)} found out" + (": not " + ", ".join(missed) if missed else ""))
    return 0 if missed else 1


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--seed", default="20261122")
    a.add_argument("--control", action="store_true")
    a.add_argument("work")
    a.add_argument("tmp")
    args = a.parse_args()
    args.leaky = None
    print(f"seed {args.seed}")
    p = Proof(args)
    if args.control:
        return control(p)
    for part in (everything, failures, screens, crashes):
        part(p)
        print(f"{part.__name__}: {p.runs} runs so far, {len(p.leaks)} leaks")
    box = os.path.dirname(args.work)
    files = p.files(box) + p.files(p.tmp)
    p.network()
    cores = [f for d, _, fs in os.walk(box) for f in fs if f.startswith("core")]
    heard = sum(h.count(b"\nHost:") for h in p.heard.values())
    print(f"= {len(p.canaries.value)} keys, {p.runs} runs, {p.looked} calls, {files} files, {heard} requests to {len(p.servers)} vendors, "
          f"{len(cores)} core files, {p.bytes // 1000000} MB looked through: {len(p.leaks)} leaks")
    return 1 if p.leaks else 0


if __name__ == "__main__":
    sys.exit(main())
