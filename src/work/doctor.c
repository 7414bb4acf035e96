/* SPDX-License-Identifier: MIT */
/* doctor: what is wrong, or could be, with workspace, credentials, clients' files and network. */
#include "work/doctor.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "files/clients.h"
#include "files/registry.h"
#include "vendors/infisical.h"
#include "work/disk.h"
#include "work/env.h"
#include "work/probes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

void ailment_add(struct ailments *a, const char *id, enum health state, char *message, const char *fix)
{
	MEM_GROW(a->v, a->n, a->cap);
	a->v[a->n].id = id;
	a->v[a->n].state = state;
	a->v[a->n].message = message;
	a->v[a->n].fix = mem_str(fix);
	a->n++;
}

void ailments_free(struct ailments *a)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		free(a->v[i].message);
		free(a->v[i].fix);
	}
	free(a->v);
	memset(a, 0, sizeof(*a));
}

#define add ailment_add

const char *health_name(enum health h)
{
	return h == HEALTH_OK ? "ok" : h == HEALTH_WARN ? "warning" : "bad";
}

static void look_place(const struct workspace *ws, struct ailments *a)
{
	add(a, "workspace", HEALTH_OK, mem_fmt(_("The workspace is %s."), ws->root), NULL);
	add(a, "runbook", HEALTH_OK,
	    mem_fmt(_("The runbook is %s (%zu steps)."), ws->runbook_file, ws->runbook->n), NULL);
}

/* flock, rename and fsync promise less on a network file system. */
static void look_disk(const struct workspace *ws, struct ailments *a)
{
	static const struct {
		long magic;
		const char *name;
	} weak[] = { { 0x6969, "NFS" }, { 0xFF534D42, "CIFS" }, { 0xFE534D42, "SMB2" },
		     { 0x01021997, "9p" }, { 0x65735546, "FUSE" } };
	struct statfs fs;
	size_t i;

	if (statfs(ws->root, &fs))
		return;
	for (i = 0; i < sizeof(weak) / sizeof(*weak); i++)
		if ((unsigned long)fs.f_type == (unsigned long)weak[i].magic) {
			add(a, "file-system", HEALTH_WARN,
			    mem_fmt(_("The workspace is on %s, where locks and durable renames promise less."),
				    weak[i].name),
			    _("Do not apply from two machines at once."));
			return;
		}
	add(a, "file-system", HEALTH_OK, mem_str(_("The workspace is on a local file system.")), NULL);
}

static void credential(struct ailments *a, const char *id, const char *name, int is_set,
		       const char *what)
{
	if (is_set)
		add(a, id, HEALTH_OK,
		    mem_fmt(env_from(name) == ENV_FILE ? _("%s is in credentials.env.") : _("%s is set."), name),
		    NULL);
	else
		add(a, id, HEALTH_WARN, mem_fmt(_("%s is not set: %s"), name, what),
		    _("Set it in the environment, or type it when the wizard asks; it is never written."));
}

/* Is anything missing that a store could have? Then it is asked, and says itself how that went. */
static void look_store(const struct workspace *ws, struct vendor_env *env, struct http *http,
		       struct ailments *a)
{
	struct probes *p;
	struct kv in = KV_INIT, facts = KV_INIT;
	struct err e = ERR_INIT;
	const char *result;

	if (!infisical_ready(env) ||
	    (env->pipedream_client_id && env->pipedream_client_secret && env->pipedream_project))
		return;
	if (!http) {
		add(a, "infisical", HEALTH_OK, mem_str(_("Infisical is set up; it is asked when a credential is needed.")), NULL);
		return;
	}
	p = probes_new(ws, env, http, NULL, 0);
	if (!probes_start(p, "infisical", &in, &e))
		while (!probes_take(p, &facts))
			(void)http_wait(http, NULL, 0, -1);
	result = kv_or(&facts, "result", "unknown");
	/* TRANSLATORS: what came of it, a clause */
	add(a, "infisical", !strcmp(result, "ok") ? HEALTH_OK : HEALTH_WARN,
	    mem_fmt(_("Infisical: %s."), kv_or(&facts, "detail", "?")),
	    _("Look at the INFISICAL_ variables and at what the machine identity may read."));
	kv_free(&facts);
	probes_free(p);
}

static void look_credentials(const struct vendor_env *env, struct ailments *a)
{
	credential(a, "composio-key", "COMPOSIO_API_KEY", env->composio_key != NULL,
		   _("Composio's catalog cannot be asked, so nothing can be called absent."));
	credential(a, "pipedream-client-id", "PIPEDREAM_CLIENT_ID", env->pipedream_client_id != NULL,
		   _("Pipedream cannot be asked."));
	credential(a, "pipedream-client-secret", "PIPEDREAM_CLIENT_SECRET", env->pipedream_client_secret != NULL,
		   _("Pipedream cannot be asked."));
	credential(a, "pipedream-project", "PIPEDREAM_PROJECT_ID", env->pipedream_project != NULL,
		   _("no tenant can connect."));
}

