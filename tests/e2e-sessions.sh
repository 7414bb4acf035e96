#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-sessions.sh: the walks that are kept: list, record, resume, drop; one process at a time; --timeout; doctor. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

all_connected
vendors
fresh
keep old
grep -v -e '^#' -e '^connect' "$demo/answers.txt" >"$tmp/all"
head -n 4 "$tmp/all" >"$tmp/some"
ids() { (cd "$W" && "$TOOLGAP" sessions -q 2>/dev/null); }
last() { ids | head -n 1; }

# Nothing is there, and a look makes nothing
tg sessions
code 0 'sessions, and there is none'
has 'There is no session of this workspace' 'says so'
untouched old 'and makes no folder'

# A walk that was left
tg wizard --ui=none --answers "$tmp/some" --client codex --client claude-code --yes
code 2 'a walk that stops at a question'
open=$(last)
tg sessions
has "$open" 'it is in the list'
has 'Google Tag Manager · ascend, kahuna · at oauth' 'with its case and its step'
tg sessions list --json
has '"schema": "toolgap.sessions/1"' 'and in the document'
has '"state": "open"' 'with its state'
tg sessions show "$open"
code 0 'show'
has "# Google Tag Manager" 'the record of the case has its name'
has '| `composio-candidate` |' 'the questions'
has '| an answers file |' 'who decided'
has 'no toolkit has the slug googletagmanager | 404 |' 'what was asked, and what came back'
has 'wizard --client codex --client claude-code' 'and the walk as one command'
cp "$out" "$tmp/record"
tg sessions show "$open" --json
has '"by": "answers-file"' 'the same as a document'
has '"probe": "pipedream"' 'with the evidence'
harmless "$tmp/record"
say $? 'no control character in it'

# Resume: from another workspace, too; with the clients it was begun with
tail -n +6 "$tmp/all" >"$tmp/rest"
mkdir "$tmp/elsewhere"
(cd "$tmp/elsewhere" && exec "$TOOLGAP" sessions resume "$open" --ui=line) >"$out" 2>"$err" <<'END'
2
apply
END
rc=$?
code 0 'resume, from another folder'
has '4 files written' 'it writes for the two clients that the walk was begun with'
tg sessions show "$open"
has '- State: applied; `toolgap undo '"$open"'` takes it back' 'then it is applied'
has '- `.codex/config.toml`: changed' 'with its files'
has ', in the wizard |' 'and who decided in the wizard'
bare=$(sed -n '/^```sh/,/^```$/p' "$out" | sed '1d;$d')
cp -a "$box" "$tmp/done"
no_secret 'no secret in all that was said and written'
! grep -q ctok_ "$tmp/record" "$out"
say $? 'no connect link in it'

# The command line walks once more: the same bytes
tg undo "$open"
code 0 'undo by its id'
tg sessions
has 'undone' 'then it is undone'
bytes_as old 'the files are as before'
(cd / && PATH=$(dirname "$TOOLGAP"):$PATH && export PATH && sh -c "$bare") >"$out" 2>"$err"
rc=$?
code 0 'the command of the record'
diff -r -x .local "$tmp/done" "$box" >"$tmp/diff" 2>&1
say $? 'writes the same bytes'
tg undo
code 0 'put back'

# By options, where each answer has one
printf 'provider: HubSpot\ntenants: ascend\n' >"$tmp/short"
vendors --fault '/composio:status=500'
tg wizard --ui=none --answers "$tmp/short"
tg sessions show "$(last)"
has "wizard HubSpot --tenant ascend --ui=none" 'a walk of options is one line of options'
vendors

# One process at a time
fresh
tg wizard --ui=none --answers "$tmp/some"
open=$(last)
mkfifo "$tmp/quiet"
(cd "$W" && exec "$TOOLGAP" wizard --resume --ui=line) >"$tmp/first" 2>&1 <"$tmp/quiet" &
first=$!
exec 9>"$tmp/quiet"
i=0
until grep -q 'Which OAuth client' "$tmp/first" || [ $i -gt 100 ]; do i=$((i + 1)); sleep 0.05; done
tg wizard --resume --ui=none
code 7 'a second process'
err_has "process $first of" 'is told who has it'
err_has "$open" 'and which walk it is'
tg sessions
has "open in process $first of" 'the list says so, too'
tg sessions drop "$open" --yes
code 7 'nor can it be dropped'
kill -9 "$first"
exec 9>&-
wait "$first" 2>/dev/null
tg doctor --offline
has 'names a process that has ended' 'doctor knows a lock whose owner is dead'
tg wizard --resume --ui=none
code 2 'once that one is dead, it goes on at the same question'
err_has "answer 'oauth'" 'as it stood'

