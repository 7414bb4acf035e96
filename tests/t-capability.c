/* SPDX-License-Identifier: MIT */
/* t-capability: reading and merging capability files, with every other byte left alone. */
#include "base/mem.h"
#include "files/capability.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char ours[] = "toolkit_slug: \"googletagmanager\"\n"
			   "vendor: \"PIPEDREAM\"\n"
			   "app_slug: \"google_tag_manager\"\n"
			   "tool_prefix: \"PIPEDREAM_GTM_*\"\n"
			   "servers: {ascend: \"pipedream-gtm-ascend\"}\n"
			   "capabilities:\n"
			   "  - id: \"gtm_list_tags\"\n"
			   "    tool: \"google_tag_manager-list-tags\"\n"
			   "    description: \"List the tags.\"\n";

static char *text(const char *s)
{
	return (char *)(uintptr_t)s;
}

/* As `ours` says it; its strings are literals, so it is not given to capability_free. */
static struct capability gtm(struct capability_item *items, size_t n)
{
	return (struct capability){.toolkit_slug = text("googletagmanager"),
				   .vendor = text("PIPEDREAM"),
				   .app_slug = text("google_tag_manager"),
				   .tool_prefix = text("PIPEDREAM_GTM_*"),
				   .items = items,
				   .n = n};
}

static struct capability_item item(const char *id, const char *tool, const char *description)
{
	return (struct capability_item){ .id = text(id), .tool = text(tool), .description = text(description) };
}

#define LIST item("gtm_list_tags", "google_tag_manager-list-tags", "List the tags.")
#define FIND item("gtm_find", "google_tag_manager-find", "Find \"it\".")

static void put_is(const char *old, const struct capability *want, const char *is)
{
	struct err e = ERR_INIT;
	struct edit ed, again;

	edit_init(&ed, old, strlen(old));
	if (capability_put(&ed, "c.yaml", want, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(buf_str(&ed.now), is);
	edit_init(&again, ed.now.p, ed.now.len);
	assert_int_equal(capability_put(&again, "c.yaml", want, &e), 0);
	assert_int_equal(again.done.n, 0);
	edit_free(&again);
	edit_free(&ed);
}

static void put_refused(const char *old, const struct capability *want, const char *part)
{
	struct err e = ERR_INIT;
	struct edit ed;

	edit_init(&ed, old, strlen(old));
	assert_int_equal(capability_put(&ed, "c.yaml", want, &e), -1);
	assert_int_equal(e.code, E_FAIL);
	if (!strstr(e.msg, part))
		fail_msg("no \"%s\" in \"%s\"", part, e.msg);
	assert_string_equal(buf_str(&ed.now), old);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
}

static void ids(void **state)
{
	static const struct {
		const char *app, *name, *tool, *id;
	} t[] = {
		{"google_tag_manager", "gtm", "google_tag_manager-list-tags", "gtm_list_tags"},
		{"google_tag_manager", "gtm", "google-tag-manager-list-tags", "gtm_list_tags"},
		{"google_tag_manager", "gtm", "gtm_list_tags", "gtm_list_tags"},
		{"google_tag_manager", "gtm", "GOOGLE_TAG_MANAGER_LIST", "gtm_list"},
		{"google_tag_manager", "gtm", "list-tags", "gtm_list_tags"},
		{"slack", "slack", "slack-send", "slack_send"},
		{"slack", "slack", "slacker", "slack_slacker"},
		{"slack", "slack", "slack", "slack_slack"},
		{"slack", "slack", "slack-", "slack_slack"},
		{"slack", "slack", "", "slack"},
		{"", "x", "do  it!!", "x_do_it"},
		{NULL, "x",
		 "a/b\xc3\xa9"
		 "c",
		 "x_a_b_c"},
	};
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		buf_reset(&b);
		capability_id(&b, t[i].app, t[i].name, t[i].tool);
		assert_string_equal(buf_str(&b), t[i].id);
	}
	buf_free(&b);
}

static void reads(void **state)
{
	struct capability c;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(capability_parse(&c, ours, strlen(ours), "c.yaml", &e), 0);
	assert_string_equal(c.toolkit_slug, "googletagmanager");
	assert_string_equal(c.vendor, "PIPEDREAM");
	assert_string_equal(c.app_slug, "google_tag_manager");
	assert_string_equal(c.tool_prefix, "PIPEDREAM_GTM_*");
	assert_int_equal(c.servers.n, 1);
	assert_string_equal(kv_get(&c.servers, "ascend"), "pipedream-gtm-ascend");
	assert_int_equal(c.n, 1);
	assert_string_equal(c.items[0].id, "gtm_list_tags");
	assert_string_equal(c.items[0].tool, "google_tag_manager-list-tags");
	assert_string_equal(c.items[0].description, "List the tags.");
	capability_free(&c);
	capability_free(&c);
}

static void reads_less(void **state)
{
	static const char *const few[] = {
		"",
		"# nothing\n",
		"{}",
		"toolkit_slug:\n",
		"toolkit_slug: ~\nservers:\n",
		"capabilities: null\n",
		"other: [1, 2]\ncapabilities: []\nservers: {}\n",
		"toolkit_slug: [a]\ncapabilities: [x, {tool: y}, [z], {id: ~}]\n"};
	static const char esc[] =
		"toolkit_slug: \"a\\u001b[2Jb\"\nservers: {a: ~, b: x, c: {d: e}}\n";
	struct capability c;
	struct err e = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(few) / sizeof(few[0]); i++) {
		assert_int_equal(capability_parse(&c, few[i], strlen(few[i]), "c.yaml", &e), 0);
		assert_null(c.toolkit_slug);
		assert_int_equal(c.n, 0);
		assert_int_equal(c.servers.n, 0);
		capability_free(&c);
	}
	assert_int_equal(capability_parse(&c, esc, strlen(esc), "c.yaml", &e), 0);
	assert_string_equal(c.toolkit_slug, "a\\x1b[2Jb");
	assert_int_equal(c.servers.n, 1);
	capability_free(&c);
}

