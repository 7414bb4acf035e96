/* SPDX-License-Identifier: MIT */
/* tui: the full-screen front end: terminal, layout and keys joined. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/browser.h"
#include "ui/field.h"
#include "ui/front.h"
#include "ui/keys.h"
#include "ui/layout.h"
#include "ui/message.h"
#include "ui/osc.h"
#include "ui/signals.h"
#include "ui/term.h"
#include "ui/tty.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET_MAX 1024
#define ENTER_MS 300 /* a double stroke is faster, reading is slower */

struct tui {
	struct ui_state u;
	struct frame f;
	char step[64];   /* the question on the screen, and since when */
	enum view_kind kind;
	int64_t since;
	int paused; /* a link stands on the normal screen until Enter is pressed */
};

/* Its answer makes something: links at a vendor, a commit. */
static int makes(const struct view *v)
{
	return v->kind == VIEW_CONNECT || v->kind == VIEW_CONFIRM;
}

static void draw(struct tui *t, const struct screen *s, struct ui_state *u)
{
	int cols, rows;

	term_size(&cols, &rows);
	if (cols != t->f.cols || rows != t->f.rows) {
		frame_free(&t->f);
		frame_init(&t->f, cols, rows);
	}
	ui_state_follow(u, s);
	layout(&t->f, s, u);
	term_blit(&t->f);
	if (t->kind != s->view->kind || strncmp(t->step, s->view->step, sizeof(t->step) - 1)) {
		(void)snprintf(t->step, sizeof(t->step), "%s", s->view->step);
		t->kind = s->view->kind;
		t->since = clock_ms();
		if (makes(s->view))
			(void)term_drain(); /* what was typed before it could be seen was not meant for it */
	}
}

static void show(void *self, const struct screen *s)
{
	struct tui *t = self;

	if (!t->paused)
		draw(t, s, &t->u);
}

static int fd(void *self)
{
	(void)self;
	return STDIN_FILENO;
}

/* ---- links */

/* The link on the normal screen, where it can be selected whole; Enter comes back. */
static void plain(struct tui *t, const char *whose, const char *link, const char *why)
{
	struct buf b = BUF_INIT;

	term_pause();
	t->paused = 1;
	if (why)
		buf_addf(&b, "%s\n", why);
	buf_addf(&b, _("Link for %s:"), whose);
	buf_addf(&b, "\n\n%s\n\n", link);
	buf_adds(&b, _("Press Enter to come back to toolgap."));
	buf_addc(&b, '\n');
	tty_write(buf_str(&b), b.len);
	buf_free(&b);
}

/* To the terminal's clipboard, over ssh, too; nobody answers whether it was taken. */
static int copy(const char *text)
{
	struct buf b = BUF_INIT;
	int rc = osc_copy(&b, text, getenv("TMUX") != NULL, getenv("STY") != NULL);

	if (!rc)
		tty_write(b.p, b.len);
	buf_free(&b);
	return rc;
}

/* Of a tenant the whole message that it is sent with the link, of a page its address. */
static void copy_link(struct tui *t, const struct view *v, const struct view_tenant *who, const char *link)
{
	struct buf b = BUF_INIT;

	if (who)
		message_text(v, who, &b);
	buf_reset(&t->u.said);
	if (copy(who ? buf_str(&b) : link))
		buf_adds(&t->u.said, _("The link is too long for a terminal's clipboard; l prints it."));
	else if (who)
		buf_addf(&t->u.said, _("The message for %s was handed to the terminal's clipboard. Where a terminal has none, l prints the link."),
			 who->name);
	else
		buf_adds(&t->u.said, _("The link was sent to the terminal's clipboard. Not every terminal takes it; l prints the link."));
	buf_free(&b);
}

static void fulfil(struct tui *t, const struct screen *s)
{
	const struct view *v = s->view;
	const struct view_tenant *who = t->u.tenant < v->n_tenant ? &v->tenant[t->u.tenant] : NULL;
	const char *link = v->link ? v->link : who ? who->link : NULL, *whose = v->link || !who ? v->title : who->name;
	enum want want = t->u.want;
	struct err e = ERR_INIT;

	t->u.want = WANT_NOTHING;
	if (want == WANT_REPAINT)
		term_repaint();
	if ((want != WANT_OPEN && want != WANT_PLAIN && want != WANT_COPY) || !link)
		return;
	if (want == WANT_COPY) {
		copy_link(t, v, who && link == who->link ? who : NULL, link);
	} else if (want == WANT_PLAIN) {
		plain(t, whose, link, NULL);
	} else if (browser_open(link, &e)) {
		plain(t, whose, link, e.msg);
	} else {
		buf_reset(&t->u.said);
		buf_adds(&t->u.said,
			 _("The browser was asked to open it. l prints the link, should nothing come."));
	}
}

/* ---- what the person says */

/*
 * The second stroke of a double Enter must not answer the question that the first one has only just brought up, where
 * that answer makes something.
 */
static int too_soon(struct tui *t, const struct screen *s, struct key k)
{
	if (k.code != KEY_K_ENTER || !makes(s->view) || t->u.overlay != OVERLAY_NONE || clock_ms() - t->since >= ENTER_MS)
		return 0;
	buf_reset(&t->u.said);
	buf_adds(&t->u.said, _("Enter came right behind the question; read it, then press Enter."));
	return 1;
}

static void come_back(struct tui *t, struct act *out)
{
	char some[256];
	ssize_t n = read(STDIN_FILENO, some, sizeof(some));

	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
		out->kind = ACT_QUIT;
	} else if (n > 0 && memchr(some, '\n', (size_t)n)) {
		t->paused = 0;
		term_resume();
		out->kind = ACT_REDRAW;
	}
}

