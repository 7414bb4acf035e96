/* SPDX-License-Identifier: MIT */
/* link: may a connect link that a vendor made be given to a person to click? */
#include "vendors/link.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/http_rules.h"

#include <stdlib.h>
#include <string.h>

static int leads_out(const char *url, const char *base)
{
	struct http_origin to, from;

	if (http_origin(url, &to))
		return 0;
	if (to.tls && !http_loopback(&to))
		return 1;
	return http_loopback(&to) && !http_origin(base, &from) && http_same_origin(&to, &from);
}

const char *link_take(const char *base, const struct json *url, const struct json *until, char **link,
		      char stamp[CLOCK_STAMP], time_t now)
{
	const char *raw = json_raw(url), *ends = json_raw(until);
	char *safe = text_safe_new(raw, TEXT_MAX);
	int plain = raw && !strcmp(safe, raw) && leads_out(raw, base);
	time_t at = 0;
	int known = ends && !clock_parse(ends, &at);

	free(safe);
	if (!raw)
		return _("the answer has no link in it");
	if (!plain)
		return _("the link is not a plain https address");
	if (known && at <= now)
		return _("the link that came is expired already");
	*link = mem_str(raw);
	*stamp = '\0';
	if (known)
		clock_stamp(at, stamp);
	return NULL;
}
