/* SPDX-License-Identifier: MIT */
/* ics: the reminder of a request that waits, as a calendar file; the only file that knows libical. */
#include "files/ics.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/load.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/pending.h"

#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALARM "PT9H" /* after the day begins, in the calendar's own zone */
#define PRODUCT "-//toolgap//toolgap//EN"
#define UID_HEAD "toolgap-"

/* Of which every line but the one in the middle follows from the reminder. */
#define SUMMARY_HEAD "Does Composio have "
#define SUMMARY_TAIL " now?"
#define ABOUT_TAIL "\nLook again: toolgap due --recheck"

/* ---- libical, by pointers of its functions' own types */

#define FUNCTIONS(X) \
	X(icalcomponent_new) X(icalcomponent_free) X(icalcomponent_add_property) \
	X(icalcomponent_add_component) X(icalcomponent_as_ical_string_r) X(icalproperty_new) \
	X(icalproperty_set_value) X(icalvalue_new_text) X(icalvalue_new_from_string)

static struct {
#define X(f) __typeof__(f) *f;
	FUNCTIONS(X)
#undef X
	int loaded;
} ical;

#if ICAL_MAJOR_VERSION != 3
#error "the numbers of libical's headers hold for one major version of the library: look at SONAME"
#endif
#define SONAME "libical.so.3"

/* A failure is not remembered: somebody may install the package and ask again. */
static int load(struct err *e)
{
	static const char *const libs[] = { SONAME, NULL };
	static const struct load_symbol symbols[] = {
#define X(f) { #f, &ical.f },
		FUNCTIONS(X)
#undef X
	};

	if (!ical.loaded && load_functions(libs, symbols, sizeof(symbols) / sizeof(*symbols)))
		return err_set(e, E_FAIL,
			       _("Calendar files are written by libical, and %s is not installed here. Nothing was written."),
			       libs[0]);
	ical.loaded = 1;
	return 0;
}

/* ---- writing */

static void put(icalcomponent *c, icalproperty_kind kind, icalvalue *value)
{
	icalproperty *p = ical.icalproperty_new(kind);

	ical.icalproperty_set_value(p, value);
	ical.icalcomponent_add_property(c, p);
}

static void put_text(icalcomponent *c, icalproperty_kind kind, const char *text)
{
	put(c, kind, ical.icalvalue_new_text(text));
}

static void put_as(icalcomponent *c, icalproperty_kind kind, icalvalue_kind as, const char *text)
{
	icalvalue *v = ical.icalvalue_new_from_string(as, text);

	if (v)
		put(c, kind, v);
}

/* 2026-12-05 → 20261205; a stamp likewise. */
static char *compact_new(const char *date)
{
	struct buf b = BUF_INIT;

	for (; *date; date++)
		if (*date != '-' && *date != ':')
			buf_addc(&b, *date);
	return buf_detach(&b);
}

static void about_head(const struct reminder *r, struct buf *out)
{
	buf_addf(out, "Waiting since %s for a toolkit %s at Composio.", r->since, r->slug);
	if (*r->link)
		buf_addf(out, "\nRequest: %s", r->link);
	if (*r->about)
		buf_addc(out, '\n');
}

static icalcomponent *alarm_new(const char *summary)
{
	icalcomponent *a = ical.icalcomponent_new(ICAL_VALARM_COMPONENT);

	put_as(a, ICAL_ACTION_PROPERTY, ICAL_ACTION_VALUE, "DISPLAY");
	put_text(a, ICAL_DESCRIPTION_PROPERTY, summary);
	put_as(a, ICAL_TRIGGER_PROPERTY, ICAL_TRIGGER_VALUE, ALARM);
	return a;
}

static icalcomponent *event_new(const struct reminder *r, const char *stamp)
{
	icalcomponent *ev = ical.icalcomponent_new(ICAL_VEVENT_COMPONENT);
	char *uid = mem_fmt(UID_HEAD "%s-%s", r->slug, r->since), *due = compact_new(r->due);
	char *summary = mem_fmt(SUMMARY_HEAD "%s" SUMMARY_TAIL, r->name);
	struct buf about = BUF_INIT;

	about_head(r, &about);
	buf_addf(&about, "%s" ABOUT_TAIL, r->about);
	put_text(ev, ICAL_UID_PROPERTY, uid);
	put_as(ev, ICAL_DTSTAMP_PROPERTY, ICAL_DATETIME_VALUE, stamp);
	put_as(ev, ICAL_DTSTART_PROPERTY, ICAL_DATE_VALUE, due);
	put_text(ev, ICAL_SUMMARY_PROPERTY, summary);
	put_text(ev, ICAL_DESCRIPTION_PROPERTY, buf_str(&about));
	if (*r->link)
		put_as(ev, ICAL_URL_PROPERTY, ICAL_URI_VALUE, r->link);
	put_as(ev, ICAL_TRANSP_PROPERTY, ICAL_TRANSP_VALUE, "TRANSPARENT");
	ical.icalcomponent_add_component(ev, alarm_new(summary));
	buf_free(&about);
	free(summary);
	free(due);
	free(uid);
	return ev;
}

static void write_all(struct buf *out, const struct reminder *list, size_t n, const char *stamp)
{
	icalcomponent *cal = ical.icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	char *text;
	size_t i;

	put_text(cal, ICAL_VERSION_PROPERTY, "2.0");
	put_text(cal, ICAL_PRODID_PROPERTY, PRODUCT);
	for (i = 0; i < n; i++)
		ical.icalcomponent_add_component(cal, event_new(&list[i], stamp));
	text = ical.icalcomponent_as_ical_string_r(cal);
	buf_adds(out, text ? text : "");
	free(text);
	ical.icalcomponent_free(cal);
}

