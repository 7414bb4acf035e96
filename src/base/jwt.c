/* SPDX-License-Identifier: MIT */
/* jwt: when a token says that it ends. */
#include "base/jwt.h"

#include <stddef.h>
#include <string.h>

#define PAYLOAD_MAX 4096
#define NUMBER_MAX 15 /* digits */

static int value_of(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *p = c ? strchr(digits, c) : NULL;

	return p ? (int)(p - digits) : -1;
}

/* base64url without padding; the length, or 0 where it is none or too long. */
static size_t decode(const char *s, size_t n, char out[PAYLOAD_MAX])
{
	unsigned bits = 0, have = 0;
	size_t len = 0, i;

	if (n > PAYLOAD_MAX)
		return 0;
	for (i = 0; i < n; i++) {
		int v = value_of(s[i]);

		if (v < 0)
			return 0;
		bits = (bits << 6 | (unsigned)v) & 0xffffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[len++] = (char)(unsigned char)(bits >> have & 0xff);
		}
	}
	return len;
}

static size_t blanks(const char *s, size_t n, size_t i)
{
	while (i < n && strchr(" \t\r\n", s[i]) && s[i])
		i++;
	return i;
}

/* Behind the string that begins here; n where it does not end. */
static size_t behind_string(const char *s, size_t n, size_t i)
{
	for (i++; i < n && s[i] != '"'; i++)
		if (s[i] == '\\')
			i++;
	return i < n ? i + 1 : n;
}

static long long number_at(const char *s, size_t n, size_t i)
{
	long long v = 0;
	size_t from = i;

	for (; i < n && s[i] >= '0' && s[i] <= '9' && i - from < NUMBER_MAX; i++)
		v = v * 10 + (s[i] - '0');
	return i > from ? v : -1;
}

/* The member of the outermost object, wherever else that word may stand. */
static long long member(const char *s, size_t n)
{
	size_t i = 0, depth = 0, end;

	while (i < n) {
		if (s[i] == '"') {
			end = behind_string(s, n, i);
			if (depth == 1 && end - i == 5 && !memcmp(s + i, "\"exp\"", 5)) {
				size_t colon = blanks(s, n, end);

				if (colon < n && s[colon] == ':')
					return number_at(s, n, blanks(s, n, colon + 1));
			}
			i = end;
			continue;
		}
		depth += s[i] == '{' || s[i] == '[';
		depth -= depth && (s[i] == '}' || s[i] == ']');
		i++;
	}
	return -1;
}

long long jwt_ends(const char *token)
{
	char payload[PAYLOAD_MAX];
	const char *s, *end;
	long long ends = -1;
	size_t n;

	if (!strncmp(token, "Bearer ", 7))
		token += 7;
	s = strchr(token, '.');
	end = s ? strchr(s + 1, '.') : NULL;
	if (!end)
		return -1;
	n = decode(s + 1, (size_t)(end - s - 1), payload);
	if (n && payload[0] == '{')
		ends = member(payload, n);
	explicit_bzero(payload, sizeof(payload));
	return ends;
}
