#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-catalog.sh: copies of the catalogs, answers from them, names that come near, many providers side by side.
. "$(dirname "$0")/e2e-lib.sh"

gtm='Google Tag Manager'
fresh
copies=$H/.cache/toolgap/catalog
asked() { grep -cF -e "$1" "$log"; } # requests since the box was opened
clean_log() { : >"$log"; }

# ---- sync

tg catalog sync
code 4 'sync without a key'
err_has COMPOSIO_API_KEY 'names the variables'
err_has PIPEDREAM_CLIENT_SECRET 'of both vendors'
[ ! -e "$H/.cache" ]
say $? 'and makes no folder'

vendors --bulk 2300 --page 500
keep before
tg catalog sync --dry-run
code 0 'sync as a dry run'
[ ! -e "$copies" ]
say $? 'writes nothing'
tg catalog sync
code 0 'sync'
has 'Composio: 2,372 entries, read now.' 'says how many toolkits'
has 'Pipedream: 2,362 entries, read now.' 'says how many apps'
err_has 'toolgap: Composio 1,000 of 2,370' 'a line each thousand'
err_has 'toolgap: Pipedream 2,000 of 2,362' 'of both'
[ "$(stat -c %a "$copies")" = 700 ] && [ "$(stat -c %a "$copies/composio.txt")" = 600 ]
say $? 'for their owner alone'
[ "$(sed '1,/^$/d' "$copies/pipedream.txt" | wc -l)" -eq 2362 ]
say $? 'a line for each entry'
sed '1,/^$/d' "$copies/composio.txt" | cut -f 1 | LC_ALL=C sort -c -u
say $? 'sorted by slug, each once'
grep -q "^bench	Bench	API_KEY	d	" "$copies/composio.txt"
say $? 'what is deprecated is marked'
! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$copies/composio.txt" "$copies/pipedream.txt"
say $? 'and nothing in it moves a cursor'
diff -r -x .cache "$tmp/kept.before" "$box" >/dev/null
say $? 'nothing but the copies is written'

# Conditional: the vendor says that nothing has changed
cp -a "$copies" "$tmp/first"
clean_log
TOOLGAP_NOW=2030-01-01T00:00:00Z
export TOOLGAP_NOW
tg catalog sync
code 0 'sync, years later'
has 'read now' 'reads all of it: the copy is too old to ask about its first page alone'
TOOLGAP_NOW=2030-01-03T00:00:00Z
clean_log
tg catalog sync --json
code 0 'sync, two days later'
[ "$(grep -c '"result": "unchanged"' "$out")" -eq 2 ]
say $? 'is unchanged, both'
[ "$(asked GET)" -eq 2 ] && [ "$(grep -c ' 304 ' "$log")" -eq 2 ]
say $? 'with one request each'
grep -q '^checked: 2030-01-03T00:00:00Z$' "$copies/composio.txt" && grep -q '^read: 2030-01-01T00:00:00Z$' "$copies/composio.txt"
say $? 'and the date is renewed'
for v in composio pipedream; do
	for f in "$tmp/first/$v.txt" "$copies/$v.txt"; do sed '1,/^$/d' "$f"; done | LC_ALL=C sort | uniq -c | grep -vq '^ *2 '
	[ $? -ne 0 ]
	say $? "$v: the entries are the same"
done
if [ -n "$python3" ]; then
	"$python3" - "$out" <<'PY'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["schema"] == "toolgap.catalog/1" and [c["source"] for c in d["copies"]] == ["composio", "pipedream"], d
assert d["copies"][0]["entries"] == 2372 and d["copies"][0]["checked"] == "2030-01-03T00:00:00Z" and d["entries"] == [], d
PY
	say $? 'toolgap.catalog/1'
else
	skip 'python3 is not here' 'toolgap.catalog/1'
fi
unset TOOLGAP_NOW

# ---- search, show

