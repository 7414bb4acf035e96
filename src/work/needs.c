/* SPDX-License-Identifier: MIT */
/* needs: which variables the planned entries need, client by client; names and whether they are set, never values. */
#include "base/i18n.h"
#include "base/mem.h"
#include "work/env.h"
#include "work/plan.h"

#include <stdlib.h>
#include <string.h>

/* What `toolgap headers` works from, where a client calls it; and what it asks for these where they are missing. */
static const char *const minting[] = { "PIPEDREAM_CLIENT_ID", "PIPEDREAM_CLIENT_SECRET",
				       "PIPEDREAM_PROJECT_ID" };
static const char *const store[] = { "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID",
				     "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", "INFISICAL_PROJECT_ID",
				     "INFISICAL_ENVIRONMENT" };

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

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
	return n;
}

static enum env_from reaches(const char *name, int bare)
{
	return bare ? env_from_bare(name) : env_from(name);
}

static int store_ready(int bare)
{
	size_t i;

	for (i = 0; i < COUNT(store); i++)
		if (reaches(store[i], bare) == ENV_NOWHERE)
			return 0;
	return 1;
}

/* How a `toolgap headers` that this client starts comes by one of its credentials. */
static const char *minted_from(const char *name, int bare)
{
	switch (reaches(name, bare)) {
	case ENV_SHELL:
		return "environment";
	case ENV_FILE:
		return "file";
	default:
		if (store_ready(bare))
			return "infisical";
		return bare && env_from(name) != ENV_NOWHERE ? "withheld" : "";
	}
}

int plan_need_met(const char *from)
{
	return *from && strcmp(from, "withheld") != 0 && strcmp(from, "expired") != 0 && strcmp(from, "elsewhere") != 0;
}

/* The person is told before anything is written: such an entry is whole, and cannot work yet. */
static void warn_bare(struct plan *p, const struct plan_need *n)
{
	struct kv missing = KV_INIT;
	char *names;
	size_t i;

	for (i = 0; i < n->vars.n; i++)
		if (!plan_need_met(n->vars.v[i].value))
			kv_add(&missing, "", n->vars.v[i].key);
	names = kv_join_new(&missing, "", ", ");
	if (names)
		plan_warn(p, "helper-environment",
			  _("%s hands a helper hardly any variable, so `toolgap headers` does not find %s there. Put that into ~/.config/toolgap/credentials.env (lines NAME=VALUE, chmod 600), name a command that brings it as helper in toolgap.yaml, or leave the variables to the client with --auth env."),
			  n->name, names);
	free(names);
	kv_free(&missing);
}

static void need_helper(struct plan *p, struct plan_need *n, const struct client *cl,
			const char *command, int own)
{
	size_t i;

	n->helper = mem_str(command);
	n->own = own;
	n->bare = cl->helper_bare;
	free(n->environment);
	n->environment = mem_str(cl->helper_environment);
	for (i = 0; !own && i < COUNT(minting); i++)
		kv_add(&n->vars, minting[i], minted_from(minting[i], n->bare));
	if (!own && n->bare)
		warn_bare(p, n);
}

/* How the client itself comes by a variable. */
static const char *taken_from(const struct client *cl, const char *name)
{
	if (!env_is_set(name))
		return cl->own_environment ? "elsewhere" : "";
	return env_is_over(name) ? "expired" : "environment";
}

void plan_need(struct plan *p, const struct client *cl, const struct entry *en, int own_helper)
{
	struct kv names = KV_INIT;
	struct plan_need *n;
	size_t i;

	client_variables(cl, en, &names);
	if (names.n || client_helps(cl, en)) {
		n = need_of(p, cl);
		if (client_helps(cl, en) && !n->helper)
			need_helper(p, n, cl, en->helper, own_helper);
		if (!n->environment)
			n->environment = mem_str(cl->environment);
		for (i = 0; i < names.n; i++)
			if (!kv_get(&n->vars, names.v[i].key))
				kv_add(&n->vars, names.v[i].key, taken_from(cl, names.v[i].key));
	}
	kv_free(&names);
}

size_t plan_needs_unset(const struct plan *p)
{
	struct kv unset = KV_INIT;
	size_t i, k, n;

	for (i = 0; i < p->n_needs; i++)
		for (k = 0; k < p->needs[i].vars.n; k++) {
			const struct kv_pair *v = &p->needs[i].vars.v[k];

			if (!plan_need_met(v->value) && !kv_get(&unset, v->key))
				kv_add(&unset, v->key, "");
		}
	n = unset.n;
	kv_free(&unset);
	return n;
}

void plan_needs_free(struct plan *p)
{
	size_t i;

	for (i = 0; i < p->n_needs; i++) {
		free(p->needs[i].client);
		free(p->needs[i].name);
		free(p->needs[i].environment);
		free(p->needs[i].helper);
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
		json_put(o, "command", n->helper);
		json_put(o, "environment", n->environment);
		json_open(o, "variables", '[');
		for (k = 0; k < n->vars.n; k++) {
			json_open(o, NULL, '{');
			json_put(o, "name", n->vars.v[k].key);
			json_put_bool(o, "set", plan_need_met(n->vars.v[k].value));
			json_put(o, "from", plan_need_met(n->vars.v[k].value) ? n->vars.v[k].value : NULL);
			if (!strcmp(n->vars.v[k].value, "expired"))
				json_put_bool(o, "expired", 1);
			json_close(o, '}');
		}
		json_close(o, ']');
		json_close(o, '}');
	}
	json_close(o, ']');
}
