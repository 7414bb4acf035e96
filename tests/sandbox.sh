#!/bin/sh
# SPDX-License-Identifier: MIT
# Every route of toolgap-sandbox asked with curl; prints TAP. $SANDBOX is the program.
set -u
command -v curl >/dev/null 2>&1 || { echo '1..0 # SKIP curl is not here'; exit 0; }
[ -n "${SANDBOX:-}" ] && [ -x "$SANDBOX" ] || { echo '1..0 # SKIP SANDBOX names no program'; exit 0; }

here=$(cd "$(dirname "$0")" && pwd)
data=${SANDBOX_DATA:-$here/../data/sandbox}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/sandbox.XXXXXX") || exit 1
pid= n=0 failed=0
unset TOOLGAP_NOW
no_proxy=127.0.0.1; export no_proxy
trap 'stop; rm -rf "$tmp"' EXIT
trap 'exit 143' TERM INT

say() { # RESULT NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
		failed=$((failed + 1)); echo "not ok $n - $2"
		echo "#   status ${code:-}"; sed 's/^/#   /' "$tmp/body" 2>/dev/null | cut -c1-400 | head -n 5
	fi
}
start() { # OPTION…
	stop
	: >"$tmp/env"
	"$SANDBOX" --data "$data" "$@" >"$tmp/env" 2>"$tmp/err" & pid=$!
	i=0
	until grep -q '^$' "$tmp/env"; do
		i=$((i + 1)); [ $i -lt 100 ] && kill -0 "$pid" 2>/dev/null || { cat "$tmp/err"; echo 'Bail out!'; exit 1; }
		sleep 0.1
	done
	. "$tmp/env"
	C=$COMPOSIO_BASE_URL/api/v3.1 P=$PIPEDREAM_BASE_URL/v1 M=$PIPEDREAM_MCP_URL
	ROOT=${COMPOSIO_BASE_URL%/composio}
}
stop() { [ -z "$pid" ] || { kill "$pid" 2>/dev/null; wait "$pid"; pid=; }; }
ask() { code=$(curl -s -o "$tmp/body" -D "$tmp/head" -w '%{http_code}' --max-time 20 "$@"); rc=$?; return 0; }
co() { path=$1; shift; ask -H "x-api-key: $COMPOSIO_API_KEY" "$C$path" "$@"; }
bearer() {
	ask "$P/oauth/token" -H 'Content-Type: application/json' -d "{\"grant_type\":\"client_credentials\",\"client_id\":\"$PIPEDREAM_CLIENT_ID\",\"client_secret\":\"$PIPEDREAM_CLIENT_SECRET\"}"
	B=$(sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' "$tmp/body")
}
pd() { path=$1; shift; ask -H "Authorization: Bearer $B" -H "x-pd-environment: $environment" "$P$path" "$@"; }
J=/connect/proj_Sandbox1 environment=production
rpc() { # BODY [CURL ARGUMENT…]
	body=$1; shift
	ask "$M" -H "Authorization: Bearer $B" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
		-H "x-pd-project-id: $PIPEDREAM_PROJECT_ID" -H 'x-pd-environment: production' \
		-H 'x-pd-external-user-id: ascend' -H 'x-pd-app-slug: google_tag_manager' -d "$body" "$@"
}
status() { [ "$code" = "$1" ]; say $? "$2"; }
has() { grep -qF -- "$1" "$tmp/body"; say $? "$2"; }
hasnt() { ! grep -qF -- "$1" "$tmp/body"; say $? "$2"; }
head_has() { tr -d '\r' <"$tmp/head" | grep -qi -- "$1"; say $? "$2"; }
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$tmp/body" | head -n 1; }
count() { c=$(grep -oF -- "$1" "$tmp/body" | wc -l); [ "$c" -eq "$2" ]; say $? "$3"; }

# Starting and ending
"$SANDBOX" --help >"$tmp/body"; say $? 'help'; has '--approve-after' 'help names its options'
"$SANDBOX" --version | grep -q '^toolgap-sandbox '; say $? 'version'
"$SANDBOX" --data "$data" --fault 'x:frobnicate' 2>"$tmp/body"; [ $? -eq 2 ]; say $? 'a bad fault is a usage error'
"$SANDBOX" --data "$tmp/none" >/dev/null 2>"$tmp/body"; [ $? -eq 1 ]; say $? 'no fixtures: said, not served'
mkdir "$tmp/odd" && cp "$data"/*.json "$tmp/odd" && echo '[{"slug":"a","name":1}]' >"$tmp/odd/composio-toolkits.json"
"$SANDBOX" --data "$tmp/odd" >/dev/null 2>"$tmp/body"; [ $? -eq 1 ]; say $? 'a fixture of the wrong shape'; has "no proper 'name'" 'is named'
"$SANDBOX" --port 70000 2>"$tmp/body"; [ $? -eq 2 ]; say $? 'a port out of range'
start --page 20 --log "$tmp/log"
[ "$(wc -l <"$tmp/env")" -eq 20 ]; say $? 'nineteen lines of environment and an empty one'
ask --interface 127.0.0.1 "$ROOT/"; status 404 'the root is nothing'

# Composio: who may ask
ask "$C/toolkits"; status 401 'no key'
head_has '^X-RateLimit: 2000' 'rate limit headers also on a refusal'
ask -H 'x-api-key: ak_wrong12345' "$C/toolkits"; status 401 'a wrong key'; has '"code":10401' 'has the envelope'
hasnt 'ak_wrong12345' 'and does not repeat the key'
ask -H 'x-api-key: ak_sandbox' -H 'x-user-api-key: uak_sandbox' "$C/toolkits"; status 401 'two keys at once'
has 'Multiple authentication modes' 'are named as the trouble'
ask -H 'x-user-api-key: uak_sandbox' "$C/toolkits?limit=1"; status 200 'a user key'
# Catalog
co /toolkits; status 200 'catalog'; count '"toolkitId"' 20 'a page as large as --page'
cursor=$(field next_cursor); seen=20
while [ -n "$cursor" ]; do
	co "/toolkits?cursor=$cursor"; seen=$((seen + $(grep -oF '"toolkitId"' "$tmp/body" | wc -l)))
	total=$(sed -n 's/.*"total_items":\([0-9]*\).*/\1/p' "$tmp/body"); cursor=$(field next_cursor)
done
[ "$seen" -eq "$total" ] && [ "$seen" -ge 60 ]; say $? "following the cursors gives all $seen toolkits"
co '/toolkits?cursor=%21%21'; status 400 'a made-up cursor'
co '/toolkits?search=ga'; status 400 'a search of two characters'
co '/toolkits?search=gmax'; status 200 'a search without a hit is no error'; has '"items":[]' 'but empty'
co '/toolkits?search=tag%20manager'; count '"toolkitId"' 1 'a hit by description only'; has '"mixpanel"' 'is Mixpanel'
co '/toolkits?search=customer_io'; has '"items":[]' 'deprecated toolkits are hidden'
co '/toolkits?search=customer_io&include_deprecated=true'; has '"customer_io"' 'unless asked for'
co '/toolkits?sort_by=alphabetically&limit=1'; has '"_1password"' 'sorted by name'
co '/toolkits?category=email'; count '"toolkitId"' 2 'by category'
co /toolkits/gmail; status 200 'one toolkit'; has '"auth_config_details"' 'with details'; has '"slug":"email"' 'and categories by slug'
co /toolkits/google_tag_manager; status 404 'a missing toolkit'; has '"request_id"' 'in the envelope'
co /toolkits/multi -d '{"toolkits":["gmail","slack","nope"]}'; count '"toolkitId"' 2 'many slugs at once'
ask -H 'x-api-key: ak_sandbox' "$COMPOSIO_BASE_URL/api/v1/apps"; status 410 'version 1 is gone'
co /nowhere; status 404 'no such route'; co /toolkits -X PUT; status 405 'no such method'
# Tools
co '/tools?toolkit_slug=gmail'; count '"GMAIL_' 5 'tools of a toolkit'
co '/tools?toolkit_slug=nope'; status 200 'tools of no toolkit'; has '"items":[]' 'are none'
co '/tools?toolkit_slug=gmail&query=draft'; count '"GMAIL_' 1 'text search of tools'
C3=$COMPOSIO_BASE_URL/api/v3
ask -H 'x-api-key: ak_sandbox' "$C3/tools?toolkit_slug=outlook"; has '"items":[]' 'v3 is pinned to the first release'
ask -H 'x-api-key: ak_sandbox' "$C3/tools?toolkit_slug=outlook&toolkit_versions=latest"; has 'OUTLOOK_SEND_EMAIL' 'unless told otherwise'
ask -H 'x-api-key: ak_sandbox' "$C3/tools?toolkit_slug=gmail&search=zzz"; count '"GMAIL_' 5 'and its search does nothing'
co /tools/GMAIL_SEND_EMAIL; has 'gmail.send' 'one tool and its scopes'
co /tools/GMAIL_NOPE; status 404 'a missing tool'; has '"code":2401' 'by its code'
co /tools/scopes/required -d '{"tools":["GMAIL_SEND_EMAIL","GMAIL_FETCH_EMAILS"]}'; has '"scopes_required":["https' 'scopes required'
# Who is connected
co '/auth_configs?toolkit_slug=gmail'; has '"id":"ac_' 'auth configs of a toolkit'
config=$(field id)
co '/auth_configs?toolkit_slug=jira'; has '"items":[]' 'disabled ones are hidden'
co /auth_configs -d '{"toolkit":{"slug":"jira"},"auth_config":{"type":"use_composio_managed_auth"}}'; status 201 'a new auth config'
co /auth_configs -d '{"toolkit":{"slug":"shopify"},"auth_config":{"type":"use_composio_managed_auth"}}'; status 400 'managed auth that was withdrawn'
co '/connected_accounts?user_ids=ascend&toolkit_slugs=gmail'; has '"status":"ACTIVE"' 'a connected tenant'
has 'CANARY-secret-never-show' 'and a secret that no client may show'
co '/connected_accounts?user_ids=ascend,kahuna&toolkit_slugs=gmail'; count '"id":"ca_' 2 'two tenants in one question'
co '/connected_accounts?user_ids=kahuna&toolkit_slugs=slack'; has '"items":[]' 'a tenant that never connected'
co '/connected_accounts?user_ids=ascend&toolkit_slugs=notion'; has '"EXPIRED"' 'one that expired'
co '/connected_accounts?user_ids=kahuna&toolkit_slugs=outlook'; has '"INITIATED"' 'one that is on its way'
co /connected_accounts/ca_none; status 404 'no such account'
co /connected_accounts -d '{}'; status 400 'the old way of connecting'; has '"code":"BadRequest"' 'with its odd body'
co /connected_accounts/link -d '{"user_id":"x"}'; status 400 'a link without a config'
co /connected_accounts/link -d '{"auth_config_id":"ac_none","user_id":"x"}'; status 404 'a link for no config'
co /connected_accounts/link -d "{\"auth_config_id\":\"$config\",\"user_id\":\"<new>\"}"; status 201 'a link'
url=$(field redirect_url) id=$(field connected_account_id)
co "/connected_accounts/$id"; has '"INITIATED"' 'its account waits'; hasnt CANARY 'and holds nothing yet'
ask "$url"; status 200 'its page'; has '&lt;new&gt;' 'escapes what it shows'; has 'Gmail' 'and names the app'
ask "$url" -d decision=allow; has 'Connected' 'Allow'
co "/connected_accounts/$id"; has '"ACTIVE"' 'makes it active'
ask "$url"; status 410 'a link works once'
co /connected_accounts/link -d "{\"auth_config_id\":\"$config\",\"user_id\":\"no\"}"; id=$(field connected_account_id)
ask "$(field redirect_url)" -d decision=deny; co "/connected_accounts/$id"; has '"FAILED"' 'Deny makes it fail'
co /auth/session/info; has '"nano_id"' 'session'

# Pipedream: bearers
ask "$P/oauth/token" -d '{"grant_type":"client_credentials","client_id":"sandbox-client","client_secret":"no"}'; status 401 'a wrong secret'
ask "$P/oauth/token" -d 'grant_type=client_credentials'; status 400 'a body that is not JSON'
bearer; first=$B; status 200 'a bearer'; has '"expires_in":3600' 'for an hour'
bearer; [ -n "$B" ] && [ "$B" != "$first" ]; say $? 'another each time'
ask "$P/connect/apps"; status 401 'no bearer'; has '"error":"Unauthorized"' 'is said'
ask -H 'Authorization: Bearer nonsense' "$P/connect/apps"; status 401 'a bearer not minted here'
# Catalog
pd '/connect/apps?limit=100'; count '"name_slug"' 20 'apps, a page as large as --page'
after=$(field end_cursor); seen=20
while [ -n "$after" ]; do
	pd "/connect/apps?after=$after"; seen=$((seen + $(grep -oF '"name_slug"' "$tmp/body" | wc -l)))
	total=$(sed -n 's/.*"total_count":\([0-9]*\).*/\1/p' "$tmp/body"); after=$(field end_cursor)
done
[ "$seen" -eq "$total" ] && [ "$seen" -ge 60 ]; say $? "following the cursors gives all $seen apps"
pd '/connect/apps?after=bm9uZQ'; status 400 'a made-up cursor'
pd '/connect/apps?q=google%20tag%20manager'; count '"name_slug"' 1 'words of the name'
pd '/connect/apps?q=google_tag_manager'; count '"name_slug"' 1 'the slug'
pd '/connect/apps?q=googletagmanager'; has '"data":[]' 'run together: nothing'
pd '/connect/apps?q=gtm'; has '"data":[]' 'abbreviated: nothing'
pd '/connect/apps?has_actions=true&q=piwik'; has '"data":[]' 'only with actions'
pd '/connect/apps?sort_key=name_slug&limit=1'; has '"_21risk"' 'sorted by slug'
pd '/connect/apps?sort_key=colour'; status 400 'sorted by what is not there'
pd '/connect/apps?category=Weather&limit=1'; total=$(sed -n 's/.*"total_count":\([0-9]*\).*/\1/p' "$tmp/body"); [ "$total" -ge 60 ]; say $? 'category is ignored'
pd /connect/apps/google_tag_manager; status 200 'one app'; app=$(sed -n 's/.*"id":"\(app_[^"]*\)".*/\1/p' "$tmp/body")
pd "/connect/apps/$app"; has '"google_tag_manager"' 'the same by id'
pd /connect/apps/google-tag-manager; status 404 'hyphens are not underscores'
pd /connect/apps/piwik_pro; has '"custom_fields_json":"[{\"name\"' 'fields as a string of JSON'; hasnt '\n"' 'and nothing after it'
pd /connect/app_categories; head -c 1 "$tmp/body" | grep -q '\['; say $? 'categories are a bare list'
# Project
environment=; pd $J/accounts; environment=production; status 400 'the environment header is missing'
pd /connect/proj_Other/accounts; status 404 'another project'
pd $J/projects/info; has '"apps":[' 'project'
pd $J/oauth_apps; has 'oa_Sandbox1' 'OAuth clients'
pd '/connect/usage?start_ts=1790000000&end_ts=1790086400'; has '"credits_used":137' 'usage of a day'
pd '/connect/usage?start_ts=5'; status 400 'usage without an end'
pd "$J/actions?app=google_tag_manager"; count '"google_tag_manager-' 5 'actions of an app'
# Accounts and links
pd "$J/accounts?external_user_id=ascend&app=google_sheets"; count '"apn_' 1 'an account'; hasnt CANARY 'without credentials'
pd "$J/accounts?include_credentials=true&app=google_sheets"; has CANARY 'unless they are asked for'
environment=development; pd "$J/accounts"; environment=production; count '"apn_' 1 'environments are apart'
pd $J/users; count '"exu_' 2 'users'
pd $J/users/ascend/accounts; count '"apn_' 3 'accounts of a user'
pd $J/tokens -d '{}'; status 400 'a token for nobody'
pd $J/tokens -d '{"external_user_id":"x","expires_in":99999}'; status 400 'a token for too long'
pd $J/tokens -d '{"external_user_id":"x","scope":"*"}'; status 400 'a token for everything'
pd $J/tokens -d '{"external_user_id":"a/b <i>"}'; status 200 'a token'
token=$(field token) url=$(field connect_link_url)
echo "$token" | grep -Eq '^ctok_[0-9a-f]{32}$'; say $? 'of the right form'
ask "$P/connect/tokens/$token/validate?app_id=google_tag_manager"; has '"success":true' 'validates, without a bearer'
ask "$P/connect/tokens/$token/validate?app_id=nope"; has '"error":"App not found"' 'but not for any app'
ask "$P/connect/tokens/ctok_00/validate"; has '"success":false' 'and no other token'
ask "$url&app=nope"; status 404 'the page for no app'
ask "$url&app=google_tag_manager&oauthAppId=oa_Own1"; status 200 'the page'; has 'a/b &lt;i&gt;' 'escapes the user'; has 'oa_Own1' 'names the OAuth client'
ask "${url%%\?*}" -d "token=$token&app=google_tag_manager&oauthAppId=oa_Own1&decision=allow"; has 'Connected' 'Allow'
ask "$url&app=google_tag_manager"; status 410 'a token works once'
pd "$J/users/a%2Fb%20%3Ci%3E/accounts"; has '"oauth_app_id":"oa_Own1"' 'the account carries the OAuth client'
account=$(sed -n 's/.*"id":"\(apn_[^"]*\)".*/\1/p' "$tmp/body"); echo "$account" | grep -Eq '^apn_[0-9A-Za-z]{7}$'; say $? 'and an id of the right form'
pd "$J/accounts/$account"; has '"healthy":true' 'alone it is bare'; hasnt '"data"' 'without an envelope'
pd $J/accounts/apn_none; status 404 'no such account'
pd $J/tokens -d '{"external_user_id":"no","app_id":"stripe"}'; url=$(field connect_link_url)
ask "${url%%\?*}" -d "token=$(field token)&decision=deny"; has 'Not connected' 'Deny'
pd "$J/accounts?external_user_id=no"; has '"data":[]' 'connects nothing'
pd $J/tokens -d '{"external_user_id":"later"}'
ask -X POST "$ROOT/sandbox/approve?external_user_id=later&app=slack_v2"; has '"approved":1' 'approved for a test'
pd "$J/accounts?external_user_id=later&app=slack_v2"; count '"apn_' 1 'is connected'

# MCP
rpc '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}'
status 200 'initialize'; has '"protocolVersion":"2025-06-18"' 'keeps the version'; has '"serverInfo"' 'and says who it is'
rpc '{"jsonrpc":"2.0","method":"notifications/initialized"}'; status 202 'a notification'
rpc '{"jsonrpc":"2.0","id":"a","method":"tools/list"}'; count '"inputSchema"' 2 'a page of tools'; has '"id":"a"' 'the id comes back'
next=$(field nextCursor); tools=2
while [ -n "$next" ]; do
	rpc "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{\"cursor\":\"$next\"}}"
	tools=$((tools + $(grep -oF '"inputSchema"' "$tmp/body" | wc -l))); next=$(field nextCursor)
done
[ $tools -eq 5 ]; say $? 'all five tools over the pages'
rpc '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"google_tag_manager-list-tags","arguments":{}}}'
has '"isError":false' 'not connected is no error'; has 'connect.html?token=ctok_' 'but a text with a link'
ask -X POST "$ROOT/sandbox/approve?external_user_id=ascend&app=google_tag_manager"; has '"approved":1' 'which can be approved'
rpc '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"google_tag_manager-list-tags","arguments":{}}}'
hasnt 'connect.html' 'and then the tool runs'
rpc '{"jsonrpc":"2.0","id":3,"method":"nope"}'; has '"code":-32601' 'an unknown method'
rpc '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"nope"}}'; has '"code":-32602' 'an unknown tool'
rpc '{'; status 400 'broken JSON'; has '"code":-32700' 'by its code'
rpc '[]'; has '"code":-32600' 'not a request'
rpc '{"jsonrpc":"2.0","id":1,"method":"ping"}' -H 'x-pd-app-slug;'; has 'Missing x-pd-app-slug' 'a header is missing'
ask "$M" -X POST -d '{}'; status 401 'no bearer'; head_has '^WWW-Authenticate: Bearer' 'is challenged'
ask "$M"; status 405 'no stream to open'

# An app that wants keys, connected without a page
pd $J/tokens -d '{"external_user_id":"keyed","app_id":"stripe"}'; status 200 'a token for keys'; ctok=$(field token)
keyed() { ask "$P$J/accounts?external_user_id=keyed" -H "Authorization: Bearer $ctok" -H 'x-pd-environment: production' -d "$1"; }
keyed "{\"app_slug\":\"stripe\",\"cfmap_json\":\"{}\",\"connect_token\":\"$ctok\"}"; status 400 'a field is missing'
keyed "{\"app_slug\":\"stripe\",\"cfmap_json\":\"{\\\"api_key\\\":\\\"wrong-one\\\"}\",\"connect_token\":\"$ctok\"}"; has 'refused them' 'a key that the app refuses'
keyed "{\"app_slug\":\"stripe\",\"cfmap_json\":\"{\\\"api_key\\\":\\\"sk_1\\\"}\",\"connect_token\":\"$ctok\"}"; has '"healthy":true' 'an account by keys'
hasnt sk_1 'the answer does not repeat the key'
keyed "{\"app_slug\":\"stripe\",\"cfmap_json\":\"{\\\"api_key\\\":\\\"sk_1\\\"}\",\"connect_token\":\"$ctok\"}"; status 401 'the token is used up'
ask "$ROOT/sandbox/requests"; hasnt sk_1 'typed keys are not noted'; has '"cfmap_json' 'though the rest of the body is'; hasnt "$ctok" 'nor is the token'

# GitHub and the MCP registry
ask "$GITHUB_API_URL/search/issues?q=repo:ComposioHQ/composio+is:issue+%22google+tag+manager%22"; has '"total_count":2' 'issues by phrase'
ask "$GITHUB_API_URL/search/issues?q=repo:ComposioHQ/composio+is:issue+is:closed+matomo"; has '"total_count":1' 'closed issues'
ask "$GITHUB_API_URL/search/issues?q=matomo"; status 422 'is:issue is needed'
ask "$GITHUB_API_URL/rate_limit" -A ''; status 403 'a user agent is needed'
ask "$GITHUB_API_URL/repos/ComposioHQ/composio/issues" -d '{"title":"t"}'; status 401 'filing needs a token'
ask "$GITHUB_API_URL/repos/ComposioHQ/composio/issues" -H 'Authorization: Bearer ghp_sandbox' -d '{"title":"Zebra","body":"b"}'; status 201 'an issue is filed'
ask "$GITHUB_API_URL/search/issues?q=is:issue+zebra"; has '"total_count":1' 'and found'
ask "$MCP_REGISTRY_URL/v0.1/servers?search=northwind"; has 'com.northwind-ledger/mcp' 'registry by name'; has '"isSecret":true' 'with its headers'
ask "$MCP_REGISTRY_URL/v0.1/servers/com.stripe%2Fmcp/versions/latest"; status 200 'one server'
ask "$MCP_REGISTRY_URL/v0.1/servers/com.none%2Fmcp/versions/latest"; status 404 'no such server'

ask "$GITHUB_API_URL/repos/ComposioHQ/composio/issues/90001"; has 'Matomo' 'one issue'
ask "$GITHUB_API_URL/repos/ComposioHQ/composio/issues/99999"; status 404 'no such issue'
i=0; while [ $i -lt 11 ]; do ask "$GITHUB_API_URL/search/issues?q=is:issue+zebra"; i=$((i + 1)); done
status 403 'the eleventh search of a minute'; head_has '^x-ratelimit-remaining: 0' 'says that nothing is left'
ask "$GITHUB_API_URL/search/issues?q=is:issue+zebra" -H 'Authorization: Bearer ghp_sandbox'; status 200 'a token raises the limit'

# Infisical
I=$INFISICAL_DOMAIN/api
ask "$I/v1/auth/universal-auth/login" -d '{"clientId":"sandbox-machine","clientSecret":"wrong"}'; status 401 'a wrong machine'
ask "$I/v1/auth/universal-auth/login" -d '{}'; status 422 'a login without anything'
ask "$I/v4/secrets?projectId=$INFISICAL_PROJECT_ID&environment=prod&secretPath=/pipedream"; status 401 'no token'
ask "$I/v1/auth/universal-auth/login" -d "{\"clientId\":\"$INFISICAL_UNIVERSAL_AUTH_CLIENT_ID\",\"clientSecret\":\"$INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET\"}"
status 200 'a login'; store=$(field accessToken)
vault() { ask -H "Authorization: Bearer $store" "$I$1"; }
vault "/v4/secrets?projectId=$INFISICAL_PROJECT_ID&environment=prod&secretPath=/pipedream"; status 200 'a folder'
has '"secretKey":"client_secret","secretValue":"sandbox-secret"' 'with its values'; has CANARY 'and one that is nobody'"'"'s business'
vault "/v4/secrets?projectId=$INFISICAL_PROJECT_ID&environment=staging&secretPath=/pipedream"
has '"secretValueHidden":true' 'a value that is hidden'; has '"secretValue":""' 'and one that is empty'
vault "/v3/secrets/raw?workspaceId=$INFISICAL_PROJECT_ID&environment=prod&secretPath=/pipedream"; has sandbox-secret 'the older route'
vault "/v4/secrets?projectId=other&environment=prod&secretPath=/pipedream"; status 403 'another project'
vault "/v4/secrets?projectId=$INFISICAL_PROJECT_ID&environment=prod&secretPath=/x"; status 404 'another folder'
vault /v9/x; has 'Route GET:/api/v9/x not found' 'a route that is none'
# Cloudflare
A=$CLOUDFLARE_API_BASE_URL/accounts/$CLOUDFLARE_ACCOUNT_ID
cf() { path=$1; shift; ask -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" "$A$path" "$@"; }
ask "$A/vectorize/v2/indexes/capability_index"; status 401 'no token'
cf /vectorize/v2/indexes/none; status 404 'no such index'; has '"success":false' 'in the envelope'
cf /vectorize/v2/indexes/capability_index; has '"dimensions":1024' 'an index'
cf /ai/run/@cf/baai/bge-m3 -d '{"text":["a b","b a"]}'; has '"shape":[2,1024]' 'two vectors'
vector=$(sed -n 's/.*"data":\[\(\[[^]]*\]\).*/\1/p' "$tmp/body")
cf /ai/run/@cf/baai/none -d '{"text":"a"}'; status 400 'no such model'
cf /ai/run/@cf/baai/bge-m3 -d '{}'; status 400 'no text'
echo "{\"id\":\"a\",\"values\":$vector,\"metadata\":{}}" >"$tmp/lines"
cf /vectorize/v2/indexes/capability_index/upsert --data-binary "@$tmp/lines"; status 400 'not as NDJSON'
cf /vectorize/v2/indexes/small_index/upsert -H 'Content-Type: application/x-ndjson' --data-binary "@$tmp/lines"; has 'dimensions' 'into an index of another size'
cf /vectorize/v2/indexes/capability_index/upsert -H 'Content-Type: application/x-ndjson' --data-binary "@$tmp/lines"; mutation=$(field mutationId)
[ -n "$mutation" ]; say $? 'an upsert is a mutation'
cf /vectorize/v2/indexes/capability_index/info; hasnt "$mutation" 'not taken in at once'; cf /vectorize/v2/indexes/capability_index/info; has "$mutation" 'and then it is'

# Faults
fault() { ask -X DELETE "$ROOT/sandbox/fault"; ask "$ROOT/sandbox/fault" -d "$1"; }
fault 'GET /composio/api/v3.1/toolkits:status=429:1'; status 201 'a fault is set'
co /toolkits; status 429 'too many requests'; head_has '^Retry-After: 1' 'say when'; has '{"message":"Rate limit' 'in a flat body'
co '/toolkits?limit=1'; status 200 'once only'
fault '/v1/connect/apps:status=503'; pd /connect/apps; status 503 'unavailable'; has '"error":"Service Unavailable"' 'in this vendor'"'"'s body'
fault '/toolkits:status=500'; co /toolkits; has '"slug":"HTTP_Error"' 'and in the other'"'"'s'
fault '/toolkits:garbage'; co /toolkits; status 200 'garbage'; hasnt '"toolkitId"' 'is not the answer'
fault '/toolkits:html'; co /toolkits; head_has '^Content-Type: text/html' 'a page where JSON should be'
fault '/toolkits:truncate=50'; co /toolkits; [ $rc -eq 18 ]; say $? 'cut off'
fault '/toolkits:close'; co /toolkits; [ $rc -eq 52 ]; say $? 'closed without an answer'
fault '/toolkits:hang'; co /toolkits --max-time 1; [ $rc -eq 28 ]; say $? 'no answer at all'
fault '/toolkits:redirect=https://elsewhere.example/x'; co /toolkits; status 302 'sent elsewhere'; head_has '^Location: https://elsewhere.example/x' 'by its address'
fault '/toolkits:huge'; co /toolkits --max-filesize 100000 --limit-rate 50M; [ $rc -ne 0 ] || [ "$(wc -c <"$tmp/body")" -gt 100000 ]; say $? 'an endless answer'
fault '/toolkits:slow=20000'; co '/toolkits?limit=1'; has '"next_cursor"' 'slow, but whole'
fault '/toolkits:delay=1'; co '/toolkits?limit=1'; status 200 'late'
fault '/toolkits:escape'; co '/toolkits/gmail'; has '"name":"\u001b' 'names with escapes'
fault 'nonsense'; status 400 'a fault that is none'
ask -X DELETE "$ROOT/sandbox/fault"; status 204 'faults are cleared'; co '/toolkits?limit=1'; status 200 'and gone'

# What was asked
ask "$ROOT/sandbox/requests"; has '"path":"/pipedream/v1/oauth/token"' 'requests are kept'; has '"x-api-key"' 'with names of headers'; has '"bearer":"good"' 'whether a bearer was one'; has '"x-pd-environment":"' 'and values that are no keys'
for secret in "$B" "$first" "$token" ak_sandbox uak_sandbox; do hasnt "$secret" 'never with a credential'; done
cp "$tmp/log" "$tmp/body"; has 'GET /composio/api/v3.1/toolkits' 'the log says the same'
for secret in "$B" "$token" ak_sandbox sandbox-secret; do hasnt "$secret" 'and as little'; done
ask -X DELETE "$ROOT/sandbox/requests"; ask "$ROOT/sandbox/requests"; has '[]' 'forgotten'
ask --path-as-is "$ROOT/composio/%zz"; status 400 'a broken escape'
ask --path-as-is "$ROOT/composio/a%00b"; status 400 'a NUL in the path'
head -c 17000000 /dev/zero | tr '\0' x >"$tmp/big"; co /toolkits/multi -d "@$tmp/big"; status 413 'a body too large'

# Links that approve themselves; sessions; event streams; ending
start --approve-after 0 --mcp-sse --mcp-session; bearer
pd $J/tokens -d '{"external_user_id":"self"}'
pd "$J/accounts?external_user_id=self&app=google_tag_manager"; count '"apn_' 1 'approved by itself once the app is known'
co '/auth_configs?toolkit_slug=slack'; co /connected_accounts/link -d "{\"auth_config_id\":\"$(field id)\",\"user_id\":\"self\"}"
co "/connected_accounts/$(field connected_account_id)"; has '"ACTIVE"' 'at the other vendor too'
rpc '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'; status 400 'no session'
rpc '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1999-01-01"}}'; head_has '^Content-Type: text/event-stream' 'an event stream'
session=$(tr -d '\r' <"$tmp/head" | sed -n 's/^[Mm]cp-[Ss]ession-[Ii]d: //p'); [ -n "$session" ]; say $? 'and a session'; has '"protocolVersion":"2025-11-25"' 'the newest version for an unknown one'
rpc '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' -H "mcp-session-id: $session"; has 'data: {' 'data lines'; has 'inputSchema' 'with the tools'
rpc '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' -H 'mcp-session-id: 00'; status 404 'another session'
ask "$M" -X DELETE -H "Authorization: Bearer $B" -H "mcp-session-id: $session"; rpc '{"jsonrpc":"2.0","id":1,"method":"ping"}' -H "mcp-session-id: $session"; status 404 'a session that was ended'
ask "$ROOT/sandbox/fault" -d '/toolkits:hang'
curl -s -o /dev/null -H 'x-api-key: ak_sandbox' "$C/toolkits" & hanging=$!
kill "$pid"; wait "$pid"; say $? 'a clean end, also with a request that hangs'; pid=; wait $hanging
rm -f "$tmp/env"
sh -c "\"$SANDBOX\" --data \"$data\" --with-parent >\"$tmp/env\" 2>\"$tmp/err\" & echo \$! >\"$tmp/pid\"; until grep -q '^\$' \"$tmp/env\" 2>/dev/null; do sleep 0.1; done"
i=0; while kill -0 "$(cat "$tmp/pid")" 2>/dev/null && [ $i -lt 100 ]; do i=$((i + 1)); sleep 0.1; done
[ $i -lt 100 ]; say $? 'it ends with its parent'

echo "1..$n"
[ "$failed" -eq 0 ]
