/* SPDX-License-Identifier: MIT */
/* t-session: the journal of a walk on disk: what is written, and how a walk is taken up again. */
#include "fold_walk.h"

#include "work/draft.h"
#include "work/session.h"

#include <fcntl.h>

#define SESSIONS "state/toolgap/sessions/"

static int open_both(void **state)
{
	return scratch_open(state) || load(state);
}

static int close_both(void **state)
{
	unload(state);
	return scratch_close(state);
}

/* Journals of one test do not meet those of another: each has a workspace of its own. */
static void follow(struct session *s, const struct wizard *w, const char *ws)
{
	struct err e = ERR_INIT;

	if (session_follow(s, w, ws, &e))
		fail_msg("%s", e.msg);
}

static struct wizard *resume(struct session *s, const char *ws, const char *id)
{
	struct wizard *w = begin(0);
	struct err e = ERR_INIT;

	if (session_resume(s, w, ws, id, &e))
		fail_msg("%s", e.msg);
	return w;
}

/* What the kernel does when a process is killed. */
static void killed(struct session *s)
{
	if (s->held)
		lock_drop(&s->lock);
	s->held = 0;
}

static void none_to_resume(const char *ws, const char *id)
{
	struct wizard *w = begin(0);
	struct session s;
	struct err e = ERR_INIT;

	assert_int_equal(session_resume(&s, w, ws, id, &e), -1);
	assert_int_equal(e.code, E_USAGE);
	assert_null(strpbrk(e.msg, "\x1b\n"));
	assert_int_equal(wizard_events(w), 0);
	session_free(&s);
	wizard_free(w);
}

/* A journal of the test's own making. */
static void journal(const char *id, const char *ws, const char *lines)
{
	char *name = mem_fmt(SESSIONS "%s/events.jsonl", id);
	char *text = mem_fmt("{\"schema\":\"toolgap.session/1\",\"workspace\":\"%s\",\"started\":\"x\"}\n%s", ws,
			     lines);

	put(name, text);
	{
		char *path = mem_fmt("%s/%s", scratch, name);

		assert_int_equal(chmod(path, 0600), 0); /* a journal that others may write is not believed */
		free(path);
	}
	free(text);
	free(name);
}

#define ANSWER(step, value) "{\"event\":\"answer\",\"step\":\"" step "\",\"value\":\"" value "\"}\n"

static char *journal_of(const struct session *s)
{
	char *name = mem_fmt(SESSIONS "%s/events.jsonl", s->id), *text = text_at(name);

	free(name);
	return text;
}

static mode_t mode_of(const char *name)
{
	char *path = mem_fmt("%s/%s", scratch, name);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	free(path);
	return st.st_mode & 07777;
}

static void nothing_before_the_first_event(void **state)
{
	struct wizard *w = begin(0);
	struct session s, dry;
	char *name, *text;

	(void)state;
	session_new(&s);
	assert_int_equal(strlen(s.id), 25);
	assert_int_equal(strspn(s.id, "0123456789abcdefTZ-"), 25);
	follow(&s, w, "/ws/first");
	assert_false(there(SESSIONS));
	memset(&dry, 0, sizeof(dry)); /* a dry run has no session */
	say(w, "provider", "GTM");
	follow(&dry, w, "/ws/first");
	assert_int_equal(session_back(&dry, w, NULL), 0);
	assert_false(there(SESSIONS));
	follow(&s, w, "/ws/first");
	name = mem_fmt(SESSIONS "%s/events.jsonl", s.id);
	assert_int_equal(mode_of(name), 0600);
	free(name);
	assert_int_equal(mode_of(SESSIONS), 0700);
	text = journal_of(&s);
	assert_non_null(strstr(text, "\"schema\":\"toolgap.session/1\",\"workspace\":\"/ws/first\""));
	assert_non_null(strstr(text, "\n{\"event\":\"answer\",\"step\":\"provider\",\"value\":\"GTM\"}\n"));
	free(text);
	follow(&s, w, "/ws/first"); /* nothing new, nothing written */
	text = journal_of(&s);
	assert_null(strstr(strstr(text, "GTM") + 1, "GTM"));
	free(text);
	session_free(&s);
	wizard_free(w);
}

