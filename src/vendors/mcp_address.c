/* SPDX-License-Identifier: MIT */
/* mcp_address: what of a registry entry's domain, address and headers can be offered to a person. */
#include "vendors/mcp_address.h"

#include "base/kv.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MOST 200
#define HEADER_MOST 64

char *mcp_label_new(const char *space, char **domain)
{
	static const char *const second[] = { "co", "com", "org", "net", "ac", "gov" };
	struct kv label = KV_INIT;
	struct buf b = BUF_INIT;
	const char *p = space;
	size_t i, at = 1;
	char *own = NULL;

	while (*p) {
		size_t n = strcspn(p, ".");
		char *one = mem_strn(p, n);

		kv_add(&label, one, "");
		free(one);
		p += n + (p[n] == '.');
	}
	for (i = 0; label.n > 2 && strlen(label.v[0].key) == 2 && i < sizeof(second) / sizeof(*second); i++)
		if (!strcmp(label.v[1].key, second[i]))
			at = 2;
	if (label.n == at + 1) { /* more labels are a part of somebody's domain, and whose is not known */
		own = mem_str(label.v[at].key);
		for (i = label.n; i-- > 0;)
			buf_addf(&b, "%s%s", label.v[i].key, i ? "." : "");
		*domain = buf_detach(&b);
	}
	kv_free(&label);
	return own;
}

int mcp_server_name(const char *s)
{
	size_t i, slashes = 0;

	for (i = 0; s[i]; i++) {
		if (s[i] == '/')
			slashes++;
		else if (!isalnum((unsigned char)s[i]) && !strchr("._-", s[i]))
			return 0;
	}
	return slashes == 1 && i <= NAME_MOST && *s != '/' && s[i - 1] != '/';
}

/* The address with an "x" in the place of each "{…}", or NULL where a brace is not closed. */
static char *filled_new(const char *url)
{
	struct buf b = BUF_INIT;

	while (*url) {
		size_t n = strcspn(url, "{");

		buf_add(&b, url, n);
		url += n;
		if (!*url)
			break;
		url += strcspn(url, "}");
		if (!*url) {
			buf_free(&b);
			return NULL;
		}
		buf_addc(&b, 'x');
		url++;
	}
	return buf_detach(&b);
}

static int ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n > k && !strcmp(s + n - k, end);
}

int mcp_address_host(const char *url, char host[HTTP_HOST_MAX])
{
	static const char *const inside[] = { ".localhost", ".local", ".internal", ".lan", ".home.arpa" };
	char *filled = filled_new(url);
	struct http_origin o;
	int bad = !filled || http_origin(filled, &o) || !o.tls || o.port != 443;
	const char *last;
	size_t i;

	free(filled);
	if (bad)
		return -1;
	if (ends_with(o.host, ".")) /* the root's dot means the same host */
		o.host[strlen(o.host) - 1] = '\0';
	last = strrchr(o.host, '.');
	/* the last label of a name is never a number (RFC 1123), while all ways to write an address end in one */
	if (!last || !last[1] || (last[1] >= '0' && last[1] <= '9') || strchr(o.host, ':'))
		return -1;
	for (i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		if (ends_with(o.host, inside[i]))
			return -1;
	(void)snprintf(host, HTTP_HOST_MAX, "%s", o.host);
	return 0;
}

int mcp_address_below(const char *host, const char *domain)
{
	size_t n = strlen(host), k = strlen(domain);

	return k && n >= k && !strcasecmp(host + n - k, domain) && (n == k || host[n - k - 1] == '.');
}

int mcp_header_fit(const char *name, const char *value)
{
	static const char *const own[] = { "Host", "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
					   "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
					   "Content-Length", "Expect" };
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (text_ieq(name, own[i]))
			return 0;
	for (i = 0; isalnum((unsigned char)name[i]) || name[i] == '-' || name[i] == '_'; i++)
		;
	return i && !name[i] && i <= HEADER_MOST && http_header_ok(name, value ? value : "");
}
