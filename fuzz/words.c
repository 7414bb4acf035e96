/* SPDX-License-Identifier: MIT */
/* words: text-safety, the search for secrets, what may be asked over HTTP, and the command line. */
#include "fuzz.h"

#include "base/clock.h"
#include "base/jwt.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/secrets.h"
#include "files/template.h"
#include "ui/frame.h"
#include "ui/options.h"
#include "vendors/http_rules.h"
#include "vendors/mcp_address.h"

#include <stdlib.h>
#include <string.h>

/* What no text of a screen or of a file of ours may hold; written down here once more, by hand. */
static int forbidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || c == 0x61c || (c >= 0xe0000 && c <= 0xe007f) || (c & 0xfffe) == 0xfffe;
}

static void check_safe(const char *s, size_t n, size_t max)
{
	struct buf b = BUF_INIT, again = BUF_INIT;
	size_t at = 0, k;
	uint32_t c;

	text_safe(&b, s, n, max);
	MUST(b.len <= max + 4, "%zu bytes where %zu may be", b.len, max);
	while (at < b.len) {
		k = text_decode(b.p + at, b.len - at, &c);
		MUST(k, "not UTF-8 at %zu", at);
		MUST(!forbidden(c), "U+%04X got through", (unsigned)c);
		at += k;
	}
	text_safe(&again, buf_str(&b), b.len, b.len + 1);
	fuzz_same("made safe twice", buf_str(&again), again.len, buf_str(&b), b.len);
	buf_free(&b);
	buf_free(&again);
}

/* One word for sh: in single quotes nothing counts but the quote itself. */
static void check_shell(const char *s)
{
	struct buf b = BUF_INIT;
	const char *p;
	int inside = 0;

	text_shell(&b, s);
	for (p = buf_str(&b); *p; p++) {
		if (*p == '\'')
			inside = !inside;
		else if (!inside)
			MUST((*p == '\\' && p[1] == '\'' && p++) || strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+=@%,:-", *p),
			     "'%c' outside of quotes in %s", *p, b.p);
	}
	MUST(!inside, "a quote is open in %s", b.p);
	buf_free(&b);
}

static void check_frame(const char *s)
{
	struct frame f;
	struct buf b = BUF_INIT;
	int used;

	frame_init(&f, 40, 2);
	used = frame_put(&f, 0, 3, 30, STYLE_PLAIN, s);
	MUST(used >= 0 && used <= 30, "%d columns of 30", used);
	(void)frame_put_cut(&f, 1, 0, -1, STYLE_DIM, s);
	frame_text(&f, &b);
	MUST(text_is_utf8(buf_str(&b), b.len), "a screen that is not UTF-8");
	for (const char *p = buf_str(&b); *p; p++)
		MUST((unsigned char)*p >= 0x20 || *p == '\n', "a control character on the screen");
	MUST(text_fit(s, 10) <= strlen(s) && text_width(s) <= 2 * strlen(s), "wider than it can be");
	buf_free(&b);
	frame_free(&f);
}

static void check_template(const char *s, size_t n)
{
	struct kv values = KV_INIT;
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	kv_add(&values, "provider", "G | \"T\" <x> `y`");
	kv_add(&values, "slug", "gtm");
	if (template_fill(&b, s, n, "f", &values, &e)) {
		fuzz_said(&e);
		MUST(!b.len, "half a file");
	}
	kv_free(&values);
	buf_free(&b);
}

void fuzz_text(const char *s, size_t n)
{
	char *z = mem_strn(s, n);
	struct buf b = BUF_INIT, c = BUF_INIT;

	check_safe(s, n, n * 12 + 16);
	check_safe(s, n, n / 2);
	check_safe(s, n, 3);
	check_shell(z);
	check_frame(z);
	check_template(s, n);
	text_norm(&b, z);
	text_norm(&c, buf_str(&b));
	fuzz_same("folded twice", buf_str(&c), c.len, buf_str(&b), b.len);
	MUST(!b.len || text_norm_eq(z, buf_str(&b)), "not what it folds to");
	buf_reset(&b);
	template_markdown(&b, z);
	for (const char *p = buf_str(&b); *p; p++)
		MUST(*p != '\n' && (!strchr("<`*[|", *p) || (p > b.p && p[-1] == '\\')), "mark-up: %s", b.p);
	MUST(text_distance(z, z, 8) == 0, "far from itself");
	(void)jwt_ends(z);
	buf_free(&b);
	buf_free(&c);
	free(z);
}

