#!/bin/sh
# SPDX-License-Identifier: MIT
# The full screen in a real terminal (tmux): a whole walk of the demo, sizes, links, signals, suspending. Prints TAP.
# $TOOLGAP is the program; toolgap-sandbox stands beside it.
set -u
command -v tmux >/dev/null 2>&1 || { echo '1..0 # SKIP tmux is not here'; exit 0; }
[ -n "${TOOLGAP:-}" ] && [ -x "$TOOLGAP" ] || { echo '1..0 # SKIP TOOLGAP names no program'; exit 0; }
LC_ALL=C.UTF-8
export LC_ALL
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || { echo '1..0 # SKIP no UTF-8 locale'; exit 0; }

here=$(cd "$(dirname "$0")" && pwd)
TOOLGAP_DATADIR=${TOOLGAP_DATADIR:-$here/../data}
export TOOLGAP_DATADIR TOOLGAP
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tui.XXXXXX") || exit 1
ASAN_OPTIONS=${ASAN_OPTIONS:-}:handle_segv=0 # the program's own last words are what is tested
export ASAN_OPTIONS
unset TOOLGAP_NOW NO_COLOR ACCESSIBLE LINES COLUMNS DISPLAY WAYLAND_DISPLAY ENV TMUX
TMPDIR=$tmp XDG_STATE_HOME=$tmp/state
export TMPDIR XDG_STATE_HOME
printf 'set -g default-terminal tmux-256color\nset -g status off\nset -g escape-time 0\n' >"$tmp/conf"
# A shell that goes on after its child died of SIGINT.
cat >"$tmp/go" <<EOF
trap : INT
sh -c 'echo \$\$ >$tmp/pid; exec "\$TOOLGAP" demo "\$@"' sh "\$@"
echo \$? >$tmp/rc
EOF
t() { tmux -S "$tmp/socket" -f "$tmp/conf" "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 143' TERM INT
n=0 failed=0

screen() { t capture-pane -p >"$tmp/screen"; }
# The walk goes at the program's own pace: look until the text is there; ten seconds are for ever.
see() { # TEXT
	i=0
	while screen; ! grep -qF -- "$1" "$tmp/screen"; do
		i=$((i + 1)); [ $i -lt 200 ] || return 1
		sleep 0.05
	done
}
coloured() { grep -aqE "$(printf '\033')\[([0-9]+;)*(3|4|9|10)[0-7](;|m)" "$tmp/raw"; }
gone() { # TEXT
	i=0
	while screen; grep -qF -- "$1" "$tmp/screen"; do
		i=$((i + 1)); [ $i -lt 200 ] || return 1
		sleep 0.05
	done
}
say() { # RESULT NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
		failed=$((failed + 1)); echo "not ok $n - $2"
		screen; sed 's/^/#  |/' "$tmp/screen"
		# what follows builds on what came before
		[ "$failed" -lt 3 ] || { echo 'Bail out! too much is wrong'; exit 1; }
	fi
}
keys() { t send-keys "$@"; }
ask() { t display-message -p "$1"; }
is() { # FORMAT VALUE: a property of the pane, soon
	i=0
	until [ "$(ask "$1")" = "$2" ]; do
		i=$((i + 1)); [ $i -lt 100 ] || return 1
		sleep 0.05
	done
}
# A command in the pane's shell; $tmp/rc then holds its exit code.
run() {
	rm -f "$tmp/rc"
	keys -l "$1; echo \$? >$tmp/rc"
	keys Enter
}
ended() { # CODE
	i=0
	until [ -s "$tmp/rc" ]; do
		i=$((i + 1)); [ $i -lt 200 ] || return 1
		sleep 0.05
	done
	[ "$(cat "$tmp/rc")" = "$1" ]
}
# The terminal is as it was before: normal screen, modes, a cursor, no bracketed paste.
clean() {
	run "stty -a >$tmp/after" && ended 0 && is '#{alternate_on}' 0 && is '#{cursor_flag}' 1 &&
		cmp -s "$tmp/before" "$tmp/after" || return 1
	i=0
	until [ "$(grep -ao '\[?2004[hl]' "$tmp/raw" | tail -n 1)" = '[?2004l' ]; do
		i=$((i + 1)); [ $i -lt 40 ] || return 1
		sleep 0.05
	done
}
start() { # ARGUMENT…
	: >"$tmp/raw"
	rm -f "$tmp/rc"
	keys -l "sh $tmp/go $*"; keys Enter
	see 'Which provider do your agents need?'
}

t new-session -d -x 80 -y 24 "PS1='> ' sh -i" || { echo '1..0 # SKIP tmux does not start here'; exit 0; }
t pipe-pane -O "cat >>$tmp/raw"
see '>'
run "stty -a >$tmp/before" && ended 0 || { echo 'Bail out! no shell in the pane'; exit 1; }

start
say $? 'the demo opens on the first question'
[ "$(ask '#{alternate_on},#{cursor_flag},#{cursor_y},#{cursor_x}')" = 1,1,12,21 ]
say $? 'the hardware cursor is shown, behind the text of the field'
grep -aq '\[?2004h' "$tmp/raw"; say $? 'bracketed paste is asked for'
keys Home; keys -l 'qw '; see '› qw Google Tag Manager'; say $? 'in a field letters are text'
keys C-u C-k; gone '› qw'; say $? 'Ctrl-U and Ctrl-K empty it'
printf 'Google\nTag Manager' | t load-buffer - && t paste-buffer -p -d
see '› Google Tag Manager'; say $? 'a pasted newline is a blank, not Enter'
keys Enter; see 'For which tenants?'; say $? 'Enter takes the answer'
keys -l ' !'; keys Enter; see "! '!' is not allowed"; say $? 'a refused answer says why'
keys BSpace BSpace Enter; see 'None of these'
say $? 'a question with options'
[ "$(ask '#{cursor_flag}')" = 0 ]; say $? 'where there is no field the cursor is not shown'
row=$(ask '#{cursor_y}'); keys Down; is '#{cursor_y}' $((row + 1)); say $? 'but stands on the focused row'
keys Up w; see 'The runbook says:'; say $? 'w tells why'
keys m; see 'The map of the runbook'; say $? 'm draws the map'
keys Escape; gone 'The map of the runbook'; say $? 'Esc closes it'
keys '?'; see 'choose the marked option'; say $? '? lists the keys'
keys Escape; see 'None of these'; say $? 'and Esc comes back to the question'

t resize-window -x 60 -y 16; see '↑↓ move  Enter choose'; say $? 'at 60x16 the hints are short'
t resize-window -x 40 -y 10; see 'toolgap needs 60×16, this is 40×10'; say $? 'below that it says what it needs'
t resize-window -x 1 -y 1; t resize-window -x 80 -y 24; see 'None of these'; say $? 'and comes back by itself, even from 1x1'

keys Escape; see 'For which tenants?'; say $? 'Esc goes back a question'
keys Enter; see 'None of these'; keys Enter; see 'Take Path D'; keys Enter; see 'Which short name'; keys Enter
see 'Which OAuth client'; keys Down; keys Enter Enter Enter; see 'Make the links and wait'; say $? 'the board'
sleep 0.5; screen; grep -q 'There is no link for ascend yet' "$tmp/screen"; say $? 'further strokes of a double Enter make no links'
keys Escape; see 'Which OAuth client'; keys Escape; see 'Which short name'; keys Enter
see 'Make the links and wait'; say $? 'forward again, what still holds is kept: no question is put twice'
keys o; see 'There is no link for this tenant yet.'; say $? 'o has no link yet'
sleep 0.4
keys Enter
see 'Link for ascend'; say $? 'links are made'
grep -aq ']8;;http' "$tmp/raw"; say $? 'which is a link for the terminal, too (OSC 8)'
keys y; see 'was handed to the terminal'; grep -aq ']52;c;UGxlYXNlIGNvbm5lY3Q' "$tmp/raw"; say $? 'y sends the message with it to the clipboard (OSC 52)'
t resize-window -x 100 -y 50; keys c; see '█▀▀▀▀▀█'; say $? 'c shows its code'
keys c; see '▄▄▄▄▄'; say $? 'and turns light and dark'
keys Escape; t resize-window -x 80 -y 24; see 'Link for'; say $? 'Esc takes it away'
keys l; see 'Press Enter to come back to toolgap.'; grep -q '^http' "$tmp/screen" && [ "$(ask '#{alternate_on}')" = 0 ]
say $? 'l prints the link on the normal screen'
keys Enter; is '#{alternate_on}' 1; say $? 'and Enter comes back'

see 'Write these files now'; say $? 'when all are connected the preview comes by itself'
keys e; see 'Which short name'; keys C-u; keys -l gtag; keys Enter; see 'Write these files now'
say $? 'e goes to the name, and back to the preview by itself'
keys Enter Enter Enter y Enter; see 'press a, then y'; say $? 'there Enter and y do nothing but say so'
keys a; see 'Press y to write'; say $? 'a arms'
keys Enter; see 'Write these files now'; say $? 'and another key disarms'
t resize-window -x 60 -y 16; see '↑↓ file  PgDn'; t resize-window -x 80 -y 24; see 'n do not'; say $? 'the preview at both sizes'
keys a; see 'Press y to write'; keys y; see 'all or none.'; say $? 'a, then y, writes'
keys Enter; ended 0; say $? 'Enter leaves with 0'
clean; say $? 'the terminal is as it was'

start --dry-run; keys Enter; see 'For which tenants?'
head -n 1 "$tmp/screen" | grep -q 'dry run$'; say $? 'a dry run says so in the header'
keys Enter; see 'None of these'; keys q; ended 130; say $? 'q leaves in the middle'
coloured; say $? 'in colours'
clean; say $? 'the terminal is as it was after q'

for s in INT:130 TERM:143 HUP:129 QUIT:131 SEGV:139 ABRT:134; do
	start && kill -"${s%:*}" "$(cat "$tmp/pid")" && ended "${s#*:}"
	say $? "SIG${s%:*} ends it as that signal"
	clean; say $? "the terminal is as it was after SIG${s%:*}"
done

keys -l "sh -c 'echo \$\$ >$tmp/pid; exec \"\$TOOLGAP\" demo'; echo \$? >$tmp/rc"; keys Enter
see 'Which provider do your agents need?'; keys -l ' zwei'; see 'zwei'; rm -f "$tmp/after" "$tmp/rc"; keys C-z; is '#{alternate_on}' 0 && is '#{cursor_flag}' 1
say $? 'Ctrl-Z gives the terminal back'
keys -l "stty -a >$tmp/after"; keys Enter; i=0
until cmp -s "$tmp/before" "$tmp/after"; do i=$((i + 1)); [ $i -lt 100 ] || break; sleep 0.05; done
cmp -s "$tmp/before" "$tmp/after"; say $? 'with its modes'
keys -l fg; keys Enter; is '#{alternate_on}' 1 && see 'zwei'; say $? 'and fg paints it again'
keys -l x; see 'zweix'; say $? 'with working keys'
kill -STOP "$(cat "$tmp/pid")"; see 'Stopped'; keys -l fg; keys C-j; gone 'Stopped'; keys -l y; see 'zweixy'
say $? 'a stop that cannot be caught is survived'
keys q C-c; is '#{alternate_on}' 0 && clean; say $? 'Ctrl-C leaves, and the terminal is as it was'

keys -l 'export LINES=10 COLUMNS=30 NO_COLOR=1'; keys Enter
start && see 'Enter take'; say $? 'LINES and COLUMNS of the environment do not freeze the size'
keys Enter; see 'For which'; keys Enter; see 'None of these'; keys q; ended 130
! coloured
say $? 'NO_COLOR: no colour is sent'

echo "1..$n"
[ "$failed" -eq 0 ]
