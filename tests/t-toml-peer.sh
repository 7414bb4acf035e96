#!/bin/sh
# SPDX-License-Identifier: MIT
# t-toml-peer: our TOML reader and editor against Python's tomllib on generated, broken and hostile documents.
#
# TOML_DUMP names the helper program, PYTHON3 the interpreter (3.11 or newer). CASES says how many documents.
dump=${TOML_DUMP:-./tests/toml-dump}
python=${PYTHON3:-/usr/bin/python3}
if ! "$python" -c 'import tomllib' 2>/dev/null; then
	echo "1..0 # SKIP no python3 with tomllib"
	exit 0
fi
exec "$python" - "$dump" "${CASES:-6000}" <<'PY'
import json, math, random, re, subprocess, sys, tomllib

CASES = int(sys.argv[2])
peer = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def ask(verb, doc, name=b""):
    peer.stdin.write(b"%s %d %d\n" % (verb, len(name), len(doc)) + name + doc)
    peer.stdin.flush()
    word, size = peer.stdout.readline().split()
    return word == b"ok", peer.stdout.read(int(size))


TOKEN = re.compile(r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\r\n]*|[^\S\r\n]+|\r?\n|[0-9A-Za-z:.+_-]+|.''', re.S)
TIME = re.compile(r"^((?:\d{4}-\d\d-\d\d[Tt])?\d\d:\d\d)(?=$|[Zz]$|[+-]\d\d:\d\d$)")


def escapes(s):
    """A basic string without the escapes of 1.1."""
    return re.sub(r"\\(x([0-9A-Fa-f]{2})|.)",
                  lambda m: "\\u00" + m[2] if m[2] else "\\u001b" if m[1] == "e" else m[0], s, flags=re.S)


def down(s):
    """What TOML 1.1 has in this document and 1.0 has not, as 1.0 says it; anything else stays as it is."""
    out, nest, tokens = [], [], TOKEN.findall(s)
    if "'" in tokens or '"' in tokens:
        return s  # a string that is not closed
    last = ""
    ahead, follows = "", []
    for t in reversed(tokens):
        follows.append(ahead)
        ahead = t if t.strip() and t[0] != "#" else ahead
    for t, follow in zip(tokens, reversed(follows)):
        if nest and nest[-1] == "{" and (t[0] == "#" or "\n" in t and not t.strip()):
            out.append(" " if last in ("{", ",") or follow in (",", "}") else t)
            continue
        if t == "," and nest and nest[-1] == "{" and follow == "}" and last not in ("{", ","):
            continue
        if t in ("[", "{"):
            nest.append(t)
        elif t in ("]", "}") and nest:
            nest.pop()
        if t[0] == '"':
            t = escapes(t)
        elif t[0].isdigit():
            t = TIME.sub(r"\1:00", t)
        out.append(t)
        last = t if t.strip() and t[0] != "#" else last
    return "".join(out)


def theirs(doc):
    """tomllib's answer, or None where it refuses. It reads TOML 1.0, so what is new in 1.1 is said the old way."""
    if doc.startswith(b"\xef\xbb\xbf"):
        doc = doc[3:]  # tomllib knows no byte order mark
    for turn in (str, down):
        try:
            return tomllib.loads(turn(doc.decode()))
        except (ValueError, RecursionError):
            pass
    return None


def alike(a, b):
    """tomllib's value a, our JSON b."""
    if isinstance(a, dict):
        if isinstance(b, dict) and set(a) == set(b):
            return all(alike(a[k], b[k]) for k in a)
        return False
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, (str, bool)):
        return type(a) is type(b) and a == b
    if not isinstance(b, dict) or list(b) != ["="]:
        return False
    v = tomllib.loads(down("v = " + b["="]))["v"]
    return type(v) is type(a) and repr(v) == repr(a)


rnd = random.Random(20261121)
TEXTS = ["", "x", "a b", "[mcp_servers.x]", "url = \"y\"", "ä€😀", "#", "\\", "a.b", "it's", "tab\there",
         "\"", "''", "two\nlines", "\x7f", "\u2028", "]]", "}", "{ a = 1 }", "\x01"]
KEYS = ["a", "b", "c", "mcp_servers", "x-1", "1", "_", "", "a b", "ü", "x.y", "\"", "'", "url"]
SCALARS = ["0", "1", "-1", "+7", "1_000", "0xDEAD_beef", "0o17", "0b1_0", "1.5", "-0.0", "1e10", "6.02e-23",
           "1_0.0_1", "inf", "-inf", "nan", "true", "false", "1979-05-27", "07:32:00", "07:32:00.5", "07:32", "1979-05-27T07:32-07:00",
           "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.999-07:00", "2000-02-29t23:59:59z"]
BROKEN = ["01", "1_", "_1", "1.", ".5", "1e", "0x", "0b2", "+0x1", "1__0", "True", "1979-13-01", "1979-02-29",
          "25:00:00", "07:32.5", "1979-05-27T", "\"a", "'a", "[1", "[1 2]", "{a = 1,,}", "{a\n= 1}", "{a =\n1}", "{,}", "{a = 1 # }", "[,]", "=",
          "\"\\x4\"", "\"\\x4g\"", "\"\\ud800\"", "\"\\q\"", "1979-05-27  07:32:00", "'''a", "\"\"\"a\"\"", "", "inff", "-",
          "1979-05-27T07:32:00+24:00", "{a.b = 1, a = 2}", "{a = {}, a.b = 1}", "[1,,2]", "1e1.5", "0_1", "-01"]


