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

#define PATIENCE_MS 60000
#define WORDS_MAX 8
#define QUOTED_MAX 300 /* of a client's own words */

#define REMOTE_EACH(i, q)                                     \
	for (size_t i = 0; i < (q)->servers->n; i++)          \
		if (verify_asks(&(q)->servers->v[i]))

static void problem(const struct asking *q, char *sentence)
{
	kv_add(&q->v->problems, "", sentence);
	q->v->state = VERIFY_BAD;
	free(sentence);
}

static void note(const struct asking *q, char *sentence)
{
	size_t i;

	for (i = 0; i < q->v->notes.n; i++)
		if (!strcmp(q->v->notes.v[i].value, sentence))
			break;
	if (i == q->v->notes.n)
		kv_add(&q->v->notes, "", sentence);
	free(sentence);
}

/* Words are split at blanks, as in clients.yaml. */
static int ask_with(const struct asking *q, const char *words, const char *dir, const struct kv *more,
		    struct ran *r)
{
	char *copy = mem_str(words), *argv[WORDS_MAX + 1], *save = NULL, *w;
	struct kv env = KV_INIT;
	size_t n = 0;
	int rc;

	/* a question is no occasion to update oneself, or to report */
	kv_add(&env, "DISABLE_AUTOUPDATER", "1");
	kv_add(&env, "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
	kv_add(&env, "OPENCODE_DISABLE_AUTOUPDATE", "1");
	kv_add(&env, "NO_COLOR", "1");
	if (more)
		kv_copy(&env, more);
	for (w = strtok_r(copy, " ", &save); w && n < WORDS_MAX; w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	argv[n] = NULL;
	rc = run_program(argv, dir, &env, q->http, q->stop, PATIENCE_MS, r, q->e);
	if (!rc && r->code < 0) {
		q->v->state = VERIFY_UNKNOWN;
		if (!q->v->why)
			q->v->why = mem_fmt(_("`%s` did not end within a minute, or was interrupted."), words);
	}
	kv_free(&env);
	free(copy);
	return rc || r->code < 0 ? -1 : 0;
}

static int ask(const struct asking *q, const char *words, struct ran *r)
{
	return ask_with(q, words, q->ws->root, NULL, r);
}

static char *quoted(char *line)
{
	char *s = text_safe_new(line, QUOTED_MAX);

	free(line);
	return s;
}

/* ---- Claude Code: `claude mcp list` ends with 0 whatever it met; what it did not load it lists below. */

static void claude_missing(const struct asking *q, const struct ran *r, const char *name)
{
	char *mark = mem_fmt("[%s]", name), *said = ran_line_new(r, mark, 1);

	if (!said)
		said = ran_line_new(r, "Failed to parse", 1);
	if (!said)
		said = ran_line_new(r, "not a valid", 1);
	said = quoted(said ? said : mem_str(_("it says nothing about it")));
	problem(q, mem_fmt(_("%s did not load '%s' from %s: %s"), q->cl->name, name, q->file, said));
	free(said);
	free(mark);
}

static void claude_found(const struct asking *q, const struct ran *r, const struct client_server *s,
			 const char *line)
{
	char *mark = mem_fmt("[%s]", s->name), *warned = ran_line_new(r, mark, 1);

	if (!strstr(line, s->url))
		problem(q, mem_fmt(_("%s reads another address for '%s' than %s says: an entry of that name in another file of its goes first."),
				   q->cl->name, s->name, q->file));
	if (warned && strstr(warned, "Missing environment variables"))
		note(q, mem_fmt(_("%s finds variables missing for '%s'%s; until they are set it sends the text of the reference."),
				q->cl->name, s->name, strrchr(warned, ':')));
	if (strstr(line, "Pending approval"))
		note(q, mem_str(_("Claude Code has not been told yet to use these servers: start claude in this folder and approve them.")));
	else if (strstr(line, "Failed to connect") || strstr(line, "Needs authentication"))
		note(q, mem_fmt(_("%s loaded '%s', but could not connect just now."), q->cl->name, s->name));
	free(warned);
	free(mark);
}

static int judge_claude(const struct asking *q)
{
	struct ran r = RAN_INIT;
	int rc = ask(q, "claude mcp list", &r);

	if (!rc) {
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

static void codex_strict(const struct asking *q, const struct ran *r, const char *copy)
{
	char *line, *at;

	if (!r->code)
		return;
	line = ran_line_new(r, "Error: ", 0);
	line = quoted(line ? line : mem_str(_("it does not say why")));
	at = strstr(line, copy); /* the place in the copy is the place in the file */
	problem(q, at ? mem_fmt(_("%s refuses %s%s"), q->cl->name, q->file, at + strlen(copy)) :
			mem_fmt(_("%s refuses %s: %s"), q->cl->name, q->file, line));
	free(line);
}

static void codex_list(const struct asking *q, const struct ran *r)
{
	/* the talk of standard error comes behind the document */
	const char *s = buf_str(&r->text), *end = strstr(s, "\n]\n");
	struct err unused = ERR_INIT;
	struct json *doc = json_parse(s, end ? (size_t)(end - s) + 2 : r->text.len, &unused);

	REMOTE_EACH(i, q) {
		const struct client_server *srv = &q->servers->v[i];
		const struct json *it = codex_server(doc, srv->name);
		const char *url = json_raw(json_at(it, "transport.url"));

		if (!it)
			problem(q, mem_fmt(_("%s did not load '%s' from %s, and says nothing about it."),
					   q->cl->name, srv->name, q->file));
		else if (!url || strcmp(url, srv->url) != 0)
			problem(q, mem_fmt(_("%s does not take '%s' in %s for a remote server of that address."),
					   q->cl->name, srv->name, q->file));
	}
	json_free(doc);
}

/* Asked as it is: a project that is not trusted is as good as not there. */
static void codex_trust(const struct asking *q)
{
	REMOTE_EACH(i, q) {
		struct ran r = RAN_INIT;
		char *words = mem_fmt("codex mcp get %s --json", q->servers->v[i].name);

		if (!ask(q, words, &r) && r.code)
			note(q, mem_str(_("Codex reads a project's file only where it trusts the folder, and does not yet trust this one: start codex here once and say so.")));
		free(words);
		ran_free(&r);
		return; /* one answer is an answer for the file */
	}
}

static int judge_codex(const struct asking *q)
{
	char *home = scratch_new(q->e), *copy = home ? mem_fmt("%s/config.toml", home) : NULL;
	struct ran strict = RAN_INIT, list = RAN_INIT;
	struct kv env = KV_INIT;
	int rc = -1;

	if (home && !disk_put(copy, q->disk->bytes, q->disk->n, q->e)) {
		kv_add(&env, "CODEX_HOME", home);
		rc = ask_with(q, "codex app-server --strict-config", home, &env, &strict) ||
		     ask_with(q, "codex mcp list --json", home, &env, &list) ? -1 : 0;
	}
	if (!rc) {
		codex_strict(q, &strict, copy);
		if (!q->v->problems.n)
			codex_list(q, &list);
		if (!q->v->problems.n && !workspace_is_outside(q->file))
			codex_trust(q);
	}
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
	char *words = mem_fmt("%s mcp list", verify_judge(q->cl->id)->program);
	int rc = ask(q, words, &r);

	free(words);
	if (!rc) {
		REMOTE_EACH(i, q) {
			const struct client_server *s = &q->servers->v[i];
			char *mark = mem_fmt(" %s: %s ", s->name, s->url), *line = ran_line_new(&r, mark, 1);

			if (!line)
				problem(q, mem_fmt(_("%s does not list '%s' with the address that %s gives it."),
						   q->cl->name, s->name, q->file));
			else if (strstr(line, "Disabled"))
				note(q, mem_fmt(_("%s uses no server in a folder that is not trusted: start it here once and trust it."),
						q->cl->name));
			else if (!strstr(line, "Connected"))
				note(q, mem_fmt(_("%s loaded '%s', but could not connect just now."),
						q->cl->name, s->name));
			free(line);
			free(mark);
		}
	}
	ran_free(&r);
	return rc;
}

/* ---- opencode: a file that it refuses ends it; what it does not know it leaves out */

static int judge_opencode(const struct asking *q)
{
	struct ran r = RAN_INIT;
	int rc = ask(q, "opencode mcp list", &r);
	char *line;

	if (!rc && r.code) {
		line = ran_line_new(&r, "Error", 1);
		line = line ? line : ran_line_new(&r, "invalid", 1);
		line = quoted(line ? line : mem_str(_("it does not say why")));
		problem(q, mem_fmt(_("%s refuses %s: %s"), q->cl->name, q->file, line));
		free(line);
	} else if (!rc) {
		REMOTE_EACH(i, q) {
			const struct client_server *s = &q->servers->v[i];
			char *mark = mem_fmt(" %s ", s->name);

			line = ran_line_new(&r, mark, 1);
			if (!line)
				problem(q, mem_fmt(_("%s did not load '%s' from %s, and says nothing about it."),
						   q->cl->name, s->name, q->file));
			else if (strstr(line, "failed"))
				note(q, mem_fmt(_("%s loaded '%s', but could not connect just now."),
						q->cl->name, s->name));
			free(line);
			free(mark);
		}
	}
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
		rc = ask_with(q, "copilot mcp list --json", q->ws->root, &env, r);
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
	struct ran r = RAN_INIT, again = RAN_INIT;
	const struct ran *what = &r;
	int rc = ask(q, "copilot mcp list --json", &r);

	if (!rc && copilot_count(q, &r) < q->v->servers && !workspace_is_outside(q->file)) {
		rc = copilot_trusting(q, &again);
		if (!rc && copilot_count(q, &again) > copilot_count(q, &r)) {
			what = &again;
			note(q, mem_str(_("Copilot CLI hides these servers until the folder is trusted: start copilot here once and trust it.")));
		}
	}
	if (!rc) {
		char *said = ran_line_new(what, "Warning: ", 0);

		said = said ? quoted(said) : mem_str("");
		REMOTE_EACH(i, q)
			if (!copilot_lists(what, &q->servers->v[i]))
				problem(q, mem_fmt(_("%s does not list '%s' with the address that %s gives it. %s"),
						   q->cl->name, q->servers->v[i].name, q->file, said));
		free(said);
	}
	ran_free(&r);
	ran_free(&again);
	return rc;
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
