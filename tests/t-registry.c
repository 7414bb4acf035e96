/* SPDX-License-Identifier: MIT */
/* t-registry: reading and changing the routing table, with every other byte left alone. */
#include "base/mem.h"
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

static void refused(const char *s, size_t n, const char *begin, const char *part)
{
	struct err e = ERR_INIT;

	assert_null(registry_parse(s, n, "r.md", &e));
	assert_int_equal(e.code, E_FAIL);
	if (strncmp(e.msg, begin, strlen(begin)) || !strstr(e.msg, part))
		fail_msg("\"%s\" is not \"%s…%s…\"", e.msg, begin, part);
}

static const char *server(const struct registry_row *row, const char *tenant)
{
	return kv_or(&row->servers, tenant, "(none)");
}

static void reads(void **state)
{
	struct registry *reg =
		parse("# T\n\nwords | words\n\n" HEAD DASHES HUBSPOT SLACK "\nend\n");
	const struct registry_row *row;

	(void)state;
	assert_int_equal(registry_count(reg), 2);
	assert_int_equal(registry_tenants(reg), 2);
	assert_string_equal(registry_tenant(reg, 0), "ascend");
	assert_string_equal(registry_tenant(reg, 1), "kahuna");
	assert_null(registry_tenant(reg, 2));
	row = registry_at(reg, 0);
	assert_string_equal(row->slug, "hubspot");
	assert_string_equal(row->vendor, "COMPOSIO");
	assert_string_equal(row->tool_prefix, "HUBSPOT_*");
	assert_string_equal(row->status, "LIVE");
	assert_string_equal(row->notes, "Deals.");
	assert_string_equal(server(row, "ascend"), "composio-ascend");
	assert_int_equal(row->line, 7);
	row = registry_find(reg, "slack");
	assert_ptr_equal(row, registry_at(reg, 1));
	assert_int_equal(row->servers.n, 1);
	assert_string_equal(server(row, "kahuna"), "(none)");
	assert_int_equal(row->line, 8);
	assert_null(registry_at(reg, 2));
	assert_null(registry_find(reg, "Slack"));
	assert_null(registry_find(reg, ""));
	registry_free(reg);
	registry_free(NULL);
}

/* As a browser shows the document: no pipe in front of the rows, and text right behind the table.
 */
static void reads_bare_rows(void **state)
{
	struct registry *reg = parse(
		"Registry\n" HEAD DASHES "hubspot | COMPOSIO | composio-ascend | composio-kahuna | "
		"HUBSPOT_* | LIVE | user_id={slug}. |\n"
		"gong | COMPOSIO | " DASH " | composio-kahuna | GONG_* | LIVE | x |\n"
		"aws (Bedrock / SES) | V5_CALL_API | ascend-gateway | - | aws_* | LIVE | y |\n"
		"`web_fetch` (side) | V5_CALL_API | a | b | web_fetch / search | LIVE | z\n"
		"Status values\n| status | meaning |\n|---|---|\nLIVE | yes |\n");

	(void)state;
	assert_int_equal(registry_count(reg), 4);
	assert_string_equal(server(registry_find(reg, "gong"), "ascend"), "(none)");
	assert_string_equal(registry_find(reg, "hubspot")->notes, "user_id={slug}.");
	assert_string_equal(server(registry_find(reg, "aws"), "kahuna"), "(none)");
	assert_string_equal(registry_find(reg, "web_fetch")->tool_prefix, "web_fetch / search");
	assert_null(registry_find(reg, "LIVE"));
	registry_free(reg);
}

