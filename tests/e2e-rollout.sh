#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-rollout.sh: one app, twelve tenants and every fate a link can have, from the links to the files. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

in_path curl || { echo '1..0 # SKIP no curl'; exit 0; }
all=ascend,kahuna,northwind,initech,globex,hooli,umbrella,stark,wayne,acme,tyrell,cyberdyne
row() { grep '^| `googletagmanager` ' "$W/docs/composio/toolkit-registry.md"; }
links() { grep -c 'POST /pipedream/v1/connect/proj_Sandbox1/tokens' "$log"; }
approve() { # TENANT [ACCOUNT]: the person of that tenant clicks
	curl -s -X POST "$origin/sandbox/approve?external_user_id=$1&app=google_tag_manager${2:+&account=$2}" >/dev/null
}
befall() { # TENANT STATE [ERROR]
	curl -s -X POST "$origin/sandbox/account?external_user_id=$1&app=google_tag_manager&state=$2&error=$(echo "${3:-}" | tr ' ' +)" >/dev/null
}
of() { # TENANT MEMBER: of the last document
	"$python3" -c '
import json, sys
for t in json.load(open(sys.argv[1]))["tenants"]:
    if t["tenant"] == sys.argv[2]:
        print(t[sys.argv[3]])' "$out" "$1" "$2"
}
is() { # TENANT MEMBER VALUE NAME
	got=$(of "$1" "$2")
	[ "$got" = "$3" ] || echo "#   $1: $2 is $got"
	[ "$got" = "$3" ]
	say $? "$4"
}
roll() { tg rollout google_tag_manager --ui=none --yes "$@"; }

if [ -z "$python3" ]; then echo '1..0 # SKIP no python3'; exit 0; fi
fixtures=$tmp/fixtures
mkdir -p "$fixtures"
cp "$TOOLGAP_DATADIR"/sandbox/*.json "$fixtures"
"$python3" - "$fixtures/pipedream-accounts.json" <<'PY'
import json, sys
doc = json.load(open(sys.argv[1]))
def add(id, user, name, **more):
    doc["accounts"].append({"id": id, "user": user, "app": "google_tag_manager", "name": name,
                            "created": "2026-05-20T09:00:00Z", **more})
add("apn_Ascend1", "ascend", "ads@ascend.example")
add("apn_Dead1", "initech", "it@initech.example", healthy=False, dead=True, reason="Access was withdrawn at the provider")
add("apn_Sick1", "globex", "ads@globex.example", healthy=False, reason="The last refresh of the token failed")
add("apn_Hooli1", "hooli", "first@hooli.example")
add("apn_Hooli2", "hooli", "second@hooli.example")
add("apn_Umbr1", "umbrella", "agency@shared.example")
add("apn_Stark1", "stark", "agency@shared.example")
add("apn_Tyrell1", "tyrell", "ads@tyrell.example")
json.dump(doc, open(sys.argv[1], "w"), indent=1)
PY
vendors --link-life 20 # longer than a slow machine takes from the first run to the second

# A dry run, and what is wrong before anything is asked
fresh
keep first
tg rollout google_tag_manager --tenant $all --ui=none --yes --dry-run --json
code 0 'a dry run'
untouched first 'writes nothing'
! creating >"$tmp/made" && [ -s "$log" ]
say $? 'and makes no link'
tg rollout google_tag_manager --tenant ascend,kahnua --ui=none
code 2 'a tenant without a column, and nobody to ask'
err_has 'did you mean kahuna?' 'names the one that may have been meant'
bytes_as first 'and writes nothing'
tg rollout hubspot --tenant ascend --ui=none --yes
code 1 'a row of another vendor'
has "not Pipedream's" 'is said'
tg rollout google_tag_manager --tenant ascend --ui=none --yes --oauth-app oa_Sandbox2
code 2 'an OAuth client of another app'
err_has 'OAuth client' 'is refused before a link is made'
tg rollout google_tag_manager --tenant ascend --ui=none --yes --oauth-app oa_Sandbox9
code 2 'an OAuth client that the project does not have'
PIPEDREAM_PROJECT_ID=proj_Gone roll --tenant ascend,kahuna
code 10 'a project that is not there any more'
err_has 'Pipedream has no project proj_Gone' 'is told apart from nobody having connected'
curl -s -X POST --data '/accounts?:status=429' "$origin/sandbox/fault" >/dev/null
curl -s -X POST --data '/accounts:status=429' "$origin/sandbox/fault" >/dev/null
roll --tenant $all --afresh
code 10 'a vendor that says 429'
err_has '429' 'is named'
curl -s -X DELETE "$origin/sandbox/fault" >/dev/null
bytes_as first 'none of these wrote anything'
[ "$(links)" -eq 0 ]
say $? 'or made a link'

# The links: nobody there, everything at the end
: >"$log"
roll --tenant $all --write end --messages "$box/messages" --json
made=$(links)
# and they come, or not, before their links expire: a click, one that denies, one that heals, one that breaks meanwhile
approve kahuna
curl -s -X POST --data "token=$(of acme link | sed 's/.*token=\([^&]*\).*/\1/')&app=google_tag_manager&decision=deny" \
	"$origin/pipedream/_static/connect.html" >/dev/null
