/* SPDX-License-Identifier: MIT */
/* cloudflare: a model that makes vectors of texts, and three vector indexes that take them in with a delay and give the nearest. */
#include "sandbox/box.h"

#include "base/mem.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX 100
#define ID_MAX 64

/* One that fits, and two that do not. */
static const struct index {
	const char *name, *metric;
	int dimensions;
} indexes[] = {
	{ "capability_index", "cosine", 1024 },
	{ "euclid_index", "euclidean", 1024 },
	{ "small_index", "cosine", 768 },
};
#define INDEXES (sizeof(indexes) / sizeof(*indexes))

static const struct {
	const char *name;
	int dimensions;
} models[] = { { "bge-m3", 1024 }, { "bge-base-en-v1.5", 768 } };

static void refuse(struct reply *rp, int status, int code, const char *message)
{
	struct json_out o;

	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_put(&o, "result", NULL);
	json_put_bool(&o, "success", 0);
	json_open(&o, "errors", '[');
	json_open(&o, NULL, '{');
	json_put_int(&o, "code", code);
	json_put(&o, "message", message);
	json_close(&o, '}');
	json_close(&o, ']');
	json_open(&o, "messages", '[');
	json_close(&o, ']');
	json_close(&o, '}');
}

static void open_result(struct reply *rp, struct json_out *o)
{
	reply_json(rp, 200, o);
	json_open(o, NULL, '{');
	json_put_bool(o, "success", 1);
	json_open(o, "errors", '[');
	json_close(o, ']');
	json_open(o, "messages", '[');
	json_close(o, ']');
	json_open(o, "result", '{');
}

static void close_result(struct json_out *o)
{
	json_close(o, '}');
	json_close(o, '}');
}

static const struct index *find_index(const struct request *rq, struct reply *rp)
{
	for (size_t i = 0; i < INDEXES; i++)
		if (!strcmp(indexes[i].name, rq->seg[8]))
			return &indexes[i];
	refuse(rp, 404, 3000, "vectorize.index.not_found - the index does not exist");
	return NULL;
}

/* A vector of length one that follows from the words: texts that share words lie near each other. */
static void put_vector(struct json_out *o, const char *text, int dimensions)
{
	double *v = mem_alloc((size_t)dimensions * sizeof(*v)), sum = 0;
	uint32_t h = 2166136261u;

	for (const char *s = text;; s++) {
		if (*s && *s != ' ') {
			h = (h ^ (unsigned char)*s) * 16777619u;
			continue;
		}
		for (int i = 0; i < dimensions; i++) {
			h = h * 1664525u + 1013904223u;
			v[i] += (double)(int32_t)h / 2147483648.0;
		}
		h = 2166136261u;
		if (!*s)
			break;
	}
	for (int i = 0; i < dimensions; i++)
		sum += v[i] * v[i];
	json_open(o, NULL, '[');
	for (int i = 0; i < dimensions; i++) {
		/* the writer knows whole numbers only: a fraction with six digits by hand */
		long n = lround(v[i] / sqrt(sum) * 1e6);

		buf_addf(o->b, "%s%s0.%06ld", i ? "," : "", n < 0 ? "-" : "", labs(n));
	}
	o->first = 0;
	json_close(o, ']');
	free(v);
}

static void run_model(struct box *box, const struct request *rq, struct reply *rp)
{
	struct err e = ERR_INIT;
	struct json *body = json_parse(buf_str(&rq->body), rq->body.len, &e);
	const struct json *text = json_get(body, "text");
	size_t n = json_is_string(text) ? 1 : json_count(text);
	int dimensions = 0;
	struct json_out o;

	(void)box;
	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++)
		if (!strcmp(models[i].name, rq->seg[9]))
			dimensions = models[i].dimensions;
	if (!dimensions) {
		refuse(rp, 400, 7003, "No such model");
	} else if (!n || n > TEXTS_MAX) {
		refuse(rp, 400, 5006, "text is missing, empty or too long a list");
	} else {
		open_result(rp, &o);
		json_open(&o, "shape", '[');
		json_put_int(&o, NULL, (long long)n);
		json_put_int(&o, NULL, dimensions);
		json_close(&o, ']');
		json_open(&o, "data", '[');
		if (json_is_string(text))
			put_vector(&o, json_raw(text), dimensions);
		else
			json_each(it, text) put_vector(&o, json_raw(it) ? json_raw(it) : "", dimensions);
		json_close(&o, ']');
		json_put(&o, "pooling", "mean");
		close_result(&o);
	}
	json_free(body);
}

