/* SPDX-License-Identifier: MIT */
/* verify_own: what verify.c hands to the judges of verify_judge.c. */
#ifndef TOOLGAP_WORK_VERIFY_OWN_H
#define TOOLGAP_WORK_VERIFY_OWN_H

#include "work/disk.h"
#include "work/verify.h"

/* One client being asked. */
struct asking {
	const struct workspace *ws;
	const struct client *cl;
	const char *file; /* as shown */
	const struct disk_file *disk;
	const struct client_servers *servers; /* of the file */
	struct http *http;
	int stop;
	struct verdict *v;
	struct err *e;
};

/* A remote server whose name could be ours; all others are not asked about. */
int verify_asks(const struct client_server *s);

struct judge {
	const char *client, *program;
	int (*ask)(const struct asking *q); /* -1: v->why says so, or *e */
};

/* NULL where there is no such judge. */
const struct judge *verify_judge(const char *client);

#endif
