/* SPDX-License-Identifier: MIT */
/* needs: which variables the planned entries need, client by client; names and whether they are set, never values. */
#include "base/i18n.h"
#include "base/mem.h"
#include "work/env.h"
#include "work/plan.h"

#include <stdlib.h>
#include <string.h>

/* What `toolgap headers` works from, where a client calls it. */
static const char *const minting[] = { "PIPEDREAM_CLIENT_ID", "PIPEDREAM_CLIENT_SECRET",
				       "PIPEDREAM_PROJECT_ID" };

#define MINTING (sizeof(minting) / sizeof(*minting))
#define BEARER "PIPEDREAM_OAUTH_BEARER"

static struct plan_need *need_of(struct plan *p, const struct client *cl)
{
	struct plan_need *n;
	size_t i;

	for (i = 0; i < p->n_needs; i++)
		if (!strcmp(p->needs[i].client, cl->id))
			return &p->needs[i];
	MEM_GROW(p->needs, p->n_needs, p->cap_needs);
	n = &p->needs[p->n_needs++];
	memset(n, 0, sizeof(*n));
	n->client = mem_str(cl->id);
	n->name = mem_str(cl->name);
	n->environment = mem_str(cl->environment);
	return n;
}

void plan_need(struct plan *p, const struct client *cl, const struct entry *en)
{
	struct kv names = KV_INIT;
	struct plan_need *n;
	size_t i;

	client_variables(cl, en, &names);
	if (names.n || client_helps(cl, en)) {
		n = need_of(p, cl);
		n->helper |= client_helps(cl, en);
		for (i = 0; n->helper && i < MINTING; i++)
			if (!kv_get(&n->vars, minting[i]))
				kv_add(&n->vars, minting[i], env_is_set(minting[i], 1) ? "set" : "");
		for (i = 0; i < names.n; i++)
			if (!kv_get(&n->vars, names.v[i].key))
				kv_add(&n->vars, names.v[i].key,
				       env_is_set(names.v[i].key, 0) ? "set" : "");
	}
	kv_free(&names);
}

void plan_needs_free(struct plan *p)
{
	size_t i;

	for (i = 0; i < p->n_needs; i++) {
		free(p->needs[i].client);
		free(p->needs[i].name);
		free(p->needs[i].environment);
		kv_free(&p->needs[i].vars);
	}
	free(p->needs);
	p->needs = NULL;
	p->n_needs = p->cap_needs = 0;
}

void plan_needs_json(const struct plan *p, struct json_out *o)
{
	size_t i, k;

	json_open(o, "variables", '[');
	for (i = 0; i < p->n_needs; i++) {
		const struct plan_need *n = &p->needs[i];

		json_open(o, NULL, '{');
		json_put(o, "client", n->client);
		json_put(o, "name", n->name);
		json_put(o, "auth", n->helper ? "helper" : "env");
		json_put(o, "environment", n->environment);
		json_open(o, "variables", '[');
		for (k = 0; k < n->vars.n; k++) {
			json_open(o, NULL, '{');
			json_put(o, "name", n->vars.v[k].key);
			json_put_bool(o, "set", *n->vars.v[k].value != 0);
			json_close(o, '}');
		}
		json_close(o, ']');
		json_close(o, '}');
	}
	json_close(o, ']');
}

/* "PIPEDREAM_OAUTH_BEARER (not set), PIPEDREAM_PROJECT_ID (set)" */
static void vars_text(const struct kv *vars, struct buf *b)
{
	size_t i;

	for (i = 0; i < vars->n; i++)
		buf_addf(b, "%s%s (%s)", i ? ", " : "", vars->v[i].key,
			 *vars->v[i].value ? _("set") : _("not set"));
}

void plan_needs_text(const struct plan *p, struct kv *lines)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < p->n_needs; i++) {
		const struct plan_need *n = &p->needs[i];

		buf_reset(&b);
		if (n->helper)
			/* TRANSLATORS: a client's name, then the variables with "(set)" or "(not set)" */
			buf_addf(&b, _("%s runs `toolgap headers`, which needs "), n->name);
		else
			/* TRANSLATORS: the same */
			buf_addf(&b, _("%s needs "), n->name);
		vars_text(&n->vars, &b);
		buf_addf(&b, ". %s", n->environment);
		kv_add(lines, n->client, buf_str(&b));
	}
	buf_free(&b);
}

/* The clients that take the variables themselves, or those that ask the helper: "Claude Code, Cursor". */
static int who(const struct plan *p, int helper, struct buf *b, struct kv *unset)
{
	size_t i, k, n = 0;

	for (i = 0; i < p->n_needs; i++) {
		if (p->needs[i].helper != helper)
			continue;
		buf_addf(b, "%s%s", n++ ? ", " : "", p->needs[i].name);
		for (k = 0; k < p->needs[i].vars.n; k++) {
			const struct kv_pair *v = &p->needs[i].vars.v[k];

			if (!*v->value && !kv_get(unset, v->key))
				kv_add(unset, v->key, "");
		}
	}
	return n > 0;
}

/* Is one of the variables the bearer that toolgap mints? A worker's own token does not end after an hour. */
static int takes_bearer(const struct plan *p)
{
	size_t i;

	for (i = 0; i < p->n_needs; i++)
		if (kv_get(&p->needs[i].vars, BEARER))
			return 1;
	return 0;
}

void plan_needs_next(const struct plan *p, struct kv *lines)
{
	struct buf names = BUF_INIT;
	struct kv unset = KV_INIT;
	size_t i;

	if (who(p, 0, &names, &unset)) {
		kv_addf(lines, "next",
			unset.n ? _("Next: export what is not set here yet, where these start: %s")
				: _("What these need is set here, and must be set where they start: %s"),
			buf_str(&names));
		for (i = 0; i < unset.n; i++)
			if (!strcmp(unset.v[i].key, BEARER))
				kv_add(lines, "next", "  export " BEARER "=\"$(toolgap bearer)\"");
			else
				kv_addf(lines, "next", "  export %s=…", unset.v[i].key);
		if (takes_bearer(p))
			kv_add(lines, "next",
			       _("A bearer lives for an hour; `toolgap exec -- COMMAND` starts a client with a fresh one."));
	}
	buf_reset(&names);
	kv_free(&unset);
	if (who(p, 1, &names, &unset)) {
		kv_addf(lines, "next",
			_("These run `toolgap headers`, so toolgap must be on their PATH: %s"),
			buf_str(&names));
		for (i = 0; i < unset.n; i++)
			kv_addf(lines, "next", "  export %s=…", unset.v[i].key);
	}
	kv_free(&unset);
	buf_free(&names);
}
