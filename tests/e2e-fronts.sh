#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-fronts.sh: the same answers through the answers file, line mode and the full screen: the same bytes. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
TERM=xterm-256color
export TOOLGAP_NOW TERM TOOLGAP
unset ACCESSIBLE
# One sandbox for all: whoever connects first has the accounts that the others find.
vendors --approve-after 0
gtm='Google Tag Manager'

typed() { # FILE ARGUMENT…: line mode with what stands in FILE on standard input
	from=$1
	shift
	(cd "$W" && exec "$TOOLGAP" wizard --ui=line "$@") >"$out" 2>"$err" <"$from"
	rc=$?
}
# The written files against those of the first front, byte for byte.
as_first() { # TITLE
	diff -r -x .local "$first" "$box" >"$tmp/diff" 2>&1
	r=$?
	[ $r -eq 0 ] || sed 's/^/#   /' "$tmp/diff" | head -n 20
	say $r "$1: the same bytes in every file"
}

# Line mode, and everything that a person says in it, the links too
fresh
first=$box
printf '%s\n' "$gtm" 'ascend, kahuna' why 1 map 1 '' 2 help 1 apply >"$tmp/lines"
typed "$tmp/lines" --record "$tmp/line.rec"
code 0 'line mode, typed'
has 'The runbook says: A hit counts only' 'why, in the midst of it'
has 'none → new-registry' 'the map'
has 'Type apply to write all of them, or no.' 'the preview asks for the word'
has '7 files written, all or none.' 'and writes'
LC_ALL=C grep -q "$(printf '\033')" "$out"
say "$([ $? -ne 0 ]; echo $?)" 'without colour where there is no terminal'
! grep -q '─\|│' "$out"
say $? 'without box characters'

# What is typed too early waits for its question, and the end of the input is no answer
fresh
head -n 2 "$tmp/lines" >"$tmp/few"
typed "$tmp/few"
code 2 'line mode whose input ends'
keep few
say "$(grep -q googletagmanager "$W/docs/composio/toolkit-registry.md"; [ $? -ne 0 ]; echo $?)" 'writes nothing'

# Nobody there: an answers file
fresh
grep -v -e '^#' "$demo/answers.txt" >"$tmp/answers"
tg wizard --ui=none --answers "$tmp/answers" --record "$tmp/none.rec"
code 0 'an answers file with nobody there'
as_first 'an answers file with nobody there'
# The connect question is not put when all are connected: nobody answered it, so nobody recorded it.
grep -v '^connect:' "$tmp/line.rec" >"$tmp/line.rec2"
same "$tmp/line.rec2" "$tmp/none.rec" 'both recorded the same answers'

# An answers file in line mode, and the walk that line mode recorded
fresh
typed /dev/null --answers "$tmp/answers"
code 0 'an answers file in line mode'
as_first 'an answers file in line mode'
fresh
tg wizard --ui=none --answers "$tmp/line.rec"
code 0 'the replay of what line mode recorded'
as_first 'the replay of what line mode recorded'

# Flags instead of answers; plan and apply
fresh
tg plan "$gtm" --tenant ascend,kahuna --oauth-app managed --out "$tmp/plan.json" --json
code 0 'plan, by flags'
cp "$out" "$tmp/shown.json"
box_shown=$box
same "$tmp/plan.json" "$tmp/shown.json" 'what is saved is what is shown'
sed -n 's/^      "path": "\(.*\)",$/\1/p' "$tmp/plan.json" >"$tmp/paths"
sed -n 's/^ *"after_sha256": "\(.*\)",$/\1/p' "$tmp/plan.json" >"$tmp/hashes"
(cd "$first/work" && HOME=$first/home && while read -r p; do
	case $p in
	'~/'*) sha256sum "$HOME/${p#??}" ;;
	*) sha256sum "$p" ;;
	esac
done <"$tmp/paths" | cut -d' ' -f1) >"$tmp/summed"
[ "$(wc -l <"$tmp/hashes")" -eq 7 ]
say $? 'seven files with their hashes'
same "$tmp/hashes" "$tmp/summed" 'which are those of the files that line mode wrote'
tg apply "$tmp/plan.json"
code 0 'apply'
as_first 'plan and apply'
fresh
tg plan "$gtm" --tenant ascend --tenant kahuna --oauth-app managed --json
sed "s,$box/work,$box_shown/work," "$out" >"$tmp/again.json"
same "$tmp/shown.json" "$tmp/again.json" 'the same plan in another folder, byte for byte but for its name'
# Without a terminal, as a picture
tg wizard --screen 80x24 --answers "$tmp/answers"
code 0 'the full screen without a terminal'
as_first 'the full screen without a terminal'

# The full screen, in a terminal, by keys
fresh
if ! in_path tmux; then
	skip 'no tmux' 'the full screen by keys'
elif ! in_terminal 80 24 --record "$tmp/tui.rec"; then
	skip 'tmux does not start' 'the full screen by keys'
else
	step 'Which provider' -l "$gtm" && T send-keys -t w Enter &&
		step 'For which tenants?' Enter &&
		step 'None of these' w && step 'Esc close' Escape &&
		wait_for 'Esc back' && T resize-window -t w -x 60 -y 16 &&
		step 'None of these' Enter && step 'Take Path D' Enter &&
		T resize-window -t w -x 80 -y 24 &&
		step 'Which short name' Enter && step 'Your own client' Down &&
		step "› Pipedream's client" Enter &&
		step 'capability_registry.yaml' Enter && step 'never write' a &&
		step 'y write them' y && step '7 files written' Enter
	ended
	code 0 'the full screen, by keys'
	restored 'after the walk'
	as_first 'the full screen, by keys'
	same "$tmp/tui.rec" "$tmp/none.rec" 'and the same record'
	T kill-server
	fresh
	tg wizard --ui=none --answers "$tmp/tui.rec"
	code 0 'the replay of what the full screen recorded'
	as_first 'the replay of what the full screen recorded'
	# Leaving it, by key and by signal
	fresh
	keep left
	in_terminal 80 24 "GTM --tenant ascend"
	step 'None of these' q
	ended
	code 130 'q leaves'
	restored 'q'
	pane | grep -q 'No file was changed'
	say $? 'and says so'
	T kill-server
	in_terminal 80 24 "GTM --tenant ascend"
	wait_for 'None of these' && kill -TERM "$(cat "$tmp/tui.pid")"
	ended
	code 143 'TERM ends it'
	restored 'TERM'
	T kill-server
	bytes_as left 'no file was written by any of these'
fi
done_testing
