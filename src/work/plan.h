/* SPDX-License-Identifier: MIT */
/* plan: what would change on disk, file by file, before anything does: composed, shown, saved, applied. */
#ifndef TOOLGAP_WORK_PLAN_H
#define TOOLGAP_WORK_PLAN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/kv.h"
#include "base/sha256.h"
#include "files/cost.h"
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
	const char *kind;        /* "mcp-entry" "registry" "capability" "reminder" … */
	struct kv replaces;      /* keys: entries that are not ours, and that a person has let go */
	int keep_private;
	struct disk_file disk;   /* as it was read */
	struct edit edit;
	char before[SHA256_HEX], after[SHA256_HEX]; /* before is "" when there was no file */
	size_t added, removed;   /* lines */
	char *diff;
};

/*
 * What one client's entries need. A value in `vars` says where the variable is found, never what it holds: "environment";
 * for a helper also "file" (credentials.env), "infisical" (it will be asked), or "withheld" (set here, and not handed on
 * to a helper by this client); for a client itself also "expired" (set, and a token whose time is over) and "elsewhere"
 * (not set here, but the client has a file of variables of its own, which toolgap does not read); "" is nowhere.
 */
struct plan_need {
	char *client, *name; /* id; as people know it */
	char *environment;   /* where it takes its variables from, or its helper's; one sentence */
	char *helper;        /* the command that its entries name; NULL: it needs the variables itself */
	int bare;            /* the client hands a helper no variable but HOME, PATH and such */
	int own;             /* that command is the workspace's own: what it needs is not ours to know */
	struct kv vars;
};

/* What the month comes to (work/usage.h), for the one who confirms. */
struct plan_cost {
	struct cost_rates rates;
	struct cost cost;
	char *why, *line; /* why the usage is not known, or NULL; one line for the preview */
};

struct plan {
	char *workspace, *provider, *path; /* path: "D" "A" "C" "B" "composio" "native" */
	char *slug;              /* the toolkit's, for the commit message; NULL where no file is written */
	const char *vendor;      /* of its row, for the commit message; NULL where none is written */
	struct kv tenants;       /* keys */
	struct plan_file **files;
	size_t n, cap;
	struct kv warnings;      /* id → message */
	struct plan_need *needs;
	size_t n_needs, cap_needs;
	struct plan_cost *cost;  /* of the vendor that is bought into; NULL: the walk did not ask for it */
	struct kv next;          /* what a person does once all is written: sentences, in the values */
	struct kv hosts;         /* where the entries of a plan from a file lead: HOST → "ours", or "" */
	struct kv foreign;       /* entries in the way that are not ours: file → a sentence */
	size_t secrets;          /* literal secrets found: must be 0 */
};

enum plan_action { PLAN_NONE, PLAN_CREATE, PLAN_MODIFY };

/*
 * The plan of a walk from its facts (wizard_all). `clients`: ids as keys, empty for the workspace's own. −1 when a
 * target cannot be read or parsed, a name is not ours, or a secret would be written: the message names the file. Facts
 * that are choices rather than findings: "workspace.auth" (env, helper; none: what stands stays), "workspace.scope" (project,
 * user), "workspace.path" (the one that was asked for: another one is refused), and "replace-foreign" (replace). Where an
 * entry that is not ours is in the way and nobody has said "replace", `foreign`
 * names it and the plan must not be applied: it lacks that entry.
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

/*
 * The variables (needs.c, needs_tell.c). plan_need: for outcomes, once an entry is put. plan_needs_text: two lines a
 * client, for the preview: what it needs (client id → sentence), and from where it takes that ("" → sentence). plan_needs_next: what a person does about them once all is written.
 */
void plan_need(struct plan *p, const struct client *cl, const struct entry *en, int own_helper);
int plan_need_met(const char *from); /* of a value in vars: it is found there */
size_t plan_needs_unset(const struct plan *p); /* how many different variables are not where they are needed */
void plan_needs_text(const struct plan *p, struct kv *lines);
void plan_needs_next(const struct plan *p, struct kv *lines);
void plan_needs_json(const struct plan *p, struct json_out *o); /* the member "variables" */
void plan_needs_free(struct plan *p);

/* plan_cost.c: from the facts of the probe "usage", where the walk asked it; a warning with the id "cost" from a threshold on. */
void plan_cost_add(struct plan *p, const struct workspace *ws, const struct kv *facts);
void plan_cost_json(const struct plan *p, struct json_out *o); /* the member "cost", or null */
void plan_cost_free(struct plan *p);

/* For outcomes: the file with this shown path, read once; later edits go on top. NULL with *e on failure. */
struct plan_file *plan_open(struct plan *p, const struct workspace *ws, const char *path,
			    const char *kind, const char *client, struct err *e);
/* To a message about a client's file: how to go on without that client. Returns -1. */
int plan_without(const struct client *cl, struct err *e);
void plan_warn(struct plan *p, const char *id, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* This entry of the file is not ours, and a person has let it go. */
void plan_replaces(struct plan *p, struct plan_file *f, const char *entry);
/* The vendor of that name as the plan keeps it (a registry has no others), or NULL. */
const char *plan_vendor(const char *name);
/* After the last edit: hashes, diffs, the secret scan. */
int plan_seal(struct plan *p, const struct kv *known, struct err *e);

/* The document "toolgap.plan/1"; it carries the splices, so that it can be applied. */
void plan_json(const struct plan *p, struct buf *out, int pretty);
/*
 * Load such a document against the files as they are: E_CHANGED when one is not as the plan says. Entries that are not
 * ours, and that it replaces, are named in it, and a person says so again (`replace`), since whoever wrote the document
 * may not be the one who applies it: else E_USAGE names them. With that they are warnings. So it is with hosts that an
 * entry leads to and that neither toolgap nor the workspace's settings know (`trust`).
 */
struct plan_word {
	const struct vendor_env *env; /* its addresses are the person's own */
	int replace;
	const struct kv *trust; /* keys: HOST or HOST:PORT; or NULL */
};

int plan_load(struct plan *p, const struct workspace *ws, const char *json, size_t n,
	      const char *name, const struct plan_word *word, struct err *e);
/*
 * What a plan takes for granted beside the bytes of its files, looked at once more before it is applied: E_CHANGED when
 * another decision record has taken the number of the plan's meanwhile.
 */
int plan_current(const struct plan *p, const struct workspace *ws, struct err *e);
void plan_changes(const struct plan *p, const struct workspace *ws, struct changes *out);

#endif
