/* SPDX-License-Identifier: MIT */
/* message: what an operator sends to the person of a tenant who has to click. */
#ifndef TOOLGAP_UI_MESSAGE_H
#define TOOLGAP_UI_MESSAGE_H

#include "base/buf.h"
#include "runbook/wizard.h"

#include <time.h>

/* The whole text, with the link and until when it is good. The tenant has a link. */
void message_text(const struct view *v, const struct view_tenant *t, struct buf *out);

/* Seconds that the tenant's link is still good for, by the vendor's clock; 0: no longer; −1: nobody knows. */
long message_left(const struct view *v, const struct view_tenant *t);
/* "3 h 58 min", "42 s" */
void message_span(long seconds, struct buf *out);
/* How far this machine's clock is off, by which lifetimes are counted; `seconds` as in the view. */
void message_skew(long seconds, struct buf *out);

#endif
