/* SPDX-License-Identifier: MIT */
/* jsonc_job: one member of a JSON file that is set (jsonc_edit.c) or unset (jsonc_unset.c): what stands there, and the proof
 * that nothing else changed. */
#ifndef TOOLGAP_FILES_JSONC_JOB_H
#define TOOLGAP_FILES_JSONC_JOB_H

#include "files/jsonc.h"
#include "files/jsonc_style.h"

#include <stddef.h>

#define JSONC_PATH_MAX 63 /* no document that can be read is deeper */

/* One change under way. at[0] is the root, at[k + 1] the member path[k], where there is one. */
struct jsonc_job {
	struct edit *ed;
	const char *name;
	int strict;
	const char *const *path;
	size_t n;
	struct err *e;
	const struct jsonc *doc; /* the edit's; NULL: the file is empty */
	struct jsonc_src src;
	const struct jsonc_node *at[JSONC_PATH_MAX + 1];
	size_t found;	       /* members of the path that are there */
	struct splices change; /* over the edit's bytes so far */
};

/* Follow the path as far as it goes; at[0 … return] are filled. */
size_t jsonc_walk(const struct jsonc *doc, const char *const *path, size_t n, const struct jsonc_node **at);

int jsonc_job_open(struct jsonc_job *j);
/* Do the splices to the edit, when what they make says what is wanted (`value` NULL: the member is gone) and nothing else
 * changed; else E_FAIL, and nothing is done. */
int jsonc_job_close(struct jsonc_job *j, const struct tree *value);
void jsonc_job_free(struct jsonc_job *j);

int jsonc_same_bytes(const char *a, size_t at, size_t end, const char *b, size_t from, size_t to);

#endif
