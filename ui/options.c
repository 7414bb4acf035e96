/* SPDX-License-Identifier: MIT */
/* options: the one table of commands and options. */
#include "ui/options.h"

#include "base/i18n.h"
#include "base/text.h"
#include "ui/cmd.h"
#include "ui/examples.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const struct command commands[] = {
	{ "wizard", "[PROVIDER]", N_("full-screen wizard; line mode off a capable terminal"), cmd_wizard },
	{ "demo", "", N_("the wizard on a throw-away workspace and a local sandbox of all vendors"), cmd_demo },
	{ "triage", "PROVIDER…", N_("which path, and why; no writes, no questions"), cmd_triage },
	{ "plan", "PROVIDER --tenant T…", N_("the preview: every file as a diff, one summary line last"), cmd_plan },
	{ "rollout", "TOOLKIT --tenant T…", N_("guided Connect rollout: a link a tenant, and a board"), cmd_rollout },
	{ "apply", "PLANFILE", N_("exactly that plan, or refuse"), cmd_apply },
	{ "remove", "TOOLKIT", N_("take its entries out of the clients' files again, after a preview"), cmd_remove },
	{ "undo", "[SESSION]", N_("put the files of the last (or that) apply back"), cmd_undo },
	{ "check", "", N_("drift check of registry, configs and capability files"), cmd_check },
	{ "due", "", N_("what waits for a native toolkit, since when and until when"), cmd_due },
	{ "route", "--tenant T TOOLKIT…", N_("which server and call shape for each toolkit"), cmd_route },
	{ "find", "TEXT", N_("registry, capabilities and catalog copies, best first"), cmd_find },
	{ "runbook", "[check FILE|show]", N_("validate or draw the tree"), cmd_runbook },
	{ "bearer", "", N_("a fresh Pipedream bearer on standard output, for $(…)"), cmd_bearer },
	{ "exec", "-- CMD…", N_("run a command with a fresh bearer in its environment"), cmd_exec },
	{ "headers", "", N_("the same as a JSON object, for a client's header helper"), cmd_headers },
	{ "clients", "[list|verify]", N_("supported clients, their files, and what their own programs say of them"), cmd_clients },
	{ "catalog", "sync|search TEXT|show SLUG", N_("dated copies of both catalogs: renew, search, show"), cmd_catalog },
	{ "embed", "[SLUG…]", N_("capability entries into the vector index, or the workspace's own embed command"), cmd_embed },
	{ "cost", "", N_("credits and money of Pipedream Connect, this month and projected"), cmd_cost },
	{ "sessions", "[list|show ID|resume ID|drop ID]", N_("walks that are kept: list them, their record, go on, drop"), cmd_sessions },
	{ "doctor", "", N_("environment, credentials present or not, files, reachability"), cmd_doctor },
};

const size_t n_commands = sizeof(commands) / sizeof(*commands);

enum takes { FLAG, VALUE, LIST, WORDS, MAYBE };

