#!/bin/sh
# SPDX-License-Identifier: MIT
# check-clients.sh: the entries that toolgap writes, against the clients' own current programs. Started by `./dev check-clients`.
#
# check-clients.sh FOLDER: installs the clients from the npm registry into FOLDER, writes entries for them against a
# sandbox of the vendors, lets each client read its file and connect, and looks at what arrived. Every home folder is a
# scratch one; no account is needed. One line a check; the last line counts. Without node and npm it is skipped.
set -u
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?a folder for the clients}
passed=0 failed=0 skipped=0 sandbox= tmp=
clients='@anthropic-ai/claude-code @openai/codex @google/gemini-cli opencode-ai @github/copilot @qwen-code/qwen-code'

for need in node npm curl; do
	command -v $need >/dev/null 2>&1 || { echo "check-clients: skipped, $need is not here"; exit 0; }
done
mkdir -p "$folder" && folder=$(cd "$folder" && pwd) || exit 1
[ -f "$folder/package.json" ] || echo '{"private": true}' >"$folder/package.json"
echo "check-clients: installing $clients ajv"
(cd "$folder" && npm install --no-audit --no-fund --no-save --loglevel=error $clients ajv) >"$folder/npm.log" 2>&1 || {
	tail -n 5 "$folder/npm.log"
	echo 'check-clients: skipped, the npm registry did not give the clients'
	exit 0
}

tmp=$(mktemp -d "${TMPDIR:-/tmp}/check-clients-XXXXXX") || exit 1
finish() {
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
		[ -z "${3:-}" ] || sed 's/^/          /' "$3" | cut -c1-200 | head -n 12
	fi
}
skip() { # NAME REASON
	skipped=$((skipped + 1))
	echo "skipped $1: $2"
}

# ---- nothing of the caller's, and toolgap itself where a helper finds it

unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME CODEX_HOME COPILOT_HOME PIPEDREAM_OAUTH_BEARER \
	ANTHROPIC_API_KEY OPENAI_API_KEY GEMINI_API_KEY GITHUB_TOKEN GH_TOKEN http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 \
	OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_MODELS_FETCH=1 NO_COLOR=1
mkdir "$tmp/bin" && ln -s "$TOOLGAP" "$tmp/bin/toolgap"
# As `infisical run` would: a command that brings the credentials along.
cat >"$tmp/bin/with-credentials" <<END
#!/bin/sh
set -a
. "$tmp/vendors"
TOOLGAP_DATADIR=$TOOLGAP_DATADIR
set +a
exec toolgap headers
END
chmod +x "$tmp/bin/with-credentials"
PATH=$tmp/bin:$folder/node_modules/.bin:$PATH
export PATH TOOLGAP_DATADIR
: >"$tmp/vendors"
sed 's/"app": "google_sheets"/"app": "google_tag_manager"/' "$TOOLGAP_DATADIR/sandbox/pipedream-accounts.json" >"$tmp/accounts"
cp -r "$TOOLGAP_DATADIR/sandbox" "$tmp/fixtures" && cp "$tmp/accounts" "$tmp/fixtures/pipedream-accounts.json"
"$SANDBOX" --data "$tmp/fixtures" --with-parent >"$tmp/vendors" 2>"$tmp/sandbox.err" &
sandbox=$!
i=0
until grep -q '^$' "$tmp/vendors"; do
	i=$((i + 1))
	[ $i -le 100 ] || { cat "$tmp/sandbox.err"; exit 1; }
	sleep 0.05
done
set -a
. "$tmp/vendors"
set +a
origin=${COMPOSIO_BASE_URL%/composio}
printf 'new-registry: yes\ncomposio-candidate: none\npath: D\noauth: managed\nconnect: pending\nconfirm: yes\n' >"$tmp/answers"

version() { # PROGRAM
	"$1" --version 2>/dev/null | grep -o '[0-9][0-9.]*[0-9]' | head -n 1
}
HOME=$tmp
export HOME
echo "versions: claude $(version claude), codex $(version codex), gemini $(version gemini), qwen $(version qwen), opencode $(version opencode), copilot $(version copilot)"

# ---- what each of them wants before it reads a project's file

trusted() {
	cat >"$HOME/.claude.json" <<END
{"projects": {"$W": {"hasTrustDialogAccepted": true, "enabledMcpjsonServers": ["pipedream-gtm-ascend", "pipedream-gtm-kahuna"]}}}
END
	mkdir -p "$HOME/.codex" "$HOME/.gemini" "$HOME/.qwen" "$HOME/.copilot"
	printf '[projects."%s"]\ntrust_level = "trusted"\n' "$W" >>"$HOME/.codex/config.toml"
	printf '{"%s": "TRUST_FOLDER"}\n' "$W" >"$HOME/.gemini/trustedFolders.json"
	cp "$HOME/.gemini/trustedFolders.json" "$HOME/.qwen/trustedFolders.json"
	printf '{"trusted_folders": ["%s"]}\n' "$W" >"$HOME/.copilot/config.json"
}
asks() { # NAME COMMAND...: as a person would start it; then look at the wire
	name=$1
	shift
	curl -s -X DELETE "$origin/sandbox/requests"
	(cd "$W" && $start timeout 120 "$@") >"$tmp/out" 2>&1 </dev/null
	node "$here/wire.mjs" "$origin" "$PIPEDREAM_PROJECT_ID" ascend kahuna >"$tmp/wire"
	say $? "$name: $(head -n 1 "$tmp/wire")" "$tmp/out"
}
verified() { # CLIENT WHEN
	(cd "$W" && toolgap clients verify --client "$1" --json) >"$tmp/out" 2>&1 </dev/null
	grep -q '"verified": true' "$tmp/out" && grep -q '"servers": 2' "$tmp/out"
	say $? "$mode: toolgap clients verify, $2: $1" "$tmp/out"
}