def quote(s):
    return '"' + "".join({'"': '\\"', "\\": "\\\\"}.get(c, c if c >= " " and c != "\x7f" else "\\u%04x" % ord(c))
                         for c in s) + '"'


def key(k=None):
    k = rnd.choice(KEYS) if k is None else k
    if k and all(c.isascii() and (c.isalnum() or c in "-_") for c in k) and rnd.random() < .8:
        return k
    if "'" not in k and rnd.random() < .4:
        return "'" + k + "'"
    return quote(k)


def path():
    dot = rnd.choice([".", ".", ".", " . ", "\t."])
    parts = [key() for _ in range(rnd.choice([1, 1, 1, 2, 2, 3]))]
    if rnd.random() < .3:
        parts = [key("mcp_servers")] + parts[:rnd.randrange(3)]
    return dot.join(parts)


def text():
    s, form = rnd.choice(TEXTS), rnd.randrange(5)
    plain = all(c >= " " and c != "\x7f" for c in s)
    if form == 0 and plain and "'" not in s:
        return "'" + s + "'"
    if form == 1 and all(c >= " " and c != "\x7f" or c == "\n" for c in s) and "''" not in s:
        return "'''" + rnd.choice(["", "\n"]) + s + rnd.choice(["", "\n[not.a.table]\n"]) + "'''"
    if form == 2:
        inner = quote(s)[1:-1]
        return '"""' + rnd.choice(["", "\n", "\\\n  ", "\\ \t\n\n "]) + inner + rnd.choice(["", "\nk = 1\n", '\\"'])\
            + rnd.choice(['"""', '""""', '"""""'])
    return quote(s + "\x01").replace("\\u0001", rnd.choice(["\\e", "\\x41", "\\xe9"])) if form == 3 else quote(s)


def value(depth=0):
    n = rnd.random()
    if n < .45:
        return text()
    if n < .47:
        return rnd.choice(BROKEN)
    if n < .75 or depth > 3:
        return rnd.choice(SCALARS)
    if n < .88:
        pad = rnd.choice(["", " ", "\n  ", " # c ]\n"])
        items = [value(depth + 1) for _ in range(rnd.randrange(4))]
        return "[" + pad + ("," + pad).join(items) + (rnd.choice(["", "," + pad]) if items else "") + pad + "]"
    members = [path() + rnd.choice([" = ", "="]) + value(depth + 1) for _ in range(rnd.randrange(4))]
    pad = rnd.choice([" ", "", " ", "", "\n", "\n  ", " # c }\n\t", "\n# c ,\n  "])
    comma = rnd.choice([", ", ",", " , "]) if pad.strip() == "" and "\n" not in pad else rnd.choice([",", " ,"]) + pad
    return "{" + pad + comma.join(members) + (rnd.choice(["", "", ","]) if members else "") + \
        rnd.choice([" ", "", pad]) + "}"


def document():
    lines = []
    for _ in range(rnd.randrange(12)):
        n = rnd.random()
        if n < .1:
            lines.append(rnd.choice(["", "  ", "# words [a]", "\t# more"]))
        elif n < .3:
            lines.append("[" + path() + "]" + rnd.choice(["", " # c"]))
        elif n < .38:
            lines.append("[[" + path() + "]]")
        else:
            lines.append(rnd.choice(["", "", "  "]) + path() + " = " + value() + rnd.choice(["", "", " # c"]))
    eol = rnd.choice(["\n", "\n", "\r\n"])
    doc = "\n".join(lines).replace("\n", eol) + rnd.choice([eol, eol, ""])
    return (b"\xef\xbb\xbf" if rnd.random() < .05 else b"") + doc.encode()


