/* SPDX-License-Identifier: MIT */
/* client_place: which of a client's files counts on this machine, and which one a scope means. */
#include "files/client_form.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define APPDATA "%APPDATA%"

static const char *value_of(const struct client_place *place, const char *name)
{
	const char *v = place->variable ? place->variable(name) : NULL;

	return v && *v ? v : NULL;
}

/* From the root on, without "..", and fit to be shown as it is. */
static int is_absolute(const struct client_place *place, const char *s)
{
	char *safe = text_safe_new(s, 1000);
	int plain = !strcmp(safe, s);
	size_t n;

	free(safe);
	if (place->platform == CLIENT_WINDOWS ? !(isalpha((unsigned char)s[0]) && s[1] == ':' && strchr("/\\", s[2]) && s[2])
					      : *s != '/')
		return 0;
	for (; plain; s += n + 1) {
		n = strcspn(s, "/\\");
		plain = !(n == 2 && !strncmp(s, "..", 2));
		if (!s[n])
			break;
	}
	return plain;
}

/* "FOLDER/rest" → "rest"; NULL where the path is not in it. */
static const char *below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n && strchr("/\\", folder[n - 1]))
		n--;
	return !strncmp(path, folder, n) && path[n] && strchr("/\\", path[n]) && path[n + 1] ? path + n + 1 : NULL;
}

/* The path in another folder; in the home folder it is called "~/…" as all others are. */
static char *in_folder_new(struct client *cl, const struct client_place *place, const char *variable,
			   const char *folder, const char *rest)
{
	char slash = place->platform == CLIENT_WINDOWS && strchr(folder, '\\') ? '\\' : '/';
	size_t n = strlen(folder);
	const char *home;
	char *path;

	while (n > 1 && strchr("/\\", folder[n - 1]))
		n--;
	path = mem_fmt("%.*s%s%s", (int)n, folder, n == 1 ? "" : (char[]){ slash, '\0' }, rest);
	home = place->home ? below(path, place->home) : NULL;
	if (home) {
		char *shown = mem_fmt("~/%s", home);

		free(path);
		return shown;
	}
	free(cl->user_dir);
	cl->user_dir = mem_strn(folder, n);
	if (place->there && !place->there(place->arg, cl->user_dir) && !cl->user_cannot)
		cl->user_cannot = mem_fmt(_("%s names the folder %s, which is not there; make it first"), variable,
					  cl->user_dir);
	return path;
}

/* Where a path of the description really is: a variable may have moved it. */
static char *moved_new(struct client *cl, const struct client_place *place, const char *path)
{
	const char *folder, *rest;
	size_t i;

	if (!strncmp(path, APPDATA, sizeof(APPDATA) - 1)) {
		rest = path + sizeof(APPDATA);
		folder = value_of(place, "APPDATA");
		return folder && is_absolute(place, folder) ? in_folder_new(cl, place, "APPDATA", folder, rest) :
							      mem_fmt("~/AppData/Roaming/%s", rest);
	}
	for (i = 0; i < cl->moved_by.n; i++) {
		folder = value_of(place, cl->moved_by.v[i].key);
		rest = folder ? below(path, cl->moved_by.v[i].value) : NULL;
		if (rest && is_absolute(place, folder))
			return in_folder_new(cl, place, cl->moved_by.v[i].key, folder, rest);
		if (rest && !cl->user_cannot)
			cl->user_cannot = mem_fmt(_("%s does not hold an absolute path, so nobody knows which file it means"),
						  cl->moved_by.v[i].key);
	}
	return mem_str(path);
}

/* The strongest of those that are there; where none is, the usual one. */
static char *choose_new(const struct kv *names, const struct client_place *place)
{
	size_t i;

	for (i = names->n; i-- > 1;)
		if (place->there && place->there(place->arg, names->v[i].key))
			return mem_str(names->v[i].key);
	return names->n ? mem_str(names->v[0].key) : NULL;
}

void client_settle(struct client *cl, const struct client_paths *said, const struct client_place *place)
{
	char *path;
	size_t i;

	if (said->project) {
		kv_add(&cl->projects, said->project, "");
		kv_copy(&cl->projects, said->project_over);
	}
	for (i = 0; said->user && i <= said->user_over->n; i++) {
		path = moved_new(cl, place, i ? said->user_over->v[i - 1].key : said->user);
		kv_add(&cl->users, path, "");
		free(path);
	}
	cl->project = choose_new(&cl->projects, place);
	cl->user = choose_new(&cl->users, place);
}

const char *client_scope(const struct client *cl)
{
	return cl->cannot ? NULL : cl->project ? "project" : "user";
}

const char *client_file(const struct client *cl)
{
	return cl->project ? cl->project : cl->user;
}

const char *client_file_in(const struct client *cl, const char *scope, struct err *e)
{
	int user = scope && !strcmp(scope, "user");
	const char *file = !scope ? client_file(cl) : user ? cl->user : cl->project;

	if (cl->cannot)
		err_set(e, E_USAGE,
			_("%s cannot be written: %s. Nothing was changed; leave this client out."),
			cl->name, cl->cannot);
	else if (user && cl->user_cannot)
		err_set(e, E_USAGE,
			_("%s: %s is not written: %s. Nothing was changed; use --scope project."),
			cl->name, cl->user, cl->user_cannot);
	else if (!file)
		err_set(e, E_USAGE,
			_("%s has no file of the scope '%s'. Nothing was changed; leave this "
			  "client or the scope out."),
			cl->name, scope);
	else
		return file;
	return NULL;
}

size_t client_tool_length(const struct client *cl, size_t server, size_t tool)
{
	return server + tool + (cl->tool_name ? strlen(cl->tool_name) - 4 : 0);
}

int client_may_write(const struct client *cl, const char *path)
{
	return kv_get(&cl->projects, path) || (!cl->user_cannot && kv_get(&cl->users, path));
}
