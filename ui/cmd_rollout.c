/* SPDX-License-Identifier: MIT */
/* cmd_rollout: one app, many tenants: the rollout's own runbook through the same loop. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "base/text.h"
#include "ui/cmd.h"
#include "ui/cmd_walk.h"
#include "ui/rollout.h"
#include "work/disk.h"
#include "work/session_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define STORY_TENANTS 300 /* bytes of names that are kept as they are */
#define WAIT_MAX 2592000 /* seconds: 30 days */

/* "kahuna=apn_…" a word: tenant → what is said of it. */
static int pairs(const struct kv *words, const char *option, int must, struct kv *out, struct err *e)
{
	size_t i;

	for (i = 0; i < words->n; i++) {
		const char *word = words->v[i].key, *eq = strchr(word, '=');
		char *tenant = eq ? mem_strn(word, (size_t)(eq - word)) : mem_str(word);

		if (!text_is_name(tenant, 0) || (must && (!eq || !eq[1]))) {
			char *shown = text_safe_new(word, 80);

			err_set(e, E_USAGE, _("--%s takes TENANT=VALUE, and '%s' is none."), option, shown);
			free(shown);
			free(tenant);
			return -1;
		}
		kv_set(out, tenant, eq ? eq + 1 : "");
		free(tenant);
	}
	return 0;
}

static int patience(const struct options *o, long *ms, struct err *e)
{
	char *end;
	long s;

	*ms = 0;
	if (!o->wait)
		return 0;
	s = strtol(o->wait, &end, 10);
	if (!*o->wait || *end || s < 0 || s > WAIT_MAX)
		return err_set(e, E_USAGE, _("--wait takes seconds, 0 to %d."), WAIT_MAX);
	*ms = s * 1000;
	return 0;
}

/* The tenants by name, or where they are many by a hash of their names. */
static void story_tenants(const struct options *o, struct buf *b)
{
	struct buf all = BUF_INIT;
	char hash[SHA256_HEX];
	size_t i;

	for (i = 0; i < o->tenants.n; i++)
		buf_addf(&all, "%s%s", i ? ", " : "", o->tenants.v[i].key);
	sha256_hex(buf_str(&all), all.len, hash);
	if (all.len <= STORY_TENANTS)
		buf_adds(b, buf_str(&all));
	else
		buf_addf(b, "%zu tenants (%.16s)", o->tenants.n, hash);
	buf_free(&all);
}

/* Which rollout it is: the same words come back to the same session. */
static char *story_new(const struct options *o)
{
	const char *const said[] = { o->write, o->oauth_app, o->short_name };
	struct buf b = BUF_INIT, safe = BUF_INIT;
	char *all = words_new(o);
	size_t i;

	buf_addf(&b, "rollout %.200s: ", all);
	story_tenants(o, &b);
	for (i = 0; i < sizeof(said) / sizeof(*said); i++)
		if (said[i])
			buf_addf(&b, "; %.80s", said[i]); /* another answer is another rollout */
	text_safe(&safe, buf_str(&b), b.len, STORY_MAX - 1);
	buf_free(&b);
	free(all);
	return buf_detach(&safe);
}

/* What is assumed where nobody is there to be asked; each can be said by a flag or an answers file instead. */
static void assume(const struct drive *d, const struct options *o, struct kv *given)
{
	if (o->write)
		kv_add(given, "files", o->write);
	if (o->tenants.n == 0 && d->ws->tenants.n)
		kv_add(given, "tenants", ""); /* the workspace's own */
	if (!d->front.alone)
		return;
	if (!kv_get(given, "files"))
		kv_add(given, "files", "each");
	if (!kv_get(given, "composio-candidate"))
		kv_add(given, "composio-candidate", "none");
	if (kv_get(given, "oauth"))
		return;
	kv_add(given, "oauth", d->ws->oauth_app ? "own" : "managed");
	if (d->ws->oauth_app)
		kv_add(given, "oauth-app", d->ws->oauth_app);
}

static int make_folder(const char *dir, struct err *e)
{
	struct stat st;

	if (!stat(dir, &st) && S_ISDIR(st.st_mode))
		return 0;
	return disk_mkdirs(dir, 1, e);
}

static int setup(struct drive *d, const struct options *o, struct kv *accounts, struct kv *accepted, struct err *e)
{
	if (o->write && strcmp(o->write, "each") && strcmp(o->write, "end"))
		return err_set(e, E_USAGE, _("--write is each or end."));
	if (pairs(&o->accounts, "account", 1, accounts, e) || pairs(&o->accept, "accept", 0, accepted, e) ||
	    patience(o, &d->patience_ms, e))
		return -1;
	if (o->messages && !o->dry_run && make_folder(o->messages, e))
		return -1;
	d->messages = o->dry_run ? NULL : o->messages;
	d->accounts = accounts;
	d->accepted = accepted;
	d->afresh = o->afresh;
	return walk_setup(d, o, d->runbook, e);
}

static int run(struct house *h, const struct options *o, const struct runbook *rb, const char *story, struct err *e)
{
	struct kv accounts = KV_INIT, accepted = KV_INIT;
	struct drive d;
	struct buf b = BUF_INIT;
	int code;

	drive_init(&d, &h->ws, &h->env, h->http, h->copies);
	d.runbook = rb;
	d.story = story;
	if (setup(&d, o, &accounts, &accepted, e)) {
		code = e->code;
	} else {
		assume(&d, o, &d.given);
		code = walk_run(&d, o, e);
		if (o->json && d.wizard) {
			rollout_json(d.wizard, d.session.id, code, &b);
			if (put_stdout(buf_str(&b), b.len, e))
				code = e->code;
			buf_free(&b);
		}
	}
	drive_free(&d);
	kv_free(&accounts);
	kv_free(&accepted);
	return code;
}

int rollout_go(const struct options *o, const char *story, struct err *e)
{
	const struct runbook *rb;
	struct house h;
	int code;

	if (house_open(&h, o, 0, e))
		return e->code;
	rb = workspace_rollout(&h.ws, e);
	code = !rb || house_look_first(&h, e) ? e->code : run(&h, o, rb, story, e);
	house_close(&h);
	return code;
}

int cmd_rollout(const struct options *o, struct err *e)
{
	char *story;
	int code;

	if (o->words.n != 1)
		return err_set(e, E_USAGE, _("Name one toolkit: toolgap rollout google_tag_manager --tenant ascend,kahuna.")), E_USAGE;
	story = story_new(o);
	code = rollout_go(o, story, e);
	free(story);
	return code;
}