/* Every event is in the file when it has happened: a walk killed anywhere stands where it stood. */
static void stands_where_it_stood(void **state)
{
	static const char *const stops[] = { "tenants", "registry", "composio", "path", "short",
					     "oauth",	"connect",  "verify" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(stops) / sizeof(*stops); i++) {
		struct wizard *w = walk(0, stops[i]), *again;
		char *ws = mem_fmt("/ws/stood-%zu", i);
		struct session s, t;

		session_new(&s);
		follow(&s, w, ws);
		killed(&s);
		again = resume(&t, ws, NULL);
		assert_string_equal(t.id, s.id);
		facts_same(w, again);
		session_free(&s);
		session_free(&t);
		wizard_free(w);
		wizard_free(again);
		free(ws);
	}
}

/* Back to the very beginning and on again: the head line stands once. */
static void back_to_the_beginning(void **state)
{
	struct wizard *w = begin(0), *again;
	struct session s, t;
	char *text;

	(void)state;
	session_new(&s);
	say(w, "provider", "HubSpot");
	follow(&s, w, "/ws/back");
	wizard_back(w);
	assert_int_equal(session_back(&s, w, NULL), 0);
	say(w, "provider", "GTM");
	follow(&s, w, "/ws/back");
	say(w, "tenants", "ascend");
	follow(&s, w, "/ws/back");
	text = journal_of(&s);
	assert_null(strstr(strstr(text, "toolgap.session/1") + 1, "toolgap.session/1"));
	free(text);
	killed(&s);
	again = resume(&t, "/ws/back", NULL);
	facts_same(w, again);
	assert_int_equal(wizard_back(again), 1);
	assert_int_equal(session_back(&t, again, NULL), 0);
	assert_int_equal(wizard_back(again), 1);
	assert_int_equal(session_back(&t, again, NULL), 0);
	wizard_free(w);
	session_free(&s);
	killed(&t);
	w = resume(&s, "/ws/back", t.id);
	at(w, "provider");
	say(w, "provider", "GTM");
	follow(&s, w, "/ws/back");
	wizard_free(again);
	session_free(&t);
	killed(&s);
	again = resume(&t, "/ws/back", NULL);
	at(again, "tenants");
	session_free(&s);
	session_free(&t);
	wizard_free(w);
	wizard_free(again);
}

static void the_latest_unfinished_of_this_workspace(void **state)
{
	struct wizard *w;
	struct session s;
	struct err e = ERR_INIT;

	(void)state;
	journal("20261121T090000Z-0", "/ws/many", ANSWER("provider", "Old"));
	journal("20261121T100000Z-f", "/ws/many", ANSWER("provider", "New"));
	journal("20261121T110000Z-0", "/ws/other", ANSWER("provider", "Other"));
	journal("20261121T120000Z-0", "/ws/many",
		ANSWER("provider", "Done") ANSWER("tenants", "a")
		"{\"event\":\"facts\",\"step\":\"registry\",\"facts\":[[\"result\",\"none\"]]}\n"
		ANSWER("new-registry", "no"));
	put(SESSIONS "20261121T130000Z-0/events.jsonl", "{\"schema\":\"toolgap.session/1\",\"works");
	put(SESSIONS "20261121T130001Z-0/events.jsonl", "");
	put(SESSIONS "20261121T130002Z-0/events.jsonl", "{\"schema\":\"x/1\",\"workspace\":\"/ws/many\"}\n");
	put(SESSIONS "20261121T130003Z-0/other", "x");
	put(SESSIONS "a-file", "x");
	w = resume(&s, "/ws/many", NULL);
	assert_string_equal(s.id, "20261121T100000Z-f");
	assert_string_equal(wizard_fact(w, "provider"), "New");
	session_free(&s);
	wizard_free(w);
	w = resume(&s, "/ws/many", "20261121T090000Z-0");
	assert_string_equal(wizard_fact(w, "provider"), "Old");
	session_free(&s);
	wizard_free(w);
	w = resume(&s, "/ws/many", "20261121T120000Z-0"); /* by name an ended one too */
	at(w, "end-no-registry");
	session_free(&s);
	wizard_free(w);
	none_to_resume("/ws/many", "20261121T110000Z-0"); /* of another workspace */
	w = begin(0); /* open to others, so not believed; asked for by name, so the reason is said */
	assert_int_equal(session_resume(&s, w, "/ws/many", "20261121T130001Z-0", &e), -1);
	assert_int_equal(e.code, E_FAIL);
	assert_non_null(strstr(e.msg, "yours alone"));
	session_free(&s);
	wizard_free(w);
	none_to_resume("/ws/many", "../../x");
	none_to_resume("/ws/many", "\x1b[2J");
	none_to_resume("/ws/nobody", NULL);
}

