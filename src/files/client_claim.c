/* SPDX-License-Identifier: MIT */
/* client_claim: is an entry in its client's form, and is it the same server as another client's? */
#include "files/client_claim.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_form.h"
#include "files/secrets.h"

#include <stdlib.h>
#include <string.h>

#define BEARER "Bearer "

/* ---- Values: text, variables in any client's syntax, and references of other kinds */

enum piece { END, TEXT, VARIABLE, OTHER };

struct value {
	const char *next, *s; /* s, n: the piece: its text, or the variable's name */
	size_t n;
	const char *syntax; /* of a variable: as in a client's `variable` */
};

static size_t name_length(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'A' && s[n] <= 'Z') || (s[n] >= 'a' && s[n] <= 'z') || (s[n] >= '0' && s[n] <= '9') || s[n] == '_')
		n++;
	return n;
}

/* Where a reference begins here: its end, else NULL. */
static const char *reference(struct value *v, const char *s, enum piece *kind)
{
	static const struct {
		const char *open, *syntax;
	} known[] = { { "${env:", "${env:%s}" }, { "{env:", "{env:%s}" }, { "${", "${%s}" }, { "{file:", NULL } };
	const char *end;
	size_t i, n;

	for (i = 0; (*s == '$' || *s == '{') && i < sizeof(known) / sizeof(known[0]); i++) {
		n = strlen(known[i].open);
		if (strncmp(s, known[i].open, n) != 0)
			continue;
		end = strchr(s + n, '}');
		if (!end)
			return NULL;
		v->s = s + n;
		v->n = name_length(v->s);
		v->syntax = known[i].syntax;
		/* "${NAME:-what else}" is the variable too */
		*kind = v->syntax && v->n && (v->s + v->n == end || !strncmp(v->s + v->n, ":-", 2)) ? VARIABLE
												      : OTHER;
		return end + 1;
	}
	return NULL;
}

static enum piece next_piece(struct value *v)
{
	enum piece kind = TEXT;
	const char *at = v->next, *end;

	if (!*at)
		return END;
	end = reference(v, at, &kind);
	if (end) {
		v->next = end;
		return kind;
	}
	/* the brace of a "${" that is nothing does not begin a reference of its own */
	for (v->s = at, at += 1 + (at[0] == '$' && at[1] == '{'); *at; at++) {
		struct value ahead = { NULL, NULL, 0, NULL };
		enum piece then;

		if ((*at == '$' || *at == '{') && reference(&ahead, at, &then))
			break;
	}
	v->n = (size_t)(at - v->s);
	v->next = at;
	return TEXT;
}

static struct value value_of(const struct claim_header *h)
{
	return (struct value){ h->value, NULL, 0, NULL };
}

/* One text for what a value means, whatever client it was written for. 1 when a reference of another kind is in it. */
static int meaning(struct buf *b, const struct claim_header *h)
{
	struct value v = value_of(h);
	enum piece kind;
	int other = 0;

	buf_adds(b, h->lead);
	if (h->is_var) {
		buf_addf(b, "\x01%s\x01", h->value);
		return 0;
	}
	while ((kind = next_piece(&v)) != END) {
		if (kind == VARIABLE)
			buf_addc(b, '\x01');
		buf_add(b, v.s, v.n);
		if (kind == VARIABLE)
			buf_addc(b, '\x01');
		other |= kind == OTHER;
	}
	return other;
}

static int needs_variable(const struct claim_header *h)
{
	struct value v = value_of(h);
	enum piece kind;

	if (h->is_var)
		return 1;
	while ((kind = next_piece(&v)) != END)
		if (kind != TEXT)
			return 1;
	return 0;
}

static int same_value(const struct claim_header *a, const struct claim_header *b)
{
	struct buf x = BUF_INIT, y = BUF_INIT;
	int other = meaning(&x, a) | meaning(&y, b);
	int same = other || !strcmp(buf_str(&x), buf_str(&y));

	buf_free(&x);
	buf_free(&y);
	return same;
}

/* ---- What is wrong */

static void fault(struct client_faults *f, enum client_fault kind, const char *what)
{
	if (!f->what[kind])
		f->what[kind] = text_safe_new(what ? what : "", 100);
}

void client_faults_free(struct client_faults *f)
{
	size_t i;

	for (i = 0; i < FAULTS; i++) {
		free(f->what[i]);
		f->what[i] = NULL;
	}
}

static const struct claim_header *find(const struct claim *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (text_ieq(c->headers[i].name, name))
			return &c->headers[i];
	return NULL;
}

const char *claim_header(const struct claim *c, const char *name)
{
	const struct claim_header *h = find(c, name);

	return h ? h->value : NULL;
}

static int is_own(const struct client *cl, const char *key)
{
	const char *const own[] = { cl->url_field, cl->headers_field, cl->bearer_field, cl->env_headers_field,
				    cl->helper_field };
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i] && !strcmp(own[i], key))
			return 1;
	return kv_get(&cl->fixed, key) != NULL;
}

/* Members that another client would read, or that stand in the way here. */
static int is_foreign(const struct client *cl, const char *key)
{
	static const char *const others[] = { "headers", "http_headers", "env_http_headers",
					      "bearer_token_env_var" };
	size_t i;

	if (is_own(cl, key))
		return 0;
	for (i = 0; i < CLIENT_URL_FIELDS; i++)
		if (!strcmp(key, client_url_fields[i]))
			return 1;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(key, others[i]))
			return 1;
	/* a map of headers by a name that nobody reads is silently lost: "header", "httpHeaders" */
	return client_is_headers(key) || kv_get(&cl->drop, key) != NULL;
}

