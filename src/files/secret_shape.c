/* SPDX-License-Identifier: MIT */
/* secret_shape: what a secret looks like. */
#include "files/secret_shape.h"

#include <string.h>
#include <strings.h>

#define LOOK_AT 256 /* bytes of one value: enough to judge it, and the scan stays linear */

static const struct secret_hit none;

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static int is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static int is_word(char c)
{
	return is_digit(c) || is_upper(c) || is_lower(c) || c == '_';
}

/* What keys are made of behind their prefix. */
static int is_body(char c)
{
	return is_word(c) || c == '-';
}

/* And what a bearer or password may hold besides: the base64 alphabets, dots. */
static int is_opaque(char c)
{
	return is_body(c) || (c && strchr("+/=.~", c));
}

struct looks {
	size_t digits, upper, lower, different;
};

static struct looks look(const char *s, size_t n)
{
	struct looks l = {0, 0, 0, 0};
	char seen[256] = {0};
	size_t i;

	for (i = 0; i < n; i++) {
		l.digits += is_digit(s[i]) ? 1 : 0;
		l.upper += is_upper(s[i]) ? 1 : 0;
		l.lower += is_lower(s[i]) ? 1 : 0;
		l.different += seen[(unsigned char)s[i]] ? 0 : 1;
		seen[(unsigned char)s[i]] = 1;
	}
	return l;
}

static int holds(const char *s, size_t n, const char *word)
{
	size_t k = strlen(word), i;

	for (i = 0; i + k <= n; i++)
		if ((s[i] | 0x20) == (word[0] | 0x20) && !strncasecmp(s + i, word, k))
			return 1;
	return 0;
}

/* "YOUR-Key-Here", "xxxxxxxx": written for a person to replace. */
static int is_placeholder(const char *s, size_t n)
{
	static const char *const words[] = {"your",	 "placeholder", "redacted", "changeme",
					    "change-me", "change_me",	"example",  "goes-here",
					    "goes_here", "xxxx",	"****",	    "...."};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (holds(s, n, words[i]))
			return 1;
	return 0;
}

/*
 * Letters and digits mixed, or both cases. A word, a NAME or a row of x is not random; neither is a
 * capital at the start of one. With many digits a placeholder's word is no excuse.
 */
static int is_random(const char *s, size_t n)
{
	struct looks l = look(s, n);

	if (l.different < 6 || (l.digits < 4 && is_placeholder(s, n)))
		return 0;
	if (l.digits)
		return l.upper + l.lower > 0;
	return l.lower && l.upper > (is_upper(s[0]) ? 1u : 0u);
}

/* --- a vendor's prefix --- */

enum body { BODY, ALNUM, UPPER };

static const struct shape {
	const char *prefix;
	size_t needs; /* characters behind it */
	enum body body;
} shapes[] = {
	{"ak_", 16, BODY},	   {"uak_", 16, BODY},	    {"oak_", 16, BODY},
	{"ctok_", 16, BODY},	   {"sk-", 20, BODY},	    {"sk_live_", 16, ALNUM},
	{"sk_test_", 16, ALNUM},   {"rk_live_", 16, ALNUM}, {"rk_test_", 16, ALNUM},
	{"whsec_", 20, ALNUM},	   {"ghp_", 30, ALNUM},	    {"gho_", 30, ALNUM},
	{"ghu_", 30, ALNUM},	   {"ghs_", 30, ALNUM},	    {"ghr_", 30, ALNUM},
	{"github_pat_", 30, BODY}, {"glpat-", 20, BODY},    {"xoxa-", 16, BODY},
	{"xoxb-", 16, BODY},	   {"xoxc-", 16, BODY},	    {"xoxd-", 16, BODY},
	{"xoxe-", 16, BODY},	   {"xoxp-", 16, BODY},	    {"xoxr-", 16, BODY},
	{"xoxs-", 16, BODY},	   {"xapp-", 16, BODY},	    {"AKIA", 16, UPPER},
	{"ASIA", 16, UPPER},	   {"AIza", 35, BODY},	    {"GOCSPX-", 20, BODY},
	{"ya29.", 20, BODY},	   {"npm_", 36, ALNUM},	    {"hf_", 30, ALNUM},
	{"gsk_", 40, ALNUM},	   {"pplx-", 40, ALNUM},    {"tvly-", 20, BODY},
	{"shpat_", 32, ALNUM},	   {"pat-na1-", 32, BODY},  {"pat-eu1-", 32, BODY},
	{"lin_api_", 32, ALNUM},   {"ntn_", 40, ALNUM},	    {"dop_v1_", 64, ALNUM},
	{"SG.", 20, BODY},	   {"pypi-", 40, BODY},
};

static int fits(enum body body, char c)
{
	if (body == UPPER)
		return is_upper(c) || is_digit(c);
	return body == ALNUM ? is_word(c) && c != '_' : is_body(c);
}

