#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-embed.sh: capabilities into the vector index and found again by meaning, the workspace's own command, and what
# Pipedream costs: from the command line to the requests. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"
TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW

json() { # PYTHON EXPRESSION OVER d, NAME: of the last output
	if [ -z "$python3" ]; then skip 'python3 is not here' "$2"; return; fi
	"$python3" -c 'import json, sys; d = json.load(open(sys.argv[1])); sys.exit(not ('"$1"'))' "$out" 2>"$err.py"
	say $? "$2"
}
asked() { grep -c " $1" "$log" || :; } # how many requests begin like that
entry() { # SLUG ID DESCRIPTION: a capability file with this one entry
	mkdir -p "$W/docs/tools/pipedream-$1"
	printf 'toolkit_slug: "%s"\nvendor: "PIPEDREAM"\ncapabilities:\n  - id: "%s"\n    tool: "t"\n    description: "%s"\n' \
		"$1" "$2" "$3" >"$W/docs/tools/pipedream-$1/capability_registry.yaml"
}

fresh
all_connected
vendors

# ---- nothing to send

tg embed
code 0 'without capability files there is nothing to embed'
err_has 'there is nothing to embed' 'and it says so'
[ "$(asked 'POST /cloudflare')" -eq 0 ]; say $? 'and nobody is asked'

# ---- Path D says what it costs, and what is next

tg plan gtm --tenant ascend,kahuna
code 0 'plan'
has 'Cost: $99 a month; 2,877 of 10,000 credits used, 4,110 projected; below $500.' 'the preview has the cost in a line'
tg plan gtm --tenant ascend,kahuna --json
json 'd["cost"]["used"] == 2877 and d["cost"]["projected"] == 4110 and d["cost"]["level"] == "below" and d["cost"]["rates"]["overage"] is None' \
	'and the plan has it as a member'
[ "$(asked 'GET /pipedream/v1/connect/usage')" -eq 2 ]; say $? 'the meter is read once a plan'
tg catalog sync
tg plan gtm --tenant ascend --offline
has 'Cost: $99 a month for 10,000 credits; how many are used is not known (offline, nobody was asked).' \
	'offline the usage is not known, and not nothing'
[ "$(asked 'GET /pipedream/v1/connect/usage')" -eq 2 ]; say $? 'and the meter is not read'
tg triage gtm
[ "$(asked 'GET /pipedream/v1/connect/usage')" -eq 2 ]; say $? 'triage does not ask for it'
tg wizard gtm --tenant ascend,kahuna --answers "$demo/answers.txt" --ui=none
code 0 'the walk'
has 'toolgap embed googletagmanager' 'its end names the next step'
[ "$(asked 'POST /cloudflare')" -eq 0 ]; say $? 'and did not take it by itself'

# ---- what would be sent

keep before
tg embed --dry-run
code 0 'a dry run'
has 'PIPEDREAM:googletagmanager:gtm_list_tags' 'shows the ids'
has 'Dry run: 5 entries would be embedded into capability_index (1024 dimensions, cosine). Nothing was sent.' 'and says so'
[ "$(asked 'POST /cloudflare')" -eq 0 ]; say $? 'nothing was created or paid for'
tg embed --dry-run --json
json 'd["schema"] == "toolgap.embed/1" and d["result"] == "dry" and len(d["entries"]) == 5 and d["entries"][0]["metadata"]["tool"] == "google_tag_manager-list-tags" and d["entries"][0]["metadata"]["vendor"] == "PIPEDREAM"' \
	'as JSON with the metadata as an object'
tg embed --offline --dry-run
code 0 'offline it shows them, too'
tg embed --offline
code 2 'offline it does not send'

# ---- sent, awaited, found again

tg embed
code 0 'embed'
has '5 entries are in capability_index; it holds 5 vectors in all.' 'all of them are in the index'
[ "$(asked 'GET /cloudflare.*/info')" -ge 2 ]; say $? 'it waited until the index had taken them in'
tg embed googletagmanager --json
code 0 'once more, by name'
json 'd["result"] == "ok" and d["written"] == 5 and d["vectors"] == 5 and d["dimensions"] == 1024 and d["metric"] == "cosine"' \
	'the same id is the same vector'
untouched before 'no file was written, and no state'

tg find 'all parameters of one tag in a workspace' --json
code 0 'find'
json 'd["index"] == "asked" and d["matches"][0]["name"] == "gtm_get_tag" and d["matches"][0]["source"] == "semantic" and d["matches"][0]["kind"] == "capability"' \
	'by meaning, where no letters fit'
