/* SPDX-License-Identifier: MIT */
/* check_files: the rules of the clients' files: 4, the same servers in each one's own form; 5, no literal secret. */
#include "base/i18n.h"
#include "base/mem.h"
#include "files/secrets.h"
#include "work/check_own.h"
#include "work/fix.h"
#include "work/form.h"

#include <stdlib.h>
#include <string.h>

static int writable(const struct check_file *f)
{
	return !f->personal || !f->cl->user_cannot;
}

/* May toolgap write this server of the list into that file by itself? Asked where something is wrong with it. */
static int copies(struct check *c, const struct check_file *to, size_t at)
{
	const struct client_look *list = c->file[0].look;
	struct entry *en;

	if (!writable(to))
		return 0;
	claim_read(&c->other, list, at);
	en = claim_fits(&c->other, to->cl) ? fix_entry_new(&c->other, client_look_at(list, at)->name, to->cl) : NULL;
	entry_free(en);
	return en != NULL;
}

static void fixed_by_copy(struct check *c, struct finding *x, const struct check_file *to, const char *server)
{
	x->fixable = 1;
	x->client = to->cl;
	x->server = mem_str(server);
	x->from = mem_str(c->file[0].path);
	x->from_client = c->file[0].cl;
}

/* ---- Rule 4: the form and the meaning of an entry */

static char *message_new(const struct check *c, const struct check_file *f, const char *server, enum client_fault k,
			 const char *what)
{
	const char *list = c->file[0].path;
	int is_list = f == &c->file[0];

	switch (k) {
	case FAULT_PROGRAM:
		return mem_fmt(_("The server '%s' is a program in one of %s and %s, and an address in the other."),
			       server, f->path, list);
	case FAULT_ADDRESS:
		return is_list || !*what ?
			form_says_new(f->cl, server, k, what) :
			mem_fmt(_("The server '%s' leads elsewhere here than in %s."), server, list);
	case FAULT_TENANT:
		return mem_fmt(_("The server '%s' acts for another tenant here than in %s (its header %s)."), server, list, what);
	case FAULT_APP:
		return mem_fmt(_("The server '%s' is for another app here than in %s (its header %s)."), server, list, what);
	case FAULT_HEADER:
		return mem_fmt(_("The header '%s' of '%s' is not as in %s."), what, server, list);
	default:
		return form_says_new(f->cl, server, k, what);
	}
}

static const enum check_what kind_of[FAULTS] = {
	[FAULT_PROGRAM] = OTHER_KIND,	  [FAULT_ADDRESS] = OTHER_ADDRESS, [FAULT_TENANT] = OTHER_TENANT,
	[FAULT_APP] = OTHER_APP,	  [FAULT_HEADER] = OTHER_HEADER,   [FAULT_MEMBER] = FOREIGN_MEMBER,
	[FAULT_LACKS] = LACKING_MEMBER,	  [FAULT_VARIABLE] = FOREIGN_VARIABLE,
};

/* Another address, app or tenant: then it is not for toolgap to say which of the two entries is the right one. */
static int is_another(const struct client_faults *f)
{
	return f->what[FAULT_PROGRAM] || f->what[FAULT_ADDRESS] || f->what[FAULT_TENANT] || f->what[FAULT_APP];
}

static void tell_faults(struct check *c, const struct check_file *f, size_t i, const struct client_faults *faults)
{
	const struct client_seen *s = client_look_at(f->look, i);
	const struct client_look *list = c->file[0].look;
	size_t in_list;
	int fixes = -1;
	size_t k;

	for (k = 0; k < FAULTS; k++) {
		struct finding *x;

		if (!faults->what[k])
			continue;
		if (fixes < 0) {
			in_list = list ? client_look_find(list, s->name) : MAP_NONE;
			fixes = in_list != MAP_NONE && !is_another(faults) && copies(c, f, in_list);
		}
		x = check_add(c, kind_of[k], f->path, s->line, "%s:%s", f->cl->id, s->name);
		x->message = message_new(c, f, s->name, (enum client_fault)k, faults->what[k]);
		if (fixes) {
			fixed_by_copy(c, x, f, s->name);
			x->fix = mem_str(_("toolgap check --fix brings the entry up to date; what is yours in it stays."));
		} else if (is_another(faults) && f != &c->file[0]) {
			x->fix = mem_fmt(_("Look which of the two is right, and correct the other by hand; toolgap plan --replace-foreign writes it anew."));
		} else {
			x->fix = mem_str(_("Correct the entry by hand, or write it anew with toolgap plan."));
		}
	}
}

