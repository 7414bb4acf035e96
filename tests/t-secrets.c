/* SPDX-License-Identifier: MIT */
/* t-secrets: what counts as a literal secret and what does not. */
#include "base/buf.h"
#include "files/secrets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static size_t scan(const char *s)
{
	return secrets_scan(s, strlen(s), NULL, NULL, NULL);
}

/*
 * None of these was ever a key: digits and letters in a row. The parts are joined by the compiler,
 * so that a scanner of sources has nothing to say about this file.
 */
#define R20 "q7Xk2mZp9Lw4Rt8Vb3Ny"
#define R40 R20 "Hj5Gd1Sf6Ac0Qe7Wu2Ki"
#define HEX64 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

static const char *const secret[] = {
	/* prefixes */
	"ak_" R20,
	"key ak_" R20 " in prose",
	"uak_" R20,
	"oak_" R20,
	"https://pipedream.com/_static/connect.html?token=ctok_" R20 "&connectLink=true",
	"sk-" R40,
	"sk-proj-" R40,
	"sk_"
	"live_" R20,
	"ghp_" R40,
	"gho_" R40,
	"github_pat_11" R40,
	"glpat-" R20,
	"xoxb-123456789012-" R20,
	"xoxp-" R20,
	"AKIA"
	"IOSFODNN7ABCDEFG",
	"AIza"
	"SyA" R40,
	"GOCSPX-" R20 "abcd",
	"npm_" R40,
	"hf_" R40,
	"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ0b29sZ2FwIn0." R40,
	"\"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ0b29sZ2FwIn0." R40 "\"",
	"-----BEGIN "
	"PRIVATE KEY-----\nMIIE",
	"-----BEGIN RSA "
	"PRIVATE KEY-----",
	/* letters only, both cases: keys are like that now and then */
	"ak_"
	"qXkmZpLwRtVbNyHjGdSf",
	/* schemes */
	"Authorization: Bearer " R40,
	"Bearer " R40,
	"bearer " R20,
	"\"Authorization\": \"Bearer " R40 "\"",
	"Authorization: Basic dXNlcjpwYXNzd29yZDEyMzQ1",
	"curl -H 'Authorization: Bearer " R40 "'",
	/* fields */
	"\"x-api-key\": \"" R20 "\"",
	"\"x-api-key\" : \"abc12345\"",
	"bearer_token = \"" R20 "\"",
	"http_headers = { \"X-API-Key\" = \"" R20 "\" }",
	"client_secret: " R20,
	"client_secret: '" R20 "'",
	"PIPEDREAM_CLIENT_SECRET=" R20,
	"COMPOSIO_API_KEY=abc12345",
	"export GITHUB_TOKEN=" R20,
	"clientSecret: \"" R20 "\"",
	"{\"accessToken\":\"" R20 "\"}",
	"{\\\"accessToken\\\":\\\"" R20 "\\\"}",
	"https://api.example.com/v1?api_key=abc12345xyz&x=1",
	"\"password\": \"hunter2hunter2\"",
	"\"password\": \"correcthorsebatterystaple\"",
	"password=hunter2hunter2",
	"headers[\"Authorization\"] = \"" R20 "\"",
	"secret: " HEX64,
	"`token`: `" R20 "`",
	"\"env\": { \"API_KEY\": \"" R20 "\" }",
	/* in a URL */
	"https://user:" R20 "@example.com/",
	"postgres://app:s3cretPass9@db/prod",
};

