/* SPDX-License-Identifier: MIT */
/* tables: the files of the workspace: registry, capability files, ledger, calendar. */
#include "fuzz.h"

#include "base/mem.h"
#include "base/text.h"
#include "files/adr.h"
#include "files/capability.h"
#include "files/ics.h"
#include "files/ledger.h"
#include "files/mdtable.h"
#include "files/pending.h"
#include "files/registry.h"
#include "files/route.h"

#include <stdlib.h>
#include <string.h>

static void unchanged(const char *what, const struct edit *ed, const char *s, size_t n)
{
	fuzz_same(what, buf_str(&ed->now), ed->now.len, s, n);
}

/* ---- the registry: a byte, a line that becomes notes, and the file */

static void rows(const struct registry *reg)
{
	struct registry_row row;
	struct route r;
	struct err e = ERR_INIT;
	size_t i, k;

	for (i = 0; i < registry_count(reg) && i < 50; i++) {
		const char *text[5];

		row = *registry_at(reg, i);
		text[0] = row.slug;
		text[1] = row.vendor;
		text[2] = row.tool_prefix;
		text[3] = row.status;
		text[4] = row.notes;
		for (k = 0; k < 5; k++)
			fuzz_safe("a cell", text[k] ? text[k] : "");
		for (k = 0; k < row.servers.n; k++)
			fuzz_safe("a server", row.servers.v[k].value);
		memset(&r, 0, sizeof(r));
		if (!route_find(&r, reg, NULL, "ascend", row.slug, &e)) {
			char *gap = r.gap == ROUTE_CALL ? route_call_new(&r) : route_gap_new(&r, "ascend", "f");

			fuzz_safe("a route", gap);
			free(gap);
		}
		route_free(&r);
	}
}

static void fill_row(struct registry_row *row, const struct registry *reg, unsigned how, const char *notes)
{
	const struct registry_row *first = reg && registry_count(reg) ? registry_at(reg, 0) : NULL;

	memset(row, 0, sizeof(*row));
	row->slug = mem_str(how & 1 && first ? first->slug : "googletagmanager");
	row->vendor = mem_str("PIPEDREAM");
	row->tool_prefix = mem_str("google_tag_manager-");
	row->status = mem_str("LIVE");
	row->notes = how & 2 ? NULL : mem_str(notes);
	kv_add(&row->servers, how & 4 ? "newtenant" : "ascend", "pipedream-gtm-ascend");
}

static void put_row(struct edit *ed, const struct registry_row *row, const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct buf once = BUF_INIT;
	const struct registry_row *back;
	struct registry *reg;
	char *norm;

	if (registry_put(ed, "f", row, &e)) {
		fuzz_said(&e);
		unchanged("a row that was refused", ed, s, n);
		return;
	}
	fuzz_edit(ed);
	buf_add(&once, buf_str(&ed->now), ed->now.len);
	reg = registry_parse(buf_str(&ed->now), ed->now.len, "f", &e);
	MUST(reg, "the registry cannot be read any more: %s", e.msg);
	back = registry_find(reg, row->slug);
	MUST(back, "the row is not there");
	if (row->notes) {
		norm = mdcell_norm_new(row->notes);
		MUST(!strcmp(back->notes, norm), "the notes read '%s', not '%s'", back->notes, norm);
		free(norm);
	}
	registry_free(reg);
	MUST(!registry_put(ed, "f", row, &e), "a second time: %s", e.msg);
	unchanged("a second time", ed, once.p, once.len);
	buf_free(&once);
}

void fuzz_registry(const char *s, size_t n)
{
	struct feed f = { s, n };
	unsigned how = feed_byte(&f);
	char *notes = feed_line(&f), *link = NULL;
	char since[PENDING_DATE], due[PENDING_DATE];
	struct registry_row row;
	struct err e = ERR_INIT;
	struct registry *reg = registry_parse(f.p, f.n, "f", &e);
	struct edit ed;

	if (reg)
		rows(reg);
	else
		fuzz_said(&e);
	if (notes && !pending_dates(notes, since, due, &link))
		MUST(strlen(since) == 10 && strlen(due) == 10, "dates: %s %s", since, due);
	free(link);
	fill_row(&row, reg, how, notes ? notes : "");
	edit_init(&ed, f.p, f.n);
	put_row(&ed, &row, f.p, f.n);
	edit_free(&ed);
	registry_row_free(&row);
	registry_free(reg);
	free(notes);
}

/* ---- a capability file: a byte, a line that becomes a description, and the file */

