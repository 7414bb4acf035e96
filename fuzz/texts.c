/* SPDX-License-Identifier: MIT */
/* texts: files that are ours to read, which anybody may have written: YAML, runbook, answers, catalog, undo record. */
#include "fuzz.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"
#include "files/aliases.h"
#include "files/catalog.h"
#include "files/clients.h"
#include "files/dotenv.h"
#include "files/embedding.h"
#include "runbook/answers.h"
#include "runbook/runbook.h"
#include "runbook/wizard.h"
#include "work/journal.h"
#include "work/settings.h"

#include <stdlib.h>
#include <string.h>

/* ---- YAML */

static void check_node(const struct yaml *y, size_t from, size_t to, int depth)
{
	MUST(depth <= 33, "deeper than it may be");
	MUST(y->line && y->col, "a node that stands nowhere");
	MUST(y->at >= from && y->at <= y->end && y->end <= to, "a value at %zu to %zu of %zu to %zu", y->at, y->end, from, to);
	yaml_each(it, y) {
		MUST((y->kind == YAML_MAP) == (it->key != NULL), "a key outside of a map, or a member without one");
		check_node(it, y->at, y->end, depth + 1);
	}
}

void fuzz_yaml(const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct yaml *doc = yaml_parse(s, n, "f", &e);

	if (!doc) {
		fuzz_said(&e);
		return;
	}
	if (doc->child)
		check_node(doc, 0, n, 0);
	yaml_free(doc);
	memset(&e, 0, sizeof(e));
	doc = aliases_parse(s, n, "f", &e);
	if (doc) {
		const char *names[ALIAS_NAMES];

		aliases_each(it, doc)
			MUST(alias_names(it, names, NULL) <= ALIAS_NAMES, "too many names");
		yaml_free(doc);
	} else {
		fuzz_said(&e);
	}
}

void fuzz_settings(const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct cost_rates rates;
	struct kv vectors = KV_INIT, words = KV_INIT;
	struct embeddings all;
	struct yaml *doc = yaml_parse(s, n, "f", &e);

	memset(&rates, 0, sizeof(rates));
	memset(&all, 0, sizeof(all));
	if (doc && settings_cost(&rates, doc, "f", &e))
		fuzz_said(&e);
	memset(&e, 0, sizeof(e));
	if (doc && settings_vectors(&vectors, doc, "f", &e))
		fuzz_said(&e);
	memset(&e, 0, sizeof(e));
	if (doc && settings_embed(&words, doc, "f", &e))
		fuzz_said(&e);
	memset(&e, 0, sizeof(e));
	if (embedding_read(&all, s, n, "f", "PIPEDREAM", &e))
		fuzz_said(&e);
	for (size_t i = 0; i < all.n; i++)
		MUST(strlen(all.v[i].id) <= EMBEDDING_ID_MAX && strlen(all.v[i].metadata) <= EMBEDDING_METADATA_MAX,
		     "an entry that no index takes");
	embedding_free(&all);
	kv_free(&vectors);
	kv_free(&words);
	yaml_free(doc);
}

void fuzz_clients(const char *s, size_t n)
{
	struct client_place place = { CLIENT_LINUX, "/home/u", NULL, NULL, NULL };
	struct err e = ERR_INIT;
	struct clients *c;
	size_t i;

	place.platform = n && s[0] & 1 ? CLIENT_WINDOWS : CLIENT_MACOS;
	c = clients_parse(s, n, "f", n && s[0] & 2 ? &place : NULL, &e);
	if (!c) {
		fuzz_said(&e);
		return;
	}
	for (i = 0; i < clients_count(c); i++) {
		const struct client *cl = clients_at(c, i);

		fuzz_safe("a client", cl->name);
		fuzz_safe("a client", cl->id);
		MUST(cl->cannot || client_file(cl), "a client without a file");
		(void)client_tool_length(cl, 20, 30);
	}
	clients_free(c);
}

/* ---- the runbook */

static void no_text(void *arg, const char *s)
{
	*(size_t *)arg += strlen(s);
}

void fuzz_runbook(const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct runbook *rb = runbook_parse(s, n, "f", &e);
	struct buf b = BUF_INIT;
	size_t i, k, all = 0;

	if (!rb) {
		fuzz_said(&e);
		return;
	}
	MUST(rb->n && rb->start < rb->n, "a runbook without a beginning");
	for (i = 0; i < rb->n; i++) {
		MUST(rb->steps[i].to == STEP_NONE || rb->steps[i].to < rb->n, "a way to nowhere");
		for (k = 0; k < rb->steps[i].n_options; k++)
			MUST(rb->steps[i].options[k].to == STEP_NONE || rb->steps[i].options[k].to < rb->n, "a way to nowhere");
	}
	runbook_draw(rb, NULL, 0, &b);
	fuzz_safe("the map", buf_str(&b));
	runbook_strings(rb, no_text, &all);
	buf_free(&b);
	runbook_free(rb);
}

