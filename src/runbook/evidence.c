/* SPDX-License-Identifier: MIT */
/* evidence: rows of evidence: taken apart, as a sentence for a person, and as the one sentence that a case is kept with. */
#include "runbook/evidence.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SERVERS_NAMED 3

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
	else if (!strcmp(result, "deprecated"))
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

/* "a third party's server io.github.a/b was not taken (the operator trusted none)": which were found, and who decided. */
static void servers_said(const struct kv *facts, int official, struct buf *out)
{
	const char *answer = kv_get(facts, official ? "native-official" : "native-third");
	int refused = answer && !strcmp(answer, "none");
	size_t i, n = 0, all = kv_count(facts, "native.server");

	if (answer && !refused) {
		buf_addf(out, official ? "server %s, of a domain that seems the provider's own" :
					 "a third party's server %s, which the operator trusts", answer);
		return;
	}
	buf_adds(out, official ? "" : all > 1 ? "third parties' servers " : "a third party's server ");
	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "native.server") && n++ < SERVERS_NAMED)
			buf_addf(out, "%s%.*s", n > 1 ? ", " : "", (int)strcspn(facts->v[i].value, "\t"), facts->v[i].value);
	if (all > SERVERS_NAMED)
		buf_addf(out, " and %zu more", all - SERVERS_NAMED);
	if (official)
		buf_adds(out, ", of a domain that seems the provider's own");
	if (refused)
		buf_addf(out, "%s %s not taken (the operator trusted none)", official ? "," : "", all > 1 ? "were" : "was");
}

static void native_said(const struct kv *facts, const char *result, struct buf *out)
{
	if (!strcmp(result, "official") || !strcmp(result, "third-party"))
		servers_said(facts, !strcmp(result, "official"), out);
	else
		buf_adds(out, "no server of the provider's own");
}

/* Of the requests of a probe the one that could not be asked, or any. */
static const char *row_of(const struct kv *facts, const char *probe, int unknown)
{
	char *key = mem_fmt("%s.evidence", probe);
	const char *row = kv_get(facts, key), *tab;
	size_t i;

	for (i = 0; unknown && i < facts->n; i++) {
		tab = strcmp(facts->v[i].key, key) ? NULL : strchr(facts->v[i].value, '\t');
		if (tab && !strncmp(tab, "\tunknown\t", 9)) {
			row = facts->v[i].value;
			break;
		}
	}
	free(key);
	return row ? row : "";
}

/* `overruled`: what the operator did where nobody could be asked. */
static void clause(const struct kv *facts, const char *probe, const char *whom, int what_for, const char *overruled,
		   void (*said)(const struct kv *, const char *, struct buf *), struct buf *out)
{
	const char *result = fact(facts, probe, "result");
	int unknown = result && !strcmp(result, "unknown");
	struct evidence ev;

	evidence_parse(row_of(facts, probe, unknown), &ev);
	buf_adds(out, whom);
	if (!result || !*result) {
		buf_adds(out, " was not asked");
	} else if (unknown && fact(facts, probe, "offline")) {
		buf_addf(out, " was not asked (offline), and the operator %s", overruled);
	} else if (unknown) {
		buf_adds(out, " could not be asked");
		asked_on(&ev, out);
		if (strtol(ev.status, NULL, 10) > 0)
			buf_addf(out, " (it answered %s)", ev.status);
		buf_addf(out, ", and the operator %s", overruled);
	} else {
		asked(facts, probe, &ev, what_for, out);
		said(facts, result, out);
	}
	evidence_free(&ev);
}

#define AS_ABSENT "overruled that and went on as if it were absent"

void evidence_composio(const struct kv *facts, struct buf *out)
{
	clause(facts, "composio", "Composio", 1, AS_ABSENT, composio_said, out);
}

void evidence_pipedream(const struct kv *facts, struct buf *out)
{
	const char *composio = fact(facts, "composio", "result");

	clause(facts, "pipedream", "Pipedream", !composio || !strcmp(composio, "unknown"), AS_ABSENT, pipedream_said, out);
}

void evidence_native(const struct kv *facts, const char *whom, struct buf *out)
{
	if (fact(facts, "native", "result"))
		clause(facts, "native", whom, 0, "went on without it", native_said, out);
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
		evidence_native(facts, "the official MCP registry", out);
	}
}