asks=$(asked 'POST /cloudflare')
tg find gtm
code 0 'a name that is the toolkit'
[ "$(asked 'POST /cloudflare')" -eq "$asks" ]; say $? 'is answered without the index'
tg find 'all parameters of one tag in a workspace' --offline
code 1 'offline it is by letters alone'
[ "$(asked 'POST /cloudflare')" -eq "$asks" ]; say $? 'and the index is not asked'
(CLOUDFLARE_API_TOKEN=wrong; export CLOUDFLARE_API_TOKEN; tg find 'parameters of tag'; echo $rc >"$tmp/rc")
rc=$(cat "$tmp/rc")
code 0 'a refused key leaves what was found by letters'
has gtm_get_tag 'which is shown'
err_has 'the vector index could not be asked (401' 'and why there is no more'

# ---- several files, and files that are no good

entry stripe stripe_list_charges 'Lists charges.'
tg embed stripe
code 0 'one toolkit of two'
has '1 entry is in capability_index; it holds 6 vectors in all.' 'alone'
tg embed nope
code 1 'a toolkit without a file'
err_has "is about 'nope'" 'is named'
entry long a_capability_with_a_name_that_is_so_long_that_no_vector_index_takes_it 'Long.'
tg embed long --dry-run
err_has '1 id is longer than the 64 bytes' 'an id that is too long is said'
grep -qE '^  PIPEDREAM:long:a_capability_with_a_name_that_is~[0-9a-f]{16}$' "$out"; say $? 'and ends in a digest'
rm -r "$W/docs/tools/pipedream-long"
entry stripe stripe_list_charges 'Bearer abcdef0123456789abcdef0123456789'
sent=$(asked 'POST /cloudflare')
tg embed
code 1 'what looks like a secret'
err_has 'capability_registry.yaml:6: this looks like a literal secret' 'is named by its line'
printf 'toolkit_slug: x\nvendor: X\ncapabilities:\n  - tool: t\n' >"$W/docs/tools/pipedream-stripe/capability_registry.yaml"
tg embed
code 1 'an entry without id'
err_has 'capability_registry.yaml:4:5: a capability has no id' 'is named by its place'
[ "$(asked 'POST /cloudflare')" -eq "$sent" ]; say $? 'and nothing of the others was sent'
tg embed googletagmanager
code 0 "another file's fault does not stop the one that is asked for"
rm -r "$W/docs/tools/pipedream-stripe"

# ---- an index that does not fit, keys that do not

for index in small_index:dimensions euclid_index:euclidean gone_index:'does not exist'; do
	printf 'tenants: [ascend, kahuna]\nvectors: {index: %s}\n' "${index%%:*}" >"$W/toolgap.yaml"
	sent=$(asked 'POST /cloudflare')
	tg embed
	code 1 "${index%%:*}"
	err_has "${index#*:}" 'says what does not fit'
	[ "$(asked 'POST /cloudflare')" -eq "$sent" ]; say $? 'before anything is paid for'
done
cp "$demo/toolgap.yaml" "$W/toolgap.yaml"
(unset CLOUDFLARE_API_TOKEN; tg embed; echo $rc >"$tmp/rc")
rc=$(cat "$tmp/rc")
code 4 'without a key'
err_has 'set CLOUDFLARE_API_TOKEN' 'it is named'
(CLOUDFLARE_API_TOKEN=wrong; export CLOUDFLARE_API_TOKEN; tg embed; echo $rc >"$tmp/rc")
rc=$(cat "$tmp/rc")
code 4 'with a wrong one'
err_has 'Cloudflare refuses the key' 'the sentence names the vendor'

# ---- the workspace's own command

