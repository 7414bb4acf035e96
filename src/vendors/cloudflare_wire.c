/* SPDX-License-Identifier: MIT */
/* cloudflare_wire: addresses, the envelope, and the lines that Vectorize takes. */
#include "vendors/cloudflare_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_SIZE (8u << 20) /* fifty vectors in decimals */
#define TEXT_LIMIT 20000 /* bytes of one text; models cut at some hundred words anyway */

struct call *cloudflare_call(struct probe *p, const char *method, int tag, const char *path)
{
	struct call *c = probe_call(p, method, tag);
	struct buf url = BUF_INIT;

	look_base(&url, p->env->cloudflare_url);
	buf_adds(&url, "/accounts/");
	http_escape(&url, p->env->cloudflare_account);
	buf_addf(&url, "/%s", path);
	c->url = buf_detach(&url);
	call_header(c, "Accept", "application/json");
	call_secret(c, "Authorization", "Bearer ", p->env->cloudflare_token);
	return c;
}

const char *cloudflare_index(const struct probe *p)
{
	return kv_or(&p->in, "index", CLOUDFLARE_INDEX);
}

const char *cloudflare_model(const struct probe *p)
{
	return kv_or(&p->in, "model", CLOUDFLARE_MODEL);
}

int cloudflare_ready(struct probe *p)
{
	const struct vendor_env *env = p->env;
	int account = env->cloudflare_account && *env->cloudflare_account;

	if (env->cloudflare_token && account)
		return 1;
	look_missing(p, env->cloudflare_token ? "CLOUDFLARE_ACCOUNT_ID"
			: account	      ? "CLOUDFLARE_API_TOKEN"
					      : "CLOUDFLARE_API_TOKEN,CLOUDFLARE_ACCOUNT_ID");
	return 0;
}

/* Letters, digits and what stands in a model's name: it goes into the path as it is. */
static int is_model(const char *s)
{
	return *s && strlen(s) < 120 && !strstr(s, "..") && *s != '/' &&
	       !s[strspn(s, "@abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-")];
}

const char *cloudflare_names(const struct probe *p)
{
	if (!text_is_name(cloudflare_index(p), 0))
		return _("that is no name of an index");
	return is_model(cloudflare_model(p)) ? NULL : _("that is no name of a model");
}

void cloudflare_ask_model(struct probe *p, int tag, const char *const *texts, size_t n)
{
	const char *pooling = kv_get(&p->in, "pooling");
	char *path = mem_fmt("ai/run/%s", cloudflare_model(p));
	struct call *c = cloudflare_call(p, "POST", tag, path);
	struct buf body = BUF_INIT;
	struct json_out o;
	size_t i;

	c->retry = 1; /* costs, and makes nothing */
	c->max = REPLY_SIZE;
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	json_open(&o, "text", '[');
	for (i = 0; i < n; i++)
		json_put(&o, NULL, texts[i]);
	json_close(&o, ']');
	if (pooling && *pooling)
		json_put(&o, "pooling", pooling);
	json_close(&o, '}');
	call_json(c, &body);
	free(path);
	(void)snprintf(p->doing, sizeof(p->doing), "%s", cloudflare_model(p));
}

long cloudflare_model_dimensions(const char *model)
{
	static const struct {
		const char *model;
		long dimensions;
	} known[] = {
		{ "@cf/baai/bge-m3", 1024 },
		{ "@cf/baai/bge-small-en-v1.5", 384 },
		{ "@cf/baai/bge-base-en-v1.5", 768 },
		{ "@cf/baai/bge-large-en-v1.5", 1024 },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].model, model))
			return known[i].dimensions;
	return 0;
}

/* {"success": false, "errors": [{"code": 7003, "message": …}]} in words; `plain` where it says nothing. */
static void say_errors(const struct json *doc, const char *plain, char *why, size_t size)
{
	const struct json *first = json_first(json_get(doc, "errors"));
	char *message = json_text(json_get(first, "message"), 150);
	double code = json_num(json_get(first, "code"), 0);

	if (*message && code > 0 && code < 1e9)
		(void)snprintf(why, size, _("Cloudflare says: %s (%.0f)"), message, code);
	else if (*message)
		(void)snprintf(why, size, _("Cloudflare says: %s"), message);
	else
		(void)snprintf(why, size, "%s", plain);
	free(message);
}

const struct json *cloudflare_result(const struct call *c, const struct reply *r,
				     struct json **doc, char *why, size_t size)
{
	const struct json *result;
	struct err e = ERR_INIT;
	char plain[256];

	if (probe_json(c, r, doc, why, size)) {
		/* the vendor's own words, but for a key that is refused: that is said better already */
		if (r->failure == REPLY_OK && r->status >= 400 && r->status < 500 &&
		    r->status != 401 && r->status != 429) {
			(void)snprintf(plain, sizeof(plain), "%s", why);
			*doc = json_parse(buf_str(&r->body), r->body.len, &e);
			say_errors(*doc, plain, why, size);
		}
		return NULL;
	}
	result = json_get(*doc, "result");
	if (!json_bool(json_get(*doc, "success"), 0)) {
		say_errors(*doc, _("the answer does not say that it succeeded"), why, size);
		return NULL;
	}
	if (!json_is_object(result)) {
		(void)snprintf(why, size, "%s", _("the answer has no result in it"));
		return NULL;
	}
	return result;
}

static int is_object(const char *s)
{
	struct err e = ERR_INIT;
	struct json *doc = json_parse(s, strlen(s), &e);
	int is = json_is_object(doc);

	json_free(doc);
	return is;
}

const char *cloudflare_fault(const struct filling *f)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct entry *en = &f->v[i];

		if (!*en->id || strlen(en->id) > CLOUDFLARE_ID_MAX)
			return _("an id is empty or longer than 64 bytes");
		if (!*en->text || strlen(en->text) > TEXT_LIMIT)
			return _("a text is empty or too long");
		if (!text_is_utf8(en->id, strlen(en->id)) || !text_is_utf8(en->text, strlen(en->text)))
			return _("an entry is not UTF-8");
		if (strlen(en->metadata) > CLOUDFLARE_METADATA_MAX || strchr(en->metadata, '\n') ||
		    !is_object(en->metadata))
			return _("the metadata of an entry is no JSON object of one line and 10 KiB");
	}
	return NULL;
}

void cloudflare_number(struct buf *b, float v)
{
	char s[48], *p;

	(void)snprintf(s, sizeof(s), "%.9g", (double)v);
	for (p = s; *p; p++)
		if (!strchr("0123456789+-e", *p))
			*p = '.';
	buf_adds(b, s);
}

void cloudflare_line(struct buf *b, const struct entry *en, long dimensions, const char *space)
{
	long i;

	buf_adds(b, "{\"id\":");
	json_quote(b, en->id, strlen(en->id));
	buf_adds(b, ",\"values\":[");
	for (i = 0; i < dimensions; i++) {
		if (i)
			buf_addc(b, ',');
		cloudflare_number(b, en->values[i]);
	}
	buf_adds(b, "]");
	if (space && *space) {
		buf_adds(b, ",\"namespace\":");
		json_quote(b, space, strlen(space));
	}
	buf_addf(b, ",\"metadata\":%s}\n", en->metadata);
}
