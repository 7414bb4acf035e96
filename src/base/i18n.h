/* SPDX-License-Identifier: MIT */
/* i18n: the gettext macros; text a person sees goes through these, keys and event names never. */
#ifndef TOOLGAP_BASE_I18N_H
#define TOOLGAP_BASE_I18N_H

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <libintl.h>

#define _(s) gettext(s)
#define N_(s) (s)

/* The person's locale, and the translations: of $TOOLGAP_LOCALEDIR, else of where they were installed; English
   where the locale is not UTF-8. Once, at the start. */
void i18n_start(void);
/* Has the language that was asked for a translation? */
int i18n_found(void);
/* From here on all texts are as in the sources: what another program reads (--json) is the same for everyone. */
void i18n_english(void);
/* What ends a sentence in the person's language, where this text lacks it; else "". */
const char *i18n_stop(const char *s);

#endif
