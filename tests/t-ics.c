/* SPDX-License-Identifier: MIT */
/* t-ics: reminders as calendar files: their bytes, folding, escapes, and what may stand in a file that is not ours. */
#include "fold_help.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "files/ics.h"

#define LINK "https://github.com/ComposioHQ/composio/issues/90001"

static const struct reminder matomo = { "matomo", "Matomo", "2026-11-21", "2026-12-05", LINK,
					"Composio asked 2026-11-21: not in the catalog." };

static time_t stamp(void)
{
	time_t t = 0;

	assert_int_equal(clock_parse("2026-11-21T10:00:00Z", &t), 0);
	return t;
}

static void write_one(struct buf *b, const struct reminder *r)
{
	struct err e = ERR_INIT;

	if (ics_write(b, r, 1, stamp(), &e))
		fail_msg("%s", e.msg);
}

static void bytes(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	write_one(&b, &matomo);
	assert_string_equal(buf_str(&b),
			    "BEGIN:VCALENDAR\r\n"
			    "VERSION:2.0\r\n"
			    "PRODID:-//toolgap//toolgap//EN\r\n"
			    "BEGIN:VEVENT\r\n"
			    "UID:toolgap-matomo-2026-11-21\r\n"
			    "DTSTAMP:20261121T100000Z\r\n"
			    "DTSTART;VALUE=DATE:20261205\r\n"
			    "SUMMARY:Does Composio have Matomo now?\r\n"
			    "DESCRIPTION:Waiting since 2026-11-21 for a toolkit matomo at \r\n"
			    " Composio.\\nRequest: https:\r\n"
			    " //github.com/ComposioHQ/composio/issues/90001\\nComposio asked 2026-11-21: \r\n"
			    " not in the catalog.\\nLook again: toolgap due --recheck\r\n"
			    "URL:https://github.com/ComposioHQ/composio/issues/90001\r\n"
			    "TRANSP:TRANSPARENT\r\n"
			    "BEGIN:VALARM\r\n"
			    "ACTION:DISPLAY\r\n"
			    "DESCRIPTION:Does Composio have Matomo now?\r\n"
			    "TRIGGER:PT9H\r\n"
			    "END:VALARM\r\n"
			    "END:VEVENT\r\n"
			    "END:VCALENDAR\r\n");
	buf_free(&b);
}

/* Lines of at most 75 bytes, each of whole characters, each ended by CRLF; and no control in them. */
static void folding(void **state)
{
	static const char *const names[] = { "Größe; Maße, \"Zahl\" \\ mehr", "数据分析平台数据分析平台数据分析平台数据分析平台",
					     "🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭🧭", "x" };
	size_t i, pad;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (pad = 0; pad < 90; pad++) {
			char about[400];
			struct reminder r = matomo;
			struct buf b = BUF_INIT;
			struct err e = ERR_INIT;
			const char *p;

			(void)snprintf(about, sizeof(about), "%.*s%s",
				       (int)pad, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
				       names[i]);
			r.name = names[i];
			r.about = about;
			write_one(&b, &r);
			for (p = b.p; *p;) {
				size_t n = strcspn(p, "\r\n");

				if (n > 75 || p[n] != '\r' || p[n + 1] != '\n' || !text_is_utf8(p, n))
					fail_msg("%zu bytes: %.*s", n, (int)n, p);
				p += n + 2;
			}
			if (ics_check(b.p, b.len, "matomo", "f", &e))
				fail_msg("%s\n%s", e.msg, b.p);
			assert_int_equal(ics_says(b.p, b.len, &r, &e), 1);
			buf_free(&b);
		}
}

static void escapes(void **state)
{
	struct reminder r = matomo;
	struct buf b = BUF_INIT;

	(void)state;
	r.name = "A;B,C\\D \"E\": F";
	r.link = r.about = "";
	write_one(&b, &r);
	assert_non_null(strstr(b.p, "SUMMARY:Does Composio have A\\;B\\,C\\\\D \"E\": F now?\r\n"));
	assert_null(strstr(b.p, "URL"));
	assert_null(strstr(b.p, "Request"));
	buf_free(&b);
}