static void read_refused(const char *s, const char *begin)
{
	struct capability c;
	struct err e = ERR_INIT;

	assert_int_equal(capability_parse(&c, s, strlen(s), "c.yaml", &e), -1);
	assert_int_equal(e.code, E_FAIL);
	if (strncmp(e.msg, begin, strlen(begin)))
		fail_msg("\"%s\" does not begin with \"%s\"", e.msg, begin);
	capability_free(&c); /* harmless after a failure too */
}

static void refuses(void **state)
{
	(void)state;
	read_refused("- a\n", "c.yaml:1:1: ");
	read_refused("text\n", "c.yaml:1:1: ");
	read_refused("a: b\nservers: text\n", "c.yaml:2:1: ");
	read_refused("a: b\nservers: [a]\n", "c.yaml:2:1: ");
	read_refused("a: b\n\ncapabilities: {a: b}\n", "c.yaml:3:1: ");
	read_refused("a: b\na: c\n", "c.yaml:2:1: ");
	read_refused("a: &x b\n", "c.yaml:1:4: ");
	read_refused("a: \"b\n", "c.yaml:");
	read_refused("a: \xff\n", "c.yaml:1:4: ");
}

static void writes_files(void **state)
{
	struct capability_item items[] = {LIST, FIND};
	struct capability want = gtm(items, 1);

	(void)state;
	kv_add(&want.servers, "ascend", "pipedream-gtm-ascend");
	put_is("", &want, ours);
	want.n = 0;
	kv_add(&want.servers, "1st", "x");
	kv_add(&want.servers, "on", "y");
	want.app_slug = NULL;
	put_is("", &want,
	       "toolkit_slug: \"googletagmanager\"\nvendor: \"PIPEDREAM\"\ntool_prefix: "
	       "\"PIPEDREAM_GTM_*\"\n"
	       "servers: {ascend: \"pipedream-gtm-ascend\", \"1st\": \"x\", \"on\": "
	       "\"y\"}\ncapabilities: []\n");
	kv_free(&want.servers);
	want = gtm(items, 1);
	want.vendor = want.app_slug = want.tool_prefix = NULL;
	/* A file of comments is begun behind them, with its own line ends. */
	put_is("# ours\r\n# too", &want,
	       "# ours\r\n# too\r\ntoolkit_slug: \"googletagmanager\"\r\nservers: "
	       "{}\r\ncapabilities:\r\n"
	       "  - id: \"gtm_list_tags\"\r\n    tool: \"google_tag_manager-list-tags\"\r\n"
	       "    description: \"List the tags.\"\r\n");
}

