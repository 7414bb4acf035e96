#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-walk.sh: from a name to the files and back: plan, apply, check, undo, and every exit code. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

vendors --approve-after 0
gtm='Google Tag Manager'
kinds='.mcp.json .cursor/mcp.json .vscode/mcp.json .codex/config.toml docs/composio/toolkit-registry.md'

# The clients' own readers, as near as the standard library has them: what each would send.
read_forms() {
	"$python3" - "$W" "$H" "$PIPEDREAM_MCP_URL" <<'PY'
import json, re, sys
try:
    import tomllib
except ImportError:
    tomllib = None
work, home, url = sys.argv[1:]
bad = 0

def expect(what, got, want):
    global bad
    if got != want:
        bad = 1
        print(f"#   {what}: {got!r}, not {want!r}")

def jsonc(text):  # comments and trailing commas away, strings kept
    out, i = [], 0
    for m in re.finditer(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*(?://[^\n]*\s*)*[}\]])', text, re.S):
        out += [text[i:m.start()], m.group() if m.group()[0] == '"' else ""]
        i = m.end()
    return json.loads("".join(out) + text[i:])

def headers(form, tenant):
    return {"Authorization": "Bearer " + form % "PIPEDREAM_OAUTH_BEARER",
            "x-pd-project-id": form % "PIPEDREAM_PROJECT_ID", "x-pd-environment": "production",
            "x-pd-external-user-id": tenant, "x-pd-app-slug": "google_tag_manager"}

def read(path, parse=json.loads):
    return parse(open(path, encoding="utf-8").read())

plain, env = "${%s}", "${env:%s}"
claude = read(work + "/.mcp.json")["mcpServers"]
cursor = read(work + "/.cursor/mcp.json")["mcpServers"]
windsurf = read(home + "/.codeium/windsurf/mcp_config.json")["mcpServers"]
vscode = read(work + "/.vscode/mcp.json", jsonc)["servers"]
for tenant in "ascend", "kahuna":
    name = "pipedream-gtm-" + tenant
    expect("Claude Code", claude.get(name), {"type": "http", "url": url, "headers": headers(plain, tenant)})
    expect("Cursor", cursor.get(name), {"url": url, "headers": headers(env, tenant)})
    expect("Windsurf", windsurf.get(name), {"serverUrl": url, "headers": headers(env, tenant)})
    expect("VS Code", vscode.get(name), {"type": "http", "url": url, "headers": headers(env, tenant)})
    if tomllib:
        codex = read(work + "/.codex/config.toml", tomllib.loads)
        expect("Codex", codex["mcp_servers"].get(name),
               {"url": url, "bearer_token_env_var": "PIPEDREAM_OAUTH_BEARER",
                "http_headers": {"x-pd-environment": "production", "x-pd-external-user-id": tenant,
                                 "x-pd-app-slug": "google_tag_manager"},
                "env_http_headers": {"x-pd-project-id": "PIPEDREAM_PROJECT_ID"}})
        expect("Codex, the rest", codex["model_reasoning_effort"], "medium")
for what, servers in ("Claude Code", claude), ("Cursor", cursor), ("Windsurf", windsurf), ("VS Code", vscode):
    expect(what + ", the entry of before", "composio-ascend" in servers, True)
sys.exit(bad)
PY
}

# The first plan, nobody connected: nothing is created anywhere
fresh
keep first
tg plan "$gtm" --tenant ascend --tenant kahuna --json
code 0 'plan'
has '"schema": "toolgap.plan/1"' 'names its schema'
has '"secrets_found": 0' 'and finds no secret in it'
if [ -n "$python3" ]; then
	"$python3" -c '
import json, sys
d = json.load(open(sys.argv[1]))
s, f = d["summary"], d["files"]
assert d["path"] == "D" and d["tenants"] == ["ascend", "kahuna"], d["path"]
assert s["create"] + s["modify"] + s["unchanged"] == len(f), s
assert {x["client"] for x in f if x["client"]} == {"claude-code", "cursor", "windsurf", "vscode", "codex"}, f
assert all(x["action"] in ("create", "modify", "none") and len(x["after_sha256"]) == 64 for x in f), f
assert any("PENDING" in x["diff"] for x in f if x["path"].endswith("toolkit-registry.md"))
' "$out" 2>"$err"
	say $? 'is a document of the contract, and says PENDING'
else
	skip 'no python3' 'is a document of the contract'
fi
untouched first 'nothing is written, no state folder appears'
! creating >"$tmp/made" && [ -s "$log" ]
say $? 'and nothing is created at a vendor'
tg plan "$gtm" --tenant ascend,kahuna --exit-code
code 3 'plan --exit-code'
: >"$log"
tg wizard --dry-run --ui=none --answers "$demo/answers.txt"
code 0 'the whole walk as a dry run'
has 'dry run' 'says so'
has 'Dry run: nothing was written' 'at both ends'
untouched first 'writes nothing, keeps no session'
! creating >"$tmp/made" && [ -s "$log" ]
say $? 'and makes no link'

# The whole walk
tg wizard --ui=none --answers "$demo/answers.txt" --record "$tmp/recorded"
code 0 'the walk'
has '2 of 2 connected' 'waits for both tenants'
has '7 files written, all or none.' 'writes seven files'
has 'docs(routing): record googletagmanager routing (vendor=PIPEDREAM)' 'and proposes the commit'
[ "$(grep -c 'POST /pipedream/v1/connect/proj_Sandbox1/tokens' "$log")" -eq 2 ]
say $? 'one link a tenant'
grep -q '^| `googletagmanager` | `PIPEDREAM` | `pipedream-gtm-ascend` | `pipedream-gtm-kahuna` | `PIPEDREAM_GTM_\*` | `LIVE` |' \
	"$W/docs/composio/toolkit-registry.md"
say $? 'the row is LIVE'
cap=$W/docs/tools/pipedream-googletagmanager/capability_registry.yaml
[ "$(grep -c '^  - id: "gtm_' "$cap")" -eq 5 ] && grep -q '^toolkit_slug: "googletagmanager"$' "$cap"
say $? 'the capability file has the five tools'
if [ -n "$python3" ]; then
	read_forms
	say $? 'each client reads its own form'
	"$python3" -c 'import tomllib' 2>/dev/null || skip 'no tomllib' 'Codex: read by tomllib'
else
	skip 'no python3' 'each client reads its own form'
fi
grep -v '^#' "$demo/answers.txt" >"$tmp/answers"
same "$tmp/answers" "$tmp/recorded" 'what was recorded is what was answered'
journal=$(find "$state/sessions" -name events.jsonl)
[ "$(stat -c %a "$journal")" = 600 ] && [ "$(stat -c %a "$state")" = 700 ] && [ "$(wc -l <"$journal")" -ge 12 ]
say $? 'the session is kept, for its owner alone'
if [ -n "$python3" ]; then
	"$python3" -c '
import json, sys
lines = [json.loads(x) for x in open(sys.argv[1], encoding="utf-8")]
assert lines[0]["schema"] == "toolgap.session/1" and lines[0]["workspace"] == sys.argv[2], lines[0]
' "$journal" "$W" 2>"$err"
	say $? 'as a line of JSON for each event'
else
	skip 'no python3' 'as a line of JSON for each event'
fi
! grep -qF -e 'ctok_' -e 'connectLink' "$journal"
say $? 'without the links, which are keys too'
no_secret 'no secret was said or written'
tg check
code 0 'check after it'

# The same again is no work
keep applied
printf 'known: over\n' >"$tmp/over"
cat "$tmp/answers" >>"$tmp/over"
tg wizard --ui=none --answers "$tmp/over"
code 0 'the same walk again'
has 'Nothing was written' 'finds nothing to write'
stamps >"$tmp/stamps.now"
same "$tmp/stamps.applied" "$tmp/stamps.now" 'no file is written, no time changes'
tg plan "$gtm" --tenant ascend,kahuna --exit-code
code 0 'plan --exit-code without changes'

# Undo: bytes as before, nothing left
tg undo --dry-run
code 0 'undo, as a dry run'
stamps >"$tmp/stamps.now"
same "$tmp/stamps.applied" "$tmp/stamps.now" 'writes nothing'
tg undo
code 0 'undo'
bytes_as first 'all bytes are as before, and nothing is left over'
[ ! -e "$W/docs/tools" ]
say $? 'no empty folder either'
tg check
code 0 'check after it'
tg undo
code 1 'nothing is left to undo'
bytes_as first 'and nothing was changed'

# Plan file, apply, apply again
tg plan "$gtm" --tenant ascend,kahuna --out "$tmp/plan.json"
code 0 'plan into a file'
keep planned
tg apply --dry-run "$tmp/plan.json"
code 0 'apply, as a dry run'
untouched planned 'writes nothing'
tg apply "$tmp/plan.json" --json
code 0 'apply'
has '"schema": "toolgap.apply/1"' 'says so in a document'
for f in $kinds docs/tools/pipedream-googletagmanager/capability_registry.yaml; do
	cmp -s "$W/$f" "$tmp/kept.applied/work/$f" || break
done
same "$W/$f" "$tmp/kept.applied/work/$f" 'what a plan file writes is what the walk wrote'
keep applied2
tg apply "$tmp/plan.json"
code 0 'apply again'
has 'nothing was written' 'has nothing to write'
untouched applied2 'no file is written, no time changes, no state either'
tg check --json
code 0 'check'
has '"findings": []' 'finds nothing'
sed 's/pipedream-gtm-kahuna/pipedream-gtm-lost/' "$W/.mcp.json" >"$tmp/x" && cat "$tmp/x" >"$W/.mcp.json"
keep drift
tg check
code 1 'a server that was renamed by hand is drift'
has '.mcp.json:' 'at its file and line'
has 'pipedream-gtm-lost' 'by its name'
# A file that somebody changed since is theirs
tg undo
code 5 'undo of a file that was changed since'
err_has '.mcp.json' 'names it'
bytes_as drift 'and puts nothing back'
cp "$tmp/kept.applied2/work/.mcp.json" "$W/.mcp.json"
tg undo
code 0 'undo once it is as it was'
bytes_as first 'bytes as before'

# A target that changed since the plan
printf '\n' >>"$W/docs/composio/toolkit-registry.md"
keep changed
tg apply "$tmp/plan.json"
code 5 'a plan for a file that has changed'
err_has 'toolkit-registry.md' 'names the file'
bytes_as changed 'no file is written'
printf '{"schema":"toolgap.plan/1","files":[]' >"$tmp/torn"
tg apply "$tmp/torn"
code 1 'a torn plan file'
sed 's/"Bearer/"Bearer x/' "$tmp/plan.json" >"$tmp/forged"
tg apply "$tmp/forged"
say "$([ $rc -ne 0 ]; echo $?)" 'a plan file that was edited by hand is refused'
bytes_as changed 'no file is written'

# The other exit codes
fresh
keep codes
printf 'provider: GTM\ntenants: ascend\n' >"$tmp/short"
tg wizard --ui=none --answers "$tmp/short"
code 2 'an answer is missing'
err_has 'composio-candidate' 'and the message names it'
tg plan
code 2 'usage'
(cd "$W" && COMPOSIO_API_KEY='' "$TOOLGAP" plan GTM --tenant ascend) >"$out" 2>"$err" </dev/null
rc=$?
code 4 'a key is missing'
err_has COMPOSIO_API_KEY 'and the message names it'
vendors
grep -v '^connect:' "$tmp/answers" | grep -v '^confirm:' >"$tmp/short"
tg wizard --ui=none --answers "$tmp/short"
code 6 'tenants who have not connected'
bytes_as codes 'no file is written'
vendors --fault '/api/v3.1/toolkits:status=500'
tg plan GTM --tenant ascend
code 10 'a catalog that cannot be asked'
bytes_as codes 'no file is written'

# An interrupted write: the killed driver of the crash test leaves its journal, toolgap finds it
if [ -x "${APPLY_TOOL:-}" ] && [ -f "${CRASH_SHIM:-}" ]; then
	CRASH_COUNT=$tmp/calls LD_PRELOAD=$CRASH_SHIM "$APPLY_TOOL" apply "$tmp/crash" >/dev/null 2>&1
	all=$(grep -c . "$tmp/calls")
	CRASH_AT=$((all * 2 / 3)) CRASH_MODE=after LD_PRELOAD=$CRASH_SHIM "$APPLY_TOOL" apply "$tmp/crash" >/dev/null 2>&1
	was=$("$APPLY_TOOL" look "$tmp/crash")
	(cd "$tmp/crash/ws" && HOME=$tmp/crash/home XDG_STATE_HOME=$tmp/crash/state "$TOOLGAP" undo) >"$out" 2>"$err" </dev/null
	rc=$?
	code 8 "an interrupted write (files were: $was) is recovered first"
	err_has 'interrupted' 'and is said'
	now=$("$APPLY_TOOL" look "$tmp/crash")
	[ "$now" = old ] || [ "$now" = new ]
	say $? "all files are of one side ($now)"
	(cd "$tmp/crash/ws" && HOME=$tmp/crash/home XDG_STATE_HOME=$tmp/crash/state "$TOOLGAP" check) >"$out" 2>"$err" </dev/null
	! grep -q interrupted "$err"
	say $? 'the next run finds nothing of it'

	# The files are written, and then there is no room for the end of the session
	all_connected
	vendors
	grep -v -e '^#' -e '^connect' -e '^confirm' -e '^commit' "$demo/answers.txt" >"$tmp/some"
	fresh
	tg wizard --ui=none --answers "$tmp/some"
	code 2 'a walk at its last question'
	cp -a "$box" "$tmp/asked"
	CRASH_ARM=toolgap CRASH_COUNT=$tmp/calls LD_PRELOAD=$CRASH_SHIM tg wizard --resume --ui=none --yes
	code 0 'goes on, its calls counted'
	keep whole
	rm -rf "$box" && mv "$tmp/asked" "$box"
	CRASH_ARM=toolgap CRASH_AT=$(grep -n write "$tmp/calls" | tail -n 1 | cut -d: -f1) CRASH_MODE=ENOSPC LD_PRELOAD=$CRASH_SHIM \
		tg wizard --resume --ui=none --yes
	code 0 'a session that cannot take its last line'
	diff -r -x .local "$tmp/kept.whole" "$box" >"$tmp/diff" 2>&1
	say $? 'has written its files all the same'
	err_has 'The files are written. Only the record of this walk lacks its end: ' 'and says both'
	err_has 'No space left on device' 'with the reason'
else
	skip 'no crash shim' 'an interrupted write'
fi
done_testing
