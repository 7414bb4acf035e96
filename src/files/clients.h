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
 * workspace, `user` starts with "~/", or is absolute where a variable moved it out of the home
 * folder; either may be NULL. A client with `cannot` is known and nothing more: it has no file and
 * no form, and everything that would write it says why.
 */
enum client_format { CLIENT_JSON, CLIENT_JSONC, CLIENT_TOML };

struct client {
	char *id, *name;
	char *cannot;             /* why toolgap cannot write it, one clause; or NULL */
	enum client_format format;
	char *project, *user;     /* file per scope, NULL where there is none */
	struct kv projects, users; /* all names that it reads, the one above among them, the strongest last (keys) */
	char *user_dir;           /* absolute: the folder that a variable moved the user's files to, out of home; or NULL */
	char *user_cannot;        /* why the user's file is read at most; or NULL */
	struct kv moved_by;       /* variable → the folder that its value stands for */
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
	size_t tool_limit;        /* the most characters of a tool's name as the model sees it; 0: not known */
	char *tool_name;          /* how that is made: "mcp__%s__%s"; NULL: "%s%s" */
	char *tool_over;          /* what happens to a longer one, one clause; or NULL */
	size_t tool_server;       /* so many characters of a server's name its tools' names keep; 0: all */
	int default_on;           /* one of the five of the seed */
	char *environment;        /* where the client takes its variables from, one sentence */
	int own_environment;      /* among that is a file of its own, which nobody else reads */
	char *source;             /* where these facts are from */
};

struct clients; /* owns its clients; every text in them passed text_safe */

/* The machine that clients look for their files on. */
enum client_platform { CLIENT_LINUX, CLIENT_MACOS, CLIENT_WINDOWS };

struct client_place {
	enum client_platform platform;
	const char *home;                          /* absolute; NULL: nobody knows */
	const char *(*variable)(const char *name); /* its value, or NULL; NULL: none is set */
	int (*there)(const void *arg, const char *path); /* is there a file of such a path? NULL: there is none */
	const void *arg;
};

/* `name` is the file for messages, which start with NAME:LINE:COLUMN. `place` NULL: Linux, with nothing set or there. */
struct clients *clients_parse(const char *yaml, size_t n, const char *name, const struct client_place *place,
			      struct err *e);
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
int client_may_write(const struct client *cl, const char *path); /* is that one of its files, of either scope? */
/*
 * The file of a scope: "project", "user", or NULL for the usual one. E_USAGE where the client has
 * none of that scope, or where toolgap cannot write it: the message names the client and says why.
 */
const char *client_file_in(const struct client *cl, const char *scope, struct err *e);
size_t client_tool_length(const struct client *cl, size_t server, size_t tool); /* of such a name, from those two */
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
enum client_put { CLIENT_SAME, CLIENT_ADDED, CLIENT_CHANGED, CLIENT_FOREIGN, CLIENT_TAKEN };

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
 * now, or, where that was taken by an entry of ours already, it is gone (if it bears the two headers of client_take);
 * foreign: it is not ours, or nobody can tell; taken: it is, and an entry under the new name is not, so it keeps its name.
 */
int client_rename(const struct client *cl, struct edit *ed, const char *name, const char *from,
		  const struct entry *en, enum client_put *what, struct err *e);
/*
 * What the entry of this name asks for its headers, if the entry and the command are ours: heap string. *command NULL:
 * there is no such entry, it asks nothing, or the helper is the user's own.
 */
int client_helper(const struct client *cl, struct edit *ed, const char *name, const struct entry *en, char **command,
		  struct err *e);
/*
 * Take the entry of this name and address out, if toolgap wrote it: it is ours, and bears the two headers by which
 * toolgap's entries are known (x-pd-app-slug, x-pd-external-user-id). *what: same: there is none; changed: it is gone;
 * foreign: it stays. client_remove takes it out, whosever it is.
 */
int client_take(const struct client *cl, struct edit *ed, const char *name, const struct entry *en,
		enum client_put *what, struct err *e);
/*
 * With the last entry of a JSON file goes the map of servers, where the document holds more than that and no comment stands
 * in the map: for an insert brought it, as a rule. Where the map is all there is it stays, empty.
 */
int client_remove(const struct client *cl, struct edit *ed, const char *name, const char *server,
		  struct err *e);

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
