/* SPDX-License-Identifier: MIT */
/* alloc-shim: preloaded, has memory come to its end at any one allocation of a program, all of them in one run. */
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * ALLOC_ARM=NAME   the program that is meant; its children are left alone. Counted from its start on.
 * ALLOC_NOTE=F     what came of it, a line for each: "N STATUS BYTES HASH WORD SAID": the allocation, how the child ended (as
 *                  waitpid says it), length and FNV-1a of what it wrote to standard output from then on, 1 if it spoke of
 *                  memory anywhere, and the end of its standard error, bytes that are not plain as "?". The last: "end N".
 * ALLOC_STEP=K     every K-th allocation (1), beginning with ALLOC_FROM (1)
 * ALLOC_ALL=1      that one fails, and all later ones
 * ALLOC_AT=N       no children: in this process the N-th fails. For what cannot be forked, like a connection.
 *
 * At each of these allocations the process forks: the child is told that there is no memory, and goes on to its end; the
 * parent waits, and goes on as if nothing had been. The standard output and error of the child are its own.
 * Left out is what libc allocates for itself in setlocale and gettext: it holds locks there that know their process by
 * number, so a child of its own could never open them.
 * Under AddressSanitizer (its library, not its static form) the rest of the memory is its business as ever.
 */
void *__interceptor_malloc(size_t n) __attribute__((weak));
void *__interceptor_calloc(size_t n, size_t size) __attribute__((weak));
void *__interceptor_realloc(void *p, size_t n) __attribute__((weak));
void *__interceptor_memalign(size_t align, size_t n) __attribute__((weak));
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t align, size_t n);

static long count, at, step = 1, from = 1;
static int armed, busy, all, ending;
static int note = -1;

__attribute__((constructor)) static void start(void)
{
	const char *arm = getenv("ALLOC_ARM"), *path = getenv("ALLOC_NOTE"), *s;

	if (!arm || strcmp(arm, program_invocation_short_name) != 0)
		return;
	if ((s = getenv("ALLOC_STEP")))
		step = atol(s);
	if ((s = getenv("ALLOC_FROM")))
		from = atol(s);
	if ((s = getenv("ALLOC_AT")))
		at = atol(s);
	all = getenv("ALLOC_ALL") != NULL;
	if (path)
		note = (int)syscall(SYS_open, path, 01 | 0100 | 01000 | 02000 | 02000000, 0600); /* for writing, new, at the end */
	if (step < 1 || (path && note < 0))
		_exit(97);
	armed = 1;
}

static void told(const char *form, ...)
{
	char line[1024];
	va_list ap;
	int n;

	va_start(ap, form);
	n = vsnprintf(line, sizeof(line), form, ap);
	va_end(ap);
	if (note >= 0 && n > 0 && syscall(SYS_write, note, line, (size_t)n) != n)
		_exit(96);
}

__attribute__((destructor)) static void stop(void)
{
	if (armed && !ending)
		told("end %ld\n", count);
}

static char text[1 << 18];

static size_t slurp(int fd)
{
	ssize_t n = pread(fd, text, sizeof(text), 0);

	return n > 0 ? (size_t)n : 0;
}

/* What a child said. */
static void look(int out, int err, int status)
{
	uint64_t hash = 14695981039346656037u;
	size_t n = slurp(out), i, len;
	int word = memmem(text, n, "memory", 6) != NULL;
	char said[400];

	for (i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
	len = slurp(err);
	word |= memmem(text, len, "memory", 6) != NULL;
	i = len < sizeof(said) ? 0 : len - sizeof(said) + 1;
	len -= i;
	memcpy(said, text + i, len);
	said[len] = '\0';
	for (i = 0; i < len; i++)
		if (said[i] < ' ' || said[i] > '~')
			said[i] = '?';
	told("%ld %d %zu %llx %d %s\n", count, status, n, (unsigned long long)hash, word, said);
}

/* 1: this allocation is the one that fails. */
static int due(void)
{
	int out, err, status = -1, is_child = 0;
	pid_t pid;

	if (!armed || busy)
		return 0;
	if (ending)
		return all; /* the child's later ones */
	count++;
	if (at) {
		if (count == at)
			ending = 1;
		return count == at;
	}
	if (note < 0 || count < from || (count - from) % step)
		return 0;
	busy = 1;
	out = (int)syscall(SYS_memfd_create, "out", 0u);
	err = (int)syscall(SYS_memfd_create, "err", 0u);
	pid = fork();
	if (!pid) {
		is_child = ending = 1;
		if (dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
			_exit(95);
		(void)alarm(20); /* one that waits for what never comes is a fault, too */
	} else if (pid > 0) {
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		look(out, err, status);
	}
	(void)close(out);
	(void)close(err);
	busy = 0;
	return is_child;
}

static void *none(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t n)
{
	if (due())
		return none();
	return __interceptor_malloc ? __interceptor_malloc(n) : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	if (due())
		return none();
	return __interceptor_calloc ? __interceptor_calloc(n, size) : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	if (due())
		return none();
	return __interceptor_realloc ? __interceptor_realloc(p, n) : __libc_realloc(p, n);
}

void *reallocarray(void *p, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		return none();
	return realloc(p, n * size);
}

void *memalign(size_t align, size_t n)
{
	if (due())
		return none();
	return __interceptor_memalign ? __interceptor_memalign(align, n) : __libc_memalign(align, n);
}

void *aligned_alloc(size_t align, size_t n)
{
	return memalign(align, n);
}

int posix_memalign(void **out, size_t align, size_t n)
{
	void *p = memalign(align, n);

	if (!p)
		return ENOMEM;
	*out = p;
	return 0;
}

/* Nobody forks in these. */
#define QUIET(type, name, params, ...)                                                             \
	type name params                                                                           \
	{                                                                                          \
		static type (*real) params;                                                        \
		int was = busy;                                                                    \
		type result;                                                                       \
                                                                                                   \
		busy = 1;                                                                          \
		if (!real)                                                                         \
			*(void **)&real = dlsym(RTLD_NEXT, #name);                                 \
		result = real(__VA_ARGS__);                                                        \
		busy = was;                                                                        \
		return result;                                                                     \
	}

QUIET(char *, setlocale, (int kind, const char *name), kind, name)
QUIET(char *, bindtextdomain, (const char *domain, const char *dir), domain, dir)
QUIET(char *, bind_textdomain_codeset, (const char *domain, const char *name), domain, name)
QUIET(char *, textdomain, (const char *domain), domain)
QUIET(char *, gettext, (const char *s), s)
QUIET(char *, dgettext, (const char *domain, const char *s), domain, s)
QUIET(char *, dcgettext, (const char *domain, const char *s, int kind), domain, s, kind)
QUIET(char *, ngettext, (const char *a, const char *b, unsigned long n), a, b, n)
QUIET(char *, dcngettext, (const char *domain, const char *a, const char *b, unsigned long n, int kind), domain, a, b, n,
      kind)
