/* SPDX-License-Identifier: MIT */
/* cmd_files: a plan printed, saved and applied, and undo. */
#include "base/i18n.h"
#include "base/json.h"
#include "ui/cmd.h"
#include "ui/say.h"
#include "work/apply.h"
#include "work/disk.h"
#include "work/env.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PLAN_MAX (64u << 20)

static int told(struct buf *b, struct err *e)
{
	struct err lost = ERR_INIT;

	if (print_buf(b, &lost))
		err_set(e, E_OK, _("The files are as asked; only the report could not be printed."));
	clearerr(stdout);
	return E_OK;
}

/* What was done, or in a dry run what would be. A report that cannot be printed undoes nothing: the exit code stays
   that of the deed. */
static int report(const struct options *o, const char *schema, const struct apply_result *r,
		  struct err *e)
{
	size_t touched = r->written + r->created + r->removed;
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
		json_close(&j, '}');
		return told(&b, e);
	}
	if (o->quiet)
		return E_OK;
	buf_adds(&b, buf_str(&r->said));
	if (!touched)
		buf_adds(&b, _("Every file is as it should be; nothing was written.\n"));
	else if (o->dry_run)
		/* TRANSLATORS: three counts of files */
		buf_addf(&b, _("Dry run: %zu would change, %zu would be created, %zu removed. Nothing was written.\n"),
			 r->written, r->created, r->removed);
	else
		/* TRANSLATORS: three counts of files */
		buf_addf(&b, _("%zu changed, %zu created, %zu removed; all or none.\n"), r->written,
			 r->created, r->removed);
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
	struct changes c = { 0 };
	struct kv known = KV_INIT;
	struct apply_result r;
	struct session s;
	int code = E_OK;

	memset(&r, 0, sizeof(r));
	session_new(&s);
	env_known(&h->env, &known);
	if (plan_seal(p, &known, e)) /* this run's own credentials, too, must not be in it */
		code = e->code;
	env_forget(&known);
	plan_changes(p, &h->ws, &c);
	if (code)
		;
	else if (o->dry_run)
		plan_count(p, &r.created, &r.written, &r.same);
	else if (apply_run(h->ws.root, s.id, &c, &r, e))
		code = e->code;
	if (!code)
		code = report(o, "toolgap.apply/1", &r, e);
	session_free(&s);
	apply_result_free(&r);
	changes_free(&c);
	return code;
}

int cmd_apply(const struct options *o, struct err *e)
{
	struct house h;
	struct plan p;
	struct buf b = BUF_INIT;
	size_t i;
	int code;

	if (o->words.n != 1)
		return err_set(e, E_USAGE, _("Name one plan file: toolgap apply PLANFILE (toolgap plan --out makes one).")),
		       E_USAGE;
	if (house_open(&h, o, 0, e))
		return e->code;
	if (house_look_first(&h, e) || disk_slurp(o->words.v[0].key, &b, PLAN_MAX, e) ||
	    plan_load(&p, &h.ws, buf_str(&b), b.len, o->words.v[0].key, o->replace_foreign, e)) {
		code = e->code;
	} else {
		for (i = 0; i < p.warnings.n && !o->quiet; i++)
			fprintf(stderr, _("Warning: %s\n"), p.warnings.v[i].value);
		code = apply_plan(&h, &p, o, e);
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
		code = report(o, "toolgap.undo/1", &r, e);
	}
	apply_result_free(&r);
	house_close(&h);
	return code;
}
