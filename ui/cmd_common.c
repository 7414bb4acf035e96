/* SPDX-License-Identifier: MIT */
/* cmd_common: what the commands share: the house, the flags as answers, the output. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/answers.h"
#include "runbook/evidence.h"
#include "ui/cmd.h"
#include "ui/signals.h"
#include "vendors/look.h"
#include "work/apply.h"
#include "work/disk.h"
#include "work/env.h"
#include "work/probes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWERS_MAX (256u << 10)
#define TIMEOUT_MAX 604800 /* a week */

/* What was cut off is put right before anything else; a dry run writes nothing and leaves it to one that may. */
static int recover(struct house *h, int dry_run, struct err *e)
{
	struct buf said = BUF_INIT;
	int rc;

	if (dry_run && apply_pending(h->ws.root))
		return err_set(e, E_LOCKED,
			       _("Another run is writing in this workspace, or one was cut off. A dry run leaves that as it is: wait, or put it right with `toolgap check`."));
	if (dry_run)
		return 0;
	rc = apply_recover(h->ws.root, &h->recovered, &said, e);
	if (!rc && h->recovered)
		fprintf(stderr, _("toolgap: an interrupted write was found and dealt with:\n%s"),
			buf_str(&said));
	buf_free(&said);
	return rc;
}

int house_open(struct house *h, const struct options *o, int looks, struct err *e)
{
	memset(h, 0, sizeof(*h));
	if (workspace_open(&h->ws, o->dir, e))
		return -1;
	if (env_load(&h->env, e) || recover(h, o->dry_run, e)) {
		house_close(h);
		return -1;
	}
	h->http = http_new(looks || o->dry_run);
	h->copies = copies_new(&h->env);
	return 0;
}

int house_look(struct house *h, const struct options *o, struct err *e)
{
	memset(h, 0, sizeof(*h));
	if (workspace_place(&h->ws, o->dir, e))
		return -1;
	if (env_load(&h->env, e)) {
		house_close(h);
		return -1;
	}
	h->http = http_new(1);
	h->copies = copies_new(&h->env);
	return 0;
}

int house_look_first(const struct house *h, struct err *e)
{
	if (!h->recovered)
		return 0;
	return err_set(e, E_RECOVERED,
		       _("Nothing else was done. Look at the files named above, then run the command again."));
}

void house_close(struct house *h)
{
	http_free(h->http);
	copies_free(h->copies);
	env_free(&h->env);
	workspace_close(&h->ws);
	memset(h, 0, sizeof(*h));
}

int vendor_ask(struct probes *probes, struct http *http, const char *probe, const struct kv *in, struct kv *facts,
	       struct err *e)
{
	struct pollfd fd = { signals_fd(), POLLIN, 0 };

	if (probes_start(probes, probe, in, e))
		return -1;
	while (!probes_take(probes, facts)) {
		(void)http_wait(http, &fd, 1, -1);
		if (signals_seen()) {
			e->code = 128 + signals_seen();
			return -1;
		}
	}
	return 0;
}

int vendor_refused(const struct kv *facts)
{
	const char *row = kv_get(facts, "evidence");
	struct evidence ev;
	long status;
	int minted;

	if (!row)
		return 0;
	evidence_parse(row, &ev);
	status = strtol(ev.status, NULL, 10);
	minted = strstr(ev.url, "/oauth/token") != NULL; /* there a 400 says the same */
	evidence_free(&ev);
	return (status == 400 && minted) || status == 401 || status == 403;
}

void tell_copies(const struct options *o, struct copies *cs)
{
	int i;

	for (i = 0; i < CATALOGS && !o->quiet; i++) {
		const struct catalog *c = copies_of(cs, (enum catalog_source)i);
		char day[24], number[32];

		if (!c) {
			fprintf(stderr, _("toolgap: %s; `toolgap catalog sync` makes one.\n"),
				copies_why(cs, (enum catalog_source)i));
			continue;
		}
		copies_day(c, day);
		look_number(number, c->n);
		fprintf(stderr, ngettext("toolgap: %s as of %s, %s entry\n", "toolgap: %s as of %s, %s entries\n", c->n),
			catalog_title(c->source), day, number);
	}
}

/* --oauth-app says both which kind of client and which one. */
static void oauth_answers(const struct options *o, struct kv *given)
{
	if (!o->oauth_app)
		return;
	if (!strcmp(o->oauth_app, "managed")) {
		kv_add(given, "oauth", "managed");
	} else {
		kv_add(given, "oauth", "own");
		kv_add(given, "oauth-app", o->oauth_app);
	}
}

/* --issue names the request, whatever GitHub says of others. */
static void issue_answers(const struct options *o, struct kv *given)
{
	static const char *const steps[] = { "request", "request-none", "issues-unknown" };
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		kv_add(given, steps[i], "own");
	kv_add(given, "request-link", o->issue);
}

