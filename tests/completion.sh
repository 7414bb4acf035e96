#!/bin/sh
# SPDX-License-Identifier: MIT
# Every command and option of `toolgap --help` is in the completion files and in the manual, and nothing more. Prints TAP.
set -u
[ -n "${TOOLGAP:-}" ] && [ -x "$TOOLGAP" ] || { echo '1..0 # SKIP TOOLGAP names no program'; exit 0; }

here=$(cd "$(dirname "$0")" && pwd)
docs=${TOOLGAP_DOCS:-$here/../docs}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/completion.XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 143' TERM INT
LC_ALL=C LANGUAGE='' TAB='	'
export LC_ALL LANGUAGE
n=0 failed=0

say() { # RESULT NAME [FILE THAT TELLS WHY]
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
		failed=$((failed + 1)); echo "not ok $n - $2"
		[ -z "${3:-}" ] || sed 's/^/#   /' "$3"
	fi
}
skip() { n=$((n + 1)); echo "ok $n # SKIP $1"; }
same() { # NAME, and $tmp/want against $tmp/got: "-" is missing, "+" is too much
	sort -u "$tmp/want" >"$tmp/a"; sort -u "$tmp/got" >"$tmp/b"
	{ comm -23 "$tmp/a" "$tmp/b" | sed 's/^/- /'; comm -13 "$tmp/a" "$tmp/b" | sed 's/^/+ /'; } >"$tmp/diff"
	[ -s "$tmp/a" ] && [ ! -s "$tmp/diff" ]; say $? "$1" "$tmp/diff"
}
# From "COMMANDS<tab>OPTION" (COMMANDS "*": all) to one line for each pair.
pairs() {
	awk -F "$TAB" -v all="$(tr '\n' ' ' <"$tmp/commands")" '
		{ k = split($1 == "*" ? all : $1, c, " "); for (i = 1; i <= k; i++) print c[i], $2 }'
}

# ---- what the program says: commands; "COMMAND OPTION"; "OPTION CHOICES"; "COMMAND WORD"

"$TOOLGAP" --help | awk '/^Commands:/ { on = 1; next } !NF { on = 0 } on { print $1 }' >"$tmp/commands"
[ "$(wc -l <"$tmp/commands")" -ge 10 ]; say $? 'help names the commands'
: >"$tmp/options"; : >"$tmp/choices"; : >"$tmp/words"; : >"$tmp/valued"
while read -r command; do
	"$TOOLGAP" "$command" --help </dev/null >"$tmp/help"
	awk -v c="$command" '/^  -/ { for (i = 1; i <= 2; i++) if ($i ~ /^-/) {
		o = $i; sub(/[,[].*/, "", o); print c, o } }' "$tmp/help" >>"$tmp/options"
	awk '/^  -/ { i = $1 ~ /,$/ ? 2 : 1; a = $(i + 1); if (a ~ /^[A-Za-z]+([|][A-Za-z]+)+$/) {
		gsub(/[|]/, " ", a); print $i, a } }' "$tmp/help" >>"$tmp/choices"
	awk -v c="$command" '/^  -/ { i = $1 ~ /,$/ ? 2 : 1
		if (substr($0, 3) ~ /^(-., )?--[a-z-]+ [^ ]/) print c, $i }' "$tmp/help" >>"$tmp/valued"
	sed -n '1s/^Usage: toolgap [a-z]* *//p' "$tmp/help" | tr -c 'A-Za-z\n' '\n' |
		awk -v c="$command" '/^[a-z]+$/ && length > 3 && !/^tenant$/ { print c, $0 }' >>"$tmp/words"
done <"$tmp/commands"
sort -u -o "$tmp/choices" "$tmp/choices"
[ "$(wc -l <"$tmp/choices")" -ge 3 ] && [ -s "$tmp/words" ]; say $? 'help names choices and words'

# ---- bash, as text: NAME|VALUE|COMMANDS

f=$docs/completion/toolgap.bash
sed -n "s/^_toolgap_commands='\(.*\)'/\1/p" "$f" | tr ' ' '\n' >"$tmp/got"
cp "$tmp/commands" "$tmp/want"; same 'bash: commands'
sed -n "s/^\(-[^|]*\)|[^|]*|\(.*\)/\2$TAB\1/p" "$f" | pairs >"$tmp/got"
cp "$tmp/options" "$tmp/want"; same 'bash: options of each command'
sed -n 's/^\(--[^|]*\)|\([A-Za-z][A-Za-z]* [A-Za-z ]*\)|.*/\1 \2/p' "$f" >"$tmp/got"
cp "$tmp/choices" "$tmp/want"; same 'bash: choices'

