/* SPDX-License-Identifier: MIT */
/* verify_judge: each client's own command, and how to read its answer. */
#include "work/verify_own.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/verify_run.h"

#include <stdlib.h>
#include <string.h>

#define REMOTE_EACH(i, q)                                     \
	for (size_t i = 0; i < (q)->servers->n; i++)          \
		if (verify_asks(&(q)->servers->v[i]))

/* ---- Claude Code: `claude mcp list` ends with 0 whatever it met; what it did not load it lists below. */

static void claude_missing(const struct asking *q, const struct ran *r, const char *name)
{
	char *mark = mem_fmt("[%s]", name), *said = ran_line_new(r, mark, 1);

	if (!said)
		said = ran_line_new(r, "Failed to parse", 1);
	if (!said)
		said = ran_line_new(r, "not a valid", 1);
	said = verify_quoted(said ? said : mem_str(_("it says nothing about it")));
	verify_problem(q, mem_fmt(_("%s did not load '%s' from %s: %s"), q->cl->name, name, q->file, said));
	free(said);
	free(mark);
}

static void claude_found(const struct asking *q, const struct ran *r, const struct client_server *s,
			 const char *line)
{
	char *mark = mem_fmt("[%s]", s->name), *warned = ran_line_new(r, mark, 1);
	const char *at = line + strlen(s->name) + 2;
	size_t n = strlen(s->url);

	/* "NAME: ADDRESS (HTTP) - …"; what a variable makes of an address of the user's own is not ours to know */
	if (!strstr(s->url, "${") && (strncmp(at, s->url, n) != 0 || !strchr(" ", at[n])))
		verify_problem(q, mem_fmt(_("%s reads another address for '%s' than %s says: an entry of that name in another file of its goes first."),
				   q->cl->name, s->name, q->file));
	if (warned && strstr(warned, "Missing environment variables"))
		verify_note(q, mem_fmt(_("%s finds variables missing for '%s'%s; until they are set it sends the text of the reference."),
				q->cl->name, s->name, strrchr(warned, ':')));
	if (strstr(line, "Pending approval"))
		verify_note(q, mem_str(_("Claude Code has not been told yet to use these servers: start claude in this folder and approve them.")));
	else if (strstr(line, "Failed to connect") || strstr(line, "Needs authentication"))
		verify_note(q, mem_fmt(_("%s loaded '%s', but could not connect just now."), q->cl->name, s->name));
	free(warned);
	free(mark);
}

static int judge_claude(const struct asking *q)
{
	static const char words[] = "claude mcp list";
	struct ran r = RAN_INIT;
	int rc = verify_ask(q, words, &r);

	if (!rc && r.code && !verify_refused(q, &r, q->file))
		rc = verify_silent(q, words, &r);
	if (!rc && !r.code) {
		REMOTE_EACH(i, q) {
			const struct client_server *s = &q->servers->v[i];
			char *head = mem_fmt("%s: ", s->name), *line = ran_line_new(&r, head, 0);

			if (line)
				claude_found(q, &r, s, line);
			else
				claude_missing(q, &r, s->name);
			free(line);
			free(head);
		}
	}
	ran_free(&r);
	return rc;
}

/* ---- Codex: strict about every member, in a settings folder of its own with a copy of the file in it */

static const struct json *codex_server(const struct json *doc, const char *name)
{
	json_each(it, doc) {
		const char *is = json_raw(json_get(it, "name"));

		if (is && !strcmp(is, name))
			return it;
	}
	return NULL;
}

/* 1: the file is not refused; 0: it is; -1: nobody can say. */
static int codex_strict(const struct asking *q, const struct ran *r, const char *words, const char *copy)
{
	char *old;

	if (!r->code)
		return 1;
	if (verify_refused(q, r, copy))
		return 0;
	old = ran_line_new(r, "unexpected argument", 1);
	old = old ? old : ran_line_new(r, "unrecognized subcommand", 1);
	if (!old)
		return verify_silent(q, words, r);
	free(old);
	verify_note(q, mem_str(_("This Codex is too old to be asked for members that it does not know (--strict-config): of those it says nothing.")));
	return 1;
}

static int codex_list(const struct asking *q, const struct ran *r, const char *words, const char *copy)
{
	/* the talk of standard error comes behind the document */
	const char *s = buf_str(&r->text), *end = strstr(s, "\n]\n");
	struct err unused = ERR_INIT;
	struct json *doc = json_parse(s, end ? (size_t)(end - s) + 2 : r->text.len, &unused);

	if (r->code || !doc) {
		json_free(doc);
		return verify_refused(q, r, copy) ? 0 : verify_silent(q, words, r);
	}
	REMOTE_EACH(i, q) {
		const struct client_server *srv = &q->servers->v[i];
		const struct json *it = codex_server(doc, srv->name);
		const char *url = json_raw(json_at(it, "transport.url"));

		if (!it)
			verify_problem(q, mem_fmt(_("%s did not load '%s' from %s, and says nothing about it."),
					   q->cl->name, srv->name, q->file));
		else if (!url || strcmp(url, srv->url) != 0)
			verify_problem(q, mem_fmt(_("%s does not take '%s' in %s for a remote server of that address."),
					   q->cl->name, srv->name, q->file));
	}
	json_free(doc);
	return 0;
}

