#!/bin/sh
# SPDX-License-Identifier: MIT
# hook.sh: `toolgap check` of the registry that the runbook came with, as a pre-commit hook runs it, beside `node -e 0`.
. "$(dirname "$0")/common.sh"
runs=31
[ "${1-}" != --runs ] || runs=$2

mkdir -p docs/composio
cp "$here/tests/fixtures/registry/seed.md" docs/composio/toolkit-registry.md
# a server for each name that a cell of the two tenants holds
awk -F '|' '
	function word(s) { gsub(/[ `]/, "", s); return s }
	NF == 8 { for (i = 3; i <= 4; i++) if (word($i) ~ /^[a-z]+-/ && !seen[word($i)]++) print word($i), (i == 3 ? "ascend" : "kahuna") }' \
	docs/composio/toolkit-registry.md >"$tmp/servers"
awk '
	BEGIN { print "{\n  \"mcpServers\": {" }
	{ printf "%s    \"%s\": {\n      \"type\": \"http\",\n", (NR > 1 ? ",\n" : ""), $1
	  printf "      \"url\": \"https://mcp.example.com/%s\",\n      \"headers\": {\n", $1
	  printf "        \"Authorization\": \"Bearer ${TOKEN}\",\n        \"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\",\n"
	  printf "        \"x-pd-environment\": \"production\",\n        \"x-pd-external-user-id\": \"%s\",\n", $2
	  printf "        \"x-pd-app-slug\": \"gtm\"\n      }\n    }" }
	END { print "\n  }\n}" }' "$tmp/servers" >.mcp.json
"$toolgap" check >"$tmp/said" || { cat "$tmp/said" >&2; echo "$0: the workspace has drift" >&2; exit 1; }
what="check of the seed's workspace"
case_ ours 0 "$toolgap" check -q
if has node; then
	case_ node 0 node -e 0
	run_cases "$runs"
	pair "$what" 'node -e 0' ours node 0.1 "$runs"
else
	absent "$what" 'node -e 0' 0.1
fi
