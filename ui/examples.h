/* SPDX-License-Identifier: MIT */
/* examples: what each command looks like in use: one to three lines, for its --help. */
#ifndef TOOLGAP_UI_EXAMPLES_H
#define TOOLGAP_UI_EXAMPLES_H

#define EXAMPLES 3

struct example {
	const char *command; /* of the table in options.c */
	const char *line[EXAMPLES]; /* as typed; not translated; NULL behind the last */
};

/* NULL: there is none, which tests/t-options.c takes for a fault. */
const struct example *examples_of(const char *command);

#endif
