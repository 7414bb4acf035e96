/* SPDX-License-Identifier: MIT */
/* t-registry-any: any table, any text in any cell: one row changes and nothing else does. */
#include "files/mdtable.h"
#include "files/registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                       \
	"| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | "     \
	"status | notes |\n"
#define DASHES "|---|---|---|---|---|---|---|\n"
#define HUBSPOT                                                                                    \
	"| `hubspot` | COMPOSIO | `composio-ascend` | `composio-kahuna` | `HUBSPOT_*` | LIVE | "   \
	"Deals. |\n"
#define SLACK "| `slack` | COMPOSIO | `composio-ascend` | — | `SLACK_*` | LIVE | All scopes. |\n"
#define DASH "\xe2\x80\x94"

static struct registry *parse(const char *s)
{
	struct err e = ERR_INIT;
	struct registry *reg = registry_parse(s, strlen(s), "r.md", &e);

	if (!reg)
		fail_msg("%s", e.msg);
	assert_int_equal(e.code, E_OK);
	return reg;
}

static struct registry_row row_of(const char *slug, const char *vendor, const char *prefix,
				  const char *status, const char *notes)
{
	return (struct registry_row){.slug = (char *)(uintptr_t)slug,
				     .vendor = (char *)(uintptr_t)vendor,
				     .tool_prefix = (char *)(uintptr_t)prefix,
				     .status = (char *)(uintptr_t)status,
				     .notes = (char *)(uintptr_t)notes};
}

/* --- what others might put in --- */

static const char *const attack[] = {
	"a | b",
	"|",
	"||||||||",
	"\\|",
	"\\\\|",
	"\\",
	"a\\",
	"\\\\",
	"x\n| evil | row |",
	"x\r\ny",
	"\r",
	"\n\n# head",
	"`",
	"``",
	"`a",
	"a`",
	"`a`",
	"``a``",
	"`a|b`",
	"`a` | `b`",
	"`<b>`",
	"<script>alert(1)</script>",
	"<!--",
	"<!-- x -->",
	"-->",
	"</td></tr>",
	"&lt;",
	"&amp;lt;",
	"&#124;",
	"&#10;x",
	"&#x7c;",
	"&",
	"&;",
	"R&D",
	"[x](javascript:alert(1))",
	"[x](JavaScript:1)",
	"![x](https://e.test/p.png)",
	"[x](http://e.test)",
	"[x](https://e.test/a_(b))",
	"[ok](https://e.test/a?b=c&d=e#f)",
	"[x](https://e.test \"t\")",
	"[x][y]",
	"[x]",
	"[[x]](https://e.test)",
	"[a](https://e.test)](javascript:1)",
	"\\[x](javascript:1)",
	"`[x](javascript:1)",
	"<javascript:1>",
	"<https://e.test>",
	"http://e.test",
	"HTTP://e.test",
	"https://e.test",
	"www.e.test",
	"WWW.e",
	"ftp://e",
	"mailto:a@e.test",
	"xhttps://e",
	DASH,
	"-",
	"--",
	"- x",
	"# x",
	"> x",
	"1. x",
	"| --- |",
	":-:",
	"\x1b[2J",
	"\xc2\x9b[31m",
	"\xe2\x80\xae",
	"\xff\xfe",
	"\xe2\x80\xa8",
	" lead",
	"trail ",
	"\t",
	"a\tb",
	"*x*",
	"__x__",
	"~~x~~",
	"$x$",
	"{{x}}",
	"@user",
	"a\\_b",
	"\\`a`",
	"`\\`",
	"`a\\`|`",
	"&#92;",
	"a&#92;",
	"\\&lt;",
	"caf\xc3\xa9 \xe2\x86\x92 \xf0\x9f\x98\x80",
};

static char *normal(const char *s)
{
	return s ? mdcell_norm_new(s) : mdcell_norm_new("");
}

static void has_text(const char *have, const char *want)
{
	char *n = normal(want);

	assert_string_equal(have, n);
	free(n);
}

static size_t pipes(const char *s, size_t n)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		k += s[i] == '|' && (!i || s[i - 1] != '\\');
	return k;
}

