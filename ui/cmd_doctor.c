/* SPDX-License-Identifier: MIT */
/* cmd_doctor: what is wrong with the surroundings, said so that it can be mended. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/cmd.h"
#include "ui/term.h"
#include "work/doctor.h"
#include "work/env.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

static void doctor_json(const struct ailments *a, struct buf *b)
{
	struct json_out j;
	size_t i;

	json_out_init(&j, b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.doctor/1");
	json_put(&j, "version", PACKAGE_VERSION);
	json_open(&j, "checks", '[');
	for (i = 0; i < a->n; i++) {
		json_open(&j, NULL, '{');
		json_put(&j, "id", a->v[i].id);
		json_put(&j, "state", health_name(a->v[i].state));
		json_put(&j, "message", a->v[i].message);
		json_put(&j, "fix", a->v[i].fix);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
}

/* A terminal that is there and cannot do the full screen: line mode will do, and why is said. */
static void look_terminal(struct ailments *a)
{
	const char *term = getenv("TERM");
	char *shown = text_safe_new(term ? term : "", 60);
	struct err e = ERR_INIT;

	if (!isatty(STDOUT_FILENO) && !isatty(STDIN_FILENO))
		ailment_add(a, "terminal", HEALTH_OK, mem_str(_("There is no terminal here, so nothing is asked.")), NULL);
	else if (term_known(&e))
		ailment_add(a, "terminal", HEALTH_WARN, mem_fmt(_("The wizard speaks in sentences (line mode) here. %s (TERM is '%s'.)"), e.msg, shown),
			    _("Set TERM to what the terminal is, for instance xterm-256color, and see that its description is installed (Debian: ncurses-base, ncurses-term)."));
	else
		ailment_add(a, "terminal", HEALTH_OK, mem_fmt(_("The terminal (%s) can show the full screen."), shown), NULL);
	free(shown);
}

int cmd_doctor(const struct options *o, struct err *e)
{
	static const char *const mark[] = { "✓", "!", "✗" };
	struct house h;
	struct ailments a = { 0 };
	struct vendor_env env;
	struct http *http;
	struct buf b = BUF_INIT;
	size_t i, bad = 0;
	int code, opened;

	if (o->words.n)
		return err_set(e, E_USAGE, _("toolgap doctor takes no further words; -C names the workspace.")), E_USAGE;
	doctor_own(&a);
	look_terminal(&a);
	opened = !house_open(&h, o, 1, e);
	if (opened) {
		doctor_look(&h.ws, &h.env, o->offline ? NULL : h.http, &a);
		doctor_outside(&h.env, o->offline ? NULL : h.http, &a);
		house_close(&h);
	} else { /* all that can be said without it was looked at all the same */
		for (i = 0; i < a.n && strcmp(a.v[i].message, e->msg) != 0; i++)
			;
		if (i == a.n) /* and was not said yet */
			ailment_add(&a, "workspace", HEALTH_BAD, mem_str(e->msg), _("Until then nothing can be done in this workspace."));
		e->msg[0] = '\0';
		if (!env_load(&env, NULL)) {
			http = o->offline ? NULL : http_new(1);
			doctor_outside(&env, http, &a);
			http_free(http);
			env_free(&env);
		}
	}
	for (i = 0; i < a.n; i++)
		bad += a.v[i].state == HEALTH_BAD;
	if (o->json) {
		doctor_json(&a, &b);
	} else {
		buf_addf(&b, "toolgap %s\n", PACKAGE_VERSION);
		for (i = 0; i < a.n; i++) {
			if (o->quiet && a.v[i].state == HEALTH_OK)
				continue;
			buf_addf(&b, "%s %s\n", mark[a.v[i].state], a.v[i].message);
			if (a.v[i].fix && a.v[i].state != HEALTH_OK)
				buf_addf(&b, "    %s\n", a.v[i].fix);
		}
		if (bad)
			buf_addf(&b, ngettext("%zu thing needs mending.\n", "%zu things need mending.\n", bad),
				 bad);
		else
			buf_adds(&b, _("Nothing needs mending.\n"));
	}
	ailments_free(&a);
	code = print_buf(&b, e);
	return code ? code : !opened ? e->code : bad ? E_FAIL : E_OK;
}