tg catalog search gtm -q
code 0 'search'
[ "$(head -n 1 "$out" | cut -f 1,2)" = "pipedream	google_tag_manager" ]
say $? 'finds the first letters of words'
tg catalog search 'hub spot' -q
[ "$(cut -f 2 "$out" | sort -u)" = hubspot ] && [ "$(wc -l <"$out")" -eq 2 ]
say $? 'finds it in both, and nothing else'
tg catalog search Ledger
err_has 'more; -v shows all' 'a long list is cut'
tg catalog search zzzzqqqq -q
code 0 'search for what is not there'
[ ! -s "$out" ] && [ ! -s "$err" ]
say $? 'is empty'
tg catalog search zzzzqqqq
err_has "Nothing in the copies matches 'zzzzqqqq'." 'and says so'
tg catalog search gmial
err_has "did you mean 'gmail'?" 'with what comes near'
[ ! -s "$out" ]
say $? 'which is no hit'
tg catalog show gmail
code 0 'show'
has 'Composio: Gmail (gmail)' 'the entry of one'
has 'Pipedream: Gmail (gmail)' 'and of the other'
tg catalog show gmial
code 1 'show what is not there'
err_has "did you mean 'gmail'" 'asks what was meant'
tg catalog show
code 2 'show without a slug'
tg catalog sync --offline
code 2 'sync --offline'

# ---- a catalog that cannot be read whole leaves its copy alone

