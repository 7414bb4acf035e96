/* SPDX-License-Identifier: MIT */
/* t-jsonc-prop: over thousands of generated files: no byte changes but those that were meant to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "files/jsonc.h"
#include "jsonc_gen.h"

#include <string.h>

#define ROUNDS ((int)draw_files(6000))

static const char *const SERVER[] = {"mcpServers", "new"};

static struct jsonc *parsed(const char *s, int strict)
{
	struct err e = ERR_INIT;
	struct jsonc *doc = jsonc_parse(s, strlen(s), "f", strict, &e);

	if (!doc)
		print_error("%s\nin:\n%s\n", e.msg, s);
	assert_non_null(doc);
	assert_int_equal(e.code, E_OK);
	return doc;
}

static struct tree *entry_new(const char *url)
{
	struct tree *t = tree_map_new(NULL), *h;

	tree_add(t, "type", "http");
	tree_add(t, "url", url);
	h = tree_add_map(t, "headers");
	tree_add(h, "Authorization", "Bearer ${TOKEN}");
	tree_add(h, "x-app", "gtm");
	return t;
}

/* The document without blanks, comments and trailing commas: a second opinion, by other means. */
static void canon(struct buf *out, const char *s, size_t n)
{
	size_t i = n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3) ? 3 : 0;

	buf_reset(out);
	while (i < n) {
		if (s[i] == '"') {
			do {
				if (s[i] == '\\')
					buf_addc(out, s[i++]);
				buf_addc(out, s[i++]);
			} while (s[i] != '"');
			buf_addc(out, s[i++]);
		} else if (s[i] == '/' && s[i + 1] == '/') {
			while (i < n && s[i] != '\n' && s[i] != '\r')
				i++;
		} else if (s[i] == '/') {
			i = (size_t)(strstr(s + i + 2, "*/") - s) + 2;
		} else if (strchr(" \t\r\n", s[i])) {
			i++;
		} else {
			if ((s[i] == '}' || s[i] == ']') && out->len && out->p[out->len - 1] == ',')
				out->len--;
			buf_addc(out, s[i++]);
		}
	}
}

/* Take `what`, which must stand there once, and the comma that belongs to it out of `b`. */
static void take_out(struct buf *b, const char *what)
{
	char *p = strstr(b->p, what);
	size_t len = strlen(what), at;

	assert_non_null(p);
	assert_null(strstr(p + 1, what));
	at = (size_t)(p - b->p);
	if (b->p[at - 1] == ',') {
		at--;
		len++;
	} else if (b->p[at + len] == ',') {
		len++;
	}
	memmove(b->p + at, b->p + at + len, b->len - at - len + 1);
	b->len -= len;
}

static void assert_bytes(const char *what, const struct buf *a, const char *s, size_t n)
{
	if (a->len != n || memcmp(a->p, s, n))
		print_error("%s\n--- got\n%s\n--- wanted\n%.*s\n---\n", what, buf_str(a), (int)n,
			    s);
	assert_true(a->len == n && !memcmp(a->p, s, n));
}

static void check_set(struct edit *ed, const char *const *path, const struct tree *t, int strict)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	struct jsonc *doc;
	size_t n, i;

	if (jsonc_set(ed, "f", strict, path, 2, t, &e))
		print_error("%s\n%s\n", e.msg, ed->now.p);
	assert_int_equal(e.code, E_OK);
	assert_int_equal(splices_apply(&ed->done, ed->old, ed->old_n, &b, &e), 0);
	assert_bytes("apply", &b, ed->now.p, ed->now.len);
	for (i = 0; i < ed->done.n; i++)
		assert_int_equal(ed->done.v[i].del, 0); /* nothing of the old goes */
	doc = parsed(ed->now.p, strict);
	assert_true(jsonc_same(
		doc, jsonc_member(doc, jsonc_member(doc, jsonc_root(doc), path[0]), path[1]), t));
	jsonc_free(doc);
	n = ed->done.n;
	assert_int_equal(jsonc_set(ed, "f", strict, path, 2, t, &e), 0);
	assert_bytes("second set", &b, ed->now.p, ed->now.len);
	assert_int_equal(ed->done.n, n);
	buf_free(&b);
}

static void unset_ok(struct edit *ed, const char *const *path, int strict)
{
	struct err e = ERR_INIT;

	if (jsonc_unset(ed, "f", strict, path, 2, &e))
		print_error("%s\n%s\n", e.msg, ed->now.p);
	assert_int_equal(e.code, E_OK);
}

