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

#endif
