/* SPDX-License-Identifier: MIT */
/* cmd_triage: which path, and why, for one provider or many; no writes, no questions. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/evidence.h"
#include "ui/cmd.h"
#include "work/disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX (4u << 20)

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

/* The sentence for people: what decided. */
static void reason(const struct wizard *w, const struct step *st, struct buf *out)
{
	static const char *const from[] = { "pipedream.detail", "composio.detail", "registry.detail" };
	size_t i;

	if (strstr(st->id, "registry") || !strcmp(st->id, "known") || !strcmp(st->id, "end-known") ||
	    !strcmp(st->id, "end-broken"))
		buf_adds(out, wizard_fact(w, "registry.detail") ? wizard_fact(w, "registry.detail") : "");
	else if (!strcmp(st->id, "wait"))
		buf_adds(out, _("absent from both catalogs; say --can-wait (Path A) or --urgent (Path C)"));
	else
		for (i = 0; i < 3 && !out->len; i++)
			if (wizard_fact(w, from[i]))
				buf_adds(out, wizard_fact(w, from[i]));
}

static void candidates_json(struct json_out *o, const struct kv *facts)
{
	size_t i;

	json_open(o, "candidates", '[');
	for (i = 0; i < facts->n; i++) {
		const char *key = facts->v[i].key, *row = facts->v[i].value;
		const char *tab = strchr(row, '\t'), *end;
		char *source, *slug, *name;

		if (!strstr(key, ".candidate") || strcmp(strstr(key, ".candidate"), ".candidate") || !tab)
			continue;
		end = strchr(tab + 1, '\t');
		source = mem_strn(key, strcspn(key, "."));
		slug = mem_strn(row, (size_t)(tab - row));
		name = end ? mem_strn(tab + 1, (size_t)(end - tab - 1)) : mem_str(tab + 1);
		json_open(o, NULL, '{');
		json_put(o, "source", source);
		json_put(o, "slug", slug);
		json_put(o, "name", name);
		json_close(o, '}');
		free(source);
		free(slug);
		free(name);
	}
	json_close(o, ']');
}

static void evidence_json(struct json_out *o, const struct kv *facts)
{
	size_t i;

	json_open(o, "evidence", '[');
	for (i = 0; i < facts->n; i++) {
		const char *dot = strstr(facts->v[i].key, ".evidence");
		struct evidence ev;

		if (!dot || strcmp(dot, ".evidence") != 0)
			continue;
		evidence_parse(facts->v[i].value, &ev);
		json_open(o, NULL, '{');
		json_put(o, "probe", ev.probe);
		json_put(o, "result", !strcmp(ev.result, "ok") ? "found" : ev.result);
		json_put(o, "detail", ev.detail);
		json_put(o, "url", ev.url);
		json_put_int(o, "status", strtoll(ev.status, NULL, 10));
		json_put(o, "at", ev.at);
		json_put_int(o, "ms", strtoll(ev.ms, NULL, 10));
		json_close(o, '}');
		evidence_free(&ev);
	}
	json_close(o, ']');
}

static const char *or_null(const char *s)
{
	return s && *s ? s : NULL;
}

static void case_json(struct json_out *o, const char *provider, const struct wizard *w)
{
	const struct step *st = wizard_step(w);
	const struct kv *facts = wizard_all(w);
	const char *slug = kv_get(facts, "composio.toolkit_slug");
	struct buf why = BUF_INIT;

	reason(w, st, &why);
	json_open(o, NULL, '{');
	json_put(o, "provider", provider);
	json_put(o, "verdict", st->verdict ? st->verdict : "undecided");
	json_put(o, "path", or_null(st->path));
	json_put(o, "detail", buf_str(&why));
	json_put(o, "toolkit_slug", or_null(slug ? slug : kv_get(facts, "registry.toolkit_slug")));
	json_put(o, "app_slug", or_null(kv_get(facts, "pipedream.app_slug")));
	json_put(o, "short", or_null(kv_get(facts, "registry.short")));
	evidence_json(o, facts);
	candidates_json(o, facts);
	json_close(o, '}');
	buf_free(&why);
}

