#!/bin/sh
# SPDX-License-Identifier: MIT
# contract.sh: every request toolgap makes to Composio and Pipedream, held against the vendors' own API descriptions.
#
# The sandbox notes what is asked (without secrets); an independent validator, Prism from the npm registry, is asked the
# same again, and says what the descriptions say. Run by './dev check-contract'; it needs npm and the descriptions in
# ../shared/data (or $TOOLGAP_SHARED/data), which are not part of this project.
. "$(dirname "$0")/e2e-lib.sh"

here_dir=$(cd "$(dirname "$0")" && pwd)
shared=${TOOLGAP_SHARED:-$here_dir/../../shared}
composio=$shared/data/composio-openapi.json
pipedream=$shared/data/pipedream-openapi.yaml
prism_version=5.16.0
where=${CONTRACT_DIR:-$here_dir/../build/contract}
bail() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ -f "$composio" ] && [ -f "$pipedream" ] || bail 'the vendors'"'"' descriptions are not here'
in_path npm && in_path node || bail 'npm is not here'
[ -x "${PROBE_RUN:-}" ] || bail 'PROBE_RUN names no program'
if [ ! -x "$where/node_modules/.bin/prism" ]; then
	mkdir -p "$where"
	(cd "$where" && npm install --no-audit --no-fund --loglevel=error --prefix . "@stoplight/prism-cli@$prism_version") \
		>"$tmp/npm" 2>&1 || bail 'the validator cannot be installed'
fi

fresh
fixtures=$TOOLGAP_DATADIR/sandbox
vendors --page 20
keep before
probe() { # PROBE KEY=VALUE…
	"$PROBE_RUN" "$@" >"$out" 2>"$err"
	rc=$?
	say $rc "asked: $*"
}

# All that the program asks by itself
tg triage 'Google Tag Manager' GTM 'Customer IO' Slack Notion Outlook 'Google Analytics' Stripe X 'No Such Thing' --tenant ascend,kahuna --json
tg plan 'Google Tag Manager' --tenant ascend,kahuna
printf 'provider: Google Tag Manager\ntenants: ascend, kahuna\ncomposio-candidate: none\npath: D\nshort: gtm\noauth: managed\nconnect: pending\n' >"$tmp/walk"
tg wizard --ui=none --answers "$tmp/walk" --dry-run
# And every probe, with every input that changes a request
probe composio provider='Google Tag Manager' try='google tag manager' slug=googletagmanager tenant=ascend
probe composio provider='Google Analytics' slug=google_analytics tenant=ascend tenant=kahuna page=2
probe composio provider=Gmail slug=gmail tenant=ascend tool=GMAIL_SEND_EMAIL
probe link via=composio toolkit_slug=gmail tenant=new-one tenant='a b&c'
probe link via=composio toolkit_slug=github tenant=new-one make_config=yes
probe pipedream provider='Google Tag Manager' try='google tag manager' slug=google-tag-manager
probe pipedream provider=Sheets try=sheets page=1
probe accounts app_slug=google_sheets tenant=ascend tenant=kahuna tenant='a b&c'
probe accounts app_slug=google_sheets tenant=ascend oauth_app=oa_Sandbox2 page=1
PIPEDREAM_PROJECT_ENVIRONMENT=development probe accounts app_slug=linear_app tenant=ascend
probe link app_slug=google_tag_manager tenant=ascend
probe link app_slug=google_tag_manager tenant=ascend oauth_app=oa_Sandbox1
probe connect-keys app_slug=stripe tenant=new-one name=Stripe keys='{"api_key":"sk_1"}'
probe usage
probe oauth-client oauth_app=oa_Sandbox1 app_slug=google_tag_manager
# Many names, by both lists: whole, page after page
printf '%s\n' Notion GTM 'Customer IO' Bench Slack X A B C D E F G H >"$tmp/many"
tg triage --from "$tmp/many" --tenant ascend
code 0 'many names'
untouched before 'no file was written'
# The copies: whole, and then with what the first page was told, which is all that they ask of an unchanged catalog
tg catalog sync
code 0 'sync'
tg catalog sync --json
[ "$(grep -c '"result": "unchanged"' "$out")" -eq 2 ]
say $? 'sync, unchanged'

# The validator finds what is wrong: a misspelled name, a body and a header that lack something, a path that is none
cat >"$tmp/made-up.json" <<'END'
[{"method":"GET","path":"/composio/api/v3.1/toolkits","query":"serach=x","values":{},"body":null},
{"method":"POST","path":"/composio/api/v3.1/connected_accounts/link","query":"","values":{"content-type":"application/json"},"body":"{\"user_id\":\"a\"}"},
{"method":"GET","path":"/pipedream/v1/connect/proj_a/accounts","query":"limit=1","values":{},"body":null},
{"method":"GET","path":"/pipedream/v1/connect/nothing/here/at/all","query":"","values":{},"body":null}]
END
CONTRACT_DIR=$where node "$here_dir/contract.mjs" "$tmp/made-up.json" "$composio" "$pipedream" >"$tmp/verdicts" 2>"$tmp/node.err"
[ "$(grep -c '^wrong' "$tmp/verdicts")" -eq 4 ]
say $? 'four made-up requests are found wrong'

curl -s --max-time 10 "$origin/sandbox/requests" >"$tmp/requests.json"
! grep -qF -e "$PIPEDREAM_CLIENT_SECRET" -e "$COMPOSIO_API_KEY" -e sk_1 "$tmp/requests.json"
say $? 'the notes hold no secret'
CONTRACT_DIR=$where node "$here_dir/contract.mjs" "$tmp/requests.json" "$composio" "$pipedream" >"$tmp/verdicts" 2>"$tmp/node.err" || {
	sed 's/^/# /' "$tmp/node.err" | tail -n 20
	say 1 'the validator ran'
}
while IFS='	' read -r verdict what why; do
	case $verdict in
	valid) say 0 "$what" ;;
	older) skip "$why" "$what" ;;
	*)
		say 1 "$what"
		echo "#   $why"
		;;
	esac
done <"$tmp/verdicts"
[ "$(grep -c '^valid' "$tmp/verdicts")" -ge 30 ]
say $? "$(grep -c '^valid' "$tmp/verdicts") different requests are valid"
done_testing
