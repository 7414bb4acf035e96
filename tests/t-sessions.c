/* SPDX-License-Identifier: MIT */
/* t-sessions: the walks and applies that are kept: states, the record of a case, dropping, and the rule of what goes by itself. */
#include "fold_walk.h"

#include "base/clock.h"
#include "runbook/case_text.h"
#include "ui/flags.h"
#include "work/apply.h"
#include "work/doctor.h"
#include "work/lock.h"
#include "work/sessions.h"
#include "work/store.h"

#include <fcntl.h>
#include <time.h>

#define SESSIONS "state/toolgap/sessions/"

static struct workspace ws;

static int open_both(void **state)
{
	umask(077); /* what the tests put there is as ours: closed to others */
	if (scratch_open(state) || load(state))
		return -1;
	memset(&ws, 0, sizeof(ws));
	{
		char *path = mem_fmt("%s/work", scratch);

		ws.root = realpath(path, NULL);
		free(path);
	}
	ws.runbook = rb;
	return ws.root ? 0 : -1;
}

static int close_both(void **state)
{
	free(ws.root);
	unload(state);
	return scratch_close(state);
}

static int wiped(void **state)
{
	char *path = mem_fmt("%s/state", scratch);

	(void)state;
	nftw(path, scratch_one, 16, FTW_DEPTH | FTW_PHYS);
	free(path);
	return 0;
}

#define ANSWER(step, value) "{\"event\":\"answer\",\"step\":\"" step "\",\"value\":\"" value "\"}\n"
#define ENDED                                                                                       \
	ANSWER("provider", "GTM") ANSWER("tenants", "a")                                            \
	"{\"event\":\"facts\",\"step\":\"registry\",\"facts\":[[\"result\",\"none\"]]}\n" ANSWER("new-registry", "no")

static void journal(const char *id, const char *root, const char *lines)
{
	char *name = mem_fmt(SESSIONS "%s/events.jsonl", id), *path = mem_fmt("%s/%s", scratch, name);
	char *text = mem_fmt("{\"schema\":\"toolgap.session/1\",\"workspace\":\"%s\",\"started\":\"2026-11-21T10:00:00Z\"}\n%s",
			     root, lines);

	put(name, text);
	assert_int_equal(chmod(path, 0600), 0);
	free(text);
	free(path);
	free(name);
}

/* An apply of one new file under that name. */
static void applied(const char *session, const char *file, const char *bytes)
{
	char *path = mem_fmt("%s/%s", ws.root, file);
	struct changes c = { 0 };
	struct apply_result r;
	struct err e = ERR_INIT;

	changes_add(&c, path, ws.root, NULL, bytes, strlen(bytes), 0);
	if (apply_run(ws.root, session, &c, &r, &e))
		fail_msg("%s", e.msg);
	apply_result_free(&r);
	changes_free(&c);
	free(path);
}

static const struct session_row *row(const struct sessions *all, const char *id)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (!strcmp(all->v[i].id, id))
			return &all->v[i];
	fail_msg("no %s", id);
	return NULL;
}

static void what_became_of_them(void **state)
{
	struct apply_result r;
	struct sessions all;
	struct err e = ERR_INIT;

	(void)state;
	journal("20261121T100000Z-a", ws.root, ANSWER("provider", "Open"));
	journal("20261121T100001Z-b", ws.root, ENDED);
	journal("20261121T100002Z-c", ws.root, ANSWER("provider", "Killed after the files were written"));
	journal("20261121T100003Z-d", "/elsewhere", ANSWER("provider", "Far") "nonsense\n");
	journal("20261121T100005Z-e", ws.root, ANSWER("provider", "Undone"));
	put(SESSIONS "not a session/events.jsonl", "x");
	applied("20261121T100002Z-c", "one", "1");
	applied("20261121T100004Z-f", "two", "2"); /* toolgap apply: no walk */
	applied("20261121T100005Z-e", "three", "3");
	assert_int_equal(apply_undo(ws.root, "20261121T100005Z-e", 0, &r, &e), 0);
	apply_result_free(&r);
	assert_int_equal(sessions_list(&all, &ws, &e), 0);
	assert_int_equal(all.n, 6);
	assert_string_equal(all.v[0].id, "20261121T100005Z-e"); /* the latest first, whatever it is */
	assert_string_equal(all.v[1].id, "20261121T100004Z-f");
	assert_string_equal(all.v[5].id, "20261121T100000Z-a");
	assert_int_equal(row(&all, "20261121T100000Z-a")->state, SESSION_OPEN);
	assert_string_equal(row(&all, "20261121T100000Z-a")->step, "tenants");
	assert_int_equal(row(&all, "20261121T100000Z-a")->resumable, 1);
	assert_int_equal(row(&all, "20261121T100001Z-b")->state, SESSION_ENDED);
	assert_int_equal(row(&all, "20261121T100001Z-b")->resumable, 0);
	assert_int_equal(row(&all, "20261121T100002Z-c")->state, SESSION_APPLIED);
	assert_int_equal(row(&all, "20261121T100002Z-c")->undoable, 1);
	assert_int_equal(row(&all, "20261121T100003Z-d")->state, SESSION_UNKNOWN); /* and not "open" or "ended" */
	assert_int_equal(row(&all, "20261121T100003Z-d")->here, 0);
	assert_non_null(row(&all, "20261121T100003Z-d")->why);
	assert_int_equal(row(&all, "20261121T100004Z-f")->walk, 0);
	assert_string_equal(row(&all, "20261121T100004Z-f")->started, "2026-11-21T10:00:04Z");
	assert_int_equal(row(&all, "20261121T100005Z-e")->state, SESSION_UNDONE);
	assert_int_equal(row(&all, "20261121T100005Z-e")->undoable, 0);
	sessions_free(&all);
}

