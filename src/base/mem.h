/* SPDX-License-Identifier: MIT */
/* mem: allocation that cannot fail: out of memory runs one hook (the terminal's) and ends. */
#ifndef TOOLGAP_BASE_MEM_H
#define TOOLGAP_BASE_MEM_H

#include <stddef.h>

/* Called once before the process ends for want of memory; the terminal puts itself right here. */
extern void (*mem_on_oom)(void);

_Noreturn void mem_oom(void);           /* what all of these do when there is none */
/* For what libc made: NULL that errno ENOMEM explains ends the program, too, and is not taken for "not there". Else p. */
void *mem_got(void *p);
void *mem_alloc(size_t n) __attribute__((returns_nonnull)); /* zeroed */
/* For some megabytes that are soon written in full: in large pages where the system has them. Not zeroed; free(). */
void *mem_big(size_t n) __attribute__((returns_nonnull));
void *mem_array(void *old, size_t n, size_t size) __attribute__((returns_nonnull)); /* realloc with overflow check */
char *mem_str(const char *s);           /* NULL gives NULL */
char *mem_strn(const char *s, size_t n);
char *mem_fmt(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Make room for one more in a growing array: v, n (used), cap, all lvalues. */
#define MEM_GROW(v, n, cap)                                                   \
	do {                                                                  \
		if ((n) == (cap)) {                                           \
			(cap) = (cap) ? (cap) * 2 : 8;                        \
			(v) = mem_array((v), (cap), sizeof(*(v)));            \
		}                                                             \
	} while (0)

#endif
