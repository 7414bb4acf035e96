/* SPDX-License-Identifier: MIT */
/* t-claim: entries of every client held against their own form and against each other's. */
#include "clients_help.h"

#include "base/map.h"
#include "files/client_claim.h"

static const char *const fault_name[FAULTS] = { "program", "address", "tenant", "app",
						"header",  "member",  "lacks",	"variable" };

/* The faults as words: "header=X variable=Y", "" for none; heap string. */
static char *words(struct client_faults *f)
{
	struct buf b = BUF_INIT;
	size_t i;

	buf_adds(&b, "");
	for (i = 0; i < FAULTS; i++)
		if (f->what[i])
			buf_addf(&b, "%s%s=%s", b.len ? " " : "", fault_name[i], f->what[i]);
	client_faults_free(f);
	return buf_detach(&b);
}

static struct client_look *look(const char *client, const char *text)
{
	struct err e = ERR_INIT;
	struct client_look *l = client_look_new(the(client), text, strlen(text), "f", &e);

	if (!l)
		fail_msg("%s", e.msg);
	return l;
}

/* What is wrong with the only server of this file, by itself. */
static void form(const char *client, const char *text, const char *want)
{
	struct client_look *l = look(client, text);
	struct client_faults f = { { NULL } };
	struct claim c = { 0 };
	char *got;

	assert_int_equal(client_look_count(l), 1);
	claim_read(&c, l, 0);
	claim_form(&c, &f);
	got = words(&f);
	if (strcmp(got, want))
		fail_msg("%s: '%s' and not '%s': %s", client, got, want, text);
	free(got);
	claim_free(&c);
	client_look_free(l);
}

/* And against the only server of Claude Code's file. */
static void same(const char *client, const char *text, const char *list, const char *want)
{
	struct client_look *l = look(client, text), *r = look("claude-code", list);
	struct client_faults f = { { NULL } };
	struct claim c = { 0 }, reference = { 0 };
	char *got;

	claim_read(&c, l, 0);
	claim_read(&reference, r, 0);
	claim_same(&c, &reference, &f);
	got = words(&f);
	if (strcmp(got, want))
		fail_msg("%s: '%s' and not '%s': %s", client, got, want, text);
	free(got);
	claim_free(&c);
	claim_free(&reference);
	client_look_free(l);
	client_look_free(r);
}

static struct entry *entry_of(int helper, int plain)
{
	struct entry *en = entry_new(SERVER, URL);

	if (!plain) {
		entry_header_add(en, "Authorization", "Bearer ", "PIPEDREAM_OAUTH_BEARER");
		entry_header_add(en, "x-pd-project-id", "", "PIPEDREAM_PROJECT_ID");
	}
	entry_header_add(en, "x-pd-environment", "production", NULL);
	entry_header_add(en, "x-pd-external-user-id", "ascend", NULL);
	entry_header_add(en, "x-pd-app-slug", "google_tag_manager", NULL);
	if (helper)
		entry_helper_set(en, "toolgap headers");
	return en;
}

static char *written(const struct client *cl, const struct entry *en)
{
	struct err e = ERR_INIT;
	enum client_put what;
	struct edit ed;
	char *text;

	edit_init(&ed, "", 0);
	if (client_put(cl, &ed, "f", en, &what, &e))
		fail_msg("%s: %s", cl->id, e.msg);
	text = mem_str(buf_str(&ed.now));
	edit_free(&ed);
	return text;
}

