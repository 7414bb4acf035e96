/* SPDX-License-Identifier: MIT */
/* http_rules: what may be asked, where a redirect leads, how long to wait for another try; pure. */
#ifndef TOOLGAP_VENDORS_HTTP_RULES_H
#define TOOLGAP_VENDORS_HTTP_RULES_H

#include "vendors/http.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Scheme, host and port of a URL: who is asked. */
struct http_origin {
	int tls;        /* https */
	char host[256]; /* lower case, IPv6 without its brackets */
	unsigned port;  /* the scheme's own when the URL names none */
};

/*
 * Take the origin of a URL that consists of the characters of RFC 3986 alone, is no longer than
 * HTTP_URL_MAX, has the scheme http or https, a host and no user info. 0 or -1.
 */
#define HTTP_URL_MAX 8000
int http_origin(const char *url, struct http_origin *o);
int http_same_origin(const struct http_origin *a, const struct http_origin *b);
int http_loopback(const struct http_origin *o); /* 127.0.0.0/8, ::1, localhost */

/* The host of a URL for a sentence: "api.example.org", "127.0.0.1:4000"; "?" when it has none. */
#define HTTP_HOST_MAX 272
void http_host(const char *url, char out[HTTP_HOST_MAX]);

/* Where a Location leads from `base`; a heap string, NULL when nobody may ask there. */
char *http_resolve(const char *base, const char *location);

/* 1 when name and value can stand in a request as they are: a token, and no control character. */
int http_header_ok(const char *name, const char *value);

/* 1 for the statuses after which another try may help: 429, 502, 503, 504. */
int http_status_again(int status);

/*
 * Milliseconds to wait after try number `tries` (from 1): as Retry-After says (seconds, or a date
 * of RFC 9110), or half a second, doubled each time, and up to a quarter more by `roll` (any
 * number). -1: do not try again, the wait would be longer than HTTP_PAUSE_MAX. `now` is the wall
 * clock in seconds.
 */
#define HTTP_PAUSE_MAX 30000
int64_t http_pause(int tries, const char *retry_after, time_t now, unsigned roll);

#endif