static void look_registry(const struct workspace *ws, struct ailments *a)
{
	char *path = workspace_path_new(ws, ws->registry);
	struct disk_file f;
	struct registry *reg;
	struct err e = ERR_INIT;

	if (disk_read(&f, path, ws->root, &e)) {
		add(a, "registry", HEALTH_BAD, mem_str(e.msg), _("Mend it; toolgap will not write next to it."));
	} else {
		if (!f.exists) {
			add(a, "registry", HEALTH_WARN, mem_fmt(_("There is no registry at %s yet."), ws->registry),
			    _("The wizard offers to create it; toolgap.yaml can name another place (registry:)."));
		} else if (!(reg = registry_parse(f.bytes, f.n, ws->registry, &e))) {
			add(a, "registry", HEALTH_BAD, mem_str(e.msg), _("Mend the table; toolgap will not guess."));
		} else {
			add(a, "registry", HEALTH_OK,
			    mem_fmt(ngettext("The registry %s has %zu row.", "The registry %s has %zu rows.",
					     registry_count(reg)),
				    ws->registry, registry_count(reg)), NULL);
			registry_free(reg);
		}
		disk_file_free(&f);
	}
	free(path);
}

static void look_clients(const struct workspace *ws, struct ailments *a)
{
	size_t i;

	for (i = 0; i < ws->client_ids.n; i++) {
		const struct client *cl = clients_find(ws->clients, ws->client_ids.v[i].key);
		char *path = workspace_path_new(ws, client_file(cl));
		struct client_servers servers = { 0 };
		struct disk_file f;
		struct err e = ERR_INIT;

		if (disk_read(&f, path, workspace_fence(ws, client_file(cl)), &e)) {
			add(a, cl->id, HEALTH_BAD, mem_str(e.msg), _("Until then no plan for this client is possible."));
			free(path);
			continue;
		}
		if (f.exists && client_read(cl, f.bytes, f.n, client_file(cl), &servers, &e))
			add(a, cl->id, HEALTH_BAD, mem_str(e.msg), _("Mend it; toolgap will not write into it."));
		else if (f.exists)
			add(a, cl->id, HEALTH_OK,
			    /* TRANSLATORS: client, file, how many servers it names */
			    mem_fmt(ngettext("%s: %s, %zu server.", "%s: %s, %zu servers.", servers.n), cl->name,
				    client_file(cl), servers.n),
			    NULL);
		else
			add(a, cl->id, HEALTH_OK, mem_fmt(_("%s: %s is not there yet."), cl->name, client_file(cl)),
			    NULL);
		client_servers_free(&servers);
		disk_file_free(&f);
		free(path);
	}
}

/* ---- reachability: any HTTP answer will do */

#define SKEW_S 120 /* so far off a clock may be: a call may have taken a minute */

struct asked {
	const char *id, *url;
	struct ailments *a;
	long *skew; /* the first that was found */
};

long doctor_skew(const char *date, time_t now)
{
	time_t there;

	if (!date || clock_http(date, &there) || (there < now ? now - there : there - now) < SKEW_S)
		return 0;
	return (long)(now - there);
}

static void answered(void *arg, const struct call *c, const struct reply *r)
{
	struct asked *q = arg;

	(void)c;
	if (r->failure == REPLY_OK && !*q->skew)
		*q->skew = doctor_skew(reply_header(r, "date"), time(NULL));
	if (r->failure == REPLY_OK)
		add(q->a, q->id, HEALTH_OK, mem_fmt(_("%s answers (%lld ms)."), q->url, (long long)r->ms), NULL);
	else
		add(q->a, q->id, HEALTH_BAD, mem_fmt(_("%s does not answer: %s."), q->url, r->why),
		    _("Look at the network, the proxy variables and the address."));
}

static void look_network(const struct vendor_env *env, struct http *http, struct ailments *a)
{
	long skew = 0;
	struct asked q[] = { { "composio", env->composio_url, a, &skew },
			     { "pipedream", env->pipedream_url, a, &skew },
			     { "pipedream-mcp", env->pipedream_mcp_url, a, &skew } };
	size_t i, n = sizeof(q) / sizeof(*q);

	if (!http_version()) {
		add(a, "libcurl", HEALTH_BAD, mem_str(_("libcurl is missing, so no vendor can be asked.")),
		    _("Install it: Debian libcurl4, Fedora libcurl, Alpine libcurl, Arch curl."));
		return;
	}
	for (i = 0; i < n; i++) {
		struct call c;

		memset(&c, 0, sizeof(c));
		c.method = mem_str("GET");
		c.url = mem_str(q[i].url);
		http_send(http, &c, answered, &q[i]);
	}
	while (http_pending(http))
		(void)http_wait(http, NULL, 0, -1);
	if (skew > 0)
		add(a, "clock", HEALTH_WARN, mem_fmt(_("The clock here is %ld s ahead of the vendors'."), skew),
		    _("Set it (timedatectl set-ntp true): bearers, evidence and due dates go by it."));
	else if (skew)
		add(a, "clock", HEALTH_WARN, mem_fmt(_("The clock here is %ld s behind the vendors'."), -skew),
		    _("Set it (timedatectl set-ntp true): bearers, evidence and due dates go by it."));
}

void doctor_look(const struct workspace *ws, struct vendor_env *env, struct http *http,
		 struct ailments *out)
{
	look_place(ws, out);
	look_disk(ws, out);
	look_store(ws, env, http && http_version() ? http : NULL, out);
	look_registry(ws, out);
	look_clients(ws, out);
}

void doctor_outside(struct vendor_env *env, struct http *http, struct ailments *out)
{
	look_credentials(env, out);
	if (http)
		look_network(env, http, out);
}
