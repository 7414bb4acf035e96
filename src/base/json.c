/* SPDX-License-Identifier: MIT */
/* json: reading JSON through cJSON behind the guard, and writing JSON of ours. */
#include "base/json.h"

#include "base/i18n.h"
#include "base/jsonguard.h"
#include "base/load.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

/*
 * Loaded with the first text: most starts read no JSON of a vendor, and the library brings the mathematical one along. What
 * an item is needs no function: its struct and its kinds are in the header.
 */
static struct {
	__typeof__(cJSON_InitHooks) *init;
	__typeof__(cJSON_Parse) *parse;
	__typeof__(cJSON_Delete) *delete;
	int loaded;
} lib;

static int load(struct err *e)
{
	static const char *const libs[] = { "libcjson.so.1", "libcjson.1.dylib", NULL };
	static const struct load_symbol symbols[] = {
		{ "cJSON_InitHooks", &lib.init }, { "cJSON_Parse", &lib.parse }, { "cJSON_Delete", &lib.delete }
	};
	cJSON_Hooks hooks = { mem_alloc, free };

	if (lib.loaded)
		return 0;
	if (load_functions(libs, symbols, sizeof(symbols) / sizeof(*symbols)))
		return err_set(e, E_FAIL,
			       _("JSON is read by cJSON, and %s is not installed here. Nothing was changed; install it and run again."),
			       libs[0]);
	lib.init(&hooks);
	lib.loaded = 1;
	return 0;
}

/* A struct json has no body: it is a cJSON item under another name. */
static const cJSON *item(const struct json *j)
{
	return (const cJSON *)(const void *)j;
}

static const struct json *node(const cJSON *c)
{
	return (const struct json *)(const void *)c;
}

static int is(const struct json *n, int kind)
{
	return n && (item(n)->type & 0xff) == kind; /* above it are flags */
}

struct json *json_parse(const char *s, size_t n, struct err *e)
{
	cJSON *doc;
	char *text;

	if (jsonguard_check(s, n, e) || load(e))
		return NULL;
	/* A copy with its NUL: some versions of cJSON look one byte past a text without one. */
	text = mem_strn(s, n);
	doc = lib.parse(text);
	free(text);
	if (!doc) /* the guard is the stricter one: this should not happen with any version */
		err_set(e, E_FAIL, _("this JSON cannot be read: cJSON refuses it"));
	return (struct json *)(void *)doc;
}

void json_free(struct json *doc)
{
	if (doc)
		lib.delete((cJSON *)(void *)doc);
}

/* The guard has seen to it that this ends: JSON_DEPTH levels. */
static void zero(cJSON *c)
{
	for (; c; c = c->next) {
		if (c->valuestring)
			explicit_bzero(c->valuestring, strlen(c->valuestring));
		zero(c->child);
	}
}

void json_forget(struct json *doc)
{
	zero((cJSON *)(void *)doc);
	json_free(doc);
}

const struct json *json_get(const struct json *obj, const char *key)
{
	json_each(it, json_is_object(obj) ? obj : NULL)
		if (!strcmp(json_key(it), key))
			return it;
	return NULL;
}

const struct json *json_at(const struct json *obj, const char *dotted)
{
	char *path = mem_str(dotted), *rest = path, *part;

	while (obj && (part = strsep(&rest, ".")))
		obj = json_get(obj, part);
	free(path);
	return obj;
}

const struct json *json_first(const struct json *list_or_obj)
{
	return list_or_obj ? node(item(list_or_obj)->child) : NULL;
}

const struct json *json_next(const struct json *n)
{
	return n ? node(item(n)->next) : NULL;
}

const char *json_key(const struct json *n)
{
	return n ? item(n)->string : NULL;
}

const char *json_raw(const struct json *n)
{
	return json_is_string(n) ? item(n)->valuestring : NULL;
}

double json_num(const struct json *n, double fallback)
{
	if (!is(n, cJSON_Number) || !isfinite(item(n)->valuedouble))
		return fallback;
	return item(n)->valuedouble;
}

