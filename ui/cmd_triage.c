/* SPDX-License-Identifier: MIT */
/* cmd_triage: which path, and why, for one provider or many side by side; no writes, no questions. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "ui/cmd.h"
#include "ui/signals.h"
#include "ui/triage_tell.h"
#include "work/disk.h"

#include <stdlib.h>
#include <string.h>

#define LIST_MAX (4u << 20)
#define ABREAST 24 /* walks at once: enough to hide the waiting, few enough for the vendors' limits */

/* Providers from --from FILE, one a line, behind those of the command line. */
static int providers(const struct options *o, struct kv *out, struct err *e)
{
	struct buf b = BUF_INIT;
	char *p;

	kv_copy(out, &o->words);
	if (o->from) {
		if (disk_slurp(o->from, &b, LIST_MAX, e)) {
			buf_free(&b);
			return -1;
		}
		for (p = b.p; p && *p;) {
			size_t n = strcspn(p, "\r\n"), lead = strspn(p, " \t");
			char *one = mem_strn(p + (lead < n ? lead : n), lead < n ? n - lead : 0);

			if (*one && *one != '#')
				kv_add(out, one, "");
			free(one);
			p += n;
			p += strspn(p, "\r\n");
		}
		buf_free(&b);
	}
	if (!out->n)
		return err_set(e, E_USAGE, _("Name a provider: toolgap triage \"Google Tag Manager\"."));
	return 0;
}

/* ---- one walk of several */

struct one {
	const char *provider;
	struct drive d;
	struct run *run; /* while it goes on */
	struct err e;
	int over;
};

struct triage {
	struct house *h;
	const struct options *o;
	struct one *all;
	size_t n, next, printed; /* begun up to next */
	size_t active[ABREAST], n_active;
	struct buf text;	 /* of the JSON document so far */
	struct json_out json;
	int code, stop;
};

/* −1 when the answers that were given cannot be used, by this one or any other. */
static int begin(struct triage *t, struct one *c, struct err *e)
{
	struct options mine = *t->o;

	memset(&mine.words, 0, sizeof(mine.words));
	drive_init(&c->d, &t->h->ws, &t->h->env, t->h->http, t->h->copies);
	c->d.dry_run = c->d.stop_at_path = 1;
	c->d.offline = t->o->offline;
	c->d.early = t->n <= ABREAST; /* with more of them the requests count, and not the wait for one */
	if (given_answers(&mine, t->h->ws.runbook, &c->d.given, e)) {
		drive_free(&c->d);
		return -1;
	}
	(void)batch_open(&c->d.front, 0);
	kv_add(&c->d.given, "provider", c->provider);
	kv_add(&c->d.given, "new-registry", "yes");
	kv_add(&c->d.given, "composio-candidate", "none"); /* they are listed, for a person to judge */
	if (!kv_get(&c->d.given, "native-third"))
		kv_add(&c->d.given, "native-third", "none");
	if (c->d.offline)
		kv_add(&c->d.given, "native-unknown", "without"); /* there is no copy of that registry */
	if (!kv_get(&c->d.given, "tenants"))
		kv_add(&c->d.given, "tenants", "-");
	c->run = drive_begin(&c->d, &c->e);
	return 0;
}

/* All that are under way, as far as they come; 1 when one is over. */
static int go_on(struct triage *t)
{
	size_t i, left = 0, before = t->n_active;

	for (i = 0; i < t->n_active; i++) {
		struct one *c = &t->all[t->active[i]];

		if (!drive_go(c->run)) {
			t->active[left++] = t->active[i];
			continue;
		}
		(void)drive_end(c->run);
		c->run = NULL;
		c->over = 1;
		http_refresh(t->h->http);
	}
	t->n_active = left;
	return left < before;
}

static void say_missing(const struct triage *t, const struct wizard *w, struct err *e)
{
	const struct kv *facts = wizard_all(w);
	char *names = kv_join_new(facts, kv_get(facts, "composio.missing") ? "composio.missing" : "pipedream.missing",
				  ", ");

	need_credentials(&t->h->env, names, e);
	free(names);
}

