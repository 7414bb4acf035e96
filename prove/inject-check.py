# SPDX-License-Identifier: MIT
"""inject-check.py FOLDER [SINK...]: what inject-make wrote, read by parsers that are not ours.

Prints "SINK NUMBER WHY" for what is broken, and at the end "sink SINK OK REFUSED" for each that was looked at.
"""
import ast, html, os, re, subprocess, sys, unicodedata
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit, parse_qsl

folder = sys.argv[1]


def lines(name):
    with open(os.path.join(folder, name)) as f:
        for line in f:
            rest = line.split(" ")[1].rstrip("\n")
            yield bytes.fromhex(rest[1:]) if rest[0] == "=" else None


def text(b):
    try:
        return b.decode("utf-8")
    except UnicodeDecodeError:
        return None


raw = list(lines("strings"))
want = [text(b) for b in raw]  # None: no UTF-8, and only the structure is looked at
safe = [text(b) for b in lines("terminal")]
norm = [text(b) for b in lines("markdown-norm")]


def value(got, i):
    return isinstance(got, str) and (want[i] is None or got == want[i] or got == safe[i])


def toml(b, i):
    import tomllib
    d = tomllib.loads(b.decode("utf-8"))
    if list(d) != ["a", "servers", "z"] or d["a"] != 1 or d["z"] != {"b": [1]}:
        return "other tables"
    names = [k for k in d["servers"] if k != "x"]
    if d["servers"].get("x") != {"url": "u"} and want[i] != "x":
        return "the neighbour changed"
    if want[i] == "x":
        names = ["x"]
    if len(names) != 1 or not value(names[0], i):
        return "another name"
    e = d["servers"][names[0]]
    if set(e) != {"value", "map"} or not value(e["value"], i) or len(e["map"]) != 1:
        return "another value"
    (k, v), = e["map"].items()
    return "" if value(k, i) and value(v, i) else "another map"


def yaml(b, i):
    import yaml as reader
    d = reader.safe_load(b.decode("utf-8"))
    if list(d) != ["toolkit_slug", "vendor", "servers", "capabilities"] or d["toolkit_slug"] != "gtm":
        return "other members"
    if not value(d["vendor"], i) or set(d["servers"]) != {"ascend"} or not value(d["servers"]["ascend"], i):
        return "another value"
    one, two = d["capabilities"]
    if one["id"] != "one" or one["tool"] != "x-one" or not value(one["description"], i):
        return "another first entry"
    return "" if two == {"id": "two", "tool": two["tool"], "description": "last"} and value(two["tool"], i) else "another second entry"


def cmark(b, *more):
    out = subprocess.run(["cmark-gfm", "--unsafe", *more, "-t", "xml"], input=b, capture_output=True, check=True).stdout
    # XML 1.0 has no place for most controls: where cmark wrote one there is one on the page
    return ET.fromstring(re.sub(r'<!DOCTYPE[^>]*>', "", out.decode("utf-8", "strict")))


def tags(node):
    return [e.tag.split("}")[1] for e in node.iter()]


def said(node):
    return "".join(e.text or "" for e in node.iter() if e.tag.split("}")[1] in ("text", "code", "softbreak"))


BAD = {"html_inline", "html_block", "image"}


def markdown(b, i):
    doc = cmark(b, "-e", "table", "-e", "autolink")
    kinds = [t.tag.split("}")[1] for t in doc]
    if kinds != ["heading", "table", "paragraph"]:
        return "other blocks: " + " ".join(kinds)
    rows = list(doc[1])
    if len(rows) != 3 or any(len(r) != 6 for r in rows):
        return "other rows or cells"
    if [said(c) for c in rows[1]] != ["a", "COMPOSIO", "s", "A_*", "LIVE", "n"] or said(doc[2]) != "after":
        return "the neighbour changed"
    if [said(c) for c in rows[2]][:5] != ["gtm", "PIPEDREAM", "pipedream-gtm-ascend", "gtm_*", "LIVE"]:
        return "another row"
    cell = rows[2][5]
    if BAD & set(tags(cell)):
        return "mark-up in a cell"
    for link in cell.iter("{http://commonmark.org/xml/1.0}link"):
        # GitHub makes one of every e-mail address, however it is escaped; it leads where it says
        if not link.get("destination", "").startswith("https://") and link.get("destination") not in (said(link), "mailto:" + said(link)):
            return "a link to " + link.get("destination", "")
    # emphasis is a reader's own affair, and so are entities in an address that becomes a link of itself; the letters are not
    flat = lambda s: re.sub(r"[\s*_~`\\]+", "", html.unescape(html.unescape(s)))
    got, expect = flat(said(cell)), flat(norm[i] or "")
    expect = re.sub(r"!?\[([^\]]*)\]\((https://[^)]*)\)", r"\1", expect)
    return "" if got in (expect, "—") or "](" in (norm[i] or "") or "[" in (norm[i] or "") else f"a cell that says {got!r}, not {expect!r}"


