/* SPDX-License-Identifier: MIT */
/* yes: one confirmation outside of a walk. */
#include "ui/yes.h"

#include "base/i18n.h"
#include "base/text.h"
#include "ui/signals.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int yes_asked(const struct options *o, struct http *http, const char *question, struct err *e)
{
	struct pollfd fds[2] = { { signals_fd(), POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
	char line[16];
	ssize_t n;

	if (o->yes)
		return 1;
	if (o->no_input || !isatty(STDIN_FILENO))
		return err_set(e, E_USAGE, _("Nobody is there to answer: %s Give --yes to confirm it. Nothing was done."),
			       question);
	fprintf(stderr, _("%s [y/N] "), question);
	fflush(stderr);
	while (!signals_seen() && !fds[1].revents)
		(void)http_wait(http, fds, 2, -1);
	if (signals_seen()) {
		fputc('\n', stderr);
		return err_set(e, 128 + signals_seen(), _("Interrupted. Nothing was done."));
	}
	n = read(STDIN_FILENO, line, sizeof(line) - 1);
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return text_ieq(line, "y") || text_ieq(line, "yes");
}