static void merges_entries(void **state)
{
	struct capability_item items[] = {LIST, FIND};
	struct capability want = gtm(items, 2);
	struct buf b = BUF_INIT;

	(void)state;
	/* Behind the last one. */
	buf_adds(&b, ours);
	buf_adds(&b, "  - id: \"gtm_find\"\n    tool: \"google_tag_manager-find\"\n"
		     "    description: \"Find \\\"it\\\".\"\n");
	put_is(ours, &want, b.p);
	buf_free(&b);
	/* Other fields, another order, comments, another indent, no final line end. */
	put_is("# top\n"
	       "toolkit_slug: googletagmanager # plain\n"
	       "vendor: 'PIPEDREAM'\n"
	       "app_slug: google_tag_manager\n"
	       "tool_prefix: PIPEDREAM_GTM_*\n"
	       "capabilities: # all of them\n"
	       "- description: >-\n"
	       "    Old\n"
	       "    words.\n"
	       "  # between\n"
	       "  id: gtm_list_tags   # the id\n"
	       "  tags: [a, b]\n"
	       "\n"
	       "- id: hand_written\n"
	       "  tool: x\n"
	       "  cost:\n"
	       "    - 1\n"
	       "    - 2 # two",
	       &want,
	       "# top\n"
	       "toolkit_slug: googletagmanager # plain\n"
	       "vendor: 'PIPEDREAM'\n"
	       "app_slug: google_tag_manager\n"
	       "tool_prefix: PIPEDREAM_GTM_*\n"
	       "capabilities: # all of them\n"
	       "- description: \"List the tags.\"\n"
	       "  # between\n"
	       "  id: gtm_list_tags   # the id\n"
	       "  tool: \"google_tag_manager-list-tags\"\n"
	       "  tags: [a, b]\n"
	       "\n"
	       "- id: hand_written\n"
	       "  tool: x\n"
	       "  cost:\n"
	       "    - 1\n"
	       "    - 2 # two\n"
	       "- id: \"gtm_find\"\n"
	       "  tool: \"google_tag_manager-find\"\n"
	       "  description: \"Find \\\"it\\\".\"");
}

#define FIELDS                                                                                     \
	"toolkit_slug: googletagmanager\nvendor: PIPEDREAM\napp_slug: google_tag_manager\n"        \
	"tool_prefix: PIPEDREAM_GTM_*\n"
#define NEW_FIND                                                                                   \
	"  - id: \"gtm_find\"\n    tool: \"google_tag_manager-find\"\n    description: \"Find "    \
	"\\\"it\\\".\""