void fuzz_capability(const char *s, size_t n)
{
	struct feed f = { s, n };
	unsigned how = feed_byte(&f);
	char *about = feed_line(&f);
	struct capability have, want;
	struct err e = ERR_INIT;
	struct buf once = BUF_INIT, clean = BUF_INIT;
	struct kv ids = KV_INIT;
	struct edit ed;
	size_t did = 0;

	memset(&want, 0, sizeof(want));
	if (capability_parse(&have, f.p, f.n, "f", &e)) {
		fuzz_said(&e);
	} else {
		if (have.n)
			kv_add(&ids, have.items[0].id, "gtm_renamed");
		capability_free(&have);
	}
	text_safe(&clean, about ? about : "", about ? strlen(about) : 0, TEXT_MAX);
	want.toolkit_slug = mem_str("googletagmanager");
	want.vendor = mem_str("PIPEDREAM");
	want.app_slug = mem_str("google_tag_manager");
	want.tool_prefix = how & 1 ? NULL : mem_str("google_tag_manager-");
	kv_add(&want.servers, "ascend", "pipedream-gtm-ascend");
	capability_add(&want, "gtm_list_tags", "google_tag_manager-list-tags", buf_str(&clean));
	if (how & 2)
		capability_add(&want, "gtm_create_tag", "google_tag_manager-create-tag", "x");
	edit_init(&ed, f.p, f.n);
	if (capability_put(&ed, "f", &want, &e)) {
		fuzz_said(&e);
		unchanged("tools that were refused", &ed, f.p, f.n);
	} else {
		fuzz_edit(&ed);
		buf_add(&once, buf_str(&ed.now), ed.now.len);
		MUST(!capability_put(&ed, "f", &want, &e), "a second time: %s", e.msg);
		unchanged("a second time", &ed, once.p, once.len);
		MUST(!capability_parse(&have, buf_str(&ed.now), ed.now.len, "f", &e), "cannot be read any more: %s", e.msg);
		capability_free(&have);
	}
	memset(&e, 0, sizeof(e));
	if (capability_rename(&ed, "f", &ids, &did, &e))
		fuzz_said(&e);
	else
		fuzz_edit(&ed);
	edit_free(&ed);
	capability_free(&want);
	kv_free(&ids);
	buf_free(&once);
	buf_free(&clean);
	free(about);
}

/* ---- the ledger: a line of words, and the file */

void fuzz_ledger(const char *s, size_t n)
{
	struct feed f = { s, n };
	char *line = feed_line(&f);
	struct buf words = BUF_INIT, once = BUF_INIT;
	struct err e = ERR_INIT;
	struct edit ed;
	int digits;

	(void)adr_of_name(line ? line : "", &digits);
	MUST(adr_referred(f.p ? f.p : "", f.n) <= ADR_MAX, "a number that is none");
	text_safe(&words, line ? line : "", line ? strlen(line) : 0, 200);
	edit_init(&ed, f.p, f.n);
	if (ledger_add(&ed, "f", "2026-11-21", buf_str(&words), &e)) {
		fuzz_said(&e);
		unchanged("a line that was refused", &ed, f.p, f.n);
	} else {
		fuzz_edit(&ed);
		buf_add(&once, buf_str(&ed.now), ed.now.len);
		MUST(!ledger_add(&ed, "f", "2026-11-21", buf_str(&words), &e), "a second time: %s", e.msg);
		unchanged("a second time", &ed, once.p, once.len);
	}
	memset(&e, 0, sizeof(e));
	if (ledger_guard(f.p ? f.p : "", f.n, buf_str(&ed.now), ed.now.len, "f", &e))
		fuzz_said(&e);
	edit_free(&ed);
	buf_free(&words);
	buf_free(&once);
	free(line);
}

/* ---- a calendar file: two lines that become texts, and the file */

void fuzz_ics(const char *s, size_t n)
{
	struct feed f = { s, n };
	char *name = feed_line(&f), *about = feed_line(&f), *safe = text_safe_new(name, 80), *safe2 = text_safe_new(about, 400);
	struct reminder r = { "googletagmanager", safe[strspn(safe, " ")] ? safe : "x", "2026-11-21", "2026-12-05", "https://x.example/1", safe2 };
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;

	(void)ics_is_ours(f.p ? f.p : "", f.n);
	if (ics_check(f.p ? f.p : "", f.n, "googletagmanager", "f", &e))
		fuzz_said(&e);
	if (!ics_write(&b, &r, 1, 1793000000, &e)) {
		const char *p, *end;

		MUST(ics_says(buf_str(&b), b.len, &r, &e) == 1, "a reminder does not say what it says");
		MUST(ics_is_ours(buf_str(&b), b.len), "a reminder of ours is not ours");
		MUST(!ics_check(buf_str(&b), b.len, "googletagmanager", "f", &e), "the guard refuses ours: %s", e.msg);
		for (p = buf_str(&b); *p; p = end + 2) {
			end = strstr(p, "\r\n");
			MUST(end && end - p <= 75, "a line without its end, or longer than 75 bytes");
			MUST(!memchr(p, '\n', (size_t)(end - p)) && !memchr(p, '\r', (size_t)(end - p)), "half a line end");
			MUST(text_is_utf8(p, (size_t)(end - p)), "a line that ends within a character");
		}
	}
	buf_free(&b);
	free(name);
	free(about);
	free(safe);
	free(safe2);
}
