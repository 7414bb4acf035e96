# SPDX-License-Identifier: MIT
# e2e-lib.sh: what the end-to-end tests share: a workspace like the demo's, the vendors in a box, TAP. To be sourced.
#
# $TOOLGAP and $SANDBOX are the programs, $TOOLGAP_DATADIR the data they come with.
set -u
LC_ALL=C.UTF-8
export LC_ALL
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_RUNTIME_DIR TOOLGAP_HTTP_TIMEOUT NO_COLOR
unset CODEX_HOME CLAUDE_CONFIG_DIR COPILOT_HOME GEMINI_CLI_HOME QWEN_HOME
no_proxy=127.0.0.1
export no_proxy

if [ ! -x "${TOOLGAP:-}" ] || [ ! -x "${SANDBOX:-}" ] || [ ! -f "${TOOLGAP_DATADIR:-}/demo/answers.txt" ]; then
	echo 'Bail out! TOOLGAP, SANDBOX and TOOLGAP_DATADIR name no programs and no data'
	exit 1
fi
export TOOLGAP_DATADIR
demo=$TOOLGAP_DATADIR/demo
tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-e2e-XXXXXX") || exit 1
tmp=$(cd "$tmp" && pwd -P)
out=$tmp/out err=$tmp/err said=$tmp/said
: >"$said"
n=0 failed=0 terminals=0 boxes=0 rc=0 pids=
trap 'finish' EXIT
trap 'exit 143' HUP INT TERM

at_end() { [ $terminals -eq 0 ] || T kill-server 2>/dev/null; }
finish() {
	at_end
	vendors_stop
	for p in $pids; do kill "$p" 2>/dev/null; done
	chmod -R u+w "$tmp" 2>/dev/null
	rm -rf "$tmp"
}

# ---- TAP

say() { # RESULT NAME: the last program's words come along where it fails
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $n - $2"
	echo "#   exit code $rc"
	sed 's/^/#   out: /' "$out" 2>/dev/null | tail -n 12 | cut -c1-300
	sed 's/^/#   err: /' "$err" 2>/dev/null | tail -n 6 | cut -c1-300
}
skip() { # REASON NAME
	n=$((n + 1))
	echo "ok $n - $2 # SKIP $1"
}
done_testing() {
	echo "1..$n"
	[ "$failed" -eq 0 ] || exit 1
	exit 0
}
code() { # EXPECTED NAME: of the last run
	[ "$rc" -eq "$1" ]
	say $? "$2: exit $1"
}
has() { grep -qF -e "$1" "$out"; say $? "$2"; }
hasnt() { ! grep -qF -e "$1" "$out"; say $? "$2"; }
err_has() { grep -qF -e "$1" "$err"; say $? "$2"; }
same() { # FILE FILE NAME
	cmp -s "$1" "$2" || { diff "$1" "$2" | sed 's/^/#   /' | head -n 20; false; }
	say $? "$3"
}
in_path() { command -v "$1" >/dev/null 2>&1; }
python3=${PYTHON3:-}
if [ -z "$python3" ] && in_path python3; then python3=python3; fi

# ---- the vendors in a box

