/* SPDX-License-Identifier: MIT */
/* t-client-any: over 10,000 generated files of every client, and real-shaped ones: no byte but the entry's changes. */
#include "clients_help.h"
#include "jsonc_gen.h"
#include "toml_gen.h"

#include "files/jsonc.h"
#include "files/jsonc_look.h"

#include <dirent.h>

#define FILES draw_files(10400)
#define OTHER "pipedream-gtm-kahuna"
#define RENAMED "pipedream-tagm-ascend"

static size_t empty_maps; /* that another run could not tell from one that an insert brought */

static struct entry *entry_called(const char *name, const char *tenant)
{
	struct entry *en = entry_new(name, URL);

	entry_header_add(en, "Authorization", "Bearer ", "PIPEDREAM_OAUTH_BEARER");
	entry_header_add(en, "x-pd-project-id", "", "PIPEDREAM_PROJECT_ID");
	entry_header_add(en, "x-pd-environment", "production", NULL);
	entry_header_add(en, "x-pd-external-user-id", tenant, NULL);
	entry_header_add(en, "x-pd-app-slug", "google_tag_manager", NULL);
	return en;
}

static void same_bytes(const char *what, const char *where, const struct buf *a, const char *s, size_t n)
{
	if (a->len != n || memcmp(buf_str(a), s, n))
		fail_msg("%s: %s\n--- got\n%s\n--- wanted\n%.*s\n---", where, what, buf_str(a), (int)n, s);
}

static void put_one(const struct client *cl, struct edit *ed, const char *where, const struct entry *en,
		    enum client_put expect)
{
	struct err e = ERR_INIT;
	enum client_put what = CLIENT_FOREIGN;
	size_t i, splices = ed->done.n;

	if (client_put(cl, ed, where, en, &what, &e))
		fail_msg("%s: %s in\n%s", cl->id, e.msg, buf_str(&ed->now));
	if (what != expect)
		fail_msg("%s: %s: %d, not %d in\n%s", where, cl->id, (int)what, (int)expect, buf_str(&ed->now));
	if (what == CLIENT_SAME)
		assert_int_equal(ed->done.n, splices);
	for (i = 0; i < ed->done.n && what == CLIENT_ADDED; i++)
		if (ed->done.v[i].del)
			fail_msg("%s: %zu bytes of %s's file went", where, ed->done.v[i].del, cl->id);
}

static void remove_one(const struct client *cl, struct edit *ed, const char *where, const char *server)
{
	struct err e = ERR_INIT;

	if (client_remove(cl, ed, where, server, &e))
		fail_msg("%s: %s: %s in\n%s", where, cl->id, e.msg, buf_str(&ed->now));
}

static void rename_one(const struct client *cl, struct edit *ed, const char *where, const char *from,
		       const char *to)
{
	struct entry *en = entry_called(to, "ascend");
	struct err e = ERR_INIT;
	enum client_put what = CLIENT_SAME;

	if (client_rename(cl, ed, where, from, en, &what, &e))
		fail_msg("%s: %s: %s in\n%s", where, cl->id, e.msg, buf_str(&ed->now));
	assert_int_equal(what, CLIENT_CHANGED);
	entry_free(en);
}

/* Another run of the program: it finds what is there, writes nothing, takes one out, puts it in, renames it. */
static void check_again(const struct client *cl, const char *where, const struct buf *now,
			const struct entry *a, const struct entry *b)
{
	struct edit ed;

	edit_init(&ed, buf_str(now), now->len);
	put_one(cl, &ed, where, a, CLIENT_SAME);
	put_one(cl, &ed, where, b, CLIENT_SAME);
	same_bytes("a second apply writes", where, &ed.now, buf_str(now), now->len);
	rename_one(cl, &ed, where, a->name, RENAMED);
	assert_int_equal(ed.done.v[0].del > 0, 1);
	rename_one(cl, &ed, where, RENAMED, a->name);
	same_bytes("renamed and back", where, &ed.now, buf_str(now), now->len);
	assert_int_equal(ed.done.n, 0);
	remove_one(cl, &ed, where, b->name);
	put_one(cl, &ed, where, b, CLIENT_ADDED);
	same_bytes("out and in", where, &ed.now, buf_str(now), now->len);
	edit_free(&ed);
}

/*
 * What is left when all is taken out in another run, which knows no more than the file: the very bytes, but for a map of
 * servers that was there and held nothing. That goes where other members stand beside it; and where nothing does, it
 * stays, or has come.
 */
