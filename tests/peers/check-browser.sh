#!/bin/sh
# SPDX-License-Identifier: MIT
# check-browser.sh DIR: a rollout whose links are clicked in a headless Chromium on the sandbox's own page: allowed, denied,
# used twice. Nothing is tested where there is no Chromium or no Python. Needs $TOOLGAP, $SANDBOX, $TOOLGAP_DATADIR.
set -u
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
python3=${PYTHON3:-python3}
for CHROMIUM in chromium chromium-browser google-chrome; do command -v "$CHROMIUM" >/dev/null 2>&1 && break; CHROMIUM=; done
[ -n "$CHROMIUM" ] || { echo 'check-browser: skipped, there is no Chromium here (Debian: apt-get install chromium)'; exit 0; }
command -v "$python3" >/dev/null || { echo 'check-browser: skipped, there is no python3 here'; exit 0; }
LC_ALL=C.UTF-8 no_proxy=127.0.0.1
export LC_ALL no_proxy CHROMIUM
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME
box= failed=0
trap '[ -z "$box" ] || kill "$box" 2>/dev/null' EXIT
trap 'exit 130' HUP INT TERM
say() { if [ "$1" -eq 0 ]; then echo "ok - $2"; else echo "not ok - $2"; failed=1; fi; }

rm -rf "$dir"
W=$dir/work HOME=$dir/home
export HOME
mkdir -p "$W/docs/composio" "$HOME"
cp "$TOOLGAP_DATADIR/demo/toolgap.yaml" "$W/"
cp "$TOOLGAP_DATADIR/demo/toolkit-registry.md" "$W/docs/composio/"
: >"$dir/env"
"$SANDBOX" >"$dir/env" &
box=$!
until grep -q '^$' "$dir/env"; do kill -0 "$box" || exit 1; sleep 0.05; done
set -a
. "$dir/env"
set +a
roll() { (cd "$W" && exec "$TOOLGAP" rollout google_tag_manager --tenant ascend,kahuna --ui=none --yes --json "$@") >"$dir/out" 2>"$dir/err"; }
link() { "$python3" -c '
import json, sys
print([t["link"] for t in json.load(open(sys.argv[1]))["tenants"] if t["tenant"] == sys.argv[2]][0])' "$dir/out" "$1"; }
click() { "$python3" "$here/check-browser.py" "$1" "$2" >"$dir/page" 2>&1; }

roll
[ $? -eq 6 ]
say $? 'two tenants, two links'
ascend=$(link ascend) kahuna=$(link kahuna)
click "$ascend" allow && grep -q 'asks: .*Connect Google Tag Manager.*ascend' "$dir/page" && grep -q 'says: Connected.*apn_' "$dir/page"
say $? 'the page says who is asked for what, and Allow connects'
click "$kahuna" deny && grep -q 'says: Not connected' "$dir/page"
say $? 'Deny connects nothing'
click "$ascend" none && grep -q 'says: Link already used' "$dir/page"
say $? 'a link works once'
roll
[ $? -eq 6 ] && grep -q '"state": "connected"' "$dir/out" && grep -q 'kahuna' "$dir/err"
say $? 'the rollout sees who has come, and names who has not'
roll --afresh
kahuna=$(link kahuna)
click "$kahuna" allow
say $? 'a new link, and a click'
roll --afresh
[ $? -eq 0 ] && grep -q '`LIVE`' "$W/docs/composio/toolkit-registry.md"
say $? 'both are live, down to the row'
[ $failed -eq 0 ] || { sed 's/^/  /' "$dir/page" "$dir/err" | tail -5; exit 1; }