/* Is the object in `s` under mcpServers one that set + unset in two edits gives back exactly? */
static int is_plain(const char *s)
{
	struct jsonc *doc = parsed(s, 0);
	const struct jsonc_node *m = jsonc_member(doc, jsonc_root(doc), "mcpServers");
	int plain =
		m && (m->count || m->end - m->at == 2 || memchr(s + m->at, '/', m->end - m->at));

	jsonc_free(doc);
	return plain;
}

static void check_document(struct gen *g)
{
	static const char *const a[] = {"mcpServers", "gtm-ascend"}, *const b[] = {"mcpServers",
										   "gtm-edge"};
	struct tree *ta = entry_new("https://a"), *tb = entry_new("https://b");
	int strict = !g->comments && !g->commas, order = (int)rnd(g, 2), plain = is_plain(g->out.p);
	struct splices inv = SPLICES_INIT;
	struct buf got = BUF_INIT, want = BUF_INIT, one = BUF_INIT;
	struct err e = ERR_INIT;
	struct edit ed, ed2;

	edit_init(&ed, g->out.p, g->out.len);
	check_set(&ed, a, ta, strict);
	buf_add(&one, ed.now.p, ed.now.len);
	check_set(&ed, b, tb, strict);
	splices_invert(&ed.done, ed.old, &inv);
	assert_int_equal(splices_apply(&inv, ed.now.p, ed.now.len, &got, &e), 0);
	assert_bytes("invert", &got, g->out.p, g->out.len);
	/* What is left without the two entries is what was there. */
	canon(&got, ed.now.p, ed.now.len);
	canon(&want, g->out.p, g->out.len);
	take_out(&got, "\"gtm-ascend\":{\"type\":\"http\",\"url\":\"https://a\",\"headers\":"
		       "{\"Authorization\":\"Bearer ${TOKEN}\",\"x-app\":\"gtm\"}}");
	take_out(&got, "\"gtm-edge\":{\"type\":\"http\",\"url\":\"https://b\",\"headers\":"
		       "{\"Authorization\":\"Bearer ${TOKEN}\",\"x-app\":\"gtm\"}}");
	if (!strstr(want.p, "\"mcpServers\":{"))
		take_out(&got, "\"mcpServers\":{}");
	assert_bytes("canon", &got, want.p, want.len);
	/* Another run takes them out again. */
	edit_init(&ed2, ed.now.p, ed.now.len);
	unset_ok(&ed2, order ? a : b, strict);
	if (!order)
		assert_bytes("one left", &ed2.now, one.p, one.len);
	unset_ok(&ed2, order ? b : a, strict);
	if (plain)
		assert_bytes("unset in another edit", &ed2.now, g->out.p, g->out.len);
	edit_free(&ed2);
	/* And the same run too, down to no splice at all. */
	unset_ok(&ed, order ? a : b, strict);
	unset_ok(&ed, order ? b : a, strict);
	assert_bytes("unset", &ed.now, g->out.p, g->out.len);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
	splices_free(&inv);
	buf_free(&got);
	buf_free(&want);
	buf_free(&one);
	tree_free(ta);
	tree_free(tb);
}

static void test_generated(void **state)
{
	struct gen g = {.r = draw_seed(0x2545f4914f6cdd1du), .root = "mcpServers", .out = BUF_INIT};
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		gen_document(&g, 0);
		check_document(&g);
	}
	buf_free(&g.out);
}

/* All comments outside of [from, to), each on a line of its own. */
static void comments(struct buf *out, const char *s, size_t n, size_t from, size_t to)
{
	size_t i, end;

	buf_reset(out);
	for (i = 0; i < n; i = end) {
		end = i + 1;
		if (s[i] == '"') {
			while (s[end] != '"')
				end += s[end] == '\\' ? 2 : 1;
			end++;
		} else if (s[i] == '/') {
			end = s[i + 1] == '/' ? i + strcspn(s + i, "\r\n") : (size_t)(strstr(s + i + 2, "*/") - s) + 2;
			if (i < from || i >= to)
				buf_addf(out, "%.*s\n", (int)(end - i), s + i);
		}
	}
}

