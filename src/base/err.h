/* SPDX-License-Identifier: MIT */
/* err: the one error type: a code that is also the exit code, and a complete translated message. */
#ifndef TOOLGAP_BASE_ERR_H
#define TOOLGAP_BASE_ERR_H

/*
 * Every function that can fail takes a trailing `struct err *e`, returns 0 or -1 (or NULL) and
 * leaves *e untouched on success, so calls chain with ||. The message is complete where the
 * failure happened: what failed, what it means for the files, what to do. It never holds a secret
 * and only text that passed text_safe() where any of it came from outside.
 *
 * The codes are the exit codes of the command line contract (docs/toolgap.1, EXIT STATUS).
 */
enum err_code {
	E_OK = 0,
	E_FAIL = 1,       /* failed, nothing changed; `check`: drift found */
	E_USAGE = 2,      /* usage, or an answer is missing without a terminal */
	E_CHANGES = 3,    /* plan --exit-code: there are changes */
	E_CREDS = 4,      /* credentials needed or refused */
	E_CHANGED = 5,    /* a target changed since the plan */
	E_WAITING = 6,    /* a tenant has not connected yet, a date is not reached */
	E_LOCKED = 7,     /* another run holds the workspace */
	E_RECOVERED = 8,  /* an interrupted write was recovered */
	E_ROLLEDBACK = 9, /* failed and rolled back */
	E_UNDECIDED = 10, /* a catalog could not be asked */
	E_TIMEOUT = 124,
	E_INT = 130,
	E_TERM = 143
};

struct err {
	int code; /* an err_code; an int, because it is what main returns */
	char msg[1536];
};

#define ERR_INIT { E_OK, "" }

/* Fill *e (NULL accepted) and return -1, so that `return err_set(e, …)` works. */
int err_set(struct err *e, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Put "PREFIX: " in front of the message that *e already holds; returns -1. */
int err_prefix(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
