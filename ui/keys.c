/* SPDX-License-Identifier: MIT */
/* keys: what a key means on a screen: one table from keys to commands, one function for each kind
   of screen. */
#include "ui/keys.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/field.h"

#include <string.h>


enum command {
	NOTHING, UP, DOWN, PAGE_UP, PAGE_DOWN, TOP, BOTTOM, ENTER, BACK, WHY, MAP, HELP, OPEN,
	PLAIN, NEXT, PREVIOUS, ARM, YES, NO, LEAVE, REPAINT, AGAIN
};

/* Everything a key press needs. */
struct press {
	struct ui_state *u;
	const struct screen *s;
	int cols, rows;
	struct act *out;
};

/* What a key means where there is no text to type. What was pasted means nothing. */
static enum command command_of(struct key k)
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
		{ KEY_CHAR, L'o', OPEN }, { KEY_CHAR, L'l', PLAIN },
		{ KEY_K_TAB, 0, NEXT }, { KEY_K_BACKTAB, 0, PREVIOUS },
		{ KEY_CHAR, L'a', ARM }, { KEY_CHAR, L'y', YES }, { KEY_CHAR, L'n', NO },
		{ KEY_CHAR, L'q', LEAVE }, { KEY_CHAR, CTRL('l'), REPAINT },
	};
	size_t i;

	for (i = 0; !k.pasted && i < sizeof(table) / sizeof(*table); i++)
		if (table[i].code == k.code && (k.code != KEY_CHAR || table[i].ch == k.ch))
			return table[i].cmd;
	return NOTHING;
}

static void answer(struct press *p, const char *value)
{
	p->out->kind = ACT_ANSWER;
	p->out->value = mem_str(value);
}

static void say(struct press *p, const char *text)
{
	buf_reset(&p->u->said);
	buf_adds(&p->u->said, text);
}

/* ---- scrolling */

static void scroll(struct press *p, enum command cmd)
{
	struct extent ex;
	size_t max, half, *at = &p->u->scroll;

	layout_extent(p->s, p->u, p->cols, p->rows, &ex);
	max = ex.lines > ex.shown ? ex.lines - ex.shown : 0;
	half = ex.shown / 2 ? ex.shown / 2 : 1;
	if (*at > max)
		*at = max;
	if (cmd == UP || cmd == PAGE_UP) {
		size_t n = cmd == UP ? 1 : half;

		*at -= *at < n ? *at : n;
	} else if (cmd == DOWN || cmd == PAGE_DOWN) {
		*at += cmd == DOWN ? 1 : half;
	} else {
		*at = cmd == TOP ? 0 : max;
	}
	if (*at > max)
		*at = max;
}

static int is_move(enum command cmd)
{
	return cmd >= UP && cmd <= BOTTOM;
}

/* Move a focus over n rows; what is left of a move at either end scrolls the body. */
static void move(struct press *p, enum command cmd, size_t n)
{
	struct ui_state *u = p->u;
	size_t step = cmd == PAGE_UP || cmd == PAGE_DOWN ? 5 : 1;
	int up = cmd == UP || cmd == PAGE_UP, down = cmd == DOWN || cmd == PAGE_DOWN;

	if ((up && u->scroll) || (down && u->focus + 1 >= n)) {
		scroll(p, cmd);
		return;
	}
	u->scroll = 0;
	if (cmd == TOP || (up && u->focus < step))
		u->focus = 0;
	else if (cmd == BOTTOM || (down && u->focus + step >= n))
		u->focus = n ? n - 1 : 0;
	else
		u->focus = up ? u->focus - step : u->focus + step;
	u->option[0] = '\0'; /* the person moved: the option under the focus is the one meant */
}

/* ---- what is the same on every screen without a field */

/* The map opens where we are. */
static void scroll_to_here(struct press *p)
{
	struct buf b = BUF_INIT;
	struct extent ex;
	const char *here;
	size_t row = 0, i;

	wizard_map(p->s->wizard, &b);
	here = strstr(buf_str(&b), "\n›");
	for (i = 0; here && i <= (size_t)(here - b.p); i++)
		row += b.p[i] == '\n';
	layout_extent(p->s, p->u, p->cols, p->rows, &ex);
	if (row > ex.shown / 2)
		p->u->scroll = row - ex.shown / 2;
	if (ex.lines <= ex.shown)
		p->u->scroll = 0;
	else if (p->u->scroll > ex.lines - ex.shown)
		p->u->scroll = ex.lines - ex.shown;
	buf_free(&b);
}

static void show_overlay(struct press *p, enum overlay o)
{
	p->u->overlay = o;
	p->u->scroll = 0;
	if (o == OVERLAY_MAP && p->s->wizard)
		scroll_to_here(p);
}

static void back(struct press *p)
{
	if (p->s->view->can_back)
		p->out->kind = ACT_BACK;
	else if (p->s->view->kind == VIEW_END)
		say(p, _("There is no way back from here; Enter or q leaves."));
	else if (p->s->view->kind == VIEW_ASK)
		say(p, _("This is the first question; Ctrl-C leaves."));
	else
		say(p, _("There is no question to go back to; q leaves."));
}

/* r: where asking again is one of the options, it is one key away. */
static void again(struct press *p)
{
	const struct view *v = p->s->view;
	size_t i;

	for (i = 0; i < v->n_options; i++)
		if (!strcmp(v->options[i].id, "retry") && !v->options[i].off)
			answer(p, "retry");
}

