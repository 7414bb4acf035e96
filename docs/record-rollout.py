# SPDX-License-Identifier: MIT
# record-rollout.py TOOLGAP SANDBOX DATADIR CAST: runs a rollout in a terminal of 80x24 against the sandbox, presses keys as a
# person would, lets two tenants click, and writes what came out, with its times, as an asciicast (version 2).
import atexit, fcntl, json, os, pty, re, select, shutil, struct, subprocess, sys, tempfile, termios, time, urllib.request

toolgap, sandbox, data, cast = sys.argv[1:5]
folder = tempfile.mkdtemp(prefix="toolgap-cast-")
atexit.register(shutil.rmtree, folder, True)
fixtures, work, home = folder + "/fixtures", folder + "/work", folder + "/home"
shutil.copytree(data + "/sandbox", fixtures)
path = fixtures + "/pipedream-accounts.json"
accounts = json.load(open(path))
dead = {"healthy": False, "dead": True, "reason": "Access was withdrawn at the provider"}
for id, name, more in ("apn_JjhBPDA", "ascend", {}), ("apn_AVhav9D", "initech", dead):
    accounts["accounts"].append({"id": id, "user": name, "app": "google_tag_manager", "name": f"ads@{name}.example",
                                 "created": "2026-05-20T09:00:00Z", **more})
os.chmod(path, 0o644)
json.dump(accounts, open(path, "w"))
os.makedirs(work + "/docs/composio")
os.makedirs(home)
shutil.copy(data + "/demo/mcp.json", work + "/.mcp.json")
shutil.copy(data + "/demo/toolkit-registry.md", work + "/docs/composio/")
for f in (work + "/.mcp.json", work + "/docs/composio/toolkit-registry.md"):
    os.chmod(f, 0o644)
open(work + "/toolgap.yaml", "w").write("tenants: [ascend, kahuna, northwind, initech]\nclients: [claude-code]\n")
box = subprocess.Popen([sandbox, "--data", fixtures], stdout=subprocess.PIPE, text=True)
atexit.register(box.terminate)
env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "TOOLGAP", "COMPOSIO", "PIPEDREAM"))}
for line in box.stdout:
    if not line.strip():
        break
    key, value = line.strip().split("=", 1)
    env[key] = value.strip("'\"")
env.update(HOME=home, TERM="xterm-256color", LC_ALL="C.UTF-8", no_proxy="127.0.0.1", TOOLGAP_DATADIR=data)
origin = env["COMPOSIO_BASE_URL"].removesuffix("/composio")
command = "toolgap rollout google_tag_manager --tenant ascend,kahuna,northwind,initech --short gtm --oauth-app managed"
pid, fd = pty.fork()
if pid == 0:
    os.chdir(work)
    os.execve(toolgap, command.split(), env)
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
begun, events, seen = time.monotonic(), [], ""

def take(seconds):
    global seen
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ready, _, _ = select.select([fd], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            continue
        try:
            part = os.read(fd, 65536)
        except OSError:
            return False
        if not part:
            return False
        text = part.decode("utf-8", "replace")
        seen = (seen + text)[-40000:]
        events.append([round(time.monotonic() - begun, 3), "o", text])
    return True

def until(what, seconds=30):
    end = time.monotonic() + seconds
    while what not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen):
        if not take(0.1) or time.monotonic() > end:
            sys.exit(f"the screen did not come to say: {what}")

def press(keys, pause=0.9):
    take(pause)
    os.write(fd, keys)

def approve(tenant, account=""):
    urllib.request.urlopen(urllib.request.Request(
        f"{origin}/sandbox/approve?external_user_id={tenant}&app=google_tag_manager{'&account=' + account if account else ''}", method="POST"))

def fresh():
    global seen
    seen = ""

until("Shall each get one?"), press(b"j"), press(b"\r", 0.5)
fresh(), until("None of these"), press(b"\r")
fresh(), until("All at the end"), press(b"\r")
fresh(), until("Make the links and wait"), press(b"\r", 1.6)
fresh(), until("waiting"), take(2)
press(b"\t"), press(b"\t"), take(1)
approve("kahuna"), take(4)
press(b"y"), take(1.5)
approve("northwind"), take(4)
approve("initech", "apn_AVhav9D")
until("toolkit-registry.md"), press(b"j", 2), press(b"j", 1.2), press(b"j", 1.2), press(b"a", 1.5), press(b"y", 1.5)
until("all or none"), take(2.5)
os.write(fd, b"q")
while take(0.5):
    pass
with open(cast, "w", encoding="utf-8") as out:
    head = {"version": 2, "width": 80, "height": 24, "title": "toolgap rollout", "command": command, "env": {"TERM": "xterm-256color"}}
    out.write(json.dumps(head, ensure_ascii=False) + "\n")
    for one in events:
        out.write(json.dumps(one, ensure_ascii=False) + "\n")
print(f"{len(events)} events, {events[-1][0]:.0f} s")
