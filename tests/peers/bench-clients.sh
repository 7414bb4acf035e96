#!/bin/sh
# SPDX-License-Identifier: MIT
# bench-clients.sh FOLDER: one entry into a very large file, and into five clients, beside other programs. Started by `./dev bench-clients`.
#
# add-mcp and install-mcp come from the npm registry into FOLDER. ROUNDS says how often each is run.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$(dirname "$TOOLGAP")" && pwd)
folder=${1:?a folder for the other programs}

for need in node npm python3; do
	command -v $need >/dev/null 2>&1 || { echo "bench-clients: skipped, $need is not here"; exit 0; }
done
make -C "$build" tests/bench-put >/dev/null || exit 1
mkdir -p "$folder"
[ -f "$folder/package.json" ] || echo '{"private": true}' >"$folder/package.json"
(cd "$folder" && npm install --no-audit --no-fund --no-save --loglevel=error add-mcp install-mcp) >"$folder/npm.log" 2>&1 ||
	echo 'bench-clients: the npm registry did not give add-mcp and install-mcp'
exec python3 "$here/bench-clients.py" "$build" "$folder"
