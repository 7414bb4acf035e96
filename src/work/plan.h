/* SPDX-License-Identifier: MIT */
/* plan: what would change on disk, file by file, before anything does: composed, shown, saved, applied. */
#ifndef TOOLGAP_WORK_PLAN_H
#define TOOLGAP_WORK_PLAN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/sha256.h"
#include "files/splice.h"
#include "vendors/probe.h"
#include "work/apply.h"
#include "work/disk.h"
#include "work/workspace.h"

#include <stddef.h>

/*
 * A plan knows for each file the old bytes (or that there was none) and the splices to the new ones. Dry
 * run prints it, apply commits it, undo swaps it. Nothing here writes.
 */
struct plan_file {
	char *path;              /* as shown: relative, or "~/…" */
	char *client;            /* client id, or NULL */
	const char *kind;        /* "mcp-entry" "registry" "capability" */
	int keep_private;
	struct disk_file disk;   /* as it was read */
	struct edit edit;
	char before[SHA256_HEX], after[SHA256_HEX]; /* before is "" when there was no file */
	size_t added, removed;   /* lines */
	char *diff;
};

struct plan {
	char *workspace, *provider, *path; /* path: "D" … */
	char *slug;              /* the toolkit's, for the commit message; NULL where no file is written */
	struct kv tenants;       /* keys */
	struct plan_file **files;
	size_t n, cap;
	struct kv warnings;      /* id → message */
	size_t secrets;          /* literal secrets found: must be 0 */
};

enum plan_action { PLAN_NONE, PLAN_CREATE, PLAN_MODIFY };

/*
 * The plan of a walk from its facts (wizard_all). `clients`: ids as keys, empty for the workspace's own. −1 when a
 * target cannot be read or parsed, a name is not ours, or a secret would be written: the message names the file.
 */
int plan_compose(struct plan *p, const struct workspace *ws, const struct kv *facts,
		 const struct kv *clients, const struct vendor_env *env, struct err *e);
void plan_free(struct plan *p);
/* A plan without files: the walk led elsewhere. `path` as in the contract, or NULL. */
void plan_empty(struct plan *p, const struct workspace *ws, const struct kv *facts, const char *path);

enum plan_action plan_file_action(const struct plan_file *f);
const char *plan_action_name(enum plan_action a); /* "none" "create" "modify" */
void plan_count(const struct plan *p, size_t *create, size_t *modify, size_t *same);
/* "5 to change, 2 to create, 1 unchanged · 0 secrets in 8 files · nothing outside 11 added lines differs", or where lines
   are taken out "… · +82 −2 lines, every other byte stays" */
void plan_summary(const struct plan *p, struct buf *out);

/* For outcomes: the file with this shown path, read once; later edits go on top. NULL with *e on failure. */
struct plan_file *plan_open(struct plan *p, const struct workspace *ws, const char *path,
			    const char *kind, const char *client, struct err *e);
void plan_warn(struct plan *p, const char *id, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* After the last edit: hashes, diffs, the secret scan. */
int plan_seal(struct plan *p, const struct kv *known, struct err *e);

/* The document "toolgap.plan/1"; it carries the splices, so that it can be applied. */
void plan_json(const struct plan *p, struct buf *out, int pretty);
/* Load such a document against the files as they are: E_CHANGED when one is not as the plan says. */
int plan_load(struct plan *p, const struct workspace *ws, const char *json, size_t n,
	      const char *name, struct err *e);
void plan_changes(const struct plan *p, const struct workspace *ws, struct changes *out);

#endif
