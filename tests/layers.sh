#!/bin/sh
# SPDX-License-Identifier: MIT
# layers.sh: the house rules that a grep can hold: who may include whom, and how a file begins and ends. Prints TAP.
#
# The tree is $srcdir, else the folder above this one. The rules are first tried on a made-up tree, sound and then
# broken in every way: each breach must be found.
set -u
LC_ALL=C; export LC_ALL
tree=${srcdir:-$(dirname "$0")/..}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/toolgap-layers-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# Room, and the rooms that it may include.
rooms='base base
runbook base runbook
files base files
vendors base vendors
work base runbook files vendors work
sandbox base sandbox
ui base runbook files vendors work ui
'
# Third-party header, and the one file that knows it; a * stands for exactly one of several files.
owners='cJSON.h src/base/json.c
curl/curl.h src/vendors/http.c
curses.h ui/term.c
libical/ical.h src/files/ics.c
term.h ui/term.c
microhttpd.h src/sandbox/*
qrencode.h ui/qr.c
sha2.h src/base/sha256.c
yaml.h src/base/yaml.c
'
# What C and POSIX have; a header in neither list is a new dependency and wants a line above.
system='assert ctype dirent dlfcn errno fcntl float ftw getopt inttypes langinfo libintl limits locale math poll pthread
pwd setjmp signal spawn stdarg stdatomic stdbool stddef stdint stdio stdlib string strings termios time unistd
wchar wctype config arpa/* linux/* netinet/* sys/*'
# Bytes in, bytes out: these rooms reach for no disk, process or socket. http is the one that speaks to the network.
impure='dirent.h dlfcn.h fcntl.h ftw.h linux/* netinet/* poll.h pthread.h signal.h spawn.h sys/* termios.h
unistd.h'

# "FILE HEADER" for each include; own headers in quotes, the others in <>.
includes() {
	(cd "$1" && grep -EHo '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"][^>"]*[>"]' $(sources src ui)) |
		sed 's/:[^<"]*/ /'
}
sources() {
	find "$@" -name '*.[ch]' -type f | sort
}

rule_rooms() {
	includes "$1" | awk -v rooms="$rooms" '
		BEGIN {
			n = split(rooms, line, "\n")
			for (i = 1; i <= n; i++) {
				m = split(line[i], word, " ")
				for (j = 2; j <= m; j++) may[word[1], word[j]] = 1
				if (m) room[word[1]] = 1
			}
		}
		{
			split($1, at, "/"); from = at[1] == "ui" ? "ui" : at[2]
			own = $2 ~ /^"/
			gsub(/[<>"]/, "", $2); split($2, at, "/"); to = at[1]
			if (!(from in room)) print $1 ": a room that tests/layers.sh does not know"
			else if (own && (!(to in room) || $2 ~ /\.\./)) print $1 ": \"" $2 "\" does not begin with a room"
			else if (!own && to in room) print $1 ": <" $2 "> is ours: use quotes"
			else if (own && !((from, to) in may)) print $1 ": " from " may not include " $2
		}'
}

rule_owners() {
	includes "$1" | awk -v owners="$owners" -v system_h="$system" '
		function is_system(h,    i) {
			for (i in sys) {
				if (sys[i] ~ /\*$/ ? index(h, substr(sys[i], 1, length(sys[i]) - 1)) == 1 : h == sys[i] ".h")
					return 1
			}
			return 0
		}
		BEGIN {
			split(system_h, sys, /[ \n]+/)
			n = split(owners, line, "\n")
			for (i = 1; i <= n; i++)
				if (split(line[i], word, " ") == 2) owner[word[1]] = word[2]
		}
		$2 !~ /^</ { next }
		{
			gsub(/[<>]/, "", $2)
			if (!($2 in owner)) {
				if (!is_system($2)) print $1 ": <" $2 "> is neither the system'\''s nor listed in tests/layers.sh"
				next
			}
			want = owner[$2]
			if (want ~ /\*$/ ? index($1, substr(want, 1, length(want) - 1)) != 1 : $1 != want)
				print $1 ": <" $2 "> belongs to " want
			else if (want ~ /\*$/ && $2 in first && first[$2] != $1)
				print $1 ": <" $2 "> is included by " first[$2] " already"
			first[$2] = $1
		}'
}

rule_pure() {
	includes "$1" | awk -v impure="$impure" '
		BEGIN { n = split(impure, bad, /[ \n]+/) }
		$1 !~ /^src\/(runbook|files|vendors)\// || $1 ~ /^src\/vendors\/http[_.]/ || $2 !~ /^</ { next }
		{
			gsub(/[<>]/, "", $2)
			for (i = 1; i <= n; i++)
				if (bad[i] ~ /\*$/ ? index($2, substr(bad[i], 1, length(bad[i]) - 1)) == 1 : $2 == bad[i])
					print $1 ": <" $2 "> in a room without disk, process or network"
		}'
}

rule_size() {
	(cd "$1" && for f in $(sources src ui); do
		n=$(wc -l <"$f")
		[ "$n" -le 450 ] || echo "$f: $n lines; past 450 a file is two"
	done)
}

rule_top() {
	(cd "$1" && for f in $(sources src ui tests); do
		awk -v f="$f" '
			NR == 1 && $0 != "/* SPDX-License-Identifier: MIT */" { print f ": line 1 is not the SPDX line" }
			NR == 2 && $0 !~ /^\/\*.*[a-zA-Z]/ { print f ": line 2 does not say what the file is for" }
			NR == 2 { two = 1; exit }
			END { if (!two) print f ": no line 2 that says what the file is for" }' "$f"
	done)
}

n=0
verdict() { # NAME, what was found: nothing is good
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/#   /'
	fi
}

# The made-up tree: sound, with everything that is allowed at its limit.
put() { # FILE, line…
	mkdir -p "$(dirname "$tmp/t/$1")"
	f=$1
	shift
	printf '%s\n' '/* SPDX-License-Identifier: MIT */' "/* $f: made up. */" "$@" >"$tmp/t/$f"
}
sound() {
	rm -rf "$tmp/t"
	put src/base/json.c '#include "base/json.h"' '#include <cJSON.h>' '#include <math.h>'
	put src/base/json.h '#include <stddef.h>'
	put src/runbook/ask.c '#include "runbook/ask.h"' '#include "base/json.h"' '/* #include "work/plan.h" */'
	put src/files/toml.c '#include "base/json.h"'
	put src/vendors/http.c '#include <curl/curl.h>' '#include <sys/socket.h>'
	put src/work/plan.c '#include "files/toml.h"' '#include "vendors/http.h"' '#include "runbook/ask.h"' \
		'# include <sys/stat.h>'
	put src/sandbox/server.c '#include <microhttpd.h>' '#include "base/json.h"'
	put ui/term.c '#include <curses.h>' '#include "work/plan.h"' '#include "ui/term.h"'
	put tests/t-json.c '#include "base/json.h"'
	put src/work/long.c
	i=2
	while [ $i -lt 450 ]; do i=$((i + 1)) && echo; done >>"$tmp/t/src/work/long.c"
}
all='rooms owners pure size top'
faults=
# The rule must find the breach in this file; the other rules must stay silent about it.
breach() { # RULE, FILE, line that is added
	sound
	[ -f "$tmp/t/$2" ] || put "$2"
	[ $# -lt 3 ] || printf '%s\n' "$3" >>"$tmp/t/$2"
	case $(rule_$1 "$tmp/t") in
	"$2: "*) ;;
	*) faults="$faults${faults:+
}rule $1 does not see '${3-}' in $2" ;;
	esac
}

