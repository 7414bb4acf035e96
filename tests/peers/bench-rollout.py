# SPDX-License-Identifier: MIT
# bench-rollout.py DIR TENANTS DELAY_MS: the board in a terminal, with very many tenants: how many requests it makes in which
# minute, and how soon it answers a key while they are under way. For bench-rollout.sh.
import atexit, collections, fcntl, json, os, pty, re, select, struct, subprocess, sys, termios, time, urllib.request

folder, count, delay = sys.argv[1], int(sys.argv[2]), sys.argv[3]
here = os.environ["TOOLGAP_DATADIR"] + "/sandbox"
known = count * 3 // 10
try:
    os.nice(-15)  # others may be at work on the machine; who is not root measures them, too
except PermissionError:
    pass
fixtures = folder + "/fixtures"
os.makedirs(fixtures, exist_ok=True)
for name in os.listdir(here):
    text = open(f"{here}/{name}", encoding="utf-8").read()
    if name == "pipedream-accounts.json":
        doc = json.loads(text)
        for i in range(known):
            doc["accounts"].append({"id": f"apn_Known{i}", "user": f"t{i}", "app": "google_tag_manager",
                                    "name": f"person{i}@t{i}.example", "created": "2026-05-20T09:00:00Z"})
        text = json.dumps(doc)
    open(f"{fixtures}/{name}", "w", encoding="utf-8").write(text)
log = folder + "/log"
open(log, "w").close()
box = subprocess.Popen([os.environ["SANDBOX"], "--data", fixtures, "--delay", delay, "--log", log], stdout=subprocess.PIPE, text=True)
atexit.register(box.terminate)
env = dict(os.environ)
for line in box.stdout:
    if not line.strip():
        break
    key, value = line.strip().split("=", 1)
    env[key] = value.strip("'\"")
env.update(TERM="xterm-256color", LC_ALL="C.UTF-8", no_proxy="127.0.0.1")
origin = env["COMPOSIO_BASE_URL"].removesuffix("/composio")
work = folder + "/work"
os.makedirs(work + "/docs/composio", exist_ok=True)
open(work + "/toolgap.yaml", "w").write("tenants: [t0]\n")
open(folder + "/answers", "w").write("new-registry: yes\nnew-column: yes\ncomposio-candidate: none\nshort: gtm\noauth: managed\nfiles: end\nconnect: wait\n")
tenants = ",".join(f"t{i}" for i in range(count))
pid, fd = pty.fork()
if pid == 0:
    os.chdir(work)
    os.execve(env["TOOLGAP"], [env["TOOLGAP"], "rollout", "google_tag_manager", "--tenant", tenants, "--answers", folder + "/answers"], env)
# what the machine itself takes to wake a program in a terminal, measured beside it: cat
echo_pid, echo_fd = pty.fork()
if echo_pid == 0:
    os.execvp("sh", ["sh", "-c", "stty raw -echo; exec cat"])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
begun = time.monotonic()

def read(timeout):
    ready, _, _ = select.select([fd], [], [], timeout)
    try:
        return os.read(fd, 65536) if ready else b""
    except OSError:  # it has left
        return b""

def drain(seconds):
    end = time.monotonic() + seconds
    out = b""
    while time.monotonic() < end:
        out += read(max(0.0, end - time.monotonic()))
    return out

def requests():
    return sum(1 for _ in open(log))

def latency(samples, into):
    for i in range(samples):
        while read(0):
            pass
        at = time.perf_counter()
        os.write(fd, b"\t" if i % 2 else b"\x1b[Z")
        if not read(2.0):
            sys.exit("a key was not answered within two seconds")
        into.append((time.perf_counter() - at) * 1000)
        at = time.perf_counter()
        os.write(echo_fd, b"x")
        if select.select([echo_fd], [], [], 2.0)[0]:
            os.read(echo_fd, 100)
        machine.append((time.perf_counter() - at) * 1000)
        drain(0.02 + (i % 7) * 0.003)

def wait_board(what, seconds):
    out = b""
    end = time.monotonic() + seconds
    while what not in out:
        out = (out + read(0.5))[-20000:]
        if time.monotonic() > end:
            sys.exit(f"the board did not come to say {what!r}")
    return time.monotonic() - begun

looked = wait_board(b"apn_Known", 600)  # the first look is over, the table stands
first = requests()
busy, calm, machine = [], [], []
latency(400, busy)  # while the links are made
wait_links = time.monotonic() + 300
while sum(1 for l in open(log) if "/tokens" in l) < count - known and time.monotonic() < wait_links:
    latency(20, busy)
links = time.monotonic() - begun
made = sum(1 for l in open(log) if "/tokens" in l)
before = requests()
at = time.monotonic()
for i in range(30):  # people come while it is looked and keys are pressed
    urllib.request.urlopen(urllib.request.Request(f"{origin}/sandbox/approve?external_user_id=t{known + i}&app=google_tag_manager", method="POST"))
    latency(20, calm)
polled = requests() - before - 30
spent = time.monotonic() - at
os.write(fd, b"q")
drain(1)
os.waitpid(pid, 0)
os.kill(echo_pid, 15)
minutes = collections.Counter()
for line in open(log):
    m = re.search(r"(\d\d:\d\d):\d\d", line)
    if m and ("/connect/proj_" in line) and "POST" not in line:
        minutes[m.group(1)] += 1

def p(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]

everything = busy + calm
print(f"{count} tenants, {known} connected before; answers after {delay} ms")
print(f"first look: {first} requests in {looked:.1f} s; {made} links after {links:.1f} s")
print(f"waiting: {polled} requests in {spent:.0f} s, 30 people came ({polled / spent * 60:.0f} a minute; published: 400 for accounts)")
if minutes:
    print(f"most questions about accounts within a minute of the clock: {max(minutes.values())}")
print(f"a key is answered: median {p(everything, 0.5):.1f} ms, p99 {p(everything, 0.99):.1f} ms, worst {max(everything):.1f} ms ({len(everything)} keys)")
print(f"the machine itself (cat in a terminal, at the same time): median {p(machine, 0.5):.1f} ms, p99 {p(machine, 0.99):.1f} ms")
sys.exit(0 if p(everything, 0.99) - p(machine, 0.99) < 10 and (not minutes or max(minutes.values()) <= 400) else 1)
