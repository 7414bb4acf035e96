/* SPDX-License-Identifier: MIT */
/* plans: a plan as a document that anybody may have written, against a workspace on disk. */
#include "fuzz.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "work/disk.h"
#include "work/env.h"
#include "work/plan.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The input: 'J' and a document, in which @ROOT@ stands for the workspace; or a letter that names one of the files below, and
 * the bytes that this file is to have: then the document around them, with hashes that fit, is made here.
 */
static const struct {
	const char *path, *client, *kind, *bytes;
} files[] = {
	{ ".mcp.json", "claude-code", "mcp-entry",
	  "{\n  \"mcpServers\": {\n    \"mine\": {\n      \"type\": \"http\",\n      \"url\": \"https://mcp.example.com/a\"\n    }\n  }\n}\n" },
	{ ".codex/config.toml", "codex", "mcp-entry", "# ours\nmodel = \"m\"\n" },
	{ "docs/composio/toolkit-registry.md", NULL, "registry",
	  "# R\n\n| toolkit_slug | vendor | mcp_server (ascend) | tool_prefix | status | notes |\n"
	  "|---|---|---|---|---|---|\n| hubspot | COMPOSIO | composio-ascend | HUBSPOT_* | LIVE | x |\n\nafter\n" },
	{ "docs/tools/pipedream-gtm/capability_registry.yaml", NULL, "capability", NULL },
	{ ".cursor/mcp.json", "cursor", "mcp-entry", NULL },
	{ "docs/LEDGER.md", NULL, "ledger", "# Ledger\n\n- 2026-01-01: x\n" },
	{ "docs/decisions/adr-001-gtm.md", NULL, "adr", NULL },
};
#define FILES (sizeof(files) / sizeof(*files))

static struct {
	char *dir;
	struct workspace ws;
	struct vendor_env env;
} desk;

