/* SPDX-License-Identifier: MIT */
/* t-due: what a row that waits says, where its reminder lies, and what a second look decides. */
#include "fold_help.h"

#include "work/due.h"

#define LINK "https://github.com/o/r/issues/7"

static void reads(const char *notes, const char *since, const char *due, const char *link, const char *name,
		  const char *about)
{
	struct waiting w;

	waiting_read(&w, notes);
	assert_string_equal(w.since, since);
	assert_string_equal(w.due, due);
	assert_string_equal(w.link, link);
	assert_string_equal(w.name, name);
	assert_string_equal(w.about, about);
	waiting_free(&w);
}

static void a_sentence_reads_back(void **state)
{
	static const char *const names[] = { "Matomo", "A \"quoted\" one", "Größe | ü", "x" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *opening = waiting_opening_new(names[i]), *sentence = waiting_sentence_new("2026-11-21", "2026-12-05", LINK);
		char *notes = mem_fmt("%s. Asked 2026-11-20: https://example.com/old. %s", opening, sentence);
		char *about = mem_fmt("%s. Asked 2026-11-20: https://example.com/old.", opening), *p;
		char *name = mem_str(names[i]);

		for (p = name; *p; p++)
			if (*p == '"')
				*p = '\'';
		reads(notes, "2026-11-21", "2026-12-05", LINK, name, about);
		free(name);
		free(about);
		free(notes);
		free(sentence);
		free(opening);
	}
	reads("", "", "", "", "", "");
	reads("By hand, 2026-11-21, see " LINK ".", "2026-11-21", "2026-12-05", LINK, "", "By hand, 2026-11-21, see " LINK ".");
	reads("PENDING-NATIVE since soon", "", "", "", "", "");
}

/* The sentence alone is replaced; what people wrote around it stays. */
static void other_words_stay(void **state)
{
	static const char *const around[][2] = { { "", "" }, { "Mine. ", "" }, { "Mine. ", " And more, due to us." }, { "", " tail" } };
	static const char *const was[] = { "PENDING-NATIVE since 2026-11-01, due 2026-11-15: https://example.com/x?y=1",
					   "PENDING-NATIVE since 2026-11-01, due 2026-11-15.", "PENDING-NATIVE since 2026-11-01" };
	char *now = waiting_sentence_new("2026-11-01", "2026-12-05", LINK);
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(around) / sizeof(*around); i++)
		for (k = 0; k < sizeof(was) / sizeof(*was); k++) {
			char *notes = mem_fmt("%s%s%s", around[i][0], was[k], around[i][1]);
			char *want = mem_fmt("%s%s%s", around[i][0], now, around[i][1]);
			char *got = waiting_notes_new(notes, now), *again = waiting_notes_new(got, now);

			assert_string_equal(got, want);
			assert_string_equal(again, want);
			free(again);
			free(got);
			free(want);
			free(notes);
		}
	{
		char *first = waiting_notes_new("Mine.", now), *alone = waiting_notes_new("", now);
		char *want = mem_fmt("Mine. %s", now);

		assert_string_equal(first, want);
		assert_string_equal(alone, now);
		free(want);
		free(alone);
		free(first);
	}
	free(now);
}

static void where_it_lies(void **state)
{
	static const char *const no[] = { "docs/composio/reminders/.ics",      "docs/composio/reminders/../x.ics",
					  "docs/composio/reminders/a/b.ics",   "docs/composio/reminders/A.ics",
					  "docs/composio/reminders/a.ics.txt", "docs/composio/reminders/a",
					  "docs/composio/reminder/a.ics",      "reminders/a.ics",
					  "/docs/composio/reminders/a.ics",    "docs/composio/reminders/a b.ics",
					  "~/docs/composio/reminders/a.ics",   "" };
	struct workspace ws = { .registry = "docs/composio/toolkit-registry.md" };
	char *path = reminder_path_new(&ws, "matomo"), *slug = reminder_slug_new(&ws, path);
	size_t i;

	(void)state;
	assert_string_equal(path, "docs/composio/reminders/matomo.ics");
	assert_string_equal(slug, "matomo");
	free(slug);
	free(path);
	for (i = 0; i < sizeof(no) / sizeof(*no); i++)
		assert_null(reminder_slug_new(&ws, no[i]));
	ws.registry = "registry.md";
	path = reminder_path_new(&ws, "_21risk");
	assert_string_equal(path, "reminders/_21risk.ics");
	slug = reminder_slug_new(&ws, path);
	assert_string_equal(slug, "_21risk");
	free(slug);
	free(path);
}

/* Absent only where both said so; what was found counts whatever the other one said. */
static void a_second_look(void **state)
{
	static const struct {
		const char *composio, *pipedream, *now;
	} row[] = {
		{ "native", "", "composio" },	    { "not-connected", "", "composio" },
		{ "scope-gap", "", "composio" },    { "renamed", "", "composio" },
		{ "absent", "found", "pipedream" }, { "candidate", "found", "pipedream" },
		{ "unknown", "found", "pipedream" }, { "absent", "absent", "absent" },
		{ "candidate", "candidate", "absent" }, { "unknown", "absent", "unknown" },
		{ "absent", "unknown", "unknown" }, { "unknown", "unknown", "unknown" },
		{ "absent", "", "unknown" },	    { "", "absent", "unknown" },
		{ "", "", "unknown" },		    { "garbage", "absent", "unknown" },
	};
	struct due_item it = { .slug = mem_fmt("matomo") };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct kv facts = KV_INIT;

		if (*row[i].composio)
			kv_add(&facts, "composio.result", row[i].composio);
		if (*row[i].pipedream)
			kv_add(&facts, "pipedream.result", row[i].pipedream);
		due_judge(&it, &facts, "");
		if (strcmp(due_now_name(it.now), row[i].now) != 0)
			fail_msg("%s, %s: %s", row[i].composio, row[i].pipedream, due_now_name(it.now));
		assert_non_null(it.said);
		kv_free(&facts);
	}
	free(it.said);
	free(it.slug);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_reads_back),
		cmocka_unit_test(other_words_stay),
		cmocka_unit_test(where_it_lies),
		cmocka_unit_test(a_second_look),
	};

	return cmocka_run_group_tests_name("due", tests, NULL, NULL);
}