static void show_index(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct index *ix = find_index(rq, rp);
	struct json_out o;

	(void)box;
	if (!ix)
		return;
	open_result(rp, &o);
	json_put(&o, "name", ix->name);
	json_put(&o, "description", "");
	json_open(&o, "config", '{');
	json_put_int(&o, "dimensions", ix->dimensions);
	json_put(&o, "metric", ix->metric);
	json_close(&o, '}');
	json_put(&o, "created_on", "2026-05-18T12:00:00.000000Z");
	json_put(&o, "modified_on", "2026-05-18T12:00:00.000000Z");
	close_result(&o);
}

static void mutation_id(long n, char out[64])
{
	if (n)
		snprintf(out, 64, "00000000-0000-4000-8000-%012ld", n);
	else
		*out = '\0';
}

/* What is wrong with one line of NDJSON, or NULL; its id is kept. */
static const char *take_line(struct box *box, const struct index *ix, const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct json *row = json_parse(s, n, &e);
	const char *id = json_raw(json_get(row, "id")), *fault = NULL;

	if (!json_is_object(row))
		fault = "a line is not a JSON object";
	else if (!id || !*id || strlen(id) > ID_MAX)
		fault = "an id is missing or longer than 64 bytes";
	else if (json_count(json_get(row, "values")) != (size_t)ix->dimensions)
		fault = "a vector does not have the dimensions of the index";
	else if (json_get(row, "metadata") && !json_is_object(json_get(row, "metadata")))
		fault = "metadata is not an object";
	if (!fault) {
		char *key = mem_fmt("%s %s", ix->name, id);

		char *line = mem_strn(s, n);

		kv_set(&box->vectors, key, line);
		free(line);
		free(key);
	}
	json_free(row);
	return fault;
}

static void upsert(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct index *ix = find_index(rq, rp);
	const char *s = buf_str(&rq->body), *fault = NULL;
	struct json_out o;
	char id[64];

	if (!ix)
		return;
	if (strcmp(request_header(rq, "content-type"), "application/x-ndjson")) {
		refuse(rp, 400, 40002, "the body must be application/x-ndjson");
		return;
	}
	while (*s && !fault) {
		size_t n = strcspn(s, "\n");

		if (n)
			fault = take_line(box, ix, s, n);
		s += n;
		s += *s == '\n';
	}
	if (fault || !rq->body.len) {
		refuse(rp, 400, 40012, fault ? fault : "no vectors");
		return;
	}
	mutation_id(++box->mutations, id);
	box->polls = 0;
	open_result(rp, &o);
	json_put(&o, "mutationId", id);
	close_result(&o);
}

/* The first question after an upsert still gets the state before it. */
static void info(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct index *ix = find_index(rq, rp);
	long long count = 0;
	struct json_out o;
	char id[64];
	size_t len;

	if (!ix)
		return;
	len = strlen(ix->name);
	for (size_t i = 0; i < box->vectors.n; i++)
		count += !strncmp(box->vectors.v[i].key, ix->name, len) && box->vectors.v[i].key[len] == ' ';
	mutation_id(box->polls++ ? box->mutations : box->mutations ? box->mutations - 1 : 0, id);
	open_result(rp, &o);
	json_put_int(&o, "dimensions", ix->dimensions);
	json_put_int(&o, "vectorCount", count);
	json_put(&o, "processedUpToMutation", *id ? id : NULL);
	json_put(&o, "processedUpToDatetime", "2026-11-21T10:00:00.000000Z");
	close_result(&o);
}

/* ---- what lies nearest */

struct near {
	struct json *row; /* a line as it was sent */
	double score;
};

static int by_score(const void *a, const void *b)
{
	double x = ((const struct near *)a)->score, y = ((const struct near *)b)->score;

	return x < y ? 1 : x > y ? -1 : 0;
}