static void merges_lists(void **state)
{
	struct capability_item items[] = {FIND};
	struct capability want = gtm(items, 1);

	(void)state;
	put_is(FIELDS "capabilities: []\n", &want, FIELDS "capabilities:\n" NEW_FIND "\n");
	put_is(FIELDS "capabilities: [ ] # none\nmore: 1\n", &want,
	       FIELDS "capabilities:  # none\n" NEW_FIND "\nmore: 1\n");
	put_is(FIELDS "capabilities:\nmore: 1\n", &want,
	       FIELDS "capabilities:\n" NEW_FIND "\nmore: 1\n");
	put_is(FIELDS "capabilities: # none\n", &want,
	       FIELDS "capabilities: # none\n" NEW_FIND "\n");
	put_is(FIELDS "capabilities: ~", &want, FIELDS "capabilities:\n" NEW_FIND);
	put_is(FIELDS "more:\n  deep: [1,\n    2]\n# end\n", &want,
	       FIELDS "more:\n  deep: [1,\n    2]\ncapabilities:\n" NEW_FIND "\n# end\n");
	put_is("---\n" FIELDS "...\n", &want, "---\n" FIELDS "capabilities:\n" NEW_FIND "\n...\n");
	put_is(FIELDS "capabilities: [{id: a, tool: b}, {id: gtm_find, x: 1}]\n", &want,
	       FIELDS
	       "capabilities: [{id: a, tool: b}, {id: gtm_find, tool: \"google_tag_manager-find\", "
	       "description: \"Find \\\"it\\\".\", x: 1}]\n");
	put_is(FIELDS "capabilities: [{id: a}]\n", &want,
	       FIELDS
	       "capabilities: [{id: a}, {id: \"gtm_find\", tool: \"google_tag_manager-find\", "
	       "description: \"Find \\\"it\\\".\"}]\n");
	put_is(FIELDS "capabilities:\n  - {id: gtm_find, tool: 'x', description: }\n  - |\n    "
		      "text\n\nz: 1\n",
	       &want,
	       FIELDS "capabilities:\n  - {id: gtm_find, tool: \"google_tag_manager-find\", "
		      "description: \"Find \\\"it\\\".\"}\n  - |\n    text\n\nz: 1\n");
	/* Entries that are none stay what they are. */
	put_is(FIELDS "capabilities:\n  - - a\n    - b\n  - text\n", &want,
	       FIELDS "capabilities:\n  - - a\n    - b\n  - text\n" NEW_FIND "\n");
	/* Of two entries with one id the first is ours. */
	put_is(FIELDS "capabilities:\n  - id: gtm_find\n  - id: gtm_find\n    tool: x\n", &want,
	       FIELDS "capabilities:\n  - id: gtm_find\n    tool: \"google_tag_manager-find\"\n"
		      "    description: \"Find \\\"it\\\".\"\n  - id: gtm_find\n    tool: x\n");
}

static void merges_servers(void **state)
{
	struct capability want = gtm(NULL, 0);

	(void)state;
	kv_add(&want.servers, "ascend", "pipedream-gtm-ascend");
	kv_add(&want.servers, "kahuna", "pipedream-gtm-kahuna");
	put_is(FIELDS "servers: {ascend: \"pipedream-gtm-ascend\"} # all\nx: 1\n", &want,
	       FIELDS "servers: {ascend: \"pipedream-gtm-ascend\", kahuna: "
		      "\"pipedream-gtm-kahuna\"} # all\nx: 1\n");
	put_is(FIELDS "servers: { kahuna: other, ascend: 'pipedream-gtm-ascend', }\n", &want,
	       FIELDS
	       "servers: { kahuna: \"pipedream-gtm-kahuna\", ascend: 'pipedream-gtm-ascend', }\n");
	put_is(FIELDS "servers:\n    # one a line\n    ascend: pipedream-gtm-ascend # a\n\nx: 1\n",
	       &want,
	       FIELDS "servers:\n    # one a line\n    ascend: pipedream-gtm-ascend # a\n"
		      "    kahuna: \"pipedream-gtm-kahuna\"\n\nx: 1\n");
	put_is(FIELDS "servers:\n  third: t\n  kahuna:\n  ascend: x\n", &want,
	       FIELDS "servers:\n  third: t\n  kahuna: \"pipedream-gtm-kahuna\"\n"
		      "  ascend: \"pipedream-gtm-ascend\"\n");
#define BOTH "{ascend: \"pipedream-gtm-ascend\", kahuna: \"pipedream-gtm-kahuna\"}"
	put_is(FIELDS "servers: {}\n", &want, FIELDS "servers: " BOTH "\n");
	put_is(FIELDS "servers: # none\n", &want, FIELDS "servers: " BOTH " # none\n");
	put_is(FIELDS "servers: ~\n", &want, FIELDS "servers: " BOTH "\n");
	put_is("# c\n" FIELDS, &want, "# c\nservers: " BOTH "\n" FIELDS);
	put_refused(FIELDS "servers: {kahuna: {url: x}}\n", &want, "c.yaml:5:11: ");
	kv_free(&want.servers);
}

