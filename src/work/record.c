/* SPDX-License-Identifier: MIT */
/* record: the decision record of a dedicated worker. */
#include "work/record.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/template.h"
#include "runbook/evidence.h"
#include "work/notes.h"
#include "work/scaffold.h"

#include <stdlib.h>
#include <string.h>

#define ROW_MOST 1000

static const struct {
	const char *id, *brief, *words;
} reasons[] = {
	{ "latency", "latency", "latency: a hot path that Pipedream's MCP egress cannot serve in time" },
	{ "signing", "request signing",
	  "request signing: the provider wants requests signed in a way that Pipedream does not expose" },
	{ "residency", "data residency",
	  "data residency: regulation asks for a place that Pipedream cannot guarantee" },
	{ "absent", "absent from both catalogs", "absent from both catalogs, and it cannot wait 14 days" },
};

static const char *reason_words(const char *id, int brief)
{
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (!strcmp(reasons[i].id, id))
			return brief ? reasons[i].brief : reasons[i].words;
	return NULL;
}

const char *record_reason(const char *reason)
{
	return reason_words(reason, 1);
}

static void item(struct buf *out, const char *name, const char *sentence)
{
	buf_addf(out, "%s- **%s**: ", out->len ? "\n" : "", name);
	template_markdown(out, sentence);
}

static int found(const struct kv *facts)
{
	return !strcmp(kv_or(facts, "pipedream.result", ""), "found");
}

static void ruled(const struct kv *facts, struct buf *out)
{
	struct buf said = BUF_INIT;

	notes_composio(facts, &said);
	item(out, "A native toolkit of Composio", buf_str(&said));
	buf_reset(&said);
	notes_pipedream(facts, &said);
	if (found(facts))
		buf_adds(&said, " The operator overruled it.");
	item(out, "Path D, Pipedream Connect", buf_str(&said));
	buf_reset(&said);
	notes_native(facts, &said);
	item(out, "A server of the provider's own", said.len ? buf_str(&said) : "nobody looked for one.");
	buf_free(&said);
	item(out, "Path A, wait for native support",
	     found(facts) ? "14 days of waiting do not take the reason away." : "it cannot wait 14 days.");
	item(out, "Path B, a toolkit of one SDK session",
	     "for debugging only; it is gone when the session ends.");
}

static void why(const struct kv *facts, const char *reason, struct buf *out)
{
	struct buf b = BUF_INIT;

	if (found(facts))
		buf_addf(&b, "Pipedream has the app %s, so Path D would be the default. The operator overruled it for the reason above.",
			 kv_or(facts, "pipedream.app_slug", "?"));
	else if (!strcmp(reason, "absent"))
		buf_adds(&b, "Neither Composio nor Pipedream has it, and the gap cannot wait.");
	else
		buf_adds(&b, "Not both catalogs could be asked whether they have it, and the gap cannot wait.");
	template_markdown(out, buf_str(&b));
	buf_free(&b);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "2026-11-21T10:00:00Z composio 404 absent https://…": when, whom, what came back, what was asked. */
static char *row_new(const char *evidence)
{
	struct evidence ev;
	struct buf safe = BUF_INIT;
	char *row;

	evidence_parse(evidence, &ev);
	row = mem_fmt("%s %s %s %s %s", ev.at, ev.probe, strcmp(ev.status, "0") ? ev.status : "-", ev.result, ev.url);
	text_safe(&safe, row, strlen(row), ROW_MOST);
	evidence_free(&ev);
	free(row);
	return buf_detach(&safe);
}

static void asked(const struct kv *facts, struct buf *out)
{
	char **row = NULL;
	size_t n = 0, cap = 0, i;

	for (i = 0; i < facts->n; i++) {
		const char *dot = strrchr(facts->v[i].key, '.');

		if (!dot || strcmp(dot, ".evidence") != 0)
			continue;
		MEM_GROW(row, n, cap);
		row[n++] = row_new(facts->v[i].value);
	}
	if (n)
		qsort(row, n, sizeof(*row), by_text); /* two that were asked side by side may end in any order */
	for (i = 0; i < n; i++) /* indented it is shown as it is, whatever it holds */
		if (!i || strcmp(row[i], row[i - 1]) != 0)
			buf_addf(out, "%s    %s", out->len ? "\n" : "", row[i]);
	for (i = 0; i < n; i++)
		free(row[i]);
	free(row);
	if (!n)
		buf_adds(out, "Nobody was asked.");
}

int record_put(struct plan *p, const struct outcome *o, const struct decisions *d, const struct kv *values,
	       struct err *e)
{
	const char *reason = kv_or(o->facts, "reason", "");
	char *path = decisions_path_new(o->ws, d->next, d->digits, kv_or(values, "slug", ""));
	char date[CLOCK_STAMP];
	struct buf b = BUF_INIT;
	struct kv all = KV_INIT;
	size_t i;
	int rc;

	kv_copy(&all, values);
	for (i = 0; i < p->tenants.n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", p->tenants.v[i].key);
	kv_set(&all, "tenants", p->tenants.n ? buf_str(&b) : "none");
	buf_reset(&b);
	clock_date(clock_now(), date);
	kv_set(&all, "date", date);
	kv_addf(&all, "number", "%0*u", d->digits, d->next);
	kv_set(&all, "reason", reason_words(reason, 0));
	why(o->facts, reason, &b);
	kv_set(&all, "why", buf_str(&b));
	buf_reset(&b);
	ruled(o->facts, &b);
	kv_set(&all, "ruled", buf_str(&b));
	buf_reset(&b);
	asked(o->facts, &b);
	kv_set(&all, "asked", buf_str(&b));
	buf_free(&b);
	rc = scaffold_put(p, o->ws, path, "adr", "worker/adr.md", &all, e);
	kv_free(&all);
	free(path);
	return rc;
}
