/* SPDX-License-Identifier: MIT */
/* t-journal: what is written is read back the same; what is not exactly ours is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "work/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD	 "toolgap-journal 1 "
#define OLD_HASH "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4" /* of "old" */
#define NEW_HASH "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437" /* of "new" */
#define TEMP	 ".a.tg-0123456789ab"

/* A body as bytes with a right header in front. */
static void seal(struct buf *out, const char *body, size_t n)
{
	char hash[SHA256_HEX];

	sha256_hex(body, n, hash);
	buf_reset(out);
	buf_addf(out, HEAD "%zu %s\n", n, hash);
	buf_add(out, body, n);
}

static int accepted(const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct journal j;
	int rc = journal_decode(&j, s, n, "test", &e);

	if (rc) {
		assert_int_equal(e.code, E_FAIL);
		assert_non_null(strstr(e.msg, "test"));
		assert_int_equal(j.n, 0);
		assert_null(j.v);
	}
	journal_free(&j);
	return !rc;
}

static int accepts(const char *body)
{
	struct buf b = BUF_INIT;
	int yes;

	seal(&b, body, strlen(body));
	yes = accepted(b.p, b.len);
	buf_free(&b);
	return yes;
}

static char **names(const char *a, const char *b, size_t *n)
{
	char **v = mem_array(NULL, 2, sizeof(*v));

	v[0] = mem_str(a);
	v[1] = mem_str(b);
	*n = 2;
	return v;
}

static void sample(struct journal *j)
{
	struct journal_file *f;

	memset(j, 0, sizeof(*j));
	j->ready = 1;
	j->seq = 12;
	memcpy(j->session, "s-1", 4);
	j->workspace = mem_str("/w");
	j->made = names("/w/d", "/w/d/e", &j->made_n);
	j->drop = names("/w/x", "/w/x/\xc3\xa9 y", &j->drop_n);
	f = journal_add(j); /* changed, with every byte in it */
	f->path = mem_str("/w/a");
	f->temp = mem_str(TEMP);
	f->existed = f->exists = 1;
	f->before_n = 256;
	f->before = mem_alloc(257);
	for (size_t i = 0; i < 256; i++)
		f->before[i] = (char)i;
	sha256_hex(f->before, f->before_n, f->before_hash);
	memcpy(f->after_hash, NEW_HASH, SHA256_HEX);
	f->mode = 0640;
	f->uid = 1000;
	f->gid = 4294967294u;
	f = journal_add(j); /* created */
	f->path = mem_str("/w/d/e/new\nline");
	f->temp = mem_str(TEMP);
	f->exists = 1;
	f->before = mem_str("");
	memcpy(f->after_hash, NEW_HASH, SHA256_HEX);
	f = journal_add(j); /* removed; was empty */
	f->path = mem_str("/h/gone");
	f->temp = mem_str(TEMP);
	f->existed = 1;
	f->before = mem_str("");
	sha256_hex("", 0, f->before_hash);
}

static void round_trip(void **state)
{
	struct buf one = BUF_INIT, two = BUF_INIT;
	struct err e = ERR_INIT;
	struct journal j, back;

	(void)state;
	sample(&j);
	journal_encode(&j, &one);
	assert_int_equal(journal_decode(&back, one.p, one.len, "test", &e), 0);
	journal_encode(&back, &two);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.p, two.p, one.len);
	assert_int_equal(back.ready, 1);
	assert_int_equal(back.undo, 0);
	assert_int_equal(back.seq, 12);
	assert_string_equal(back.session, "s-1");
	assert_string_equal(back.workspace, "/w");
	assert_int_equal(back.made_n, 2);
	assert_string_equal(back.made[1], "/w/d/e");
	assert_string_equal(back.drop[1], "/w/x/\xc3\xa9 y");
	assert_int_equal(back.n, 3);
	assert_int_equal(back.v[0].existed, 1);
	assert_int_equal(back.v[0].exists, 1);
	assert_int_equal(back.v[0].before_n, 256);
	assert_memory_equal(back.v[0].before, j.v[0].before, 256);
	assert_int_equal(back.v[0].mode, 0640);
	assert_int_equal(back.v[0].uid, 1000);
	assert_true(back.v[0].gid == 4294967294u);
	assert_int_equal(back.v[1].existed, 0);
	assert_string_equal(back.v[1].path, "/w/d/e/new\nline");
	assert_int_equal(back.v[2].exists, 0);
	assert_string_equal(back.v[2].after_hash, "");
	journal_free(&j);
	journal_free(&back);
	buf_free(&one);
	buf_free(&two);
}

