# SPDX-License-Identifier: MIT
# lib.sh: what the harnesses share: their words, the box, the walks that wait for their last answer. To be sourced.
#
# A harness is prove/NAME.sh [--control] [--seed N]. It says what it does; its last line is "= FIGURES", and its exit code
# 0 where the promise held, 1 where it is broken, 77 where it cannot be looked at here ("= why"). With --control the same
# harness looks at something that is broken on purpose, and must say 1. PROVE_SCALE (1; 0.1 is a quick look) is how often.
#
# TOOLGAP, SANDBOX and TOOLGAP_DATADIR name the programs and the data, srcdir the source, top_builddir the build.
prove=${0%/*}
seed=20261122 control=
while [ $# -gt 0 ]; do
	case $1 in
	--control) control=1 ;;
	--seed) seed=${2:?} && shift ;;
	*)
		echo "usage: $0 [--control] [--seed N]" >&2
		exit 2
		;;
	esac
	shift
done
# What is proved here is order, not the disk: in memory where there is room.
if [ -z "${TMPDIR:-}" ] && [ -d /dev/shm ] && [ -w /dev/shm ]; then
	TMPDIR=/dev/shm
	export TMPDIR
fi
: "${PROVE_SCALE:=1}" "${top_builddir:=${TOOLGAP%/*}}"
export PROVE_SCALE top_builddir

cannot() { # WHY
	echo "= $1"
	exit 77
}
for program in python3 ${needs:-}; do
	command -v "$program" >/dev/null 2>&1 || cannot "there is no $program"
done
. "$prove/../tests/e2e-lib.sh"
TOOLGAP_NOW=2026-11-21T10:00:00Z
PYTHONPATH=$prove PYTHONDONTWRITEBYTECODE=1
export TOOLGAP_NOW PYTHONPATH PYTHONDONTWRITEBYTECODE
shim=$top_builddir/tests/crash-shim.so
export shim

# Runs prove/$1.py on what is in the box; its figures and its exit code are ours.
look() { # NAME ARGUMENT…
	what=$1
	shift
	python3 "$prove/$what.py" --seed "$seed" ${control:+--control} "$@"
	exit
}

# ---- two walks that lack their last answer: `toolgap wizard --resume --ui=none --yes` then writes, and asks no vendor

# Every client for which an entry with a secret can be written: one that replaces a variable in a header's value.
writable() {
	awk '$1 == "-" && $2 == "id:" { id = $3; found = 0 }
		!found && ($1 == "variable:" || $1 == "env-headers-field:") { printf "%s%s", comma, id; comma = ","; found = 1 }' \
		"$TOOLGAP_DATADIR/clients.yaml"
}
# Path D for all clients, the registry and a capability file; half of the files are there already, each in another shape.
walk_everything() {
	mkdir -p "$W/.gemini" "$W/.qwen" "$W/real" "$W/.kiro/settings"
	printf '{\r\n\t"theme": "dark",\r\n\t"mcpServers": {}\r\n}\r\n' >"$W/.gemini/settings.json"
	printf '{"mcpServers":{"mine":{"httpUrl":"https://mine.example/mcp"}},"big":12345678901234567890}' >"$W/real/qwen.json"
	ln -s ../real/qwen.json "$W/.qwen/settings.json"
	chmod 600 "$W/real/qwen.json"
	printf '{\n  // mine\n  "mcp": {\n  },\n}\n' >"$W/opencode.json"
	chmod 640 "$W/opencode.json"
	: >"$W/.kiro/settings/mcp.json"
	stopped 'composio-candidate: none' 'path: D' 'short: gtm' 'oauth: managed' 'connect: wait' -- \
		--client "$(writable)"
}
# Path A: the row that waits, and its reminder.
walk_waiting() {
	stopped 'composio-candidate: none' 'path: A' 'request: board' --
}
stopped() { # ANSWER… -- OPTION…
	printf '%s\n' 'provider: Google Tag Manager' 'tenants: ascend, kahuna' >"$tmp/answers"
	while [ "$1" != -- ]; do
		echo "$1" >>"$tmp/answers"
		shift
	done
	shift
	tg wizard --ui=none --answers "$tmp/answers" "$@"
	if [ "$rc" -ne 2 ] || ! grep -q "'confirm'" "$err"; then
		cat "$out" "$err"
		echo '= the walk did not come to its last question'
		exit 1
	fi
}
# The two boxes, at one place and never at once: what lies in them names the place.
boxes() {
	all_connected
	vendors
	for walk in everything waiting; do
		boxes=0
		fresh
		walk_$walk
		mv "$box" "$tmp/$walk"
	done
	vendors_stop
	a_copy
}
# Whoever builds meanwhile does not take the program away.
a_copy() {
	mkdir "$tmp/bin"
	cp "$TOOLGAP" "$tmp/bin/toolgap"
	TOOLGAP=$tmp/bin/toolgap
	export TOOLGAP
}
