/* SPDX-License-Identifier: MIT */
/* env: addresses and credentials from the environment. */
#include "work/env.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/jwt.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/pipedream.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A secret's field is a struct secret, every other one a string. */
#define PIPEDREAM_MCP "https://remote.mcp.pipedream.net/v3"

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
	{ "PIPEDREAM_MCP_URL", NULL, PIPEDREAM_MCP, ADDRESS,
	  offsetof(struct vendor_env, pipedream_mcp_url) },
	{ "PIPEDREAM_CLIENT_ID", "client_id", NULL, SECRET,
	  offsetof(struct vendor_env, pipedream_client_id) },
	{ "PIPEDREAM_CLIENT_SECRET", "client_secret", NULL, SECRET,
	  offsetof(struct vendor_env, pipedream_client_secret) },
	{ "PIPEDREAM_PROJECT_ID", "project_id", NULL, PLAIN,
	  offsetof(struct vendor_env, pipedream_project) },
	{ "PIPEDREAM_PROJECT_ENVIRONMENT", NULL, "production", PLAIN,
	  offsetof(struct vendor_env, pipedream_environment) },
	{ "MCP_REGISTRY_URL", NULL, "https://registry.modelcontextprotocol.io", ADDRESS,
	  offsetof(struct vendor_env, mcp_registry_url) },
	{ "GITHUB_API_URL", NULL, "https://api.github.com", ADDRESS,
	  offsetof(struct vendor_env, github_url) },
	{ "GITHUB_TOKEN", NULL, NULL, SECRET, offsetof(struct vendor_env, github_token) },
	{ "INFISICAL_DOMAIN", NULL, "https://app.infisical.com", ADDRESS,
	  offsetof(struct vendor_env, infisical_url) },
	{ "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", NULL, NULL, SECRET,
	  offsetof(struct vendor_env, infisical_id) },
	{ "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", NULL, NULL, SECRET,
	  offsetof(struct vendor_env, infisical_secret) },
	{ "INFISICAL_PROJECT_ID", NULL, NULL, PLAIN,
	  offsetof(struct vendor_env, infisical_project) },
	{ "INFISICAL_ENVIRONMENT", NULL, NULL, PLAIN,
	  offsetof(struct vendor_env, infisical_environment) },
	{ "CLOUDFLARE_API_BASE_URL", NULL, "https://api.cloudflare.com/client/v4", ADDRESS,
	  offsetof(struct vendor_env, cloudflare_url) },
	{ "CLOUDFLARE_API_TOKEN", NULL, NULL, SECRET,
	  offsetof(struct vendor_env, cloudflare_token) },
	{ "CLOUDFLARE_ACCOUNT_ID", NULL, NULL, PLAIN,
	  offsetof(struct vendor_env, cloudflare_account) },
};

#define ROWS (sizeof(rows) / sizeof(*rows))

static char **text_of(struct vendor_env *env, const struct row *r)
{
	return (char **)(void *)((char *)env + r->at);
}

static struct secret **secret_of(struct vendor_env *env, const struct row *r)
{
	return (struct secret **)(void *)((char *)env + r->at);
}

static void give(struct vendor_env *env, const struct row *r, const char *value)
{
	char **text;

	if (r->use == SECRET) {
		secret_set(secret_of(env, r), value);
		return;
	}
	text = text_of(env, r);
	free(*text);
	*text = mem_str(value);
}

static const char *in(const struct kv *file, const char *name)
{
	const char *s = name ? kv_get(file, name) : NULL;

	return s && *s ? s : NULL;
}

static const char *in_shell(const char *name)
{
	const char *s = name ? getenv(name) : NULL;

	return s && *s ? s : NULL;
}

/* NULL where neither has it. */
static const char *found(const struct row *r, const struct kv *file)
{
	const char *s = in_shell(r->name);

	s = s ? s : in_shell(r->also);
	s = s ? s : in(file, r->name);
	return s ? s : in(file, r->also);
}

/* An @ anywhere: what stands before it may be a password, also where the rest is no address. */
static int has_login(const char *s)
{
	return strchr(s, '@') != NULL; /* a password may hold a slash, too */
}

static int load(struct vendor_env *env, const struct kv *file, struct err *e)
{
	size_t i;

	for (i = 0; i < ROWS; i++) {
		const char *s = found(&rows[i], file);

		give(env, &rows[i], s ? s : rows[i].fallback);
		if (rows[i].use == ADDRESS && s && has_login(s))
			return err_set(e, E_USAGE,
				       _("%s holds a user name or a password, and credentials do not belong there: take what stands before the @ out of it. Nothing was asked or changed."),
				       rows[i].name);
		if (rows[i].use == ADDRESS && s && !http_url_ok(s)) {
			char *shown = text_safe_new(s, 200);

			err_set(e, E_USAGE,
				_("%s is '%s', which is not an https:// address (http:// is for loopback hosts only). Nothing was asked or changed."),
				rows[i].name, shown);
			free(shown);
			return -1;
		}
	}
	return 0;
}

