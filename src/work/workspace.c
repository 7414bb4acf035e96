/* SPDX-License-Identifier: MIT */
/* workspace: the folder toolgap works in, its settings, and where everything lies. */
#include "work/workspace.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/disk.h"
#include "work/probes.h"
#include "work/workspace_own.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUNBOOK_MAX (256u << 10)

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/toolgap"
#endif

char *workspace_data_new(void)
{
	const char *s = getenv("TOOLGAP_DATADIR");

	return mem_str(s && *s ? s : PKGDATADIR);
}

static char *home_new(void)
{
	const char *s = getenv("HOME");
	const struct passwd *pw;

	if (s && s[0] == '/')
		return mem_str(s);
	pw = getpwuid(getuid());
	return mem_str(pw && pw->pw_dir ? pw->pw_dir : "/");
}

char *workspace_xdg_new(const char *which)
{
	static const char *const rows[][3] = { { "state", "XDG_STATE_HOME", ".local/state" },
					       { "config", "XDG_CONFIG_HOME", ".config" },
					       { "cache", "XDG_CACHE_HOME", ".cache" } };
	size_t i = 0;
	const char *set;
	char *home, *path;

	while (i < 2 && strcmp(rows[i][0], which) != 0)
		i++;
	set = getenv(rows[i][1]);
	if (set && set[0] == '/')
		return mem_fmt("%s/toolgap", set);
	home = home_new();
	path = mem_fmt("%s/%s/toolgap", home, rows[i][2]);
	free(home);
	return path;
}

static int has(const char *dir, const char *name)
{
	char *p = mem_fmt("%s/%s", dir, name);
	struct stat st;
	int rc = stat(p, &st) == 0;

	free(p);
	return rc;
}

/* The nearest parent that holds `name`, or NULL. */
static char *parent_with(const char *dir, const char *name)
{
	char *d = mem_str(dir);

	for (;;) {
		char *slash;

		if (has(d, name))
			return d;
		slash = strrchr(d, '/');
		if (!slash || slash == d)
			break;
		*slash = '\0';
	}
	free(d);
	return NULL;
}

static int find_root(struct workspace *ws, const char *dir, struct err *e)
{
	static const char *const marks[] = { "toolgap.yaml", ".mcp.json", ".git" };
	char real[PATH_MAX];
	size_t i;

	if (!realpath(dir ? dir : ".", real)) {
		char *shown = text_safe_new(dir ? dir : ".", 300);

		err_set(e, E_USAGE, _("The workspace '%s' cannot be opened: %s. Nothing was changed; name another folder with -C."),
			shown, strerror(errno));
		free(shown);
		return -1;
	}
	for (i = 0; !ws->root && i < sizeof(marks) / sizeof(*marks); i++) {
		ws->root = parent_with(real, marks[i]);
		/* a home folder under version control, or with a stray file, is not the workspace of a folder in it */
		if (ws->root && !strcmp(ws->root, ws->home) && strcmp(real, ws->home) != 0) {
			free(ws->root);
			ws->root = NULL;
		}
	}
	if (!ws->root)
		ws->root = mem_str(real);
	return 0;
}

int workspace_data_check(struct err *e)
{
	char *data = workspace_data_new();
	int rc = 0;

	if (!has(data, "clients.yaml"))
		rc = err_set(e, E_FAIL,
			     _("The data folder %s is not there. Nothing was changed. Install toolgap (make install), or set TOOLGAP_DATADIR to the folder data of its source."),
			     data);
	free(data);
	return rc;
}

#if defined(__APPLE__)
#define PLATFORM CLIENT_MACOS
#elif defined(_WIN32)
#define PLATFORM CLIENT_WINDOWS
#else
#define PLATFORM CLIENT_LINUX
#endif

static const char *variable(const char *name)
{
	return getenv(name);
}

static int there(const void *ws, const char *file)
{
	char *path = workspace_path_new(ws, file);
	int rc = !access(path, F_OK);

	free(path);
	return rc;
}

/* Out of the home folder by the person's own environment: such a folder is theirs, as one under `links` is. */
static void allow_moved(const struct client *cl)
{
	struct err unused = ERR_INIT;
	char *real = NULL;

	if (cl->user_dir && !disk_resolve(cl->user_dir, &real, &unused) && real[1] && !disk_allowed(real))
		disk_allow(real);
	free(real);
}

static int load_clients(struct workspace *ws, struct err *e)
{
	const struct client_place place = { PLATFORM, ws->home, variable, there, ws };
	char *path = mem_fmt("%s/clients.yaml", ws->data);
	struct buf b = BUF_INIT;
	size_t i;

	if (!disk_slurp(path, &b, RUNBOOK_MAX, e))
		ws->clients = clients_parse(buf_str(&b), b.len, path, &place, e);
	buf_free(&b);
	free(path);
	if (!ws->clients)
		return -1;
	for (i = 0; i < clients_count(ws->clients); i++)
		allow_moved(clients_at(ws->clients, i));
	for (i = 0; i < ws->client_ids.n; i++) {
		const struct client *cl = clients_find(ws->clients, ws->client_ids.v[i].key);

		if (!cl)
			return err_set(e, E_USAGE,
				       _("toolgap.yaml names the client '%s', which toolgap does not know. `toolgap clients list` shows those it knows."),
				       ws->client_ids.v[i].key);
		if (!client_file_in(cl, NULL, e))
			return err_prefix(e, "toolgap.yaml");
	}
	ws->clients_named = ws->client_ids.n > 0;
	if (!ws->client_ids.n)
		for (i = 0; i < clients_count(ws->clients); i++)
			if (clients_at(ws->clients, i)->default_on)
				kv_add(&ws->client_ids, clients_at(ws->clients, i)->id, "");
	return 0;
}

