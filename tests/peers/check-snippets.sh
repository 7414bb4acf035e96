#!/bin/sh
# SPDX-License-Identifier: MIT
# check-snippets.sh: the snippets that Path B writes, run with the SDK of today. Started by `./dev check-snippets`.
#
# check-snippets.sh FOLDER: plans and applies Path B in a scratch workspace against the sandbox, installs the SDKs into
# FOLDER (TypeScript from the npm registry, Python from PyPI), and runs each snippet as it is: without a key, and with one
# against a small server on this machine. One line a check; the last line counts. What cannot be installed is skipped.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?a folder for the SDKs}
passed=0 failed=0 skipped=0 sandbox= server= tmp=

tmp=$(mktemp -d "${TMPDIR:-/tmp}/check-snippets-XXXXXX") || exit 1
tmp=$(cd "$tmp" && pwd -P)
finish() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
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
skip() { # NAME REASON
	skipped=$((skipped + 1))
	echo "skipped $1: $2"
}
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 NO_COLOR=1
own_home=$HOME
mkdir -p "$tmp/work/.git" "$tmp/home" "$folder" && folder=$(cd "$folder" && pwd) || exit 1
HOME=$tmp/home
export HOME
"$SANDBOX" --data "$TOOLGAP_DATADIR/sandbox" >"$tmp/env" 2>"$tmp/sandbox.err" &
sandbox=$!
i=0
until grep -q '^$' "$tmp/env"; do
	i=$((i + 1))
	[ $i -lt 200 ] || { echo 'check-snippets: toolgap-sandbox did not start'; exit 1; }
	sleep 0.05
done
(
	set -a
	. "$tmp/env"
	cd "$tmp/work" && "$TOOLGAP" plan "Checked \"Snippet\" \${x} {y}" --path B --tenant ascend --out "$tmp/plan.json" -q >/dev/null &&
		"$TOOLGAP" apply "$tmp/plan.json"
) >"$tmp/out" 2>&1
say $? 'Path B is planned and applied' "$tmp/out"
unset COMPOSIO_API_KEY COMPOSIO_BASE_URL
session=$(echo "$tmp"/work/docs/composio/snippets/*.ts)
session=${session%.ts}

# Run it twice: COMMAND… is what runs the snippet.
both() { # NAME COMMAND…
	which=$1
	shift
	"$@" >"$tmp/out" 2>&1 && grep -qF 'no session is made' "$tmp/out" && grep -q '"tenant": *"ascend"' "$tmp/out" &&
		grep -qF 'Checked \"Snippet\" ${x} {y}' "$tmp/out"
	say $? "$which, without a key" "$tmp/out"
	node "$here/session-server.mjs" >"$tmp/asked" &
	server=$!
	i=0
	until [ -s "$tmp/asked" ] || [ $i -ge 200 ]; do
		i=$((i + 1))
		sleep 0.05
	done
	COMPOSIO_API_KEY=ak_check COMPOSIO_BASE_URL=http://127.0.0.1:$(head -n 1 "$tmp/asked") "$@" kahuna >"$tmp/out" 2>&1 &&
		grep -q '^LOCAL_SESSION_CHECKEDSNIPPETXY_STATUS' "$tmp/out" && grep -q 'kahuna' "$tmp/out"
	say $? "$which, with a key: a session, its toolkit, its tool" "$tmp/out"
	grep -q '/tool_router/session .*"user_id": *"kahuna".*SESSION_CHECKEDSNIPPETXY' "$tmp/asked"
	say $? "$which, what it asked for" "$tmp/asked"
	kill "$server"
	server=
}

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
	skip TypeScript 'node or npm is not here'
	skip Python 'the server that it asks needs node'
else
	[ -f "$folder/package.json" ] || echo '{"private": true, "type": "module"}' >"$folder/package.json"
	echo 'check-snippets: installing @composio/core, zod, tsx, typescript'
	if (cd "$folder" && HOME=$own_home npm install --no-audit --no-fund --no-save --no-package-lock --loglevel=error \
		@composio/core zod tsx typescript @types/node) >"$folder/npm.log" 2>&1; then
		echo "check-snippets: @composio/core $(node -p "require('$folder/node_modules/@composio/core/package.json').version"), node $(node --version)"
		cp "$session.ts" "$folder/session.ts"
		(cd "$folder" && node_modules/.bin/tsc --noEmit --strict --skipLibCheck --target es2022 --module nodenext --types node session.ts) >"$tmp/out" 2>&1
		say $? 'TypeScript, its types' "$tmp/out"
		both TypeScript "$folder/node_modules/.bin/tsx" "$folder/session.ts"
	else
		skip TypeScript 'the npm registry did not give the SDK'
	fi
	if ! python3 -m venv "$folder/venv" >"$folder/pip.log" 2>&1; then
		skip Python 'python3 with venv is not here'
	elif ! "$folder/venv/bin/pip" install -q composio >>"$folder/pip.log" 2>&1; then
		skip Python 'PyPI did not give the SDK'
		"$folder/venv/bin/python" -m py_compile "$session.py" >"$tmp/out" 2>&1
		say $? 'Python, at least its grammar' "$tmp/out"
	else
		echo "check-snippets: $("$folder/venv/bin/pip" list 2>/dev/null | grep '^composio ')"
		both Python "$folder/venv/bin/python" "$session.py"
	fi
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
