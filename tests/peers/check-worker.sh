#!/bin/sh
# SPDX-License-Identifier: MIT
# check-worker.sh: the worker that Path C writes, really started and asked. Started by `./dev check-worker`.
#
# check-worker.sh FOLDER: plans and applies Path C in a scratch workspace against the sandbox, installs what the worker's own
# package.json asks for from the npm registry into FOLDER, checks the types, starts `wrangler dev` without an account, and
# asks it over HTTP and with the client of MCP's own SDK. One line a check; the last line counts. Without node, npm and
# curl it is skipped.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?a folder for wrangler}
passed=0 failed=0 sandbox= wrangler= tmp=

for need in node npm curl; do
	command -v $need >/dev/null 2>&1 || { echo "check-worker: skipped, $need is not here"; exit 0; }
done
tmp=$(mktemp -d "${TMPDIR:-/tmp}/check-worker-XXXXXX") || exit 1
tmp=$(cd "$tmp" && pwd -P)
wrangler_stop() {
	[ -z "$wrangler" ] || { kill "$wrangler" 2>/dev/null && wait "$wrangler" 2>/dev/null; }
	wrangler=
}
finish() {
	wrangler_stop
	[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null
	rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 143' HUP INT TERM
say() { # RESULT NAME [FILE THAT TELLS WHY]
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok      $2"
	else
		failed=$((failed + 1))
		echo "NOT OK  $2"
		[ -z "${3:-}" ] || sed 's/^/          /' "$3" | cut -c1-300 | head -n 20
	fi
}
done_checking() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
	exit $?
}

# ---- the plan, applied; nothing of the caller's

unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME CLOUDFLARE_API_TOKEN CLOUDFLARE_ACCOUNT_ID CF_API_TOKEN \
	http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 NO_COLOR=1 CI=1 WRANGLER_SEND_METRICS=false
npm_home=$HOME
mkdir -p "$tmp/work/.git" "$tmp/home"
HOME=$tmp/home
export HOME
"$SANDBOX" --data "$TOOLGAP_DATADIR/sandbox" >"$tmp/env" 2>"$tmp/sandbox.err" &
sandbox=$!
i=0
until grep -q '^$' "$tmp/env"; do
	i=$((i + 1))
	[ $i -lt 200 ] || { echo 'check-worker: toolgap-sandbox did not start'; exit 1; }
	sleep 0.05
done
set -a
. "$tmp/env"
set +a
provider="Checked \"Worker\" \${x} \`y\`"
(cd "$tmp/work" && "$TOOLGAP" plan "$provider" --urgent --reason absent --tenant ascend,kahuna --short checked \
	--out "$tmp/plan.json" -q >/dev/null && "$TOOLGAP" apply "$tmp/plan.json") >"$tmp/out" 2>&1
say $? 'Path C is planned and applied' "$tmp/out"
worker=$(echo "$tmp"/work/workers/*-mcp)
name=$(basename "$worker")
[ -f "$worker/package.json" ] || done_checking
kill "$sandbox"
sandbox=

# ---- what it needs

mkdir -p "$folder" && folder=$(cd "$folder" && pwd) || exit 1
cp "$worker/package.json" "$folder/package.json"
echo 'check-worker: installing wrangler and typescript, and the SDK of MCP'
(cd "$folder" && HOME=$npm_home npm install --no-audit --no-fund --no-package-lock --loglevel=error &&
	HOME=$npm_home npm install --no-audit --no-fund --no-package-lock --no-save --loglevel=error \
		@modelcontextprotocol/sdk) >"$folder/npm.log" 2>&1 || {
	tail -n 5 "$folder/npm.log"
	echo 'check-worker: skipped, the npm registry did not give wrangler'
	exit 0
}
ln -s "$folder/node_modules" "$worker/node_modules"
echo "check-worker: wrangler $(node -p "require('$folder/node_modules/wrangler/package.json').version"), typescript $(node -p "require('$folder/node_modules/typescript/package.json').version"), node $(node --version)"
(cd "$worker" && npm run --silent check) >"$tmp/out" 2>&1
say $? 'its types are right' "$tmp/out"

# ---- wrangler dev

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
url=http://127.0.0.1:$port/mcp
wrangler_start() {
	(cd "$worker" && exec node_modules/.bin/wrangler dev --ip 127.0.0.1 --port "$port" --inspector-port 0) >"$tmp/wrangler.log" 2>&1 </dev/null &
	wrangler=$!
	i=0
	until curl -fs "http://127.0.0.1:$port/health" >/dev/null 2>&1; do
		i=$((i + 1))
		[ $i -lt 300 ] && kill -0 "$wrangler" 2>/dev/null || return 1
		sleep 0.2
	done
}
ask() { # BODY CURL-OPTION…: the answer in $tmp/out, its status in $status
	body=$1
	shift
	status=$(curl -s -o "$tmp/out" -w '%{http_code}' "$url" -H 'content-type: application/json' \
		-H 'accept: application/json, text/event-stream' -d "$body" "$@")
}
is() { # STATUS TEXT NAME
	[ "$status" = "$1" ] && grep -qF -e "$2" "$tmp/out"
	say $? "$3 ($1)" "$tmp/out"
}
list='{"jsonrpc":"2.0","id":2,"method":"tools/list"}'
call="{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"$(echo "${name%-mcp}" | tr - _)_status\"}}"

wrangler_start
say $? 'wrangler dev starts, without an account' "$tmp/wrangler.log"
ask '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}'
is 200 '"protocolVersion":"2025-06-18"' 'initialize'
grep -qF 'Checked \"Worker\" ${x} `y`' "$tmp/out"
say $? 'the name of the provider is only a name' "$tmp/out"
ask '{"jsonrpc":"2.0","method":"notifications/initialized"}'
[ "$status" = 202 ] && [ ! -s "$tmp/out" ]
say $? 'notifications/initialized (202)' "$tmp/out"
ask "$list" -H 'mcp-protocol-version: 2025-06-18'
is 200 '_status"' 'tools/list'
ask "$call" -H 'x-tenant: kahuna'
is 200 'takes kahuna for a tenant' 'tools/call, for a tenant of the workspace'
ask "$call" -H 'x-tenant: stranger'
is 200 '"isError":true' 'tools/call, for a stranger'
ask '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"nosuch"}}'
is 200 -32602 'a tool that is not there'
ask '{"jsonrpc":"2.0","id":5,"method":"nosuch"}'
is 200 -32601 'a method that is not there'
ask '{"jsonrpc":'
is 400 -32700 'what is no JSON'
ask "[$list]"
is 400 -32600 'a batch'
ask "$list" -H 'origin: https://evil.example'
is 403 'refused' 'a page of somebody else'
ask "$list" -H 'mcp-protocol-version: 1999-01-01'
is 400 '2025-11-25' 'a protocol of the past'
status=$(curl -s -o "$tmp/out" -w '%{http_code}' "$url")
[ "$status" = 405 ]
say $? 'GET (405)' "$tmp/out"
cp "$here/mcp-client.mjs" "$folder/mcp-client.mjs"
node "$folder/mcp-client.mjs" "$url" ascend >"$tmp/out" 2>&1
grep -qF "$name $(echo "${name%-mcp}" | tr - _)_status said:" "$tmp/out"
say $? "the client of MCP's own SDK: $(head -n 1 "$tmp/out" | cut -c1-100)" "$tmp/out"
wrangler_stop

# ---- with its secret

echo 'MCP_TOKEN=only-for-this-check' >"$worker/.dev.vars"
wrangler_start
say $? 'wrangler dev starts, with a token' "$tmp/wrangler.log"
ask "$list"
is 401 'bearer' 'without a bearer'
ask "$list" -H 'authorization: Bearer wrong'
is 401 'bearer' 'with a wrong one'
ask "$list" -H 'authorization: Bearer only-for-this-check'
is 200 '_status"' 'with the right one'
node "$folder/mcp-client.mjs" "$url" ascend only-for-this-check >"$tmp/out" 2>&1
grep -qF "said:" "$tmp/out"
say $? "the client of MCP's own SDK, with the bearer" "$tmp/out"
wrangler_stop
done_checking