static void merges_fields(void **state)
{
	struct capability want = gtm(NULL, 0);

	(void)state;
	put_is("\xef\xbb\xbf"
	       "x: 1\n",
	       &want,
	       "\xef\xbb\xbf"
	       "toolkit_slug: \"googletagmanager\"\nvendor: \"PIPEDREAM\"\n"
	       "app_slug: \"google_tag_manager\"\ntool_prefix: \"PIPEDREAM_GTM_*\"\nx: 1\n");
	put_is("  vendor: COMPOSIO # was\n  toolkit_slug: googletagmanager\n  app_slug:\n", &want,
	       "  tool_prefix: \"PIPEDREAM_GTM_*\"\n  vendor: \"PIPEDREAM\" # was\n"
	       "  toolkit_slug: googletagmanager\n  app_slug: \"google_tag_manager\"\n");
	want.vendor = want.tool_prefix = NULL;
	put_is("vendor: COMPOSIO\r\ntoolkit_slug: x\r\napp_slug: google_tag_manager\r\n", &want,
	       "vendor: COMPOSIO\r\ntoolkit_slug: \"googletagmanager\"\r\napp_slug: "
	       "google_tag_manager\r\n");
	put_refused("toolkit_slug: [x]\n", &want, "c.yaml:1:1: ");
	put_refused("{toolkit_slug: x}\n", &want, "{…}");
	put_refused("- x\n", &want, "c.yaml:1:1: ");
	put_refused("a: *b\n", &want, "c.yaml:1:4: ");
}

static void refuses_to_put(void **state)
{
	struct capability_item twins[] = {item("a", "x-a", ""), item("b", "x", ""),
					  item("a", "x_a", "")};
	struct capability want = gtm(twins, 3);
	struct buf b = BUF_INIT;

	(void)state;
	put_refused("", &want, "same id");
	put_refused(ours, &want, "same id");
	want.n = 0;
	kv_add(&want.servers, "a: b", "x");
	put_refused("", &want, "tenant");
	kv_free(&want.servers);
	/* Block text that keeps its line ends would not say the same with an entry behind it. */
	want.n = 2;
	put_refused(FIELDS "capabilities:\n  - id: x\n    text: |+\n      a\n\n\n", &want,
		    "read back");
	buf_adds(&b, FIELDS "capabilities: []\n#");
	buf_pad(&b, '#', 262144 - b.len);
	put_refused(b.p, &want, "large");
	buf_free(&b);
}

/* --- what a server may say --- */

static const char *const attack[] = {
	"",
	" ",
	"\"",
	"\\",
	"\\\"",
	"\"\"\"",
	"a\nb: c",
	"\r\n- id: x",
	"a: b",
	"a #b",
	"#",
	"- a",
	"*a",
	"&a",
	"!!int 1",
	"%TAG",
	"@",
	"`",
	"{a: b}",
	"[",
	"]",
	"}",
	",",
	"|",
	">",
	"?",
	"---",
	"...",
	"no",
	"null",
	"~",
	"1e3",
	"0x1",
	"=",
	"\t",
	"\x1b[2J",
	"\xc2\x85",
	"\xe2\x80\xa8",
	"\xef\xbb\xbf",
	"\xff",
	"\xed\xa0\x80",
	"caf\xc3\xa9 \xf0\x9f\x98\x80",
	"\\x41",
	"\\u0041",
	"${X}",
	"{{x}}",
	"'",
	"''",
	"\x7f",
};

