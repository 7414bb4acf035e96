/* SPDX-License-Identifier: MIT */
/* listing: what the two listings of whole catalogs share: conditions, rows, the end. */
#include "vendors/listing.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ABOUT 160 /* bytes of a description */
#define VALIDATOR 200

const struct listing *listing_of(const struct probe *p)
{
	return p->own;
}

static void free_own(void *own)
{
	struct listing *li = own;

	pipedream_talk_free(&li->talk);
	looks_free(&li->looks);
	kv_free(&li->rows);
	free(li);
}

struct listing *listing_new(struct probe *p)
{
	struct listing *li = mem_alloc(sizeof(*li));

	li->total = -1;
	li->talk.p = p;
	p->own = li;
	p->own_free = free_own;
	return li;
}

void listing_condition(const struct probe *p, struct call *c)
{
	const char *etag = kv_get(&p->in, "etag"), *modified = kv_get(&p->in, "modified");

	if (etag)
		call_header(c, "If-None-Match", etag);
	if (modified)
		call_header(c, "If-Modified-Since", modified);
}

/* Only what can be sent back as it is. */
static void keep_validator(struct probe *p, const char *key, const char *value)
{
	const char *s = value;

	if (!value)
		return;
	while (*s >= 0x20 && *s < 0x7f)
		s++;
	if (*value && !*s && s - value <= VALIDATOR)
		kv_set(&p->facts, key, value);
}

struct json *listing_page(struct probe *p, struct look *l, const struct call *c, const struct reply *r)
{
	struct listing *li = p->own;
	int first = !l->pages && l == li->looks.v;
	char why[sizeof(l->why)];
	struct json *doc;

	if (r->failure == REPLY_OK && r->status == 304 && first &&
	    (kv_get(&p->in, "etag") || kv_get(&p->in, "modified"))) {
		l->state = LOOK_GOOD;
		li->unchanged = 1;
		probe_evidence(p, "ok", c, r, "%s", _("nothing has changed"));
		return NULL;
	}
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
		probe_evidence(p, "unknown", c, r, "%s", why);
		return NULL;
	}
	if (first) {
		keep_validator(p, "etag", reply_header(r, "etag"));
		keep_validator(p, "modified", reply_header(r, "last-modified"));
	}
	return doc;
}

static void field(struct buf *row, const char *s, size_t max)
{
	buf_addc(row, '\t');
	if (s)
		text_safe(row, s, strlen(s), max);
}

static void count(struct buf *row, double n)
{
	buf_addc(row, '\t');
	if (n >= 0 && n < 1e7)
		buf_addf(row, "%.0f", n);
}

int listing_add(struct listing *li, const char *slug, const char *name, const char *auth, int deprecated,
		double tools, double triggers, const char *about)
{
	struct buf row = BUF_INIT;

	if (!slug || !text_is_name(slug, 1))
		return -1;
	buf_adds(&row, slug);
	field(&row, name && *name ? name : slug, 120);
	field(&row, auth && *auth ? auth : "none", 120);
	buf_adds(&row, deprecated ? "\td" : "\t");
	count(&row, tools);
	count(&row, triggers);
	field(&row, about, ABOUT);
	kv_add(&li->rows, row.p, "");
	buf_free(&row);
	return 0;
}

void listing_finish(struct probe *p)
{
	const struct listing *li = p->own;
	char number[32];
	size_t i;

	if (kv_get(&p->facts, "result"))
		return;
	for (i = 0; i < li->looks.n; i++)
		if (li->looks.v[i].state != LOOK_GOOD) {
			look_unknown(p, li->looks.v[i].why);
			return;
		}
	kv_set(&p->facts, "result", li->unchanged ? "unchanged" : "ok");
	look_number(number, li->have);
	if (li->unchanged)
		kv_set(&p->facts, "detail", _("nothing has changed"));
	else
		kv_addf(&p->facts, "detail", ngettext("%s entry", "%s entries", li->have), number);
}