sound
for rule in $all; do
	said=$(rule_$rule "$tmp/t")
	faults="$faults${said:+rule $rule in a sound tree: $said
}"
done
verdict 'a sound tree passes' "$faults"

faults=
for pair in base:runbook base:files base:vendors base:work base:ui runbook:files runbook:vendors runbook:work \
	files:runbook files:vendors files:work vendors:runbook vendors:files vendors:work work:ui work:sandbox \
	sandbox:work sandbox:vendors files:sandbox; do
	breach rooms "src/${pair%:*}/new.c" "#include \"${pair#*:}/x.h\""
done
breach rooms ui/new.c '#include "sandbox/box.h"'
breach rooms ui/new.c '#include "new.h"'
breach rooms src/work/new.c '#include "../ui/term.h"'
breach rooms src/work/new.c '#include "work/../../ui/term.h"'
breach rooms src/work/new.h '  #  include "ui/term.h"'
breach rooms src/base/new.c '#include <work/plan.h>'
breach rooms src/extra/new.c '#include "base/json.h"'
verdict 'a breach of the rooms is found' "$faults"

faults=
for header in cJSON.h curl/curl.h curses.h term.h microhttpd.h sha2.h yaml.h ncurses.h openssl/evp.h; do
	breach owners src/work/new.c "#include <$header>"
done
breach owners src/vendors/http_two.c '#include <curl/curl.h>'
breach owners src/sandbox/server2.c '#include <microhttpd.h>'
verdict 'a header in a second file is found, and a new one' "$faults"

faults=
breach pure src/runbook/new.c '#include <unistd.h>'
breach pure src/files/new.c '#include <sys/stat.h>'
breach pure src/vendors/new.h '#include <poll.h>'
breach pure src/vendors/httpx.c '#include <fcntl.h>'
verdict 'disk and network in a pure room are found' "$faults"

faults=
breach size src/work/long.c 'line 451'
verdict 'line 451 is found' "$faults"

faults=
breach_top() { # FILE, its text
	sound
	printf "$2" >"$tmp/t/$1"
	case $(rule_top "$tmp/t") in
	"$1: "*) ;;
	*) faults="$faults${faults:+
}rule top does not see $1" ;;
	esac
}
breach_top src/base/json.h ''
breach_top src/base/json.h '/* SPDX-License-Identifier: MIT */\n'
breach_top src/base/json.h '/* SPDX-License-Identifier: MIT */\n\n#include <stddef.h>\n'
breach_top tests/t-json.c '/* t-json: made up. */\n/* t-json: made up. */\n'
breach_top ui/term.c '/* SPDX-License-Identifier: GPL-2.0 */\n/* term: made up. */\n'
verdict 'a file without licence or purpose is found' "$faults"

# And now the tree itself.
if [ -z "$(includes "$tree")" ]; then
	echo "Bail out! no sources below $tree"
	exit 1
fi
verdict 'the rooms include one way only' "$(rule_rooms "$tree")"
verdict 'each third-party header has one owner' "$(rule_owners "$tree")"
verdict 'runbook, files and vendors are pure' "$(rule_pure "$tree")"
verdict 'no source is past 450 lines' "$(rule_size "$tree")"
verdict 'each file begins with its licence and its purpose' "$(rule_top "$tree")"
echo "1..$n"
