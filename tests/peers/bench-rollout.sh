#!/bin/sh
# SPDX-License-Identifier: MIT
# bench-rollout.sh DIR [TENANTS [DELAY_MS]]: see bench-rollout.py. Fails where a limit or the 10 ms of a key are not kept.
set -eu
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
command -v "${PYTHON3:-python3}" >/dev/null || { echo 'bench-rollout: python3 is not here'; exit 0; }
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME TOOLGAP_NOW TOOLGAP_HTTP_TIMEOUT NO_COLOR
rm -rf "$dir"
mkdir -p "$dir/home"
HOME=$dir/home
export HOME
exec "${PYTHON3:-python3}" "$here/bench-rollout.py" "$dir" "${2:-1000}" "${3:-50}"
