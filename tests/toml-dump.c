/* SPDX-License-Identifier: MIT */
/* toml-dump: our TOML reader and editor behind a pipe, so that t-toml-peer.sh can hold another one
 * against it. */
#include "base/json.h"
#include "base/mem.h"
#include "files/toml_node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Requests on standard input, each a line "VERB NAME-BYTES DOCUMENT-BYTES", then the name, then the
 * document. Verbs: parse (the document as JSON; {"=": TEXT} is a number or a date), set (NAME as
 * table mcp_servers.NAME whose texts are all NAME), unset. Answers: "ok BYTES" or "err BYTES", then
 * the bytes.
 */
static void put_node(struct json_out *o, const struct toml_node *nd)
{
	const struct toml_node *c;

	switch (nd->kind) {
	case TOML_TEXT:
		json_put(o, nd->key, nd->text);
		return;
	case TOML_TRUE:
	case TOML_FALSE:
		json_put_bool(o, nd->key, nd->kind == TOML_TRUE);
		return;
	case TOML_OTHER:
		json_open(o, nd->key, '{');
		json_put(o, "=", nd->text);
		json_close(o, '}');
		return;
	case TOML_TABLE:
	case TOML_TABLES:
	case TOML_ARRAY:
		break;
	}
	json_open(o, nd->key, nd->kind == TOML_TABLE ? '{' : '[');
	for (c = nd->child; c; c = c->next)
		put_node(o, c);
	json_close(o, nd->kind == TOML_TABLE ? '}' : ']');
}

static int dump(const char *s, size_t n, struct buf *out, struct err *e)
{
	struct toml *doc = toml_parse(s, n, "peer", e);
	struct json_out o;

	if (!doc)
		return -1;
	json_out_init(&o, out, 0);
	put_node(&o, toml_root(doc));
	toml_free(doc);
	return 0;
}

static int change(const char *name, const char *s, size_t n, int set, struct buf *out,
		  struct err *e)
{
	struct tree *t = tree_map_new(NULL), *headers;
	struct edit ed;
	int rc;

	tree_add(t, "url", name);
	headers = tree_add_map(t, "http_headers");
	tree_add(headers, name, name);
	edit_init(&ed, s, n);
	rc = set ? toml_set(&ed, "peer", "mcp_servers", name, t, e)
		 : toml_unset(&ed, "peer", "mcp_servers", name, e);
	buf_add(out, buf_str(&ed.now), ed.now.len);
	edit_free(&ed);
	tree_free(t);
	return rc;
}

static char *take(size_t n)
{
	char *p = mem_alloc(n + 1);

	if (fread(p, 1, n, stdin) != n) {
		fputs("toml-dump: the request ends early\n", stderr);
		exit(2);
	}
	return p;
}

int main(void)
{
	char verb[8], line[80], *name, *s;
	size_t name_n, n;

	while (fgets(line, sizeof(line), stdin)) {
		struct buf out = BUF_INIT;
		struct err e = ERR_INIT;
		int rc;

		if (sscanf(line, "%7s %zu %zu", verb, &name_n, &n) != 3)
			return 2;
		name = take(name_n);
		s = take(n);
		if (!strcmp(verb, "parse"))
			rc = dump(s, n, &out, &e);
		else
			rc = change(name, s, n, !strcmp(verb, "set"), &out, &e);
		if (rc) {
			buf_reset(&out);
			buf_adds(&out, e.msg);
		}
		printf("%s %zu\n", rc ? "err" : "ok", out.len);
		fwrite(buf_str(&out), 1, out.len, stdout);
		fflush(stdout);
		buf_free(&out);
		free(name);
		free(s);
	}
	return 0;
}
