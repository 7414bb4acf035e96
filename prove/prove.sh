#!/bin/sh
# SPDX-License-Identifier: MIT
# prove.sh: every harness of prove/list, two at a time; a table of what was promised and what was found. `./dev prove`.
set -u
prove=${0%/*}

usage() {
	cat <<'USAGE'
Usage: prove.sh [--controls] [--only NAME]... [--seed N] [--jobs N] [--list]

Breaks into everything that toolgap promises, and tells in a table what came of it: crashes, lost power, full disks, failing
calls, rivals, memory that ends, hostile bytes, leaks. Exit code 0 only where every promise held. What cannot be tried on
this machine ("not here") is no promise that held, and none that is broken.

  --controls    hold every harness against something that is broken on purpose; good only where each of them sees it
  --only NAME   this one alone; repeat it for more
  --seed N      other chances than the usual ones
  --jobs N      so many at a time: 1 or 2 (2)
  --list        the names and what they promise

PROVE_SCALE=0.1 in the environment is a quick look, a tenth of the usual numbers; 1 is usual.
USAGE
}
die() {
	echo "prove: $*" >&2
	exit 2
}

only= controls= seed= jobs=2 list=
while [ $# -gt 0 ]; do
	case $1 in
	--controls) controls=--control ;;
	--only)
		[ $# -gt 1 ] || die '--only needs a name'
		grep -q "^$2|" "$prove/list" || die "there is no harness $2; --list names them"
		only="$only $2"
		shift
		;;
	--seed)
		case ${2-} in '' | *[!0-9]*) die '--seed needs a number' ;; esac
		seed=$2
		shift
		;;
	--jobs)
		case ${2-} in 1 | 2) jobs=$2 ;; *) die '--jobs is 1 or 2' ;; esac
		shift
		;;
	--list) list=1 ;;
	-h | --help)
		usage
		exit 0
		;;
	*)
		usage >&2
		exit 2
		;;
	esac
	shift
done
wanted() { # lines of the list, without remarks
	grep -v -e '^#' -e '^$' "$prove/list" | while IFS='|' read -r name promise; do
		case " ${only:-$name} " in *" $name "*) printf '%s|%s\n' "$name" "$promise" ;; esac
	done
}
if [ -n "$list" ]; then
	wanted | awk -F'|' '{ printf "%-12s %s\n", $1, $2 }'
	exit 0
fi

for v in TOOLGAP SANDBOX; do
	eval "file=\${$v-}"
	[ -x "$file" ] || die "$v names no program; ./dev prove sets all that is needed"
done
: "${srcdir:=$prove/..}" "${TOOLGAP_DATADIR:=$srcdir/data}" "${top_builddir:=${TOOLGAP%/*}}"
export TOOLGAP SANDBOX TOOLGAP_DATADIR srcdir top_builddir
out=$top_builddir/prove
mkdir -p "$out" || exit 2
unset COMPOSIO_API_KEY PIPEDREAM_CLIENT_ID PIPEDREAM_CLIENT_SECRET PIPEDREAM_PROJECT_ID GITHUB_TOKEN LD_PRELOAD
pids=
trap 'for p in $pids; do kill "$p" 2>/dev/null; done; exit 130' HUP INT TERM

now() { date +%s; }
# One harness into its own log; what it ended with, and how long it took, beside that.
one() { # NAME
	log=$out/$1${controls:+.control}.log start=$(now)
	rm -f "$log.end"
	sh "$prove/$1.sh" $controls ${seed:+--seed "$seed"} >"$log" 2>&1 </dev/null &
	inner=$!
	trap 'kill "$inner" 2>/dev/null' HUP INT TERM
	wait "$inner"
	rc=$?
	trap - HUP INT TERM
	echo "$rc $(($(now) - start))" >"$log.end"
}
verdict() { # CODE
	case $1:$controls in
	0:) echo held ;;
	1:--control) echo 'seen' ;;
	77:*) echo 'not here' ;;
	0:--control) echo BLIND ;;
	1:) echo BROKEN ;;
	*) echo "ended with $1" ;;
	esac
}

names=$(wanted | cut -d'|' -f1)
total=$(now)
echo "prove: $(echo "$names" | wc -l) harnesses, $jobs at a time; each tells its story in $out/NAME${controls:+.control}.log"
running=
for name in $names; do
	# wait until one of those that run is over
	while [ "$(echo $running | wc -w)" -ge "$jobs" ]; do
		still=
		for r in $running; do
			[ -f "$out/$r${controls:+.control}.log.end" ] || still="$still $r"
		done
		[ "$still" != "$running" ] || sleep 0.2
		running=$still
	done
	rm -f "$out/$name${controls:+.control}.log.end"
	one "$name" &
	pids="$pids $!"
	running="$running $name"
done
wait

bad=0 absent=0
printf '\n'
for name in $names; do
	log=$out/$name${controls:+.control}.log
	promise=$(sed -n "s/^$name|//p" "$prove/list")
	read -r rc seconds <"$log.end"
	figures=$(tail -n 1 "$log" | sed -n 's/^= //p')
	word=$(verdict "$rc")
	printf '%-10s %-9s %4d s  %s\n%26s%s\n' "$name" "$word" "$seconds" "$promise" '' "${figures:-no figures: see $log}"
	case $word in
	held | seen) [ -n "$figures" ] || bad=$((bad + 1)) ;;
	'not here') absent=$((absent + 1)) ;;
	*)
		bad=$((bad + 1))
		grep -e FAULT -e 'Bail out' -e '^not ok' "$log" | head -n 8 | sed 's/^ */                            /'
		;;
	esac
done
all=$(echo "$names" | wc -l)
printf '\n%d of %d promises %s%s, in %d s\n' $((all - bad - absent)) "$all" \
	"$([ -n "$controls" ] && echo 'are seen to break when they are broken on purpose' || echo held)" \
	"$([ $absent -eq 0 ] || echo "; $absent cannot be tried on this machine")" $(($(now) - total))
[ $bad -eq 0 ]
