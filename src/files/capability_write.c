/* SPDX-License-Identifier: MIT */
/* capability_write: the pieces that a capability file is made of. */
#include "files/capability_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Always in double quotes: then nothing in the text means anything to YAML. */
void capability_quote(struct buf *out, const char *text)
{
	char *safe = text_safe_new(text, TEXT_MAX), *p;

	buf_addc(out, '"');
	for (p = safe; *p; p++) {
		if (*p == '"' || *p == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
	buf_addc(out, '"');
	free(safe);
}

/* Bare, unless some reader of YAML would take it for a number or a truth. */
void capability_key(struct buf *out, const char *key)
{
	static const char *const words[] = {"y",   "n",	   "yes",   "no",  "on",
					    "off", "true", "false", "null"};
	size_t i;
	int odd = *key < 'a' || *key > 'z';

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		odd |= !strcmp(key, words[i]);
	if (odd)
		capability_quote(out, key);
	else
		buf_adds(out, key);
}

void capability_servers(struct buf *out, const struct kv *servers)
{
	size_t i;

	buf_addc(out, '{');
	for (i = 0; i < servers->n; i++) {
		if (i)
			buf_adds(out, ", ");
		capability_key(out, servers->v[i].key);
		buf_adds(out, ": ");
		capability_quote(out, servers->v[i].value);
	}
	buf_addc(out, '}');
}

void capability_entry(struct buf *out, const char *eol, size_t indent,
		      const struct capability_item *it)
{
	buf_adds(out, eol);
	buf_pad(out, ' ', indent);
	buf_adds(out, "- id: ");
	capability_quote(out, it->id);
	buf_adds(out, eol);
	buf_pad(out, ' ', indent + 2);
	buf_adds(out, "tool: ");
	capability_quote(out, it->tool);
	buf_adds(out, eol);
	buf_pad(out, ' ', indent + 2);
	buf_adds(out, "description: ");
	capability_quote(out, it->description);
}

void capability_flow(struct buf *out, const struct capability_item *it)
{
	buf_adds(out, ", {id: ");
	capability_quote(out, it->id);
	buf_adds(out, ", tool: ");
	capability_quote(out, it->tool);
	buf_adds(out, ", description: ");
	capability_quote(out, it->description);
	buf_addc(out, '}');
}

static void put_field(struct buf *out, const char *eol, const char *key, const char *value)
{
	if (!value)
		return;
	buf_addf(out, "%s: ", key);
	capability_quote(out, value);
	buf_adds(out, eol);
}

void capability_file(struct buf *out, const char *eol, const struct capability *c)
{
	size_t i;

	put_field(out, eol, "toolkit_slug", c->toolkit_slug);
	put_field(out, eol, "vendor", c->vendor);
	put_field(out, eol, "app_slug", c->app_slug);
	put_field(out, eol, "tool_prefix", c->tool_prefix);
	buf_adds(out, "servers: ");
	capability_servers(out, &c->servers);
	buf_adds(out, eol);
	buf_adds(out, c->n ? "capabilities:" : "capabilities: []");
	for (i = 0; i < c->n; i++)
		capability_entry(out, eol, 2, &c->items[i]);
	buf_adds(out, eol);
}
