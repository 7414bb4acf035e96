#!/bin/sh
# SPDX-License-Identifier: MIT
# po.sh: each language of po/LINGUAS is complete and fits the sources as they are now. Prints TAP.
#
# After a sentence changed: po/README says how it gets its translations.
set -u
LC_ALL=C; export LC_ALL
unset LANGUAGE
po=${srcdir:-$(dirname "$0")/..}/po
for tool in msgfmt msgcat msgcmp; do
	command -v "$tool" >/dev/null 2>&1 || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-po-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

n=0
say() { # RESULT NAME [FILE THAT TELLS WHY]
	n=$((n + 1))
	[ "$1" -eq 0 ] && echo "ok $n - $2" && return
	echo "not ok $n - $2"
	[ -z "${3:-}" ] || sed 's/^/#   /' "$3"
}
languages=$(sed 's/#.*//' "$po/LINGUAS")

printf '%s\n' $languages | sort >"$tmp/named"
(cd "$po" && ls ./*.po) | sed 's|^\./||; s/\.po$//' | sort >"$tmp/there"
diff "$tmp/named" "$tmp/there" >"$tmp/why" && [ -s "$tmp/there" ]
say $? 'LINGUAS names the languages that are there' "$tmp/why"

# Each thing of a text that no translation changes: {name}, --option, a word of a file's or a command's.
things() { # FILE: lines "MSGID<tab>what it has and its translation has not, or the other way round"
	msgcat --no-wrap "$1" | awk '
		function things(text, found,    rest, word, i, all) {
			rest = text
			while (match(rest, /\{[a-z_.*-]+\}|--[a-z][a-z-]+|toolgap\.yaml|credentials\.env|TOOLGAP_[A-Z]+|\.mcp\.json|LIVE|PENDING/)) {
				found[substr(rest, RSTART, RLENGTH)] = 1
				rest = substr(rest, RSTART + RLENGTH)
			}
		}
		function check(    a, b, k) {
			if (id != "") {
				things(id, a); things(plural, a); things(text, b)
				for (k in a) if (!(k in b)) print id "\t- " k
				for (k in b) if (!(k in a)) print id "\t+ " k
			}
			id = plural = text = at = ""
		}
		/^msgid "/ { check(); at = "id" }
		/^msgid_plural "/ { at = "plural" }
		/^msgstr/ { at = "text" }
		/^(msg[^"]*)?"/ {
			sub(/^[^"]*"/, ""); sub(/"$/, "")
			if (at == "id") id = id $0
			else if (at == "plural") plural = plural $0
			else if (at == "text") text = text $0
		}
		END { check() }'
}
for lang in $languages; do
	msgfmt --check --statistics -o /dev/null "$po/$lang.po" 2>"$tmp/why"
	code=$?
	[ $code -eq 0 ] && grep -q '^[0-9]* translated messages\.$' "$tmp/why"
	say $? "$lang: formats fit, nothing fuzzy, nothing untranslated ($(tail -n 1 "$tmp/why"))" "$tmp/why"
	things "$po/$lang.po" >"$tmp/why"
	[ ! -s "$tmp/why" ]
	say $? "$lang: names, options and files stay" "$tmp/why"
done
printf 'msgid "a {b} --c-d"\nmsgstr "a {b} -- c-d {e}"\n' >"$tmp/bad.po"
[ "$(things "$tmp/bad.po" | wc -l)" -eq 2 ]
say $? 'the check before this one finds what is missing and what is too much'

# The same as 'make update-po' would find in the sources and in data/, into a file of ours.
if [ -z "${TOOLGAP:-}" ] || [ ! -f "${TOOLGAP%/*}/po/Makefile" ] || ! command -v xgettext >/dev/null 2>&1; then
	n=$((n + 1)); echo "ok $n # SKIP no build folder, or no xgettext, to look for new words"
elif MAKEFLAGS= MAKELEVEL= make -s -C "${TOOLGAP%/*}/po" FRESH="$tmp/fresh.pot" fresh-pot >"$tmp/made" 2>&1 && [ -s "$tmp/fresh.pot" ]; then
	grep -q 'Unknown is never absent' "$tmp/fresh.pot"
	say $? 'the words of the runbook are among those to translate'
	for lang in $languages; do
		msgcmp "$po/$lang.po" "$tmp/fresh.pot" >/dev/null 2>"$tmp/why"
		say $? "$lang: every sentence of the sources has its translation" "$tmp/why"
	done
else
	say 1 'the words of the sources can be collected' "$tmp/made"
fi
echo "1..$n"
