/* SPDX-License-Identifier: MIT */
/* embed: what `toolgap embed` sends: the entries of the capability files, and the settings of the index. */
#ifndef TOOLGAP_WORK_EMBED_H
#define TOOLGAP_WORK_EMBED_H

#include "base/err.h"
#include "base/json.h"
#include "files/embedding.h"
#include "vendors/probe.h"
#include "work/workspace.h"

struct embed_file {
	char *path, *slug;
	size_t n; /* entries */
};

struct embed_set {
	struct embeddings all;
	struct embed_file *files;
	size_t n, cap;
	size_t cut; /* ids that were too long */
};

/*
 * Of every capability file, or of those whose toolkit_slug (or folder) is one of `slugs` (keys). −1: a file cannot be
 * read or is none (the message names it), holds what looks like a secret, or no file is about one of the slugs.
 */
int embed_gather(struct embed_set *set, const struct workspace *ws, const struct kv *slugs,
		 const struct vendor_env *env, struct err *e);
void embed_free(struct embed_set *set);

/* The input of the probe "embed": index, model … as the settings say, and every entry. */
void embed_input(const struct embed_set *set, const struct workspace *ws, int dry_run, struct kv *in);
/* Members of an open object: files, entries (each with id, text and metadata where `whole`). */
void embed_json(const struct embed_set *set, int whole, struct json_out *o);

#endif