static void finds_the_table(void **state)
{
	static const char *const hidden[] = {
		"```\n%s```\n",	 "~~~ md\n%s~~~~\n",	"````\n```\n%s````\n",
		"<!--\n%s-->\n", "<!-- x\n\n%s\n-->\n", "    %s",
	};
	struct registry *reg;
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		const char *at = strstr(hidden[i], "%s");

		buf_reset(&b);
		buf_add(&b, hidden[i], (size_t)(at - hidden[i]));
		buf_adds(&b, HEAD DASHES "| decoy |\n");
		buf_adds(&b, at + 2);
		buf_adds(&b, "\n" HEAD DASHES HUBSPOT);
		reg = parse(b.p);
		assert_int_equal(registry_count(reg), 1);
		assert_non_null(registry_find(reg, "hubspot"));
		registry_free(reg);
	}
	buf_free(&b);
	/* A header without dashes, with too few, another table in front, a comment that ends. */
	reg = parse(HEAD
		    "\n| toolkit_slug | x |\n|---|\n\n| a | b |\n|---|---|\n| toolkit_slug | c |\n"
		    "\n<!-- one line -->\n" HEAD DASHES SLACK "# end | of it\n" HUBSPOT);
	assert_int_equal(registry_count(reg), 1);
	assert_non_null(registry_find(reg, "slack"));
	registry_free(reg);
	reg = parse("\xef\xbb\xbf" HEAD DASHES SLACK "- a list | here\n" HUBSPOT);
	assert_int_equal(registry_count(reg), 1);
	registry_free(reg);
	/* Columns by name, in any order and letter case, in backticks, colons in the dashes. */
	reg = parse("Notes|`STATUS`|tool_prefix|`mcp_server (t-1)`|owner|Vendor|Toolkit_Slug\n"
		    ":-|-:|:-:|---|--|-|-\nn|s|p|srv|o|v|slug\n");
	assert_string_equal(registry_at(reg, 0)->slug, "slug");
	assert_string_equal(registry_at(reg, 0)->notes, "n");
	assert_string_equal(server(registry_at(reg, 0), "t-1"), "srv");
	registry_free(reg);
	/* No row at all is a registry too; no final line end either. */
	reg = parse(HEAD "|---|---|---|---|---|---|---|");
	assert_int_equal(registry_count(reg), 0);
	assert_null(registry_find(reg, "hubspot"));
	registry_free(reg);
}

static void reads_cells(void **state)
{
	static const struct {
		const char *cell, *text;
	} t[] = {
		{"a \\| b", "a | b"},
		{"`a \\| b`", "a | b"},
		{"``a`b``", "a`b"},
		{"` x `", "x"},
		{"`a` and `b`", "`a` and `b`"},
		{"&lt;b&gt; &amp;amp; &quot;", "<b> &amp; \""},
		{"`&lt;`", "&lt;"},
		{"say `&lt;` now", "say `&lt;` now"},
		{"&#91;x&#x5D; &#0; &copy; &; &#x;", "[x] \xef\xbf\xbd &copy; &; &#x;"},
		{"\\[x\\] \\\\ \\n c:\\dir", "[x] \\ \\n c:\\dir"},
		{DASH, ""},
		{"-", ""},
		{"`-`", ""},
		{"--", "--"},
		{"\t", ""},
		{"caf\xc3\xa9 \xe2\x86\x92 \xf0\x9f\x98\x80",
		 "caf\xc3\xa9 \xe2\x86\x92 \xf0\x9f\x98\x80"},
		{"a\x1b[31m\xe2\x80\xae", "a\\x1b[31m\\u{202e}"},
		{"&#27;[31m", "\\x1b[31m"},
		{"unclosed ` tick", "unclosed ` tick"},
	};
	struct buf b = BUF_INIT;
	struct registry *reg;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		buf_reset(&b);
		buf_addf(&b, HEAD DASHES "| s | v | a | b | p | l | %s |\n", t[i].cell);
		reg = parse(b.p);
		assert_string_equal(registry_at(reg, 0)->notes, t[i].text);
		registry_free(reg);
	}
	buf_free(&b);
	reg = parse(HEAD DASHES "| only\n||v\n|\n");
	assert_int_equal(registry_count(reg), 3);
	assert_string_equal(registry_at(reg, 0)->slug, "only");
	assert_string_equal(registry_at(reg, 0)->notes, "");
	assert_string_equal(registry_at(reg, 1)->slug, "");
	assert_string_equal(registry_at(reg, 1)->vendor, "v");
	registry_free(reg);
}

