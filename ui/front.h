/* SPDX-License-Identifier: MIT */
/* front: what a front end is: it shows a screen and says what the person wants; nothing else. */
#ifndef TOOLGAP_UI_FRONT_H
#define TOOLGAP_UI_FRONT_H

#include "base/err.h"
#include "runbook/wizard.h"
#include "work/apps.h"
#include "work/plan.h"

/*
 * The driver (drive.c) owns the wizard, the network and the plan; it calls the front end:
 *   show   the state changed, or time went by while something runs (then `view` has new text): draw it.
 *          Cheap when nothing differs.
 *   fd     descriptor to wait on for the person's input, −1 when there is none
 *   act    input may be there (or `view` waits for a person): say what it means. ACT_NONE: nothing yet.
 *          Called after show. A front end without a person answers ACT_MISSING.
 *   typed  what stands in the field of the question that was shown last; borrowed. NULL where there is nothing to be kept. The
 *          member itself is NULL where half a text cannot be known
 *   secret ask for a credential without echo; heap string or NULL (no). The member itself is NULL where nobody is there
 *   close  leave the terminal as it was; called exactly once, before anything else is printed
 * `act` never blocks in front ends with fd >= 0.
 */
enum act_kind {
	ACT_NONE,
	ACT_ANSWER,  /* value: the answer to view->step */
	ACT_BACK,    /* one question; value: to that step, or NULL */
	ACT_QUIT,    /* leave; the session is kept */
	ACT_MISSING, /* nobody can answer */
	ACT_REDRAW   /* something of the front end's own changed (overlay, focus): show again */
};

struct act {
	enum act_kind kind;
	char *value; /* owned by the caller afterwards */
};

struct screen {
	const struct view *view;
	const struct plan *plan;     /* NULL until composed */
	const struct wizard *wizard; /* for why and map */
	const char *session;         /* id, or "" in a dry run */
	const struct apps *apps;     /* to pick the answer from, or NULL */
	const char *draft;           /* what stood in the field of this question before, unanswered, or NULL */
	const char *error;           /* why the last answer was refused, or NULL */
	int once;                    /* a secret is asked for one request, and not for the run */
};

struct front {
	void *self;
	int picks; /* it can offer a list below a field */
	int alone; /* nobody is there: confirmations of a dry run and optional proposals are taken as they are */
	void (*show)(void *self, const struct screen *s);
	int (*fd)(void *self);
	void (*act)(void *self, const struct screen *s, struct act *out);
	const char *(*typed)(void *self);
	char *(*secret)(void *self, const struct screen *s, const char *name);
	void (*close)(void *self);
	int still; /* a picture is wanted of where the answers lead: nobody is waited for */
};

/* ui/tui.c: full screen; NULL with a reason when the terminal cannot do it. */
int tui_open(struct front *f, int color, struct err *e);
void tui_mouse(void); /* before it is opened: clicks and the wheel count, too */
/* ui/line.c: sentences on `out` (a descriptor), answers from stdin. */
int line_open(struct front *f, int color, struct err *e);
/* ui/batch.c: nobody there; the walk as text on stdout when `tell`. */
int batch_open(struct front *f, int tell);

#endif
