#!/bin/sh
# SPDX-License-Identifier: MIT
# registry.sh: `toolgap check` of as many rows as servers, beside `jq .` of the same .mcp.json; and how its time grows.
. "$(dirname "$0")/common.sh"
runs=7 rows=100000
while [ $# -gt 0 ]; do
	case $1 in
	--runs) runs=$2; shift ;;
	--rows) rows=$2; shift ;;
	*) echo "usage: $0 [--runs N] [--rows N]" >&2; exit 2 ;;
	esac
	shift
done

# A workspace whose rows and servers fit each other, in $tmp/N.
make_workspace() { # N
	w=$tmp/$1
	mkdir -p "$w/docs/composio"
	awk -v n="$1" 'BEGIN {
		print "{\n  \"mcpServers\": {"
		for (i = 0; i < n; i++) {
			printf "    \"pipedream-t%d-ascend\": {\n      \"type\": \"http\",\n", i
			print "      \"url\": \"https://remote.mcp.pipedream.net/v3\",\n      \"headers\": {"
			print "        \"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\","
			print "        \"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\","
			print "        \"x-pd-environment\": \"production\",\n        \"x-pd-external-user-id\": \"ascend\","
			printf "        \"x-pd-app-slug\": \"t%d\"\n      }\n    }%s\n", i, i < n - 1 ? "," : ""
		}
		print "  }\n}"
	}' >"$w/.mcp.json"
	awk -v n="$1" 'BEGIN {
		print "# Registry\n\n| toolkit_slug | vendor | mcp_server (ascend) | tool_prefix | status | notes |"
		print "|---|---|---|---|---|---|"
		for (i = 0; i < n; i++)
			printf "| `t%d` | `PIPEDREAM` | `pipedream-t%d-ascend` | `PIPEDREAM_T%d_*` | `LIVE` | Path D. Connect verified 2026-05-20 (apn_J%d). |\n", i, i, i, i
	}' >"$w/docs/composio/toolkit-registry.md"
}
few=$((rows / 10))
make_workspace "$few"
make_workspace "$rows"
"$toolgap" -C "$tmp/$rows" check >"$tmp/said" || { cat "$tmp/said" >&2; exit 1; }
case_ ours 0 "$toolgap" -C "$tmp/$rows" check -q
if has jq; then
	case_ jq 0 jq . "$tmp/$rows/.mcp.json"
fi
case_ tenth 0 "$toolgap" -C "$tmp/$few" check -q
run_cases "$runs"
what="check of $rows rows and servers"
if has jq; then
	pair "$what, $(($(wc -c <"$tmp/$rows/.mcp.json") / 1000000)) MB" 'jq .' ours jq 0.3 "$runs"
else
	absent "$what" 'jq .' 0.3
fi
row "$what: growth from $few" "itself, $few" ms "$(figure ours 3)" "$(figure tenth 3)" "$(figure tenth 7)" 11 "$runs"
