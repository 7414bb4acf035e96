/* SPDX-License-Identifier: MIT */
/* load: a shared library opened at run time, and a table of its functions. */
#include "base/load.h"

#include "base/mem.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

static int has_all(void *lib, const struct load_symbol *symbols, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!dlsym(lib, symbols[i].name))
			return 0;
	return 1;
}

int load_functions(const char *const *libs, const struct load_symbol *symbols, size_t n)
{
	void *lib = NULL, *f;
	size_t i;

	for (; *libs; libs++) {
		errno = 0;
		lib = mem_got(dlopen(*libs, RTLD_NOW | RTLD_LOCAL)); /* for want of memory is not "not installed" */
		if (!lib)
			continue;
		if (has_all(lib, symbols, n))
			break;
		(void)dlclose(lib);
	}
	if (!lib || !*libs)
		return -1;
	for (i = 0; i < n; i++) {
		f = dlsym(lib, symbols[i].name);
		/* POSIX: pointers to data and to functions have one size */
		memcpy(symbols[i].slot, &f, sizeof(f));
	}
	return 0;
}