/* What a Markdown reader would make of the row outside of code: nothing but text and https links.
 */
static void is_harmless(const char *line, size_t n)
{
	struct buf b = BUF_INIT;
	size_t i, run, k;

	for (i = 0; i < n; i++) { /* code spans out */
		for (run = 0; i + run < n && line[i + run] == '`'; run++)
			;
		for (k = i + run; run && k + run <= n; k++)
			if (!strncmp(line + k, "```````````", run) && line[k + run] != '`' &&
			    line[k - 1] != '`')
				break;
		if (run && k + run <= n)
			i = k + run - 1;
		else
			buf_addc(&b, line[i]);
	}
	assert_null(strchr(buf_str(&b), '<'));
	assert_null(strstr(b.p, "http://"));
	assert_null(strcasestr(b.p, "www."));
	assert_null(strstr(b.p, "!["));
	for (i = 0; i + 1 < b.len; i++)
		if (b.p[i] == '[' && (!i || b.p[i - 1] != '\\'))
			assert_non_null(strstr(b.p + i, "](https://"));
	buf_free(&b);
}

static void attacked(const char *old, struct registry_row row, const struct registry *was)
{
	struct err e = ERR_INIT;
	struct registry *is;
	const struct registry_row *got;
	const char *nl;
	struct edit ed;
	size_t i, at;

	edit_init(&ed, old, strlen(old));
	if (registry_put(&ed, "r.md", &row, &e))
		fail_msg("%s", e.msg);
	is = parse(ed.now.p);
	assert_int_equal(registry_count(is),
			 registry_count(was) + (registry_find(was, row.slug) ? 0 : 1));
	for (i = 0; i < registry_count(was); i++)
		assert_string_equal(registry_at(is, i)->slug, registry_at(was, i)->slug);
	got = registry_find(is, row.slug);
	has_text(got->vendor, row.vendor);
	has_text(got->tool_prefix, row.tool_prefix);
	has_text(got->status, row.status);
	has_text(got->notes, row.notes);
	has_text(kv_or(&got->servers, "ascend", ""), kv_get(&row.servers, "ascend"));
	for (at = 0, i = 1; i < got->line; i++)
		at = (size_t)(strchr(ed.now.p + at, '\n') - ed.now.p) + 1;
	nl = strchr(ed.now.p + at, '\n');
	assert_int_equal(pipes(ed.now.p + at, (size_t)(nl - ed.now.p) - at), 8);
	is_harmless(ed.now.p + at, (size_t)(nl - ed.now.p) - at);
	registry_free(is);
	edit_free(&ed);
}

static void injections(void **state)
{
	static const char *const old[] = {HEAD DASHES HUBSPOT SLACK "\nend\n",
					  HEAD DASHES "| x | v | a | b | p | s | n |\n\nend\n",
					  HEAD DASHES "|x|v|a|b|p|s|n|\n\nend\n",
					  HEAD DASHES "\nend\n"};
	struct registry *was;
	size_t i, k, f;

	(void)state;
	for (k = 0; k < sizeof(old) / sizeof(old[0]); k++) {
		was = parse(old[k]);
		for (i = 0; i < sizeof(attack) / sizeof(attack[0]); i++)
			for (f = 0; f < 12; f++) {
				const char *bad = attack[i], *ok = "plain";
				struct registry_row row = row_of(
					f < 6			  ? "new"
					: registry_count(was) > 1 ? "slack"
								  : "x",
					f % 6 == 0 || f % 6 == 5 ? bad : ok, f % 6 == 1 ? bad : ok,
					f % 6 == 2 ? bad : ok, f % 6 == 3 || f % 6 == 5 ? bad : ok);

				kv_add(&row.servers, "ascend", f % 6 == 4 || f % 6 == 5 ? bad : ok);
				attacked(old[k], row, was);
				kv_free(&row.servers);
			}
		registry_free(was);
	}
}

/* --- any table --- */

static uint64_t seed;

