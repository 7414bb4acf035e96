/* SPDX-License-Identifier: MIT */
/* main: locale, signals, the command line, one command, and the last word on standard error. */
#include "base/clock.h"
#include "base/i18n.h"
#include "ui/cmd.h"
#include "ui/harden.h"
#include "ui/options.h"
#include "ui/signals.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

/* Help and version need no command to run. 1 when one of them was asked for. */
static int told(const struct options *o, int argc, char **argv, struct err *e, int *code)
{
	struct buf b = BUF_INIT;
	int named = 0, i;

	for (i = 1; i < argc; i++)
		named |= command_find(argv[i]) != NULL;
	if (o->version) {
		if (o->json)
			buf_addf(&b, "{\"schema\":\"toolgap.version/1\",\"version\":\"%s\"}\n",
				 PACKAGE_VERSION);
		else
			buf_addf(&b, "toolgap %s\n", PACKAGE_VERSION);
	} else if (o->help) {
		options_help(named ? command_find(o->command) : NULL, &b);
	} else {
		return 0;
	}
	*code = print_buf(&b, e);
	return 1;
}

int main(int argc, char **argv)
{
	struct options o;
	struct err e = ERR_INIT;
	int code = E_OK;

	harden_init();
	i18n_start();
	if (getuid() != geteuid() || getgid() != getegid()) {
		fputs(_("toolgap: it does not run setuid or setgid.\n"), stderr);
		return E_USAGE;
	}
	signals_init();
	if (clock_init())
		code = err_set(&e, E_USAGE, _("TOOLGAP_NOW is not of the form 2026-11-21T10:00:00Z."));
	if (e.code)
		memset(&o, 0, sizeof(o));
	if (e.code || options_parse(&o, argc, argv, &e))
		code = (int)e.code;
	else if (o.json || (o.format && strcmp(o.format, "text") != 0))
		i18n_english();
	if (!e.code && !told(&o, argc, argv, &e, &code))
		code = command_find(o.command)->run(&o, &e);
	if (!*e.msg && (fflush(stdout) || ferror(stdout))) {
		err_set(&e, E_FAIL, _("Standard output could not be written, so what was said is lost. Files that were written stay written."));
		code = code ? code : E_FAIL;
	}
	if (*e.msg)
		fprintf(stderr, "toolgap: %s\n", e.msg);
	options_free(&o);
	signals_die();
	return code;
}