static const struct row {
	const char *name;
	char letter;
	enum takes takes;
	size_t at;           /* of the member of struct options */
	const char *arg;
	const char *where;   /* commands, blank-separated; NULL: all */
	const char *help;
} rows[] = {
#define AT(m) offsetof(struct options, m)
	{ "tenant", 0, LIST, AT(tenants), "T", "wizard demo rollout plan triage route remove", N_("tenant; repeat it or give a comma list") },
	{ "client", 0, LIST, AT(clients), "C", "wizard demo rollout plan check clients remove", N_("client to write, verify or check; default: the workspace's, else the five default clients") },
	{ "auth", 0, VALUE, AT(auth), "env|helper", "wizard demo rollout plan", N_("how a client gets the bearer: a variable, or `toolgap headers` where it can ask a helper") },
	{ "scope", 0, VALUE, AT(scope), "project|user", "wizard demo rollout plan check clients remove", N_("which of a client's files; default: the project's where there is one") },
	{ "trust", 0, VALUE, AT(trust), "SERVER", "wizard demo plan triage", N_("trust this server of the MCP registry, or none") },
	{ "replace-foreign", 0, FLAG, AT(replace_foreign), NULL, "wizard demo rollout plan apply", N_("an entry of the same name that is not toolgap's is replaced") },
	{ "trust-host", 0, LIST, AT(trust_hosts), "HOST", "apply", N_("an address that only the plan knows is right; repeat it or give a comma list") },
	{ "short", 0, VALUE, AT(short_name), "NAME", "wizard demo rollout plan", N_("short name for servers and prefixes") },
	{ "path", 0, VALUE, AT(path), "D|A|C|B", "wizard demo plan triage", N_("overrule the path; recorded") },
	{ "oauth-app", 0, VALUE, AT(oauth_app), "oa_…|managed", "wizard demo rollout plan", N_("OAuth client that asks for consent") },
	{ "can-wait", 0, FLAG, AT(can_wait), NULL, "wizard demo plan triage", N_("absent from both: it can wait 14 days") },
	{ "urgent", 0, FLAG, AT(urgent), NULL, "wizard demo plan triage", N_("absent from both: it cannot wait") },
	{ "issue", 0, VALUE, AT(issue), "URL", "wizard demo plan", N_("Path A: the request that is waited for") },
	{ "recheck", 0, FLAG, AT(recheck), NULL, "due", N_("ask both catalogs again for each") },
	{ "ics", 0, VALUE, AT(ics), "FILE", "due", N_("write one calendar with all of them") },
	{ "reason", 0, VALUE, AT(reason), "latency|signing|residency|absent", "wizard demo plan", N_("Path C: why a dedicated worker") },
	{ "worker-url", 0, VALUE, AT(worker_url), "URL", "wizard demo plan", N_("Path C: where the worker answers") },
	{ "sdk", 0, VALUE, AT(sdk), "python|typescript|both", "wizard demo plan", N_("Path B: which snippets") },
	{ "from", 0, VALUE, AT(from), "FILE", "triage", N_("providers, one a line; - is standard input") },
	{ "out", 0, VALUE, AT(out), "FILE", "plan remove", N_("save the plan for `toolgap apply`") },
	{ "exit-code", 0, FLAG, AT(exit_code), NULL, "plan remove", N_("exit 3 when there are changes") },
	{ "commit", 0, FLAG, AT(commit), NULL, "apply", N_("commit what was written, and nothing else, with git's own hooks") },
	{ "fix", 0, FLAG, AT(fix), NULL, "check", N_("put right what needs no decision, after a preview") },
	{ "format", 0, VALUE, AT(format), "text|json|sarif", "check", N_("what the findings are printed as; sarif for CI annotations") },
	{ "answers", 0, VALUE, AT(answers), "FILE", "wizard demo rollout", N_("answers, 'step: value' a line") },
	{ "record", 0, VALUE, AT(record), "FILE", "wizard demo rollout", N_("write the answers given, for --answers") },
	{ "screen", 0, VALUE, AT(screen), "COLSxROWS", "wizard demo rollout", N_("print the frame reached when the answers run out") },
	{ "mouse", 0, FLAG, AT(mouse), NULL, "wizard demo rollout", N_("a click focuses, the wheel scrolls; selecting text then wants Shift") },
	{ "resume", 0, MAYBE, AT(resume_id), "ID", "wizard", N_("go on with a session that was left") },
	{ "timeout", 0, VALUE, AT(timeout), "S", "wizard demo rollout plan embed", N_("give up after so many seconds; exit 124") },
	{ "calls", 0, VALUE, AT(calls), "N", "cost", N_("calls a month that are planned") },
	{ "seconds", 0, VALUE, AT(seconds), "S", "cost", N_("how long one of them takes; default: 2") },
	{ "write", 0, VALUE, AT(write), "each|end", "rollout", N_("write each tenant as soon as it is verified, or all at the end") },
	{ "wait", 0, VALUE, AT(wait), "SECONDS", "rollout", N_("with nobody there: wait so long for tenants to connect; default: 0") },
	{ "messages", 0, VALUE, AT(messages), "DIR", "rollout", N_("a text to send for each tenant, with its link, as a file in DIR") },
	{ "account", 0, WORDS, AT(accounts), "TENANT=apn_…", "rollout", N_("of several accounts of a tenant use this one; repeat it") },
	{ "accept", 0, WORDS, AT(accept), "TENANT=NOTE", "rollout", N_("a tenant may share its account or login with another; repeat it") },
	{ "afresh", 0, FLAG, AT(afresh), NULL, "rollout", N_("do not go on with the rollout that was left") },
	{ "directory", 'C', VALUE, AT(dir), "DIR", NULL, N_("workspace") },
	{ "json", 0, FLAG, AT(json), NULL, NULL, N_("a JSON document on standard output") },
	{ "ui", 0, VALUE, AT(ui), "tui|line|none", NULL, N_("front end") },
	{ "no-input", 0, FLAG, AT(no_input), NULL, NULL, N_("never ask") },
	{ "yes", 0, FLAG, AT(yes), NULL, NULL, N_("answer confirmations with yes, never a choice") },
	{ "dry-run", 'n', FLAG, AT(dry_run), NULL, NULL, N_("the same walk; writes nothing, creates nothing") },
	{ "offline", 0, FLAG, AT(offline), NULL, NULL, N_("ask no vendor; answer from the copies of the catalogs") },
	{ "color", 0, VALUE, AT(color), "auto|always|never", NULL, N_("colour") },
	{ "quiet", 'q', FLAG, AT(quiet), NULL, NULL, N_("results only") },
	{ "verbose", 'v', FLAG, AT(verbose), NULL, NULL, N_("say more") },
	{ "help", 'h', FLAG, AT(help), NULL, NULL, N_("this text") },
	{ "version", 'V', FLAG, AT(version), NULL, NULL, N_("version") },
#undef AT
};

