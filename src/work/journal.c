/* SPDX-License-Identifier: MIT */
/* journal: encode and decode; what is decoded is hostile until proven. */
#include "work/journal.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/disk.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC	"toolgap-journal 1 "
#define SEQ_MAX 999999u

struct journal_file *journal_add(struct journal *j)
{
	MEM_GROW(j->v, j->n, j->cap);
	memset(&j->v[j->n], 0, sizeof(j->v[0]));
	return &j->v[j->n++];
}

static void names_free(char **v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(v[i]);
	free(v);
}

void journal_free(struct journal *j)
{
	for (size_t i = 0; i < j->n; i++) {
		free(j->v[i].path);
		free(j->v[i].temp);
		free(j->v[i].before);
	}
	free(j->v);
	names_free(j->made, j->made_n);
	names_free(j->drop, j->drop_n);
	free(j->workspace);
	memset(j, 0, sizeof(*j));
}

int journal_session_ok(const char *s)
{
	size_t n = strspn(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");

	return n && n < JOURNAL_SESSION && !s[n];
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

const char *journal_twice(const struct journal *j)
{
	const char **v = mem_array(NULL, j->n, sizeof(*v)), *found = NULL;
	size_t i;

	for (i = 0; i < j->n; i++)
		v[i] = j->v[i].path;
	if (j->n)
		qsort(v, j->n, sizeof(*v), by_text);
	for (i = 1; i < j->n && !found; i++)
		if (!strcmp(v[i - 1], v[i]))
			found = v[i];
	free(v);
	return found;
}

/* Writing. */

static void put(struct buf *b, char letter, const void *p, size_t n)
{
	buf_addf(b, "%c%zu:", letter, n);
	buf_add(b, p, n);
	buf_addc(b, '\n');
}

static void puts_(struct buf *b, char letter, const char *s)
{
	put(b, letter, s, strlen(s));
}

static void put_number(struct buf *b, char letter, size_t n)
{
	char *s = mem_fmt("%zu", n);

	puts_(b, letter, s);
	free(s);
}

static void put_names(struct buf *b, char **v, size_t n)
{
	put_number(b, 'N', n);
	for (size_t i = 0; i < n; i++)
		puts_(b, 'D', v[i]);
}

static void put_file(struct buf *b, const struct journal_file *f)
{
	char *owner = f->existed ? mem_fmt("%o,%u,%u", (unsigned)f->mode, (unsigned)f->uid,
					   (unsigned)f->gid) :
				   mem_str("");

	puts_(b, 'F', f->path);
	puts_(b, 'T', f->temp);
	puts_(b, 'O', owner);
	puts_(b, 'B', f->existed ? f->before_hash : "");
	put(b, 'I', f->before, f->existed ? f->before_n : 0);
	puts_(b, 'A', f->exists ? f->after_hash : "");
	free(owner);
}

void journal_encode(const struct journal *j, struct buf *out)
{
	struct buf b = BUF_INIT;
	char hash[SHA256_HEX];

	puts_(&b, 'P', j->ready ? "ready" : "staging");
	puts_(&b, 'K', j->undo ? "undo" : "apply");
	put_number(&b, 'Q', j->seq);
	puts_(&b, 'S', j->session);
	puts_(&b, 'W', j->workspace);
	put_names(&b, j->made, j->made_n);
	put_names(&b, j->drop, j->drop_n);
	put_number(&b, 'N', j->n);
	for (size_t i = 0; i < j->n; i++)
		put_file(&b, &j->v[i]);
	sha256_hex(b.p, b.len, hash);
	buf_addf(out, MAGIC "%zu %s\n", b.len, hash);
	buf_add(out, b.p, b.len);
	buf_free(&b);
}

/* Reading: every function moves on and answers 0, or -1 at the first thing that is not as we write
 * it. */

struct in {
	const char *s, *end;
};

/* Digits as we print them: no sign, no leading zero, at most max. */
static int digits(struct in *in, size_t base, size_t max, size_t *out)
{
	const char *start = in->s;
	size_t n = 0;

	while (in->s < in->end && *in->s >= '0' && (size_t)(*in->s - '0') < base) {
		size_t d = (size_t)(*in->s - '0');

		if (d > max || n > (max - d) / base)
			return -1;
		n = n * base + d;
		in->s++;
	}
	if (in->s == start || (*start == '0' && in->s - start > 1))
		return -1;
	*out = n;
	return 0;
}

static int expect(struct in *in, char c)
{
	if (in->s == in->end || *in->s != c)
		return -1;
	in->s++;
	return 0;
}

static int field(struct in *in, char letter, struct in *value)
{
	size_t n;

	if (expect(in, letter) || digits(in, 10, JOURNAL_MAX, &n) || expect(in, ':') ||
	    n > (size_t)(in->end - in->s))
		return -1;
	value->s = in->s;
	value->end = in->s + n;
	in->s += n;
	return expect(in, '\n');
}

/* A heap string without NUL inside. */
static int text(struct in *in, char letter, size_t max, char **out)
{
	struct in v;
	size_t n;

	*out = NULL;
	if (field(in, letter, &v))
		return -1;
	n = (size_t)(v.end - v.s);
	if (n > max || memchr(v.s, '\0', n))
		return -1;
	*out = mem_strn(v.s, n);
	return 0;
}

static int number(struct in *in, char letter, size_t max, size_t *out)
{
	struct in v;

	return field(in, letter, &v) || digits(&v, 10, max, out) || v.s != v.end ? -1 : 0;
}

/* One of two words: 1 for the second. */
static int choice(struct in *in, char letter, const char *no, const char *yes, int *out)
{
	char *s;
	int rc = text(in, letter, 16, &s);

	if (!rc) {
		*out = !strcmp(s, yes);
		rc = *out || !strcmp(s, no) ? 0 : -1;
	}
	free(s);
	return rc;
}

static int canonical(const char *s)
{
	if (*s != '/' || !s[1])
		return 0;
	while (*s) {
		size_t n = strcspn(++s, "/");

		if (!n || (n == 1 && *s == '.') || (n == 2 && s[0] == '.' && s[1] == '.') ||
		    n > NAME_MAX)
			return 0;
		s += n;
	}
	return 1;
}

static int path(struct in *in, char letter, char **out)
{
	return text(in, letter, PATH_MAX, out) || !canonical(*out) ? -1 : 0;
}

/* "" or 64 hex digits: *there says which. */
static int hash(struct in *in, char letter, char out[SHA256_HEX], int *there)
{
	struct in v;
	size_t n;

	if (field(in, letter, &v))
		return -1;
	n = (size_t)(v.end - v.s);
	*there = n != 0;
	if (n && n != SHA256_HEX - 1)
		return -1;
	memcpy(out, v.s, n);
	out[n] = '\0';
	return strspn(out, "0123456789abcdef") == n ? 0 : -1;
}

static int names(struct in *in, char ***out, size_t *n)
{
	size_t count, i;

	if (number(in, 'N', JOURNAL_ROWS, &count))
		return -1;
	*out = mem_alloc((count + 1) * sizeof(**out));
	for (i = 0; i < count; i++) {
		*n = i + 1; /* also when the path is refused: it may be held already */
		if (path(in, 'D', &(*out)[i]))
			return -1;
	}
	return 0;
}

static int owner(struct in *in, struct journal_file *f)
{
	size_t mode, uid, gid;
	struct in v;

	if (field(in, 'O', &v))
		return -1;
	f->existed = v.s != v.end;
	if (!f->existed)
		return 0;
	if (digits(&v, 8, 07777, &mode) || expect(&v, ',') || digits(&v, 10, UINT_MAX, &uid) ||
	    expect(&v, ',') || digits(&v, 10, UINT_MAX, &gid) || v.s != v.end)
		return -1;
	f->mode = (mode_t)mode;
	f->uid = (uid_t)uid;
	f->gid = (gid_t)gid;
	return 0;
}

static int file(struct in *in, struct journal_file *f)
{
	char real[SHA256_HEX];
	struct in image;
	int hashed;

	if (path(in, 'F', &f->path) || text(in, 'T', DISK_TEMP, &f->temp) || !disk_is_temp(f->temp) ||
	    owner(in, f) || hash(in, 'B', f->before_hash, &hashed) || hashed != f->existed ||
	    field(in, 'I', &image) || hash(in, 'A', f->after_hash, &f->exists))
		return -1;
	f->before_n = (size_t)(image.end - image.s);
	f->before = mem_strn(image.s, f->before_n);
	if (!f->existed)
		return f->before_n || !f->exists ? -1 : 0;
	sha256_hex(f->before, f->before_n, real);
	return strcmp(real, f->before_hash) || !strcmp(f->before_hash, f->after_hash) ? -1 : 0;
}

static int body(struct in *in, struct journal *j)
{
	size_t seq, count;
	char *session;
	int rc;

	if (choice(in, 'P', "staging", "ready", &j->ready) ||
	    choice(in, 'K', "apply", "undo", &j->undo) || number(in, 'Q', SEQ_MAX, &seq) || !seq)
		return -1;
	j->seq = (unsigned)seq;
	rc = text(in, 'S', JOURNAL_SESSION, &session);
	if (!rc && journal_session_ok(session))
		memcpy(j->session, session, strlen(session) + 1);
	else
		rc = -1;
	free(session);
	if (rc || text(in, 'W', PATH_MAX, &j->workspace) ||
	    (strcmp(j->workspace, "/") && !canonical(j->workspace)) ||
	    names(in, &j->made, &j->made_n) || names(in, &j->drop, &j->drop_n) ||
	    number(in, 'N', JOURNAL_ROWS, &count))
		return -1;
	while (count--)
		if (file(in, journal_add(j)))
			return -1;
	return in->s != in->end || journal_twice(j) ? -1 : 0;
}

int journal_decode(struct journal *j, const char *s, size_t n, const char *name, struct err *e)
{
	struct in in = { s, s + n };
	char want[SHA256_HEX], real[SHA256_HEX], *shown;
	size_t len;
	int rc = -1;

	memset(j, 0, sizeof(*j));
	if (n > strlen(MAGIC) && !memcmp(s, MAGIC, strlen(MAGIC))) {
		in.s += strlen(MAGIC);
		if (!digits(&in, 10, JOURNAL_MAX, &len) && !expect(&in, ' ') &&
		    (size_t)(in.end - in.s) == len + SHA256_HEX && in.s[SHA256_HEX - 1] == '\n') {
			memcpy(want, in.s, SHA256_HEX - 1);
			want[SHA256_HEX - 1] = '\0';
			in.s += SHA256_HEX;
			sha256_hex(in.s, len, real);
			rc = strcmp(want, real) ? -1 : body(&in, j);
		}
	}
	if (!rc)
		return 0;
	journal_free(j);
	shown = text_safe_new(name, 400);
	err_set(e, E_FAIL,
		_("%s is not a journal of this program, or is damaged. No file was changed because "
		  "of it. Compare your files with what you expect, then move it out of the way."),
		shown);
	free(shown);
	return -1;
}
