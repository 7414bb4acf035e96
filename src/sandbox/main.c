/* SPDX-License-Identifier: MIT */
/* toolgap-sandbox: the vendors in a box: options, the environment it prints, and its end. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "sandbox/server.h"

#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef PKGDATADIR
#define PKGDATADIR "data"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

struct options {
	struct box_options box;
	struct kv faults;
	const char *log;
	char *data;
	long port, delay;
	int with_parent;
};

enum { OPT_DATA = 256, OPT_PORT, OPT_APPROVE, OPT_FAULT, OPT_DELAY, OPT_PAGE, OPT_LOG, OPT_SSE,
       OPT_SESSION, OPT_PARENT, OPT_BULK, OPT_LIFE, OPT_HELP, OPT_VERSION };

static const struct option longs[] = {
	{ "data", required_argument, NULL, OPT_DATA },
	{ "port", required_argument, NULL, OPT_PORT },
	{ "approve-after", required_argument, NULL, OPT_APPROVE },
	{ "fault", required_argument, NULL, OPT_FAULT },
	{ "delay", required_argument, NULL, OPT_DELAY },
	{ "page", required_argument, NULL, OPT_PAGE },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "mcp-sse", no_argument, NULL, OPT_SSE },
	{ "mcp-session", no_argument, NULL, OPT_SESSION },
	{ "with-parent", no_argument, NULL, OPT_PARENT },
	{ "bulk", required_argument, NULL, OPT_BULK },
	{ "link-life", required_argument, NULL, OPT_LIFE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

static void help(void)
{
	fputs(_("Usage: toolgap-sandbox [OPTION]...\n"
		"The vendors toolgap speaks to, in a box: on 127.0.0.1, from fixtures, offline.\n"
		"Prints the environment that points toolgap at it, then an empty line, and serves\n"
		"until it is ended. To set the environment of a shell:\n"
		"\n"
		"  set -a; eval \"$(toolgap-sandbox &)\"; set +a\n"
		"\n"
		"  --data DIR               folder of the fixtures\n"
		"  --port N                 port to listen on (default: a free one)\n"
		"  --approve-after SECONDS  links that nobody opens approve themselves after that\n"
		"  --link-life SECONDS      a connect link of Pipedream is good for so long (default: 4 hours)\n"
		"  --page N                 largest page of a catalog\n"
		"  --bulk N                 so many made-up entries more in each catalog\n"
		"  --delay MS               every answer comes that much later\n"
		"  --fault SPEC             do wrong: ROUTE:KIND[=ARG][:TIMES], may be repeated\n"
		"  --mcp-sse                the MCP server answers with event streams\n"
		"  --mcp-session            the MCP server keeps sessions and insists on them\n"
		"  --log FILE               one line for each request, without credentials\n"
		"  --with-parent            end when the parent process ends\n"
		"  --help, --version\n"
		"\n"
		"ROUTE is part of \"METHOD /path\". KIND is status=N, delay=MS, truncate=BYTES,\n"
		"garbage, html, hang, close, huge, redirect=URL, slow=BYTES_PER_SECOND or escape.\n"
		"While it runs: POST and DELETE /sandbox/fault, GET and DELETE /sandbox/requests,\n"
		"POST /sandbox/approve?external_user_id=USER&app=APP, and\n"
		"POST /sandbox/account?external_user_id=USER&app=APP&state=dead|unhealthy|healthy|gone.\n"), stdout);
}

static int bad_value(const char *option, const char *value)
{
	fprintf(stderr, _("toolgap-sandbox: --%s does not take '%.80s'\n"), option, value);
	return -1;
}

/* "2" or "0.5" seconds as milliseconds. */
static int seconds_ms(const char *s, long *ms)
{
	char *end;
	double v = strtod(s, &end);

	if (end == s || *end || !(v >= 0 && v <= 86400))
		return -1;
	*ms = (long)(v * 1000 + 0.5);
	return 0;
}

static int take_option(int opt, struct options *o)
{
	long *number = NULL, high = 0;

	switch (opt) {
	case OPT_DATA:
		free(o->data);
		o->data = mem_str(optarg);
		return 0;
	case OPT_LOG:
		o->log = optarg;
		return 0;
	case OPT_FAULT:
		kv_add(&o->faults, optarg, "");
		return 0;
	case OPT_SSE:
		o->box.mcp_sse = 1;
		return 0;
	case OPT_SESSION:
		o->box.mcp_session = 1;
		return 0;
	case OPT_PARENT:
		o->with_parent = 1;
		return 0;
	case OPT_APPROVE:
		return seconds_ms(optarg, &o->box.approve_ms) ? bad_value("approve-after", optarg)
							      : 0;
	case OPT_PORT:
		number = &o->port;
		high = 65535;
		break;
	case OPT_PAGE:
		number = &o->box.page;
		high = 1000;
		break;
	case OPT_BULK:
		number = &o->box.bulk;
		high = 20000;
		break;
	case OPT_LIFE:
		number = &o->box.link_life;
		high = 14400;
		break;
	case OPT_DELAY:
		number = &o->delay;
		high = 3600000;
		break;
	default:
		fputs(_("Try 'toolgap-sandbox --help'.\n"), stderr);
		return -1;
	}
	*number = web_number(optarg, opt == OPT_DELAY ? 0 : 1, high);
	return *number < 0 ? bad_value(longs[opt - OPT_DATA].name, optarg) : 0;
}

