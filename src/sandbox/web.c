/* SPDX-License-Identifier: MIT */
/* web: requests taken apart, replies put together, and the small encodings both need. */
#include "sandbox/web.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decode; '+' is a blank in forms only. NULL when broken. */
static char *decode(const char *s, size_t n, int form)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%') {
			int hi = i + 1 < n ? hex(s[i + 1]) : -1,
			    lo = i + 2 < n ? hex(s[i + 2]) : -1;

			if (hi < 0 || lo < 0 || !(hi | lo))
				goto broken;
			buf_addc(&b, (char)(hi << 4 | lo));
			i += 2;
		} else {
			buf_addc(&b, form && s[i] == '+' ? ' ' : s[i]);
		}
	}
	if (!text_is_utf8(buf_str(&b), b.len))
		goto broken;
	return b.p ? buf_detach(&b) : mem_str("");
broken:
	buf_free(&b);
	return NULL;
}

int web_form(struct kv *out, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, "&"), eq = strcspn(s, "=&");
		char *key = decode(s, eq, 1);
		char *value = eq < n ? decode(s + eq + 1, n - eq - 1, 1) : mem_str("");
		int bad = !key || !value;

		if (!bad && *key)
			kv_add(out, key, value);
		free(key);
		free(value);
		if (bad)
			return -1;
		s += n;
		s += *s == '&';
	}
	return 0;
}

int request_init(struct request *rq, const char *method, const char *uri)
{
	size_t n = strcspn(uri, "?#");
	const char *s = uri, *end = uri + n;

	memset(rq, 0, sizeof(*rq));
	rq->method = mem_str(method);
	rq->path = mem_strn(uri, n);
	rq->rawquery = mem_strn(uri[n] == '?' ? uri + n + 1 : "",
				uri[n] == '?' ? strcspn(uri + n + 1, "#") : 0);
	while (s < end) {
		size_t part;

		while (s < end && *s == '/')
			s++;
		if (s == end)
			break;
		part = rq->nseg + 1 == WEB_SEGS ? (size_t)(end - s) : strcspn(s, "/?#");
		rq->seg[rq->nseg] = decode(s, part, 0);
		if (!rq->seg[rq->nseg])
			return -1;
		rq->nseg++;
		s += part;
	}
	return web_form(&rq->query, rq->rawquery);
}

void request_free(struct request *rq)
{
	free(rq->method);
	free(rq->path);
	free(rq->rawquery);
	for (size_t i = 0; i < rq->nseg; i++)
		free(rq->seg[i]);
	kv_free(&rq->query);
	kv_free(&rq->headers);
	buf_free(&rq->body);
}

const char *request_header(const struct request *rq, const char *lower)
{
	return kv_or(&rq->headers, lower, "");
}

const char *request_query(const struct request *rq, const char *key)
{
	return kv_get(&rq->query, key);
}

void reply_free(struct reply *rp)
{
	kv_free(&rp->headers);
	buf_free(&rp->body);
}

void reply_json(struct reply *rp, int status, struct json_out *o)
{
	rp->status = status;
	buf_reset(&rp->body);
	json_out_init(o, &rp->body, 0);
}

void reply_note(struct reply *rp, int status, const char *key, const char *text)
{
	struct json_out o;

	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_put(&o, key, text);
	json_close(&o, '}');
}

static int pattern_fits(const char *pattern, const struct request *rq)
{
	size_t i = 0;

	while (*pattern) {
		size_t n;

		pattern += *pattern == '/';
		n = strcspn(pattern, "/");
		if (i == rq->nseg)
			return 0;
		if (!(n == 1 && *pattern == '*') &&
		    (strlen(rq->seg[i]) != n || strncmp(rq->seg[i], pattern, n)))
			return 0;
		pattern += n;
		i++;
	}
	return i == rq->nseg;
}

const struct route *route_find(const struct route *table, size_t n, const struct request *rq,
			       int *other)
{
	*other = 0;
	for (size_t i = 0; i < n; i++) {
		if (!pattern_fits(table[i].pattern, rq))
			continue;
		if (!strcmp(table[i].method, rq->method))
			return &table[i];
		*other = 1;
	}
	return NULL;
}

void rows_add(struct rows *r, const void *row)
{
	MEM_GROW(r->v, r->n, r->cap);
	r->v[r->n++] = row;
}