/* Asked as it is: a project that is not trusted is as good as not there. */
static void codex_trust(const struct asking *q)
{
	REMOTE_EACH(i, q) {
		struct ran r = RAN_INIT;
		char *words = mem_fmt("codex mcp get %s --json", q->servers->v[i].name);

		if (!verify_ask(q, words, &r) && r.code)
			verify_note(q, mem_str(_("Codex reads a project's file only where it trusts the folder, and does not yet trust this one: start codex here once and say so.")));
		free(words);
		ran_free(&r);
		return; /* one answer is an answer for the file */
	}
}

static int judge_codex(const struct asking *q)
{
	static const char strictly[] = "codex app-server --strict-config", listed[] = "codex mcp list --json";
	char *home = scratch_new(q->e), *copy = home ? mem_fmt("%s/config.toml", home) : NULL;
	struct ran strict = RAN_INIT, list = RAN_INIT;
	struct kv env = KV_INIT;
	size_t before = q->v->problems.n;
	int rc = -1;

	if (home && !disk_put(copy, q->disk->bytes, q->disk->n, q->e)) {
		kv_add(&env, "CODEX_HOME", home);
		rc = verify_ask_with(q, strictly, home, &env, &strict) || verify_ask_with(q, listed, home, &env, &list) ? -1 :
															  0;
	}
	if (!rc)
		rc = codex_strict(q, &strict, strictly, copy);
	if (rc > 0)
		rc = codex_list(q, &list, listed, copy);
	if (!rc && q->v->problems.n == before && !workspace_is_outside(q->file))
		codex_trust(q);
	ran_free(&strict);
	ran_free(&list);
	kv_free(&env);
	free(copy);
	scratch_free(home);
	return rc;
}

/* ---- Gemini CLI, and Qwen Code, which is made from it: a folder that is not trusted disables, and does not hide */

static int judge_gemini(const struct asking *q)
{
	struct ran r = RAN_INIT;
	const struct judge *by = verify_judge(q->cl->id);
	char *words = mem_fmt("%s mcp list", by ? by->program : q->cl->id);
	int rc = verify_ask(q, words, &r);

	if (!rc && r.code && !verify_refused(q, &r, q->file))
		rc = verify_silent(q, words, &r);
	free(words);
	if (!rc && !r.code) {
		REMOTE_EACH(i, q) {
			const struct client_server *s = &q->servers->v[i];
			char *mark = mem_fmt(" %s: %s ", s->name, s->url), *line = ran_line_new(&r, mark, 1);

			if (!line)
				verify_problem(q, mem_fmt(_("%s does not list '%s' with the address that %s gives it."),
						   q->cl->name, s->name, q->file));
			else if (strstr(line, "Disabled"))
				verify_note(q, mem_fmt(_("%s uses no server in a folder that is not trusted: start it here once and trust it."),
						q->cl->name));
			else if (!strstr(line, "Connected"))
				verify_note(q, mem_fmt(_("%s loaded '%s', but could not connect just now."),
						q->cl->name, s->name));
			free(line);
			free(mark);
		}
	}
	ran_free(&r);
	return rc;
}

/* ---- opencode: a file that it refuses ends it; what it does not know it leaves out; which address it took says `debug` */

static void opencode_found(const struct asking *q, const struct client_server *s, const char *line,
			   const struct json *config)
{
	const struct json *it = json_get(json_get(config, "mcp"), s->name);
	const char *url = json_raw(json_get(it, "url"));

	if (!line || (config && !url))
		verify_problem(q, mem_fmt(_("%s did not load '%s' from %s, and says nothing about it."), q->cl->name,
					  s->name, q->file));
	else if (config && strcmp(url, s->url) != 0 && !strchr(s->url, '{'))
		verify_problem(q, mem_fmt(_("%s reads another address for '%s' than %s says: an entry of that name in another file of its goes first."),
					  q->cl->name, s->name, q->file));
	else if (strstr(line, "failed"))
		verify_note(q, mem_fmt(_("%s loaded '%s', but could not connect just now."), q->cl->name, s->name));
}

