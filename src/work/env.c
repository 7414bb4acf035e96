/* SPDX-License-Identifier: MIT */
/* env: addresses and credentials from the environment. */
#include "work/env.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum use { ADDRESS, SECRET, PLAIN };

static const struct row {
	const char *name, *also, *fallback;
	enum use use;
	size_t at;
} rows[] = {
	{ "COMPOSIO_BASE_URL", NULL, "https://backend.composio.dev", ADDRESS,
	  offsetof(struct vendor_env, composio_url) },
	{ "COMPOSIO_API_KEY", NULL, NULL, SECRET, offsetof(struct vendor_env, composio_key) },
	{ "PIPEDREAM_BASE_URL", NULL, "https://api.pipedream.com", ADDRESS,
	  offsetof(struct vendor_env, pipedream_url) },
	{ "PIPEDREAM_MCP_URL", NULL, "https://remote.mcp.pipedream.net/v3", ADDRESS,
	  offsetof(struct vendor_env, pipedream_mcp_url) },
	{ "PIPEDREAM_CLIENT_ID", "client_id", NULL, SECRET,
	  offsetof(struct vendor_env, pipedream_client_id) },
	{ "PIPEDREAM_CLIENT_SECRET", "client_secret", NULL, SECRET,
	  offsetof(struct vendor_env, pipedream_client_secret) },
	{ "PIPEDREAM_PROJECT_ID", "project_id", NULL, PLAIN,
	  offsetof(struct vendor_env, pipedream_project) },
	{ "PIPEDREAM_PROJECT_ENVIRONMENT", NULL, "production", PLAIN,
	  offsetof(struct vendor_env, pipedream_environment) },
};

#define ROWS (sizeof(rows) / sizeof(*rows))

static char **field(struct vendor_env *env, const struct row *r)
{
	return (char **)(void *)((char *)env + r->at);
}

static void forget(char *s)
{
	if (s)
		explicit_bzero(s, strlen(s));
	free(s);
}

int env_load(struct vendor_env *env, struct err *e)
{
	size_t i;

	memset(env, 0, sizeof(*env));
	for (i = 0; i < ROWS; i++) {
		const char *s = getenv(rows[i].name);

		if ((!s || !*s) && rows[i].also)
			s = getenv(rows[i].also);
		if (!s || !*s)
			s = rows[i].fallback;
		*field(env, &rows[i]) = mem_str(s);
		if (rows[i].use == ADDRESS && !http_url_ok(s)) {
			char *shown = text_safe_new(s, 200);

			err_set(e, E_USAGE,
				_("%s is '%s', which is not an https:// address (http:// is for loopback hosts only). Nothing was asked or changed."),
				rows[i].name, shown);
			free(shown);
			env_free(env);
			return -1;
		}
	}
	if (strcmp(env->pipedream_environment, "production") != 0 &&
	    strcmp(env->pipedream_environment, "development") != 0) {
		env_free(env);
		return err_set(e, E_USAGE,
			       _("PIPEDREAM_PROJECT_ENVIRONMENT must be production or development. Nothing was asked or changed."));
	}
	return 0;
}

void env_free(struct vendor_env *env)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		forget(*field(env, &rows[i]));
	forget(env->bearer);
	memset(env, 0, sizeof(*env));
}

void env_known(const struct vendor_env *env, struct kv *known)
{
	if (env->composio_key)
		kv_add(known, "COMPOSIO_API_KEY", env->composio_key);
	if (env->pipedream_client_id)
		kv_add(known, "PIPEDREAM_CLIENT_ID", env->pipedream_client_id);
	if (env->pipedream_client_secret)
		kv_add(known, "PIPEDREAM_CLIENT_SECRET", env->pipedream_client_secret);
	if (env->bearer)
		kv_add(known, "PIPEDREAM_OAUTH_BEARER", env->bearer);
}

void env_forget(struct kv *known)
{
	size_t i;

	for (i = 0; i < known->n; i++)
		explicit_bzero(known->v[i].value, strlen(known->v[i].value));
	kv_free(known);
}

int env_give(struct vendor_env *env, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < ROWS; i++) {
		char **f = field(env, &rows[i]);

		if (strcmp(rows[i].name, name) != 0)
			continue;
		forget(*f);
		*f = mem_str(value);
		return 1;
	}
	return 0;
}

int env_is_set(const char *name, int also)
{
	const char *s = getenv(name);
	size_t i;

	for (i = 0; also && !(s && *s) && i < ROWS; i++)
		if (rows[i].also && !strcmp(rows[i].name, name))
			s = getenv(rows[i].also);
	return s && *s;
}

const char *env_mcp_url(const struct vendor_env *env)
{
	return env->pipedream_mcp_url;
}
