/* SPDX-License-Identifier: MIT */
/* look: what to ask, when a question with its pages is answered, and how a probe ends as unknown.
 */
#include "vendors/look.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SPELLINGS 32

/* ---- what to ask */

static size_t characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* Add s with every character of `from` as `to`, unless it is there, too short or one too many. */
static void add_once(struct kv *out, const char *key, const char *s, const char *from, char to,
		     size_t min)
{
	char *made = mem_str(s), *p;
	size_t i;

	for (p = made; *p; p++)
		if (*p && strchr(from, *p))
			*p = to;
	for (i = 0; i < out->n && strcmp(out->v[i].value, made) != 0; i++)
		;
	if (i == out->n && out->n < SPELLINGS && characters(made) >= min)
		kv_add(out, key, made);
	free(made);
}

static void add_spelling(struct kv *out, const char *s, size_t min, int joints)
{
	add_once(out, "try", s, "", ' ', min);
	if (!joints)
		return;
	add_once(out, "try", s, "_", ' ', min);
	add_once(out, "try", s, " ", '_', min);
}

void look_spellings(const struct kv *in, size_t min, int joints, struct kv *out)
{
	size_t i;

	for (i = 0; i < in->n; i++)
		if (!strcmp(in->v[i].key, "try"))
			add_spelling(out, in->v[i].value, min ? min : 1, joints);
	if (!out->n)
		add_spelling(out, kv_or(in, "provider", ""), min ? min : 1, joints);
}

/* Only what can be a slug is asked for directly; "..", for one, would be another address. */
static void add_slug(struct kv *out, const char *s, int under)
{
	if (text_is_name(s, 1))
		add_once(out, "slug", s, under ? "-" : "", '_', 1);
}

/* "Google Tag-Manager" gives googletagmanager and google_tag_manager. */
static void make_slugs(struct kv *out, const char *provider)
{
	struct buf joined = BUF_INIT, apart = BUF_INIT;
	const char *s;

	text_norm(&joined, provider);
	for (s = provider; *s; s++) {
		char c = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_addc(&apart, c);
		else if ((unsigned char)c >= 0x80)
			break; /* what the vendor makes of it nobody knows */
		else if (apart.len && apart.p[apart.len - 1] != '_')
			buf_addc(&apart, '_');
	}
	while (apart.len && apart.p[apart.len - 1] == '_')
		apart.p[--apart.len] = '\0';
	if (!*s && joined.len) {
		add_slug(out, buf_str(&joined), 0);
		add_slug(out, buf_str(&apart), 0);
	}
	buf_free(&joined);
	buf_free(&apart);
}

void look_slugs(const struct kv *in, int under, struct kv *out)
{
	const char *accepted = kv_get(in, "accepted");
	size_t i;

	if (accepted)
		add_slug(out, accepted, under);
	for (i = 0; i < in->n; i++)
		if (!strcmp(in->v[i].key, "slug"))
			add_slug(out, in->v[i].value, under);
	if (!out->n)
		make_slugs(out, kv_or(in, "provider", ""));
}

/* ---- questions and pages */

size_t looks_add(struct looks *ls, int kind, const char *text)
{
	MEM_GROW(ls->v, ls->n, ls->cap);
	memset(&ls->v[ls->n], 0, sizeof(*ls->v));
	ls->v[ls->n].kind = kind;
	ls->v[ls->n].text = mem_str(text);
	return ls->n++;
}

struct look *looks_of(struct looks *ls, const struct call *c)
{
	return c->tag < LOOK_TAG || (size_t)(c->tag - LOOK_TAG) >= ls->n
		       ? NULL
		       : &ls->v[c->tag - LOOK_TAG];
}

void looks_free(struct looks *ls)
{
	size_t i, k;

	for (i = 0; i < ls->n; i++) {
		for (k = 0; ls->v[i].cursor && k < ls->v[i].pages; k++)
			free(ls->v[i].cursor[k]);
		free(ls->v[i].cursor);
		free(ls->v[i].text);
	}
	free(ls->v);
	memset(ls, 0, sizeof(*ls));
}

void look_bad(struct look *l, const char *why)
{
	l->state = LOOK_BAD;
	(void)snprintf(l->why, sizeof(l->why), "%s", why);
}

struct match_hit *look_entry(struct look *l, struct match *m, struct near *near, enum match_how how, const char *slug,
			     const char *name, const char *about)
{
	struct match_hit *hit;
	enum match_kind kind;

	if (!slug || !text_is_name(slug, 1)) {
		l->odd = 1;
		return NULL;
	}
	kind = match_offer(m, how, slug, name, about, &hit);
	if (kind == MATCH_NO && how == MATCH_LISTED)
		near_offer(near, slug, name);
	if (kind > l->said)
		l->said = kind;
	return hit;
}

/* Remember the cursor; 0 when it has been followed before. */
static int new_cursor(struct look *l, const char *cursor)
{
	size_t i;

	for (i = 0; i < l->pages; i++)
		if (!strcmp(l->cursor[i], cursor))
			return 0;
	l->cursor = mem_array(l->cursor, l->pages + 1, sizeof(*l->cursor));
	l->cursor[l->pages++] = mem_str(cursor);
	return 1;
}

