#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-session.sh: Path B from the name to the bytes: snippets and a line in the ledger, and no entry, no row. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
export TOOLGAP_NOW
all_connected
vendors
crm='Foo Bar CRM' gtm='Google Tag Manager'
py=docs/composio/snippets/foobarcrm-session.py ts=docs/composio/snippets/foobarcrm-session.ts ledger=docs/LEDGER.md

refused() { # CODE TITLE: one sentence
	[ "$rc" -eq "$1" ] && [ "$(wc -l <"$err")" -eq 1 ] && grep -q '^toolgap: ' "$err"
	say $? "$2: exit $1, one sentence"
}
only() { # TITLE FILE…: of the kept box "before" just these differ
	title=$1
	shift
	(cd "$box" && find . -path ./home/.local -prune -o -type f -print | sort) >"$tmp/now"
	(cd "$tmp/kept.before" && find . -path ./home/.local -prune -o -type f -print | sort) >"$tmp/then"
	{
		comm -23 "$tmp/now" "$tmp/then"
		comm -12 "$tmp/now" "$tmp/then" | while read -r f; do cmp -s "$box/$f" "$tmp/kept.before/$f" || echo "$f"; done
	} | sort >"$tmp/differ"
	for f; do echo "./work/$f"; done | sort >"$tmp/want"
	same "$tmp/want" "$tmp/differ" "$title"
}