int env_load(struct vendor_env *env, struct err *e)
{
	struct kv file = KV_INIT;
	int rc;

	memset(env, 0, sizeof(*env));
	rc = env_file(&file, 0, e) || load(env, &file, e) ? -1 : 0;
	env_forget(&file);
	if (rc) {
		env_free(env);
		return -1;
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
		give(env, &rows[i], NULL);
	secret_free(env->bearer);
	secret_free(env->fields);
	free(env->infisical_said);
	pipedream_share_free(env->share);
	memset(env, 0, sizeof(*env));
}

void env_known(const struct vendor_env *env, struct kv *known)
{
	struct vendor_env *own = (struct vendor_env *)(uintptr_t)env; /* only read */
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (rows[i].use == SECRET && *secret_of(own, &rows[i]))
			kv_add(known, rows[i].name, secret_bytes(*secret_of(own, &rows[i])));
	if (env->bearer)
		kv_add(known, "PIPEDREAM_OAUTH_BEARER", secret_bytes(env->bearer));
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
		if (strcmp(rows[i].name, name) != 0)
			continue;
		give(env, &rows[i], value);
		return 1;
	}
	return 0;
}

static const struct row *row_of(const char *name)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

static enum env_from from(const char *name, int bare)
{
	const struct row *r = row_of(name);
	const char *also = r ? r->also : NULL;
	struct kv file = KV_INIT;
	struct err unused = ERR_INIT;
	enum env_from where = ENV_NOWHERE;

	if (!bare && (in_shell(name) || in_shell(also)))
		return ENV_SHELL;
	if (!env_file(&file, bare, &unused) && (in(&file, name) || in(&file, also)))
		where = ENV_FILE;
	env_forget(&file);
	return where;
}

int env_is_set(const char *name)
{
	return in_shell(name) != NULL;
}

int env_is_over(const char *name)
{
	long long ends = env_is_set(name) ? jwt_ends(in_shell(name)) : -1;

	return ends >= 0 && ends <= (long long)clock_now();
}

enum env_from env_from(const char *name)
{
	return from(name, 0);
}

enum env_from env_from_bare(const char *name)
{
	return from(name, 1);
}

const char *env_mcp_url(const struct vendor_env *env)
{
	return env->pipedream_mcp_url;
}

const char *env_mcp_public(void)
{
	return PIPEDREAM_MCP;
}

int env_is_credential(const char *name)
{
	static const char *const names[] = { "COMPOSIO_API_KEY",       "PIPEDREAM_CLIENT_ID",
					     "PIPEDREAM_CLIENT_SECRET", "client_id",
					     "client_secret",	       "GITHUB_TOKEN",
					     "GH_TOKEN",	       "CLOUDFLARE_API_TOKEN" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return 1;
	return !strncmp(name, "INFISICAL_", strlen("INFISICAL_"));
}

#define CUT "\xe2\x80\xa6" /* what text_safe puts where it cut */
#define TOLD 8		    /* bytes of a key that say too much */
#define FIELD 60	    /* no field that cuts is shorter */

/* A text of a vendor's may have been cut within a key that it repeats: then the key's beginning stands at the cut. */
static int tells_beginning(const char *text, const char *key)
{
	size_t n = strlen(key), all = strlen(text), k;
	const char *at;
	char head[TOLD + 1];

	if (n <= TOLD)
		return 0;
	memcpy(head, key, TOLD);
	head[TOLD] = '\0';
	for (at = strstr(text, head); at; at = strstr(at + 1, head)) {
		for (k = TOLD; k < n && at[k] == key[k]; k++)
			;
		if (!strncmp(at + k, CUT, strlen(CUT)) || ((!at[k] || at[k] == '\t') && all >= FIELD)) {
			explicit_bzero(head, sizeof(head));
			return 1;
		}
	}
	explicit_bzero(head, sizeof(head));
	return 0;
}

static int tells(const char *text, const char *key)
{
	return strstr(text, key) || tells_beginning(text, key);
}

size_t env_redact(const struct vendor_env *env, struct kv *facts)
{
	struct kv known = KV_INIT;
	size_t i, k, found = 0;

	env_known(env, &known);
	for (i = 0; i < facts->n; i++)
		for (k = 0; k < known.n; k++)
			if (*known.v[k].value && (tells(facts->v[i].value, known.v[k].value) ||
						  strstr(facts->v[i].key, known.v[k].value))) {
				free(facts->v[i].value);
				facts->v[i].value = mem_str("[redacted]");
				found++;
			}
	env_forget(&known);
	return found;
}
