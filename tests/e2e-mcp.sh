#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-mcp.sh: a provider that both catalogs lack and that runs an MCP server of its own: from its name to the files. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
reg=docs/composio/toolkit-registry.md
own=com.northwind-ledger/mcp
verdict() { # PROVIDER VERDICT PATH NAME ARGUMENT…
	p=$1 v=$2 w=$3 name=$4
	shift 4
	tg triage "$p" "$@"
	[ "$(cut -f2,3 "$out" | head -n 1)" = "$v	$w" ]
	say $? "$name: $v"
}

fresh
keep before
vendors

# ---- what triage says of it
verdict 'Northwind Ledger' native-mcp native 'a server of the provider'"'"'s own domain'
code 0 'which is an answer'
verdict FjordPay native-mcp native 'one whose address has to be completed'
verdict Driftwood undecided - 'one that runs on one'"'"'s own machine is none'
verdict OldCRM undecided - 'one that is deprecated is none'
verdict 'Tag Smith' undecided - 'and nothing is no server'
verdict Driftwood pending-native A 'what can wait, waits' --can-wait
tg triage 'Northwind Ledger' --json
has '"verdict": "native-mcp"' 'as JSON'
has '/registry/v0.1/servers?search=northwind_ledger' 'with the question that proves it'
untouched before 'nothing is written'

# ---- trust is asked for, never assumed
tg plan 'Northwind Ledger' --tenant ascend,kahuna
code 2 'plan does not assume it'
err_has '--trust' 'and says how to give it'
tg plan 'Northwind Ledger' --tenant ascend --trust com.elsewhere/mcp
code 2 'nor takes one that was not found'
tg plan 'Northwind Ledger' --tenant ascend,kahuna --trust "$own" --out "$tmp/plan.json"
code 0 'trusted: a plan'
untouched before 'nothing is written yet'
has '"Authorization": "Bearer ${NORTHWINDLEDGER_ASCEND_AUTHORIZATION}"' 'the secret is a reference'
tg apply "$tmp/plan.json"
code 2 'who applies it has to know the address, too'
err_has 'apply --trust-host mcp.northwind-ledger.com' 'and how to say so'
untouched before 'nothing is written'
tg apply --trust-host mcp.northwind-ledger.com "$tmp/plan.json"
code 0 'and applied'
for f in .mcp.json .cursor/mcp.json .vscode/mcp.json .codex/config.toml; do
	grep -q 'https://mcp.northwind-ledger.com/mcp' "$W/$f" && grep -q 'native-northwindledger-kahuna' "$W/$f"
	say $? "an entry in $f"
done
tr -d '`' <"$W/$reg" | grep '^| northwindledger |' >"$tmp/row"
grep -q '| NATIVE_MCP | native-[a-z_-]*-ascend | native-[a-z_-]*-kahuna | — | PENDING |' "$tmp/row"
say $? 'a row of vendor NATIVE_MCP, PENDING'
grep -q "Server $own 2.3.1 of northwind-ledger.com, found in the official MCP registry and trusted by the operator 2026-11-21" "$tmp/row"
say $? 'whose notes say which server, which version, and who trusted it'
grep -q 'Composio, asked 2026-11-21.*: not in the catalog.*Pipedream, asked 2026-11-21: not in the catalog' "$tmp/row"
say $? 'and what was asked before'
grep -q "The official MCP registry, asked 2026-11-21: server $own, of a domain that seems the provider's own\." "$tmp/row"
say $? 'and what the registry said'
tg plan 'Northwind Ledger' --tenant ascend,kahuna --trust "$own" --exit-code
code 0 'a second plan changes nothing'
sed -i '/^| .northwindledger/s/`PENDING`/`LIVE`/' "$W/$reg"
TOOLGAP_NOW=2026-11-28T10:00:00Z
tg plan 'Northwind Ledger' --tenant ascend,kahuna --trust "$own" --exit-code
code 0 'nor does one once a person has called it LIVE'
cp "$W/$reg" "$tmp/live.md"
tg plan 'Northwind Ledger' --tenant zephyr --trust "$own" --out "$tmp/plan.json"
tg apply --trust-host mcp.northwind-ledger.com "$tmp/plan.json"
code 0 'a further tenant'
tr -d '`' <"$W/$reg" | grep '^| northwindledger |' >"$tmp/row"
grep -q '| native-[a-z_-]*-zephyr |.*| PENDING |' "$tmp/row"
say $? 'is not LIVE unseen'
grep -q "trusted by the operator 2026-11-21\..*Server $own 2.3.1 of northwind-ledger.com, found in the official MCP registry and trusted by the operator 2026-11-28 for zephyr. Its tools are not verified there. |$" "$tmp/row"
say $? 'and its trust is a second one, with its day'
tg plan 'Northwind Ledger' --tenant zephyr --trust "$own" --exit-code
code 0 'told once'
tg undo
same "$tmp/live.md" "$W/$reg" 'taken back'
sed -i '/^| .northwindledger/s/`LIVE`/`PENDING`/' "$W/$reg"
TOOLGAP_NOW=2026-11-21T10:00:00Z
tg undo
code 0 'undo'
bytes_as before 'every byte is as it was'

