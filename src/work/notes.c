/* SPDX-License-Identifier: MIT */
/* notes: what a registry row says of a case. The notes are data for people and agents: English, whatever the locale. */
#include "work/notes.h"

#include "base/clock.h"
#include "base/mem.h"
#include "runbook/evidence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *tenant_fact(const struct kv *facts, const char *prefix, const char *tenant)
{
	char *key = mem_fmt("%s.%s", prefix, tenant);
	const char *v = kv_get(facts, key);

	free(key);
	return v;
}

int notes_held(const struct kv *facts, const char *tenant)
{
	return tenant_fact(facts, "held", tenant) != NULL;
}

int notes_verified(const struct kv *facts, const char *tenant)
{
	const char *state = tenant_fact(facts, "accounts.tenant", tenant);
	const char *listed = tenant_fact(facts, "tools.mcp", tenant);

	return state && !strcmp(state, "connected") && listed && strtol(listed, NULL, 10) > 0 &&
	       !notes_held(facts, tenant);
}

/* What is true of a tenant that is not verified; each form may stand in a row of an earlier walk. */
static const char *const waiting[] = { "not connected yet.", "connection not checked.",
				       "connection needs renewing.", "connected, tools not verified." };

#define WAITING (sizeof(waiting) / sizeof(*waiting))

static const char *waiting_now(const struct kv *facts, const char *tenant)
{
	const char *state = tenant_fact(facts, "accounts.tenant", tenant);

	if (strcmp(kv_or(facts, "accounts.result", ""), "ok") != 0 || !state || !strcmp(state, "unknown"))
		return waiting[1]; /* unknown is never absent */
	if (!strcmp(state, "connected"))
		return waiting[3];
	return strcmp(state, "none") ? waiting[2] : waiting[0];
}

static int in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Where `what` stands as words of its own: "co not connected yet." is no part of "acme-co not connected yet." */
static const char *find(const char *text, const char *what)
{
	const char *at = text ? strstr(text, what) : NULL;
	size_t n = strlen(what);

	while (at && ((at > text && in_name(at[-1])) || (in_name(what[n - 1]) && in_name(at[n]))))
		at = strstr(at + 1, what);
	return at;
}

static int says_verified(const char *notes, const char *tenant)
{
	char *s = mem_fmt("%s connect verified", tenant);
	int says = find(notes, s) != NULL;

	free(s);
	return says;
}

/* The sentence of ours that calls this tenant waiting, or NULL; heap string. */
static char *waiting_in(const char *notes, const char *tenant)
{
	size_t i;

	for (i = 0; i < WAITING; i++) {
		char *s = mem_fmt("%s %s", tenant, waiting[i]);

		if (find(notes, s))
			return s;
		free(s);
	}
	return NULL;
}

/* Does that tenant of the row, whom this walk did not verify, stand in the way of LIVE? */
static int waits_still(const struct registry_row *old, const char *tenant)
{
	char *s = waiting_in(old->notes, tenant);
	int still = s != NULL;

	free(s);
	if (!still && old->status && !strcmp(old->status, "PENDING"))
		still = !says_verified(old->notes, tenant);
	return still;
}

const char *notes_status(const struct kv *facts, const struct registry_row *old)
{
	size_t i, waits = 0, fresh = 0, asked = 0;

	for (i = 0; i < facts->n; i++) {
		const char *tenant = facts->v[i].value;

		if (strcmp(facts->v[i].key, "tenant") != 0)
			continue;
		asked++;
		if (notes_verified(facts, tenant))
			continue;
		waits++;
		fresh += !old || !kv_get(&old->servers, tenant);
	}
	if (fresh || (!asked && !old))
		return "PENDING"; /* nobody was verified */
	if (waits || !asked)
		return NULL;
	for (i = 0; old && i < old->servers.n; i++)
		if (!notes_verified(facts, old->servers.v[i].key) &&
		    waits_still(old, old->servers.v[i].key))
			return NULL;
	return "LIVE";
}

/* When it was asked: a walk may be taken up again on a later day. */
static void date_of(const struct kv *facts, const char *key, char out[CLOCK_STAMP])
{
	struct evidence ev;
	time_t at = clock_now();

	evidence_parse(kv_or(facts, key, ""), &ev);
	if (clock_parse(ev.at, &at))
		at = clock_now();
	clock_date(at, out);
	evidence_free(&ev);
}

static void tenant_sentence(const struct kv *facts, const char *tenant, struct buf *out)
{
	const char *account = tenant_fact(facts, "accounts.account", tenant);
	char date[CLOCK_STAMP];

	if (notes_verified(facts, tenant)) {
		date_of(facts, "tools.evidence", date);
		buf_addf(out, "%s connect verified %s", tenant, date);
		if (account && *account)
			buf_addf(out, " (%s)", account);
		buf_addc(out, '.');
		return;
	}
	buf_addf(out, "%s %s", tenant, waiting_now(facts, tenant));
}

/* The notes are data, so this is not the translated sentence of the rail. */
void notes_composio(const struct kv *facts, struct buf *out)
{
	size_t i;

	evidence_composio(facts, out);
	buf_addc(out, '.');
	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "composio.candidate"))
			buf_addf(out, " Mentioned by %.*s, not the same.",
				 (int)strcspn(facts->v[i].value, "\t"), facts->v[i].value);
}

