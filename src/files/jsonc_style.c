/* SPDX-License-Identifier: MIT */
/* jsonc_style: how a JSON file is written around one place. */
#include "files/jsonc_style.h"

#include "base/json.h"
#include "files/jsonc_look.h"

#include <string.h>

static size_t key_or_value(const struct jsonc_node *node)
{
	return node->key ? node->key_at : node->at;
}

/* What the first child's line is indented more than the line of the bracket, if it is. */
static int unit_of(struct buf *unit, const char *s, const struct jsonc_node *node)
{
	size_t outer, outer_end, inner, inner_end, len;

	if (!node->child || !jsonc_begins_line(s, key_or_value(node->child)))
		return 0;
	outer_end = jsonc_indent(s, node->at, &outer);
	inner_end = jsonc_indent(s, key_or_value(node->child), &inner);
	len = outer_end - outer;
	if (inner_end - inner <= len || memcmp(s + outer, s + inner, len))
		return 0;
	buf_add(unit, s + inner + len, inner_end - inner - len);
	return 1;
}

/* The first node from here, at any depth, that shows the unit; its depth is bounded by the reader.
 */
static int unit_below(struct buf *unit, const char *s, const struct jsonc_node *node)
{
	const struct jsonc_node *c;

	if (unit_of(unit, s, node))
		return 1;
	for (c = node->child; c; c = c->next)
		if (c->child && unit_below(unit, s, c))
			return 1;
	return 0;
}

static void find_unit(struct jsonc_style *st, const struct jsonc_src *src,
		      const struct jsonc_node *object)
{
	const struct jsonc_node *c;

	for (c = object->child; c; c = c->next)
		if (unit_of(&st->unit, src->s, c))
			return;
	if (!unit_of(&st->unit, src->s, object) && !unit_below(&st->unit, src->s, src->root))
		buf_adds(&st->unit, "  ");
}

/* The line end in front of `at`, else the first one behind it. */
static void find_eol(struct jsonc_style *st, const char *s, size_t n, size_t at)
{
	size_t i = at, len;

	while (i && !jsonc_break(s, n, i - 1))
		i--;
	if (i > 1 && jsonc_break(s, n, i - 2) == 2)
		i -= 2;
	else if (i)
		i--;
	else
		for (i = at; i < n && !jsonc_break(s, n, i); i++)
			;
	len = jsonc_break(s, n, i);
	if (len)
		buf_add(&st->eol, s + i, len);
	else
		buf_addc(&st->eol, '\n');
}

/* What stands between a name and its value, when that is a colon and blanks. */
static int colon_of(struct buf *colon, const char *s, const struct jsonc_node *member)
{
	size_t i;

	if (!member->key)
		return 0;
	for (i = member->key_end; i < member->at; i++)
		if (s[i] != ':' && !jsonc_is_blank(s[i]))
			return 0;
	buf_add(colon, s + member->key_end, member->at - member->key_end);
	return 1;
}

static size_t blanks(const char *s, size_t from)
{
	size_t i = from;

	while (jsonc_is_blank(s[i]))
		i++;
	return i - from;
}

/* The padding and the gap of an object that is written in one line. */
static int spacing_of(struct jsonc_style *st, const char *s, const struct jsonc_node *object)
{
	const struct jsonc_node *a = object->child, *b = a ? a->next : NULL;
	size_t i, len = blanks(s, object->at + 1);

	if (object->kind != JSONC_OBJECT || jsonc_has_break(s, object->at, object->end))
		return 0;
	if (a ? object->at + 1 + len != a->key_at : object->at + 1 + len != object->end - 1)
		return 0;
	buf_add(&st->pad, s + object->at + 1, len);
	if (!b)
		return 1;
	for (i = b->key_at; jsonc_is_blank(s[i - 1]); i--)
		;
	if (s[i - 1] == ',') {
		buf_reset(&st->gap);
		buf_add(&st->gap, s + i, b->key_at - i);
	}
	return 1;
}

/* A map or list with something in it, built or not. */
static int is_filled(const char *s, const struct jsonc_node *c)
{
	return (c->kind == JSONC_OBJECT || c->kind == JSONC_LIST) &&
	       (c->child || jsonc_behind(s, c->at + 1, c->end - 1) < c->end - 1);
}

