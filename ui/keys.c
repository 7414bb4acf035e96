/* SPDX-License-Identifier: MIT */
/* keys: what a key means on a screen: one table from keys to commands, one function for each kind
   of screen. */
#include "ui/keys_own.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <string.h>

/* What a key means where there is no text to type. What was pasted means nothing. */
enum command press_command(struct key k)
{
	static const struct {
		enum key_code code;
		wchar_t ch;
		enum command cmd;
	} table[] = {
		{ KEY_K_UP, 0, UP }, { KEY_CHAR, L'k', UP }, { KEY_CHAR, CTRL('p'), UP },
		{ KEY_K_DOWN, 0, DOWN }, { KEY_CHAR, L'j', DOWN }, { KEY_CHAR, CTRL('n'), DOWN },
		{ KEY_K_PGUP, 0, PAGE_UP }, { KEY_CHAR, CTRL('u'), PAGE_UP },
		{ KEY_K_PGDN, 0, PAGE_DOWN }, { KEY_CHAR, CTRL('d'), PAGE_DOWN },
		{ KEY_K_HOME, 0, TOP }, { KEY_CHAR, L'g', TOP },
		{ KEY_K_END, 0, BOTTOM }, { KEY_CHAR, L'G', BOTTOM },
		{ KEY_K_ENTER, 0, ENTER }, { KEY_K_ESC, 0, BACK }, { KEY_K_LEFT, 0, BACK },
		{ KEY_CHAR, L'w', WHY }, { KEY_CHAR, L'm', MAP }, { KEY_CHAR, L'r', AGAIN },
		{ KEY_CHAR, L'?', HELP }, { KEY_K_F1, 0, HELP },
		{ KEY_CHAR, L'o', OPEN }, { KEY_CHAR, L'l', PLAIN }, { KEY_CHAR, L'y', YES },
		{ KEY_CHAR, L'c', CODE }, { KEY_CHAR, L'/', FIND }, { KEY_CHAR, L'e', EDIT },
		{ KEY_K_TAB, 0, NEXT }, { KEY_K_BACKTAB, 0, PREVIOUS },
		{ KEY_CHAR, L'a', ARM }, { KEY_CHAR, L'n', NO },
		{ KEY_CHAR, L'q', LEAVE }, { KEY_CHAR, CTRL('l'), REPAINT },
	};
	size_t i;

	for (i = 0; !k.pasted && i < sizeof(table) / sizeof(*table); i++)
		if (table[i].code == k.code && (k.code != KEY_CHAR || table[i].ch == k.ch))
			return table[i].cmd;
	return NOTHING;
}

void press_answer(struct press *p, const char *value)
{
	p->out->kind = ACT_ANSWER;
	p->out->value = mem_str(value);
}

void press_say(struct press *p, const char *text)
{
	buf_reset(&p->u->said);
	buf_adds(&p->u->said, text);
}

int press_is_move(enum command cmd)
{
	return cmd >= UP && cmd <= BOTTOM;
}

/* ---- what is the same on every screen without a field */

void press_back(struct press *p)
{
	if (p->s->view->can_back)
		p->out->kind = ACT_BACK;
	else if (p->s->view->kind == VIEW_END)
		press_say(p, _("There is no way back from here; Enter or q leaves."));
	else if (p->s->view->kind == VIEW_ASK)
		press_say(p, _("This is the first question; Ctrl-C leaves."));
	else
		press_say(p, _("There is no question to go back to; q leaves."));
}

/* r: where asking again is one of the options, it is one key away. */
static void again(struct press *p)
{
	const struct view *v = p->s->view;
	size_t i;

	for (i = 0; i < v->n_options; i++)
		if (!strcmp(v->options[i].id, "retry") && !v->options[i].off)
			press_answer(p, "retry");
}

void press_common(struct press *p, enum command cmd)
{
	switch (cmd) {
	case AGAIN:
		if (p->out->kind == ACT_NONE)
			again(p);
		break;
	case BACK:
		press_back(p);
		break;
	case LEAVE:
		p->out->kind = ACT_QUIT;
		break;
	case WHY:
		press_show(p, OVERLAY_WHY);
		break;
	case MAP:
		press_show(p, OVERLAY_MAP);
		break;
	case HELP:
		press_show(p, OVERLAY_HELP);
		break;
	case REPAINT:
		p->u->want = WANT_REPAINT;
		break;
	default:
		break;
	}
}

/* ---- a screen each */

static void options_key(struct press *p, enum command cmd)
{
	const struct view *v = p->s->view;

	if (press_is_move(cmd)) {
		press_move(p, cmd, v->n_options);
	} else if (cmd == FIND && v->kind == VIEW_CHOOSE) {
		press_find(p);
	} else if (cmd == ENTER && p->u->focus < v->n_options && ui_state_in_sight(p->u)) {
		const struct view_option *o = &v->options[p->u->focus];

		if (o->off)
			press_say(p, o->off);
		else
			press_answer(p, o->id);
	} else {
		press_common(p, cmd);
	}
}

/* A command of the board for one tenant. */
static void tell(struct press *p, const char *verb, const char *tenant)
{
	p->out->kind = ACT_ANSWER;
	p->out->value = mem_fmt("%s %s", verb, tenant);
}

/* On a step with a page to open. */
static void page_key(struct press *p, enum command cmd)
{
	if (cmd == CODE && p->s->view->link)
		press_show(p, OVERLAY_CODE);
	else if ((cmd == OPEN || cmd == PLAIN || cmd == YES) && p->s->view->link)
		p->u->want = cmd == OPEN ? WANT_OPEN : cmd == PLAIN ? WANT_PLAIN : WANT_COPY;
	else
		options_key(p, cmd);
}

