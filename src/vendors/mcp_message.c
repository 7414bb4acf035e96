/* SPDX-License-Identifier: MIT */
/* mcp_message: finding the answer to a request in a body of plain JSON or in a stream of events. */
#include "vendors/mcp.h"

#include "base/i18n.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Is this the answer to request `id`, or an error that could not name the request? */
static int is_answer(const struct json *msg, long id)
{
	const struct json *its = json_get(msg, "id"), *error = json_get(msg, "error");

	if (!json_is_object(msg) || (!error && !json_get(msg, "result")))
		return 0;
	if (json_is_null(its))
		return error != NULL;
	return !json_is_string(its) && json_num(its, -1) == (double)id;
}

/* Look into one document, which may be a batch. */
static int in_document(const char *s, size_t n, long id, struct json **doc,
		       const struct json **message)
{
	struct err e = ERR_INIT;

	*doc = json_parse(s, n, &e);
	*message = NULL;
	if (json_is_list(*doc)) {
		json_each(msg, *doc) if (!*message && is_answer(msg, id)) *message = msg;
	} else if (*doc && is_answer(*doc, id)) {
		*message = *doc;
	}
	if (*message)
		return 0;
	json_free(*doc);
	*doc = NULL;
	return -1;
}

/* One line of the stream without its end (CR, LF or both); NULL after the last. */
static const char *take_line(const char **at, const char *end, size_t *n)
{
	const char *line = *at, *p = line;

	if (p == end)
		return NULL;
	while (p < end && *p != '\n' && *p != '\r')
		p++;
	*n = (size_t)(p - line);
	if (p < end)
		p += p + 1 < end && p[0] == '\r' && p[1] == '\n' ? 2 : 1;
	*at = p;
	return line;
}

/* The value of a data line; other fields and comments (":") are of no interest. */
static void add_data(struct buf *data, const char *line, size_t n)
{
	if (n < 4 || strncmp(line, "data", 4) != 0 || (n > 4 && line[4] != ':'))
		return;
	line += n > 4 ? 5 : 4;
	n -= n > 4 ? 5 : 4;
	if (n && *line == ' ') {
		line++;
		n--;
	}
	buf_add(data, line, n);
	buf_addc(data, '\n');
}

static int in_stream(const char *s, size_t n, long id, struct json **doc,
		     const struct json **message)
{
	const char *end = s + n, *line;
	struct buf data = BUF_INIT;
	int found = -1;
	size_t len;

	while (found && (line = take_line(&s, end, &len))) {
		if (len) {
			add_data(&data, line, len);
			continue;
		}
		if (data.len)
			found = in_document(data.p, data.len, id, doc, message);
		buf_reset(&data);
	}
	if (found && data.len) /* a last event whose empty line is missing */
		found = in_document(data.p, data.len, id, doc, message);
	buf_free(&data);
	return found;
}

static int is_stream(const struct reply *r)
{
	const char *type = reply_header(r, "content-type");

	return type && !strncasecmp(type, "text/event-stream", 17);
}

/* A mark at the beginning of a text is none of it. */
static void skip_mark(const char **s, size_t *n)
{
	size_t bom = *n >= 3 && !memcmp(*s, "\xef\xbb\xbf", 3) ? 3 : 0;

	*s += bom;
	*n -= bom;
}

static int is_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Is the break at `at` that of an empty line? `from` is where a line begins. */
static int ends_event(const char *s, size_t from, size_t at)
{
	return at == from || (is_end(s[at - 1]) && !(s[at - 1] == '\r' && s[at] == '\n'));
}

/* mark: how far the stream was looked through, and where the event begins that is not complete yet: no byte is read twice. */
int mcp_enough(const struct call *c, const struct reply *r, size_t mark[2])
{
	const char *s = buf_str(&r->body), *event;
	const struct json *message;
	struct json *doc = NULL;
	size_t n;

	if (!is_stream(r))
		return 0;
	if (!c->expects)
		return 1;
	for (; mark[0] < r->body.len; mark[0]++) {
		if (!is_end(s[mark[0]]) || !ends_event(s, mark[1], mark[0]))
			continue;
		event = s + mark[1];
		n = mark[0] + 1 - mark[1];
		if (!mark[1])
			skip_mark(&event, &n);
		mark[1] = mark[0] + 1;
		if (n < 2 || in_stream(event, n, c->expects, &doc, &message))
			continue;
		json_free(doc);
		return 1;
	}
	return 0;
}

int mcp_message(const struct reply *r, long id, struct json **doc, const struct json **message)
{
	const char *s = buf_str(&r->body);
	size_t n = r->body.len;

	*doc = NULL;
	*message = NULL;
	skip_mark(&s, &n);
	if (is_stream(r))
		return in_stream(s, n, id, doc, message);
	return in_document(s, n, id, doc, message);
}

static long code_of(const struct json *error)
{
	double code = json_num(json_get(error, "code"), 0);

	return code > -1e9 && code < 1e9 ? (long)code : 0;
}

/* Remote words stay out of it: they could repeat a token. */
void mcp_refused(const struct json *error, char *why, size_t size)
{
	(void)snprintf(why, size, _("the MCP server refused with error %ld"), code_of(error));
}

/* Refused as an unknown method or version? Then it may speak the revision without a handshake. */
int mcp_unspoken(const struct json *error)
{
	long code = code_of(error);
	const char *said = json_raw(json_get(error, "message"));

	return code == -32601 || code == -32602 || code == -32600 || code == -32004 ||
	       code == -32022 ||
	       (said && (strcasestr(said, "version") || strcasestr(said, "method")));
}
