/* SPDX-License-Identifier: MIT */
/* cloudflare_find: a text into a vector, and what lies nearest to it in the index. */
#include "vendors/cloudflare_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 5
#define TEXT_MOST 1000 /* bytes of what somebody looks for */

enum { TAG_MODEL = 1, TAG_QUERY };

static void start(struct probe *p)
{
	const char *text = kv_or(&p->in, "text", ""), *fault;

	if (!cloudflare_ready(p))
		return;
	fault = cloudflare_names(p);
	if (!fault && (!*text || strlen(text) > TEXT_MOST || !text_is_utf8(text, strlen(text))))
		fault = _("the text to look for is empty, too long or not UTF-8");
	if (fault)
		look_unknown(p, fault);
	else
		cloudflare_ask_model(p, TAG_MODEL, &text, 1);
}

static long most(const struct probe *p)
{
	long n = strtol(kv_or(&p->in, "most", ""), NULL, 10);

	return n < 1 ? MOST : n > CLOUDFLARE_MATCHES ? CLOUDFLARE_MATCHES : n;
}

static void ask_index(struct probe *p, const struct json *vector)
{
	const char *space = kv_get(&p->in, "namespace");
	char *path = mem_fmt("vectorize/v2/indexes/%s/query", cloudflare_index(p));
	struct call *c = cloudflare_call(p, "POST", TAG_QUERY, path);
	struct buf body = BUF_INIT;
	int first = 1;

	buf_adds(&body, "{\"vector\":[");
	json_each(it, vector) {
		if (!first)
			buf_addc(&body, ',');
		first = 0;
		cloudflare_number(&body, (float)json_num(it, 0));
	}
	buf_addf(&body, "],\"topK\":%ld,\"returnValues\":false,\"returnMetadata\":\"all\"", most(p));
	if (space && *space) {
		buf_adds(&body, ",\"namespace\":");
		json_quote(&body, space, strlen(space));
	}
	buf_addc(&body, '}');
	c->retry = 1; /* makes nothing */
	call_json(c, &body);
	free(path);
	(void)snprintf(p->doing, sizeof(p->doing), "%s", cloudflare_index(p));
}

/* The vector is a list of numbers, not all of them zero. */
static int is_vector(const struct json *list)
{
	double sum = 0;

	if (!json_is_list(list) || !json_count(list))
		return 0;
	json_each(it, list) {
		double v = json_num(it, NAN);

		if (!isfinite(v) || fabs(v) > 1e30)
			return 0;
		sum += fabs(v);
	}
	return sum > 0;
}

static void take_vector(struct probe *p, const struct call *c, const struct reply *r)
{
	const struct json *vector;
	struct json *doc;
	char why[256] = "";

	vector = json_first(json_get(cloudflare_result(c, r, &doc, why, sizeof(why)), "data"));
	if (!*why && !is_vector(vector))
		(void)snprintf(why, sizeof(why), "%s", _("the model gives no vector"));
	if (*why) {
		probe_evidence(p, "unknown", c, r, "%s", why);
		look_unknown(p, why);
	} else {
		probe_evidence(p, "ok", c, r, ngettext("%zu vector", "%zu vectors", 1), (size_t)1);
		ask_index(p, vector);
	}
	json_free(doc);
}

/* "VENDOR:SLUG:CAPABILITY" taken apart, for metadata that lacks a part; `of` is the number of it. */
static char *part_new(const char *id, int of)
{
	const char *end;

	for (; of && (end = strchr(id, ':')); of--)
		id = end + 1;
	return of ? mem_str("") : mem_strn(id, strcspn(id, ":"));
}

static void add_field(struct buf *row, const struct json *meta, const char *key, char *fallback)
{
	char *text = json_text(json_get(meta, key), TEXT_MAX), *p;

	for (p = text; *p; p++)
		if (*p == '\t')
			*p = ' ';
	buf_addc(row, '\t');
	buf_adds(row, *text || !fallback ? text : fallback);
	free(text);
	free(fallback);
}

/* Without <math.h>'s rounding, for which a whole library would be loaded at each start. */
static long long micros(double score)
{
	return (long long)(score * 1e6 + (score < 0 ? -0.5 : 0.5));
}

static void take_match(struct probe *p, const struct json *match)
{
	const struct json *meta = json_get(match, "metadata");
	char *id = json_text(json_get(match, "id"), CLOUDFLARE_ID_MAX + 8);
	double score = json_num(json_get(match, "score"), NAN);
	struct buf row = BUF_INIT;

	if (*id && isfinite(score) && fabs(score) < 1e9) {
		buf_addf(&row, "%s\t%lld", id, micros(score));
		add_field(&row, meta, "vendor", part_new(id, 0));
		add_field(&row, meta, "toolkit_slug", part_new(id, 1));
		add_field(&row, meta, "id", part_new(id, 2));
		add_field(&row, meta, "tool", NULL);
		add_field(&row, meta, "description", NULL);
		kv_add(&p->facts, "match", row.p);
	}
	buf_free(&row);
	free(id);
}

static void take_matches(struct probe *p, const struct call *c, const struct reply *r)
{
	const struct json *matches;
	struct json *doc;
	char why[256] = "";
	size_t n;

	matches = json_get(cloudflare_result(c, r, &doc, why, sizeof(why)), "matches");
	if (!*why && !json_is_list(matches))
		(void)snprintf(why, sizeof(why), "%s", _("the answer has no list of matches in it"));
	if (*why) {
		probe_evidence(p, "unknown", c, r, "%s", why);
		look_unknown(p, why);
	} else {
		json_each(it, matches)
			if (kv_count(&p->facts, "match") < CLOUDFLARE_MATCHES)
				take_match(p, it);
		n = kv_count(&p->facts, "match");
		kv_set(&p->facts, "result", "ok");
		kv_addf(&p->facts, "detail", ngettext("%zu match in %s", "%zu matches in %s", n), n, cloudflare_index(p));
		probe_evidence(p, "ok", c, r, "%s", kv_or(&p->facts, "detail", ""));
	}
	json_free(doc);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	if (c->tag == TAG_QUERY)
		take_matches(p, c, r);
	else
		take_vector(p, c, r);
}

const struct probe_ops cloudflare_find = { "semantic", start, reply, NULL };
