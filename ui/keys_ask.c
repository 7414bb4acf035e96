/* SPDX-License-Identifier: MIT */
/* keys_ask: the keys of an app, typed unseen for one tenant and one request. */
#include "ui/keys_ask.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define KEYS_MAX (64u << 10) /* room for all of them, so that no copy is left behind by a buffer that grows */

/* A row "name\tlabel\toptional" of the app's fields. 0: the person does not go on. */
static int ask_one(struct run *r, const struct screen *s, const char *tenant, const char *row, struct json_out *o)
{
	const char *a = strchr(row, '\t'), *b = a ? strchr(a + 1, '\t') : NULL;
	char *name = mem_strn(row, a ? (size_t)(a - row) : strlen(row));
	char *label = a ? mem_strn(a + 1, b ? (size_t)(b - a - 1) : strlen(a + 1)) : mem_str("");
	int optional = b && !strcmp(b + 1, "optional");
	/* TRANSLATORS: a field of an app, and the tenant: "API key (kahuna)" */
	char *shown = mem_fmt(_("%s (%s)"), *label ? label : name, tenant);
	char *value = r->d->front.secret(r->d->front.self, s, shown);
	int go_on = optional || (value && *value);

	if (value && *value)
		json_put(o, name, value);
	if (value)
		explicit_bzero(value, strlen(value));
	free(value);
	free(shown);
	free(label);
	free(name);
	return go_on;
}

int keys_ask(struct run *r, const char *tenant)
{
	const struct kv *facts = wizard_all(r->d->wizard);
	struct buf b = BUF_INIT;
	struct json_out o;
	struct screen s = { 0 };
	struct view v;
	size_t i, asked = 0;
	int all = r->d->front.secret != NULL;

	wizard_view(r->d->wizard, NULL, 0, &v);
	s.view = &v;
	s.wizard = r->d->wizard;
	s.session = r->d->session.id;
	s.once = 1;
	buf_room(&b, KEYS_MAX);
	json_out_init(&o, &b, 0);
	json_open(&o, NULL, '{');
	for (i = 0; all && i < facts->n; i++) {
		if (strcmp(facts->v[i].key, "pipedream.field") != 0)
			continue;
		all = ask_one(r, &s, tenant, facts->v[i].value, &o);
		asked++;
	}
	json_close(&o, '}');
	if (all && asked)
		secret_set(&r->d->env->fields, buf_str(&b));
	if (b.p)
		explicit_bzero(b.p, b.cap);
	buf_free(&b);
	view_free(&v);
	return all && asked;
}
