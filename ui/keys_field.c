/* SPDX-License-Identifier: MIT */
/* keys_field: keys where text is typed, and in the list below it. */
#include "ui/keys_own.h"

#include "base/i18n.h"
#include "ui/field.h"
#include "work/apps.h"

#include <string.h>

static int proposed(const struct view *v)
{
	return v->value && *v->value && !v->secret;
}

/* Who emptied the field did not mean what stood in it; the fold would take the proposal. */
static void empty(struct press *p)
{
	buf_reset(&p->u->said);
	buf_addf(&p->u->said, _("The field is empty; type an answer. Proposed was: %s"), p->s->view->value);
}

/* ---- the list of apps below the field: u->at is the row there, counted from 1; 0 is the field */

static size_t listed(const struct press *p)
{
	return ui_lists_apps(p->u, p->s) ? pick_count(&p->u->pick, p->s->apps->n) : 0;
}

static void move(struct press *p, enum command cmd, size_t n)
{
	size_t step = cmd == PAGE_UP || cmd == PAGE_DOWN ? 5 : 1, *at = &p->u->at;

	if (cmd == UP || cmd == PAGE_UP)
		*at -= *at < step ? *at : step;
	else
		*at = *at + step > n ? n : *at + step;
}

/* 1 when the key was for the list. */
static int on_list(struct press *p, struct key k, enum command cmd)
{
	size_t n = listed(p);

	if (k.pasted || !n)
		return 0;
	if (cmd >= UP && cmd <= PAGE_DOWN)
		move(p, cmd, n);
	else if (p->u->at && k.code == KEY_K_ENTER)
		press_answer(p, p->s->apps->v[pick_row(&p->u->pick, p->u->at - 1)].name);
	else if (p->u->at && k.code == KEY_K_ESC)
		p->u->at = 0; /* into the field again */
	else
		return 0;
	return 1;
}

void press_field(struct press *p, struct key k)
{
	int list = k.code == KEY_CHAR && (k.ch == CTRL('n') || k.ch == CTRL('p')) && !k.pasted;
	enum command cmd = k.code == KEY_CHAR && !list ? NOTHING : press_command(k);

	if (on_list(p, k, cmd))
		return;
	p->u->at = 0;
	if (k.code == KEY_K_ENTER && !k.pasted && !p->u->input.len && proposed(p->s->view))
		empty(p);
	else if (k.code == KEY_K_ENTER && !k.pasted)
		press_answer(p, buf_str(&p->u->input));
	else if (k.code == KEY_K_ESC && !k.pasted)
		press_back(p);
	else if (cmd == HELP)
		press_show(p, OVERLAY_HELP);
	else if (cmd >= UP && cmd <= PAGE_DOWN)
		press_scroll(p, cmd);
	else if (k.code == KEY_CHAR && k.ch == CTRL('l') && !k.pasted)
		p->u->want = WANT_REPAINT;
	else
		field_edit(p->u, k);
}
