/* SPDX-License-Identifier: MIT */
/* composio_verdict: is what the catalog has current, renamed, only a candidate, or not there? */
#include "vendors/composio_own.h"

#include "base/i18n.h"

#include <string.h>

/*
 * Toolkits that the vendor has said are replaced (February 2026). Hints: some of the old ones still
 * live, and some targets were never seen, so a target counts only when it answers.
 */
static const struct {
	const char *old, *now;
} replaced[] = {
	{ "cloudflare_api_key", "cloudflare" },
	{ "customer_io", "customerio" },
	{ "doppler_secretops", "doppler" },
	{ "elevenreader", "elevenlabs" },
	{ "firecrawl2", "firecrawl" },
	{ "fixer_io", "fixer" },
	{ "foursquare_v1", "foursquare" },
	{ "foursquare_v2", "foursquare" },
	{ "ip2location_io", "ip2location" },
	{ "metaphor", "exa" },
	{ "onbee_app", "onbee" },
	{ "onesignal_user_auth", "onesignal_rest_api" },
	{ "openweather_api", "weathermap" },
	{ "parsio_io", "parsio" },
	{ "polygon_io", "polygon" },
	{ "reply", "reply_io" },
	{ "rev_ai", "rev" },
	{ "scheduleonce", "oncehub" },
	{ "sendbird_ai_chabot", "sendbird" },
};

const char *composio_replacement(const char *slug)
{
	size_t i;

	for (i = 0; i < sizeof(replaced) / sizeof(*replaced); i++)
		if (!strcmp(replaced[i].old, slug))
			return replaced[i].now;
	return NULL;
}

static const struct look *first_bad(const struct composio *co)
{
	size_t i;

	for (i = 0; i < co->looks.n; i++)
		if (co->looks.v[i].state == LOOK_BAD)
			return &co->looks.v[i];
	return NULL;
}

static const struct look *find_look(const struct composio *co, int kind, const char *text)
{
	size_t i;

	for (i = 0; i < co->looks.n; i++)
		if (co->looks.v[i].kind == kind && (!text || !strcmp(co->looks.v[i].text, text)))
			return &co->looks.v[i];
	return NULL;
}

/* Something equal answers, but no search listed it: is it hidden because it is deprecated? */
static void check_found(struct probe *p, const struct match_hit *best)
{
	struct composio *co = p->own;

	if (best->listed || strlen(best->slug) < COMPOSIO_SEARCH_MIN)
		return;
	if (!find_look(co, LOOK_SEARCH, best->slug))
		composio_add(p, LOOK_SEARCH, best->slug);
	composio_add(p, LOOK_HIDDEN, best->slug);
}

/* Nothing is equal. Look once more, at what is deprecated too, before that is called absent. */
static void check_absent(struct probe *p)
{
	struct composio *co = p->own;
	size_t i;

	if (!find_look(co, LOOK_SIZE, NULL)) /* what was listed has gone since */
		composio_add(p, LOOK_SIZE, "");
	composio_add_searches(p, LOOK_HIDDEN);
	for (i = 0; i < co->slugs.n; i++)
		if (!co->old && composio_replacement(co->slugs.v[i].value)) {
			co->old = co->slugs.v[i].value;
			composio_add(p, LOOK_TARGET, composio_replacement(co->old));
		}
}

static void conclude_renamed(struct probe *p, const char *slug, const char *name)
{
	struct composio *co = p->own;
	const char *now = composio_replacement(slug);
	const struct look *target = now ? find_look(co, LOOK_TARGET, now) : NULL;

	if (target && target->state == LOOK_BAD) { /* what replaces it may live */
		look_unknown(p, target->why);
		return;
	}
	kv_set(&p->facts, "result", target && target->mark ? "renamed" : "deprecated");
	kv_set(&p->facts, "toolkit_slug", slug);
	kv_set(&p->facts, "toolkit_name", name);
	if (target && target->mark) {
		kv_set(&p->facts, "replaced_by", now);
		kv_addf(&p->facts, "replaced.near", "%s\t%s\t%s", now, now, _("what Composio has in its place"));
		kv_addf(&p->facts, "detail", _("%s · replaced by %s"), slug, now);
	} else {
		kv_addf(&p->facts, "detail",
			_("%s · deprecated, and nothing is known to replace it"), slug);
	}
}