static void case_text(const char *provider, const struct wizard *w, int verbose)
{
	static const char *const asked[] = { "registry", "composio", "pipedream" };
	size_t i;
	const struct step *st = wizard_step(w);
	char *shown = text_safe_new(provider, 120);
	struct buf why = BUF_INIT;

	reason(w, st, &why);
	printf("%s\t%s\t%s\t%s\n", shown, st->verdict ? st->verdict : "undecided",
	       st->path ? st->path : "-", buf_str(&why));
	buf_reset(&why);
	for (i = 0; verbose && i < sizeof(asked) / sizeof(*asked); i++)
		wizard_why(w, asked[i], &why);
	fputs(buf_str(&why), stdout);
	buf_free(&why);
	free(shown);
}

/* Which exit code a single case calls for: a catalog that could not be asked is 10, a missing key 4. */
static int case_code(const struct wizard *w)
{
	const struct step *st = wizard_step(w);
	const char *probe;

	if (!strcmp(st->kind_name, "end"))
		return st->exit_code;
	if (strcmp(st->id, "composio-unknown") && strcmp(st->id, "pipedream-unknown"))
		return E_OK;
	probe = !strcmp(st->id, "composio-unknown") ? "composio.missing" : "pipedream.missing";
	return wizard_fact(w, probe) ? E_CREDS : E_UNDECIDED;
}

static int one_case(struct house *h, const struct options *o, const char *provider,
		    struct json_out *json, int *code, struct err *e)
{
	struct drive d;
	struct options mine = *o;
	int rc;

	memset(&mine.words, 0, sizeof(mine.words));
	drive_init(&d, &h->ws, &h->env, h->http);
	d.dry_run = d.stop_at_path = 1;
	(void)batch_open(&d.front, 0);
	rc = given_answers(&mine, h->ws.runbook, &d.given, e);
	if (!rc) {
		kv_add(&d.given, "provider", provider);
		kv_add(&d.given, "new-registry", "yes");
		kv_add(&d.given, "composio-candidate", "none"); /* they are listed, for a person to judge */
		if (!kv_get(&d.given, "tenants"))
			kv_add(&d.given, "tenants", "-");
		*code = drive_run(&d, e);
		rc = *e->msg != 0;
	}
	if (!rc) {
		if (json)
			case_json(json, provider, d.wizard);
		else
			case_text(provider, d.wizard, o->verbose);
		*code = case_code(d.wizard);
		if (*code == E_CREDS) {
			const struct kv *facts = wizard_all(d.wizard);
			char *names = kv_join_new(facts, kv_get(facts, "composio.missing") ?
						  "composio.missing" : "pipedream.missing", ", ");

			need_credentials(&h->env, names, e);
			free(names);
		}
	}
	drive_free(&d);
	return rc;
}

int cmd_triage(const struct options *o, struct err *e)
{
	struct house h;
	struct kv all = KV_INIT;
	struct buf b = BUF_INIT;
	struct json_out json;
	int code = E_OK, worst = E_OK;
	size_t i;

	if (providers(o, &all, e) || house_open(&h, o, 1, e)) {
		kv_free(&all);
		return e->code;
	}
	json_out_init(&json, &b, 1);
	if (o->json) {
		json_open(&json, NULL, '{');
		json_put(&json, "schema", "toolgap.triage/1");
		json_open(&json, "providers", '[');
	}
	for (i = 0; i < all.n; i++) {
		struct err one = ERR_INIT;

		if (one_case(&h, o, all.v[i].key, o->json ? &json : NULL, &code, &one))
			code = one.code;
		/* the first trouble is said at the end; the other names are looked at all the same */
		if (code && (!worst || (code == E_CREDS && worst != E_CREDS))) {
			worst = code;
			*e = one;
		}
	}
	if (o->json) {
		json_close(&json, ']');
		json_close(&json, '}');
		if (put_stdout(buf_str(&b), b.len, e))
			worst = e->code;
	}
	buf_free(&b);
	kv_free(&all);
	house_close(&h);
	return worst;
}
