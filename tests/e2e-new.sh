#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-new.sh: what a newcomer meets: help, slips of the pen, the demo's last words, steps to read. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

all_connected
vendors
gtm='Google Tag Manager'
unset TOOLGAP_DEMO_COMMAND ACCESSIBLE

typed() { # WORDS ARGUMENT…: line mode, one word a line
	printf '%b' "$1" >"$tmp/words"
	shift
	(cd "$W" && exec "$TOOLGAP" "$@") >"$out" 2>"$err" <"$tmp/words"
	rc=$?
}
slip() { # TEXT TITLE ARGUMENT…: usage, with that text
	want=$1 title=$2
	shift 2
	tg "$@"
	code 2 "$title"
	err_has "$want" "$title: says what"
}

# Help, and words too many
fresh
tg plan --help
cp "$out" "$tmp/help"
tg help plan
code 0 'help of a command'
same "$tmp/help" "$out" 'is its --help'
tg help
has 'Commands:' 'help alone lists the commands'
slip "mean 'plan'" 'help of no command' help plam
slip 'no further words' 'check of a word' check gtm
slip 'no further words' 'doctor of a word' doctor gtm
slip 'no JSON document' 'a demo as JSON' demo --json

# Data and plans that are not there
(cd "$W" && TOOLGAP_DATADIR=$tmp/no-data "$TOOLGAP" doctor) >"$out" 2>"$err"
rc=$?
code 1 'no data folder'
has "$tmp/no-data is not there. Nothing was changed. Install toolgap" 'says what mends it'
(cd "$W" && TOOLGAP_DATADIR=$tmp/no-data "$TOOLGAP" demo) >"$out" 2>"$err"
err_has 'TOOLGAP_DATADIR' 'so does the demo'
tg apply "$tmp/no-plan"
code 1 'a plan that is not there'
err_has 'is not there. Nothing was changed' 'says so'
printf 'hello\n' >"$tmp/text"
tg apply "$tmp/text"
err_has 'toolgap plan PROVIDER --out FILE' 'a text is no plan, and how one is made'

# An answers file, step by step
printf 'provider: x\ntenant: ascend\n' >"$tmp/slip"
slip "slip:2:1: the runbook has no step 'tenant'; did you mean 'tenants'?" 'a step that is not' \
	wizard --answers "$tmp/slip"
printf 'provider: %s\ntenants: ascend\n' "$gtm" >"$tmp/few"
slip "'composio-candidate: none'" 'an answer that is missing' wizard --answers "$tmp/few"

# Line mode: a number, and the word of the preview
typed "$gtm\nascend\n9\nsome\n1\n1\n\n2\nyes\nno\n" wizard --ui=line
code 0 'line mode with slips'
has 'Type a number from 1 to ' 'a number that is none'
has 'Type the word apply to write, or no.' 'yes is not the word'
has 'Nothing was written.' 'nothing is written'

# A runbook with a step to read, and one with a probe that nobody has
printf '%s\n' 'runbook: toolgap.runbook/1' 'title: T' 'start: read' 'steps:' \
	'  - {id: read, kind: say, prompt: Read this first., text: [Rule one., Rule two.], next: fin}' \
	'  - {id: fin, kind: end, text: [Over.]}' >"$W/own.yaml"
printf 'runbook: own.yaml\n' >"$W/toolgap.yaml"
typed '1\n' wizard --ui=line
code 0 'a step to read, in line mode'
has 'Rule two.' 'is read'
tg wizard --ui=none
code 0 'with nobody there'
has 'Rule two.' 'it is read, too'
has 'Over.' 'and needs no answer'
sed -e 's/kind: say/kind: probe, probe: weather/' -e 's/next: fin/on: {a: fin}/' -e 's/ text: .*two.\],//' \
	"$W/own.yaml" >"$tmp/weather.yaml"
tg runbook check "$tmp/weather.yaml"
code 1 'a probe that is not'
err_has "weather.yaml:5:1: step 'read' asks the probe 'weather'" 'at its step'
err_has 'it has registry, worker, composio' 'with those that are'
cp "$tmp/weather.yaml" "$W/own.yaml"
tg triage x
code 1 'nor is it walked'

# A plan that ends without files, and one that changes none
fresh
tg plan openweather_api --tenant ascend
code 0 'a plan for a name that was replaced'
hasnt 'Warning:' 'is no warning'
has 'replaced by weathermap' 'says so on a line'
[ "$(tail -n 1 "$out")" = 'No file changes.' ]
say $? 'and that no file changes'

# The demo ends with words that are true of it
tg demo
code 0 'the demo'
has 'In a real workspace `toolgap check`' 'speaks of a real workspace'
has '`toolgap demo -C DIR` keeps it' 'and how to keep it'
TOOLGAP_DEMO_COMMAND='./dev run'
export TOOLGAP_DEMO_COMMAND
typed "$gtm\nascend\nquit\n" demo --ui=line
code 130 'a demo that was left'
err_has 'In a real workspace `toolgap wizard --resume` would' 'cannot be resumed'
has '`./dev run -C DIR` keeps it' 'and says how it was started'
done_testing