# The plan
fresh
keep before
tg plan "$crm" --path B --tenant ascend,kahuna --json --out "$tmp/plan.json"
code 0 'the plan'
has '"path": "B"' 'its path'
has '"create": 3' 'three new files'
has '"modify": 0' 'and no other'
has '"kind": "snippet"' 'snippets'
has '"kind": "ledger"' 'and the ledger'
has 'nothing becomes LIVE by it' 'a warning says what it is not'
untouched before 'nothing is written'
tg apply "$tmp/plan.json"
code 0 'apply'
only 'snippets and ledger are written, and nothing else' $py $ts $ledger
cp -a "$box" "$tmp/applied"
[ "$(cat "$W/$ledger")" = "# LEDGER

- 2026-11-21: session-only SDK toolkit for Foo Bar CRM (\`foobarcrm\`): \`$py\`, \`$ts\`. Debugging only: it is gone when the session ends; no config entry, no row, nothing LIVE." ]
say $? 'the ledger has its title and the line'
head -n 1 "$W/$py" | grep -q '^# DEBUGGING ONLY' && head -n 1 "$W/$ts" | grep -q '^// DEBUGGING ONLY'
say $? 'both snippets say what they are for'
if [ -n "$python3" ]; then
	"$python3" -c 'import ast,sys; ast.parse(open(sys.argv[1]).read())' "$W/$py" >"$tmp/ast" 2>&1
	say $? 'Python reads its own'
fi
tg plan "$crm" --path B --tenant ascend,kahuna
code 0 'the same again'
has 'no file changes' 'changes nothing'
TOOLGAP_NOW=2026-11-22T10:00:00Z tg plan "$crm" --path B --tenant ascend,kahuna
has '1 to change' 'a day later it is a line more'
tg check
code 0 'check finds no drift'
no_secret 'no secret anywhere'
tg undo
bytes_as before 'undo takes all of it away, folders too'

# The other front ends, and one language
printf '%s\n' "provider: $crm" 'tenants: ascend, kahuna' 'wait: prototype' 'sdk: both' 'confirm: yes' >"$tmp/answers"
fresh
tg wizard --ui=none --answers "$tmp/answers"
code 0 'an answers file with nobody there'
diff -r -x .local "$tmp/applied" "$box" >"$tmp/diff" 2>&1
say $? 'the same bytes in every file'
fresh
printf '%s\n' "$crm" 'ascend, kahuna' 3 3 apply >"$tmp/typed"
(cd "$W" && exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/typed"
rc=$?
code 0 'line mode, typed'
diff -r -x .local "$tmp/applied" "$box" >"$tmp/diff" 2>&1
say $? 'the same bytes in every file'
fresh
tg wizard --screen 80x24 --answers "$tmp/answers"
code 0 'the full screen without a terminal'
diff -r -x .local "$tmp/applied" "$box" >"$tmp/diff" 2>&1
say $? 'the same bytes in every file'
fresh
keep before
tg wizard "$crm" --path B --sdk python --tenant ascend --ui=none --yes
code 0 'Python alone'
only 'one snippet and the ledger' $py $ledger
tg plan "$crm" --path B --sdk perl --tenant ascend
refused 2 'a language that is none'

# A toolkit that has a row keeps it
fresh
sed 's/^| `gong`.*/&\n| `googletagmanager` | `PIPEDREAM` | `pipedream-gtm-ascend` | — | `PIPEDREAM_GTM_*` | `PENDING` | Mine. |/' \
	"$demo/toolkit-registry.md" >"$W/docs/composio/toolkit-registry.md"
keep before
tg plan "$gtm" --path B --tenant ascend --sdk typescript --out "$tmp/row.json"
code 0 'a toolkit with a row'
tg apply "$tmp/row.json"
only 'the row stays as it is' docs/composio/snippets/googletagmanager-session.ts $ledger

# A ledger of the workspace's own
fresh
printf 'title: x\r\n\r\n* old\r\n\r\n' >"$W/$ledger"
tg wizard "$crm" --path B --sdk python --tenant ascend --ui=none --yes
code 0 'a ledger with a style of its own'
[ "$(tr -d '\r' <"$W/$ledger" | sed -n '4s/:.*//p')" = '* 2026-11-21' ] && [ "$(grep -c "$(printf '\r')$" "$W/$ledger")" -eq 5 ]
say $? 'gets the line in that style'
tg undo
[ "$(od -c "$W/$ledger")" = "$(printf 'title: x\r\n\r\n* old\r\n\r\n' | od -c)" ]
say $? 'and undo leaves it as it was'
printf '# L\n\n- \377\n' >"$W/$ledger"
keep bad
tg plan "$crm" --path B --tenant ascend
refused 1 'a ledger that is not UTF-8'
err_has "$ledger is not UTF-8" 'named'
rm "$W/$ledger"
mkdir -p "$W/docs/composio/snippets"
echo 'mine' >"$W/$py"
keep mine
tg plan "$crm" --path B --tenant ascend
refused 1 'a snippet that is there and says something else'
err_has "$py is there already" 'is named and left alone'
bytes_as mine 'nothing is written'
fresh
printf 'ledger: notes/used.md\nsnippets: notes\n' >>"$W/toolgap.yaml"
keep before
tg wizard "$crm" --path B --sdk typescript --tenant ascend --ui=none --yes
code 0 'other files in the settings'
only 'are those that are written' notes/foobarcrm-session.ts notes/used.md

# A hostile hand in the plan
if [ -n "$python3" ]; then
	fresh
	tg plan "$crm" --path B --tenant ascend --out "$tmp/plan.json"
	keep name
	hostile() { # TITLE PATH NEWPATH [FROM TO]
		title=$1
		shift
		"$python3" "$(dirname "$0")/plan-edit.py" "$tmp/plan.json" "$tmp/evil.json" "$@" >"$tmp/py.out" 2>&1 || {
			say 1 "$title: $(tail -n 1 "$tmp/py.out")"
			return
		}
		tg apply "$tmp/evil.json"
		[ "$rc" -eq 1 ] && [ "$(wc -l <"$err")" -eq 1 ]
		say $? "$title is refused"
	}
	hostile 'other Python' $py - 'import sys' 'import sys, evil'
	hostile 'other TypeScript' $ts - 'await main();' 'await fetch("https://evil.example");'
	hostile 'another place' $py docs/evil.py
	hostile 'a way up' $py docs/composio/snippets/../../x-session.py
	hostile 'two lines in the ledger' $ledger - 'Debugging only' "$(printf 'x\n- y')"
	hostile 'an escape in the ledger' $ledger - 'Debugging only' "$(printf '\033[2J')"
	hostile 'the ledger elsewhere' $ledger README.md
	bytes_as name 'nothing is written by these'
else
	skip 'no python3' 'a hostile hand in the plan'
fi
done_testing