static size_t dice(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static const char *any_text(void)
{
	static const char *const word[] = {"LIVE",
					   "x",
					   "two words",
					   "caf\xc3\xa9",
					   "a \\| b",
					   "`c`",
					   "R&D",
					   "",
					   DASH,
					   "\xe2\x86\x92 y",
					   "&lt;z&gt;",
					   "see [it](https://e.test/)",
					   "a long note, with a lot to say about everything",
					   "\\_"};

	return word[dice(sizeof(word) / sizeof(word[0]))];
}

static const char *any_value(void)
{
	return dice(3) ? attack[dice(sizeof(attack) / sizeof(attack[0]))] : any_text();
}

struct table {
	const char *eol;
	int lead, trail, blanks, aligned, ticks;
	size_t cols, rows;
	const char *head[12];
};

static void cell(struct buf *b, const struct table *t, size_t col, const char *text)
{
	size_t from;

	if (col || t->lead)
		buf_addc(b, '|');
	from = b->len;
	if (t->blanks && (col || t->lead))
		buf_addc(b, ' ');
	buf_adds(b, text);
	if (t->aligned)
		while (b->len - from < 24)
			buf_addc(b, ' ');
	if (t->blanks && col + 1 < t->cols)
		buf_addc(b, ' ');
}

static void line(struct buf *b, const struct table *t, const char *const *text, size_t n, int last)
{
	size_t i;

	for (i = 0; i < n; i++)
		cell(b, t, i, text[i]);
	if (t->trail)
		buf_adds(b, t->blanks ? " |" : "|");
	if (!last)
		buf_adds(b, t->eol);
}

static void any_table(struct buf *b, struct table *t)
{
	static const char *const need[] = {"toolkit_slug",	  "vendor", "mcp_server (ascend)",
					   "tool_prefix",	  "status", "notes",
					   "mcp_server (kahuna)", "owner",  "`since`"};
	static const char *const around[] = {
		"", "# Title\n\nwords\n\n", "```\n| toolkit_slug |\n|---|\n```\n",
		"| a | b |\n|---|---|\n| toolkit_slug | 1 |\n\n", "<!-- | -->\n"};
	static const char *const behind[] = {"", "\n", "\n\n## End\n\n| a |\n|---|\n",
					     "\r\n\r\nend", "\n\n```\nx"};
	const char *text[12];
	char slug[32];
	size_t i, k, tail = dice(5);

	*t = (struct table){0};
	t->eol = dice(3) ? "\n" : "\r\n";
	t->lead = dice(3) != 0;
	t->trail = dice(3) != 0;
	t->blanks = dice(4) != 0;
	t->aligned = !dice(4);
	t->ticks = (int)dice(2);
	t->cols = 6 + dice(4);
	t->rows = dice(6);
	for (i = 0; i < t->cols; i++)
		t->head[i] = need[i];
	for (i = t->cols; i-- > 1;) {
		const char *swap = t->head[i];

		k = dice(i + 1);
		t->head[i] = t->head[k];
		t->head[k] = swap;
	}
	buf_reset(b);
	buf_adds(b, around[dice(5)]);
	line(b, t, t->head, t->cols, 0);
	for (i = 0; i < t->cols; i++)
		text[i] = t->aligned ? "------------------------" : dice(2) ? "---" : ":-:";
	line(b, t, text, t->cols, !t->rows);
	for (i = 0; i < t->rows; i++) {
		size_t n = dice(5) ? t->cols : 1 + dice(t->cols);

		(void)snprintf(slug, sizeof(slug), t->ticks ? "`tool%zu`" : "tool%zu", i);
		for (k = 0; k < n; k++) {
			text[k] = !strcmp(t->head[k], "toolkit_slug") ? slug : any_text();
			if (!k && !t->lead && !*text[k])
				text[k] = "first"; /* else the pipe behind it is the outer one */
		}
		if (n == 1 && !t->lead && !t->trail)
			n = 2, text[1] = "v",
			text[0] = strcmp(t->head[0], "toolkit_slug") ? "w" : slug;
		line(b, t, text, n, i + 1 == t->rows);
	}
	buf_adds(b, behind[tail]);
}

/* Offsets of the table in the file: from its header to the end of its last line. */
static void table_span(const char *s, size_t n, size_t *from, size_t *to)
{
	struct mdtable t = MDTABLE_INIT;

	assert_int_equal(mdtable_find(&t, s, n, "toolkit_slug"), 1);
	*from = t.line[0].at;
	*to = t.line[t.n - 1].end;
	mdtable_free(&t);
}

static void check_bytes(const struct buf *old, const struct edit *ed, const struct registry *was,
			const char *slug, int wider)
{
	struct mdtable t = MDTABLE_INIT;
	const struct registry_row *row = registry_find(was, slug);
	size_t from, to, lo, hi;
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;

	assert_int_equal(splices_apply(&ed->done, old->p, old->len, &b, &e), 0);
	assert_int_equal(b.len, ed->now.len);
	assert_memory_equal(b.p, ed->now.p, b.len);
	buf_free(&b);
	if (!ed->done.n)
		return;
	from = ed->done.v[0].at;
	to = ed->done.v[ed->done.n - 1].at + ed->done.v[ed->done.n - 1].del;
	table_span(old->p, old->len, &lo, &hi);
	assert_true(from >= lo && to <= hi);
	if (wider)
		return;
	assert_int_equal(mdtable_find(&t, old->p, old->len, "toolkit_slug"), 1);
	if (row) { /* one line only */
		const struct md_line *l = &t.line[2 + (size_t)(row - registry_at(was, 0))];

		assert_true(from >= l->at && to <= l->end);
	} else { /* behind the last one: no byte of what was there is gone */
		assert_int_equal(ed->done.n, 1);
		assert_int_equal(ed->done.v[0].at, hi);
		assert_int_equal(ed->done.v[0].del, 0);
	}
	mdtable_free(&t);
}

static void any_put(const struct buf *old, const struct table *t)
{
	char slug[32];
	const char *value[4]; /* one draw after the other */
	struct registry_row row;
	struct registry *was = parse(old->p), *is;
	const struct registry_row *before, *got;
	struct err e = ERR_INIT;
	struct edit ed, again;
	size_t i;
	int wider;

	for (i = 0; i < 4; i++)
		value[i] = dice(3) ? any_value() : NULL;
	row = row_of(slug, value[0], value[1], value[2], value[3]);
	(void)snprintf(slug, sizeof(slug), "tool%zu", dice(t->rows + 1));
	if (dice(2))
		kv_add(&row.servers, "ascend", any_value());
	if (!dice(4))
		kv_add(&row.servers, "nova", dice(2) ? "composio-nova" : any_value());
	edit_init(&ed, old->p, old->len);
	if (registry_put(&ed, "r.md", &row, &e))
		fail_msg("%s\n%s", e.msg, old->p);
	is = parse(ed.now.p);
	wider = registry_tenants(is) != registry_tenants(was);
	check_bytes(old, &ed, was, slug, wider);
	before = registry_find(was, slug);
	got = registry_find(is, slug);
	assert_non_null(got);
	has_text(got->vendor, row.vendor ? row.vendor : before ? before->vendor : "");
	has_text(got->tool_prefix, row.tool_prefix ? row.tool_prefix
				   : before	   ? before->tool_prefix
						   : "");
	has_text(got->status, row.status ? row.status : before ? before->status : "");
	has_text(got->notes, row.notes ? row.notes : before ? before->notes : "");
	for (i = 0; i < row.servers.n; i++)
		has_text(kv_or(&got->servers, row.servers.v[i].key, ""), row.servers.v[i].value);
	for (i = 0; i < registry_count(was); i++)
		if (registry_at(was, i) != before)
			assert_string_equal(registry_at(is, i)->notes, registry_at(was, i)->notes);
	edit_init(&again, ed.now.p, ed.now.len);
	assert_int_equal(registry_put(&again, "r.md", &row, &e), 0);
	assert_int_equal(again.done.n, 0);
	/* What is read can be put back and changes nothing. */
	assert_int_equal(registry_put(&again, "r.md", got, &e), 0);
	assert_int_equal(again.done.n, 0);
	edit_free(&again);
	edit_free(&ed);
	registry_free(was);
	registry_free(is);
	kv_free(&row.servers);
}

static void any_tables(void **state)
{
	struct buf b = BUF_INIT;
	struct table t;
	size_t i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		seed = 20261121 + i;
		any_table(&b, &t);
		any_put(&b, &t);
	}
	buf_free(&b);
}

