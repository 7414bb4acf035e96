#!/bin/sh
# SPDX-License-Identifier: MIT
# e2e-leaves.sh: every end of the runbook and of the rollout, reached with nobody there, in line mode and by the keys of the full
# screen: the same answers lead to the same end, the same exit code, the same record and the same bytes. Prints TAP.
#
# An end that is new in data/runbook.yaml or data/rollout.yaml fails here until it has a walk. $LEAVES: only titles with this text.
. "$(dirname "$0")/e2e-lib.sh"

TOOLGAP_NOW=2026-11-21T10:00:00Z
TERM=xterm-256color
export TOOLGAP_NOW TERM TOOLGAP
unset ACCESSIBLE
gtm='Google Tag Manager'
reg=docs/composio/toolkit-registry.md
: >"$tmp/seen"

# ---- a step of the runbook that is walked

field() { # STEP KEY: of that step in $runbook
	awk -v step="$1" -v key="$2:" '
		$1 == "-" && $2 == "id:" { here = $3 == step }
		here && $1 == key { sub(/^ *[a-z]+: */, ""); gsub(/^"|"$/, ""); print; exit }' "$runbook"
}
# What the screen says when it asks: the longest piece of the prompt that no fact goes into; of a page that is read aloud its title.
asked() { # STEP
	{ field "$1" prompt; [ -n "$(field "$1" prompt)" ] || echo 'Go on'; } | sed 's/{[^}]*}/\n/g' | awk '
		length > length(best) { best = $0 } END { sub(/^ */, "", best); print substr(best, 1, 60) }'
}
label() { # STEP OPTION: as the list shows it
	awk -v step="$1" -v option="$2" '
		$1 == "-" && $2 == "id:" { here = $3 == step }
		here && /\{id: / {
			line = $0
			sub(/.*\{id: "?/, "", line)
			id = line
			sub(/"?,.*/, "", id)
			sub(/.*label: "?/, "", line)
			sub(/"?, (hint|when|next):.*/, "", line)
			if (id == option) { print line; exit }
		}' "$runbook"
}

# ---- the three fronts, each with $tmp/steps, the answers as "step: value"

begin() { # a fresh box, made ready
	fresh
	# One for all fronts, as its address goes into the entries; but an issue that one of them filed is not there for the next.
	[ "$asks_of $made" = "$sandbox no" ] || vendors $sandbox
	asks_of=$sandbox
	eval "$prepare"
	find "$state/sessions" -mindepth 1 -delete 2>/dev/null
}
ended_at() { # the step at which the latest walk of this box stands
	[ ! -f "$state/work" ] || rm "$state/work" # what was in the way of the records
	(cd "$W" && "$TOOLGAP" sessions --json 2>/dev/null) | sed -n 's/^      "step": "\(.*\)",$/\1/p' | head -n 1
}
nobody() {
	tg $walk --ui=none --answers "$tmp/steps" --record "$tmp/none.rec" "$@"
}
typed() {
	while IFS= read -r line; do
		value=${line#*: }
		[ "$line" != 'confirm: yes' ] || value=apply
		echo "$value"
	done <"$tmp/steps" >"$tmp/lines"
	(cd "$W" && exec "$TOOLGAP" $walk --ui=line --record "$tmp/line.rec" "$@") >"$out" 2>"$err" <"$tmp/lines"
	rc=$?
}
keys() {
	[ $terminals -eq 0 ] || T kill-server 2>/dev/null
	in_terminal 200 60 --record "$tmp/tui.rec" "$@" || return
	while IFS= read -r line <&3; do
		id=${line%%: *} value=${line#*: }
		case $(field "$id" kind) in
		ask)
			step "$(asked "$id")" C-u && T send-keys -t w -l "$value" && T send-keys -t w Enter
			;;
		choose)
			text=$(label "$id" "$value")
			step "$(asked "$id")" / && T send-keys -t w -l "${text:-$value}" &&
				wait_for "› ${text:-}" && T send-keys -t w Enter
			;;
		confirm)
			if [ "$(field "$id" check)" = danger ] && [ "$value" = yes ]; then
				step "$(asked "$id")" a && step 'y write them' y
			elif [ "$(field "$id" check)" = danger ]; then
				step "$(asked "$id")" n
			else # no Enter counts that comes right behind such a question
				step "$(asked "$id")" Home && sleep 0.4 && { [ "$value" = no ] || T send-keys -t w Down; } &&
					T send-keys -t w Enter
			fi
			;;
		*)
			wait_for "$(asked "$id")" && sleep 0.4 && T send-keys -t w Enter
			;;
		esac || break
	done 3<"$tmp/steps"
	step 'Enter or q leaves' Enter
	ended
}
leaf() { # END TITLE ANSWER…
	end=$1 title=$2
	shift 2
	case $title in
	*"${LEAVES-}"*) ;;
	*) return ;;
	esac
	printf '%s\n' "$@" >"$tmp/steps"
	begin
	none=$box
	nobody $start
	none_rc=$rc
	at=$(ended_at)
	[ "$at" = "$end" ]
	say $? "$title: nobody there, to $end (was $at)"
	[ "$at" = "$end" ] || return
	echo "$(basename "$runbook") $end" >>"$tmp/seen"
	# what was taken by itself here is asked there; what the command line says is not
	grep -v -e '^#' ${given:+-e "$given"} "$tmp/none.rec" >"$tmp/steps"
	for front in typed keys; do
		name='line mode'
		if [ $front = keys ]; then
			name='the full screen'
			in_path tmux || { skip 'no tmux' "$title: the full screen"; continue; }
		fi
		begin
		$front $start
		[ "$(ended_at)" = "$end" ] && [ "$rc" -eq $none_rc ]
		say $? "$title: $name, to the same end with the same exit code ($rc, $none_rc)"
		diff -r -x .local -x .git "$none" "$box" >"$tmp/diff" 2>&1
		r=$?
		[ $r -eq 0 ] || sed 's/^/#   /' "$tmp/diff" | head -n 20
		say $r "$title: $name, the same bytes"
		[ $front = keys ] && rec=$tmp/tui.rec || rec=$tmp/line.rec
		same "$tmp/none.rec" "$rec" "$title: $name, the same record"
	done
}

# ---- what a leaf needs

without() { # SLUG: no earlier case of it
	sed -i.bak "/^| .$1./d" "$W/$reg" && rm -f "$W/$reg.bak"
}
applied() { # ARGUMENT…: it is there already
	tg plan "$@" --out "$tmp/plan.json" && tg apply "$tmp/plan.json" && rm -f "$tmp/plan.json"
}
repository() {
	git -C "$W" init -q && git -C "$W" config user.name Operator && git -C "$W" config user.email operator@example.com &&
		git -C "$W" config commit.gpgsign false && git -C "$W" add -A && git -C "$W" commit -q -m 'as it was'
}
refusing() {
	repository
	printf '#!/bin/sh\nexit 1\n' >"$W/.git/hooks/pre-commit" && chmod +x "$W/.git/hooks/pre-commit"
}
foreign() { # an entry of ours by its name, and not by what it says
	sed -i.bak 's|"mcpServers": {|&\n    "pipedream-gtm-ascend": { "type": "http", "url": "https://mcp.example.com/theirs" },|' "$W/.mcp.json" &&
		rm -f "$W/.mcp.json.bak"
}
all_connected

runbook=$TOOLGAP_DATADIR/runbook.yaml
walk=wizard start= sandbox= prepare=: asks_of=none made=no given=
set -- "provider: $gtm" 'tenants: ascend, kahuna' 'composio-candidate: none' 'path: D' 'short: gtm' 'oauth: managed'
leaf end-done 'Path D' "$@" 'confirm: yes'
leaf end-not-written 'Path D, not confirmed' "$@" 'confirm: no'
prepare='applied "$gtm" --tenant ascend,kahuna --oauth-app managed'
leaf end-same 'Path D, once more' "provider: $gtm" 'tenants: ascend, kahuna' 'known: tenants' 'composio-candidate: none' 'path: D' 'short: gtm' 'oauth: managed'
prepare=foreign
leaf end-refused 'an entry that is not ours, left' "$@" 'replace-foreign: leave'
leaf end-done 'an entry that is not ours, replaced' "$@" 'replace-foreign: replace' 'confirm: yes'
prepare='mkdir -p "$state" && : >"$state/work"' # where the records of an apply would go
leaf end-failed 'an apply that cannot begin' "$@" 'confirm: yes'
if in_path git; then
	prepare=repository
	leaf end-committed 'a commit' "$@" 'confirm: yes' 'commit: yes'
	leaf end-done 'a commit that is not wanted' "$@" 'confirm: yes' 'commit: no'
	prepare=refusing
	leaf end-uncommitted 'a commit that a hook refuses' "$@" 'confirm: yes' 'commit: yes'
fi
prepare=:
leaf end-known 'a case of before' 'provider: Gmail' 'tenants: ascend' 'known: leave'
prepare='without gmail'
leaf end-composio 'native, left' 'provider: Gmail' 'tenants: ascend' 'composio-native: leave'
leaf end-done 'native, recorded' 'provider: Gmail' 'tenants: ascend, kahuna' 'composio-native: record' 'confirm: yes'
prepare='without slack'
leaf end-not-connected 'not connected, left' 'provider: Slack' 'tenants: ascend, kahuna' 'composio-offer: leave'
leaf end-done 'not connected, recorded' 'provider: Slack' 'tenants: ascend, kahuna' 'composio-offer: record' 'confirm: yes'
prepare='without googleanalytics'
leaf end-scope-gap 'a scope gap, left' 'provider: Google Analytics' 'tenants: ascend, kahuna' 'scope-gap: leave'
leaf end-done 'a scope gap, recorded' 'provider: Google Analytics' 'tenants: ascend, kahuna' 'scope-gap: record' 'confirm: yes'
prepare=:
leaf end-renamed 'renamed, left' 'provider: openweather_api' 'tenants: ascend' 'renamed: leave'
leaf end-done 'renamed, the new one' 'provider: openweather_api' 'tenants: ascend' 'renamed: weathermap' 'composio-offer: record' 'confirm: yes'
prepare='rm "$W/$reg"'
leaf end-no-registry 'no registry, and none is wanted' 'provider: Gmail' 'tenants: ascend' 'new-registry: no'
leaf end-done 'a new registry' "provider: $gtm" 'tenants: ascend, kahuna' 'new-registry: yes' 'composio-candidate: none' 'path: D' 'short: gtm' 'oauth: managed' 'confirm: yes'
prepare='printf "\\377\\376" >"$W/$reg"'
leaf end-broken 'a registry that cannot be read' 'provider: Gmail' 'tenants: ascend'
prepare=:
set -- 'provider: Zylo Metrics' 'tenants: ascend' 'wait: yes'
leaf end-done 'Path A, the board' "$@" 'request-none: board' 'confirm: yes'
leaf end-done 'Path A, a page' "$@" 'request-none: page' 'request-sent: https://github.com/ComposioHQ/composio/issues/1234' 'confirm: yes'
made=yes
leaf end-done 'Path A, an issue is filed' "$@" 'request-none: file' 'file-sure: yes' 'confirm: yes'
made=no asks_of=none
leaf end-done 'Path A, a request of somebody' "$@" 'request-none: own' 'request-link: https://github.com/ComposioHQ/composio/issues/1234' 'confirm: yes'
leaf end-done 'Path B' 'provider: Foo Bar CRM' 'tenants: ascend, kahuna' 'wait: prototype' 'sdk: both' 'confirm: yes'
leaf end-done 'Path C' 'provider: Foo Bar CRM' 'tenants: ascend' 'wait: no' 'reason: absent' 'worker-short: crm' 'worker-url: http://127.0.0.1:8787/mcp' 'confirm: yes'
leaf end-done "a server of the provider's own" 'provider: Northwind Ledger' 'tenants: ascend' 'native-official: none' 'wait: prototype' 'sdk: python' 'confirm: yes'
prepare='mkdir -p "$W/workers/foobarcrm-mcp" && echo "{}" >"$W/workers/foobarcrm-mcp/package.json"'
leaf end-worker 'Path C, where a worker of somebody is' 'provider: Foo Bar CRM' 'tenants: ascend' 'wait: no'
prepare=:
sandbox='--fault /api/v3.1/toolkits:status=401'
leaf end-undecided 'a catalog that cannot be asked' "provider: $gtm" 'tenants: ascend' 'composio-unknown: stop'
sandbox=

runbook=$TOOLGAP_DATADIR/rollout.yaml
given='^provider:\|^tenants:'
start='--tenant ascend,kahuna'
walk='rollout google_tag_manager'
set -- 'composio-candidate: none' 'short: gtm' 'oauth: managed' 'files: end'
leaf end-done 'rollout' "$@" 'confirm: yes'
leaf end-not-written 'rollout, not confirmed' "$@" 'confirm: no'
leaf end-client 'rollout, a client that the project does not have' 'composio-candidate: none' 'short: gtm' 'oauth: own' 'oauth-app: oa_nothere' 'oauth-other: stop'
prepare='applied "$gtm" --tenant ascend,kahuna --oauth-app managed'
leaf end-same 'rollout, once more' 'short: gtm' 'oauth: managed' 'files: end'
prepare=foreign
leaf end-refused 'rollout, an entry that is not ours' "$@" 'replace-foreign: leave'
prepare='mkdir -p "$state" && : >"$state/work"'
leaf end-failed 'rollout, an apply that cannot begin' "$@" 'confirm: yes'
prepare='rm "$W/$reg"'
leaf end-no-registry 'rollout, no registry' 'new-registry: no'
prepare='printf "\\377\\376" >"$W/$reg"'
leaf end-broken 'rollout, a registry that cannot be read'
prepare=:
walk='rollout slack'
leaf end-other-vendor "rollout, a row of another vendor's"
prepare='without gmail' walk='rollout gmail'
leaf end-composio 'rollout of what Composio has'
prepare=: walk='rollout foobarcrm'
leaf end-no-app 'rollout of what nobody has'
walk='rollout google_tag_manager' sandbox='--fault /api/v3.1/toolkits:status=401'
leaf end-undecided 'rollout, a catalog that cannot be asked' 'composio-unknown: stop'

# ---- none is left out
for file in runbook rollout; do
	awk -v file="$file.yaml" '$1 == "-" && $2 == "id:" { id = $3 } $1 == "kind:" && $2 == "end" { print file, id }' "$TOOLGAP_DATADIR/$file.yaml"
done | LC_ALL=C sort >"$tmp/ends"
LC_ALL=C sort -u "$tmp/seen" >"$tmp/reached"
[ -n "${LEAVES-}" ] || same "$tmp/ends" "$tmp/reached" 'every end has a walk'
done_testing