static void act(void *self, const struct screen *s, struct act *out)
{
	struct tui *t = self;
	struct key k;
	int keys = 0, was_armed;

	out->kind = ACT_NONE;
	out->value = NULL;
	if (t->paused) {
		come_back(t, out);
		return;
	}
	while (out->kind == ACT_NONE || out->kind == ACT_REDRAW) {
		if (!term_key(&k))
			break;
		keys = 1;
		was_armed = t->u.armed;
		if (too_soon(t, s, k)) {
			out->kind = ACT_REDRAW;
			continue;
		}
		keys_press(&t->u, s, t->f.cols, t->f.rows, k, out);
		fulfil(t, s);
		if (t->paused)
			return;
		if (t->u.armed && !was_armed) {
			if (term_drain()) { /* the y must answer what the screen is about to say */
				t->u.armed = 0;
				buf_reset(&t->u.said);
				buf_adds(&t->u.said, _("More keys came with a, so nothing is armed: press a, read, then press y."));
			}
			return;
		}
	}
	if (!keys && term_gone())
		out->kind = ACT_QUIT;
}

/* A credential's field has a state of its own, so that it never comes here. */
static const char *typed(void *self)
{
	const struct tui *t = self;

	return t->u.kind == VIEW_ASK && !t->paused ? buf_str(&t->u.input) : NULL;
}

/* ---- a credential */

/* The text so far; fixed in place, so that no copy stays behind in freed memory. */
struct secret {
	char text[SECRET_MAX];
	size_t n;
};

/* 1: go on, 0: over. Nothing is shown, so nothing but adding and deleting makes sense. */
static int secret_key(struct secret *sec, struct key k, int *taken)
{
	struct buf one = BUF_INIT;

	if (k.pasted && (k.code != KEY_CHAR || k.ch < 0x20))
		return 1;
	if (k.code == KEY_K_ENTER || k.code == KEY_K_ESC) {
		*taken = k.code == KEY_K_ENTER;
		return 0;
	}
	if (k.code == KEY_K_BACKSPACE) {
		while (sec->n && ((unsigned char)sec->text[--sec->n] & 0xC0) == 0x80)
			;
	} else if (k.code == KEY_CHAR && k.ch == CTRL('u')) {
		sec->n = 0;
	} else if (k.code == KEY_CHAR && k.ch >= 0x20 && k.ch != 0x7F) {
		text_encode(&one, (uint32_t)k.ch);
		if (one.len && sec->n + one.len < sizeof(sec->text)) {
			memcpy(sec->text + sec->n, one.p, one.len);
			sec->n += one.len;
		}
		if (one.p)
			explicit_bzero(one.p, one.len);
		buf_free(&one);
	}
	return 1;
}

static void wait_key(void)
{
	struct pollfd fds[2] = { { .fd = STDIN_FILENO, .events = POLLIN },
				 { .fd = signals_fd(), .events = POLLIN } };

	(void)poll(fds, 2, -1);
}

static int secret_read(struct tui *t, const struct screen *s, struct secret *sec)
{
	struct ui_state u;
	struct key k;
	int taken = 0, on = 1;

	ui_state_init(&u);
	u.ascii = t->u.ascii;
	while (on && !signals_seen() && !term_gone()) {
		draw(t, s, &u);
		if (!term_key(&k)) {
			wait_key();
			continue;
		}
		on = secret_key(sec, k, &taken);
	}
	explicit_bzero(&k, sizeof(k));
	ui_state_free(&u);
	return taken && sec->n;
}

static char *secret(void *self, const struct screen *s, const char *name)
{
	struct tui *t = self;
	struct secret sec = { .n = 0 };
	struct view v = { .kind = VIEW_ASK, .secret = 1, .dry_run = s->view->dry_run };
	struct screen mine = { .view = &v, .session = s->session };
	char *value = NULL;

	v.step = mem_str("secret");
	v.title = mem_str(s->view->title);
	v.tenants = mem_str(s->view->tenants);
	v.question = mem_fmt(_("What is the value of %s?"), name);
	v.help = mem_str(s->once
				 ? _("It is not shown and never written; it is sent to its vendor once, and then forgotten.")
				 : _("It is not shown and never written; it is kept in memory for this walk and goes to its vendor only."));
	v.value = mem_str("");
	v.rail = s->view->rail; /* borrowed: where the walk is stays in sight */
	v.n_rail = s->view->n_rail;
	if (t->paused) {
		t->paused = 0;
		term_resume();
	}
	if (secret_read(t, &mine, &sec))
		value = mem_strn(sec.text, sec.n);
	explicit_bzero(&sec, sizeof(sec));
	v.rail = NULL;
	v.n_rail = 0;
	view_free(&v);
	return value;
}

/* ---- */

static void finish(void *self)
{
	struct tui *t = self;

	term_close();
	frame_free(&t->f);
	ui_state_free(&t->u);
	free(t);
}

void tui_mouse(void)
{
	term_mouse();
}

int tui_open(struct front *f, int color, struct err *e)
{
	struct tui *t;

	if (term_open(color, e))
		return -1;
	t = mem_alloc(sizeof(*t));
	ui_state_init(&t->u);
	t->u.ascii = term_ascii();
	f->self = t;
	f->picks = 1;
	f->show = show;
	f->fd = fd;
	f->act = act;
	f->typed = typed;
	f->secret = secret;
	f->close = finish;
	f->still = 0;
	return 0;
}
