/* SPDX-License-Identifier: MIT */
/* jsonc_rename: a member gets another key where it stands, and no other byte changes. */
#include "files/jsonc.h"

#include "base/i18n.h"
#include "base/json.h"

#include <string.h>

static const struct jsonc_node *walk(const struct jsonc *doc, const char *const *path, size_t n)
{
	const struct jsonc_node *at = jsonc_root(doc);
	size_t k;

	for (k = 0; at && k < n; k++)
		at = at->kind == JSONC_OBJECT ? jsonc_member(doc, at, path[k]) : NULL;
	return at;
}

/* It reads back under the new key; a key that was there already would be there twice. */
static int is_right(const struct buf *now, const char *name, int strict, const char *const *path,
		    size_t n, const char *to)
{
	struct jsonc *doc = jsonc_parse(buf_str(now), now->len, name, strict, NULL);
	const struct jsonc_node *in = doc ? walk(doc, path, n - 1) : NULL;
	int ok = in && jsonc_member(doc, in, to) && !jsonc_member(doc, in, path[n - 1]);

	jsonc_free(doc);
	return ok;
}

int jsonc_rename(struct edit *ed, const char *name, int strict, const char *const *path, size_t n,
		 const char *to, struct err *e)
{
	struct jsonc *doc = jsonc_parse(buf_str(&ed->now), ed->now.len, name, strict, e);
	const struct jsonc_node *m = doc && n ? walk(doc, path, n) : NULL;
	struct buf key = BUF_INIT, now = BUF_INIT;
	int rc = -1;

	if (!doc)
		return -1;
	if (m) {
		json_quote(&key, to, strlen(to));
		buf_add(&now, buf_str(&ed->now), m->key_at);
		buf_add(&now, key.p, key.len);
		buf_add(&now, buf_str(&ed->now) + m->key_end, ed->now.len - m->key_end);
		rc = is_right(&now, name, strict, path, n, to) ? 0 : -1;
	}
	if (rc)
		err_set(e, E_FAIL,
			_("%s: \"%s\" cannot be renamed to \"%s\" there. The file is left as it is: "
			  "make this one change by hand."),
			name, n ? path[n - 1] : "", to);
	else
		edit_do(ed, m->key_at, m->key_end - m->key_at, key.p, key.len);
	buf_free(&key);
	buf_free(&now);
	jsonc_free(doc);
	return rc;
}
