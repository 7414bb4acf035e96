/* SPDX-License-Identifier: MIT */
/* pins: which account the entries of a row are pinned to, as the clients' files have it. */
#include "work/pins.h"

#include "base/map.h"
#include "base/mem.h"
#include "files/client_claim.h"
#include "vendors/pipedream.h"
#include "work/disk.h"

#include <stdlib.h>
#include <string.h>

/* What is looked for, and what was found; the row's tenants by their place in it. */
struct pins {
	const struct registry_row *row;
	char *found; /* one a tenant: was it found? */
	struct claim claim;
	struct kv *facts;
};

static void take(struct pins *p, const struct client_look *look)
{
	size_t i;

	for (i = 0; i < p->row->servers.n; i++) {
		const struct kv_pair *cell = &p->row->servers.v[i];
		size_t at = p->found[i] ? MAP_NONE : client_look_find(look, cell->value);
		const char *account;
		char *key;

		if (at == MAP_NONE)
			continue;
		claim_read(&p->claim, look, at);
		account = claim_header(&p->claim, "x-pd-account-id");
		if (!pipedream_is_account(account))
			continue;
		p->found[i] = 1;
		key = mem_fmt("kept.%s", cell->key);
		kv_add(p->facts, key, account);
		free(key);
	}
}

static void read_file(struct pins *p, const struct workspace *ws, const struct client *cl, const char *file)
{
	char *path = workspace_path_new(ws, file);
	struct err why = ERR_INIT;
	struct client_look *look;
	struct disk_file f;

	if (!disk_peek(&f, path, workspace_fence(ws, file), &why)) {
		/* most files pin nothing, and need not be taken apart */
		if (f.exists && memmem(f.bytes, f.n, "x-pd-account-id", 15)) {
			look = client_look_new(cl, f.bytes, f.n, file, &why);
			if (look)
				take(p, look);
			client_look_free(look);
		}
		disk_file_free(&f);
	}
	free(path);
}

void pins_tell(const struct workspace *ws, const struct registry_row *row, struct kv *facts)
{
	struct pins p = { .row = row, .facts = facts };
	size_t i;

	p.found = mem_alloc(row->servers.n + 1);
	for (i = 0; ws->clients && i < ws->client_ids.n; i++) {
		const struct client *cl = clients_find(ws->clients, ws->client_ids.v[i].key);

		if (cl && cl->project)
			read_file(&p, ws, cl, cl->project);
		if (cl && cl->user)
			read_file(&p, ws, cl, cl->user);
	}
	claim_free(&p.claim);
	free(p.found);
}
