/* SPDX-License-Identifier: MIT */
/* load: the fixtures read from their folder into memory, the note book of requests, and the end. */
#include "sandbox/box.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)8 << 20)
#define SEEN_MAX 20000
#define PENDING_MS (600 * 1000)
#define BODY_KEPT 65536

/* What each row must have as strings, blanks between; an object instead of a list has NULL. */
static const struct {
	const char *name, *must;
} files[DOC_COUNT] = {
	[DOC_TOOLKITS] = { "composio-toolkits.json", "slug name about category version" },
	[DOC_CONNECTED] = { "composio-accounts.json", "toolkit id" },
	[DOC_APPS] = { "pipedream-apps.json", "slug name about category auth" },
	[DOC_ACCOUNTS] = { "pipedream-accounts.json", NULL },
	[DOC_ISSUES] = { "github-issues.json", "title body state" },
	[DOC_SERVERS] = { "registry-servers.json", "name status" },
};

static int slurp(const char *path, struct buf *out, struct err *e)
{
	FILE *f = fopen(path, "re");
	char block[16384];
	size_t n;

	if (!f)
		return err_set(e, E_FAIL,
			       _("cannot read the fixture '%s': %s. Nothing is served; name the "
				 "folder of the fixtures with --data"),
			       path, strerror(errno));
	while ((n = fread(block, 1, sizeof(block), f)) > 0 && out->len < FILE_MAX)
		buf_add(out, block, n);
	if (ferror(f) || out->len >= FILE_MAX) {
		fclose(f);
		return err_set(e, E_FAIL, _("cannot read the fixture '%s' to its end"), path);
	}
	fclose(f);
	return 0;
}

/* The first of the names that is no string of the row: heap string, NULL when all are. */
static char *lacks_new(const struct json *row, const char *must)
{
	while (*must) {
		size_t n = strcspn(must, " ");
		char *key = mem_strn(must, n);

		if (!json_is_string(json_get(row, key)))
			return key;
		free(key);
		must += n;
		must += *must == ' ';
	}
	return NULL;
}

static char *rows_lack_new(const struct json *list, const char *must)
{
	char *lack = NULL;

	json_each(row, list) {
		lack = lacks_new(row, must);
		if (lack)
			break;
	}
	return lack;
}

static char *no_string_new(const struct json *list, const char *name)
{
	json_each(it, list)
		if (!json_is_string(it))
			return mem_str(name);
	return NULL;
}

/* The lists inside a row; what is not there is fine, what is there must fit. */
static char *inner_lack_new(const struct json *row)
{
	static const char *const lists[] = {"auth", "managed", "scopes", "labels", "project_apps"};
	char *lack = NULL;

	for (size_t i = 0; i < 5 && !lack; i++)
		if (json_is_list(json_get(row, lists[i])))
			lack = no_string_new(json_get(row, lists[i]), lists[i]);
	json_each(tool, json_get(row, "tools")) {
		lack = lack || json_is_string(tool) ? lack : lacks_new(tool, "do");
		lack = lack ? lack : no_string_new(json_get(tool, "scopes"), "scopes");
	}
	json_each(action, json_get(row, "actions")) {
		lack = lack ? lack : lacks_new(action, "key name about version");
		lack = lack ? lack
			    : rows_lack_new(json_get(action, "props"), "name type about label");
	}
	lack = lack ? lack : rows_lack_new(json_get(row, "oauth_apps"), "id");
	return lack ? lack : rows_lack_new(json_get(row, "accounts"), "id user");
}

static char *file_lack_new(const struct json *doc, const char *must)
{
	char *lack = must ? rows_lack_new(doc, must) : inner_lack_new(doc);

	if (must)
		json_each(row, doc)
			lack = lack ? lack : inner_lack_new(row);
	return lack;
}

