/* SPDX-License-Identifier: MIT */
/* capability: one toolkit's capability_registry.yaml: read it, merge the live tool list into it. */
#ifndef TOOLGAP_FILES_CAPABILITY_H
#define TOOLGAP_FILES_CAPABILITY_H

#include "base/err.h"
#include "base/kv.h"
#include "files/splice.h"

#include <stddef.h>

/*
 * Format: spec "Formats that are ours". Every scalar we write is double-quoted. An existing file
 * is spliced: entries are matched by `id`; one whose tool or description changed has that scalar
 * replaced; new entries go behind the last; unknown fields, order and comments stay; entries that
 * the server no longer lists stay too (another session may have written them by hand). A field of
 * the struct that is NULL keeps what stands there.
 */
struct capability_item {
	char *id, *tool, *description;
	size_t line; /* where it was read, from 1; else 0 */
};

struct capability {
	char *toolkit_slug, *vendor, *app_slug, *tool_prefix;
	struct kv servers; /* tenant → server */
	struct capability_item *items;
	size_t n, cap;
};

void capability_add(struct capability *c, const char *id, const char *tool,
		    const char *description);
void capability_free(struct capability *c); /* the contents */

/* "google_tag_manager-list-tags" of app google_tag_manager, short name gtm → "gtm_list_tags". */
void capability_id(struct buf *out, const char *app_slug, const char *short_name, const char *tool);

/* toolkit_slug missing: out->toolkit_slug is NULL, not an error. `out` is freed on failure. */
int capability_parse(struct capability *out, const char *s, size_t n, const char *name,
		     struct err *e);
/*
 * An edit without bytes gets a new file. The result is parsed and compared; on any doubt -1 and the
 * edit is as before. Refused: two tools of one id, a tenant that is no name, a file that is one {…}.
 */
int capability_put(struct edit *ed, const char *name, const struct capability *want, struct err *e);

/*
 * Entries get other ids where they stand (old id → new id); an id that another entry has already is not given again.
 * Nothing else changes. *changed: how many.
 */
int capability_rename(struct edit *ed, const char *name, const struct kv *ids, size_t *changed,
		      struct err *e);

#endif
