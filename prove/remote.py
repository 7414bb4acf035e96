# SPDX-License-Identifier: MIT
"""remote.py: vendors that put what a terminal obeys into every field they have; none of it may reach a terminal.

First all texts of all answers at once, through every command, in line mode and in the full screen; then each field alone, ids, slugs
and addresses too, each in the place of the whole value. A hostile character stands behind a mark, so that it is known again
wherever it comes out, raw or in its visible form.
"""
import argparse, json, os, pty, re, select, subprocess, sys, time
from proxy import serve_all

MARK = "Zq"
HOSTILE = ["\x1b[6666m", "\x1b]0;own\x07", "\x1b]52;c;eA==\x07", "\x1b]8;;https://e.example\x1b\\", "\x1bP6666q\x1b\\", "\x9b6666m", "\x9d0;x\x9c", "\x85",
           "\u202e", "\u2066", "\u2069", "\u061c", "\u200b", "\u200e", "\ufeff", "\u2028", "\u2029", "\x7f", "\x08", "\r", "\n", "\x0e", "\x1a",
           "\U000e0041", "\ufff9", "\ufffe", "\x1b[6666;1H", "\x1bc", "\x05"]
# (U+0000 is not among them: an answer with it is refused as a whole.)
# what only a program reads: changed in the second part alone
STRUCTURE = re.compile(r"(^|\.)(id|slug|cursor|next_cursor|end_cursor|status|type|name_slug|app|toolkit|token|access_token|account_id|"
                       r"jsonrpc|protocolVersion|result_type|url|expires_at|created_at|updated_at|external_user_id|auth_scheme|"
                       r"number|html_url|state|object|.*_id|.*_slug|.*_url|.*At|.*key|key|secretKey|secretValue|tokenType)(\[\])*$")
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e007f]")
# what the full screen itself says: cursor, colours, modes, titles pushed and popped; nothing with a string in it
OWN = re.compile(rb"\x1b\[[0-9]{0,3}(;[0-9]{0,3})*[A-Za-z@`]|\x1b\[[?>][0-9;]{1,9}[hlc]|\x1b[()][0B]|\x1b[=>78M]|[\r\n\b\t]")


def payload(n):
    """All of it, another one first each time: a field that is cut short holds each of them sooner or later."""
    k = n % len(HOSTILE)
    return "".join(MARK + h for h in HOSTILE[k:] + HOSTILE[:k])


class Vendors:
    def __init__(self, env):
        self.fields, self.only, self.n, self.replace, self.command = {}, None, 0, False, 0
        self.servers = serve_all(env, self.told)

    def change(self, path, value):
        if self.only is None:
            self.fields.setdefault(path, self.command)
            if STRUCTURE.search(path):
                return value
            self.n += 1
            return value + payload(self.n)
        if path != self.only:
            return value
        self.n += 1
        return payload(self.n) if self.replace else value + payload(self.n)

    def walk(self, path, node):
        if isinstance(node, dict):
            out = {k: self.walk(f"{path}.{k}", v) for k, v in node.items()}
            if self.only is None and node:
                out["x" + payload(self.n)] = payload(self.n + 1)  # a member that nobody asked for
            return out
        if isinstance(node, list):
            return [self.walk(path + "[]", v) for v in node]
        return self.change(path, node) if isinstance(node, str) else node

    def told(self, proxy, body):
        status, headers, data = proxy.forward(body)
        route = re.sub(r"[?].*", "", proxy.path)
        route = re.sub(r"/(?=[a-z]*[0-9A-Z])[\w.@:-]{6,}", "/*", route)
        at = f"{proxy.server.name} {route} "
        # texts that stand in a head: guarded by http, or never shown
        headers = [(k, v) for k, v in headers] + [("X-Odd", "Zq\x9b6666m")]
        head, sep, text = b"", b"", data
        if any(k.lower() == "content-type" and "event-stream" in v for k, v in headers) and b"data:" in data:
            lines = data.split(b"\n")
            for i, line in enumerate(lines):
                if line.startswith(b"data:"):
                    lines[i] = b"data: " + self.json(at, line[5:].strip())
            data = b"\n".join(lines)
        else:
            data = self.json(at, data)
        if self.only is None:
            self.fields.setdefault(at + "(reason)", self.command)
        proxy.say(status, headers, data, "Zq\x9b6666m" if self.only in (None, at + "(reason)") else None)

    def json(self, at, data):
        try:
            node = json.loads(data)
        except ValueError:
            return data
        return json.dumps(self.walk(at, node)).encode()