printf 'embed: sh embed.sh\n' >"$W/toolgap.yaml"
cat >"$W/embed.sh" <<'END'
echo "words: $*"
printf 'red \033[31mtext\n' >&2
echo "key ${CLOUDFLARE_API_TOKEN:+is} ${PIPEDREAM_CLIENT_SECRET:+pd} ${COMPOSIO_API_KEY:+co}"
pwd >ran
exit "$(cat code)"
END
echo 0 >"$W/code"
tg embed
code 2 'a command is not run unasked'
err_has 'embed): sh embed.sh?' 'it is shown'
err_has '--yes' 'with what confirms it'
[ ! -e "$W/ran" ]; say $? 'and did not run'
tg embed --dry-run
code 0 'nor in a dry run'
[ ! -e "$W/ran" ]; say $? 'which only shows it'
sent=$(asked 'POST /cloudflare')
tg embed --yes googletagmanager --json
code 0 'confirmed, it runs'
json 'd["result"] == "command" and d["command"] == ["sh", "embed.sh", "googletagmanager"] and d["exit_code"] == 0' 'as JSON'
err_has 'words: googletagmanager' 'its words are shown'
err_has 'red text' 'without colours'
err_has 'key is  ' 'it has the key of the index and no other'
[ "$(cat "$W/ran")" = "$W" ]; say $? 'in the workspace'
[ "$(asked 'POST /cloudflare')" -eq "$sent" ]; say $? 'and toolgap sends nothing itself'
echo 3 >"$W/code"
tg embed --yes
code 1 'its failure is ours'
err_has 'ended with exit code 3' 'with its exit code'
printf 'embed: [toolgap-no-such-command]\n' >"$W/toolgap.yaml"
tg embed --yes
code 1 'one that is not there'
err_has 'cannot be started' 'is said'
printf 'embed: npm run embed | tee x\n' >"$W/toolgap.yaml"
tg embed --yes
code 1 'what only a shell understands'
err_has 'toolgap.yaml:1:1' 'is refused by its place'
cp "$demo/toolgap.yaml" "$W/toolgap.yaml"
rm -f "$W/embed.sh" "$W/ran" "$W/code"

# ---- cost

tg cost
code 0 'cost'
has 'November 2026, day 21 of 30' 'names the month'
grep -qE 'used so far +2,877' "$out"; say $? 'what is used'
grep -qE 'at this pace +4,110' "$out"; say $? 'and what it comes to'
tg cost --calls 20000 --seconds 31 --json
code 0 'cost with planned calls'
json 'd["schema"] == "toolgap.cost/1" and d["planned"] == {"calls": 20000, "seconds": 31, "credits": 40000} and d["total"] == 44110 and d["extra"] == 34110 and d["money"] is None and d["level"] == "credits"' \
	'no sum where the price of a credit is not known'
printf 'cost: {overage: 0.002, threshold: 150, flat: 100}\n' >"$W/toolgap.yaml"
tg cost --calls 20000 --seconds 31 --json
json 'd["money"] == 168.22 and d["level"] == "money" and d["rates"]["threshold"] == 150' 'with a price there is one'
tg plan gtm --tenant ascend
has 'Cost: $100 a month; 2,877 of 10,000 credits used, 4,110 projected; below $150.' 'the preview takes the same prices'
printf 'cost: {credits: 4000}\n' >"$W/toolgap.yaml"
tg plan gtm --tenant ascend
has 'Warning: The cost of Pipedream Connect this month' 'a threshold that is reached is a warning'
(TOOLGAP_NOW=2026-11-01T00:00:00Z; export TOOLGAP_NOW; tg cost --json; echo $rc >"$tmp/rc")
rc=$(cat "$tmp/rc")
code 0 'the first second of a month'
json 'd["day"] == 1 and d["used"] == 137 and d["projected"] == 4110' 'divides by one day'
printf 'cost: {flat: much}\n' >"$W/toolgap.yaml"
tg cost
code 1 'a price that is none'
err_has "'flat' under 'cost' must be dollars" 'is named'
cp "$demo/toolgap.yaml" "$W/toolgap.yaml"
bare() { # ARGUMENT…: without any way to Pipedream's credentials
	(unset PIPEDREAM_CLIENT_ID PIPEDREAM_CLIENT_SECRET INFISICAL_UNIVERSAL_AUTH_CLIENT_ID INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET
	tg "$@"; echo $rc >"$tmp/rc")
	rc=$(cat "$tmp/rc")
}
bare cost
code 4 'without credentials'
err_has 'PIPEDREAM_CLIENT_ID' 'they are named'
bare cost --calls 5000
code 0 'with planned calls there is an answer all the same'
err_has 'these are the planned calls alone' 'which says what it is'
grep -qE 'planned +5,000' "$out"; say $? 'and reckons them'
tg cost --seconds 2
code 2 'seconds without calls'
tg cost --calls -1
code 2 'calls that are no number'
tg cost now
code 2 'a word too much'
no_secret 'no secret was said or written'
fresh
vendors --fault 'GET /pipedream/v1/connect/usage:hang'
begun=$(date +%s)
tg plan gtm --tenant ascend
code 0 'a meter that does not answer'
has 'is not known (no answer within 5 s)' 'is not known'
[ $(($(date +%s) - begun)) -lt 15 ]; say $? 'and is not waited for long'
done_testing
