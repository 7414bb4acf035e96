/* SPDX-License-Identifier: MIT */
/* http: the only one who speaks to the network, and the one place where the program waits. */
#ifndef TOOLGAP_VENDORS_HTTP_H
#define TOOLGAP_VENDORS_HTTP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A call is plain data, made by the vendors' modules; a reply is plain data again. libcurl is loaded
 * on the first call (dlopen of libcurl.so.4), so that a start which asks nothing does not pay for
 * it; when it is missing the call fails with a sentence that names the package.
 *
 * Rules kept here, for every call (design: reliability D3):
 *   https only, http for loopback (127.0.0.0/8, ::1, localhost); no redirects but to the same
 *   scheme, host and port, three at most, followed by hand; our headers never reach another origin;
 *   reply body at most call.max (4 MiB when 0), all replies of a run together 128 MiB, headers 64 KiB;
 *   TLS 1.2 or newer, verified; connect within 10 s; silent for 20 s, or longer than 60 s with all
 *   tries and waits, ends it; no cookies, no netrc, HTTP/2 where offered, connections kept.
 *   Retries only when call.retry, and never what creates: after 429, 502, 503, 504 and failed connects two more
 *   tries; after a 500 or an answer that broke off a GET once more; waiting as Retry-After says (no try at all when it
 *   asks for more than 30 s) or 0.5 s, 1 s with jitter; waiting never blocks keys. GETs have it, and those POSTs that
 *   leave nothing behind when they were heard twice: a token (the first one ends by itself), the messages to an MCP server
 *   (a session that nobody uses ends by itself), a model that makes vectors and a search in an index (a fraction of a
 *   cent), the scopes that tools need (a question). All other POSTs create, and are sent once. A redirect of anything but GET and HEAD is followed only for 307 and 308.
 *   Proxies as the environment says (https_proxy, no_proxy), never for loopback; a proxy never sees
 *   our headers.
 *
 * Read from the environment by http_new: TOOLGAP_HTTP_TIMEOUT, the milliseconds a whole call may
 * last instead of 60000 (1 to 600000; anything else is ignored).
 */
/*
 * The limit that a vendor publishes. Calls that name one are counted under its name, and where they come faster
 * than it allows, or more than HTTP_ABREAST are under way, they wait here and not at the vendor: such a
 * wait counts neither as time of the call nor against its 60 s. The first quarter of a minute's allowance may go at
 * once, the rest evenly, so that no minute holds more than the limit. Headers X-RateLimit, X-RateLimit-Window-Size
 * and X-RateLimit-Remaining of the vendor's replies correct it.
 */
#define HTTP_ABREAST 32
struct http_rate {
	const char *name;
	unsigned per_minute;
};

struct call;
struct reply;
/*
 * Is what has come of a body all that is wanted? Asked after each piece, once its headers are there; mark[2] is the
 * asker's own, both 0 at first in each try. 1: the reply is an answer like any, and whoever sends it has HTTP_LINGER ms to
 * end it, so that the connection can be kept; after that, or with more of a body, the stream is closed.
 */
typedef int http_enough(const struct call *c, const struct reply *r, size_t mark[2]);
#define HTTP_LINGER 100

struct call {
	char *method;          /* "GET", "POST" … */
	char *url;
	struct kv headers;
	char *body;            /* NULL: none */
	size_t body_n, max;
	int retry;             /* may be repeated: GETs, and POSTs that create nothing */
	int creates;           /* creates something at a vendor: never sent in a dry run */
	long delay;            /* sent no sooner than that many ms from now, for polling; its time begins then */
	int tag;               /* the maker's own */
	http_enough *enough;   /* static; NULL: the answer is over when it ends */
	long expects;          /* for that: which answer is waited for */
	const struct http_rate *rate; /* static; NULL: none is published */
	const char *signed_by; /* static; the variables (comma list) whose values are the credentials; NULL: none */
};

void call_free(struct call *c); /* the contents; header values and body are zeroed first */

enum reply_failure {
	REPLY_OK = 0,      /* an HTTP answer of whatever status */
	REPLY_REFUSED,     /* could not connect, name not found */
	REPLY_TIMEOUT,
	REPLY_TLS,
	REPLY_TOO_LARGE,
	REPLY_BROKEN,      /* cut off, not HTTP, a redirect elsewhere */
	REPLY_FORBIDDEN,   /* our own rules: not https, a creating call in a dry run */
	REPLY_CANCELLED
};

struct reply {
	int tag;
	enum reply_failure failure;
	char why[256];         /* one translated clause when failure is not REPLY_OK; no secret, no raw bytes */
	int status;            /* HTTP status */
	struct buf body;
	struct kv headers;     /* lower-case names; values passed text_safe */
	int64_t ms;            /* of the whole call, retries included */
	int tries;
};

const char *reply_header(const struct reply *r, const char *name); /* or NULL */

struct http;
typedef void http_done(void *arg, const struct call *c, const struct reply *r);

struct http *http_new(int dry_run);
void http_free(struct http *h); /* cancels what is under way without calling back */

/* Takes the contents of *c. `done` is called from http_wait, exactly once, unless cancelled. */
void http_send(struct http *h, struct call *c, http_done *done, void *arg);
void http_cancel(struct http *h, void *arg); /* all calls of that arg; not called back */
size_t http_pending(const struct http *h);
/* Another item of a list begins: what all replies together may be (128 MiB) begins anew. */
void http_refresh(struct http *h);

/*
 * Wait until something happens: a reply (callbacks run), one of the caller's descriptors is ready
 * (revents filled), or `timeout_ms` (−1: for ever). Without calls under way it is poll(2) and libcurl is not loaded.
 * Returns the number of descriptors ready. 0 may come early: a reply, a signal. Never −1.
 */
int http_wait(struct http *h, struct pollfd *fds, unsigned n, int timeout_ms);

/* Let go out what was sent, without waiting and without calling back: before something else takes its time. */
void http_push(struct http *h);

/*
 * 1 when the url may be asked at all: https, or http on a loopback host; with no user info, and
 * only characters that RFC 3986 knows (no control, blank, brace or backslash; other scripts escaped).
 */
int http_url_ok(const char *url);
/* Append s with everything but unreserved characters percent-encoded. */
void http_escape(struct buf *out, const char *s);
const char *http_version(void); /* of libcurl, loading it; NULL when it is missing */

#endif
