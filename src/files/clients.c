/* SPDX-License-Identifier: MIT */
/* clients: data/clients.yaml becomes a list of clients, or a message with line and column. */
#include "files/client_form.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct clients {
	struct client *v;
	size_t n, cap;
};

struct reader {
	const char *name; /* the file */
	const struct client_place *place;
	struct err *e;
};

/* What a field holds decides how it is checked and where it goes. SAID: a text that people read, in their language. */
enum holds { TEXT, SAID, TEMPLATE, HOLES, PATH, USER, PATHS, USERS, FORMAT, WORDS, PAIRS, COUNT, TRUTH };

static const struct field {
	const char *key;
	enum holds holds;
	size_t at; /* offset in struct client */
	int needed;
} fields[] = {
	{ "id", TEXT, offsetof(struct client, id), 1 },
	{ "name", TEXT, offsetof(struct client, name), 1 },
	{ "cannot", SAID, offsetof(struct client, cannot), 0 },
	{ "format", FORMAT, offsetof(struct client, format), 1 },
	{ "project", PATH, 0, 0 },
	{ "project-over", PATHS, offsetof(struct client, projects), 0 },
	{ "user", USER, 0, 0 },
	{ "user-macos", USER, 0, 0 },
	{ "user-windows", USER, 0, 0 },
	{ "user-over", USERS, offsetof(struct client, users), 0 },
	{ "moved-by", PAIRS, offsetof(struct client, moved_by), 0 },
	{ "user-cannot", SAID, offsetof(struct client, user_cannot), 0 },
	{ "root", TEXT, offsetof(struct client, root), 1 },
	{ "url-field", TEXT, offsetof(struct client, url_field), 1 },
	{ "headers-field", TEXT, offsetof(struct client, headers_field), 1 },
	{ "fixed", PAIRS, offsetof(struct client, fixed), 0 },
	{ "variable", TEMPLATE, offsetof(struct client, variable), 0 },
	{ "bearer-field", TEXT, offsetof(struct client, bearer_field), 0 },
	{ "env-headers-field", TEXT, offsetof(struct client, env_headers_field), 0 },
	{ "helper-field", TEXT, offsetof(struct client, helper_field), 0 },
	{ "helper-environment", SAID, offsetof(struct client, helper_environment), 0 },
	{ "helper-bare", TRUTH, offsetof(struct client, helper_bare), 0 },
	{ "drop", WORDS, offsetof(struct client, drop), 0 },
	{ "reserved", WORDS, offsetof(struct client, reserved), 0 },
	{ "tool-limit", COUNT, offsetof(struct client, tool_limit), 0 },
	{ "tool-name", HOLES, offsetof(struct client, tool_name), 0 },
	{ "tool-over", SAID, offsetof(struct client, tool_over), 0 },
	{ "tool-server", COUNT, offsetof(struct client, tool_server), 0 },
	{ "default-on", TRUTH, offsetof(struct client, default_on), 0 },
	{ "environment", SAID, offsetof(struct client, environment), 1 },
	{ "own-environment", TRUTH, offsetof(struct client, own_environment), 0 },
	{ "source", TEXT, offsetof(struct client, source), 1 },
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static const char *const formats[] = { "json", "jsonc", "toml" };

/* Put in front of the message of *e where it is, and what it means. Returns -1. */
static int at_node(const struct reader *r, const struct yaml *node)
{
	return err_prefix(r->e, _("%s:%zu:%zu: no client can be used until this file is corrected"),
			  r->name, node->line, node->col);
}

/* A macro, so that each message stays one whole sentence with its format checked. */
#define REFUSE(r, node, ...) (err_set((r)->e, E_FAIL, __VA_ARGS__), at_node(r, node))

/* A text that a person can read in one line and that is not empty. */
static int plain_text(const struct reader *r, const struct yaml *node, const char *key)
{
	char *safe;
	int ok;

	if (node->kind == YAML_SCALAR && node->value[0]) {
		safe = text_safe_new(node->value, TEXT_MAX);
		ok = !strcmp(safe, node->value);
		free(safe);
		if (ok)
			return 0;
	}
	return REFUSE(r, node, _("the field '%s' must be one line of readable text"), key);
}

static int has_parent_step(const char *path)
{
	size_t n;

	for (;; path += n + 1) {
		n = strcspn(path, "/\\");
		if (n == 2 && path[0] == '.' && path[1] == '.')
			return 1;
		if (!path[n])
			return 0;
	}
}

/* Neither a workspace nor a home folder may be left by a path that is mere data. */
static int check_path(const struct reader *r, const struct yaml *node, const char *key, int user)
{
	const char *p = node->value;

	if (has_parent_step(p))
		return REFUSE(r, node, _("the field '%s' must not hold '..'"), key);
	if (!user && (*p == '/' || *p == '~' || strchr(p, '\\')))
		return REFUSE(r, node, _("the field '%s' must be relative to the workspace"), key);
	if (user && (strncmp(p, "~/", 2) || !p[2]) &&
	    (strcmp(key, "user-windows") || strncmp(p, "%APPDATA%\\", 10)))
		return REFUSE(r, node, _("the field '%s' must start with '~/'"), key);
	return 0;
}

/* Variables and the folders that they stand for. */
static int check_moves(const struct reader *r, const struct yaml *node)
{
	yaml_each(it, node)
		if (strspn(it->key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != strlen(it->key) ||
		    (strcmp(it->value, "~") != 0 && strncmp(it->value, "~/", 2) != 0) || has_parent_step(it->value))
			return REFUSE(r, it, _("the field '%s' must be a map of variables and folders that start with '~'"),
				      node->key);
	return 0;
}

/* Templates are filled in by hand, never by printf: exactly one %s and no other '%'. */
static int check_template(const struct reader *r, const struct yaml *node)
{
	const char *p = strchr(node->value, '%');

	if (!p || p[1] != 's' || strchr(p + 1, '%'))
		return REFUSE(r, node,
			      _("the field '%s' must hold one %%s and no other percent sign"),
			      node->key);
	return 0;
}

/* The same with two of them. */
static int check_holes(const struct reader *r, const struct yaml *node)
{
	const char *p = strstr(node->value, "%s"), *q = p ? strstr(p + 2, "%s") : NULL;
	size_t n = 0, i;

	for (i = 0; node->value[i]; i++)
		n += node->value[i] == '%';
	return q && n == 2 ? 0 :
			     REFUSE(r, node, _("the field '%s' must hold two %%s and no other percent sign"), node->key);
}

static int read_format(const struct reader *r, const struct yaml *node, enum client_format *out)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (!strcmp(formats[i], node->value)) {
			*out = (enum client_format)i;
			return 0;
		}
	}
	return REFUSE(r, node, _("the field '%s' must be json, jsonc or toml"), node->key);
}

