/* SPDX-License-Identifier: MIT */
/* i18n: where the translations are found, and when none is wanted. */
#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#ifndef LOCALEDIR
#define LOCALEDIR "/usr/local/share/locale"
#endif

static int found;

void i18n_start(void)
{
	const char *dir = getenv("TOOLGAP_LOCALEDIR"), *head = "";

	/* those that something here looks at: each of the others is two files more to open */
	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	setlocale(LC_TIME, "");
	bindtextdomain("toolgap", dir && *dir ? dir : LOCALEDIR);
	bind_textdomain_codeset("toolgap", "UTF-8");
	textdomain("toolgap");
	/* a catalog that was found has a head, which stands for the empty text */
	found = *gettext(head) != '\0';
	/* what cannot show the letters of a language has more from English */
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		i18n_english();
}

int i18n_found(void)
{
	return found;
}

void i18n_english(void)
{
	setlocale(LC_MESSAGES, "C");
}

const char *i18n_stop(const char *s)
{
	/* TRANSLATORS: what ends a sentence */
	const char *stop = _(".");
	size_t n = strlen(s), k = strlen(stop);

	return (n && s[n - 1] == '.') || (n >= k && !strcmp(s + n - k, stop)) ? "" : stop;
}