/*
 * Not in the usual list, though that was read to its end, and marked as deprecated by the vendor or replaced by what answers.
 * What is listed is current, whatever was said of it once.
 */
static int is_renamed(const struct composio *co, const struct match_hit *best)
{
	const struct look *usual = find_look(co, LOOK_SEARCH, best->slug), *target;

	if (best->listed || (usual && usual->state != LOOK_GOOD))
		return 0;
	if (best->hidden) /* without `usual`: met on the second look alone, and all first searches were good */
		return 1;
	target = composio_replacement(best->slug) ? find_look(co, LOOK_TARGET, composio_replacement(best->slug))
						  : NULL;
	return usual && target && target->mark;
}

/* What was searched: "6 spellings, 1,642 toolkits". */
static void tell_search(const struct composio *co, struct buf *b)
{
	size_t n = co->tries.n ? co->tries.n : 1;
	char size[32];

	buf_addf(b, ngettext("%zu spelling", "%zu spellings", n), n);
	if (co->catalog >= 0) {
		look_number(size, (size_t)co->catalog);
		buf_addf(b, ngettext(", %s toolkit", ", %s toolkits", (unsigned long)co->catalog), size);
	}
}

static void conclude_absent(struct probe *p, size_t mentions)
{
	struct composio *co = p->own;
	struct buf b = BUF_INIT;

	tell_search(co, &b);
	kv_set(&p->facts, "result", mentions ? "candidate" : "absent");
	(void)near_facts(&co->near, &p->facts);
	if (mentions)
		/* TRANSLATORS: then what was searched, and how many others mention the provider */
		kv_addf(&p->facts, "detail", ngettext("not by that name · %s · %zu mention",
						      "not by that name · %s · %zu mentions", mentions),
			buf_str(&b), mentions);
	else
		kv_addf(&p->facts, "detail", _("not in the catalog · %s"), buf_str(&b));
	buf_free(&b);
}

/* All first questions are answered. */
static void finish_first(struct probe *p)
{
	struct composio *co = p->own;
	const struct match_hit *best = match_best(co->m);
	const struct look *bad = first_bad(co);

	if (best)
		check_found(p, best);
	else if (bad)
		look_unknown(p, bad->why);
	else
		check_absent(p);
}

static void finish_check(struct probe *p)
{
	struct composio *co = p->own;
	const struct match_hit *best = match_best(co->m);
	const struct look *bad = first_bad(co), *target = find_look(co, LOOK_TARGET, NULL);
	const char *bare;

	if (best && !best->listed && composio_replacement(best->slug) &&
	    !find_look(co, LOOK_TARGET, composio_replacement(best->slug))) {
		composio_add(p, LOOK_TARGET, composio_replacement(best->slug));
		co->stage--; /* and again, when that is answered */
	} else if (best && is_renamed(co, best)) {
		conclude_renamed(p, best->slug, best->name);
	} else if (best) {
		kv_set(&p->facts, "toolkit_slug", best->slug);
		kv_set(&p->facts, "toolkit_name", best->name);
		composio_ask_accounts(p, best);
	} else if (co->old && target && target->mark) {
		conclude_renamed(p, co->old, co->old);
	} else if (bad) {
		look_unknown(p, bad->why);
	} else if ((bare = look_bare(&co->looks, LOOK_SIZE, co->catalog))) {
		look_unknown(p, bare);
	} else {
		conclude_absent(p, match_candidates(co->m, &p->facts));
	}
}

/* Stages follow each other until one asks something or the result stands. */
void composio_finish(struct probe *p)
{
	struct composio *co = p->own;

	while (!p->queued && !kv_get(&p->facts, "result")) {
		co->stage++;
		if (co->stage == 1)
			finish_first(p);
		else if (co->stage == 2)
			finish_check(p);
		else if (co->stage == 3)
			composio_ask_scopes(p);
		else if (co->stage == 4)
			composio_ask_needs(p);
		else
			composio_conclude_accounts(p, match_best(co->m));
	}
	if (!p->queued && co->stage >= 5)
		composio_conclude_scopes(p);
	if (!p->queued && co->catalog >= 0 && !kv_get(&p->facts, "catalog"))
		kv_addf(&p->facts, "catalog", "%ld", co->catalog);
}