cp -a "$copies" "$tmp/good"
same_origin() { # OPTION…: another box, taken for the one that the copies came from
	vendors "$@"
	sed -i "s,^from: http://127.0.0.1:[0-9]*/,from: $origin/," "$copies"/*.txt
	rm -rf "$tmp/good"
	cp -a "$copies" "$tmp/good"
}
for fault in status=500 status=429 garbage close 'status=503:9' truncate=2000; do
	[ $fault != truncate=2000 ] || sed -i '/^etag/d' "$copies/composio.txt" # a 304 has no body to cut
	same_origin --bulk 2300 --page 500 --fault "GET /composio/api/v3.1/toolkits:$fault"
	TOOLGAP_HTTP_TIMEOUT=1500 tg catalog sync -q
	code 10 "Composio with $fault"
	cmp -s "$tmp/good/composio.txt" "$copies/composio.txt"
	say $? 'its copy stays as it was'
	has 'Pipedream: unchanged' 'the other one is renewed'
done
# a page in the middle
for v in composio pipedream; do sed -i '/^etag/d; /^last-modified/d' "$copies/$v.txt"; done
same_origin --bulk 2300 --page 500 --fault 'GET /pipedream/v1/connect/apps:status=400:1'
tg catalog sync -q
code 10 'Pipedream with one bad page'
cmp -s "$tmp/good/pipedream.txt" "$copies/pipedream.txt"
say $? 'its copy stays as it was'
has 'the copy of' 'and it says of which day that is'

# ---- offline

same_origin
clean_log
tg triage --offline "$gtm" Gmail hubspt 'gogle tag manger' --json
code 0 'triage --offline'
has '"verdict": "pipedream"' 'finds it'
has 'in the copy of ' 'with the day of the copy'
has '/pipedream/v1/connect/apps"' 'the evidence says where'
has '"slug": "google_tag_manager"' 'a name that comes near is a candidate'
tg triage --offline hubspt quickbooks
has 'did you mean HubSpot (composio: hubspot)' 'in words, too'
has ' as of 20' 'absent as of a day'
tg triage --offline hubspt --can-wait
has 'pending-native' 'and with --can-wait it is decided'
tg plan --offline "$gtm" --tenant ascend
code 0 'plan --offline'
has 'PENDING' 'every tenant is pending'
! grep -q '|.*`LIVE`.*|$' "$out" || grep -q '^ ' "$out"
say $? 'nothing is LIVE'
has 'Composio, by the copy of ' 'the row says on what it stands'
tg triage --offline ClickUp --tenant ascend
code 10 'who is connected no copy knows'
hasnt not-connected 'and it is not said'
tg doctor --offline
hasnt 'answers (' 'doctor --offline asks nobody'
[ "$(wc -l <"$log")" -eq 0 ]
say $? 'not one request was made'
mv "$copies" "$copies.away"
tg triage --offline "$gtm"
code 10 'without a copy it is undecided'
has 'toolgap catalog sync' 'and it says what to run'
mv "$copies.away" "$copies"
sed -i 's,^from: .*,from: https://elsewhere.test,' "$copies/composio.txt"
tg triage --offline "$gtm"
code 10 'a copy of another address is none'
cp "$tmp/good/composio.txt" "$copies/composio.txt"
head -c 3000 "$tmp/good/composio.txt" >"$copies/composio.txt"
tg triage --offline "$gtm"
code 10 'nor is half of one'
cp "$tmp/good/composio.txt" "$copies/composio.txt"

# The one who is asked what to do with an unknown may take the copy
same_origin --fault '/composio/api/v3.1/toolkits:status=503'
printf 'provider: %s\ntenants: ascend\ncomposio-unknown: offline\ncomposio-candidate: none\npath: D\nshort: gtm\noauth: managed\nconnect: pending\nverify-unknown: pending\nconfirm: no\n' \
	"$gtm" >"$tmp/use"
TOOLGAP_HTTP_TIMEOUT=1500 tg wizard --ui=none --answers "$tmp/use"
code 0 'composio-unknown: offline'
has 'in the copy of ' 'goes on from the copy'
rm "$copies/composio.txt"
TOOLGAP_HTTP_TIMEOUT=1500 tg wizard --ui=none --answers "$tmp/use"
code 2 'without a copy that is no answer'
err_has 'overrule' 'and the others are named'

# ---- names that come near, from live answers and in the walk

fresh
copies=$H/.cache/toolgap/catalog
vendors
tg triage 'Google Tag Manger'
code 0 'a slip of the finger, live'
has 'did you mean Google Tag Manager (pipedream: google_tag_manager)' 'and without any copy'
tg catalog sync -q
tg triage hubspt
has 'did you mean HubSpot (composio: hubspot)' 'with copies also what no search finds'
printf 'provider: gogle tag manger\ntenants: ascend\nwait: google_tag_manager\ncomposio-candidate: none\npath: D\nshort: gtm\noauth: managed\nconnect: pending\nconfirm: yes\n' \
	>"$tmp/near"
tg wizard --ui=none --answers "$tmp/near" --record "$tmp/said.txt"
code 0 'wait: the slug of what was meant'
grep -q '^| `googletagmanager`' "$W/docs/composio/toolkit-registry.md" && ! grep -q gogle "$W/docs/composio/toolkit-registry.md"
say $? 'the row is of the right name'
grep -q '^wait: google_tag_manager$' "$tmp/said.txt"
say $? 'and the answer is recorded'
printf 'provider: clickp\ntenants: ascend\nwait: clickup\ncomposio-offer: leave\n' >"$tmp/near"
tg wizard --ui=none --answers "$tmp/near"
code 0 'one that Composio has'
has 'Composio has clickup' 'is no gap after all'

# ---- many providers, side by side and in order

vendors --bulk 60 --delay 20
tg catalog sync -q
cut -f 2 "$copies/composio.txt" | sed '1,/^$/d' | sort -r | head -n 30 >"$tmp/list"
printf 'Nothing %s Of The Kind\n' a b c d e f g h i j >>"$tmp/list"
printf '!!!\n' >>"$tmp/list"
sed -n '1,5p' "$tmp/list" >>"$tmp/list.again"
cat "$tmp/list.again" >>"$tmp/list"
printf '\357\273\277Airtable\r\nNowhere at all\r\n' >"$tmp/bom"
(cd "$W" && exec "$TOOLGAP" triage --from - <"$tmp/bom" >"$out" 2>"$err")
[ "$(cut -f1 "$out" | paste -sd, -)" = 'Airtable,Nowhere at all' ]
say $? 'names from standard input, without their byte order mark'
printf 'Airtable\nZendesk\0\nGmail\n' >"$tmp/zero"
tg triage --from "$tmp/zero"
code 1 'a zero byte ends no list unseen'
err_has 'line 2 holds a zero byte' 'the line is named'
[ ! -s "$out" ]
say $? 'nobody was asked'
clean_log
rm -f "$copies"/*.txt
tg triage --from "$tmp/list"
code 2 'one name that is none: the exit code says so'
cut -f 1 "$out" >"$tmp/order"
same "$tmp/list" "$tmp/order" 'all of them are answered, in the order of the list'
[ "$(grep -c 'POST /pipedream/v1/oauth/token' "$log")" -eq 1 ]
say $? 'one bearer for all'
grep -v '!!!' "$tmp/list" >"$tmp/list2"
tg triage --from "$tmp/list2" --json
code 0 'as JSON'
sed -n 's/^ *"provider": "\(.*\)",$/\1/p' "$out" >"$tmp/order"
same "$tmp/list2" "$tmp/order" 'in the order of the list'
grep -v -e Nothing "$tmp/list2" >"$tmp/native"
clean_log
tg triage --from "$tmp/native"
[ "$(wc -l <"$log")" -le 10 ]
say $? 'a long list that Composio has: both lists, and nothing else'
[ ! -e "$copies/composio.txt" ]
say $? 'which are not kept: triage writes nothing'
clean_log
tg triage Notion
i=0
until [ "$(asked oauth/token)" -eq 1 ] || [ $i -gt 100 ]; do i=$((i + 1)); sleep 0.02; done # it is logged when answered
[ $i -le 100 ]
say $? 'and for one name while Composio is asked'
sleep 0.1
for p in $(seq 1 12); do printf 'Zoho %s\n' "$p"; done >"$tmp/list3"
tg triage --from "$tmp/list3"
cp "$out" "$tmp/aside"
[ "$(asked 'sort_by=')" -eq 0 ]
say $? 'twelve are asked for one by one'
: >"$tmp/one"
while read -r p; do
	tg triage "$p"
	cat "$out" >>"$tmp/one"
done <"$tmp/list3"
same "$tmp/one" "$tmp/aside" 'the same words as one by one'

# ---- more than twelve: the lists answer, as one by one

{ printf '%s\n' Notion 'Google Tag Manager' GTM 'Customer IO' Bench Gmail hubspt Zoho Slack 'Microsoft Outlook' X 'No Such Thing'; sed 's/$/ Inc/' "$tmp/list3"; } >"$tmp/many"
tg triage --from "$tmp/many" --json
code 0 'many names, by the lists'
cp "$out" "$tmp/many.json"
[ "$(asked 'POST /pipedream/v1/oauth/token')" -ge 1 ] && has '"detail": "notion · 5 tools, in the whole list, read now"' 'and says so'
grep -qF 'absent from both catalogs (both by the whole list, read now)' "$out"
say $? 'what is absent, too'
: >"$tmp/one"
while read -r p; do
	tg triage "$p"
	cut -f 1-3 "$out" >>"$tmp/one"
done <"$tmp/many"
clean_log
tg triage --from "$tmp/many"
cut -f 1-3 "$out" >"$tmp/aside"
same "$tmp/one" "$tmp/aside" 'the same verdicts as one by one'
[ "$(asked 'toolkits/bench ')" -eq 1 ]
say $? 'what is deprecated is asked for itself'
[ "$(asked 'toolkits/notion')" -eq 0 ] && [ "$(asked '/apps?q=')" -le 20 ]
say $? 'what is listed is not'
[ ! -s "$err" ]
say $? 'no progress where there is no terminal'
clean_log
tg triage --from "$tmp/many" --tenant ascend --json
has not-connected 'who is connected is asked'
[ "$(asked 'connected_accounts?')" -ge 3 ] && [ "$(asked 'toolkits?search=')" -le 40 ]
say $? 'by the one slug'
tg catalog sync -q
sed '1,/^$/d' "$copies/composio.txt" | cut -f 2 | grep ' [0-9]*$' | head -n 20 >"$tmp/listed"
clean_log
tg triage --from "$tmp/listed" --tenant ascend,kahuna
n1=$(asked '/toolkits/') n2=$(asked 'connected_accounts?')
[ "$n1" -ge 13 ] && [ "$n2" -eq $((2 * n1)) ] && [ "$(asked ' GET ')" -eq $((n1 + n2)) ]
say $? 'what is listed costs one request, and one for each tenant'
clean_log
tg triage --from "$tmp/many"
cut -f 1-3 "$out" >"$tmp/aside"
same "$tmp/one" "$tmp/aside" 'the same by copies of today'
grep -q 'in the copy of 20' "$out" && [ "$(asked 'sort_')" -eq 0 ]
say $? 'which are taken as they are, and named'
TOOLGAP_NOW=2030-01-01T00:00:00Z tg triage --from "$tmp/many" -q
hasnt 'in the copy of' 'but not when they are old'
rm -f "$copies"/*.txt
vendors --bulk 60 --fault '/pipedream/v1/connect/apps:status=500'
tg triage --from "$tmp/many"
code 10 'one list cannot be read'
has 'Notion	composio' 'what the other has is decided'
grep -q '^No Such Thing	undecided	-	unknown: 500 from .*	next: mend the reason' "$out"
say $? 'the rest is unknown, and says why'
grep -q '^hubspt	.*absent' "$out"
[ $? -ne 0 ]
say $? 'nothing is called absent'
clean_log
COMPOSIO_API_KEY='' tg triage --from "$tmp/many"
code 4 'a key is missing for a list'
err_has 'set COMPOSIO_API_KEY' 'and it is named'

# The copies are old: said once, on standard error
vendors --bulk 60
tg catalog sync -q
TOOLGAP_NOW=2030-01-01T00:00:00Z tg triage --offline Notion
err_has 'The copy of the Composio catalog is of 20' 'an old copy is called old'
err_has 'catalog sync' 'and what to do is said'
TOOLGAP_NOW=2030-01-01T00:00:00Z tg triage --offline Notion -q
[ ! -s "$err" ]
say $? 'not with --quiet'
tg triage --offline Notion Zoho
[ ! -s "$err" ]
say $? 'one of today is not'
has 'mentioned by Zoho Desk (composio: zoho_desk), Zoho CRM (pipedream: zoho_crm)' 'what mentions it is named, with its slug'
[ "$(grep -c '	next: ' "$out")" -eq 2 ]
say $? 'and each line ends with what to do next'

# Interrupted while the lists are read
vendors --bulk 3200 --delay 200
rm -f "$copies"/*.txt
(cd "$W" && exec "$TOOLGAP" triage --from "$tmp/many") >"$out" 2>"$err" </dev/null &
run=$!
i=0
until grep -q 'sort_key' "$log" || [ $i -gt 200 ]; do i=$((i + 1)); sleep 0.02; done
begun=$(date +%s)
kill -TERM $run # a job of the background ignores INT
wait $run
rc=$?
[ "$rc" -eq 143 ]
say $? 'a signal ends it with its code'
[ $(($(date +%s) - begun)) -le 2 ]
say $? 'at once'
err_has Interrupted 'and it says so'

unset PIPEDREAM_CLIENT_SECRET INFISICAL_UNIVERSAL_AUTH_CLIENT_ID
tg triage Twilio Zendesk Gmail
code 4 'a key is missing'
[ "$(wc -l <"$out")" -eq 3 ]
say $? 'and yet all of them are told'
export PIPEDREAM_CLIENT_SECRET=sandbox-secret
no_secret 'no secret in all that was said and written'
done_testing