/* Two of one second, as under a fixed clock: what was written last is the latest. */
static void of_one_second(void **state)
{
	static const char *const ids[] = { "20261121T100000Z-bbbb", "20261121T100000Z-aaaa",
					   "20261121T100000Z-cccc" };
	struct wizard *w;
	struct session s;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		char *path = mem_fmt("%s/" SESSIONS "%s/events.jsonl", scratch, ids[i]);
		struct timespec at[2] = { { 1000, 5 - (long)i }, { 1000, 5 - (long)i } };

		journal(ids[i], "/ws/second", ANSWER("provider", "GTM"));
		assert_int_equal(utimensat(AT_FDCWD, path, at, 0), 0);
		free(path);
	}
	w = resume(&s, "/ws/second", NULL);
	assert_string_equal(s.id, ids[0]);
	session_free(&s);
	wizard_free(w);
}

static void a_torn_line_is_cut_off(void **state)
{
	struct wizard *w, *again;
	struct session s, t;
	char *text;

	(void)state;
	journal("20261121T100001Z-0", "/ws/torn", ANSWER("provider", "GTM") "{\"event\":\"answer\",\"step\":\"ten");
	w = resume(&s, "/ws/torn", NULL);
	at(w, "tenants");
	say(w, "tenants", "ascend");
	follow(&s, w, "/ws/torn");
	text = journal_of(&s);
	assert_null(strstr(text, "\"ten{"));
	assert_null(strstr(text, "\"ten\n"));
	free(text);
	killed(&s);
	again = resume(&t, "/ws/torn", NULL);
	facts_same(w, again);
	session_free(&s);
	session_free(&t);
	wizard_free(w);
	wizard_free(again);
}

static void a_broken_journal_is_named(void **state)
{
	struct wizard *w = begin(0);
	struct session s;
	struct err e = ERR_INIT;

	(void)state;
	journal("20261121T100002Z-0", "/ws/broken", ANSWER("provider", "GTM") "nonsense\n" ANSWER("tenants", "a"));
	assert_int_equal(session_resume(&s, w, "/ws/broken", NULL, &e), -1);
	assert_non_null(strstr(e.msg, "20261121T100002Z-0/events.jsonl:2"));
	session_free(&s);
	wizard_free(w);
}

/* The files may have changed since: what was planned is planned again, and a yes to the old plan is no yes. */
static void planned_again(void **state)
{
	static const char *const stops[] = { "confirm", "apply" };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct wizard *w = walk(0, stops[i]), *again;
		char *ws = mem_fmt("/ws/plan-%zu", i);
		struct session s, t;

		session_new(&s);
		follow(&s, w, ws);
		killed(&s);
		again = resume(&t, ws, NULL);
		at(again, "preview");
		owes(again, EFFECT_PLAN, NULL, 0);
		assert_null(wizard_fact(again, "confirm"));
		tell(again, "plan", "result=changes");
		follow(&t, again, ws);
		wizard_free(again);
		session_free(&t);
		again = resume(&t, ws, NULL); /* and once more */
		at(again, "preview");
		session_free(&s);
		session_free(&t);
		wizard_free(w);
		wizard_free(again);
		free(ws);
	}
}

/* Links are not in the journal; who waits gets new ones. */
static void links_are_made_anew(void **state)
{
	struct wizard *w = walk(0, "connect"), *again;
	struct session s, t;
	char *text;

	(void)state;
	session_new(&s);
	tell(w, "accounts", ACCOUNTS_NONE);
	say(w, "connect", "wait");
	tell(w, "link", "result=unknown\nlink.ascend=https://p.example/connect?token=ctok_a");
	follow(&s, w, "/ws/links");
	tell(w, "accounts", ACCOUNTS_NONE);
	tell(w, "link", LINKS);
	tell(w, "accounts", ACCOUNTS_ONE);
	follow(&s, w, "/ws/links");
	text = journal_of(&s);
	assert_null(strstr(text, "ctok_"));
	free(text);
	killed(&s);
	again = resume(&t, "/ws/links", NULL);
	at(again, "connect");
	assert_string_equal(wizard_fact(again, "connect"), "wait");
	owes(again, EFFECT_PROBE, "link", 0);
	tell(again, "link", LINKS);
	tell(again, "accounts", ACCOUNTS_BOTH);
	follow(&t, again, "/ws/links");
	wizard_free(again);
	session_free(&t);
	again = resume(&t, "/ws/links", NULL); /* who is past it needs none */
	at(again, "verify");
	assert_string_equal(wizard_fact(again, "accounts.account.kahuna"), "apn_KKK");
	session_free(&s);
	session_free(&t);
	wizard_free(w);
	wizard_free(again);
}

