/* SPDX-License-Identifier: MIT */
/* journal_text: events as lines of JSON, and back. */
#include "runbook/journal_text.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A connect link lets whoever holds it connect an account: it stays in memory and is made anew on resume. */
static int is_link(const struct event *ev, size_t i)
{
	return !strcmp(ev->step, "link") && !strncmp(ev->facts.v[i].key, "link.", 5);
}

void event_line(const struct event *ev, struct buf *out)
{
	struct json_out o;
	size_t i;

	json_out_init(&o, out, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "event", ev->kind == EVENT_ANSWER ? "answer" : "facts");
	json_put(&o, "step", ev->step);
	if (ev->kind == EVENT_ANSWER) {
		json_put(&o, "value", ev->value);
		if (ev->by)
			json_put(&o, "by", ev->by);
	} else {
		json_open(&o, "facts", '[');
		for (i = 0; i < ev->facts.n; i++) {
			json_open(&o, NULL, '[');
			json_put(&o, NULL, ev->facts.v[i].key);
			json_put(&o, NULL, is_link(ev, i) ? "" : ev->facts.v[i].value);
			json_close(&o, ']');
		}
		json_close(&o, ']');
	}
	json_close(&o, '}');
}

void event_line_back(struct buf *out)
{
	buf_adds(out, "{\"event\":\"back\"}\n");
}

void event_line_rewind(const char *probe, struct buf *out)
{
	struct json_out o;

	json_out_init(&o, out, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "event", "rewind");
	json_put(&o, "step", probe);
	json_close(&o, '}');
}

/* The journal is a file like any other: its texts pass the guard. Tabs part the fields of a fact and stay. */
static char *guarded_new(const char *s)
{
	struct buf b = BUF_INIT;

	for (;;) {
		size_t n = strcspn(s, "\t");

		text_safe(&b, s, n, TEXT_MAX);
		s += n;
		if (!*s)
			break;
		buf_addc(&b, *s++);
	}
	return b.p ? buf_detach(&b) : mem_str("");
}

static int replay_facts(struct wizard *w, const struct json *doc, const char *step, struct err *e)
{
	struct kv facts = KV_INIT;
	int rc = 0;

	json_each(it, json_get(doc, "facts")) {
		const struct json *k = json_first(it);
		const char *key = json_raw(k), *raw = json_raw(json_next(k));
		char *value;

		if (!key || !raw || !*key || strpbrk(key, "\t\n")) {
			rc = -1;
			break;
		}
		value = guarded_new(raw);
		kv_add(&facts, key, value);
		free(value);
	}
	rc = rc ? err_set(e, E_FAIL, _("a fact is not a pair of texts")) : wizard_facts(w, step, &facts, e);
	kv_free(&facts);
	return rc;
}

static int replay_line(struct wizard *w, const char *s, size_t n, struct err *e)
{
	struct json *doc = json_parse(s, n, e);
	const char *event, *value;
	char *step, *by;
	int rc;

	if (!doc)
		return -1;
	event = json_raw(json_get(doc, "event"));
	step = json_text(json_get(doc, "step"), 64);
	value = json_raw(json_get(doc, "value"));
	if (event && !strcmp(event, "back")) {
		wizard_back(w);
		rc = 0;
	} else if (event && !strcmp(event, "rewind")) {
		wizard_rewind(w, step);
		rc = 0;
	} else if (event && !strcmp(event, "answer") && value) {
		rc = wizard_answer(w, step, value, e);
		by = json_text(json_get(doc, "by"), 64);
		if (!rc && *by)
			wizard_said_by(w, by);
		free(by);
	} else if (event && !strcmp(event, "facts")) {
		rc = replay_facts(w, doc, step, e);
	} else {
		rc = err_set(e, E_FAIL, _("this is not an event of toolgap"));
	}
	free(step);
	json_free(doc);
	return rc;
}

int events_replay(struct wizard *w, const char *s, size_t n, const char *name, int *torn,
		  struct err *e)
{
	size_t at = 0, line = 0;

	*torn = 0;
	while (at < n) {
		const char *end = memchr(s + at, '\n', n - at);
		size_t len = end ? (size_t)(end - (s + at)) : n - at;

		line++;
		if (!end) {
			*torn = 1;
			return 0;
		}
		if (len && replay_line(w, s + at, len, e))
			return err_prefix(e, "%s:%zu", name, line);
		at += len + 1;
	}
	return 0;
}
