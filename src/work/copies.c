/* SPDX-License-Identifier: MIT */
/* copies: the dated copies of both catalogs in the cache folder. */
#include "work/copies.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/fuzzy.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/look.h"
#include "work/disk.h"
#include "work/workspace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COPY_MAX (32u << 20)
#define PARTS 64 /* of a name, looked for at once */

struct sieve { /* of one entry */
	struct fuzzy_pairs pairs; /* of slug, name and description, as they are and folded */
	uint64_t slug, name;	  /* letters, folded */
	unsigned char slug_n, name_n;
};

struct copy {
	int looked, held;
	struct buf raw;	      /* the file; its entries begin at body */
	struct catalog *head; /* NULL: there is none that counts, and why says so */
	size_t body;
	struct catalog *c; /* its entries, read when first needed */
	struct sieve *sieve; /* made when first needed; as long as the catalog */
	char *why;
};

struct copies {
	const struct vendor_env *env;
	struct copy copy[CATALOGS];
};

struct copies *copies_new(const struct vendor_env *env)
{
	struct copies *cs = mem_alloc(sizeof(*cs));

	cs->env = env;
	return cs;
}

static void drop(struct copy *k)
{
	catalog_free(k->head);
	catalog_free(k->c);
	buf_free(&k->raw);
	free(k->sieve);
	free(k->why);
	memset(k, 0, sizeof(*k));
}

void copies_free(struct copies *cs)
{
	size_t i;

	for (i = 0; cs && i < CATALOGS; i++)
		drop(&cs->copy[i]);
	free(cs);
}

/* ---- where they lie */

static char *folder_new(void)
{
	char *cache = workspace_xdg_new("cache"), *dir = mem_fmt("%s/catalog", cache);

	free(cache);
	return dir;
}

static char *path_new(enum catalog_source s)
{
	char *dir = folder_new(), *path = mem_fmt("%s/%s.txt", dir, catalog_name(s));

	free(dir);
	return path;
}

const char *copies_address(const struct vendor_env *env, enum catalog_source s)
{
	return s == CATALOG_COMPOSIO ? env->composio_url : env->pipedream_url;
}

static int same_address(const char *a, const char *b)
{
	struct buf x = BUF_INIT, y = BUF_INIT;
	int same;

	look_base(&x, a);
	look_base(&y, b);
	same = !strcmp(buf_str(&x), buf_str(&y));
	buf_free(&x);
	buf_free(&y);
	return same;
}

static void unreadable(struct copy *k, enum catalog_source s)
{
	free(k->why);
	k->why = mem_fmt(_("the copy of the %s catalog cannot be read"), catalog_title(s));
}

static void load(struct copies *cs, enum catalog_source s)
{
	struct copy *k = &cs->copy[s];
	char *path = path_new(s);
	struct err e = ERR_INIT;

	k->looked = 1;
	buf_reset(&k->raw);
	if (access(path, F_OK)) {
		k->why = mem_fmt(_("there is no copy of the %s catalog"), catalog_title(s));
	} else if (disk_slurp(path, &k->raw, COPY_MAX, &e) ||
		   !(k->head = catalog_head(buf_str(&k->raw), k->raw.len, path, &k->body, &e))) {
		unreadable(k, s);
	} else if (k->head->source != s || !same_address(k->head->from, copies_address(cs->env, s))) {
		k->why = mem_fmt(_("the copy of the %s catalog came from %s, which is not asked now"),
				 catalog_title(s), k->head->from);
		catalog_free(k->head);
		k->head = NULL;
	}
	free(path);
}

const struct catalog *copies_text(struct copies *cs, enum catalog_source s, const char **text, size_t *n)
{
	struct copy *k = &cs->copy[s];

	if (!k->looked || (k->c && !k->head))
		load(cs, s);
	if (!k->head)
		return NULL;
	*text = buf_str(&k->raw) + k->body;
	*n = k->raw.len - k->body;
	return k->head;
}

const struct catalog *copies_of(struct copies *cs, enum catalog_source s)
{
	struct copy *k = &cs->copy[s];
	struct err e = ERR_INIT;
	char *path;

	if (!k->looked)
		load(cs, s);
	if (k->c || !k->head)
		return k->c;
	path = path_new(s);
	k->c = catalog_parse(buf_str(&k->raw), k->raw.len, path, &e);
	free(path);
	if (!k->c)
		unreadable(k, s);
	/* once is enough: whoever wants the text after that reads the file again */
	catalog_free(k->head);
	k->head = NULL;
	buf_free(&k->raw);
	return k->c;
}

const char *copies_why(struct copies *cs, enum catalog_source s)
{
	return copies_of(cs, s) ? "" : cs->copy[s].why;
}

void copies_day(const struct catalog *c, char out[24])
{
	time_t at = 0;

	(void)clock_parse(c->read, &at); /* a 304 speaks of the first page only: the whole was read then */
	clock_date(at, out);
}

long copies_age(const struct catalog *c)
{
	time_t at = 0;

	return c->read && !clock_parse(c->read, &at) ? (long)(clock_now() - at) : -1;
}

