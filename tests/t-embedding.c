/* SPDX-License-Identifier: MIT */
/* t-embedding: what of a capability file goes into the index: ids, texts, metadata; and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "files/embedding.h"

#include <stdlib.h>
#include <string.h>

#define HEAD "toolkit_slug: \"googletagmanager\"\nvendor: \"PIPEDREAM\"\ncapabilities:\n"

static int take(struct embeddings *all, const char *text, const char *vendor, struct err *e)
{
	*e = (struct err)ERR_INIT;
	return embedding_read(all, text, strlen(text), "cap.yaml", vendor, e);
}

static void one_entry(void **state)
{
	struct embeddings all = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(take(&all, HEAD "  - id: gtm_list_tags\n    tool: google_tag_manager-list-tags\n"
					 "    description: \"Lists \\\"the\\\" tags.\"\n", NULL, &e), 0);
	assert_int_equal(all.n, 1);
	assert_string_equal(all.slug, "googletagmanager");
	assert_string_equal(all.v[0].id, "PIPEDREAM:googletagmanager:gtm_list_tags");
	assert_string_equal(all.v[0].text, "googletagmanager gtm list tags: Lists \"the\" tags.");
	assert_string_equal(all.v[0].metadata,
			    "{\"toolkit_slug\":\"googletagmanager\",\"vendor\":\"PIPEDREAM\",\"id\":\"gtm_list_tags\","
			    "\"tool\":\"google_tag_manager-list-tags\",\"description\":\"Lists \\\"the\\\" tags.\"}");
	assert_int_equal(all.v[0].cut, 0);
	embedding_free(&all);
}

/* Fields that are not ours go along, of whatever kind; an entry's own vendor is not repeated. */
static void other_fields(void **state)
{
	struct embeddings all = { 0 };
	struct err e, why = ERR_INIT;
	struct json *doc;

	(void)state;
	assert_int_equal(take(&all, HEAD "  - id: a\n    vendor: OTHER\n    cost: 12\n    live: true\n    none: ~\n"
					 "    code: \"007\"\n    zip: 007\n    tags: [x, {y: 1}]\n    two: |\n      one\n      line\n",
			      NULL, &e), 0);
	assert_null(strchr(all.v[0].metadata, '\n'));
	doc = json_parse(all.v[0].metadata, strlen(all.v[0].metadata), &why);
	assert_non_null(doc);
	assert_string_equal(json_raw(json_get(doc, "vendor")), "OTHER");
	assert_true(json_num(json_get(doc, "cost"), 0) > 11.9);
	assert_int_equal(json_bool(json_get(doc, "live"), 0), 1);
	assert_true(json_is_null(json_get(doc, "none")));
	assert_string_equal(json_raw(json_get(doc, "code")), "007");
	assert_string_equal(json_raw(json_get(doc, "zip")), "007");
	assert_int_equal(json_count(json_get(doc, "tags")), 2);
	assert_string_equal(json_raw(json_get(doc, "two")), "one line ");
	json_free(doc);
	embedding_free(&all);
}

static void ids(void **state)
{
	char *id, *again, *other;

	(void)state;
	/* 64 bytes fit, 65 do not */
	assert_int_equal(embedding_id("V", "s", "0123456789012345678901234567890123456789012345678901234567 9", &id), 0);
	assert_int_equal(strlen(id), 64);
	free(id);
	assert_int_equal(embedding_id("V", "s", "0123456789012345678901234567890123456789012345678901234567 90", &id), 1);
	assert_int_equal(strlen(id), 64);
	assert_int_equal(embedding_id("V", "s", "0123456789012345678901234567890123456789012345678901234567 90", &again), 1);
	assert_string_equal(id, again);
	assert_int_equal(embedding_id("V", "s", "0123456789012345678901234567890123456789012345678901234567 91", &other), 1);
	assert_string_not_equal(id, other);
	assert_memory_equal(id, "V:s:01234567890", 15);
	free(id);
	free(again);
	free(other);
	/* never within a character */
	assert_int_equal(embedding_id("V", "s", "aäääääääääääääääääääääääääääääääääääääääää", &id), 1);
	assert_true(strlen(id) <= EMBEDDING_ID_MAX);
	assert_true(text_is_utf8(id, strlen(id)));
	free(id);
}

static void vendor_of_the_folder(void **state)
{
	struct embeddings all = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(take(&all, "toolkit_slug: x\ncapabilities: [{id: a}]\n", "PIPEDREAM", &e), 0);
	assert_string_equal(all.v[0].id, "PIPEDREAM:x:a");
	assert_string_equal(all.v[0].text, "x a");
	assert_int_equal(take(&all, "toolkit_slug: x\ncapabilities: [{id: a}]\n", NULL, &e), -1);
	assert_non_null(strstr(e.msg, "cap.yaml has no vendor"));
	embedding_free(&all);
}

static void refused(void **state)
{
	static const char *const rows[][2] = {
		{ "vendor: X\ncapabilities: []\n", "no toolkit_slug" },
		{ HEAD "  - tool: a\n", "cap.yaml:4:5: a capability has no id" },
		{ HEAD "  - id: \"\"\n", "no id" },
		{ HEAD "  - just words\n", "no id" },
		{ HEAD "  - id: a\n  - id: b\n  - id: a\n", "'PIPEDREAM:googletagmanager:a' stands there twice" },
		{ "toolkit_slug: x\nvendor: X\ncapabilities: none at all\n", "must be a list" },
		{ "- a\n", "a map of keys" },
		{ "a: [\n", "cap.yaml:" },
	};
	struct buf big = BUF_INIT;
	struct embeddings all = { 0 };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(take(&all, rows[i][0], NULL, &e), -1);
		if (!strstr(e.msg, rows[i][1]))
			fail_msg("%s: %s", rows[i][1], e.msg);
	}
	/* more than an index takes */
	buf_adds(&big, HEAD "  - id: a\n");
	for (i = 0; i < 12; i++) {
		buf_addf(&big, "    f%zu: \"", i);
		buf_pad(&big, 'x', 1000);
		buf_adds(&big, "\"\n");
	}
	assert_int_equal(take(&all, buf_str(&big), NULL, &e), -1);
	assert_non_null(strstr(e.msg, "'a' has 12"));
	buf_free(&big);
	embedding_free(&all);
}

static void none_at_all(void **state)
{
	struct embeddings all = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(take(&all, HEAD, NULL, &e), 0);
	assert_int_equal(take(&all, "toolkit_slug: x\nvendor: X\n", NULL, &e), 0);
	assert_int_equal(all.n, 0);
	assert_string_equal(all.slug, "x");
	embedding_free(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_entry), cmocka_unit_test(other_fields),
		cmocka_unit_test(ids),	     cmocka_unit_test(vendor_of_the_folder),
		cmocka_unit_test(refused),   cmocka_unit_test(none_at_all),
	};

	return cmocka_run_group_tests_name("embedding", tests, NULL, NULL);
}
