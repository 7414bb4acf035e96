/* SPDX-License-Identifier: MIT */
/* workspace_settings: what toolgap.yaml says, of the workspace or of its person. */
#include "work/workspace_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"
#include "work/disk.h"
#include "work/settings.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Settings name files inside of the workspace: relative, without "..". */
static int take_path(char **field, const struct yaml *doc, const char *key, const char *name,
		     struct err *e)
{
	const struct yaml *y = yaml_get(doc, key);
	const char *s = y ? y->value : NULL;

	if (!y)
		return 0;
	/* "~/" would lead home, and what lies in .git can be run */
	if (!s || !*s || strchr("/~", *s) || strstr(s, "..") || strchr(s, '\\') || strchr(s, '\n') ||
	    !strncmp(s, ".git/", 5) || strstr(s, "/.git/"))
		return err_set(e, E_FAIL,
			       _("%s:%zu:%zu: '%s' must be a path inside of the workspace, without '..', '~' or '.git'. Nothing was changed."),
			       name, y->line, y->col, key);
	free(*field);
	*field = text_safe_new(s, 1000);
	return 0;
}

/* "my-team.workers.dev": what may stand in an address behind the name of a Worker. */
static int take_domain(char **field, const struct yaml *doc, const char *key, const char *name,
		       struct err *e)
{
	const struct yaml *y = yaml_get(doc, key);
	const char *s = y ? y->value : NULL;

	if (!y)
		return 0;
	if (!s || strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") != strlen(s) || !strchr(s, '.') ||
	    strstr(s, "..") || strchr(".-", *s) || strlen(s) > 180)
		return err_set(e, E_FAIL,
			       _("%s:%zu:%zu: '%s' must be a domain in lower case, for instance my-team.workers.dev. Nothing was changed."),
			       name, y->line, y->col, key);
	free(*field);
	*field = mem_str(s);
	return 0;
}

static int take_names(struct kv *list, const struct yaml *doc, const char *key, const char *name,
		      struct err *e)
{
	const struct yaml *y = yaml_get(doc, key);

	if (!y)
		return 0;
	if (y->kind != YAML_LIST)
		return err_set(e, E_FAIL,
			       _("%s:%zu:%zu: '%s' must be a list, for instance [ascend, kahuna]. Nothing was changed."),
			       name, y->line, y->col, key);
	kv_free(list);
	yaml_each(it, y) {
		if (!it->value || !text_is_name(it->value, 0))
			return err_set(e, E_FAIL,
				       _("%s:%zu:%zu: a name under '%s' must start with a-z or 0-9, then a-z 0-9 _ -, at most 63 characters. Nothing was changed."),
				       name, it->line, it->col, key);
		if (!kv_get(list, it->value))
			kv_add(list, it->value, "");
	}
	return 0;
}

/* Folders that links may lead into: a person's own word, since a workspace may be somebody else's. */
static int take_links(const struct workspace *ws, const struct yaml *doc, const char *name, int own,
		      struct err *e)
{
	const struct yaml *y = yaml_get(doc, "links");
	char *path, real[PATH_MAX];

	if (!y)
		return 0;
	if (own)
		return err_set(e, E_FAIL,
			       _("%s:%zu:%zu: 'links' counts in your own toolgap.yaml (~/.config/toolgap) only: a workspace does not say where links may lead. Nothing was changed; take it out here."),
			       name, y->line, y->col);
	if (y->kind != YAML_LIST)
		return err_set(e, E_FAIL,
			       _("%s:%zu:%zu: 'links' must be a list of folders, for instance [/srv/dotfiles]. Nothing was changed."),
			       name, y->line, y->col);
	yaml_each(it, y) {
		if (!it->value || (*it->value != '/' && strncmp(it->value, "~/", 2) != 0))
			return err_set(e, E_FAIL,
				       _("%s:%zu:%zu: a folder under 'links' begins with '/' or '~/'. Nothing was changed."),
				       name, it->line, it->col);
		path = *it->value == '/' ? mem_str(it->value) : workspace_path_new(ws, it->value);
		/* one that is not there has nothing that a link could lead to */
		if (realpath(path, real) && real[1])
			disk_allow(real);
		free(path);
	}
	return 0;
}

int workspace_settings(struct workspace *ws, const char *path, const char *fence, struct err *e)
{
	struct disk_file f;
	struct yaml *doc = NULL;
	char *own = NULL;
	int rc = -1;

	if (disk_peek(&f, path, fence, e))
		return -1;
	if (!f.exists) {
		disk_file_free(&f);
		return 0;
	}
	doc = yaml_parse(f.bytes, f.n, path, e);
	if (!doc)
		goto out;
	if (take_path(&ws->registry, doc, "registry", path, e) ||
	    take_path(&ws->tools, doc, "tools", path, e) ||
	    take_path(&ws->decisions, doc, "decisions", path, e) ||
	    take_path(&ws->workers, doc, "workers", path, e) ||
	    take_path(&ws->ledger, doc, "ledger", path, e) ||
	    take_path(&ws->snippets, doc, "snippets", path, e) ||
	    take_domain(&ws->worker_domain, doc, "worker_domain", path, e) ||
	    take_path(&own, doc, "runbook", path, e) ||
	    take_names(&ws->tenants, doc, "tenants", path, e) ||
	    take_names(&ws->client_ids, doc, "clients", path, e) ||
	    take_links(ws, doc, path, fence != NULL, e) || settings_cost(&ws->cost, doc, path, e) ||
	    settings_vectors(&ws->vectors, doc, path, e) || settings_embed(&ws->embed, doc, path, e))
		goto out;
	if (own) {
		free(ws->runbook_file);
		ws->runbook_file = mem_fmt("%s/%s", ws->root, own);
	}
	if (yaml_str(doc, "oauth_app")) {
		free(ws->oauth_app);
		ws->oauth_app = text_safe_new(yaml_str(doc, "oauth_app"), 64);
	}
	if (yaml_str(doc, "helper")) {
		char **to = fence ? &ws->helper_here : &ws->helper;

		free(*to);
		*to = text_safe_new(yaml_str(doc, "helper"), 300);
	}
	rc = 0;
out:
	free(own);
	yaml_free(doc);
	disk_file_free(&f);
	return rc;
}
