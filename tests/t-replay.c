/* SPDX-License-Identifier: MIT */
/* t-replay: a walk recorded and given again as answers; a journal of events, whole, torn and hostile. */
#include "fold_walk.h"

#include "runbook/answers.h"
#include "runbook/journal_text.h"

#define WALK                                                                                        \
	"provider: Google Tag Manager\ntenants: kahuna, ascend\n"                                   \
	"registry< result=absent|toolkit_slug=googletagmanager|short=gtm|own_client=own|slug=a|slug=b\n"    \
	"composio< result=unknown|detail=d\ncomposio-unknown: retry\n"                              \
	"composio< result=candidate|candidate=x~X~y|evidence=composio~found~200~1~t~u~d\ncomposio-candidate: x\n" \
	"composio< result=unknown|detail=d\ncomposio-unknown: overrule\n"                           \
	"pipedream< result=found|app_slug=google_tag_manager|auth_type=oauth\npath: D\nshort: tag\n"        \
	"oauth: own\noauth-app: oa_Ab1\naccounts< result=ok|tenant.ascend=none|tenant.kahuna=none\n"        \
	"connect: retry\naccounts< result=ok|tenant.ascend=none|tenant.kahuna=none\nconnect: wait\n" \
	"link< result=ok|link.ascend=https://p.example/a?token=ctok_SECRET|link_until.ascend=t|link.kahuna=https://p.example/k\n" \
	"accounts< result=ok|tenant.ascend=none|tenant.kahuna=connected\n"                    \
	"accounts< result=ok|tenant.ascend=connected|account.ascend=apn_A|tenant.kahuna=connected\n"         \
	"tools< result=listed|mcp.ascend=1|tool=a-b~Does \"this\" \\ that\nusage< result=ok|credits=3120\nplan< result=changes|detail=7 files"

/* Pay from the same facts, answer from the list: what line mode and --ui=none do. */
static void give(struct wizard *w, const struct wizard *from, struct kv *answers)
{
	size_t i = 0;

	while (!wizard_over(w)) {
		struct err e = ERR_INIT;
		struct effect ef = wizard_owes(w);
		char *value = ef.kind == EFFECT_NONE ? answers_take(answers, wizard_step(w)->id) : NULL;

		if (ef.kind == EFFECT_NONE && !value)
			break;
		if (value) {
			assert_int_equal(wizard_answer(w, wizard_step(w)->id, value, &e), 0);
			free(value);
			continue;
		}
		while (wizard_event(from, i)->kind != EVENT_FACTS)
			i++;
		assert_string_equal(wizard_event(from, i)->step, ef.probe);
		assert_int_equal(wizard_facts(w, ef.probe, &wizard_event(from, i)->facts, &e), 0);
		i++;
	}
}

static void recorded_and_given_again(void **state)
{
	struct wizard *w = begin(0), *again = begin(0);
	struct kv answers = KV_INIT;
	struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	events(w, WALK);
	at(w, "confirm");
	wizard_record(w, &a);
	assert_non_null(strstr(buf_str(&a), "composio-candidate: x\n"));
	assert_int_equal(answers_parse(&answers, buf_str(&a), a.len, "a", NULL, NULL), 0);
	give(again, w, &answers);
	assert_int_equal(answers.n, 0);
	kv_free(&answers);
	facts_same(w, again);
	wizard_record(again, &b);
	assert_string_equal(buf_str(&a), buf_str(&b));
	buf_free(&a);
	buf_free(&b);
	wizard_free(w);
	wizard_free(again);
}

/* What was taken back leaves no trace in the record, nor in the facts. */
static void a_detour_is_not_recorded(void **state)
{
	struct wizard *w = begin(0), *straight = walk(0, "oauth");
	struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	events(w, "provider:   Google Tag Manager ");
	wizard_back(w);
	events(w, "provider: Google Tag Manager\ntenants: other");
	tell(w, "registry", REGISTRY_ABSENT);
	wizard_back(w);
	events(w, "tenants: ascend kahuna");
	tell(w, "registry", REGISTRY_ABSENT);
	tell(w, "composio", COMPOSIO_ABSENT);
	tell(w, "pipedream", PIPEDREAM_FOUND);
	events(w, "path: B");
	wizard_back(w);
	events(w, "path: D\nshort: gtm");
	facts_same(w, straight);
	wizard_record(w, &a);
	wizard_record(straight, &b);
	assert_string_equal(buf_str(&a), buf_str(&b));
	buf_free(&a);
	buf_free(&b);
	wizard_free(w);
	wizard_free(straight);
}

