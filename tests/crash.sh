#!/bin/sh
# SPDX-License-Identifier: MIT
# crash.sh: kill, or fail, an apply of eight files at every call that changes the disk: all or nothing.
#
# Needs the driver and the shim: $APPLY_TOOL and $CRASH_SHIM, else as the build leaves them. Prints TAP.
set -u

first() {
	for f; do
		if [ -f "$f" ]; then
			case $f in /*) echo "$f" ;; *) echo "$PWD/$f" ;; esac
			return
		fi
	done
}
tool=$(first ${APPLY_TOOL:+"$APPLY_TOOL"} tests/apply-tool ./apply-tool)
shim=$(first ${CRASH_SHIM:+"$CRASH_SHIM"} tests/crash-shim.so tests/.libs/crash-shim.so ./crash-shim.so \
	.libs/crash-shim.so)
if [ -z "$tool" ] || [ -z "$shim" ]; then
	echo "Bail out! apply-tool or crash-shim.so is not built"
	exit 1
fi

# In memory where there is room for that: what is proved here is order, not the disk.
base=${TMPDIR:-/tmp}
if [ -z "${TMPDIR:-}" ] && [ -d /dev/shm ] && [ -w /dev/shm ]; then
	base=/dev/shm
fi
top=$(mktemp -d "$base/toolgap-crash-XXXXXX") || exit 1
trap 'rm -rf "$top"' EXIT
trap 'exit 1' HUP INT TERM
box=$top/box
log=$top/log
errnos="ENOSPC EIO EDQUOT EACCES EROFS EMFILE EINTR"

n=0 failed=0
verdict() { # NAME, number of runs, number of faults, the first fault
	n=$((n + 1))
	if [ "$3" -eq 0 ] && [ "$2" -gt 0 ]; then
		echo "ok $n - $1: $2 runs"
	else
		failed=1
		echo "not ok $n - $1: $3 of $2 runs bad"
		echo "# $4"
	fi
}

# Run the driver under the shim: point, mode, command. The shell's word about the kill goes nowhere.
hurt() {
	CRASH_AT=$1 CRASH_MODE=$2 LD_PRELOAD=$shim "$tool" "$3" "$box" >/dev/null 2>"$log"
}
# What a command calls, a word for each call: "write" or "other".
calls() {
	CRASH_COUNT=$top/count LD_PRELOAD=$shim "$tool" "$1" "$box" >/dev/null 2>&1
	cat "$top/count"
}
# Recover and judge; what is said otherwise than "old" or "new" is a fault.
settled() {
	"$tool" settle "$box" 2>/dev/null
}

# Kill a command after every call, before the first, and in the middle of every write. (Before a call is
# after the one in front of it: nothing else changes the disk in between.)
kills() { # NAME, command
	runs=0 bad=0 why= olds=0 news=0 p=0
	killed before 1 "$2"
	for call in $(calls "$2"); do
		p=$((p + 1))
		killed after $p "$2"
		if [ $call = write ]; then
			killed half $p "$2"
		fi
	done
	# a proof that only ever sees one side proves little
	if [ $olds -eq 0 ] || [ $news -eq 0 ]; then
		bad=$((bad + 1)) why=${why:-"only one side seen: $olds old, $news new"}
	fi
	verdict "$1" $runs $bad "$why"
}
killed() { # mode, point, command
	runs=$((runs + 1))
	hurt $2 $1 $3
	rc=$?
	said=$(settled)
	case $rc.$said in
	137.old) olds=$((olds + 1)) ;;
	137.new) news=$((news + 1)) ;;
	*) bad=$((bad + 1)) why=${why:-"killed $1 call $2: exit $rc, files $said"} ;;
	esac
}

# How the system says it to a person.
reason() { # ERRNO
	case $1 in
	ENOSPC) echo 'No space left on device' ;;
	EIO) echo 'Input/output error' ;;
	EDQUOT) echo 'Disk quota exceeded' ;;
	EACCES) echo 'Permission denied' ;;
	EROFS) echo 'Read-only file system' ;;
	EMFILE) echo 'Too many open files' ;;
	EINTR) echo 'Interrupted system call' ;;
	esac
}

# One error, no restart: the files are old or new, the exit code says which, a sentence says why.
one_error() { # NAME, errnos
	runs=0 bad=0 why= all=$(calls apply)
	for mode in $2; do
		p=0
		for call in $all; do
			p=$((p + 1)) runs=$((runs + 1))
			hurt $p $mode apply
			rc=$?
			found=$("$tool" look "$box")
			case $mode.$call.$rc.$found in
			*.0.new) fault= ;;
			EINTR.write.*) fault="exit $rc, where trying again is all that it takes" ;;
			*.1.old | *.9.old)
				fault=
				LC_ALL=C grep -qF "$(reason $mode)" "$log" || fault="the reason is not said: $(head -n 1 "$log")"
				;;
			*) fault="exit $rc, files $found" ;;
			esac
			said=$(settled)
			[ "$said" = "$found" ] || fault=${fault:-"after recovery $said"}
			if [ -n "$fault" ]; then
				bad=$((bad + 1)) why=${why:-"$mode at call $p: $fault"}
			fi
		done
	done
	verdict "$1" $runs $bad "$why"
}

# A look that fails, once: nobody takes that for "not there".
blinded() { # NAME, errno, command
	runs=0 bad=0 why= p=0
	CRASH_LOOK=1
	export CRASH_LOOK
	[ $3 = recover ] || total=$(calls $3 | wc -l) p=1
	while :; do
		if [ $3 = recover ]; then # of a run that died in the middle; as long as there is a look to fail
			CRASH_LOOK= && unset CRASH_LOOK
			hurt $middle after apply
			CRASH_LOOK=1
			export CRASH_LOOK
			if [ $p -eq 0 ]; then
				CRASH_COUNT=$top/looks LD_PRELOAD=$shim "$tool" recover "$box" >/dev/null 2>&1
				total=$(wc -l <"$top/looks") p=1
				continue
			fi
		fi
		[ $p -le $total ] || break
		runs=$((runs + 1))
		hurt $p $2 $3
		rc=$?
		found=$("$tool" look "$box")
		said=$(settled)
		case $3.$rc.$found.$said in
		apply.0.new.new | undo.0.old.old | recover.0.[on]*.[on]*) ;;
		apply.[1-9].old.old | undo.[1-9].new.new | apply.8.*.old | undo.8.*.new | undo.8.*.old | recover.[1-9].*.[on]*)
			[ -s "$log" ] || bad=$((bad + 1)) why=${why:-"$2 at look $p: nothing was said"}
			;;
		*) bad=$((bad + 1)) why=${why:-"$2 at look $p: exit $rc, files $found, then $said"} ;;
		esac
		p=$((p + 1))
	done
	unset CRASH_LOOK
	verdict "$1" $runs $bad "$why"
}

# The error stays: what cannot be put back now (exit 8) is put back by the next run.
lasting_error() {
	runs=0 bad=0 why= all=$(calls apply)
	for mode in ENOSPC EIO; do
		p=0
		for call in $all; do
			p=$((p + 1)) runs=$((runs + 1))
			CRASH_LASTING=1 hurt $p $mode apply
			rc=$?
			found=$("$tool" look "$box")
			said=$(settled)
			case $rc.$found.$said in
			0.new.new | 1.old.old | 9.old.old | 8.*.old | 8.*.new) ;;
			*) bad=$((bad + 1)) why=${why:-"$mode from call $p: exit $rc, files $found, then $said"} ;;
			esac
		done
	done
	verdict "an errno that stays, from each call" $runs $bad "$why"
}

# Recovery killed at its own points, from several dead runs, converges.
recovery() {
	runs=0 bad=0 why= total=$(calls apply | wc -l)
	start=$((total / 6))
	while [ $start -lt "$total" ]; do
		hurt $start after apply
		p=0
		for call in $(calls recover); do
			p=$((p + 1)) mode=after
			if [ $call = write ]; then
				mode=half
			fi
			runs=$((runs + 1))
			hurt $start after apply
			hurt $p $mode recover
			hurt $(((p + 1) / 2)) after recover
			said=$(settled)
			case $said in
			old | new) ;;
			*) bad=$((bad + 1)) why=${why:-"run cut at $start, recovery at $p: $said"} ;;
			esac
		done
		start=$((start + total / 11))
	done
	verdict "recovery killed twice at its own calls" $runs $bad "$why"
}

# The harness must see what a bad program does.
control() { # NAME, command
	runs=0 seen=0 p=0
	for call in $(calls "$2"); do
		p=$((p + 1)) runs=$((runs + 1))
		hurt $p half "$2"
		case $(settled) in
		BAD*) seen=$((seen + 1)) ;;
		esac
	done
	if [ $seen -gt 0 ]; then
		verdict "negative control, $1, is seen $seen times" $runs 0 ""
	else
		verdict "negative control, $1" $runs 1 "the harness is blind"
	fi
}

# A signal waits for the end: the files are right without any recovery.
signalled() {
	runs=0 bad=0 why= p=0 all=$(calls apply)
	for call in $all; do
		p=$((p + 1))
		signal_at $p TERM 143
	done
	verdict "TERM after each call" $runs $bad "$why"
	runs=0 bad=0 why= last=$p p=0
	while [ $((p += 9)) -le "$last" ]; do
		signal_at $p INT 130
		signal_at $p HUP 129
		signal_at $p QUIT 131
	done
	verdict "INT, HUP and QUIT after some" $runs $bad "$why"
}
signal_at() { # point, signal, what it ends with
	runs=$((runs + 1))
	hurt $1 $2 apply
	rc=$?
	found=$("$tool" look "$box")
	said=$(settled)
	case $rc.$found.$said in
	$3.old.old | $3.new.new) ;;
	*) bad=$((bad + 1)) why=${why:-"$2 after call $1: exit $rc, files $found, then $said"} ;;
	esac
}

# A rival does something to one file after call p, and is that file's only master from then on.
# Files by their number in apply-tool.c: 0 is changed, 5 is removed, 7 is created.
rivals() {
	runs=0 bad=0 why= all=$(calls apply)
	for case in 0.rename 0.write 0.unlink 5.rename 5.write 7.rename; do
		which=${case%.*} kind=${case#*.} path=
		case $which in
		0) path=ws/.mcp.json ;;
		5) path=ws/gone.yaml ;;
		7) path=home/.private.json ;;
		esac
		p=0
		for call in $all; do
			p=$((p + 1))
			rival_at $p $kind "$box/$path" $which
		done
	done
	verdict "a rival at each call loses nothing" $runs $bad "$why"
	runs=0 bad=0 why= p=0
	CRASH_THEN=kill
	export CRASH_THEN
	for call in $all; do
		p=$((p + 1))
		rival_at $p rename "$box/ws/.mcp.json" 0
		rival_at $p write "$box/ws/gone.yaml" 5
	done
	unset CRASH_THEN
	verdict "a rival at each call, and then the kill" $runs $bad "$why"
}
# The rival comes while a dead run is recovered.
rival_recovering() {
	runs=0 bad=0 why= total=$(calls apply | wc -l)
	for start in $((total * 6 / 10)) $((total * 7 / 10)); do
		hurt $start after apply
		p=0
		for call in $(calls recover); do
			p=$((p + 1))
			for case in 0.ws/.mcp.json 5.ws/gone.yaml; do
				runs=$((runs + 1))
				hurt $start after apply
				CRASH_PATH=$box/${case#*.} hurt $p rename recover
				rc=$?
				said=$("$tool" rival "$box" ${case%%.*} rename 2>/dev/null)
				[ $rc.$said = 0.old ] || bad=$((bad + 1)) \
					why=${why:-"run cut at $start, $case at $p: exit $rc, $said"}
			done
		done
	done
	verdict "a rival at each call of a recovery" $runs $bad "$why"
}
rival_at() { # point, kind, path, number of the file
	runs=$((runs + 1))
	rm -f "$top/note"
	CRASH_NOTE=$top/note CRASH_PATH=$3 hurt $1 $2 apply
	rc=$?
	said=$("$tool" rival "$box" $4 $2 2>/dev/null)
	case $rc.$said in
	0.new | 5.old | 137.old | 137.new) ;;
	*.BAD\ lost*) # not if the rival could not do it: its file was gone already
		[ ! -e "$top/note" ] || bad=$((bad + 1)) why=${why:-"file $4, $2 after call $1: exit $rc, $said"}
		;;
	*) bad=$((bad + 1)) why=${why:-"file $4, $2 after call $1: exit $rc, $said"} ;;
	esac
}

short_writes() {
	CRASH_SHORT=1 hurt 0 after apply
	rc=$?
	said=$(settled)
	bad=1
	[ "$rc.$said" != 0.new ] || bad=0
	verdict "writes that take only a part" 1 $bad "exit $rc, files $said"
}

race() {
	said=$("$tool" race "$box" 1500)
	rc=$?
	won=${said#won }
	if [ $rc -eq 0 ] && [ "${won%%,*}" -eq 0 ]; then
		# a machine so busy that the rival always came first proves nothing, and is no fault either
		n=$((n + 1))
		echo "ok $n - a rival that writes all the time # SKIP the rival was always first ($said)"
		return
	fi
	verdict "a rival that writes all the time loses nothing ($said)" 1500 $rc "$said"
}

# Four at once on one workspace: whoever does not win is told who did, or finds the work done.
crowd() {
	runs=0 bad=0 why=
	while [ $runs -lt 25 ]; do
		runs=$((runs + 1))
		"$tool" fresh "$box"
		for i in 1 2 3 4; do
			(
				"$tool" again "$box" 2>"$top/said$i"
				echo $? >"$top/rc$i"
			) &
		done
		wait
		for i in 1 2 3 4; do
			case $(cat "$top/rc$i") in
			0) ;;
			7) grep -q "process [0-9?]" "$top/said$i" || bad=$((bad + 1)) why="nobody named" ;;
			*) bad=$((bad + 1)) why="exit $(cat "$top/rc$i"): $(cat "$top/said$i")" ;;
			esac
		done
		said=$(settled)
		[ "$said" = new ] || bad=$((bad + 1)) why="files $said"
	done
	verdict "four runs at once" $runs $bad "$why"
}

echo "1..21"
{
	kills "an apply killed at each call" apply
	kills "an undo killed at each call" undo
	one_error "each errno at each call" "$errnos"
	lasting_error
	middle=$(($(calls apply | wc -l) * 2 / 3))
	blinded "an apply that cannot look" EIO apply
	blinded "an apply that may not look" EACCES apply
	blinded "an undo that cannot look" EIO undo
	blinded "a recovery that cannot look" EIO recover
	recovery
	CRASH_NOSYS=1
	export CRASH_NOSYS
	kills "no openat2, no exchange: killed at each call" apply
	one_error "no openat2, no exchange: an error at each call" EIO
	unset CRASH_NOSYS
	signalled
	short_writes
	rivals
	rival_recovering
	race
	crowd
	control "truncate and write" naive
	CRASH_LOSE=1
	export CRASH_LOSE
	control "a journal that is not saved" apply
	unset CRASH_LOSE
} 2>"$top/noise"
exit $failed