/* ---- lists of lines */

void fuzz_answers(const char *s, size_t n)
{
	static struct runbook *rb;
	struct err e = ERR_INIT;
	struct kv out = KV_INIT;
	size_t m;
	const char *yaml = fuzz_data("runbook.yaml", &m);

	if (!rb)
		rb = runbook_parse(yaml, m, "runbook.yaml", &e);
	MUST(rb, "%s", e.msg);
	if (answers_parse(&out, s, n, "f", n & 1 ? rb : NULL, &e)) {
		fuzz_said(&e);
	} else {
		struct wizard *w = wizard_new(rb, 0, NULL);
		size_t i, most = 64;

		while (out.n && most--) {
			char *step = mem_str(out.v[0].key), *one = answers_take(&out, step);

			MUST(one, "an answer that is there and is not");
			fuzz_safe("a step", step);
			memset(&e, 0, sizeof(e));
			if (wizard_answer(w, step, one, &e))
				fuzz_said(&e);
			free(one);
			free(step);
		}
		for (i = 0; i < wizard_all(w)->n; i++)
			fuzz_safe(wizard_all(w)->v[i].key, wizard_all(w)->v[i].value);
		wizard_free(w);
	}
	kv_free(&out);
}

void fuzz_dotenv(const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct kv out = KV_INIT;
	size_t i, all = 0;

	if (dotenv_parse(s, n, "f", &out, &e))
		fuzz_said(&e);
	for (i = 0; i < out.n; i++) {
		MUST(out.v[i].key[0], "a variable without a name");
		MUST(!strpbrk(out.v[i].key, " =\t\"'#"), "a name of '%s'", out.v[i].key);
		all += strlen(out.v[i].key) + strlen(out.v[i].value) + 1;
	}
	MUST(all <= n, "more came out than went in");
	kv_free(&out);
}

void fuzz_catalog(const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct catalog *c = catalog_parse(s, n, "f", &e), *again;
	struct buf b = BUF_INIT;
	size_t i;

	if (!c) {
		fuzz_said(&e);
		return;
	}
	for (i = 0; i < c->n; i++) {
		fuzz_safe("a slug", c->v[i].slug);
		fuzz_safe("a name", c->v[i].name);
		fuzz_safe("words", c->v[i].about);
		MUST(catalog_find(c, c->v[i].slug) == &c->v[i], "an entry that is not found");
	}
	catalog_write(c, &b);
	again = catalog_parse(buf_str(&b), b.len, "f", &e);
	MUST(again && again->n == c->n, "a copy of a copy: %s", e.msg);
	catalog_free(again);
	catalog_free(c);
	buf_free(&b);
}

/* ---- the journal of an apply. Its head has a length and a hash, which no fuzzer would guess: the input is the body. */

void fuzz_undo(const char *s, size_t n)
{
	struct journal j;
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT, again = BUF_INIT;
	char hash[SHA256_HEX];
	size_t i;

	memset(&j, 0, sizeof(j));
	if (n && s[0] == '!') { /* as it came */
		buf_add(&b, s + 1, n - 1);
	} else {
		sha256_hex(s, n, hash);
		buf_addf(&b, "toolgap-journal 1 %zu %s\n", n, hash);
		buf_add(&b, s, n);
	}
	if (journal_decode(&j, buf_str(&b), b.len, "f", &e)) {
		fuzz_said(&e);
		MUST(!j.n && !j.made_n, "something is left of a journal that was refused");
	} else {
		MUST(!journal_twice(&j), "a path stands twice");
		MUST(journal_session_ok(j.session), "a session called '%s'", j.session);
		for (i = 0; i < j.n; i++) {
			MUST(j.v[i].path[0] == '/' && !strstr(j.v[i].path, "/../") && !strstr(j.v[i].path, "//"),
			     "a path that is not canonical: %s", j.v[i].path);
			MUST(!strchr(j.v[i].temp, '/'), "a temp elsewhere: %s", j.v[i].temp);
		}
		journal_encode(&j, &again);
		fuzz_same("encoded again", buf_str(&again), again.len, b.p, b.len);
	}
	journal_free(&j);
	buf_free(&b);
	buf_free(&again);
}
