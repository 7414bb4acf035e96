/* SPDX-License-Identifier: MIT */
/* harden: keys are in this process's memory. */
#include "ui/harden.h"

#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static struct rlimit core;
static struct sigaction pipe_before;
static int changed;

void harden_init(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct rlimit none;

	if (!getrlimit(RLIMIT_CORE, &core)) {
		none = core;
		none.rlim_cur = 0; /* the upper limit stays, so that it can go back */
		(void)setrlimit(RLIMIT_CORE, &none);
		changed = 1;
	}
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)sigaction(SIGPIPE, &ignore, &pipe_before);
}

/* What execve does by itself: caught signals are as by default, and the new program may be attached to. */
void harden_undo(void)
{
	if (changed)
		(void)setrlimit(RLIMIT_CORE, &core);
	(void)sigaction(SIGPIPE, &pipe_before, NULL);
}
