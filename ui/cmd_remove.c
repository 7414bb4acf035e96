/* SPDX-License-Identifier: MIT */
/* cmd_remove: a toolkit's entries out of every client's file again, after the preview and a yes. */
#include "base/i18n.h"
#include "ui/cmd.h"
#include "work/removal.h"

#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One line from a person; 1 for yes, 0 for anything else. */
static int says_yes(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int yes;

	/* TRANSLATORS: 'yes' is typed as it stands here */
	fputs(_("Take this out? Type yes, or Enter to leave everything as it is: "), stderr);
	fflush(stderr);
	n = getline(&line, &cap, stdin);
	while (n > 0 && strchr(" \t\r\n", line[n - 1]))
		line[--n] = '\0';
	yes = n > 0 && (!strcmp(line, "yes") || !strcmp(line, _("yes")));
	free(line);
	return yes;
}

/* 1 yes, 0 no, -1 nobody is there to say so. */
static int confirmed(const struct options *o, struct err *e)
{
	if (o->yes)
		return 1;
	if (o->no_input || (o->ui && !strcmp(o->ui, "none")) || !isatty(STDIN_FILENO)) {
		err_set(e, E_USAGE,
			_("Nobody is there to confirm this. Nothing was written; look at the preview, then say --yes, or keep the plan with --out and apply it."));
		return -1;
	}
	if (says_yes())
		return 1;
	fputs(_("Left as it is. Nothing was written.\n"), stderr);
	return 0;
}

/* What was asked for and not done: entries that stay, which the preview names. */
static int leaves(const struct plan *p, struct err *e)
{
	size_t n = kv_count(&p->warnings, "not-ours") + kv_count(&p->warnings, "by-hand");

	if (!n)
		return E_OK;
	return err_set(e, E_FAIL,
		       ngettext("%zu entry stays in its file, as the warning says, and goes on working there. All else was taken out; take that one out by hand.",
				"%zu entries stay in their files, as the warnings say, and go on working there. All else was taken out; take those out by hand.",
				n),
		       n),
	       E_FAIL;
}

static int go(struct house *h, struct plan *p, const struct options *o, struct err *e)
{
	size_t create, modify, same;
	int code, yes;

	plan_count(p, &create, &modify, &same);
	/* with --json and --yes the report is the document */
	if (!(o->quiet || (o->json && o->yes && !o->dry_run && !o->out && modify)) && print_plan(p, o, e))
		return e->code;
	if (o->out)
		return save_plan(p, o->out, e) ? e->code : o->exit_code && modify ? E_CHANGES : E_OK;
	if (o->dry_run && !o->json && !o->quiet)
		fputs(_("Dry run: nothing was written.\n"), stderr);
	if (o->dry_run)
		return o->exit_code && modify ? E_CHANGES : E_OK;
	if (!modify)
		return leaves(p, e);
	yes = confirmed(o, e);
	if (yes <= 0)
		return yes ? (int)e->code : E_OK;
	code = apply_plan(h, p, o, e);
	if (!code && !o->quiet && !o->json)
		fputs(_("`toolgap undo` puts it back. Clients that run notice it when they start again.\n"), stderr);
	return code ? code : leaves(p, e);
}

int cmd_remove(const struct options *o, struct err *e)
{
	struct house h;
	struct plan p;
	int code;

	if (o->words.n != 1)
		return err_set(e, E_USAGE, _("Name one toolkit as its row does: toolgap remove googletagmanager [--tenant ascend].")),
		       E_USAGE;
	if (house_open(&h, o, o->out || o->dry_run, e))
		return e->code;
	{
		const struct removal what = { &h.ws, &h.env, o->words.v[0].key, &o->tenants, &o->clients, o->scope };

		if (house_look_first(&h, e) || removal_compose(&p, &what, e)) {
			code = e->code;
		} else {
			code = go(&h, &p, o, e);
			plan_free(&p);
		}
	}
	house_close(&h);
	return code;
}
