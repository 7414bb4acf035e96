/* SPDX-License-Identifier: MIT */
/* secret_shape: what a secret looks like behind a scheme, in a field or in a URL. */
#include "files/secret_looks.h"
#include "files/secret_shape.h"

#include <string.h>
#include <strings.h>

static const struct secret_hit none;

/* An environment variable's NAME, or an id of the kinds that are no secret. */
static int is_name(const char *s, size_t n)
{
	static const char *const ids[] = {"apn_", "proj_", "oa_", "trs_", "ca_", "ac_"};
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (n > strlen(ids[i]) && !memcmp(s, ids[i], strlen(ids[i])))
			return 1;
	if (is_digit(s[0]))
		return 0;
	for (i = 0; i < n; i++)
		if (!is_upper(s[i]) && !is_digit(s[i]) && s[i] != '_')
			return 0;
	return memchr(s, '_', n) != NULL;
}

/* "process.env.TOKEN", "config.secret2": a path of names in a program. */
static int is_path(const char *s, size_t n)
{
	size_t i;

	if (!memchr(s, '.', n))
		return 0;
	for (i = 0; i < n && s[i] != '.'; i++)
		if (!is_lower(s[i]))
			return 0;
	for (; i < n; i++)
		if (!is_word(s[i]) && (s[i] != '.' || i + 1 == n || is_digit(s[i + 1])))
			return 0;
	return 1;
}

/* "Basic" is a word of prose too; what follows it must be base64 of some length. */
static int is_base64(const char *s, size_t n)
{
	size_t i = n;

	while (i && s[i - 1] == '=')
		i--;
	if (n < 16 || n % 4)
		return 0;
	while (i && ((is_word(s[i - 1]) && s[i - 1] != '_') || strchr("+/", s[i - 1])))
		i--;
	return !i;
}

struct secret_hit secret_scheme(const char *s, size_t n, size_t i)
{
	static const char bearer[] = "bearer ", basic[] = "basic ";
	size_t at, end, stop;
	int is_basic;

	if ((s[i] != 'b' && s[i] != 'B') || (i && is_word(s[i - 1])))
		return none;
	is_basic = n - i > strlen(basic) && !strncasecmp(s + i, basic, strlen(basic));
	if (!is_basic &&
	    (n - i <= strlen(bearer) || strncasecmp(s + i, bearer, strlen(bearer)) != 0))
		return none;
	for (at = i + strlen(is_basic ? basic : bearer); at < n && s[at] == ' '; at++)
		;
	stop = least(n, at + LOOK_AT);
	for (end = at; end < stop && is_opaque(s[end]); end++)
		;
	if (end - at < 16 || is_name(s + at, end - at) || is_path(s + at, end - at) ||
	    (end < n && strchr("(${<%", s[end])) || !secret_is_random(s + at, end - at) ||
	    (is_basic && !is_base64(s + at, end - at)))
		return none;
	return (struct secret_hit){at, end};
}

/* Does this name, "x-api-key" or "clientSecret", say that its value is a credential? */
static int names_secret(const char *s, size_t n)
{
	static const char *const ends[] = {
		"authorization", "apikey", "accesskey",	 "secretkey",	"privatekey",
		"authkey",	 "token",  "secret",	 "password",	"passwd",
		"passphrase",	 "bearer", "credential", "credentials",
	};
	char flat[64];
	size_t k = 0, i, len;

	for (i = n > 48 ? n - 48 : 0; i < n; i++)
		if (is_upper(s[i]))
			flat[k++] = (char)(s[i] - 'A' + 'a');
		else if (is_lower(s[i]) || is_digit(s[i]))
			flat[k++] = s[i];
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		len = strlen(ends[i]);
		if (k >= len && !memcmp(flat + k - len, ends[i], len))
			return 1;
	}
	return 0;
}

