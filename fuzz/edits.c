/* SPDX-License-Identifier: MIT */
/* edits: files that are the user's: JSON, JSONC and TOML, read, changed, and brought back to the last byte. */
#include "fuzz.h"

#include "base/json.h"
#include "base/jsonguard.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_claim.h"
#include "files/client_guard.h"
#include "files/client_own.h"
#include "files/clients.h"
#include "files/jsonc.h"
#include "files/toml.h"

#include <stdlib.h>
#include <string.h>

/* ---- JSON of a vendor */

static void rewrite(struct json_out *o, const struct json *node, int depth)
{
	const char *key = json_key(node);

	if (json_is_object(node) || json_is_list(node)) {
		char open = json_is_object(node) ? '{' : '[';

		json_open(o, key, open);
		json_each(it, node)
			rewrite(o, it, depth + 1);
		json_close(o, open == '{' ? '}' : ']');
	} else if (json_is_string(node)) {
		json_put(o, key, json_raw(node));
	} else if (json_is_null(node)) {
		json_put(o, key, NULL);
	} else if (json_bool(node, -1) >= 0) {
		json_put_bool(o, key, json_bool(node, 0));
	} else {
		double d = json_num(node, 0);

		json_put_int(o, key, d > -1e15 && d < 1e15 ? (long long)d : 0);
	}
}

static void check_quote(const char *s, size_t n)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	struct json *doc;

	json_quote(&b, s, n);
	doc = json_parse(buf_str(&b), b.len, &e);
	if (!doc)
		MUST(memchr(s, 0, n), "a quoted string is not JSON: %s", e.msg); /* \u0000 is refused */
	else if (text_is_utf8(s, n))
		fuzz_same("a quoted string reads back as another", json_raw(doc), strlen(json_raw(doc)), s, n);
	json_free(doc);
	buf_free(&b);
}

void fuzz_json(const char *s, size_t n)
{
	struct err e = ERR_INIT, e2 = ERR_INIT;
	int fit = !jsonguard_check(s, n, &e);
	struct json *doc = json_parse(s, n, &e2), *again;
	struct jsonc *other;
	struct buf b = BUF_INIT, c = BUF_INIT;
	struct json_out o;

	if (!fit)
		fuzz_said(&e);
	MUST(fit == (doc != NULL), "the guard and the parser disagree: %s", e2.msg);
	if (doc) {
		other = jsonc_parse(s, n, "f", 1, &e);
		MUST(other, "what a vendor may say a file may not: %s", e.msg);
		jsonc_free(other);
		json_out_init(&o, &b, (int)(n & 1));
		rewrite(&o, doc, 0);
		again = json_parse(buf_str(&b), b.len, &e);
		MUST(again, "what we write is not JSON: %s\n%s", e.msg, buf_str(&b));
		json_out_init(&o, &c, (int)(n & 1));
		rewrite(&o, again, 0);
		fuzz_same("written twice", buf_str(&c), c.len, buf_str(&b), b.len);
		json_forget(again);
		json_free(doc);
	}
	check_quote(s, n);
	buf_free(&b);
	buf_free(&c);
}

/* ---- one entry in any file */

static struct tree *entry_tree(int large)
{
	struct tree *t = tree_map_new(NULL), *h;

	tree_add(t, "url", "https://remote.example/v3");
	if (large) {
		tree_add_bool(t, "enabled", 1);
		h = tree_add_map(t, "headers");
		tree_add(h, "Authorization", "Bearer ${TOKEN}");
		tree_add(h, "x \"pd\"", "a\\b\tc\x7f");
	}
	return t;
}

static void unchanged(const char *what, const struct edit *ed, const struct buf *before)
{
	fuzz_same(what, buf_str(&ed->now), ed->now.len, buf_str(before), before->len);
}

static void keep(struct buf *to, const struct edit *ed)
{
	buf_reset(to);
	buf_add(to, buf_str(&ed->now), ed->now.len);
}

#define ONLY_ADDED(ed)                                                              \
	do {                                                                        \
		size_t i_;                                                          \
		for (i_ = 0; i_ < (ed)->done.n; i_++)                               \
			MUST(!(ed)->done.v[i_].del, "old bytes went for a new entry"); \
	} while (0)

/* Is there such a member, in a document that can be read? */
static int jsonc_has(const char *s, size_t n, int strict, const char *const *path, int *read)
{
	struct err e = ERR_INIT;
	struct jsonc *doc = jsonc_parse(s, n, "f", strict, &e);
	const struct jsonc_node *at;
	int has;

	*read = doc != NULL;
	if (!doc) {
		fuzz_said(&e);
		return 0;
	}
	at = jsonc_member(doc, jsonc_root(doc), path[0]);
	has = at && at->kind == JSONC_OBJECT && jsonc_member(doc, at, path[1]);
	jsonc_free(doc);
	return has;
}