static int load_one(struct box *box, enum box_doc d, struct err *e)
{
	char *path = mem_fmt("%s/%s", box->opt.data, files[d].name), *lack = NULL;
	struct buf b = BUF_INIT;
	int rc = slurp(path, &b, e);

	if (!rc && box->opt.bulk && (d == DOC_TOOLKITS || d == DOC_APPS))
		bulk_add(&b, d == DOC_TOOLKITS, box->opt.bulk);
	if (!rc) {
		box->doc[d] = json_parse(buf_str(&b), b.len, e);
		rc = box->doc[d] ? 0 : err_prefix(e, "%s", path);
	}
	if (!rc && (files[d].must ? !json_is_list(box->doc[d]) : !json_is_object(box->doc[d])))
		rc = err_set(e, E_FAIL,
			     _("the fixture '%s' has the wrong shape. Nothing is served"), path);
	if (!rc)
		lack = file_lack_new(box->doc[d], files[d].must);
	if (lack)
		rc = err_set(e, E_FAIL,
			     _("a row of the fixture '%s' has no proper '%s'. Nothing is served"),
			     path, lack);
	free(lack);
	buf_free(&b);
	free(path);
	return rc;
}

static void take(char **field, const struct json *row, const char *key)
{
	const char *s = json_raw(json_get(row, key));

	if (s) {
		free(*field);
		*field = mem_str(s);
	}
}

static char *joined_new(const struct json *list)
{
	struct buf b = BUF_INIT;

	json_each(it, list) {
		if (b.len)
			buf_addc(&b, ' ');
		buf_adds(&b, json_raw(it) ? json_raw(it) : "");
	}
	return b.p ? buf_detach(&b) : mem_str("");
}

static struct account *load_account(struct box *box, enum vendor vendor, const char *app,
				    const struct json *row)
{
	const char *user = json_raw(json_get(row, "user"));
	struct account *a = box_account_new(box, vendor, user ? user : "", app ? app : "");
	const char *when = json_raw(json_get(row, "created"));

	take(&a->id, row, "id");
	take(&a->name, row, "name");
	take(&a->env, row, "env");
	take(&a->client, row, "client");
	take(&a->status, row, "status");
	take(&a->reason, row, "reason");
	free(a->scopes);
	a->scopes = joined_new(json_get(row, "scopes"));
	a->disabled = json_bool(json_get(row, "disabled"), 0);
	a->healthy = json_bool(json_get(row, "healthy"), 1);
	a->dead = json_bool(json_get(row, "dead"), 0);
	if (when && !clock_parse(when, &a->created))
		a->updated = a->created;
	if (!strcmp(a->status, "INITIATED"))
		a->pending_until = clock_ms() + PENDING_MS;
	return a;
}

static void load_config(struct box *box, const struct json *row)
{
	const char *toolkit = json_raw(json_get(row, "toolkit"));
	const char *scheme = json_raw(json_get(row, "scheme"));
	struct config *c = box_config_new(box, toolkit, scheme ? scheme : "OAUTH2");
	const char *when = json_raw(json_get(row, "created"));

	take(&c->id, row, "id");
	take(&c->name, row, "name");
	c->managed = json_bool(json_get(row, "managed"), 0);
	c->scopes = json_get(row, "scopes") ? joined_new(json_get(row, "scopes")) : NULL;
	c->disabled = json_bool(json_get(row, "disabled"), 0);
	if (when)
		clock_parse(when, &c->created);
	json_each(it, json_get(row, "accounts")) {
		load_account(box, COMPOSIO, toolkit, it)->config = c;
		c->used++;
	}
}

int box_load(struct box *box, const struct box_options *opt, struct err *e)
{
	memset(box, 0, sizeof(*box));
	box->opt = *opt;
	for (int d = 0; d < DOC_COUNT; d++)
		if (load_one(box, (enum box_doc)d, e))
			return -1;
	json_each(row, box->doc[DOC_CONNECTED])
		load_config(box, row);
	json_each(row, json_get(box->doc[DOC_ACCOUNTS], "accounts"))
		load_account(box, PIPEDREAM, json_raw(json_get(row, "app")), row);
	return 0;
}

static void link_free(struct link *l)
{
	free(l->token);
	free(l->user);
	free(l->env);
	free(l->app);
	free(l->client);
	free(l->account);
	free(l->again);
	free(l->ok_url);
	free(l->bad_url);
	free(l);
}

void account_free(struct account *a)
{
	free(a->id);
	free(a->user);
	free(a->app);
	free(a->name);
	free(a->env);
	free(a->client);
	free(a->scopes);
	free(a->status);
	free(a->reason);
	free(a);
}

static void config_free(struct config *c)
{
	free(c->id);
	free(c->toolkit);
	free(c->scheme);
	free(c->scopes);
	free(c->name);
	free(c);
}

