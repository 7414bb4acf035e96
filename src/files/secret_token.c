/* SPDX-License-Identifier: MIT */
/* secret_token: what a secret looks like by its beginning; and whether a text is random enough to be one. */
#include "files/secret_looks.h"
#include "files/secret_shape.h"

#include <string.h>
#include <strings.h>

static const struct secret_hit none;

struct looks secret_look(const char *s, size_t n)
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

int secret_holds(const char *s, size_t n, const char *word)
{
	size_t k = strlen(word), i;

	for (i = 0; i + k <= n; i++)
		if ((s[i] | 0x20) == (word[0] | 0x20) && !strncasecmp(s + i, word, k))
			return 1;
	return 0;
}

int secret_is_placeholder(const char *s, size_t n)
{
	static const char *const words[] = {"your",	 "placeholder", "redacted", "changeme",
					    "change-me", "change_me",	"example",  "goes-here",
					    "goes_here", "xxxx",	"****",	    "...."};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (secret_holds(s, n, words[i]))
			return 1;
	return 0;
}

int secret_is_random(const char *s, size_t n)
{
	struct looks l = secret_look(s, n);

	if (l.different < 6 || (l.digits < 4 && secret_is_placeholder(s, n)))
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
					       secret_look(s + i + len, end - i - len).different > 5
				       ? (struct secret_hit){i, end}
				       : none;
		if (end - i >= len + shapes[k].needs && secret_is_random(s + i + len, end - i - len))
			return (struct secret_hit){i, end};
	}
	return none;
}