static void refuses(void **state)
{
	static const char nul[] = HEAD DASHES "| a\0b |\n";
	struct registry *reg;
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	size_t i;

#define REFUSED(s, begin, part) refused(s, strlen(s), begin, part)
	(void)state;
	REFUSED("", "r.md:1:1: ", "toolkit_slug");
	REFUSED("no table here\n", "r.md:1:1: ", "toolkit_slug");
	REFUSED(HEAD, "r.md:1:1: ", "toolkit_slug");
	REFUSED("\n| toolkit_slug | vendor |\n|---|---|\n", "r.md:2:1: ", "tool_prefix");
	REFUSED("|toolkit_slug|vendor|tool_prefix|status|notes|\n|-|-|-|-|-|\n",
		"r.md:1:1: ", "mcp_server (TENANT)");
	REFUSED("|toolkit_slug|mcp_server|tool_prefix|status|notes|vendor|\n|-|-|-|-|-|-|\n",
		"r.md:1:1: ", "mcp_server (TENANT)");
	REFUSED("|toolkit_slug|vendor|mcp_server (a)|tool_prefix|status|mcp_server (a)|notes|\n"
		"|-|-|-|-|-|-|-|\n",
		"r.md:1:56: ", "twice");
	REFUSED("|toolkit_slug|vendor|mcp_server (a)|tool_prefix|status|status|notes|\n"
		"|-|-|-|-|-|-|-|\n",
		"r.md:1:56: ", "twice");
	REFUSED(HEAD DASHES HUBSPOT "| \xc3\xa9 | v | a | b | p | s | n | more |\n",
		"r.md:4:30: ", "more cells");
	REFUSED(HEAD DASHES "\n\xc3\xa9"
			    "\xff\n",
		"r.md:4:2: ", "UTF-8");
	refused("\xe2\x80", 2, "r.md:1:1: ", "UTF-8");
	reg = registry_parse(nul, sizeof(nul) - 1, "r.md", &e); /* shown, not cut */
	assert_non_null(reg);
	assert_int_equal(registry_count(reg), 1);
	assert_string_equal(registry_at(reg, 0)->slug, "a\\x01b");
	registry_free(reg);
	buf_adds(&b, HEAD DASHES "| s | ");
	buf_pad(&b, 'x', MDCELL_MAX);
	buf_adds(&b, " |\n");
	REFUSED(b.p, "r.md:3:6: ", "too long");
	buf_reset(&b);
	buf_adds(&b, "|toolkit_slug");
	for (i = 0; i < 300; i++)
		buf_addf(&b, "|mcp_server (t%zu)", i);
	buf_adds(&b, "\n|-");
	for (i = 0; i < 300; i++)
		buf_adds(&b, "|-");
	REFUSED(b.p, "r.md:1:1: ", "too many");
	buf_free(&b);
}

/* --- putting --- */

static struct registry_row row_of(const char *slug, const char *vendor, const char *prefix,
				  const char *status, const char *notes)
{
	return (struct registry_row){.slug = (char *)(uintptr_t)slug,
				     .vendor = (char *)(uintptr_t)vendor,
				     .tool_prefix = (char *)(uintptr_t)prefix,
				     .status = (char *)(uintptr_t)status,
				     .notes = (char *)(uintptr_t)notes};
}