static uint64_t seed;

static size_t dice(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static void hostile_texts(void **state)
{
	static const char *const old[] = {"", ours, FIELDS "capabilities: [{id: gtm_list_tags}]\n"};
	struct capability_item items[] = {LIST, item("new", "t", "d")};
	struct capability want = gtm(items, 2), have;
	struct err e = ERR_INIT;
	struct edit ed;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(attack) / sizeof(attack[0]); i++)
		for (k = 0; k < sizeof(old) / sizeof(old[0]); k++) {
			items[0].description = items[1].tool = items[1].description =
				text(attack[i]);
			want.app_slug = text(attack[i]);
			kv_set(&want.servers, "ascend", attack[i]);
			kv_set(&want.servers, "kahuna", attack[i]);
			edit_init(&ed, old[k], strlen(old[k]));
			if (capability_put(&ed, "c.yaml", &want, &e))
				fail_msg("[%s] %s", attack[i], e.msg);
			assert_int_equal(
				capability_parse(&have, ed.now.p, ed.now.len, "c.yaml", &e), 0);
			assert_int_equal(have.n, 2);
			assert_string_equal(have.items[1].tool, have.items[0].description);
			assert_string_equal(have.toolkit_slug, "googletagmanager");
			assert_int_equal(have.servers.n, 2);
			assert_true(!strcmp(have.items[1].tool, attack[i]) ||
				    strpbrk(attack[i], "\n\r\t\x1b\x7f") ||
				    (unsigned char)attack[i][0] > 0x7f);
			capability_free(&have);
			assert_int_equal(capability_put(&ed, "c.yaml", &want, &e), 0);
			edit_free(&ed);
		}
	kv_free(&want.servers);
}

/* --- any file --- */

static void any_file(struct buf *b)
{
	static const char *const quote[] = {"", "\"", "'"};
	static const char *const extra[] = {"",
					    "# note\n",
					    "\n",
					    "owner: me\n",
					    "list: [a, b]\n",
					    "map:\n  k: v\n",
					    "text: |\n  one\n  two\n\n"};
	size_t i, n = dice(5), indent = dice(3) * 2, k;
	const char *q = quote[dice(3)], *eol = "\n";
	int block = (int)dice(2);

	buf_reset(b);
	buf_adds(b, extra[dice(7)]);
	if (dice(4))
		buf_addf(b, "toolkit_slug: %sgoogletagmanager%s%s", q, q, eol);
	buf_adds(b, extra[dice(3)]);
	if (dice(3))
		buf_addf(b, "vendor: %sOLD%s # c%s", q, q, eol);
	if (dice(3))
		buf_adds(b, block ? "servers:\n  third: \"t\" # c\n"
				  : "servers: {third: t, \"ascend\": 'a'} # c\n");
	if (dice(6))
		buf_adds(b, n ? "capabilities: # c\n" : "capabilities: []\n");
	else
		n = 0;
	for (i = 0; i < n; i++) {
		buf_pad(b, ' ', indent);
		buf_addf(b, "- id: %stool_%zu%s # c\n", q, dice(8) * 8 + i, q);
		for (k = dice(4); k-- > 0;) {
			buf_pad(b, ' ', indent + 2);
			buf_addf(b,
				 k == 2	  ? "tool: %sx%s # t\n"
				 : k == 1 ? "description: %sold words%s\n"
					  : "cost_%%: %s9%s\n",
				 q, q);
		}
		buf_adds(b, extra[dice(3)]);
	}
}

/* The lines of old that stand in now, in their order; each that is gone held a value of ours. */
static void keeps_lines(const char *old, const char *now)
{
	const char *end, *at = now;
	struct buf line = BUF_INIT;

	for (; *old; old = end + (*end == '\n')) {
		end = strchr(old, '\n') ? strchr(old, '\n') : old + strlen(old);
		buf_reset(&line);
		buf_add(&line, old, (size_t)(end - old));
		if (strstr(buf_str(&line), "tool:") || strstr(buf_str(&line), "description:") ||
		    strstr(buf_str(&line), "vendor:") || strstr(buf_str(&line), "servers:") ||
		    strstr(buf_str(&line), "capabilities:"))
			continue;
		at = strstr(at, buf_str(&line));
		if (at)
			at += line.len;
		else
			fail_msg("lost: [%s] in\n%s", line.p, now);
	}
	buf_free(&line);
}

