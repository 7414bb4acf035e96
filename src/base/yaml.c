/* SPDX-License-Identifier: MIT */
/* yaml: a small tree from the events of libyaml. */
#include "base/yaml.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml_known.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#define YAML_DEPTH 32

struct reader {
	yaml_parser_t p;
	yaml_event_t ev; /* the current event; always initialised */
	const char *s;
	size_t n;
	size_t bom;      /* bytes of a byte order mark, which libyaml does not get to see */
	uint32_t *byte;  /* offset of each character: libyaml counts characters */
	size_t chars;
	char *name;
	struct err *e;
};

static int refuse_at(struct reader *r, size_t line, size_t col, const char *why)
{
	return err_set(r->e, E_FAIL, "%s:%zu:%zu: %s", r->name, line, col, why);
}

static int refuse(struct reader *r, const yaml_mark_t *m, const char *why)
{
	return refuse_at(r, m->line + 1, m->column + 1, why);
}

/* For what is wrong before libyaml has counted lines. */
static int refuse_byte(struct reader *r, size_t at, const char *why)
{
	size_t line = 1, col = 1, i;

	for (i = 0; i < at && i < r->n; i++) {
		if (r->s[i] == '\n') {
			line++;
			col = 1;
		} else if (((unsigned char)r->s[i] & 0xc0) != 0x80) {
			col++;
		}
	}
	return refuse_at(r, line, col, why);
}

static int refuse_parser(struct reader *r)
{
	char *why;
	int c;

	if (r->p.error == YAML_MEMORY_ERROR || r->p.error == YAML_NO_ERROR) /* or not even begun */
		mem_oom(); /* it says nothing of the file */
	/* The detail comes from libyaml, in English. */
	why = mem_fmt(_("this is not valid YAML (%s)"), r->p.problem ? r->p.problem : "?");
	if (r->p.error == YAML_READER_ERROR)
		c = refuse_byte(r, r->bom + r->p.problem_offset, why);
	else
		c = refuse(r, &r->p.problem_mark, why);
	free(why);
	return c;
}

static int next_event(struct reader *r)
{
	yaml_event_delete(&r->ev);
	return yaml_parser_parse(&r->p, &r->ev) ? 0 : refuse_parser(r);
}

static size_t offset(const struct reader *r, const yaml_mark_t *m)
{
	return r->byte[m->index < r->chars ? m->index : r->chars];
}

/* 0 when the text is UTF-8; fills the table on the way. */
static int index_chars(struct reader *r)
{
	size_t i, len;
	uint32_t cp;

	r->bom = r->n >= 3 && !memcmp(r->s, "\xef\xbb\xbf", 3) ? 3 : 0;
	r->byte = mem_array(NULL, r->n + 1, sizeof(*r->byte));
	for (i = r->bom; i < r->n; i += len) {
		len = text_decode(r->s + i, r->n - i, &cp);
		if (!len)
			return refuse_byte(r, i, _("a byte is not UTF-8; save the file as UTF-8"));
		r->byte[r->chars++] = (uint32_t)i;
	}
	r->byte[r->chars] = (uint32_t)r->n;
	return 0;
}

/* Anchors, aliases and tags all begin with a mark of their own; no value of ours does. */
static int is_decorated(struct reader *r)
{
	const yaml_mark_t *m = &r->ev.start_mark;
	size_t at = offset(r, m);

	if (r->ev.type == YAML_ALIAS_EVENT)
		return refuse(r, m, _("an alias (*) is not allowed in this file; write the value out"));
	if (at < r->n && r->s[at] == '&')
		return refuse(r, m, _("an anchor (&) is not allowed in this file; write the value out"));
	if (at < r->n && r->s[at] == '!')
		return refuse(r, m, _("a tag (!) is not allowed in this file; use quotes for text"));
	return 0;
}

static int take_scalar(struct reader *r, char **out)
{
	const char *v = (const char *)r->ev.data.scalar.value;
	size_t n = r->ev.data.scalar.length;

	if (memchr(v, '\0', n))
		return refuse(r, &r->ev.start_mark, _("U+0000 is not allowed in this file"));
	*out = mem_strn(v, n);
	return 0;
}

static struct yaml *node_new(const yaml_mark_t *m)
{
	struct yaml *y = mem_alloc(sizeof(*y));

	y->line = m->line + 1;
	y->col = m->column + 1;
	return y;
}

