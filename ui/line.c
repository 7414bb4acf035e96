/* SPDX-License-Identifier: MIT */
/* line: the same walk in sentences: numbered choices, echoed answers, words for every move; for screen readers and pipes. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/front.h"
#include "ui/message.h"
#include "ui/say.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define SECRET_MAX 4096

struct line {
	struct say say;
	char *asked;        /* the question that stands: step + error + events, so that it is put once */
	int tty;            /* stdin is a terminal, so a person sees what happens meanwhile */
	int turn;           /* what comes now answers this screen; else it is left for the next question */
};

/* ---- the question */

static void options(FILE *out, const struct view *v)
{
	size_t i;

	for (i = 0; i < v->n_options; i++) {
		const struct view_option *o = &v->options[i];

		fprintf(out, "  %zu  %s", i + 1, o->label);
		if (*o->hint)
			fprintf(out, ": %s", o->hint);
		if (o->off)
			fprintf(out, _(" (not now: %s)"), o->off);
		fputc('\n', out);
	}
}

static void prompt(struct line *l, const struct view *v)
{
	FILE *out = l->say.out;

	if (v->dry_run)
		fputs(_("Dry run. "), out);
	say_lines(&l->say, v);
	if (v->recheck)
		fprintf(out, "! %s\n", v->recheck);
	if (*v->question)
		fprintf(out, "%s\n", v->question);
	if (*v->help)
		fprintf(out, "%s\n", v->help);
	if (v->kind != VIEW_ASK && v->kind != VIEW_PLAN)
		options(out, v);
	if (v->kind == VIEW_PLAN && !v->dry_run)
		fputs(_("Type apply to write all of them, or no. Also: back, why, map, help, quit.\n> "), out);
	else if (v->kind == VIEW_PLAN)
		fputs(_("Type no to end the dry run. Also: back, why, map, help, quit.\n> "), out);
	else if (v->kind == VIEW_ASK && *v->value)
		fprintf(out, _("Answer [%s], or back, why, map, help, quit.\n> "), v->value);
	else if (v->kind == VIEW_ASK)
		fputs(_("Answer, or back, why, map, help, quit.\n> "), out);
	else if (v->n_options)
		fprintf(out, _("Number [%zu], or back, why, map, help, quit.\n> "), v->focus + 1);
	fflush(out);
}

static void show(void *self, const struct screen *s)
{
	struct line *l = self;
	const struct view *v = s->view;
	char *now;

	say_news(&l->say, s);
	l->turn = v->kind != VIEW_BUSY && (l->tty || wizard_waits(s->wizard));
	if (v->kind == VIEW_END || v->kind == VIEW_BUSY)
		return;
	now = mem_fmt("%s %zu %zu %s", v->step, v->n_options,
		      v->kind == VIEW_CONNECT ? 0 : wizard_events(s->wizard), s->error ? s->error : "");
	if (l->asked && !strcmp(l->asked, now)) {
		free(now);
		return;
	}
	free(l->asked);
	l->asked = now;
	if (s->error)
		fprintf(l->say.out, "! %s\n", s->error);
	prompt(l, v);
}

/* ---- the answer */

/* One line of stdin without its end; NULL at the end of input. Byte by byte: what follows belongs to the next question. */
static char *read_line(void)
{
	struct buf b = BUF_INIT;
	char c;

	for (;;) {
		ssize_t n = read(STDIN_FILENO, &c, 1);

		if (n < 0 && errno == EINTR)
			break;
		if (n <= 0) {
			if (b.len)
				break;
			buf_free(&b);
			return NULL;
		}
		if (c == '\n')
			break;
		if (b.len < 4096)
			buf_addc(&b, c);
	}
	if (b.len && b.p[b.len - 1] == '\r')
		b.p[--b.len] = '\0';
	return buf_detach(&b);
}

/* What was typed as the answer's text: a number means an option, nothing means the proposal. */
static char *meant(const struct view *v, const char *typed)
{
	char *end;
	unsigned long n = strtoul(typed, &end, 10);

	if (v->kind == VIEW_PLAN)
		return mem_str(!strcmp(typed, "apply") ? "yes" : typed);
	if (v->kind == VIEW_ASK)
		return mem_str(*typed ? typed : v->value);
	if (!*typed && v->n_options)
		return mem_str(v->options[v->focus].id);
	if (*typed && !*end && n >= 1 && n <= v->n_options)
		return mem_str(v->options[n - 1].id);
	return mem_str(typed);
}

static int word(const char *typed, const char *a, const char *b)
{
	return !strcmp(typed, a) || !strcmp(typed, b);
}

static void tell(struct line *l, const struct screen *s, const char *typed)
{
	struct buf b = BUF_INIT;

	if (!strcmp(typed, "map"))
		wizard_map(s->wizard, &b);
	else if (!strcmp(typed, "why"))
		wizard_why_all(s->wizard, &b);
	else if (s->view->kind == VIEW_CONNECT)
		buf_adds(&b, _("new TENANT: a new link. message TENANT: the text to send, with the link. use TENANT apn_…: that account. accept TENANT NOTE: what it shares is right. keys TENANT: connect by keys, typed unseen. back, why, map, quit as ever.\n"));
	else
		buf_adds(&b, _("back: one question back. why: the request, the answer and the rule. map: the tree. quit: leave; the walk is kept from the first look-up on.\n"));
	fprintf(l->say.out, "%s", buf_str(&b));
	buf_free(&b);
	free(l->asked);
	l->asked = NULL; /* put the question again */
}

