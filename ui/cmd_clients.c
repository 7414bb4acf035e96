/* SPDX-License-Identifier: MIT */
/* cmd_clients: the supported clients, their files, and what their own programs say of them. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/cmd.h"
#include "ui/frame.h"
#include "ui/signals.h"
#include "work/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 80     /* a screen that nobody has made wider */
#define REASON_AT 17 /* column */

/* Installed: the folder of its own settings is there, or its file. */
static int installed(const struct workspace *ws, const struct client *cl)
{
	char *path, *slash;
	int there;

	if (!cl->user)
		return 0;
	path = workspace_path_new(ws, cl->user);
	slash = strrchr(path, '/');
	*slash = '\0';
	there = strcmp(path, ws->home) ? access(path, F_OK) == 0 : 0;
	*slash = '/';
	there = there || access(path, F_OK) == 0;
	free(path);
	return there;
}

/* Why there is no file to write: of the client, or of the one scope. NULL: there is one. Heap string. */
static char *why_not_new(const struct client *cl, const char *scope)
{
	int user = scope && !strcmp(scope, "user");

	if (cl->cannot)
		return mem_str(cl->cannot);
	if (user && cl->user_cannot)
		return mem_fmt(_("%s is not written: %s"), cl->user, cl->user_cannot);
	if (client_file_in(cl, scope, NULL))
		return NULL;
	return mem_str(user ? _("it has no file for all projects") : _("it has no file in a project"));
}

static void sentences(struct json_out *j, const char *key, const struct kv *list)
{
	size_t i;

	json_open(j, key, '[');
	for (i = 0; i < list->n; i++)
		json_put(j, NULL, list->v[i].value);
	json_close(j, ']');
}

/* v NULL: nobody was asked, and only the client's own program can say. */
static void client_json(struct json_out *j, const struct workspace *ws, const struct client *cl,
			const char *scope, const struct verdict *v)
{
	const char *file = client_file_in(cl, scope, NULL);
	char *why = why_not_new(cl, scope);

	json_open(j, NULL, '{');
	json_put(j, "id", cl->id);
	json_put(j, "name", cl->name);
	json_put(j, "path", file);
	json_put(j, "scope", cl->cannot ? NULL : scope ? scope : client_scope(cl));
	json_put(j, "format", client_format_name(cl));
	json_put_bool(j, "default", cl->default_on);
	json_put_bool(j, "installed", installed(ws, cl));
	if (why)
		json_put(j, "cannot", why);
	if (v && v->state != VERIFY_UNKNOWN)
		json_put_bool(j, "verified", v->state == VERIFY_OK);
	else
		json_put(j, "verified", NULL);
	if (v) {
		json_put_int(j, "servers", (long long)v->servers);
		json_put(j, "why", v->why);
		sentences(j, "problems", &v->problems);
		sentences(j, "notes", &v->notes);
	}
	json_close(j, '}');
	free(why);
}

/* The clients named, else all of them, or all that can be written. */
static int chosen(const struct options *o, const struct client *cl, int all)
{
	return o->clients.n ? kv_get(&o->clients, cl->id) != NULL : all || !cl->cannot;
}

/* Lines of words; the first begins where the line is, at `indent`, and so do the others. */
static void wrapped(struct buf *b, size_t indent, const char *words)
{
	struct frame f = { 0 };

	for (;;) {
		size_t n = frame_break(&f, words, (int)(WIDTH - indent)), end = n;

		while (end && words[end - 1] == ' ')
			end--;
		buf_add(b, words, end);
		buf_addc(b, '\n');
		words += n + strspn(words + n, " ");
		if (!*words)
			return;
		buf_pad(b, ' ', indent);
	}
}

static void list_file(const struct workspace *ws, const struct client *cl, const char *scope,
		      struct buf *b)
{
	size_t n = text_width(cl->name);

	buf_addf(b, "%s %-14s %s", installed(ws, cl) ? "✓" : " ", cl->id, cl->name);
	buf_pad(b, ' ', n < 19 ? 19 - n : 1);
	buf_addf(b, "%-7s  %s\n", scope ? scope : client_scope(cl), client_file_in(cl, scope, NULL));
	if (!cl->variable && !cl->env_headers_field) {
		buf_pad(b, ' ', REASON_AT);
		wrapped(b, REASON_AT,
			_("it replaces no variables in headers, so it gets no entry with a secret"));
	}
}

static void list_reason(const struct client *cl, const char *why, struct buf *b)
{
	/* TRANSLATORS: a client, and why it is not written */
	char *words = mem_fmt(_("%s: %s."), cl->name, why);

	buf_addf(b, "  %-14s ", cl->id);
	wrapped(b, REASON_AT, words);
	free(words);
}

static size_t group_in(const struct workspace *ws, const struct client *cl, const char *why)
{
	return why ? 2 : kv_get(&ws->client_ids, cl->id) ? 0 : 1;
}