/* Any text goes into a cell and comes out again. */
static void any_cells(void **state)
{
	static const char *const part[] = {"`", "``",	     "\\",    "|",	 "[", "]",   "(",
					   ")", "https://a", "http:", "//",	 "&", "lt;", "#92;",
					   ";", "<",	     ">",     "!",	 " ", "-",   DASH,
					   "x", "www",	     ".",     "\xc3\xa9"};
	struct buf text = BUF_INIT, out = BUF_INIT;
	size_t i, k;
	char *want, *have;

	(void)state;
	seed = 7;
	for (i = 0; i < 40000; i++) {
		buf_reset(&text);
		buf_reset(&out);
		for (k = dice(9); k-- > 0;)
			buf_adds(&text, part[dice(sizeof(part) / sizeof(part[0]))]);
		want = mdcell_norm_new(buf_str(&text));
		have = mdcell_norm_new(want);
		assert_string_equal(have, want);
		free(have);
		mdcell_write(&out, want, (int)dice(2));
		have = mdcell_text_new(out.p, out.len, NULL);
		if (strcmp(have, want))
			fail_msg("[%s] was written as [%s] and reads [%s]", want, out.p, have);
		assert_int_equal(pipes(out.p, out.len), 0);
		assert_int_not_equal(out.p[out.len - 1], '\\');
		free(have);
		free(want);
	}
	buf_free(&text);
	buf_free(&out);
}