#define ROWS (sizeof(rows) / sizeof(*rows))

const struct command *command_find(const char *name)
{
	size_t i;

	for (i = 0; i < n_commands; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int one_of(const char *word, const char *words)
{
	size_t n = strlen(word);
	const char *p;

	for (p = words; n && (p = strstr(p, word)); p += n)
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return 1;
	return 0;
}

static int serves(const struct row *r, const char *command)
{
	return !r->where || one_of(command, r->where);
}

static const struct row *row_find(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (strlen(rows[i].name) == n && !strncmp(rows[i].name, name, n))
			return &rows[i];
	return NULL;
}

static const struct row *row_letter(char c)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (rows[i].letter && rows[i].letter == c)
			return &rows[i];
	return NULL;
}

static int unknown(const char *what, int is_option, struct err *e)
{
	char *shown = text_safe_new(what, 80);
	const char *near = NULL;
	size_t best = 3, i, n = is_option ? ROWS : n_commands;

	for (i = 0; i < n; i++) {
		const char *name = is_option ? rows[i].name : commands[i].name;
		size_t d = text_distance(what + (is_option ? 2 : 0), name, best);

		if (d < best) {
			best = d;
			near = name;
		}
	}
	if (near)
		err_set(e, E_USAGE, _("'%s' is unknown; did you mean '%s%s'? See toolgap --help."), shown,
			is_option ? "--" : "", near);
	else
		err_set(e, E_USAGE, _("'%s' is unknown. See toolgap --help."), shown);
	free(shown);
	return -1;
}

/* A slip of the finger, rather than a provider's name: one letter off a command. */
static int nearly_command(const char *word)
{
	size_t i;

	for (i = 0; i < n_commands; i++)
		if (text_distance(word, commands[i].name, 1) <= 1)
			return 1;
	return 0;
}

/* A comma list into keys, each once. */
static void take_list(struct kv *list, const char *value)
{
	while (value && *value) {
		size_t n = strcspn(value, ", ");
		struct buf b = BUF_INIT;

		if (n) {
			buf_add(&b, value, n);
			if (!kv_get(list, b.p))
				kv_add(list, b.p, "");
			buf_free(&b);
		}
		value += n;
		value += strspn(value, ", ");
	}
}

static void take(struct options *o, const struct row *r, const char *value)
{
	char *at = (char *)o + r->at;

	if (r->takes == FLAG)
		*(int *)(void *)at = 1;
	else if (r->takes == LIST)
		take_list((struct kv *)(void *)at, value);
	else if (r->takes == WORDS)
		kv_add((struct kv *)(void *)at, value, "");
	else
		*(const char **)(void *)at = value;
}

static int one_option(struct options *o, int argc, char **argv, int *i, struct err *e)
{
	const char *arg = argv[*i], *value = NULL;
	const struct row *r;

	if (arg[1] == '-') {
		size_t n = strcspn(arg + 2, "=");

		r = row_find(arg + 2, n);
		value = arg[2 + n] ? arg + 3 + n : NULL;
	} else {
		r = row_letter(arg[1]);
		value = arg[1] && arg[2] ? arg + 2 : NULL;
	}
	if (!r)
		return unknown(arg, arg[1] == '-', e);
	if (r->takes == FLAG && value)
		return err_set(e, E_USAGE, _("--%s takes no value."), r->name);
	if ((r->takes == VALUE || r->takes == LIST || r->takes == WORDS) && !value) {
		if (*i + 1 >= argc)
			return err_set(e, E_USAGE, _("--%s needs a value: %s."), r->name, r->arg);
		value = argv[++*i];
	}
	if (r->takes == MAYBE) {
		o->resume = 1;
		/* an id begins with its date, so that the next word is not taken for one */
		if (!value && *i + 1 < argc && strspn(argv[*i + 1], "0123456789") == 8 &&
		    argv[*i + 1][8] == 'T')
			value = argv[++*i];
	}
	take(o, r, value);
	return 0;
}

static int check_words(const struct options *o, int argc, char **argv, struct err *e)
{
	int i;

	for (i = 1; i < argc; i++) {
		const struct row *r;

		if (argv[i][0] != '-' || argv[i][1] != '-' || !argv[i][2])
			continue;
		r = row_find(argv[i] + 2, strcspn(argv[i] + 2, "="));
		if (r && o->command && !serves(r, o->command))
			return err_set(e, E_USAGE, _("--%s does not belong to 'toolgap %s'. See toolgap %s --help."),
				       r->name, o->command, o->command);
	}
	if (o->ui && strcmp(o->ui, "tui") && strcmp(o->ui, "line") && strcmp(o->ui, "none"))
		return err_set(e, E_USAGE, _("--ui is tui, line or none."));
	if (o->color && strcmp(o->color, "auto") && strcmp(o->color, "always") && strcmp(o->color, "never"))
		return err_set(e, E_USAGE, _("--color is auto, always or never."));
	if (o->auth && strcmp(o->auth, "env") && strcmp(o->auth, "helper"))
		return err_set(e, E_USAGE, _("--auth is env or helper."));
	if (o->scope && strcmp(o->scope, "project") && strcmp(o->scope, "user"))
		return err_set(e, E_USAGE, _("--scope is project or user."));
	if (o->format && strcmp(o->format, "text") && strcmp(o->format, "json") && strcmp(o->format, "sarif"))
		return err_set(e, E_USAGE, _("--format is text, json or sarif."));
	if (o->reason && !one_of(o->reason, "latency signing residency absent"))
		return err_set(e, E_USAGE, _("--reason is latency, signing, residency or absent."));
	if (o->sdk && !one_of(o->sdk, "python typescript both"))
		return err_set(e, E_USAGE, _("--sdk is python, typescript or both."));
	if (o->can_wait && o->urgent)
		return err_set(e, E_USAGE, _("--can-wait and --urgent contradict each other; give one."));
	if (o->path && (strlen(o->path) != 1 || !strchr("ABCD", *o->path)))
		return err_set(e, E_USAGE, _("--path is D, A, C or B."));
	return 0;
}

int options_parse(struct options *o, int argc, char **argv, struct err *e)
{
	int i, plain = 0, asked = 0;

	memset(o, 0, sizeof(*o));
	for (i = 1; i < argc; i++) {
		if (!plain && !strcmp(argv[i], "--")) {
			plain = i;
		} else if (!plain && argv[i][0] == '-' && argv[i][1]) {
			if (one_option(o, argc, argv, &i, e))
				return -1;
		} else if (!o->command && !o->help && !strcmp(argv[i], "help")) {
			o->help = 1; /* toolgap help [COMMAND] */
			asked = 1;
		} else if (!o->command) {
			const struct command *c = command_find(argv[i]);

			if (!c && asked)
				return unknown(argv[i], 0, e);
			if (!c && nearly_command(argv[i]))
				return unknown(argv[i], 0, e);
			o->command = c ? c->name : "wizard";
			if (!c) /* toolgap "Google Tag Manager" */
				kv_add(&o->words, argv[i], "");
		} else {
			/* what a command of theirs takes is not ours to read */
			if (!plain && !strcmp(o->command, "exec"))
				plain = i;
			kv_add(&o->words, argv[i], "");
		}
	}
	if (!o->command)
		o->command = "wizard";
	return check_words(o, plain ? plain : argc, argv, e);
}

void options_free(struct options *o)
{
	kv_free(&o->tenants);
	kv_free(&o->clients);
	kv_free(&o->trust_hosts);
	kv_free(&o->accounts);
	kv_free(&o->accept);
	kv_free(&o->words);
}

static void help_row(const struct row *r, struct buf *out)
{
	struct buf left = BUF_INIT;

	if (r->letter)
		buf_addf(&left, "-%c, ", r->letter);
	buf_addf(&left, "--%s", r->name);
	if (r->arg)
		buf_addf(&left, r->takes == MAYBE ? "[=%s]" : " %s", r->arg);
	buf_addf(out, "  %s", left.p);
	buf_pad(out, ' ', text_width(left.p) < 26 ? 26 - text_width(left.p) : 1);
	buf_addf(out, "%s\n", _(r->help));
	buf_free(&left);
}

static void help_examples(const struct command *c, struct buf *out)
{
	const struct example *ex = examples_of(c->name);
	size_t i;

	if (!ex)
		return;
	buf_adds(out, _("\nExamples:\n"));
	for (i = 0; i < EXAMPLES && ex->line[i]; i++)
		buf_addf(out, "  %s\n", ex->line[i]);
}

void options_help(const struct command *c, struct buf *out)
{
	size_t i;

	if (c) {
		/* TRANSLATORS: command, its words, what it does */
		buf_addf(out, _("Usage: toolgap %s %s\n\n%s.\n"), c->name, c->args, _(c->summary));
		help_examples(c, out);
		buf_adds(out, _("\nOptions:\n"));
		for (i = 0; i < ROWS; i++)
			if (serves(&rows[i], c->name))
				help_row(&rows[i], out);
		return;
	}
	buf_adds(out, _("toolgap: from \"our AI agents need it and our tool vendor does not have it\" to files that work.\n\n"
			"Examples:\n"
			"  toolgap demo                                              try it; nothing of yours is touched\n"
			"  toolgap wizard \"Google Tag Manager\"                       the walk, with you deciding\n"
			"  toolgap plan \"Google Tag Manager\" --tenant ascend,kahuna  what would change; writes nothing\n"
			"  toolgap check                                             drift check, for a commit hook\n\n"
			"Commands:\n"));
	for (i = 0; i < n_commands; i++) {
		buf_addf(out, "  %s", commands[i].name);
		buf_pad(out, ' ', 12 - strlen(commands[i].name));
		buf_addf(out, "%s\n", _(commands[i].summary));
	}
	buf_adds(out, _("\nOptions of all commands:\n"));
	for (i = 0; i < ROWS; i++)
		if (!rows[i].where)
			help_row(&rows[i], out);
	buf_adds(out, _("\n`toolgap COMMAND --help` shows the options of one command; man toolgap has the rest.\n"));
}