static void one_entry(struct check *c, const struct check_file *f, size_t i)
{
	const struct check_file *list = &c->file[0];
	size_t in_list = f != list && list->look ? client_look_find(list->look, client_look_at(f->look, i)->name) : MAP_NONE;
	struct client_faults faults = { { NULL } };

	claim_read(&c->claim, f->look, i);
	claim_form(&c->claim, &faults);
	if (in_list != MAP_NONE) {
		claim_read(&c->other, list->look, in_list);
		/* the list's own form is the list's own finding */
		claim_same(&c->claim, &c->other, &faults);
	}
	tell_faults(c, f, i, &faults);
	client_faults_free(&faults);
}

static void extra(struct check *c, const struct check_file *f, const struct client_seen *s)
{
	struct finding *x;

	/* a personal file may serve other workspaces; a row that names it is rule 2 */
	if (c->reg_bad || c->file[0].bad || f->personal || map_get(&c->rows.routed, s->name) != MAP_NONE)
		return;
	x = check_add(c, EXTRA_ENTRY, f->path, s->line, "%s:%s", f->cl->id, s->name);
	x->message = mem_fmt(_("%s has the server '%s', which neither %s nor a row of the registry has."), f->cl->name,
			     s->name, c->file[0].path);
	x->fix = mem_str(_("Write it for all clients with toolgap plan, or take it out."));
}

static void entries(struct check *c, const struct check_file *f)
{
	const struct client_look *list = c->file[0].look;
	size_t i;

	for (i = 0; i < client_look_count(f->look); i++) {
		const struct client_seen *s = client_look_at(f->look, i);
		int known = f->look == list || (list && client_look_find(list, s->name) != MAP_NONE);

		if (!check_counts(&c->rows.routed, s->name))
			continue;
		/* of what a personal file calls by a name of ours, only that which this workspace has is ours */
		if (known || !f->personal || map_get(&c->rows.routed, s->name) != MAP_NONE)
			one_entry(c, f, i);
		if (!known)
			extra(c, f, s);
	}
}

/* ---- Rule 4: all servers in every file */

enum family { OURS, COMPOSIO, ROUTED, FAMILIES };

static enum family family_of(const char *server)
{
	if (!strncmp(server, "pipedream-", 10) || !strncmp(server, "native-", 7))
		return OURS;
	return !strncmp(server, "composio-", 9) ? COMPOSIO : ROUTED;
}

/* In any of this client's files? */
static int has(const struct check *c, const struct client *cl, const char *server)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->file[i].cl == cl && c->file[i].look && client_look_find(c->file[i].look, server) != MAP_NONE)
			return 1;
	return 0;
}

/* What a file of this client holds that cannot be read, nobody knows. */
static int unknown(const struct check *c, const struct client *cl)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->file[i].cl == cl && c->file[i].bad)
			return 1;
	return 0;
}

/* Which of the list's families does this client have a server of? */
static void families(const struct check *c, const struct client *cl, int carries[FAMILIES])
{
	const struct client_look *list = c->file[0].look;
	size_t i;

	memset(carries, 0, FAMILIES * sizeof(*carries));
	carries[OURS] = 1; /* what toolgap writes, it writes for every client */
	for (i = 0; i < client_look_count(list); i++) {
		const char *server = client_look_at(list, i)->name;
		int *known = &carries[family_of(server)];

		if (!*known && check_counts(&c->rows.routed, server))
			*known = has(c, cl, server);
	}
}

