/* SPDX-License-Identifier: MIT */
/* form: what is wrong with an entry by its own client's form, in words; shared by check and clients verify. */
#ifndef TOOLGAP_WORK_FORM_H
#define TOOLGAP_WORK_FORM_H

#include "files/client_claim.h"

/* One sentence for a fault that claim_form found, `what` being its member or header; heap string. */
char *form_says_new(const struct client *cl, const char *server, enum client_fault k, const char *what);

#endif