class Proof:
    def __init__(self, args):
        self.args, self.found, self.runs, self.shown, self.looked = args, [], 0, 0, 0
        self.env = dict(os.environ, TOOLGAP_HTTP_TIMEOUT="20000")
        self.v = Vendors(self.env)

    def broken(self, label, why):
        self.found.append((label, why))
        if len(self.found) <= 30:
            print(f"REACHED: {label}: {why}")

    def text(self, label, data):
        self.looked += len(data)
        data = data.replace(b"\r\n", b"\n")  # a calendar file has such lines, and a diff of it
        try:
            s = data.decode("utf-8")
        except UnicodeDecodeError as e:
            self.broken(label, f"no UTF-8 at {e.start}: {data[max(0, e.start - 20):e.start + 8]!r}")
            s = data.decode("utf-8", "replace")
        bad = BAD.search(s)
        if bad:
            self.broken(label, f"{bad[0]!r} in {s[max(0, bad.start() - 30):bad.start() + 6]!r}")
        self.shown += len(re.findall(MARK + r"\\+(x[0-9a-f]{2}|u\{?[0-9a-f]{4})", s))

    def run(self, *words, env=None, label=None):
        self.runs += 1
        label = label or " ".join(words)
        done = subprocess.run([os.environ["TOOLGAP"], *words], cwd=self.args.work, env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=60)
        self.text(label, done.stdout)
        self.text(label + " (standard error)", done.stderr)
        return done

    def terminal(self, *words, keys):
        self.runs += 1
        label = " ".join(words)
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(self.args.work)
            os.execvpe(os.environ["TOOLGAP"], [os.environ["TOOLGAP"], *words], {**self.env, "TERM": "xterm-256color", "LINES": "40", "COLUMNS": "120"})
        screen, at, met = b"", 0, 0

        def take(seconds):
            nonlocal screen
            until = time.monotonic() + seconds
            while time.monotonic() < until and select.select([fd], [], [], 0.1)[0]:
                try:
                    data = os.read(fd, 65536)
                except OSError:
                    return False
                if not data:
                    return False
                screen += data
            return True

        for text, typed in keys:
            until = time.monotonic() + 20
            alive = True
            while alive and text.encode() not in screen[at:] and time.monotonic() < until:
                alive = take(1)
            met += text.encode() in screen[at:]
            at = len(screen)
            try:
                os.write(fd, typed)
            except OSError:
                break
            time.sleep(0.2)
        take(1)
        os.close(fd)  # hangs up
        os.waitpid(pid, 0)
        if met < len(keys):
            print(f"note: {label}: {met} of {len(keys)} screens came: ...{screen[-200:]!r}")
        if "--ui=tui" in words:
            # both are the screen's own, too, but not alone between two marks
            for odd in re.finditer(rb"Zq[\x08\r]Zq", screen):
                self.broken(label, f"a hostile character as it is: {screen[odd.start():odd.start() + 12]!r}")
            screen = OWN.sub(b"", screen)
        else:
            screen = re.sub(rb"\x1b\[[0-9;]{0,8}m", b"", screen)
        self.text(label, screen)


GTM = "Google Tag Manager"


def commands(tmp):
    answers = os.path.join(tmp, "answers")
    with open(answers, "w") as f:
        f.write(f"provider: {GTM}\ntenants: ascend, kahuna\ncomposio-candidate: none\npath: D\nshort: gtm\noauth: managed\nconnect: wait\nconfirm: yes\n")
    return [["doctor"], ["triage", GTM, "--tenant", "ascend,kahuna", "-v"], ["triage", GTM, "Gmail", "Stripe", "Nobody Has This", "--tenant", "ascend", "--json"],
            ["triage", "Gmail", "--tenant", "ascend", "-v"], ["triage", "Stripe", "--tenant", "ascend", "-v"], ["triage", "Nobody Has This", "-v"],
            ["plan", GTM, "--tenant", "ascend,kahuna", "--path", "D", "--short", "gtm"], ["plan", GTM, "--tenant", "ascend", "--path", "D", "--short", "gtm", "--json"],
            ["plan", "Nobody Has This", "--tenant", "ascend", "--path", "A"], ["plan", "Gmail", "--tenant", "ascend"],
            ["wizard", "--ui=none", "--answers", answers, "-v"], ["sessions"], ["check"], ["check", "--json"], ["check", "--format", "sarif"], ["catalog", "sync"],
            ["catalog", "search", "google"], ["catalog", "show", "google_tag_manager"], ["find", "tag manager"], ["find", "send a mail", "--json"],
            ["due", "--recheck"], ["cost"], ["cost", "--json"], ["embed", "--yes"], ["route", "--tenant", "ascend", "gtm"], ["clients"]]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--seed", default="20261122")
    a.add_argument("--control", action="store_true")
    a.add_argument("work")
    a.add_argument("tmp")
    args = a.parse_args()
    p = Proof(args)
    p.v.n = int(args.seed) % len(HOSTILE)
    for name in (GTM, "Google", "Pinterest"):
        p.terminal("wizard", "--ui=line", "--color=never", "--dry-run", name, keys=[("tenants", b"\n"), ("Number", b"why\n"), ("Number", b"map\n"), ("Number", b"quit\n")])
        for _ in range(2):  # the second time other characters come first
            p.terminal("wizard", "--ui=tui", "--dry-run", name, keys=[("tenants", b"\r"), ("why", b"w"), ("Esc", b"\x1b"), ("map", b"m"), ("Esc", b"\x1b"), ("", b"j"), ("", b"\r"), ("", b"w"), ("", b"q")])
    print(f"in a terminal: {p.runs} runs, {len(p.found)} reached, {p.shown} shown in their visible form")
    todo = commands(args.tmp)
    for i, words in enumerate(todo):
        p.v.command = i
        p.run(*words)
    fields = dict(p.v.fields)
    print(f"all texts at once: {p.runs} runs, {len(fields)} fields, {len(p.found)} reached, {p.shown} shown in their visible form")
    if not args.control:
        scale = float(os.environ.get("PROVE_SCALE", "1"))
        for k, (path, command) in enumerate(sorted(fields.items())):
            if k % max(1, round(1 / scale)):
                continue
            p.v.only = path
            for p.v.replace in (True, False):
                p.run(*todo[command], label=f"{' '.join(todo[command])}, {path}")
    print(f"= {len(fields)} fields, {len(HOSTILE)} hostile characters, {p.runs} runs, {p.shown} shown in their visible form, {p.looked // 1000} kB: "
          f"{len(p.found)} reached a terminal")
    return 1 if p.found or (not args.control and p.shown < 100) else 0


if __name__ == "__main__":
    sys.exit(main())