for mode in env helper; do
	W=$tmp/$mode/work HOME=$tmp/$mode/home
	export HOME
	mkdir -p "$W" "$HOME"
	(cd "$W" && toolgap wizard 'Google Tag Manager' --ui=none --tenant ascend,kahuna --auth $mode --answers "$tmp/answers" \
		--client claude-code,codex,gemini-cli,qwen-code,opencode,copilot-cli,vscode,cursor) >"$tmp/out" 2>&1 </dev/null
	say $? "$mode: the entries are written" "$tmp/out"
	# Codex hands a helper hardly any variables: `toolgap headers` finds its credentials in this file alone
	if [ $mode = helper ]; then
		mkdir -p "$HOME/.config/toolgap"
		(umask 077 && cp "$tmp/vendors" "$HOME/.config/toolgap/credentials.env")
		echo 'helper: with-credentials' >"$W/toolgap.yaml"
	fi
	# the user's own file too, with a helper of the workspace's own where there are helpers
	(cd "$W" && toolgap plan 'Google Tag Manager' --tenant ascend,kahuna --auth $mode --scope user --client codex \
		--out "$tmp/codex.json" && toolgap apply "$tmp/codex.json") >"$tmp/out" 2>&1 </dev/null
	say $? "$mode: and Codex's own file" "$tmp/out"
	rm -f "$W/toolgap.yaml"
	for client in claude-code codex gemini-cli qwen-code opencode copilot-cli; do
		verified $client 'folder not trusted'
	done
	trusted
	for client in claude-code codex gemini-cli qwen-code opencode copilot-cli; do
		verified $client trusted
	done
	# a helper mints for itself; the others are started with the variables set
	start='toolgap exec --'
	if [ $mode = helper ]; then
		start=
	fi
	asks "$mode: Claude Code" claude mcp list
	# each file alone: the project's in a home without servers, the user's in a folder without a file
	mkdir -p "$tmp/$mode/codex" "$tmp/$mode/empty"
	printf '[projects."%s"]\ntrust_level = "trusted"\n' "$W" >"$tmp/$mode/codex/config.toml"
	asks "$mode: Codex CLI, the project's file" env CODEX_HOME="$tmp/$mode/codex" node "$here/codex-status.mjs" codex "$W"
	asks "$mode: Codex CLI, the user's file" node "$here/codex-status.mjs" codex "$tmp/$mode/empty"
	start='toolgap exec --'
	asks "$mode: Gemini CLI" gemini mcp list
	asks "$mode: Qwen Code" qwen mcp list
	asks "$mode: opencode" opencode mcp list
	skip "$mode: Copilot CLI on the wire" 'it connects in a session with an account only; that it loads its file is checked above'
	skip "$mode: Cursor, Windsurf, Devin, VS Code, Kiro, Roo Code, Zed on the wire" 'their programs are not to be had from npm'
done

# ---- schemas

schemas=${TOOLGAP_SHARED:-$here/../../../shared}/data
against() { # NAME SCHEMA, and the document on standard input
	node "$here/schema.mjs" "$folder" "$schemas/$2" >"$tmp/out" 2>&1
}
if [ -f "$schemas/vscode-mcp.schema.json" ]; then
	against VS vscode-mcp.schema.json <"$tmp/env/work/.vscode/mcp.json"
	say $? "VS Code's schema: .vscode/mcp.json $(head -n 1 "$tmp/out")" "$tmp/out"
	! against VS vscode-mcp.schema.json <"$tmp/env/work/.mcp.json"
	say $? "VS Code's schema refuses another client's form"
	if command -v python3 >/dev/null 2>&1 && python3 -c 'import tomllib' 2>/dev/null; then
		toml() { python3 -c 'import json, sys, tomllib; json.dump(tomllib.load(open(sys.argv[1], "rb")), sys.stdout)' "$1"; }
		toml "$tmp/env/work/.codex/config.toml" | against Codex codex-config.schema.json
		say $? "Codex's schema: .codex/config.toml $(head -n 1 "$tmp/out")" "$tmp/out"
		printf '[mcp_servers.x]\nurl = "https://x.example/"\nheaders = { a = "b" }\n' >"$tmp/wrong.toml"
		! toml "$tmp/wrong.toml" | against Codex codex-config.schema.json
		say $? "Codex's schema refuses a member that it does not know"
		skip "Codex's schema with a helper" 'that schema is older than http_headers_helper; codex itself takes it, see above'
	else
		skip "Codex's schema" 'no python3 with tomllib'
	fi
else
	skip 'schemas' 'vscode-mcp.schema.json and codex-config.schema.json are not at hand (TOOLGAP_SHARED)'
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
