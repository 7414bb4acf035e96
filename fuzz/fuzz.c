/* SPDX-License-Identifier: MIT */
/* fuzz: the table of targets, and what they share. */
#include "fuzz.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct fuzz fuzz_targets[] = {
	{ "answers", fuzz_answers },
	{ "capability", fuzz_capability },
	{ "catalog", fuzz_catalog },
	{ "client", fuzz_client },
	{ "clients", fuzz_clients },
	{ "cloudflare", fuzz_cloudflare },
	{ "composio", fuzz_composio },
	{ "dotenv", fuzz_dotenv },
	{ "github", fuzz_github },
	{ "http", fuzz_http },
	{ "ics", fuzz_ics },
	{ "infisical", fuzz_infisical },
	{ "json", fuzz_json },
	{ "jsonc", fuzz_jsonc },
	{ "keys", fuzz_keys },
	{ "ledger", fuzz_ledger },
	{ "mcp", fuzz_mcp },
	{ "mcp-registry", fuzz_mcp_registry },
	{ "options", fuzz_options },
	{ "pipedream", fuzz_pipedream },
	{ "plan", fuzz_plan },
	{ "registry", fuzz_registry },
	{ "runbook", fuzz_runbook },
	{ "secrets", fuzz_secrets },
	{ "session", fuzz_session },
	{ "settings", fuzz_settings },
	{ "text", fuzz_text },
	{ "toml", fuzz_toml },
	{ "undo", fuzz_undo },
	{ "yaml", fuzz_yaml },
};
const size_t n_fuzz_targets = sizeof(fuzz_targets) / sizeof(*fuzz_targets);

const struct fuzz *fuzz_find(const char *name)
{
	size_t i;

	for (i = 0; i < n_fuzz_targets; i++)
		if (!strcmp(fuzz_targets[i].name, name))
			return &fuzz_targets[i];
	return NULL;
}

/* ---- the world */

static const char *data_dir;

void fuzz_begin(void)
{
	static const char *const gone[] = {
		"COMPOSIO_API_KEY", "COMPOSIO_BASE_URL", "PIPEDREAM_CLIENT_ID", "PIPEDREAM_CLIENT_SECRET",
		"PIPEDREAM_PROJECT_ID", "PIPEDREAM_PROJECT_ENVIRONMENT", "PIPEDREAM_BASE_URL", "PIPEDREAM_MCP_URL",
		"GITHUB_TOKEN", "GITHUB_API_URL", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", "CODEX_HOME", "client_id",
		"client_secret", "project_id"
	};
	size_t i;

	for (i = 0; i < sizeof(gone) / sizeof(*gone); i++)
		unsetenv(gone[i]);
	if (!setlocale(LC_ALL, "C.UTF-8") && !setlocale(LC_ALL, "C.utf8"))
		fputs("fuzz: no UTF-8 locale\n", stderr);
	setenv("TOOLGAP_NOW", "2026-11-21T10:00:00Z", 1);
	(void)clock_init();
	data_dir = getenv("TOOLGAP_DATADIR");
	if (!data_dir) {
		fputs("fuzz: TOOLGAP_DATADIR names no folder; it is data/ of the sources\n", stderr);
		exit(77);
	}
}

const char *fuzz_data(const char *name, size_t *n)
{
	static struct {
		char *name;
		struct buf bytes;
	} kept[8];
	char part[4096], *path;
	size_t i, got;
	FILE *f;

	for (i = 0; i < 7 && kept[i].name; i++)
		if (!strcmp(kept[i].name, name))
			break;
	if (!kept[i].name) {
		path = mem_fmt("%s/%s", data_dir, name);
		f = fopen(path, "rb");
		if (!f) {
			fprintf(stderr, "fuzz: %s is not there\n", path);
			exit(77);
		}
		while ((got = fread(part, 1, sizeof(part), f)) > 0)
			buf_add(&kept[i].bytes, part, got);
		fclose(f);
		free(path);
		kept[i].name = mem_str(name);
	}
	*n = kept[i].bytes.len;
	return buf_str(&kept[i].bytes);
}

/* ---- what has to hold */

_Noreturn void fuzz_broken(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: broken: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

void fuzz_safe(const char *what, const char *text)
{
	struct buf b = BUF_INIT;
	const char *p = text;

	while (*p) {
		size_t n = strcspn(p, "\t\n");

		buf_reset(&b);
		text_safe(&b, p, n, n * 12 + 16);
		MUST(b.len == n && !memcmp(buf_str(&b), p, n), "%s is not safe: '%s' should be '%s'", what, p, buf_str(&b));
		p += n;
		p += *p != '\0';
	}
	buf_free(&b);
}

void fuzz_said(const struct err *e)
{
	MUST(e->code != E_OK, "a refusal without a code");
	MUST(*e->msg, "a refusal without a word");
	fuzz_safe("a message", e->msg);
}

void fuzz_same(const char *what, const char *a, size_t n, const char *b, size_t m)
{
	MUST(n == m && !memcmp(a, b, n), "%s\n--- got\n%.*s\n--- wanted\n%.*s\n---", what, (int)n, a, (int)m, b);
}

void fuzz_edit(const struct edit *ed)
{
	struct splices inv = SPLICES_INIT;
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	MUST(!splices_apply(&ed->done, ed->old, ed->old_n, &b, &e), "splices: %s", e.msg);
	fuzz_same("the splices do not lead there", buf_str(&b), b.len, buf_str(&ed->now), ed->now.len);
	splices_invert(&ed->done, ed->old, &inv);
	buf_reset(&b);
	MUST(!splices_apply(&inv, buf_str(&ed->now), ed->now.len, &b, &e), "splices back: %s", e.msg);
	fuzz_same("the splices do not lead back", buf_str(&b), b.len, ed->old, ed->old_n);
	splices_free(&inv);
	buf_free(&b);
}

/* ---- the input */

unsigned feed_byte(struct feed *f)
{
	if (!f->n)
		return 0;
	f->n--;
	return (unsigned char)*f->p++;
}

char *feed_line(struct feed *f)
{
	const char *nl;
	char *line, *to;
	size_t n, i;

	if (!f->n)
		return NULL;
	nl = memchr(f->p, '\n', f->n);
	n = nl ? (size_t)(nl - f->p) : f->n;
	line = to = mem_array(NULL, n + 1, 1);
	for (i = 0; i < n; i++)
		if (f->p[i])
			*to++ = f->p[i];
	*to = '\0';
	f->p += n;
	f->n -= n;
	if (f->n) {
		f->p++;
		f->n--;
	}
	return line;
}
