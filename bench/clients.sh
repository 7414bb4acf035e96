#!/bin/sh
# SPDX-License-Identifier: MIT
# clients.sh: one entry into a very large file, and one server into five clients, beside other programs (see clients.py).
#
# add-mcp and install-mcp come from the npm registry, once, into a folder of the build.
. "$(dirname "$0")/common.sh"
runs=5
[ "${1-}" != --runs ] || runs=$2

what='one server, five headers, five clients, durable'
if ! has python3; then
	absent "$what" 'python3, which measures this row,' 0.1
	exit 0
fi
make -s -C "$build" tests/bench-put >/dev/null || exit 1
peers=$build/bench-peers
if has npm && [ ! -d "$peers/node_modules/install-mcp" ]; then
	mkdir -p "$peers"
	echo '{"private": true}' >"$peers/package.json"
	(cd "$peers" && npm install --no-audit --no-fund --no-save --loglevel=error add-mcp install-mcp) >"$peers/npm.log" 2>&1 ||
		echo "$0: the npm registry did not give add-mcp and install-mcp" >&2
fi
python3 "$here/bench/clients.py" "$build" "$peers" "$runs"
