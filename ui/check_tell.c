/* SPDX-License-Identifier: MIT */
/* check_tell: findings as lines, as the document toolgap.check/1, as SARIF. */
#include "ui/check_tell.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

#define SARIF_SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

void check_clean(const struct findings *f, struct buf *b)
{
	char *rows = mem_fmt(ngettext("%zu row", "%zu rows", f->rows), f->rows);
	char *servers = mem_fmt(ngettext("%zu server", "%zu servers", f->servers), f->servers);

	/* TRANSLATORS: "8 rows" and "5 servers" */
	buf_addf(b, _("No drift: %s, %s, seven rules.\n"), rows, servers);
	free(rows);
	free(servers);
}

void check_text(const struct findings *f, struct buf *b)
{
	size_t i, can = 0;

	for (i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		buf_addf(b, "%s:%zu: %s: %s [%s]\n    %s\n", x->file, x->line, x->kind->severity, x->message,
			 x->kind->name, x->fix);
		can += x->fixable ? 1 : 0;
	}
	buf_addf(b, ngettext("%zu finding.", "%zu findings.", f->n), f->n);
	if (can)
		buf_addf(b, ngettext(" %zu of them is put right by toolgap check --fix.",
				     " %zu of them are put right by toolgap check --fix.", can),
			 can);
	buf_addc(b, '\n');
}

void check_notes(const struct findings *f, struct buf *b)
{
	size_t i;

	for (i = 0; i < f->notes.n; i++)
		buf_addf(b, _("Note: %s\n"), f->notes.v[i].value);
}

/* ---- toolgap.check/1 */