/* Its text, and what it does to the exit code: the first trouble counts, but missing credentials before any other. */
static int tell(struct triage *t, struct one *c, struct err *e)
{
	int code = *c->e.msg ? (int)c->e.code : triage_code(c->d.wizard);
	struct buf b = BUF_INIT;
	int rc = 0;

	if (code && (!t->code || (code == E_CREDS && t->code != E_CREDS))) {
		t->code = code;
		*e = c->e;
		if (code == E_CREDS && !*e->msg)
			say_missing(t, c->d.wizard, e);
	}
	if (t->o->json) {
		triage_json(&t->json, c->provider, c->d.wizard, c->e.msg);
	} else {
		triage_text(&b, c->provider, c->d.wizard, c->e.msg, t->o->verbose);
		rc = put_stdout(buf_str(&b), b.len, e);
	}
	buf_free(&b);
	drive_free(&c->d);
	return rc;
}

/* In the order of the list, each as soon as it and all before it are there. */
static int tell_ready(struct triage *t, struct err *e)
{
	while (t->printed < t->next && t->all[t->printed].over)
		if (tell(t, &t->all[t->printed++], e))
			return -1;
	return 0;
}

static void stop(struct triage *t, int code)
{
	t->stop = 1;
	t->code = code;
}

static void wait_for_any(struct triage *t, struct err *e)
{
	struct pollfd fd = { signals_fd(), POLLIN, 0 };

	/* with nothing under way there is nothing to wait for; one walk may then wait for another all the same */
	(void)http_wait(t->h->http, &fd, 1, http_pending(t->h->http) ? -1 : 50);
	if (!signals_seen())
		return;
	err_set(e, E_INT, _("Interrupted. No file was left half-written."));
	stop(t, 128 + signals_seen());
}

static void run_all(struct triage *t, struct err *e)
{
	while (!t->stop && t->printed < t->n) {
		while (t->n_active < ABREAST && t->next < t->n && !t->stop) {
			if (begin(t, &t->all[t->next], e))
				stop(t, e->code);
			else
				t->active[t->n_active++] = t->next++;
		}
		while (go_on(t))
			; /* what one has fetched another may wait for */
		if (tell_ready(t, e))
			stop(t, e->code);
		if (!t->stop && t->n_active && (t->n_active == ABREAST || t->next == t->n))
			wait_for_any(t, e);
	}
}

/* What is under way when the run ends early. */
static void give_up(struct triage *t)
{
	size_t i;

	for (i = t->printed; i < t->next; i++) {
		if (t->all[i].run)
			(void)drive_end(t->all[i].run);
		drive_free(&t->all[i].d);
	}
}

int cmd_triage(const struct options *o, struct err *e)
{
	struct house h;
	struct kv names = KV_INIT;
	struct triage t = { .h = &h, .o = o };
	size_t i;

	if (providers(o, &names, e) || house_open(&h, o, 1, e)) {
		kv_free(&names);
		return e->code;
	}
	t.n = names.n;
	t.all = mem_alloc(names.n * sizeof(*t.all));
	for (i = 0; i < names.n; i++)
		t.all[i].provider = names.v[i].key;
	json_out_init(&t.json, &t.text, 1);
	if (o->json) {
		json_open(&t.json, NULL, '{');
		json_put(&t.json, "schema", "toolgap.triage/1");
		json_open(&t.json, "providers", '[');
	}
	run_all(&t, e);
	if (o->json && !t.stop) {
		json_close(&t.json, ']');
		json_close(&t.json, '}');
		if (put_stdout(buf_str(&t.text), t.text.len, e))
			t.code = e->code;
	}
	give_up(&t);
	buf_free(&t.text);
	free(t.all);
	kv_free(&names);
	house_close(&h);
	return t.code;
}