/* What the comments are to be when the member of that path has gone: all but its own. */
static void comments_without(struct buf *out, const struct buf *b, const char *const *path, size_t n)
{
	struct jsonc *doc = parsed(b->p, 0);
	const struct jsonc_node *m = jsonc_root(doc);

	while (m && n--)
		m = m->kind == JSONC_OBJECT ? jsonc_member(doc, m, *path++) : NULL;
	comments(out, b->p, b->len, m ? m->key_at : 0, m ? m->end : 0);
	jsonc_free(doc);
}

/* Each member of a generated document can go; what the editor itself proves must hold each time. */
static void test_generated_unset(void **state)
{
	static const char *const keys[] = {"k0", "k1", "k2", "k3", "mcpServers"};
	struct gen g = {.r = draw_seed(0x9e3779b97f4a7c15u), .root = "mcpServers", .out = BUF_INIT};
	struct buf back = BUF_INIT, was = BUF_INIT, want = BUF_INIT, said = BUF_INIT;
	struct err e = ERR_INIT;
	struct splices inv = SPLICES_INIT;
	struct edit ed;
	int i, k;

	(void)state;
	for (i = 0; i < ROUNDS / 3; i++) {
		gen_document(&g, 0);
		edit_init(&ed, g.out.p, g.out.len);
		for (k = 0; k < 5; k++) {
			const char *path[] = {keys[(k + i) % 5], "k0"};
			size_t n = rnd(&g, 2) + 1;

			comments_without(&want, &ed.now, path, n);
			buf_reset(&was);
			buf_add(&was, ed.now.p, ed.now.len);
			if (jsonc_unset(&ed, "f", 0, path, n, &e))
				print_error("%s\n%s\n", e.msg, ed.now.p);
			assert_int_equal(e.code, E_OK);
			comments(&said, ed.now.p, ed.now.len, 0, 0);
			if (strcmp(buf_str(&said), buf_str(&want)) != 0)
				print_error("without %s\n%s\n---\n%s\n", path[n - 1], was.p, ed.now.p);
			assert_string_equal(buf_str(&said), buf_str(&want));
		}
		buf_reset(&back);
		splices_invert(&ed.done, ed.old, &inv);
		assert_int_equal(splices_apply(&inv, ed.now.p, ed.now.len, &back, &e), 0);
		assert_bytes("invert", &back, g.out.p, g.out.len);
		edit_free(&ed);
	}
	splices_free(&inv);
	buf_free(&back);
	buf_free(&was);
	buf_free(&want);
	buf_free(&said);
	buf_free(&g.out);
}

/* Damaged documents: read or refused, set or refused, and never anything in between. */
static void test_damaged(void **state)
{
	static const char bytes[] = "{}[],:\"\\/* \n\r\t\0a1\xff\xc3u-.";
	struct gen g = {.r = draw_seed(0x123456789abcdefu), .root = "mcpServers", .out = BUF_INIT};
	struct tree *t = entry_new("u");
	struct edit ed;
	unsigned at;
	int i, k, rc;

	(void)state;
	for (i = 0; i < ROUNDS / 2; i++) {
		struct err e = ERR_INIT;

		gen_document(&g, 0);
		for (k = 0; k <= (int)rnd(&g, 3); k++) {
			at = rnd(&g, (unsigned)g.out.len);
			g.out.p[at] = bytes[rnd(&g, sizeof(bytes) - 1)];
		}
		if (!rnd(&g, 4))
			g.out.len = rnd(&g, (unsigned)g.out.len);
		edit_init(&ed, g.out.p, g.out.len);
		rc = jsonc_set(&ed, "f", 0, SERVER, 2, t, &e);
		assert_int_equal(rc ? E_FAIL : E_OK, e.code);
		if (rc)
			assert_bytes("refused", &ed.now, g.out.p, g.out.len);
		if (rc)
			assert_null(strstr(e.msg, "by hand")); /* what can be read can be set */
		edit_free(&ed);
	}
	tree_free(t);
	buf_free(&g.out);
}