void box_forget(struct box *box)
{
	for (size_t i = 0; i < box->nseen; i++) {
		free(box->seen[i].method);
		free(box->seen[i].path);
		free(box->seen[i].query);
		free(box->seen[i].headers);
		free(box->seen[i].body);
		kv_free(&box->seen[i].values);
	}
	box->nseen = 0;
}

/* Every occurrence of a word in b becomes stars. */
static void star(struct buf *b, const char *word)
{
	const char *s = buf_str(b), *at;
	struct buf out = BUF_INIT;

	while ((at = strstr(s, word))) {
		buf_add(&out, s, (size_t)(at - s));
		buf_adds(&out, "***");
		s = at + strlen(word);
	}
	buf_adds(&out, s);
	buf_free(b);
	*b = out;
}

/* A body as text, without the secrets that the sandbox gave out and without keys a person typed. */
static char *body_new(const struct request *rq)
{
	static const char *const known[] = { BOX_CLIENT_SECRET, BOX_CLIENT_ID, BOX_MACHINE_SECRET,
					     BOX_MACHINE_ID };
	static const char typed[] = "\"cfmap_json\":\"";
	struct buf b = BUF_INIT;
	char *at, *masked;

	if (!rq->body.len || rq->body.len > BODY_KEPT || strlen(buf_str(&rq->body)) != rq->body.len)
		return NULL;
	buf_add(&b, rq->body.p, rq->body.len);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		star(&b, known[i]);
	at = strstr(buf_str(&b), typed);
	for (at = at ? at + sizeof(typed) - 1 : NULL; at && *at && *at != '"'; at++) {
		if (*at == '\\' && at[1])
			*at++ = '*';
		*at = '*';
	}
	masked = web_masked_new(buf_str(&b));
	buf_free(&b);
	return masked;
}

static int is_credential(const char *header)
{
	return !strcmp(header, "authorization") || !strcmp(header, "cookie") ||
	       (strstr(header, "api-key") != NULL);
}

/* Of the key itself nothing is kept but whether it is one. */
static const char *bearer_word(const struct box *box, const struct request *rq)
{
	const char *given = request_header(rq, "authorization");

	if (!*given)
		return "none";
	if (strpbrk(given, "${"))
		return "reference";
	return box_bearer_ok(box, rq) ? "good" : "unknown";
}

void box_note(struct box *box, const struct request *rq)
{
	struct buf names = BUF_INIT;
	struct seen *s;

	if (box->nseen == SEEN_MAX)
		return;
	for (size_t i = 0; i < rq->headers.n; i++)
		buf_addf(&names, "%s%s", i ? " " : "", rq->headers.v[i].key);
	MEM_GROW(box->seen, box->nseen, box->seen_cap);
	s = &box->seen[box->nseen++];
	s->method = mem_str(rq->method);
	s->path = web_masked_new(rq->path);
	s->query = web_masked_new(rq->rawquery);
	s->headers = mem_str(buf_str(&names));
	s->body = body_new(rq);
	memset(&s->values, 0, sizeof(s->values));
	for (size_t i = 0; i < rq->headers.n; i++)
		if (!is_credential(rq->headers.v[i].key))
			kv_add(&s->values, rq->headers.v[i].key, rq->headers.v[i].value);
	s->bearer = bearer_word(box, rq);
	buf_free(&names);
}

void box_free(struct box *box)
{
	box_forget(box);
	for (int d = 0; d < DOC_COUNT; d++)
		json_free(box->doc[d]);
	for (size_t i = 0; i < box->naccounts; i++)
		account_free(box->accounts[i]);
	for (size_t i = 0; i < box->nconfigs; i++)
		config_free(box->configs[i]);
	for (size_t i = 0; i < box->nlinks; i++)
		link_free(box->links[i]);
	for (size_t i = 0; i < box->nbearers; i++)
		free(box->bearers[i].token);
	for (size_t i = 0; i < box->nissues; i++) {
		free(box->issues[i].title);
		free(box->issues[i].body);
	}
	free(box->accounts);
	free(box->configs);
	free(box->links);
	free(box->bearers);
	free(box->issues);
	free(box->seen);
	kv_free(&box->sessions);
	kv_free(&box->vectors);
	free(box->store_token);
	faults_free(&box->faults);
	free(box->base);
}
