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
}

static void begin(struct ui_state *u, const struct view *v)
{
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
	buf_adds(&u->input, v->value && !v->secret ? v->value : "");
	u->cursor = u->input.len;
	u->armed = 0;
	u->want = WANT_NOTHING;
	buf_reset(&u->said);
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

void ui_state_follow(struct ui_state *u, const struct screen *s)
{
	const struct view *v = s->view;
	size_t n;

	if (u->kind != (int)v->kind || strncmp(u->step, v->step, sizeof(u->step) - 1))
		begin(u, v);
	if (v->kind == VIEW_PLAN) {
		n = layout_entries(s->plan);
		u->focus = u->focus < n ? u->focus : n ? n - 1 : 0;
	} else {
		follow_option(u, v);
	}
	if (u->tenant >= v->n_tenant)
		u->tenant = 0;
}