# ---- the wizard, nobody there
printf '%s\n' 'provider: FjordPay' 'tenants: ascend' 'native-official: com.fjordpay/payments' \
	'native-url: https://ascend.mcp.fjordpay.com/sse' 'native-short: fjord' 'confirm: yes' >"$tmp/answers"
tg wizard --ui=none --answers "$tmp/answers"
code 0 'an address that a person completes'
grep -q '"https://ascend.mcp.fjordpay.com/sse"' "$W/.mcp.json" && grep -q 'native-fjord-ascend' "$W/.mcp.json"
say $? 'is what is written'
! grep -q '{tenant}\|{region}' "$W/.mcp.json" "$W/.cursor/mcp.json" "$W/.vscode/mcp.json" "$W/.codex/config.toml"
say $? 'and no brace of the registry'
tg undo
tg plan FjordPay --tenant ascend --trust com.fjordpay/payments=https://a.mcp.fjordpay.com/sse
code 0 'the same said by an option'
has 'https://a.mcp.fjordpay.com/sse' 'with that address'
sed 's/^native-url:.*/native-url: https:\/\/{tenant}.mcp.fjordpay.com\/sse/' "$tmp/answers" >"$tmp/braces"
tg wizard --ui=none --answers "$tmp/braces"
code 2 'an address with braces left in it is refused'
bytes_as before 'and nothing is written'

# ---- a third party's is named as such
third=io.github.quayside/tidewater-mcp
verdict Tidewater pending-native A 'a third party'"'"'s server decides nothing by itself' --can-wait
has 'absent from both catalogs (both asked now)' 'what decided is told'
has "MCP registry: 1 server, of a third party: $third" 'with its name'
refused="The official MCP registry, asked 2026-11-21: a third party's server $third was not taken (the operator trusted none)."
tg plan Tidewater --tenant ascend --can-wait --json
has "$refused" 'the row that waits says so'
has '"id": "native-third"' 'with a warning'
has "run this again with --trust $third" 'and what could be done'
tg plan Tidewater --tenant ascend --urgent --reason absent
has "+- **A server of the provider's own**: $refused" 'and the decision record'
has "not in the catalog. $refused Worker:" 'and the row of the worker'
printf '%s\n' 'provider: Tidewater' 'tenants: ascend' 'native-third: none' 'wait: yes' 'request-none: file' 'file-sure: yes' \
	'confirm: yes' >"$tmp/answers"
tg wizard --ui=none --dry-run --answers "$tmp/answers"
has "- $refused" 'and the text of the request'
printf '%s\n' 'provider: Tidewater' 'tenants: ascend' 'native-third: io.github.quayside/tidewater-mcp' 'confirm: yes' >"$tmp/answers"
tg wizard --ui=none --answers "$tmp/answers"
code 0 'a third party'"'"'s server that somebody trusts'
grep -q 'Server io.github.quayside/tidewater-mcp 0.2.0 of the GitHub account quayside, found' "$W/$reg"
say $? 'is recorded as what it is'
tg undo
bytes_as before 'and taken back'

# ---- unknown is never absent
vendors --fault '/registry/v0.1/servers:status=503'
verdict Driftwood undecided - 'a registry that cannot be asked' --can-wait
code 10 'is undecided'
tg plan Driftwood --tenant ascend --can-wait
code 10 'and no plan is made of it'
bytes_as before 'nothing is written'
tg triage Driftwood
has 'absent from both catalogs, and the MCP registry could not be asked: unknown: 503' 'triage says who could not be asked'
hasnt 'spelling' 'and not what a catalog said before'
printf '%s\n' 'provider: Driftwood' 'tenants: ascend' 'native-unknown: without' 'wait: no' 'reason: absent' 'confirm: yes' >"$tmp/answers"
tg wizard --ui=none --dry-run --answers "$tmp/answers"
code 0 'somebody who goes on without it'
without='The official MCP registry could not be asked 2026-11-21 (it answered 503), and the operator went on without it.'
has "+- **A server of the provider's own**: $without" 'is recorded in the decision'
has "$without Worker:" 'and in the row'
has 'Nobody knows whether the provider runs an MCP server of its own' 'and warned'
sed -i -e 's/^wait: no/wait: yes/' -e 's/^reason:.*/request-none: board/' "$tmp/answers"
tg wizard --ui=none --dry-run --answers "$tmp/answers"
has "$without GitHub" 'and in the row that waits'
tg catalog sync --quiet
tg plan Driftwood --tenant ascend --can-wait --offline --json
code 0 'offline'
has 'The official MCP registry was not asked (offline), and the operator went on without it.' 'is recorded as such'
has '"id": "native-unknown"' 'and warned'
no_secret 'no secret was said or written'
done_testing