static void json_plan(const struct plan *p, struct json_out *j)
{
	size_t i;

	json_open(j, "files", '[');
	for (i = 0; i < p->n; i++) {
		enum plan_action a = plan_file_action(p->files[i]);

		if (a == PLAN_NONE)
			continue;
		json_open(j, NULL, '{');
		json_put(j, "path", p->files[i]->path);
		json_put(j, "client", p->files[i]->client);
		json_put(j, "action", plan_action_name(a));
		json_put(j, "diff", p->files[i]->diff);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "warnings", '[');
	for (i = 0; i < p->warnings.n; i++) {
		json_open(j, NULL, '{');
		json_put(j, "id", p->warnings.v[i].key);
		json_put(j, "message", p->warnings.v[i].value);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void check_json(const struct findings *f, const struct check_fixed *fixed, struct buf *b)
{
	struct json_out j;
	size_t i;

	json_out_init(&j, b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.check/1");
	json_open(&j, "findings", '[');
	for (i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		json_open(&j, NULL, '{');
		json_put_int(&j, "rule", x->kind->rule);
		json_put(&j, "kind", x->kind->name);
		json_put(&j, "id", x->id);
		json_put(&j, "severity", x->kind->severity);
		json_put(&j, "file", x->file);
		json_put_int(&j, "line", (long long)x->line);
		json_put(&j, "message", x->message);
		json_put(&j, "fix", x->fix);
		json_put_bool(&j, "fixable", x->fixable);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_open(&j, "notes", '[');
	for (i = 0; i < f->notes.n; i++) {
		json_open(&j, NULL, '{');
		json_put(&j, "client", f->notes.v[i].key);
		json_put(&j, "message", f->notes.v[i].value);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_put_int(&j, "rows", (long long)f->rows);
	json_put_int(&j, "servers", (long long)f->servers);
	if (fixed) {
		json_open(&j, "fixed", '{');
		json_put_int(&j, "findings", (long long)fixed->findings);
		json_put_int(&j, "written", (long long)fixed->files);
		json_put(&j, "session", *fixed->session ? fixed->session : NULL);
		if (fixed->plan)
			json_plan(fixed->plan, &j);
		json_close(&j, '}');
	}
	json_close(&j, '}');
}

/* ---- SARIF */

static void put_text(struct json_out *j, const char *key, const char *text)
{
	json_open(j, key, '{');
	json_put(j, "text", text);
	json_close(j, '}');
}

/* The kinds that occur, in their order; `at` gets each one's place in the list. */
static void sarif_rules(const struct findings *f, struct json_out *j, size_t *at)
{
	int *seen = mem_alloc(n_check_kinds * sizeof(*seen));
	size_t i, n = 0;

	for (i = 0; i < f->n; i++)
		seen[f->v[i].kind - check_kinds] = 1;
	json_open(j, "rules", '[');
	for (i = 0; i < n_check_kinds; i++) {
		const struct check_kind *k = &check_kinds[i];

		if (!seen[i])
			continue;
		at[i] = n++;
		json_open(j, NULL, '{');
		json_put(j, "id", k->name);
		put_text(j, "shortDescription", _(k->says));
		json_open(j, "defaultConfiguration", '{');
		json_put(j, "level", k->severity);
		json_close(j, '}');
		json_open(j, "properties", '{');
		json_put_int(j, "rule", k->rule);
		json_close(j, '}');
		json_close(j, '}');
	}
	json_close(j, ']');
	free(seen);
}

/* A path as an address: what is no plain letter is written by its number. */
static char *uri_new(const char *path)
{
	struct buf b = BUF_INIT;

	for (; *path; path++)
		if (isalnum((unsigned char)*path) || strchr("/-._~", *path))
			buf_addc(&b, *path);
		else
			buf_addf(&b, "%%%02X", (unsigned)(unsigned char)*path);
	return buf_detach(&b);
}

static void sarif_place(const struct finding *x, struct json_out *j)
{
	int personal = !strncmp(x->file, "~/", 2), absolute = *x->file == '/';
	char *path = uri_new(x->file + (personal ? 2 : 0)), *uri = mem_fmt("%s%s", absolute ? "file://" : "", path);

	json_open(j, "locations", '[');
	json_open(j, NULL, '{');
	json_open(j, "physicalLocation", '{');
	json_open(j, "artifactLocation", '{');
	json_put(j, "uri", uri);
	if (!absolute)
		json_put(j, "uriBaseId", personal ? "HOME" : "%SRCROOT%");
	json_close(j, '}');
	json_open(j, "region", '{');
	json_put_int(j, "startLine", x->line ? (long long)x->line : 1);
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, ']');
	free(uri);
	free(path);
}

static void sarif_result(const struct finding *x, struct json_out *j, const size_t *at)
{
	char *text = mem_fmt("%s %s", x->message, x->fix);

	json_open(j, NULL, '{');
	json_put(j, "ruleId", x->kind->name);
	json_put_int(j, "ruleIndex", (long long)at[x->kind - check_kinds]);
	json_put(j, "level", x->kind->severity);
	put_text(j, "message", text);
	sarif_place(x, j);
	json_open(j, "partialFingerprints", '{');
	json_put(j, "toolgapId/v1", x->id);
	json_close(j, '}');
	json_close(j, '}');
	free(text);
}

void check_sarif(const struct findings *f, struct buf *b)
{
	size_t *at = mem_alloc(n_check_kinds * sizeof(*at)), i;
	struct json_out j;

	json_out_init(&j, b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "$schema", SARIF_SCHEMA);
	json_put(&j, "version", "2.1.0");
	json_open(&j, "runs", '[');
	json_open(&j, NULL, '{');
	json_open(&j, "tool", '{');
	json_open(&j, "driver", '{');
	json_put(&j, "name", "toolgap");
	json_put(&j, "version", PACKAGE_VERSION);
	sarif_rules(f, &j, at);
	json_close(&j, '}');
	json_close(&j, '}');
	json_open(&j, "originalUriBaseIds", '{');
	json_open(&j, "%SRCROOT%", '{');
	put_text(&j, "description", _("The workspace."));
	json_close(&j, '}');
	json_open(&j, "HOME", '{');
	put_text(&j, "description", _("The home folder of whoever ran the check."));
	json_close(&j, '}');
	json_close(&j, '}');
	json_open(&j, "results", '[');
	for (i = 0; i < f->n; i++)
		sarif_result(&f->v[i], &j, at);
	json_close(&j, ']');
	json_put(&j, "columnKind", "unicodeCodePoints");
	json_close(&j, '}');
	json_close(&j, ']');
	json_close(&j, '}');
	free(at);
}
