#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-kill.sh: kill -9 at any moment of a walk, start again: the same screen, and files that are old or new. Prints TAP.
#
# KILLS and KILL_SEED say how often and which moments.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
TERM=xterm-256color
export TOOLGAP_NOW TERM TOOLGAP
unset ACCESSIBLE
kills=${KILLS:-28}
all_connected
vendors --fault /:delay=15
port=${here#*:}
lines='Google Tag Manager
ascend, kahuna
1

gtm
2
apply
no'

# One walk in line mode, typed with pauses, killed after so many milliseconds: the moment is anywhere.
killed_after() { # MILLISECONDS
	rm -f "$tmp/typed"
	mkfifo "$tmp/typed"
	(
		sleep 0.05
		echo "$lines" | while read -r line; do
			echo "$line"
			sleep 0.06
		done
		sleep 3
	) >"$tmp/typed" 2>/dev/null &
	typist=$!
	(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/typed" &
	walker=$!
	sleep "$(awk -v ms="$1" 'BEGIN { printf "%.3f", ms / 1000 }')"
	kill -9 "$walker" 2>/dev/null
	wait "$walker" 2>/dev/null
	rc=$?
	kill "$typist" 2>/dev/null
	wait "$typist" 2>/dev/null
}
# The answers that are in the journal, as an answers file.
answers_of() { # FILE
	sed -n 's/^{"event":"answer","step":"\([^"]*\)","value":"\([^"]*\)".*/\1: \2/p' "$1"
}
# The frame that an uninterrupted walk with these answers shows, in a box of its own; made once for each.
expected() { # ANSWERS: leaves $tmp/want
	key=$(cksum <"$1" | tr ' ' -)
	if [ ! -f "$tmp/want.$key" ]; then
		mine=$box
		fresh
		tg wizard --screen 80x24 --answers "$1"
		masked "$out" >"$tmp/want.$key"
		box=$mine W=$mine/work H=$mine/home HOME=$mine/home state=$mine/home/.local/state/toolgap
	fi
	cp "$tmp/want.$key" "$tmp/want"
}
old_or_new() { # "old", "new" or "torn": the files of the box against those before and after a whole walk
	diff -r -x .local "$tmp/kept.old" "$box" >/dev/null 2>&1 && { echo old; return; }
	diff -r -x .local "$tmp/kept.new" "$box" >/dev/null 2>&1 && { echo new; return; }
	echo torn
}

fresh
keep old
grep -v -e '^#' -e '^connect' "$demo/answers.txt" >"$tmp/answers"
sed 's/^composio-candidate:.*/composio-candidate: none/' "$tmp/answers" >"$tmp/all"
tg wizard --ui=none --answers "$tmp/all"
code 0 'a whole walk'
keep new

moments=$(awk -v n="$kills" -v seed="${KILL_SEED:-6}" 'BEGIN { srand(seed); for (i = 0; i < n; i++) print int(20 + rand() * 520) }')
places=
i=0
for ms in $moments; do
	i=$((i + 1))
	fresh
	killed_after "$ms"
	journal=$(ls "$state"/sessions/*/events.jsonl 2>/dev/null)
	if [ -z "$journal" ]; then # nothing was typed yet, so there is nothing to come back to
		[ "$(old_or_new)" = old ]
		say $? "kill $i after $ms ms: before the first answer, and nothing is written"
		continue
	fi
	answers_of "$journal" >"$tmp/given"
	at=$(old_or_new)
	tg wizard --resume --screen 80x24
	masked "$out" >"$tmp/got"
	if grep -q '"event":"facts","step":"apply"' "$journal" || ! grep -q '^confirm: yes' "$tmp/given"; then
		if [ "$rc" -eq 2 ] && grep -q '"event":"facts","step":"apply"' "$journal"; then
			[ "$(old_or_new)" = new ] # it ended before the kill: nothing is left to go on with
			say $? "kill $i after $ms ms: the walk was over, and all is written"
			continue
		fi
		expected "$tmp/given"
		places="$places $(tail -n 1 "$tmp/given" | cut -d: -f1)"
		same "$tmp/want" "$tmp/got" "kill $i after $ms ms, behind $(wc -l <"$tmp/given") answers: the same screen"
	else
		# in the midst of writing: recovered first, then planned anew, and asked again; or found written
		if [ "$rc" -eq 8 ]; then
			tg wizard --resume --screen 80x24
			masked "$out" >"$tmp/got"
		fi
		now=$(old_or_new)
		grep -v '^confirm' "$tmp/given" >"$tmp/before"
		expected "$tmp/before"
		[ "$now" = new ] || { [ "$now" = old ] && cmp -s "$tmp/want" "$tmp/got"; }
		say $? "kill $i after $ms ms, in the midst of writing (files were $at, are $now)"
	fi
done
[ "$(for p in $places; do echo "$p"; done | sort -u | wc -l)" -ge $((kills < 24 ? 2 : 4)) ]
say $? "the moments were of several questions:$places"

# The full screen: what stood in the pane stands there again
if ! in_path tmux; then
	skip 'no tmux' 'the full screen, killed'
else
	at_question() { # TEXT NAME [offered]: wait for it, kill, resume in another terminal, compare
		wait_for "$1" || { say 1 "$2: the screen says $1"; return; }
		sleep 0.1
		port=${here#*:}
		pane >"$tmp/pane"
		masked "$tmp/pane" >"$tmp/want"
		kill -9 "$(cat "$tmp/tui.pid")"
		# what is dying may hold its lock still
		while kill -0 "$(cat "$tmp/tui.pid")" 2>/dev/null; do sleep 0.02; done
		T kill-server 2>/dev/null
		if [ -z "${3:-}" ]; then
			in_terminal 80 24 --resume
		else # a plain start offers it
			in_terminal 80 24
			step 'Go on with it?' y && T send-keys -t w Enter
		fi
		wait_for "$1"
		sleep 0.1
		pane >"$tmp/pane"
		masked "$tmp/pane" >"$tmp/got"
		same "$tmp/want" "$tmp/got" "$2: the same full screen"
	}
	fresh
	if in_terminal 80 24; then
		step 'Which provider' -l 'Google Tag Manager' && T send-keys -t w Enter
		at_question 'For which tenants?' 'killed at the second question'
		T send-keys -t w Enter
		at_question 'None of these' 'at a candidate'
		T send-keys -t w Enter
		at_question 'Take Path D' 'at the path' offered
		T send-keys -t w Enter
		at_question 'Which short name' 'at the short name'
		T send-keys -t w C-u
		T send-keys -t w -l 'half a na'
		i=0
		until [ -n "$(find "$state/sessions" -name draft)" ] || [ $i -ge 400 ]; do
			i=$((i + 1))
			sleep 0.05
		done
		at_question '› half a na' 'with half a name in the field'
		T send-keys -t w Escape
		step 'Take Path D' Enter && wait_for '› half a na'
		say $? 'which going back and forth does not lose'
		T send-keys -t w C-u
		T send-keys -t w -l gtm && T send-keys -t w Enter
		step 'Your own client' Down && step "› Pipedream's client" Enter
		at_question 'a write' 'at the preview'
		T send-keys -t w a
		step 'y write them' y && wait_for '7 files written'
		say $? 'and the walk goes on to its end'
		[ "$(old_or_new)" = new ]
		say $? 'with the files of a walk that nobody killed'
		T kill-server 2>/dev/null
		in_terminal 80 24
		wait_for 'Which provider'
		say $? 'one that has ended is not offered'
	else
		skip 'tmux does not start' 'the full screen, killed'
	fi
fi
done_testing