# Drop
tg sessions drop "$open" no-such-id --yes
code 2 'drop of one that is not there'
[ "$(last)" = "$open" ]
say $? 'drops nothing'
tg sessions drop "$open"
code 2 'drop with nobody there wants --yes'
tg sessions drop "$open" --dry-run
has 'would be dropped' 'a dry run says what would go'
[ -d "$state/sessions/$open" ]
say $? 'and leaves it'
tg sessions drop "$open" --yes --json
code 0 'drop'
has "\"$open\"" 'names it'
[ ! -e "$state/sessions/$open" ]
say $? 'it is gone'
tg sessions show "$open"
code 2 'and cannot be shown'
tg sessions frobnicate
code 2 'a word that it does not know'

# --timeout: a tenant who never comes
fixtures=$TOOLGAP_DATADIR/sandbox
fresh
vendors --approve-after 3600
keep waiting
(cat "$tmp/some"; echo 'oauth: managed'; echo 'connect: wait'; echo 'confirm: yes') >"$tmp/wait"
tg wizard --ui=none --answers "$tmp/wait" --timeout 2
code 124 'connect: wait, longer than --timeout'
err_has "over at 'connect'" 'says where'
err_has 'wizard --resume' 'and how to go on'
bytes_as waiting 'no file was changed'
tg sessions
has '· at connect' 'and the walk is kept'
tg sessions show "$(last)"
! grep -q 'ctok_\|_static/connect' "$out"
say $? 'its record has no link'
for bad in 0 -3 2s 1e9 ''; do
	tg wizard --timeout "$bad" --ui=none
	[ $rc -eq 2 ] && grep -q 'timeout' "$err"
	say $? "--timeout '$bad' is no number of seconds"
done
printf 'embed: [sleep, "30"]\n' >>"$W/toolgap.yaml"
tg embed --yes --timeout 1
code 124 'embed, longer than --timeout'
err_has 'was ended' 'ends the command'
sed -i '/^embed:/d' "$W/toolgap.yaml"

# doctor finds what is wrong
sick() { # TEXT NAME: doctor says it
	tg doctor --offline
	has "$1" "doctor: $2"
}
chmod 755 "$state"
sick 'is open to others (mode 755)' 'a state folder that others can read'
code 1 'which needs mending'
chmod 700 "$state"
mkdir -p "$state/sessions/20261121T100000Z-bad"
echo nonsense >"$state/sessions/20261121T100000Z-bad/events.jsonl"
chmod 600 "$state/sessions/20261121T100000Z-bad/events.jsonl"
sick '1 session cannot be read (20261121T100000Z-bad)' 'a journal that nobody can read'
tg sessions
has 'unknown' 'which the list calls unknown'
tg sessions drop 20261121T100000Z-bad --yes
code 0 'and which can be dropped'
echo '{' >"$W/.mcp.json"
sick 'Mend it; toolgap will not write into it.' 'a client file that does not parse'
cp "$demo/mcp.json" "$W/.mcp.json"
echo 'tenants: {' >"$W/toolgap.yaml"
sick 'Until then nothing can be done in this workspace' 'settings that do not parse'
has 'The locale is UTF-8' 'and the rest all the same'
has 'COMPOSIO_API_KEY is set' 'with the credentials'
cp "$demo/toolgap.yaml" "$W/toolgap.yaml"
TOOLGAP_DATADIR=$tmp/nowhere tg doctor --offline
code 1 'no data'
has "The data folder $tmp/nowhere is not there" 'doctor: data that is not there'
[ "$(grep -c nowhere "$out")" -eq 1 ]
say $? 'said once'
LC_ALL=xx_YY.UTF-8 sick "The locale 'xx_YY.UTF-8' is not installed here" 'a locale that is not installed'
TOOLGAP_NOW=2026-11-21T10:00:00Z sick 'TOOLGAP_NOW fixes the time' 'a clock that is fixed'
if in_path script; then
	(cd "$W" && TERM=no-such-terminal script -qec "$TOOLGAP doctor --offline" /dev/null) >"$out" 2>"$err" </dev/null
	has "TERM is 'no-such-terminal'" 'doctor: a terminal that nobody knows'
else
	skip 'no script' 'doctor: a terminal that nobody knows'
fi
no_secret 'no secret in all that was said and written'
done_testing
