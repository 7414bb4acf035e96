/* SPDX-License-Identifier: MIT */
/* walks: many walks side by side over one network, each as far as its path; told in order. What triage and due share. */
#ifndef TOOLGAP_UI_WALKS_H
#define TOOLGAP_UI_WALKS_H

#include "ui/cmd.h"
#include "ui/progress.h"
#include "work/lists.h"

struct one_walk {
	const char *provider; /* borrowed */
	struct drive d;       /* for whoever tells: the wizard stands where the walk ended */
	struct run *run;      /* while it goes on */
	struct err e;         /* why it ended early, else empty */
	int over;
};

/*
 * The caller fills house, options, prepare, tell, arg; walks_run does the rest. `prepare` adds answers to the walk before
 * it begins (NULL: none); `tell` is called once for each, in the order of the list, as soon as it and all before it
 * are over; −1 with *e ends the run. Nothing is written and nothing made at a vendor. Where they are many, both
 * catalogs are read whole first (work/lists.h), and their count is shown on a terminal.
 */
struct walks {
	struct house *h;
	const struct options *o;
	void (*prepare)(void *arg, struct one_walk *w);
	int (*tell)(void *arg, struct one_walk *w, struct err *e);
	void *arg;
	/* its own */
	struct one_walk *all;
	size_t n, next, told;
	size_t *active, n_active;
	struct lists *lists; /* read whole for many names; NULL: each is asked for */
	struct progress progress;
	int code, stop;
};

/* 0, or the exit code of what ended the run early, with *e. `names`: the providers, as keys. */
int walks_run(struct walks *t, const struct kv *names, struct err *e);

/* E_CREDS: which variables that walk lacked. */
void walks_missing(const struct house *h, const struct one_walk *w, struct err *e);

#endif
