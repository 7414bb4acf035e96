/* SPDX-License-Identifier: MIT */
/* scaffold: files that are written from the templates of the data folder: the Worker, its decision record, the snippets. */
#ifndef TOOLGAP_WORK_SCAFFOLD_H
#define TOOLGAP_WORK_SCAFFOLD_H

#include "work/plan.h"

/*
 * What the templates may name, all from provider, slug and tenants alone, so that a plan that comes from a file can be
 * held against what toolgap itself would write: provider, slug, tenants ("ascend,kahuna"), tenant (the first), worker
 * ("SLUG-mcp" as Cloudflare takes it), prefix (of its tools), variable (that a client sends as bearer), toolkit (of a
 * session). E_FAIL when the slug gives no such names.
 */
int scaffold_values(struct kv *values, const char *provider, const char *slug, const struct kv *tenants,
		    struct err *e);

/* The bytes of DATA/NAME with these values. */
int scaffold_fill(struct buf *out, const struct workspace *ws, const char *name, const struct kv *values,
		  struct err *e);
/* A file of the plan that is created with them; it must not be there yet, or be the same. */
int scaffold_put(struct plan *p, const struct workspace *ws, const char *path, const char *kind,
		 const char *name, const struct kv *values, struct err *e);

/* The code: below its root each file is called SLUG and `tail`. */
struct scaffold_file {
	const char *kind;     /* "worker" "snippet" */
	const char *language; /* of a snippet: "python" "typescript" */
	const char *tail, *name;
};

extern const struct scaffold_file scaffold_files[];
extern const size_t n_scaffold_files;

const char *scaffold_root(const struct workspace *ws, const struct scaffold_file *sf); /* "workers" */
/* The path of the first of that kind (and language, unless NULL); heap string. */
char *scaffold_path_new(const struct workspace *ws, const char *kind, const char *language, const char *slug);
/* All files of that kind (and language, unless NULL) into the plan. */
int scaffold_put_all(struct plan *p, const struct workspace *ws, const char *kind, const char *language,
		     const struct kv *values, struct err *e);

/* The folder of a Worker: "workers/SLUG-mcp"; heap string. */
char *scaffold_folder_new(const struct workspace *ws, const char *slug);
enum scaffold_there { SCAFFOLD_NONE, SCAFFOLD_OURS, SCAFFOLD_THEIRS };
/* Is that folder there, and did toolgap begin what is in it? */
int scaffold_look(const struct workspace *ws, const char *slug, enum scaffold_there *there, struct err *e);

/*
 * For plans that come from a file: the kind of such a path ("worker" "snippet" "adr" "ledger"), or NULL; and E_FAIL
 * unless the file is one that toolgap would write there: for code byte for byte.
 */
const char *scaffold_kind(const struct workspace *ws, const char *path);
int scaffold_guard(const struct plan *p, const struct workspace *ws, const struct plan_file *f,
		   struct err *e);

#endif