static void one_is_dropped(void **state)
{
	struct session_case c;
	struct apply_result r;
	struct err e = ERR_INIT;
	struct lock lock;
	char *path = mem_fmt("%s/" SESSIONS "20261121T100000Z-a/lock", scratch);

	(void)state;
	journal("20261121T100000Z-a", ws.root, ANSWER("provider", "GTM"));
	applied("20261121T100000Z-a", "four", "4");
	assert_int_equal(session_case_open(&c, &ws, "20261121T100000Z-a", &e), 0);
	assert_int_equal(lock_take_walk(&lock, path, "x", &e), 0);
	assert_int_equal(session_drop(&c, &e), -1); /* somebody is in the midst of it */
	assert_int_equal(e.code, E_LOCKED);
	lock_drop(&lock);
	memset(&e, 0, sizeof(e));
	if (session_drop(&c, &e))
		fail_msg("%s", e.msg);
	session_case_free(&c);
	assert_false(there(SESSIONS "20261121T100000Z-a"));
	assert_int_equal(apply_undo(ws.root, "20261121T100000Z-a", 0, &r, &e), -1);
	apply_result_free(&r);
	assert_true(there("work/four")); /* the files stay as they are */
	assert_int_equal(session_case_open(&c, &ws, "20261121T100000Z-a", &e), -1);
	assert_int_equal(e.code, E_USAGE);
	session_case_free(&c);
	assert_int_equal(session_case_open(&c, &ws, "../../../etc", &e), -1);
	session_case_free(&c);
	free(path);
}

static size_t kept(void)
{
	struct session_found *all;
	size_t n;

	assert_int_equal(session_all(&all, &n, NULL), 0);
	session_all_free(all, n);
	return n;
}

/* Beyond the newest hundred those that have ended go; what is open, held, unreadable or can be undone stays. */
static void too_many(void **state)
{
	struct lock lock;
	struct err e = ERR_INIT;
	char *path = mem_fmt("%s/" SESSIONS "20260101T000005Z-0/lock", scratch);
	struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	size_t i;

	(void)state;
	for (i = 0; i < SESSIONS_KEEP; i++) {
		char *id = mem_fmt("20261121T10%02zu%02zuZ-0", i / 60, i % 60);

		journal(id, ws.root, ENDED);
		free(id);
	}
	journal("20260101T000001Z-0", ws.root, ANSWER("provider", "Open"));
	journal("20260101T000002Z-0", ws.root, ENDED);
	journal("20260101T000003Z-0", ws.root, "nonsense\n");
	journal("20260101T000004Z-0", ws.root, ANSWER("provider", "Written"));
	applied("20260101T000004Z-0", "five", "5");
	journal("20260101T000005Z-0", ws.root, ENDED);
	assert_int_equal(lock_take_walk(&lock, path, "x", &e), 0);
	put(SESSIONS "20260101T000006Z-0/.events.jsonl.tg-0123456789ab", "half"); /* a husk, but a young one */
	sessions_tidy(&ws);
	lock_drop(&lock);
	assert_int_equal(kept(), SESSIONS_KEEP + 5);
	assert_false(there(SESSIONS "20260101T000002Z-0"));
	assert_false(there(SESSIONS "20260101T000006Z-0/.events.jsonl.tg-0123456789ab"));
	free(path);
	path = mem_fmt("%s/" SESSIONS "20260101T000006Z-0", scratch);
	assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
	sessions_tidy(&ws);
	assert_int_equal(kept(), SESSIONS_KEEP + 3); /* the one that was held has ended long ago, too */
	assert_true(there(SESSIONS "20260101T000001Z-0/events.jsonl"));
	assert_true(there(SESSIONS "20260101T000003Z-0/events.jsonl"));
	assert_true(there(SESSIONS "20260101T000004Z-0/events.jsonl"));
	free(path);
}

/* The fifty newest applies can be taken back; the record of an undo counts as one. */
static void records_too_many(void **state)
{
	struct store_record *all;
	struct apply_result r;
	struct store s;
	struct err e = ERR_INIT;
	size_t i, n;
	unsigned next;

	(void)state;
	for (i = 0; i < STORE_KEEP + 3; i++) {
		char *id = mem_fmt("s-%zu", i), *name = mem_fmt("many-%zu", i);

		applied(id, name, "x");
		free(id);
		free(name);
	}
	assert_int_equal(store_where(&s, ws.root, &e), 0);
	assert_int_equal(store_records(&s, &all, &n, &e), 0);
	assert_int_equal(n, STORE_KEEP);
	assert_string_equal(all[0].session, "s-52");
	assert_string_equal(all[n - 1].session, "s-3");
	free(all);
	assert_int_equal(apply_undo(ws.root, "s-2", 0, &r, &e), -1);
	apply_result_free(&r);
	assert_int_equal(apply_undo(ws.root, "s-3", 0, &r, &e), 0);
	apply_result_free(&r);
	assert_int_equal(store_next(&s, &next, &e), 0);
	assert_int_equal(next, STORE_KEEP + 4); /* numbers go on */
	store_close(&s);
}