static int judge_opencode(const struct asking *q)
{
	static const char words[] = "opencode mcp list";
	struct ran r = RAN_INIT, whole = RAN_INIT;
	struct err unused = ERR_INIT;
	struct json *config;
	int rc = verify_ask(q, words, &r);

	if (!rc && r.code && !verify_refused(q, &r, q->file))
		rc = verify_silent(q, words, &r);
	if (!rc && !r.code)
		rc = verify_ask(q, "opencode debug config", &whole);
	if (!rc && !r.code) {
		/* an old one without that command gives no document; its list counts then */
		const char *s = buf_str(&whole.text), *end = strstr(s, "\n}\n");

		config = json_parse(s, end ? (size_t)(end - s) + 2 : whole.text.len, &unused);
		REMOTE_EACH(i, q) {
			char *mark = mem_fmt(" %s ", q->servers->v[i].name), *line = ran_line_new(&r, mark, 1);

			opencode_found(q, &q->servers->v[i], line, config);
			free(line);
			free(mark);
		}
		json_free(config);
	}
	ran_free(&whole);
	ran_free(&r);
	return rc;
}

/* ---- Copilot CLI: hides what lies in a folder that is not trusted; a scratch home trusts it */

static int copilot_lists(const struct ran *r, const struct client_server *s)
{
	/* a warning of standard error may follow the document */
	const char *text = buf_str(&r->text), *end = strstr(text, "\n}\n");
	struct err unused = ERR_INIT;
	struct json *doc = json_parse(text, end ? (size_t)(end - text) + 2 : r->text.len, &unused);
	const struct json *it = json_get(json_get(doc, "mcpServers"), s->name);
	const char *url = json_raw(json_get(it, "url"));
	int ok = url && !strcmp(url, s->url);

	json_free(doc);
	return ok;
}

static size_t copilot_count(const struct asking *q, const struct ran *r)
{
	size_t n = 0;

	REMOTE_EACH(i, q)
		n += copilot_lists(r, &q->servers->v[i]) != 0;
	return n;
}

static int copilot_trusting(const struct asking *q, struct ran *r)
{
	char *home = scratch_new(q->e), *dir = home ? mem_fmt("%s/.copilot", home) : NULL;
	char *file = home ? mem_fmt("%s/config.json", dir) : NULL;
	struct kv env = KV_INIT;
	struct buf b = BUF_INIT;
	struct json_out o;
	int rc = -1;

	json_out_init(&o, &b, 0);
	json_open(&o, NULL, '{');
	json_open(&o, "trusted_folders", '[');
	json_put(&o, NULL, q->ws->root);
	json_close(&o, ']');
	json_close(&o, '}');
	if (home && !disk_mkdirs(dir, 1, q->e) && !disk_put(file, buf_str(&b), b.len, q->e)) {
		kv_add(&env, "HOME", home);
		kv_add(&env, "COPILOT_HOME", dir);
		rc = verify_ask_with(q, "copilot mcp list --json", q->ws->root, &env, r);
	}
	buf_free(&b);
	kv_free(&env);
	free(file);
	free(dir);
	scratch_free(home);
	return rc;
}

static int judge_copilot(const struct asking *q)
{
	static const char words[] = "copilot mcp list --json";
	struct ran r = RAN_INIT, again = RAN_INIT;
	const struct ran *what = &r;
	int rc = verify_ask(q, words, &r);

	if (!rc && !copilot_count(q, &r) && (r.code || !strchr(buf_str(&r.text), '{')))
		rc = verify_refused(q, &r, q->file) ? 1 : verify_silent(q, words, &r);
	if (!rc && copilot_count(q, &r) < q->v->servers && !workspace_is_outside(q->file)) {
		rc = copilot_trusting(q, &again);
		if (!rc && copilot_count(q, &again) > copilot_count(q, &r)) {
			what = &again;
			verify_note(q, mem_str(_("Copilot CLI hides these servers until the folder is trusted: start copilot here once and trust it.")));
		}
	}
	if (!rc) {
		char *said = ran_line_new(what, "Warning: ", 0);

		said = said ? verify_quoted(said) : mem_str("");
		REMOTE_EACH(i, q)
			if (!copilot_lists(what, &q->servers->v[i]))
				verify_problem(q, mem_fmt(_("%s does not list '%s' with the address that %s gives it. %s"),
						   q->cl->name, q->servers->v[i].name, q->file, said));
		free(said);
	}
	ran_free(&r);
	ran_free(&again);
	return rc < 0 ? -1 : 0;
}

/* ---- all of them */

static const struct judge judges[] = {
	{ "claude-code", "claude", judge_claude },   { "codex", "codex", judge_codex },
	{ "gemini-cli", "gemini", judge_gemini },    { "opencode", "opencode", judge_opencode },
	{ "copilot-cli", "copilot", judge_copilot }, { "qwen-code", "qwen", judge_gemini },
};

const struct judge *verify_judge(const char *client)
{
	size_t i;

	for (i = 0; i < sizeof(judges) / sizeof(*judges); i++)
		if (!strcmp(judges[i].client, client))
			return &judges[i];
	return NULL;
}
