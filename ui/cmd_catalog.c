/* SPDX-License-Identifier: MIT */
/* cmd_catalog: the dated copies of both catalogs: renew them, search them, show an entry. */
#include "base/fuzzy.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/cmd.h"
#include "ui/progress.h"
#include "ui/signals.h"
#include "vendors/look.h"
#include "work/sync.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 20       /* hits, unless -v */
#define SHOWN_JSON 100
#define MENTIONED 10   /* score of what only its description has */

/* ---- as JSON: toolgap.catalog/1 */

static void json_count_or_null(struct json_out *j, const char *key, long n)
{
	if (n >= 0)
		json_put_int(j, key, n);
	else
		json_put(j, key, NULL);
}

static void put_copies(struct json_out *j, struct copies *cs, const struct sync *s)
{
	static const char *const word[] = { "open", "renewed", "unchanged", "unknown", "unsaved", "skipped" };
	int i;

	json_open(j, "copies", '[');
	for (i = 0; i < CATALOGS; i++) {
		enum catalog_source which = (enum catalog_source)i;
		const struct catalog *c = copies_of(cs, which);
		const struct sync_part *part = s ? sync_part(s, which) : NULL;

		json_open(j, NULL, '{');
		json_put(j, "source", catalog_name(which));
		json_put(j, "from", c ? c->from : NULL);
		json_put(j, "read", c ? c->read : NULL);
		json_put(j, "checked", c ? c->checked : NULL);
		json_count_or_null(j, "entries", c ? (long)c->n : -1);
		if (part) {
			json_put(j, "result", word[part->result]);
			json_put(j, "detail", part->detail);
			json_put_int(j, "ms", part->ms);
		} else {
			json_put(j, "detail", c ? NULL : copies_why(cs, which));
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_entry(struct json_out *j, enum catalog_source which, const struct catalog_entry *en, int score)
{
	json_open(j, NULL, '{');
	json_put(j, "source", catalog_name(which));
	json_put(j, "slug", en->slug);
	json_put(j, "name", en->name);
	json_put(j, "auth", en->auth);
	json_count_or_null(j, "tools", en->tools);
	json_count_or_null(j, "triggers", en->triggers);
	json_put_bool(j, "deprecated", en->deprecated);
	json_put(j, "description", en->about);
	json_put_int(j, "score", score);
	json_close(j, '}');
}

static void begin_json(struct json_out *j, struct buf *b, struct copies *cs, const struct sync *s)
{
	json_out_init(j, b, 1);
	json_open(j, NULL, '{');
	json_put(j, "schema", "toolgap.catalog/1");
	put_copies(j, cs, s);
	json_open(j, "entries", '[');
}

static int end_json(struct json_out *j, struct buf *b, struct err *e)
{
	json_close(j, ']');
	json_close(j, '}');
	return print_buf(b, e);
}

/* ---- sync */

static void tell_part(struct buf *out, enum catalog_source which, const struct sync_part *part, struct copies *cs)
{
	const struct catalog *c = copies_of(cs, which);
	char number[32], day[24];

	look_number(number, part->have);
	if (part->result == SYNC_RENEWED)
		buf_addf(out, ngettext("%s: %s entry, read now.\n", "%s: %s entries, read now.\n", part->have),
			 catalog_title(which), number);
	else if (part->result == SYNC_UNCHANGED)
		buf_addf(out, ngettext("%s: unchanged, %s entry.\n", "%s: unchanged, %s entries.\n", part->have),
			 catalog_title(which), number);
	else
		buf_addf(out, "%s: %s\n", catalog_title(which), part->detail);
	if (part->result != SYNC_UNKNOWN && part->result != SYNC_UNSAVED)
		return;
	if (c) {
		copies_day(c, day);
		buf_addf(out, _("%s: the copy of %s stays.\n"), catalog_title(which), day);
	} else {
		buf_addf(out, _("%s: there is no copy.\n"), catalog_title(which));
	}
}

/* Missing credentials before a disk that does not take it before a vendor that could not be asked. */
static int sync_code(const struct sync *s, const struct vendor_env *env, struct err *e)
{
	const struct sync_part *a = sync_part(s, CATALOG_COMPOSIO), *b = sync_part(s, CATALOG_PIPEDREAM);
	struct kv all = KV_INIT, no = KV_INIT;
	char *names, *refused;

	kv_copy(&all, &a->missing);
	kv_copy(&all, &b->missing);
	kv_copy(&no, &a->refused);
	kv_copy(&no, &b->refused);
	names = kv_join_new(&all, "", ", ");
	refused = kv_join_new(&no, "", ", ");
	kv_free(&all);
	kv_free(&no);
	if (names)
		need_credentials(env, names, e);
	else if (refused)
		err_set(e, E_CREDS, _("A vendor refuses the credentials, so its old copy stays: put good ones into %s."), refused);
	else if (a->result == SYNC_UNSAVED || b->result == SYNC_UNSAVED)
		err_set(e, E_FAIL, "%s", a->result == SYNC_UNSAVED ? a->detail : b->detail);
	else if (a->result == SYNC_UNKNOWN || b->result == SYNC_UNKNOWN)
		err_set(e, E_UNDECIDED, _("A catalog could not be read whole, so its old copy stays. Mend the reason and run it again."));
	free(names);
	free(refused);
	return *e->msg ? (int)e->code : E_OK;
}

static int renew(struct house *h, const struct options *o, struct err *e)
{
	struct progress p;
	struct sync *s = sync_new(h->http, &h->env, h->copies, o->dry_run ? SYNC_DRY : SYNC_KEEP, 0);
	struct pollfd fd = { signals_fd(), POLLIN, 0 };
	struct buf b = BUF_INIT;
	struct json_out j;
	int code = E_OK, i;

	progress_init(&p, o, 1);
	while (!signals_seen() && !sync_go(s)) {
		progress_catalogs(&p, s);
		(void)http_wait(h->http, &fd, 1, -1);
	}
	progress_clear(&p);
	if (signals_seen()) {
		sync_free(s);
		err_set(e, E_INT, _("Interrupted. The old copies stay as they were."));
		return 128 + signals_seen();
	}
	if (o->json) {
		begin_json(&j, &b, h->copies, s);
		code = end_json(&j, &b, e);
	} else {
		for (i = 0; i < CATALOGS; i++)
			tell_part(&b, (enum catalog_source)i, sync_part(s, (enum catalog_source)i), h->copies);
		if (o->dry_run)
			buf_adds(&b, _("Dry run: no copy was written.\n"));
		code = print_buf(&b, e);
	}
	code = code ? code : sync_code(s, &h->env, e);
	sync_free(s);
	return code;
}

/* ---- search, show */

struct found {
	enum catalog_source which;
	const struct catalog_entry *en;
	int score;
};

struct finds {
	struct found *v;
	size_t n, cap;
};

static int by_score(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int d;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	d = strcmp(x->en->slug, y->en->slug);
	return d ? d : (int)x->which - (int)y->which;
}

static int score_of(const struct catalog_entry *en, const char *text)
{
	int by_slug = fuzzy_score(text, en->slug), by_name = fuzzy_score(text, en->name);
	int score = by_slug > by_name ? by_slug : by_name;

	return score < MENTIONED && strcasestr(en->about, text) ? MENTIONED : score;
}

static void search_in(struct copies *cs, enum catalog_source which, const char *text, struct finds *f)
{
	const struct catalog *c = copies_of(cs, which);
	size_t i;

	for (i = 0; c && i < c->n; i++) {
		int score = score_of(&c->v[i], text);

		if (!score)
			continue;
		MEM_GROW(f->v, f->n, f->cap);
		f->v[f->n++] = (struct found){ which, &c->v[i], score };
	}
}

/* Best first; what has less than half of the best's score is only letters that happen to be there. */
static void rank(struct finds *f)
{
	size_t i;

	if (!f->n)
		return;
	qsort(f->v, f->n, sizeof(*f->v), by_score);
	for (i = 1; i < f->n && (f->v[i].score * 2 >= f->v[0].score || f->v[i].score == MENTIONED); i++)
		;
	f->n = i;
}

static void line_of(const struct found *f, struct buf *b)
{
	buf_addf(b, "%s\t%s\t%s\t%s\t", catalog_name(f->which), f->en->slug, f->en->name, f->en->auth);
	if (f->en->deprecated)
		buf_adds(b, _("deprecated"));
	else if (f->en->tools >= 0)
		buf_addf(b, ngettext("%ld tool", "%ld tools", (unsigned long)f->en->tools), f->en->tools);
	else
		buf_addc(b, '-');
	buf_addf(b, "\t%s\n", f->en->about);
}

static void block_of(const struct found *f, struct copies *cs, struct buf *b)
{
	char day[24];

	copies_day(copies_of(cs, f->which), day);
	buf_addf(b, "%s: %s (%s)\n", catalog_title(f->which), f->en->name, f->en->slug);
	buf_addf(b, _("  account: %s\n"), f->en->auth);
	if (f->en->tools >= 0)
		buf_addf(b, _("  tools: %ld\n"), f->en->tools);
	if (f->en->triggers >= 0)
		buf_addf(b, _("  triggers: %ld\n"), f->en->triggers);
	if (f->en->deprecated)
		buf_adds(b, _("  deprecated\n"));
	if (*f->en->about)
		buf_addf(b, "  %s\n", f->en->about);
	buf_addf(b, _("  as of %s\n"), day);
}

static int print_finds(struct house *h, const struct options *o, const struct finds *f, int blocks, struct err *e)
{
	size_t i, most = o->json ? SHOWN_JSON : o->verbose ? f->n : SHOWN;
	struct buf b = BUF_INIT;
	struct json_out j;

	if (o->json)
		begin_json(&j, &b, h->copies, NULL);
	for (i = 0; i < f->n && i < most; i++)
		if (o->json)
			put_entry(&j, f->v[i].which, f->v[i].en, f->v[i].score);
		else if (blocks)
			block_of(&f->v[i], h->copies, &b);
		else
			line_of(&f->v[i], &b);
	if (o->json)
		return end_json(&j, &b, e);
	if (f->n > most && !o->quiet)
		fprintf(stderr, ngettext("toolgap: %zu more; -v shows all\n", "toolgap: %zu more; -v shows all\n",
					 f->n - most), f->n - most);
	return print_buf(&b, e);
}

/* The slug that comes nearest, or NULL. */
static char *nearest_new(struct copies *cs, const char *text)
{
	struct kv in = KV_INIT, facts = KV_INIT;
	struct near near;
	char *slug = NULL;
	int i;

	kv_add(&in, "provider", text);
	near_init(&near, &in);
	for (i = 0; i < CATALOGS; i++)
		copies_near(cs, (enum catalog_source)i, &near);
	if (near_facts(&near, &facts))
		slug = mem_strn(facts.v[0].value, strcspn(facts.v[0].value, "\t"));
	near_free(&near);
	kv_free(&in);
	kv_free(&facts);
	return slug;
}

/* To show what is not there fails; a search that finds nothing has been done, and says so. */
static void no_such(struct house *h, const struct options *o, const char *text, int exact, struct err *e)
{
	char *shown = text_safe_new(text, 80), *near = nearest_new(h->copies, text);

	if (exact && near)
		err_set(e, E_FAIL, _("No copy has the slug '%s'; did you mean '%s'?"), shown, near);
	else if (exact)
		err_set(e, E_FAIL, _("No copy has the slug '%s'. `toolgap catalog search` looks for names."), shown);
	else if (near && !o->quiet)
		fprintf(stderr, _("toolgap: Nothing in the copies matches '%s'; did you mean '%s'?\n"), shown, near);
	else if (!o->quiet)
		fprintf(stderr, _("toolgap: Nothing in the copies matches '%s'.\n"), shown);
	free(near);
	free(shown);
}

static int search(struct house *h, const struct options *o, const char *text, int exact, struct err *e)
{
	struct finds f = { NULL, 0, 0 };
	int i, code;

	for (i = 0; i < CATALOGS; i++) {
		const struct catalog *c = copies_of(h->copies, (enum catalog_source)i);
		const struct catalog_entry *en = exact && c ? catalog_find(c, text) : NULL;

		if (!exact)
			search_in(h->copies, (enum catalog_source)i, text, &f);
		if (!en)
			continue;
		MEM_GROW(f.v, f.n, f.cap);
		f.v[f.n++] = (struct found){ (enum catalog_source)i, en, 100 };
	}
	rank(&f);
	if (!exact || (!copies_of(h->copies, CATALOG_COMPOSIO) || !copies_of(h->copies, CATALOG_PIPEDREAM)))
		tell_copies(o, h->copies);
	code = print_finds(h, o, &f, exact, e);
	if (!code && !copies_of(h->copies, CATALOG_COMPOSIO) && !copies_of(h->copies, CATALOG_PIPEDREAM))
		err_set(e, E_FAIL, _("There is no copy to look into. `toolgap catalog sync` makes them."));
	else if (!code && !f.n)
		no_such(h, o, text, exact, e);
	free(f.v);
	return *e->msg ? (int)e->code : code;
}

int cmd_catalog(const struct options *o, struct err *e)
{
	const char *what = o->words.n ? o->words.v[0].key : "", *text = o->words.n > 1 ? o->words.v[1].key : NULL;
	int is_sync = !strcmp(what, "sync"), is_show = !strcmp(what, "show");
	struct house h;
	int code;

	if ((!is_sync && !is_show && strcmp(what, "search") != 0) || o->words.n != (is_sync ? 1u : 2u))
		return err_set(e, E_USAGE, _("Say toolgap catalog sync, toolgap catalog search TEXT or toolgap catalog show SLUG.")),
		       E_USAGE;
	if (is_sync && o->offline)
		return err_set(e, E_USAGE, _("--offline asks nobody, and a sync is nothing else.")), E_USAGE;
	if (house_open(&h, o, 1, e))
		return (int)e->code;
	code = is_sync ? renew(&h, o, e) : search(&h, o, text, is_show, e);
	house_close(&h);
	return code;
}
