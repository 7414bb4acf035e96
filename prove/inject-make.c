/* SPDX-License-Identifier: MIT */
/* inject-make: hostile strings through every place where toolgap writes a text into another language; for prove/inject.sh. */
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/capability.h"
#include "files/ics.h"
#include "files/jsonc.h"
#include "files/mdtable.h"
#include "files/registry.h"
#include "files/template.h"
#include "files/toml.h"
#include "vendors/github.h"
#include "vendors/http.h"
#include "work/journal.h"
#include "work/session_file.h"
#include "work/workspace.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * inject-make FOLDER SEED COUNT [naive]: FOLDER/strings has a line a string, "NUMBER HEX"; FOLDER/SINK a line a string and
 * what was made of it, "NUMBER HEX", or "NUMBER -" where it was refused. With `naive` the strings are pasted as they are:
 * whoever reads the results with an independent parser must then find them out.
 */

/* ---- strings */

static const char *const fixed[] = {
	"x", "a b", "\"", "'", "`", "\\", "\\\\", "\\\"", "\"\"\"", "'''", "```", "\\'", "$HOME", "${HOME}", "$(id)", "`id`",
	"; id", "&& id", "| id", "> /tmp/x", "a\nb", "a\r\nb", "\r", "\n", "\t", "\x01", "\x1b[2J", "\x1b]0;own\x07", "\x1b]52;c;eA==\x07",
	"\x1b]8;;https://e\x1b\\x", "\x1bP1$r\x1b\\", "\xc2\x9b" "31m", "\xc2\x85", "\x7f", "\x08\x08\x08", "\xe2\x80\xae" "evil",
	"\xe2\x81\xa6x\xe2\x81\xa9", "\xe2\x80\x8b", "\xe2\x80\x8d", "\xef\xbb\xbf", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xf3\xa0\x81\x81",
	"\xef\xbf\xbe", "\xff", "\xfe\xff", "\xc0\x80", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc3", "a\xcc\x81",
	"\xe5\xba\x83\xe5\x91\x8a", "\xf0\x9f\x98\x80", "../../etc/passwd", "..", ".", "/etc/passwd", "~/.ssh/id", "-rf", "--help",
	"a/b", "a\\b", "con", "NUL", "a:b", "a: b", "- a", "? a", "a #b", "#", "|", "||", "a | b", "\\|", "\\\\|", "|---|", "---", "...",
	"*a", "&a", "!a", "%a", "@a", "<a>", "<script>alert(1)</script>", "<img src=x onerror=y>", "<!--", "-->", "&lt;", "&amp;", "&#124;",
	"&copy;", "[x](javascript:alert(1))", "[x](https://e.example)", "![x](http://e.example/p.png)", "https://e.example/x",
	"http://e.example", "javascript:alert(1)", "data:text/html,x", "*b*", "_b_", "**b**", "~~b~~", "# h", "> q", "1. a", "+ a", "==", "===",
	"null", "true", "no", "~", "1e3", "0x1f", "1979-05-27", "inf", "NaN", "{", "}", "[", "]", "{}", "[]", "{a: b}", "[x]", "\",\"y\":\"",
	"\"}\n{\"", "\"]\n[evil]\n", "\"\ny = \"z", "'\n[mcp_servers.e]\ncommand = \"sh\"\n#", "x\"\n  - id: \"y", "\nstatus: LIVE", "a|b|c|d|e|f|g",
	"a |\n| evil | PIPEDREAM | x | x | LIVE | y |", "END:VEVENT\r\nBEGIN:VEVENT", "x\r\nATTENDEE:mailto:e@e.example",
	"x\rATTENDEE:mailto:e@e.example", "x\\nATTENDEE:mailto:e", ";X=1:", ",,,", "a;b,c\\d", "BEGIN:VALARM", "a&b=c", "a=b", "a%00b", "%2e%2e%2f",
	"%", "%zz", "+", "a b+c", "?x=y#z", "@team", "@everyone", "#123", "GH-1", "__proto__", "constructor", "toString", "\\u0000", "\\x41",
	"\\u001b[2J", "\\n", "@@slug@@", "@@md:provider@@", "%s%n%d", "a\"b'c`d\\e", "=cmd()", "\xc2\xa0", "\xe3\x80\x80x", " lead", "trail ", "  ",
	"", "\xc2\xad", "\xd8\x9c", "\xf0\x9d\x94\xb8", "\xe1\x85\xa0", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
};
#define FIXED (sizeof(fixed) / sizeof(*fixed))

