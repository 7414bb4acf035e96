/* SPDX-License-Identifier: MIT */
/* shot: the full screen without a terminal. */
#include "ui/shot.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/layout.h"

#include <stdio.h>
#include <stdlib.h>

struct shot {
	struct frame frame;
	struct ui_state state;
};

static void show(void *self, const struct screen *s)
{
	struct shot *sh = self;

	ui_state_follow(&sh->state, s);
	layout(&sh->frame, s, &sh->state);
}

static int fd(void *self)
{
	(void)self;
	return -1;
}

static void act(void *self, const struct screen *s, struct act *out)
{
	(void)self;
	(void)s;
	out->kind = ACT_QUIT; /* the answers ran out: this is the frame that was asked for */
}

static void finish(void *self)
{
	struct shot *sh = self;
	struct buf b = BUF_INIT;

	frame_text(&sh->frame, &b);
	fputs(buf_str(&b), stdout);
	fflush(stdout);
	buf_free(&b);
	frame_free(&sh->frame);
	ui_state_free(&sh->state);
	free(sh);
}

int shot_open(struct front *f, const char *size, struct err *e)
{
	struct shot *sh;
	int cols = 0, rows = 0, n = 0;

	if (sscanf(size, "%3dx%3d%n", &cols, &rows, &n) != 2 || size[n] || cols < 1 || rows < 1 ||
	    cols > 500 || rows > 200)
		return err_set(e, E_USAGE, _("--screen takes COLSxROWS, for instance 80x24."));
	sh = mem_alloc(sizeof(*sh));
	frame_init(&sh->frame, cols, rows);
	ui_state_init(&sh->state);
	*f = (struct front){ .self = sh, .show = show, .fd = fd, .act = act, .close = finish, .still = 1 };
	return 0;
}
