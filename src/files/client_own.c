/* SPDX-License-Identifier: MIT */
/* client_own: the entries that toolgap writes. */
#include "files/client_own.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *own_prefix(const char *server)
{
	static const char *const all[] = { OWN_PIPEDREAM, OWN_NATIVE, OWN_WORKER };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strncmp(server, all[i], strlen(all[i])))
			return all[i];
	return NULL;
}

struct entry *own_pipedream_new(const char *server, const char *url, const char *environment, const char *tenant,
				const char *app, const char *oauth_app, const char *account)
{
	struct entry *en = entry_new(server, url);

	entry_header_add(en, "Authorization", "Bearer ", "PIPEDREAM_OAUTH_BEARER");
	entry_header_add(en, "x-pd-project-id", "", "PIPEDREAM_PROJECT_ID");
	entry_header_add(en, "x-pd-environment", environment, NULL);
	entry_header_add(en, "x-pd-external-user-id", tenant, NULL);
	entry_header_add(en, "x-pd-app-slug", app, NULL);
	if (oauth_app)
		entry_header_add(en, "x-pd-oauth-app-id", oauth_app, NULL);
	else
		entry_own_header(en, "x-pd-oauth-app-id");
	if (account)
		entry_header_add(en, "x-pd-account-id", account, NULL);
	return en;
}

struct entry *own_worker_new(const char *server, const char *url, const char *variable, const char *tenant)
{
	struct entry *en = entry_new(server, url);

	/* where `wrangler dev` answers is where an entry leads until the worker is deployed */
	entry_earlier_set(en, OWN_WORKER_LOCAL);
	entry_header_add(en, "Authorization", "Bearer ", variable);
	entry_header_add(en, "x-tenant", tenant, NULL);
	return en;
}

char *own_variable_new(const char *server, const char *header)
{
	const char *prefix = own_prefix(server), *rest = server + (prefix ? strlen(prefix) : 0);
	char *name = mem_fmt("%s%s_%s", isdigit((unsigned char)*rest) ? "_" : "", rest, header), *p;

	for (p = name; *p; p++)
		*p = isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p) : '_';
	return name;
}
