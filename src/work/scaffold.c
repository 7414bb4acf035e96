/* SPDX-License-Identifier: MIT */
/* scaffold: files that are written from the templates of the data folder. */
#include "work/scaffold.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/template.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TEMPLATE_MAX (256u << 10)
#define WORKER_MOST 58   /* and "-mcp": a label of a host name has 63 */
#define SESSION "SESSION_"
#define SESSION_MOST 38  /* the SDK makes LOCAL_TOOLKIT_STATUS of it, 60 at most */
#define MARK "-mcp/wrangler.jsonc" /* the file that says who began the folder */

const struct scaffold_file scaffold_files[] = {
	{ "worker", NULL, "-mcp/package.json", "worker/package.json" },
	{ "worker", NULL, MARK, "worker/wrangler.jsonc" },
	{ "worker", NULL, "-mcp/tsconfig.json", "worker/tsconfig.json" },
	{ "worker", NULL, "-mcp/.gitignore", "worker/gitignore" },
	{ "worker", NULL, "-mcp/.dev.vars.example", "worker/dev.vars.example" },
	{ "worker", NULL, "-mcp/README.md", "worker/README.md" },
	{ "worker", NULL, "-mcp/src/index.ts", "worker/index.ts" },
	{ "worker", NULL, "-mcp/src/auth.ts", "worker/auth.ts" },
	{ "worker", NULL, "-mcp/src/mcp.ts", "worker/mcp.ts" },
	{ "worker", NULL, "-mcp/src/tools.ts", "worker/tools.ts" },
	{ "snippet", "python", "-session.py", "session/session.py" },
	{ "snippet", "typescript", "-session.ts", "session/session.ts" },
};

const size_t n_scaffold_files = sizeof(scaffold_files) / sizeof(*scaffold_files);

const char *scaffold_root(const struct workspace *ws, const struct scaffold_file *sf)
{
	return strcmp(sf->kind, "worker") ? ws->snippets : ws->workers;
}

/* ---- names */

/* The slug with `from` replaced by `to`, in upper case where asked for, of `most` characters. */
static void spelled(struct buf *out, const char *slug, char from, char to, int upper, size_t most)
{
	for (; *slug && most--; slug++)
		buf_addc(out, *slug == from ? to : upper ? (char)toupper((unsigned char)*slug) : *slug);
}

/* A label of a host name neither begins nor ends with a hyphen. */
static void worker_name(struct buf *out, const char *slug)
{
	spelled(out, slug + strspn(slug, "_-"), '_', '-', 0, WORKER_MOST);
	while (out->len && out->p[out->len - 1] == '-')
		out->p[--out->len] = '\0';
	buf_adds(out, "-mcp");
}

int scaffold_values(struct kv *values, const char *provider, const char *slug, const struct kv *tenants,
		    struct err *e)
{
	struct buf b = BUF_INIT;
	size_t i;

	if (!text_is_name(slug, 1) || !slug[strspn(slug, "_-")])
		return err_set(e, E_FAIL,
			       _("'%s' is no slug that files can be named after (a-z 0-9 _ -, at most 63 characters). Nothing was written; start again with a name in A-Z."),
			       slug);
	kv_set(values, "provider", provider);
	kv_set(values, "slug", slug);
	for (i = 0; i < tenants->n; i++)
		buf_addf(&b, "%s%s", i ? "," : "", tenants->v[i].key);
	kv_set(values, "tenants", buf_str(&b));
	kv_set(values, "tenant", tenants->n ? tenants->v[0].key : "debug");
	buf_reset(&b);
	worker_name(&b, slug);
	kv_set(values, "worker", buf_str(&b));
	buf_reset(&b);
	spelled(&b, slug, '-', '_', 0, strlen(slug));
	kv_set(values, "prefix", buf_str(&b));
	buf_reset(&b);
	if (isdigit((unsigned char)*slug))
		buf_addc(&b, '_'); /* a variable's name begins with a letter or "_" */
	spelled(&b, slug, '-', '_', 1, strlen(slug));
	buf_adds(&b, "_MCP_TOKEN");
	kv_set(values, "variable", buf_str(&b));
	buf_reset(&b);
	buf_adds(&b, SESSION);
	spelled(&b, slug, '-', '_', 1, SESSION_MOST);
	kv_set(values, "toolkit", buf_str(&b));
	buf_free(&b);
	return 0;
}

