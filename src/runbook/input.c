/* SPDX-License-Identifier: MIT */
/* input: what a probe is given of the facts so far. */
#include "base/mem.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

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

static void hand_on_tenants(const struct wizard *w, int without_link, struct kv *in)
{
	size_t i;

	for (i = 0; i < w->facts.n; i++) {
		const char *name = w->facts.v[i].value, *state, *link;
		char *key;

		if (strcmp(w->facts.v[i].key, "tenant") != 0)
			continue;
		key = mem_fmt("tenant.%s", name);
		state = facts_of(&w->facts, "accounts", key);
		free(key);
		key = mem_fmt("link.%s", name);
		link = facts_of(&w->facts, "link", key);
		free(key);
		if (!without_link || (!link && (!state || strcmp(state, "connected") != 0)))
			kv_add(in, "tenant", name);
	}
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
			hand_on(w, "accounts", in);
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
	hand_on_tenants(w, !strcmp(probe, "link"), in);
}
