/* SPDX-License-Identifier: MIT */
/* yaml_none: no document is known: for the program that reads them for the build, and where a build cannot run it. */
#include "base/yaml_known.h"

const struct yaml_known yaml_known[] = { { "", 0, NULL, 0, "" } };
const size_t yaml_known_n = 0;
