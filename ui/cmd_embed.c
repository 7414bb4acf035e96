/* SPDX-License-Identifier: MIT */
/* cmd_embed: capability entries into the vector index, or the workspace's own command that does that. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/cmd.h"
#include "ui/signals.h"
#include "ui/yes.h"
#include "vendors/cloudflare.h"
#include "vendors/look.h"
#include "work/embed.h"
#include "work/env.h"
#include "work/pump.h"
#include "work/verify_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMAND_MS (60 * 60 * 1000)
#define BEAT_MS 2000 /* between two lines of progress where they are kept */

/* ---- the workspace's own command */

/* The words as a person may read them; one with a blank stands in quotes. Heap string. */
static char *words_shown(char *const *argv)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; argv[i]; i++) {
		char *safe = text_safe_new(argv[i], 200);

		buf_addf(&b, strpbrk(safe, " \t") ? "%s'%s'" : "%s%s", i ? " " : "", safe);
		free(safe);
	}
	return buf_detach(&b);
}

static void say_line(void *arg, const char *line)
{
	(void)arg;
	fprintf(stderr, "%s\n", line);
}

static int command_json(const struct options *o, char *const *argv, int ran, int code, struct err *e)
{
	struct buf b = BUF_INIT;
	struct json_out j;
	size_t i;

	json_out_init(&j, &b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.embed/1");
	json_put_bool(&j, "dry_run", o->dry_run);
	json_put(&j, "result", ran ? "command" : "dry");
	json_open(&j, "command", '[');
	for (i = 0; argv[i]; i++)
		json_put(&j, NULL, argv[i]);
	json_close(&j, ']');
	if (ran)
		json_put_int(&j, "exit_code", code);
	else
		json_put(&j, "exit_code", NULL);
	json_close(&j, '}');
	return print_buf(&b, e);
}

/* It is somebody else's program: of our credentials it gets the one for the index, and no other. */
static int run_command(struct house *h, const struct options *o, char *const *argv, const char *shown, struct err *e)
{
	struct ran r = RAN_INIT;
	struct kv env = KV_INIT, known = KV_INIT;
	const char *key;
	int64_t limit;
	int rc;

	if (given_timeout(o, &limit, e))
		return e->code;
	limit = limit ? limit : COMMAND_MS;
	env_known(&h->env, &known);
	key = kv_get(&known, "CLOUDFLARE_API_TOKEN");
	if (key)
		kv_add(&env, "CLOUDFLARE_API_TOKEN", key);
	env_forget(&known);
	r.line = say_line;
	rc = run_program(argv, h->ws.root, &env, h->http, signals_fd(), (int)limit, &r, e);
	env_forget(&env);
	if (!rc && signals_seen())
		rc = err_set(e, 128 + signals_seen(), _("Interrupted, and the embed command (%s) was ended. How much of its work is done only it can say."),
			     shown);
	else if (!rc && r.code < 0)
		rc = err_set(e, E_TIMEOUT, _("The embed command (%s) did not end within %lld seconds, so it was ended. How much of its work is done only it can say."),
			     shown, (long long)limit / 1000);
	else if (!rc && o->json)
		rc = command_json(o, argv, 1, r.code, e) != E_OK;
	if (!rc && r.code)
		err_set(e, E_FAIL, _("The embed command (%s) ended with exit code %d; toolgap sent nothing itself. What it said stands above."),
			shown, r.code);
	ran_free(&r);
	return e->code;
}

static int own_command(struct house *h, const struct options *o, struct err *e)
{
	size_t n = h->ws.embed.n, i;
	char **argv = mem_alloc((n + o->words.n + 1) * sizeof(*argv)), *shown, *question;
	int code = E_OK, yes;

	for (i = 0; i < n; i++)
		argv[i] = h->ws.embed.v[i].key;
	for (i = 0; i < o->words.n; i++)
		argv[n + i] = o->words.v[i].key;
	shown = words_shown(argv);
	if (o->dry_run) {
		if (o->json)
			code = command_json(o, argv, 0, 0, e);
		else
			printf(_("Dry run: toolgap.yaml has a command of its own for this, and it would be run in %s: %s\n"),
			       h->ws.root, shown);
	} else {
		/* TRANSLATORS: a command and its words */
		question = mem_fmt(_("Run the workspace's own embed command (toolgap.yaml: embed): %s?"), shown);
		yes = yes_asked(o, h->http, question, e);
		if (yes > 0)
			(void)run_command(h, o, argv, shown, e);
		else if (!yes)
			err_set(e, E_FAIL, _("Nothing was run, and nothing was sent."));
		free(question);
		code = e->code;
	}
	free(shown);
	free(argv);
	return code;
}

/* ---- the index */

struct progress {
	int tty, quiet, shown;
	int64_t last;
};

static void show(struct progress *p, const char *doing)
{
	int width = (int)text_width(doing);

	if (p->quiet || !*doing)
		return;
	if (p->tty) {
		fprintf(stderr, "\r%s%*s", doing, p->shown > width ? p->shown - width : 0, "");
		p->shown = width;
	} else if (clock_ms() - p->last >= BEAT_MS) {
		fprintf(stderr, "toolgap: %s\n", doing);
		p->last = clock_ms();
	}
}

/* Until it is over; −1 after a signal, or when --timeout is over. */
static int wait_for(struct house *h, struct pump *u, const struct options *o, int64_t limit)
{
	int64_t until = clock_ms() + limit;
	struct progress p = { .tty = isatty(STDERR_FILENO), .quiet = o->quiet, .last = clock_ms() };
	struct pollfd fd = { signals_fd(), POLLIN, 0 };

	while (!pump_over(u) && !signals_seen() && (!limit || clock_ms() < until)) {
		int64_t left = limit && until - clock_ms() < BEAT_MS ? until - clock_ms() : BEAT_MS;

		show(&p, u->probe.doing);
		(void)http_wait(h->http, &fd, 1, left > 0 ? (int)left : 0);
	}
	if (p.shown)
		fprintf(stderr, "\r%*s\r", p.shown, "");
	return pump_over(u) && !signals_seen() ? 0 : -1;
}

static void text_of(const struct embed_set *set, const struct options *o, struct buf *b)
{
	size_t i, k, at = 0;

	for (i = 0; i < set->n; at += set->files[i++].n) {
		buf_addf(b, ngettext("%s: %zu entry\n", "%s: %zu entries\n", set->files[i].n), set->files[i].path,
			 set->files[i].n);
		for (k = at; (o->dry_run || o->verbose) && k < at + set->files[i].n; k++) {
			buf_addf(b, "  %s\n", set->all.v[k].id);
			if (o->verbose)
				buf_addf(b, "    %s\n    %s\n", set->all.v[k].text, set->all.v[k].metadata);
		}
	}
}

static void put_number(struct json_out *j, const struct kv *facts, const char *key)
{
	const char *n = kv_get(facts, key);

	if (n)
		json_put_raw(j, key, n);
	else
		json_put(j, key, NULL);
}

static int report(const struct embed_set *set, const struct workspace *ws, const struct options *o,
		  const struct kv *facts, struct err *e)
{
	const char *result = kv_or(facts, "result", "unknown"), *vectors = kv_get(facts, "vectors");
	struct buf b = BUF_INIT;
	struct json_out j;
	char number[32];

	if (o->json) {
		json_out_init(&j, &b, 1);
		json_open(&j, NULL, '{');
		json_put(&j, "schema", "toolgap.embed/1");
		json_put_bool(&j, "dry_run", o->dry_run);
		json_put(&j, "result", result);
		json_put(&j, "detail", kv_or(facts, "detail", ""));
		json_put(&j, "index", kv_or(&ws->vectors, "index", CLOUDFLARE_INDEX));
		json_put(&j, "model", kv_or(&ws->vectors, "model", CLOUDFLARE_MODEL));
		put_number(&j, facts, "dimensions");
		json_put(&j, "metric", kv_get(facts, "metric"));
		put_number(&j, facts, "written");
		put_number(&j, facts, "vectors");
		json_put(&j, "mutation", kv_get(facts, "mutation"));
		embed_json(set, o->dry_run || o->verbose, &j);
		json_close(&j, '}');
		return print_buf(&b, e);
	}
	if (!o->quiet || o->dry_run)
		text_of(set, o, &b);
	if (!strcmp(result, "dry") && kv_get(facts, "dimensions"))
		buf_addf(&b, _("Dry run: %s (%s dimensions, %s). Nothing was sent.\n"), kv_or(facts, "detail", ""),
			 kv_or(facts, "dimensions", ""), kv_or(facts, "metric", ""));
	else if (!strcmp(result, "dry"))
		buf_addf(&b, _("Dry run: %s. Nothing was sent.\n"), kv_or(facts, "detail", ""));
	else if (!strcmp(result, "ok") && vectors) {
		look_number(number, (size_t)strtoull(vectors, NULL, 10));
		/* TRANSLATORS: "5 entries are in capability_index", a count */
		buf_addf(&b, _("%s; it holds %s vectors in all.\n"), kv_or(facts, "detail", ""), number);
	}
	return print_buf(&b, e);
}

/* What the answer means for the exit code; the sentence says how far it came. */
static int judge(const struct house *h, const struct kv *facts, struct err *e)
{
	const char *result = kv_or(facts, "result", "unknown"), *why = kv_or(facts, "why", kv_or(facts, "detail", "?"));
	char *missing = kv_join_new(facts, "missing", ", ");
	size_t written = (size_t)strtoull(kv_or(facts, "written", "0"), NULL, 10);

	if (!strcmp(result, "ok") || !strcmp(result, "dry"))
		;
	else if (!strcmp(result, "pending"))
		err_set(e, E_WAITING, _("%s. They count in a while; toolgap find shows it."), why);
	else if (missing)
		need_credentials(&h->env, missing, e);
	else if (!strcmp(result, "refused"))
		err_set(e, E_FAIL, _("The index does not take this: %s. Look at 'vectors' in toolgap.yaml."), why);
	else if (vendor_refused(facts))
		err_set(e, E_CREDS,
			_("Cloudflare refuses the key: %s. It needs to read Workers AI and edit Vectorize; look at CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID."),
			why);
	else if (written)
		err_set(e, E_FAIL,
			_("Only %zu were sent: %s. Run it again; what is in the index already is written once more under the same id."),
			written, why);
	else
		err_set(e, E_FAIL, _("The index could not be filled: %s. Nothing was written; try again."), why);
	free(missing);
	return e->code;
}

static int fill_index(struct house *h, const struct options *o, const struct embed_set *set, struct err *e)
{
	struct kv in = KV_INIT;
	struct pump u;
	int64_t limit;
	int code;

	if (given_timeout(o, &limit, e))
		return e->code;

	memset(&u, 0, sizeof(u));
	embed_input(set, &h->ws, o->dry_run, &in);
	if (set->cut && !o->quiet)
		fprintf(stderr, ngettext("toolgap: %zu id is longer than the 64 bytes that an index takes; its end is a digest instead.\n",
					 "toolgap: %zu ids are longer than the 64 bytes that an index takes; their end is a digest instead.\n",
					 set->cut), set->cut);
	if (o->offline) {
		kv_add(&u.probe.facts, "result", "dry");
		kv_add(&u.probe.facts, "detail", _("offline, so the index was not looked at"));
		code = report(set, &h->ws, o, &u.probe.facts, e);
		kv_free(&u.probe.facts);
		kv_free(&in);
		return code;
	}
	pump_start(&u, h->http, &cloudflare_embed, &h->env, &in);
	if (wait_for(h, &u, o, limit) && !signals_seen()) {
		err_set(e, E_TIMEOUT, _("%lld seconds (--timeout) are over. What was sent already is in the index; run it again to send all."),
			(long long)limit / 1000);
		code = e->code;
	} else if (signals_seen()) {
		err_set(e, 128 + signals_seen(), _("Interrupted. What was sent already is in the index; run it again to send all."));
		code = e->code;
	} else {
		(void)env_redact(&h->env, &u.probe.facts);
		code = report(set, &h->ws, o, &u.probe.facts, e);
		if (!code)
			code = judge(h, &u.probe.facts, e);
	}
	pump_stop(&u);
	kv_free(&in);
	return code;
}

static int send_entries(struct house *h, const struct options *o, struct err *e)
{
	struct embed_set set;
	struct kv none = KV_INIT;
	int code;

	if (embed_gather(&set, &h->ws, &o->words, &h->env, e))
		return e->code;
	if (set.all.n) {
		code = fill_index(h, o, &set, e);
	} else {
		if (!o->quiet)
			fprintf(stderr, _("toolgap: there is no capability below %s, so there is nothing to embed. Path D writes them.\n"),
				h->ws.tools);
		kv_add(&none, "result", o->dry_run ? "dry" : "ok");
		code = o->json ? report(&set, &h->ws, o, &none, e) : E_OK;
		kv_free(&none);
	}
	embed_free(&set);
	return code;
}

int cmd_embed(const struct options *o, struct err *e)
{
	struct house h;
	int code;

	if (o->offline && !o->dry_run)
		return err_set(e, E_USAGE, _("--offline asks nobody, and toolgap embed sends; with --dry-run it shows what it would send.")),
		       E_USAGE;
	if (house_open(&h, o, 0, e))
		return e->code;
	if (house_look_first(&h, e))
		code = e->code;
	else
		code = h.ws.embed.n ? own_command(&h, o, e) : send_entries(&h, o, e);
	house_close(&h);
	return code;
}