/* Put the row into `old` and compare with `want`; the row's servers are freed. */
static void put_is(const char *old, struct registry_row row, const char *want)
{
	struct err e = ERR_INIT;
	struct edit ed, again;

	edit_init(&ed, old, strlen(old));
	if (registry_put(&ed, "r.md", &row, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(buf_str(&ed.now), want);
	edit_init(&again, ed.now.p, ed.now.len);
	assert_int_equal(registry_put(&again, "r.md", &row, &e), 0);
	assert_int_equal(again.done.n, 0);
	edit_free(&again);
	edit_free(&ed);
	kv_free(&row.servers);
}

static void puts_changes(void **state)
{
	struct registry_row row = row_of("slack", NULL, NULL, "PENDING", NULL);

	(void)state;
	kv_add(&row.servers, "kahuna", "composio-kahuna");
	put_is("x\n" HEAD DASHES HUBSPOT SLACK "y", row,
	       "x\n" HEAD DASHES HUBSPOT "| `slack` | COMPOSIO | `composio-ascend` | "
	       "`composio-kahuna` | `SLACK_*` | PENDING | All scopes. |\n"
	       "y");
	/* Nothing asked for, nothing changed; the same asked for, nothing changed. */
	put_is(HEAD DASHES SLACK, row_of("slack", NULL, NULL, NULL, NULL), HEAD DASHES SLACK);
	put_is(HEAD DASHES SLACK, row_of("slack", "COMPOSIO", "SLACK_*", "LIVE", " All scopes.\n"),
	       HEAD DASHES SLACK);
	/* An empty value takes it away. */
	row = row_of("slack", NULL, NULL, NULL, "");
	kv_add(&row.servers, "ascend", "");
	put_is(HEAD DASHES SLACK, row,
	       HEAD DASHES "| `slack` | COMPOSIO | " DASH " | " DASH " | `SLACK_*` | LIVE | " DASH
			   " |\n");
	/* Compact, without outer pipes, empty cells, short rows. */
	put_is("toolkit_slug|vendor|mcp_server "
	       "(a)|tool_prefix|status|notes\n-|-|-|-|-|-\ns||x|p|LIVE|\n",
	       row_of("s", "NATIVE_MCP", NULL, "PENDING", NULL),
	       "toolkit_slug|vendor|mcp_server (a)|tool_prefix|status|notes\n-|-|-|-|-|-\n"
	       "s| NATIVE_MCP |x|p|PENDING|\n");
	put_is(HEAD DASHES "| s | v |\n| t | v\n", row_of("s", NULL, "P_*", NULL, NULL),
	       HEAD DASHES "| s | v | " DASH " | " DASH " | P_* |\n| t | v\n");
	put_is(HEAD DASHES "| s | v |\n| t | v\n", row_of("t", "w", NULL, "LIVE", NULL),
	       HEAD DASHES "| s | v |\n| t | w | " DASH " | " DASH " | " DASH " | LIVE\n");
	/* Of two rows with one slug the first is meant. */
	put_is(HEAD DASHES "| s | v |\n| s | v |\n", row_of("s", "w", NULL, NULL, NULL),
	       HEAD DASHES "| s | w |\n| s | v |\n");
}

static void puts_rows(void **state)
{
	struct registry_row row = row_of("gong", "COMPOSIO", "GONG_*", "LIVE", "Basic Auth.");
	struct registry_row bare = row_of("gong", NULL, NULL, NULL, NULL);

	(void)state;
	kv_add(&row.servers, "kahuna", "composio-kahuna");
	put_is(HEAD DASHES HUBSPOT "\ny\n", row,
	       HEAD DASHES HUBSPOT "| `gong` | COMPOSIO | " DASH
				   " | `composio-kahuna` | `GONG_*` | LIVE | Basic Auth. |\n\ny\n");
	/* The last row has no pipe in front and no line end, the lines end as in DOS. */
	put_is("| toolkit_slug | vendor | mcp_server (a) | tool_prefix | status | notes |\r\n"
	       "|---|---|---|---|---|---|\r\nhubspot | COMPOSIO | c | H_* | LIVE | - |",
	       bare,
	       "| toolkit_slug | vendor | mcp_server (a) | tool_prefix | status | notes |\r\n"
	       "|---|---|---|---|---|---|\r\nhubspot | COMPOSIO | c | H_* | LIVE | - |\r\n"
	       "gong | " DASH " | " DASH " | " DASH " | " DASH " | " DASH " |");
	/* An aligned table stays one; an empty table is filled in our own style. */
	put_is("| toolkit_slug | vendor   | mcp_server (a) | tool_prefix | status | notes |\n"
	       "|--------------|----------|----------------|-------------|--------|-------|\n"
	       "| hub          | COMPOSIO | c              | H_*         | LIVE   | n     |\n",
	       row_of("g\0", "X", "GONG_*", "PENDING", "ab"),
	       "| toolkit_slug | vendor   | mcp_server (a) | tool_prefix | status | notes |\n"
	       "|--------------|----------|----------------|-------------|--------|-------|\n"
	       "| hub          | COMPOSIO | c              | H_*         | LIVE   | n     |\n"
	       "| g            | X        | " DASH
	       "              | GONG_*      | PENDING | ab    |\n");
	put_is("| toolkit_slug | vendor   | mcp_server (a) | tool_prefix | status | notes |\n"
	       "|--------------|----------|----------------|-------------|--------|-------|\n"
	       "| hub          | COMPOSIO | c              | H_*         | LIVE   | n     |\n",
	       row_of("hub", "X", NULL, NULL, "abcdefg"),
	       "| toolkit_slug | vendor   | mcp_server (a) | tool_prefix | status | notes |\n"
	       "|--------------|----------|----------------|-------------|--------|-------|\n"
	       "| hub          | X        | c              | H_*         | LIVE   | abcdefg |\n");
	/* Without the outer pipe these would begin a heading or a list: they get one. */
	put_is("notes|toolkit_slug|vendor|mcp_server "
	       "(a)|tool_prefix|status\n-|-|-|-|-|-\nn|x|v|a|p|l\n",
	       row_of("x", NULL, NULL, NULL, "# n"),
	       "notes|toolkit_slug|vendor|mcp_server (a)|tool_prefix|status\n-|-|-|-|-|-\n| # "
	       "n|x|v|a|p|l\n");
	put_is("notes|toolkit_slug|vendor|mcp_server "
	       "(a)|tool_prefix|status\n-|-|-|-|-|-\nn|x|v|a|p|l\n",
	       row_of("y", "v", "p", "l", "1. n"),
	       "notes|toolkit_slug|vendor|mcp_server "
	       "(a)|tool_prefix|status\n-|-|-|-|-|-\nn|x|v|a|p|l\n"
	       "|1. n|y|v|" DASH "|p|l\n");
	put_is(HEAD DASHES "\n", row_of("x", "V", NULL, NULL, "n"),
	       HEAD DASHES "| `x` | `V` | " DASH " | " DASH " | " DASH " | " DASH " | n |\n\n");
}

static void puts_columns(void **state)
{
	struct registry_row row = row_of("slack", NULL, NULL, NULL, NULL);

	(void)state;
	kv_add(&row.servers, "nova", "composio-nova");
	put_is("a\n" HEAD DASHES HUBSPOT SLACK "| s | v\nb", row,
	       "a\n| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | "
	       "mcp_server (nova) |"
	       " tool_prefix | status | notes |\n|---|---|---|---|---|---|---|---|\n"
	       "| `hubspot` | COMPOSIO | `composio-ascend` | `composio-kahuna` | " DASH
	       " | `HUBSPOT_*` | LIVE | Deals. |\n"
	       "| `slack` | COMPOSIO | `composio-ascend` | " DASH
	       " | `composio-nova` | `SLACK_*` | LIVE | All scopes. |\n| s | v\nb");
	/* The tenants come last and nothing stands at the ends of the lines; two new ones at once.
	 */
	row = row_of("s", NULL, NULL, NULL, NULL);
	kv_add(&row.servers, "b", "srv-b");
	kv_add(&row.servers, "c", "srv-c");
	kv_add(&row.servers, "nobody", "");
	put_is("toolkit_slug|vendor|tool_prefix|status|notes|mcp_server "
	       "(a)\r\n-|-|-|-|-|-\r\ns|v|p|l|n|x\\\\\r\n",
	       row,
	       "toolkit_slug|vendor|tool_prefix|status|notes|mcp_server (a) |mcp_server (b) "
	       "|mcp_server (c)\r\n"
	       "-|-|-|-|-|- |- |-\r\ns|v|p|l|n|x\\\\ |srv-b |srv-c\r\n");
	row = row_of("hub", NULL, NULL, NULL, NULL);
	kv_add(&row.servers, "b", "pipedream-gtm-long-name-b");
	put_is("| toolkit_slug | vendor | mcp_server (a) | tool_prefix | status | notes |\n"
	       "|--------------|--------|:---------------|-------------|--------|-------|\n"
	       "| hub          | X      | c              | H_*         | LIVE   | n     |\n"
	       "| two          | X      | c              | H_*         | LIVE   | n     |\n",
	       row,
	       "| toolkit_slug | vendor | mcp_server (a) | mcp_server (b)            | tool_prefix "
	       "| status | notes |\n"
	       "|--------------|--------|:---------------|:--------------------------|-------------"
	       "|--------|-------|\n"
	       "| hub          | X      | c              | pipedream-gtm-long-name-b | H_*         "
	       "| LIVE   | n     |\n"
	       "| two          | X      | c              | " DASH
	       "                         | H_*         | LIVE   | n     |\n");
}

static void puts_files(void **state)
{
	struct registry_row row = row_of("gong", "COMPOSIO", "GONG_*", "PENDING-NATIVE", "n");
	struct err e = ERR_INIT;
	struct registry *reg;
	struct edit ed;

	(void)state;
	edit_init(&ed, "", 0);
	assert_int_equal(registry_put(&ed, "r.md", &row, &e), -1);
	assert_non_null(strstr(e.msg, "tenant"));
	assert_int_equal(ed.now.len, 0);
	kv_add(&row.servers, "ascend", "");
	kv_add(&row.servers, "kahuna", "composio-kahuna");
	e = (struct err)ERR_INIT;
	assert_int_equal(registry_put(&ed, "r.md", &row, &e), 0);
	assert_non_null(
		strstr(ed.now.p, "\n| `gong` | `COMPOSIO` | " DASH " | `composio-kahuna` |"));
	assert_non_null(strstr(ed.now.p, "\n## Status values\n"));
	assert_non_null(strstr(ed.now.p, "\n| `NATIVE_MCP` |"));
	reg = parse(ed.now.p);
	assert_int_equal(registry_count(reg), 1);
	assert_int_equal(registry_tenants(reg), 2);
	registry_free(reg);
	assert_int_equal(ed.done.n, 1);
	assert_int_equal(registry_put(&ed, "r.md", &row, &e), 0);
	assert_int_equal(ed.done.n, 1);
	edit_free(&ed);
	kv_free(&row.servers);
}

static void put_refused(const char *old, struct registry_row row, const char *part)
{
	struct err e = ERR_INIT;
	struct edit ed;

	edit_init(&ed, old, strlen(old));
	assert_int_equal(registry_put(&ed, "r.md", &row, &e), -1);
	assert_int_equal(e.code, E_FAIL);
	if (!strstr(e.msg, part))
		fail_msg("no \"%s\" in \"%s\"", part, e.msg);
	assert_string_equal(buf_str(&ed.now), old);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
	kv_free(&row.servers);
}

static void put_refuses(void **state)
{
	static const char *const names[] = {"",	 "a b", "../x", "a|b", "a\nb",
					    "A", "-",	"`x`",	DASH};
	struct registry_row row;
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		put_refused(HEAD DASHES SLACK, row_of(names[i], "V", NULL, NULL, NULL), "slug");
		row = row_of("slack", NULL, NULL, NULL, NULL);
		kv_add(&row.servers, names[i], "x");
		put_refused(HEAD DASHES SLACK, row, "tenant");
	}
	put_refused(HEAD DASHES SLACK, row_of(NULL, "V", NULL, NULL, NULL), "slug");
	put_refused("no table\n", row_of("slack", "V", NULL, NULL, NULL), "r.md:1:1: ");
	put_refused(" ", row_of("slack", "V", NULL, NULL, NULL), "r.md:1:1: ");
	/* What cannot be written whole is not written. */
	buf_pad(&b, '<', 40000);
	put_refused(HEAD DASHES SLACK, row_of("slack", NULL, NULL, NULL, b.p),
		    "does not read back");
	buf_free(&b);
}

static void keeps_links(void **state)
{
	(void)state;
	put_is(HEAD DASHES SLACK,
	       row_of("slack", NULL, NULL, NULL, "see [it](https://e.test/a?b=c&d=e#f)."),
	       HEAD DASHES "| `slack` | COMPOSIO | `composio-ascend` | " DASH
			   " | `SLACK_*` | LIVE | see [it](https://e.test/a?b=c&d=e#f). |\n");
	put_is(HEAD DASHES SLACK,
	       row_of("slack", NULL, NULL, NULL, "[it](javascript:1) <b> `<c|d>` \\"),
	       HEAD DASHES "| `slack` | COMPOSIO | `composio-ascend` | " DASH
			   " | `SLACK_*` | LIVE | \\[it](javascript:1) &lt;b> `<c\\|d>` &#92; |\n");
}

static void many_rows(void **state)
{
	struct registry_row row = row_of("tool19999", "X", NULL, NULL, NULL);
	struct buf b = BUF_INIT;
	struct registry *reg;
	struct err e = ERR_INIT;
	char slug[32];
	struct edit ed;
	size_t i;

	(void)state;
	buf_adds(&b, HEAD DASHES);
	for (i = 0; i < 20000; i++)
		buf_addf(&b, "| tool%zu | v | a | b | p | s | n |\n", i);
	reg = parse(b.p);
	for (i = 0; i < 20000; i++) {
		(void)snprintf(slug, sizeof(slug), "tool%zu", i);
		assert_ptr_equal(registry_find(reg, slug), registry_at(reg, i));
	}
	registry_free(reg);
	kv_add(&row.servers, "nova", "x");
	edit_init(&ed, b.p, b.len);
	assert_int_equal(registry_put(&ed, "r.md", &row, &e), 0);
	reg = parse(ed.now.p);
	assert_string_equal(server(registry_at(reg, 19999), "nova"), "x");
	registry_free(reg);
	edit_free(&ed);
	kv_free(&row.servers);
	buf_free(&b);
}

static size_t lines(const char *s, size_t n)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		k += s[i] == '\n';
	return k;
}