static void rename_jsonc(struct edit *ed, int strict, const char *const *path)
{
	const char *to[2] = { path[0], "zz \"new\"" };
	struct err e = ERR_INIT;
	struct buf before = BUF_INIT;
	int read;

	keep(&before, ed);
	if (jsonc_rename(ed, "f", strict, path, 2, to[1], &e)) {
		fuzz_said(&e);
		unchanged("a rename that failed", ed, &before);
	} else {
		fuzz_edit(ed);
		MUST(jsonc_has(buf_str(&ed->now), ed->now.len, strict, to, &read), "the renamed member is not there");
		if (jsonc_rename(ed, "f", strict, to, 2, path[1], &e))
			fuzz_said(&e);
	}
	buf_free(&before);
}

void fuzz_jsonc(const char *s, size_t n)
{
	static const char *const roots[] = { "mcpServers", "servers", "a", "k1" };
	struct feed f = { s, n };
	unsigned how = feed_byte(&f);
	const char *path[2] = { roots[how >> 2 & 3], how & 16 ? "k0" : "gtm-ascend" };
	struct tree *t = entry_tree(how & 2);
	int strict = how & 1, read, had = jsonc_has(f.p, f.n, strict, path, &read);
	struct err e = ERR_INIT;
	struct buf old = BUF_INIT, once = BUF_INIT;
	struct edit ed;

	edit_init(&ed, f.p, f.n);
	buf_add(&old, f.p, f.n);
	if (jsonc_set(&ed, "f", strict, path, 2, t, &e)) {
		fuzz_said(&e);
		unchanged("a set that failed", &ed, &old);
	} else {
		fuzz_edit(&ed);
		if (!had && read) /* a blank file becomes a new document */
			ONLY_ADDED(&ed);
		keep(&once, &ed);
		MUST(!jsonc_set(&ed, "f", strict, path, 2, t, &e), "a second set: %s", e.msg);
		unchanged("a second set", &ed, &once);
		rename_jsonc(&ed, strict, path);
		MUST(!jsonc_unset(&ed, "f", strict, path, 2, &e), "unset: %s", e.msg);
		fuzz_edit(&ed);
		if (!had) {
			unchanged("set and unset", &ed, &old);
			MUST(!ed.done.n, "set and unset leave a splice");
		}
	}
	edit_free(&ed);
	buf_free(&old);
	buf_free(&once);
	tree_free(t);
}

/* ---- TOML */

#define ROOT "mcp_servers"

static int toml_has(const char *s, size_t n, const char *name)
{
	struct err e = ERR_INIT;
	struct toml *doc = toml_parse(s, n, "f", &e);
	struct tree *t = NULL;
	size_t i;

	if (!doc) {
		fuzz_said(&e);
		return 0;
	}
	for (i = 0; i < toml_count(doc, ROOT); i++) {
		tree_free(toml_tree_new(doc, ROOT, toml_name(doc, ROOT, i)));
		MUST(toml_line(doc, ROOT, i) > 0, "a table on no line");
	}
	t = toml_tree_new(doc, ROOT, name);
	toml_free(doc);
	i = t != NULL;
	tree_free(t);
	return (int)i;
}

void fuzz_toml(const char *s, size_t n)
{
	struct feed f = { s, n };
	unsigned how = feed_byte(&f);
	const char *name = how & 1 ? "k0" : how & 2 ? "a \"b\"" : "gtm-ascend";
	struct tree *t = entry_tree(how & 4);
	int had = toml_has(f.p, f.n, name);
	struct err e = ERR_INIT;
	struct buf old = BUF_INIT, once = BUF_INIT;
	struct edit ed;

	edit_init(&ed, f.p, f.n);
	buf_add(&old, f.p, f.n);
	if ((how & 8 ? toml_replace : toml_set)(&ed, "f", ROOT, name, t, &e)) {
		fuzz_said(&e);
		unchanged("a set that failed", &ed, &old);
	} else {
		fuzz_edit(&ed);
		if (!had)
			ONLY_ADDED(&ed);
		keep(&once, &ed);
		MUST(!toml_set(&ed, "f", ROOT, name, t, &e), "a second set: %s", e.msg);
		unchanged("a second set", &ed, &once);
		if (how & 16 && !toml_rename(&ed, "f", ROOT, name, "zz.new", &e)) {
			fuzz_edit(&ed);
			MUST(toml_has(buf_str(&ed.now), ed.now.len, "zz.new"), "the renamed table is not there");
			(void)toml_rename(&ed, "f", ROOT, "zz.new", name, &e);
		}
		if (toml_unset(&ed, "f", ROOT, name, &e)) {
			MUST(had, "unset: %s", e.msg);
		} else {
			fuzz_edit(&ed);
			if (!had && !(how & 16)) {
				unchanged("set and unset", &ed, &old);
				MUST(!ed.done.n, "set and unset leave a splice");
			}
		}
	}
	edit_free(&ed);
	buf_free(&old);
	buf_free(&once);
	tree_free(t);
}

/* ---- a client's file */

#define SERVER "pipedream-gtm-ascend"

static const struct clients *all_clients(void)
{
	static struct clients *all;
	struct err e = ERR_INIT;
	size_t n;
	const char *yaml;

	if (!all) {
		yaml = fuzz_data("clients.yaml", &n);
		all = clients_parse(yaml, n, "clients.yaml", NULL, &e);
		MUST(all, "clients.yaml: %s", e.msg);
	}
	return all;
}