static double cosine(const struct json *a, const struct json *b)
{
	double ab = 0, aa = 0, bb = 0;
	const struct json *y = json_first(b);

	json_each(x, a) {
		double u = json_num(x, 0), v = json_num(y, 0);

		ab += u * v;
		aa += u * u;
		bb += v * v;
		y = json_next(y);
	}
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

static void put_score(struct json_out *o, double score)
{
	char text[32];
	long n = lround(score * 1e6);

	snprintf(text, sizeof(text), "%s%ld.%06ld", n < 0 ? "-" : "", labs(n) / 1000000, labs(n) % 1000000);
	json_put_raw(o, "score", text);
}

static void put_matches(struct reply *rp, const struct near *all, size_t n, int metadata)
{
	struct json_out o;

	open_result(rp, &o);
	json_put_int(&o, "count", (long long)n);
	json_open(&o, "matches", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&o, NULL, '{');
		json_put(&o, "id", json_raw(json_get(all[i].row, "id")));
		put_score(&o, all[i].score);
		if (metadata)
			web_node(&o, "metadata", json_get(all[i].row, "metadata"));
		json_close(&o, '}');
	}
	json_close(&o, ']');
	close_result(&o);
}

static void query(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct index *ix = find_index(rq, rp);
	struct err e = ERR_INIT;
	struct json *body = ix ? json_parse(buf_str(&rq->body), rq->body.len, &e) : NULL;
	const struct json *vector = json_get(body, "vector");
	const char *meta = json_raw(json_get(body, "returnMetadata"));
	double most = json_num(json_get(body, "topK"), 5);
	struct near *all = mem_alloc((box->vectors.n + 1) * sizeof(*all));
	size_t n = 0, len = ix ? strlen(ix->name) : 0;

	if (ix && json_count(vector) != (size_t)ix->dimensions) {
		refuse(rp, 400, 40006, "the vector does not have the dimensions of the index");
	} else if (ix && !(most >= 1 && most <= (meta && !strcmp(meta, "all") ? 20 : 100))) {
		refuse(rp, 400, 40025, "topK is too large with values or metadata");
	} else if (ix) {
		for (size_t i = 0; i < box->vectors.n; i++) {
			const struct kv_pair *kv = &box->vectors.v[i];

			if (strncmp(kv->key, ix->name, len) || kv->key[len] != ' ')
				continue;
			all[n].row = json_parse(kv->value, strlen(kv->value), &e);
			all[n].score = cosine(vector, json_get(all[n].row, "values"));
			n++;
		}
		if (n)
			qsort(all, n, sizeof(*all), by_score);
		put_matches(rp, all, (double)n < most ? n : (size_t)most, meta && !strcmp(meta, "all"));
	}
	while (n)
		json_free(all[--n].row);
	free(all);
	json_free(body);
}

static const struct route routes[] = {
	{ "POST", "/cloudflare/client/v4/accounts/*/ai/run/@cf/baai/*", run_model },
	{ "GET", "/cloudflare/client/v4/accounts/*/vectorize/v2/indexes/*", show_index },
	{ "GET", "/cloudflare/client/v4/accounts/*/vectorize/v2/indexes/*/info", info },
	{ "POST", "/cloudflare/client/v4/accounts/*/vectorize/v2/indexes/*/upsert", upsert },
	{ "POST", "/cloudflare/client/v4/accounts/*/vectorize/v2/indexes/*/query", query },
};

void cloudflare_handle(struct box *box, const struct request *rq, struct reply *rp)
{
	int other;
	const struct route *r = route_find(routes, sizeof(routes) / sizeof(*routes), rq, &other);

	if (strcmp(request_header(rq, "authorization"), "Bearer " BOX_CLOUD_TOKEN))
		refuse(rp, 401, 10000, "Authentication error");
	else if (!r)
		refuse(rp, other ? 405 : 404, 7000, "No route for that URI");
	else if (strcmp(rq->seg[4], BOX_CLOUD_ACCOUNT))
		refuse(rp, 403, 10000, "Authentication error");
	else
		r->go(box, rq, rp);
}
