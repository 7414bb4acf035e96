/* SPDX-License-Identifier: MIT */
/* t-template: gaps and what is put into them, decision numbers, lines of a ledger; and what none of them lets through. */
#include "base/mem.h"
#include "files/adr.h"
#include "files/ledger.h"
#include "files/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- templates */

static char *fill(const char *tpl, const char *value, struct err *e)
{
	struct kv values = KV_INIT;
	struct buf b = BUF_INIT;
	int rc;

	kv_set(&values, "x", value);
	rc = template_fill(&b, tpl, strlen(tpl), "t", &values, e);
	kv_free(&values);
	if (!rc)
		return buf_detach(&b);
	assert_int_equal(b.len, 0);
	return NULL;
}

static void filled(const char *tpl, const char *value, const char *want)
{
	struct err e = ERR_INIT;
	char *got = fill(tpl, value, &e);

	assert_non_null(got);
	assert_string_equal(got, want);
	free(got);
}

static void refused(const char *tpl, const char *value, const char *says)
{
	struct err e = ERR_INIT;

	assert_null(fill(tpl, value, &e));
	assert_int_equal(e.code, E_FAIL);
	assert_non_null(strstr(e.msg, says));
}

static void gaps(void **state)
{
	(void)state;
	filled("", "v", "");
	filled("no gap", "v", "no gap");
	filled("@@x@@", "foo_bar-1.2", "foo_bar-1.2");
	filled("a@@x@@b@@x@@", "v", "avbv");
	filled("@@string:x@@", "say \"hi\" \\ ${y} `z`", "\"say \\\"hi\\\" \\\\ ${y} `z`\"");
	filled("// @@line:x@@\n", "a\nrm -rf /", "// a rm -rf /\n");
	filled("@@md:x@@", "*a* [b](c) <d> `e` _f_ #g |", "\\*a\\* \\[b\\](c) \\<d\\> \\`e\\` \\_f\\_ \\#g \\|");
	filled("@@md:x@@", "- item", "\\- item");
	filled("@@block:x@@", "- *a*", "- *a*");
	filled("@@x@@", "x", "x"); /* a value that looks like a gap is none */
}

static void bad_gaps(void **state)
{
	(void)state;
	refused("a\nb @@y@@", "v", "t:2:");
	refused("@@x", "v", "t:1:");
	refused("@@nosuch:x@@", "v", "nosuch:x");
	refused("@@x@@", "", "'x'");
	refused("@@x@@", "a b", "'x'");
	refused("@@x@@", "a\"b", "'x'");
	refused("@@x@@", "..", "'x'");
	refused("@@x@@", "a/b", "'x'");
	refused("@@x@@", "a\nb", "'x'");
	filled("@@string:x@@", "\033[2J\xe2\x80\xae", "\"\\\\x1b[2J\\\\u{202e}\"");
}

/* ---- numbers of decisions */

static void numbers(void **state)
{
	static const struct {
		const char *file;
		unsigned number;
		int digits;
	} rows[] = { { "adr-062-foo.md", 62, 3 }, { "ADR_7.md", 7, 1 },	       { "0012-use-x.md", 12, 4 },
		     { "adr062.md", 62, 3 },	  { "adr-062-foo.txt", 0, 0 }, { "2026-05-20-foo.md", 0, 0 },
		     { "README.md", 0, 0 },	  { "adr-template.md", 0, 0 }, { "adr-99999-x.md", 0, 0 },
		     { "12th-night.md", 0, 0 },	  { "adr-99999999999999999999.md", 0, 0 } };
	static const char text[] = "per ADR-061 and ADR 7, adr-063; RADAR-900, ADR-12345 and ADR- 88";
	size_t i;
	int digits;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		digits = 0;
		assert_int_equal(adr_of_name(rows[i].file, &digits), rows[i].number);
		if (rows[i].number)
			assert_int_equal(digits, rows[i].digits);
	}
	assert_int_equal(adr_referred(text, strlen(text)), 63);
	assert_int_equal(adr_referred("ADR-9", 5), 9);
	assert_int_equal(adr_referred("ADR-", 4), 0);
	assert_int_equal(adr_referred("", 0), 0);
}

/* ---- the ledger */

static void added(const char *old, const char *want)
{
	struct err e = ERR_INIT;
	struct edit ed;
	size_t n;

	edit_init(&ed, old, strlen(old));
	assert_int_equal(ledger_add(&ed, "L", "2026-11-21", "new `x`", &e), 0);
	assert_string_equal(buf_str(&ed.now), want);
	assert_int_equal(ledger_guard(old, strlen(old), ed.now.p, ed.now.len, "L", &e), 0);
	n = ed.done.n;
	assert_int_equal(ledger_add(&ed, "L", "2026-11-21", "new `x`", &e), 0); /* it says so already */
	assert_string_equal(buf_str(&ed.now), want);
	assert_int_equal(ed.done.n, n);
	edit_free(&ed);
}

static void lines(void **state)
{
	struct err e = ERR_INIT;
	struct edit ed;

	(void)state;
	added("", "# LEDGER\n\n- 2026-11-21: new `x`\n");
	added("# L\n", "# L\n\n- 2026-11-21: new `x`\n");
	added("# L\n\n* old\n", "# L\n\n* old\n* 2026-11-21: new `x`\n");
	added("# L\n\n  + old\n\n\n", "# L\n\n  + old\n  + 2026-11-21: new `x`\n\n\n");
	added("- old", "- old\n- 2026-11-21: new `x`\n");
	added("- old  ", "- old  \n- 2026-11-21: new `x`\n");
	added("- old\r\n", "- old\r\n- 2026-11-21: new `x`\r\n");
	added("words", "words\n\n- 2026-11-21: new `x`\n");
	added("| day | who | what |\n|---|---|---|\n| a | b | c |\n",
	      "| day | who | what |\n|---|---|---|\n| a | b | c |\n| 2026-11-21 |  | new `x` |\n");
	edit_init(&ed, "- \xff\n", 4);
	assert_int_equal(ledger_add(&ed, "L", "2026-11-21", "new", &e), -1);
	assert_int_equal(e.code, E_FAIL);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
}

static void guarded(void **state)
{
	static const char old[] = "# L\n\n- old\n";
	static const char *const bad[] = { "# L\n\n- old\n",		     "# M\n\n- old\n- new\n",
					   "# L\n\n- new\n- old\n",	     "# L\n\n- old\n- a\n- b\n",
					   "# L\n\n- old\n- \033[2J\n",	     "# L\n\n- old\n\n",
					   "- new\n",			     "",
					   "# L\n\n- old\n- \xe2\x80\xae\n", "# L\n\n- old\n- \xff\n" };
	struct err e = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		e.code = 0;
		assert_int_equal(ledger_guard(old, strlen(old), bad[i], strlen(bad[i]), "L", &e), -1);
		assert_int_equal(e.code, E_FAIL);
	}
	assert_int_equal(ledger_guard("", 0, "# LEDGER\n\n- a\n- b\n", 18, "L", &e), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(gaps),  cmocka_unit_test(bad_gaps),
					    cmocka_unit_test(numbers), cmocka_unit_test(lines),
					    cmocka_unit_test(guarded) };

	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
