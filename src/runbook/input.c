/* SPDX-License-Identifier: MIT */
/* input: what a probe is given of the facts so far. */
#include "base/mem.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

#define LINKS_AT_ONCE 100 /* so that the first of a thousand can be sent while the others are made */

/* Strip "PROBE." from the facts of earlier probes that this one builds on. */
static void hand_on(const struct wizard *w, const char *probe, struct kv *in)
{
	size_t n = strlen(probe), i;

	for (i = 0; i < w->facts.n; i++) {
		const char *key = w->facts.v[i].key;

		if (!strncmp(key, probe, n) && key[n] == '.' && strcmp(key + n + 1, "evidence") != 0 &&
		    strcmp(key + n + 1, "result") != 0 && strcmp(key + n + 1, "detail") != 0 &&
		    strcmp(key + n + 1, "ms") != 0)
			kv_add(in, key + n + 1, w->facts.v[i].value);
	}
}

/*
 * A candidate that the operator accepted is asked for by its slug, once more and directly. So is a name that came
 * near. Where the copy of the catalog shall do instead of the vendor, the probe is told so.
 */
static void hand_on_accepted(const struct wizard *w, const char *probe, struct kv *in)
{
	char *step = mem_fmt("%s-candidate", probe), *other = mem_fmt("%s-unknown", probe);
	const char *slug = kv_get(&w->facts, step);

	if (!slug || !strcmp(slug, "none"))
		slug = kv_get(&w->facts, "near.accepted");
	if (slug) {
		kv_add(in, "slug", slug);
		kv_set(in, "accepted", slug);
	}
	if (!strcmp(kv_or(&w->facts, other, ""), "offline"))
		kv_set(in, "offline", "yes");
	free(other);
	free(step);
}

static void add_of(struct kv *in, const char *what, const char *tenant, const char *value)
{
	char *key = mem_fmt("%s.%s", what, tenant);

	kv_add(in, key, value);
	free(key);
}

/* The tools are listed as the entry will ask for them: with the account pinned where a person chose one. */
static void hand_on_pins(const struct wizard *w, struct kv *in)
{
	const struct board *b = board_of(w);
	size_t i;

	for (i = 0; i < b->n; i++) {
		const char *pin = b->v[i].pin ? b->v[i].pin : b->v[i].kept;

		if (!pin)
			continue;
		add_of(in, "account", b->v[i].name, pin);
		kv_set(in, "pin", "yes");
	}
}

/* Which tenants a probe is about: a link only for those that need one, the tools only of those who are written now. */
static void hand_on_tenants(const struct wizard *w, const char *probe, struct kv *in)
{
	int link = !strcmp(probe, "link"), some = !strcmp(probe, "tools") && kv_get(&w->facts, "writes");
	const struct board *b = board_of(w);
	size_t i, n = 0;

	for (i = 0; some && i < w->facts.n; i++)
		if (!strcmp(w->facts.v[i].key, "writes"))
			kv_add(in, "tenant", w->facts.v[i].value);
	for (i = 0; !some && i < b->n && n < (link ? LINKS_AT_ONCE : b->n); i++) {
		const struct place *p = &b->v[i];

		if (link && !place_needs_link(p))
			continue;
		kv_add(in, "tenant", p->name);
		if (link && p->broken)
			add_of(in, "account", p->name, p->broken);
		n++;
	}
	for (i = 0; i < b->n; i++)
		if (b->v[i].pin)
			add_of(in, "pin", b->v[i].name, b->v[i].pin);
}

/* Those of the row who are not rolled out to. */
static void hand_on_near(const struct wizard *w, struct kv *in)
{
	const struct board *b = board_of(w);
	size_t i;

	for (i = 0; i < b->n_near; i++)
		kv_add(in, "tenant", b->near[i].name);
}

/* Connecting by keys is about one tenant; an account that no longer works is connected again, not a second one. */
static void hand_on_keys(const struct wizard *w, struct kv *in)
{
	const char *tenant = kv_or(&w->facts, "board.keys", "");
	const struct place *p = board_find(board_of(w), tenant);

	kv_set(in, "tenant", tenant);
	if (p && p->broken)
		kv_set(in, "account", p->broken);
}

/* The catalog has no such thing: it said so, or somebody looked at what mentions it and took none of it. */
static int is_absent(const struct wizard *w, const char *probe)
{
	char *step = mem_fmt("%s-candidate", probe);
	const char *result = facts_of(&w->facts, probe, "result");
	int absent = result && (!strcmp(result, "absent") ||
				(!strcmp(result, "candidate") && !strcmp(kv_or(&w->facts, step, ""), "none")));

	free(step);
	return absent;
}

void wizard_input(const struct wizard *w, const char *probe, struct kv *in)
{
	kv_set(in, "provider", kv_or(&w->facts, "provider", ""));
	hand_on(w, "registry", in);
	hand_on_accepted(w, probe, in);
	if (strcmp(probe, "registry") && strcmp(probe, "composio") && strcmp(probe, "pipedream")) {
		hand_on(w, "pipedream", in);
		if (strcmp(probe, "tools") == 0)
			hand_on_pins(w, in);
		if (!strcmp(kv_or(&w->facts, "oauth", ""), "own"))
			kv_set(in, "oauth_app", kv_or(&w->facts, "oauth-app", ""));
	}
	if (!strcmp(probe, "worker") && is_absent(w, "composio") && is_absent(w, "pipedream"))
		kv_set(in, "absent", "yes");
	if (!strcmp(probe, "commit"))
		hand_on(w, "apply", in); /* what was written, and how it stood before */
	if (!strcmp(probe, "native-server")) {
		hand_on(w, "native", in);
		kv_set(in, "chosen", kv_or(&w->facts, "native-official", kv_or(&w->facts, "native-third", "")));
	}
	if (!strcmp(kv_or(&w->facts, "way.path", ""), "composio") &&
	    (!strcmp(probe, "accounts") || !strcmp(probe, "link"))) {
		hand_on(w, "composio", in);
		kv_set(in, "via", "composio");
		kv_set(in, "make_config", "yes"); /* links were asked for; the project's first needs one */
	}
	if (!strcmp(probe, "accounts") && !strcmp(kv_or(&w->facts, "accounts.result", ""), "ok") &&
	    strcmp(kv_or(&w->facts, w->rb->steps[w->here].id, ""), "retry") != 0)
		kv_set(in, "part", "yes"); /* what has not changed need not be told again */
	if (!strcmp(probe, "connect-keys"))
		hand_on_keys(w, in);
	else if (!strcmp(probe, "beside"))
		hand_on_near(w, in);
	else
		hand_on_tenants(w, probe, in);
}
