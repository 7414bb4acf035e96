/* SPDX-License-Identifier: MIT */
/* request: the text with which a toolkit is asked for. It goes to the vendor: English, whatever the locale. */
#include "work/request.h"

#include "base/buf.h"
#include "work/notes.h"

#include <string.h>

static void make(const struct kv *facts, struct buf *out)
{
	buf_addf(out, "Please add a toolkit for %s. Our agents need it.\n\nWhat was looked for:\n- ",
		 kv_or(facts, "provider", "?"));
	notes_asked(facts, "\n- ", out);
	buf_addc(out, '\n');
}

void request_text(const struct kv *facts, const char *probe, struct kv *in)
{
	const char *shown = kv_get(facts, "issues.title");
	struct buf body = BUF_INIT;
	size_t i;

	if (strcmp(probe, "issues") != 0 && strcmp(probe, "file-issue") != 0)
		return;
	if (!strcmp(probe, "file-issue") && shown) {
		for (i = 0; i < facts->n; i++)
			if (!strcmp(facts->v[i].key, "issues.text"))
				buf_addf(&body, "%s\n", facts->v[i].value);
		kv_set(in, "title", shown);
	} else {
		make(facts, &body);
	}
	kv_set(in, "body", buf_str(&body));
	buf_free(&body);
}
