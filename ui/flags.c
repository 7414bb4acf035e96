/* SPDX-License-Identifier: MIT */
/* flags: the options that stand for answers. */
#include "ui/flags.h"

#include "base/mem.h"
#include "base/text.h"
#include "runbook/answers.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

/* With the option that says exactly one value, or any; "" is the word of the command line. */
static const struct row {
	const char *step, *value, *flag; /* value NULL: any, behind the flag */
	const char *shown;               /* in help, where it is not the flag */
} rows[] = {
	{ "provider", NULL, "", "PROVIDER" },
	{ "tenants", NULL, "--tenant", NULL },
	{ "short", NULL, "--short", NULL },
	{ "native-short", NULL, "--short", NULL },
	{ "worker-short", NULL, "--short", NULL },
	{ "path", NULL, "--path", NULL },
	{ "oauth", "managed", "--oauth-app managed", "--oauth-app" },
	{ "oauth", "own", NULL, "--oauth-app" }, /* the next answer says which */
	{ "oauth-app", NULL, "--oauth-app", NULL },
	{ "wait", "yes", "--can-wait", "--can-wait/--urgent" },
	{ "wait", "no", "--urgent", "--can-wait/--urgent" },
	{ "native-official", NULL, "--trust", NULL },
	{ "native-third", NULL, "--trust", NULL },
	{ "native-url", NULL, NULL, "--trust SERVER=URL" },
	{ "reason", NULL, "--reason", NULL },
	{ "worker-url", NULL, "--worker-url", NULL },
	{ "sdk", NULL, "--sdk", NULL },
	{ "request", "own", NULL, "--issue" },
	{ "request-none", "own", NULL, "--issue" },
	{ "request-link", NULL, "--issue", NULL },
	{ "new-registry", "yes", "--yes", "--yes" },
	{ "confirm", "yes", "--yes", "--yes" },
	{ "new-column", "yes", "--yes", "--yes" },
	{ "oauth-other", NULL, NULL, "--oauth-app" },
	{ "files", NULL, "--write", NULL },
};

const char *flags_of(const char *step)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!strcmp(rows[i].step, step))
			return rows[i].shown ? rows[i].shown : rows[i].flag;
	return NULL;
}

char *flags_take(struct kv *given, size_t *n, const char *step, const char **by)
{
	size_t i;

	for (i = 0; i < given->n; i++)
		if (!strcmp(given->v[i].key, step)) {
			*by = i < *n ? "option" : "answers-file";
			*n -= i < *n;
			break;
		}
	return answers_take(given, step);
}

/* ---- a walk as one command */

static const struct row *row_of(const char *step, const char *value)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!strcmp(rows[i].step, step) && (!rows[i].value || !strcmp(rows[i].value, value)))
			return &rows[i];
	return NULL;
}

static void word(struct buf *out, const char *s)
{
	buf_addc(out, ' ');
	if (*s)
		text_shell(out, s);
	else
		buf_adds(out, "''");
}

/* The workspace, and with what the walk was begun. */
static void begin(const struct session_head *h, struct buf *out)
{
	size_t i;

	buf_adds(out, "toolgap -C");
	word(out, h->workspace);
	buf_adds(out, " wizard");
	for (i = 0; i < h->clients.n; i++) {
		buf_adds(out, " --client");
		word(out, h->clients.v[i].key);
	}
	if (h->auth) {
		buf_adds(out, " --auth");
		word(out, h->auth);
	}
	if (h->scope) {
		buf_adds(out, " --scope");
		word(out, h->scope);
	}
}

/* All answers as options; −1 where one has none, or where an option would also answer what was answered otherwise. */
static int by_options(const struct wizard *w, struct kv *said, struct buf *out)
{
	size_t n = wizard_events(w), i;
	struct kv seen = KV_INIT;
	int rc = 0, all = 0;

	for (i = 0; !rc && i < n; i++) {
		const struct event *ev = wizard_event(w, i);
		const struct step *st = NULL;
		const struct row *r;

		if (ev->kind != EVENT_ANSWER)
			continue;
		st = &w->rb->steps[runbook_step(w->rb, ev->step)];
		if (!strcmp(st->kind_name, "say"))
			continue; /* it is read, and nothing is decided */
		r = row_of(ev->step, ev->value);
		if (!strcmp(st->kind_name, "confirm") && !strcmp(ev->value, "yes"))
			all = 1;
		else if (!r || kv_get(&seen, ev->step) || !*ev->value)
			rc = -1;
		else if (r->flag && !*r->flag)
			kv_set(said, "", ev->value);
		else if (r->flag && !r->value && kv_get(said, r->flag))
			rc = strcmp(kv_get(said, r->flag), ev->value) ? -1 : 0;
		else if (r->flag)
			kv_set(said, r->flag, r->value ? "" : ev->value);
		kv_set(&seen, ev->step, "");
	}
	kv_free(&seen);
	for (i = 0; !rc && i < said->n; i++) {
		if (*said->v[i].key)
			buf_addf(out, " %s", said->v[i].key);
		if (*said->v[i].value)
			word(out, said->v[i].value);
	}
	if (!rc && all)
		buf_adds(out, " --yes");
	return rc;
}

/* The answers as what the program reads instead of a file. */
static void by_answers(const struct wizard *w, const struct session_head *head, struct buf *out)
{
	size_t n = wizard_events(w), i;

	buf_adds(out, "printf '%s\\n'");
	for (i = 0; i < n; i++) {
		const struct event *ev = wizard_event(w, i);
		char *line;

		if (ev->kind != EVENT_ANSWER)
			continue;
		line = mem_fmt("%s: %s", ev->step, ev->value);
		word(out, line);
		free(line);
	}
	buf_adds(out, " | ");
	begin(head, out);
	buf_adds(out, " --answers /dev/stdin");
}

void flags_repeat(const struct wizard *w, const struct session_head *head, struct buf *out)
{
	struct buf flags = BUF_INIT;
	struct kv said = KV_INIT;
	size_t n = wizard_events(w), i, answers = 0;

	for (i = 0; i < n; i++)
		answers += wizard_event(w, i)->kind == EVENT_ANSWER;
	if (!answers)
		return;
	if (by_options(w, &said, &flags)) {
		by_answers(w, head, out);
	} else {
		begin(head, out);
		buf_adds(out, buf_str(&flags));
		buf_adds(out, " --ui=none");
	}
	kv_free(&said);
	buf_free(&flags);
}