static uint64_t seed;

static size_t rnd(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed >> 33) % n;
}

/* From FIXED on: two to five of the above, one behind the other. */
static char *string_new(size_t i)
{
	struct buf b = BUF_INIT;
	size_t k = 2 + rnd(4);

	if (i < FIXED)
		return mem_str(fixed[i]);
	while (k--) {
		buf_adds(&b, fixed[rnd(FIXED)]);
		if (!rnd(3))
			buf_addc(&b, (char)(1 + rnd(255)));
	}
	return b.p ? buf_detach(&b) : mem_str("");
}

/* ---- sinks: 0, or −1: refused */

struct sink {
	const char *name;
	int (*make)(const char *s, const char *safe, struct buf *out);
	const char *naive; /* the string twice between these, "%s" each */
};

static int make_json(const char *s, const char *safe, struct buf *out)
{
	struct json_out o;

	(void)safe;
	json_out_init(&o, out, 0);
	json_open(&o, NULL, '{');
	json_put_int(&o, "before", 1);
	json_open(&o, "in", '{');
	json_put(&o, s, s);
	json_close(&o, '}');
	json_put_int(&o, "after", 2);
	json_close(&o, '}');
	return 0;
}

static int edited(struct edit *ed, int rc, struct buf *out)
{
	if (!rc)
		buf_add(out, buf_str(&ed->now), ed->now.len);
	edit_free(ed);
	return rc;
}

static struct tree *text_tree(const char *s)
{
	struct tree *t = tree_map_new(NULL), *h;

	tree_add(t, "value", s);
	h = tree_add_map(t, "map");
	tree_add(h, s, s);
	return t;
}

static int make_jsonc(const char *s, const char *safe, struct buf *out)
{
	static const char old[] = "{\"a\": 1, \"servers\": {\"x\": {\"url\": \"u\"}}, \"z\": [1]}";
	const char *path[2] = { "servers", "new" };
	struct tree *t = text_tree(s);
	struct edit ed;
	int rc;

	(void)safe;
	edit_init(&ed, old, sizeof(old) - 1);
	rc = jsonc_set(&ed, "f", 1, path, 2, t, NULL);
	if (!rc && jsonc_rename(&ed, "f", 1, path, 2, s, NULL))
		rc = -1;
	tree_free(t);
	return edited(&ed, rc, out);
}

static int make_toml(const char *s, const char *safe, struct buf *out)
{
	static const char old[] = "a = 1\n\n[servers.x]\nurl = \"u\"\n\n[z]\nb = [1]\n";
	struct tree *t = text_tree(s);
	struct edit ed;
	int rc;

	(void)safe;
	edit_init(&ed, old, sizeof(old) - 1);
	rc = toml_set(&ed, "f", "servers", s, t, NULL);
	tree_free(t);
	return edited(&ed, rc, out);
}

static int make_yaml(const char *s, const char *safe, struct buf *out)
{
	struct capability c;
	struct edit ed;
	int rc;

	(void)safe;
	memset(&c, 0, sizeof(c));
	c.toolkit_slug = mem_str("gtm");
	c.vendor = mem_str(s);
	kv_add(&c.servers, "ascend", s);
	capability_add(&c, "one", "x-one", s);
	capability_add(&c, "two", s, "last");
	edit_init(&ed, "", 0);
	rc = capability_put(&ed, "f", &c, NULL);
	capability_free(&c);
	return edited(&ed, rc, out);
}

#define HEAD "# R\n\n| toolkit_slug | vendor | mcp_server (ascend) | tool_prefix | status | notes |\n|---|---|---|---|---|---|\n"

