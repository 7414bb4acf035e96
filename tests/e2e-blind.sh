#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-blind.sh: every look at the disk of every command that only reads fails once. Nobody is told that all is well, or that
# a thing is not there, which could not be read; nothing is written; every end has its exit code and its sentence. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"
shim=${CRASH_SHIM:-}
[ -f "$shim" ] || { echo '1..0 # SKIP crash-shim.so is not built'; exit 0; }

# A workspace with all that can be read: entries, rows, copies of the catalogs, a walk that is done and one that is not.
all_connected
vendors
fresh
tg wizard --ui=none --answers "$demo/answers.txt" --client codex --client claude-code --yes
code 0 'a walk that is done'
tg catalog sync
code 0 'copies of the catalogs'
printf 'provider: Slack\ntenants: ascend\n' >"$tmp/some"
tg wizard --ui=none --answers "$tmp/some" --yes
code 2 'a walk that is not'
tg plan 'Google Tag Manager' --tenant ascend,kahuna --client cursor --client vscode --json
cp "$out" "$tmp/plan.json"
code 0 'a plan'
session=$(cd "$W" && "$TOOLGAP" sessions -q | tail -n 1)
vendors_stop
keep old

# The same run without and with one look that fails; what is said of times is none of this.
quiet() { sed -e 's/[0-9]\{4\}-[0-9-]*T[0-9:]*Z/TIME/g' -e 's/[0-9.]* m\{0,1\}s\b/TIME/g' "$1"; }
blinded() { # ARGUMENT…
	rm -f "$tmp/count"
	CRASH_LOOK=1 CRASH_ARM=toolgap
	export CRASH_LOOK CRASH_ARM
	(cd "$W" && CRASH_COUNT=$tmp/count LD_PRELOAD=$shim exec "$TOOLGAP" "$@") >"$tmp/sound" 2>"$tmp/sound.err" </dev/null
	sound=$?
	quiet "$tmp/sound" >"$tmp/sound.quiet"
	p=0 faults=0 total=$(wc -l <"$tmp/count")
	: >"$tmp/faults"
	while [ $p -lt "$total" ]; do
		p=$((p + 1))
		(cd "$W" && CRASH_AT=$p CRASH_MODE=EACCES LD_PRELOAD=$shim exec "$TOOLGAP" "$@") >"$out" 2>"$err" </dev/null
		rc=$?
		quiet "$out" >"$tmp/now.quiet"
		why=
		if [ $rc -gt 12 ]; then
			why="exit code $rc"
		elif [ $rc -ne $sound ] && [ ! -s "$err" ] && cmp -s "$tmp/sound.quiet" "$tmp/now.quiet"; then
			why="exit code $rc in place of $sound, without a word"
		elif [ $rc -eq 0 ] && ! cmp -s "$tmp/sound.quiet" "$tmp/now.quiet" && cmp -s "$err" "$tmp/sound.err"; then
			grep -q -i -e 'permission denied' -e unknown "$out" || why="another answer, as if nothing had happened"
		fi
		if [ -n "$why" ]; then
			faults=$((faults + 1))
			echo "#   look $p: $why" >>"$tmp/faults"
			[ -z "${BLIND_SHOW:-}" ] || { diff "$tmp/sound.quiet" "$tmp/now.quiet"; cat "$err"; } | head -n 12 | sed 's/^/#      /' >>"$tmp/faults"
		fi
	done
	unset CRASH_LOOK CRASH_ARM
	[ $faults -eq 0 ] && [ "$total" -gt 0 ]
	r=$?
	head -n ${BLIND_SHOW:-6} "$tmp/faults"
	say $r "$total looks of '$*'"
}

blinded check
blinded check --json
blinded due
blinded route --tenant ascend google_tag_manager
blinded find --offline tag
blinded sessions
blinded sessions show "$session"
blinded undo --dry-run
blinded clients
blinded catalog show --offline googletagmanager
blinded apply --dry-run "$tmp/plan.json"
blinded remove --dry-run googletagmanager
blinded plan --offline 'Google Tag Manager' --tenant ascend,kahuna --client cursor
blinded runbook check
blinded cost --offline
bytes_as old 'no file is another than before'
done_testing
