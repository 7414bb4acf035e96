/* SPDX-License-Identifier: MIT */
/* t-mcp: the handshake with the remote MCP server, its event streams and its tools, from literal replies. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "probe_help.h"
#include "vendors/mcp.h"

#define HELLO "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}}"
#define TOOL(name) "{\"name\":\"" name "\",\"description\":\"About\\t" name "\",\"inputSchema\":{}}"
#define TOOLS(id, tools) "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"result\":{\"tools\":[" tools "]}}"
#define INIT "\"method\":\"initialize\""
#define NOTE "notifications/initialized"
#define LISTING "\"method\":\"tools/list\""

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.pipedream_url = mem_str("https://api.pipedream.com");
	f->env.pipedream_mcp_url = mem_str("https://remote.mcp.pipedream.net/v3");
	f->env.pipedream_project = mem_str("proj_a");
	f->env.bearer = secret_new("b3arer");
	f->env.bearer_until = clock_ms() + 3600000;
	kv_add(&f->in, "app_slug", "gtm");
	kv_add(&f->in, "tenant", "ascend");
	kv_add(&f->in, "account.ascend", "apn_1");
	return 0;
}

static void run(struct fix *f, struct rule *rules, size_t n)
{
	fix_run(f, &mcp_tools, rules, n);
	assert_nowhere(&f->p, "b3arer");
}

static const char *header(const struct fix *f, size_t i, const char *name)
{
	return kv_or(&f->v.log[i].headers, name, "(none)");
}

static void a_handshake_with_a_session(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ INIT, NULL, 200, HELLO, "application/json", "sess-1", 0 }, { NOTE, NULL, 202, "", 0, 0, 0 },
		     { LISTING, NULL, 200, TOOLS("2", TOOL("gtm-list-tags") "," TOOL("retrieve_options") "," TOOL("gtm-create-tag")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "listed");
	assert_fact(&f->p, "detail", "2 tools");
	assert_fact(&f->p, "mcp.ascend", "2");
	assert_int_equal(kv_count(&f->p.facts, "tool"), 2);
	assert_fact(&f->p, "tool", "gtm-create-tag\tAbout gtm-create-tag");
	assert_int_equal(evidence_count(&f->p, "tools", "ok"), 1);
	assert_int_equal(f->v.n, 3);
	assert_string_equal(header(f, 0, "mcp-session-id"), "(none)");
	assert_string_equal(header(f, 0, "mcp-protocol-version"), "(none)");
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(header(f, i, "Authorization"), "Bearer b3arer");
		assert_string_equal(header(f, i, "Accept"), "application/json, text/event-stream");
		assert_string_equal(header(f, i, "Content-Type"), "application/json");
		assert_string_equal(header(f, i, "x-pd-project-id"), "proj_a");
		assert_string_equal(header(f, i, "x-pd-environment"), "production");
		assert_string_equal(header(f, i, "x-pd-external-user-id"), "ascend");
		assert_string_equal(header(f, i, "x-pd-app-slug"), "gtm");
		assert_string_equal(header(f, i, "x-pd-oauth-app-id"), "(none)");
		assert_string_equal(header(f, i, "x-pd-account-id"), "(none)");
		assert_int_equal(f->v.log[i].creates, 0);
		if (i) {
			assert_string_equal(header(f, i, "mcp-session-id"), "sess-1");
			assert_string_equal(header(f, i, "mcp-protocol-version"), "2025-06-18");
		}
	}
	assert_null(strstr(f->v.log[1].line, "\"id\""));
	assert_non_null(strstr(f->v.log[0].line, "\"protocolVersion\":\"2025-11-25\""));
}

static void options_and_several_tenants(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "kahuna");
	kv_add(&f->in, "tenant", "third");
	kv_add(&f->in, "account.third", "apn_3");
	kv_add(&f->in, "oauth_app", "oa_1");
	kv_add(&f->in, "pin", "yes");
	run(f, RULES({ INIT, NULL, 200, HELLO, 0, 0, 0 }, { NOTE, NULL, 405, "no", 0, 0, 0 },
		     { LISTING, NULL, 200, TOOLS("2", TOOL("helper")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "listed");
	assert_fact(&f->p, "mcp.kahuna", "1");
	assert_fact(&f->p, "tool", "helper\tAbout helper");
	assert_string_equal(header(f, 0, "x-pd-account-id"), "apn_1");
	assert_string_equal(header(f, 1, "x-pd-account-id"), "(none)");
	assert_string_equal(header(f, 2, "x-pd-account-id"), "apn_3");
	assert_string_equal(header(f, 0, "x-pd-oauth-app-id"), "oa_1");
	assert_string_equal(header(f, 3, "mcp-session-id"), "(none)");
}

static void pages_of_tools(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ INIT, NULL, 200, HELLO, 0, 0, 0 }, { NOTE, NULL, 202, "", 0, 0, 0 },
		     { "\"cursor\":\"n\\\"x\"", NULL, 200, TOOLS("3", TOOL("gtm-b")), 0, 0, 0 },
		     { LISTING, NULL, 200,
		       "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[" TOOL("gtm-a") "],\"nextCursor\":\"n\\\"x\"}}", 0, 0, 0 }));
	assert_fact(&f->p, "mcp.ascend", "2");
	/* pages that go in circles prove nothing */
	run(f, RULES({ INIT, NULL, 200, HELLO, 0, 0, 0 }, { NOTE, NULL, 202, "", 0, 0, 0 },
		     { LISTING, "\"id\":2", 200, "{\"id\":2,\"result\":{\"tools\":[],\"nextCursor\":\"n\"}}", 0, 0, 0 },
		     { LISTING, "\"id\":3", 200, "{\"id\":3,\"result\":{\"tools\":[],\"nextCursor\":\"n\"}}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "mcp.ascend", "unknown");
}

static void names_of_tools(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ INIT, NULL, 200, HELLO, 0, 0, 0 }, { NOTE, NULL, 202, "", 0, 0, 0 },
		     { LISTING, NULL, 200,
		       TOOLS("2", TOOL("gtm-ok") ",{\"name\":\"gtm-b\\u001bad\"},{\"name\":\"gtm-a b\"},{\"name\":7},{},{\"name\":\"\"},"
				  "{\"name\":\"gtm-x\\u202e\"},{\"name\":\"gtmx-no\"},{\"name\":\"gtm-\"}"), 0, 0, 0 }));
	assert_fact(&f->p, "mcp.ascend", "1");
	assert_int_equal(kv_count(&f->p.facts, "tool"), 1);
}