/* The last two letters decide of most names that they are none of those, before their beginning is looked for. */
static int may_name_secret(const char *s, size_t end)
{
	char last[2] = { 0, 0 };
	size_t k = 2;

	for (; end && k && (is_body(s[end - 1]) || s[end - 1] == '.'); end--)
		if (is_upper(s[end - 1]) || is_lower(s[end - 1]) || is_digit(s[end - 1]))
			last[--k] = (char)(s[end - 1] | 0x20); /* makes no letter of a digit */
	switch (last[1]) {
	case 'n':
		return last[0] == 'o' || last[0] == 'e';
	case 'y':
	case 't':
	case 'r':
		return last[0] == 'e';
	case 'd':
		return last[0] == 'r' || last[0] == 'w';
	case 'e':
		return last[0] == 's';
	case 'l':
		return last[0] == 'a';
	case 's':
		return last[0] == 'l';
	default:
		return 0;
	}
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

/* The name in front of the separator at i: 1 when it is a credential's. *tight: nothing between. */
static int named_before(const char *s, size_t i, int *tight)
{
	size_t end = i, at;

	while (end && is_blank(s[end - 1]))
		end--;
	*tight = end == i;
	if (end && (is_quote(s[end - 1]) || s[end - 1] == ']'))
		end--;
	if (end && (is_quote(s[end - 1]) || s[end - 1] == '\\'))
		end--;
	if (!may_name_secret(s, end))
		return 0;
	for (at = end; at && (is_body(s[at - 1]) || s[at - 1] == '.'); at--)
		if (end - at > 64)
			return 0;
	return end > at && names_secret(s + at, end - at);
}

/* A value that stands for another one, is an address or a name, or tells a person what to put
 * there. */
static int is_reference(const char *s, size_t n)
{
	if (strchr("$%{<[(*", s[0]) || secret_holds(s, n, "${") || secret_holds(s, n, "{{") ||
	    secret_holds(s, n, "{env:"))
		return 1;
	if (secret_holds(s, n, "://") || is_name(s, n))
		return 1;
	return n > 4 && (!strncasecmp(s, "env:", 4) || !strncasecmp(s, "input:", 6));
}

static int is_value_end(char c)
{
	return is_blank(c) || is_quote(c) || (c && strchr("\r\n,;&|)}]>#", c));
}

/* A value in quotes: any text without blanks that is not a word. */
static int quoted_secret(const char *s, size_t n)
{
	struct looks l;

	if (n < 8 || is_reference(s, n) || memchr(s, ' ', n))
		return 0;
	if (secret_is_random(s, n))
		return 1;
	l = secret_look(s, n);
	return n >= 20 && l.different > 5 && !secret_is_placeholder(s, n) && !memchr(s, '-', n) &&
	       !memchr(s, '_', n) && !memchr(s, '.', n);
}

/* A bare value may be prose or a program: more is asked of it. `tight`: KEY=value, ?key=value. */
static int bare_secret(const char *s, size_t n, int tight)
{
	if (n < (tight ? 8 : 16) || is_reference(s, n) || is_path(s, n) || !secret_is_random(s, n))
		return 0;
	return secret_look(s, n).digits >= 2;
}

struct secret_hit secret_field(const char *s, size_t n, size_t i)
{
	static const char *const schemes[] = {"bearer ", "basic ", "token ", "apikey "};
	size_t at = i + 1, end, k;
	int tight;
	char quote = '\0';

	if ((s[i] != ':' && s[i] != '=') || !named_before(s, i, &tight))
		return none;
	if (at < n && (s[at] == '>' || s[at] == '=')) /* => and == */
		at++;
	tight = tight && s[i] == '=' && at < n && !is_blank(s[at]);
	while (at < n && is_blank(s[at]))
		at++;
	if (at < n && s[at] == '\\') /* JSON in a string */
		at++;
	if (at < n && is_quote(s[at]))
		quote = s[at++];
	for (k = 0; k < sizeof(schemes) / sizeof(schemes[0]); k++)
		if (n - at > strlen(schemes[k]) &&
		    !strncasecmp(s + at, schemes[k], strlen(schemes[k]))) {
			at += strlen(schemes[k]);
			break;
		}
	for (end = at; end < least(n, at + LOOK_AT) && s[end] != '\n'; end++)
		if (quote ? s[end] == quote || s[end] == '\\' : is_value_end(s[end]))
			break;
	if (end == at)
		return none;
	if (quote ? quoted_secret(s + at, end - at) : bare_secret(s + at, end - at, tight))
		return (struct secret_hit){at, end};
	return none;
}

struct secret_hit secret_userinfo(const char *s, size_t n, size_t i)
{
	size_t at, end;

	if (n - i < 4 || memcmp(s + i, "://", 3) != 0)
		return none;
	for (at = i + 3;
	     at < least(n, i + LOOK_AT) && (is_opaque(s[at]) || s[at] == '%') && s[at] != '/'; at++)
		;
	if (at >= n || s[at] != ':')
		return none;
	at++;
	for (end = at; end < least(n, at + LOOK_AT) && !is_value_end(s[end]) && s[end] != '@';
	     end++)
		;
	if (end == n || s[end] != '@' || end - at < 8 || is_reference(s + at, end - at) ||
	    !secret_is_random(s + at, end - at))
		return none;
	return (struct secret_hit){at, end};
}