/* 0 to go on, 1 when all is said, -1 on a usage error. */
static int read_options(int argc, char **argv, struct options *o)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (opt == OPT_HELP) {
			help();
			return 1;
		}
		if (opt == OPT_VERSION) {
			printf("toolgap-sandbox %s\n", PACKAGE_VERSION);
			return 1;
		}
		if (take_option(opt, o))
			return -1;
	}
	if (optind < argc) {
		fprintf(stderr, _("toolgap-sandbox: unexpected argument '%.80s'\n"), argv[optind]);
		return -1;
	}
	if (!o->data) {
		const char *dir = getenv("TOOLGAP_DATADIR");

		o->data = mem_fmt("%s/sandbox", dir && *dir ? dir : PKGDATADIR);
	}
	o->box.data = o->data;
	return 0;
}

static void print_environment(const char *base)
{
	printf("COMPOSIO_BASE_URL=%s/composio\nCOMPOSIO_API_KEY=%s\n", base, BOX_KEY);
	printf("PIPEDREAM_BASE_URL=%s/pipedream\nPIPEDREAM_MCP_URL=%s/mcp/v3\n", base, base);
	printf("PIPEDREAM_CLIENT_ID=%s\nPIPEDREAM_CLIENT_SECRET=%s\n", BOX_CLIENT_ID,
	       BOX_CLIENT_SECRET);
	printf("PIPEDREAM_PROJECT_ID=%s\nPIPEDREAM_PROJECT_ENVIRONMENT=production\n", BOX_PROJECT);
	printf("GITHUB_API_URL=%s/github\nGITHUB_TOKEN=%s\n", base, BOX_GITHUB_TOKEN);
	printf("MCP_REGISTRY_URL=%s/registry\n", base);
	printf("INFISICAL_DOMAIN=%s/infisical\n", base);
	printf("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID=%s\nINFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=%s\n",
	       BOX_MACHINE_ID, BOX_MACHINE_SECRET);
	printf("INFISICAL_PROJECT_ID=%s\nINFISICAL_ENVIRONMENT=prod\n", BOX_STORE);
	printf("CLOUDFLARE_API_BASE_URL=%s/cloudflare/client/v4\n", base);
	printf("CLOUDFLARE_API_TOKEN=%s\nCLOUDFLARE_ACCOUNT_ID=%s\n\n", BOX_CLOUD_TOKEN,
	       BOX_CLOUD_ACCOUNT);
	fflush(stdout);
}

/* Whoever reads the environment through a pipe sees its end, and need not wait for ours. */
static void let_stdout_go(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		dup2(fd, STDOUT_FILENO);
		close(fd);
	}
}

static int serve(struct options *o, const sigset_t *ends)
{
	struct err e = ERR_INIT;
	struct server *server = NULL;
	struct box box = { 0 };
	int rc, signal_number;

	rc = box_load(&box, &o->box, &e);
	for (size_t i = 0; !rc && i < o->faults.n; i++)
		rc = faults_add(&box.faults, o->faults.v[i].key, &e);
	if (!rc) {
		server = server_new(&box, (int)o->port, o->delay, o->log, &e);
		rc = server ? 0 : -1;
	}
	if (rc) {
		fprintf(stderr, "toolgap-sandbox: %s\n", e.msg);
	} else {
		print_environment(box.base);
		let_stdout_go();
		sigwait(ends, &signal_number);
	}
	server_free(server);
	box_free(&box);
	return rc ? (int)e.code : 0;
}

int main(int argc, char **argv)
{
	struct options o = { .box = { .approve_ms = -1 } };
	pid_t parent = getppid();
	sigset_t ends;
	int rc;

	i18n_start();
	if (clock_init()) {
		fputs(_("toolgap-sandbox: TOOLGAP_NOW is not of the form 2026-11-21T10:00:00Z\n"),
		      stderr);
		return E_USAGE;
	}
	rc = read_options(argc, argv, &o);
	/* Blocked in every thread: sigwait() alone takes them. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (!rc && o.with_parent) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			rc = 1; /* it ended before we asked to be told */
	}
	rc = rc ? (rc < 0 ? E_USAGE : 0) : serve(&o, &ends);
	free(o.data);
	kv_free(&o.faults);
	return rc;
}
