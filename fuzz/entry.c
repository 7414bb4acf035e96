/* SPDX-License-Identifier: MIT */
/* entry: a target for libFuzzer or AFL++; which one says the name of the program, fuzz-TARGET. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const struct fuzz *target;
static int planted; /* FUZZ_PLANT: there is a defect to be found, for prove/fuzz.sh --control */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = strrchr(**argv, '/');

	(void)argc;
	name = name ? name + 1 : **argv;
	if (!strncmp(name, "fuzz-", 5))
		name += 5;
	target = fuzz_find(getenv("FUZZ_TARGET") ? getenv("FUZZ_TARGET") : name);
	if (!target) {
		fprintf(stderr, "fuzz: there is no target '%s'\n", name);
		exit(2);
	}
	planted = getenv("FUZZ_PLANT") != NULL;
	fuzz_begin();
	return 0;
}

static void plant(const char *s, size_t n)
{
	static volatile char c; /* read, so that it is not left out */

	if (n >= 4 && !memcmp(s, "#pl!", 4))
		c = s[n];
	(void)c;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (!target) /* AFL++'s own driver does not call the function above in every version */
		(void)LLVMFuzzerInitialize(&(int){ 1 }, &(char **){ (char *[]){ (char *)"fuzz", NULL } });
	/* a copy of its own size, so that one byte too far is seen */
	{
		char *s = malloc(n ? n : 1);

		if (!s)
			abort();
		memcpy(s, p, n);
		target->run(s, n);
		if (planted)
			plant(s, n);
		free(s);
	}
	return 0;
}
