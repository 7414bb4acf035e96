/* SPDX-License-Identifier: MIT */
/* cmd_bearer: the bearer that lives an hour, made usable: printed, in the environment of a command, as headers. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/text.h"
#include "ui/cmd.h"
#include "ui/harden.h"
#include "work/env.h"
#include "work/probes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* env(1) and the shells say so, too. */
enum { EXIT_CANNOT_RUN = 126, EXIT_NOT_FOUND = 127 };

static int no_bearer(const struct vendor_env *env, const struct kv *facts, struct err *e)
{
	char *missing = kv_join_new(facts, "missing", ", ");
	const char *why = kv_or(facts, "detail", "?");

	if (missing && env->infisical_unreached)
		err_set(e, E_UNDECIDED,
			_("No bearer: %s; and it is unknown whether the store has them (%s). Nothing was printed or started; try again, or set them."),
			missing, env->infisical_said);
	else if (missing && env->infisical_said)
		err_set(e, E_CREDS, _("No bearer: set %s (%s). Nothing was printed or started."), missing, env->infisical_said);
	else if (missing)
		err_set(e, E_CREDS, _("No bearer: set %s. Nothing was printed or started."), missing);
	else if (vendor_refused(facts))
		err_set(e, E_CREDS,
			_("No bearer: %s. Nothing was printed or started; look at PIPEDREAM_CLIENT_ID and PIPEDREAM_CLIENT_SECRET."),
			why);
	else
		err_set(e, E_FAIL, _("No bearer: %s. Nothing was printed or started; try again."), why);
	free(missing);
	return -1;
}

/* A fresh bearer in env, and nowhere else; neither workspace nor disk is looked at. */
static int mint(struct vendor_env *env, int with_project, struct err *e)
{
	struct kv in = KV_INIT, facts = KV_INIT;
	struct http *http;
	struct probes *probes;
	int rc;

	if (env_load(env, e))
		return -1;
	http = http_new(0);
	probes = probes_new(NULL, env, http, NULL, 0);
	if (with_project)
		kv_add(&in, "project", "");
	rc = vendor_ask(probes, http, "bearer", &in, &facts, e) ? -1 : 0;
	if (!rc && strcmp(kv_or(&facts, "result", ""), "ok") != 0)
		rc = no_bearer(env, &facts, e);
	probes_free(probes);
	http_free(http);
	kv_free(&in);
	kv_free(&facts);
	if (rc)
		env_free(env);
	return rc;
}

/* A screen is read by others and kept in its history. */
static int on_screen(const char *instead, struct err *e)
{
	if (!isatty(STDOUT_FILENO))
		return 0;
	err_set(e, E_USAGE,
		_("Standard output is a terminal, and a bearer is a key that is good for an hour. Nothing was asked; write %s instead."),
		instead);
	return 1;
}

static int no_words(const struct options *o, struct err *e)
{
	return o->words.n ? err_set(e, E_USAGE, _("'toolgap %s' takes no further word."), o->command) : 0;
}

/* Printed, and wiped from the buffer. */
static int print_secret(struct buf *b, struct err *e)
{
	int rc = put_stdout(buf_str(b), b->len, e);

	if (b->p)
		explicit_bzero(b->p, b->cap);
	buf_free(b);
	return rc ? e->code : E_OK;
}

int cmd_bearer(const struct options *o, struct err *e)
{
	struct vendor_env env;
	struct buf b = BUF_INIT;
	struct json_out j;

	if (no_words(o, e) || on_screen("\"$(toolgap bearer)\"", e) || mint(&env, 0, e))
		return e->code;
	if (o->json) {
		json_out_init(&j, &b, 1);
		json_open(&j, NULL, '{');
		json_put(&j, "schema", "toolgap.bearer/1");
		json_put(&j, "bearer", secret_bytes(env.bearer));
		json_put_int(&j, "expires_in", (env.bearer_until - clock_ms()) / 1000);
		json_close(&j, '}');
	} else {
		buf_addf(&b, "%s\n", secret_bytes(env.bearer));
	}
	env_free(&env);
	return print_secret(&b, e);
}

int cmd_headers(const struct options *o, struct err *e)
{
	struct vendor_env env;
	struct buf b = BUF_INIT;
	struct json_out j;
	char *value;

	if (no_words(o, e) || on_screen("toolgap headers | COMMAND", e) || mint(&env, 1, e))
		return e->code;
	value = mem_fmt("Bearer %s", secret_bytes(env.bearer));
	json_out_init(&j, &b, 0);
	json_open(&j, NULL, '{');
	json_put(&j, "Authorization", value);
	json_put(&j, "x-pd-project-id", env.pipedream_project);
	json_close(&j, '}');
	explicit_bzero(value, strlen(value));
	free(value);
	env_free(&env);
	return print_secret(&b, e);
}

/* The command takes the place of this process, so that its exit code and its signals are its own. */
static int become(char **argv, struct err *e)
{
	char *shown;
	int why;

	harden_undo();
	execvp(argv[0], argv);
	why = errno;
	shown = text_safe_new(argv[0], 200);
	err_set(e, E_FAIL, _("'%s' cannot be started: %s. Nothing was changed."), shown, strerror(why));
	free(shown);
	return why == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
}

int cmd_exec(const struct options *o, struct err *e)
{
	struct vendor_env env;
	char **argv;
	size_t i;
	int code;

	if (!o->words.n)
		return err_set(e, E_USAGE, _("Name the command: toolgap exec -- claude.")), E_USAGE;
	if (o->dry_run) {
		fprintf(stderr, "%s\n", _("Dry run: no bearer was made, and nothing was started."));
		return E_OK;
	}
	if (mint(&env, 1, e))
		return e->code;
	argv = mem_alloc((o->words.n + 1) * sizeof(*argv));
	for (i = 0; i < o->words.n; i++)
		argv[i] = o->words.v[i].key;
	if (setenv("PIPEDREAM_OAUTH_BEARER", secret_bytes(env.bearer), 1) ||
	    setenv("PIPEDREAM_PROJECT_ID", env.pipedream_project, 1)) {
		err_set(e, E_FAIL, _("The environment cannot be set: %s. Nothing was started."), strerror(errno));
		code = E_FAIL;
	} else {
		code = become(argv, e);
	}
	free(argv);
	env_free(&env);
	return code;
}
