/* SPDX-License-Identifier: MIT */
/* cmd_files: a plan printed, saved, applied and committed, and undo. */
#include "base/i18n.h"
#include "base/json.h"
#include "ui/cmd.h"
#include "ui/say.h"
#include "ui/signals.h"
#include "work/apply.h"
#include "work/disk.h"
#include "work/env.h"
#include "work/git.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLAN_MAX (64u << 20)
#define POLL_MS  50 /* how often git is looked after */

static int told(struct buf *b, struct err *e)
{
	struct err lost = ERR_INIT;

	if (print_buf(b, &lost))
		err_set(e, E_OK, _("The files are as asked; only the report could not be printed."));
	clearerr(stdout);
	return E_OK;
}

/* ---- apply, and the commit of what it wrote */

struct applying {
	struct house *h;
	const struct options *o;
	struct plan *plan;
	struct apply_result r;
	struct kv look;   /* git_look, from before the files were written */
	struct kv commit; /* git_commit, when it was asked for and tried */
};

static int is_ready(const struct applying *a)
{
	return !strcmp(kv_or(&a->look, "commit", ""), "ready");
}

static size_t touched(const struct apply_result *r)
{
	return r->written + r->created + r->removed;
}

/* Until git is done; a signal ends it. */
static void commit(struct applying *a)
{
	struct git_commit *c = git_commit_new(&a->h->ws, &a->look, a->h->http);
	struct pollfd fd = { signals_fd(), POLLIN, 0 };

	while (!git_commit_over(c) && !signals_seen())
		(void)http_wait(a->h->http, &fd, 1, POLL_MS);
	git_commit_stop(c);
	git_commit_take(c, &a->commit);
	git_commit_free(c);
}

/* A commit was asked for and cannot be made: said before anything is written. */
static int refuse_commit(const struct applying *a, struct err *e)
{
	char *why = kv_join_new(&a->look, "not_offered", " ");

	err_set(e, E_FAIL, _("%s Nothing was written; without --commit the files are written all the same."),
		why ? why : "?");
	free(why);
	return -1;
}

static int write_and_commit(struct applying *a, struct err *e)
{
	struct changes c = { 0 };
	struct session s;
	size_t create, modify, same;
	int rc = 0;

	plan_count(a->plan, &create, &modify, &same);
	plan_changes(a->plan, &a->h->ws, &c);
	session_new(&s);
	git_look(&a->h->ws, a->plan, a->h->http, &a->look);
	if (a->o->commit && create + modify && !is_ready(a))
		rc = refuse_commit(a, e);
	if (rc)
		;
	else if (a->o->dry_run)
		plan_count(a->plan, &a->r.created, &a->r.written, &a->r.same);
	else
		rc = apply_run(a->h->ws.root, s.id, &c, &a->r, e);
	if (!rc && a->o->commit && !a->o->dry_run && touched(&a->r))
		commit(a);
	session_free(&s);
	changes_free(&c);
	return rc;
}

static void say_each(struct buf *b, const char *before, const struct kv *facts, const char *key)
{
	size_t i;

	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, key))
			buf_addf(b, "%s%s\n", before, facts->v[i].value);
}

/* What git was asked for and said, or the commit as a proposal. */
static void tell_commit(const struct applying *a, struct buf *b)
{
	if (!touched(&a->r)) {
		if (a->o->commit)
			buf_adds(b, _("So there is nothing of this run to commit.\n"));
		return;
	}
	if (a->commit.n) {
		buf_addf(b, "%s\n", kv_or(&a->commit, "detail", ""));
		say_each(b, "  ", &a->commit, "said");
	} else if (a->o->dry_run && !a->o->commit) {
		return;
	} else if (a->o->dry_run) {
		buf_addf(b, _("These would be committed: %s\n"), kv_or(&a->look, "message", ""));
		say_each(b, "  ", &a->look, "path");
	} else {
		say_each(b, "", &a->look, "not_offered");
		say_each(b, "", &a->look, "next");
	}
}

static void list_json(struct json_out *j, const char *name, const struct kv *facts, const char *key)
{
	size_t i;

	json_open(j, name, '[');
	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, key))
			json_put(j, NULL, facts->v[i].value);
	json_close(j, ']');
}

static void commit_json(const struct applying *a, struct json_out *j)
{
	const char *result = kv_get(&a->commit, "result");

	json_open(j, "commit", '{');
	json_put(j, "result", result ? result : is_ready(a) ? "proposed" : "not-offered");
	json_put(j, "id", kv_get(&a->commit, "id"));
	json_put(j, "message", kv_get(&a->look, "message"));
	json_put(j, "detail", result ? kv_get(&a->commit, "detail") : kv_get(&a->look, "not_offered"));
	list_json(j, "files", &a->look, "path");
	list_json(j, "left_out", &a->look, "left");
	list_json(j, "said", &a->commit, "said");
	json_close(j, '}');
}

/* What was done, or in a dry run what would be; `a` NULL where no commit is in question. A report that cannot be printed undoes nothing: the exit code stays
   that of the deed. */
