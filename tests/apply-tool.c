/* SPDX-License-Identifier: MIT */
/* apply-tool: the driver of crash.sh: eight files, applied, undone and judged. */
#include "base/mem.h"
#include "base/sha256.h"
#include "work/apply.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * apply-tool COMMAND DIR: everything happens below DIR: ws (the workspace), home, state.
 *   apply   make DIR anew with the old files, arm the shim, apply; exit code is that of the apply
 *   naive   the same with truncate and write, as a bad program does: the negative control
 *   undo    make anew, apply, arm, undo
 *   fresh   make anew only
 *   again   apply on what is there
 *   recover arm, recover
 *   look    print "old", "new" or what else; of the files alone
 *   settle  recover, then print "old" or "new", or "BAD …" also for anything left over; then, where
 * it is new, undo, which must give "old" rival   N KIND: recover, then judge what became of file N,
 * to which a rival did KIND, and of the others race    applies against a rival who writes all the
 * time
 */
void crash_arm(void) __attribute__((weak)); /* in crash-shim.so */

static const struct fix {
	const char *path, *old, *new;
	mode_t mode;	  /* of the old, or expected of the new */
	size_t times;	  /* the text is repeated: some files are large */
	const char *link; /* reached by way of this link */
} fixes[] = {
	{ "ws/.mcp.json", "{ \"mcpServers\": {} }\n", "{ \"mcpServers\": { \"a\": {} } }\n", 0644,
	  1, NULL },
	{ "ws/.cursor/mcp.json", "// line of the old text\n", "// line of the text that is new\n",
	  0640, 1500, NULL },
	{ "ws/docs/composio/registry.md", NULL, "| slug | path |\n", 0644, 40, NULL },
	{ "ws/docs/composio/reminders/x.ics", NULL, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", 0644, 1,
	  NULL },
	{ "home/.codex/config.toml", "[old]\r\n", "[old]\r\n[new]\r\n", 0600, 900, NULL },
	{ "ws/gone.yaml", "a: \"to be removed\"\n", NULL, 0604, 1, NULL },
	{ "ws/conf/real.json", "", "{}", 0644, 1, "ws/by-link.json" },
	{ "home/.private.json", NULL, "{ \"private\": true }\n", 0600, 1, NULL },
};
#define FIXES (sizeof(fixes) / sizeof(*fixes))

static const char *dir;
static char bad[400];

static char *in_dir(const char *name)
{
	return mem_fmt("%s/%s", dir, name);
}

static void text_of(const struct fix *f, const char *s, struct buf *out)
{
	for (size_t i = 0; i < f->times; i++)
		buf_adds(out, s);
}

static void die(const char *what)
{
	fprintf(stderr, "apply-tool: %s: %s\n", what, strerror(errno));
	exit(97);
}

static void parents(const char *path)
{
	char *p = mem_str(path), *at = p;

	while ((at = strchr(at + 1, '/'))) {
		*at = '\0';
		if (mkdir(p, 0755) && errno != EEXIST)
			die(p);
		*at = '/';
	}
	free(p);
}

static void write_file(const char *path, const char *s, size_t n, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, s, n) != (ssize_t)n || fchmod(fd, mode) || close(fd))
		die(path);
}

