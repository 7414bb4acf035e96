/* SPDX-License-Identifier: MIT */
/* mcp_registry: servers of the provider's own in the official MCP registry. */
#include "vendors/mcp_registry.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/look.h"
#include "vendors/mcp_address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL_MOST 300

/* Of its list, for an address: from its own deployment (modelcontextprotocol/registry, deploy/, August 2026). */
static const struct http_rate rate = { "mcp-registry", 600 };

enum standing { NOT_OURS, THIRD_PARTY, OFFICIAL };

struct found {
	enum standing is;
	char *name, *title, *url, *version, *by;
	struct kv headers; /* HEADER → "KIND\tTEXT" */
};

struct hunt {
	struct looks looks;
	struct kv wanted; /* the provider's folded name and those of its slugs */
	struct found *v;
	size_t n, cap, local, unfit; /* unfit: at addresses that are never offered */
};

static void free_own(void *own)
{
	struct hunt *h = own;
	size_t i;

	for (i = 0; i < h->n; i++) {
		free(h->v[i].name);
		free(h->v[i].title);
		free(h->v[i].url);
		free(h->v[i].version);
		free(h->v[i].by);
		kv_free(&h->v[i].headers);
	}
	free(h->v);
	kv_free(&h->wanted);
	looks_free(&h->looks);
	free(h);
}

/* ---- asking */

static void ask(struct probe *p, size_t i, const char *cursor)
{
	struct hunt *h = p->own;
	struct buf url = BUF_INIT;
	struct call *c = probe_call(p, "GET", LOOK_TAG + (int)i);

	look_base(&url, p->env->mcp_registry_url);
	buf_adds(&url, "/v0.1/servers?search=");
	http_escape(&url, h->looks.v[i].text);
	buf_addf(&url, "&version=latest&limit=%d", p->env->page > 0 ? p->env->page : 100);
	if (cursor) {
		buf_adds(&url, "&cursor=");
		http_escape(&url, cursor);
	}
	c->url = buf_detach(&url);
	c->retry = 1;
	c->rate = &rate;
	call_header(c, "Accept", "application/json");
	(void)snprintf(p->doing, sizeof(p->doing), "%s", h->looks.v[i].text);
}

static void search_once(struct hunt *h, const char *text)
{
	size_t i;

	for (i = 0; i < h->looks.n; i++)
		if (!strcmp(h->looks.v[i].text, text))
			return;
	looks_add(&h->looks, 0, text);
}

static void start(struct probe *p)
{
	struct hunt *h = mem_alloc(sizeof(*h));
	struct kv slugs = KV_INIT;
	struct buf fold = BUF_INIT;
	size_t i;
	char *s;

	p->own = h;
	p->own_free = free_own;
	look_slugs(&p->in, 0, &slugs);
	text_norm(&fold, kv_or(&p->in, "provider", ""));
	if (fold.len > 1)
		kv_set(&h->wanted, buf_str(&fold), "");
	for (i = 0; i < slugs.n; i++) {
		char *hyphens = mem_str(slugs.v[i].value);

		for (s = hyphens; *s; s++)
			if (*s == '_')
				*s = '-';
		search_once(h, slugs.v[i].value);
		search_once(h, hyphens);
		free(hyphens);
		buf_reset(&fold);
		text_norm(&fold, slugs.v[i].value);
		if (fold.len > 1)
			kv_set(&h->wanted, buf_str(&fold), "");
	}
	buf_free(&fold);
	kv_free(&slugs);
	if (!h->looks.n)
		look_unknown(p, _("there is no name to search for"));
	for (i = 0; i < h->looks.n; i++)
		ask(p, i, NULL);
}

/* ---- whose is it? */

static int is_official(const struct hunt *h, const char *label, const char *rest)
{
	struct buf own = BUF_INIT, both = BUF_INIT;
	size_t i;
	int is = 0;

	text_norm(&own, label);
	text_norm(&both, label);
	text_norm(&both, rest);
	for (i = 0; own.len && i < h->wanted.n && !is; i++) {
		const char *want = h->wanted.v[i].key;

		is = !strcmp(want, buf_str(&own)) ||
		     (own.len > 2 && !strncmp(want, own.p, own.len) && !strncmp(buf_str(&both), want, strlen(want)));
	}
	buf_free(&own);
	buf_free(&both);
	return is;
}

