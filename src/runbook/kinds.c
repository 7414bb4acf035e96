/* SPDX-License-Identifier: MIT */
/* kinds: the table of step kinds, a row each. */
#include "runbook/kinds.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void facts_clear(struct kv *facts, const char *probe)
{
	size_t n = strlen(probe), i, to = 0;

	for (i = 0; i < facts->n; i++) {
		if (!strncmp(facts->v[i].key, probe, n) && facts->v[i].key[n] == '.') {
			free(facts->v[i].key);
			free(facts->v[i].value);
		} else {
			facts->v[to++] = facts->v[i];
		}
	}
	facts->n = to;
}

const char *facts_of(const struct kv *facts, const char *probe, const char *key)
{
	char *full = mem_fmt("%s.%s", probe, key);
	const char *value = kv_get(facts, full);

	free(full);
	return value;
}

const char *kind_proposal(const struct wizard *w, const struct step *st)
{
	const char *said = kv_get(&w->remembered, st->id);
	const char *now = st->fact ? kv_get(&w->facts, st->fact) : NULL;

	if (said && (!now || !strcmp(now, kv_or(&w->beside, st->id, now))))
		return said;
	return now;
}

const char *kind_probe(const struct step *st)
{
	return st->probe ? st->probe : st->kind->probe;
}

/* ---- ask */

static int ask_accept(const struct wizard *w, const struct step *st, const char *value,
		      struct buf *canon, struct err *e)
{
	ask_check *check = ask_check_find(st->check);

	if (!*value && kind_proposal(w, st))
		value = kind_proposal(w, st);
	return check(value, canon, e);
}

static const char *ask_settle(const struct wizard *w, const struct step *st)
{
	return kv_get(&w->facts, st->id);
}

static void ask_view(const struct wizard *w, const struct step *st, struct view *v)
{
	const char *p = kind_proposal(w, st);

	v->kind = VIEW_ASK;
	v->multi = st->check && !strcmp(st->check, "tenants");
	v->value = mem_str(p ? p : "");
}

/* ---- choose */

static void candidate(const char *row, char **slug, char **name, char **why)
{
	const char *a = strchr(row, '\t'), *b = a ? strchr(a + 1, '\t') : NULL;

	*slug = a ? mem_strn(row, (size_t)(a - row)) : mem_str(row);
	*name = a ? b ? mem_strn(a + 1, (size_t)(b - a - 1)) : mem_str(a + 1) : mem_str("");
	*why = mem_str(b ? b + 1 : "");
}

const struct option *kind_option(const struct wizard *w, const struct step *st, const char *value)
{
	size_t i, k;

	for (i = 0; i < st->n_options; i++) {
		const struct option *o = &st->options[i];

		if (o->when && !kv_get(&w->facts, o->when))
			continue;
		if (o->id && !strcmp(o->id, value) && strcmp(o->id, "*") != 0)
			return o;
		for (k = 0; o->each && k < w->facts.n; k++) {
			const char *row = w->facts.v[k].value;
			size_t n = strcspn(row, "\t");

			if (!strcmp(w->facts.v[k].key, o->each) && strlen(value) == n &&
			    !strncmp(row, value, n))
				return o;
		}
	}
	return NULL;
}

static void add_view_option(struct view *v, const char *id, const char *label, const char *hint)
{
	struct view_option o = { mem_str(id), mem_str(label), mem_str(hint ? hint : ""), NULL };

	v->options = mem_array(v->options, v->n_options + 1, sizeof(o));
	v->options[v->n_options++] = o;
}

/* What an option is called may name facts, too. */
static void add_filled(const struct wizard *w, const struct option *o, struct view *v)
{
	struct buf label = BUF_INIT, hint = BUF_INIT;

	wizard_fill(&w->facts, o->label ? _(o->label) : o->id, &label);
	if (o->hint)
		wizard_fill(&w->facts, _(o->hint), &hint);
	add_view_option(v, o->id, buf_str(&label), buf_str(&hint));
	buf_free(&label);
	buf_free(&hint);
}

/* The same slug in both catalogs is one answer. */
static int listed(const struct view *v, const char *id)
{
	size_t i;

	for (i = 0; i < v->n_options && strcmp(v->options[i].id, id) != 0; i++)
		;
	return i < v->n_options;
}

