/* SPDX-License-Identifier: MIT */
/* secrets: is there a literal secret in these bytes? The last gate before anything is written. */
#ifndef TOOLGAP_FILES_SECRETS_H
#define TOOLGAP_FILES_SECRETS_H

#include "base/buf.h"
#include "base/kv.h"
#include "files/splice.h"

#include <stddef.h>

/*
 * Two nets. `known` holds the run's own credentials (name → value of 8 bytes or more): a value
 * found anywhere in the text is a hit. And shapes: a vendor's key prefixes (ak_ uak_ oak_ ctok_
 * sk- ghp_ gho_ github_pat_ xox?- AKIA eyJ….…. glpat- …) followed by enough random characters, a
 * private key, a password in a URL, and "Bearer " or a header or field named like a credential
 * (authorization, api-key, token, secret, password) with a literal value that is not a reference
 * (${…}, {env:…}, an environment variable NAME). When `s` (the splices that made the text) is
 * given, only secrets that the splices inserted or completed count, up to 64 KiB long; else the
 * whole text is read. Returns the
 * number of hits; *line (may be NULL) is the first one's line in the new text, from 1; the value
 * itself is never returned.
 */
size_t secrets_scan(const char *text, size_t n, const struct splices *s, const struct kv *known,
		    size_t *line);

/* All of them in the whole text, in order: where each begins. Never what it is. */
struct secret_place {
	size_t at, line;
};

struct secret_places {
	struct secret_place *v; /* for free() */
	size_t n, cap;
};

void secrets_find(const char *text, size_t n, const struct kv *known, struct secret_places *out);

/*
 * The text with every secret in it replaced by "[hidden]": what a person or a plan file sees of bytes that are the user's own.
 */
void secrets_mask(struct buf *out, const char *text, size_t n, const struct kv *known);

#endif
