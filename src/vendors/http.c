/* SPDX-License-Identifier: MIT */
/* http: libcurl, loaded when first needed: the only file that speaks to the network. */
#define CURL_DISABLE_TYPECHECK /* its macros know functions by name; ours are pointers */
#include <curl/curl.h>

#include "vendors/http.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/load.h"
#include "base/mem.h"
#include "vendors/http_rules.h"
#include "vendors/http_wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#ifdef PACKAGE_VERSION
#define AGENT "toolgap/" PACKAGE_VERSION
#else
#define AGENT "toolgap"
#endif

#define CONNECT_MS 10000
#define SILENT_S 20
#define PER_HOST 24 /* connections */
#define IN_ALL 48

struct wire {
	CURLM *multi;
	struct curl_waitfd *extra;
	size_t extra_cap;
};

struct try {
	CURL *easy;
	struct curl_slist *headers;
};

/* libcurl, by pointers of its functions' own types. */
#define FUNCTIONS(X) \
	X(global_init) X(version_info) X(slist_append) X(slist_free_all) \
	X(easy_init) X(easy_cleanup) X(easy_setopt) X(easy_getinfo) X(easy_strerror) \
	X(multi_init) X(multi_cleanup) X(multi_setopt) X(multi_add_handle) \
	X(multi_remove_handle) X(multi_perform) X(multi_poll) X(multi_timeout) X(multi_info_read)

static struct {
#define X(f) __typeof__(curl_##f) *f;
	FUNCTIONS(X)
#undef X
	int loaded;
} curl;

/* A failure is not remembered: somebody may install the package and ask again. */
static int load(void)
{
	static const char *const libs[] = { "libcurl.so.4", "libcurl-gnutls.so.4", NULL };
	static const struct load_symbol symbols[] = {
#define X(f) { "curl_" #f, &curl.f },
		FUNCTIONS(X)
#undef X
	};

	if (curl.loaded)
		return 0;
	if (load_functions(libs, symbols, sizeof(symbols) / sizeof(*symbols)))
		return -1;
	if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return -1;
	curl.loaded = 1;
	return 0;
}

const char *http_version(void)
{
	return load() ? NULL : curl.version_info(CURLVERSION_NOW)->version;
}

/* ---- one try ---- */

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	return job_header(arg, p, size * n) ? 0 : size * n;
}

/* A vendor's connection is no business of a browser or editor that is started meanwhile. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	(void)arg;
	(void)purpose;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	return n && !job_body(arg, p, size * n) ? size * n : 0;
}

/* 0 when curl took an option. A text it copies. */
static int took(CURLcode code)
{
	if (code == CURLE_OUT_OF_MEMORY)
		mem_oom();
	return code != CURLE_OK;
}

/* A line as it is; "Name:" takes a header of curl's own away. */
static int add_line(struct try *t, const char *line)
{
	struct curl_slist *more = mem_got(curl.slist_append(t->headers, line));

	t->headers = more ? more : t->headers;
	return more ? 0 : -1;
}

static int add_header(struct try *t, const char *name, const char *value)
{
	size_t n = strlen(name) + strlen(value) + 3;
	char *line = mem_alloc(n); /* whole at once: a buffer that grows would leave copies */
	int bad;

	(void)snprintf(line, n, *value ? "%s: %s" : "%s;", name, value); /* "Name;" sends one without a value */
	bad = add_line(t, line);
	explicit_bzero(line, n);
	free(line);
	return bad;
}

static int set_headers(struct try *t, const struct call *c)
{
	int bad = add_line(t, "Expect:"), typed = 0;
	size_t i;

	for (i = 0; i < c->headers.n; i++) {
		bad |= add_header(t, c->headers.v[i].key, c->headers.v[i].value);
		typed |= !strcasecmp(c->headers.v[i].key, "content-type");
	}
	if (!typed)
		bad |= add_line(t, "Content-Type:"); /* or curl says it is a web form */
	return bad || curl.easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers) != CURLE_OK;
}

static int set_long(CURL *e, CURLoption o, long v)
{
	return took(curl.easy_setopt(e, o, v));
}

static int set_str(CURL *e, CURLoption o, const char *v)
{
	return took(curl.easy_setopt(e, o, v));
}

static int set_method(CURL *e, const struct call *c)
{
	const char *m = c->method ? c->method : "GET";
	int bad = 0;

	if (c->body || !strcmp(m, "POST")) {
		bad |= set_str(e, CURLOPT_POSTFIELDS, c->body ? c->body : "");
		bad |= curl.easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
					(curl_off_t)(c->body ? c->body_n : 0)) != CURLE_OK;
		if (strcmp(m, "POST"))
			bad |= set_str(e, CURLOPT_CUSTOMREQUEST, m);
	} else if (!strcmp(m, "HEAD")) {
		bad |= set_long(e, CURLOPT_NOBODY, 1);
	} else if (strcmp(m, "GET")) {
		bad |= set_str(e, CURLOPT_CUSTOMREQUEST, m);
	}
	return bad;
}

