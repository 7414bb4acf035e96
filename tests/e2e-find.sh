#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-find.sh: toolgap find and toolgap route on a workspace with a registry, capability files and copies of the catalogs.
. "$(dirname "$0")/e2e-lib.sh"

fresh
reg=$W/docs/composio/toolkit-registry.md
line_of() { grep -n "$1" "$reg" | head -n 1 | cut -d : -f 1; }
json() { # PYTHON NAME: true of the document d that was printed
	if [ -z "$python3" ]; then
		skip 'python3 is not here' "$2"
		return
	fi
	"$python3" -c "import json,sys; d=json.load(open(sys.argv[1])); sys.exit(0 if ($1) else 1)" "$out"
	say $? "$2"
}

# ---- one grep away from the answer

keep start
tg find hubspot
code 0 'find a slug'
[ "$(head -n 1 "$out")" = "docs/composio/toolkit-registry.md:$(line_of '^| `hubspot`'): hubspot · COMPOSIO · LIVE" ]
say $? 'is its row with file and line'
has '    ascend: composio-ascend · kahuna: composio-kahuna' 'and its servers'
[ "$(wc -l <"$out")" -eq 2 ]
say $? 'and nothing else'
[ ! -s "$err" ]
say $? 'and nothing to remark'
tg -q find HubSpot
[ "$(wc -l <"$out")" -eq 1 ]
say $? 'quiet: one line'
tg find ga4
has ': googleanalytics · COMPOSIO' 'an alias leads to it'
tg find google mail
has ': gmail · COMPOSIO' 'several words are one text'
tg find salesfroce
code 0 'find with a slip'
has ': salesforce · COMPOSIO' 'finds what was meant'
err_has "nothing has 'salesfroce' itself; these names are near it" 'and says that it is only near'
tg find soql
has ': salesforce · COMPOSIO' 'a word of the notes'
has '    Queries go through the SOQL tool.' 'with the words around it'
tg find wibblewobble
code 1 'find what is nowhere'
err_has "Nothing fits 'wibblewobble'" 'says so'
err_has 'there is no copy of the Composio catalog' 'and what was not looked into'
tg find
code 2 'find nothing'
tg find '  '
code 2 'find blanks'
tg find --json hubspot
json 'd["schema"] == "toolgap.find/1" and len(d["matches"]) == 1' 'JSON: one match'
json 'd["matches"][0]["kind"] == "registry" and d["matches"][0]["slug"] == "hubspot" and d["matches"][0]["score"] == 100' 'of the registry'
json 'd["matches"][0]["row"]["servers"] == {"ascend": "composio-ascend", "kahuna": "composio-kahuna"} and d["matches"][0]["line"] > 1' 'with its row'
json 'd["copies"] == [{"source": "composio", "read": None}, {"source": "pipedream", "read": None}] and d["unread"] == []' 'and what was not there'

# ---- all that is known: a row that waits, a capability file, the copies

vendors
tg catalog sync -q
tg plan 'Google Tag Manager' --tenant ascend --path D --out "$box/plan.json" -q
tg apply "$box/plan.json" -q
row='| `acmecrm` | `COMPOSIO` | — | — | `ACMECRM_*` | `PENDING-NATIVE` | PENDING-NATIVE since 2026-11-07, due 2026-11-21: https://example.com/issues/7 |'
sed "/^| \`gong\`/a\\
$row" "$reg" >"$tmp/reg" && cp "$tmp/reg" "$reg"
vendors_stop
keep full
tg find acme
code 0 'find a row that waits'
has ': acmecrm · COMPOSIO · PENDING-NATIVE' 'by a part of its name'
has '    since 2026-11-07, due 2026-11-21' 'with its dates'
has '    https://example.com/issues/7' 'and its link'
tg find --json acmecrm
json 'd["matches"][0]["row"]["since"] == "2026-11-07" and d["matches"][0]["row"]["due"] == "2026-11-21" and d["matches"][0]["row"]["link"] == "https://example.com/issues/7"' 'also in JSON'
tg find gtm
[ "$(cut -d : -f 1 "$out" | grep -v '^ ' | tr '\n' ' ')" = 'docs/composio/toolkit-registry.md docs/tools/pipedream-googletagmanager/capability_registry.yaml pipedream ' ]
say $? 'row before capabilities before catalogs'
tg find list tags
has 'capability_registry.yaml:' 'a capability, by the words of its action'
has ': gtm_list_tags' 'with its id'
l=$(grep -n 'id: "gtm_list_tags"' "$W/docs/tools/pipedream-googletagmanager/capability_registry.yaml" | cut -d : -f 1)
has "capability_registry.yaml:$l: gtm_list_tags" 'and its line'
tg find --json list tags
json 'd["matches"][0]["kind"] == "capability" and d["matches"][0]["name"] == "gtm_list_tags" and d["matches"][0]["row"]["tool"] == "google_tag_manager-list-tags"' 'also in JSON'
tg find notion
has 'composio: notion · Notion' 'a name that only the catalogs have'
has 'pipedream: notion · Notion' 'in both'
tg find --json notion
json '[m["kind"] for m in d["matches"][:2]] == ["composio", "pipedream"] and d["matches"][0]["line"] is None and d["copies"][0]["read"]' 'also in JSON'
tg -C docs/composio find hubspot
code 0 'find from a folder of the workspace'
harmless "$said"
say $? 'nothing that moves a cursor'
untouched full 'find writes nothing'
cp "$H/.cache/toolgap/catalog/composio.txt" "$tmp/whole"
sed '$d' "$tmp/whole" >"$H/.cache/toolgap/catalog/composio.txt"
tg find hubspot
code 0 'find with a copy that lacks a line'
err_has 'The copy of the Composio catalog is not whole' 'says so'
tg find wibblewobble
code 1 'and where nothing is found'
err_has 'toolgap: The copy of the Composio catalog is not whole' 'this is why it is not known'
cp "$tmp/whole" "$H/.cache/toolgap/catalog/composio.txt"
keep full