/* Are all objects and lists that are members in one line, and all that are members of those? */
static void find_flat(struct jsonc_style *st, const char *s, const struct jsonc_node *object)
{
	int any[2] = {0, 0}, tall[2] = {0, 0};
	const struct jsonc_node *c, *g;

	for (c = object->child; c && !(tall[0] && tall[1]); c = c->next) {
		if (!is_filled(s, c))
			continue;
		any[0] = 1;
		tall[0] |= jsonc_has_break(s, c->at, c->end);
		for (g = c->child; g && !tall[1]; g = g->next) {
			if (!g->child)
				continue;
			any[1] = 1;
			tall[1] |= jsonc_has_break(s, g->at, g->end);
		}
	}
	st->flat_at[0] = any[0] && !tall[0];
	st->flat_at[1] = st->flat_at[0] || (any[1] && !tall[1]);
}

void jsonc_style_init(struct jsonc_style *st, const struct jsonc_src *src,
		      const struct jsonc_node *object)
{
	const struct jsonc_node *last, *c;
	size_t from, end;

	memset(st, 0, sizeof(*st));
	find_eol(st, src->s, src->n, object ? object->end : src->n);
	if (!object) {
		buf_adds(&st->unit, "  ");
		buf_adds(&st->base, "  ");
		buf_adds(&st->colon, ": ");
		return;
	}
	for (last = object->child; last && last->next; last = last->next)
		;
	find_unit(st, src, object);
	if (last && jsonc_begins_line(src->s, last->key_at)) {
		end = jsonc_indent(src->s, last->key_at, &from);
		buf_add(&st->base, src->s + from, end - from);
	} else {
		end = jsonc_indent(src->s, object->at, &from);
		buf_add(&st->base, src->s + from, end - from);
		buf_add(&st->base, st->unit.p, st->unit.len);
	}
	if (!(last && colon_of(&st->colon, src->s, last)) && !colon_of(&st->colon, src->s, object))
		buf_adds(&st->colon, ": ");
	if (jsonc_is_blank(st->colon.p[st->colon.len - 1]))
		buf_addc(&st->gap, ' ');
	if (!spacing_of(st, src->s, object))
		for (c = object->child; c && !(c->child && spacing_of(st, src->s, c)); c = c->next)
			;
	find_flat(st, src->s, object);
}

void jsonc_style_free(struct jsonc_style *st)
{
	buf_free(&st->eol);
	buf_free(&st->unit);
	buf_free(&st->base);
	buf_free(&st->colon);
	buf_free(&st->gap);
	buf_free(&st->pad);
}

static void add(struct buf *out, const struct buf *b)
{
	buf_add(out, buf_str(b), b->len);
}

void jsonc_style_eol(struct buf *out, const struct jsonc_style *st, size_t levels)
{
	add(out, &st->eol);
	add(out, &st->base);
	for (; levels; levels--)
		add(out, &st->unit);
}

static void write_value(struct buf *out, const struct jsonc_style *st, const struct tree *t,
			size_t level)
{
	int flat = st->flat || st->flat_at[level ? 1 : 0];
	const struct tree *c;

	if (t->kind == TREE_TEXT) {
		json_quote(out, t->text, strlen(t->text));
		return;
	}
	if (t->kind == TREE_BOOL) {
		buf_adds(out, t->truth ? "true" : "false");
		return;
	}
	buf_addc(out, t->kind == TREE_MAP ? '{' : '[');
	for (c = t->child; c; c = c->next) {
		if (!flat)
			jsonc_style_eol(out, st, level + 1);
		else if (c != t->child)
			add(out, &st->gap);
		else if (t->kind == TREE_MAP)
			add(out, &st->pad);
		if (t->kind == TREE_MAP) {
			json_quote(out, c->key, strlen(c->key));
			add(out, &st->colon);
		}
		write_value(out, st, c, level + 1);
		if (c->next)
			buf_addc(out, ',');
	}
	if (t->child && !flat)
		jsonc_style_eol(out, st, level);
	else if (t->child && t->kind == TREE_MAP)
		add(out, &st->pad);
	buf_addc(out, t->kind == TREE_MAP ? '}' : ']');
}

void jsonc_style_value(struct buf *out, const struct jsonc_style *st, const struct tree *value)
{
	write_value(out, st, value, 0);
}
