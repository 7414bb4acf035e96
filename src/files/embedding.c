/* SPDX-License-Identifier: MIT */
/* embedding: from capability entries to what an index takes. */
#include "files/embedding.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/yaml.h"
#include "files/capability_parts.h"

#include <stdlib.h>
#include <string.h>

#define DIGEST 16
#define VALUE_MAX 8000

int embedding_id(const char *vendor, const char *slug, const char *capability, char **id)
{
	char *full = mem_fmt("%s:%s:%s", vendor, slug, capability), hex[SHA256_HEX];
	size_t n = strlen(full), keep = EMBEDDING_ID_MAX - DIGEST - 1;

	*id = full;
	if (n <= EMBEDDING_ID_MAX)
		return 0;
	sha256_hex(full, n, hex);
	while (keep && ((unsigned char)full[keep] & 0xc0) == 0x80)
		keep--; /* not within a character */
	*id = mem_fmt("%.*s~%.*s", (int)keep, full, DIGEST, hex);
	free(full);
	return 1;
}

void embedding_free(struct embeddings *e)
{
	size_t i;

	for (i = 0; i < e->n; i++) {
		free(e->v[i].id);
		free(e->v[i].text);
		free(e->v[i].metadata);
	}
	free(e->v);
	free(e->slug);
	memset(e, 0, sizeof(*e));
}

/* A whole number that a JSON reader keeps as it is. */
static int is_number(const char *s)
{
	size_t n = strspn(s + (*s == '-'), "0123456789");

	s += *s == '-';
	return n && n < 16 && !s[n] && (*s != '0' || n == 1);
}

static void put_node(struct json_out *o, const char *key, const struct yaml *y)
{
	char *safe;

	if (y->kind != YAML_SCALAR) {
		char open = y->kind == YAML_MAP ? '{' : '[';

		json_open(o, key, open);
		yaml_each(it, y) {
			char *name = it->key ? text_safe_new(it->key, TEXT_MAX) : NULL;

			put_node(o, name, it);
			free(name);
		}
		json_close(o, open == '{' ? '}' : ']');
		return;
	}
	if (y->plain && (!*y->value || !strcmp(y->value, "~") || !strcmp(y->value, "null"))) {
		json_put(o, key, NULL);
	} else if (y->plain && (!strcmp(y->value, "true") || !strcmp(y->value, "false") || is_number(y->value))) {
		json_put_raw(o, key, y->value);
	} else {
		safe = text_safe_new(y->value, VALUE_MAX);
		json_put(o, key, safe);
		free(safe);
	}
}

static char *metadata_new(const struct yaml *item, const char *slug, const char *vendor)
{
	struct buf b = BUF_INIT;
	struct json_out o;

	json_out_init(&o, &b, 0);
	json_open(&o, NULL, '{');
	if (!yaml_get(item, "toolkit_slug"))
		json_put(&o, "toolkit_slug", slug);
	if (!yaml_get(item, "vendor"))
		json_put(&o, "vendor", vendor);
	yaml_each(it, item) {
		char *name = text_safe_new(it->key, TEXT_MAX);

		put_node(&o, name, it);
		free(name);
	}
	json_close(&o, '}');
	if (b.len && b.p[b.len - 1] == '\n')
		b.p[--b.len] = '\0';
	return buf_detach(&b);
}

/* "googletagmanager gtm list tags: Lists the tags of a workspace" */
static char *text_new(const char *slug, const char *id, const char *description)
{
	char *words = mem_str(id), *text, *p;

	for (p = words; *p; p++)
		if (*p == '_' || *p == '-')
			*p = ' ';
	text = mem_fmt("%s %s%s%s", slug, words, *description ? ": " : "", description);
	free(words);
	return text;
}

static int add(struct embeddings *out, const struct yaml *item, const char *slug, const char *vendor,
	       const char *name, struct err *e)
{
	char *id, *description;
	struct embedding en = { 0 };
	size_t size;

	if (item->kind != YAML_MAP || !yaml_str(item, "id") || !*yaml_str(item, "id"))
		return err_set(e, E_FAIL, _("%s:%zu:%zu: a capability has no id. Nothing was sent; give it one."), name,
			       item->line, item->col);
	id = text_safe_new(yaml_str(item, "id"), 255);
	description = text_safe_new(yaml_or(item, "description", ""), VALUE_MAX);
	en.cut = embedding_id(vendor, slug, id, &en.id);
	en.text = text_new(slug, id, description);
	en.metadata = metadata_new(item, slug, vendor);
	size = strlen(en.metadata);
	MEM_GROW(out->v, out->n, out->cap);
	out->v[out->n++] = en;
	if (size > EMBEDDING_METADATA_MAX)
		err_set(e, E_FAIL,
			_("%s:%zu:%zu: the capability '%s' has %zu bytes; an index takes %d of each. Nothing was sent; shorten it."),
			name, item->line, item->col, id, size, EMBEDDING_METADATA_MAX);
	free(id);
	free(description);
	return size > EMBEDDING_METADATA_MAX ? -1 : 0;
}

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct embedding *const *)a)->id, (*(const struct embedding *const *)b)->id);
}

int embedding_twice(const struct embeddings *out, size_t first, const char *name, struct err *e)
{
	size_t n = out->n - first, i;
	const struct embedding **sorted = mem_alloc((n + 1) * sizeof(const struct embedding *));
	int rc = 0;

	for (i = 0; i < n; i++)
		sorted[i] = &out->v[first + i];
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_id);
	for (i = 1; i < n && !rc; i++)
		if (!strcmp(sorted[i - 1]->id, sorted[i]->id))
			rc = err_set(e, E_FAIL, _("%s: the capability '%s' stands there twice. Nothing was sent; take one out."),
				     name, sorted[i]->id);
	free(sorted);
	return rc;
}

int embedding_read(struct embeddings *out, const char *s, size_t n, const char *name, const char *vendor,
		   struct err *e)
{
	struct yaml *doc = yaml_parse(s, n, name, e);
	size_t first = out->n;
	char *slug = NULL, *of = NULL;
	int rc = -1;

	if (!doc)
		return -1;
	if (capability_shape(doc, name, e))
		goto out;
	if (!yaml_str(doc, "toolkit_slug")) {
		err_set(e, E_FAIL, _("%s has no toolkit_slug, which is part of every id. Nothing was sent; give it one."), name);
		goto out;
	}
	if (!yaml_str(doc, "vendor") && !vendor) {
		err_set(e, E_FAIL, _("%s has no vendor, which is part of every id. Nothing was sent; give it one."), name);
		goto out;
	}
	slug = text_safe_new(yaml_str(doc, "toolkit_slug"), 255);
	of = text_safe_new(yaml_or(doc, "vendor", vendor), 64);
	yaml_each(it, yaml_get(doc, "capabilities"))
		if (add(out, it, slug, of, name, e))
			goto out;
	rc = embedding_twice(out, first, name, e);
	free(out->slug);
	out->slug = mem_str(slug);
out:
	free(slug);
	free(of);
	yaml_free(doc);
	return rc;
}