static void choose_view(const struct wizard *w, const struct step *st, struct view *v)
{
	const char *p = kind_proposal(w, st);
	size_t i, k;

	v->kind = VIEW_CHOOSE;
	for (i = 0; i < st->n_options; i++) {
		const struct option *o = &st->options[i];

		if (o->when && !kv_get(&w->facts, o->when))
			continue;
		if (o->id && strcmp(o->id, "*") != 0)
			add_filled(w, o, v);
		for (k = 0; o->each && k < w->facts.n; k++) {
			char *slug, *name, *why;

			if (strcmp(w->facts.v[k].key, o->each) != 0)
				continue;
			candidate(w->facts.v[k].value, &slug, &name, &why);
			if (!listed(v, slug))
				add_view_option(v, slug, *name ? name : slug, why);
			free(slug);
			free(name);
			free(why);
		}
	}
	for (i = 0; p && i < v->n_options; i++)
		if (!strcmp(v->options[i].id, p))
			v->focus = i;
}

static int choose_accept(const struct wizard *w, const struct step *st, const char *value,
			 struct buf *canon, struct err *e)
{
	struct view v = { 0 };
	struct buf ids = BUF_INIT;
	char *shown;
	size_t i;

	if (kind_option(w, st, value)) {
		buf_adds(canon, value);
		return 0;
	}
	choose_view(w, st, &v);
	for (i = 0; i < v.n_options; i++)
		buf_addf(&ids, "%s%s", i ? ", " : "", v.options[i].id);
	shown = text_safe_new(value, 60);
	err_set(e, E_USAGE, _("'%s' is not an answer to '%s'. Answer one of: %s."), shown, st->id,
		buf_str(&ids));
	free(shown);
	buf_free(&ids);
	view_free(&v);
	return -1;
}

/* The way of a chosen candidate is the way of its option. */
static const char *choose_settle(const struct wizard *w, const struct step *st)
{
	const char *value = kv_get(&w->facts, st->id);

	return value;
}

static void answer_enter(struct wizard *w, const struct step *st)
{
	kv_del(&w->facts, st->id);
}

/* ---- lines */

/* "  {apply.path*}": one line for each value of that fact, none where there is no value. 0: it is not such a line. */
static int each_value(const struct kv *facts, const char *text, struct kv *lines)
{
	const char *open = strchr(text, '{'), *shut = NULL;
	struct buf head = BUF_INIT;
	char *name;
	size_t i;

	while (open && (!(shut = strchr(open, '}')) || shut[-1] != '*'))
		open = strchr(open + 1, '{');
	if (!open)
		return 0;
	name = mem_strn(text, (size_t)(open - text));
	wizard_fill(facts, name, &head);
	free(name);
	name = mem_strn(open + 1, (size_t)(shut - open) - 2);
	for (i = 0; i < facts->n; i++) {
		struct buf b = BUF_INIT;

		if (strcmp(facts->v[i].key, name) != 0)
			continue;
		buf_adds(&b, buf_str(&head));
		buf_adds(&b, facts->v[i].value);
		wizard_fill(facts, shut + 1, &b);
		kv_add(lines, "", buf_str(&b));
		buf_free(&b);
	}
	free(name);
	buf_free(&head);
	return 1;
}

static void lines_view(const struct wizard *w, const struct step *st, struct view *v)
{
	size_t i;

	for (i = 0; i < st->text.n; i++) {
		const char *text = *st->text.v[i].value ? _(st->text.v[i].value) : "";
		struct buf b = BUF_INIT;

		if (each_value(&w->facts, text, &v->lines))
			continue;
		wizard_fill(&w->facts, text, &b);
		kv_add(&v->lines, "", buf_str(&b));
		buf_free(&b);
	}
}

/* ---- confirm */

static int confirm_is(const struct step *st, const char *check)
{
	return st->check && !strcmp(st->check, check);
}

static int confirm_accept(const struct wizard *w, const struct step *st, const char *value,
			  struct buf *canon, struct err *e)
{
	int makes = confirm_is(st, "danger") || confirm_is(st, "creates");

	if (!*value && st->optional && st->usual)
		value = st->usual;
	if (!strcmp(value, "yes") || !strcmp(value, "no")) {
		if (makes && w->dry_run && !strcmp(value, "yes"))
			value = "no"; /* the same walk, and nothing is written */
		buf_adds(canon, value);
		return 0;
	}
	return err_set(e, E_USAGE, _("Answer yes or no to '%s'."), st->id);
}