int json_is_object(const struct json *n)
{
	return is(n, cJSON_Object);
}

int json_is_list(const struct json *n)
{
	return is(n, cJSON_Array);
}

int json_is_string(const struct json *n)
{
	return is(n, cJSON_String);
}

int json_is_null(const struct json *n)
{
	return !n || is(n, cJSON_NULL);
}

int json_bool(const struct json *n, int fallback)
{
	return is(n, cJSON_True) ? 1 : is(n, cJSON_False) ? 0 : fallback;
}

size_t json_count(const struct json *n)
{
	size_t k = 0;

	json_each(it, n)
		k++;
	return k;
}

char *json_text(const struct json *n, size_t max)
{
	return text_safe_new(json_raw(n), max);
}

void json_copy(const struct json *n, char *out, size_t size)
{
	char *s;

	if (!size)
		return;
	s = json_text(n, size - 1);
	memcpy(out, s, strlen(s) + 1);
	free(s);
}

void json_quote(struct buf *b, const char *s, size_t n)
{
	static const char plain[] = "\"\\\b\f\n\r\t", means[] = "\"\\bfnrt";
	const char *hit;
	size_t i = 0, len;
	uint32_t cp;

	buf_addc(b, '"');
	for (; i < n; i += len) {
		len = text_decode(s + i, n - i, &cp);
		if (!len) {
			text_encode(b, 0xfffd);
			len = 1;
			continue;
		}
		hit = cp && cp < 0x80 ? strchr(plain, (int)cp) : NULL;
		if (hit)
			buf_addf(b, "\\%c", means[hit - plain]);
		else if (cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x2028 || cp == 0x2029)
			buf_addf(b, "\\u%04x", (unsigned)cp);
		else
			buf_add(b, s + i, len);
	}
	buf_addc(b, '"');
}

static void new_line(struct json_out *o)
{
	if (!o->pretty)
		return;
	buf_addc(o->b, '\n');
	buf_pad(o->b, ' ', 2 * (size_t)o->depth);
}

/* What stands before a value: the comma of the one before, the indent, its key. */
static void lead(struct json_out *o, const char *key)
{
	if (o->depth && !o->after_key) {
		if (!o->first)
			buf_addc(o->b, ',');
		new_line(o);
	}
	o->first = 0;
	o->after_key = 0;
	if (!key)
		return;
	json_quote(o->b, key, strlen(key));
	buf_adds(o->b, o->pretty ? ": " : ":");
	o->after_key = 1;
}

static void ended(struct json_out *o)
{
	o->after_key = 0;
	if (!o->depth)
		buf_addc(o->b, '\n');
}

void json_out_init(struct json_out *o, struct buf *b, int pretty)
{
	*o = (struct json_out){ .b = b, .pretty = pretty, .first = 1 };
}

void json_open(struct json_out *o, const char *key, char bracket)
{
	lead(o, key);
	o->after_key = 0;
	buf_addc(o->b, bracket);
	o->depth++;
	o->first = 1;
}

void json_close(struct json_out *o, char bracket)
{
	o->depth--;
	if (!o->first)
		new_line(o);
	o->first = 0;
	buf_addc(o->b, bracket);
	ended(o);
}

void json_put(struct json_out *o, const char *key, const char *value)
{
	lead(o, key);
	if (value)
		json_quote(o->b, value, strlen(value));
	else
		buf_adds(o->b, "null");
	ended(o);
}

void json_put_int(struct json_out *o, const char *key, long long v)
{
	lead(o, key);
	buf_addf(o->b, "%lld", v);
	ended(o);
}

void json_put_raw(struct json_out *o, const char *key, const char *json)
{
	lead(o, key);
	buf_adds(o->b, json);
	ended(o);
}

void json_put_bool(struct json_out *o, const char *key, int v)
{
	lead(o, key);
	buf_adds(o->b, v ? "true" : "false");
	ended(o);
}
