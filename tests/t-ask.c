/* SPDX-License-Identifier: MIT */
/* t-ask: what may be typed for a provider, tenants, a short name, an OAuth client. */
#include "fold_help.h"

#include "runbook/kinds.h"

static char *canon(const char *check, const char *value)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	if (ask_check_find(check)(value, &b, &e)) {
		buf_free(&b);
		assert_int_equal(e.code, E_USAGE);
		assert_true(strlen(e.msg) > 10);
		return NULL;
	}
	assert_int_equal(e.code, E_OK);
	return b.p ? buf_detach(&b) : mem_str("");
}

static void yes(const char *check, const char *value, const char *want)
{
	char *got = canon(check, value);

	if (!got)
		fail_msg("%s: '%s' is refused", check, value);
	assert_string_equal(got, want);
	free(got);
}

static void no(const char *check, const char *value)
{
	char *got = canon(check, value);

	if (got)
		fail_msg("%s: '%s' is taken as '%s'", check, value, got);
}

static void providers(void **state)
{
	char longest[200];

	(void)state;
	yes("provider", "Google Tag Manager", "Google Tag Manager");
	yes("provider", "google_tag_manager", "google_tag_manager");
	yes("provider", "1Password", "1Password");
	yes("provider", "X", "X");
	yes("provider", "Caf\xc3\xa9 POS", "Caf\xc3\xa9 POS");
	yes("provider", "  GTM \t", "GTM"); /* an answers file could not hold the blanks */
	no("provider", "");
	no("provider", " \t ");
	no("provider", "-- !!");
	no("provider", "\xe8\xb0\xb7\xe6\xad\x8c"); /* no catalog slug can be made of it */
	no("provider", "GTM\x1b[31m");
	no("provider", "GTM\nstatus: LIVE");
	no("provider", "G\tTM");
	no("provider", "GTM\xe2\x80\xae");
	no("provider", "GTM\xff");
	memset(longest, 'a', 81);
	longest[81] = '\0';
	no("provider", longest);
	longest[80] = '\0';
	yes("provider", longest, longest);
	/* characters are counted, not bytes */
	memset(longest, 0, sizeof(longest));
	for (int i = 0; i < 79; i++)
		strcat(longest, "\xc3\xa9");
	strcat(longest, "a");
	yes("provider", longest, longest);
}

static void tenants(void **state)
{
	(void)state;
	yes("tenants", "ascend", "ascend");
	yes("tenants", "ascend,kahuna", "ascend, kahuna");
	yes("tenants", "  ascend ,, kahuna\tthird ", "ascend, kahuna, third");
	yes("tenants", "ascend ascend,kahuna,ascend", "ascend, kahuna");
	yes("tenants", "end, ascend, end", "end, ascend");
	yes("tenants", "-", "-");
	no("tenants", "");
	no("tenants", " , ");
	no("tenants", "Ascend");
	no("tenants", "ascend, -");
	no("tenants", "ascend, ../kahuna");
	no("tenants", "ascend; rm");
	no("tenants", "as\x1b" "cend");
	no("tenants", "k\xc3\xa4huna");
	no("tenants", "_x");
}

static void refused_names_are_shown_safely(void **state)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(ask_check_find("tenants")("good, b\x1b[2Jad", &b, &e), -1);
	assert_null(strchr(e.msg, '\x1b'));
	assert_non_null(strstr(e.msg, "\\x1b"));
	buf_free(&b);
}

static void short_names(void **state)
{
	char longest[65];

	(void)state;
	yes("short", "gtm", "gtm");
	yes("short", "ga4", "ga4");
	yes("short", "1-x_y", "1-x_y");
	no("short", "");
	no("short", "-gtm");
	no("short", "_gtm");
	no("short", "GTM");
	no("short", "g tm");
	no("short", "gtm ");
	no("short", "g.tm");
	memset(longest, 'a', 64);
	longest[64] = '\0';
	no("short", longest);
	longest[63] = '\0';
	yes("short", longest, longest);
}

static void oauth_clients(void **state)
{
	(void)state;
	yes("oauth-app", "oa_gTm01", "oa_gTm01");
	no("oauth-app", "");
	no("oauth-app", "oa_");
	no("oauth-app", "gTm01");
	no("oauth-app", "oa_gTm 01");
	no("oauth-app", "oa_gTm01\n");
	no("oauth-app", "oa_secret-with-dashes");
	no("oauth-app", "oa_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgg");
}

static void no_other_check(void **state)
{
	(void)state;
	assert_null(ask_check_find(NULL));
	assert_null(ask_check_find(""));
	assert_null(ask_check_find("danger"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(providers),
		cmocka_unit_test(tenants),
		cmocka_unit_test(refused_names_are_shown_safely),
		cmocka_unit_test(short_names),
		cmocka_unit_test(oauth_clients),
		cmocka_unit_test(no_other_check),
	};

	return cmocka_run_group_tests_name("ask", tests, NULL, NULL);
}
