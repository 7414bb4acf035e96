/* SPDX-License-Identifier: MIT */
/* verify: what the installed clients' own programs say of the files that toolgap wrote. */
#include "work/verify_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_claim.h"
#include "work/child.h"
#include "work/form.h"
#include "work/verify_run.h"

#include <stdlib.h>
#include <string.h>

int verify_asks(const struct client_server *s)
{
	return s->url && text_is_name(s->name, 0);
}

static void unknown(struct verdict *v, char *why)
{
	v->state = v->problems.n ? VERIFY_BAD : VERIFY_UNKNOWN;
	free(v->why);
	v->why = why;
}

static void judge(struct asking *q, const struct judge *by)
{
	struct verdict *v = q->v;
	struct err e = ERR_INIT;
	size_t before = v->problems.n;

	q->e = &e;
	if (by->ask(q) && !v->why)
		v->why = mem_str(e.msg);
	q->e = NULL;
	v->by_program = v->problems.n > before;
	v->state = v->problems.n ? VERIFY_BAD : v->why ? VERIFY_UNKNOWN : VERIFY_OK;
}

/* ---- What no program says: a member that it does not read is ignored in silence, and with it the headers. */

static int is_own(const char *server)
{
	static const char *const heads[] = { "pipedream-", "composio-", "native-", "worker-" };
	size_t i;

	for (i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (!strncmp(server, heads[i], strlen(heads[i])))
			return 1;
	return 0;
}

static void one_form(const struct asking *q, const struct client_seen *s, const struct claim *c)
{
	struct client_faults faults = { { NULL } };
	const char *lacks = claim_lacks(c, s->name);
	size_t k;

	claim_form(c, &faults);
	for (k = 0; k < FAULTS; k++) {
		char *says = faults.what[k] ? form_says_new(q->cl, s->name, (enum client_fault)k, faults.what[k]) : NULL;

		if (says)
			verify_problem(q, mem_fmt("%s:%zu: %s", q->file, s->line, says));
		free(says);
	}
	if (lacks)
		verify_problem(q, mem_fmt(_("%s:%zu: The entry '%s' does not send the header '%s', without which Pipedream does not know whom it serves. `toolgap plan` writes it anew."),
					  q->file, s->line, s->name, lacks));
	client_faults_free(&faults);
}

static int forms(const struct asking *q, struct err *e)
{
	struct client_look *look = client_look_new(q->cl, q->disk->bytes, q->disk->n, q->file, e);
	struct claim claim = { 0 };
	size_t i;

	for (i = 0; look && i < client_look_count(look); i++) {
		if (!is_own(client_look_at(look, i)->name))
			continue;
		claim_read(&claim, look, i);
		one_form(q, client_look_at(look, i), &claim);
	}
	claim_free(&claim);
	client_look_free(look);
	return look ? 0 : -1;
}

static char *no_server_new(const struct asking *q)
{
	size_t i;

	for (i = 0; i < q->servers->n; i++)
		if (q->servers->v[i].url)
			return mem_fmt(_("%s names no server that could be asked about: such a name is made of a-z, 0-9, '_' and '-'."),
				       q->file);
	return mem_fmt(_("%s names no remote server."), q->file);
}

/* The file is there: is it ours to ask about? */
static void look(struct asking *q, const struct judge *by)
{
	struct client_servers servers = { NULL, 0, 0 };
	struct verdict *v = q->v;
	struct err e = ERR_INIT;
	size_t i;

	q->servers = &servers;
	if (client_read(q->cl, q->disk->bytes, q->disk->n, q->file, &servers, &e) || forms(q, &e)) {
		v->state = VERIFY_BAD;
		kv_add(&v->problems, "", e.msg);
	} else {
		for (i = 0; i < servers.n; i++)
			v->servers += verify_asks(&servers.v[i]) != 0;
		if (!v->servers)
			unknown(v, no_server_new(q));
		else if (!by)
			unknown(v, mem_fmt(_("%s has no command that says what it loaded; look into its settings."), q->cl->name));
		else if (!child_found(by->program))
			unknown(v, mem_fmt(_("'%s' is not on the PATH."), by->program));
		else
			judge(q, by);
	}
	q->servers = NULL;
	client_servers_free(&servers);
}

void verify_client(const struct workspace *ws, const struct client *cl, const char *scope,
		   struct http *http, int stop, struct verdict *v)
{
	struct asking q = { .ws = ws, .cl = cl, .http = http, .stop = stop, .v = v };
	struct disk_file disk;
	struct err why = ERR_INIT;
	char *path;

	memset(v, 0, sizeof(*v));
	q.file = client_file_in(cl, scope, &why);
	if (!q.file) {
		unknown(v, mem_str(why.msg));
		return;
	}
	path = workspace_path_new(ws, q.file);
	if (disk_read(&disk, path, workspace_fence(ws, q.file), &why)) {
		free(path);
		v->state = VERIFY_BAD;
		kv_add(&v->problems, "", why.msg);
		return;
	}
	free(path);
	q.disk = &disk;
	if (!disk.exists)
		unknown(v, mem_fmt(_("%s is not there."), q.file));
	else
		look(&q, verify_judge(cl->id));
	disk_file_free(&disk);
}

void verdict_free(struct verdict *v)
{
	free(v->why);
	kv_free(&v->problems);
	kv_free(&v->notes);
	memset(v, 0, sizeof(*v));
}