/* eyJ….eyJ….…: header and payload are JSON objects, so both begin alike. */
static struct secret_hit json_web_token(const char *s, size_t n, size_t i)
{
	size_t at = i, dots = 0, from = i;

	if (i && (is_body(s[i - 1]) || s[i - 1] == '.'))
		return none;
	for (; i < n && (is_body(s[i]) || s[i] == '.'); i++) {
		if (s[i] != '.')
			continue;
		if (i - from < 8 || (!dots && (n - i < 4 || memcmp(s + i + 1, "eyJ", 3) != 0)))
			break;
		dots++;
		from = i + 1;
	}
	return dots && i - from >= 8 ? (struct secret_hit){at, i} : none;
}

/* The line in front of a key in PEM form; a few words may stand between. */
static struct secret_hit private_key(const char *s, size_t n, size_t i)
{
	static const char begin[] = "-----BEGIN ", end[] = "PRIVATE KEY-----";
	size_t k = i + strlen(begin);

	if (n - i < strlen(begin) || memcmp(s + i, begin, strlen(begin)) != 0)
		return none;
	while (k < n && (is_upper(s[k]) || s[k] == ' '))
		k++;
	k += strlen("-----");
	if (k > n || k - i < strlen(begin) + strlen(end) ||
	    memcmp(s + k - strlen(end), end, strlen(end)) != 0)
		return none;
	return (struct secret_hit){i, k};
}

/* A bit for each pair of bytes that a prefix, a scheme or a web token begins with. */
static unsigned char begins[8192];

static void mark(char a, char b)
{
	size_t at = (size_t)(unsigned char)a << 8 | (unsigned char)b;

	begins[at >> 3] |= (unsigned char)(1u << (at & 7));
}

static void mark_all(void)
{
	static const char schemes[] = "bebEBeBEbabABaBA";
	size_t k;

	for (k = 0; k < sizeof(shapes) / sizeof(shapes[0]); k++)
		mark(shapes[k].prefix[0], shapes[k].prefix[1]);
	for (k = 0; schemes[k]; k += 2)
		mark(schemes[k], schemes[k + 1]);
	mark('e', 'y');
}

int secret_begins(const char *s, size_t n, size_t i)
{
	static int made;
	size_t at;

	if (!made)
		mark_all();
	made = 1;
	if (n - i < 2)
		return 0;
	at = (size_t)(unsigned char)s[i] << 8 | (unsigned char)s[i + 1];
	return begins[at >> 3] >> (at & 7) & 1;
}

struct secret_hit secret_token(const char *s, size_t n, size_t i)
{
	size_t k, len, end;

	if (i && is_word(s[i - 1]))
		return none;
	if (s[i] == '-')
		return private_key(s, n, i);
	if (n - i > 3 && !memcmp(s + i, "eyJ", 3))
		return json_web_token(s, n, i);
	if (!secret_begins(s, n, i))
		return none;
	for (k = 0; k < sizeof(shapes) / sizeof(shapes[0]); k++) {
		len = strlen(shapes[k].prefix);
		if (n - i < len + shapes[k].needs || memcmp(s + i, shapes[k].prefix, len) != 0)
			continue;
		for (end = i + len; end < least(n, i + LOOK_AT) && fits(shapes[k].body, s[end]);
		     end++)
			;
		if (shapes[k].body == UPPER) /* of a fixed length; half of them are random enough */
			return end - i == len + shapes[k].needs && (end == n || !is_word(s[end])) &&
					       look(s + i + len, end - i - len).different > 5
				       ? (struct secret_hit){i, end}
				       : none;
		if (end - i >= len + shapes[k].needs && is_random(s + i + len, end - i - len))
			return (struct secret_hit){i, end};
	}
	return none;
}

/* --- a scheme, a field, a URL --- */

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
	    (end < n && strchr("(${<%", s[end])) || !is_random(s + at, end - at) ||
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
	if (strchr("$%{<[(*", s[0]) || holds(s, n, "${") || holds(s, n, "{{") ||
	    holds(s, n, "{env:"))
		return 1;
	if (holds(s, n, "://") || is_name(s, n))
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
	if (is_random(s, n))
		return 1;
	l = look(s, n);
	return n >= 20 && l.different > 5 && !is_placeholder(s, n) && !memchr(s, '-', n) &&
	       !memchr(s, '_', n) && !memchr(s, '.', n);
}

/* A bare value may be prose or a program: more is asked of it. `tight`: KEY=value, ?key=value. */
static int bare_secret(const char *s, size_t n, int tight)
{
	if (n < (tight ? 8 : 16) || is_reference(s, n) || is_path(s, n) || !is_random(s, n))
		return 0;
	return look(s, n).digits >= 2;
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
	    !is_random(s + at, end - at))
		return none;
	return (struct secret_hit){at, end};
}