/* Any bytes at all: refused or read, never worse. */
static void any_bytes(void **state)
{
	struct buf b = BUF_INIT;
	struct table t;
	size_t i, k, at;
	struct registry *reg;
	struct err e;

	(void)state;
	for (i = 0; i < 4000; i++) {
		seed = i;
		any_table(&b, &t);
		for (k = 1 + dice(4); k-- > 0 && b.len;) {
			at = dice(b.len);
			b.p[at] = "|`\\\n\r-\0 <&\xff"
				  "a"[dice(12)];
		}
		e = (struct err)ERR_INIT;
		reg = registry_parse(b.p, b.len, "r.md", &e);
		assert_true(reg || e.code == E_FAIL);
		registry_free(reg);
		reg = registry_parse(b.p, dice(b.len + 1), "r.md", &e);
		registry_free(reg);
	}
	buf_free(&b);
}

/* Cells that mean nothing to Markdown have a way of their own: it reads what the long way reads. */
static void plain_cells(void **state)
{
	static const char any[] = "abzAZ09 -_.*(){}:/,'\"=+~#@!?;<>[]$%^|";
	char cell[80], longer[84];
	size_t i, k, n, from;

	(void)state;
	for (i = 0; i < 20000; i++) {
		int ticked = i % 3 == 0, code = -1, code_long = -1;
		char *a, *b;

		seed = i;
		n = 2 + dice(24);
		from = dice(3);
		memset(cell, ' ', sizeof(cell));
		k = from;
		if (ticked)
			cell[k++] = '`';
		while (n--)
			cell[k++] = any[dice(sizeof(any) - 1)];
		cell[k++] = 'x';
		/* an ampersand that is no entity sends it the long way, and comes back as itself */
		memcpy(longer, cell, k);
		longer[k] = '&';
		longer[k + 1] = longer[k + 2] = ' ';
		if (ticked) {
			cell[k] = '`';
			longer[k + 1] = '`';
		}
		a = mdcell_text_new(cell, k + 2, &code);
		b = mdcell_text_new(longer, k + 3, &code_long);
		assert_int_equal(code, code_long);
		assert_int_equal(strlen(b), strlen(a) + 1);
		assert_memory_equal(a, b, strlen(a));
		free(a);
		free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(injections),
		cmocka_unit_test(any_tables),
		cmocka_unit_test(any_cells),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(plain_cells),
	};

	return cmocka_run_group_tests_name("registry-any", tests, NULL, NULL);
}
