/* SPDX-License-Identifier: MIT */
/* run_apps: the names of the copies for the question for a provider. */
#include "ui/run.h"

#include <string.h>

static int asks_provider(const struct run *r)
{
	const struct step *st = wizard_step(r->d->wizard);

	return r->d->front.picks && st->check && !strcmp(st->check, "provider");
}

const struct apps *run_apps(const struct run *r)
{
	return asks_provider(r) ? r->d->apps : NULL;
}

/* Some milliseconds for ten thousand names: behind the first picture, not in front of it. */
void run_apps_read(struct run *r)
{
	if (r->apps_read || !asks_provider(r) || !r->d->copies)
		return;
	r->apps_read = 1;
	r->d->apps = apps_new(r->d->copies);
}
