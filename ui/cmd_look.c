/* SPDX-License-Identifier: MIT */
/* cmd_look: the commands that only look: check, runbook. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "ui/cmd.h"
#include "work/check.h"
#include "work/disk.h"
#include "work/probes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNBOOK_MAX (256u << 10)

/* ---- check */

static void findings_json(const struct findings *f, struct buf *b)
{
	struct json_out j;
	size_t i;

	json_out_init(&j, b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.check/1");
	json_open(&j, "findings", '[');
	for (i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		json_open(&j, NULL, '{');
		json_put_int(&j, "rule", x->rule);
		json_put(&j, "id", x->id);
		json_put(&j, "severity", x->severity);
		json_put(&j, "file", x->file);
		json_put_int(&j, "line", (long long)x->line);
		json_put(&j, "message", x->message);
		json_put(&j, "fix", x->fix);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_put_int(&j, "rows", (long long)f->rows);
	json_put_int(&j, "servers", (long long)f->servers);
	json_close(&j, '}');
}

static void no_drift(const struct findings *f, struct buf *b)
{
	char *rows = mem_fmt(ngettext("%zu row", "%zu rows", f->rows), f->rows);
	char *servers = mem_fmt(ngettext("%zu server", "%zu servers", f->servers), f->servers);

	/* TRANSLATORS: "8 rows" and "5 servers" */
	buf_addf(b, _("No drift: %s, %s, rules 1 to 3.\n"), rows, servers);
	free(rows);
	free(servers);
}

static void findings_text(const struct findings *f, struct buf *b)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		buf_addf(b, "%s:%zu: [%d] %s\n    %s\n", x->file, x->line, x->rule, x->message, x->fix);
	}
	if (!f->n)
		no_drift(f, b);
	else
		buf_addf(b, ngettext("%zu finding.\n", "%zu findings.\n", f->n), f->n);
}

int cmd_check(const struct options *o, struct err *e)
{
	struct house h;
	struct findings f;
	struct buf b = BUF_INIT;
	int code;

	if (o->words.n)
		return err_set(e, E_USAGE, _("toolgap check takes no further words; -C names the workspace.")), E_USAGE;
	if (house_open(&h, o, 1, e))
		return e->code;
	if (check_run(&h.ws, &f, e)) {
		code = e->code;
	} else {
		if (o->json)
			findings_json(&f, &b);
		else if (!o->quiet || f.n)
			findings_text(&f, &b);
		code = print_buf(&b, e);
		if (!code && f.n)
			code = E_FAIL;
		findings_free(&f);
	}
	house_close(&h);
	return code;
}

/* ---- runbook */

int cmd_runbook(const struct options *o, struct err *e)
{
	const char *what = o->words.n ? o->words.v[0].key : "show";
	const char *file = o->words.n > 1 ? o->words.v[1].key : NULL;
	struct workspace ws;
	struct runbook *rb = NULL;
	struct buf b = BUF_INIT, text = BUF_INIT;
	int code = E_OK;

	if ((strcmp(what, "show") && strcmp(what, "check")) || o->words.n > 2)
		return err_set(e, E_USAGE, _("Usage: toolgap runbook show, or toolgap runbook check [FILE].")),
		       E_USAGE;
	if (file) {
		if (disk_slurp(file, &text, RUNBOOK_MAX, e) ||
		    !(rb = runbook_parse(buf_str(&text), text.len, file, e)) || probes_known(rb, e)) {
			runbook_free(rb);
			buf_free(&text);
			return e->code;
		}
	} else if (workspace_open(&ws, o->dir, e)) {
		return e->code;
	} else {
		rb = ws.runbook;
	}
	if (!strcmp(what, "show")) {
		buf_addf(&b, "%s · %s\n", rb->title ? rb->title : rb->name, rb->revision ? rb->revision : "");
		runbook_draw(rb, NULL, 0, &b);
	} else {
		buf_addf(&b, _("%s is sound: %zu steps, each reachable, every walk ends, every name is known where it is used.\n"),
			 rb->name, rb->n);
	}
	code = print_buf(&b, e);
	if (file)
		runbook_free(rb);
	else
		workspace_close(&ws);
	buf_free(&text);
	return code;
}
