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

#define MENTIONS 8 /* candidates that are told */
#define NEARS 3
#define SERVERS 3 /* of the MCP registry, that are named */

/* The slugs of PROBE.`kind`: "Google Tag Manager (pipedream: google_tag_manager)", `most` at the most. Returns how many. */
static size_t names(const struct kv *facts, const char *kind, size_t most, const char *lead, struct buf *out)
{
	size_t i, n = 0;

	for (i = 0; i < facts->n && n < most; i++) {
		const char *key = facts->v[i].key, *row = facts->v[i].value, *tab = strchr(row, '\t');
		const char *dot = strchr(key, '.');

		if (!dot || strcmp(dot + 1, kind) != 0 || !tab)
			continue;
		buf_adds(out, n++ ? ", " : lead);
		buf_addf(out, "%.*s (%.*s: %.*s)", (int)strcspn(tab + 1, "\t"), tab + 1, (int)(dot - key), key,
			 (int)(tab - row), row);
	}
	return n;
}

/* On what a vendor's "no" stands: "as of 2026-11-20", "by its whole list", "asked now". */
static char *stands_new(const struct wizard *w, const char *probe)
{
	char *key = mem_fmt("%s.copied", probe);
	const char *copied = wizard_fact(w, key);
	char *on;

	free(key);
	key = mem_fmt("%s.listed", probe);
	on = copied ? mem_fmt(_("as of %s"), copied)
		    : mem_str(wizard_fact(w, key) ? _("by the whole list, read now") : _("asked now"));
	free(key);
	return on;
}

/* "no server of its own domain", "1 server, of a third party: io.github.a/b": with which servers that are. */
static void registry_said(const struct wizard *w, struct buf *out)
{
	const struct kv *facts = wizard_all(w);
	size_t i, n = 0;

	buf_adds(out, kv_or(facts, "native.detail", ""));
	for (i = 0; i < facts->n && n < SERVERS; i++)
		if (!strcmp(facts->v[i].key, "native.server"))
			buf_addf(out, "%s%.*s", n++ ? ", " : ": ", (int)strcspn(facts->v[i].value, "\t"), facts->v[i].value);
}

/* `open`: nobody has said yet whether it can wait. */
static void absent(const struct wizard *w, int open, struct buf *out)
{
	char *composio = stands_new(w, "composio"), *pipedream = stands_new(w, "pipedream");

	/* TRANSLATORS: on what that stands: "as of 2026-11-20", "by the whole list, read now" or "asked now" */
	if (!strcmp(composio, pipedream))
		buf_addf(out, _("absent from both catalogs (both %s)"), composio);
	else
		buf_addf(out, _("absent from both catalogs (Composio %s, Pipedream %s)"), composio, pipedream);
	if (open)
		buf_adds(out, _("; can it wait 14 days, and is it non-critical?"));
	if (wizard_fact(w, "native.detail")) {
		buf_adds(out, _(" · MCP registry: "));
		registry_said(w, out);
	}
	free(composio);
	free(pipedream);
}

/* Both catalogs have said no: past that point it is the MCP registry's answer, or what was decided after it. */
static int both_absent(const struct wizard *w)
{
	static const char *const asked[] = { "composio.result", "pipedream.result" };
	size_t i;

	for (i = 0; i < 2; i++) {
		const char *result = wizard_fact(w, asked[i]);

		if (!result || (strcmp(result, "absent") && strcmp(result, "candidate")))
			return 0;
	}
	return wizard_fact(w, "native.result") != NULL;
}

/* The walk stands at the MCP registry: that, and not what a catalog said before it, decided. */
static void of_native(const struct wizard *w, const struct step *st, struct buf *out)
{
	if (!strcmp(st->id, "native-unknown"))
		buf_adds(out, _("absent from both catalogs, and the MCP registry could not be asked: "));
	else
		buf_adds(out, _("absent from both catalogs; MCP registry: "));
	registry_said(w, out);
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
		absent(w, 1, out);
	else if (!strncmp(st->id, "native", 6))
		of_native(w, st, out);
	else if (both_absent(w))
		absent(w, 0, out);
	else
		for (i = 0; i < 3 && !out->len; i++)
			if (wizard_fact(w, from[i]))
				buf_adds(out, wizard_fact(w, from[i]));
	if (names(wizard_all(w), "candidate", MENTIONS, _(" · mentioned by "), out))
		buf_adds(out, _(" (a mention is not coverage)"));
	if ((!strcmp(st->id, "wait") || (!strcmp(st->kind_name, "end") && wizard_fact(w, "wait"))) &&
	    names(wizard_all(w), "near", NEARS, _(" · did you mean "), out))
		buf_addc(out, '?');
}

/* ---- what to do now: one step for each verdict */

static int says(const struct step *st, const char *verdict)
{
	return st->verdict && !strcmp(st->verdict, verdict);
}