static void confirm_view(const struct wizard *w, const struct step *st, struct view *v)
{
	if (confirm_is(st, "danger")) {
		v->kind = VIEW_PLAN;
		add_view_option(v, "no", w->dry_run ? _("End the dry run") : _("Write nothing"), "");
		if (!w->dry_run)
			add_view_option(v, "yes", _("Write all of them"), "");
		return;
	}
	v->kind = VIEW_CONFIRM;
	lines_view(w, st, v);
	add_view_option(v, "no", _("No"), "");
	add_view_option(v, "yes", _("Yes"), "");
	v->focus = st->usual && !strcmp(st->usual, "yes");
}

/* ---- probe, plan, apply: the outside answers */

static void probe_enter(struct wizard *w, const struct step *st)
{
	facts_clear(&w->facts, kind_probe(st));
}

static const char *probe_settle(const struct wizard *w, const struct step *st)
{
	return facts_of(&w->facts, kind_probe(st), "result");
}

static struct effect probe_owes(const struct wizard *w, const struct step *st)
{
	struct effect ef = { EFFECT_NONE, NULL, 0 };

	if (!probe_settle(w, st)) {
		ef.kind = st->probe ? EFFECT_PROBE
			  : !strcmp(st->kind_name, "plan") ? EFFECT_PLAN : EFFECT_APPLY;
		ef.probe = kind_probe(st);
	}
	return ef;
}

static void probe_view(const struct wizard *w, const struct step *st, struct view *v)
{
	(void)w;
	(void)st;
	v->kind = VIEW_BUSY;
}

/* ---- branch */

static const char *branch_settle(const struct wizard *w, const struct step *st)
{
	return kv_or(&w->facts, st->fact, "");
}

/* ---- say: one screen to read on the way; any answer goes on */

static int say_accept(const struct wizard *w, const struct step *st, const char *value,
		      struct buf *canon, struct err *e)
{
	(void)w;
	(void)st;
	(void)value;
	(void)e;
	buf_adds(canon, "ok");
	return 0;
}

static void say_view(const struct wizard *w, const struct step *st, struct view *v)
{
	v->kind = VIEW_CONFIRM;
	lines_view(w, st, v);
	add_view_option(v, "ok", _("Go on"), "");
}

/* ---- end */

static void end_view(const struct wizard *w, const struct step *st, struct view *v)
{
	const char *code = kv_or(&w->facts, "commit.code",
				 kv_or(&w->facts, "apply.code", kv_get(&w->facts, "plan.code")));
	size_t i;

	v->kind = VIEW_END;
	v->exit_code = st->exit_code;
	if (st->exit_code == E_FAIL && code && atoi(code) > 0)
		v->exit_code = atoi(code); /* why it failed is more than that it failed */
	lines_view(w, st, v);
	for (i = 0; i < w->facts.n; i++)
		if (!strcmp(w->facts.v[i].key, "apply.said"))
			kv_add(&v->lines, "", w->facts.v[i].value);
}

static const struct kind kinds[] = {
	{ "ask", 1, NEEDS_PROMPT | NEEDS_NEXT, answer_enter, ask_accept, ask_settle, NULL, ask_view,
	  NULL, NULL, NULL },
	{ "choose", 1, NEEDS_PROMPT | NEEDS_WAYS, answer_enter, choose_accept, choose_settle, NULL,
	  choose_view, NULL, NULL, NULL },
	{ "confirm", 1, NEEDS_PROMPT | NEEDS_WAYS, answer_enter, confirm_accept, choose_settle, NULL,
	  confirm_view, NULL, NULL, NULL },
	{ "probe", 0, NEEDS_PROBE | NEEDS_WAYS, probe_enter, NULL, probe_settle, probe_owes,
	  probe_view, NULL, NULL, NULL },
	{ "branch", 0, NEEDS_FACT | NEEDS_WAYS, NULL, NULL, branch_settle, NULL, NULL, NULL, NULL,
	  NULL },
	{ "plan", 0, NEEDS_WAYS, probe_enter, NULL, probe_settle, probe_owes, probe_view, "plan",
	  NULL, NULL },
	{ "apply", 0, NEEDS_WAYS, probe_enter, NULL, probe_settle, probe_owes, probe_view, "apply",
	  NULL, NULL },
	{ "say", 1, NEEDS_TEXT | NEEDS_NEXT, answer_enter, say_accept, ask_settle, NULL, say_view,
	  NULL, NULL, NULL },
	{ "end", 0, NEEDS_TEXT, NULL, NULL, NULL, NULL, end_view, NULL, NULL, NULL },
};

const struct kind *kind_find(const char *name)
{
	size_t i;

	if (!strcmp(name, kind_connect.name))
		return &kind_connect;
	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}
