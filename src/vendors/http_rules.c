/* SPDX-License-Identifier: MIT */
/* http_rules: what may be asked, where a redirect may lead, how long to wait before another try. */
#include "vendors/http_rules.h"

#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define UNRESERVED LETTERS DIGITS "-._~"
#define URL_CHARS UNRESERVED ":/?#[]@!$&'()*+,;=%"

static void lower(char *s)
{
	for (; *s; s++)
		*s = (char)tolower((unsigned char)*s);
}

/* ":4000" or nothing at s, which ends at end. */
static int take_port(const char *s, const char *end, unsigned *port)
{
	unsigned n = 0;

	if (s == end)
		return 0;
	if (*s != ':' || end - s < 2 || end - s > 6)
		return -1;
	for (s++; s < end; s++) {
		if (!isdigit((unsigned char)*s))
			return -1;
		n = n * 10 + (unsigned)(*s - '0');
	}
	if (n < 1 || n > 65535)
		return -1;
	*port = n;
	return 0;
}

/* The host at s; sets *after to what follows it. */
static int take_host(const char *s, const char *end, char *out, size_t size, const char **after)
{
	struct in6_addr six;
	size_t n;
	int bracket = s < end && *s == '[';

	if (bracket) {
		n = strcspn(++s, "]");
		if (s + n >= end)
			return -1;
	} else {
		n = strspn(s, LETTERS DIGITS "-._");
		if (n > (size_t)(end - s))
			n = (size_t)(end - s);
	}
	if (!n || n >= size)
		return -1;
	memcpy(out, s, n);
	out[n] = '\0';
	lower(out);
	if (bracket && inet_pton(AF_INET6, out, &six) != 1)
		return -1;
	*after = s + n + bracket;
	return 0;
}

int http_origin(const char *url, struct http_origin *o)
{
	const char *s, *end;
	size_t n;

	memset(o, 0, sizeof(*o));
	if (!url)
		return -1;
	n = strspn(url, URL_CHARS);
	if (url[n] || n > HTTP_URL_MAX)
		return -1;
	if (!strncasecmp(url, "https://", 8))
		o->tls = 1;
	else if (strncasecmp(url, "http://", 7))
		return -1;
	o->port = o->tls ? 443 : 80;
	s = url + (o->tls ? 8 : 7);
	end = s + strcspn(s, "/?#");
	if (memchr(s, '@', (size_t)(end - s)))
		return -1;
	if (take_host(s, end, o->host, sizeof(o->host), &s))
		return -1;
	return take_port(s, end, &o->port);
}

int http_same_origin(const struct http_origin *a, const struct http_origin *b)
{
	return a->tls == b->tls && a->port == b->port && !strcmp(a->host, b->host);
}

