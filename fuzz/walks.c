/* SPDX-License-Identifier: MIT */
/* walks: the wizard: a session's journal, a person's keys, and a plan that somebody sends. */
#include "fuzz.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "base/text.h"
#include "runbook/case_text.h"
#include "runbook/journal_text.h"
#include "runbook/wizard.h"
#include "ui/flags.h"
#include "ui/keys.h"
#include "work/session_file.h"

#include <stdlib.h>
#include <string.h>

static const struct runbook *book(void)
{
	static struct runbook *rb;
	struct err e = ERR_INIT;
	const char *yaml;
	size_t n;

	if (!rb) {
		yaml = fuzz_data("runbook.yaml", &n);
		rb = runbook_parse(yaml, n, "runbook.yaml", &e);
		MUST(rb, "runbook.yaml: %s", e.msg);
	}
	return rb;
}

static struct wizard *begin(int dry)
{
	struct kv seed = KV_INIT;
	struct wizard *w;

	kv_add(&seed, "workspace.tenants", "ascend, kahuna");
	w = wizard_new(book(), dry, &seed);
	kv_free(&seed);
	return w;
}

static void lines_of(const struct wizard *w, struct buf *out)
{
	size_t i;

	for (i = 0; i < wizard_events(w); i++) {
		event_line(wizard_event(w, i), out);
		buf_addc(out, '\n');
	}
}

/* All that a person can be shown of it. */
static void tell(const struct wizard *w)
{
	struct case_head head = { "20261121T100000Z-x", "2026-11-21T10:00:00Z", "/w", "ann", "open", "", KV_INIT };
	struct session_head sh;
	struct view v;
	struct buf b = BUF_INIT;
	const struct kv *facts = wizard_all(w);
	size_t i;

	for (i = 0; i < facts->n; i++)
		fuzz_safe(facts->v[i].key, facts->v[i].value);
	memset(&v, 0, sizeof(v));
	wizard_view(w, NULL, -1, &v);
	for (i = 0; i < v.lines.n; i++)
		fuzz_safe("a line", v.lines.v[i].value);
	for (i = 0; i < v.n_rail; i++)
		fuzz_safe("the rail", v.rail[i].text ? v.rail[i].text : "");
	view_free(&v);
	wizard_why_all(w, &b);
	wizard_map(w, &b);
	wizard_record(w, &b);
	case_text(w, &head, &b);
	memset(&sh, 0, sizeof(sh));
	sh.workspace = (char *)"/w";
	flags_repeat(w, &sh, &b);
	fuzz_safe("what is told", buf_str(&b));
	buf_free(&b);
}

/* ---- a session's journal */

void fuzz_session(const char *s, size_t n)
{
	struct session_head h;
	struct wizard *w = begin((int)(n & 1)), *w2;
	struct buf b = BUF_INIT, c = BUF_INIT;
	struct err e = ERR_INIT;
	size_t at = 0;
	int torn = 0;

	memset(&h, 0, sizeof(h));
	if (session_head_read(&h, s, n, &at))
		at = 0;
	else
		MUST(at <= n, "a head that is longer than the file");
	if (h.workspace)
		fuzz_safe("a workspace", h.workspace);
	session_head_free(&h);
	if (events_replay(w, s + at, n - at, "f", &torn, &e)) {
		fuzz_said(&e);
	} else {
		lines_of(w, &b);
		w2 = begin((int)(n & 1));
		MUST(!events_replay(w2, buf_str(&b), b.len, "f", &torn, &e) && !torn, "what we write we refuse: %s", e.msg);
		MUST(wizard_step(w) == wizard_step(w2), "another step after a replay");
		lines_of(w2, &c);
		fuzz_same("written again", buf_str(&c), c.len, buf_str(&b), b.len);
		wizard_free(w2);
	}
	tell(w);
	wizard_free(w);
	buf_free(&b);
	buf_free(&c);
}

/* ---- keys */

static const struct {
	const char *probe, *facts; /* key=value, each on a line; "~" is a tab */
} worlds[] = {
	{ "registry", "result=absent\ndetail=no earlier case\nshort=gtm\ntoolkit_slug=google_tag_manager\n" },
	{ "composio", "result=absent\ndetail=not in the catalog\n" },
	{ "pipedream", "result=found\ndetail=found\napp_slug=google_tag_manager\napp_name=Google Tag Manager\nauth_type=oauth\n" },
	{ "accounts", "result=ok\ntenant.ascend=connected\ntenant.kahuna=none\n" },
	{ "link", "result=ok\nlink.kahuna=https://p.example/connect?token=x\nlink_until.kahuna=2026-11-21T14:00:00Z\n" },
	{ "tools", "result=listed\ndetail=5 tools\ntool=google_tag_manager-list-tags~List\n" },
	{ "usage", "result=ok\ncredits=3120\n" },
	{ "plan", "result=changes\nslug=google_tag_manager\nvendor=PIPEDREAM\ndetail=5 files\n" },
	{ "apply", "result=applied\ndetail=7 files written\n" },
};

static void add_facts(struct kv *facts, const char *lines)
{
	while (*lines) {
		size_t n = strcspn(lines, "\n"), k = strcspn(lines, "=");
		char *key = mem_strn(lines, k), *value = mem_strn(lines + k + 1, n - k - 1), *tab;

		while ((tab = strchr(value, '~')))
			*tab = '\t';
		kv_add(facts, key, value);
		free(key);
		free(value);
		lines += n + 1;
	}
}