static enum standing whose(const struct hunt *h, const char *name, char **by)
{
	static const char hosted[] = "io.github.";
	const char *slash = strchr(name, '/');
	char *space = mem_strn(name, (size_t)(slash - name)), *domain = NULL, *label;
	enum standing is = NOT_OURS;
	struct buf rest = BUF_INIT;
	size_t i;

	if (!strncmp(space, hosted, sizeof(hosted) - 1)) {
		*by = mem_fmt(_("the GitHub account %s"), space + sizeof(hosted) - 1);
	} else {
		label = mcp_label_new(space, &domain);
		if (label && is_official(h, label, slash + 1))
			is = OFFICIAL;
		free(label);
		*by = domain ? domain : mem_str(space);
	}
	text_norm(&rest, slash + 1);
	for (i = 0; is == NOT_OURS && i < h->wanted.n; i++)
		if (strlen(h->wanted.v[i].key) > 2 && strstr(buf_str(&rest), h->wanted.v[i].key))
			is = THIRD_PARTY;
	buf_free(&rest);
	free(space);
	return is;
}

/* ---- reading */

/*
 * A header as an entry can carry it. A secret is a reference behind what the template has before its variable; without a
 * template "Bearer " stands before it in Authorization, as all known servers want it. What is neither secret nor has a value
 * is left out unless it is required: then it is a reference, too.
 */
static void take_header(struct found *f, const struct json *it)
{
	const char *name = json_raw(json_get(it, "name")), *value = json_raw(json_get(it, "value"));
	const char *fallback = json_raw(json_get(it, "default"));
	int secret = json_bool(json_get(it, "isSecret"), 0), required = json_bool(json_get(it, "isRequired"), 0);
	char text[160];

	if (!name || !mcp_header_fit(name, value) || !mcp_header_fit(name, fallback))
		return;
	if (value && (strchr(value, '{') || secret)) {
		char *before = mem_strn(value, strcspn(value, "{"));

		json_copy(json_get(it, "value"), text, sizeof(text));
		text[strlen(before) < sizeof(text) ? strlen(before) : sizeof(text) - 1] = '\0';
		if (!secret || strchr(value, '{'))
			kv_addf(&f->headers, name, "secret\t%s", text);
		else
			kv_addf(&f->headers, name, "secret\t"); /* a literal that is called secret is not copied */
		free(before);
	} else if (!secret && (value || fallback)) {
		json_copy(json_get(it, value ? "value" : "default"), text, sizeof(text));
		kv_addf(&f->headers, name, "text\t%s", text);
	} else if (secret || required) {
		kv_addf(&f->headers, name, "secret\t%s", text_ieq(name, "Authorization") ? "Bearer " : "");
	}
}

/* Of those whose address can be offered: below the domain before all others, streamable before SSE. *own: it is below it. */
static const struct json *best_remote(const struct json *remotes, const char *domain, int *own, char host[HTTP_HOST_MAX])
{
	const struct json *best = NULL;
	int rank = 0;

	json_each(it, json_is_list(remotes) ? remotes : NULL)
	{
		const char *type = json_raw(json_get(it, "type")), *url = json_raw(json_get(it, "url"));
		char at[HTTP_HOST_MAX];
		int below, now;

		if (!type || !url || (strcmp(type, "streamable-http") != 0 && strcmp(type, "sse") != 0) ||
		    strlen(url) >= URL_MOST || mcp_address_host(url, at))
			continue;
		below = mcp_address_below(at, domain);
		now = 1 + 2 * below + !strcmp(type, "streamable-http");
		if (now <= rank)
			continue;
		rank = now;
		best = it;
		*own = below;
		memcpy(host, at, sizeof(at));
	}
	return best;
}

