/* SPDX-License-Identifier: MIT */
/* clients: the coding clients as data, and an MCP server entry in each one's own correct form. */
#ifndef TOOLGAP_FILES_CLIENTS_H
#define TOOLGAP_FILES_CLIENTS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "files/splice.h"

#include <stddef.h>

/*
 * An entry says what a client needs to reach one remote MCP server, in no client's syntax.
 * A header's value is `text` followed by the value of environment variable `var`, or text alone
 * (var NULL). "Authorization" = {"Bearer ", "PIPEDREAM_OAUTH_BEARER"}. With a helper (a command
 * that prints headers as JSON, --auth helper) a client that can ask one gets the command instead of
 * the headers that need a variable; the other clients keep the variables.
 */
struct entry_header {
	char *name, *text, *var;
};

struct entry {
	char *name, *url;
	struct entry_header *headers;
	size_t n, cap;
	char *helper; /* "toolgap headers", or NULL */
	char *earlier; /* an address by which an entry of that name is ours, too; or NULL */
	struct kv own_headers, own_helpers; /* keys: ours too, though this entry has them not */
};

struct entry *entry_new(const char *name, const char *url);
void entry_header_add(struct entry *en, const char *name, const char *text, const char *var);
void entry_helper_set(struct entry *en, const char *command);
void entry_earlier_set(struct entry *en, const char *url);
/*
 * A header (or a helper's command, or the end of one) that toolgap writes into other entries of its own: where it stands
 * and this entry does not have it, it goes when the entry is brought up to date. All other names are the user's.
 */
void entry_own_header(struct entry *en, const char *name);
void entry_own_helper(struct entry *en, const char *command);
void entry_free(struct entry *en);

/*
 * A client, from data/clients.yaml (which documents its own fields). `project` is relative to the
 * workspace, `user` may start with "~/"; either may be NULL. A client with `cannot` is known and
 * nothing more: it has no file and no form, and everything that would write it says why.
 */
enum client_format { CLIENT_JSON, CLIENT_JSONC, CLIENT_TOML };

struct client {
	char *id, *name;
	char *cannot;             /* why toolgap cannot write it, one clause; or NULL */
	enum client_format format;
	char *project, *user;     /* file per scope, NULL where there is none */
	char *user_cannot;        /* why the user's file is read at most; or NULL */
	char *root;               /* "mcpServers", "servers", "mcp_servers" … */
	char *url_field, *headers_field;
	struct kv fixed;          /* written as they are: type=http; true, false are truths */
	char *variable;           /* how it stands in a value: "${%s}"; NULL: it cannot */
	char *bearer_field;       /* codex: bearer_token_env_var; else NULL */
	char *env_headers_field;  /* codex: env_http_headers; else NULL */
	char *helper_field;       /* claude-code: headersHelper; NULL: no helper can be named */
	char *helper_environment; /* when and with which variables it runs one, one sentence; or NULL */
	int helper_bare;          /* of the user's variables it hands a helper none but HOME and PATH */
	struct kv drop;           /* fields that cannot stand beside these (keys) */
	struct kv reserved;       /* names the client refuses (keys) */
	size_t tool_limit;        /* server name + tool name must stay below; 0 = none */
	int default_on;           /* one of the five of the seed */
	char *environment;        /* where the client takes its variables from, one sentence */
	char *source;             /* where these facts are from */
};

struct clients; /* owns its clients; every text in them passed text_safe */

/* `name` is the file for messages, which start with NAME:LINE:COLUMN. */
struct clients *clients_parse(const char *yaml, size_t n, const char *name, struct err *e);
void clients_free(struct clients *c);
size_t clients_count(const struct clients *c);
const struct client *clients_at(const struct clients *c, size_t i);
const struct client *clients_find(const struct clients *c, const char *id);

/* Every text a person sees, one per call: for the translators' extractor. They are translated while they are read. */
void clients_strings(const struct clients *c, void (*text)(void *arg, const char *s), void *arg);

/* The scope that is written: "project" where there is such a file, else "user". */
const char *client_scope(const struct client *cl);
/* client->project or client->user; NULL where the client has `cannot`. */
const char *client_file(const struct client *cl);
/*
 * The file of a scope: "project", "user", or NULL for the usual one. E_USAGE where the client has
 * none of that scope, or where toolgap cannot write it: the message names the client and says why.
 */
