/* SPDX-License-Identifier: MIT */
/* capability_parts: what reader, editor, writer and proof of capability files share. */
#ifndef TOOLGAP_FILES_CAPABILITY_PARTS_H
#define TOOLGAP_FILES_CAPABILITY_PARTS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/yaml.h"
#include "files/capability.h"

#include <stddef.h>

/* A map whose `servers` is a map and whose `capabilities` is a list, where they stand; else -1. */
int capability_shape(const struct yaml *doc, const char *name, struct err *e);

/* Writing. A value always stands in double quotes; a key only where it must. */
void capability_quote(struct buf *out, const char *text);
void capability_key(struct buf *out, const char *key);
void capability_servers(struct buf *out, const struct kv *servers); /* {tenant: "server", …} */
void capability_entry(struct buf *out, const char *eol, size_t indent,
		      const struct capability_item *it); /* behind a line; indent of the dash */
void capability_flow(struct buf *out, const struct capability_item *it); /* behind another: , {…} */
void capability_file(struct buf *out, const char *eol, const struct capability *c);

/*
 * The new bytes parse and say what is wanted, and everything else that the old bytes (maybe none)
 * say, in the same order; else -1.
 */
int capability_prove(const struct buf *old, const struct buf *now, const char *name,
		     const struct capability *want, struct err *e);

#endif