static int met(const struct hunt *h, const char *name)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		if (!strcmp(h->v[i].name, name))
			return 1;
	return 0;
}

static void take_server(struct probe *p, struct look *l, const struct json *item)
{
	struct hunt *h = p->own;
	const struct json *server = json_get(item, "server"), *remote;
	const struct json *official = json_get(json_get(item, "_meta"), "io.modelcontextprotocol.registry/official");
	const char *status = json_raw(json_get(official, "status")), *name = json_raw(json_get(server, "name"));
	struct found f = { .is = NOT_OURS };
	char text[URL_MOST], host[HTTP_HOST_MAX], *by;
	int own = 0;

	if (!name) {
		l->odd = 1;
		return;
	}
	if (!mcp_server_name(name) || met(h, name) || (status && strcmp(status, "active") != 0))
		return;
	f.is = whose(h, name, &f.by);
	remote = f.is ? best_remote(json_get(server, "remotes"), f.by, &own, host) : NULL;
	if (!remote) {
		h->local += f.is != NOT_OURS && !json_count(json_get(server, "remotes"));
		h->unfit += f.is != NOT_OURS && json_count(json_get(server, "remotes"));
		free(f.by);
		return;
	}
	if (f.is == OFFICIAL && !own) { /* who proved a domain has not proved the host that the requests go to */
		f.is = THIRD_PARTY;
		by = mem_fmt(_("%s, but it runs at %s"), f.by, host);
		free(f.by);
		f.by = by;
	}
	f.name = mem_str(name);
	json_copy(json_get(server, "title"), text, 100);
	f.title = mem_str(*text ? text : name);
	json_copy(json_get(server, "version"), text, 60);
	f.version = mem_str(text);
	json_copy(json_get(remote, "url"), text, sizeof(text));
	f.url = mem_str(text);
	json_each(it, json_get(remote, "headers")) take_header(&f, it);
	MEM_GROW(h->v, h->n, h->cap);
	h->v[h->n++] = f;
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct hunt *h = p->own;
	struct look *l = looks_of(&h->looks, c);
	const struct json *servers;
	struct json *doc;
	char why[sizeof(l->why)];
	int more = 0;

	if (!l)
		return;
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(servers = json_get(doc, "servers"))) {
		look_bad(l, _("the answer has no list of servers in it"));
	} else {
		json_each(item, servers) take_server(p, l, item);
		more = look_page(l, json_raw(json_at(doc, "metadata.nextCursor")), json_count(servers), -1);
		if (more)
			ask(p, (size_t)(l - h->looks.v), json_raw(json_at(doc, "metadata.nextCursor")));
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s", l->why);
	else if (!more)
		probe_evidence(p, l->seen ? "found" : "absent", c, r,
			       ngettext("%zu server named like \"%s\"", "%zu servers named like \"%s\"", l->seen), l->seen,
			       l->text);
	json_free(doc);
}

/* ---- the answer */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct found *)a)->name, ((const struct found *)b)->name);
}

static void tell_server(struct probe *p, const struct found *f)
{
	struct buf needs = BUF_INIT, key = BUF_INIT;
	size_t i;

	for (i = 0; i < f->headers.n; i++)
		if (!strncmp(f->headers.v[i].value, "secret\t", 7))
			buf_addf(&needs, "%s%s", needs.len ? ", " : "", f->headers.v[i].key);
	/* TRANSLATORS: whose server it is, its version, and the headers it wants */
	kv_addf(&p->facts, "server", "%s\t%s\t%s, %s%s%s", f->name, f->title, f->by,
		*f->version ? f->version : _("no version"), needs.len ? _(", wants ") : "", buf_str(&needs));
	buf_addf(&key, "url.%s", f->name);
	kv_add(&p->facts, buf_str(&key), f->url);
	buf_reset(&key);
	buf_addf(&key, "version.%s", f->name);
	kv_add(&p->facts, buf_str(&key), f->version);
	buf_reset(&key);
	buf_addf(&key, "by.%s", f->name);
	kv_add(&p->facts, buf_str(&key), f->by);
	buf_reset(&key);
	buf_addf(&key, "header.%s", f->name);
	for (i = 0; i < f->headers.n; i++)
		kv_addf(&p->facts, buf_str(&key), "%s\t%s", f->headers.v[i].key, f->headers.v[i].value);
	buf_free(&needs);
	buf_free(&key);
}

