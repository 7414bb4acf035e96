#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-check.sh: the drift check as a person and as CI meet it: lines, JSON, SARIF, --fix with its preview, and back. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
begin() {
	fresh
	R=$W/docs/composio/toolkit-registry.md
}
begin
keep clean
edit() { # FILE SCRIPT: by sed, in place
	sed "$2" "$1" >"$tmp/edited" && cat "$tmp/edited" >"$1"
}

# ---- nothing to say
tg check
code 0 'the workspace of the demo'
has 'No drift: 8 rows, 2 servers, seven rules.' 'has no drift, in one sentence'
tg check -q
[ "$rc" -eq 0 ] && [ ! -s "$out" ]
say $? '-q says nothing at all then'
tg check --json
has '"findings": []' 'a document without findings'
untouched clean 'nothing is written by looking, no state folder either'

# ---- drift of every rule
cat >"$W/.mcp.json" <<'END'
{
  "mcpServers": {
    "composio-ascend": {
      "type": "http",
      "url": "https://mcp.example.com/composio/ascend",
      "headers": { "x-api-key": "${COMPOSIO_API_KEY}" }
    },
    "pipedream-lost-ascend": {
      "url": "https://remote.mcp.pipedream.net/v3",
      "headers": { "Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "x-pd-external-user-id": "ascend", "x-pd-app-slug": "lost" }
    }
  }
}
END
mkdir -p "$W/docs/tools/x"
echo 'toolkit_slug: nobody' >"$W/docs/tools/x/capability_registry.yaml"
edit "$R" '/`gong`/a\
| `gong` | `NOBODY` | — | `composio-ascend` | `G_*` | `PENDING-NATIVE` | Asked 2026-10-01. |
'
keep drift
tg check
code 1 'drift of every rule'
for rule in unrouted-server missing-server orphan-capability missing-entry lacking-member literal-secret overdue duplicate-slug \
	unknown-vendor wrong-tenant; do
	grep -Eq "^[^ :]+:[0-9]+: (error|warning): .*\\.? \\[$rule\\]\$" "$out" || break
done
grep -q "\\[$rule\\]" "$out"
say $? "is found, each with file, line and kind (the last one looked for: $rule)"
no=$(grep -c '^[^ ]*:[0-9]*: ' "$out")
[ "$(grep -c '^    ' "$out")" -eq "$no" ]
say $? 'and each with what to do'
harmless "$out" && ! grep -q eyJ "$out"
say $? 'and no secret is repeated'
untouched drift 'nothing is written'
tg check --json
code 1 'as a document'
cp "$out" "$tmp/drift.json"
tg check --format sarif
code 1 'as SARIF'
cp "$out" "$tmp/drift.sarif"
tg check --format=json
cmp -s "$out" "$tmp/drift.json"
say $? '--format=json is --json'
if [ -n "$python3" ]; then
	cat >"$tmp/sarif.py" <<'END'
import json, sys
sarif = json.load(open(sys.argv[1], encoding="utf-8"))
check = json.load(open(sys.argv[2], encoding="utf-8"))
assert check["schema"] == "toolgap.check/1", check
assert {f["rule"] for f in check["findings"]} == set(range(1, 8)), check
ids = [f["id"] for f in check["findings"]]
assert len(set(ids)) == len(ids), ids
for f in check["findings"]:
    assert set(f) == {"rule", "kind", "id", "severity", "file", "line", "message", "fix", "fixable"}, f
    assert f["severity"] in ("error", "warning") and f["line"] >= 1 and f["id"].startswith(f["kind"] + ":"), f
# what SARIF 2.1.0 asks for, and CI reads
assert sarif["version"] == "2.1.0" and sarif["$schema"].endswith("sarif-schema-2.1.0.json"), sarif
assert len(sarif["runs"]) == 1
run = sarif["runs"][0]
driver = run["tool"]["driver"]
assert driver["name"] == "toolgap"
rules = driver["rules"]
assert len({r["id"] for r in rules}) == len(rules)
for r in rules:
    assert r["shortDescription"]["text"] and r["defaultConfiguration"]["level"] in ("none", "note", "warning", "error"), r
results = run["results"]
assert len(results) == len(ids)
bases = run["originalUriBaseIds"]
for x, f in zip(results, check["findings"]):
    assert rules[x["ruleIndex"]]["id"] == x["ruleId"] == f["kind"], x
    assert x["level"] == f["severity"] and f["message"] in x["message"]["text"], x
    place = x["locations"][0]["physicalLocation"]
    uri = place["artifactLocation"]["uri"]
    base = place["artifactLocation"]["uriBaseId"]
    assert base in bases and not uri.startswith("/") and ":" not in uri and " " not in uri, uri
    assert (base == "HOME") == f["file"].startswith("~/"), (uri, f)
    assert place["region"]["startLine"] == f["line"], place
    assert list(x["partialFingerprints"].values()) == [f["id"]], x
assert sys.argv[3] not in json.dumps(sarif), "the folder is nobody's business"
END
	"$python3" "$tmp/sarif.py" "$tmp/drift.sarif" "$tmp/drift.json" "$tmp" 2>"$err"
	say $? 'an independent parser finds the same in both, and what CI needs'
else
	skip 'no python3' 'an independent parser finds the same in both, and what CI needs'
fi
tg check --scope project
hasnt '~/' '--scope project looks at nothing in the home folder'
tg check --client codex
hasnt '.cursor' '--client looks at no other client'

# ---- ids stay
cp "$tmp/drift.json" "$tmp/before.json"
{ printf '# Moved down\n\n'; cat "$tmp/kept.drift/work/docs/composio/toolkit-registry.md"; } >"$R"
tg check --json
grep '"id"' "$out" >"$tmp/ids.now"
grep '"id"' "$tmp/before.json" >"$tmp/ids.before"
same "$tmp/ids.before" "$tmp/ids.now" 'ids are the same after lines were moved'
cp "$tmp/kept.drift/work/docs/composio/toolkit-registry.md" "$R"

# ---- --fix
keep drift
tg check --fix --dry-run
code 1 '--fix as a dry run'
has '"pipedream-lost-ascend"' 'shows what would change'
has '+++ b/.codex/config.toml' 'as diffs'
has 'Dry run: nothing was written.' 'and says that it wrote nothing'
! grep -q eyJ "$out"
say $? 'the secret that would go is not shown'
untouched drift 'nothing is written'
tg check --fix
code 2 'with nobody there it needs a word'
err_has '--yes' 'which is named'
untouched drift 'nothing is written'
tg check --fix --yes
code 1 'with --yes: what needs a decision is left'
has '5 files written, all or none; toolgap undo takes it back.' 'five files are written'
sed -n '/^Left for a person/,$p' "$out" >"$tmp/left"
grep -q '\[overdue\]' "$tmp/left" && ! grep -q '\[missing-entry\]' "$tmp/left"
say $? 'and what is left is told, without the entries'
grep -q '^bearer_token_env_var = "PIPEDREAM_OAUTH_BEARER"$' "$W/.codex/config.toml"
say $? 'Codex has it in the form of Codex'
grep -q '"Authorization": "Bearer ${PIPEDREAM_OAUTH_BEARER}"' "$W/.mcp.json" && ! grep -rq eyJ "$W" "$H/.codeium"
say $? 'the literal bearer has become a reference, and was copied nowhere'
grep -q 'rotated monthly' "$W/.vscode/mcp.json" && grep -q '^# Codex, project scope' "$W/.codex/config.toml"
say $? 'comments stay'
cmp -s "$R" "$tmp/kept.drift/work/docs/composio/toolkit-registry.md"
say $? 'the registry is left to a person'
tg check --json
! grep -q '"rule": [45],' "$out"
say $? 'rules 4 and 5 have nothing left to say'
keep fixed
tg check --fix --yes
has 'Nothing of this can be put right without a decision; nothing was written.' 'a second time there is nothing to do'
untouched fixed 'and nothing is written'
tg undo
code 0 'undo'
bytes_as drift 'gives all bytes back'
tg check --fix --yes --json
code 1 '--fix as a document'
if [ -n "$python3" ]; then
	"$python3" -c '
import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
x = d["fixed"]
assert x["written"] == 5 and x["findings"] > 5 and x["session"], x
assert {f["action"] for f in x["files"]} == {"modify"} and len(x["files"]) == 5, x
assert all(f["rule"] not in (4, 5) for f in d["findings"]) and d["findings"], d
assert "eyJ" not in json.dumps(d)
' "$out" 2>"$err"
	say $? 'says what was done and what is left'
else
	skip 'no python3' 'says what was done and what is left'
fi

# ---- with somebody there
ask() { # WORDS: typed on a terminal
	printf '%s' "$1" | script -qec "cd '$W' && '$TOOLGAP' --color=never check --fix" /dev/null >"$out" 2>&1
	rc=$?
}
if in_path script && script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	tg undo
	keep asked
	ask 'yes
no
'
	code 1 'no at the terminal'
	has 'Type apply to write all of them, or no.' 'is asked for in words'
	has 'Nothing was written.' 'and taken'
	bytes_as asked 'nothing is written'
	ask 'apply
'
	has '5 files written' 'apply writes'
	bytes_as fixed 'the same bytes as --yes'
else
	skip 'no script' 'a terminal'
fi

# ---- bad input: a sentence with its line, an exit code, and nothing half-done
bad() { # NAME WORDS: for looking and for --fix
	keep bad
	tg check
	code 1 "$1"
	has "$2" 'with its line'
	grep -q '^1 finding\.$' "$out" && ! [ -s "$err" ]
	say $? 'and what would need it is not judged'
	tg check --fix --yes
	code 1 '--fix does not put that right'
	bytes_as bad 'nothing is written'
	for form in json sarif; do
		tg check --format=$form
		code 1 "as $form"
		[ -z "$python3" ] || "$python3" -m json.tool "$out" >"$tmp/json" 2>&1
		say $? 'which is a whole document'
		has unreadable 'with the finding'
	done
}
begin
sed -n '/^| toolkit_slug/,/hubspot/p' "$R" >"$tmp/second"
{ echo; cat "$tmp/second"; } >>"$R"
bad 'two registry tables' 'docs/composio/toolkit-registry.md:38: error: This file cannot be read beyond column 1, so nothing in it was checked: a second table'
begin
edit "$R" 's/mcp_server (kahuna)/mcp_server (ascend)/'
bad 'a tenant column twice' 'toolkit-registry.md:8: error: '
begin
printf '[mcp_servers.a\n' >"$W/.codex/config.toml"
bad "a client's file that cannot be read" '.codex/config.toml:1: error: '
begin
printf '{' >"$W/.cursor/mcp.json"
mkdir -p "$W/docs/tools/pipedream-x"
printf 'toolkit_slug: [\n' >"$W/docs/tools/pipedream-x/capability_registry.yaml"
edit "$R" '/^| `gong`/s/LIVE/ALIVE/'
tg check
code 1 'two files that cannot be read, and a row with a slip'
grep -q '^\.cursor/mcp.json:1: error: This file cannot be read.*\[unreadable\]$' "$out" &&
	grep -q '^docs/tools/pipedream-x/capability_registry.yaml:[12]: error: This file cannot be read.*\[unreadable\]$' "$out" &&
	grep -q "\[unknown-status\]$" "$out" && grep -q '^3 findings' "$out"
say $? 'are told, all three'
begin
edit "$R" 's/| `gong` | `COMPOSIO` | — /| `gong` | `COMPOSIO` /'
tg check
code 1 'a row with too few cells'
grep -q "^docs/composio/toolkit-registry.md:17: error: .*'gong' has 1 cell less .*\\[short-row\\]\$" "$out"
say $? 'is a finding, with its line'
tg check --format=xml
code 2 'a format that is none'
tg check --format=sarif --json
code 2 'two formats'
tg check --client nobody
code 2 'a client that is none'
done_testing
