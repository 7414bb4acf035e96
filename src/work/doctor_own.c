/* SPDX-License-Identifier: MIT */
/* doctor_own: what is wrong, or could be, with what toolgap itself needs: its data, its own folders, the locale. */
#include "work/doctor.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "files/aliases.h"
#include "runbook/runbook.h"
#include "work/disk.h"
#include "work/lock.h"
#include "work/session_file.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define add ailment_add
#define DATA_MAX (1u << 20)

/* ---- the data folder */

static int aliases_good(const struct buf *b, const char *path, struct err *e)
{
	struct yaml *doc = aliases_parse(buf_str(b), b->len, path, e);
	int good = doc != NULL;

	yaml_free(doc);
	return good;
}

static int clients_good(const struct buf *b, const char *path, struct err *e)
{
	struct clients *all = clients_parse(buf_str(b), b->len, path, NULL, e);
	int good = all != NULL;

	clients_free(all);
	return good;
}

static int runbook_good(const struct buf *b, const char *path, struct err *e)
{
	struct runbook *rb = runbook_parse(buf_str(b), b->len, path, e);
	int good = rb != NULL;

	runbook_free(rb);
	return good;
}

static void look_data(struct ailments *a)
{
	static const struct {
		const char *file;
		int (*good)(const struct buf *b, const char *path, struct err *e);
	} all[] = { { "clients.yaml", clients_good }, { "runbook.yaml", runbook_good }, { "aliases.yaml", aliases_good } };
	char *dir = workspace_data_new();
	size_t i, bad = 0;
	struct err gone = ERR_INIT;

	if (workspace_data_check(&gone)) {
		add(a, "data", HEALTH_BAD, mem_str(gone.msg), NULL);
		free(dir);
		return;
	}
	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		char *path = mem_fmt("%s/%s", dir, all[i].file);
		struct buf b = BUF_INIT;
		struct err e = ERR_INIT;

		if (disk_slurp(path, &b, DATA_MAX, &e) || !all[i].good(&b, path, &e)) {
			add(a, "data", HEALTH_BAD, mem_str(e.msg),
			    _("Install toolgap again (make install), or set TOOLGAP_DATADIR to the folder data of its source."));
			bad++;
		}
		buf_free(&b);
		free(path);
	}
	if (!bad)
		add(a, "data", HEALTH_OK, mem_fmt(_("The data is in %s, and whole."), dir), NULL);
	free(dir);
}

/* ---- our own folders */

static void look_folder(const char *id, const char *dir, int quiet, struct ailments *a)
{
	struct stat st;

	if (stat(dir, &st) && errno == ENOENT) {
		if (!quiet)
			add(a, id, HEALTH_OK, mem_fmt(_("%s: %s, not there yet."), id, dir), NULL);
	} else if (stat(dir, &st)) {
		add(a, id, HEALTH_BAD, mem_fmt(_("%s: %s cannot be looked at: %s."), id, dir, strerror(errno)),
		    _("See to whom the folders above it belong, and who may enter them."));
	} else if (!S_ISDIR(st.st_mode)) {
		add(a, id, HEALTH_BAD, mem_fmt(_("%s: %s is no folder."), id, dir), _("Move it away; toolgap makes the folder itself."));
	} else if (st.st_uid != geteuid()) {
		add(a, id, HEALTH_BAD, mem_fmt(_("%s: %s belongs to another user."), id, dir),
		    _("Look how that came about (sudo?), then give it back: chown."));
	} else if (st.st_mode & 077) {
		add(a, id, HEALTH_BAD,
		    mem_fmt(_("%s: %s is open to others (mode %03o)."), id, dir, (unsigned)st.st_mode & 0777),
		    _("Make it yours alone: chmod 700."));
	} else if (access(dir, R_OK | W_OK | X_OK) || (st.st_mode & 0700) != 0700) {
		add(a, id, HEALTH_BAD,
		    mem_fmt(_("%s: %s cannot be read and written (mode %03o)."), id, dir, (unsigned)st.st_mode & 0777),
		    _("Without it nothing can be written or taken back: chmod 700, and look at the disk."));
	} else if (!quiet) {
		add(a, id, HEALTH_OK, mem_fmt(_("%s: %s, yours alone."), id, dir), NULL);
	}
}

static void look_folders(struct ailments *a)
{
	static const char *const kind[] = { "config", "state", "cache" };
	size_t i;

	for (i = 0; i < sizeof(kind) / sizeof(*kind); i++) {
		char *dir = workspace_xdg_new(kind[i]);

		look_folder(kind[i], dir, 0, a);
		if (!strcmp(kind[i], "state")) {
			char *sessions = session_folder_new(NULL), *work = mem_fmt("%s/work", dir);

			look_folder("state", sessions, 1, a);
			look_folder("state", work, 1, a);
			free(sessions);
			free(work);
		}
		free(dir);
	}
}

