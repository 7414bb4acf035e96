/* SPDX-License-Identifier: MIT */
/* cmd: the commands; each returns an exit code and leaves in *e what main shall say. */
#ifndef TOOLGAP_UI_CMD_H
#define TOOLGAP_UI_CMD_H

#include "base/buf.h"
#include "ui/drive.h"
#include "ui/options.h"

#include <stdint.h>

int cmd_wizard(const struct options *o, struct err *e);
int cmd_demo(const struct options *o, struct err *e);
int cmd_triage(const struct options *o, struct err *e);
int cmd_plan(const struct options *o, struct err *e);
int cmd_rollout(const struct options *o, struct err *e);
int cmd_apply(const struct options *o, struct err *e);
int cmd_remove(const struct options *o, struct err *e);
int cmd_undo(const struct options *o, struct err *e);
int cmd_check(const struct options *o, struct err *e);
int cmd_runbook(const struct options *o, struct err *e);
int cmd_clients(const struct options *o, struct err *e);
int cmd_doctor(const struct options *o, struct err *e);
int cmd_catalog(const struct options *o, struct err *e);
int cmd_find(const struct options *o, struct err *e);
int cmd_route(const struct options *o, struct err *e);
int cmd_bearer(const struct options *o, struct err *e);
int cmd_due(const struct options *o, struct err *e);
int cmd_exec(const struct options *o, struct err *e);
int cmd_headers(const struct options *o, struct err *e);
int cmd_cost(const struct options *o, struct err *e);
int cmd_sessions(const struct options *o, struct err *e);
int cmd_embed(const struct options *o, struct err *e);

/* ---- shared by the commands (cmd_common.c) */

/* A workspace with its environment and its network, opened and closed in one place. */
struct house {
	struct workspace ws;
	struct vendor_env env;
	struct http *http;
	struct copies *copies;
	int recovered;
};

/*
 * Opens; recovers an interrupted write first (message on stderr), but not in a dry run, which then says so
 * instead. E_LOCKED while another run applies. `looks`: the command creates nothing at a vendor, whatever was said.
 */
int house_open(struct house *h, const struct options *o, int looks, struct err *e);
/* The same for what only looks into files and must start fast: places, settings, environment, copies; no clients, no
   runbook, and an interrupted write stays as it is (each file is whole at any time). */
int house_look(struct house *h, const struct options *o, struct err *e);
void house_close(struct house *h);
/* For commands that write: E_RECOVERED when files were put back just now. A person looks before the next write. */
int house_look_first(const struct house *h, struct err *e);

/* Write what a plan changes (a dry run: say how much it would be), and report; the exit code. */
int apply_plan(struct house *h, struct plan *p, const struct options *o, struct err *e);
/* The plan as `toolgap plan` prints it, and as --out keeps it. */
int print_plan(const struct plan *p, const struct options *o, struct err *e);
int save_plan(const struct plan *p, const char *path, struct err *e);
/* Ask one probe outside of a walk, until there is an answer; −1 when it cannot be asked, or after a signal. */
struct probes;
int vendor_ask(struct probes *probes, struct http *http, const char *probe, const struct kv *in, struct kv *facts,
	       struct err *e);
/* The vendor said no to the credentials, rather than nothing at all: 1. */
int vendor_refused(const struct kv *facts);

/* Answers that the flags stand for; and those in front of an answers file's. */
void given_flags(const struct options *o, struct kv *given);
int given_answers(const struct options *o, const struct runbook *rb, struct kv *given, struct err *e);
/* --timeout in milliseconds, 0 when it is not given; −1 when it is no number of seconds. */
int given_timeout(const struct options *o, int64_t *ms, struct err *e);
/* All words of the command line as one text, through text_safe. Heap string. */
char *words_new(const struct options *o);
/* On standard error, unless quiet: of which day each catalog's copy is, or why there is none. */
void tell_copies(const struct options *o, struct copies *cs);
/* A line on standard error for each copy that is older than COPIES_OLD_DAYS, unless --quiet. */
void tell_old(const struct options *o, struct copies *cs);
/* 0 never, 1 auto, 2 always; for a terminal on `fd`. */
int color_mode(const struct options *o);
int color_on(const struct options *o, int fd);
/* Write all of it to standard output; E_FAIL when that cannot be (a full disk, a closed pipe). */
int put_stdout(const char *p, size_t n, struct err *e);
int print_buf(struct buf *b, struct err *e); /* and frees it */

#endif