static int make_markdown(const char *s, const char *safe, struct buf *out)
{
	struct registry_row row;
	struct edit ed;
	int rc;

	(void)safe;
	memset(&row, 0, sizeof(row));
	row.slug = mem_str("gtm");
	row.vendor = mem_str("PIPEDREAM");
	row.tool_prefix = mem_str("gtm_*");
	row.status = mem_str("LIVE");
	row.notes = mem_str(s);
	kv_add(&row.servers, "ascend", "pipedream-gtm-ascend");
	edit_init(&ed, HEAD "| a | COMPOSIO | s | A_* | LIVE | n |\n\nafter\n", sizeof(HEAD "| a | COMPOSIO | s | A_* | LIVE | n |\n\nafter\n") - 1);
	rc = registry_put(&ed, "f", &row, NULL);
	registry_row_free(&row);
	return edited(&ed, rc, out);
}

/* What the cell is to say: for the reader, who cannot know what counts as a dash or where a text is cut. */
static int make_markdown_norm(const char *s, const char *safe, struct buf *out)
{
	char *norm = mdcell_norm_new(s);

	(void)safe;
	buf_adds(out, norm);
	free(norm);
	return 0;
}

static int make_ics(const char *s, const char *safe, struct buf *out)
{
	struct reminder r = { "gtm", safe[strspn(safe, " ")] ? safe : "x", "2026-11-21", "2026-12-05", "https://e.example/1", safe };

	(void)s;
	return ics_write(out, &r, 1, 1793000000, NULL);
}

static int make_path(const char *s, const char *safe, struct buf *out)
{
	(void)safe;
	if (text_is_name(s, 1))
		buf_addf(out, "docs/tools/%s/x.yaml\n", s);
	if (session_id_ok(s)) {
		char *dir = session_folder_new(s);

		buf_addf(out, "%s\n", dir);
		free(dir);
	}
	if (journal_session_ok(s))
		buf_addf(out, "undo/%s\n", s);
	return out->len ? 0 : -1;
}

/* A path in a workspace's settings: where it would be written, below the root. */
static char *desk;

static int make_setting(const char *s, const char *safe, struct buf *out)
{
	char *file = mem_fmt("%s/toolgap.yaml", desk);
	struct buf yaml = BUF_INIT;
	struct workspace ws;
	FILE *f = fopen(file, "w");
	int rc;

	(void)safe;
	buf_adds(&yaml, "registry: ");
	json_quote(&yaml, s, strlen(s));
	if (!f || fputs(buf_str(&yaml), f) < 0 || fclose(f))
		abort();
	rc = workspace_place(&ws, desk, NULL);
	if (!rc) {
		char *path = workspace_path_new(&ws, ws.registry);

		buf_adds(out, path + strlen(ws.root));
		free(path);
		workspace_close(&ws);
	}
	free(file);
	buf_free(&yaml);
	return rc;
}

static int make_url(const char *s, const char *safe, struct buf *out)
{
	(void)safe;
	buf_adds(out, "https://h.example/p?a=1&v=");
	http_escape(out, s);
	buf_adds(out, "&z=2");
	return http_url_ok(buf_str(out)) ? 0 : (buf_adds(out, " refused"), 0);
}

static int make_prefill(const char *s, const char *safe, struct buf *out)
{
	char *url = github_prefill_new("o/r", safe, safe, s);

	buf_adds(out, url);
	free(url);
	return 0;
}

static int make_issue(const char *s, const char *safe, struct buf *out)
{
	(void)s;
	template_markdown(out, safe);
	return 0;
}

static int make_shell(const char *s, const char *safe, struct buf *out)
{
	(void)safe;
	text_shell(out, s);
	return 0;
}

static int make_string(const char *s, const char *safe, struct buf *out)
{
	static const char t[] = "x = @@string:v@@; y = 1";
	struct kv v = KV_INIT;
	int rc;

	(void)s;
	kv_add(&v, "v", safe);
	rc = template_fill(out, t, sizeof(t) - 1, "t", &v, NULL);
	kv_free(&v);
	return rc;
}

static int make_terminal(const char *s, const char *safe, struct buf *out)
{
	(void)s;
	buf_adds(out, safe);
	return 0;
}

