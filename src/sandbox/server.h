/* SPDX-License-Identifier: MIT */
/* server: the box behind a socket on 127.0.0.1, one thread a connection; faults happen here. */
#ifndef TOOLGAP_SANDBOX_SERVER_H
#define TOOLGAP_SANDBOX_SERVER_H

#include "sandbox/box.h"

struct server;

/*
 * Listen on 127.0.0.1, port `port` (0: a free one), and answer from the box, which must live until
 * server_free() and is touched by nobody else meanwhile. Sets box->base. delay_ms is added to every
 * answer. log is a file name or NULL: one line a request, never a credential.
 */
struct server *server_new(struct box *box, int port, long delay_ms, const char *log, struct err *e);
void server_free(struct server *s); /* ends what hangs, waits for the rest */

#endif
