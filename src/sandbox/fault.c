/* SPDX-License-Identifier: MIT */
/* fault: the parser and the counting of faults, and the bodies vendors send with an error. */
#include "sandbox/fault.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum arg_form { ARG_NONE, ARG_NUMBER, ARG_URL };

static const struct {
	const char *name;
	enum fault_kind kind;
	enum arg_form form;
	long low, high;
} kinds[] = {
	{ "status", FAULT_STATUS, ARG_NUMBER, 200, 599 },
	{ "delay", FAULT_DELAY, ARG_NUMBER, 1, 3600000 },
	{ "truncate", FAULT_TRUNCATE, ARG_NUMBER, 0, 1000000000 },
	{ "garbage", FAULT_GARBAGE, ARG_NONE, 0, 0 },
	{ "html", FAULT_HTML, ARG_NONE, 0, 0 },
	{ "hang", FAULT_HANG, ARG_NONE, 0, 0 },
	{ "close", FAULT_CLOSE, ARG_NONE, 0, 0 },
	{ "huge", FAULT_HUGE, ARG_NONE, 0, 0 },
	{ "redirect", FAULT_REDIRECT, ARG_URL, 0, 0 },
	{ "slow", FAULT_SLOW, ARG_NUMBER, 1, 1000000000 },
	{ "escape", FAULT_ESCAPE, ARG_NONE, 0, 0 },
};
#define NKINDS (sizeof(kinds) / sizeof(*kinds))

/* The kind that starts at s and ends at '=', ':' or the end; NKINDS when none does. */
static size_t kind_at(const char *s)
{
	size_t n = strcspn(s, "=:"), i = 0;

	while (i < NKINDS && (strlen(kinds[i].name) != n || strncmp(kinds[i].name, s, n)))
		i++;
	return i;
}

/* Cut ":TIMES" off the end of `arg`; *times stays -1 without one. 0, or -1 when it is 0 or huge. */
static int cut_times(char *arg, enum arg_form form, long *times)
{
	char *colon = strrchr(arg, ':');

	if (!colon || colon[1 + strspn(colon + 1, "0123456789")] || (form == ARG_URL && !colon[1]))
		return 0;
	if (form == ARG_URL) {
		const char *host = strstr(arg, "://");

		host = host ? host + 3 : arg;
		if (host >= colon || !memchr(host, '/', (size_t)(colon - host)))
			return 0;
	}
	*times = web_number(colon + 1, 1, 1000000);
	*colon = '\0';
	return *times < 0 ? -1 : 0;
}

static int bad(struct err *e, const char *spec, const char *why)
{
	char *shown = text_safe_new(spec, 200);

	err_set(e, E_USAGE, _("fault '%s': %s. The form is ROUTE:KIND[=ARG][:TIMES]"), shown, why);
	free(shown);
	return -1;
}

/* `rest` is what stands behind the kind: "", "=ARG", ":TIMES" or "=ARG:TIMES"; it is cut up. */
static int parse_rest(struct fault *f, size_t k, char *rest, const char *spec, struct err *e)
{
	if (cut_times(rest, kinds[k].form, &f->left))
		return bad(e, spec, _("TIMES is a number from 1 to 1000000"));
	if (kinds[k].form == ARG_NONE)
		return *rest ? bad(e, spec, _("this kind takes no argument")) : 0;
	if (*rest != '=' || !rest[1])
		return bad(e, spec, _("this kind needs an argument"));
	if (kinds[k].form == ARG_URL) {
		if (strpbrk(rest, "\r\n"))
			return bad(e, spec, _("the address holds a line break"));
		f->url = mem_str(rest + 1);
		return 0;
	}
	f->arg = web_number(rest + 1, kinds[k].low, kinds[k].high);
	return f->arg < 0 ? bad(e, spec, _("the argument is not a number in range")) : 0;
}

int faults_add(struct faults *f, const char *spec, struct err *e)
{
	const char *colon = strchr(spec, ':');
	struct fault one = { NULL, FAULT_NONE, 0, NULL, -1 };
	char *rest;
	int bad_rest;

	while (colon && kind_at(colon + 1) == NKINDS)
		colon = strchr(colon + 1, ':');
	if (!colon)
		return bad(e, spec, _("no kind of fault in it"));
	if (colon == spec)
		return bad(e, spec, _("the route is empty"));
	one.kind = kinds[kind_at(colon + 1)].kind;
	rest = mem_str(colon + 1 + strcspn(colon + 1, "=:"));
	bad_rest = parse_rest(&one, kind_at(colon + 1), rest, spec, e);
	free(rest);
	if (bad_rest) {
		free(one.url);
		return -1;
	}
	one.route = mem_strn(spec, (size_t)(colon - spec));
	MEM_GROW(f->v, f->n, f->cap);
	f->v[f->n++] = one;
	return 0;
}

