#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-languages.sh: people are spoken to in their language; files, plans and JSON are the same in all of them. Prints TAP.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
TOOLGAP_LOCALEDIR=${TOOLGAP_LOCALES:-${TOOLGAP%/*}/locale}
export TOOLGAP_NOW TOOLGAP_LOCALEDIR
unset LANGUAGE ACCESSIBLE
if ! LANGUAGE=de "$TOOLGAP" --help 2>/dev/null | grep -q 'Befehle:'; then
	echo "1..0 # SKIP this build has no translations, or this system does not take LANGUAGE"
	exit 0
fi
vendors --approve-after 0
gtm='Google Tag Manager'

# What a plan would write: the paths, what goes in where, and the bytes that come out.
writes() { grep -E '"(path|action|after_sha256|insert|diff|at|remove)":' "$1"; }
# A document without what differs from run to run.
steady() { sed -E 's/"ms": ?[0-9]+/"ms": 0/; s/[0-9]+ ms/N ms/g' "$1"; }
planned() { # NAME ARGUMENT…: $tmp/plans/NAME.LANGUAGE in each language, from one and the same box
	name=$1
	shift
	for lang in en de es ja; do
		LANGUAGE=$lang tg plan "$@" --out "$tmp/plan" --quiet
		[ "$rc" -eq 0 ] || { code 0 "$name, planned in $lang"; return; }
		writes "$tmp/plan" >"$tmp/$name.$lang"
		rm -f "$tmp/plan"
	done
	[ -s "$tmp/$name.en" ]
	say $? "$name: there is something to write"
	for lang in de es ja; do
		same "$tmp/$name.en" "$tmp/$name.$lang" "$name: a plan made in $lang writes the same bytes"
	done
}
fresh
planned path-d "$gtm" --tenant ascend,kahuna --oauth-app managed
planned path-a 'Acme Widgets' --tenant ascend --can-wait --path A
planned path-b "$gtm" --tenant ascend --path B --sdk both
planned path-c 'Acme Widgets' --tenant ascend --urgent --reason latency --path C
planned composio Airtable --tenant ascend

# What a program reads is English for everyone
for what in 'plan Google_Tag_Manager --tenant ascend --json' 'triage Slack --json' 'check --format=sarif' 'clients --json' \
	'cost --json' 'due --json' 'route --tenant ascend airtable --json'; do
	LANGUAGE=en tg $what
	steady "$out" >"$tmp/english"
	LANGUAGE=ja tg $what
	steady "$out" >"$tmp/other"
	[ -s "$tmp/english" ]
	same "$tmp/english" "$tmp/other" "toolgap $what: the same in Japanese"
done

# Line mode: the sentences are translated, the words that are typed stay
printf '%s\n' "$gtm" 'ascend, kahuna' why 1 map 1 '' 2 help 1 apply >"$tmp/lines"
first=
spoken() { # LANGUAGE SENTENCE…: a walk, and what has to be in it
	lang=$1
	shift
	fresh
	(cd "$W" && LANGUAGE=$lang exec "$TOOLGAP" wizard --ui=line) >"$out" 2>"$err" <"$tmp/lines"
	rc=$?
	code 0 "$lang: a walk in line mode"
	for sentence; do has "$sentence" "$lang: $sentence"; done
	if [ -z "$first" ]; then
		first=$box
		return
	fi
	diff -r -x .local "$first" "$box" >"$tmp/diff" 2>&1
	say $? "$lang: the same bytes in every file"
}
spoken en 'The runbook says:' '7 files written, all or none.'
spoken de 'Das Runbook sagt:' '7 Dateien geschrieben, alle oder keine.' 'apply eingeben, um alle zu schreiben'
spoken es 'El runbook dice:' '7 archivos escritos, todos o ninguno.' 'Escribir apply para escribirlos todos'
spoken ja 'ランブックより:' '7 個のファイルをすべて書き込みました。' 'すべて書き込むには apply'
for english in 'Nothing was' 'Which ' 'Type ' 'Next:' 'tenant connects' 'asking' 'To take it back'; do
	hasnt "$english" "ja: no sentence is left in English ($english)"
done

# A mistake, and a locale that is not UTF-8
LANGUAGE=de tg plan --nonsense
err_has 'ist unbekannt' 'de: a mistake is told in German'
LC_ALL=C LANGUAGE=de tg plan --nonsense
err_has 'is unknown' 'a locale without UTF-8 is spoken to in English'
LANGUAGE=xx tg plan --nonsense
err_has 'is unknown' 'so is one whose language is not there'

# In a terminal of 60 columns, in Japanese: whole letters only
if in_path tmux; then
	fresh
	for size in 80x24 60x16; do
		LANGUAGE=ja tg wizard --ui=none --screen "$size" --answers /dev/null
		has 'エージェントに必要な' "ja: the first question at $size"
	done
	LANGUAGE=ja TERM=xterm-256color
	export LANGUAGE TERM TOOLGAP
	in_terminal 60 16
	step 'エージェントに必要な' 'Google Tag Manager' Enter
	step 'どのテナント' C-u 'ascend' Enter
	step 'どれでもない' m
	wait_for 'ランブックの地図'
	say $? 'ja: the full screen, and the map on it'
	step 'ランブックの地図' q
	step 'どれでもない' q
	ended
	code 130 'ja: left with q'
	restored 'ja'
	unset LANGUAGE
else
	skip 'tmux is not installed' 'the full screen in Japanese'
fi
done_testing