/* ---- secrets: a byte, a line that is the credential, and the text */

void fuzz_secrets(const char *s, size_t n)
{
	struct feed f = { s, n };
	unsigned how = feed_byte(&f);
	char *value = feed_line(&f);
	struct kv known = KV_INIT;
	struct secret_places all = { NULL, 0, 0 };
	struct buf b = BUF_INIT;
	size_t line = 0, hits, i;

	if (value && strlen(value) >= 8)
		kv_add(&known, "KEY", value);
	hits = secrets_scan(f.p ? f.p : "", f.n, NULL, &known, &line);
	MUST(!hits || line, "a secret on no line");
	secrets_find(f.p ? f.p : "", f.n, &known, &all);
	for (i = 0; i < all.n; i++) {
		MUST(all.v[i].at < f.n, "a secret behind the end");
		MUST(!i || all.v[i].at >= all.v[i - 1].at, "secrets out of order");
	}
	MUST((hits > 0) == (all.n > 0), "%zu and %zu secrets", hits, all.n);
	secrets_mask(&b, f.p ? f.p : "", f.n, &known);
	if (known.n)
		MUST(!memmem(buf_str(&b), b.len, value, strlen(value)) || strstr("[hidden]", value),
		     "a credential that is not masked");
	if (how & 1) {
		struct splices sp = SPLICES_INIT;

		splices_add(&sp, 0, 0, f.p ? f.p : "", f.n);
		MUST((secrets_scan(f.p ? f.p : "", f.n, &sp, &known, &line) > 0) == (hits > 0), "new or not makes a difference");
		splices_free(&sp);
	}
	free(all.v);
	kv_free(&known);
	buf_free(&b);
	free(value);
}

/* ---- HTTP: lines: an address, a Location, a Retry-After, a header */

void fuzz_http(const char *s, size_t n)
{
	struct feed f = { s, n };
	char *url = feed_line(&f), *to = feed_line(&f), *after = feed_line(&f), *value = feed_line(&f);
	struct http_origin o, o2;
	char host[HTTP_HOST_MAX], *got;
	struct buf b = BUF_INIT;
	time_t t;
	int64_t ms;

	if (url) {
		http_host(url, host);
		fuzz_safe("a host", host);
		if (http_url_ok(url)) {
			MUST(!http_origin(url, &o), "may be asked, and leads nowhere: %s", url);
			MUST(o.tls || http_loopback(&o), "in the clear to %s", o.host);
			MUST(!strpbrk(url, " \r\n\t\"<>\\{}"), "an address of '%s'", url);
			MUST(!strchr(url, '@') || strcspn(url, "@") > strcspn(url + 8, "/?#") + 8, "user info: %s", url);
		}
		got = to && http_url_ok(url) ? http_resolve(url, to) : NULL;
		if (got)
			MUST(http_url_ok(got) && !http_origin(got, &o2), "a redirect to '%s'", got);
		free(got);
		if (!mcp_address_host(url, host))
			fuzz_safe("a host", host);
		(void)mcp_server_name(url);
		http_escape(&b, url);
		MUST(strspn(buf_str(&b), "%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") == b.len,
		     "not escaped: %s", buf_str(&b));
	}
	ms = http_pause(1, after, 1793000000, 7);
	MUST(ms >= -1 && ms <= HTTP_PAUSE_MAX, "a pause of %lld ms", (long long)ms);
	if (after) {
		(void)clock_http(after, &t);
		(void)clock_parse(after, &t);
	}
	if (value && http_header_ok("x-a", value))
		MUST(!strpbrk(value, "\r\n"), "a header that ends its line");
	if (value && mcp_header_fit("x-a", value))
		MUST(!strpbrk(value, "\r\n"), "a header that ends its line");
	buf_free(&b);
	free(url);
	free(to);
	free(after);
	free(value);
}

/* ---- the command line: a word a line */

#define WORDS 20

void fuzz_options(const char *s, size_t n)
{
	struct feed f = { s, n };
	char *argv[WORDS + 2] = { (char *)"toolgap" };
	struct options o;
	struct err e = ERR_INIT;
	int argc = 1;

	while (argc < WORDS && (argv[argc] = feed_line(&f)))
		argc++;
	if (options_parse(&o, argc, argv, &e))
		fuzz_said(&e);
	else if (o.command)
		MUST(command_find(o.command), "a command that is none: %s", o.command);
	options_free(&o);
	for (int i = 1; i <= WORDS; i++)
		free(argv[i]);
}
