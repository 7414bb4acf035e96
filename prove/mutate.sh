#!/bin/sh
# SPDX-License-Identifier: MIT
# mutate.sh: break the splices, the apply protocol and the guard of texts, one small thing at a time; their tests must see
# at least nine of ten. --control: with tests of something else they must not.
#
# Words go to mutate.py: --seed N, --all, --file NAME (part of a path), --list.
set -u
LC_ALL=C; export LC_ALL
here=$(cd "$(dirname "$0")" && pwd -P) || exit 1
top=$(cd "${top_builddir:-.}" && pwd -P) || exit 1
python=${PYTHON3:-python3}
command -v "$python" >/dev/null 2>&1 || { echo '= python3 is not installed'; exit 77; }
pkg-config --exists cmocka || { echo '= cmocka is not installed'; exit 77; }
# "check" without a test builds what the tests are made of.
make -s -C "$top" check TESTS= >/dev/null 2>&1 || { echo '= the tests do not build'; exit 1; }
exec "$python" "$here/mutate.py" "$(cd "${srcdir:-$here/..}" && pwd -P)" "$top" "$@"
