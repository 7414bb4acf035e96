/* SPDX-License-Identifier: MIT */
/* cmd_demo: the wizard on a throw-away workspace against the vendors in a box. */
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/box.h"
#include "ui/cmd.h"
#include "ui/cmd_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEMO_PROVIDER "Google Tag Manager"

/* What a person types next in a demo that was kept. */
static void next_steps(const struct box *b)
{
	printf(_("The demo is kept in %s: workspace in work/, home folder in home/.\n"), b->dir);
	printf(_("To go on in it: start toolgap-sandbox, set the variables it prints, HOME=%s, and use -C %s.\n"),
	       b->home, b->work);
}

/* A throw-away demo ends: what its last lines spoke of can only be done in a workspace that stays. */
static void last_words(int code)
{
	const char *how = getenv("TOOLGAP_DEMO_COMMAND"); /* set by ./dev: how it was started */

	if (code == E_OK)
		puts(_("In a real workspace `toolgap check` then looks whether all is consistent, and `toolgap undo` takes it back."));
	printf(_("The demo's throw-away workspace is removed again. `%s -C DIR` keeps it.\n"),
	       how && *how ? how : "toolgap demo");
}

int cmd_demo(const struct options *o, struct err *e)
{
	struct options mine = *o;
	struct box b;
	struct house h;
	char *answers = NULL;
	int code;

	if (o->words.n)
		return err_set(e, E_USAGE, _("The demo takes no provider; it shows Google Tag Manager. Any other name can be typed in it.")),
		       E_USAGE;
	if (o->json)
		return err_set(e, E_USAGE, _("The demo is a walk to look at and has no JSON document; `toolgap plan --json` has one.")),
		       E_USAGE;
	if (workspace_data_check(e) || box_open(&b, o->dir, e))
		return e->code;
	mine.dir = b.work;
	if (!o->answers && !o->screen && (o->no_input || !isatty(STDIN_FILENO)) &&
	    (!o->ui || !strcmp(o->ui, "none"))) {
		char *data = workspace_data_new();

		answers = mem_fmt("%s/demo/answers.txt", data);
		free(data);
		mine.answers = answers;
	}
	code = house_open(&h, &mine, 0, e) ? e->code : -1;
	if (code < 0) {
		code = walk(&h, &mine, DEMO_PROVIDER, NULL, !b.keep, e);
		house_close(&h);
	}
	if (b.keep && !o->screen && !o->quiet)
		next_steps(&b);
	else if (!b.keep && !o->screen && !o->quiet)
		last_words(code);
	box_close(&b);
	free(answers);
	return code;
}
