/* SPDX-License-Identifier: MIT */
/* sha256: one hash as lower-case hex (libmd does the work). */
#ifndef TOOLGAP_BASE_SHA256_H
#define TOOLGAP_BASE_SHA256_H

#include <stddef.h>

#define SHA256_HEX 65 /* 64 digits and NUL */

void sha256_hex(const void *p, size_t n, char out[SHA256_HEX]);

#endif