static int gone(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void tidy(void)
{
	if (desk.dir)
		(void)nftw(desk.dir, gone, 16, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *name, const char *bytes)
{
	char *path = mem_fmt("%s/%s", desk.dir, name), *slash = strrchr(path, '/');
	struct err e = ERR_INIT;
	FILE *f;

	*slash = '\0';
	MUST(!disk_mkdirs(path, 1, &e), "%s", e.msg);
	*slash = '/';
	f = fopen(path, "w");
	MUST(f && fputs(bytes, f) >= 0 && !fclose(f), "%s cannot be written", path);
	free(path);
}

static void begin(void)
{
	const char *tmp = getenv("TMPDIR");
	struct err e = ERR_INIT;
	char *work, *real;
	size_t i;

	if (desk.dir)
		return;
	desk.dir = mem_fmt("%s/toolgap-fuzz-XXXXXX", tmp ? tmp : "/tmp");
	MUST(mkdtemp(desk.dir), "no folder to work in");
	real = realpath(desk.dir, NULL);
	free(desk.dir);
	desk.dir = real;
	atexit(tidy);
	setenv("HOME", desk.dir, 1);
	unsetenv("XDG_CONFIG_HOME");
	put("work/toolgap.yaml", "tenants: [ascend]\n");
	for (i = 0; i < FILES; i++)
		if (files[i].bytes) {
			char *name = mem_fmt("work/%s", files[i].path);

			put(name, files[i].bytes);
			free(name);
		}
	work = mem_fmt("%s/work", desk.dir);
	MUST(!workspace_open(&desk.ws, work, &e), "%s", e.msg);
	MUST(!env_load(&desk.env, &e), "%s", e.msg);
	free(work);
}

/* ---- the document */

static void around(struct buf *out, size_t i, const char *s, size_t n)
{
	char hash[SHA256_HEX], *now = mem_strn(s, n);
	struct json_out o;

	json_out_init(&o, out, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "schema", "toolgap.plan/1");
	json_put(&o, "provider", "Google Tag Manager");
	json_put(&o, "path", "D");
	json_put(&o, "toolkit_slug", "gtm");
	json_put(&o, "vendor", "PIPEDREAM");
	json_open(&o, "tenants", '[');
	json_put(&o, NULL, "ascend");
	json_close(&o, ']');
	json_put(&o, "workspace", desk.ws.root);
	json_open(&o, "files", '[');
	json_open(&o, NULL, '{');
	json_put(&o, "path", files[i].path);
	json_put(&o, "client", files[i].client);
	json_put(&o, "kind", files[i].kind);
	if (files[i].bytes)
		sha256_hex(files[i].bytes, strlen(files[i].bytes), hash);
	json_put(&o, "before_sha256", files[i].bytes ? hash : NULL);
	sha256_hex(now, strlen(now), hash);
	json_put(&o, "after_sha256", hash);
	json_open(&o, "splices", '[');
	json_open(&o, NULL, '{');
	json_put_int(&o, "at", 0);
	json_put_int(&o, "remove", files[i].bytes ? (long long)strlen(files[i].bytes) : 0);
	json_put(&o, "insert", now);
	json_close(&o, '}');
	json_close(&o, ']');
	json_close(&o, '}');
	json_close(&o, ']');
	json_close(&o, '}');
	free(now);
}

static void as_it_came(struct buf *out, const char *s, size_t n)
{
	static const char mark[] = "@ROOT@";
	const char *at;

	while (n && (at = memmem(s, n, mark, sizeof(mark) - 1))) {
		buf_add(out, s, (size_t)(at - s));
		buf_adds(out, desk.ws.root);
		n -= (size_t)(at - s) + sizeof(mark) - 1;
		s = at + sizeof(mark) - 1;
	}
	buf_add(out, s, n);
}

/* ---- what was taken */

/* By other means than the guard's: a server that was not there leads to Pipedream, and starts no program. */
static void check_servers(const struct plan_file *f)
{
	const struct client *cl = clients_find(desk.ws.clients, f->client);
	struct client_servers old = { NULL, 0, 0 }, now = { NULL, 0, 0 };
	struct err e = ERR_INIT;
	size_t i, k;

	MUST(cl, "a client that is none: %s", f->client);
	MUST(!client_read(cl, buf_str(&f->edit.now), f->edit.now.len, "f", &now, &e), "a file that no client reads: %s", e.msg);
	if (f->edit.old_n)
		MUST(!client_read(cl, f->edit.old, f->edit.old_n, "f", &old, &e), "%s", e.msg);
	for (i = 0; i < now.n; i++) {
		for (k = 0; k < old.n && strcmp(old.v[k].name, now.v[i].name) != 0; k++)
			;
		if (k < old.n)
			continue;
		MUST(!now.v[i].command, "a program: %s", now.v[i].name);
		MUST(now.v[i].url && !strcmp(now.v[i].url, env_mcp_public()), "an entry that leads to %s",
		     now.v[i].url ? now.v[i].url : "nowhere");
	}
	client_servers_free(&old);
	client_servers_free(&now);
}

static void check_file(const struct plan_file *f)
{
	fuzz_edit(&f->edit);
	MUST(disk_inside(f->disk.real, desk.ws.root) || disk_inside(f->disk.real, desk.dir), "a file elsewhere: %s", f->disk.real);
	if (f->client && f->edit.done.n)
		check_servers(f);
}

void fuzz_plan(const char *s, size_t n)
{
	struct plan_word word = { .env = &desk.env };
	struct feed f = { s, n };
	struct buf doc = BUF_INIT;
	struct err e = ERR_INIT;
	struct plan p;
	unsigned which;
	size_t i;

	begin();
	which = feed_byte(&f);
	if (which == 'J')
		as_it_came(&doc, f.p, f.n);
	else
		around(&doc, which % FILES, f.p, f.n);
	if (plan_load(&p, &desk.ws, buf_str(&doc), doc.len, "f", &word, &e)) {
		fuzz_said(&e);
		MUST(!p.n, "something is left of a plan that was refused");
	} else {
		for (i = 0; i < p.n; i++)
			check_file(p.files[i]);
		plan_free(&p);
	}
	buf_free(&doc);
}