static const struct claim_member *member(const struct claim *c, const char *key)
{
	size_t i;

	for (i = 0; i < c->n_members; i++)
		if (!strcmp(c->members[i].key, key))
			return &c->members[i];
	return NULL;
}

/* A switch that a person has turned off, and the older transport, are theirs to choose. */
static int lacks(const struct claim *c, const struct kv_pair *fixed)
{
	const struct claim_member *m = member(c, fixed->key);

	if (!m)
		return 1;
	if (!strcmp(fixed->value, "true") || !strcmp(fixed->value, "false"))
		return 0;
	return !m->text || (strcmp(m->text, fixed->value) != 0 && strcmp(m->text, "sse") != 0);
}

static void variables(const struct claim *c, const struct claim_header *h, struct client_faults *f)
{
	struct value v = value_of(h);
	enum piece kind;

	while (!h->is_var && (kind = next_piece(&v)) != END)
		if (kind == VARIABLE && (!c->cl->variable || strcmp(c->cl->variable, v.syntax) != 0))
			fault(f, FAULT_VARIABLE, h->name);
}

void claim_form(const struct claim *c, struct client_faults *f)
{
	const struct client *cl = c->cl;
	size_t i;

	if (c->command)
		return;
	if (!c->url || !client_is_address(c->url))
		fault(f, FAULT_ADDRESS, c->url);
	else if (strcmp(c->url_member, cl->url_field) != 0)
		fault(f, FAULT_LACKS, cl->url_field);
	for (i = 0; i < cl->fixed.n; i++)
		if (lacks(c, &cl->fixed.v[i]))
			fault(f, FAULT_LACKS, cl->fixed.v[i].key);
	for (i = 0; i < c->n_members; i++)
		if (is_foreign(cl, c->members[i].key))
			fault(f, FAULT_MEMBER, c->members[i].key);
	for (i = 0; i < c->n; i++)
		variables(c, &c->headers[i], f);
}

const char *claim_lacks(const struct claim *c, const char *server)
{
	static const char *const names[] = { "Authorization", "x-pd-project-id", "x-pd-environment", CLIENT_USER,
					     CLIENT_APP_SLUG };
	size_t i;

	if (c->command || strncmp(server, "pipedream-", 10) != 0)
		return NULL;
	for (i = c->helper ? 2 : 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!find(c, names[i]))
			return names[i];
	return NULL;
}

static enum client_fault kind_of(const char *header)
{
	if (text_ieq(header, CLIENT_USER))
		return FAULT_TENANT;
	return text_ieq(header, CLIENT_APP_SLUG) ? FAULT_APP : FAULT_HEADER;
}

void claim_same(const struct claim *c, const struct claim *reference, struct client_faults *f)
{
	size_t i;

	if (c->command != reference->command) {
		fault(f, FAULT_PROGRAM, NULL);
		return;
	}
	if (c->command)
		return;
	if (!c->url || !reference->url || strcmp(c->url, reference->url) != 0)
		fault(f, FAULT_ADDRESS, c->url);
	for (i = 0; i < reference->n; i++) {
		const struct claim_header *want = &reference->headers[i], *have = find(c, want->name);

		if (have && !same_value(have, want) && !want->is_var && claim_is_secret(want->name, want->value))
			continue;
		if (have ? !same_value(have, want) : !c->helper || !needs_variable(want))
			fault(f, kind_of(want->name), want->name);
	}
	for (i = 0; i < c->n; i++) {
		const struct claim_header *have = &c->headers[i];

		if (!find(reference, have->name) && (!reference->helper || !needs_variable(have)))
			fault(f, kind_of(have->name), have->name);
	}
}

int claim_is_secret(const char *header, const char *text)
{
	char *line = mem_fmt("%s: %s", header, text);
	size_t hits = secrets_scan(line, strlen(line), NULL, NULL, NULL);

	free(line);
	return hits > 0;
}

/* ---- The entry itself */

int claim_header_split(const struct claim_header *h, struct buf *text, struct buf *var)
{
	struct value v = value_of(h);
	enum piece kind;

	buf_reset(text);
	buf_reset(var);
	buf_adds(text, h->lead);
	if (h->is_var) {
		buf_adds(var, h->value);
		return 1;
	}
	while ((kind = next_piece(&v)) != END) {
		if (kind == OTHER || var->len)
			return 0;
		buf_add(kind == VARIABLE ? var : text, v.s, v.n);
	}
	return 1;
}

struct entry *claim_entry_new(const struct claim *c, const char *name)
{
	struct buf text = BUF_INIT, var = BUF_INIT;
	struct entry *en = !c->command && c->url ? entry_new(name, c->url) : NULL;
	size_t i;

	for (i = 0; en && i < c->n; i++) {
		if (claim_header_split(&c->headers[i], &text, &var)) {
			entry_header_add(en, c->headers[i].name, buf_str(&text),
					 var.len ? buf_str(&var) : NULL);
		} else {
			entry_free(en);
			en = NULL;
		}
	}
	if (en && c->helper)
		entry_helper_set(en, c->helper);
	buf_free(&text);
	buf_free(&var);
	return en;
}

int claim_fits(const struct claim *c, const struct client *cl)
{
	struct buf text = BUF_INIT, var = BUF_INIT;
	size_t i;
	int fits = 1;

	for (i = 0; i < c->n && fits; i++) {
		const struct claim_header *h = &c->headers[i];

		if (cl->variable || !needs_variable(h))
			continue;
		fits = claim_header_split(h, &text, &var) &&
		       ((cl->bearer_field && text_ieq(h->name, "Authorization") && text_ieq(buf_str(&text), BEARER)) ||
			(cl->env_headers_field && !text.len));
	}
	buf_free(&text);
	buf_free(&var);
	return fits;
}
