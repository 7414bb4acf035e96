#!/bin/sh
# SPDX-License-Identifier: MIT
# prove-rollout.sh DIR [ROUNDS]: a rollout that is killed at random moments, and started again each time, ends like one that
# nobody disturbed. Prints what it did; fails where the ends differ. Needs $TOOLGAP, $SANDBOX, $TOOLGAP_DATADIR.
set -u
dir=$1 rounds=${2:-50}
LC_ALL=C.UTF-8 no_proxy=127.0.0.1
export LC_ALL no_proxy
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME TOOLGAP_HTTP_TIMEOUT
tenants=ascend,kahuna,northwind,initech,globex,hooli,umbrella,stark,wayne,acme,tyrell,cyberdyne
box=
stop() { [ -z "$box" ] || { kill "$box" 2>/dev/null; wait "$box" 2>/dev/null; }; box=; }
trap stop EXIT
trap 'exit 130' HUP INT TERM

fresh() { # NAME [OPTIONS]: a workspace as the demo's, with vendors of its own
	stop
	W=$dir/$1/work HOME=$dir/$1/home demo=$TOOLGAP_DATADIR/demo
	export HOME
	rm -rf "${dir:?}/$1"
	mkdir -p "$W/.cursor" "$W/.vscode" "$W/.codex" "$W/docs/composio" "$HOME/.codeium/windsurf"
	cp "$demo/toolgap.yaml" "$W/toolgap.yaml"
	cp "$demo/mcp.json" "$W/.mcp.json"
	cp "$demo/cursor-mcp.json" "$W/.cursor/mcp.json"
	cp "$demo/vscode-mcp.json" "$W/.vscode/mcp.json"
	cp "$demo/codex-config.toml" "$W/.codex/config.toml"
	cp "$demo/toolkit-registry.md" "$W/docs/composio/toolkit-registry.md"
	cp "$demo/windsurf-mcp_config.json" "$HOME/.codeium/windsurf/mcp_config.json"
	: >"$dir/env"
	"$SANDBOX" ${2:-} --delay 10 --log "$dir/log" >"$dir/env" &
	box=$!
	until grep -q '^$' "$dir/env"; do kill -0 "$box" || exit 1; sleep 0.05; done
	set -a
	. "$dir/env"
	set +a
}
roll() { (cd "$W" && exec "$TOOLGAP" rollout google_tag_manager --tenant $tenants --ui=none --yes --write each "$@"); }
# All files without what differs between any two runs: ids of accounts, the port, the order in which people came.
ending() {
	(cd "$dir/$1" && find work home -path home/.local -prune -o -type f -print | sort | while read -r f; do
		echo "== $f"
		sed 's/apn_[0-9A-Za-z]*/apn_X/g; s/127\.0\.0\.1:[0-9]*/HOST/g' "$f" | tr -s ',.;|{}' '\n' | sed 's/^[ \t]*//; s/[ \t]*$//' | sort
	done)
}

mkdir -p "$dir"
fresh calm '--approve-after 1'
roll --wait 30 >"$dir/said" 2>&1 || { cat "$dir/said"; echo "the undisturbed run failed"; exit 1; }
ending calm >"$dir/calm.end"

fresh killed
killed=0 recovered=0 i=0 left=$(echo $tenants | tr , ' ')
while [ $killed -lt "$rounds" ]; do
	i=$((i + 1))
	[ $i -le $((rounds * 4)) ] || { echo "only $killed of $i runs could be killed"; exit 1; }
	if [ $((i % 4)) -eq 3 ] && [ -n "$left" ]; then # somebody comes now and then
		who=${left%% *} left=${left#"$who"} left=${left# }
		curl -s -X POST "${COMPOSIO_BASE_URL%/composio}/sandbox/approve?external_user_id=$who&app=google_tag_manager" >/dev/null
	fi
	(cd "$W" && exec "$TOOLGAP" rollout google_tag_manager --tenant $tenants --ui=none --yes --write each --wait 30) >"$dir/said" 2>&1 &
	run=$!
	# at a random moment of its first 0.5 s, in which all but the waiting happens
	sleep "$(awk -v r="$(od -An -N2 -tu2 /dev/urandom)" 'BEGIN { printf "%.3f", r / 65535 * 0.5 }')"
	if kill -KILL "$run" 2>/dev/null; then killed=$((killed + 1)); fi
	wait "$run" 2>/dev/null
	[ $? -ne 8 ] || recovered=$((recovered + 1))
done
for who in $left; do
	curl -s -X POST "${COMPOSIO_BASE_URL%/composio}/sandbox/approve?external_user_id=$who&app=google_tag_manager" >/dev/null
done
tries=0 rc=8
while [ $rc -ne 0 ] && [ $tries -lt 5 ]; do # 8: an interrupted write was put right; look, then go on
	roll --wait 30 >"$dir/said" 2>&1
	rc=$?
	tries=$((tries + 1))
done
[ $rc -eq 0 ] || { tail -5 "$dir/said"; echo "the last run ended with $rc"; exit 1; }
ending killed >"$dir/killed.end"
echo "$killed killed of $i runs; $recovered found an interrupted write and stopped to say so"
(cd "$W" && "$TOOLGAP" check) || exit 1
if ! cmp -s "$dir/calm.end" "$dir/killed.end"; then
	diff "$dir/calm.end" "$dir/killed.end" | head -20
	echo "the ends differ"
	exit 1
fi
echo "the same end: $(wc -l <"$dir/killed.end") lines of files, $(grep -c 'POST /pipedream/v1/connect/.*/tokens' "$dir/log") links made for 12 tenants"
