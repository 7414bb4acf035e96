#!/bin/sh
# SPDX-License-Identifier: MIT
# check-peers.sh: 20,000 edited files against independent parsers: node's JSON and Python's tomllib. Started by `./dev check-peers`.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(dirname "$TOOLGAP")
half=${HALF:-10000} failed=0 run=0

make -C "$build" tests/peer-files >/dev/null || exit 1
judge() { # KIND COMMAND...
	kind=$1
	shift
	run=$((run + 1))
	{ "$build/tests/peer-files" "$kind" "$half" "$TOOLGAP_DATADIR/clients.yaml" || echo '{"failed": true}'; } | "$@" "$half" ||
		failed=$((failed + 1))
}
if command -v node >/dev/null 2>&1; then
	judge json node "$here/peer-json.mjs"
else
	echo 'node is not here: the JSON half is skipped'
fi
if command -v python3 >/dev/null 2>&1 && python3 -c 'import tomllib' 2>/dev/null; then
	judge toml python3 "$here/peer-toml.py"
else
	echo 'no python3 with tomllib: the TOML half is skipped'
fi
echo "$((run * half)) files, $failed of $run parsers disagree"
[ "$failed" -eq 0 ]
