#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-store.sh: where credentials come from: the environment first, then Infisical, and nothing of it is ever said.
. "$(dirname "$0")/e2e-lib.sh"

gtm='Google Tag Manager'
TOOLGAP_HTTP_TIMEOUT=2000
export TOOLGAP_HTTP_TIMEOUT
all_connected
fresh
keep before
bare() { # COMMAND…: without the credentials of Pipedream in the environment
	(cd "$W" && unset PIPEDREAM_CLIENT_ID PIPEDREAM_CLIENT_SECRET PIPEDREAM_PROJECT_ID && exec "$TOOLGAP" "$@") \
		>"$out" 2>"$err" </dev/null
	rc=$?
	cat "$out" "$err" >>"$said"
}
stores() { # NUMBER NAME: so often Infisical was asked to log in
	[ "$(grep -c 'POST /infisical/api/v1/auth' "$log")" -eq "$1" ]
	say $? "$2"
}

# All is in the environment: the store is not asked
vendors
tg triage "$gtm" --tenant ascend
code 0 'triage with the environment'
stores 0 'does not ask Infisical'

# Nothing is: it is asked, once, and all goes well
vendors
bare triage "$gtm" --tenant ascend
code 0 'triage without'
has pipedream 'finds the app'
stores 1 'with one login'
bare triage "$gtm" --tenant ascend --json
has '"probe": "infisical"' 'the evidence says so'
has 'client_id, client_secret, project_id taken from Infisical' 'by names'
bare plan "$gtm" --tenant ascend,kahuna
code 0 'plan without'
vendors
bare wizard --ui=none --answers "$demo/answers.txt"
code 0 'the whole walk without'
stores 1 'with one login'
grep -q 'googletagmanager.*`LIVE`' "$W/docs/composio/toolkit-registry.md"
say $? 'both tenants are LIVE'
no_secret 'no secret in all that was said and written'
tg undo
bytes_as before 'put back'

# Several cases in one run: asked once
vendors
bare triage "$gtm" Piwik 'No Such Thing Anywhere' --tenant ascend
stores 1 'three providers, one login'

# Only the project is missing
vendors
(cd "$W" && unset PIPEDREAM_PROJECT_ID && exec "$TOOLGAP" wizard --ui=none --answers "$demo/answers.txt") >"$out" 2>"$err" </dev/null
rc=$?
code 0 'the walk without the project'
stores 1 'asked when it was needed'
tg undo

# An old installation
vendors --fault '/infisical/api/v4/:status=404'
bare triage "$gtm" --tenant ascend
code 0 'where v4 does not exist'
grep -q 'GET /infisical/api/v3/secrets/raw' "$log"
say $? 'v3 is asked'

# What the store cannot give: exit 4, the variables by name, and why
vendors
INFISICAL_ENVIRONMENT=staging bare triage "$gtm" --tenant ascend
code 4 'hidden and empty'
err_has 'PIPEDREAM_CLIENT_ID' 'the variable is named'
err_has 'the value of client_id is hidden from this identity; client_secret is empty' 'hidden told apart from empty'
INFISICAL_ENVIRONMENT=dev bare triage "$gtm" --tenant ascend
code 4 'an empty folder'
err_has 'client_id is not there; client_secret is not there' 'is said'
INFISICAL_ENVIRONMENT=none bare triage "$gtm" --tenant ascend
code 4 'no such environment'
err_has 'Infisical has no such project, environment or folder (/pipedream)' 'is said'
INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=wrong-machine-secret bare triage "$gtm" --tenant ascend
code 4 'a wrong machine identity'
err_has 'Infisical refuses the machine identity (401)' 'is said'
! grep -q wrong-machine "$out" "$err"
say $? 'and not repeated'
(unset INFISICAL_PROJECT_ID; bare triage "$gtm" --tenant ascend; exit $rc)
rc=$?
code 4 'Infisical is not set up in full'
INFISICAL_DOMAIN=http://infisical.example bare triage "$gtm"
code 2 'an address that is not https'
err_has INFISICAL_DOMAIN 'is named'
for kind in status=403 status=500 garbage html truncate=5 close hang huge "redirect=http://127.0.0.1:9/x"; do
	vendors --fault "/infisical/:$kind"
	TOOLGAP_HTTP_TIMEOUT=500 bare triage "$gtm" --tenant ascend
	case $kind in status=403) want=4 ;; *) want=10 ;; esac # refused, or nobody knows what the store has
	[ $rc -eq $want ] && grep -q PIPEDREAM_CLIENT_SECRET "$err" && grep -q Infisical "$err"
	say $? "Infisical, $kind: exit $want, the variables and the store are named"
done
vendors --fault '/infisical/:status=503'
TOOLGAP_HTTP_TIMEOUT=500 bare headers
code 10 'no headers where the store is down'
err_has 'Infisical could not be asked' 'names the store'

# doctor
vendors
bare doctor
has 'Infisical: client_id, client_secret, project_id taken from Infisical, /pipedream.' 'doctor asks the store'
hasnt 'PIPEDREAM_CLIENT_ID is not set' 'and then nothing is missing'
tg doctor
hasnt Infisical 'with the environment set it is not asked'
INFISICAL_ENVIRONMENT=staging bare doctor
has 'PIPEDREAM_CLIENT_ID is not set' 'what it cannot give is missing'

bytes_as before 'no file is written'
no_secret 'no secret in all that was said and written'
done_testing
