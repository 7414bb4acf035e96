#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh: one target of what build.sh made. Usage: fuzz/run.sh FOLDER TARGET [ARGUMENT of libFuzzer | FOLDER with inputs]...
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
program=$1/fuzzer FUZZ_TARGET=$2
shift 2
: "${TOOLGAP_DATADIR:=$top/data}"
# stacks of each allocation are what takes the time
ASAN_OPTIONS=malloc_context_size=${FUZZ_STACKS:-3}:quarantine_size_mb=8:${ASAN_OPTIONS:-}
export FUZZ_TARGET TOOLGAP_DATADIR ASAN_OPTIONS
case $FUZZ_TARGET in
keys) max=80 ;;
options) max=400 ;;
runbook | clients) max=4000 ;;
*) max=1200 ;;
esac
exec "$program" -max_len=$max -timeout=5 -rss_limit_mb=1024 -dict="$top/fuzz/$FUZZ_TARGET.dict" "$@"