/* What toolgap writes for a client has no fault, and is the same server as what it writes for Claude Code. */
static void ours_is_right(void **state)
{
	size_t i;
	int kind;

	(void)state;
	for (i = 0; i < clients_count(all); i++) {
		const struct client *cl = clients_at(all, i);

		for (kind = 0; kind < 3 && !cl->cannot; kind++) {
			struct entry *en = entry_of(kind == 1, kind == 2), *plain = entry_of(0, kind == 2);
			char *mine, *list, *list_plain;

			if (kind < 2 && !cl->variable && !cl->bearer_field) { /* Zed */
				entry_free(en);
				entry_free(plain);
				continue;
			}
			mine = written(cl, en);
			list = written(the("claude-code"), en);
			list_plain = written(the("claude-code"), plain);
			form(cl->id, mine, "");
			same(cl->id, mine, list, "");
			same(cl->id, mine, list_plain, "");
			free(mine);
			free(list);
			free(list_plain);
			entry_free(en);
			entry_free(plain);
		}
	}
}

/* An entry read out of Claude Code's file and written for another client is what would have been written at once. */
static void read_and_written_again(void **state)
{
	struct entry *en = entry_of(0, 0), *again;
	char *list = written(the("claude-code"), en);
	struct client_look *l = look("claude-code", list);
	struct claim c = { 0 };
	size_t i, tried = 0;

	(void)state;
	claim_read(&c, l, 0);
	again = claim_entry_new(&c, SERVER);
	assert_non_null(again);
	for (i = 0; i < clients_count(all); i++) {
		const struct client *cl = clients_at(all, i);
		char *a, *b;

		if (cl->cannot)
			continue;
		if (!claim_fits(&c, cl)) {
			assert_string_equal(cl->id, "zed");
			continue;
		}
		a = written(cl, en);
		b = written(cl, again);
		assert_string_equal(a, b);
		free(a);
		free(b);
		tried++;
	}
	assert_true(tried >= 10);
	claim_free(&c);
	client_look_free(l);
	entry_free(en);
	entry_free(again);
	free(list);
}

#define LIST(entry) "{\"mcpServers\": {\"s\": " entry "}}"
#define REF LIST("{\"type\": \"http\", \"url\": \"https://a.example/\", \"headers\": {\"Authorization\": \"Bearer ${B}\", \"x-pd-external-user-id\": \"ascend\", \"x-pd-app-slug\": \"gtm\", \"k\": \"v\"}}")
#define HEADERS(bearer, user, app, rest) "{\"Authorization\": \"" bearer "\", \"x-pd-external-user-id\": \"" user "\", \"x-pd-app-slug\": \"" app "\"" rest "}"

static void forms(void **state)
{
	(void)state;
	form("claude-code", LIST("{\"type\": \"http\", \"url\": \"https://a.example/\"}"), "");
	form("claude-code", LIST("{\"type\": \"sse\", \"url\": \"https://a.example/\"}"), "");
	form("claude-code", LIST("{\"url\": \"https://a.example/\"}"), "lacks=type");
	form("claude-code", LIST("{\"type\": \"stdio\", \"url\": \"https://a.example/\"}"), "lacks=type");
	form("claude-code", LIST("{\"type\": \"http\", \"serverUrl\": \"https://a.example/\"}"), "member=serverUrl lacks=url");
	form("claude-code", LIST("{\"type\": \"http\", \"url\": \"https://a.example/\", \"serverUrl\": \"https://b.example/\"}"),
	     "member=serverUrl");
	form("claude-code", LIST("{\"type\": \"http\", \"url\": \"http://a.example/\"}"), "address=http://a.example/");
	form("claude-code", LIST("{\"type\": \"http\"}"), "address=");
	form("claude-code", LIST("7"), "address= lacks=type");
	form("claude-code", LIST("{\"command\": \"npx\", \"args\": [\"x\"], \"env\": {\"A\": \"${env:A}\"}}"), "");
	form("claude-code", LIST("{\"type\": \"http\", \"url\": \"https://a.example/\", \"headers\": {\"h\": \"${env:A}\"}}"),
	     "variable=h");
	form("claude-code", LIST("{\"type\": \"http\", \"url\": \"https://a.example/\", \"headers\": {\"h\": \"${A:-b}\"}}"), "");
	form("cursor", LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"Bearer ${A}\"}}"), "variable=h");
	form("cursor", LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"{env:A}\"}}"), "variable=h");
	form("cursor", LIST("{\"url\": \"https://a.example/\", \"timeout\": 5, \"x\": {\"url\": 1}}"), "");
	form("cursor", LIST("{\"url\": \"https://a.example/\", \"http_headers\": {\"h\": \"1\"}}"), "member=http_headers");
	form("windsurf", LIST("{\"url\": \"https://a.example/\"}"), "member=url lacks=serverUrl");
	form("vscode", "{\"servers\": {\"s\": {\"type\": \"http\", \"url\": \"https://a.example/\", \"headers\": {\"h\": \"${input:k}\"}}}}", "");
	form("codex", "[mcp_servers.s]\nurl = \"https://a.example/\"\nhttp_headers = { h = \"${A}\" }\n", "variable=h");
	form("codex", "[mcp_servers.s]\nurl = \"https://a.example/\"\nheaders = { h = \"1\" }\n", "member=headers");
	form("codex", "[mcp_servers.s]\nurl = \"https://a.example/\"\nbearer_token_env_var = \"A\"\nenabled = false\n", "");
	form("opencode", "{\"mcp\": {\"s\": {\"type\": \"remote\", \"enabled\": false, \"url\": \"https://a.example/\"}}}", "");
	form("opencode", "{\"mcp\": {\"s\": {\"url\": \"https://a.example/\"}}}", "lacks=type");
	form("zed", "{\"context_servers\": {\"s\": {\"url\": \"https://a.example/\", \"headers\": {\"h\": \"${A}\"}}}}", "variable=h");
}