sandbox_pid= log= fixtures=$TOOLGAP_DATADIR/sandbox
# From here on both tenants have connected the Tag Manager long ago: fixed account ids, no links, no waiting.
all_connected() {
	fixtures=$tmp/fixtures
	mkdir -p "$fixtures"
	cp "$TOOLGAP_DATADIR"/sandbox/*.json "$fixtures"
	sed 's/"app": "google_sheets"/"app": "google_tag_manager"/' "$TOOLGAP_DATADIR/sandbox/pipedream-accounts.json" \
		>"$fixtures/pipedream-accounts.json"
}
vendors() { # OPTION…: (again) with these; its environment is ours, its requests go to $log
	vendors_stop
	log=$tmp/log.$boxes.$n
	: >"$log"
	launch "$tmp/env" --log "$log" "$@"
	sandbox_pid=$launched
	set -a
	. "$tmp/env"
	set +a
	origin=${COMPOSIO_BASE_URL%/composio}
	here=${origin#http://}
}
launch() { # FILE OPTION…: a sandbox that writes its environment to FILE; its process is $launched
	at=$1
	shift
	: >"$at"
	"$SANDBOX" --data "$fixtures" "$@" >"$at" 2>"$tmp/sandbox.err" &
	launched=$!
	i=0
	until grep -q '^$' "$at"; do
		i=$((i + 1))
		if [ $i -gt 200 ] || ! kill -0 "$launched" 2>/dev/null; then
			sed 's/^/# /' "$tmp/sandbox.err"
			echo 'Bail out! toolgap-sandbox did not start'
			exit 1
		fi
		sleep 0.05
	done
}
vendors_stop() {
	if [ -n "$sandbox_pid" ]; then
		kill "$sandbox_pid" 2>/dev/null
		wait "$sandbox_pid" 2>/dev/null
		sandbox_pid=
	fi
}
# The requests that created something at a vendor: all but GET, bearers and MCP.
creating() { grep -v ' GET ' "$log" | grep -v ' POST /pipedream/v1/oauth/token ' | grep -v ' POST /mcp/v3 '; }

# ---- a workspace as the demo makes it

fresh() { # a new box: $W is the workspace, $H the home folder; both empty of state
	boxes=$((boxes + 1))
	box=$tmp/box$boxes
	W=$box/work H=$box/home
	mkdir -p "$W/.cursor" "$W/.vscode" "$W/.codex" "$W/docs/composio" "$H/.codeium/windsurf"
	cp "$demo/toolgap.yaml" "$W/toolgap.yaml"
	cp "$demo/mcp.json" "$W/.mcp.json"
	cp "$demo/cursor-mcp.json" "$W/.cursor/mcp.json"
	cp "$demo/vscode-mcp.json" "$W/.vscode/mcp.json"
	cp "$demo/codex-config.toml" "$W/.codex/config.toml"
	cp "$demo/toolkit-registry.md" "$W/docs/composio/toolkit-registry.md"
	cp "$demo/windsurf-mcp_config.json" "$H/.codeium/windsurf/mcp_config.json"
	chmod -R u+w "$W" "$H" # the sources may be read-only
	HOME=$H
	export HOME
	state=$H/.local/state/toolgap
}
keep() { # NAME: what the box holds now, for unchanged()
	rm -rf "${tmp:?}/kept.$1"
	cp -a "$box" "$tmp/kept.$1"
	stamps >"$tmp/stamps.$1"
}
# Names, modes, times of change, inodes and sizes of all that is not ours.
stamps() { (cd "$box" && find . -path ./home/.local -prune -o -type f -exec stat -c '%n %a %y %z %i %s' {} + | sort); }
bytes_as() { # NAME TITLE: all bytes are as they were kept, no file more or less; state is not looked at
	diff -r -x .local "$tmp/kept.$1" "$box" >"$tmp/diff" 2>&1
	r=$?
	[ $r -eq 0 ] || sed 's/^/#   /' "$tmp/diff" | head -n 20
	say $r "$2"
}
untouched() { # NAME TITLE: not written at all, and no state folder that was not there
	diff -r "$tmp/kept.$1" "$box" >"$tmp/diff" 2>&1
	r=$?
	stamps >"$tmp/stamps.now"
	cmp -s "$tmp/stamps.$1" "$tmp/stamps.now" || r=1
	[ $r -eq 0 ] || sed 's/^/#   /' "$tmp/diff" | head -n 20
	say $r "$2"
}

# ---- toolgap

tg() { # ARGUMENT…: in the workspace, with nobody there; $rc, $out, $err
	(cd "$W" && exec "$TOOLGAP" "$@") >"$out" 2>"$err" </dev/null
	rc=$?
	cat "$out" "$err" >>"$said"
}
# All that was said since the last forget(), and all that lies in the box, without a secret of anybody.
no_secret() { # NAME
	{ cat "$said"; find "$box" -type f -exec cat {} +; } >"$tmp/all"
	r=0
	for s in "$COMPOSIO_API_KEY" "$PIPEDREAM_CLIENT_SECRET" "$GITHUB_TOKEN" "$CLOUDFLARE_API_TOKEN" \
		"$INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET" CANARY-secret-never-show eyJhbGciOiJFZERTQSI; do
		if grep -qF -e "$s" "$tmp/all"; then
			echo "#   there is $s"
			r=1
		fi
	done
	say $r "$1"
}
forget() { : >"$said"; }
# ESC and other C0 but tab and newline, DEL, C1 in UTF-8 or raw, zero width and bidi controls.
harmless() { # FILE: 0 when there is none of them
	! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$1" &&
		! LC_ALL=C grep -q "$(printf '\302[\200-\237]')" "$1" &&
		! LC_ALL=C grep -qE "$(printf '\342\200[\213-\217\252-\256]|\342\201[\240-\257]|\357\273\277')" "$1"
}

# ---- frames, and the full screen in a terminal

# Of a frame: ports ($port) and times differ from run to run; so does where a text is cut that shares its line with a time.
masked() {
	sed -e "s/$port/PPPPP/g" -e 's/  *[0-9][0-9.,]* m\{0,1\}s$/   (time)/' -e 's/ · .*…   (time)$/ · …   (time)/' \
		-e 's/, [^,]*…   (time)$/, …   (time)/' "$1"
}

T() { tmux -f /dev/null -S "$tmp/tmux$terminals" "$@"; }
pane() { T capture-pane -p -t w 2>/dev/null; }
wait_for() { # TEXT: until the screen says so; 1 after ten seconds
	i=0
	until pane >"$out" && grep -qF -e "$1" "$out"; do
		i=$((i + 1))
		[ $i -lt 200 ] || return 1
		sleep 0.05
	done
}
step() { # TEXT KEY…: wait for the text, then press the keys
	want=$1
	shift
	wait_for "$want" || { say 1 "the screen says: $want"; return 1; }
	T send-keys -t w "$@"
}
in_terminal() { # COLS ROWS ARGUMENT…: of the wizard, or of the command $walk
	cols=$1 rows=$2
	shift 2
	rm -f "$tmp/tui.rc"
	terminals=$((terminals + 1)) # a server of its own: the last one may be on its way out
	T new-session -d -s w -x "$cols" -y "$rows" \
		"cd '$W' && sh -c 'echo \$\$ >$tmp/tui.pid; exec \"\$TOOLGAP\" ${walk:-wizard} --ui=tui $*'; echo \$? >'$tmp/tui.rc'; echo over; cat"
}
ended() { # the exit code of the program in the pane, 99 when it does not end
	i=0
	until [ -s "$tmp/tui.rc" ]; do
		i=$((i + 1))
		if [ $i -ge 200 ]; then
			rc=99
			return
		fi
		sleep 0.05
	done
	rc=$(cat "$tmp/tui.rc")
	wait_for over
}
restored() { # NAME: cursor, keys and screen are as a shell wants them
	at=$(T display-message -p -t w '#{alternate_on}#{keypad_flag}#{keypad_cursor_flag} #{cursor_flag}' 2>/dev/null)
	[ "$at" = '000 1' ]
	say $? "$1: the terminal is as it was"
}
