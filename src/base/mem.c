/* SPDX-License-Identifier: MIT */
/* mem: allocation that cannot fail. */
#include "base/mem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE_PAGE ((size_t)2 << 20)

void (*mem_on_oom)(void);

_Noreturn void mem_oom(void)
{
	static const char said[] = "toolgap: out of memory; no file was left half-written\n";

	if (mem_on_oom)
		mem_on_oom();
	if (write(STDERR_FILENO, said, sizeof(said) - 1) < 0)
		_exit(1);
	_exit(1);
}

void *mem_got(void *p)
{
	if (!p && errno == ENOMEM)
		mem_oom();
	return p;
}

void *mem_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		mem_oom();
	return p;
}

void *mem_array(void *old, size_t n, size_t size)
{
	void *p;

	if (size && n > SIZE_MAX / size)
		mem_oom();
	p = realloc(old, n && size ? n * size : 1);
	if (!p)
		mem_oom();
	return p;
}

void *mem_big(size_t n)
{
#ifdef MADV_HUGEPAGE
	size_t all = (n + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
	void *p = n >= 2 * LARGE_PAGE && all >= n ? aligned_alloc(LARGE_PAGE, all) : NULL;

	if (p) {
		(void)madvise(p, all, MADV_HUGEPAGE); /* advice: without it there are more page faults, no more */
		return p;
	}
#endif
	return mem_array(NULL, n, 1);
}

char *mem_strn(const char *s, size_t n)
{
	char *p = mem_big(n + 1);

	if (n)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *mem_str(const char *s)
{
	return s ? mem_strn(s, strlen(s)) : NULL;
}

char *mem_fmt(const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_oom();
	p = mem_array(NULL, (size_t)n + 1, 1);
	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}