static void whose(void **state)
{
	struct reminder other = matomo;
	struct buf b = BUF_INIT, later = BUF_INIT;
	struct err e = ERR_INIT;
	time_t t = 0;

	(void)state;
	write_one(&b, &matomo);
	assert_int_equal(ics_says(b.p, b.len, &matomo, &e), 1);
	assert_int_equal(clock_parse("2027-01-02T03:04:05Z", &t), 0);
	assert_int_equal(ics_write(&later, &matomo, 1, t, &e), 0);
	assert_int_equal(ics_says(later.p, later.len, &matomo, &e), 1); /* whenever it was written */
	other.due = "2026-12-06";
	assert_int_equal(ics_says(b.p, b.len, &other, &e), 0);
	assert_int_equal(ics_says("", 0, &matomo, &e), 0);
	assert_int_equal(ics_check(b.p, b.len, "matomo", "f", &e), 0);
	assert_int_equal(ics_check(b.p, b.len, "matom", "f", &e), -1);
	assert_int_equal(e.code, E_FAIL);
	assert_int_equal(ics_check(b.p, b.len, "matomo-2026", "f", &e), -1);
	buf_free(&later);
	buf_free(&b);
}

/* A file of somebody else may say what a reminder says, and nothing more. */
static void hostile(void **state)
{
	static const char *const swaps[][2] = {
		{ "TRANSP:TRANSPARENT", "ATTACH:file:///etc/passwd" },
		{ "ACTION:DISPLAY", "ACTION:PROCEDURE" },
		{ "TRIGGER:PT9H", "TRIGGER:PT8H" },
		{ "URL:https://github.com", "URL:http://github.com" },
		{ "DTSTART;VALUE=DATE:20261205", "DTSTART;VALUE=DATE:20261305" },
		{ "DTSTAMP:20261121T100000Z", "DTSTAMP:now" },
		{ "DTSTAMP:20261121T100000Z", "DTSTAMP:" },
		{ "END:VEVENT\r\n", "END:VEVENT\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n" },
		{ "END:VCALENDAR\r\n", "END:VCALENDAR\r\nmore" },
		{ "SUMMARY:Does", "SUMMARY:Do" },
		{ "UID:toolgap-matomo", "UID:matomo" },
		{ "Composio asked", "\x1b[31mComposio asked" },
		{ "VERSION", "Version" },
	};
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t i;

	(void)state;
	write_one(&b, &matomo);
	for (i = 0; i < sizeof(swaps) / sizeof(*swaps); i++) {
		struct buf bad = BUF_INIT;
		const char *at = strstr(b.p, swaps[i][0]);

		assert_non_null(at);
		buf_add(&bad, b.p, (size_t)(at - b.p));
		buf_adds(&bad, swaps[i][1]);
		buf_adds(&bad, at + strlen(swaps[i][0]));
		if (!ics_check(bad.p, bad.len, "matomo", "f", &e))
			fail_msg("taken: %s", swaps[i][1]);
		buf_free(&bad);
	}
	for (i = 0; i < b.len; i++)
		assert_int_equal(ics_check(b.p, i, "matomo", "f", &e), -1);
	for (i = 0; i < b.len; i++) {
		char kept = b.p[i];

		b.p[i] = '\0';
		if (!ics_check(b.p, b.len, "matomo", "f", &e))
			fail_msg("a NUL at %zu is taken", i);
		b.p[i] = '\n';
		if (kept != '\n' && !ics_check(b.p, b.len, "matomo", "f", &e))
			fail_msg("a line end at %zu is taken", i);
		b.p[i] = kept;
	}
	buf_free(&b);
}

static void several(void **state)
{
	struct reminder two[2] = { matomo, { "hotjar", "Hotjar", "2026-11-01", "2026-11-15", "", "" } };
	char *at;
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(ics_write(&b, two, 2, stamp(), &e), 0);
	assert_non_null(strstr(b.p, "UID:toolgap-matomo-2026-11-21\r\n"));
	assert_non_null(strstr(b.p, "UID:toolgap-hotjar-2026-11-01\r\n"));
	assert_true(ics_is_ours(b.p, b.len)); /* a calendar of several, too */
	assert_false(ics_is_ours("", 0));
	at = strstr(b.p, "UID:toolgap-");
	assert_non_null(at);
	at[4] = 'T';
	assert_false(ics_is_ours(b.p, b.len)); /* an event of somebody else in it */
	at[4] = 't';
	at = strstr(b.p, "PRODID:-//t");
	assert_non_null(at);
	at[10] = 'T';
	assert_false(ics_is_ours(b.p, b.len));
	at[10] = 't';
	assert_int_equal(ics_check(b.p, b.len, "matomo", "f", &e), -1);
	buf_free(&b);
	assert_int_equal(ics_write(&b, two, 0, stamp(), &e), 0);
	assert_string_equal(buf_str(&b), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//toolgap//toolgap//EN\r\nEND:VCALENDAR\r\n");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes),   cmocka_unit_test(folding), cmocka_unit_test(escapes),
		cmocka_unit_test(whose),   cmocka_unit_test(hostile), cmocka_unit_test(several),
	};

	return cmocka_run_group_tests_name("ics", tests, NULL, NULL);
}
