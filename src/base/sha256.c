/* SPDX-License-Identifier: MIT */
/* sha256: one hash as lower-case hex. */
#include "base/sha256.h"

#include <stdint.h>
#include <sys/types.h>

#include <sha2.h>

void sha256_hex(const void *p, size_t n, char out[SHA256_HEX])
{
	static const char digit[] = "0123456789abcdef";
	uint8_t sum[SHA256_DIGEST_LENGTH];
	SHA2_CTX c;
	size_t i;

	SHA256Init(&c);
	if (n)
		SHA256Update(&c, p, n);
	SHA256Final(sum, &c);
	for (i = 0; i < sizeof(sum); i++) {
		out[2 * i] = digit[sum[i] >> 4];
		out[2 * i + 1] = digit[sum[i] & 15];
	}
	out[2 * sizeof(sum)] = '\0';
}
