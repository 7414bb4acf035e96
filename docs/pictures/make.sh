#!/bin/sh
# SPDX-License-Identifier: MIT
# make.sh: the five main screens as PNG into this folder: the program in a real terminal (tmux), its cells as HTML (aha), that as a
# picture (chromium). Started by `./dev pictures`; $BUILD is the build.
#
# The vendors are toolgap-sandbox; its port and the times differ from run to run, so the pictures do, too.
BUILD=${BUILD:?names no build}
to=$(cd "$(dirname "$0")" && pwd)
TOOLGAP=$BUILD/toolgap SANDBOX=$BUILD/toolgap-sandbox TOOLGAP_DATADIR=${TOOLGAP_DATADIR:-$to/../../data}
export TOOLGAP SANDBOX TOOLGAP_DATADIR
for tool in tmux aha chromium; do
	command -v $tool >/dev/null 2>&1 || { echo "pictures: $tool is not here" >&2; exit 1; }
done
. "$to/../../tests/e2e-lib.sh"
unset ACCESSIBLE LINES COLUMNS DISPLAY WAYLAND_DISPLAY TMUX STY TOOLGAP_NOW
at_end() { T kill-server 2>/dev/null; }
nth=0
T() { tmux -f "$tmp/conf" -S "$tmp/tmux$nth" "$@"; }
printf 'set -g default-terminal tmux-256color\nset -g status off\nset -g escape-time 0\n' >"$tmp/conf"

screen() { # COLS ROWS ANSWERS: the wizard with the first ANSWERS answers
	T kill-server 2>/dev/null
	nth=$((nth + 1)) # a server of its own: the last one may be on its way out
	head -n "$3" "$tmp/all" >"$tmp/answers"
	cols=$1 rows=$2
	T new-session -d -s w -x "$1" -y "$2" "cd '$W' && exec '$TOOLGAP' wizard --ui=tui --answers '$tmp/answers'" || exit 1
}
see() { # TEXT
	i=0
	until T capture-pane -p -t w | grep -qF -e "$1"; do
		i=$((i + 1))
		[ $i -lt 200 ] || { echo "pictures: '$1' does not come" >&2; T capture-pane -p -t w >&2; exit 1; }
		sleep 0.05
	done
	sleep 0.4 # and what belongs to it
}
# The eight colours, as a dark theme has them.
palette='s/color:green/color:#6cc078/g; s/color:teal/color:#5cc4d4/g; s/color:olive/color:#dcb45a/g; s/color:red/color:#f07a80/g
	s/color:dimgray;background-color:gray/color:#0b0c0f;background-color:#e8eaee/g'
keys() { T send-keys -t w "$@"; }
shoot() { # NAME: the screen as it is
	T capture-pane -e -N -p -t w | sed 's/\x1b\]8;[^\x1b]*\x1b\\//g' | aha --no-header >"$tmp/body"
	cat >"$tmp/page.html" <<END
<!doctype html><meta charset="utf-8"><style>
html, body { margin: 0; background: #16181d; }
pre { margin: 12px; font: 13.9px/16px "DejaVu Sans Mono", monospace; color: #d6d9df; }
</style><pre>$(sed "$palette" "$tmp/body")</pre>
END
	root=
	[ "$(id -u)" -ne 0 ] || root=--no-sandbox
	chromium --headless $root --disable-gpu --hide-scrollbars --force-device-scale-factor=1.5 --user-data-dir="$tmp/chromium" \
		--window-size="$((cols * 837 / 100 + 24)),$((rows * 16 + 24))" --screenshot="$tmp/shot.png" "file://$tmp/page.html" \
		>"$tmp/chromium.log" 2>&1
	[ -s "$tmp/shot.png" ] || { tail -n 5 "$tmp/chromium.log" >&2; exit 1; }
	mv "$tmp/shot.png" "$to/$1.png"
	echo "docs/pictures/$1.png"
}

fresh
vendors --approve-after 3600 --bulk 3000
(cd "$W" && "$TOOLGAP" catalog sync -q) >/dev/null || exit 1
grep -v '^#' "$demo/answers.txt" | sed '/^c.*:/!b; /^composio/!d' >"$tmp/all"

screen 80 24 0
see 'Which provider'
keys -l 'google'
see 'picks one'
keys Down Down
shoot apps

screen 80 24 5
see 'Which OAuth client'
shoot choice
keys m
see 'The map of the runbook'
shoot map

screen 112 45 6
see 'Make the links and wait'
sleep 0.4
keys Enter
see 'Link for ascend'
shoot connect

printf 'connect: pending\n' >>"$tmp/all"
screen 100 30 7
see 'Write these files now'
keys Down Down
see 'composio-kahuna'
shoot preview
