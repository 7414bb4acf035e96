/* SPDX-License-Identifier: MIT */
/* mdtable: one table in a Markdown file as byte spans, and what a cell says. */
#ifndef TOOLGAP_FILES_MDTABLE_H
#define TOOLGAP_FILES_MDTABLE_H

#include "base/buf.h"

#include <stddef.h>

/*
 * A table is a header line, a line of dashes with as many cells, and the lines with a pipe that
 * follow, as GitHub reads them: the outer pipes may be missing on either side of any line, a pipe
 * with a backslash in front is text. Fenced code and HTML comments are passed over. Lines are
 * [0] header, [1] dashes, [2…] rows.
 */
struct md_cell {
	size_t at, end; /* between the pipes, blanks included */
};

struct md_line {
	size_t at, end;      /* without the line end */
	size_t eol;          /* bytes of the line end: 0, 1, 2 */
	size_t number;       /* in the file, from 1 */
	size_t first, n;     /* its cells in mdtable.cell */
	int lead, trail;     /* does it have the outer pipe? */
};

struct mdtable {
	struct md_line *line;
	size_t n, line_cap;
	struct md_cell *cell;
	size_t cells, cell_cap;
};

#define MDTABLE_INIT { NULL, 0, 0, NULL, 0, 0 }

/*
 * The same step by step, for a table that is looked through and not kept. mdtable_begin goes on to the next table with
 * such a header and takes its lines [0] and [1]; then mdtable_row makes w->now the next row, without its cells,
 * until the table is over; mdtable_split adds that row to t, with its cells. md_cell_at finds one cell of a line.
 * Each says 1, or 0: there is none.
 */
struct md_walk {
	const char *s;
	size_t n, next; /* the next line begins here */
	struct md_line now;
	char fence; /* inside of fenced code: its character */
	size_t fence_run;
	int comment; /* inside of an HTML comment */
};

void md_walk_init(struct md_walk *w, const char *s, size_t n);
int mdtable_begin(struct mdtable *t, struct md_walk *w, const char *header);
int mdtable_row(struct md_walk *w);
void mdtable_split(struct mdtable *t, const struct md_walk *w);
int md_cell_at(struct md_cell *c, const char *s, const struct md_line *l, size_t col);

/* The first table whose header has a cell of this text (letter case aside): 1, or 0: none has. */
int mdtable_find(struct mdtable *t, const char *s, size_t n, const char *header);
int mdtable_has(const struct mdtable *t, const char *s, const char *header); /* a cell of its header */
void mdtable_free(struct mdtable *t); /* the contents */
size_t mdtable_column(const char *s, size_t from, size_t at); /* characters, from 1 */

/*
 * Text of a cell. mdcell_text_new reads it: blanks and a code span around the whole of it taken
 * off, escapes and entities undone, through text_safe; "—" and "-" become "". *code tells whether
 * it was a code span (NULL accepted). mdcell_norm_new brings any text to what a cell can say: one
 * line, the same rules. mdcell_write writes a normal text so that it reads back equal and can
 * neither end the cell nor become HTML, an image or a link that is not https (an e-mail address is
 * one to GitHub, however it is escaped); "" is written as "—".
 */
#define MDCELL_MAX 65536 /* bytes */

char *mdcell_text_new(const char *s, size_t n, int *code);
char *mdcell_norm_new(const char *text);
void mdcell_write(struct buf *out, const char *normal, int code);

#endif