static void common(struct press *p, enum command cmd)
{
	switch (cmd) {
	case AGAIN:
		if (p->out->kind == ACT_NONE)
			again(p);
		break;
	case BACK:
		back(p);
		break;
	case LEAVE:
		p->out->kind = ACT_QUIT;
		break;
	case WHY:
		show_overlay(p, OVERLAY_WHY);
		break;
	case MAP:
		show_overlay(p, OVERLAY_MAP);
		break;
	case HELP:
		show_overlay(p, OVERLAY_HELP);
		break;
	case REPAINT:
		p->u->want = WANT_REPAINT;
		break;
	default:
		break;
	}
}

/* ---- a screen each */

static void overlay_key(struct press *p, enum command cmd)
{
	if (is_move(cmd)) {
		scroll(p, cmd);
	} else if (cmd == WHY || cmd == MAP || cmd == HELP) {
		enum overlay o = cmd == WHY ? OVERLAY_WHY : cmd == MAP ? OVERLAY_MAP : OVERLAY_HELP;

		show_overlay(p, o == p->u->overlay ? OVERLAY_NONE : o);
	} else if (cmd == BACK || cmd == LEAVE || cmd == ENTER) {
		show_overlay(p, OVERLAY_NONE);
	} else if (cmd == REPAINT) {
		p->u->want = WANT_REPAINT;
	}
}

static void options_key(struct press *p, enum command cmd)
{
	const struct view *v = p->s->view;

	if (is_move(cmd)) {
		move(p, cmd, v->n_options);
	} else if (cmd == ENTER && p->u->focus < v->n_options) {
		const struct view_option *o = &v->options[p->u->focus];

		if (o->off)
			say(p, o->off);
		else
			answer(p, o->id);
	} else {
		common(p, cmd);
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
	if ((cmd == OPEN || cmd == PLAIN) && p->s->view->link)
		p->u->want = cmd == OPEN ? WANT_OPEN : WANT_PLAIN;
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
	} else if (cmd == OPEN || cmd == PLAIN || cmd == YES) {
		if (t && t->link && *t->link)
			u->want = cmd == OPEN ? WANT_OPEN : cmd == PLAIN ? WANT_PLAIN : WANT_COPY;
		else if (t && t->link)
			say(p, _("The link that was made is not kept; n makes a new one."));
		else
			say(p, _("There is no link for this tenant yet."));
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
		say(p, _("There is nothing to write."));
}

static void plan_key(struct press *p, enum command cmd)
{
	struct ui_state *u = p->u;
	size_t n = layout_entries(p->s->plan);

	if (u->armed && !p->s->view->dry_run) {
		u->armed = 0; /* whatever it was: only y, and only right after a, writes */
		if (cmd == YES)
			answer(p, "yes");
		return;
	}
	u->armed = 0;
	if (cmd == ARM) {
		arm(p);
	} else if (cmd == NO) {
		answer(p, "no");
	} else if (cmd == ENTER || cmd == YES) {
		say(p, p->s->view->dry_run
			       ? _("This is a dry run: nothing is written. n ends it.")
			       : _("Enter and y alone never write: press a, then y. n leaves the files as they are."));
	} else if (cmd == PAGE_UP || cmd == PAGE_DOWN) {
		scroll(p, cmd);
	} else if (is_move(cmd)) {
		u->scroll = 0;
		if (cmd == UP || cmd == TOP)
			u->focus = cmd == TOP || !u->focus ? 0 : u->focus - 1;
		else if (n)
			u->focus = cmd == BOTTOM || u->focus + 1 >= n ? n - 1 : u->focus + 1;
	} else {
		common(p, cmd);
	}
}

static void still_key(struct press *p, enum command cmd)
{
	if (is_move(cmd))
		scroll(p, cmd);
	else if (cmd == ENTER && p->s->view->kind == VIEW_END)
		p->out->kind = ACT_QUIT;
	else
		common(p, cmd);
}

/* ---- a field */

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

static void field_key(struct press *p, struct key k)
{
	enum command cmd = k.code == KEY_CHAR ? NOTHING : command_of(k);

	if (k.code == KEY_K_ENTER && !k.pasted && !p->u->input.len && proposed(p->s->view))
		empty(p);
	else if (k.code == KEY_K_ENTER && !k.pasted)
		answer(p, buf_str(&p->u->input));
	else if (k.code == KEY_K_ESC && !k.pasted)
		back(p);
	else if (cmd == HELP)
		show_overlay(p, OVERLAY_HELP);
	else if (cmd >= UP && cmd <= PAGE_DOWN)
		scroll(p, cmd);
	else if (k.code == KEY_CHAR && k.ch == CTRL('l') && !k.pasted)
		p->u->want = WANT_REPAINT;
	else
		field_edit(p->u, k);
}

/* ---- */

static void on_screen(struct press *p, struct key k)
{
	enum command cmd = command_of(k);

	if (p->cols < LAYOUT_COLS || p->rows < LAYOUT_ROWS) {
		if (cmd == LEAVE)
			p->out->kind = ACT_QUIT; /* nothing else is done that cannot be seen */
		return;
	}
	if (p->u->overlay != OVERLAY_NONE) {
		overlay_key(p, cmd);
		return;
	}
	switch (p->s->view->kind) {
	case VIEW_ASK:
		field_key(p, k);
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