static void journal(const struct wizard *w, struct buf *out)
{
	size_t i;

	for (i = 0; i < wizard_events(w); i++)
		event_line(wizard_event(w, i), out);
}

static void replayed(void **state)
{
	struct wizard *w = begin(0), *again = begin(0);
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t i, lines = 0;
	int torn = 1;

	(void)state;
	events(w, WALK);
	journal(w, &a);
	for (i = 0; i < a.len; i++)
		lines += a.p[i] == '\n';
	assert_int_equal(lines, wizard_events(w)); /* one a line */
	assert_null(strstr(buf_str(&a), "ctok_SECRET")); /* a link lets its holder connect an account */
	assert_null(strstr(buf_str(&a), "https://p.example/k"));
	if (events_replay(again, a.p, a.len, "j", &torn, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(torn, 0);
	at(again, "confirm");
	assert_string_equal(wizard_fact(again, "tools.tool"), "a-b\tDoes \"this\" \\ that");
	assert_non_null(strstr(buf_str(&a), "link_until.ascend")); /* the lifetime is kept, and goes once the tenant has come */
	journal(again, &b);
	assert_string_equal(buf_str(&a), buf_str(&b));
	buf_reset(&a);
	buf_reset(&b);
	wizard_record(w, &a);
	wizard_record(again, &b);
	assert_string_equal(buf_str(&a), buf_str(&b));
	buf_free(&a);
	buf_free(&b);
	wizard_free(w);
	wizard_free(again);
}

static void back_and_rewind_replay(void **state)
{
	struct wizard *w = begin(0), *again = begin(0);
	struct buf a = BUF_INIT;
	struct view v;
	int torn;

	(void)state;
	events(w, "provider: HubSpot");
	journal(w, &a);
	wizard_back(w);
	event_line_back(&a);
	events(w, "provider: GTM\ntenants: ascend\nregistry< result=absent\ncomposio< result=absent");
	journal(w, &a);
	wizard_rewind(w, "composio");
	event_line_rewind("composio", &a);
	assert_int_equal(events_replay(again, a.p, a.len, "j", &torn, NULL), 0);
	facts_same(w, again);
	wizard_back(w);
	wizard_back(again);
	wizard_back(again);
	wizard_view(again, NULL, 0, &v);
	assert_string_equal(v.value, "GTM"); /* proposals replay as well */
	view_free(&v);
	buf_free(&a);
	wizard_free(w);
	wizard_free(again);
}

/* A journal cut at any byte: whole lines count, a torn last one does not, and nothing else happens. */
static void torn_anywhere(void **state)
{
	struct wizard *w = begin(0);
	struct buf a = BUF_INIT;
	size_t n;

	(void)state;
	events(w, WALK);
	journal(w, &a);
	for (n = 0; n <= a.len; n++) {
		struct wizard *again;
		struct err e = ERR_INIT;
		size_t lines = 0, i;
		int torn = -1;

		if (n % 7 && n + 3 < a.len && a.p[n] != '\n' && (!n || a.p[n - 1] != '\n'))
			continue; /* the ends of lines, and a part of the rest */
		again = begin(0);
		for (i = 0; i < n; i++)
			lines += a.p[i] == '\n';
		if (events_replay(again, a.p, n, "j", &torn, &e))
			fail_msg("%zu: %s", n, e.msg);
		assert_int_equal(torn, n && a.p[n - 1] != '\n');
		assert_int_equal(wizard_events(again), lines);
		wizard_free(again);
	}
	buf_free(&a);
	wizard_free(w);
}

static void hostile_lines(void **state)
{
	static const char *const bad[] = {
		"{}", "[]", "null", "x", "{\"event\":\"answer\"}", "{\"event\":1,\"step\":2}",
		"{\"event\":\"answer\",\"step\":\"tenants\",\"value\":\"../x\"}",
		"{\"event\":\"answer\",\"step\":\"tenants\",\"value\":7}",
		"{\"event\":\"answer\",\"step\":\"tenants\",\"value\":\"a\\u0000b\"}",
		"{\"event\":\"answer\",\"step\":\"path\",\"value\":\"D\"}",
		"{\"event\":\"answer\",\"step\":\"\\u001b[2J\",\"value\":\"D\"}",
		"{\"event\":\"answer\",\"step\":\"tenants\",\"value\":\"a\",\"value\":\"b\"}",
		"{\"event\":\"facts\",\"step\":\"apply\",\"facts\":[[\"result\",\"applied\"]]}",
		"{\"event\":\"facts\",\"step\":\"registry\",\"facts\":[[\"result\",\"known\"]]}",
		"{\"event\":\"facts\",\"step\":\"tenants\",\"facts\":[[\"result\"]]}",
		"{\"event\":\"facts\",\"step\":\"tenants\",\"facts\":[1]}",
		"{\"event\":\"apply\",\"step\":\"apply\"}", "{\"event\":\"back\"} {\"event\":\"back\"}",
		"\xff\xfe", "{\"event\":\"answer\",\"step\":\"tenants\",\"value\":\"\xff\"}",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct wizard *w = begin(0);
		struct err e = ERR_INIT;
		struct buf b = BUF_INIT;
		int torn;

		buf_addf(&b, "\n{\"event\":\"answer\",\"step\":\"provider\",\"value\":\"GTM\"}\n%s\n", bad[i]);
		if (!events_replay(w, b.p, b.len, "j", &torn, &e))
			fail_msg("taken: %s", bad[i]);
		if (strncmp(e.msg, "j:3", 3) || strchr(e.msg, '\x1b'))
			fail_msg("%s", e.msg);
		at(w, "tenants");
		buf_free(&b);
		wizard_free(w);
	}
}

/* Texts in a journal pass the guard; tabs, which part the fields of a fact, stay. */
static void replayed_texts_are_guarded(void **state)
{
	static const char text[] =
		"{\"event\":\"answer\",\"step\":\"provider\",\"value\":\"GTM\"}\n"
		"{\"event\":\"answer\",\"step\":\"tenants\",\"value\":\"ascend\"}\n"
		"{\"event\":\"facts\",\"step\":\"registry\",\"facts\":[[\"result\",\"known\"],"
		"[\"row\",\"a\\u001b[2J\\tb\\u202e\\nc\\t\"],[\"empty\",\"\"]]}\n";
	struct wizard *w = begin(0);
	const char *row;
	int torn;

	(void)state;
	assert_int_equal(events_replay(w, text, sizeof(text) - 1, "j", &torn, NULL), 0);
	row = wizard_fact(w, "registry.row");
	assert_string_equal(row, "a\\x1b[2J\tb\\u{202e} c\t");
	assert_string_equal(wizard_fact(w, "registry.empty"), "");
	wizard_free(w);
}

static void rewinding_a_probe(void **state)
{
	struct wizard *w = walk(0, "confirm");

	(void)state;
	assert_int_equal(wizard_rewind(w, "plan"), 1);
	at(w, "preview");
	owes(w, EFFECT_PLAN, NULL, 0);
	assert_int_equal(wizard_rewind(w, "plan"), 0);
	at(w, "preview");
	assert_int_equal(wizard_rewind(w, "composio"), 1);
	at(w, "composio");
	owes(w, EFFECT_PROBE, "composio", 0);
	wizard_restart(w);
	at(w, "provider");
	assert_int_equal(wizard_events(w), 0);
	wizard_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_and_given_again),
		cmocka_unit_test(a_detour_is_not_recorded),
		cmocka_unit_test(replayed),
		cmocka_unit_test(back_and_rewind_replay),
		cmocka_unit_test(torn_anywhere),
		cmocka_unit_test(hostile_lines),
		cmocka_unit_test(replayed_texts_are_guarded),
		cmocka_unit_test(rewinding_a_probe),
	};

	return cmocka_run_group_tests_name("replay", tests, load, unload);
}
