/* SPDX-License-Identifier: MIT */
/* scaffold_guard: is what a plan from a file would write here what toolgap itself would write? */
#include "work/scaffold.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/ledger.h"
#include "work/decisions.h"

#include <stdlib.h>
#include <string.h>

#define RECORD_MAX (64u << 10)
#define LINE_MOST 4000

/* The slug in "FOLDER/SLUG" TAIL, where that is what the path is; heap string, or NULL. */
static char *slug_in(const char *path, const char *folder, const char *tail)
{
	size_t n = strlen(folder), k = strlen(path), t = strlen(tail);
	char *slug;

	if (k <= n + 1 + t || strncmp(path, folder, n) != 0 || path[n] != '/' || strcmp(path + k - t, tail) != 0)
		return NULL;
	slug = mem_strn(path + n + 1, k - t - n - 1);
	if (text_is_name(slug, 1))
		return slug;
	free(slug);
	return NULL;
}

/* Whose file it is, and of which template; *name NULL where it has none. */
static const char *kind_of(const struct workspace *ws, const char *path, char **slug, const char **name)
{
	size_t i;

	*name = NULL;
	for (i = 0; i < n_scaffold_files; i++) {
		const struct scaffold_file *sf = &scaffold_files[i];

		*slug = slug_in(path, scaffold_root(ws, sf), sf->tail);
		if (*slug) {
			*name = sf->name;
			return sf->kind;
		}
	}
	return decisions_path_number(ws, path, slug) ? "adr" : strcmp(path, ws->ledger) ? NULL : "ledger";
}

const char *scaffold_kind(const struct workspace *ws, const char *path)
{
	const char *name, *kind;
	char *slug = NULL;

	kind = kind_of(ws, path, &slug, &name);
	free(slug);
	return kind;
}

static int guard_code(const struct plan *p, const struct workspace *ws, const struct plan_file *f,
		      const char *slug, const char *name, struct err *e)
{
	struct kv values = KV_INIT;
	struct buf want = BUF_INIT;
	int rc = scaffold_values(&values, p->provider, slug, &p->tenants, e) ||
		 scaffold_fill(&want, ws, name, &values, e);

	if (!rc && (want.len != f->edit.now.len || memcmp(buf_str(&want), buf_str(&f->edit.now), want.len) != 0))
		rc = err_set(e, E_FAIL,
			     _("%s: the plan would write other code here than toolgap's own. Nothing was written; make a new plan."),
			     f->path);
	kv_free(&values);
	buf_free(&want);
	return rc ? -1 : 0;
}

/* A new file, of lines that a terminal and a reader can be shown, under the title of its own number. */
static int guard_record(const struct workspace *ws, const struct plan_file *f, const char *slug, struct err *e)
{
	const char *s = buf_str(&f->edit.now), *p = s;
	size_t n = f->edit.now.len, k;
	char *own, *title;
	unsigned number = decisions_path_number(ws, f->path, &own);
	int ok;

	title = mem_fmt("# ADR-%0*u: ", (int)strspn(strrchr(f->path, '/') + 5, "0123456789"), number);
	ok = !f->disk.exists && n <= RECORD_MAX && own && !strcmp(own, slug) && strlen(s) == n &&
	     !strncmp(s, title, strlen(title));
	free(title);
	free(own);
	for (; ok && *p; p += k + (p[k] == '\n')) {
		struct buf safe = BUF_INIT;

		k = strcspn(p, "\n");
		text_safe(&safe, p, k, LINE_MOST);
		ok = safe.len == k && (!k || !memcmp(safe.p, p, k));
		buf_free(&safe);
	}
	if (!ok)
		return err_set(e, E_FAIL,
			       _("%s: this is not a decision record of toolgap's form. Nothing was written; make a new plan."),
			       f->path);
	return decisions_still_free(ws, f->path, e);
}

int scaffold_guard(const struct plan *p, const struct workspace *ws, const struct plan_file *f,
		   struct err *e)
{
	const char *name;
	char *slug = NULL;
	const char *kind = kind_of(ws, f->path, &slug, &name);
	int rc;

	if (name)
		rc = guard_code(p, ws, f, slug, name, e);
	else if (kind && !strcmp(kind, "adr"))
		rc = guard_record(ws, f, slug, e);
	else
		rc = ledger_guard(f->edit.old, f->edit.old_n, buf_str(&f->edit.now), f->edit.now.len, f->path, e);
	free(slug);
	return rc;
}