static int by_key(const void *va, const void *vb)
{
	const struct yaml *a = *(const struct yaml *const *)va, *b = *(const struct yaml *const *)vb;
	int c = strcmp(a->key, b->key);

	if (c)
		return c;
	return a->line < b->line || (a->line == b->line && a->col < b->col) ? -1 : 1;
}

/* Sorted, a key that stands twice has itself next. */
static int refuse_twins(struct reader *r, const struct yaml *map)
{
	size_t n = yaml_count(map), i = 0;
	const struct yaml **v;
	char *key, *why;
	int c = 0;

	if (n < 2)
		return 0;
	v = mem_array(NULL, n, sizeof(*v));
	yaml_each(it, map)
		v[i++] = it;
	qsort(v, n, sizeof(*v), by_key);
	for (i = 1; i < n && strcmp(v[i - 1]->key, v[i]->key); i++)
		;
	if (i < n) {
		key = text_safe_new(v[i]->key, 80);
		why = mem_fmt(_("the key \"%s\" stands twice in the same map"), key);
		c = refuse_at(r, v[i]->line, v[i]->col, why);
		free(why);
		free(key);
	}
	free(v);
	return c;
}

static int take_value(struct reader *r, struct yaml *y, int depth);

/* The current event begins a member: its key in a map, the value itself in a list. */
static int take_member(struct reader *r, struct yaml *in, struct yaml **slot, int depth)
{
	struct yaml *y = node_new(&r->ev.start_mark);

	*slot = y;
	if (in->kind == YAML_LIST)
		return take_value(r, y, depth);
	if (is_decorated(r))
		return -1;
	if (r->ev.type != YAML_SCALAR_EVENT)
		return refuse(r, &r->ev.start_mark, _("a key must be plain text"));
	if (take_scalar(r, &y->key) || next_event(r))
		return -1;
	return take_value(r, y, depth);
}

/* From the start event of a map or list to its end event. */
static int take_children(struct reader *r, struct yaml *y, int depth)
{
	yaml_event_type_t end = y->kind == YAML_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	int flow = y->kind == YAML_MAP
		? r->ev.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
		: r->ev.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	struct yaml **slot = &y->child;

	if (depth > YAML_DEPTH)
		return refuse(r, &r->ev.start_mark, _("this file is nested too deeply"));
	for (;;) {
		if (next_event(r))
			return -1;
		if (r->ev.type == end)
			break;
		if (take_member(r, y, slot, depth))
			return -1;
		/* A block ends where its last child does; what libyaml says lies past the comments. */
		y->end = (*slot)->end;
		slot = &(*slot)->next;
	}
	if (flow)
		y->end = offset(r, &r->ev.end_mark);
	return y->kind == YAML_MAP ? refuse_twins(r, y) : 0;
}

static int take_value(struct reader *r, struct yaml *y, int depth)
{
	if (is_decorated(r))
		return -1;
	y->at = offset(r, &r->ev.start_mark);
	y->end = offset(r, &r->ev.end_mark);
	switch (r->ev.type) {
	case YAML_SCALAR_EVENT:
		y->kind = YAML_SCALAR;
		y->plain = r->ev.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		return take_scalar(r, &y->value);
	case YAML_SEQUENCE_START_EVENT:
		y->kind = YAML_LIST;
		return take_children(r, y, depth + 1);
	case YAML_MAPPING_START_EVENT:
		y->kind = YAML_MAP;
		return take_children(r, y, depth + 1);
	default:
		return refuse(r, &r->ev.start_mark, _("a value is expected here"));
	}
}

/* A document of nothing but `---` and comments is an empty map too. */
static void empty_to_map(struct yaml *y)
{
	if (y->kind != YAML_SCALAR || !y->plain || *y->value)
		return;
	free(y->value);
	y->value = NULL;
	y->plain = 0;
	y->kind = YAML_MAP;
}

static int take_stream(struct reader *r, struct yaml **doc)
{
	if (next_event(r) || next_event(r))
		return -1;
	*doc = node_new(&r->ev.start_mark);
	if (r->ev.type == YAML_STREAM_END_EVENT) {
		(*doc)->kind = YAML_MAP;
		(*doc)->at = (*doc)->end = offset(r, &r->ev.start_mark);
		return 0;
	}
	if (r->ev.data.document_start.tag_directives.start !=
	    r->ev.data.document_start.tag_directives.end)
		return refuse(r, &r->ev.start_mark, _("a %TAG line is not allowed in this file"));
	if (next_event(r))
		return -1;
	(*doc)->line = r->ev.start_mark.line + 1;
	(*doc)->col = r->ev.start_mark.column + 1;
	if (take_value(r, *doc, 0))
		return -1;
	empty_to_map(*doc);
	if (next_event(r) || next_event(r)) /* the document's end, and what comes after it */
		return -1;
	if (r->ev.type != YAML_STREAM_END_EVENT)
		return refuse(r, &r->ev.start_mark, _("only one document is allowed in this file"));
	return 0;
}