static void any_files(void **state)
{
	struct capability_item items[12];
	char id[12][16];
	struct capability want = {0}, was, is;
	struct buf b = BUF_INIT, out = BUF_INIT;
	struct err e = ERR_INIT;
	struct edit ed, again;
	const char *tool;
	size_t i, k, k0;

	(void)state;
	for (i = 0; i < 3000; i++) {
		seed = 20261121 + i;
		any_file(&b);
		want = gtm(items, 0);
		want.tool_prefix = NULL;
		for (k = 0, k0 = dice(6); k < 12; k += 1 + dice(4)) {
			(void)snprintf(id[want.n], sizeof(id[0]), "tool_%zu", (k0 + k) * 3 % 64);
			tool = attack[dice(40)];
			items[want.n] = item(id[want.n], tool, attack[dice(40)]);
			want.n++;
		}
		for (k = 0; k < want.n; k++)
			for (k0 = k + 1; k0 < want.n; k0++)
				if (!strcmp(id[k], id[k0]))
					want.n = k0;
		kv_add(&want.servers, "ascend", "new-ascend");
		kv_add(&want.servers, "kahuna", "new-kahuna");
		assert_int_equal(capability_parse(&was, buf_str(&b), b.len, "c.yaml", &e), 0);
		edit_init(&ed, buf_str(&b), b.len);
		if (capability_put(&ed, "c.yaml", &want, &e))
			fail_msg("%s\n%s", e.msg, buf_str(&b));
		buf_reset(&out);
		assert_int_equal(splices_apply(&ed.done, buf_str(&b), b.len, &out, &e), 0);
		assert_string_equal(buf_str(&out), buf_str(&ed.now));
		keeps_lines(buf_str(&b), ed.now.p);
		assert_int_equal(capability_parse(&is, ed.now.p, ed.now.len, "c.yaml", &e), 0);
		assert_string_equal(is.vendor, "PIPEDREAM");
		assert_string_equal(kv_get(&is.servers, "kahuna"), "new-kahuna");
		assert_string_equal(kv_get(&is.servers, "ascend"), "new-ascend");
		assert_string_equal(kv_or(&is.servers, "third", ""),
				    kv_or(&was.servers, "third", ""));
		assert_in_range(is.n, want.n > was.n ? want.n : was.n, was.n + want.n);
		for (k = 0; k < was.n; k++)
			assert_string_equal(is.items[k].id, was.items[k].id);
		edit_init(&again, ed.now.p, ed.now.len);
		assert_int_equal(capability_put(&again, "c.yaml", &want, &e), 0);
		assert_int_equal(again.done.n, 0);
		edit_free(&again);
		edit_free(&ed);
		capability_free(&was);
		capability_free(&is);
		kv_free(&want.servers);
	}
	buf_free(&b);
	buf_free(&out);
}

static void any_bytes(void **state)
{
	struct capability_item items[] = {LIST, FIND};
	struct capability want = gtm(items, 2), c;
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	struct edit ed;
	size_t i, k, at;

	(void)state;
	kv_add(&want.servers, "ascend", "a");
	for (i = 0; i < 3000; i++) {
		seed = i;
		any_file(&b);
		for (k = 1 + dice(4); k-- > 0 && b.len;) {
			at = dice(b.len);
			b.p[at] = "{}[]:,-\n\"'#|>& ~\xff"[dice(17)];
		}
		if (!capability_parse(&c, buf_str(&b), b.len, "c.yaml", &e))
			capability_free(&c);
		edit_init(&ed, buf_str(&b), b.len);
		if (capability_put(&ed, "c.yaml", &want, &e)) {
			assert_int_equal(ed.done.n, 0);
		} else {
			assert_int_equal(capability_parse(&c, ed.now.p, ed.now.len, "c.yaml", &e),
					 0);
			assert_string_equal(c.vendor, "PIPEDREAM");
			capability_free(&c);
		}
		edit_free(&ed);
	}
	kv_free(&want.servers);
	buf_free(&b);
}