static void board_key(struct press *p, enum command cmd)
{
	const struct view *v = p->s->view;
	struct ui_state *u = p->u;
	size_t n = v->n_tenant;
	const struct view_tenant *t = u->tenant < n ? &v->tenant[u->tenant] : NULL;

	if (cmd == NEXT || cmd == PREVIOUS) {
		if (n)
			u->tenant = (u->tenant + (cmd == NEXT ? 1 : n - 1)) % n;
	} else if (cmd == OPEN || cmd == PLAIN || cmd == YES || cmd == CODE) {
		if (t && t->link && !*t->link)
			press_say(p, _("The link that was made is not kept; n makes a new one."));
		else if (!t || !t->link)
			press_say(p, _("There is no link for this tenant yet."));
		else if (cmd == CODE)
			press_show(p, OVERLAY_CODE);
		else
			u->want = cmd == OPEN ? WANT_OPEN : cmd == PLAIN ? WANT_PLAIN : WANT_COPY;
	} else if (cmd == FIND) {
		press_find(p);
	} else if (cmd == NO && t) {
		tell(p, "new", t->name);
	} else {
		options_key(p, cmd);
	}
}

static void arm(struct press *p)
{
	size_t create = 0, modify = 0, same;

	if (p->s->plan)
		plan_count(p->s->plan, &create, &modify, &same);
	if (create + modify || p->s->view->dry_run)
		p->u->armed = 1;
	else
		press_say(p, _("There is nothing to write."));
}

/* e: to the question where the name was typed; the answers behind it that still hold come by themselves. */
static void edit(struct press *p)
{
	const char *step = p->s->wizard && p->s->view->can_back ? wizard_named(p->s->wizard) : NULL;

	if (step) {
		p->out->kind = ACT_BACK;
		p->out->value = mem_str(step);
	} else {
		press_say(p, _("No name was typed on this way; Esc goes back a question."));
	}
}

static void plan_move(struct press *p, enum command cmd)
{
	struct ui_state *u = p->u;
	size_t n = pick_count(&u->pick, layout_entries(p->s->plan)), pos = pick_pos(&u->pick, u->focus);

	u->scroll = 0;
	if (cmd == UP || cmd == TOP)
		pos = cmd == TOP || !pos ? 0 : pos - 1;
	else if (n)
		pos = cmd == BOTTOM || pos + 1 >= n ? n - 1 : pos + 1;
	if (n)
		u->focus = pick_row(&u->pick, pos);
}

static void plan_key(struct press *p, enum command cmd)
{
	struct ui_state *u = p->u;

	if (u->armed && !p->s->view->dry_run) {
		u->armed = 0; /* whatever it was: only y, and only right after a, writes */
		if (cmd == YES)
			press_answer(p, "yes");
		return;
	}
	u->armed = 0;
	if (cmd == ARM) {
		arm(p);
	} else if (cmd == NO) {
		press_answer(p, "no");
	} else if (cmd == ENTER || cmd == YES) {
		press_say(p, p->s->view->dry_run
			       ? _("This is a dry run: nothing is written. n ends it.")
			       : _("Enter and y alone never write: press a, then y. n leaves the files as they are."));
	} else if (cmd == PAGE_UP || cmd == PAGE_DOWN) {
		press_scroll(p, cmd);
	} else if (press_is_move(cmd)) {
		plan_move(p, cmd);
	} else if (cmd == FIND) {
		press_find(p);
	} else if (cmd == EDIT) {
		edit(p);
	} else {
		press_common(p, cmd);
	}
}

static void still_key(struct press *p, enum command cmd)
{
	if (press_is_move(cmd))
		press_scroll(p, cmd);
	else if (cmd == ENTER && p->s->view->kind == VIEW_END)
		p->out->kind = ACT_QUIT;
	else
		press_common(p, cmd);
}

/* ---- */

static void on_screen(struct press *p, struct key k)
{
	enum command cmd = press_command(k);

	if (p->cols < LAYOUT_COLS || p->rows < LAYOUT_ROWS) {
		p->u->armed = 0;
		if (cmd == LEAVE)
			p->out->kind = ACT_QUIT; /* nothing else is done that cannot be seen */
		return;
	}
	if (p->u->overlay != OVERLAY_NONE) {
		press_overlay(p, k);
		return;
	}
	if (k.code == KEY_K_CLICK && !p->u->armed) {
		press_click(p, k);
		return;
	}
	if (p->s->view->kind != VIEW_ASK && !p->u->armed && press_filter(p, k))
		return; /* where a has been pressed, the next key is the preview's, whatever it is */
	switch (p->s->view->kind) {
	case VIEW_ASK:
		press_field(p, k);
		break;
	case VIEW_CONNECT:
		board_key(p, cmd);
		break;
	case VIEW_PLAN:
		plan_key(p, cmd);
		break;
	case VIEW_BUSY:
	case VIEW_END:
		still_key(p, cmd);
		break;
	default:
		page_key(p, cmd);
		break;
	}
}

void keys_press(struct ui_state *u, const struct screen *s, int cols, int rows, struct key k,
		struct act *out)
{
	struct press p = { u, s, cols, rows, out };

	out->kind = ACT_NONE;
	out->value = NULL;
	ui_state_follow(u, s);
	if (k.code == KEY_K_PASTE_BEGIN || k.code == KEY_K_PASTE_END)
		return;
	if (k.code != KEY_K_RESIZE) {
		buf_reset(&u->said);
		on_screen(&p, k);
		ui_state_follow(u, s);
	}
	if (out->kind == ACT_NONE)
		out->kind = ACT_REDRAW;
}
