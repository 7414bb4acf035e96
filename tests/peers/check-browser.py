# SPDX-License-Identifier: MIT
# check-browser.py URL DECISION: opens a connect link in a headless Chromium, reads what the page asks, clicks the button of
# that decision, and prints what the page says then. Speaks the DevTools protocol over the browser's own pipe. For
# check-browser.sh.
import json, os, subprocess, sys, tempfile, time

url, decision = sys.argv[1], sys.argv[2]
to_read, to_write = os.pipe()
from_read, from_write = os.pipe()
profile = tempfile.mkdtemp(prefix="toolgap-browser-")
# the browser reads commands from descriptor 3 and writes answers to 4
def descriptors():
    a, b = os.dup(to_read), os.dup(from_write)
    os.dup2(a, 3, inheritable=True)
    os.dup2(b, 4, inheritable=True)
browser = subprocess.Popen(
    [os.environ["CHROMIUM"], "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
     "--no-proxy-server", "--disable-dev-shm-usage", f"--user-data-dir={profile}", "about:blank"],
    close_fds=False, preexec_fn=descriptors, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
os.close(to_read)
os.close(from_write)
pending, number = b"", 0

def message():
    global pending
    while b"\0" not in pending:
        part = os.read(from_read, 65536)
        if not part:
            sys.exit("the browser has gone")
        pending += part
    one, _, pending = pending.partition(b"\0")
    return json.loads(one)

def call(method, session=None, **params):
    global number
    number += 1
    ask = {"id": number, "method": method, "params": params}
    if session:
        ask["sessionId"] = session
    os.write(to_write, json.dumps(ask).encode() + b"\0")
    while True:
        got = message()
        if got.get("id") == number:
            if "error" in got:
                sys.exit(f"{method}: {got['error']}")
            return got["result"]

def page(session, what):
    return call("Runtime.evaluate", session, expression=what, returnByValue=True)["result"].get("value")

def until(session, what, seconds=15):
    end = time.monotonic() + seconds
    while not page(session, what):
        if time.monotonic() > end:
            sys.exit(f"the page did not come to: {what}; it says: {page(session, 'document.body.innerText')}")
        time.sleep(0.1)

try:
    target = call("Target.createTarget", url="about:blank")["targetId"]
    session = call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    call("Page.enable", session)
    call("Page.navigate", session, url=url)
    if decision == "none":
        until(session, "document.readyState === 'complete' && !!document.querySelector('h1')")
    else:
        until(session, f"!!document.querySelector('button[value={decision}]')")
        print("asks: " + " ".join(page(session, "document.querySelector('main').innerText").split()))
        # a click where the button is, as a person's: nothing is called from inside of the page
        box = page(session, f"(() => {{ const b = document.querySelector('button[value={decision}]'); b.scrollIntoView(); const r = b.getBoundingClientRect();"
                            " return [r.x + r.width / 2, r.y + r.height / 2] })()")
        call("Input.dispatchMouseEvent", session, type="mouseMoved", x=box[0], y=box[1])
        for kind, held in ("mousePressed", 1), ("mouseReleased", 0):
            call("Input.dispatchMouseEvent", session, type=kind, x=box[0], y=box[1], button="left", buttons=held, clickCount=1)
        until(session, "document.readyState === 'complete' && !document.querySelector('button')")
    print("says: " + " ".join(page(session, "document.querySelector('main').innerText").split()))
finally:
    browser.terminate()
    browser.wait()
    subprocess.call(["rm", "-rf", profile])
