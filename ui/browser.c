/* SPDX-License-Identifier: MIT */
/* browser: which program, which words, which environment; then spawn and forget. */
#include "ui/browser.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/http.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* A name with '*' at its end stands for all that begin so. */
static const char *const secret_names[] = {
	"COMPOSIO_API_KEY", "PIPEDREAM_CLIENT_*", "PIPEDREAM_OAUTH_BEARER", "client_id",
	"client_secret",    "GITHUB_TOKEN",	  "GH_TOKEN",		    "INFISICAL_*",
	"CLOUDFLARE_API_TOKEN",
};

static int is_secret(const char *entry)
{
	size_t n = strcspn(entry, "="), i;

	for (i = 0; i < sizeof(secret_names) / sizeof(*secret_names); i++) {
		const char *name = secret_names[i];
		size_t k = strcspn(name, "*");

		if (!strncmp(entry, name, k) && (name[k] ? n >= k : n == k))
			return 1;
	}
	return 0;
}

char **browser_env(char *const *env)
{
	char **out = NULL;
	size_t n = 0, cap = 0;

	for (; *env; env++) {
		if (is_secret(*env))
			continue;
		MEM_GROW(out, n, cap);
		out[n++] = mem_str(*env);
	}
	MEM_GROW(out, n, cap);
	out[n] = NULL;
	return out;
}

/* The word with each "%s" replaced; *put tells that there was one. */
static char *word(const char *s, size_t n, const char *url, int *put)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '%' && i + 1 < n && s[i + 1] == 's') {
			buf_adds(&b, url);
			*put = 1;
			i++;
		} else {
			buf_addc(&b, s[i]);
		}
	}
	return buf_detach(&b);
}

char **browser_argv(const char *command, size_t n, const char *url)
{
	char **out = NULL;
	size_t words = 0, cap = 0, i = 0, k;
	int put = 0;

	while (i < n) {
		for (k = i; k < n && command[k] != ' '; k++)
			;
		if (k > i) {
			MEM_GROW(out, words, cap);
			out[words++] = word(command + i, k - i, url, &put);
		}
		i = k + 1;
	}
	if (!words)
		return NULL;
	if (!put) {
		MEM_GROW(out, words, cap);
		out[words++] = mem_str(url);
	}
	MEM_GROW(out, words, cap);
	out[words] = NULL;
	return out;
}

void browser_free(char **list)
{
	size_t i;

	for (i = 0; list && list[i]; i++)
		free(list[i]);
	free(list);
}

/* Every descriptor of ours is close-on-exec; a library's may not be. */
static int close_rest(posix_spawn_file_actions_t *fa)
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
	return posix_spawn_file_actions_addclosefrom_np(fa, 3);
#else
	(void)fa;
	return 0;
#endif
}

/* 0 when it runs. It is a child of ours; the one before is collected here. */
static int spawn(char **argv, char **env)
{
	static pid_t last;
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t at;
	sigset_t set;
	int rc = -1;

	if (last > 0 && waitpid(last, NULL, WNOHANG) == last)
		last = 0;
	if (posix_spawn_file_actions_init(&fa))
		return -1;
	if (!posix_spawnattr_init(&at)) {
		sigfillset(&set);
		posix_spawnattr_setsigdefault(&at, &set);
		sigemptyset(&set);
		posix_spawnattr_setsigmask(&at, &set);
		posix_spawnattr_setflags(&at, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF |
						      POSIX_SPAWN_SETSIGMASK);
		if (!posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDWR, 0) &&
		    !posix_spawn_file_actions_adddup2(&fa, 0, 1) &&
		    !posix_spawn_file_actions_adddup2(&fa, 0, 2) && !close_rest(&fa))
			rc = posix_spawnp(&last, argv[0], &fa, &at, argv, env);
		posix_spawnattr_destroy(&at);
	}
	posix_spawn_file_actions_destroy(&fa);
	return rc;
}

static int set(const char *name)
{
	const char *s = getenv(name);

	return s && *s;
}

int browser_open(const char *url, struct err *e)
{
	const char *named = getenv("BROWSER"), *s = named && *named ? named : "xdg-open";
	char **env;
	int rc = -1;

	if (!http_url_ok(url))
		return err_set(e, E_FAIL,
			       _("This link is not one that toolgap opens; look at it before you do."));
	if (set("SSH_CONNECTION"))
		return err_set(e, E_FAIL,
			       _("This is an SSH session, so the browser would open elsewhere."));
	if (!set("DISPLAY") && !set("WAYLAND_DISPLAY"))
		return err_set(e, E_FAIL, _("There is no display here to open a browser on."));
	env = browser_env(environ);
	while (rc && *s) {
		size_t n = strcspn(s, ":");
		char **argv = browser_argv(s, n, url);

		if (argv)
			rc = spawn(argv, env);
		browser_free(argv);
		s += n;
		s += *s == ':';
	}
	browser_free(env);
	return rc ? err_set(e, E_FAIL, _("No browser could be started (BROWSER, xdg-open).")) : 0;
}