void web_node(struct json_out *o, const char *key, const struct json *node)
{
	double num;

	if (json_is_object(node) || json_is_list(node)) {
		int list = json_is_list(node);

		json_open(o, key, list ? '[' : '{');
		json_each(it, node)
			web_node(o, list ? NULL : json_key(it), it);
		json_close(o, list ? ']' : '}');
	} else if (json_is_string(node)) {
		json_put(o, key, json_raw(node));
	} else if (num = json_num(node, NAN), !isnan(num)) {
		json_put_int(o, key, (long long)num);
	} else if (json_is_null(node)) {
		json_put(o, key, NULL);
	} else {
		json_put_bool(o, key, json_bool(node, 0));
	}
}

void web_node_if(struct json_out *o, const char *key, const struct json *node)
{
	if (node)
		web_node(o, key, node);
}

int web_unb64(struct buf *out, const char *s)
{
	unsigned v = 0;
	int bits = 0;

	for (; *s && *s != '='; s++) {
		unsigned d;

		if (*s >= 'A' && *s <= 'Z')
			d = (unsigned)(*s - 'A');
		else if (*s >= 'a' && *s <= 'z')
			d = (unsigned)(*s - 'a') + 26;
		else if (*s >= '0' && *s <= '9')
			d = (unsigned)(*s - '0') + 52;
		else if (*s == '+' || *s == '-')
			d = 62;
		else if (*s == '/' || *s == '_')
			d = 63;
		else
			return -1;
		v = v << 6 | d;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_addc(out, (char)(v >> bits & 0xff));
		}
	}
	return s[strspn(s, "=")] ? -1 : 0;
}

void web_html(struct buf *out, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '&': buf_adds(out, "&amp;"); break;
		case '<': buf_adds(out, "&lt;"); break;
		case '>': buf_adds(out, "&gt;"); break;
		case '"': buf_adds(out, "&quot;"); break;
		case '\'': buf_adds(out, "&#39;"); break;
		default: buf_addc(out, *s);
		}
	}
}

int web_has(const char *hay, const char *needle)
{
	return strcasestr(hay, needle) != NULL;
}

int web_in_list(const char *list, const char *item)
{
	size_t len = strlen(item);

	while (*list) {
		size_t n = strcspn(list, ",");

		if (n == len && !strncmp(list, item, n))
			return 1;
		list += n;
		list += *list == ',';
	}
	return 0;
}

long web_number(const char *s, long low, long high)
{
	char *end;
	long v;

	if (!isdigit((unsigned char)*s) || strlen(s) > 12)
		return -1;
	v = strtol(s, &end, 10);
	return *end || v < low || v > high ? -1 : v;
}

void web_trim(struct buf *b)
{
	while (b->len && b->p[b->len - 1] == '\n')
		b->p[--b->len] = '\0';
}

char *web_masked_new(const char *s)
{
	static const char *const marks[] = { "ctok_", "lk_" };
	struct buf b = BUF_INIT;

	while (*s) {
		size_t i = 0;

		while (i < 2 && strncmp(s, marks[i], strlen(marks[i])))
			i++;
		if (i == 2) {
			buf_addc(&b, *s++);
			continue;
		}
		s += strlen(marks[i]);
		buf_addf(&b, "%s***", marks[i]);
		s += strspn(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	}
	return b.p ? buf_detach(&b) : mem_str("");
}

void reply_validate(const struct request *rq, struct reply *rp, const char *modified)
{
	const char *has = request_header(rq, "if-none-match"), *since = request_header(rq, "if-modified-since");
	unsigned long long h = 0xcbf29ce484222325u;
	char etag[24];

	if (rp->status != 200)
		return;
	for (size_t i = 0; i < rp->body.len; i++)
		h = (h ^ (unsigned char)rp->body.p[i]) * 0x100000001b3u;
	snprintf(etag, sizeof(etag), "\"%016llx\"", h);
	kv_set(&rp->headers, "ETag", etag);
	if (modified)
		kv_set(&rp->headers, "Last-Modified", modified);
	/* the stronger question counts alone */
	if (*has ? strcmp(has, etag) != 0 : !modified || strcmp(since, modified) != 0)
		return;
	rp->status = 304;
	buf_reset(&rp->body);
}
