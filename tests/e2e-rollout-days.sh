#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-rollout-days.sh: rollouts on later days: what was decided stays, what failed is tried again, who is there already counts.
# Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

in_path curl || { echo '1..0 # SKIP no curl'; exit 0; }
if [ -z "$python3" ]; then echo '1..0 # SKIP no python3'; exit 0; fi
roll() { tg rollout google_tag_manager --ui=none --yes "$@"; }
fault() { curl -s -X POST --data "$1" "$origin/sandbox/fault" >/dev/null; }
mended() { curl -s -X DELETE "$origin/sandbox/fault" >/dev/null; }
approve() { curl -s -X POST "$origin/sandbox/approve?external_user_id=$1&app=google_tag_manager" >/dev/null; }
links() { grep -c 'POST /pipedream/v1/connect/proj_Sandbox1/tokens' "$log"; }
fixtures=$tmp/fixtures
mkdir -p "$fixtures"
cp "$TOOLGAP_DATADIR"/sandbox/*.json "$fixtures"
"$python3" - "$fixtures/pipedream-accounts.json" <<'PY'
import json, sys
doc = json.load(open(sys.argv[1]))
def add(id, user, name, **more):
    doc["accounts"].append({"id": id, "user": user, "app": "google_tag_manager", "name": name,
                            "created": "2026-05-20T09:00:00Z", **more})
add("apn_Ascend1", "ascend", "agency@shared.example")
add("apn_Kahuna1", "kahuna", "agency@shared.example")
add("apn_Hooli1", "hooli", "first@hooli.example")
add("apn_Hooli2", "hooli", "second@hooli.example")
json.dump(doc, open(sys.argv[1], "w"), indent=1)
PY
vendors

# A slip of the finger is no new tenant, whatever --yes says
fresh
keep first
roll --tenant ascend,kahnua
code 2 'a name that comes near another one, with --yes'
err_has 'did you mean kahuna?' 'is asked about all the same'
[ "$(links)" -eq 0 ]
say $? 'and nobody gets a link'
bytes_as first 'nor a column'
printf 'near-column: new\n' >"$tmp/near"
roll --tenant kahnua --answers "$tmp/near"
code 6 'unless somebody says that it is meant'

# Whoever is in the row already counts, although nobody rolls out to them today
fresh
roll --tenant ascend
code 0 'one tenant'
roll --tenant kahuna
code 2 'and then another one, by the same login'
err_has 'kahuna (shares with ascend)' 'is held'
has 'kahuna (apn_Kahuna1) and ascend (apn_Ascend1) came with the same login' 'with both accounts'
! grep -q 'pipedream-gtm-kahuna' "$W/.mcp.json"
say $? 'and not written'
roll --tenant kahuna --accept 'kahuna=one agency'
code 0 'until somebody finds it right'
grep -q 'kahuna shares its login with another tenant, accepted: one agency.' "$W/docs/composio/toolkit-registry.md"
say $? 'with a note in the row'

# The account that the entry names was chosen: nobody is asked again, on this machine or another one
fresh
roll --tenant hooli
code 2 'two accounts'
err_has 'hooli (apn_Hooli1 or apn_Hooli2)' 'are named where nobody is there'
roll --tenant hooli --json
"$python3" -c '
import json, sys
t = json.load(open(sys.argv[1]))["tenants"][0]
sys.exit(0 if [c["account"] for c in t["choices"]] == ["apn_Hooli1", "apn_Hooli2"] else 1)' "$out"
say $? 'and in the document'
roll --tenant hooli --account hooli=apn_Hooli1
code 0 'one is chosen'
rm -rf "$H/.local"
keep done
roll --tenant hooli
code 0 'another day, another machine: it is still chosen'
has 'Nothing more was written' 'and nothing is to do'
diff -r "$tmp/kept.done/work" "$W" >"$tmp/diff"
say $? 'every file is as it was'
roll --tenant hooli --account hooli=apn_Hooli2
code 0 'another one is named'
grep -A12 pipedream-gtm-hooli "$W/.mcp.json" | grep -q '"x-pd-account-id": "apn_Hooli2"'
say $? 'and takes its place in the entry'

# A link that could not be made is made by the next run
fresh
fault '/tokens:status=503'
roll --tenant northwind
code 10 'no link can be made'
err_has '0 of 1 tenants are written as live' 'says what is written'
mended
roll --tenant northwind
code 6 'the next run'
has 'Link for northwind' 'makes it'

# A scheduled run says what is so now, and the session does not grow by all that was so before
lines=$(wc -l <"$out")
size=$(cat "$state"/sessions/*/events.jsonl | wc -c)
for i in 1 2 3 4; do roll --tenant northwind; done
code 6 'four runs more'
has 'northwind: not connected; the link that was made is good until' 'tell of the link that is out'
[ "$(wc -l <"$out")" -le "$lines" ]
say $? 'in no more words'
[ "$(cat "$state"/sessions/*/events.jsonl | wc -c)" -lt $((size + 4 * 900)) ]
say $? 'and keep little of each'

# The clock of this machine may be days off: lifetimes are the vendor's
fresh
(cd "$W" && TOOLGAP_NOW=2026-12-24T12:00:00Z exec "$TOOLGAP" rollout google_tag_manager --ui=none --yes --tenant newcomer) >"$out" 2>"$err" </dev/null
rc=$?
if [ "$(date +%Y-%m)" \< 2026-12 ]; then
	code 6 'a clock that is weeks ahead'
	has 'ahead of the vendor' 'is said'
	has 'Link for newcomer' 'and no reason to call a fresh link expired'
fi

# Development: nobody can count the users, and what has to be known before the first link is said all the same
fresh
fault '/users:status=403'
(cd "$W" && PIPEDREAM_PROJECT_ENVIRONMENT=development exec "$TOOLGAP" rollout google_tag_manager --ui=none --yes --tenant newcomer) >"$out" 2>"$err" </dev/null
rc=$?
mended
code 6 'development, whose users cannot be counted'
[ "$(grep -n 'must be signed in to pipedream.com in that browser' "$out" | head -n 1 | cut -d: -f1)" -lt "$(grep -n 'Link for newcomer' "$out" | cut -d: -f1)" ]
say $? 'the trap is said before the link'

# The wizard's Connect step is the same board
vendors # as they were
fresh
forget
printf 'composio-candidate: none\n' >"$tmp/answers"
printf 'use hooli apn_Hooli2\nmessage northwind\nquit\n' |
	(cd "$W" && exec "$TOOLGAP" wizard google_tag_manager --ui=line --tenant hooli,northwind --path D --short gtm --oauth-app managed --yes \
		--answers "$tmp/answers") >"$out" 2>"$err"
rc=$?
code 130 'the wizard, left at its board'
has 'hooli: use apn_Hooli1: first@hooli.example; it is pinned in the entry' 'asks the same'
has 'connect: use hooli apn_Hooli2' 'takes the same words'
has 'There is no link for this tenant yet.' 'and has the same messages'
no_secret 'no secret in any of it'

done_testing