static const struct sink sinks[] = {
	{ "json", make_json, "{\"before\":1,\"in\":{\"%s\":\"%s\"},\"after\":2}" },
	{ "jsonc", make_jsonc, "{\"a\": 1, \"servers\": {\"x\": {\"url\": \"u\"}, \"%s\": {\"value\": \"%s\"}}, \"z\": [1]}" },
	{ "toml", make_toml, "a = 1\n[servers.x]\nurl = \"u\"\n[z]\nb = [1]\n[servers.\"%s\"]\nvalue = \"%s\"\n" },
	{ "yaml", make_yaml, "toolkit_slug: gtm\nvendor: %s\nmcp_servers:\n  ascend: %s\ncapabilities:\n" },
	{ "markdown", make_markdown, HEAD "| a | COMPOSIO | s | A_* | LIVE | n |\n| gtm | PIPEDREAM | x | gtm_* | LIVE | %s |\n\nafter\n" },
	{ "markdown-norm", make_markdown_norm, "%s" },
	{ "ics", make_ics,
	  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261205\r\n"
	  "SUMMARY:%s\r\nDESCRIPTION:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n" },
	{ "path", make_path, "docs/tools/%s/x.yaml\n" },
	{ "setting", make_setting, "/%s" },
	{ "url", make_url, "https://h.example/p?a=1&v=%s&z=2" },
	{ "prefill", make_prefill, "https://github.com/o/r/issues/new?title=%s&body=%s" },
	{ "issue", make_issue, "%s" },
	{ "shell", make_shell, "%s" },
	{ "string", make_string, "x = \"%s\"; y = 1" },
	{ "terminal", make_terminal, "%s" },
};
#define SINKS (sizeof(sinks) / sizeof(*sinks))

/* ---- */

static void line(FILE *f, size_t i, int rc, const char *p, size_t n)
{
	size_t k;

	fprintf(f, "%zu ", i);
	if (rc)
		fputc('-', f);
	else
		fputc('=', f);
	for (k = 0; !rc && k < n; k++)
		fprintf(f, "%02x", (unsigned char)p[k]);
	fputc('\n', f);
}

/* "%s" of a table of ours stands for the string. */
static void paste(struct buf *out, const char *form, const char *s)
{
	const char *at;

	while ((at = strstr(form, "%s"))) {
		buf_add(out, form, (size_t)(at - form));
		buf_adds(out, s);
		form = at + 2;
	}
	buf_adds(out, form);
}

static FILE *open_in(const char *folder, const char *name)
{
	char *path = mem_fmt("%s/%s", folder, name);
	FILE *f = fopen(path, "w");

	if (!f) {
		perror(path);
		exit(2);
	}
	free(path);
	return f;
}

int main(int argc, char **argv)
{
	size_t count, i, k;
	char **strings;
	int naive = argc > 4;
	FILE *f;

	if (argc < 4 || !(count = strtoul(argv[3], NULL, 10))) {
		fputs("usage: inject-make FOLDER SEED COUNT [naive]\n", stderr);
		return 2;
	}
	(void)setlocale(LC_ALL, "C.UTF-8");
	seed = 0x2545f4914f6cdd1du ^ strtoull(argv[2], NULL, 10);
	desk = mem_fmt("%s/desk", argv[1]);
	strings = mem_array(NULL, count, sizeof(*strings));
	f = open_in(argv[1], "strings");
	for (i = 0; i < count; i++) {
		strings[i] = string_new(i);
		line(f, i, 0, strings[i], strlen(strings[i]));
	}
	fclose(f);
	for (k = 0; k < SINKS; k++) {
		f = open_in(argv[1], sinks[k].name);
		for (i = 0; i < count; i++) {
			struct buf b = BUF_INIT;
			char *safe = text_safe_new(strings[i], TEXT_MAX);
			int rc = 0;

			if (naive)
				paste(&b, sinks[k].naive, strings[i]);
			else
				rc = sinks[k].make(strings[i], safe, &b);
			line(f, i, rc, buf_str(&b), b.len);
			buf_free(&b);
			free(safe);
		}
		fclose(f);
	}
	for (i = 0; i < count; i++)
		free(strings[i]);
	free(strings);
	free(desk);
	return 0;
}
