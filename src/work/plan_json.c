/* SPDX-License-Identifier: MIT */
/* plan_json: a plan as a document: bound to the bytes it was made from. */
#include "base/json.h"
#include "base/mem.h"
#include "work/plan.h"

#include <stdlib.h>

static void splices_json(struct json_out *o, const struct splices *s)
{
	size_t i;

	json_open(o, "splices", '[');
	for (i = 0; i < s->n; i++) {
		char *text = mem_strn(s->v[i].ins, s->v[i].len);

		json_open(o, NULL, '{');
		json_put_int(o, "at", (long long)s->v[i].at);
		json_put_int(o, "remove", (long long)s->v[i].del);
		json_put(o, "insert", text);
		json_close(o, '}');
		free(text);
	}
	json_close(o, ']');
}

static void file_json(struct json_out *o, const struct plan_file *f)
{
	size_t i;

	json_open(o, NULL, '{');
	json_put(o, "path", f->path);
	json_put(o, "client", f->client);
	json_put(o, "kind", f->kind);
	json_put(o, "action", plan_action_name(plan_file_action(f)));
	json_put(o, "before_sha256", f->disk.exists ? f->before : NULL);
	json_put(o, "after_sha256", f->after);
	json_put(o, "diff", f->diff);
	json_open(o, "replaces", '[');
	for (i = 0; i < f->replaces.n; i++)
		json_put(o, NULL, f->replaces.v[i].key);
	json_close(o, ']');
	splices_json(o, &f->edit.done);
	json_close(o, '}');
}

void plan_json(const struct plan *p, struct buf *out, int pretty)
{
	struct json_out o;
	size_t create, modify, same, i;

	json_out_init(&o, out, pretty);
	json_open(&o, NULL, '{');
	json_put(&o, "schema", "toolgap.plan/1");
	json_put(&o, "provider", p->provider);
	json_put(&o, "path", p->path);
	json_put(&o, "toolkit_slug", p->slug);
	json_put(&o, "vendor", p->vendor);
	json_open(&o, "tenants", '[');
	for (i = 0; i < p->tenants.n; i++)
		json_put(&o, NULL, p->tenants.v[i].key);
	json_close(&o, ']');
	json_put(&o, "workspace", p->workspace);
	json_open(&o, "files", '[');
	for (i = 0; i < p->n; i++)
		file_json(&o, p->files[i]);
	json_close(&o, ']');
	plan_count(p, &create, &modify, &same);
	json_open(&o, "summary", '{');
	json_put_int(&o, "create", (long long)create);
	json_put_int(&o, "modify", (long long)modify);
	json_put_int(&o, "unchanged", (long long)same);
	json_close(&o, '}');
	json_open(&o, "warnings", '[');
	for (i = 0; i < p->warnings.n; i++) {
		json_open(&o, NULL, '{');
		json_put(&o, "id", p->warnings.v[i].key);
		json_put(&o, "message", p->warnings.v[i].value);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	plan_needs_json(p, &o);
	plan_cost_json(p, &o);
	json_put_int(&o, "secrets_found", (long long)p->secrets);
	json_close(&o, '}');
}
