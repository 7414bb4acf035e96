#!/bin/sh
# SPDX-License-Identifier: MIT
# first.sh: the first frame of the wizard beside whiptail, dialog and fzf, and its memory with both catalogs beside fzf's.
. "$(dirname "$0")/common.sh"
runs=31 entries=3200
[ "${1-}" != --runs ] || runs=$2
frames=$build/bench/frames
[ -x "$frames" ] || { echo "$0: no $frames; './dev bench' builds it" >&2; exit 1; }

mkdir -p docs/composio
cp "$TOOLGAP_DATADIR/demo/toolgap.yaml" .
cp "$TOOLGAP_DATADIR/demo/toolkit-registry.md" docs/composio/
prompt='Which provider do your agents need?'
fields() { # WORD…: a line of a file of cases
	line=$1
	shift
	for word; do line=$line$tab$word; done
	printf '%s\n' "$line" >>"$tmp/cases"
}
show() { "$frames" "$runs" "$tmp/cases" >"$tmp/figures" || exit 1; : >"$tmp/cases"; }
column() { awk -F '\t' -v name="$1" -v col="$2" '$1 == name { print $col }' "$tmp/figures"; }
frame_row() { # PEER LIMIT
	if [ -n "$(column "$1" 2)" ]; then
		row 'first frame of the wizard' "$3" ms "$(column ours 2)" "$(column "$1" 2)" "$(column "$1" 7)" "$2" "$runs"
		row 'first frame of the wizard, computed by the programs themselves' "$3" ms "$(column ours 5)" "$(column "$1" 5)" \
			"$(awk -v a="$(column ours 5)" -v b="$(column "$1" 5)" 'BEGIN { printf "%.3f", a / b }')" '' "$runs"
	else
		absent 'first frame of the wizard' "$3" "$2"
	fi
}
awk 'BEGIN { for (i = 1; i <= 3000; i++) printf "Airtable %d\n", i }' >"$tmp/lines"

fields ours 'Which provider' "$toolgap" wizard --ui=tui
! has whiptail || fields whiptail 'Which provider' "$(command -v whiptail)" --menu "$prompt" 20 70 10 a Airtable b Google c Notion d Slack
! has dialog || fields dialog Which "$(command -v dialog)" --menu "$prompt" 20 70 10 a Airtable b Google c Notion d Slack
! has fzf || fields fzf 'Airtable 1' "$(command -v sh)" -c "exec fzf <'$tmp/lines'"
show
frame_row whiptail 1.0 'whiptail --menu'
frame_row dialog '' 'dialog --menu'
frame_row fzf '' 'fzf, 3,000 lines'

# ---- memory, both catalogs read
start --bulk "$entries"
"$toolgap" catalog sync -q >/dev/null || exit 1
sed '1,/^$/d' "$HOME"/.cache/toolgap/catalog/*.txt | cut -f 2 | sort -u >"$tmp/names"
runs=3
fields ours 'Which provider' "$toolgap" wizard --ui=tui
! has fzf || fields fzf "$(wc -l <"$tmp/names")" "$(command -v sh)" -c "exec fzf <'$tmp/names'"
show
what="memory of the wizard with both catalogs, $(wc -l <"$tmp/names") names"
if has fzf; then
	row "$what" 'fzf, the same names' KiB "$(column ours 6)" "$(column fzf 6)" \
		"$(awk -v a="$(column ours 6)" -v b="$(column fzf 6)" 'BEGIN { printf "%.3f", a / b }')" 1.0 "$runs"
else
	absent "$what" fzf 1.0
fi
