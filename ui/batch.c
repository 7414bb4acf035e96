/* SPDX-License-Identifier: MIT */
/* batch: the front end with nobody there: answers come from flags and files only. */
#include "base/mem.h"
#include "ui/front.h"
#include "ui/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct batch {
	struct say say;
	int tell;
	char *read; /* the step whose text was said */
};

static void show(void *self, const struct screen *s)
{
	struct batch *b = self;

	if (!b->tell)
		return;
	say_news(&b->say, s);
	if (s->view->kind == VIEW_CONFIRM && (!b->read || strcmp(b->read, s->view->step) != 0)) {
		say_lines(&b->say, s->view);
		free(b->read);
		b->read = mem_str(s->view->step);
	}
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
	out->kind = ACT_MISSING;
}

static void finish(void *self)
{
	struct batch *b = self;

	free(b->read);
	say_free(&b->say);
	free(b);
}

int batch_open(struct front *f, int tell)
{
	struct batch *b = mem_alloc(sizeof(*b));

	b->tell = tell;
	say_init(&b->say, stdout, 0);
	*f = (struct front){ .self = b, .alone = 1, .show = show, .fd = fd, .act = act, .close = finish };
	return 0;
}
