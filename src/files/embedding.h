/* SPDX-License-Identifier: MIT */
/* embedding: what of a capability file goes into a vector index: one id, text and metadata for each capability. */
#ifndef TOOLGAP_FILES_EMBEDDING_H
#define TOOLGAP_FILES_EMBEDDING_H

#include "base/err.h"

#include <stddef.h>

/*
 * id        VENDOR:SLUG:CAPABILITY as they stand in the file. An index takes 64 bytes: of a longer one the beginning is
 *           kept, and "~" with 16 digits of its SHA-256 follows, so that the same capability always has the same id.
 * text      what a model reads: "SLUG CAPABILITY in words: description"
 * metadata  the entry as a JSON object of one line, unknown fields too, behind toolkit_slug and vendor
 */
#define EMBEDDING_ID_MAX 64
#define EMBEDDING_METADATA_MAX 10240

struct embedding {
	char *id, *text, *metadata;
	int cut; /* the id was too long */
};

struct embeddings {
	struct embedding *v;
	size_t n, cap;
	char *slug; /* toolkit_slug of the last file read */
};

/*
 * Add the entries of one file. `vendor` is taken where the file names none (NULL: that is a fault). −1 (E_FAIL) with
 * file and line: it is no capability file, an entry has no id, an id stands twice, an entry is larger than an index
 * takes. What was read before stays.
 */
int embedding_read(struct embeddings *out, const char *s, size_t n, const char *name, const char *vendor,
		   struct err *e);
/* Two of one id would be one vector, and nobody could say which: −1 (E_FAIL), from the entry `first` on. */
int embedding_twice(const struct embeddings *out, size_t first, const char *name, struct err *e);
void embedding_free(struct embeddings *e);

/* The id of a capability; 1 when it had to be cut. Heap string in *id. */
int embedding_id(const char *vendor, const char *slug, const char *capability, char **id);

#endif