static int report(const struct options *o, const char *schema, const struct apply_result *r,
		  const struct applying *a, struct err *e)
{
	struct buf b = BUF_INIT;
	struct json_out j;

	if (o->json) {
		json_out_init(&j, &b, 1);
		json_open(&j, NULL, '{');
		json_put(&j, "schema", schema);
		json_put_bool(&j, "dry_run", o->dry_run);
		json_put_int(&j, "written", (long long)r->written);
		json_put_int(&j, "created", (long long)r->created);
		json_put_int(&j, "removed", (long long)r->removed);
		json_put_int(&j, "unchanged", (long long)r->same);
		json_put(&j, "session", *r->session ? r->session : NULL);
		if (a)
			commit_json(a, &j);
		json_close(&j, '}');
		return told(&b, e);
	}
	if (o->quiet)
		return E_OK;
	buf_adds(&b, buf_str(&r->said));
	if (!touched(r))
		buf_adds(&b, _("Every file is as it should be; nothing was written.\n"));
	else if (o->dry_run)
		/* TRANSLATORS: three counts of files */
		buf_addf(&b, _("Dry run: %zu would change, %zu would be created, %zu removed. Nothing was written.\n"),
			 r->written, r->created, r->removed);
	else
		/* TRANSLATORS: three counts of files */
		buf_addf(&b, _("%zu changed, %zu created, %zu removed; all or none.\n"), r->written,
			 r->created, r->removed);
	if (a)
		tell_commit(a, &b);
	return told(&b, e);
}

int print_plan(const struct plan *p, const struct options *o, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc;

	if (o->json) {
		plan_json(p, &b, 1);
		rc = put_stdout(buf_str(&b), b.len, e);
		buf_free(&b);
		return rc;
	}
	say_plan(stdout, color_on(o, STDOUT_FILENO), p);
	return put_stdout("", 0, e);
}

int save_plan(const struct plan *p, const char *path, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc;

	plan_json(p, &b, 1);
	rc = disk_put(path, buf_str(&b), b.len, e);
	buf_free(&b);
	return rc;
}

int apply_plan(struct house *h, struct plan *p, const struct options *o, struct err *e)
{
	struct applying a = { .h = h, .o = o, .plan = p };
	struct kv known = KV_INIT;
	int code = E_OK;

	env_known(&h->env, &known);
	if (plan_seal(p, &known, e) || write_and_commit(&a, e)) /* this run's own credentials, too, must not be in it */
		code = e->code;
	env_forget(&known);
	if (!code) {
		code = report(o, "toolgap.apply/1", &a.r, &a, e);
		if (kv_get(&a.commit, "code"))
			code = atoi(kv_get(&a.commit, "code"));
	}
	apply_result_free(&a.r);
	kv_free(&a.look);
	kv_free(&a.commit);
	return code;
}

/* What the one who applies it should know, since another may have written it. */
static void say_hosts(const struct plan *p)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < p->hosts.n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", p->hosts.v[i].key);
	if (b.len)
		fprintf(stderr, _("The entries of this plan lead to %s.\n"), buf_str(&b));
	buf_free(&b);
}

int cmd_apply(const struct options *o, struct err *e)
{
	struct house h;
	struct plan p;
	struct plan_word word = { &h.env, o->replace_foreign, &o->trust_hosts };
	struct buf b = BUF_INIT;
	size_t i;
	int code;

	if (o->words.n != 1)
		return err_set(e, E_USAGE, _("Name one plan file: toolgap apply PLANFILE (toolgap plan --out makes one).")),
		       E_USAGE;
	if (house_open(&h, o, 0, e))
		return e->code;
	if (house_look_first(&h, e) || disk_slurp_as(o->words.v[0].key, 1, &b, PLAN_MAX, e) ||
	    plan_load(&p, &h.ws, buf_str(&b), b.len, o->words.v[0].key, &word, e)) {
		code = e->code;
	} else {
		for (i = 0; i < p.warnings.n && !o->quiet; i++)
			fprintf(stderr, _("Warning: %s\n"), p.warnings.v[i].value);
		code = apply_plan(&h, &p, o, e);
		if (!code && !o->quiet)
			say_hosts(&p);
		plan_free(&p);
	}
	buf_free(&b);
	house_close(&h);
	return code;
}

int cmd_undo(const struct options *o, struct err *e)
{
	struct house h;
	struct apply_result r;
	int code;

	if (o->words.n > 1)
		return err_set(e, E_USAGE, _("One session at a time: toolgap undo [SESSION].")), E_USAGE;
	if (house_open(&h, o, 0, e))
		return e->code;
	memset(&r, 0, sizeof(r));
	if (house_look_first(&h, e) || apply_undo(h.ws.root, o->words.n ? o->words.v[0].key : NULL, o->dry_run, &r, e)) {
		code = e->code;
	} else {
		code = report(o, "toolgap.undo/1", &r, NULL, e);
	}
	apply_result_free(&r);
	house_close(&h);
	return code;
}
