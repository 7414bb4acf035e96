# SPDX-License-Identifier: MIT
# plan-edit.py: a hostile hand in a plan file: python3 plan-edit.py PLAN OUT PATH [NEWPATH] [FROM TO]. The file PATH of the
# plan is called NEWPATH ("-": as it is), FROM in what it inserts becomes TO, and every hash is made to fit.
import hashlib
import json
import os
import sys

plan, out, path, new = sys.argv[1:5]
old, to = sys.argv[5:7] if len(sys.argv) > 6 else ("", "")
doc = json.load(open(plan, encoding="utf-8"))
hit = [f for f in doc["files"] if f["path"] == path]
assert len(hit) == 1, "no such file in the plan"
f = hit[0]
if new != "-":
    f["path"] = new
name = os.path.join(doc["workspace"], path)
was = open(name, "rb").read() if f["before_sha256"] else b""
got, at = b"", 0
for s in f["splices"]:
    assert old in s["insert"]
    s["insert"] = s["insert"].replace(old, to) if old else to or s["insert"]
    got += was[at : s["at"]] + s["insert"].encode()
    at = s["at"] + s["remove"]
f["after_sha256"] = hashlib.sha256(got + was[at:]).hexdigest()
json.dump(doc, open(out, "w", encoding="utf-8"))