int look_page(struct look *l, const char *cursor, size_t items, double total)
{
	l->seen += items;
	if (cursor && *cursor) {
		if (strlen(cursor) > 2000)
			look_bad(l, _("the cursor to the next page is too long"));
		else if (l->pages + 1 >= (l->most ? l->most : LOOK_PAGES))
			look_bad(l, _("the list does not end"));
		else if (!new_cursor(l, cursor))
			look_bad(l, _("the pages of the list go in circles"));
		else
			return 1;
	} else if (total > (double)l->seen) {
		look_bad(l, _("the list ended before all of it was there"));
	} else if (l->odd) {
		look_bad(l, _("the list has an entry that cannot be read"));
	} else {
		l->state = LOOK_GOOD;
	}
	return 0;
}

/* Composio says {"error":{"message":…}}, Pipedream {"error":"…"}; a proxy between says a page of its own. */
static int is_vendors_error(const struct buf *body)
{
	struct err e = ERR_INIT;
	struct json *doc = json_parse(buf_str(body), body->len, &e);
	const struct json *error = json_get(doc, "error");
	int yes = json_is_string(error) || json_is_string(json_get(error, "message"));

	json_free(doc);
	return yes;
}

int look_not_found(const struct reply *r)
{
	static const char *const said[] = { "not found",      "notfound", "not_found",
					    "does not exist", "no such",  "doesn't exist" };
	const char *body = buf_str(&r->body);
	size_t i;

	if (r->failure != REPLY_OK || (r->status != 404 && r->status != 400) || !is_vendors_error(&r->body))
		return 0;
	if (r->status == 404)
		return 1;
	for (i = 0; r->status == 400 && i < sizeof(said) / sizeof(*said); i++)
		if (strcasestr(body, said[i]))
			return 1;
	return 0;
}

const char *look_strange_404(const struct reply *r)
{
	return r->failure == REPLY_OK && r->status == 404 && !look_not_found(r)
		       ? _("404, but not in the vendor's own words: something on the way may have answered")
		       : NULL;
}

const char *look_bare(const struct looks *ls, int kind, long size)
{
	const char *why = NULL;
	size_t i;

	if (!size)
		return _("the catalog is said to be empty, which no catalog is");
	for (i = 0; size < 0 && i < ls->n; i++) {
		if (ls->v[i].seen)
			return NULL;
		if (ls->v[i].kind == kind && *ls->v[i].why)
			why = ls->v[i].why;
	}
	if (size > 0)
		return NULL;
	return why ? why : _("the catalog showed no entry at all, so nothing can be said to be missing from it");
}

long look_total(const struct json *items, double total)
{
	if (!json_is_list(items) || total < 0 || total >= 1e9 || (total > 0 && !json_first(items)))
		return -1;
	return (long)total;
}

/* ---- ends */

void look_unknown(struct probe *p, const char *why)
{
	struct buf safe = BUF_INIT;

	text_safe(&safe, why, strlen(why), TEXT_MAX);
	kv_set(&p->facts, "result", "unknown");
	kv_del(&p->facts, "detail");
	kv_addf(&p->facts, "detail", _("unknown: %s"), buf_str(&safe));
	kv_set(&p->facts, "why", buf_str(&safe));
	buf_free(&safe);
}

const char *look_reason(const char *detail)
{
	char *head = mem_fmt(_("unknown: %s"), "");
	size_t n = strlen(head);
	const char *reason = n && !strncmp(detail, head, n) ? detail + n : detail;

	free(head);
	return reason;
}

void look_missing(struct probe *p, const char *variables)
{
	struct buf shown = BUF_INIT, why = BUF_INIT;
	size_t n, count = 0;

	for (; *variables; variables += n + (variables[n] == ',')) {
		char *one;

		n = strcspn(variables, ",");
		one = mem_strn(variables, n);
		kv_add(&p->facts, "missing", one);
		buf_addf(&shown, "%s%s", count++ ? ", " : "", one);
		free(one);
	}
	buf_addf(&why, ngettext("%s is not set", "%s are not set", count), buf_str(&shown));
	look_unknown(p, buf_str(&why));
	buf_free(&shown);
	buf_free(&why);
}

void look_base(struct buf *url, const char *base)
{
	size_t n = base ? strlen(base) : 0;

	while (n && base[n - 1] == '/')
		n--;
	buf_add(url, base ? base : "", n);
}

void look_number(char out[32], size_t n)
{
	char plain[24];
	int len = snprintf(plain, sizeof(plain), "%zu", n), i, to = 0;

	for (i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[to++] = ',';
		out[to++] = plain[i];
	}
	out[to] = '\0';
}

/* What a question of a catalog came to; one that failed after an equal hit has its answer all the same. */
const char *look_said(const struct look *l)
{
	return l->state == LOOK_BAD && l->said != MATCH_EQUAL ? "unknown"
	       : l->said == MATCH_EQUAL			      ? "found"
	       : l->said == MATCH_CANDIDATE		      ? "candidate"
							      : "absent";
}