/* The rules of the header, as options; those that an older libcurl may lack are not counted. */
static int set_rules(CURL *e, const struct job *j, int64_t left)
{
	struct http_origin o;
	int bad = http_origin(j->url, &o);

	(void)set_str(e, CURLOPT_PROTOCOLS_STR, o.tls ? "https" : "http");
	(void)set_long(e, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
	/* without TLS it waits for a first answer, and one that hangs would stop all others */
	(void)set_long(e, CURLOPT_PIPEWAIT, o.tls);
#if LIBCURL_VERSION_NUM >= 0x075700
	(void)set_long(e, CURLOPT_QUICK_EXIT, 1); /* a cancel does not wait for a name server */
#endif
	bad |= set_str(e, CURLOPT_URL, j->url);
	bad |= set_str(e, CURLOPT_USERAGENT, AGENT);
	bad |= set_long(e, CURLOPT_NOSIGNAL, 1);
	bad |= curl.easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket) != CURLE_OK;
	bad |= set_long(e, CURLOPT_FOLLOWLOCATION, 0);
	bad |= set_long(e, CURLOPT_HTTP09_ALLOWED, 0);
	bad |= set_long(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1);
	bad |= set_long(e, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
	bad |= set_long(e, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	bad |= set_long(e, CURLOPT_SSL_VERIFYPEER, 1);
	bad |= set_long(e, CURLOPT_SSL_VERIFYHOST, 2);
	bad |= set_long(e, CURLOPT_CONNECTTIMEOUT_MS, left < CONNECT_MS ? (long)left : CONNECT_MS);
	bad |= set_long(e, CURLOPT_TIMEOUT_MS, (long)left);
	bad |= set_long(e, CURLOPT_LOW_SPEED_LIMIT, 1);
	bad |= set_long(e, CURLOPT_LOW_SPEED_TIME, SILENT_S);
	if (http_loopback(&o))
		bad |= set_str(e, CURLOPT_NOPROXY, "*");
	if (j->call.creates) /* on a kept connection that dies curl would send it once more */
		bad |= set_long(e, CURLOPT_FRESH_CONNECT, 1);
	return bad;
}

static int set_callbacks(CURL *e, struct job *j)
{
	int bad = 0;

	bad |= curl.easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header) != CURLE_OK;
	bad |= curl.easy_setopt(e, CURLOPT_HEADERDATA, j) != CURLE_OK;
	bad |= curl.easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body) != CURLE_OK;
	bad |= curl.easy_setopt(e, CURLOPT_WRITEDATA, j) != CURLE_OK;
	bad |= curl.easy_setopt(e, CURLOPT_PRIVATE, j) != CURLE_OK;
	return bad;
}

int wire_start(struct wire *w, struct job *j, int64_t now)
{
	struct try *t = mem_alloc(sizeof(*t));
	CURLMcode code;

	j->wire = t;
	errno = 0;
	t->easy = mem_got(curl.easy_init());
	if (!t->easy || set_rules(t->easy, j, j->deadline - now) || set_callbacks(t->easy, j) ||
	    set_method(t->easy, &j->call) || set_headers(t, &j->call))
		return -1;
	if ((code = curl.multi_add_handle(w->multi, t->easy)) == CURLM_OUT_OF_MEMORY)
		mem_oom();
	return code == CURLM_OK ? 0 : -1;
}

void wire_drop(struct wire *w, struct job *j)
{
	struct try *t = j->wire;
	struct curl_slist *l;

	if (!t)
		return;
	j->wire = NULL;
	if (t->easy) {
		(void)curl.multi_remove_handle(w->multi, t->easy);
		curl.easy_cleanup(t->easy);
	}
	for (l = t->headers; l; l = l->next)
		explicit_bzero(l->data, strlen(l->data)); /* keys */
	curl.slist_free_all(t->headers);
	free(t);
}

/* ---- what became of it ---- */

static void fail_connect(struct job *j, CURL *easy, const char *host)
{
	long sys = 0;

	(void)curl.easy_getinfo(easy, CURLINFO_OS_ERRNO, &sys);
	if (sys == ECONNREFUSED)
		job_fail(j, REPLY_REFUSED, _("cannot reach %s: connection refused"), host);
	else if (sys)
		job_fail(j, REPLY_REFUSED, _("cannot reach %s: %s"), host, strerror((int)sys));
	else
		job_fail(j, REPLY_REFUSED, _("cannot reach %s"), host);
}

static void fail_timeout(struct job *j, CURL *easy, const char *host)
{
	int64_t ms = clock_ms() - j->begun; /* of all tries: the last may have had the rest of the time alone */
	curl_off_t connected = 0;
	char span[32];

	(void)curl.easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
	if (ms < 1000)
		(void)snprintf(span, sizeof(span), "%d ms", (int)ms);
	else
		(void)snprintf(span, sizeof(span), "%d s", (int)((ms + 500) / 1000));
	if (!connected)
		job_fail(j, REPLY_TIMEOUT, _("no connection to %s within %s"), host, span);
	else if (j->header_n)
		job_fail(j, REPLY_TIMEOUT, _("no complete answer from %s within %s"), host, span);
	else
		job_fail(j, REPLY_TIMEOUT, _("no answer from %s within %s"), host, span);
}