/* The registry that the runbook came with: a third tenant for one row, then a new row; all else stays. */
static void the_first_registry(void **state)
{
	const char *src = getenv("srcdir");
	char *path = mem_fmt("%s/tests/fixtures/registry/seed.md", src ? src : ".");
	struct registry_row row = row_of("googletagmanager", NULL, NULL, NULL, NULL);
	struct err e = ERR_INIT;
	struct registry *was, *now;
	struct buf b = BUF_INIT;
	char part[4096], *before, *after;
	struct edit ed;
	size_t n, i;
	FILE *f = fopen(path, "rb");

	(void)state;
	assert_non_null(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, part, n);
	(void)fclose(f);
	free(path);
	was = parse(b.p);
	assert_int_equal(registry_count(was), 22);
	before = strstr(b.p, "| toolkit_slug");
	after = strstr(b.p, "Status values");
	kv_add(&row.servers, "nova", "pipedream-gtm-nova");
	edit_init(&ed, b.p, b.len);
	assert_int_equal(registry_put(&ed, "r.md", &row, &e), 0);
	now = parse(ed.now.p);
	assert_int_equal(registry_tenants(now), 3);
	assert_int_equal(registry_count(now), 22);
	for (i = 0; i < 22; i++) {
		const struct registry_row *a = registry_at(was, i), *c = registry_at(now, i);

		assert_string_equal(a->slug, c->slug);
		assert_string_equal(a->notes, c->notes);
		assert_string_equal(server(a, "ascend"), server(c, "ascend"));
		assert_string_equal(server(a, "kahuna"), server(c, "kahuna"));
		assert_string_equal(server(c, "nova"), strcmp(a->slug, row.slug) ? "(none)" : "pipedream-gtm-nova");
		assert_int_equal(a->line, c->line);
	}
	assert_memory_equal(ed.now.p, b.p, (size_t)(before - b.p));
	n = b.len - (size_t)(after - b.p);
	assert_memory_equal(ed.now.p + ed.now.len - n, after, n);
	assert_int_equal(lines(ed.now.p, ed.now.len), lines(b.p, b.len));
	registry_free(now);
	kv_free(&row.servers);
	row = row_of("stripe", "COMPOSIO", "STRIPE_*", "LIVE", "Payouts | charges.");
	kv_add(&row.servers, "nova", "composio-nova");
	assert_int_equal(registry_put(&ed, "r.md", &row, &e), 0);
	assert_int_equal(lines(ed.now.p, ed.now.len), lines(b.p, b.len) + 1);
	assert_non_null(strstr(ed.now.p, "\nstripe | COMPOSIO | " DASH " | " DASH
					 " | composio-nova | STRIPE_* | LIVE | Payouts \\| charges. |\n"));
	registry_free(was);
	kv_free(&row.servers);
	edit_free(&ed);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),	   cmocka_unit_test(reads_bare_rows),
		cmocka_unit_test(finds_the_table), cmocka_unit_test(reads_cells),
		cmocka_unit_test(refuses),	   cmocka_unit_test(puts_changes),
		cmocka_unit_test(puts_rows),	   cmocka_unit_test(puts_columns),
		cmocka_unit_test(puts_files),	   cmocka_unit_test(put_refuses),
		cmocka_unit_test(keeps_links),	   cmocka_unit_test(many_rows),
		cmocka_unit_test(the_first_registry),
	};

	return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