const char *client_file_in(const struct client *cl, const char *scope, struct err *e);
const char *client_format_name(const struct client *cl); /* "json" "jsonc" "toml", or NULL */
/*
 * The variables that the client itself must have in its environment for this entry (keys, each
 * once); none where a helper stands in for them. client_helps: does the entry name its helper?
 */
void client_variables(const struct client *cl, const struct entry *en, struct kv *names);
int client_helps(const struct client *cl, const struct entry *en);

/*
 * Put the entry into the client's file. `name` is the file for messages. What happened:
 * same: it stands there already with the same meaning, nothing changes; added; changed: an entry of
 * that name that is ours (the same url, no other app or tenant in its headers, no command) was
 * brought up to date (members and headers of the user's own stay); foreign: an entry of that name which is not
 * ours, left alone (returns 0, the caller decides).
 * What the client cannot express is an error with the client's name and the reason (E_FAIL): a
 * variable inside text for Codex other than "Authorization: Bearer VAR", a reserved name. So is
 * what no client may get: a name outside of text_is_name, an address that is neither https nor
 * loopback or that holds a password, a variable outside of [A-Z_][A-Z0-9_]*, text that a client
 * would replace ("$", "{"), a header twice. On -1 the edit is as it was. To remove a server that is
 * not there is no error.
 */
enum client_put { CLIENT_SAME, CLIENT_ADDED, CLIENT_CHANGED, CLIENT_FOREIGN };

int client_put(const struct client *cl, struct edit *ed, const char *name, const struct entry *en,
	       enum client_put *what, struct err *e);
/*
 * The same, and what a person should know of an entry that was changed: member, or "map.header" → CLIENT_GOES: it is not
 * toolgap's and could not stay; CLIENT_STAYS: a helper of the user's own, which is asked beside what toolgap wrote.
 */
#define CLIENT_GOES "goes"
#define CLIENT_STAYS "stays"
int client_put_told(const struct client *cl, struct edit *ed, const char *name,
		    const struct entry *en, enum client_put *what, struct kv *told, struct err *e);
/*
 * Put the entry in place of one of its name that is not ours: nothing of that one is kept. For when
 * a person has said so.
 */
int client_replace(const struct client *cl, struct edit *ed, const char *name,
		   const struct entry *en, struct err *e);
/*
 * The entry that stands under `from` and is ours gets the entry's name; nothing but its name
 * changes, so client_put follows. *what: same: there is no such entry; changed: it has the new name
 * now, or, where that was taken by an entry of ours already, it is gone; foreign: it is not ours.
 */
int client_rename(const struct client *cl, struct edit *ed, const char *name, const char *from,
		  const struct entry *en, enum client_put *what, struct err *e);
/*
 * Take the entry of this name and address out, if toolgap wrote it: it is ours, and bears the two headers by which
 * toolgap's entries are known (x-pd-app-slug, x-pd-external-user-id). *what: same: there is none; changed: it is gone;
 * foreign: it stays.
 */
int client_take(const struct client *cl, struct edit *ed, const char *name, const struct entry *en,
		enum client_put *what, struct err *e);
int client_remove(const struct client *cl, struct edit *ed, const char *name, const char *server,
		  struct err *e);

/*
 * For plans that come from a file: E_FAIL unless `now` parses and differs from `old` in entries of toolgap's names only,
 * and these are remote servers without a command. Bytes outside of them must be equal. What was changed or taken out must
 * have been an entry of ours, as client_put has it, unless its name is a key of `may`: those a person has let go.
 */
int client_guard(const struct client *cl, const char *old, size_t n, const char *now, size_t m,
		 const char *name, const struct kv *may, struct err *e);

/* The servers that a file names, in order, with their lines; for `check`. */
struct client_server {
	char *name, *url; /* url NULL where there is none */
	int command;      /* it starts a program */
	size_t line;
};

struct client_servers {
	struct client_server *v;
	size_t n, cap;
};

int client_read(const struct client *cl, const char *s, size_t n, const char *name,
		struct client_servers *out, struct err *e);
void client_servers_free(struct client_servers *s);

#endif
