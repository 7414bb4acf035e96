/* SPDX-License-Identifier: MIT */
/* osc: links and the clipboard as bytes for a terminal. */
#include "ui/osc.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ST "\033\\"
#define SCREEN_PART 700 /* bytes that screen takes in one wrapping */

void osc_link_free(struct osc_link *l)
{
	free(l->url);
	free(l->text);
	memset(l, 0, sizeof(*l));
}

void osc_link_set(struct osc_link *l, const char *url, int row, int col, const char *text)
{
	osc_link_free(l);
	l->url = mem_str(url);
	l->text = mem_str(text);
	l->row = row;
	l->col = col;
}

int osc_link_is(const struct osc_link *l, const char *url, int row, int col, const char *text)
{
	if (!url || !l->url)
		return url == l->url;
	return !strcmp(url, l->url) && !strcmp(text, l->text) && row == l->row && col == l->col;
}

static int is_plain(const char *s)
{
	for (; *s; s++)
		if (*s <= 0x20 || *s >= 0x7F)
			return 0;
	return 1;
}

void osc_go(struct buf *out, int row, int col)
{
	buf_addf(out, "\033[%d;%dH", row + 1, col + 1);
}

void osc_link_put(struct buf *out, const char *url, const char *text)
{
	int link = is_plain(url);

	buf_adds(out, "\033[0;1m");
	if (link)
		buf_addf(out, "\033]8;;%s" ST, url);
	buf_adds(out, text);
	if (link)
		buf_adds(out, "\033]8;;" ST);
	buf_adds(out, "\033[0m");
}

/* ---- the clipboard */

/* Each escape inside is doubled; that is how tmux finds the end. */
static void wrap_tmux(struct buf *out, const struct buf *seq)
{
	size_t i;

	buf_adds(out, "\033Ptmux;");
	for (i = 0; i < seq->len; i++) {
		if (seq->p[i] == '\033')
			buf_addc(out, '\033');
		buf_addc(out, seq->p[i]);
	}
	buf_adds(out, ST);
}

static void wrap_screen(struct buf *out, const struct buf *seq)
{
	size_t i;

	for (i = 0; i < seq->len; i += SCREEN_PART) {
		buf_adds(out, "\033P");
		buf_add(out, seq->p + i, seq->len - i < SCREEN_PART ? seq->len - i : SCREEN_PART);
		buf_adds(out, ST);
	}
}

int osc_copy(struct buf *out, const char *text, int in_tmux, int in_screen)
{
	struct buf seq = BUF_INIT;
	size_t n = strlen(text);

	if ((n + 2) / 3 * 4 > OSC_COPY_MAX)
		return -1;
	buf_adds(&seq, "\033]52;c;");
	buf_b64(&seq, text, n, 1);
	buf_addc(&seq, '\a'); /* not ST: that would end a wrapping too early */
	if (in_screen && !in_tmux)
		wrap_screen(out, &seq);
	else
		buf_add(out, seq.p, seq.len);
	if (in_tmux)
		wrap_tmux(out, &seq);
	buf_free(&seq);
	return 0;
}