/* The name is all that speaks for it, so the domain stands first wherever a person decides. */
static void tell_official(struct probe *p, const struct hunt *h, size_t told)
{
	struct kv once = KV_INIT;
	struct buf domains = BUF_INIT;
	size_t i;

	for (i = 0; i < h->n; i++) {
		if (h->v[i].is != OFFICIAL || kv_get(&once, h->v[i].by))
			continue;
		kv_add(&once, h->v[i].by, "");
		buf_addf(&domains, "%s%s", domains.len ? ", " : "", h->v[i].by);
	}
	kv_set(&p->facts, "domain", buf_str(&domains));
	kv_addf(&p->facts, "detail", ngettext("%s: %zu server; the domain's label is the provider's name",
					      "%s: %zu servers; the domain's label is the provider's name", told),
		buf_str(&domains), told);
	kv_free(&once);
	buf_free(&domains);
}

static void finish(struct probe *p)
{
	struct hunt *h = p->own;
	enum standing best = NOT_OURS;
	size_t i, told = 0;

	if (kv_get(&p->facts, "result"))
		return;
	for (i = 0; i < h->n; i++)
		if (h->v[i].is > best)
			best = h->v[i].is;
	for (i = 0; best != OFFICIAL && i < h->looks.n; i++)
		if (h->looks.v[i].state == LOOK_BAD) {
			look_unknown(p, h->looks.v[i].why);
			return;
		}
	if (h->n)
		qsort(h->v, h->n, sizeof(*h->v), by_name);
	for (i = 0; i < h->n && told < MCP_SERVERS; i++)
		if (h->v[i].is == best) {
			tell_server(p, &h->v[i]);
			told++;
		}
	kv_set(&p->facts, "result", best == OFFICIAL ? "official" : best == THIRD_PARTY ? "third-party" : "absent");
	if (best == OFFICIAL)
		tell_official(p, h, told);
	else if (best == THIRD_PARTY)
		kv_addf(&p->facts, "detail", ngettext("%zu server, of a third party", "%zu servers, of third parties", told), told);
	else if (h->unfit)
		kv_addf(&p->facts, "detail", ngettext("%zu server, at an address that is never offered",
						      "%zu servers, at addresses that are never offered", h->unfit),
			h->unfit);
	else if (h->local)
		kv_addf(&p->facts, "detail", ngettext("no remote server · %zu that runs on one's own machine",
						      "no remote server · %zu that run on one's own machine", h->local),
			h->local);
	else
		kv_addf(&p->facts, "detail", ngettext("no server of that name · %zu spelling",
						      "no server of that name · %zu spellings", h->looks.n), h->looks.n);
}

const struct probe_ops mcp_registry = { "native", start, reply, finish };

void mcp_registry_chosen(const struct kv *in, struct kv *facts)
{
	const char *name = kv_or(in, "chosen", "");
	static const char *const fields[] = { "url", "version", "by", "header" };
	size_t i, k;

	for (k = 0; k < sizeof(fields) / sizeof(*fields); k++) {
		char *key = mem_fmt("%s.%s", fields[k], name);

		for (i = 0; i < in->n; i++)
			if (!strcmp(in->v[i].key, key))
				kv_add(facts, fields[k], in->v[i].value);
		free(key);
	}
	kv_set(facts, "name", name);
	if (!kv_get(facts, "url")) {
		kv_set(facts, "result", "unknown");
		kv_set(facts, "detail", _("that server is not among those that were found"));
		return;
	}
	kv_set(facts, "result", strchr(kv_get(facts, "url"), '{') ? "variables" : "ready");
	kv_set(facts, "detail", name);
}