befall globex healthy
befall tyrell dead 'Access was withdrawn at the provider'
code 6 'twelve tenants, and not all have connected'
err_has '7 of 12 tenants have not connected yet' 'says how many'
is ascend state connected 'an account that was there is found'
is ascend link None 'and needs no link'
is initech state dead 'a dead one is told apart'
is globex state unhealthy 'and one that is unhealthy'
is globex error 'The last refresh of the token failed' 'in the words of the vendor'
is hooli held choose-account 'two accounts want a choice'
is umbrella shares_with stark 'the same login behind two tenants is seen'
is kahuna state none 'who has not come has a link'
[ "$made" -eq 7 ]
say $? 'a link for each that needs one, and no other'
of initech link | grep -q 'accountId=apn_Dead1'
say $? 'the link for a dead one connects the same account again'
[ "$(ls "$box/messages" | wc -l)" -eq 7 ] && grep -qF "$(of kahuna link)" "$box/messages/kahuna.txt" &&
	[ "$(stat -c %a "$box/messages/kahuna.txt")" = 600 ]
say $? 'a message for each, for its owner alone'
bytes_as_work() { diff -r "$tmp/kept.first/work" "$W" >"$tmp/diff" 2>&1; say $? "$1"; }
bytes_as_work 'no file is written'
! grep -rqF ctok_ "$state"
say $? 'and no link is in the session'
one=$(of kahuna link)

# The next day's run
: >"$log"
roll --tenant $all --write end --messages "$box/messages" --json
code 6 'the same command goes on'
is kahuna state connected 'who clicked is connected'
is globex state connected 'what was unhealthy is healthy'
is tyrell state dead 'what was revoked while others are waited for is dead'
[ "$(links)" -eq 1 ]
say $? 'only that one needs a link now; the others have theirs'
sleep 20.1
: >"$log"
roll --tenant $all --write end --json
made=$(links)
for t in northwind wayne acme; do approve $t; done
approve initech apn_Dead1
approve tyrell apn_Tyrell1
code 6 'after the lifetime of the links'
[ "$made" -eq 6 ]
say $? 'the expired ones are renewed, with nobody there to ask for it'
[ "$(curl -s -o /dev/null -w '%{http_code}' "$one")" = 410 ]
say $? 'a link that was used works no more'
roll --tenant $all --write end --json
code 6 'all but one'
approve cyberdyne
err_has '1 of 12 tenants has not connected yet: cyberdyne' 'names the one'
is initech account apn_Dead1 'the dead one is connected again, under its id'
is tyrell account apn_Tyrell1 'and the revoked one'
bytes_as_work 'still nothing is written: all at the end was said'
roll --tenant $all --write end
code 2 'all have come, and two things want a word'
err_has '--account TENANT=apn_' 'names the flags'
bytes_as_work 'and nothing is written'
roll --tenant $all --write end --account hooli=apn_Hooli9
code 2 'an account that is none of the two'
roll --tenant $all --write end --account hooli=apn_Hooli1 --accept 'stark=one agency, two containers' --json
code 0 'with these words'
is hooli account apn_Hooli1 'the chosen account is taken'
is hooli files live 'everybody is live'
is cyberdyne tools 5 'with tools that were listed'
row | grep -q '| `LIVE` |'
say $? 'the row is LIVE'
row | grep -q 'initech connect verified [0-9-]* (apn_Dead1).' &&
	row | grep -q 'stark shares its login with another tenant, accepted: one agency, two containers.'
say $? 'with date, account and the note'
grep -A12 pipedream-gtm-hooli "$W/.mcp.json" | grep -q '"x-pd-account-id": "apn_Hooli1"' &&
	! grep -A9 pipedream-gtm-kahuna "$W/.mcp.json" | grep -q x-pd-account-id