static int wipe_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static void setup(void)
{
	static const char *const folders[] = { "ws/x", "home/x" };
	size_t i;

	if (nftw(dir, wipe_one, 20, FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
		die(dir);
	for (i = 0; i < 2; i++) {
		char *p = in_dir(folders[i]);

		parents(p);
		free(p);
	}
	for (i = 0; i < FIXES; i++) {
		const struct fix *f = &fixes[i];
		char *p = in_dir(f->path), *link = f->link ? in_dir(f->link) : NULL;
		struct buf b = BUF_INIT;

		if (f->old) {
			parents(p);
			text_of(f, f->old, &b);
			write_file(p, buf_str(&b), b.len, f->mode);
		}
		if (link && symlink("conf/real.json", link))
			die(link);
		buf_free(&b);
		free(link);
		free(p);
	}
}

static void changes(struct changes *c)
{
	for (size_t i = 0; i < FIXES; i++) {
		const struct fix *f = &fixes[i];
		struct buf old = BUF_INIT, new = BUF_INIT;
		char hash[SHA256_HEX], *p = in_dir(f->link ? f->link : f->path);
		char *root = in_dir(!strncmp(f->path, "ws/", 3) ? "ws" : "home");

		text_of(f, f->old ? f->old : "", &old);
		text_of(f, f->new ? f->new : "", &new);
		sha256_hex(buf_str(&old), old.len, hash);
		changes_add(c, p, root, f->old ? hash : NULL, f->new ? buf_str(&new) : NULL,
			    new.len, f->mode == 0600);
		buf_free(&old);
		buf_free(&new);
		free(root);
		free(p);
	}
}

static int report(int rc, struct apply_result *r, const struct err *e)
{
	if (rc)
		fprintf(stderr, "%s\n", e->msg);
	fputs(buf_str(&r->said), stderr);
	apply_result_free(r);
	return rc ? (int)e->code : 0;
}

static void arm(void)
{
	if (crash_arm)
		crash_arm();
}

static int apply(int armed)
{
	struct changes c = { 0 };
	struct apply_result r;
	struct err e = ERR_INIT;
	char *ws = in_dir("ws");
	int rc;

	changes(&c);
	if (armed)
		arm();
	rc = apply_run(ws, "crash-1", &c, &r, &e);
	changes_free(&c);
	free(ws);
	return report(rc, &r, &e);
}

static int undo(void)
{
	struct apply_result r;
	struct err e = ERR_INIT;
	char *ws = in_dir("ws");
	int rc = apply_undo(ws, NULL, 0, &r, &e);

	free(ws);
	return report(rc, &r, &e);
}

static int recover(void)
{
	struct apply_result r;
	struct err e = ERR_INIT;
	char *ws = in_dir("ws");
	int found, rc;

	memset(&r, 0, sizeof(r));
	rc = apply_recover(ws, &found, &r.said, &e);
	free(ws);
	return report(rc, &r, &e);
}

static int naive(void)
{
	arm();
	for (size_t i = 0; i < FIXES; i++) {
		const struct fix *f = &fixes[i];
		struct buf b = BUF_INIT;
		char *p = in_dir(f->path);

		if (f->new) {
			parents(p);
			text_of(f, f->new, &b);
			write_file(p, buf_str(&b), b.len, f->mode);
		} else if (unlink(p)) {
			die(p);
		}
		buf_free(&b);
		free(p);
	}
	return 0;
}

/* Judging. */

static void fault(const char *what, const char *path)
{
	if (!bad[0])
		(void)snprintf(bad, sizeof(bad), "%s %s", what, path);
}

static int is(const struct fix *f, const char *path, const char *want)
{
	struct buf b = BUF_INIT;
	struct stat st;
	char *got;
	int fd, same;

	if (lstat(path, &st))
		return !want;
	if (!want || !S_ISREG(st.st_mode) || (st.st_mode & 07777) != f->mode)
		return 0;
	text_of(f, want, &b);
	got = mem_alloc((size_t)st.st_size + 1);
	fd = open(path, O_RDONLY);
	same = fd >= 0 && (size_t)st.st_size == b.len &&
	       read(fd, got, (size_t)st.st_size) == (ssize_t)b.len &&
	       !memcmp(got, buf_str(&b), b.len);
	close(fd);
	free(got);
	buf_free(&b);
	return same;
}

static int known(const char *name)
{
	static const char *const folders[] = { "",	     "ws",	"home",	      "state",
					       "ws/.cursor", "ws/conf", "home/.codex" };
	size_t i;

	for (i = 0; i < FIXES; i++) /* files themselves are judged before */
		if (!strcmp(name, fixes[i].path) || (fixes[i].link && !strcmp(name, fixes[i].link)))
			return 1;
	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (!strcmp(name, folders[i]))
			return 1;
	return 0;
}

static int now_new;

static int visit(const char *path, const struct stat *st, int type, struct FTW *where)
{
	const char *name = path + strlen(dir), *last = strrchr(path, '/') + 1;

	(void)st;
	(void)type;
	(void)where;
	name += *name == '/';
	if (strstr(last, ".tg-"))
		fault("left over:", name);
	if (!strncmp(name, "state/", 6)) {
		if (!strcmp(last, "journal") || !strcmp(last, "done") || !strcmp(last, "kept"))
			fault("left over:", name);
	} else if (!known(name) && !(now_new && !strncmp(name, "ws/docs", 7))) {
		fault("left over:", name);
	}
	return 0;
}

static const char *look(void)
{
	size_t old = 0, new = 0, i;

	bad[0] = '\0';
	for (i = 0; i < FIXES; i++) {
		char *p = in_dir(fixes[i].path);

		if (is(&fixes[i], p, fixes[i].old))
			old++;
		else if (is(&fixes[i], p, fixes[i].new))
			new ++;
		else
			fault("torn:", fixes[i].path);
		if (fixes[i].link) {
			struct stat st;
			char *link = in_dir(fixes[i].link);

			if (lstat(link, &st) || !S_ISLNK(st.st_mode))
				fault("no link any more:", fixes[i].link);
			free(link);
		}
		free(p);
	}
	if (old && new)
		fault("mixed:", "some files are old and some are new");
	now_new = new == FIXES;
	return bad[0] ? bad : now_new ? "new" : "old";
}

static const char *look_all(void)
{
	const char *found = look();

	if (!bad[0])
		(void)nftw(dir, visit, 20, FTW_PHYS);
	return bad[0] ? bad : found;
}

static int settle(void)
{
	const char *found;
	int rc = recover();

	if (rc) {
		printf("BAD recovery says %d\n", rc);
		return 1;
	}
	found = look_all();
	printf("%s%s\n", bad[0] ? "BAD " : "", found);
	if (bad[0])
		return 1;
	if (now_new && (undo() || strcmp(look_all(), "old") != 0)) {
		printf("BAD after undo %s\n", bad);
		return 1;
	}
	return 0;
}

/* The rival's text is at this path. */
static int has_theirs(const char *path)
{
	char text[16] = "";
	int fd = open(path, O_RDONLY | O_NOFOLLOW);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	return n == 6 && !strcmp(text, "rival\n");
}

static size_t theirs_in_temps;

static int visit_temp(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	if (!strstr(path + where->base, ".tg-"))
		return 0;
	if (has_theirs(path))
		theirs_in_temps++;
	else
		fault("left over:", path);
	return 0;
}

/* Nothing of the rival's is lost, and all other files are old, or all are new. */
static int judge_rival(size_t which, const char *kind)
{
	size_t old = 0, new = 0, i;
	char *target = in_dir(fixes[which].path);
	struct stat st;
	int found;

	if (recover())
		fault("recovery", "fails");
	for (i = 0; i < FIXES; i++) {
		char *p = in_dir(fixes[i].path);

		if (i != which) {
			old += (size_t)is(&fixes[i], p, fixes[i].old);
			new += (size_t)is(&fixes[i], p, fixes[i].new);
		}
		free(p);
	}
	if (old + new != FIXES - 1 || (old && new))
		fault("the other files are", "torn or mixed");
	(void)nftw(dir, visit_temp, 20, FTW_PHYS);
	found = has_theirs(target);
	if (!strcmp(kind, "unlink") ? !lstat(target, &st) : !found && !theirs_in_temps)
		fault("lost:", kind);
	if (!strcmp(kind, "rename") && !found)
		fault("not theirs:", fixes[which].path);
	free(target);
	printf("%s%s\n", bad[0] ? "BAD " : "", bad[0] ? bad : old ? "old" : "new");
	return bad[0] != '\0';
}

/* A rival replaces one file all the time by "theirs N"; every apply turns what it read into "ours
 * N". */

struct rival {
	volatile long begun, done;
};

static _Noreturn void rival(struct rival *shared, const char *path)
{
	char *temp = mem_fmt("%s.rival", path), text[40];

	for (long n = 1;; n++) {
		(void)snprintf(text, sizeof(text), "theirs %ld", n);
		write_file(temp, text, strlen(text), 0644);
		shared->begun = n;
		if (rename(temp, path))
			die(path);
		shared->done = n;
		usleep((useconds_t)(n * 7919 % 120));
	}
}

static size_t slurp(const char *path, char out[64])
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, out, 63);

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

/* One apply on what is there now; its exit code. */
static int turn(const char *ws, const char *path)
{
	char text[64], hash[SHA256_HEX], *after;
	size_t n = slurp(path, text);
	struct changes c = { 0 };
	struct apply_result r;
	struct err e = ERR_INIT;
	int rc;

	sha256_hex(text, n, hash);
	after = mem_fmt("ours %s", strchr(text, ' ') ? strrchr(text, ' ') + 1 : "0");
	changes_add(&c, path, ws, hash, after, strlen(after), 0);
	rc = apply_run(ws, "race", &c, &r, &e);
	apply_result_free(&r);
	changes_free(&c);
	free(after);
	return rc ? (int)e.code : 0;
}

static int race(int rounds)
{
	struct rival *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *ws = in_dir("ws"), *path = in_dir("ws/.mcp.json"), text[64];
	int won = 0, yielded = 0, lost = 0, other = 0, i, status;
	pid_t pid;

	if (shared == MAP_FAILED)
		die("mmap");
	write_file(path, "theirs 0", 8, 0644);
	pid = fork();
	if (!pid)
		rival(shared, path);
	for (i = 0; i < rounds; i++) {
		int rc = turn(ws, path);
		long n;

		won += rc == 0;
		yielded += rc == 5;
		other += rc != 0 && rc != 5;
		(void)kill(pid, SIGSTOP);
		(void)waitpid(pid, &status, WUNTRACED);
		(void)slurp(path, text);
		n = strchr(text, ' ') ? atol(strchr(text, ' ')) : -1;
		if (n != shared->done && n != shared->begun)
			lost++;
		(void)kill(pid, SIGCONT);
	}
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, &status, 0);
	free(ws);
	free(path);
	printf("won %d, yielded %d, lost %d, other %d\n", won, yielded, lost, other);
	return lost || other;
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";
	char *home, *state;
	int rc = 96;

	if (argc < 3 || argv[2][0] != '/') {
		fputs("usage: apply-tool COMMAND /DIR\n", stderr);
		return rc;
	}
	dir = argv[2];
	home = in_dir("home");
	state = in_dir("state");
	setenv("HOME", home, 1);
	setenv("XDG_STATE_HOME", state, 1);
	umask(022);
	if (!strcmp(what, "apply")) {
		setup();
		rc = apply(1);
	} else if (!strcmp(what, "naive")) {
		setup();
		rc = naive();
	} else if (!strcmp(what, "undo")) {
		setup();
		rc = apply(0);
		arm();
		if (!rc)
			rc = undo();
	} else if (!strcmp(what, "fresh")) {
		setup();
		rc = 0;
	} else if (!strcmp(what, "again")) {
		rc = apply(1);
	} else if (!strcmp(what, "recover")) {
		arm();
		rc = recover();
	} else if (!strcmp(what, "look")) {
		puts(look());
		rc = 0;
	} else if (!strcmp(what, "settle")) {
		rc = settle();
	} else if (!strcmp(what, "rival") && argc > 4) {
		rc = judge_rival((size_t)atoi(argv[3]), argv[4]);
	} else if (!strcmp(what, "race")) {
		setup();
		rc = race(argc > 3 ? atoi(argv[3]) : 300);
	}
	free(home);
	free(state);
	return rc;
}