static void many_entries(void **state)
{
	struct capability want = {0};
	struct err e = ERR_INIT;
	struct edit ed;
	char id[32];
	size_t i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		(void)snprintf(id, sizeof(id), "t_%zu", i);
		capability_add(&want, id, id, "first");
	}
	edit_init(&ed, "", 0);
	assert_int_equal(capability_put(&ed, "c.yaml", &want, &e), 0);
	for (i = 0; i < 2000; i += 2)
		memcpy(want.items[i].description, "again", 5);
	assert_int_equal(capability_put(&ed, "c.yaml", &want, &e), 0);
	assert_int_equal(ed.done.n, 1);
	edit_free(&ed);
	capability_free(&want);
}

static void renames(const char *old, const char *pairs, size_t count, const char *now)
{
	struct kv ids = KV_INIT;
	struct err e = ERR_INIT;
	struct edit ed;
	size_t changed = 99;
	char *copy = mem_str(pairs), *at = copy, *one;

	while ((one = strsep(&at, " "))) {
		char *to = strchr(one, '=');

		*to++ = '\0';
		kv_add(&ids, one, to);
	}
	edit_init(&ed, old, strlen(old));
	if (capability_rename(&ed, "c.yaml", &ids, &changed, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(buf_str(&ed.now), now);
	assert_int_equal(changed, count);
	edit_free(&ed);
	kv_free(&ids);
	free(copy);
}

static void other_ids(void **state)
{
	struct kv ids = KV_INIT;
	struct err e = ERR_INIT;
	struct edit ed;
	size_t changed;

	(void)state;
	renames("id: a\ncapabilities:\r\n- id: a # a\r\n  tool: a\r\n- tool: 'a'\r\n  id : 'a_b'\r\n", "a=b a_b=c_d", 2,
		"id: a\ncapabilities:\r\n- id: b # a\r\n  tool: a\r\n- tool: 'a'\r\n  id : \"c_d\"\r\n");
	renames("capabilities: [{id: a, x: [{id: a}]}, {id: b}]\n", "a=c b=off", 2,
		"capabilities: [{id: c, x: [{id: a}]}, {id: \"off\"}]\n");
	/* one that another entry has, or that is given to nobody */
	renames("capabilities: [{id: a}, {id: b}]\n", "a=b x=y", 0, "capabilities: [{id: a}, {id: b}]\n");
	renames("capabilities: []\n", "a=b", 0, "capabilities: []\n");
	renames("", "a=b", 0, "");
	edit_init(&ed, "capabilities: {", 15);
	kv_add(&ids, "a", "b");
	assert_int_equal(capability_rename(&ed, "c.yaml", &ids, &changed, &e), -1);
	assert_non_null(strstr(e.msg, "c.yaml:"));
	edit_free(&ed);
	kv_free(&ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids),		 cmocka_unit_test(reads),
		cmocka_unit_test(reads_less),	 cmocka_unit_test(refuses),
		cmocka_unit_test(writes_files),	 cmocka_unit_test(merges_entries),
		cmocka_unit_test(merges_lists),	 cmocka_unit_test(merges_servers),
		cmocka_unit_test(merges_fields), cmocka_unit_test(refuses_to_put),
		cmocka_unit_test(hostile_texts), cmocka_unit_test(any_files),
		cmocka_unit_test(any_bytes),	 cmocka_unit_test(many_entries),
		cmocka_unit_test(other_ids),
	};

	return cmocka_run_group_tests_name("capability", tests, NULL, NULL);
}
