/* SPDX-License-Identifier: MIT */
/* client_entry: an MCP server entry is checked and takes the form that one client wants. */
#include "files/client_form.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define BEARER "Bearer "
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define DIGITS "0123456789"

struct entry *entry_new(const char *name, const char *url)
{
	struct entry *en = mem_alloc(sizeof(*en));

	en->name = mem_str(name);
	en->url = mem_str(url);
	return en;
}

void entry_header_add(struct entry *en, const char *name, const char *text, const char *var)
{
	struct entry_header *h;

	MEM_GROW(en->headers, en->n, en->cap);
	h = &en->headers[en->n++];
	h->name = mem_str(name);
	h->text = mem_str(text ? text : "");
	h->var = mem_str(var);
}

void entry_helper_set(struct entry *en, const char *command)
{
	free(en->helper);
	en->helper = mem_str(command);
}

void entry_earlier_set(struct entry *en, const char *url)
{
	free(en->earlier);
	en->earlier = mem_str(url);
}

void entry_own_header(struct entry *en, const char *name)
{
	kv_add(&en->own_headers, name, "");
}

void entry_own_helper(struct entry *en, const char *command)
{
	kv_add(&en->own_helpers, command, "");
}

void entry_free(struct entry *en)
{
	size_t i;

	if (!en)
		return;
	for (i = 0; i < en->n; i++) {
		free(en->headers[i].name);
		free(en->headers[i].text);
		free(en->headers[i].var);
	}
	free(en->headers);
	free(en->name);
	free(en->url);
	free(en->earlier);
	free(en->helper);
	kv_free(&en->own_headers);
	kv_free(&en->own_helpers);
	free(en);
}

/* ---- What no client may get ---- */

/*
 * Part of an address, a header or a command, which may come from a registry that anyone can write
 * to. "$" and "{" would make one client or another put a variable there, the operator's secrets.
 */
static int is_literal(const char *s)
{
	for (; *s; s++)
		if (*s < ' ' || *s > '~' || *s == '$' || *s == '{')
			return 0;
	return 1;
}

static int is_variable(const char *s)
{
	return *s && !strchr(DIGITS, *s) && strspn(s, UPPER DIGITS) == strlen(s) &&
	       strlen(s) <= 128;
}

static int is_header_name(const char *s)
{
	return *s && strlen(s) <= 128 &&
	       strspn(s, UPPER DIGITS "abcdefghijklmnopqrstuvwxyz!#%&'*+-.^`|~") == strlen(s);
}

static int is_loopback(const char *host, size_t n)
{
	char text[64];
	struct in_addr a;

	if (n >= sizeof(text))
		return 0;
	memcpy(text, host, n);
	text[n] = '\0';
	if (text_ieq(text, "localhost") || !strcmp(text, "[::1]"))
		return 1;
	return inet_pton(AF_INET, text, &a) == 1 && ntohl(a.s_addr) >> 24 == 127;
}

/* "HOST" or "HOST:PORT", without a user and a password in front. */
static int is_authority(const char *s, size_t n, size_t *host)
{
	size_t digits;

	*host = *s == '[' ? strcspn(s, "]") + 1 : strcspn(s, ":/?#");
	if (!*host || *host > n || memchr(s, '@', n))
		return 0;
	if (*host == n)
		return 1;
	digits = strspn(s + *host + 1, DIGITS);
	return s[*host] == ':' && digits >= 1 && digits <= 5 && *host + 1 + digits == n &&
	       strtoul(s + *host + 1, NULL, 10) <= 65535;
}

int client_is_address(const char *url)
{
	int tls = !strncmp(url, "https://", 8);
	const char *s = url + (tls ? 8 : 7);
	size_t host;

	if ((!tls && strncmp(url, "http://", 7)) || !is_literal(url) || strpbrk(url, " \"<>\\^`|}"))
		return 0;
	return is_authority(s, strcspn(s, "/?#"), &host) && (tls || is_loopback(s, host));
}

static int check_header(const struct entry *en, size_t i, struct err *e)
{
	const struct entry_header *h = &en->headers[i];
	size_t k;

	if (!is_header_name(h->name))
		return err_set(
			e, E_FAIL,
			_("server '%s' has a header with an impossible name; nothing was changed"),
			en->name);
	if (!is_literal(h->text))
		return err_set(
			e, E_FAIL,
			_("header '%s' of server '%s' holds '$', '{' or a character that no header "
			  "may hold; a client could put one of your variables there, so nothing "
			  "was changed"),
			h->name, en->name);
	if (h->var && !is_variable(h->var))
		return err_set(
			e, E_FAIL,
			_("header '%s' of server '%s' needs a variable whose name is not made of "
			  "A-Z, 0-9 and '_'; nothing was changed"),
			h->name, en->name);
	for (k = 0; k < i; k++)
		if (text_ieq(en->headers[k].name, h->name))
			return err_set(
				e, E_FAIL,
				_("server '%s' has the header '%s' twice; nothing was changed"),
				en->name, h->name);
	return 0;
}

