/* SPDX-License-Identifier: MIT */
/* message: what an operator sends to the person of a tenant who has to click. */
#include "ui/message.h"

#include "base/clock.h"
#include "base/i18n.h"

#include <string.h>

long message_left(const struct view *v, const struct view_tenant *t)
{
	time_t until;
	long left;

	if (!t->until || !*t->until || clock_parse(t->until, &until))
		return -1;
	left = (long)(until - clock_now()) - v->skew;
	return left > 0 ? left : 0;
}

void message_span(long seconds, struct buf *out)
{
	if (seconds >= 3600)
		/* TRANSLATORS: hours, minutes */
		buf_addf(out, _("%ld h %ld min"), seconds / 3600, seconds % 3600 / 60);
	else if (seconds >= 60)
		buf_addf(out, _("%ld min"), seconds / 60);
	else
		buf_addf(out, _("%ld s"), seconds);
}

void message_skew(long seconds, struct buf *out)
{
	struct buf span = BUF_INIT;

	message_span(seconds > 0 ? seconds : -seconds, &span);
	buf_addf(out, seconds > 0 ? _("This machine's clock is %s behind the vendor's; lifetimes are counted by the vendor's.")
				  : _("This machine's clock is %s ahead of the vendor's; lifetimes are counted by the vendor's."),
		 buf_str(&span));
	buf_free(&span);
}

void message_text(const struct view *v, const struct view_tenant *t, struct buf *out)
{
	buf_addf(out, _("Please connect %s for %s.\n\nOpen this link in a browser, sign in and allow the access:\n\n%s\n\n"), v->app,
		 t->name, t->link);
	if (t->until && *t->until)
		/* TRANSLATORS: a day and a time of day */
		buf_addf(out, _("It works once, until %.10s %.5s UTC. After that, ask for a new one.\n"), t->until,
			 strlen(t->until) > 16 ? t->until + 11 : "");
	else
		buf_adds(out, _("It works once. Should it fail, ask for a new one.\n"));
	if (!strcmp(v->environment, "development"))
		buf_adds(out, _("This is a development project: be signed in to pipedream.com in that browser first, else the link fails.\n"));
	buf_adds(out, _("Whoever has this link can connect an account in your name; do not pass it on.\n"));
}