static void damage(void **state)
{
	struct buf b = BUF_INIT;
	struct journal j;
	size_t i;

	(void)state;
	sample(&j);
	journal_encode(&j, &b);
	for (i = 0; i < b.len; i++) {
		char *cut =
			mem_strn(b.p, i); /* an own block, so that reading past the end is seen */

		assert_false(accepted(cut, i));
		free(cut);
		b.p[i] ^= 1;
		assert_false(accepted(b.p, b.len));
		b.p[i] ^= 1;
	}
	assert_true(accepted(b.p, b.len));
	buf_addc(&b, '\n');
	assert_false(accepted(b.p, b.len));
	assert_false(accepted("", 0));
	buf_free(&b);
	journal_free(&j);
}

/* One that is changed and sealed again is refused, or means exactly what its bytes say. */
static void one_form(const char *body, size_t n)
{
	struct buf b = BUF_INIT, again = BUF_INIT;
	struct err e = ERR_INIT;
	struct journal j;

	seal(&b, body, n);
	if (!journal_decode(&j, b.p, b.len, "test", &e)) {
		journal_encode(&j, &again);
		assert_int_equal(b.len, again.len);
		assert_memory_equal(b.p, again.p, b.len);
	}
	journal_free(&j);
	buf_free(&b);
	buf_free(&again);
}

static void hostile(void **state)
{
	static const char from[] = "0123456789:,\n/.-PKQSWNDFTOBIA\0x";
	uint64_t dice = 20261121;
	struct buf b = BUF_INIT;
	struct journal j;
	char *body, *copy;
	size_t n, i;

	(void)state;
	sample(&j);
	journal_encode(&j, &b);
	body = strchr(b.p, '\n') + 1;
	n = b.len - (size_t)(body - b.p);
	for (i = 0; i < 20000; i++) {
		size_t at, k;

		copy = mem_strn(body, n);
		for (k = 0; k <= i % 3; k++) {
			dice = dice * 6364136223846793005u + 1442695040888963407u;
			at = (size_t)(dice >> 33) % n;
			copy[at] = from[(size_t)(dice >> 20) % (sizeof(from) - 1)];
		}
		one_form(copy, n - (i % 7 ? 0 : (size_t)(dice >> 40) % n));
		free(copy);
	}
	buf_free(&b);
	journal_free(&j);
}

#define PHASE "P5:ready\nK5:apply\nQ1:1\nS1:s\n"
#define START PHASE "W2:/w\nN1:0\nN1:0\n"
#define GOOD  "F4:/w/a\nT18:" TEMP "\nO7:644,0,1\nB64:" OLD_HASH "\nI3:old\nA64:" NEW_HASH "\n"
#define FILE_WITH(path, temp, owner, before, image, after)                                         \
	START "N1:1\nF" path "\nT" temp "\nO" owner "\nB" before "\nI" image "\nA" after "\n"
#define P4    "4:/w/a"
#define T18   "18:" TEMP
#define O7    "7:644,0,1"
#define OLD64 "64:" OLD_HASH
#define NEW64 "64:" NEW_HASH

