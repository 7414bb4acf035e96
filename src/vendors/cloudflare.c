/* SPDX-License-Identifier: MIT */
/* cloudflare: the steps of filling an index: look, embed, write, wait. */
#include "vendors/cloudflare_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS 50     /* in one request to the model */
#define VECTORS 500  /* in one upsert */
#define DIMENSIONS 1536
#define FIRST_POLL 500 /* ms */

enum { TAG_INDEX = 1, TAG_INFO, TAG_UPSERT, TAG_EMBED = LOOK_TAG };

static void free_own(void *own)
{
	struct filling *f = own;
	size_t i;

	for (i = 0; i < f->n; i++)
		free(f->v[i].values);
	free(f->v);
	free(f);
}

static void refuse(struct probe *p, const char *why)
{
	struct filling *f = p->own;

	f->stage = STAGE_OVER;
	kv_set(&p->facts, "result", "refused");
	kv_addf(&p->facts, "detail", _("nothing was written: %s"), why);
}

static int take_entries(struct probe *p, struct filling *f)
{
	size_t ids = kv_count(&p->in, "id"), texts = 0, metas = 0, i;

	f->v = mem_alloc((ids + 1) * sizeof(*f->v));
	f->n = ids;
	ids = 0;
	for (i = 0; i < p->in.n; i++) {
		const struct kv_pair *kv = &p->in.v[i];

		if (!strcmp(kv->key, "id"))
			f->v[ids++].id = kv->value;
		else if (!strcmp(kv->key, "text") && texts++ < f->n)
			f->v[texts - 1].text = kv->value;
		else if (!strcmp(kv->key, "metadata") && metas++ < f->n)
			f->v[metas - 1].metadata = kv->value;
	}
	return texts == f->n && metas == f->n ? 0 : -1;
}

static void ask_index(struct probe *p, int info)
{
	char *path = mem_fmt("vectorize/v2/indexes/%s%s", cloudflare_index(p), info ? "/info" : "");
	struct call *c = cloudflare_call(p, "GET", info ? TAG_INFO : TAG_INDEX, path);
	struct filling *f = p->own;

	c->retry = 1;
	if (info)
		c->delay = FIRST_POLL << f->polls++;
	free(path);
	(void)snprintf(p->doing, sizeof(p->doing), "%s", cloudflare_index(p));
}

static void start(struct probe *p)
{
	struct filling *f = mem_alloc(sizeof(*f));
	const char *fault;

	p->own = f;
	p->own_free = free_own;
	if (!cloudflare_ready(p))
		return;
	if (take_entries(p, f))
		fault = _("an entry has no text or no metadata");
	else if (!f->n)
		fault = _("there is nothing to embed");
	else if (!(fault = cloudflare_names(p)))
		fault = cloudflare_fault(f);
	if (fault)
		refuse(p, fault);
	else
		ask_index(p, 0);
}

/* ---- the index */

static void say_doing(struct probe *p)
{
	const struct filling *f = p->own;

	if (f->stage == STAGE_EMBED)
		(void)snprintf(p->doing, sizeof(p->doing), _("vectors made: %zu of %zu"), f->made, f->n);
	else if (f->stage == STAGE_UPSERT)
		(void)snprintf(p->doing, sizeof(p->doing), _("vectors sent: %zu of %zu"), f->written, f->n);
	else
		(void)snprintf(p->doing, sizeof(p->doing), _("%s takes them in"), cloudflare_index(p));
}

static void embed(struct probe *p)
{
	struct filling *f = p->own;
	const char *texts[TEXTS];
	size_t at, n;

	f->stage = STAGE_EMBED;
	for (at = 0; at < f->n; at += TEXTS) {
		for (n = 0; n < TEXTS && at + n < f->n; n++)
			texts[n] = f->v[at + n].text;
		cloudflare_ask_model(p, TAG_EMBED + (int)(at / TEXTS), texts, n);
	}
	say_doing(p);
}