/* ---- the record of a case */

static void a_record(void **state)
{
	struct wizard *w = walk(0, "connect");
	struct case_head h = { .id = "20261121T100000Z-a", .started = "2026-11-21T10:00:00Z", .workspace = "/ws/a|b",
			       .user = "ann", .state = "open", .command = "toolgap wizard" };
	struct buf b = BUF_INIT;

	(void)state;
	say(w, "connect", "wait");
	wizard_said_by(w, "person");
	tell(w, "accounts", ACCOUNTS_NONE);
	tell(w, "link", LINKS);
	case_text(w, &h, &b);
	assert_null(strstr(buf_str(&b), "ctok_")); /* whoever holds a link can connect with it */
	assert_non_null(strstr(buf_str(&b), "# Google Tag Manager\n"));
	assert_non_null(strstr(buf_str(&b), "/ws/a\\|b")); /* a cell stays a cell */
	assert_non_null(strstr(buf_str(&b), "| 2026-11-21T09:59:00Z | composio | absent | no such toolkit | 404 | 301 | `https://c.example/t/googletagmanager` |"));
	assert_non_null(strstr(buf_str(&b), "| `connect` | "));
	assert_non_null(strstr(buf_str(&b), " | `wait` | ann, in the wizard |"));
	assert_non_null(strstr(buf_str(&b), "```sh\ntoolgap wizard\n```"));
	buf_free(&b);
	wizard_free(w);
}

static char *repeated(const struct wizard *w, const char *workspace)
{
	struct session_head head = { .workspace = mem_str(workspace) };
	struct buf b = BUF_INIT;

	kv_add(&head.clients, "codex", "");
	flags_repeat(w, &head, &b);
	session_head_free(&head);
	return buf_detach(&b);
}

/* By options where each answer has one; else with the answers themselves. Either is quoted for a shell. */
static void a_command(void **state)
{
	struct wizard *w = begin(0);
	char *s;

	(void)state;
	say(w, "provider", "Bob's $(rm -rf) Tool");
	say(w, "tenants", "ascend, kahuna");
	tell(w, "registry", REGISTRY_ABSENT);
	s = repeated(w, "/ws/it's");
	assert_string_equal(s, "toolgap -C '/ws/it'\\''s' wizard --client codex 'Bob'\\''s $(rm -rf) Tool' --tenant 'ascend, kahuna' --ui=none");
	free(s);
	tell(w, "composio", "result=candidate\ndetail=1 mention\ncandidate=x~X~mentions it");
	say(w, "composio-candidate", "none");
	s = repeated(w, "/ws/a");
	assert_string_equal(s, "printf '%s\\n' 'provider: Bob'\\''s $(rm -rf) Tool' 'tenants: ascend, kahuna' "
			       "'composio-candidate: none' | toolgap -C /ws/a wizard --client codex --answers /dev/stdin");
	free(s);
	wizard_free(w);
}

/* ---- what doctor reckons with */

static void a_clock_that_is_off(void **state)
{
	time_t t = 0;

	(void)state;
	assert_int_equal(clock_http("Sat, 21 Nov 2026 10:00:00 GMT", &t), 0);
	assert_int_equal(doctor_skew("Sat, 21 Nov 2026 10:00:00 GMT", t), 0);
	assert_int_equal(doctor_skew("Sat, 21 Nov 2026 10:00:00 GMT", t + 119), 0);
	assert_int_equal(doctor_skew("Sat, 21 Nov 2026 10:00:00 GMT", t + 3600), 3600);
	assert_int_equal(doctor_skew("Sat, 21 Nov 2026 10:00:00 GMT", t - 300), -300);
	assert_int_equal(doctor_skew(NULL, t), 0);
	assert_int_equal(doctor_skew("yesterday", t), 0);
	assert_int_equal(clock_http("Sat, 31 Feb 2026 10:00:00 GMT", &t), -1);
	assert_int_equal(clock_http("Sat, 21 ovD 2026 10:00:00 GMT", &t), -1);
	assert_int_equal(clock_http("Saturday, 21-Nov-26 10:00 GMT", &t), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_became_of_them, wiped),
		cmocka_unit_test_teardown(one_is_dropped, wiped),
		cmocka_unit_test_teardown(too_many, wiped),
		cmocka_unit_test_teardown(records_too_many, wiped),
		cmocka_unit_test(a_record),
		cmocka_unit_test(a_command),
		cmocka_unit_test(a_clock_that_is_off),
	};

	return cmocka_run_group_tests_name("sessions", tests, open_both, close_both);
}