def issue(b, i):
    doc = cmark(b, "-e", "table", "-e", "autolink", "-e", "strikethrough")
    if not safe[i].strip():
        return ""
    if [t.tag.split("}")[1] for t in doc] != ["paragraph"]:
        return "other blocks"
    if set(tags(doc)) - {"document", "paragraph", "text", "link", "softbreak"}:
        return "mark-up: " + " ".join(sorted(set(tags(doc))))
    # within an address that becomes a link of itself a backslash stays one
    got, expect = re.sub(r"[\s\\]+", "", said(doc)), re.sub(r"[\s\\]+", "", safe[i])
    return "" if got == expect else f"{got!r}, not {expect!r}"


def ics(b, i):
    from icalendar import Calendar
    s = b.decode("utf-8")
    if re.search(r"(?<!\r)\n|\r(?!\n)", s):
        return "half a line end"
    if any(len(line.encode()) > 75 for line in s.split("\r\n")):
        return "a line of more than 75 bytes"
    cal = Calendar.from_ical(b)
    kinds = [c.name for c in cal.walk()]
    if kinds != ["VCALENDAR", "VEVENT", "VALARM"]:
        return "other parts: " + " ".join(kinds)
    e = cal.walk("VEVENT")[0]
    if set(e) != {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"}:
        return "other properties"
    if e.errors or str(e["URL"]) != "https://e.example/1":
        return "another link"
    # the values by the letter of RFC 5545: icalendar 4 takes "\\\\n" for a backslash and a line break
    values = {}
    for line in re.sub(r"\r\n[ \t]", "", s).split("\r\n"):
        name, _, v = line.partition(":")
        values.setdefault(name, re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], v))
    name = safe[i] if safe[i].strip(" ") else "x"
    if values["SUMMARY"] != f"Does Composio have {name} now?":
        return f"a summary of {values['SUMMARY']!r}"
    return "" if safe[i].strip() in values["DESCRIPTION"] else "another description"


def path(b, i):
    for line in b.decode("utf-8").rstrip("\n").split("\n"):
        if os.path.normpath(line) != line or len(line.split("/")[-1]) > 80 or re.search(r"[^A-Za-z0-9_./-]", line.replace(folder, "")):
            return "a path of " + repr(line)
        if line.startswith("docs/tools/") and not re.fullmatch(r"docs/tools/[a-z0-9_][a-z0-9_-]{0,62}/x.yaml", line):
            return "a name of " + repr(line)
    return ""


def setting(b, i):
    p = os.fsdecode(b)
    return "" if p == "/." or p.startswith("/") and ".." not in p.split("/") and os.path.normpath("/r" + p).startswith("/r/") else "a path of " + repr(p)


def url(b, i):
    u = urlsplit(b.decode("ascii"))
    if (u.scheme, u.netloc, u.path, u.fragment) != ("https", "h.example", "/p", ""):
        return "another address"
    q = parse_qsl(u.query, keep_blank_values=True, encoding="utf-8", errors="surrogateescape", strict_parsing=True)
    return "" if q == [("a", "1"), ("v", os.fsdecode(raw[i])), ("z", "2")] else "other parameters"


def prefill(b, i):
    u = urlsplit(b.decode("ascii"))
    if (u.scheme, u.netloc, u.path, u.fragment) != ("https", "github.com", "/o/r/issues/new", ""):
        return "another address"
    q = dict(parse_qsl(u.query, keep_blank_values=True, strict_parsing=True))
    if list(q) != ["labels", "title", "body"]:
        return "other parameters"
    return "" if q["title"] == safe[i] and (want[i] is None or q["body"].startswith(want[i][:100])) else "another value"


def shell(b, i):
    r = subprocess.run(["sh", "-c", b"printf '%s\\0' " + (b or b"''")], capture_output=True, cwd=os.path.join(folder, "desk"))
    return "" if r.returncode == 0 and not r.stderr and r.stdout == (safe[i].encode() + b"\0") else f"{r.stdout!r}"


def string(b, i):
    x, _, y = b.decode("utf-8").rpartition("; ")
    return "" if y == "y = 1" and ast.literal_eval(x.removeprefix("x = ")) == safe[i] else "another value"


HIDDEN = set(range(0x200B, 0x2010)) | set(range(0x202A, 0x202F)) | set(range(0x2060, 0x2070)) | {0xFEFF, 0x061C, 0x2028, 0x2029}


def terminal(b, i):
    for c in b.decode("utf-8"):
        o = ord(c)
        if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or o in HIDDEN or 0xE0000 <= o <= 0xE007F or o & 0xFFFE == 0xFFFE:
            return f"U+{o:04X} reaches the terminal"
    return ""


checks = dict(toml=toml, yaml=yaml, markdown=markdown, issue=issue, ics=ics, path=path, setting=setting, url=url, prefill=prefill,
              shell=shell, string=string, terminal=terminal)
for name, check in checks.items():
    if len(sys.argv) > 2 and name not in sys.argv[2:]:
        continue
    fine = refused = 0
    for i, b in enumerate(lines(name)):
        if b is None:
            refused += 1
            continue
        try:
            why = check(b, i)
        except Exception as e:  # a reader that gives up has found something
            why = f"{type(e).__name__}: {e}"
        if why:
            print(name, i, re.sub(r"\s+", " ", why)[:200], "| from", raw[i][:60])
        else:
            fine += 1
    print("sink", name, fine, refused)