/* A tool that is listed again is one tool, on this page or the next. */
static void a_tool_listed_twice(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ INIT, NULL, 200, HELLO, 0, 0, 0 }, { NOTE, NULL, 202, "", 0, 0, 0 },
		     { "\"cursor\":\"n\"", NULL, 200, TOOLS("3", TOOL("gtm-a")), 0, 0, 0 },
		     { LISTING, NULL, 200,
		       "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[" TOOL("gtm-a") "," TOOL("gtm-b") "," TOOL("gtm-b")
		       "],\"nextCursor\":\"n\"}}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "listed");
	assert_fact(&f->p, "detail", "2 tools");
	assert_fact(&f->p, "mcp.ascend", "2");
	assert_int_equal(kv_count(&f->p.facts, "tool"), 2);
	assert_non_null(strstr(kv_or(&f->p.facts, "evidence", ""), "2 tools, 2 listed twice and taken once"));
}

static void without_a_handshake(void **state)
{
	static const struct {
		int status;
		const char *body;
	} refusal[] = {
		{ 200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}" },
		{ 404, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"x\"}}" },
		{ 400, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"Unsupported protocol version\"}}" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < 3; i++) {
		run(f, RULES({ INIT, NULL, refusal[i].status, refusal[i].body, 0, 0, 0 },
			     { LISTING, "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"", 200,
			       TOOLS("2", TOOL("gtm-a")), 0, 0, 0 }));
		assert_fact(&f->p, "result", "listed");
		assert_fact(&f->p, "detail", "1 tool");
		assert_int_equal(f->v.n, 2);
		assert_string_equal(header(f, 1, "mcp-protocol-version"), "2026-07-28");
		assert_string_equal(header(f, 1, "Mcp-Method"), "tools/list");
		assert_non_null(strstr(f->v.log[1].line, "io.modelcontextprotocol/clientCapabilities\":{}"));
	}
}

static void bad_answers(void **state)
{
	static const struct {
		const char *at;
		int status;
		const char *body, *detail;
	} bad[] = {
		{ INIT, 401, "{}", "unknown: 401 from remote.mcp.pipedream.net, key refused" },
		{ INIT, 403, "no", "unknown: 403 from remote.mcp.pipedream.net, not allowed with this key" },
		{ INIT, 500, HELLO, "unknown: 500 from remote.mcp.pipedream.net, the service has a fault" },
		{ INIT, 200, "<html>", "unknown: the answer is not one of MCP" },
		{ INIT, 200, "", "unknown: the answer is not one of MCP" },
		{ INIT, 200, "{\"id\":2,\"result\":{\"protocolVersion\":\"2025-06-18\"}}", "unknown: the answer is not one of MCP" },
		{ INIT, 200, "{\"id\":1,\"result\":{}}", "unknown: the MCP server names no revision of the protocol" },
		{ INIT, 200, "{\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\\r\\nX: y\"}}", "unknown: the MCP server names no revision of the protocol" },
		{ INIT, 200, "{\"id\":1,\"error\":{\"code\":-32000,\"message\":\"token b3arer is bad\"}}", "unknown: the MCP server refused with error -32000" },
		{ INIT, 200, "{\"id\":1,\"error\":{\"code\":1e300}}", "unknown: the MCP server refused with error 0" },
		{ INIT, -REPLY_TIMEOUT, NULL, "unknown: it failed" },
		{ LISTING, 200, "{\"id\":2,\"result\":{}}", "unknown: the answer has no list of tools in it" },
		{ LISTING, 200, "{\"id\":1,\"result\":{\"tools\":[]}}", "unknown: the answer is not one of MCP" },
		{ LISTING, 200, "{\"id\":\"2\",\"result\":{\"tools\":[]}}", "unknown: the answer is not one of MCP" },
		{ LISTING, 400, "{\"id\":2,\"error\":{\"code\":-32602}}", "unknown: the MCP server refused with error -32602" },
		{ LISTING, 502, "", "unknown: 502 from remote.mcp.pipedream.net, the service has a fault" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, RULES({ bad[i].at, NULL, bad[i].status, bad[i].body, 0, 0, 0 }, { INIT, NULL, 200, HELLO, 0, 0, 0 },
			     { NOTE, NULL, 202, "", 0, 0, 0 }));
		assert_fact(&f->p, "result", "unknown");
		assert_fact(&f->p, "detail", bad[i].detail);
		assert_fact(&f->p, "mcp.ascend", "unknown");
		assert_int_equal(evidence_count(&f->p, "tools", "unknown"), 1);
	}
}

static void one_of_two_lists(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "kahuna");
	run(f, RULES({ INIT, NULL, 500, "", 0, 0, 1 }, { INIT, NULL, 200, HELLO, 0, 0, 0 }, { NOTE, NULL, 202, "", 0, 0, 0 },
		     { LISTING, NULL, 200, TOOLS("2", TOOL("gtm-a")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "mcp.ascend", "unknown");
	assert_fact(&f->p, "mcp.kahuna", "1");
	assert_int_equal(kv_count(&f->p.facts, "tool"), 1);
}

static void an_old_bearer_and_none(void **state)
{
	struct fix *f = *state;

	f->env.pipedream_client_id = secret_new("cid");
	f->env.pipedream_client_secret = secret_new("sec");
	run(f, RULES({ INIT, NULL, 401, "", 0, 0, 1 }, { "oauth/token", NULL, 200, "{\"access_token\":\"b3arer2\"}", 0, 0, 1 },
		     { INIT, NULL, 200, HELLO, 0, 0, 0 }, { NOTE, NULL, 202, "", 0, 0, 0 },
		     { LISTING, NULL, 200, TOOLS("2", TOOL("gtm-a")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "listed");
	assert_string_equal(header(f, 2, "Authorization"), "Bearer b3arer2");
	assert_string_equal(header(f, 2, "x-pd-app-slug"), "gtm");
	for (size_t i = 0; i < f->v.n; i++)
		assert_int_equal(f->v.log[i].streams, i != 1); /* all but the token, and what is sent again as well */
	f->env.bearer_until = 0;
	secret_set(&f->env.pipedream_client_id, NULL);
	f->env.pipedream_project[0] = '\0';
	run(f, NULL, 0);
	assert_int_equal(f->v.n, 0);
	assert_int_equal(kv_count(&f->p.facts, "missing"), 2);
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "mcp.ascend", "unknown");
}

/* ---- messages */

static int message(const char *type, const char *body, long id, char *method, size_t size)
{
	struct reply r;
	const struct json *msg;
	struct json *doc;
	int rc;

	memset(&r, 0, sizeof(r));
	buf_adds(&r.body, body);
	if (type)
		kv_add(&r.headers, "content-type", type);
	rc = mcp_message(&r, id, &doc, &msg);
	json_copy(json_at(msg, "result.x"), method, size);
	json_free(doc);
	buf_free(&r.body);
	kv_free(&r.headers);
	return rc;
}

static void messages(void **state)
{
#define SSE "text/event-stream; charset=utf-8"
	static const struct {
		const char *type, *body;
		const char *x; /* NULL: no message */
	} row[] = {
		{ NULL, "{\"id\":7,\"result\":{\"x\":\"a\"}}", "a" },
		{ "application/json", "\xef\xbb\xbf{\"id\":7,\"result\":{\"x\":\"a\"}}", "a" },
		{ NULL, "[{\"id\":6,\"result\":{\"x\":\"b\"}},{\"id\":7,\"result\":{\"x\":\"a\"}}]", "a" },
		{ NULL, "[]", NULL },
		{ NULL, "{\"id\":8,\"result\":{\"x\":\"a\"}}", NULL },
		{ NULL, "{\"id\":7,\"method\":\"ping\"}", NULL },
		{ NULL, "{\"id\":null,\"error\":{}}", "" },
		{ NULL, "{\"result\":{\"x\":\"a\"}}", NULL },
		{ SSE, "data: {\"id\":7,\"result\":{\"x\":\"a\"}}\n\n", "a" },
		{ SSE, "event: message\r\nid: 3\r\ndata: {\"id\":7,\r\ndata:\"result\":{\"x\":\"a\"}}\r\n\r\n", "a" },
		{ SSE, "data: {\"id\":7,\rdata: \"result\":{\"x\":\"a\"}}\r\r", "a" },
		{ SSE, ": hello\n\n: still there\n\ndata: {\"method\":\"notifications/progress\"}\n\ndata: {\"id\":7,\"result\":{\"x\":\"a\"}}\n\n", "a" },
		{ SSE, "data: nonsense\n\ndata: {\"id\":7,\"result\":{\"x\":\"a\"}}\n\n", "a" },
		{ SSE, "data: {\"id\":7,\"result\":{\"x\":\"a\"}}", "a" },
		{ SSE, "data: {\"id\":7,\"result\":{\"x\":\"a\"", NULL },
		{ SSE, "database: {\"id\":7,\"result\":{\"x\":\"a\"}}\n\n", NULL },
		{ SSE, "data\ndata:{\"id\":7,\"result\":{\"x\":\"a\"}}\n\n", "a" },
		{ SSE, "", NULL },
		{ SSE, "{\"id\":7,\"result\":{\"x\":\"a\"}}", NULL },
		{ NULL, "data: {\"id\":7,\"result\":{\"x\":\"a\"}}\n\n", NULL },
	};
	char x[16];

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		int rc = message(row[i].type, row[i].body, 7, x, sizeof(x));

		if (rc != (row[i].x ? 0 : -1) || (row[i].x && strcmp(x, row[i].x)))
			fail_msg("%zu: %s", i, row[i].body);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_handshake_with_a_session),
		T(options_and_several_tenants),
		T(pages_of_tools),
		T(names_of_tools),
		T(a_tool_listed_twice),
		T(without_a_handshake),
		T(bad_answers),
		T(one_of_two_lists),
		T(an_old_bearer_and_none),
		cmocka_unit_test(messages),
	};

	return cmocka_run_group_tests_name("mcp", tests, NULL, NULL);
}