/* Does it stand for an option: nothing for the proposal, a number, or the option's id? */
static int means_option(const struct view *v, const char *typed)
{
	char *id = meant(v, typed);
	size_t i;

	for (i = 0; i < v->n_options && strcmp(v->options[i].id, id) != 0; i++)
		;
	free(id);
	return i < v->n_options;
}

/* Words that look like an answer and are none: the question stands. Only the word that the preview asks for writes. */
static int unfit(struct line *l, const struct view *v, const char *typed)
{
	if (v->kind == VIEW_PLAN) {
		if (!strcmp(typed, "no") || (!strcmp(typed, "apply") && !v->dry_run))
			return 0;
		fputs(v->dry_run ? _("Type no to end the dry run.\n> ")
				 : _("Type the word apply to write, or no.\n> "),
		      l->say.out);
	} else if (v->kind == VIEW_ASK || !v->n_options || means_option(v, typed) ||
		   (v->kind == VIEW_CONNECT && strchr(typed, ' '))) {
		return 0; /* "new kahuna": the board knows whether that is a command */
	} else {
		fprintf(l->say.out, _("Type a number from 1 to %zu.\n> "), v->n_options);
	}
	fflush(l->say.out);
	return 1;
}

/* "message kahuna": the text to send. 1 when it was that. */
static int message(struct line *l, const struct view *v, const char *typed)
{
	struct buf b = BUF_INIT;
	size_t i;

	if (v->kind != VIEW_CONNECT || strncmp(typed, "message ", 8) != 0)
		return 0;
	for (i = 0; i < v->n_tenant && strcmp(v->tenant[i].name, typed + 8) != 0; i++)
		;
	if (i < v->n_tenant && v->tenant[i].link && *v->tenant[i].link)
		message_text(v, &v->tenant[i], &b);
	else
		buf_adds(&b, _("There is no link for this tenant yet.\n"));
	fprintf(l->say.out, "%s", buf_str(&b));
	fflush(l->say.out);
	buf_free(&b);
	return 1;
}

static void act(void *self, const struct screen *s, struct act *out)
{
	struct line *l = self;
	char *typed = read_line();

	if (!typed) {
		out->kind = s->view->kind == VIEW_END ? ACT_QUIT : ACT_MISSING;
		return;
	}
	if (!l->tty && s->view->kind != VIEW_END) {
		char *shown = text_safe_new(typed, 200);

		fprintf(l->say.out, "%s\n", shown); /* a terminal echoes by itself */
		free(shown);
	}
	if (word(typed, "back", "b")) {
		out->kind = ACT_BACK;
		free(l->asked);
		l->asked = NULL;
	} else if (word(typed, "quit", "q")) {
		out->kind = ACT_QUIT;
	} else if (word(typed, "?", "help") || word(typed, "why", "w") || word(typed, "map", "m")) {
		out->kind = ACT_REDRAW;
		tell(l, s, word(typed, "why", "w") ? "why" : word(typed, "map", "m") ? "map" : "help");
	} else if (message(l, s->view, typed) || unfit(l, s->view, typed)) {
		out->kind = ACT_REDRAW;
	} else {
		out->kind = ACT_ANSWER;
		out->value = meant(s->view, typed);
	}
	free(typed);
}

static int fd(void *self)
{
	const struct line *l = self;

	return l->say.ended || !l->turn ? -1 : STDIN_FILENO;
}

/* The same for what must not be shown: in one place that is wiped, since a buffer that grows leaves copies behind. */
static char *read_secret(void)
{
	char typed[SECRET_MAX], c, *value;
	size_t n = 0;

	for (;;) {
		ssize_t k = read(STDIN_FILENO, &c, 1);

		if (k <= 0 || c == '\n')
			break;
		if (n < sizeof(typed))
			typed[n++] = c;
	}
	if (n && typed[n - 1] == '\r')
		n--;
	value = mem_strn(typed, n < sizeof(typed) ? n : 0);
	explicit_bzero(typed, sizeof(typed));
	explicit_bzero(&c, 1);
	return value;
}

static char *secret(void *self, const struct screen *s, const char *name)
{
	struct line *l = self;
	struct termios was, now;
	int tty = tcgetattr(STDIN_FILENO, &was) == 0;
	char *value;

	fprintf(l->say.out, s->once
		? _("%s is needed. Type it (it is not shown, sent once, and not kept), or nothing to go on without.\n> ")
		: _("%s is needed. Type it for this run (it is not shown and not kept), or nothing to go on without.\n> "),
		name);
	fflush(l->say.out);
	if (tty) {
		now = was;
		now.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &now);
	}
	value = read_secret();
	if (tty)
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	fputc('\n', l->say.out);
	return value;
}

static void finish(void *self)
{
	struct line *l = self;

	free(l->asked);
	say_free(&l->say);
	free(l);
}

int line_open(struct front *f, int color, struct err *e)
{
	struct line *l = mem_alloc(sizeof(*l));

	(void)e;
	say_init(&l->say, stdout, color);
	l->tty = isatty(STDIN_FILENO);
	*f = (struct front){ .self = l, .show = show, .fd = fd, .act = act, .secret = secret, .close = finish };
	return 0;
}
