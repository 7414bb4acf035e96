/* SPDX-License-Identifier: MIT */
/* ask: what may be typed: the rule for each kind of name. */
#include "base/i18n.h"
#include "base/text.h"
#include "runbook/kinds.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define PROVIDER_MAX 80

static int check_provider(const char *value, struct buf *canon, struct err *e)
{
	struct buf norm = BUF_INIT;
	size_t n, i, letters = 0;
	int words;

	/* blanks around it are not part of a name, and an answers file could not hold them */
	value += strspn(value, " \t");
	for (n = strlen(value); n && strchr(" \t", value[n - 1]); n--)
		;
	text_safe(canon, value, n, TEXT_MAX);
	text_norm(&norm, value);
	words = norm.len > 0;
	buf_free(&norm);
	if (!words)
		return err_set(e, E_USAGE,
			       _("A provider's name needs at least one letter or digit (A-Z, 0-9)."));
	for (i = 0; i < canon->len; i++)
		letters += (canon->p[i] & 0xc0) != 0x80;
	if (letters > PROVIDER_MAX)
		return err_set(e, E_USAGE, _("A provider's name has at most %d characters."),
			       PROVIDER_MAX);
	if (canon->len != n || strncmp(canon->p, value, n) != 0)
		return err_set(e, E_USAGE,
			       _("A provider's name must not hold control or invisible characters."));
	return 0;
}

static int check_name(const char *value, struct buf *canon, struct err *e)
{
	char *shown;

	if (text_is_name(value, 0)) {
		buf_adds(canon, value);
		return 0;
	}
	shown = text_safe_new(value, 60);
	err_set(e, E_USAGE,
		_("'%s' is not allowed: names start with a-z or 0-9, then a-z 0-9 _ -, at most 63 characters."),
		shown);
	free(shown);
	return -1;
}

/* 1 when the list "a, b, c" holds this name. */
static int listed(const struct buf *list, const char *name)
{
	const char *p = buf_str(list);
	size_t n = strlen(name);

	while (*p) {
		size_t k = strcspn(p, ",");

		if (k == n && !strncmp(p, name, n))
			return 1;
		p += k;
		p += strspn(p, ", ");
	}
	return 0;
}

/* A list: commas or blanks between; "-" alone says that no tenant is meant. */
static int check_tenants(const char *value, struct buf *canon, struct err *e)
{
	const char *p = value;
	struct buf one = BUF_INIT, name = BUF_INIT;
	int bad = 0;

	if (!strcmp(value, "-")) {
		buf_adds(canon, "-");
		return 0;
	}
	while (!bad && *(p += strspn(p, ", \t"))) {
		size_t n = strcspn(p, ", \t");

		buf_reset(&one);
		buf_reset(&name);
		buf_add(&one, p, n);
		p += n;
		bad = check_name(one.p, &name, e);
		if (!bad && !listed(canon, name.p))
			buf_addf(canon, "%s%s", canon->len ? ", " : "", name.p);
	}
	buf_free(&one);
	buf_free(&name);
	if (bad)
		return -1;
	if (!canon->len)
		return err_set(e, E_USAGE, _("Name at least one tenant, for instance: ascend, kahuna."));
	return 0;
}

static int check_oauth_app(const char *value, struct buf *canon, struct err *e)
{
	size_t n = strlen(value), i;

	if (strncmp(value, "oa_", 3) == 0 && n > 3 && n <= 64) {
		for (i = 3; i < n && isalnum((unsigned char)value[i]); i++)
			;
		if (i == n) {
			buf_adds(canon, value);
			return 0;
		}
	}
	return err_set(e, E_USAGE,
		       _("An OAuth client's id is oa_ followed by letters and digits; it is not the client secret."));
}

/* Of a server: https, or http on this machine; whole, and without a name and password in it. */
static int check_address(const char *value, struct buf *canon, struct err *e)
{
	static const char *const ways[] = { "https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:" };
	size_t n = strlen(value), i;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		size_t at = strlen(ways[i]);

		if (!strncmp(value, ways[i], at) && isalnum((unsigned char)value[at]) && n > at + 3 && n <= 500 &&
		    strcspn(value, " \t{}<>\"\\^`|@$") == n) {
			buf_adds(canon, value);
			return 0;
		}
	}
	return err_set(e, E_USAGE,
		       _("Give the whole address, https:// (http:// for this machine only) and no blanks or braces; credentials do not belong into it."));
}

static const struct {
	const char *name;
	ask_check *check;
} all[] = {
	{ "provider", check_provider },
	{ "tenants", check_tenants },
	{ "short", check_name },
	{ "oauth-app", check_oauth_app },
	{ "address", check_address },
};

ask_check *ask_check_find(const char *name)
{
	size_t i;

	for (i = 0; name && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, name))
			return all[i].check;
	return NULL;
}

void ask_check_names(struct buf *out)
{
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		buf_addf(out, "%s%s", i ? ", " : "", all[i].name);
}
