/* SPDX-License-Identifier: MIT */
/* registry_style: rows and columns of the routing table, written as their neighbours are. */
#include "files/registry_table.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* What each cell of the row shall say; NULL keeps what stands there. The texts are the row's. */
static const char **wanted_new(const struct registry_table *t, const struct registry_row *row)
{
	const char **want = mem_alloc(t->md.line[0].n * sizeof(const char *));
	const struct registry_column *c;
	size_t i;

	want[t->col[REG_SLUG]] = row->slug;
	want[t->col[REG_VENDOR]] = row->vendor;
	want[t->col[REG_PREFIX]] = row->tool_prefix;
	want[t->col[REG_STATUS]] = row->status;
	want[t->col[REG_NOTES]] = row->notes;
	for (i = 0; i < row->servers.n; i++) {
		c = registry_table_tenant(t, row->servers.v[i].key);
		if (c)
			want[c->col] = row->servers.v[i].value;
	}
	return want;
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Characters, not columns of a terminal: the same in every locale. */
static size_t chars(const char *s, size_t n)
{
	return mdtable_column(s, 0, n) - 1;
}

static const struct md_cell *cell_of(const struct registry_table *t, size_t line, size_t col)
{
	const struct md_line *l = &t->md.line[line];

	return col < l->n ? &t->md.cell[l->first + col] : NULL;
}

static size_t width(const struct registry_table *t, size_t line, size_t col, const char *s)
{
	const struct md_cell *c = cell_of(t, line, col);

	return c ? chars(s + c->at, c->end - c->at) : 0;
}

/* The width of a column that somebody keeps aligned: header, dashes and this line agree; else 0. */
static size_t aligned(const struct registry_table *t, size_t line, size_t col, const char *s)
{
	size_t w = width(t, 0, col, s);

	return width(t, 1, col, s) == w && width(t, line, col, s) == w ? w : 0;
}

/* 1 code, 0 plain, -1 there is nothing in this cell. */
static int code_at(const struct registry_table *t, size_t line, size_t col, const char *s)
{
	const struct md_cell *c = cell_of(t, line, col);
	char *text;
	int code = -1;

	if (!c)
		return -1;
	text = mdcell_text_new(s + c->at, c->end - c->at, &code);
	if (!*text)
		code = -1;
	free(text);
	return code;
}

/* The last cell of a column that says something knows how its cells are written. */
static int code_in(const struct registry_table *t, size_t col, const char *s)
{
	size_t i;
	int code;

	for (i = t->md.n; i-- > 2;) {
		code = code_at(t, i, col, s);
		if (code >= 0)
			return code;
	}
	return -1;
}

/* Does this column stand in backticks? An empty one is taken for its likes, the servers' or the
 * slug. */
static int in_code(const struct registry_table *t, size_t col, const char *s)
{
	int code = code_in(t, col, s);
	size_t i;

	if (col == t->col[REG_NOTES])
		return 0;
	if (t->md.n == 2)
		return 1; /* no row yet: as in a registry of our own */
	for (i = t->tenants; i-- > 0 && code < 0;)
		code = code_in(t, t->tenant[i].col, s);
	if (code < 0)
		code = code_in(t, t->col[REG_SLUG], s);
	return code > 0;
}

static void put_text(struct buf *out, const char *text, int code)
{
	char *normal = mdcell_norm_new(text ? text : "");

	mdcell_write(out, normal, code);
	free(normal);
}

/* Fill the cell that begins at `from` up to `w` characters. */
static void pad(struct buf *out, size_t from, size_t w)
{
	size_t have = chars(out->p + from, out->len - from);

	if (have < w)
		buf_pad(out, ' ', w - have);
}

/*
 * Would GitHub take a line that begins like this for a heading, a list, a quote or code? Then a row
 * without the outer pipe needs one after all.
 */
static int begins_block(const char *s)
{
	size_t digits = strspn(s, "0123456789");

	return (*s && strchr("#>-*+~<", *s)) || !strncmp(s, "```", 3) ||
	       (digits && (s[digits] == '.' || s[digits] == ')'));
}

/* A column to come: what its header says, and its width where the neighbour is aligned. */
struct column {
	struct buf head;
	size_t w;
};

static void column_init(struct column *nc, const struct registry_table *t, size_t last,
			const char *s, const struct kv_pair *server)
{
	struct buf value = BUF_INIT;
	char *head = mem_fmt("mcp_server (%s)", server->key);
	size_t need, more;

	*nc = (struct column){.head = BUF_INIT};
	mdcell_write(&nc->head, head, code_at(t, 0, last, s) > 0);
	put_text(&value, server->value, in_code(t, last, s));
	need = chars(nc->head.p, nc->head.len) + 2;
	more = chars(value.p, value.len) + 2;
	nc->w = aligned(t, 0, last, s);
	if (nc->w && nc->w < need)
		nc->w = need;
	if (nc->w && nc->w < more)
		nc->w = more;
	buf_free(&value);
	free(head);
}

/* The new cell of a line, behind its cell `c`, with the pipe between the two. */
static void column_cell(struct buf *out, const struct column *nc, size_t line,
			const struct md_cell *c, const char *s)
{
	size_t dash = c->at, from, have;
	int front = is_blank(s[c->at]), back = c->end > c->at && is_blank(s[c->end - 1]);

	if (s[c->end] != '|' && !back)
		buf_addc(out, ' '); /* the last cell of a line without the outer pipe */
	buf_addc(out, '|');
	from = out->len;
	if (line == 1) {
		while (s[dash] != '-')
			dash++;
		buf_add(out, s + c->at, dash - c->at);
		have = chars(s + c->at, c->end - c->at);
		buf_pad(out, '-', nc->w > have ? nc->w - have : 0);
		buf_add(out, s + dash, c->end - dash);
		return;
	}
	if (front)
		buf_addc(out, ' ');
	if (line)
		mdcell_write(out, "", 0);
	else
		buf_add(out, nc->head.p, nc->head.len);
	if (back)
		buf_addc(out, ' ');
	pad(out, from, nc->w);
}

static size_t last_tenant(const struct registry_table *t)
{
	size_t i, last = 0;

	for (i = 0; i < t->tenants; i++)
		if (t->tenant[i].col > last)
			last = t->tenant[i].col;
	return last;
}

/* The whole table again, with the new cells in it. */
static void widen(struct buf *out, const struct registry_table *t, const char *s, size_t last,
		  const struct column *nc, size_t n)
{
	size_t at = t->md.line[0].at, i, k;

	for (i = 0; i < t->md.n; i++) {
		const struct md_cell *c = cell_of(t, i, last);

		if (!c)
			continue; /* a short row: what is not there is empty */
		buf_add(out, s + at, c->end - at);
		at = c->end;
		for (k = 0; k < n; k++)
			column_cell(out, &nc[k], i, c, s);
	}
	buf_add(out, s + at, t->md.line[t->md.n - 1].end - at);
}

void registry_table_widen(struct splices *sp, const struct registry_table *t, const char *s,
			  const struct registry_row *row)
{
	size_t from = t->md.line[0].at, end = t->md.line[t->md.n - 1].end, i;
	struct column *nc = NULL;
	size_t n = 0, cap = 0, last = last_tenant(t);
	struct buf out = BUF_INIT;

	for (i = 0; i < row->servers.n; i++) {
		const struct kv_pair *p = &row->servers.v[i];
		char *server = mdcell_norm_new(p->value);

		if (*server && !registry_table_tenant(t, p->key)) {
			MEM_GROW(nc, n, cap);
			column_init(&nc[n++], t, last, s, p);
		}
		free(server);
	}
	if (n) {
		widen(&out, t, s, last, nc, n);
		splices_add(sp, from, end - from, out.p, out.len);
	}
	for (i = 0; i < n; i++)
		buf_free(&nc[i].head);
	free(nc);
	buf_free(&out);
}

/* A line in the style of the last one. */
static void new_line(struct buf *out, const struct registry_table *t, const char *s,
		     const char *const *want)
{
	size_t model = t->md.n > 2 ? t->md.n - 1 : 0, cols = t->md.line[0].n, i, from;
	const struct md_line *m = &t->md.line[model];
	const struct md_cell *c;
	struct buf first = BUF_INIT;
	int lead;

	put_text(&first, want[0], in_code(t, 0, s));
	lead = m->lead || begins_block(first.p);
	buf_free(&first);

	for (i = m->at; is_blank(s[i]); i++)
		buf_addc(out, s[i]);
	for (i = 0; i < cols; i++) {
		int left = i || lead, right = i + 1 < cols || m->trail; /* is there a pipe? */

		c = cell_of(t, model, i);
		if (left)
			buf_addc(out, '|');
		from = out->len;
		if (left && (!c || is_blank(s[c->at])))
			buf_addc(out, ' ');
		put_text(out, want[i], in_code(t, i, s));
		if (right && (!c || (c->end > c->at && is_blank(s[c->end - 1]))))
			buf_addc(out, ' ');
		if (left && right)
			pad(out, from, aligned(t, model, i, s));
	}
	if (m->trail)
		buf_addc(out, '|');
}

static void add_line(struct splices *sp, const struct registry_table *t, const char *s,
		     const char *const *want)
{
	const struct md_line *last = &t->md.line[t->md.n - 1],
			     *like = last->eol ? last : t->md.line;
	struct buf out = BUF_INIT;

	/* Behind the last line and in front of its line end, if it has one. */
	buf_adds(&out, like->eol == 2 ? "\r\n" : "\n");
	new_line(&out, t, s, want);
	splices_add(sp, last->end, 0, out.p, out.len);
	buf_free(&out);
}

/* The cells that a short row lacks, up to `col`. */
static void lengthen(struct splices *sp, const struct registry_table *t, const char *s,
		     const struct md_line *l, size_t col, const char *const *want)
{
	size_t at = t->md.cell[l->first + l->n - 1].end + (l->trail ? 1 : 0), i;
	struct buf out = BUF_INIT;

	for (i = l->n; i <= col; i++) {
		buf_adds(&out, l->trail ? " " : " | ");
		put_text(&out, want[i], in_code(t, i, s));
		buf_adds(&out, l->trail ? " |" : "");
	}
	splices_add(sp, at, l->end - at, out.p, out.len);
	buf_free(&out);
}

static void put_cell(struct splices *sp, const struct registry_table *t, const char *s, size_t line,
		     size_t col, const struct md_cell *c, const char *normal)
{
	size_t at = c->at, end = c->end, w = aligned(t, line, col, s);
	int code = code_at(t, line, col, s);
	struct buf out = BUF_INIT;

	while (at < end && is_blank(s[at]))
		at++;
	while (end > at && is_blank(s[end - 1]))
		end--;
	if (code < 0)
		code = in_code(t, col, s);
	if (at == end) { /* only blanks so far, or nothing at all */
		at = c->at;
		end = c->end;
		buf_addc(&out, ' ');
		mdcell_write(&out, normal, code);
		buf_addc(&out, ' ');
		pad(&out, 0, w);
	} else {
		mdcell_write(&out, normal, code);
		if (!col && !t->md.line[line].lead && begins_block(out.p)) {
			buf_reset(&out);
			buf_adds(&out, "| ");
			mdcell_write(&out, normal, code);
		}
		if (w && end < c->end) {
			end = c->end;
			buf_addc(&out, ' ');
			pad(&out, 0, w - (at - c->at));
		}
	}
	splices_add(sp, at, end - at, out.p, out.len);
	buf_free(&out);
}

/* Does the cell say something else than it shall? */
static int differs(const struct registry_table *t, const char *s, size_t line, size_t col,
		   const char *normal)
{
	const struct md_cell *c = cell_of(t, line, col);
	char *have;
	int d;

	if (!c)
		return *normal != '\0';
	have = mdcell_text_new(s + c->at, c->end - c->at, NULL);
	d = strcmp(have, normal) != 0;
	free(have);
	return d;
}

static void put_line(struct splices *sp, const struct registry_table *t, const char *s, size_t line,
		     const char *const *want)
{
	const struct md_line *l = &t->md.line[line];
	size_t i, lacks = 0;

	for (i = 0; i < t->md.line[0].n; i++) {
		char *normal = mdcell_norm_new(want[i] ? want[i] : "");

		if (want[i] && i != t->col[REG_SLUG] && differs(t, s, line, i, normal)) {
			const struct md_cell *c = cell_of(t, line, i);

			if (c)
				put_cell(sp, t, s, line, i, c, normal);
			else
				lacks = i;
		}
		free(normal);
	}
	if (lacks)
		lengthen(sp, t, s, l, lacks, want);
}

void registry_table_put(struct splices *sp, const struct registry_table *t, const char *s,
			size_t line, const struct registry_row *row)
{
	const char **want = wanted_new(t, row);

	if (line)
		put_line(sp, t, s, line, want);
	else
		add_line(sp, t, s, want);
	free(want);
}
