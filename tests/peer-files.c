/* SPDX-License-Identifier: MIT */
/* peer-files: generated files with an entry put in, renamed and taken out again, one JSON line each, for other parsers to judge. */
#include "base/json.h"
#include "base/mem.h"
#include "files/clients.h"
#include "jsonc_gen.h"
#include "toml_gen.h"

#include <stdlib.h>
#include <string.h>

#define SERVER "pipedream-gtm-ascend"
#define RENAMED "pipedream-tagm-ascend"

static struct entry *entry_called(const char *name)
{
	struct entry *en = entry_new(name, "https://remote.mcp.pipedream.net/v3");

	entry_header_add(en, "Authorization", "Bearer ", "PIPEDREAM_OAUTH_BEARER");
	entry_header_add(en, "x-pd-project-id", "", "PIPEDREAM_PROJECT_ID");
	entry_header_add(en, "x-pd-app-slug", "google_tag_manager", NULL);
	return en;
}

static void put(struct json_out *o, const char *key, const struct buf *b)
{
	char *s = mem_strn(buf_str(b), b->len);

	json_put(o, key, s);
	free(s);
}

/* 0, or -1 with what was wrong on standard error. */
static int one(const struct client *cl, const struct buf *file, struct buf *line)
{
	struct entry *en = entry_called(SERVER), *other = entry_called(RENAMED);
	struct err e = ERR_INIT;
	enum client_put what;
	struct json_out o;
	struct edit ed;
	int rc;

	edit_init(&ed, buf_str(file), file->len);
	json_out_init(&o, line, 0);
	json_open(&o, NULL, '{');
	put(&o, "before", file);
	rc = client_put(cl, &ed, "f", en, &what, &e);
	put(&o, "after", &ed.now);
	rc = rc || client_rename(cl, &ed, "f", SERVER, other, &what, &e);
	put(&o, "renamed", &ed.now);
	rc = rc || client_remove(cl, &ed, "f", RENAMED, &e);
	put(&o, "back", &ed.now);
	json_close(&o, '}');
	while (line->len && line->p[line->len - 1] == '\n')
		line->p[--line->len] = '\0';
	if (rc)
		fprintf(stderr, "%s\n", e.msg);
	edit_free(&ed);
	entry_free(en);
	entry_free(other);
	return rc ? -1 : 0;
}

static struct clients *load(const char *path)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	struct clients *c = NULL;
	char part[4096];
	size_t n;
	FILE *f = fopen(path, "rb");

	while (f && (n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, part, n);
	if (f)
		fclose(f);
	c = clients_parse(buf_str(&b), b.len, path, NULL, &e);
	if (!c)
		fprintf(stderr, "%s\n", e.msg);
	buf_free(&b);
	return c;
}

/* peer-files json|toml COUNT CLIENTS.YAML */
int main(int argc, char **argv)
{
	struct gen g = {.r = 0x5eed20261121u, .root = "mcpServers", .out = BUF_INIT};
	int json = argc > 1 && !strcmp(argv[1], "json"), rc = 0;
	long i, count = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	struct clients *all = argc > 3 ? load(argv[3]) : NULL;
	const struct client *cl = all ? clients_find(all, json ? "claude-code" : "codex") : NULL;

	toml_1_0 = 1; /* tomllib's; t-toml-peer.sh holds what is new against it */
	for (i = 0; cl && i < count && !rc; i++) {
		struct buf line = BUF_INIT, toml = BUF_INIT;

		if (json) {
			gen_document(&g, 1);
		} else {
			make_document(&toml);
			if (pick(4) == 0)
				make_crlf(&toml);
		}
		rc = one(cl, json ? &g.out : &toml, &line);
		puts(buf_str(&line));
		buf_free(&line);
		buf_free(&toml);
	}
	buf_free(&g.out);
	clients_free(all);
	return cl && !rc ? 0 : 1;
}