static void take_index(struct probe *p, const struct call *c, const struct reply *r)
{
	struct filling *f = p->own;
	const char *metric = kv_or(&p->in, "metric", "cosine");
	long model = cloudflare_model_dimensions(cloudflare_model(p));
	const struct json *result;
	struct json *doc;
	char why[256] = "", has[32];
	double dimensions;

	result = cloudflare_result(c, r, &doc, why, sizeof(why));
	dimensions = json_num(json_at(result, "config.dimensions"), 0);
	json_copy(json_at(result, "config.metric"), has, sizeof(has));
	if (result && (!(dimensions >= 1 && dimensions <= DIMENSIONS) || !*has))
		(void)snprintf(why, sizeof(why), "%s", _("the answer has no configuration in it"));
	json_free(doc);
	if (*why) {
		probe_evidence(p, "unknown", c, r, "%s", why);
		look_unknown(p, why);
		return;
	}
	f->dimensions = (long)dimensions;
	kv_addf(&p->facts, "dimensions", "%ld", f->dimensions);
	kv_set(&p->facts, "metric", has);
	probe_evidence(p, "ok", c, r, _("%s: %ld dimensions, %s"), cloudflare_index(p), f->dimensions, has);
	if (strcmp(has, metric) != 0)
		(void)snprintf(why, sizeof(why), _("the index %s measures by %s, and not by %s"),
			       cloudflare_index(p), has, metric);
	else if (model && model != f->dimensions)
		(void)snprintf(why, sizeof(why), _("the index %s has %ld dimensions, the model %s gives %ld"),
			       cloudflare_index(p), f->dimensions, cloudflare_model(p), model);
	else
		*why = '\0';
	if (*why) {
		refuse(p, why);
	} else if (!strcmp(kv_or(&p->in, "dry_run", ""), "yes")) {
		kv_set(&p->facts, "result", "dry");
		kv_addf(&p->facts, "detail",
			ngettext("%zu entry would be embedded into %s", "%zu entries would be embedded into %s", f->n),
			f->n, cloudflare_index(p));
	} else {
		embed(p);
	}
}

/* ---- the vectors */

static const char *take_vector(struct filling *f, struct entry *en, const struct json *list)
{
	double sum = 0;
	long n = 0;

	if (!json_is_list(list) || json_count(list) != (size_t)f->dimensions)
		return _("the model gives vectors of another size than the index has");
	free(en->values);
	en->values = mem_alloc((size_t)f->dimensions * sizeof(*en->values));
	json_each(it, list) {
		double v = json_num(it, NAN);

		if (!isfinite(v) || fabs(v) > 1e30)
			return _("a vector of the model has a value that is no number");
		sum += v * v;
		en->values[n++] = (float)v;
	}
	return sum > 0 ? NULL : _("the model gives a vector of zeros");
}

static void take_embedding(struct probe *p, const struct call *c, const struct reply *r)
{
	struct filling *f = p->own;
	size_t at = (size_t)(c->tag - TAG_EMBED) * TEXTS, i = at, last = at + TEXTS;
	const struct json *data;
	const char *fault = NULL;
	struct json *doc;
	char why[256];

	last = last > f->n ? f->n : last;
	data = json_get(cloudflare_result(c, r, &doc, why, sizeof(why)), "data");
	if (json_is_list(data) && json_count(data) == last - at) {
		json_each(it, data) {
			fault = take_vector(f, &f->v[i++], it);
			if (fault)
				break;
		}
	} else if (doc && json_bool(json_get(doc, "success"), 0)) {
		fault = _("the model does not give one vector for each text");
	} else {
		fault = why;
	}
	if (fault) {
		probe_evidence(p, "unknown", c, r, "%s", fault);
		if (!f->failed++)
			look_unknown(p, fault);
	} else {
		f->made += last - at;
		say_doing(p);
		probe_evidence(p, "ok", c, r, ngettext("%zu vector", "%zu vectors", last - at), last - at);
	}
	json_free(doc);
}

