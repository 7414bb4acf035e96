/* SPDX-License-Identifier: MIT */
/* state: what the full-screen front end remembers between keys, kept in line with the screen. */
#include "ui/layout.h"

#include <stdio.h>
#include <string.h>

void ui_state_init(struct ui_state *u)
{
	memset(u, 0, sizeof(*u));
	u->kind = -1;
}

void ui_state_free(struct ui_state *u)
{
	buf_free(&u->input);
	buf_free(&u->said);
	pick_free(&u->pick);
	pick_free(&u->search);
}

static void begin(struct ui_state *u, const struct screen *s)
{
	const struct view *v = s->view;
	const char *value = s->draft ? s->draft : v->value;

	(void)snprintf(u->step, sizeof(u->step), "%s", v->step);
	u->kind = (int)v->kind;
	u->focus = v->kind == VIEW_PLAN ? 0 : v->focus;
	u->option[0] = '\0';
	u->tenant = 0;
	while (u->tenant < v->n_tenant && v->tenant[u->tenant].state &&
	       !strcmp(v->tenant[u->tenant].state, "connected"))
		u->tenant++;
	if (u->tenant >= v->n_tenant)
		u->tenant = 0;
	buf_reset(&u->input);
	buf_adds(&u->input, value && !v->secret ? value : "");
	u->cursor = u->input.len;
	u->at = 0;
	pick_clear(&u->pick);
	u->armed = 0;
	u->want = WANT_NOTHING;
	buf_reset(&u->said);
	if (u->overlay == OVERLAY_CODE)
		u->overlay = OVERLAY_NONE; /* it was of a link of that board */
	if (u->overlay == OVERLAY_NONE)
		u->scroll = 0;
}

/*
 * Options may go while somebody looks at them. The focus then stays with its option; where that
 * one is gone it goes to the last, so that a second Enter never chooses what slid into the place
 * of the first.
 */
static void follow_option(struct ui_state *u, const struct view *v)
{
	size_t i;

	if (!v->n_options) {
		u->focus = 0;
		return;
	}
	if (u->focus >= v->n_options)
		u->focus = v->n_options - 1;
	if (u->option[0] && strncmp(v->options[u->focus].id, u->option, sizeof(u->option) - 1)) {
		for (i = 0; i < v->n_options; i++)
			if (!strncmp(v->options[i].id, u->option, sizeof(u->option) - 1))
				break;
		u->focus = i < v->n_options ? i : v->n_options - 1;
	}
	(void)snprintf(u->option, sizeof(u->option), "%s", v->options[u->focus].id);
}

/* ---- the filter */

static const char *option_word(const void *of, size_t row, size_t k)
{
	const struct view_option *o = &((const struct view *)of)->options[row];
	const char *words[] = { *o->label ? o->label : o->id, o->id, o->hint ? o->hint : "" };

	return k < 3 ? words[k] : NULL;
}

static const char *tenant_word(const void *of, size_t row, size_t k)
{
	const struct view_tenant *t = &((const struct view *)of)->tenant[row];

	return k == 0 ? t->name : k == 1 ? t->account : NULL;
}

static const char *entry_word(const void *of, size_t row, size_t k)
{
	return k ? NULL : layout_entry_name(of, row);
}

static const char *app_word(const void *of, size_t row, size_t k)
{
	const struct app *a = &((const struct apps *)of)->v[row];

	return k == 0 ? a->name : k == 1 ? a->slug : NULL;
}

static uint64_t app_letters(const void *of, size_t row)
{
	return ((const struct apps *)of)->v[row].letters;
}

int ui_lists_apps(const struct ui_state *u, const struct screen *s)
{
	const struct view *v = s->view;

	return s->apps && v->kind == VIEW_ASK && !v->secret && u->input.len &&
	       strcmp(buf_str(&u->input), v->value ? v->value : "") != 0;
}

void ui_state_rank(struct ui_state *u, const struct screen *s)
{
	const struct view *v = s->view;
	struct pick_list l = { .of = v };

	if (v->kind == VIEW_ASK) {
		buf_reset(&u->pick.text);
		if (!ui_lists_apps(u, s))
			return;
		buf_adds(&u->pick.text, buf_str(&u->input));
		l = (struct pick_list){ s->apps, s->apps->n, app_word, app_letters, 1 };
	} else if (v->kind == VIEW_CONNECT) {
		l.n = v->n_tenant;
		l.word = tenant_word;
	} else if (v->kind == VIEW_PLAN) {
		l = (struct pick_list){ .of = s->plan, .n = layout_entries(s->plan), .word = entry_word };
	} else {
		l.n = v->n_options;
		l.word = option_word;
	}
	pick_rank(&u->pick, &l);
}

int ui_state_in_sight(const struct ui_state *u)
{
	return u->kind == VIEW_CONNECT || !pick_on(&u->pick) || pick_pos(&u->pick, u->focus) < u->pick.n;
}

/* What is focused is shown, as long as the filter shows anything. */
static void focus_in_sight(struct ui_state *u, const struct view *v)
{
	if (ui_state_in_sight(u) || !u->pick.n)
		return;
	u->focus = u->pick.row[0];
	if (v->kind != VIEW_PLAN && u->focus < v->n_options)
		(void)snprintf(u->option, sizeof(u->option), "%s", v->options[u->focus].id);
}

void ui_state_follow(struct ui_state *u, const struct screen *s)
{
	const struct view *v = s->view;
	size_t n;

	if (u->kind != (int)v->kind || strncmp(u->step, v->step, sizeof(u->step) - 1))
		begin(u, s);
	if (v->kind == VIEW_PLAN) {
		n = layout_entries(s->plan);
		u->focus = u->focus < n ? u->focus : n ? n - 1 : 0;
	} else {
		follow_option(u, v);
	}
	ui_state_rank(u, s);
	if (v->kind == VIEW_ASK)
		u->at = ui_lists_apps(u, s) && u->at <= u->pick.n ? u->at : 0;
	else
		focus_in_sight(u, v);
	if (u->tenant >= v->n_tenant)
		u->tenant = 0;
}