# ---- zsh: _toolgap_on 'COMMANDS' && …('SPEC') for some, …('SPEC') or ({-x,--xyz}'SPEC') for all

f=$docs/completion/_toolgap
sed -n "s/^		'\([a-z]*\):.*'\$/\1/p" "$f" >"$tmp/got"
cp "$tmp/commands" "$tmp/want"; same 'zsh: commands'
grep 'toolgap_options+=' "$f" | awk -v tab="$TAB" '{
	where = "*"
	if (match($0, /_toolgap_on \047[^\047]*\047/)) where = substr($0, RSTART + 13, RLENGTH - 14)
	spec = $0; sub(/.*toolgap_options\+=\(/, "", spec)
	if (spec ~ /^\{/) { sub(/^\{/, "", spec); sub(/\}.*/, "", spec) }
	else { sub(/^\047/, "", spec); sub(/^\([^)]*\)/, "", spec); sub(/^\*/, "", spec); sub(/\[.*/, "", spec) }
	k = split(spec, o, ","); for (i = 1; i <= k; i++) { sub(/[=+].*/, "", o[i]); print where tab o[i] } }' |
	pairs >"$tmp/got"
cp "$tmp/options" "$tmp/want"; same 'zsh: options of each command'
sed -n "s/.*'\*\{0,1\}\(--[a-z-]*\)=\[.*:(\([A-Za-z]* [A-Za-z ]*\))').*/\1 \2/p" "$f" >"$tmp/got"
cp "$tmp/choices" "$tmp/want"; same 'zsh: choices'
grep 'toolgap_options+=' "$f" | sed -n 's/.*\(--[a-z-]*\)=[]}[].*/\1/p' >"$tmp/got"
cut -d ' ' -f 2 "$tmp/valued" >"$tmp/want"; same 'zsh: options with a value'

# ---- fish: complete -c toolgap [-n '__toolgap_on COMMANDS'] [-s x] -l xyz …

f=$docs/completion/toolgap.fish
sed -n 's/^complete -c toolgap -n __toolgap_none -a \([a-z]*\) .*/\1/p' "$f" >"$tmp/got"
cp "$tmp/commands" "$tmp/want"; same 'fish: commands'
sed -n 's/^            case \(wizard .*\)/\1/p' "$f" | tr ' ' '\n' >"$tmp/got"; same 'fish: commands that it sees on the line'
grep '^complete -c toolgap .*-l ' "$f" | awk -v tab="$TAB" '{
	where = "*"
	if (match($0, /\047__toolgap_on [^\047]*\047/)) where = substr($0, RSTART + 14, RLENGTH - 15)
	sub(/ -d .*/, "")
	for (i = 1; i < NF; i++) { if ($i == "-l") print where tab "--" $(i + 1); if ($i == "-s") print where tab "-" $(i + 1) } }' |
	pairs >"$tmp/got"
cp "$tmp/options" "$tmp/want"; same 'fish: options of each command'
sed -n "s/^complete .*-l \([a-z-]*\) -x -a '\([A-Za-z]* [A-Za-z ]*\)' .*/--\1 \2/p" "$f" >"$tmp/got"
cp "$tmp/choices" "$tmp/want"; same 'fish: choices'
sed -n 's/^complete .*-l \([a-z-]*\) -[xr] .*/--\1/p' "$f" >"$tmp/got"
cut -d ' ' -f 2 "$tmp/valued" >"$tmp/want"; same 'fish: options with a value'
sed -n 's/^            case \(--.*\)/\1/p' "$f" | tr ' ' '\n' | grep '^--' >"$tmp/got"; same 'fish: options whose value is no command'

# ---- the words that a command takes

while read -r command word; do
	grep -Eq "^	$command:0\).*[' ]$word[' ]" "$docs/completion/toolgap.bash" &&
		grep -q "^	$command).*[( ]$word[ )]" "$docs/completion/_toolgap" &&
		grep -q "__toolgap_on $command.*-a .*$word" "$docs/completion/toolgap.fish" &&
		grep -q "Cm .*$word" "$docs/toolgap.1"
	say $? "$command takes $word, everywhere"