static void fail(struct job *j, CURL *easy, CURLcode code)
{
	char host[HTTP_HOST_MAX];
	long proxy = 0;

	http_host(j->url, host);
	(void)curl.easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &proxy);
	if (proxy >= 300) {
		job_fail(j, REPLY_REFUSED, _("cannot reach %s: the proxy answers %d"), host, (int)proxy);
		return;
	}
	switch ((int)code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		job_fail(j, REPLY_REFUSED, _("the name %s was not found"), host);
		break;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY:
		job_fail(j, REPLY_REFUSED, _("cannot reach %s: the proxy does not help"), host);
		break;
	case CURLE_COULDNT_CONNECT:
		fail_connect(j, easy, host);
		break;
	case CURLE_OPERATION_TIMEDOUT:
		fail_timeout(j, easy, host);
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		job_fail(j, REPLY_TLS, _("the certificate of %s cannot be verified"), host);
		break;
	case CURLE_SSL_CACERT_BADFILE:
		job_fail(j, REPLY_TLS, _("cannot verify %s: no certificate authorities on this machine; install the package ca-certificates"),
			 host);
		break;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CERTPROBLEM:
		job_fail(j, REPLY_TLS, _("no secure connection to %s"), host);
		break;
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		j->cut = 1;
		job_fail(j, REPLY_BROKEN, _("%s broke off before its answer was complete"), host);
		break;
	case CURLE_OUT_OF_MEMORY: /* what curl says to a header line beyond its own measure, too */
		job_fail(j, REPLY_TOO_LARGE, _("%s sends more at once than can be taken, or memory is short"), host);
		break;
	case CURLE_UNSUPPORTED_PROTOCOL: /* what curl says to an answer without a status line */
	case CURLE_WEIRD_SERVER_REPLY:
		job_fail(j, REPLY_BROKEN, _("%s does not answer as a web server does"), host);
		break;
	default: /* curl's own words, which hold nothing from outside */
		job_fail(j, REPLY_BROKEN, _("the request to %s failed: %s"), host, curl.easy_strerror(code));
	}
}

/* ---- all of them ---- */

struct wire *wire_new(void)
{
	struct wire *w;
	CURLM *multi = load() ? NULL : mem_got(curl.multi_init());

	if (!multi)
		return NULL;
	(void)curl.multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)PER_HOST);
	(void)curl.multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)IN_ALL);
	w = mem_alloc(sizeof(*w));
	w->multi = multi;
	return w;
}

void wire_free(struct wire *w)
{
	if (!w)
		return;
	(void)curl.multi_cleanup(w->multi);
	free(w->extra);
	free(w);
}

void wire_run(struct wire *w)
{
	int left;

	(void)curl.multi_perform(w->multi, &left);
}

static void take_status(struct job *j, CURL *easy)
{
	long status = 0;

	(void)curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	j->reply.status = (int)status;
}

void wire_end(struct job *j)
{
	const struct try *t = j->wire;

	take_status(j, t->easy);
}

struct job *wire_over(struct wire *w)
{
	int left;
	char *mine = NULL;
	struct job *j;
	const CURLMsg *m = curl.multi_info_read(w->multi, &left);

	/* a finished transfer is the one message there is, and PRIVATE is what wire_start set */
	if (!m || curl.easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &mine) != CURLE_OK)
		return NULL;
	j = (struct job *)(void *)mine;
	take_status(j, m->easy_handle);
	if (j->full || j->sated)
		return j;
	if (m->data.result != CURLE_OK)
		fail(j, m->easy_handle, m->data.result);
	else if (!j->head_over) /* cut among the headers, which curl takes for their end */
		fail(j, m->easy_handle, CURLE_PARTIAL_FILE);
	return j;
}

int wire_timer(struct wire *w)
{
	long ms = -1;

	if (curl.multi_timeout(w->multi, &ms) != CURLM_OK || ms < 0)
		return -1;
	return ms > 60000 ? 60000 : (int)ms;
}

int wire_doze(struct wire *w, const struct pollfd *fds, unsigned n, int ms)
{
	unsigned i, used = 0;
	int moved = 0;

	if (n > w->extra_cap) {
		w->extra = mem_array(w->extra, n, sizeof(*w->extra));
		w->extra_cap = n;
	}
	for (i = 0; i < n; i++) {
		if (fds[i].fd < 0)
			continue;
		w->extra[used].fd = fds[i].fd;
		w->extra[used].events = (short)((fds[i].events & POLLIN ? CURL_WAIT_POLLIN : 0) |
						(fds[i].events & POLLPRI ? CURL_WAIT_POLLPRI : 0) |
						(fds[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0));
		w->extra[used++].revents = 0;
	}
	if (curl.multi_poll(w->multi, w->extra, used, ms, &moved) == CURLM_OK)
		return moved > 0;
	(void)poll(NULL, 0, ms < 50 ? ms : 50); /* it cannot wait: look again soon, do not spin */
	return 1;
}
