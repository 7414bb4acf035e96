/* SPDX-License-Identifier: MIT */
/* toml_judge: what becomes of each value of a TOML table that is brought to what is wanted. */
#include "files/toml_job.h"

#include <string.h>

int toml_lacks(const struct toml_job *j, const struct toml_node *table, const struct tree *t)
{
	const struct toml_node *c = toml_find(j->doc, table, t->key ? t->key : "");

	return !c || c->fate == TOML_DROP;
}

int toml_misses(const struct toml_job *j, const struct toml_node *table)
{
	const struct tree *t;

	for (t = table->want->child; t; t = t->next)
		if (toml_lacks(j, table, t))
			return 1;
	return 0;
}

const struct toml_stmt *toml_door(const struct toml_job *j, const struct toml_node *table)
{
	const struct toml_stmts *l = toml_lines(j->doc);
	size_t i;

	for (i = l->n; i-- > 0;)
		if (!l->v[i].header && l->v[i].node->parent == table)
			return &l->v[i];
	return NULL;
}

static int in_braces(const struct toml_node *nd)
{
	while (nd && nd->how != TOML_INLINE)
		nd = nd->parent;
	return nd != NULL;
}

/* Can a key be added to this table where it stands? */
static int grows(const struct toml_job *j, const struct toml_node *table)
{
	return table->how == TOML_HEADER || in_braces(table) ||
	       (table->how == TOML_DOTTED && toml_door(j, table));
}

static void forget(struct toml_node *nd)
{
	struct toml_node *c;

	for (c = nd->child; c; c = c->next) {
		c->fate = TOML_NONE;
		forget(c);
	}
}

/* A table for which a map is wanted: it stays where that can be. */
static void judge_table(struct toml_job *j, struct toml_node *c)
{
	if (c->want->child || c->how == TOML_HEADER || c->how == TOML_INLINE) {
		toml_judge(j, c, c->want);
		if (grows(j, c) || !toml_misses(j, c))
			return;
		forget(c);
	}
	c->fate = TOML_DROP;
}

void toml_judge(struct toml_job *j, struct toml_node *table, const struct tree *want)
{
	const struct tree *t;
	struct toml_node *c;

	table->fate = TOML_INTO;
	table->want = want;
	for (t = want->child; t; t = t->next) {
		c = toml_node_at(j->doc, table, t->key ? t->key : "");
		if (c)
			c->want = t;
	}
	for (c = table->child; c; c = c->next) {
		if (!c->want)
			c->fate = TOML_DROP;
		else if (toml_same(j->doc, c->want, c))
			c->fate = TOML_KEEP;
		else if (c->kind == TOML_TABLE && c->want->kind == TREE_MAP)
			judge_table(j, c);
		else
			c->fate = c->end ? TOML_REPLACE : TOML_DROP;
	}
}

const struct toml_node *toml_judged(const struct toml_node *nd)
{
	while (nd->fate == TOML_NONE && nd->parent)
		nd = nd->parent;
	return nd;
}
