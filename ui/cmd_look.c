/* SPDX-License-Identifier: MIT */
/* cmd_look: the command that only looks: runbook. */
#include "base/i18n.h"
#include "ui/cmd.h"
#include "work/disk.h"
#include "work/probes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNBOOK_MAX (256u << 10)

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