static struct yaml *read_document(const char *s, size_t n, const char *name, struct err *e)
{
	struct reader r = { .s = s ? s : "", .n = n, .name = text_safe_new(name, 400), .e = e };
	struct yaml *doc = NULL;
	int bad;

	if (n > YAML_MAX)
		bad = refuse_byte(&r, YAML_MAX, _("this file is too large to be one of ours"));
	else
		bad = index_chars(&r);
	if (!bad && !yaml_parser_initialize(&r.p))
		bad = refuse_parser(&r);
	if (!bad) {
		yaml_parser_set_encoding(&r.p, YAML_UTF8_ENCODING);
		yaml_parser_set_input_string(&r.p, (const unsigned char *)r.s + r.bom,
					     n - r.bom);
		bad = take_stream(&r, &doc);
		yaml_event_delete(&r.ev);
		yaml_parser_delete(&r.p);
	}
	free(r.byte);
	free(r.name);
	if (!bad)
		return doc;
	yaml_free(doc);
	return NULL;
}

static char *text_at(const struct yaml_known *k, uint32_t at)
{
	return at ? (char *)(uintptr_t)(k->texts + at) : NULL; /* nobody writes to it or frees it: see yaml_free */
}

/* The tree of a document that was read when toolgap was built, or NULL. */
static struct yaml *known(const char *s, size_t n)
{
	const struct yaml_known *k = yaml_known, *end = k + yaml_known_n;
	struct yaml *v;
	size_t i;

	for (; k < end && (k->n != n || memcmp(k->bytes, s, n) != 0); k++)
		;
	if (k == end)
		return NULL;
	v = mem_array(NULL, k->nodes, sizeof(*v));
	for (i = 0; i < k->nodes; i++) {
		const struct yaml_node *y = &k->node[i];

		v[i] = (struct yaml){ .kind = (enum yaml_kind)y->kind, .key = text_at(k, y->key),
				      .value = text_at(k, y->value), .plain = y->plain, .line = y->line,
				      .col = y->col, .at = y->at, .end = y->end,
				      .child = y->below ? v + i + 1 : NULL,
				      .next = y->last ? NULL : v + i + 1 + y->below };
	}
	v->whole = 1;
	return v;
}

struct yaml *yaml_parse(const char *s, size_t n, const char *name, struct err *e)
{
	struct yaml *doc = s ? known(s, n) : NULL;

	return doc ? doc : read_document(s, n, name, e);
}

void yaml_free(struct yaml *doc)
{
	struct yaml *next;

	if (doc && doc->whole) {
		free(doc);
		return;
	}
	for (; doc; doc = next) {
		next = doc->next;
		yaml_free(doc->child); /* as deep as the parser lets a file be */
		free(doc->key);
		free(doc->value);
		free(doc);
	}
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	yaml_each(it, map)
		if (!strcmp(it->key, key))
			return it;
	return NULL;
}

/* What YAML reads as null when it stands without quotes; nothing at all is null too. */
static int is_null(const struct yaml *y)
{
	return y->plain && (!*y->value || !strcmp(y->value, "~") || text_ieq(y->value, "null"));
}

const char *yaml_text(const struct yaml *y)
{
	return y && y->kind == YAML_SCALAR && !is_null(y) ? y->value : NULL;
}

const char *yaml_str(const struct yaml *map, const char *key)
{
	return yaml_text(yaml_get(map, key));
}

const char *yaml_or(const struct yaml *map, const char *key, const char *fallback)
{
	const char *v = yaml_str(map, key);

	return v ? v : fallback;
}

int yaml_bool(const struct yaml *map, const char *key, int fallback)
{
	const char *v = yaml_str(map, key);

	if (!v)
		return fallback;
	if (text_ieq(v, "true") || text_ieq(v, "yes") || text_ieq(v, "on"))
		return 1;
	if (text_ieq(v, "false") || text_ieq(v, "no") || text_ieq(v, "off"))
		return 0;
	return fallback;
}

size_t yaml_count(const struct yaml *node)
{
	size_t n = 0;

	yaml_each(it, node)
		n++;
	return n;
}