/* What lies far beside the path is not built, and is judged just as if it were: the same files, the same words. */
static const char *const PIECES[] = {
	"\"a\": 1", "\"a\": -0", "\"a\": 01", "\"a\": 1.5e-3", "\"a\": 1.", "\"a\": -", "\"a\": tru", "\"a\": true",
	"\"a\": null, \"a\": 2", "\"a\": \"\\u0041\", \"\\u0061\": 1", "\"a\": \"\\x\"", "\"a\": \"\t\"", "\"a\": \"\xc3\xa9\"",
	"\"a\": \"\xff\"", "\"a\": [1, 2, ]", "\"a\": [1 2]", "\"a\": [,]", "\"a\": {,}", "\"a\": {\"b\": 1,}", "\"a\" 1", "\"a\":",
	"a: 1", "\"a\": {} /* why */", "\"a\": [] // so\n", "\"a\": /", "\"a\": {\"b\": {\"c\": [[], {}, \"\", 0]}}", "\"a\": \"open",
	"\"a\": 1, \"b\": 2, \"c\": 3, \"d\": 4, \"e\": 5, \"f\": 6, \"g\": 7, \"h\": 8, \"i\": 9",
	"\"a\": 1, \"b\": 2, \"c\": 3, \"d\": 4, \"e\": 5, \"f\": 6, \"g\": 7, \"h\": 8, \"i\": 9, \"c\": 0", "",
};
#define PIECES_N (sizeof(PIECES) / sizeof(PIECES[0]))

static void judged_alike(const struct buf *b, int strict)
{
	struct err whole = ERR_INIT, beside = ERR_INIT;
	struct jsonc *all = jsonc_parse(buf_str(b), b->len, "f", strict, &whole);
	const struct jsonc *doc;
	const struct jsonc_node *m, *k;
	struct edit ed;

	edit_init(&ed, buf_str(b), b->len);
	doc = jsonc_of(&ed, "f", strict, SERVER, 2, &beside);
	if (!all != !doc || strcmp(whole.msg, beside.msg) != 0)
		fail_msg("whole: '%s', beside: '%s' in:\n%s", whole.msg, beside.msg, buf_str(b));
	if (all) {
		m = jsonc_member(all, jsonc_root(all), SERVER[0]);
		k = jsonc_member(doc, jsonc_root(doc), SERVER[0]);
		assert_int_equal(!m, !k);
		for (m = m ? m->child : NULL, k = k ? k->child : NULL; m && k; m = m->next, k = k->next) {
			assert_string_equal(m->key, k->key);
			assert_int_equal(m->at, k->at);
			assert_int_equal(m->end, k->end);
			assert_int_equal(m->line, k->line);
			assert_int_equal(m->kind, k->kind);
		}
		assert_null(m);
		assert_null(k);
	}
	jsonc_free(all);
	edit_free(&ed);
}

static void beside(struct buf *b, size_t servers, size_t odd, const char *piece, unsigned deep)
{
	size_t i, k;

	buf_reset(b);
	buf_adds(b, "{\n  \"mcpServers\": {\n");
	for (i = 0; i < servers; i++) {
		buf_addf(b, "    \"s%zu\": {\n      ", i);
		for (k = 0; i == odd && k < deep; k++)
			buf_adds(b, "\"d\": {");
		buf_adds(b, i == odd ? piece : "\"url\": \"https://example.com\", \"headers\": {\"x\": \"y\"}");
		for (k = 0; i == odd && k < deep; k++)
			buf_addc(b, '}');
		buf_addf(b, "\n    }%s\n", i + 1 < servers ? "," : "");
	}
	buf_adds(b, "  }\n}\n");
}

static void test_beside(void **state)
{
	struct gen g = {.r = 0x2545f4914f6cdd1du};
	struct buf b = BUF_INIT;
	size_t i, k;

	(void)state;
	for (i = 0; i < PIECES_N; i++)
		for (k = 0; k < 2; k++) {
			beside(&b, 40, 30, PIECES[i], 0);
			judged_alike(&b, (int)k);
			beside(&b, 40, 30, PIECES[i], 60 + (unsigned)k);
			judged_alike(&b, 1);
			beside(&b, 40, 30, PIECES[i], 61 + (unsigned)k);
			judged_alike(&b, 0);
		}
	/* and what a slip of the finger makes of it, anywhere */
	for (i = 0; i < (size_t)ROUNDS; i++) {
		static const char slips[] = "\"\\{}[],:/ 0-.tn\x01\xc3";

		beside(&b, 24, 20, PIECES[rnd(&g, PIECES_N)], 0);
		b.p[rnd(&g, (unsigned)b.len)] = slips[rnd(&g, sizeof(slips) - 1)];
		judged_alike(&b, (int)(i & 1));
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generated),
		cmocka_unit_test(test_generated_unset),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_beside),
	};

	return cmocka_run_group_tests_name("jsonc-prop", tests, NULL, NULL);
}
