/* SPDX-License-Identifier: MIT */
/* secret: bytes on locked pages of their own, zeroed at the end. */
#include "base/secret.h"

#include "base/mem.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct secret {
	size_t mapped, len;
	char bytes[];
};

struct secret *secret_new(const char *s)
{
	size_t len = s ? strlen(s) : 0, page = (size_t)sysconf(_SC_PAGESIZE), all;
	struct secret *x;

	if (!len)
		return NULL;
	all = (sizeof(*x) + len + page) / page * page; /* the NUL included */
	x = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (x == MAP_FAILED)
		mem_oom();
	/* both may be refused: a small limit, an old kernel; then it is as safe as other memory */
	(void)mlock(x, all);
#ifdef MADV_DONTDUMP
	(void)madvise(x, all, MADV_DONTDUMP);
#endif
	x->mapped = all;
	x->len = len;
	memcpy(x->bytes, s, len + 1);
	return x;
}

void secret_free(struct secret *s)
{
	size_t all;

	if (!s)
		return;
	all = s->mapped;
	explicit_bzero(s, all);
	(void)munmap(s, all);
}

void secret_set(struct secret **at, const char *s)
{
	struct secret *now = secret_new(s); /* first: s may point into the old one */

	secret_free(*at);
	*at = now;
}

size_t secret_len(const struct secret *s)
{
	return s ? s->len : 0;
}

int secret_starts(const struct secret *s, const char *prefix)
{
	return s && !strncmp(s->bytes, prefix, strlen(prefix));
}

int secret_is(const struct secret *s, const char *text)
{
	unsigned char odd = 0;
	size_t i;

	if (!s || strlen(text) != s->len)
		return 0;
	for (i = 0; i < s->len; i++)
		odd |= (unsigned char)(s->bytes[i] ^ text[i]);
	return !odd;
}

const char *secret_bytes(const struct secret *s)
{
	return s ? s->bytes : "";
}
