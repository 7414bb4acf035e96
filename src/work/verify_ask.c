/* SPDX-License-Identifier: MIT */
/* verify_ask: a client's program is asked, and what its judge makes of the answer is kept. */
#include "work/verify_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 60000
#define WORDS_MAX 8
#define QUOTED_MAX 300 /* of a client's own words */

void verify_problem(const struct asking *q, char *sentence)
{
	kv_add(&q->v->problems, "", sentence);
	q->v->state = VERIFY_BAD;
	free(sentence);
}

void verify_note(const struct asking *q, char *sentence)
{
	size_t i;

	for (i = 0; i < q->v->notes.n; i++)
		if (!strcmp(q->v->notes.v[i].value, sentence))
			break;
	if (i == q->v->notes.n)
		kv_add(&q->v->notes, "", sentence);
	free(sentence);
}

/* Words are split at blanks, as in clients.yaml. */
int verify_ask_with(const struct asking *q, const char *words, const char *dir, const struct kv *more,
		    struct ran *r)
{
	char *copy = mem_str(words), *argv[WORDS_MAX + 1], *save = NULL, *w;
	struct kv env = KV_INIT;
	size_t n = 0;
	int rc;

	/* a question is no occasion to update oneself, or to report */
	kv_add(&env, "DISABLE_AUTOUPDATER", "1");
	kv_add(&env, "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
	kv_add(&env, "OPENCODE_DISABLE_AUTOUPDATE", "1");
	kv_add(&env, "NO_COLOR", "1");
	if (more)
		kv_copy(&env, more);
	for (w = strtok_r(copy, " ", &save); w && n < WORDS_MAX; w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	argv[n] = NULL;
	rc = run_program(argv, dir, &env, q->http, q->stop, PATIENCE_MS, r, q->e);
	if (!rc && r->code < 0) {
		q->v->state = VERIFY_UNKNOWN;
		if (!q->v->why)
			q->v->why = mem_fmt(_("`%s` did not end within a minute, or was interrupted."), words);
	}
	kv_free(&env);
	free(copy);
	return rc || r->code < 0 ? -1 : 0;
}

int verify_ask(const struct asking *q, const char *words, struct ran *r)
{
	return verify_ask_with(q, words, q->ws->root, NULL, r);
}

char *verify_quoted(char *line)
{
	char *s = text_safe_new(line, QUOTED_MAX);

	free(line);
	return s;
}

/* Its complaint, else the first line that says anything. */
static char *complaint_new(const struct ran *r)
{
	char *line = ran_line_new(r, "rror", 1);
	const char *s = buf_str(&r->text);

	if (line)
		return verify_quoted(line);
	s += strspn(s, " \t\n");
	return *s ? verify_quoted(mem_strn(s, strcspn(s, "\n"))) : mem_str(_("it does not say why"));
}

int verify_silent(const struct asking *q, const char *words, const struct ran *r)
{
	char *said = complaint_new(r);

	free(q->v->why);
	q->v->why = r->code ? mem_fmt(_("`%s` ended with exit code %d, and not about %s: %s"), words, r->code, q->file, said) :
			      mem_fmt(_("`%s` did not say what it loaded: %s"), words, said);
	free(said);
	return -1;
}

int verify_refused(const struct asking *q, const struct ran *r, const char *file)
{
	const char *base = strrchr(file, '/');
	char *line = r->code > 0 && r->code < 128 ? ran_line_new(r, base ? base + 1 : file, 1) : NULL, *at;

	if (!line)
		return 0;
	line = verify_quoted(line);
	at = strstr(line, file); /* the place in a copy is the place in the file */
	if (at && *file == '/')
		verify_problem(q, mem_fmt(_("%s refuses %s%s"), q->cl->name, q->file, at + strlen(file)));
	else
		verify_problem(q, mem_fmt(_("%s refuses %s: %s"), q->cl->name, q->file, line));
	free(line);
	return 1;
}