static void meanings(void **state)
{
	(void)state;
	same("cursor", LIST("{\"url\": \"https://a.example/\", \"headers\": " HEADERS("Bearer ${env:B}", "ascend", "gtm", ", \"K\": \"v\"") "}"), REF, "");
	/* the form is another question */
	same("cursor", LIST("{\"url\": \"https://a.example/\", \"headers\": " HEADERS("Bearer {env:B}", "ascend", "gtm", ", \"k\": \"v\"") "}"), REF, "");
	same("codex", "[mcp_servers.s]\nurl = \"https://a.example/\"\nbearer_token_env_var = \"B\"\n"
		      "http_headers = { x-pd-external-user-id = \"ascend\", x-pd-app-slug = \"gtm\", k = \"v\" }\n", REF, "");
	same("codex", "[mcp_servers.s]\nurl = \"https://a.example/\"\nbearer_token_env_var = \"C\"\n"
		      "http_headers = { x-pd-external-user-id = \"ascend\", x-pd-app-slug = \"gtm\", k = \"v\" }\n", REF, "header=Authorization");
	/* a helper brings what needs a variable, and nothing else */
	same("codex", "[mcp_servers.s]\nurl = \"https://a.example/\"\nhttp_headers_helper = \"toolgap headers\"\n"
		      "http_headers = { x-pd-external-user-id = \"ascend\", x-pd-app-slug = \"gtm\" }\n", REF, "header=k");
	same("vscode", "{\"servers\": {\"s\": {\"url\": \"https://a.example/\", \"headers\": " HEADERS("Bearer ${input:b}", "ascend", "gtm", ", \"k\": \"v\"") "}}}", REF, "");
	same("cursor", LIST("{\"url\": \"https://b.example/\", \"headers\": " HEADERS("Bearer ${env:B}", "kahuna", "ga", ", \"k\": \"w\"") "}"), REF,
	     "address=https://b.example/ tenant=x-pd-external-user-id app=x-pd-app-slug header=k");
	same("cursor", LIST("{\"url\": \"https://a.example/\", \"headers\": " HEADERS("Bearer abc", "ascend", "gtm", ", \"k\": \"v\"") "}"), REF, "header=Authorization");
	same("cursor", LIST("{\"url\": \"https://a.example/\", \"headers\": " HEADERS("Bearer ${env:B}", "ascend", "gtm", ", \"k\": \"v\", \"new\": \"1\"") "}"), REF, "header=new");
	same("cursor", LIST("{\"url\": \"https://a.example/\"}"), REF, "tenant=x-pd-external-user-id app=x-pd-app-slug header=Authorization");
	same("cursor", LIST("{\"command\": \"npx\"}"), REF, "program=");
	same("cursor", LIST("{\"command\": \"npx\"}"), LIST("{\"command\": \"uvx\"}"), "");
	/* what looks like a variable and is none */
	same("cursor", LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"a ${ b $ { c\"}}"), LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"a ${ b $ { c\"}}"), "");
	same("cursor", LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"$${env:A}{\"}}"), LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"$${A}{\"}}"), "");
}

