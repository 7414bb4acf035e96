/* SPDX-License-Identifier: MIT */
/* field: editing one line of UTF-8 text. */
#include "ui/field.h"

#include "base/text.h"

#include <string.h>
#include <wchar.h>

#define INPUT_MAX 4096 /* bytes of a field */

/* The byte where the character before or after `at` begins; combining marks belong to what they
   follow. */
static size_t step_left(const struct buf *b, size_t at)
{
	while (at > 0) {
		uint32_t cp = 0;

		do
			at--;
		while (at > 0 && ((unsigned char)b->p[at] & 0xC0) == 0x80);
		if (!text_decode(b->p + at, b->len - at, &cp) || wcwidth((wchar_t)cp) != 0)
			break;
	}
	return at;
}

static size_t step_right(const struct buf *b, size_t at)
{
	uint32_t cp;
	size_t n = 0;

	if (at >= b->len)
		return b->len;
	do {
		at += n ? n : 1;
		while (at < b->len && ((unsigned char)b->p[at] & 0xC0) == 0x80)
			at++;
		n = text_decode(b->p + at, b->len - at, &cp);
	} while (at < b->len && n && wcwidth((wchar_t)cp) == 0);
	return at;
}

static void cut(struct ui_state *u, size_t from, size_t to)
{
	struct buf *b = &u->input;

	if (from >= to)
		return;
	memmove(b->p + from, b->p + to, b->len - to + 1);
	b->len -= to - from;
	u->cursor = from;
}

static void insert(struct ui_state *u, struct key k)
{
	struct buf one = BUF_INIT, b = BUF_INIT;
	wchar_t ch = k.ch;

	if (k.pasted && (ch == L'\n' || ch == L'\r' || ch == L'\t'))
		ch = L' ';
	if (ch < 0x20 || (ch >= 0x7F && ch < 0xA0) || wcwidth(ch) < 0)
		return;
	text_encode(&one, (uint32_t)ch);
	if (one.len && u->input.len + one.len <= INPUT_MAX) {
		buf_add(&b, buf_str(&u->input), u->cursor);
		buf_add(&b, one.p, one.len);
		u->cursor = b.len;
		buf_adds(&b, buf_str(&u->input) + u->cursor - one.len);
		buf_free(&u->input);
		u->input = b;
	}
	buf_free(&one);
}

/* Back over blanks, then over the word. */
static size_t word_left(const struct buf *b, size_t at)
{
	while (at > 0 && b->p[at - 1] == ' ')
		at--;
	while (at > 0 && b->p[at - 1] != ' ')
		at--;
	return at;
}

void field_edit(struct ui_state *u, struct key k)
{
	struct buf *b = &u->input;
	wchar_t c = k.code == KEY_CHAR && !k.pasted ? k.ch : 0;

	if (k.code == KEY_K_LEFT)
		u->cursor = step_left(b, u->cursor);
	else if (k.code == KEY_K_RIGHT)
		u->cursor = step_right(b, u->cursor);
	else if (k.code == KEY_K_HOME || c == CTRL('a'))
		u->cursor = 0;
	else if (k.code == KEY_K_END || c == CTRL('e'))
		u->cursor = b->len;
	else if (k.code == KEY_K_BACKSPACE)
		cut(u, step_left(b, u->cursor), u->cursor);
	else if (k.code == KEY_K_DELETE)
		cut(u, u->cursor, step_right(b, u->cursor));
	else if (c == CTRL('u'))
		cut(u, 0, u->cursor);
	else if (c == CTRL('k'))
		cut(u, u->cursor, b->len);
	else if (c == CTRL('w'))
		cut(u, word_left(b, u->cursor), u->cursor);
	else if (k.code == KEY_CHAR)
		insert(u, k);
}