/* Credentials, where they are what it lacks; else the reason that was said. */
static char *mend_new(const struct wizard *w, const char *probe)
{
	char *key = mem_fmt("%s.missing", probe);
	char *missing = kv_join_new(wizard_all(w), key, ", ");
	char *no = mem_fmt("%s.refused", probe), *refused = kv_join_new(wizard_all(w), no, ", ");
	char *step = missing   ? mem_fmt(_("set %s and run it again"), missing)
		     : refused ? mem_fmt(_("put good credentials into %s and run it again"), refused)
			       : mem_str(_("mend the reason and run it again; --offline asks the copies instead"));

	free(missing);
	free(refused);
	free(key);
	free(no);
	return step;
}

static char *undecided_new(const struct wizard *w, const struct step *st)
{
	if (!strcmp(st->id, "composio-unknown"))
		return mend_new(w, "composio");
	if (!strcmp(st->id, "pipedream-unknown"))
		return mend_new(w, "pipedream");
	if (!strcmp(st->id, "native-unknown"))
		return mend_new(w, "native");
	if (!strcmp(st->id, "wait"))
		return mem_str(_("say --can-wait (Path A) or --urgent (Path C)"));
	if (strstr(st->id, "candidate"))
		return mem_str(_("look at what mentions it; where one is meant, run it again with that slug"));
	return mem_str(_("mend the reason and run it again"));
}

static char *next_new(const struct wizard *w, const struct step *st)
{
	const char *now = wizard_fact(w, "composio.replaced_by");

	if (says(st, "known"))
		return mem_str(_("nothing, or `toolgap plan` with --tenant for a further tenant"));
	if (says(st, "composio") && now)
		return mem_fmt(_("use %s, and correct the row in the registry"), now);
	if (says(st, "composio"))
		return mem_str(_("`toolgap plan` with --tenant shows its row for the registry"));
	if (says(st, "not-connected"))
		return mem_str(_("`toolgap wizard` makes a connect link for each tenant that lacks one"));
	if (says(st, "scope-gap"))
		return mem_str(_("follow the scope-gap procedure: the toolkit is there, the grant is too small"));
	if (says(st, "pipedream"))
		return mem_str(_("`toolgap plan` with --tenant shows every file that would change"));
	if (says(st, "native-mcp"))
		return mem_str(_("look whose server it is; once you trust it, `toolgap plan --trust SERVER` with --tenant shows every file"));
	if (says(st, "pending-native"))
		return mem_str(_("`toolgap plan --can-wait` with --tenant shows the row and the reminder"));
	if (says(st, "worker"))
		return mem_str(_("`toolgap plan --urgent` with --reason and --tenant shows the decision record and the scaffold"));
	return undecided_new(w, st);
}

/* ---- as JSON */

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
	char *next = wrong && *wrong ? NULL : next_new(w, st);
	struct buf why = BUF_INIT;

	reason(w, st, wrong, &why);
	json_open(o, NULL, '{');
	json_put(o, "provider", provider);
	json_put(o, "verdict", st->verdict ? st->verdict : "undecided");
	json_put(o, "path", or_null(st->path));
	json_put(o, "detail", buf_str(&why));
	json_put(o, "next", next);
	json_put(o, "toolkit_slug", or_null(slug ? slug : kv_get(facts, "registry.toolkit_slug")));
	json_put(o, "app_slug", or_null(kv_get(facts, "pipedream.app_slug")));
	json_put(o, "short", or_null(kv_get(facts, "registry.short")));
	evidence_json(o, facts);
	candidates_json(o, facts);
	json_close(o, '}');
	free(next);
	buf_free(&why);
}

void triage_text(struct buf *out, const char *provider, const struct wizard *w, const char *wrong, int verbose)
{
	const struct step *st = wizard_step(w);
	char *shown = text_safe_new(provider, 120);
	char *next = wrong && *wrong ? mem_str(_("mend the name or the file, and run it again")) : next_new(w, st);
	struct buf why = BUF_INIT;

	reason(w, st, wrong, &why);
	buf_addf(out, "%s\t%s\t%s\t%s\t", shown, st->verdict ? st->verdict : "undecided", st->path ? st->path : "-",
		 buf_str(&why));
	/* TRANSLATORS: what a person does now */
	buf_addf(out, _("next: %s"), next);
	buf_addc(out, '\n');
	if (verbose)
		wizard_why_all(w, out);
	buf_free(&why);
	free(next);
	free(shown);
}

/* Which exit code a single case calls for: a catalog that could not be asked is 10, a key that is missing or refused 4. */
int triage_code(const struct wizard *w)
{
	const struct step *st = wizard_step(w);
	int composio;

	if (!strcmp(st->kind_name, "end"))
		return st->exit_code;
	if (!strcmp(st->id, "native-unknown"))
		return E_UNDECIDED;
	composio = !strcmp(st->id, "composio-unknown");
	if (!composio && strcmp(st->id, "pipedream-unknown"))
		return E_OK;
	if (wizard_fact(w, composio ? "composio.missing" : "pipedream.missing") ||
	    wizard_fact(w, composio ? "composio.refused" : "pipedream.refused"))
		return E_CREDS;
	return E_UNDECIDED;
}
