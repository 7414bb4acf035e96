#!/bin/sh
# SPDX-License-Identifier: MIT
# memory.sh: the commands under valgrind: no wrong read or write, nothing lost, and every file that was opened is closed.
needs=valgrind
. "${0%/*}/lib.sh"

runs=0 bad=0 word=FAULT
[ -z "$control" ] || word='seen, as it should be'
watched() { # PROGRAM ARGUMENT…: in the workspace
	runs=$((runs + 1))
	(cd "$W" && exec valgrind -q --log-file="$tmp/valgrind" --leak-check=full --show-leak-kinds=definite,indirect \
		--errors-for-leak-kinds=definite,indirect --error-exitcode=99 --track-fds=yes "$@") \
		>"$out" 2>"$err" </dev/null
	rc=$?
	# what a child of the program does is its own business: only the last report, the program's, is looked at
	fault=
	[ $rc -ne 99 ] || fault="valgrind: $(grep -m1 -e 'Invalid' -e 'uninitialised' -e 'lost in' -e 'free' "$tmp/valgrind")"
	[ $rc -le 128 ] || fault="ended by a signal: exit $rc"
	left=$(awk '/Open .*(file descriptor|socket)/ && $6 != "" { line = $0; getline; if ($0 !~ /inherited from parent/) print line }' \
		"$tmp/valgrind" | grep -v 'file descriptor [012]:' | sed 's/.*Open/Open/')
	[ -z "$left" ] || fault="$fault $left"
	shift
	if [ -n "$fault" ]; then
		bad=$((bad + 1))
		echo "  $word: $* (exit $rc): $fault"
	else
		echo "  $* (exit $rc): clean"
	fi
}
if [ -n "$control" ]; then
	W=$tmp
	for what in past unwritten lost open; do
		watched "$top_builddir/prove/memory-control" $what
	done
	echo "= $bad of $runs broken programs seen"
	[ $bad -lt $runs ] || exit 1
	exit 0
fi
gtm='Google Tag Manager'
all_connected
vendors
fresh
a_copy
t=$TOOLGAP
grep -v -e '^#' -e '^connect' -e '^confirm' -e '^commit' "$demo/answers.txt" >"$tmp/some"
watched "$t" --help
watched "$t" doctor
watched "$t" clients --json
watched "$t" triage "$gtm"
watched "$t" plan "$gtm" --tenant ascend,kahuna --path D --short gtm --oauth-app managed --out "$tmp/the.plan" --client "$(writable)"
watched "$t" apply "$tmp/the.plan" -n
watched "$t" apply "$tmp/the.plan"
watched "$t" check
watched "$t" check --json
watched "$t" route --tenant ascend googletagmanager
watched "$t" find 'tag manager'
watched "$t" due
watched "$t" cost
watched "$t" headers
watched "$t" remove googletagmanager -n
watched "$t" undo
watched "$t" wizard --ui=none --answers "$tmp/some"
watched "$t" sessions
watched "$t" wizard --resume --screen 80x24
watched "$t" wizard --resume --ui=none --yes
watched "$t" sessions show "$(ls "$state/sessions" | head -n 1)"
watched "$t" runbook check
watched "$t" catalog sync
watched "$t" plan "$gtm" --tenant ascend --offline
# what goes wrong has ways out of its own
printf '{ "mcpServers": { "a": [1, 2\n' >"$W/.mcp.json"
printf '[a\nb = \n' >"$W/.codex/config.toml"
watched "$t" check
watched "$t" plan "$gtm" --tenant ascend,kahuna --path D --short gtm --oauth-app managed
watched "$t" apply "$W/.mcp.json"
watched "$t" plan "$gtm" --tenant 'no such tenant'
watched "$t" nonsense
vendors --fault /composio:status=500 --fault /pipedream:delay=20
watched "$t" triage "$gtm"
vendors_stop
watched "$t" triage "$gtm"
echo "= $runs commands under valgrind: $bad with an error, a leak, or a file left open"
[ $bad -eq 0 ]
