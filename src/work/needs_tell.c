/* SPDX-License-Identifier: MIT */
/* needs_tell: what the clients need, in words: for the preview, and for the end of the walk. */
#include "base/i18n.h"
#include "base/mem.h"
#include "work/plan.h"

#include <stdlib.h>
#include <string.h>

#define BEARER "PIPEDREAM_OAUTH_BEARER"

static const char *where(const char *from)
{
	static const struct {
		const char *from, *words;
	} rows[] = { { "environment", N_("set") },
		     { "file", N_("in credentials.env") },
		     { "infisical", N_("from Infisical") },
		     { "withheld", N_("set here, but not handed on") },
		     { "expired", N_("set, but its time is over") },
		     { "elsewhere", N_("not set here") } };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!strcmp(rows[i].from, from))
			return _(rows[i].words);
	return _("not set");
}

/* "PIPEDREAM_OAUTH_BEARER (not set), PIPEDREAM_PROJECT_ID (set)" */
static void vars_text(const struct kv *vars, struct buf *b)
{
	size_t i;

	for (i = 0; i < vars->n; i++)
		buf_addf(b, "%s%s (%s)", i ? ", " : "", vars->v[i].key, where(vars->v[i].value));
}

void plan_needs_text(const struct plan *p, struct kv *lines)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < p->n_needs; i++) {
		const struct plan_need *n = &p->needs[i];

		buf_reset(&b);
		if (n->own)
			/* TRANSLATORS: a client's name, then the command that toolgap.yaml names */
			buf_addf(&b, _("%s runs `%s`, which brings what it needs."), n->name, n->helper);
		else if (n->helper)
			/* TRANSLATORS: a client's name, a command, then the variables with "(set)" or "(not set)" */
			buf_addf(&b, _("%s runs `%s`, which needs "), n->name, n->helper);
		else
			/* TRANSLATORS: the same */
			buf_addf(&b, _("%s needs "), n->name);
		vars_text(&n->vars, &b);
		if (!n->own)
			buf_adds(&b, i18n_stop(buf_str(&b)));
		kv_add(lines, n->client, buf_str(&b));
		kv_add(lines, "", n->environment);
	}
	buf_free(&b);
}

/* ---- the end of the walk */

enum way { BY_VARIABLES, BY_TOOLGAP, BY_OWN };

static enum way way_of(const struct plan_need *n)
{
	return n->own ? BY_OWN : n->helper ? BY_TOOLGAP : BY_VARIABLES;
}

/* The clients of one way: "Claude Code, Cursor". `unset`: what to export; `file`: what goes into credentials.env. */
struct group {
	struct buf names;
	const char *command;
	int bearer; /* one of them lives for an hour */
	struct kv unset, file, bare; /* bare: the names of those that read nothing but that file */
};

static void group_free(struct group *g)
{
	buf_free(&g->names);
	kv_free(&g->unset);
	kv_free(&g->file);
	kv_free(&g->bare);
}

static int group_of(const struct plan *p, enum way way, struct group *g)
{
	size_t i, k, n = 0;

	memset(g, 0, sizeof(*g));
	for (i = 0; i < p->n_needs; i++) {
		const struct plan_need *it = &p->needs[i];
		struct kv *list = it->bare ? &g->file : &g->unset;

		if (way_of(it) != way)
			continue;
		g->command = it->helper;
		buf_addf(&g->names, "%s%s", n++ ? ", " : "", it->name);
		if (it->bare)
			kv_add(&g->bare, "", it->name);
		g->bearer |= kv_get(&it->vars, BEARER) != NULL;
		for (k = 0; k < it->vars.n; k++)
			if (!plan_need_met(it->vars.v[k].value) && !kv_get(list, it->vars.v[k].key))
				kv_add(list, it->vars.v[k].key, "");
	}
	return n > 0;
}

static void next_variables(const struct group *g, struct kv *lines)
{
	size_t i;

	kv_addf(lines, "next",
		g->unset.n ? _("Next: export what is not set here yet, where these start: %s")
			   : _("What these need is set here, and must be set where they start: %s"),
		buf_str(&g->names));
	for (i = 0; i < g->unset.n; i++)
		if (!strcmp(g->unset.v[i].key, BEARER))
			kv_add(lines, "next", "  export " BEARER "=\"$(toolgap bearer)\"");
		else
			kv_addf(lines, "next", "  export %s=…", g->unset.v[i].key);
	if (g->bearer)
		kv_add(lines, "next",
		       _("A bearer lives for an hour; `toolgap exec -- COMMAND` starts a client with a fresh one."));
}

static void next_toolgap(const struct group *g, struct kv *lines)
{
	char *bare = kv_join_new(&g->bare, "", ", ");
	size_t i;

	kv_addf(lines, "next", _("These run `toolgap headers`, so toolgap must be on their PATH: %s"),
		buf_str(&g->names));
	for (i = 0; i < g->unset.n; i++)
		kv_addf(lines, "next", "  export %s=…", g->unset.v[i].key);
	if (g->file.n)
		kv_addf(lines, "next",
			_("%s hands on hardly any variable; put these into ~/.config/toolgap/credentials.env (chmod 600):"),
			bare);
	for (i = 0; i < g->file.n; i++)
		kv_addf(lines, "next", "  %s=…", g->file.v[i].key);
	free(bare);
}

void plan_needs_next(const struct plan *p, struct kv *lines)
{
	struct group g;

	if (group_of(p, BY_VARIABLES, &g))
		next_variables(&g, lines);
	group_free(&g);
	if (group_of(p, BY_TOOLGAP, &g))
		next_toolgap(&g, lines);
	group_free(&g);
	if (group_of(p, BY_OWN, &g))
		kv_addf(lines, "next", _("These run `%s`, so it must be found on their PATH: %s"), g.command,
			buf_str(&g.names));
	group_free(&g);
}
