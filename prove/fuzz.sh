#!/bin/sh
# SPDX-License-Identifier: MIT
# fuzz.sh: every parser against bytes that a fuzzer makes, with AddressSanitizer and UBSan, a few seconds each.
# `./dev fuzz` runs one for as long as one likes.
needs='clang'
. "${0%/*}/lib.sh"

build=$top_builddir/fuzz-clang
JOBS=${PROVE_JOBS:-1} sh "$srcdir/fuzz/build.sh" "$build" || cannot 'clang cannot build the targets here (compiler-rt is needed)'
seconds=$(awk "BEGIN { n = int(3 * $PROVE_SCALE); print n < 1 ? 1 : n }")
log=$tmp/log runs=0 targets=0 bad=0
# In a corpus of its own, so that nothing grows in the tree.
one() { # TARGET
	mkdir -p "$tmp/corpus/$1"
	sh "$srcdir/fuzz/run.sh" "$build" "$1" -max_total_time="$seconds" -seed="$seed" -verbosity=0 -print_final_stats=1 \
		-artifact_prefix="$tmp/" "$tmp/corpus/$1" "$srcdir/fuzz/corpus/$1" >"$log" 2>&1
	code=$?
	did=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	targets=$((targets + 1)) runs=$((runs + ${did:-0}))
	echo "$1: ${did:-0} runs, $([ $code -eq 0 ] && echo nothing found || echo FOUND)"
	[ $code -eq 0 ] || {
		bad=$((bad + 1))
		grep -aE 'broken|ERROR|runtime error|SUMMARY' "$log" | head -n 5
	}
}
echo "seed $seed, $seconds seconds a target"
if [ -n "$control" ]; then
	# a read past the end, behind four bytes that nobody told the fuzzer
	FUZZ_PLANT=1 seconds=30
	export FUZZ_PLANT
	one json
	echo "= a planted defect: $([ $bad -gt 0 ] && echo found || echo not found) in $runs runs"
	[ $bad -eq 0 ]
	exit
fi
for target in $(ls "$srcdir/fuzz/corpus"); do
	one "$target"
done
echo "= $targets targets, $runs runs, $bad with findings"
[ $bad -eq 0 ] && [ $targets -gt 0 ]
