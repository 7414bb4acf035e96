/* SPDX-License-Identifier: MIT */
/* verify: what the installed clients' own programs say of the files that toolgap wrote. */
#include "work/verify_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/child.h"
#include "work/verify_run.h"

#include <stdlib.h>
#include <string.h>

int verify_asks(const struct client_server *s)
{
	return s->url && text_is_name(s->name, 0);
}

static void unknown(struct verdict *v, char *why)
{
	v->state = VERIFY_UNKNOWN;
	free(v->why);
	v->why = why;
}

static void judge(struct asking *q, const struct judge *by)
{
	struct verdict *v = q->v;
	struct err e = ERR_INIT;

	q->e = &e;
	v->state = VERIFY_OK;
	if (!by->ask(q))
		return;
	if (!v->why)
		unknown(v, mem_str(e.msg));
	v->state = VERIFY_UNKNOWN;
}

/* The file is there: is it ours to ask about? */
static void look(struct asking *q, const struct judge *by)
{
	struct client_servers servers = { NULL, 0, 0 };
	struct verdict *v = q->v;
	struct err e = ERR_INIT;
	size_t i;

	q->servers = &servers;
	if (client_read(q->cl, q->disk->bytes, q->disk->n, q->file, &servers, &e)) {
		v->state = VERIFY_BAD;
		kv_add(&v->problems, "", e.msg);
	} else {
		for (i = 0; i < servers.n; i++)
			v->servers += verify_asks(&servers.v[i]) != 0;
		if (!v->servers)
			unknown(v, mem_fmt(_("%s names no remote server."), q->file));
		else if (!by)
			unknown(v, mem_fmt(_("%s has no command that says what it loaded; look into its settings."), q->cl->name));
		else if (!child_found(by->program))
			unknown(v, mem_fmt(_("'%s' is not on the PATH."), by->program));
		else
			judge(q, by);
	}
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