static void no_entry(const char *text)
{
	struct client_look *l = look("claude-code", text);
	struct claim c = { 0 };

	claim_read(&c, l, 0);
	assert_null(claim_entry_new(&c, "s"));
	claim_free(&c);
	client_look_free(l);
}

static void what_cannot_be_copied(void **state)
{
	(void)state;
	no_entry(LIST("{\"command\": \"npx\"}"));
	no_entry(LIST("{\"type\": \"http\"}"));
	no_entry(LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"${A} b\"}}"));
	no_entry(LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"${input:a}\"}}"));
	no_entry(LIST("{\"url\": \"https://a.example/\", \"headers\": {\"h\": \"${A}${B}\"}}"));
}

static void owners(void **state)
{
	static const char text[] = "{\"mcpServers\": {\"a\": {}, \"b\": {\"x\": 1}}, \"z\": 2}";
	static const char table[] = "x = 1\n[mcp_servers.a]\nurl = \"u\"\n[mcp_servers.b]\nurl = \"v\"\n";
	struct client_look *l = look("cursor", text);
	size_t from = 0;

	(void)state;
	assert_int_equal(client_look_line(l), 1);
	assert_int_equal(client_look_owner(l, 3, 1, &from), MAP_NONE);
	assert_int_equal(client_look_owner(l, (size_t)(strstr(text, "\"a\"") - text), 1, &from), 0);
	assert_int_equal(client_look_owner(l, (size_t)(strstr(text, ", \"b\"") - text), 1, &from), MAP_NONE);
	assert_int_equal(client_look_owner(l, (size_t)(strstr(text, "1}") - text), 1, &from), 1);
	assert_int_equal(client_look_owner(l, (size_t)(strstr(text, "\"z\"") - text), 1, &from), MAP_NONE);
	assert_int_equal(client_look_find(l, "b"), 1);
	assert_int_equal(client_look_find(l, "c"), MAP_NONE);
	client_look_free(l);
	l = look("codex", table);
	from = 0;
	assert_int_equal(client_look_owner(l, 0, 1, &from), MAP_NONE);
	assert_int_equal(client_look_owner(l, 0, 3, &from), 0);
	assert_int_equal(client_look_owner(l, 0, 5, &from), 1);
	client_look_free(l);
}

static void hostile_names(void **state)
{
	struct client_look *l = look("cursor", "{\"mcpServers\": {\"a\\u001b[2J\": {\"url\": \"x\"}, \"\": 1}}");

	(void)state;
	assert_string_equal(client_look_at(l, 0)->name, "a\\x1b[2J");
	assert_string_equal(client_look_at(l, 1)->name, "");
	client_look_free(l);
	l = look("cursor", " \n");
	assert_int_equal(client_look_count(l), 0);
	client_look_free(l);
	l = look("codex", "model = 1\n");
	assert_int_equal(client_look_count(l), 0);
	client_look_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours_is_right),
		cmocka_unit_test(read_and_written_again),
		cmocka_unit_test(forms),
		cmocka_unit_test(meanings),
		cmocka_unit_test(what_cannot_be_copied),
		cmocka_unit_test(owners),
		cmocka_unit_test(hostile_names),
	};

	return cmocka_run_group_tests_name("claim", tests, load, unload);
}