static const char *const harmless[] = {
	"",
	"=",
	":",
	"\"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\"",
	"\"Authorization\": \"Bearer ${env:PIPEDREAM_OAUTH_BEARER}\"",
	"\"Authorization\": \"Bearer ${input:pipedream-bearer}\"",
	"\"Authorization\": \"Bearer {env:PIPEDREAM_OAUTH_BEARER}\"",
	"\"Authorization\": \"Bearer $PIPEDREAM_OAUTH_BEARER\"",
	"Authorization: Bearer $(toolgap bearer)",
	"Authorization: Bearer <your token here>",
	"`Bearer ${await mintToken2(env)}`",
	"bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"",
	"env_http_headers = { \"x-pd-project-id\" = \"PIPEDREAM_PROJECT_ID\" }",
	"env_http_headers = { \"x-api-key\" = \"COMPOSIO_API_KEY\" }",
	"\"x-api-key\": \"${COMPOSIO_API_KEY}\"",
	"\"x-api-key\": \"{{api_key}}\"",
	"\"x-api-key\": \"%COMPOSIO_API_KEY%\"",
	"\"x-api-key\": \"<key>\"",
	"\"x-api-key\": \"YOUR_API_KEY\"",
	"\"x-api-key\": \"your-api-key-1\"",
	"\"x-api-key\": \"xxxxxxxxxxxxxxxx\"",
	"\"x-api-key\": \"****************\"",
	"ak_xxxxxxxxxxxxxxxxxxxx",
	"ak_your_api_key_goes_here",
	"ak_o1Og5*****",
	"sk-YOUR-KEY-GOES-HERE-PLEASE",
	"sk-Your-Api-Key-Goes-Here",
	"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	"ghp_…",
	"AKIA",
	"AKIAxyz",
	"peak_" R20,
	"COMPOSIO_API_KEY",
	"COMPOSIO_API_KEY=",
	"COMPOSIO_API_KEY=$COMPOSIO_API_KEY",
	"COMPOSIO_API_KEY=COMPOSIO_API_KEY_2",
	"The Bearer token is minted per run and lives an hour.",
	"Bearer authentication is required",
	"Basic Auth, us-58396.api.gong.io. Kahuna-only.",
	"Basic authentication2 is over",
	"token: the access token of the account",
	"\"token\": \"The API token to use, e.g. from the dashboard\"",
	"\"token_type\": \"Bearer\"",
	"\"max_tokens\": 4096000000",
	"\"password\": true",
	"\"type\": \"promptString\", \"password\": true",
	"secret: optional",
	"Secret: Optional",
	"\"secret\": \"string\"",
	"token: https://github.com/settings/tokens/new1234",
	"\"secret\": \"https://app.infisical.com/project/12345678\"",
	"sha256: " HEX64,
	HEX64,
	"sha256:" HEX64 "  runbook.yaml",
	"connected as apn_JjhBPDA on 2026-05-20 (proj_ELsVB0b, oa_x1Y2z3W4)",
	"\"token\": \"apn_JjhBPDA1234\"",
	"\"x-pd-project-id\": \"proj_ELsVB0b\"",
	"\"x-pd-oauth-app-id\": \"oa_x1Y2z3W4v5\"",
	"\"x-pd-external-user-id\": \"kahuna\"",
	"https://remote.mcp.pipedream.net/v3",
	"https://pipedream.com/_static/connect.html?token={token}&connectLink=true",
	"https://user@example.com/",
	"https://user:password@example.com/",
	"https://user:${PASS_2}@example.com/",
	"http://localhost:8931/v1/connect/tokens/12345678",
	"2026-11-21T10:00:00Z",
	"tool: \"google_tag_manager-list-tags\"",
	"| `hubspot` | `COMPOSIO` | `composio-ascend` | `HUBSPOT_*` | `LIVE` | v66.0 |",
	"GTM-KXTJZ8QD, container 4703167523",
	"const token = process.env.PIPEDREAM_TOKEN2;",
	"const token = await mint(env.PIPEDREAM_CLIENT_SECRET);",
	"const secret = crypto.randomUUID();",
	"const bearerToken = request2.headers.get(\"Authorization\");",
	"\"access_token_expires\": \"2026-11-21T10:00:00Z\"",
	"-----BEGIN CERTIFICATE-----",
	"-----BEGIN \nPRIVATE KEY-----",
	"eyJ is how a token begins",
	"eyJhbGciOiJFZERTQSJ9.notajsonobject",
};

static void finds_secrets(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
		if (scan(secret[i]) != 1)
			fail_msg("%zu hits, not 1, in: %s", scan(secret[i]), secret[i]);
}

static void lets_pass(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (scan(harmless[i]))
			fail_msg("a hit in: %s", harmless[i]);
}