/* --path also answers whether it can wait, where that question comes instead; --can-wait and --urgent say it more exactly. */
static void path_answers(const struct options *o, struct kv *given)
{
	static const char *const waits[][2] = { { "A", "yes" }, { "C", "no" }, { "B", "prototype" } };
	size_t i;

	if (o->path)
		kv_add(given, "path", o->path);
	if (o->can_wait || o->urgent)
		kv_add(given, "wait", o->can_wait ? "yes" : "no");
	for (i = 0; o->path && !o->can_wait && !o->urgent && i < sizeof(waits) / sizeof(*waits); i++)
		if (!strcmp(waits[i][0], o->path))
			kv_add(given, "wait", waits[i][1]);
}

/* NAME, or NAME=URL where the registry's address has to be completed. */
static void trust_answers(const char *trust, struct kv *given)
{
	char *name = mem_strn(trust, strcspn(trust, "="));

	kv_add(given, "native-official", name);
	kv_add(given, "native-third", name);
	if (trust[strlen(name)])
		kv_add(given, "native-url", trust + strlen(name) + 1);
	free(name);
}

void given_flags(const struct options *o, struct kv *given)
{
	struct buf b = BUF_INIT;
	size_t i;

	if (o->words.n)
		kv_add(given, "provider", o->words.v[0].key);
	if (o->tenants.n) {
		for (i = 0; i < o->tenants.n; i++)
			buf_addf(&b, "%s%s", i ? ", " : "", o->tenants.v[i].key);
		kv_add(given, "tenants", buf_str(&b));
		buf_reset(&b);
	}
	if (o->short_name) {
		kv_add(given, "short", o->short_name);
		kv_add(given, "native-short", o->short_name);
		kv_add(given, "worker-short", o->short_name);
	}
	if (o->trust)
		trust_answers(o->trust, given);
	path_answers(o, given);
	if (o->reason)
		kv_add(given, "reason", o->reason);
	if (o->worker_url)
		kv_add(given, "worker-url", o->worker_url);
	if (o->sdk)
		kv_add(given, "sdk", o->sdk);
	if (o->issue)
		issue_answers(o, given);
	if (o->replace_foreign)
		kv_add(given, "replace-foreign", "replace");
	oauth_answers(o, given);
	buf_free(&b);
}

int given_answers(const struct options *o, const struct runbook *rb, struct kv *given, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc = 0;

	given_flags(o, given);
	if (o->answers && !disk_slurp(o->answers, &b, ANSWERS_MAX, e))
		rc = answers_parse(given, buf_str(&b), b.len, o->answers, rb, e);
	else if (o->answers)
		rc = -1;
	buf_free(&b);
	return rc;
}

int given_timeout(const struct options *o, int64_t *ms, struct err *e)
{
	const char *s = o->timeout;
	char *end;
	long n;

	*ms = 0;
	if (!s)
		return 0;
	n = *s >= '0' && *s <= '9' ? strtol(s, &end, 10) : 0;
	if (n < 1 || n > TIMEOUT_MAX || *end)
		return err_set(e, E_USAGE, _("--timeout takes whole seconds, 1 to %d."), TIMEOUT_MAX);
	*ms = (int64_t)n * 1000;
	return 0;
}

char *words_new(const struct options *o)
{
	struct buf b = BUF_INIT;
	char *text;
	size_t i;

	for (i = 0; i < o->words.n; i++)
		buf_addf(&b, "%s%s", i ? " " : "", o->words.v[i].key);
	text = text_safe_new(buf_str(&b), TEXT_MAX);
	buf_free(&b);
	return text;
}

void tell_old(const struct options *o, struct copies *cs)
{
	int i;

	for (i = 0; i < CATALOGS && !o->quiet; i++) {
		const struct catalog *c = copies_of(cs, (enum catalog_source)i);
		long days = c ? copies_age(c) / 86400 : 0;
		char day[24];

		if (days < COPIES_OLD_DAYS)
			continue;
		copies_day(c, day);
		fprintf(stderr,
			ngettext("toolgap: The copy of the %s catalog is of %s, %ld day old: what came since is not in it. `toolgap catalog sync` renews it.\n",
				 "toolgap: The copy of the %s catalog is of %s, %ld days old: what came since is not in it. `toolgap catalog sync` renews it.\n",
				 (unsigned long)days),
			catalog_title(c->source), day, days);
	}
}

int color_mode(const struct options *o)
{
	const char *no = getenv("NO_COLOR");

	if (o->color)
		return !strcmp(o->color, "always") ? 2 : !strcmp(o->color, "auto");
	return !(no && *no);
}

int color_on(const struct options *o, int fd)
{
	int mode = color_mode(o);

	return mode == 2 || (mode == 1 && isatty(fd));
}

int put_stdout(const char *p, size_t n, struct err *e)
{
	if ((n && fwrite(p, 1, n, stdout) != n) || fflush(stdout))
		return err_set(e, E_FAIL, _("Standard output cannot be written: %s."), strerror(errno));
	return 0;
}

int print_buf(struct buf *b, struct err *e)
{
	int rc = put_stdout(buf_str(b), b->len, e);

	buf_free(b);
	return rc ? e->code : E_OK;
}