static void check_left(const struct client *cl, const char *where, const char *s, size_t n, const struct buf *left)
{
	const char *path[] = { cl->root };
	int strict = cl->format == CLIENT_JSON;
	struct jsonc *doc = cl->format == CLIENT_TOML || jsonc_is_empty(s, n) ? NULL : jsonc_parse(s, n, where, strict, NULL);
	const struct jsonc_node *map = jsonc_member(doc, jsonc_root(doc), cl->root);
	size_t count = doc ? jsonc_root(doc)->count : 0;
	struct err e = ERR_INIT;
	struct edit ed;
	int unused;

	edit_init(&ed, s, n);
	if (map && !map->count && count > 1 && jsonc_comments(s, map->at + 1, map->end - 1, &unused) == map->at + 1) {
		assert_int_equal(jsonc_unset(&ed, where, strict, path, 1, &e), 0);
		same_bytes("taken out in another run, with the empty map", where, left, buf_str(&ed.now), ed.now.len);
	} else if (cl->format != CLIENT_TOML && (!count || (map && count == 1 && !map->count))) {
		struct jsonc *now = jsonc_parse(buf_str(left), left->len, where, strict, &e);
		const struct jsonc_node *empty = jsonc_member(now, jsonc_root(now), cl->root);

		if (!empty || empty->count || jsonc_root(now)->count != (count ? count : 1))
			fail_msg("%s: no empty map alone in\n%s\nof\n%.*s", where, buf_str(left), (int)n, s);
		jsonc_free(now);
		empty_maps++;
	} else {
		same_bytes("taken out in another run", where, left, s, n);
	}
	edit_free(&ed);
	jsonc_free(doc);
}

static void check_file(const struct client *cl, const char *where, const char *s, size_t n)
{
	struct entry *a = entry_called(SERVER, "ascend"), *b = entry_called(OTHER, "kahuna");
	struct splices inv = SPLICES_INIT;
	struct buf back = BUF_INIT, both = BUF_INIT;
	struct edit ed, later;

	edit_init(&ed, s, n);
	put_one(cl, &ed, where, a, CLIENT_ADDED);
	put_one(cl, &ed, where, b, CLIENT_ADDED);
	splices_invert(&ed.done, ed.old, &inv);
	assert_int_equal(splices_apply(&inv, buf_str(&ed.now), ed.now.len, &back, NULL), 0);
	same_bytes("without what was inserted", where, &back, s, n);
	buf_add(&both, buf_str(&ed.now), ed.now.len);
	check_again(cl, where, &both, a, b);
	edit_init(&later, buf_str(&both), both.len);
	remove_one(cl, &later, where, b->name);
	remove_one(cl, &later, where, a->name);
	check_left(cl, where, s, n, &later.now);
	edit_free(&later);
	remove_one(cl, &ed, where, b->name);
	remove_one(cl, &ed, where, a->name);
	same_bytes("insert and remove", where, &ed.now, s, n);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
	splices_free(&inv);
	buf_free(&back);
	buf_free(&both);
	entry_free(a);
	entry_free(b);
}

static int can_be_written(const struct client *cl)
{
	return !cl->cannot && (cl->variable || cl->env_headers_field);
}

static void generated(void **state)
{
	struct gen g = {.r = draw_seed(0x20261121f00du), .out = BUF_INIT};
	char where[80];
	size_t i, done = 0;

	(void)state;
	seed = draw_seed(seed);
	for (i = 0; done < FILES; i++) {
		const struct client *cl = clients_at(all, i % clients_count(all));
		struct buf toml = BUF_INIT;

		if (!can_be_written(cl))
			continue;
		done++;
		(void)snprintf(where, sizeof(where), "file %zu of %s", done, cl->id);
		if (cl->format == CLIENT_TOML) {
			make_document(&toml);
			if (pick(4) == 0)
				make_crlf(&toml);
			check_file(cl, where, buf_str(&toml), toml.len);
		} else {
			g.root = cl->root;
			gen_document(&g, cl->format == CLIENT_JSON);
			check_file(cl, where, buf_str(&g.out), g.out.len);
		}
		buf_free(&toml);
	}
	buf_free(&g.out);
	print_message("%zu of %zu files had no map and nothing else, or an empty one\n", empty_maps, FILES);
	assert_in_range(empty_maps, 1, FILES / 4);
}

static char *fixtures_new(void)
{
	const char *src = getenv("srcdir");
	char *at[] = { mem_fmt("%s/tests/fixtures/clients", src ? src : "."), mem_str("tests/fixtures/clients"),
		       mem_str("fixtures/clients") };
	char *found = NULL;
	size_t i;

	for (i = 0; i < 3; i++) {
		DIR *d = found ? NULL : opendir(at[i]);

		if (d) {
			closedir(d);
			found = mem_str(at[i]);
		}
		free(at[i]);
	}
	return found;
}

static void slurp(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "rb");
	char part[4096];
	size_t n;

	assert_non_null(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(b, part, n);
	fclose(f);
}

/* CLIENT--NUMBER.EXTENSION: a file as people have them. */
static void real_shaped(void **state)
{
	char *dir = fixtures_new();
	struct dirent *de;
	size_t done = 0;
	DIR *d;

	(void)state;
	assert_non_null(dir);
	d = opendir(dir);
	while ((de = readdir(d))) {
		const char *dash = strstr(de->d_name, "--");
		struct buf b = BUF_INIT;
		char *id, *path;

		if (!dash)
			continue;
		id = mem_strn(de->d_name, (size_t)(dash - de->d_name));
		path = mem_fmt("%s/%s", dir, de->d_name);
		slurp(path, &b);
		check_file(the(id), de->d_name, buf_str(&b), b.len);
		done++;
		free(id);
		free(path);
		buf_free(&b);
	}
	closedir(d);
	free(dir);
	if (done < 300)
		fail_msg("only %zu fixtures", done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generated),
		cmocka_unit_test(real_shaped),
	};

	return cmocka_run_group_tests_name("client-any", tests, load, unload);
}