void faults_free(struct faults *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].route);
		free(f->v[i].url);
	}
	free(f->v);
	memset(f, 0, sizeof(*f));
}

void faults_take(struct faults *f, const char *method, const char *path, struct fault_hit *hit)
{
	char *line = mem_fmt("%s %s", method, path);

	memset(hit, 0, sizeof(*hit));
	for (size_t i = 0; i < f->n; i++) {
		struct fault *one = &f->v[i];

		if (!one->left || !strstr(line, one->route))
			continue;
		if (one->kind != FAULT_DELAY && hit->kind != FAULT_NONE)
			continue;
		if (one->left > 0)
			one->left--;
		if (one->kind == FAULT_DELAY) {
			hit->delay += one->arg;
			continue;
		}
		hit->kind = one->kind;
		hit->arg = one->arg;
		hit->url = mem_str(one->url);
	}
	free(line);
}

const char *fault_reason(int status)
{
	static const struct {
		int status;
		const char *text;
	} table[] = {
		{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 408, "Request Timeout" },
		{ 409, "Conflict" }, { 410, "Gone" }, { 422, "Unprocessable Entity" },
		{ 429, "Too Many Requests" }, { 500, "Internal Server Error" },
		{ 501, "Not Implemented" }, { 502, "Bad Gateway" }, { 503, "Service Unavailable" },
		{ 504, "Gateway Timeout" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].status == status)
			return table[i].text;
	return "Unexpected status";
}

/* Infisical's own; its 404 is that of a route, as an old installation has it. */
static void store_error(struct reply *rp, const char *path, int status)
{
	char *route = mem_fmt("Route GET:%s not found", path + strlen("/infisical"));
	struct json_out o;

	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_put(&o, "reqId", "req-sandbox");
	json_put_int(&o, "statusCode", status);
	json_put(&o, "message", status == 404 ? route : fault_reason(status));
	json_put(&o, "error", fault_reason(status));
	json_close(&o, '}');
	free(route);
}

static void cloud_error(struct reply *rp, int status)
{
	struct json_out o;

	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_put_bool(&o, "success", 0);
	json_open(&o, "errors", '[');
	json_open(&o, NULL, '{');
	json_put_int(&o, "code", 10000 + status);
	json_put(&o, "message", fault_reason(status));
	json_close(&o, '}');
	json_close(&o, ']');
	json_open(&o, "messages", '[');
	json_close(&o, ']');
	json_put(&o, "result", NULL);
	json_close(&o, '}');
}

static void envelope(struct reply *rp, int status)
{
	struct json_out o;

	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "error", '{');
	json_put(&o, "message", fault_reason(status));
	json_put_int(&o, "code", status == 401 ? 10401 : status * 10);
	json_put(&o, "slug", status == 401 ? "HTTP_Unauthorized" : "HTTP_Error");
	json_put_int(&o, "status", status);
	json_put(&o, "suggested_fix", "");
	json_close(&o, '}');
	json_close(&o, '}');
}

void fault_status(struct reply *rp, const char *path, int status)
{
	int composio = !strncmp(path, "/composio", 9), github = !strncmp(path, "/github", 7);

	if (status == 429)
		kv_set(&rp->headers, "Retry-After", "1");
	if (composio && status == 429)
		reply_note(rp, status, "message",
			   "Rate limit exceeded. Limit: 2000 requests per 1 minutes");
	else if (composio)
		envelope(rp, status);
	else if (!strncmp(path, "/infisical", 10))
		store_error(rp, path, status);
	else if (!strncmp(path, "/cloudflare", 11))
		cloud_error(rp, status);
	else if (github)
		reply_note(rp, status, "message", status == 429 || status == 403
			   ? "API rate limit exceeded for 127.0.0.1" : fault_reason(status));
	else
		reply_note(rp, status, "error", status == 429 ? "Throttled" : fault_reason(status));
}

/* Every member that a person may read gets a clear-screen, a title change and a bidi override. */
void fault_escape(struct reply *rp)
{
	static const char *const keys[] = { "\"name\":\"", "\"description\":\"", "\"message\":\"",
					    "\"error\":\"", "\"title\":\"" };
	static const char poison[] = "\\u001b[2J\\u001b]0;owned\\u0007\\u202e\\u200b\\u009b31m";
	struct buf b = BUF_INIT;
	const char *s = buf_str(&rp->body), *end = s + rp->body.len;

	while (s < end) {
		size_t k = 0;

		while (k < 5 && strncmp(s, keys[k], strlen(keys[k])))
			k++;
		if (k == 5) {
			buf_addc(&b, *s++);
			continue;
		}
		buf_adds(&b, keys[k]);
		buf_adds(&b, poison);
		s += strlen(keys[k]);
	}
	buf_free(&rp->body);
	rp->body = b;
}
