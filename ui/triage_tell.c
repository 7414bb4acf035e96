/* SPDX-License-Identifier: MIT */
/* triage_tell: what triage says of one provider, for people and for programs. */
#include "ui/triage_tell.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "did you mean Google Tag Manager (pipedream: google_tag_manager)?" */
static void suggest(const struct kv *facts, struct buf *out)
{
	size_t i, n = 0;

	for (i = 0; i < facts->n && n < 3; i++) {
		const char *key = facts->v[i].key, *row = facts->v[i].value, *tab = strchr(row, '\t');
		size_t len = strlen(key);

		if (len < 5 || strcmp(key + len - 5, ".near") || !tab)
			continue;
		buf_adds(out, n++ ? ", " : _(" · did you mean "));
		buf_addf(out, "%.*s (%.*s: %.*s)", (int)strcspn(tab + 1, "\t"), tab + 1, (int)(len - 5), key,
			 (int)(tab - row), row);
	}
	if (n)
		buf_addc(out, '?');
}

/* Absent from what: the catalogs, or what their copies hold of some day. */
static void absent(const struct wizard *w, struct buf *out)
{
	const char *composio = wizard_fact(w, "composio.copied"), *pipedream = wizard_fact(w, "pipedream.copied");

	if (!composio && !pipedream)
		buf_adds(out, _("absent from both catalogs"));
	else
		/* TRANSLATORS: two days, or "now" */
		buf_addf(out, _("absent from both catalogs (Composio as of %s, Pipedream as of %s)"),
			 composio ? composio : _("now"), pipedream ? pipedream : _("now"));
	buf_adds(out, _("; say --can-wait (Path A) or --urgent (Path C)"));
}

/* The sentence for people: what decided. */
static void reason(const struct wizard *w, const struct step *st, const char *wrong, struct buf *out)
{
	static const char *const from[] = { "pipedream.detail", "composio.detail", "registry.detail" };
	size_t i;

	if (wrong && *wrong)
		buf_adds(out, wrong);
	else if (strstr(st->id, "registry") || !strcmp(st->id, "known") || !strcmp(st->id, "end-known") ||
	    !strcmp(st->id, "end-broken"))
		buf_adds(out, wizard_fact(w, "registry.detail") ? wizard_fact(w, "registry.detail") : "");
	else if (!strcmp(st->id, "wait"))
		absent(w, out);
	else
		for (i = 0; i < 3 && !out->len; i++)
			if (wizard_fact(w, from[i]))
				buf_adds(out, wizard_fact(w, from[i]));
	if (!strcmp(st->id, "wait") || (!strcmp(st->kind_name, "end") && wizard_fact(w, "wait")))
		suggest(wizard_all(w), out);
}

/* What mentions the provider ("PROBE.candidate"), and what comes near its name ("PROBE.near"). */
static int names_candidate(const char *key)
{
	const char *dot = strchr(key, '.');

	return dot && (!strcmp(dot, ".candidate") || !strcmp(dot, ".near"));
}

static void candidates_json(struct json_out *o, const struct kv *facts)
{
	size_t i;

	json_open(o, "candidates", '[');
	for (i = 0; i < facts->n; i++) {
		const char *key = facts->v[i].key, *row = facts->v[i].value;
		const char *tab = strchr(row, '\t'), *end;
		char *source, *slug, *name;

		if (!names_candidate(key) || !tab)
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

void triage_json(struct json_out *o, const char *provider, const struct wizard *w, const char *wrong)
{
	const struct step *st = wizard_step(w);
	const struct kv *facts = wizard_all(w);
	const char *slug = kv_get(facts, "composio.toolkit_slug");
	struct buf why = BUF_INIT;

	reason(w, st, wrong, &why);
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

void triage_text(struct buf *out, const char *provider, const struct wizard *w, const char *wrong, int verbose)
{
	const struct step *st = wizard_step(w);
	char *shown = text_safe_new(provider, 120);
	struct buf why = BUF_INIT;

	reason(w, st, wrong, &why);
	buf_addf(out, "%s\t%s\t%s\t%s\n", shown, st->verdict ? st->verdict : "undecided",
		 st->path ? st->path : "-", buf_str(&why));
	if (verbose)
		wizard_why_all(w, out);
	buf_free(&why);
	free(shown);
}

/* Which exit code a single case calls for: a catalog that could not be asked is 10, a missing key 4. */
int triage_code(const struct wizard *w)
{
	const struct step *st = wizard_step(w);
	const char *probe;

	if (!strcmp(st->kind_name, "end"))
		return st->exit_code;
	if (!strcmp(st->id, "native-unknown"))
		return E_UNDECIDED;
	if (strcmp(st->id, "composio-unknown") && strcmp(st->id, "pipedream-unknown"))
		return E_OK;
	probe = !strcmp(st->id, "composio-unknown") ? "composio.missing" : "pipedream.missing";
	return wizard_fact(w, probe) ? E_CREDS : E_UNDECIDED;
}