/* One after the other: mutations are taken in in order, so that the last one is the one to wait for. */
static void upsert(struct probe *p)
{
	struct filling *f = p->own;
	char *path = mem_fmt("vectorize/v2/indexes/%s/upsert?unparsable-behavior=error", cloudflare_index(p));
	struct call *c = cloudflare_call(p, "POST", TAG_UPSERT, path);
	struct buf body = BUF_INIT;
	size_t i;

	f->stage = STAGE_UPSERT;
	for (i = f->written; i < f->n && i < f->written + VECTORS; i++)
		cloudflare_line(&body, &f->v[i], f->dimensions, kv_get(&p->in, "namespace"));
	c->creates = 1;
	call_json(c, &body);
	kv_set(&c->headers, "Content-Type", "application/x-ndjson");
	free(path);
	say_doing(p);
}

static void take_upsert(struct probe *p, const struct call *c, const struct reply *r)
{
	struct filling *f = p->own;
	size_t n = f->n - f->written;
	const struct json *result;
	struct json *doc;
	char why[256];

	n = n > VECTORS ? VECTORS : n;
	result = cloudflare_result(c, r, &doc, why, sizeof(why));
	if (result) {
		json_copy(json_get(result, "mutationId"), f->mutation, sizeof(f->mutation));
		f->written += n;
		probe_evidence(p, "ok", c, r, ngettext("%zu vector was sent", "%zu vectors were sent", n), n);
	} else {
		probe_evidence(p, "unknown", c, r, "%s", why);
		if (!f->failed++)
			look_unknown(p, why);
	}
	json_free(doc);
}

/* ---- the wait */

static void conclude(struct probe *p, const char *result)
{
	struct filling *f = p->own;

	f->stage = STAGE_OVER;
	kv_set(&p->facts, "result", result);
	kv_addf(&p->facts, "detail",
		!strcmp(result, "ok") ? ngettext("%zu entry is in %s", "%zu entries are in %s", f->written)
				      : ngettext("%zu entry sent to %s, which is still taking it in",
						 "%zu entries sent to %s, which is still taking them in", f->written),
		f->written, cloudflare_index(p));
}

static void take_info(struct probe *p, const struct call *c, const struct reply *r)
{
	struct filling *f = p->own;
	const struct json *result;
	struct json *doc;
	char why[256], done[80];
	double vectors;

	result = cloudflare_result(c, r, &doc, why, sizeof(why));
	json_copy(json_get(result, "processedUpToMutation"), done, sizeof(done));
	vectors = json_num(json_get(result, "vectorCount"), -1);
	if (vectors >= 0 && vectors < 1e12) {
		kv_del(&p->facts, "vectors");
		kv_addf(&p->facts, "vectors", "%.0f", vectors);
	}
	if (result && *f->mutation && !strcmp(done, f->mutation)) {
		probe_evidence(p, "ok", c, r, _("%s has taken it in"), cloudflare_index(p));
		conclude(p, "ok");
	} else if (f->polls < CLOUDFLARE_POLLS) {
		ask_index(p, 1);
		say_doing(p);
	} else {
		probe_evidence(p, "unknown", c, r, "%s", result ? _("not taken in yet") : why);
		conclude(p, "pending");
	}
	json_free(doc);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	if (c->tag == TAG_INDEX)
		take_index(p, c, r);
	else if (c->tag == TAG_INFO)
		take_info(p, c, r);
	else if (c->tag >= TAG_EMBED)
		take_embedding(p, c, r);
	else
		take_upsert(p, c, r);
}

static void finish(struct probe *p)
{
	struct filling *f = p->own;

	if (!f->failed && (f->stage == STAGE_EMBED ||
			   (f->stage == STAGE_UPSERT && f->written < f->n))) {
		upsert(p);
	} else if (f->stage == STAGE_UPSERT && !f->failed) {
		f->stage = STAGE_WAIT;
		ask_index(p, 1);
		say_doing(p);
	} else if (!kv_get(&p->facts, "written")) {
		kv_addf(&p->facts, "entries", "%zu", f->n);
		kv_addf(&p->facts, "written", "%zu", f->written);
		if (*f->mutation)
			kv_set(&p->facts, "mutation", f->mutation);
	}
}

const struct probe_ops cloudflare_embed = { "embed", start, reply, finish };