static int read_pairs(const struct reader *r, const struct yaml *node, enum holds holds,
		      struct kv *out)
{
	int words = holds != PAIRS;

	if (words && node->kind != YAML_LIST)
		return REFUSE(r, node, _("the field '%s' must be a list of names"), node->key);
	if (holds == PAIRS && node->kind != YAML_MAP)
		return REFUSE(r, node, _("the field '%s' must be a map of names and texts"),
			      node->key);
	yaml_each(it, node) {
		if (plain_text(r, it, node->key) ||
		    ((holds == PATHS || holds == USERS) && check_path(r, it, node->key, holds == USERS)))
			return -1;
		kv_add(out, words ? it->value : it->key, words ? "" : it->value);
	}
	return !strcmp(node->key, "moved-by") ? check_moves(r, node) : 0;
}

static int read_count(const struct reader *r, const struct yaml *node, size_t *out)
{
	const char *s = node->value;

	if (strspn(s, "0123456789") != strlen(s) || strlen(s) > 4)
		return REFUSE(r, node, _("the field '%s' must be a number from 0 to 9999"),
			      node->key);
	*out = (size_t)strtoul(s, NULL, 10);
	return 0;
}

static int is_list(enum holds holds)
{
	return holds == WORDS || holds == PAIRS || holds == PATHS || holds == USERS;
}

static int read_field(const struct reader *r, const struct yaml *client, const struct yaml *node,
		      const struct field *f, struct client *out)
{
	void *to = (char *)out + f->at;

	if (is_list(f->holds))
		return read_pairs(r, node, f->holds, to);
	if (plain_text(r, node, f->key))
		return -1;
	switch (f->holds) {
	case FORMAT:
		return read_format(r, node, to);
	case COUNT:
		return read_count(r, node, to);
	case TRUTH:
		/* The fallback shows through where the text is no truth. */
		*(int *)to = yaml_bool(client, f->key, 0);
		if (*(int *)to != yaml_bool(client, f->key, 1))
			return REFUSE(r, node, _("the field '%s' must be true or false"),
				      node->key);
		return 0;
	case USER: /* which of them counts here is said by finish() */
	case PATH:
		return check_path(r, node, f->key, f->holds == USER);
	case TEMPLATE:
		if (check_template(r, node))
			return -1;
		break;
	case HOLES:
		if (check_holes(r, node))
			return -1;
		break;
	default:
		break;
	}
	*(char **)to = mem_str(f->holds == SAID ? _(node->value) : node->value);
	return 0;
}

static const struct field *field_of(const char *key)
{
	size_t i;

	for (i = 0; i < FIELDS; i++)
		if (!strcmp(fields[i].key, key))
			return &fields[i];
	return NULL;
}

/* One that cannot be written has a reason and a source, and no word of a form. */
static int finish_cannot(const struct reader *r, const struct yaml *node)
{
	static const char *const allowed[] = { "id", "name", "cannot", "environment", "source" };
	size_t i;

	yaml_each(it, node) {
		for (i = 0; i < 5 && strcmp(allowed[i], it->key) != 0; i++)
			;
		if (i == 5)
			return REFUSE(r, it, _("a client with 'cannot' takes no field '%s'"),
				      it->key);
	}
	return yaml_get(node, "source") ? 0
					: REFUSE(r, node, _("the client lacks the field '%s'"),
						 "source");
}