static void look(const struct client *cl, const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct client_servers servers = { NULL, 0, 0 };
	struct client_look *l;
	struct claim claim;
	size_t i, from = 0;

	if (client_read(cl, s, n, "f", &servers, &e))
		fuzz_said(&e);
	client_servers_free(&servers);
	memset(&e, 0, sizeof(e));
	l = client_look_new(cl, s, n, "f", &e);
	if (!l) {
		fuzz_said(&e);
		return;
	}
	memset(&claim, 0, sizeof(claim));
	for (i = 0; i < client_look_count(l); i++) {
		struct client_faults faults;
		size_t k;

		memset(&faults, 0, sizeof(faults));
		fuzz_safe("the name of a server", client_look_at(l, i)->name);
		claim_read(&claim, l, i);
		claim_form(&claim, &faults);
		for (k = 0; k < FAULTS; k++)
			if (faults.what[k])
				fuzz_safe("a fault", faults.what[k]);
		client_faults_free(&faults);
		entry_free(claim_entry_new(&claim, "x"));
	}
	for (i = 0; i < n; i += 7)
		(void)client_look_owner(l, i, 1, &from);
	claim_free(&claim);
	client_look_free(l);
}

static void guard(const struct client *cl, const struct edit *ed, int replaced)
{
	static struct guard_rules rules = { .mcp = { "https://mcp.test/v3", NULL } };
	struct kv hosts = KV_INIT, may = KV_INIT;
	struct err e = ERR_INIT;

	if (!rules.helpers.n) {
		kv_add(&rules.helpers, OWN_HELPER, "");
		kv_add(&rules.tenants, "ascend", "");
		kv_add(&rules.servers, SERVER, "ascend");
	}
	if (replaced)
		kv_add(&may, SERVER, "");
	MUST(!client_guard(cl, ed->old, ed->old_n, buf_str(&ed->now), ed->now.len, "f", &may, &rules, &hosts, &e),
	     "the guard refuses what we made: %s\n--- from\n%.*s\n--- to\n%s", e.msg, (int)ed->old_n, ed->old,
	     buf_str(&ed->now));
	kv_free(&hosts);
	kv_free(&may);
}

static void put_entry(const struct client *cl, struct edit *ed, const struct entry *en, const struct buf *old)
{
	struct err e = ERR_INIT;
	struct buf once = BUF_INIT;
	enum client_put what = CLIENT_SAME, again = CLIENT_FOREIGN;
	struct kv told = KV_INIT;
	int replaced = 0;

	if (client_put_told(cl, ed, "f", en, &what, &told, &e)) {
		fuzz_said(&e);
		unchanged("a put that failed", ed, old);
		goto out;
	}
	fuzz_edit(ed);
	if (what == CLIENT_SAME || what == CLIENT_FOREIGN)
		unchanged("nothing to do", ed, old);
	if (what == CLIENT_FOREIGN) {
		if (client_replace(cl, ed, "f", en, &e)) {
			fuzz_said(&e);
			unchanged("a replacement that failed", ed, old);
			goto out;
		}
		fuzz_edit(ed);
		replaced = 1;
	}
	if (what == CLIENT_ADDED && strspn(buf_str(old), " \t\r\n") != old->len)
		ONLY_ADDED(ed);
	keep(&once, ed);
	MUST(!client_put(cl, ed, "f", en, &again, &e), "a second put: %s", e.msg);
	MUST(again == CLIENT_SAME, "a second put makes %d of it", (int)again);
	unchanged("a second put", ed, &once);
	if (ed->done.n)
		guard(cl, ed, replaced);
	look(cl, buf_str(&ed->now), ed->now.len);
	if (what == CLIENT_ADDED) {
		MUST(!client_take(cl, ed, "f", en, &again, &e), "take: %s", e.msg);
		MUST(again == CLIENT_CHANGED, "an entry of ours is not taken out");
		unchanged("put and take", ed, old);
		MUST(!ed->done.n, "put and take leave a splice");
	}
out:
	kv_free(&told);
	buf_free(&once);
}

void fuzz_client(const char *s, size_t n)
{
	const struct clients *all = all_clients();
	struct feed f = { s, n };
	unsigned which = feed_byte(&f), how = feed_byte(&f);
	const struct client *cl = clients_at(all, which % clients_count(all));
	struct entry *en;
	struct buf old = BUF_INIT;
	struct edit ed;

	if (cl->cannot)
		return;
	en = own_pipedream_new(SERVER, "https://mcp.test/v3", "production", "ascend", "google_tag_manager",
			       how & 1 ? "oa_1" : NULL, how & 4 ? "apn_1" : NULL);
	if (how & 2)
		entry_helper_set(en, OWN_HELPER);
	else
		entry_own_helper(en, OWN_HELPER);
	look(cl, f.p, f.n);
	edit_init(&ed, f.p, f.n);
	buf_add(&old, f.p, f.n);
	put_entry(cl, &ed, en, &old);
	edit_free(&ed);
	buf_free(&old);
	entry_free(en);
}