# ---- route

tg route --tenant ascend gtm analytics hubspot
code 0 'route'
cat >"$tmp/want" <<'END'
| Toolkit | Registry row says | Call shape |
|---|---|---|
| googletagmanager | PIPEDREAM, pipedream-gtm-ascend, PENDING | mcp__pipedream-gtm-ascend__* — 5 tools, external_user_id=ascend |
| googleanalytics | COMPOSIO, composio-ascend | mcp__composio-ascend__GOOGLEANALYTICS_*({ user_id: "ascend", ... }) |
| hubspot | COMPOSIO, composio-ascend | mcp__composio-ascend__HUBSPOT_*({ user_id: "ascend", ... }) |
END
same "$tmp/want" "$out" 'is the table of the worked example'
tg route --json --tenant kahuna gtm analytics slack acmecrm wibblewobble
code 1 'route with gaps'
json 'd["schema"] == "toolgap.route/1" and d["tenant"] == "kahuna" and [c["toolkit"] for c in d["calls"]] == ["googleanalytics"]' 'JSON: calls'
json 'd["calls"][0]["call"] == "mcp__composio-kahuna__*" and d["calls"][0]["argument"] == {"user_id": "kahuna"} and d["calls"][0]["status"] == "LIVE"' 'with their shape'
json 'd["missing"] == ["googletagmanager", "slack", "acmecrm", "wibblewobble"]' 'what is missing'
json '[g["reason"] for g in d["gaps"]] == ["no-server", "no-server", "pending-native", "no-row"]' 'and why'
tg route --json --tenant ascend gtm
json 'd["calls"][0]["argument"] == {"external_user_id": "ascend"} and "google_tag_manager-list-tags" in d["calls"][0]["tools"]' 'the tools that the capability file has'
tg route --tenant ascend google hubspto
code 2 'route of a name that fits several rows'
has '- google: It could be each of these, so say which:' 'lists them'
has '| hubspot | COMPOSIO' 'and goes on with the others'
err_has "'hubspto' is taken as hubspot" 'a slip is said'
tg route gtm
code 2 'route for two tenants of the settings'
err_has 'ascend, kahuna' 'names them'
tg route --tenant bob gtm
code 2 'route for a tenant that is not there'
tg route --tenant ascend
code 2 'route of nothing'
untouched full 'route writes nothing'

# ---- what cannot be read as it should be

cp "$reg" "$tmp/good"
printf '\n%s\n|---|---|---|---|---|---|---|\n| `twice` | `COMPOSIO` | — | — | `T_*` | `LIVE` | — |\n' "$(grep '^| toolkit_slug' "$reg")" >>"$reg"
tg find hubspot
code 1 'find with two tables'
has ': hubspot · COMPOSIO' 'shows what the first one has'
err_has 'a second table' 'and says what is the matter'
tg route --tenant ascend hubspot
code 1 'route with two tables'
err_has 'a second table' 'says the same'
[ ! -s "$out" ]
say $? 'and routes nothing'
sed 's/mcp_server (kahuna)/mcp_server (ascend)/' "$tmp/good" >"$reg"
tg find hubspot
code 1 'find with a tenant that has two columns'
err_has 'stands twice' 'says so'
has 'composio: hubspot' 'and still looks into the rest'
tg route --tenant ascend hubspot
code 1 'route with a tenant that has two columns'
sed 's/^| `hubspot`.*/| `hubspot` | `COMPOSIO` |/' "$tmp/good" >"$reg"
tg find hubspot
code 0 'find a row with too few cells'
err_has 'this row has 5 cells less than the header' 'says so'
tg route --tenant ascend hubspot
code 1 'route to a row with too few cells'
has 'the row lacks its vendor or its status' 'is no call'
rm "$reg"
tg find hubspot
code 0 'find without a registry'
err_has 'there is no registry at docs/composio/toolkit-registry.md yet' 'says so'
tg route --tenant ascend hubspot
code 1 'route without a registry'
err_has 'There is no registry' 'says so'
mkdir "$reg"
tg find hubspot
code 1 'find where the registry is a folder'
cp -r "$tmp/kept.full/work/docs" "$tmp/docs.good"
rmdir "$reg" && cp "$tmp/good" "$reg"
printf 'toolkit_slug: [\n' >"$W/docs/tools/pipedream-googletagmanager/capability_registry.yaml"
tg find hubspot
code 0 'find beside a broken capability file'
tg find gtm
code 0 'find where a broken capability file would have it'
err_has 'capability_registry.yaml:' 'names the file'
done_testing