void notes_pipedream(const struct kv *facts, struct buf *out)
{
	evidence_pipedream(facts, out);
	buf_addc(out, '.');
}

void notes_native(const struct kv *facts, struct buf *out)
{
	size_t before = out->len;

	evidence_native(facts, "The official MCP registry", out);
	if (out->len > before)
		buf_addc(out, '.');
}

void notes_asked(const struct kv *facts, const char *between, struct buf *out)
{
	struct buf native = BUF_INIT;

	notes_composio(facts, out);
	buf_adds(out, between);
	notes_pipedream(facts, out);
	notes_native(facts, &native);
	if (native.len)
		buf_addf(out, "%s%s", between, native.p);
	buf_free(&native);
}

void notes_github(const struct kv *facts, struct buf *out)
{
	const char *result = kv_or(facts, "issues.result", ""), *open = kv_or(facts, "issues.open", "0");
	char date[CLOCK_STAMP];

	date_of(facts, "issues.evidence", date);
	if (!*result)
		buf_adds(out, "GitHub was not asked for requests.");
	else if (!strcmp(result, "unknown") && !kv_get(facts, "issues.evidence"))
		buf_adds(out, "GitHub was not asked for requests (offline).");
	else if (!strcmp(result, "unknown"))
		buf_addf(out, "GitHub could not be asked for requests %s.", date);
	else if (!strcmp(result, "absent"))
		buf_addf(out, "GitHub, asked %s: no request for it.", date);
	else if (!strcmp(kv_or(facts, "issues.requests", ""), "1"))
		buf_addf(out, "GitHub, asked %s: one request that speaks of it, %s.", date, *open == '1' ? "open" : "closed");
	else
		buf_addf(out, "GitHub, asked %s: %s requests that speak of it, %s of them open.", date,
			 kv_or(facts, "issues.requests", "?"), open);
	if (!strcmp(kv_or(facts, "file-issue.result", ""), "created")) {
		date_of(facts, "file-issue.evidence", date);
		buf_addf(out, " Filed %s as issue %s.", date, kv_or(facts, "file-issue.issue_number", "?"));
	}
}

/* Put `with` in the place of `what`; 1 when it stood there. */
static int replace(struct buf *b, const char *what, const char *with)
{
	const char *at = find(buf_str(b), what);
	struct buf n = BUF_INIT;

	if (!at)
		return 0;
	buf_add(&n, b->p, (size_t)(at - b->p));
	buf_adds(&n, with);
	buf_adds(&n, at + strlen(what));
	buf_free(b);
	*b = n;
	return 1;
}

int notes_accepted(const char *notes, const char *tenant)
{
	char *s = mem_fmt("%s shares", tenant);
	const char *at = find(notes, s);
	int is = at && strstr(at, " with another tenant, accepted:");

	free(s);
	return is;
}

/* What a tenant shares with another one and a person found right: once, in that person's words. */
static size_t add_accepted(const struct kv *facts, const char *tenant, struct buf *notes)
{
	const char *note = tenant_fact(facts, "board.note", tenant), *login = tenant_fact(facts, "accounts.login", tenant);
	const char *account = tenant_fact(facts, "accounts.account", tenant);

	if (note && !notes_accepted(buf_str(notes), tenant)) {
		buf_addf(notes, "%s%s shares %s with another tenant, accepted: %s.", notes->len ? " " : "", tenant,
			 login ? "its login" : account ? account : "its account", note);
		return 1;
	}
	return 0;
}

/* Bring one tenant's sentence up to date in notes that are not all ours; 1 when something changed. */
static int refresh(const struct kv *facts, const char *tenant, struct buf *notes)
{
	const char *account = tenant_fact(facts, "accounts.account", tenant);
	struct buf now = BUF_INIT;
	char *wait = waiting_in(buf_str(notes), tenant);
	int changed = 0, said;

	tenant_sentence(facts, tenant, &now);
	if (notes_verified(facts, tenant)) {
		changed = wait && replace(notes, wait, now.p);
		said = account && *account ? find(buf_str(notes), account) != NULL
					   : says_verified(buf_str(notes), tenant);
	} else {
		said = wait || says_verified(buf_str(notes), tenant);
	}
	if (!changed && !said) {
		buf_addf(notes, "%s%s", notes->len ? " " : "", now.p);
		changed = 1;
	}
	free(wait);
	buf_free(&now);
	return changed;
}

char *notes_new(const struct kv *facts, const char *story, int turns, const struct registry_row *old)
{
	struct buf out = BUF_INIT;
	size_t i, changed = 0;

	if (old && old->notes)
		buf_adds(&out, old->notes);
	if (!old || (turns && !strstr(buf_str(&out), story))) {
		buf_addf(&out, "%s%s", out.len ? " " : "", story);
		changed = 1;
	}
	for (i = 0; i < facts->n; i++) {
		const char *tenant = facts->v[i].value;

		if (strcmp(facts->v[i].key, "tenant") != 0)
			continue;
		if (old && kv_get(&old->servers, tenant) && !notes_verified(facts, tenant))
			continue; /* it was there before us; we know nothing better */
		if (old) {
			changed += (size_t)refresh(facts, tenant, &out);
		} else {
			buf_addc(&out, ' ');
			tenant_sentence(facts, tenant, &out);
		}
		changed += add_accepted(facts, tenant, &out);
	}
	if (old && !changed) {
		buf_free(&out);
		return NULL;
	}
	return buf_detach(&out);
}