def mutate(doc):
    doc = bytearray(doc)
    for _ in range(rnd.randrange(1, 4)):
        at = rnd.randrange(len(doc) + 1)
        what = rnd.randrange(4)
        if what == 0:
            doc[at:at + rnd.randrange(1, 4)] = b""
        elif what == 1:
            doc[at:at] = rnd.choice([b"\"", b"'", b"[", b"]", b"{", b"}", b"=", b".", b"\n", b"#", b"\\", b",", b"\r",
                                     b"\x00", b"\xff", b"\t", b"_", b"-", b"0", b":", b"T", b"e", b"\"\"\"", b"'''"])
        elif what == 2:
            other = rnd.randrange(len(doc) + 1)
            doc[at:at] = doc[other:other + rnd.randrange(20)]
        elif at < len(doc):
            doc[at] = rnd.randrange(256)
    return bytes(doc)


def explained(doc):
    """Where the two may differ, and why."""
    low = doc.lower()
    return b"\\u0000" in low or b"\\u00000000" in low or b":60" in doc or b"0000-" in doc


failed = 0
number = 0


def case(name, bad, note=""):
    global failed, number
    number += 1
    failed += bool(bad)
    print("%sok %d - %s" % ("not " if bad else "", number, name) + (" # " + note if note else ""), flush=True)
    for doc in bad[:3]:
        print("# " + repr(doc))


print("1..5")
docs = [document() for _ in range(CASES)]
docs += [mutate(rnd.choice(docs)) for _ in range(CASES)]
bad, good = [], []
for doc in docs:
    ok, out = ask(b"parse", doc)
    peers = theirs(doc)
    if ok != (peers is not None):
        if not explained(doc):
            bad.append((doc, ok, out))
    elif ok:
        good.append(doc)
        if not alike(peers, json.loads(out)):
            bad.append((doc, out))
case("read as tomllib reads", bad, "%d of %d are TOML" % (len(good), len(docs)))
case("enough of both kinds", [] if len(good) * 10 > len(docs) and len(good) * 10 < len(docs) * 9 else [len(good)])

NAMES = ["a", "b", "c", "x-1", "a b", "x.y", ""] * 3 + ["pipedream-gtm-ascend", "a b", "x.y", "\"", "\\", "'", "]\n[evil]\nx = \"", "ü😀", "\x1b[2J", "#", "\x7f",
         "a", "b", "url", "\r\n[evil]\n", "=", "\t", "é\u2028", "''' \"\"\"", "${HOME}", "{", "}, evil = {", ""]
bad, kept, done, again = [], [], 0, 0
for doc in good:
    name = rnd.choice(NAMES)
    before = theirs(doc)
    old = before.get("mcp_servers", {})
    ok, out = ask(b"set", doc, name.encode())
    if not isinstance(old, dict) or (name in old and not isinstance(old[name], dict)):
        if ok:
            bad.append((doc, name, "no table was there"))
        continue
    want = {"url": name, "http_headers": {name: name}}
    if not ok:
        bad.append((doc, name, out))
        continue
    done += 1
    again += name in old
    after = theirs(out)
    expect = dict(before, mcp_servers=dict(old, **{name: want}))
    if after is None or repr(sorted(after)) != repr(sorted(expect)) or any(
            json.dumps(after[k], sort_keys=True, default=repr) != json.dumps(expect[k], sort_keys=True, default=repr)
            for k in expect):
        bad.append((doc, name, out))
    if ask(b"set", out, name.encode()) != (True, out):
        bad.append((out, name, "set twice"))
    ok, back = ask(b"unset", out, name.encode())
    left = theirs(back) if ok else None
    if left is None or name in left.get("mcp_servers", {}):
        bad.append((out, name, "unset", back))
    if name not in old and back != doc:
        kept.append((doc, name, back))
case("set and unset as tomllib sees it", bad, "%d documents, %d of them knew the name" % (done, again))
case("set and unset give the same bytes", kept)
peer.stdin.close()
case("the program ends well", [] if peer.wait() == 0 else ["status"])
sys.exit(1 if failed else 0)
PY
