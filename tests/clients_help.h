/* SPDX-License-Identifier: MIT */
/* clients_help: what the tests of the clients share: the data that ships, two entries, one put. */
#ifndef TOOLGAP_TESTS_CLIENTS_HELP_H
#define TOOLGAP_TESTS_CLIENTS_HELP_H

/* clang-format off: cmocka.h needs these in front of it */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/mem.h"
#include "files/clients.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL "https://remote.mcp.pipedream.net/v3"
#define SERVER "pipedream-gtm-ascend"

static struct clients *all; /* data/clients.yaml */

/* From the top of the sources, from tests/, or from a build folder: $srcdir is either of them. */
static inline FILE *open_data(void)
{
	const char *dir = getenv("TOOLGAP_DATADIR"), *src = getenv("srcdir");
	char *at[] = { mem_fmt("%s", dir ? dir : "data"), mem_fmt("%s/data", src ? src : "."),
		       mem_fmt("%s/../data", src ? src : ".") };
	FILE *f = NULL;
	char *path;
	size_t i;

	for (i = 0; i < 3; i++) {
		path = mem_fmt("%s/clients.yaml", at[i]);
		f = f ? f : fopen(path, "rb");
		free(path);
		free(at[i]);
	}
	return f;
}

/* The data that ships, as read on such a machine; NULL where it cannot be. */
static inline struct clients *data_on(const struct client_place *place)
{
	struct err e = ERR_INIT;
	struct clients *c;
	struct buf b = BUF_INIT;
	char part[4096];
	size_t n;
	FILE *f = open_data();

	if (!f) {
		fputs("data/clients.yaml is not found from here\n", stderr);
		return NULL;
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, part, n);
	fclose(f);
	c = clients_parse(buf_str(&b), b.len, "clients.yaml", place, &e);
	if (!c)
		fprintf(stderr, "%s\n", e.msg);
	buf_free(&b);
	return c;
}

static inline int load(void **state)
{
	(void)state;
	all = data_on(NULL);
	return all ? 0 : -1;
}

static inline int unload(void **state)
{
	(void)state;
	clients_free(all);
	return 0;
}

static inline const struct client *the(const char *id)
{
	const struct client *cl = clients_find(all, id);

	assert_non_null(cl);
	return cl;
}

/* The entry of the runbook. */
static inline struct entry *pipedream(const char *app)
{
	struct entry *en = entry_new(SERVER, URL);

	entry_header_add(en, "Authorization", "Bearer ", "PIPEDREAM_OAUTH_BEARER");
	entry_header_add(en, "x-pd-project-id", "", "PIPEDREAM_PROJECT_ID");
	entry_header_add(en, "x-pd-environment", "production", NULL);
	entry_header_add(en, "x-pd-external-user-id", "ascend", NULL);
	entry_header_add(en, "x-pd-app-slug", app, NULL);
	entry_own_header(en, "x-pd-oauth-app-id");
	entry_own_helper(en, "toolgap headers");
	return en;
}

/* Put `en` into `old`; the bytes after are compared unless `now` is NULL. */
static inline void put_entry(const char *id, const char *old, const struct entry *en,
			     enum client_put expect, const char *now)
{
	struct edit ed;
	struct err e = ERR_INIT;
	enum client_put what = CLIENT_FOREIGN;

	edit_init(&ed, old, strlen(old));
	if (client_put(the(id), &ed, "FILE", en, &what, &e))
		fail_msg("%s: %s", id, e.msg);
	if (now)
		assert_string_equal(buf_str(&ed.now), now);
	assert_int_equal(what, expect);
	assert_int_equal(e.code, E_OK);
	if (what == CLIENT_SAME || what == CLIENT_FOREIGN)
		assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
}

static inline void put(const char *id, const char *old, enum client_put expect, const char *now)
{
	struct entry *en = pipedream("google_tag_manager");

	put_entry(id, old, en, expect, now);
	entry_free(en);
}

static inline struct entry *with_header(const char *name, const char *text, const char *var)
{
	struct entry *en = entry_new("s", "https://x.example/mcp");

	entry_header_add(en, name, text, var);
	return en;
}

#endif