/* All harmless lines in one file stay harmless, and each secret among them is found. */
static void in_company(void **state)
{
	struct buf b = BUF_INIT;
	size_t i, line = 0;

	(void)state;
	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		buf_addf(&b, "%s\r\n", harmless[i]);
	assert_int_equal(secrets_scan(b.p, b.len, NULL, NULL, &line), 0);
	assert_int_equal(line, 0);
	buf_reset(&b);
	for (i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
		buf_addf(&b, "%s\n", secret[i]);
	assert_int_equal(secrets_scan(b.p, b.len, NULL, NULL, &line),
			 sizeof(secret) / sizeof(secret[0]));
	assert_int_equal(line, 1);
	buf_free(&b);
}

static void counts_lines(void **state)
{
	size_t line = 0;
	const char *s = "a\nb\n\"x-api-key\": \"" R20 "\"\nghp_" R40 "\n";

	(void)state;
	assert_int_equal(secrets_scan(s, strlen(s), NULL, NULL, &line), 2);
	assert_int_equal(line, 3);
}

static void known_values(void **state)
{
	struct kv known = KV_INIT;
	const char *s = "one\nplain words here\ncorrect horse and correct horse\n";
	size_t line = 0;

	(void)state;
	kv_add(&known, "COMPOSIO_API_KEY", "correct horse");
	kv_add(&known, "SHORT", "here"); /* too short to mean anything */
	kv_add(&known, "EMPTY", "");
	assert_int_equal(secrets_scan(s, strlen(s), NULL, &known, &line), 2);
	assert_int_equal(line, 3);
	kv_free(&known);
	kv_add(&known, "K", "aaaaaaaa");
	assert_int_equal(secrets_scan("aaaaaaaaaaaaaaaa", 16, NULL, &known, NULL), 2);
	assert_int_equal(secrets_scan("aaaaaaaaaaaaaaa", 15, NULL, &known, NULL), 1);
	assert_int_equal(secrets_scan("aaaaaaa", 7, NULL, &known, NULL), 0);
	kv_free(&known);
	/* Caught by two nets, it is still one. */
	kv_add(&known, "K", R20);
	assert_int_equal(secrets_scan("token=" R20, 26, NULL, &known, NULL), 1);
	kv_free(&known);
}

static size_t after(struct edit *ed, size_t *line)
{
	return secrets_scan(ed->now.p, ed->now.len, &ed->done, NULL, line);
}

static void only_what_is_inserted(void **state)
{
	static const char old[] = "first\n\"x-api-key\": \"" R20 "\"\nlast\n";
	struct edit ed;
	size_t line = 0;

	(void)state;
	edit_init(&ed, old, strlen(old));
	assert_int_equal(after(&ed, &line), 0); /* somebody else's, and it was there before */
	edit_do(&ed, 0, 0, "new\n", 4);
	assert_int_equal(after(&ed, &line), 0);
	edit_do(&ed, ed.now.len, 0, "ghp_" R40 "\n", 45);
	assert_int_equal(after(&ed, &line), 1);
	assert_int_equal(line, 5);
	edit_do(&ed, 4, 5, "ak_" R20, 23);
	assert_int_equal(after(&ed, &line), 2);
	assert_int_equal(line, 2);
	edit_free(&ed);

	/* The name was there and the value is new. */
	edit_init(&ed, "\"x-api-key\": \"\"", 15);
	edit_do(&ed, 14, 0, R20, 20);
	assert_int_equal(after(&ed, &line), 1);
	assert_int_equal(line, 1);
	edit_free(&ed);

	/* A secret is made by taking something out of its middle. */
	edit_init(&ed, "ghp_" R20 " " R20, 45);
	assert_int_equal(after(&ed, NULL), 0);
	edit_do(&ed, 24, 1, "", 0);
	assert_int_equal(after(&ed, NULL), 1);
	edit_free(&ed);

	/* Changes all around it are not changes of it. */
	edit_init(&ed, "a=1 ghp_" R40 " b=2", 52);
	edit_do(&ed, 0, 3, "aaa=111", 7);
	edit_do(&ed, ed.now.len - 3, 3, "b", 1);
	assert_int_equal(after(&ed, NULL), 0);
	edit_free(&ed);
}

/* Nothing that a hostile file can repeat makes the scan more than linear, or walk out of bounds. */
static void hostile(void **state)
{
	static const char *const unit[] = {
		"token=", "token=\"",	 "-",  "eyJ", ".eyJ",  "eyJaaaaaaaa.",
		"ak_",	  "-ak_",	 ":",  "://", "a:a@",  "Bearer ",
		"=",	  "-----BEGIN ", "\"", "\\",  "://a:", "token: "};
	struct buf b = BUF_INIT;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(unit) / sizeof(unit[0]); i++) {
		buf_reset(&b);
		for (k = 0; k < 20000; k++)
			buf_adds(&b, unit[i]);
		(void)secrets_scan(b.p, b.len, NULL, NULL, NULL);
	}
	for (i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
		for (k = 0; k <= strlen(secret[i]); k++) {
			buf_free(&b); /* a fresh block each time: reading past its end would show */
			buf_add(&b, secret[i], k);
			(void)secrets_scan(b.p, k, NULL, NULL, NULL);
		}
	assert_int_equal(secrets_scan("\0\0token=\0", 9, NULL, NULL, NULL), 0);
	buf_free(&b);
}

/* What a diff shows of the user's own lines: everything but the key. */
static void masked(void **state)
{
	static const char *const rows[][2] = {
		{ "plain text", "plain text" },
		{ "  \"x-api-key\": \"ak_Zx81kQpv7Lm3Tn5Rw9Yb\",\n+ok", "  \"x-api-key\": \"[hidden]\",\n+ok" },
		{ "a correct-horse-battery b", "a [hidden] b" },
		{ "\"Authorization\": \"Bearer ${TOKEN}\"", "\"Authorization\": \"Bearer ${TOKEN}\"" },
		{ "", "" },
	};
	struct kv known = KV_INIT;
	size_t i;

	(void)state;
	kv_add(&known, "K", "correct-horse-battery");
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf b = BUF_INIT;

		secrets_mask(&b, rows[i][0], strlen(rows[i][0]), &known);
		assert_string_equal(buf_str(&b), rows[i][1]);
		buf_free(&b);
	}
	kv_free(&known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_secrets), cmocka_unit_test(lets_pass),
		cmocka_unit_test(in_company),	 cmocka_unit_test(counts_lines),
		cmocka_unit_test(known_values),	 cmocka_unit_test(only_what_is_inserted),
		cmocka_unit_test(hostile),
		cmocka_unit_test(masked),
	};

	return cmocka_run_group_tests_name("secrets", tests, NULL, NULL);
}
