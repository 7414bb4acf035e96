/* SPDX-License-Identifier: MIT */
/* jsonc_style: how a JSON file is written around one place; writing a member the same way. */
#ifndef TOOLGAP_FILES_JSONC_STYLE_H
#define TOOLGAP_FILES_JSONC_STYLE_H

#include "base/buf.h"
#include "files/jsonc.h"
#include "files/tree.h"

#include <stddef.h>

/* The bytes of a document that was parsed without error. */
struct jsonc_src {
	const char *s;
	size_t n;
	const struct jsonc_node *root;
};

struct jsonc_style {
	struct buf eol, unit; /* line end; one level of indent */
	struct buf base;      /* indent of the new member */
	struct buf colon;     /* between name and value, ": " */
	struct buf gap, pad;  /* in one line: behind a comma; inside of the braces */
	int flat;	      /* everything in one line */
	int flat_at[2];	      /* the value in one line; what is in it in one line */
};

/* The style for a member of `object` (whose own key may say more); `object` NULL: a new document.
 */
void jsonc_style_init(struct jsonc_style *st, const struct jsonc_src *src,
		      const struct jsonc_node *object);
void jsonc_style_free(struct jsonc_style *st);

/* The value as it stands in a file, its first byte where the caller is. */
void jsonc_style_value(struct buf *out, const struct jsonc_style *st, const struct tree *value);
void jsonc_style_eol(struct buf *out, const struct jsonc_style *st, size_t levels);

#endif
