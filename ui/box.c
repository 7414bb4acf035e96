/* SPDX-License-Identifier: MIT */
/* box: the demo's surroundings. */
#include "ui/box.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "work/child.h"
#include "work/disk.h"
#include "work/workspace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>


#define START_MS 10000
#define FILE_MAX (1u << 20)

/* Where each file of data/demo goes. */
static const struct {
	const char *from, *to;
	int home;
} files[] = {
	{ "toolgap.yaml", "toolgap.yaml", 0 },
	{ "mcp.json", ".mcp.json", 0 },
	{ "cursor-mcp.json", ".cursor/mcp.json", 0 },
	{ "vscode-mcp.json", ".vscode/mcp.json", 0 },
	{ "codex-config.toml", ".codex/config.toml", 0 },
	{ "toolkit-registry.md", "docs/composio/toolkit-registry.md", 0 },
	{ "windsurf-mcp_config.json", ".codeium/windsurf/mcp_config.json", 1 },
};

static int copy_file(const char *from, const char *to, struct err *e)
{
	struct buf b = BUF_INIT;
	char *dir = mem_str(to), *slash = strrchr(dir, '/');
	int rc = -1;

	*slash = '\0';
	if (!disk_slurp(from, &b, FILE_MAX, e) && !disk_mkdirs(dir, 0, e))
		rc = disk_put(to, buf_str(&b), b.len, e);
	buf_free(&b);
	free(dir);
	return rc;
}

static int fill(const struct box *b, struct err *e)
{
	char *data = workspace_data_new();
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < sizeof(files) / sizeof(*files); i++) {
		char *from = mem_fmt("%s/demo/%s", data, files[i].from);
		char *to = mem_fmt("%s/%s", files[i].home ? b->home : b->work, files[i].to);

		rc = copy_file(from, to, e);
		free(from);
		free(to);
	}
	free(data);
	return rc;
}

static int is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	int n = 0;

	if (!d)
		return errno == ENOENT;
	while ((de = readdir(d)))
		n += strcmp(de->d_name, ".") && strcmp(de->d_name, "..");
	closedir(d);
	return n == 0;
}

static int make_dirs(struct box *b, const char *dir, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char real[PATH_MAX];

	if (dir) {
		if (!is_empty(dir))
			return err_set(e, E_USAGE,
				       _("The folder '%s' is not empty. The demo only uses a new or empty one; nothing was changed."),
				       dir);
		if (disk_mkdirs(dir, 1, e))
			return -1;
		b->keep = 1;
		b->dir = mem_str(realpath(dir, real) ? real : dir);
	} else {
		b->dir = mem_fmt("%s/toolgap-demo-XXXXXX", tmp && *tmp ? tmp : "/tmp");
		if (!mkdtemp(b->dir))
			return err_set(e, E_FAIL, _("A throw-away folder '%s' cannot be made: %s."), b->dir,
				       strerror(errno));
	}
	b->work = mem_fmt("%s/work", b->dir);
	b->home = mem_fmt("%s/home", b->dir);
	return disk_mkdirs(b->work, 1, e) || disk_mkdirs(b->home, 1, e) ? -1 : 0;
}

/* The sandbox stands next to this program, in the build tree as when installed. */
static char *sandbox_path_new(void)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash, *path;

	if (n > 0) {
		self[n] = '\0';
		slash = strrchr(self, '/');
		if (slash) {
			*slash = '\0';
			path = mem_fmt("%s/toolgap-sandbox", self);
			if (!access(path, X_OK))
				return path;
			free(path);
		}
	}
	return mem_str("toolgap-sandbox");
}

/* Take "NAME=value" lines into the environment until the blank one. */
static int take_environment(int fd, struct err *e)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct buf line = BUF_INIT;
	char c;

	while (poll(&p, 1, START_MS) > 0 && read(fd, &c, 1) == 1) {
		char *eq;

		if (c != '\n') {
			buf_addc(&line, c);
			continue;
		}
		if (!line.len) {
			buf_free(&line);
			return 0;
		}
		eq = strchr(line.p, '=');
		if (eq) {
			*eq = '\0';
			if (setenv(line.p, eq + 1, 1))
				break;
		}
		buf_reset(&line);
	}
	buf_free(&line);
	return err_set(e, E_FAIL,
		       _("toolgap-sandbox did not start. The demo needs it next to toolgap or on PATH; nothing of yours was touched."));
}

static int start_sandbox(struct box *b, struct err *e)
{
	char *path = sandbox_path_new();
	char *argv[] = { path, (char *)"--approve-after", (char *)"3", (char *)"--with-parent", NULL }, **env;
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t at;
	sigset_t none;
	int fds[2], rc;

	if (pipe2(fds, O_CLOEXEC)) {
		free(path);
		return err_set(e, E_FAIL, _("A pipe cannot be made: %s."), strerror(errno));
	}
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, fds[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&fa, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawnattr_init(&at);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&at, &none);
	posix_spawnattr_setpgroup(&at, 0); /* Ctrl-C is for the wizard */
	posix_spawnattr_setflags(&at, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	env = child_environment_new(); /* the box has keys of its own */
	rc = posix_spawnp(&b->sandbox, path, &fa, &at, argv, env);
	free(env);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&at);
	close(fds[1]);
	if (rc) {
		b->sandbox = 0;
		err_set(e, E_FAIL, _("'%s' cannot be started: %s. The demo needs it; nothing of yours was touched."),
			path, strerror(rc));
	} else {
		rc = take_environment(fds[0], e);
	}
	close(fds[0]);
	free(path);
	return rc ? -1 : 0;
}

static void point_home(const struct box *b)
{
	static const char *const unset[] = { "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
					     "CODEX_HOME",	"CLAUDE_CONFIG_DIR", "COPILOT_HOME",
					     "GEMINI_CLI_HOME", "QWEN_HOME" };
	size_t i;

	setenv("HOME", b->home, 1);
	for (i = 0; i < sizeof(unset) / sizeof(*unset); i++)
		unsetenv(unset[i]);
}

int box_open(struct box *b, const char *dir, struct err *e)
{
	memset(b, 0, sizeof(*b));
	if (make_dirs(b, dir, e) || fill(b, e) || start_sandbox(b, e)) {
		box_close(b);
		return -1;
	}
	point_home(b);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void box_close(struct box *b)
{
	if (b->sandbox > 0) {
		kill(b->sandbox, SIGTERM);
		while (waitpid(b->sandbox, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (b->dir && !b->keep)
		nftw(b->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	free(b->dir);
	free(b->work);
	free(b->home);
	memset(b, 0, sizeof(*b));
}
