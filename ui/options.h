/* SPDX-License-Identifier: MIT */
/* options: the one table of commands and options: parser, --help, completion and man page check read it. */
#ifndef TOOLGAP_UI_OPTIONS_H
#define TOOLGAP_UI_OPTIONS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"

#include <stddef.h>

/* What the command line said. Borrowed from argv, except the lists. */
struct options {
	const char *command;
	const char *dir, *ui, *color, *answers, *record, *resume_id, *out, *screen, *from;
	const char *path, *short_name, *oauth_app, *auth, *scope, *trust, *format, *calls, *seconds, *timeout;
	const char *issue, *ics, *reason, *worker_url, *sdk;
	int json, no_input, yes, dry_run, quiet, verbose, help, version, exit_code, fix, resume,
		can_wait, urgent, offline, mouse, replace_foreign, recheck, commit;
	const char *write, *wait, *messages;
	int afresh;
	struct kv accounts, accept;   /* as they stand, a word a key */
	struct kv tenants, clients, trust_hosts; /* keys */
	struct kv words;              /* what is left: provider, file … (keys) */
};

struct command {
	const char *name;
	const char *args;      /* "PROVIDER --tenant T…" */
	const char *summary;   /* translated when shown */
	int (*run)(const struct options *o, struct err *e); /* exit code; *e.msg said by main when not empty */
};

extern const struct command commands[];
extern const size_t n_commands;

/* E_USAGE with the nearest name when a command or option is unknown. */
int options_parse(struct options *o, int argc, char **argv, struct err *e);
void options_free(struct options *o);
const struct command *command_find(const char *name);
void options_help(const struct command *c, struct buf *out); /* c NULL: of toolgap */

#endif
