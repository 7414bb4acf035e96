# SPDX-License-Identifier: MIT
# Completion of toolgap for bash. tests/completion.sh holds it against `toolgap --help`.

_toolgap_commands='wizard demo triage plan rollout apply remove undo check due route find runbook bearer exec headers clients catalog embed cost sessions doctor'

# One row an option: its spelling, what its value is (words, @file, @dir, @client, @any; nothing: it takes none;
# @own: only as --option=VALUE), and the commands it belongs to (*: all).
_toolgap_options='
--tenant|@any|wizard demo rollout triage plan route remove
--client|@client|wizard demo rollout plan check clients remove
--auth|env helper|wizard demo rollout plan
--scope|project user|wizard demo rollout plan check clients remove
--trust|none|wizard demo triage plan
--replace-foreign||wizard demo rollout plan apply
--trust-host|@any|apply
--short|@any|wizard demo rollout plan
--path|D A C B|wizard demo triage plan
--oauth-app|managed|wizard demo rollout plan
--can-wait||wizard demo triage plan
--urgent||wizard demo triage plan
--issue|@any|wizard demo plan
--recheck||due
--ics|@file|due
--reason|latency signing residency absent|wizard demo plan
--worker-url|@any|wizard demo plan
--sdk|python typescript both|wizard demo plan
--from|@file|triage
--out|@file|plan remove
--exit-code||plan remove
--commit||apply
--fix||check
--format|text json sarif|check
--answers|@file|wizard demo rollout
--record|@file|wizard demo rollout
--screen|80x24 60x16|wizard demo rollout
--mouse||wizard demo rollout
--resume|@own|wizard
--timeout|@any|wizard demo rollout plan embed
--write|each end|rollout
--wait|@any|rollout
--messages|@dir|rollout
--account|@any|rollout
--accept|@any|rollout
--afresh||rollout
--calls|@any|cost
--seconds|@any|cost
-C|@dir|*
--directory|@dir|*
--json||*
--ui|tui line none|*
--no-input||*
--yes||*
-n||*
--dry-run||*
--offline||*
--color|auto always never|*
-q||*
--quiet||*
-v||*
--verbose||*
-h||*
--help||*
-V||*
--version||*
'

# The row of the option $1, as $_toolgap_value and $_toolgap_where; 1 when there is no such option.
_toolgap_row() {
	local name
	while IFS='|' read -r name _toolgap_value _toolgap_where; do
		[[ $name == "$1" ]] && return 0
	done <<<"$_toolgap_options"
	return 1
}

# What can stand as a value of the kind $1 that begins with $2.
_toolgap_values() {
	local IFS=$'\n'
	case $1 in
	@file) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$2")) ;;
	@dir) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$2")) ;;
	@client) COMPREPLY=($(compgen -W "$(toolgap clients list 2>/dev/null | cut -d ' ' -f 1)" -- "$2")) ;;
	@*) COMPREPLY=() ;;
	*) COMPREPLY=($(compgen -W "${1// /$'\n'}" -- "$2")) ;;
	esac
}

_toolgap() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command= words=0 last= i word _toolgap_value _toolgap_where name

	COMPREPLY=()
	# bash takes "--ui=tui" for three words
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
		_toolgap_row "$prev" && [[ $_toolgap_value ]] && { _toolgap_values "$_toolgap_value" "$cur"; return; }
	fi
	if [[ $prev == -* ]] && _toolgap_row "$prev" && [[ $_toolgap_value && $_toolgap_value != @own ]]; then
		_toolgap_values "$_toolgap_value" "$cur"
		return
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ $word == -* ]]; then
			_toolgap_row "$word" && [[ $_toolgap_value && $_toolgap_value != @own &&
				${COMP_WORDS[i + 1]} != = ]] && ((i++))
		elif [[ $word == = ]]; then
			((i++))
		elif [[ ! $command ]]; then
			command=$word
			[[ " $_toolgap_commands " == *" $word "* ]] || { command=wizard; words=1; }
		else
			words=$((words + 1))
			last=$word
		fi
	done
	if [[ $cur == -* ]]; then
		while IFS='|' read -r name _toolgap_value _toolgap_where; do
			[[ $name == --* ]] || continue
			[[ $_toolgap_where == '*' || " $_toolgap_where " == *" ${command:-wizard} "* ]] &&
				COMPREPLY+=("$name")
		done <<<"$_toolgap_options"
		COMPREPLY=($(compgen -W "${COMPREPLY[*]}" -- "$cur"))
		return
	fi
	case $command:$words in
	:*) COMPREPLY=($(compgen -W "$_toolgap_commands" -- "$cur")) ;;
	apply:0) _toolgap_values @file "$cur" ;;
	runbook:0) _toolgap_values 'check show' "$cur" ;;
	runbook:1) [[ $last == check ]] && _toolgap_values @file "$cur" ;;
	clients:0) _toolgap_values 'list verify' "$cur" ;;
	exec:0) COMPREPLY=($(compgen -c -- "$cur")) ;;
	catalog:0) _toolgap_values 'sync search show' "$cur" ;;
	sessions:0) _toolgap_values 'list show resume drop' "$cur" ;;
	sessions:*) [[ $last != list ]] && COMPREPLY=($(compgen -W "$(toolgap sessions -q 2>/dev/null)" -- "$cur")) ;;
	esac
}

complete -F _toolgap toolgap