static int check_entry(const struct client *cl, const struct entry *en, struct err *e)
{
	char *safe;
	size_t i;

	if (!text_is_name(en->name, 0)) {
		safe = text_safe_new(en->name, 80);
		err_set(e, E_FAIL,
			_("'%s' cannot be the name of a server: it takes lower-case letters, "
			  "digits, '-' and '_', 63 at most; nothing was changed"),
			safe);
		free(safe);
		return -1;
	}
	if (kv_get(&cl->reserved, en->name))
		return err_set(
			e, E_FAIL,
			_("%s keeps the name '%s' for itself; nothing was changed; choose another "
			  "short name"),
			cl->name, en->name);
	if (!client_is_address(en->url)) {
		safe = text_safe_new(en->url, 200);
		err_set(e, E_FAIL,
			_("'%s' cannot be the address of server '%s': it takes https:// (http:// "
			  "for this machine only), no password and no variable; nothing was "
			  "changed"),
			safe, en->name);
		free(safe);
		return -1;
	}
	if (en->helper && (!*en->helper || !is_literal(en->helper)))
		return err_set(
			e, E_FAIL,
			_("the header helper of server '%s' is not a plain command; nothing was "
			  "changed"),
			en->name);
	for (i = 0; i < en->n; i++)
		if (check_header(en, i, e))
			return -1;
	return 0;
}

/* ---- The client's own form ---- */

enum place { IN_HEADERS, IN_BEARER, IN_ENV_HEADERS, BY_HELPER, NOWHERE };

static enum place place_of(const struct client *cl, const struct entry *en,
			   const struct entry_header *h)
{
	if (!h->var)
		return IN_HEADERS;
	if (en->helper && cl->helper_field)
		return BY_HELPER;
	if (cl->bearer_field && text_ieq(h->name, "Authorization") && text_ieq(h->text, BEARER))
		return IN_BEARER;
	if (cl->env_headers_field && !*h->text)
		return IN_ENV_HEADERS;
	return cl->variable ? IN_HEADERS : NOWHERE;
}

void client_variables(const struct client *cl, const struct entry *en, struct kv *names)
{
	enum place place;
	size_t i;

	for (i = 0; i < en->n; i++) {
		place = place_of(cl, en, &en->headers[i]);
		if (en->headers[i].var && place != BY_HELPER && place != NOWHERE &&
		    !kv_get(names, en->headers[i].var))
			kv_add(names, en->headers[i].var, "");
	}
}

int client_helps(const struct client *cl, const struct entry *en)
{
	size_t i;

	for (i = 0; i < en->n; i++)
		if (place_of(cl, en, &en->headers[i]) == BY_HELPER)
			return 1;
	return 0;
}

static int refuse_header(const struct client *cl, const struct entry *en,
			 const struct entry_header *h, struct err *e)
{
	if (cl->env_headers_field)
		return err_set(
			e, E_FAIL,
			_("%s cannot send header '%s' of server '%s': it takes a variable for the "
			  "whole value or behind 'Authorization: Bearer', not inside of a text; "
			  "nothing was changed; put the whole value in one variable, or leave this "
			  "client out"),
			cl->name, h->name, en->name);
	return err_set(
		e, E_FAIL,
		_("%s cannot send header '%s' of server '%s': it replaces no variables in headers, "
		  "and a secret is never written into a file; nothing was changed; leave this "
		  "client out"),
		cl->name, h->name, en->name);
}

/* The variable in the client's syntax, behind the text; clients_parse saw to the one "%s". */
static void add_value(struct tree *map, const struct client *cl, const struct entry_header *h)
{
	struct buf b = BUF_INIT;
	const char *hole;

	buf_adds(&b, h->text);
	if (h->var) {
		hole = strstr(cl->variable, "%s");
		buf_add(&b, cl->variable, (size_t)(hole - cl->variable));
		buf_adds(&b, h->var);
		buf_adds(&b, hole + 2);
	}
	tree_add(map, h->name, buf_str(&b));
	buf_free(&b);
}

/* One map of the headers that have this place, if there are any. */
static void add_map(struct tree *t, const struct client *cl, const struct entry *en,
		    enum place place, const char *field)
{
	struct tree *map = NULL;
	const struct entry_header *h;
	size_t i;

	for (i = 0; i < en->n; i++) {
		h = &en->headers[i];
		if (place_of(cl, en, h) != place)
			continue;
		if (!map)
			map = tree_add_map(t, field);
		if (place == IN_ENV_HEADERS)
			tree_add(map, h->name, h->var);
		else
			add_value(map, cl, h);
	}
}

struct tree *client_form_new(const struct client *cl, const struct entry *en, struct err *e)
{
	struct tree *t;
	const char *v;
	size_t i;

	if (check_entry(cl, en, e))
		return NULL;
	for (i = 0; i < en->n; i++) {
		if (place_of(cl, en, &en->headers[i]) == NOWHERE) {
			refuse_header(cl, en, &en->headers[i], e);
			return NULL;
		}
	}
	t = tree_map_new(NULL);
	for (i = 0; i < cl->fixed.n; i++) {
		v = cl->fixed.v[i].value;
		if (!strcmp(v, "true") || !strcmp(v, "false"))
			tree_add_bool(t, cl->fixed.v[i].key, *v == 't');
		else
			tree_add(t, cl->fixed.v[i].key, v);
	}
	tree_add(t, cl->url_field, en->url);
	for (i = 0; i < en->n; i++)
		if (place_of(cl, en, &en->headers[i]) == IN_BEARER)
			tree_add(t, cl->bearer_field, en->headers[i].var);
	add_map(t, cl, en, IN_HEADERS, cl->headers_field);
	add_map(t, cl, en, IN_ENV_HEADERS, cl->env_headers_field);
	if (en->helper && cl->helper_field)
		tree_add(t, cl->helper_field, en->helper);
	return t;
}