/* Three groups; a client is in one of them. Each fits 80 columns but for a file of a very long name. */
static void list_text(const struct options *o, const struct workspace *ws, struct buf *b)
{
	const char *const heads[] = { _("Written:"), _("Written when named with --client:"),
				      _("Not written:") };
	size_t i, group;
	int marks = 0;

	for (group = 0; group < 3; group++) {
		const char *head = heads[group];

		for (i = 0; i < clients_count(ws->clients); i++) {
			const struct client *cl = clients_at(ws->clients, i);
			char *why = why_not_new(cl, o->scope);

			if (chosen(o, cl, 1) && group == group_in(ws, cl, why)) {
				if (head)
					buf_addf(b, "%s%s\n", b->len ? "\n" : "", head);
				head = NULL;
				marks |= !why && installed(ws, cl);
				if (why)
					list_reason(cl, why, b);
				else
					list_file(ws, cl, o->scope, b);
			}
			free(why);
		}
	}
	if (marks)
		buf_addf(b, "\n%s\n", _("✓ its settings are in this home folder"));
}

static void verdict_text(const struct client *cl, const struct verdict *v, struct buf *b)
{
	size_t i;

	if (v->state == VERIFY_UNKNOWN)
		buf_addf(b, "· %s: %s\n", cl->name, v->why);
	else if (v->state == VERIFY_OK)
		/* TRANSLATORS: a client's name */
		buf_addf(b, ngettext("✓ %s: its own program loads %zu server.\n",
				     "✓ %s: its own program loads all %zu servers.\n", v->servers),
			 cl->name, v->servers);
	else if (v->by_program)
		buf_addf(b, _("✗ %s: its own program does not agree.\n"), cl->name);
	else
		buf_addf(b, _("✗ %s: its file has to be put right.\n"), cl->name);
	for (i = 0; i < v->problems.n; i++)
		buf_addf(b, "    %s\n", v->problems.v[i].value);
	if (v->state == VERIFY_BAD && v->why)
		buf_addf(b, "    %s\n", v->why);
	for (i = 0; i < v->notes.n; i++)
		buf_addf(b, "    %s\n", v->notes.v[i].value);
}

static int known(const struct options *o, const struct workspace *ws, struct err *e)
{
	size_t i;

	for (i = 0; i < o->clients.n; i++)
		if (!clients_find(ws->clients, o->clients.v[i].key))
			return err_set(e, E_USAGE,
				       _("toolgap knows no client '%s'. `toolgap clients list` shows those it knows."),
				       o->clients.v[i].key);
	return 0;
}

static int verify(const struct options *o, const struct workspace *ws, struct buf *b,
		  struct json_out *j)
{
	struct http *http = http_new(0); /* it waits; nothing is sent */
	int bad = 0;
	size_t i;

	for (i = 0; i < clients_count(ws->clients) && !signals_seen(); i++) {
		const struct client *cl = clients_at(ws->clients, i);
		struct verdict v;

		if (!chosen(o, cl, 0))
			continue;
		verify_client(ws, cl, o->scope, http, signals_fd(), &v);
		bad |= v.state == VERIFY_BAD;
		if (j)
			client_json(j, ws, cl, o->scope, &v);
		else if (!o->quiet || v.state == VERIFY_BAD)
			verdict_text(cl, &v, b);
		verdict_free(&v);
	}
	http_free(http);
	return bad;
}

int cmd_clients(const struct options *o, struct err *e)
{
	const char *what = o->words.n ? o->words.v[0].key : "list";
	int verifies = !strcmp(what, "verify"), bad = 0, code;
	struct workspace ws;
	struct buf b = BUF_INIT;
	struct json_out j;
	size_t i;

	if (o->words.n > 1 || (!verifies && strcmp(what, "list") != 0))
		return err_set(e, E_USAGE, _("Usage: toolgap clients list, or toolgap clients verify.")), E_USAGE;
	if (workspace_open(&ws, o->dir, e))
		return e->code;
	if (known(o, &ws, e)) {
		workspace_close(&ws);
		return e->code;
	}
	if (o->json) {
		json_out_init(&j, &b, 1);
		json_open(&j, NULL, '{');
		json_put(&j, "schema", "toolgap.clients/1");
		json_open(&j, "clients", '[');
	}
	if (verifies)
		bad = verify(o, &ws, &b, o->json ? &j : NULL);
	for (i = 0; !verifies && o->json && i < clients_count(ws.clients); i++)
		if (chosen(o, clients_at(ws.clients, i), 1))
			client_json(&j, &ws, clients_at(ws.clients, i), o->scope, NULL);
	if (!verifies && !o->json)
		list_text(o, &ws, &b);
	if (o->json) {
		json_close(&j, ']');
		json_close(&j, '}');
	}
	workspace_close(&ws);
	if (signals_seen()) {
		buf_free(&b);
		return err_set(e, E_INT, _("Interrupted. No file was changed.")), 128 + signals_seen();
	}
	code = print_buf(&b, e);
	return code ? code : bad ? E_FAIL : E_OK;
}