int ics_write(struct buf *out, const struct reminder *list, size_t n, time_t stamp, struct err *e)
{
	char now[CLOCK_STAMP], *short_now;

	if (load(e))
		return -1;
	clock_stamp(stamp, now);
	short_now = compact_new(now);
	write_all(out, list, n, short_now);
	free(short_now);
	return 0;
}

/* ---- looking at what is there: whatever is read from it counts only where the same bytes come of it again */

static char *unfolded_new(const char *s, size_t n)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		if (i + 2 < n && s[i] == '\r' && s[i + 1] == '\n' && s[i + 2] == ' ')
			i += 2;
		else if (s[i])
			buf_addc(&b, s[i]);
	}
	buf_adds(&b, "");
	return b.p ? b.p : mem_str("");
}

/* The value of the first line that begins so, without escapes; "" where there is none. */
static char *value_new(const char *lines, const char *head)
{
	const char *at = strstr(lines, head);
	struct buf b = BUF_INIT;

	for (at = at ? at + strlen(head) : ""; *at && *at != '\r'; at++) {
		if (*at == '\\' && (at[1] == 'n' || at[1] == 'N')) {
			at++;
			buf_addc(&b, '\n');
		} else {
			at += *at == '\\' && at[1];
			buf_addc(&b, *at);
		}
	}
	return b.p ? b.p : mem_str("");
}

/* "20261205" → "2026-12-05" */
static void date_of(const char *compact, char out[PENDING_DATE])
{
	(void)snprintf(out, PENDING_DATE, "%.4s-%.2s-%.2s", compact, strlen(compact) > 4 ? compact + 4 : "",
		       strlen(compact) > 6 ? compact + 6 : "");
}

/* What stands between a head and a tail, in its place; "" where they are not there. */
static void cut(char *text, const char *head, const char *tail)
{
	size_t n = strlen(text), h = strlen(head), t = strlen(tail);

	if (n < h + t || strncmp(text, head, h) != 0 || strcmp(text + n - t, tail) != 0) {
		*text = '\0';
		return;
	}
	text[n - t] = '\0';
	memmove(text, text + h, n - t - h + 1);
}

static int says(const char *s, size_t n, const struct reminder *r, const char *stamp)
{
	struct buf b = BUF_INIT;
	int same;

	write_all(&b, r, 1, stamp);
	same = b.len == n && n && !memcmp(b.p, s, n);
	buf_free(&b);
	return same;
}

int ics_says(const char *s, size_t n, const struct reminder *r, struct err *e)
{
	char *lines, *stamp;
	int same;

	if (load(e))
		return -1;
	lines = unfolded_new(s, n);
	stamp = value_new(lines, "\nDTSTAMP:");
	same = says(s, n, r, stamp);
	free(stamp);
	free(lines);
	return same;
}

static int is_date(const char *s)
{
	time_t t;

	return strlen(s) == PENDING_DATE - 1 && !clock_parse(s, &t);
}

/* One line that the guard leaves as it is. */
static int is_safe(const char *s)
{
	char *safe = text_safe_new(s, TEXT_MAX);
	int is = !strcmp(safe, s);

	free(safe);
	return is;
}

int ics_check(const char *s, size_t n, const char *slug, const char *file, struct err *e)
{
	char since[PENDING_DATE], due[PENDING_DATE], *lines, *uid, *day, *name, *about, *link, *stamp, *start;
	struct reminder r = { slug, "", since, due, "", "" };
	struct buf head = BUF_INIT;
	int ours;

	if (load(e))
		return -1;
	lines = unfolded_new(s, n);
	uid = value_new(lines, "\nUID:");
	stamp = value_new(lines, "\nDTSTAMP:");
	day = value_new(lines, "\nDTSTART;VALUE=DATE:");
	name = value_new(lines, "\nSUMMARY:");
	about = value_new(lines, "\nDESCRIPTION:");
	link = value_new(lines, "\nURL:");
	start = mem_fmt(UID_HEAD "%s-", slug);
	cut(uid, start, "");
	(void)snprintf(since, sizeof(since), "%.10s", uid);
	date_of(day, due);
	cut(name, SUMMARY_HEAD, SUMMARY_TAIL);
	r.name = name;
	r.link = link;
	r.about = "x"; /* it may be none, and then its line feed is none either */
	about_head(&r, &head);
	if (strncmp(about, buf_str(&head), head.len) != 0) {
		buf_reset(&head);
		r.about = "";
		about_head(&r, &head);
	}
	cut(about, buf_str(&head), ABOUT_TAIL);
	r.about = about;
	ours = *name && is_date(since) && is_date(due) && is_safe(name) && is_safe(about) && is_safe(link) &&
	       (!*link || !strncmp(link, "https://", 8)) && says(s, n, &r, stamp);
	buf_free(&head);
	free(start);
	free(link);
	free(about);
	free(name);
	free(day);
	free(stamp);
	free(uid);
	free(lines);
	if (ours)
		return 0;
	return err_set(e, E_FAIL, _("%s: it is not a reminder for %s as toolgap writes it. Nothing was written."), file,
		       slug);
}

int ics_is_ours(const char *s, size_t n)
{
	static const char head[] = "BEGIN:VCALENDAR\r\n", uid[] = "\nUID:";
	char *text = mem_strn(s, n), *product = strstr(text, "\nPRODID:" PRODUCT "\r"), *event = strstr(text, "\nBEGIN:"), *at;
	int ours = strlen(text) == n && !strncmp(text, head, strlen(head)) && product && (!event || product < event);

	for (at = text; ours && (at = strstr(at, uid)); at++)
		ours = !strncmp(at + strlen(uid), UID_HEAD, strlen(UID_HEAD));
	free(text);
	return ours;
}
