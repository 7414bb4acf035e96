/* SPDX-License-Identifier: MIT */
/* reminder: what a row that waits says, and where its reminder lies. */
#include "work/reminder.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER "reminders/"
#define ENDING ".ics"
#define SINCE WAITING_STATUS " since "
#define ABOUT_MAX 1000
#define OPENING "Path A, to wait for native support of \""

/* The registry's folder with its slash: "docs/composio/", or "". */
static size_t folder(const struct workspace *ws)
{
	const char *slash = strrchr(ws->registry, '/');

	return slash ? (size_t)(slash - ws->registry) + 1 : 0;
}

char *reminder_path_new(const struct workspace *ws, const char *slug)
{
	return mem_fmt("%.*s" FOLDER "%s" ENDING, (int)folder(ws), ws->registry, slug);
}

char *reminder_slug_new(const struct workspace *ws, const char *path)
{
	size_t dir = folder(ws), head = dir + strlen(FOLDER), n = strlen(path), tail = strlen(ENDING);
	char *slug;

	if (n <= head + tail || strncmp(path, ws->registry, dir) != 0 || strncmp(path + dir, FOLDER, strlen(FOLDER)) != 0 ||
	    strcmp(path + n - tail, ENDING) != 0)
		return NULL;
	slug = mem_strn(path + head, n - head - tail);
	if (text_is_name(slug, 1))
		return slug;
	free(slug);
	return NULL;
}

int waiting_row(const struct registry_row *row)
{
	return row && row->status && !strcmp(row->status, WAITING_STATUS);
}

/* Where the sentence stands, and how long it is: up to the address, or to the end of what it says. */
static const char *sentence_in(const char *notes, size_t *n)
{
	const char *at = strstr(notes, SINCE), *link = NULL;
	size_t k;

	if (!at)
		return NULL;
	k = strlen(SINCE) + 10; /* the date */
	if (strlen(at) < k)
		k = strlen(at);
	if (!strncmp(at + k, ", due ", 6) && strlen(at + k) >= 16)
		k += 16;
	if (!strncmp(at + k, ": https://", 10)) {
		link = at + k + 2;
		k += 2 + strcspn(link, " ");
	} else if (at[k] == '.') {
		k++;
	}
	*n = k;
	return at;
}

/* Of the last case that was opened so. */
static char *name_new(const char *notes)
{
	const char *at = NULL, *next = notes;

	while ((next = strstr(next, OPENING)))
		at = next += strlen(OPENING);
	return at && strchr(at, '"') ? mem_strn(at, strcspn(at, "\"")) : mem_str("");
}

char *waiting_opening_new(const char *name)
{
	char *opening = mem_fmt(OPENING "%s\"", name), *p;

	for (p = opening + strlen(OPENING); p[1]; p++)
		if (*p == '"')
			*p = '\'';
	return opening;
}

void waiting_read(struct waiting *w, const char *notes)
{
	const char *at = strstr(notes, SINCE);
	char *head = mem_strn(notes, at ? (size_t)(at - notes) : strlen(notes));
	size_t n = strlen(head);

	memset(w, 0, sizeof(*w));
	(void)pending_dates(notes, w->since, w->due, &w->link);
	if (!w->link)
		w->link = mem_str("");
	while (n && head[n - 1] == ' ')
		head[--n] = '\0';
	w->about = text_safe_new(head, ABOUT_MAX);
	w->name = name_new(head);
	free(head);
}

void waiting_free(struct waiting *w)
{
	free(w->link);
	free(w->about);
	free(w->name);
	memset(w, 0, sizeof(*w));
}

char *waiting_sentence_new(const char *since, const char *due, const char *link)
{
	return *link ? mem_fmt(SINCE "%s, due %s: %s", since, due, link) : mem_fmt(SINCE "%s, due %s.", since, due);
}

char *waiting_notes_new(const char *notes, const char *sentence)
{
	size_t n = 0;
	const char *at = sentence_in(notes, &n);

	if (!at)
		return mem_fmt("%s%s%s", notes, *notes ? " " : "", sentence);
	return mem_fmt("%.*s%s%s", (int)(at - notes), notes, sentence, at + n);
}

struct reminder waiting_reminder(const struct waiting *w, const char *slug, const char *name)
{
	return (struct reminder){ slug, name, w->since, w->due, w->link, w->about };
}