static int load_runbook(struct workspace *ws, struct err *e)
{
	size_t n = strlen(ws->root);
	int own = !strncmp(ws->runbook_file, ws->root, n) && ws->runbook_file[n] == '/';
	struct disk_file f;

	if (disk_peek(&f, ws->runbook_file, own ? ws->root : NULL, e))
		return -1;
	if (f.exists)
		ws->runbook = runbook_parse(f.bytes, f.n, ws->runbook_file, e);
	else
		err_set(e, E_FAIL, _("The runbook %s is not there. Nothing was changed."), ws->runbook_file);
	disk_file_free(&f);
	return ws->runbook ? probes_known(ws->runbook, e) : -1;
}

int workspace_place(struct workspace *ws, const char *dir, struct err *e)
{
	char *own = NULL, *user = NULL, *config = NULL;
	int rc = -1;

	memset(ws, 0, sizeof(*ws));
	ws->home = home_new();
	ws->data = workspace_data_new();
	ws->registry = mem_str("docs/composio/toolkit-registry.md");
	ws->tools = mem_str("docs/tools");
	ws->cost = (struct cost_rates)COST_RATES;
	ws->decisions = mem_str("docs/decisions");
	ws->workers = mem_str("workers");
	ws->ledger = mem_str("docs/LEDGER.md");
	ws->snippets = mem_str("docs/composio/snippets");
	ws->runbook_file = mem_fmt("%s/runbook.yaml", ws->data);
	ws->rollout = mem_alloc(sizeof(*ws->rollout));
	if (workspace_data_check(e) || find_root(ws, dir, e))
		goto out;
	config = workspace_xdg_new("config");
	user = mem_fmt("%s/toolgap.yaml", config);
	own = mem_fmt("%s/toolgap.yaml", ws->root);
	disk_allow(NULL);
	if (workspace_settings(ws, user, NULL, e) || workspace_settings(ws, own, ws->root, e))
		goto out;
	rc = 0;
out:
	free(own);
	free(user);
	free(config);
	if (rc)
		workspace_close(ws);
	return rc;
}

int workspace_open(struct workspace *ws, const char *dir, struct err *e)
{
	if (workspace_place(ws, dir, e))
		return -1;
	if (!load_clients(ws, e) && !load_runbook(ws, e))
		return 0;
	workspace_close(ws);
	return -1;
}

const struct runbook *workspace_rollout(const struct workspace *ws, struct err *e)
{
	char *path = mem_fmt("%s/rollout.yaml", ws->data);
	struct buf b = BUF_INIT;

	if (!*ws->rollout && !disk_slurp(path, &b, RUNBOOK_MAX, e))
		*ws->rollout = runbook_parse(buf_str(&b), b.len, path, e);
	if (*ws->rollout && probes_known(*ws->rollout, e)) {
		runbook_free(*ws->rollout);
		*ws->rollout = NULL;
	}
	buf_free(&b);
	free(path);
	return *ws->rollout;
}

void workspace_close(struct workspace *ws)
{
	if (ws->rollout)
		runbook_free(*ws->rollout);
	free(ws->rollout);
	free(ws->root);
	free(ws->home);
	free(ws->data);
	free(ws->registry);
	free(ws->tools);
	free(ws->decisions);
	free(ws->workers);
	free(ws->ledger);
	free(ws->snippets);
	free(ws->worker_domain);
	free(ws->oauth_app);
	free(ws->helper);
	free(ws->helper_here);
	free(ws->runbook_file);
	kv_free(&ws->tenants);
	kv_free(&ws->client_ids);
	kv_free(&ws->vectors);
	kv_free(&ws->embed);
	clients_free(ws->clients);
	runbook_free(ws->runbook);
	memset(ws, 0, sizeof(*ws));
}

char *workspace_path_new(const struct workspace *ws, const char *file)
{
	if (!strncmp(file, "~/", 2))
		return mem_fmt("%s/%s", ws->home, file + 2);
	return *file == '/' ? mem_str(file) : mem_fmt("%s/%s", ws->root, file);
}

const char *workspace_helper(const struct workspace *ws, const char *file)
{
	return ws->helper_here && !workspace_is_outside(file) ? ws->helper_here : ws->helper;
}

int workspace_is_outside(const char *file)
{
	return *file == '/' || !strncmp(file, "~/", 2);
}

const char *workspace_fence(const struct workspace *ws, const char *file)
{
	return workspace_is_outside(file) ? ws->home : ws->root;
}