static void put(struct copies *cs, struct catalog *c, int held)
{
	struct copy *k = &cs->copy[c->source];

	drop(k);
	k->looked = 1;
	k->held = held;
	k->c = c;
}

void copies_hold(struct copies *cs, struct catalog *c)
{
	put(cs, c, 1);
}

int copies_held(struct copies *cs, enum catalog_source s)
{
	return cs->copy[s].held;
}

static int write_copy(const struct catalog *c, struct err *e)
{
	char *dir = folder_new(), *path = path_new(c->source);
	struct buf b = BUF_INIT;
	int rc;

	catalog_write(c, &b);
	rc = disk_mkdirs(dir, 1, e) || disk_put(path, buf_str(&b), b.len, e) ? -1 : 0;
	buf_free(&b);
	free(path);
	free(dir);
	return rc;
}

int copies_save(struct copies *cs, struct catalog *c, struct err *e)
{
	if (write_copy(c, e))
		return -1;
	put(cs, c, 0);
	return 0;
}

int copies_checked(struct copies *cs, enum catalog_source s, const char *now, struct err *e)
{
	struct catalog *c = copies_of(cs, s) ? cs->copy[s].c : NULL;
	char *before;

	if (!c)
		return err_set(e, E_FAIL, "%s", cs->copy[s].why);
	before = c->checked;
	c->checked = mem_str(now);
	if (write_copy(c, e)) {
		free(c->checked);
		c->checked = before;
		return -1;
	}
	free(before);
	return 0;
}

/* ---- the sieve: a thousand names against thousands of entries in a blink */

static void make_sieve(struct copy *k)
{
	char fold[FUZZY_MAX];
	size_t i, n;

	if (k->sieve)
		return;
	k->sieve = mem_alloc((k->c->n + 1) * sizeof(*k->sieve));
	for (i = 0; i < k->c->n; i++) {
		const struct catalog_entry *en = &k->c->v[i];
		struct sieve *s = &k->sieve[i];

		fuzzy_pairs_add(&s->pairs, en->slug, strlen(en->slug));
		fuzzy_pairs_add(&s->pairs, en->name, strlen(en->name));
		fuzzy_pairs_add(&s->pairs, en->about, strlen(en->about));
		n = fuzzy_fold(en->slug, fold);
		fuzzy_pairs_add(&s->pairs, fold, n);
		s->slug = fuzzy_letters(fold);
		s->slug_n = (unsigned char)n;
		n = fuzzy_fold(en->name, fold);
		fuzzy_pairs_add(&s->pairs, fold, n);
		s->name = fuzzy_letters(fold);
		s->name_n = (unsigned char)n;
	}
}

/* One way to be meant: all words of a phrase, or a spelling run together. */
static void add_part(struct fuzzy_pairs *part, size_t *n, const char *s, int folded)
{
	char fold[FUZZY_MAX];
	size_t i;

	if (*n == PARTS)
		return;
	memset(&part[*n], 0, sizeof(*part));
	if (folded)
		fuzzy_pairs_add(&part[*n], fold, fuzzy_fold(s, fold));
	else
		fuzzy_pairs_add(&part[*n], s, strlen(s));
	for (i = 0; i < *n; i++)
		if (!memcmp(&part[i], &part[*n], sizeof(*part)))
			return;
	(*n)++;
}

static size_t parts_of(const struct kv *in, struct fuzzy_pairs part[PARTS])
{
	size_t n = 0, i;

	add_part(part, &n, kv_or(in, "provider", ""), 0);
	add_part(part, &n, kv_or(in, "provider", ""), 1);
	for (i = 0; i < in->n; i++) {
		const char *key = in->v[i].key;

		if (!strcmp(key, "try"))
			add_part(part, &n, in->v[i].value, 0);
		if (!strcmp(key, "try") || !strcmp(key, "slug") || !strcmp(key, "accepted"))
			add_part(part, &n, in->v[i].value, 1);
	}
	return n;
}

void copies_like(struct copies *cs, enum catalog_source s, const struct kv *in, copies_offer *offer,
		 void *arg)
{
	const struct catalog *c = copies_of(cs, s);
	struct copy *k = &cs->copy[s];
	struct fuzzy_pairs part[PARTS];
	size_t n = parts_of(in, part), i, j;

	if (!c)
		return;
	make_sieve(k);
	for (i = 0; i < c->n; i++) {
		for (j = 0; j < n && !fuzzy_pairs_in(&part[j], &k->sieve[i].pairs); j++)
			;
		if (j < n)
			offer(arg, &c->v[i]);
	}
}

void copies_near(struct copies *cs, enum catalog_source s, struct near *near)
{
	const struct catalog *c = copies_of(cs, s);
	struct copy *k = &cs->copy[s];
	size_t i;

	if (!c)
		return;
	make_sieve(k);
	for (i = 0; i < c->n; i++)
		if (!c->v[i].deprecated && (near_may(near, k->sieve[i].slug, k->sieve[i].slug_n) ||
					    near_may(near, k->sieve[i].name, k->sieve[i].name_n)))
			near_offer(near, c->v[i].slug, c->v[i].name);
}