done <"$tmp/words"

# ---- the manual: commands in COMMANDS; options under "Options of all commands" or "Options of wizard, demo and plan"

f=$docs/toolgap.1
awk '/^\.Sh/ { on = $2 == "COMMANDS" } on && /^\.It Cm/ { print $3 }' "$f" >"$tmp/got"
cp "$tmp/commands" "$tmp/want"; same 'manual: commands'
awk '/^\.Sh/ { on = $2 == "SYNOPSIS" } on && last == ".Nm" { print $NF } { last = $0 }' "$f" >"$tmp/got"; same 'manual: commands of the synopsis'
awk -v tab="$TAB" '/^\.S[hs]/ { where = "" }
	/^\.Ss Options of / { where = $0; sub(/.*Options of /, "", where); gsub(/,| and /, " ", where)
		if (where == "all commands") where = "*" }
	where != "" && /^\.It Fl/ { for (i = 2; i < NF; i++) if ($i == "Fl") print where tab "-" $(i + 1) }' "$f" |
	pairs >"$tmp/got"
cp "$tmp/options" "$tmp/want"; same 'manual: options of each command'
sed -n 's/^\.It .*Fl -\([a-z-]*\) Ar \([A-Za-z]*|[A-Za-z|]*\)$/--\1 \2/p' "$f" | tr '|' ' ' >"$tmp/got"
cp "$tmp/choices" "$tmp/want"; same 'manual: choices'
sed -n 's/^\.It .*Fl -\([a-z-]*\) Ar .*/--\1/p' "$f" >"$tmp/got"
cut -d ' ' -f 2 "$tmp/valued" >"$tmp/want"; same 'manual: options with a value'
if command -v mandoc >/dev/null 2>&1; then
	# there, so that each finds the other
	(cd "$docs" && mandoc -Tlint toolgap.1 toolgap-sandbox.1) >"$tmp/lint" 2>&1
	[ ! -s "$tmp/lint" ]; say $? 'mandoc has nothing to say' "$tmp/lint"
else
	skip 'mandoc is not here'
fi

# ---- the shells themselves, where they are

if command -v bash >/dev/null 2>&1; then
	cat >"$tmp/ask.bash" <<'EOF'
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_toolgap 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
EOF
	while read -r command; do
		bash --norc "$tmp/ask.bash" "$docs/completion/toolgap.bash" toolgap -C . "$command" -- | sed "s/^/$command /"
	done <"$tmp/commands" >"$tmp/got"
	grep ' --' "$tmp/options" >"$tmp/want"; same 'bash offers the options of each command'
	bash --norc "$tmp/ask.bash" "$docs/completion/toolgap.bash" toolgap --json '' >"$tmp/got"
	cp "$tmp/commands" "$tmp/want"; same 'bash offers the commands'
	bash --norc "$tmp/ask.bash" "$docs/completion/toolgap.bash" toolgap plan --ui = l >"$tmp/got"
	echo line >"$tmp/want"; same 'bash offers the choices behind ='
	bash --norc "$tmp/ask.bash" "$docs/completion/toolgap.bash" toolgap runbook c >"$tmp/got"
	echo check >"$tmp/want"; same 'bash offers the words of a command'
	mkdir "$tmp/files"; : >"$tmp/files/a plan.json"
	(cd "$tmp/files" && bash --norc "$tmp/ask.bash" "$docs/completion/toolgap.bash" toolgap apply a) >"$tmp/got"
	echo 'a plan.json' >"$tmp/want"; same 'bash offers files, also with blanks'
else
	skip 'bash is not here'
fi
if command -v zsh >/dev/null 2>&1; then
	zsh -n "$docs/completion/_toolgap" 2>"$tmp/out"; say $? 'zsh reads its file' "$tmp/out"
else
	skip 'zsh is not here'
fi
if command -v fish >/dev/null 2>&1; then
	while read -r command; do
		HOME=$tmp fish --no-config -c "source $docs/completion/toolgap.fish; complete -C 'toolgap -C . $command --'" 2>"$tmp/out" |
			cut -f 1 | sed "s/=\$//; s/^/$command /"
	done <"$tmp/commands" >"$tmp/got"
	grep ' --' "$tmp/options" >"$tmp/want"; same 'fish offers the options of each command'
else
	skip 'fish is not here'
fi

echo "1..$n"
[ "$failed" -eq 0 ]