/* Journals that nobody can read, walks that are open, and locks whose owner has gone. */
static void look_sessions(struct ailments *a)
{
	struct session_found *found;
	size_t n, i, left = 0, unread = 0, held = 0;
	struct buf names = BUF_INIT;
	struct err e = ERR_INIT;

	if (session_all(&found, &n, &e)) {
		add(a, "sessions", HEALTH_WARN, mem_str(e.msg), _("Look at who owns the folder sessions of the state, and at its mode."));
		return;
	}
	for (i = 0; i < n; i++) {
		char *dir = session_folder_new(found[i].id), *lock = mem_fmt("%s/lock", dir), *file = mem_fmt("%s/events.jsonl", dir);
		enum lock_state state;
		struct buf b = BUF_INIT;
		struct session_head head = { 0 };
		size_t at;
		char *who;

		state = lock_owner(lock, &who);
		left += state == LOCK_LEFT;
		held += state == LOCK_HELD;
		if (!access(file, F_OK) && (disk_slurp_own(file, &b, SESSION_BYTES, NULL) ||
					    session_head_read(&head, buf_str(&b), b.len, &at)) && unread++ < 3)
			buf_addf(&names, "%s%s", names.len ? ", " : "", found[i].id);
		session_head_free(&head);
		buf_free(&b);
		free(who);
		free(dir);
		free(lock);
		free(file);
	}
	session_all_free(found, n);
	if (unread)
		add(a, "sessions", HEALTH_WARN,
		    mem_fmt(ngettext("%zu session cannot be read (%s).", "%zu sessions cannot be read (%s).", unread), unread,
			    buf_str(&names)),
		    _("Look at its file in the folder sessions of the state; `toolgap sessions drop ID` removes it."));
	else
		add(a, "sessions", HEALTH_OK,
		    mem_fmt(ngettext("%zu session is kept, %zu of them open in a process now.",
				     "%zu sessions are kept, %zu of them open in a process now.", n), n, held), NULL);
	if (left)
		add(a, "locks", HEALTH_OK,
		    mem_fmt(ngettext("%zu lock names a process that has ended; it keeps nobody out, and the next run takes it.",
				     "%zu locks name processes that have ended; they keep nobody out, and the next run takes them.", left), left),
		    NULL);
	buf_free(&names);
}

/* ---- the language */

/* What the environment asks for, as the C library reads it. */
static const char *asked_for(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *s = getenv(names[i]);

		if (s && *s)
			return s;
	}
	return "C";
}

static int is_english(const char *locale)
{
	return !strncmp(locale, "C", 1) || !strncmp(locale, "POSIX", 5) || !strncmp(locale, "en", 2);
}

static void look_locale(struct ailments *a)
{
	const char *charset = nl_langinfo(CODESET), *locale = asked_for(), *language = getenv("LANGUAGE");
	locale_t there = newlocale(LC_ALL_MASK, "", (locale_t)0);

	if (!there)
		add(a, "locale", HEALTH_WARN,
		    mem_fmt(_("The locale '%s' is not installed here, so the C locale is used."), locale),
		    _("`locale -a` lists those that are; install it (Debian: dpkg-reconfigure locales), or set LC_ALL=C.UTF-8."));
	else if (strcmp(charset, "UTF-8") != 0)
		add(a, "locale", HEALTH_WARN,
		    mem_fmt(_("The locale's character set is %s; the screens are drawn in ASCII."), charset),
		    _("Use a UTF-8 locale, for instance LC_ALL=C.UTF-8."));
	else
		add(a, "locale", HEALTH_OK, mem_str(_("The locale is UTF-8.")), NULL);
	if (there)
		freelocale(there);
	if (language && *language && strcmp(setlocale(LC_MESSAGES, NULL), "C") != 0)
		locale = language;
	if (!is_english(locale) && !i18n_found())
		add(a, "language", HEALTH_WARN, mem_fmt(_("There is no translation for '%s' here; the words are English."), locale),
		    _("Look whether toolgap has this language, and where its catalogs lie (TOOLGAP_LOCALEDIR)."));
}

void doctor_own(struct ailments *out)
{
	const char *fixed = getenv("TOOLGAP_NOW");

	look_data(out);
	look_folders(out);
	look_sessions(out);
	look_locale(out);
	if (fixed && *fixed)
		add(out, "clock", HEALTH_WARN, mem_fmt(_("TOOLGAP_NOW fixes the time at %s."), fixed),
		    _("Unset it, unless this is a test: evidence and due dates go by it."));
}