/* A second process is told who has the walk, and changes nothing; once that one is dead it goes on. */
static void one_process_at_a_time(void **state)
{
	struct wizard *w = walk(0, "path"), *again = begin(0);
	struct session s, t;
	struct err e = ERR_INIT;
	char *pid = mem_fmt("process %ld of ", (long)getpid()), *path, *who, *before, *after;

	(void)state;
	session_new(&s);
	follow(&s, w, "/ws/held");
	before = journal_of(&s);
	assert_int_equal(session_resume(&t, again, "/ws/held", NULL, &e), -1);
	assert_int_equal(e.code, E_LOCKED);
	assert_non_null(strstr(e.msg, s.id));
	assert_non_null(strstr(e.msg, pid));
	assert_null(strpbrk(e.msg, "\x1b\n"));
	session_free(&t);
	after = journal_of(&s);
	assert_string_equal(before, after);
	path = mem_fmt("%s/lock", s.dir);
	assert_int_equal(lock_owner(path, &who), LOCK_HELD);
	assert_non_null(strstr(who, pid));
	free(who);
	killed(&s);
	assert_int_equal(lock_owner(path, &who), LOCK_FREE);
	assert_null(who);
	wizard_free(again);
	again = resume(&t, "/ws/held", NULL);
	facts_same(w, again);
	session_free(&s);
	session_free(&t);
	wizard_free(w);
	wizard_free(again);
	free(path);
	free(pid);
	free(before);
	free(after);
}

/* A process that ended without a word: its name stands in the lock, and keeps nobody out. */
static void a_dead_owner(void **state)
{
	static const char id[] = "20261121T100003Z-0";
	struct wizard *w;
	struct session s;
	char host[256] = "", *path = mem_fmt("%s/" SESSIONS "%s/lock", scratch, id), *text, *who;

	(void)state;
	journal(id, "/ws/dead", ANSWER("provider", "GTM"));
	assert_int_equal(gethostname(host, sizeof(host) - 1), 0);
	text = mem_fmt("pid 2147483646\nhost %s\nuser ann\nsince 2026-11-21T10:00:00Z\nsession x\n", host);
	put(SESSIONS "20261121T100003Z-0/lock", text);
	assert_int_equal(lock_owner(path, &who), LOCK_LEFT);
	assert_non_null(strstr(who, "of ann on"));
	free(who);
	w = resume(&s, "/ws/dead", NULL);
	at(w, "tenants");
	session_free(&s);
	wizard_free(w);
	free(text);
	free(path);
}

/* What it was begun with, it is resumed with; who said what stands in the journal. */
static void as_it_was_begun(void **state)
{
	struct wizard *w = begin(0), *again;
	struct session s, t;
	char *text;

	(void)state;
	session_new(&s);
	kv_add(&s.head.clients, "codex", "");
	kv_add(&s.head.clients, "zed", "");
	s.head.auth = mem_str("helper");
	say(w, "provider", "GTM");
	wizard_said_by(w, "option");
	follow(&s, w, "/ws/begun");
	text = journal_of(&s);
	assert_non_null(strstr(text, "\"by\":\"option\"}\n"));
	free(text);
	killed(&s);
	journal("20271121T100000Z-0", "/ws/begun", ANSWER("provider", "Later") ANSWER("tenants", "a")
		"{\"event\":\"facts\",\"step\":\"registry\",\"facts\":[[\"result\",\"none\"]]}\n"
		ANSWER("new-registry", "no")); /* looked at first, and left: nothing of it stays */
	again = resume(&t, "/ws/begun", NULL);
	assert_string_equal(t.id, s.id);
	assert_int_equal(t.head.clients.n, 2);
	assert_string_equal(t.head.clients.v[1].key, "zed");
	assert_string_equal(wizard_fact(again, "workspace.auth"), "helper");
	assert_string_equal(wizard_event(again, 0)->by, "option");
	session_free(&s);
	session_free(&t);
	wizard_free(w);
	wizard_free(again);
}