/* What can be said only when all fields are read. */
static int finish(const struct reader *r, const struct yaml *node, struct client *cl)
{
	static const char *const keys[] = { "user", "user-macos", "user-windows" };
	const char *here = yaml_str(node, keys[r->place->platform]);
	struct kv over = cl->projects, user_over = cl->users; /* as they were read: the names that go over the first */
	const struct client_paths said = { yaml_str(node, "project"), here ? here : yaml_str(node, "user"), &over,
					   &user_over };
	size_t i;

	for (i = 0; i < FIELDS; i++)
		if (fields[i].needed && (!cl->cannot || i < 2) && !yaml_get(node, fields[i].key))
			return REFUSE(r, node, _("the client lacks the field '%s'"), fields[i].key);
	if (!text_is_name(cl->id, 0))
		return REFUSE(r, yaml_get(node, "id"),
			      _("an id is made of lower-case letters, digits, '-' and '_'"));
	if (cl->cannot)
		return finish_cannot(r, node);
	if (!cl->helper_field != !cl->helper_environment)
		return REFUSE(r, node, _("the client lacks the field '%s'"),
			      cl->helper_field ? "helper-environment" : "helper-field");
	if (!cl->tool_limit != !cl->tool_over)
		return REFUSE(r, node, _("the client lacks the field '%s'"), cl->tool_limit ? "tool-over" : "tool-limit");
	if (!said.project && !said.user)
		return REFUSE(r, node,
			      _("the client needs the field 'project' or the field 'user'"));
	cl->projects = cl->users = (struct kv)KV_INIT;
	client_settle(cl, &said, r->place);
	kv_free(&over);
	kv_free(&user_over);
	return 0;
}

static int read_client(const struct reader *r, const struct yaml *node, struct client *out)
{
	const struct field *f;
	char *key;

	if (node->kind != YAML_MAP)
		return REFUSE(r, node, _("a client must be a map of fields"));
	yaml_each(it, node) {
		f = field_of(it->key);
		if (!f) {
			key = text_safe_new(it->key, 64);
			(void)REFUSE(r, it, _("there is no field of the name '%s'"), key);
			free(key);
			return -1;
		}
		if (read_field(r, node, it, f, out))
			return -1;
	}
	return finish(r, node, out);
}

static int read_all(const struct reader *r, const struct yaml *doc, struct clients *c)
{
	const struct yaml *list = yaml_get(doc, "clients");
	struct client *cl;

	if (doc->kind != YAML_MAP || yaml_count(doc) != 1 || !list || list->kind != YAML_LIST ||
	    !list->child)
		return REFUSE(r, doc, _("the file must hold the list 'clients' and nothing else"));
	yaml_each(it, list) {
		MEM_GROW(c->v, c->n, c->cap);
		cl = &c->v[c->n++];
		memset(cl, 0, sizeof(*cl));
		if (read_client(r, it, cl))
			return -1;
		if (clients_find(c, cl->id) != cl)
			return REFUSE(r, yaml_get(it, "id"), _("another client has the id '%s'"),
				      cl->id);
	}
	return 0;
}

struct clients *clients_parse(const char *yaml, size_t n, const char *name, const struct client_place *place,
			      struct err *e)
{
	static const struct client_place nowhere = { CLIENT_LINUX, NULL, NULL, NULL, NULL };
	struct reader r = { name, place ? place : &nowhere, e };
	struct yaml *doc = yaml_parse(yaml, n, name, e);
	struct clients *c;

	if (!doc)
		return NULL;
	c = mem_alloc(sizeof(*c));
	if (read_all(&r, doc, c)) {
		clients_free(c);
		c = NULL;
	}
	yaml_free(doc);
	return c;
}

void clients_free(struct clients *c)
{
	size_t i, k;

	if (!c)
		return;
	for (i = 0; i < c->n; i++) {
		for (k = 0; k < FIELDS; k++) {
			void *at = (char *)&c->v[i] + fields[k].at;

			if (is_list(fields[k].holds))
				kv_free(at);
			else if (fields[k].holds <= HOLES)
				free(*(char **)at);
		}
		free(c->v[i].project);
		free(c->v[i].user);
		free(c->v[i].user_dir);
	}
	free(c->v);
	free(c);
}

size_t clients_count(const struct clients *c)
{
	return c->n;
}

const struct client *clients_at(const struct clients *c, size_t i)
{
	return &c->v[i];
}

void clients_strings(const struct clients *c, void (*text)(void *arg, const char *s), void *arg)
{
	size_t i, k;

	for (i = 0; i < c->n; i++) {
		for (k = 0; k < FIELDS; k++) {
			const char *said = NULL;

			if (fields[k].holds == SAID)
				memcpy(&said, (const char *)&c->v[i] + fields[k].at, sizeof(said));
			if (said)
				text(arg, said);
		}
	}
}

const struct client *clients_find(const struct clients *c, const char *id)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (!strcmp(c->v[i].id, id))
			return &c->v[i];
	return NULL;
}

const char *client_format_name(const struct client *cl)
{
	return cl->cannot ? NULL : formats[cl->format];
}