static void fields(void **state)
{
	static const struct {
		const char *why, *body;
		int good;
	} rows[] = {
		{ "no file", START "N1:0\n", 1 },
		{ "one file", START "N1:1\n" GOOD, 1 },
		{ "the same by pieces", FILE_WITH(P4, T18, O7, OLD64, "3:old", NEW64), 1 },
		{ "created", FILE_WITH(P4, T18, "0:", "0:", "0:", NEW64), 1 },
		{ "removed", FILE_WITH(P4, T18, O7, OLD64, "3:old", "0:"), 1 },
		{ "undo, staging", "P7:staging\nK4:undo\nQ6:999999\nS1:s\nW1:/\nN1:0\nN1:0\nN1:0\n",
		  1 },
		{ "a file twice", START "N1:2\n" GOOD GOOD, 0 },
		{ "fewer files than said", START "N1:2\n" GOOD, 0 },
		{ "more files than said", START "N1:0\n" GOOD, 0 },
		{ "another phase", "P4:done\nK5:apply\nQ1:1\nS1:s\nW2:/w\nN1:0\nN1:0\nN1:0\n", 0 },
		{ "number 0", "P5:ready\nK5:apply\nQ1:0\nS1:s\nW2:/w\nN1:0\nN1:0\nN1:0\n", 0 },
		{ "number too large",
		  "P5:ready\nK5:apply\nQ7:1000000\nS1:s\nW2:/w\nN1:0\nN1:0\nN1:0\n", 0 },
		{ "number with 0 in front",
		  "P5:ready\nK5:apply\nQ2:01\nS1:s\nW2:/w\nN1:0\nN1:0\nN1:0\n", 0 },
		{ "session with a slash",
		  "P5:ready\nK5:apply\nQ1:1\nS4:../s\nW2:/w\nN1:0\nN1:0\nN1:0\n", 0 },
		{ "no session", "P5:ready\nK5:apply\nQ1:1\nS0:\nW2:/w\nN1:0\nN1:0\nN1:0\n", 0 },
		{ "workspace relative", PHASE "W1:w\nN1:0\nN1:0\nN1:0\n", 0 },
		{ "a folder with ..", PHASE "W2:/w\nN1:1\nD7:/w/../x\nN1:0\nN1:0\n", 0 },
		{ "more folders than there can be", PHASE "W2:/w\nN4:4097\nN1:0\nN1:0\n", 0 },
		{ "more files than there can be", START "N4:4097\n", 0 },
		{ "a count out of all bounds", START "N20:99999999999999999999\n", 0 },
		{ "a length out of all bounds", START "N1:1\nF18446744073709551615:/w/a\n", 0 },
		{ "path relative", FILE_WITH("3:w/a", T18, O7, OLD64, "3:old", NEW64), 0 },
		{ "path empty", FILE_WITH("0:", T18, O7, OLD64, "3:old", NEW64), 0 },
		{ "path is the root", FILE_WITH("1:/", T18, O7, OLD64, "3:old", NEW64), 0 },
		{ "path with ..", FILE_WITH("7:/w/../a", T18, O7, OLD64, "3:old", NEW64), 0 },
		{ "path with .", FILE_WITH("6:/w/./a", T18, O7, OLD64, "3:old", NEW64), 0 },
		{ "path with //", FILE_WITH("5:/w//a", T18, O7, OLD64, "3:old", NEW64), 0 },
		{ "path that ends in /", FILE_WITH("5:/w/a/", T18, O7, OLD64, "3:old", NEW64), 0 },
		{ "temp in a folder",
		  FILE_WITH(P4, "18:./.tg-0123456789ab", O7, OLD64, "3:old", NEW64), 0 },
		{ "temp too long",
		  FILE_WITH(P4,
			    "64:.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			    ".tg-0123456789ab",
			    O7, OLD64, "3:old", NEW64),
		  0 },
		{ "temp that could be any file",
		  FILE_WITH(P4, "7:.bashrc", O7, OLD64, "3:old", NEW64), 0 },
		{ "temp not hidden",
		  FILE_WITH(P4, "18:aa.tg-0123456789ab", O7, OLD64, "3:old", NEW64), 0 },
		{ "temp with other letters",
		  FILE_WITH(P4, "18:.a.tg-0123456789a_", O7, OLD64, "3:old", NEW64), 0 },
		{ "owner of a file that was not", FILE_WITH(P4, T18, O7, "0:", "0:", NEW64), 0 },
		{ "no owner of a file that was", FILE_WITH(P4, T18, "0:", OLD64, "3:old", NEW64),
		  0 },
		{ "mode out of bounds", FILE_WITH(P4, T18, "9:10000,0,1", OLD64, "3:old", NEW64),
		  0 },
		{ "mode not octal", FILE_WITH(P4, T18, "7:648,0,1", OLD64, "3:old", NEW64), 0 },
		{ "owner out of bounds",
		  FILE_WITH(P4, T18, "16:644,4294967296,1", OLD64, "3:old", NEW64), 0 },
		{ "owner with more", FILE_WITH(P4, T18, "9:644,0,1,2", OLD64, "3:old", NEW64), 0 },
		{ "image with another hash", FILE_WITH(P4, T18, O7, OLD64, "3:olD", NEW64), 0 },
		{ "image of a file that was not", FILE_WITH(P4, T18, "0:", "0:", "3:old", NEW64),
		  0 },
		{ "hash with capitals",
		  FILE_WITH(P4, T18, O7, OLD64, "3:old",
			    "64:11507A0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"),
		  0 },
		{ "hash too short", FILE_WITH(P4, T18, O7, OLD64, "3:old", "3:abc"), 0 },
		{ "neither before nor after", FILE_WITH(P4, T18, "0:", "0:", "0:", "0:"), 0 },
		{ "before as after", FILE_WITH(P4, T18, O7, OLD64, "3:old", OLD64), 0 },
		{ "something behind", START "N1:0\nN1:0\n", 0 },
		{ "another order", "K5:apply\nP5:ready\nQ1:1\nS1:s\nW2:/w\nN1:0\nN1:0\nN1:0\n", 0 },
		{ "nothing", "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (accepts(rows[i].body) != rows[i].good)
			fail_msg("%s: should be %s", rows[i].why,
				 rows[i].good ? "accepted" : "refused");
}

static void nul_inside(void **state)
{
	static const char body[] = PHASE "W2:/w\nN1:0\nN1:0\nN1:1\nF6:/w/a\0b\nT18:" TEMP
					 "\nO0:\nB0:\nI0:\nA64:" NEW_HASH "\n";
	struct buf b = BUF_INIT;

	(void)state;
	seal(&b, body, sizeof(body) - 1);
	assert_false(accepted(b.p, b.len));
	buf_free(&b);
}

static void header(void **state)
{
	static const char body[] = START "N1:0\n";
	struct buf b = BUF_INIT;
	char hash[SHA256_HEX];

	(void)state;
	sha256_hex(body, sizeof(body) - 1, hash);
	buf_addf(&b, "toolgap-journal 2 %zu %s\n%s", sizeof(body) - 1, hash, body);
	assert_false(accepted(b.p, b.len));
	buf_reset(&b);
	buf_addf(&b, HEAD "0%zu %s\n%s", sizeof(body) - 1, hash, body);
	assert_false(accepted(b.p, b.len));
	buf_reset(&b);
	buf_addf(&b, HEAD "18446744073709551615 %s\n%s", hash, body);
	assert_false(accepted(b.p, b.len));
	buf_reset(&b);
	buf_addf(&b, HEAD "%zu %s %s", sizeof(body) - 1, hash, body);
	assert_false(accepted(b.p, b.len));
	buf_free(&b);
}

static void sessions(void **state)
{
	(void)state;
	assert_true(journal_session_ok("20261121-100000-Ab"));
	assert_false(journal_session_ok(""));
	assert_false(journal_session_ok("a.b"));
	assert_false(journal_session_ok("a/b"));
	assert_false(journal_session_ok("a b"));
	assert_true(journal_session_ok("12345678901234567890123456789012345678901234567890123456789"
				       "0123"));
	assert_false(journal_session_ok("1234567890123456789012345678901234567890123456789012345678"
					"901234"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip), cmocka_unit_test(damage),
		cmocka_unit_test(hostile),    cmocka_unit_test(fields),
		cmocka_unit_test(nul_inside), cmocka_unit_test(header),
		cmocka_unit_test(sessions),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