/* What the outside owes comes at once; an unknown result where the world has none. */
static void pay(struct wizard *w)
{
	struct err e = ERR_INIT;
	int turns;

	for (turns = 0; turns < 8; turns++) {
		struct effect owed = wizard_owes(w);
		const char *probe = owed.kind == EFFECT_PLAN ? "plan" : owed.kind == EFFECT_APPLY ? "apply" : owed.probe;
		struct kv facts = KV_INIT;
		size_t i;

		if (owed.kind == EFFECT_NONE || owed.delay_ms)
			return;
		for (i = 0; i < sizeof(worlds) / sizeof(*worlds); i++)
			if (!strcmp(worlds[i].probe, probe))
				add_facts(&facts, worlds[i].facts);
		if (!facts.n)
			kv_add(&facts, "result", "unknown");
		if (wizard_facts(w, probe, &facts, &e))
			fuzz_said(&e);
		kv_free(&facts);
	}
}

struct desk {
	struct wizard *w;
	struct view v;
	struct screen s;
	struct ui_state u;
	int cols, rows, pasting;
	wchar_t last[2]; /* the keys before, pasted ones left out */
};

static void look(struct desk *d)
{
	view_free(&d->v);
	wizard_view(d->w, NULL, -1, &d->v);
	d->s.view = &d->v;
	d->s.wizard = d->w;
	ui_state_follow(&d->u, &d->s);
}

static void draw(const struct desk *d)
{
	struct frame f;
	struct buf b = BUF_INIT;

	frame_init(&f, d->cols, d->rows);
	layout(&f, &d->s, &d->u);
	frame_text(&f, &b);
	for (const char *p = buf_str(&b); *p; p++)
		MUST((unsigned char)*p >= 0x20 || *p == '\n', "a control character on the screen");
	MUST(text_is_utf8(buf_str(&b), b.len), "a screen that is not UTF-8");
	MUST(f.cur_row >= 0 && f.cur_row < f.rows && f.cur_col >= 0 && f.cur_col <= f.cols, "the cursor is at %d, %d of %d, %d",
	     f.cur_row, f.cur_col, f.rows, f.cols);
	buf_free(&b);
	frame_free(&f);
}

static struct key key_of(struct desk *d, struct feed *f)
{
	static const wchar_t odd[] = L"\x9b\x202e\u5e83\u0301\u200b\U000e0041\ufeff\xad\u2028\x85\u0600\u1160";
	unsigned c = feed_byte(f);
	struct key k = { .code = KEY_CHAR, .ch = (wchar_t)c, .pasted = d->pasting };

	if (c == '\n') {
		k.code = KEY_K_ENTER;
	} else if (c >= 0x80 && c <= 0x80 + KEY_K_PASTE_END) {
		k.code = (enum key_code)(c - 0x80);
		k.ch = k.code == KEY_CHAR ? L'a' : 0;
	} else if (c >= 0xa0) {
		k.ch = odd[c % (sizeof(odd) / sizeof(*odd) - 1)];
	}
	if (k.code == KEY_K_RESIZE) {
		d->cols = 1 + (int)(feed_byte(f) % 200);
		d->rows = 1 + (int)(feed_byte(f) % 60);
	}
	if (k.code == KEY_K_PASTE_BEGIN || k.code == KEY_K_PASTE_END)
		d->pasting = k.code == KEY_K_PASTE_BEGIN;
	return k;
}

/* 0: the person left. */
static int act(struct desk *d, struct act *a, struct key k)
{
	struct err e = ERR_INIT;
	int on = 1, planned = d->v.kind == VIEW_PLAN;

	switch (a->kind) {
	case ACT_ANSWER:
		if (planned && !strcmp(a->value, "yes"))
			MUST(!k.pasted && k.ch == L'y' && d->last[1] == L'a', "a plan is written without a and y");
		if (wizard_answer(d->w, d->v.step, a->value, &e))
			fuzz_said(&e);
		pay(d->w);
		look(d);
		break;
	case ACT_BACK:
		(void)wizard_back(d->w);
		pay(d->w);
		look(d);
		break;
	case ACT_QUIT:
		on = 0;
		break;
	default:
		break;
	}
	free(a->value);
	return on;
}

void fuzz_keys(const char *s, size_t n)
{
	struct feed f = { s, n };
	struct desk d;
	unsigned how = feed_byte(&f);
	int on = 1, k;

	memset(&d, 0, sizeof(d));
	ui_state_init(&d.u);
	d.u.ascii = how & 2 ? 1 : 0;
	d.s.session = "";
	d.cols = 80;
	d.rows = 24;
	d.w = begin((int)(how & 1));
	look(&d);
	for (k = 0; f.n && on && k < 400; k++) {
		struct key key = key_of(&d, &f);
		struct act a = { ACT_NONE, NULL };

		keys_press(&d.u, &d.s, d.cols, d.rows, key, &a);
		on = act(&d, &a, key);
		if (!key.pasted && key.code != KEY_K_RESIZE) {
			d.last[0] = d.last[1];
			d.last[1] = key.code == KEY_CHAR ? key.ch : 0;
		}
		if (k % 8 == 0) /* drawing is what takes the time */
			draw(&d);
	}
	draw(&d);
	view_free(&d.v);
	wizard_free(d.w);
	ui_state_free(&d.u);
}
