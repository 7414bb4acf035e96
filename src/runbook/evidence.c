/* SPDX-License-Identifier: MIT */
/* evidence: rows of evidence: taken apart, as a sentence for a person, and as the one sentence that a case is kept with. */
#include "runbook/evidence.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void evidence_parse(const char *row, struct evidence *ev)
{
	char **const field[] = { &ev->probe, &ev->result, &ev->status, &ev->ms,
				 &ev->at,    &ev->url,	  &ev->detail };
	size_t i;

	memset(ev, 0, sizeof(*ev));
	for (i = 0; i < sizeof(field) / sizeof(*field); i++) {
		size_t n = i + 1 < sizeof(field) / sizeof(*field) ? strcspn(row, "\t") : strlen(row);

		*field[i] = mem_strn(row, n);
		row += n;
		row += *row == '\t';
	}
}

void evidence_free(struct evidence *ev)
{
	free(ev->probe);
	free(ev->result);
	free(ev->status);
	free(ev->ms);
	free(ev->at);
	free(ev->url);
	free(ev->detail);
	memset(ev, 0, sizeof(*ev));
}

/* ---- for a person */

static const char *result_word(const char *result)
{
	static const char *const words[][2] = { { "found", N_("found") },
						{ "absent", N_("not there") },
						{ "candidate", N_("a candidate") },
						{ "unknown", N_("unknown") },
						{ "refused", N_("refused") },
						{ "ok", N_("answered") } };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i][0], result))
			return _(words[i][1]);
	return result;
}

void evidence_tell(const char *row, struct buf *out)
{
	struct evidence ev;

	evidence_parse(row, &ev);
	buf_addf(out, "%s: %s", result_word(ev.result), ev.detail);
	if (!*ev.url || !strcmp(ev.url, "-"))
		/* TRANSLATORS: a time stamp */
		buf_addf(out, _(" (%s)"), ev.at);
	else if (!strstr(ev.url, "://"))
		/* TRANSLATORS: a file, a time stamp */
		buf_addf(out, _(" (in %s, %s)"), ev.url, ev.at);
	else if (!strcmp(ev.status, "0"))
		/* TRANSLATORS: milliseconds, a time stamp, URL */
		buf_addf(out, _(" (no answer after %s ms, %s, from %s)"), ev.ms, ev.at, ev.url);
	else
		/* TRANSLATORS: HTTP status, milliseconds, a time stamp, URL */
		buf_addf(out, _(" (%s after %s ms, %s, from %s)"), ev.status, ev.ms, ev.at, ev.url);
	buf_addc(out, '\n');
	evidence_free(&ev);
}

/* ---- for the registry, a request, an ADR: data, in English whatever the locale */

static const char *fact(const struct kv *facts, const char *probe, const char *key)
{
	char *full = mem_fmt("%s.%s", probe, key);
	const char *value = kv_get(facts, full);

	free(full);
	return value;
}

/* The day of the last request, from its time stamp; nothing when there was none. */
static void asked_on(const struct evidence *ev, struct buf *out)
{
	if (strcspn(ev->at, "T") == 10 && strspn(ev->at, "0123456789-") == 10)
		buf_addf(out, " %.10s", ev->at);
}

/* ", asked 2026-11-20 for "Google Tag Manager" in 5 spellings: ", or by which copy. What for is said once. */
static void asked(const struct kv *facts, const char *probe, const struct evidence *ev, int what_for, struct buf *out)
{
	size_t tries = kv_count(facts, "registry.try");
	const char *copied = fact(facts, probe, "copied");
	const char *provider = what_for ? kv_get(facts, "provider") : NULL;

	buf_adds(out, copied ? ", by the copy of" : ", asked");
	if (copied) /* nobody was asked: what stood in a copy of that day */
		buf_addf(out, " %s", copied);
	else
		asked_on(ev, out);
	if (provider)
		buf_addf(out, " for \"%s\"", provider);
	if (provider && tries)
		buf_addf(out, " in %zu spelling%s", tries, tries == 1 ? "" : "s");
	buf_adds(out, ": ");
}

static void not_there(const char *size, const char *kind, struct buf *out)
{
	buf_adds(out, "not in the catalog");
	if (size)
		buf_addf(out, " of %s %s", size, kind);
}

static void composio_said(const struct kv *facts, const char *result, struct buf *out)
{
	const char *slug = kv_or(facts, "composio.toolkit_slug", "?"), *now = kv_get(facts, "composio.replaced_by");
	size_t i, n = 0;

	if (!strcmp(result, "absent") || !strcmp(result, "candidate"))
		not_there(kv_get(facts, "composio.catalog"), "toolkits", out);
	else if (!strcmp(result, "renamed") && now)
		buf_addf(out, "toolkit %s is deprecated, replaced by %s", slug, now);
	else if (!strcmp(result, "renamed"))
		buf_addf(out, "toolkit %s is deprecated, nothing known replaces it", slug);
	else
		buf_addf(out, "toolkit %s is in the catalog%s", slug,
			 kv_get(facts, "composio.no_auth") ? " and needs no connection" : "");
	for (i = 0; !strcmp(result, "scope-gap") && i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "composio.missing_scope"))
			buf_addf(out, "%s%s", n++ ? ", " : "; the grant lacks ", facts->v[i].value);
}

static void pipedream_said(const struct kv *facts, const char *result, struct buf *out)
{
	const char *app = kv_get(facts, "pipedream.app_slug");

	if (app && !strcmp(result, "found"))
		buf_addf(out, "app %s is in the catalog", app);
	else
		not_there(kv_get(facts, "pipedream.catalog"), "apps", out);
}

static void native_said(const struct kv *facts, const char *result, struct buf *out)
{
	(void)facts;
	if (!strcmp(result, "official"))
		buf_adds(out, "the provider has a server of its own there");
	else if (!strcmp(result, "third-party"))
		buf_adds(out, "servers of third parties, none of the provider's own");
	else
		buf_adds(out, "no server of the provider's own");
}

static void clause(const struct kv *facts, const char *probe, const char *whom, int what_for,
		   void (*said)(const struct kv *, const char *, struct buf *), struct buf *out)
{
	const char *result = fact(facts, probe, "result"), *row = fact(facts, probe, "evidence");
	struct evidence ev;

	evidence_parse(row ? row : "", &ev);
	buf_adds(out, whom);
	if (!result || !*result) {
		buf_adds(out, " was not asked");
	} else if (!strcmp(result, "unknown")) {
		buf_adds(out, " could not be asked");
		asked_on(&ev, out);
		if (strtol(ev.status, NULL, 10) > 0)
			buf_addf(out, " (it answered %s)", ev.status);
		buf_adds(out, ", and the operator overruled that and went on as if it were absent");
	} else {
		asked(facts, probe, &ev, what_for, out);
		said(facts, result, out);
	}
	evidence_free(&ev);
}

void evidence_composio(const struct kv *facts, struct buf *out)
{
	clause(facts, "composio", "Composio", 1, composio_said, out);
}

void evidence_pipedream(const struct kv *facts, struct buf *out)
{
	const char *composio = fact(facts, "composio", "result");

	clause(facts, "pipedream", "Pipedream", !composio || !strcmp(composio, "unknown"), pipedream_said, out);
}

void evidence_case(const struct kv *facts, struct buf *out)
{
	evidence_composio(facts, out);
	if (fact(facts, "pipedream", "result")) {
		buf_adds(out, "; ");
		evidence_pipedream(facts, out);
	}
	if (fact(facts, "native", "result")) {
		buf_adds(out, "; ");
		clause(facts, "native", "the official MCP registry", 0, native_said, out);
	}
}