/* A kill in the midst of saving leaves a file beside: it goes when the walk is taken up; nothing else does. */
static void leftovers_go(void **state)
{
	struct wizard *w;
	struct session s;

	(void)state;
	journal("20261121T100004Z-0", "/ws/left", ANSWER("provider", "GTM"));
	put(SESSIONS "20261121T100004Z-0/.events.jsonl.tg-0123456789ab", "half");
	put(SESSIONS "20261121T100004Z-0/.events.jsonl.tg-012345678", "not one of ours");
	w = resume(&s, "/ws/left", NULL);
	assert_false(there(SESSIONS "20261121T100004Z-0/.events.jsonl.tg-0123456789ab"));
	assert_true(there(SESSIONS "20261121T100004Z-0/.events.jsonl.tg-012345678"));
	session_free(&s);
	wizard_free(w);
}

/* What stands in a field is taken up again where the journal ends as it did then, and nowhere else. */
static void half_an_answer(void **state)
{
	struct wizard *w = begin(0), *again;
	struct kv known = KV_INIT;
	struct session s, t;
	struct err e = ERR_INIT;
	char *name, *text;

	(void)state;
	session_new(&s);
	draft_put(&s, "provider", "Goo", NULL); /* no journal, no draft */
	assert_false(there(SESSIONS "/draft"));
	assert_null(draft_get_new(&s, "provider"));
	say(w, "provider", "GTM");
	follow(&s, w, "/ws/half");
	draft_put(&s, "tenants", "asce", NULL);
	name = mem_fmt(SESSIONS "%s/draft", s.id);
	assert_int_equal(mode_of(name), 0600);
	killed(&s);
	again = resume(&t, "/ws/half", NULL);
	text = draft_get_new(&t, "tenants");
	assert_string_equal(text, "asce");
	free(text);
	assert_null(draft_get_new(&t, "short"));
	draft_put(&t, "tenants", "", NULL); /* an emptied field is not the proposal */
	text = draft_get_new(&t, "tenants");
	assert_string_equal(text, "");
	free(text);
	draft_put(&t, "tenants", "kahuna", NULL);
	say(again, "tenants", "ascend");
	follow(&t, again, "/ws/half");
	assert_null(draft_get_new(&t, "tenants")); /* it was answered since, and a Back does not bring it again */
	wizard_back(again);
	assert_int_equal(session_back(&t, again, NULL), 0);
	assert_null(draft_get_new(&t, "tenants"));
	draft_put(&t, "tenants", "kahu", NULL);
	assert_true(there(name));
	draft_put(&t, "tenants", "ghp_0123456789abcdefghijABCDEFGHIJ012345", NULL); /* pasted into the wrong field */
	assert_false(there(name));
	kv_add(&known, "COMPOSIO_API_KEY", "a-key-of-this-run");
	draft_put(&t, "tenants", "it is a-key-of-this-run", &known);
	assert_false(there(name));
	draft_put(&t, "tenants", "kahu", &known);
	assert_true(there(name));
	put(name, "toolgap.draft/1 tenants"); /* cut off, or somebody else's */
	assert_null(draft_get_new(&t, "tenants"));
	assert_int_equal(draft_drop(t.dir, &e), 0);
	assert_false(there(name));
	kv_free(&known);
	free(name);
	wizard_free(w);
	wizard_free(again);
	session_free(&s);
	session_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_before_the_first_event),
		cmocka_unit_test(stands_where_it_stood),
		cmocka_unit_test(back_to_the_beginning),
		cmocka_unit_test(the_latest_unfinished_of_this_workspace),
		cmocka_unit_test(of_one_second),
		cmocka_unit_test(a_torn_line_is_cut_off),
		cmocka_unit_test(a_broken_journal_is_named),
		cmocka_unit_test(planned_again),
		cmocka_unit_test(links_are_made_anew),
		cmocka_unit_test(one_process_at_a_time),
		cmocka_unit_test(a_dead_owner),
		cmocka_unit_test(as_it_was_begun),
		cmocka_unit_test(leftovers_go),
		cmocka_unit_test(half_an_answer),
	};

	return cmocka_run_group_tests_name("session", tests, open_both, close_both);
}