say $? 'the chosen account is pinned in the entry, and no other'
tg check
code 0 'check'
no_secret_in_files() { ! grep -rqF -e ctok_ -e "$PIPEDREAM_CLIENT_SECRET" "$W" "$H"; say $? "$1"; }
no_secret_in_files 'no secret in any file'
keep done
roll --tenant $all --write end --account hooli=apn_Hooli1
code 0 'once more, and what was accepted stands in the row'
has 'Nothing more was written' 'is no work'
diff -r "$tmp/kept.done/work" "$W" >"$tmp/diff"
say $? 'and changes nothing'
tg undo
code 0 'undo'
bytes_as_work 'bytes as before'

# Tenant by tenant: what is ready is written, the others wait; each write is one of its own
fresh
keep first
roll --tenant ascend,kahuna,newcomer --write each --json
code 6 'tenant by tenant: two are there'
is ascend files live 'who is there is written'
row | grep -q '| `pipedream-gtm-kahuna` | — |' || row | grep -q 'pipedream-gtm-kahuna' && ! row | grep -q newcomer
say $? 'who is not has no cell'
keep two
approve newcomer
roll --tenant ascend,kahuna,newcomer --write each --json
code 0 'and then the third'
is newcomer files live 'is live, too'
row | grep -q 'pipedream-gtm-newcomer'
say $? 'with its cell'
tg undo
code 0 'undo takes back the last write'
diff -r "$tmp/kept.two/work" "$W" >"$tmp/diff"
say $? 'and leaves the one before'
tg undo
code 0 'undo of that one'
bytes_as_work 'bytes as before'

# An OAuth client of one's own: in the link, in the entry, in the accounts that count
fresh
roll --tenant freshco --oauth-app oa_Sandbox1 --json
code 6 'with a client of the project'
of freshco link | grep -q 'oauthAppId=oa_Sandbox1'
say $? 'it is in the link'
curl -s -X POST --data "token=$(of freshco link | sed 's/.*token=\([^&]*\).*/\1/')&app=google_tag_manager&oauthAppId=oa_Sandbox1&decision=allow" \
	"$origin/pipedream/_static/connect.html" >/dev/null
roll --tenant freshco --oauth-app oa_Sandbox1
code 0 'and once it was clicked'
grep -A10 pipedream-gtm-freshco "$W/.mcp.json" | grep -q '"x-pd-oauth-app-id": "oa_Sandbox1"'
say $? 'it is in the entry'

# Clock skew and development are said before it is too late
fresh
printf 'files: end\nconnect: wait\ncomposio-candidate: none\n' >"$tmp/answers"
(cd "$W" && TOOLGAP_NOW=2026-01-01T00:00:00Z exec "$TOOLGAP" rollout google_tag_manager --tenant skewed --yes --oauth-app managed \
	--short gtm --answers "$tmp/answers" --screen 80x24) >"$out" 2>"$err" </dev/null
has "machine's clock is" 'a clock that is off is said'
sed -i.bak '/connect: wait/d' "$tmp/answers" && rm -f "$tmp/answers.bak"
(cd "$W" && PIPEDREAM_PROJECT_ENVIRONMENT=development exec "$TOOLGAP" rollout google_tag_manager --tenant devco --yes \
	--oauth-app managed --short gtm --answers "$tmp/answers" --screen 80x24) >"$out" 2>"$err" </dev/null
has 'room for 10 users' 'development: the cap is said before the first link'
has 'signed in to pipedream.com' 'and the trap'

# Keys: typed unseen, sent once, kept nowhere
fresh
forget
printf 'files: end\ncomposio-candidate: none\n' >"$tmp/answers"
printf 'keys kahuna\nsk_test_keys_canary\nkeys newco\nsk_test_keys_canary\napply\n' |
	(cd "$W" && exec "$TOOLGAP" rollout hotjar --tenant kahuna,newco --ui=line --yes --short hot --answers "$tmp/answers" \
		--record "$tmp/recorded") >"$out" 2>"$err"
rc=$?
cat "$out" "$err" >>"$said"
code 0 'an app that wants keys, in line mode'
grep -q 'pipedream-hot-newco' "$W/.mcp.json"
say $? 'is rolled out without a browser'
! grep -rqF sk_test_keys_canary "$box" "$said" "$tmp/recorded"
say $? 'and the keys are nowhere'
no_secret 'nor any other secret'

done_testing
