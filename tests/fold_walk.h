/* SPDX-License-Identifier: MIT */
/* fold_walk: walks through data/runbook.yaml by literal events, for the tests of the fold. */
#ifndef TOOLGAP_TESTS_FOLD_WALK_H
#define TOOLGAP_TESTS_FOLD_WALK_H

#include "fold_help.h"

/* What probes would answer; "~" is a tab. */
#define REGISTRY_ABSENT                                                                             \
	"result=absent\ndetail=no earlier case\ntoolkit_slug=googletagmanager\nshort=gtm\nown_client=own\n" \
	"try=google tag manager\nslug=googletagmanager\nms=2"
#define COMPOSIO_ABSENT                                                                             \
	"result=absent\ndetail=not in the catalog\nms=311\n"                                        \
	"evidence=composio~absent~404~301~2026-11-21T09:59:00Z~https://c.example/t/googletagmanager~no such toolkit"
#define PIPEDREAM_FOUND                                                                             \
	"result=found\ndetail=google_tag_manager\napp_slug=google_tag_manager\napp_name=Google Tag Manager\nauth_type=oauth"
#define ACCOUNTS_NONE "result=ok\ndetail=0 of 2\ntenant.ascend=none\ntenant.kahuna=none"
#define ACCOUNTS_ONE                                                                                \
	"result=ok\ndetail=1 of 2\ntenant.ascend=connected\naccount.ascend=apn_AAA\ntenant.kahuna=none"
#define ACCOUNTS_BOTH                                                                               \
	"result=ok\ndetail=2 of 2\ntenant.ascend=connected\naccount.ascend=apn_AAA\n"               \
	"tenant.kahuna=connected\naccount.kahuna=apn_KKK"
#define LINKS                                                                                       \
	"result=ok\ndetail=2 links\nlink.ascend=https://p.example/connect?token=ctok_a\n"           \
	"link_until.ascend=2026-11-21T14:00:00Z\nlink.kahuna=https://p.example/connect?token=ctok_k"
#define TOOLS                                                                                       \
	"result=listed\ndetail=2 tools\nmcp.ascend=2\nmcp.kahuna=2\n"                               \
	"tool=google_tag_manager-list-tags~List tags\ntool=google_tag_manager-create-tag~Create a tag"
#define WRITTEN                                                                                     \
	"result=applied\ndetail=7 files written, all or none.\ncommit=no\n"                        \
	"message=docs(routing): record googletagmanager routing (vendor=PIPEDREAM)\n"                \
	"not_offered=No repository.\nnext=Next: toolgap check\n"                                     \
	"next=  docs(routing): record googletagmanager routing (vendor=PIPEDREAM)"
#define USAGE "result=ok\ndetail=3,120 credits since 2026-11-01\ncredits=3120"
#define UNKNOWN "result=unknown\ndetail=429 from c.example, asked too often"

static struct runbook *rb; /* data/runbook.yaml */

static inline int load(void **state)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	(void)state;
	data_file("runbook.yaml", &b);
	rb = runbook_parse(buf_str(&b), b.len, "runbook.yaml", &e);
	buf_free(&b);
	if (!rb)
		fprintf(stderr, "%s\n", e.msg);
	return rb ? 0 : -1;
}

static inline int unload(void **state)
{
	(void)state;
	runbook_free(rb);
	return 0;
}

static inline struct wizard *begin(int dry_run)
{
	struct kv seed = facts_new("workspace.tenants=ascend");
	struct wizard *w = wizard_new(rb, dry_run, &seed);

	kv_free(&seed);
	at(w, "provider");
	return w;
}

/* Up to the named step, by the shortest way. */
static inline struct wizard *walk(int dry_run, const char *to)
{
	struct wizard *w = begin(dry_run);
	int i;

	for (i = 0; i < 20 && strcmp(wizard_step(w)->id, to) != 0; i++) {
		const char *id = wizard_step(w)->id;

		if (!strcmp(id, "provider"))
			say(w, id, "Google Tag Manager");
		else if (!strcmp(id, "tenants"))
			say(w, id, "ascend, kahuna");
		else if (!strcmp(id, "registry"))
			tell(w, "registry", REGISTRY_ABSENT);
		else if (!strcmp(id, "composio"))
			tell(w, "composio", COMPOSIO_ABSENT);
		else if (!strcmp(id, "pipedream"))
			tell(w, "pipedream", PIPEDREAM_FOUND);
		else if (!strcmp(id, "path"))
			say(w, id, "D");
		else if (!strcmp(id, "short"))
			say(w, id, "gtm");
		else if (!strcmp(id, "oauth"))
			say(w, id, "managed");
		else if (!strcmp(id, "connect"))
			tell(w, "accounts", ACCOUNTS_BOTH);
		else if (!strcmp(id, "verify"))
			tell(w, "tools", TOOLS);
		else if (!strcmp(id, "cost"))
			tell(w, "usage", USAGE);
		else if (!strcmp(id, "preview"))
			tell(w, "plan", "result=changes\nslug=googletagmanager\nvendor=PIPEDREAM\ndetail=7 files");
		else if (!strcmp(id, "confirm"))
			say(w, id, "yes");
		else if (!strcmp(id, "apply"))
			tell(w, "apply", WRITTEN);
		else
			fail_msg("the shortest way does not lead to '%s' but to '%s'", to, id);
	}
	at(w, to);
	return w;
}

/* A walk as text: "step: answer", "probe< facts" with "|" between facts; one a line. */
static inline void events(struct wizard *w, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n"), k = strcspn(text, ":<");
		char *name = mem_strn(text, k), *rest = mem_strn(text + k + 2, n - k - 2), *t;

		if (text[k] == ':') {
			say(w, name, rest);
		} else {
			while ((t = strchr(rest, '|')))
				*t = '\n';
			tell(w, name, rest);
		}
		free(name);
		free(rest);
		text += n;
		text += *text == '\n';
	}
}

static inline void owes(const struct wizard *w, enum effect_kind kind, const char *probe, int delay)
{
	struct effect ef = wizard_owes(w);

	assert_int_equal(ef.kind, kind);
	if (probe)
		assert_string_equal(ef.probe, probe);
	assert_int_equal(ef.delay_ms, delay);
}

static inline void facts_same(const struct wizard *a, const struct wizard *b)
{
	const struct kv *x = wizard_all(a), *y = wizard_all(b);
	size_t i;

	assert_int_equal(x->n, y->n);
	for (i = 0; i < x->n; i++) {
		assert_string_equal(x->v[i].key, y->v[i].key);
		assert_string_equal(x->v[i].value, y->v[i].value);
	}
	assert_string_equal(wizard_step(a)->id, wizard_step(b)->id);
}

#endif