static void tell_missing(struct check *c, const struct check_file *f, size_t i)
{
	const struct client_seen *s = client_look_at(c->file[0].look, i);
	struct finding *x = check_add(c, MISSING_ENTRY, f->path, client_look_line(f->look), "%s:%s", f->cl->id, s->name);

	x->message = mem_fmt(_("%s does not have the server '%s' that %s has."), f->cl->name, s->name, c->file[0].path);
	if (!c->reg_bad && copies(c, f, i)) { /* its row may say that it was taken out */
		fixed_by_copy(c, x, f, s->name);
		x->fix = mem_fmt(_("toolgap check --fix copies it in the form of %s."), f->cl->name);
	} else {
		x->fix = mem_fmt(_("Add it to %s by hand."), f->path);
	}
}

/*
 * A client that has no server of a vendor at all is taken to do without that vendor: whoever set it up, or toolgap
 * itself, when it made the file for one toolkit, meant it so. That is said, and is no drift.
 */
static void missing(struct check *c, const struct check_file *f)
{
	const struct client_look *list = c->file[0].look;
	size_t i, without = 0;
	int carries[FAMILIES];

	if (!list || unknown(c, f->cl))
		return;
	families(c, f->cl, carries);
	for (i = 0; i < client_look_count(list); i++) {
		const char *server = client_look_at(list, i)->name;

		if (!check_counts(&c->rows.routed, server) || check_is_out(&c->rows, server) || (carries[family_of(server)] && has(c, f->cl, server)))
			continue;
		claim_read(&c->other, list, i);
		if (!claim_fits(&c->other, f->cl))
			continue; /* this client cannot have it: clients.yaml says why */
		if (carries[family_of(server)])
			tell_missing(c, f, i);
		else
			without += family_of(server) == COMPOSIO;
	}
	if (without)
		kv_addf(&c->f->notes, f->cl->id,
			/* TRANSLATORS: client, file, number of servers */
			ngettext("%s has no composio-… server, and %s has %zu; that is taken as meant.",
				 "%s has no composio-… server, and %s has %zu; that is taken as meant.", without),
			f->cl->name, c->file[0].path, without);
}

void check_clients(struct check *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		const struct check_file *f = &c->file[i];

		if (!f->look)
			continue;
		entries(c, f);
		if (i && f->listed)
			missing(c, f);
	}
}

/* ---- Rule 5 */

static void tell_secret(struct check *c, const struct check_file *f, size_t line, const char *server)
{
	const struct client_look *list = c->file[0].look;
	size_t at = server && list ? client_look_find(list, server) : MAP_NONE;
	struct finding *x = server ? check_add(c, LITERAL_SECRET, f->path, line, "%s:%s", f->cl->id, server) :
				     check_add(c, LITERAL_SECRET, f->path, line, "%s", f->cl->id);

	x->message = server ? mem_fmt(_("What stands here in the entry '%s' looks like a literal secret; everyone who reads this file has it."), server) :
			      mem_str(_("What stands here looks like a literal secret; everyone who reads this file has it."));
	if (server && check_counts(&c->rows.routed, server) && at != MAP_NONE && copies(c, f, at)) {
		fixed_by_copy(c, x, f, server);
		x->fix = mem_str(_("toolgap check --fix writes a reference to a variable in its place; and have the vendor replace the key: the old one may be known."));
	} else {
		x->fix = mem_str(_("Write a reference to a variable in its place, and have the vendor replace the key: the old one may be known."));
	}
}

void check_secrets(struct check *c)
{
	size_t i, k;

	for (i = 0; i < c->n; i++) {
		const struct check_file *f = &c->file[i];
		struct secret_places places = { NULL, 0, 0 };
		size_t from = 0;

		if (f->disk.exists && (f->look || f->bad))
			secrets_find(f->disk.bytes, f->disk.n, c->how->known, &places);
		for (k = 0; k < places.n; k++) {
			size_t at = f->look ? client_look_owner(f->look, places.v[k].at, places.v[k].line, &from) : MAP_NONE;
			const char *server = at == MAP_NONE ? NULL : client_look_at(f->look, at)->name;

			/* what else a person keeps in files of their own is theirs */
			if (!f->personal || (server && check_counts(&c->rows.routed, server)))
				tell_secret(c, f, places.v[k].line, server);
		}
		free(places.v);
	}
}
