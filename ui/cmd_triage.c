/* SPDX-License-Identifier: MIT */
/* cmd_triage: which path, and why, for one provider or many side by side; no writes, no questions. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "ui/cmd.h"
#include "ui/triage_tell.h"
#include "ui/walks.h"
#include "work/disk.h"

#include <stdlib.h>
#include <string.h>

#define LIST_MAX (4u << 20)

/* A zero byte would end the list before its end, unseen: UTF-16 has one beside each letter. */
static int is_text(const char *from, const struct buf *b, struct err *e)
{
	const char *zero = b->len ? memchr(b->p, 0, b->len) : NULL, *p = b->p;
	size_t line = 1;

	if (!zero)
		return 1;
	for (; p < zero; p++)
		line += *p == '\n';
	(void)err_set(e, E_FAIL,
		      _("%s: line %zu holds a zero byte, so this is no list of names, or not one in UTF-8. Nobody was asked; "
			"save it as plain text, one provider a line, and run again."), from, line);
	return 0;
}

/* One a line; a byte order mark, empty lines and those that begin with # are none. */
static void split(const struct buf *b, struct kv *out)
{
	const char *p = buf_str(b);

	if (!strncmp(p, "\xef\xbb\xbf", 3))
		p += 3;
	while (*p) {
		size_t n = strcspn(p, "\r\n"), lead = strspn(p, " \t");
		char *one = mem_strn(p + (lead < n ? lead : n), lead < n ? n - lead : 0);

		if (*one && *one != '#')
			kv_add(out, one, "");
		free(one);
		p += n;
		p += strspn(p, "\r\n");
	}
}

/* Providers from --from FILE (- is standard input), one a line, behind those of the command line. */
static int providers(const struct options *o, struct kv *out, struct err *e)
{
	int input = o->from && !strcmp(o->from, "-");
	char *from = input ? mem_str(_("standard input")) : o->from ? disk_shown(o->from) : NULL;
	struct buf b = BUF_INIT;
	int rc = 0;

	kv_copy(out, &o->words);
	if (o->from)
		rc = (input ? disk_slurp_input(&b, LIST_MAX, e) : disk_slurp(o->from, &b, LIST_MAX, e)) ||
		     !is_text(from, &b, e);
	if (o->from && !rc)
		split(&b, out);
	buf_free(&b);
	free(from);
	if (rc)
		return -1;
	if (!out->n)
		return err_set(e, E_USAGE, _("Name a provider: toolgap triage \"Google Tag Manager\"."));
	return 0;
}

/* ---- what is said of each */

struct triage {
	struct house *h;
	const struct options *o;
	struct buf text; /* of the JSON document so far */
	struct json_out json;
	int code;
};

/* Its text, and what it does to the exit code: the first trouble counts, but missing credentials before any other. */
static int tell(void *arg, struct one_walk *c, struct err *e)
{
	struct triage *t = arg;
	int code = *c->e.msg ? (int)c->e.code : triage_code(c->d.wizard);
	struct buf b = BUF_INIT;
	int rc = 0;

	if (code && (!t->code || (code == E_CREDS && t->code != E_CREDS))) {
		t->code = code;
		*e = c->e;
		if (code == E_CREDS && !*e->msg)
			walks_missing(t->h, c, e);
		t->code = *e->msg ? e->code : code; /* a store that could not be asked leaves it undecided */
	}
	if (t->o->json) {
		triage_json(&t->json, c->provider, c->d.wizard, c->e.msg);
	} else {
		triage_text(&b, c->provider, c->d.wizard, c->e.msg, t->o->verbose);
		rc = put_stdout(buf_str(&b), b.len, e);
	}
	buf_free(&b);
	return rc;
}

int cmd_triage(const struct options *o, struct err *e)
{
	struct house h;
	struct kv names = KV_INIT;
	struct triage t = { .h = &h, .o = o };
	struct walks walks = { .h = &h, .o = o, .tell = tell, .arg = &t };
	int ended;

	if (providers(o, &names, e) || house_open(&h, o, 1, e)) {
		kv_free(&names);
		return e->code;
	}
	if (o->offline)
		tell_old(o, h.copies);
	json_out_init(&t.json, &t.text, 1);
	if (o->json) {
		json_open(&t.json, NULL, '{');
		json_put(&t.json, "schema", "toolgap.triage/1");
		json_open(&t.json, "providers", '[');
	}
	ended = walks_run(&walks, &names, e);
	if (o->json && !ended) {
		json_close(&t.json, ']');
		json_close(&t.json, '}');
		if (put_stdout(buf_str(&t.text), t.text.len, e))
			ended = e->code;
	}
	buf_free(&t.text);
	kv_free(&names);
	house_close(&h);
	return ended ? ended : t.code;
}