int http_loopback(const struct http_origin *o)
{
	struct in_addr four;
	struct in6_addr six;

	if (!strcmp(o->host, "localhost"))
		return 1;
	if (inet_pton(AF_INET, o->host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, o->host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

int http_url_ok(const char *url)
{
	struct http_origin o;

	return !http_origin(url, &o) && (o.tls || http_loopback(&o));
}

void http_host(const char *url, char out[HTTP_HOST_MAX])
{
	struct http_origin o;
	const char *open, *close;

	if (http_origin(url, &o)) {
		(void)snprintf(out, HTTP_HOST_MAX, "?");
		return;
	}
	open = strchr(o.host, ':') ? "[" : "";
	close = *open ? "]" : "";
	if (o.port == (o.tls ? 443u : 80u))
		(void)snprintf(out, HTTP_HOST_MAX, "%s%s%s", open, o.host, close);
	else
		(void)snprintf(out, HTTP_HOST_MAX, "%s%s%s:%u", open, o.host, close, o.port);
}

void http_escape(struct buf *out, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n;

	while (*s) {
		n = strspn(s, UNRESERVED);
		buf_add(out, s, n);
		s += n;
		if (!*s)
			break;
		buf_addc(out, '%');
		buf_addc(out, hex[(unsigned char)*s >> 4]);
		buf_addc(out, hex[(unsigned char)*s & 15]);
		s++;
	}
}

/* Bytes of `base` that stay in front of a relative `location` (RFC 3986, 5.2; curl drops dots). */
static size_t kept(const char *base, const char *location)
{
	size_t host = (size_t)(strstr(base, "://") - base) + 3;
	size_t path = host + strcspn(base + host, "/?#");
	size_t end = path + strcspn(base + path, "?#");

	if (!strncmp(location, "//", 2))
		return host - 2;
	if (*location == '/')
		return path;
	if (*location == '?')
		return end;
	while (end > path && base[end - 1] != '/')
		end--;
	return end;
}

char *http_resolve(const char *base, const char *location)
{
	struct buf url = BUF_INIT;
	size_t scheme = strspn(location, LETTERS DIGITS "+-.");
	size_t n;

	if (!http_url_ok(base) || !*location)
		return NULL;
	if (*location == '#') { /* the same page: its fragment is never sent */
		buf_adds(&url, base);
	} else if (scheme && location[scheme] == ':') {
		buf_adds(&url, location);
	} else {
		n = kept(base, location);
		buf_add(&url, base, n);
		if (!strchr("/?", *location) && base[n - 1] != '/')
			buf_addc(&url, '/');
		buf_adds(&url, location);
	}
	if (http_url_ok(url.p))
		return buf_detach(&url);
	buf_free(&url);
	return NULL;
}

int http_header_ok(const char *name, const char *value)
{
	if (!*name || name[strspn(name, LETTERS DIGITS "!#$%&'*+-.^_`|~")])
		return 0;
	for (; *value; value++)
		if (((unsigned char)*value < 0x20 && *value != '\t') || *value == 0x7f)
			return 0;
	return 1;
}

int http_status_again(int status)
{
	return status == 429 || status == 502 || status == 503 || status == 504;
}

/* "Wed, 21 Oct 2026 07:28:00 GMT": the one form of date that RFC 9110 lets a server write. */
static int take_date(const char *s, time_t *out)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm = { 0 };
	char month[4];
	const char *at;
	int n = 0;

	if (sscanf(s, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &tm.tm_mday, month,
		   &tm.tm_year, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &n) != 6 || !n || s[n])
		return -1;
	at = strlen(month) == 3 ? strstr(months, month) : NULL;
	if (!at || (at - months) % 3)
		return -1;
	tm.tm_mon = (int)(at - months) / 3;
	tm.tm_year -= 1900;
	*out = timegm(&tm);
	return 0;
}

/* What Retry-After asks for, in milliseconds; 0 when it asks for nothing that we understand. */
static int64_t asked_pause(const char *s, time_t now)
{
	time_t until;

	if (!s || !*s)
		return 0;
	if (!s[strspn(s, DIGITS)])
		return strlen(s) > 6 ? INT64_MAX : (int64_t)strtol(s, NULL, 10) * 1000;
	if (take_date(s, &until) || until <= now)
		return 0;
	return (int64_t)(until - now) * 1000;
}

int64_t http_pause(int tries, const char *retry_after, time_t now, unsigned roll)
{
	int64_t ms = asked_pause(retry_after, now);

	if (ms > HTTP_PAUSE_MAX)
		return -1;
	if (ms > 0)
		return ms;
	ms = (int64_t)500 << (tries < 1 ? 0 : tries > 6 ? 5 : tries - 1);
	return ms + (int64_t)roll % (ms / 4 + 1);
}

void call_free(struct call *c)
{
	size_t i;

	for (i = 0; i < c->headers.n; i++)
		explicit_bzero(c->headers.v[i].value, strlen(c->headers.v[i].value));
	kv_free(&c->headers);
	if (c->body)
		explicit_bzero(c->body, c->body_n);
	free(c->body);
	free(c->method);
	free(c->url);
	memset(c, 0, sizeof(*c));
}

const char *reply_header(const struct reply *r, const char *name)
{
	char want[128];

	if (strlen(name) >= sizeof(want))
		return NULL;
	(void)snprintf(want, sizeof(want), "%s", name);
	lower(want);
	return kv_get(&r->headers, want);
}