/* ---- files */

int scaffold_fill(struct buf *out, const struct workspace *ws, const char *name, const struct kv *values,
		  struct err *e)
{
	char *path = mem_fmt("%s/%s", ws->data, name);
	struct buf b = BUF_INIT;
	int rc = disk_slurp(path, &b, TEMPLATE_MAX, e) ||
		 template_fill(out, buf_str(&b), b.len, path, values, e);

	buf_free(&b);
	free(path);
	return rc ? -1 : 0;
}

int scaffold_put(struct plan *p, const struct workspace *ws, const char *path, const char *kind,
		 const char *name, const struct kv *values, struct err *e)
{
	struct plan_file *f = plan_open(p, ws, path, kind, NULL, e);
	struct buf b = BUF_INIT;
	int rc = !f || scaffold_fill(&b, ws, name, values, e);

	if (!rc && f->disk.exists && (f->disk.n != b.len || memcmp(f->disk.bytes, buf_str(&b), b.len) != 0))
		rc = err_set(e, E_FAIL,
			     _("%s is there already and says something else, so toolgap leaves it alone. Nothing was written; move it away, or take its words over, and start again."),
			     path);
	if (!rc && !f->disk.exists)
		edit_do(&f->edit, 0, 0, buf_str(&b), b.len);
	buf_free(&b);
	return rc ? -1 : 0;
}

/* ---- the Worker */

char *scaffold_folder_new(const struct workspace *ws, const char *slug)
{
	return mem_fmt("%s/%s-mcp", ws->workers, slug);
}

/* Nothing there, or nothing in it: 1. */
static int is_empty(const char *dir, struct err *e)
{
	struct dirent *de;
	DIR *d = mem_got(opendir(dir));
	int n = 0;

	if (!d && errno == ENOENT)
		return 1;
	if (!d && errno == ENOTDIR)
		return 0;
	if (!d)
		return err_set(e, E_FAIL, _("The folder %s cannot be read: %s. Nothing was written."), dir,
			       strerror(errno));
	while (!n && (de = readdir(d)))
		n = strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0;
	closedir(d);
	return !n;
}

int scaffold_look(const struct workspace *ws, const char *slug, enum scaffold_there *there, struct err *e)
{
	char *folder = scaffold_folder_new(ws, slug), *dir = workspace_path_new(ws, folder);
	char *mark = mem_fmt("%s/%s" MARK, ws->workers, slug), *path = workspace_path_new(ws, mark);
	char *says = mem_fmt("toolkit %s, begun by toolgap.", slug);
	struct disk_file f;
	int rc = is_empty(dir, e);

	*there = SCAFFOLD_NONE;
	if (!rc && !(rc = disk_read(&f, path, workspace_fence(ws, mark), e))) {
		*there = memmem(f.bytes, f.n, says, strlen(says)) ? SCAFFOLD_OURS : SCAFFOLD_THEIRS;
		disk_file_free(&f);
	}
	free(says);
	free(path);
	free(mark);
	free(dir);
	free(folder);
	return rc < 0 ? -1 : 0;
}

static int is_one(const struct scaffold_file *sf, const char *kind, const char *language)
{
	return !strcmp(sf->kind, kind) && (!language || (sf->language && !strcmp(sf->language, language)));
}

char *scaffold_path_new(const struct workspace *ws, const char *kind, const char *language, const char *slug)
{
	size_t i;

	for (i = 0; i < n_scaffold_files; i++)
		if (is_one(&scaffold_files[i], kind, language))
			return mem_fmt("%s/%s%s", scaffold_root(ws, &scaffold_files[i]), slug, scaffold_files[i].tail);
	return mem_str("");
}

int scaffold_put_all(struct plan *p, const struct workspace *ws, const char *kind, const char *language,
		     const struct kv *values, struct err *e)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < n_scaffold_files && !rc; i++) {
		const struct scaffold_file *sf = &scaffold_files[i];
		char *path;

		if (!is_one(sf, kind, language))
			continue;
		path = mem_fmt("%s/%s%s", scaffold_root(ws, sf), kv_or(values, "slug", ""), sf->tail);
		rc = scaffold_put(p, ws, path, kind, sf->name, values, e);
		free(path);
	}
	return rc;
}
