/* SPDX-License-Identifier: MIT */
/* t-clients: data/clients.yaml and its reader, refused entries, reading and removing servers. */
#include "clients_help.h"

/* ---- The data and its reader ---- */

static void the_data_that_ships(void **state)
{
	static const char *const five[] = { "claude-code", "cursor", "windsurf", "vscode",
					    "codex" };
	const struct client *cl;
	size_t i, on = 0;

	(void)state;
	for (i = 0; i < 5; i++)
		assert_string_equal(clients_at(all, i)->id, five[i]);
	for (i = 0; i < clients_count(all); i++) {
		cl = clients_at(all, i);
		on += cl->default_on != 0;
		assert_ptr_equal(clients_find(all, cl->id), cl);
		if (cl->cannot) {
			assert_null(client_file(cl));
			assert_null(client_scope(cl));
			assert_null(client_format_name(cl));
			continue;
		}
		assert_string_equal(client_file(cl), cl->project ? cl->project : cl->user);
		assert_string_equal(client_scope(cl), cl->project ? "project" : "user");
	}
	assert_int_equal(on, 5);
	assert_null(clients_find(all, "no-such-client"));
	assert_string_equal(client_file(the("claude-code")), ".mcp.json");
	assert_string_equal(client_file(the("cursor")), ".cursor/mcp.json");
	assert_string_equal(client_file(the("vscode")), ".vscode/mcp.json");
	assert_string_equal(client_file(the("codex")), ".codex/config.toml");
	assert_string_equal(client_file(the("windsurf")), "~/.codeium/windsurf/mcp_config.json");
	assert_string_equal(client_scope(the("windsurf")), "user");
	assert_string_equal(client_format_name(the("claude-code")), "json");
	assert_string_equal(client_format_name(the("vscode")), "jsonc");
	assert_string_equal(client_format_name(the("codex")), "toml");
	assert_int_equal(the("cursor")->tool_limit, 59);
	assert_int_equal(client_tool_length(the("cursor"), 20, 39), 59);
	assert_int_equal(client_tool_length(the("codex"), 20, 37), the("codex")->tool_limit);
	assert_int_equal(client_tool_length(the("gemini-cli"), 20, 38), the("gemini-cli")->tool_limit);
	assert_int_equal(the("vscode")->tool_server, 13);
	assert_null(the("zed")->variable);
	assert_true(the("codex")->helper_bare);
	assert_false(the("claude-code")->helper_bare);
	assert_null(the("cursor")->helper_environment);
	assert_non_null(the("goose")->cannot);
	assert_non_null(the("claude-code")->user_cannot);
	assert_string_equal(the("vscode")->user, "~/.config/Code/User/mcp.json");
}

/* A client with everything that is needed; the tests spoil one line of it. */
#define FIRST "clients:\n  - id: a\n    name: A\n"
#define FORM "    format: json\n"
#define FILES "    project: a.json\n"
#define REST                                                                                       \
	"    root: r\n    url-field: u\n    headers-field: h\n    environment: e\n    source: s\n"

static void bad(const char *yaml, const char *where, const char *word)
{
	struct err e = ERR_INIT;
	struct clients *c = clients_parse(yaml, strlen(yaml), "c.yaml", NULL, &e);

	assert_null(c);
	assert_int_equal(e.code, E_FAIL);
	if (strncmp(e.msg, where, strlen(where)) || !strstr(e.msg, word))
		fail_msg("neither '%s' nor '%s': %s", where, word, e.msg);
}

static void reader_refuses_forms(void **state)
{
	(void)state;
	bad("", "c.yaml:1:1:", "clients");
	bad("clients: []\n", "c.yaml:1:1:", "clients");
	bad("clients: x\n", "c.yaml:1:1:", "clients");
	bad("- x\n", "c.yaml:1:1:", "clients");
	bad("more: 1\n" FIRST FORM FILES REST, "c.yaml:1:1:", "clients");
	bad("clients:\n  - x\n", "c.yaml:2:5:", "map");
	bad(FIRST FORM FILES REST "    id: b\n", "c.yaml:", "id");
	bad(FIRST "    format: [\n", "c.yaml:", "YAML");
}

static void reader_refuses_fields(void **state)
{
	(void)state;
	bad(FIRST FILES REST, "c.yaml:2:5:", "'format'");
	bad(FIRST FORM FILES "    root: r\n", "c.yaml:2:5:", "'url-field'");
	bad(FIRST FORM REST, "c.yaml:2:5:", "'project'");
	bad(FIRST "    format: yaml\n" FILES REST, "c.yaml:4:5:", "json, jsonc or toml");
	bad(FIRST FORM FILES "    projekt: x\n" REST, "c.yaml:6:5:", "'projekt'");
	bad(FIRST FORM FILES REST "  - id: a\n    name: B\n" FORM FILES REST,
	    "c.yaml:11:5:", "another client");
	bad("clients:\n  - id: A B\n    name: A\n" FORM FILES REST, "c.yaml:2:5:", "an id");
	bad(FIRST FORM "    project: /etc/x\n" REST, "c.yaml:5:5:", "relative");
	bad(FIRST FORM "    project: a/../../x\n" REST, "c.yaml:5:5:", "'..'");
	bad(FIRST FORM "    project: ~/x\n" REST, "c.yaml:5:5:", "relative");
	bad(FIRST FORM "    user: /etc/x\n" REST, "c.yaml:5:5:", "'~/'");
	bad(FIRST FORM FILES "    user-macos: '~/../x'\n" REST, "c.yaml:6:5:", "'..'");
	bad(FIRST FORM FILES "    user-macos: '%APPDATA%\\x'\n" REST, "c.yaml:6:5:", "'~/'");
	bad(FIRST FORM FILES "    variable: \"${VAR}\"\n" REST, "c.yaml:6:5:", "%s");
	bad(FIRST FORM FILES "    variable: \"%s%n\"\n" REST, "c.yaml:6:5:", "percent");
	bad(FIRST FORM FILES "    project-over: [~/x]\n" REST, "c.yaml:6:", "relative");
	bad(FIRST FORM FILES "    user-over: [x]\n" REST, "c.yaml:6:", "'~/'");
	bad(FIRST FORM FILES "    user-over: x\n" REST, "c.yaml:6:", "list");
	bad(FIRST FORM FILES "    moved-by: [X]\n" REST, "c.yaml:6:", "map");
	bad(FIRST FORM FILES "    moved-by: {X: /etc}\n" REST, "c.yaml:6:", "'moved-by'");
	bad(FIRST FORM FILES "    moved-by: {x y: ~/a}\n" REST, "c.yaml:6:", "'moved-by'");
	bad(FIRST FORM FILES "    tool-limit: many\n" REST, "c.yaml:6:5:", "number");
	bad(FIRST FORM FILES "    tool-limit: 9\n" REST, "c.yaml:2:5:", "'tool-over'");
	bad(FIRST FORM FILES "    tool-over: x\n" REST, "c.yaml:2:5:", "'tool-limit'");
	bad(FIRST FORM FILES "    tool-name: \"a%s\"\n" REST, "c.yaml:6:5:", "two");
	bad(FIRST FORM FILES "    tool-name: \"%s%s%n\"\n" REST, "c.yaml:6:5:", "two");
	bad(FIRST FORM FILES "    default-on: perhaps\n" REST, "c.yaml:6:5:", "true or false");
	bad(FIRST FORM FILES "    verify: x\n" REST, "c.yaml:6:5:", "'verify'");
	bad(FIRST FORM FILES "    helper-field: x\n" REST, "c.yaml:2:5:", "'helper-environment'");
	bad(FIRST FORM FILES "    helper-environment: x\n" REST, "c.yaml:2:5:", "'helper-field'");
	bad(FIRST FORM FILES "    helper-bare: much\n" REST, "c.yaml:6:5:", "true or false");
	bad(FIRST FORM FILES "    reserved: x\n" REST, "c.yaml:6:5:", "list");
	bad(FIRST FORM FILES "    fixed: [x]\n" REST, "c.yaml:6:5:", "map");
	bad(FIRST FORM FILES "    fixed: {x: [y]}\n" REST, "c.yaml:6:", "readable");
	bad(FIRST FORM FILES "    user-cannot: ''\n" REST, "c.yaml:6:5:", "readable");
	bad(FIRST FORM FILES "    user-cannot: [a]\n" REST, "c.yaml:6:5:", "readable");
	bad(FIRST FORM FILES "    user-cannot: \"a\\u202eb\"\n" REST, "c.yaml:6:5:", "readable");
}

static void reader_and_cannot(void **state)
{
	static const char good[] = FIRST "    cannot: it is of stone\n    source: s\n";
	struct err e = ERR_INIT;
	struct clients *c = clients_parse(good, strlen(good), "c.yaml", NULL, &e);

	(void)state;
	assert_non_null(c);
	assert_null(client_file_in(clients_at(c, 0), NULL, &e));
	assert_int_equal(e.code, E_USAGE);
	assert_non_null(strstr(e.msg, "A cannot be written: it is of stone."));
	clients_free(c);
	bad(FIRST "    cannot: x\n", "c.yaml:2:5:", "'source'");
	bad(FIRST "    cannot: x\n    source: s\n" FORM, "c.yaml:6:5:", "takes no field 'format'");
	bad(FIRST "    cannot: x\n    source: s\n" FILES, "c.yaml:6:5:", "'project'");
	bad(FIRST "    cannot: ''\n    source: s\n", "c.yaml:4:5:", "readable");
	bad(FIRST FORM FILES "    user-cannot: ''\n" REST, "c.yaml:6:5:", "readable");
}

static void reader_accepts(void **state)
{
	static const char yaml[] = FIRST FORM
		"    user: ~/b\n    user-windows: '%APPDATA%\\b'\n    user-macos: ~/m/b\n"
		"    fixed: {t: x, on: true}\n    variable: \"<%s>\"\n"
		"    reserved: [p, q]\n    drop: [o]\n    tool-limit: 64\n    tool-over: o\n    default-on: "
		"true\n" REST;
	struct err e = ERR_INIT;
	struct clients *c = clients_parse(yaml, strlen(yaml), "c.yaml", NULL, &e);
	struct entry *en = with_header("x", "a", "B");
	enum client_put what = CLIENT_SAME;
	struct edit ed;

	(void)state;
	assert_non_null(c);
	assert_int_equal(clients_count(c), 1);
	assert_null(clients_at(c, 0)->project);
	assert_string_equal(client_file(clients_at(c, 0)), "~/b");
	assert_int_equal(clients_at(c, 0)->tool_limit, 64);
	assert_int_equal(clients_at(c, 0)->reserved.n, 2);
	edit_init(&ed, "", 0);
	assert_int_equal(client_put(clients_at(c, 0), &ed, "F", en, &what, &e), 0);
	assert_string_equal(buf_str(&ed.now), "{\n  \"r\": {\n    \"s\": {\n"
					      "      \"t\": \"x\",\n"
					      "      \"on\": true,\n"
					      "      \"u\": \"https://x.example/mcp\",\n"
					      "      \"h\": {\n"
					      "        \"x\": \"a<B>\"\n"
					      "      }\n"
					      "    }\n  }\n}\n");
	edit_free(&ed);
	entry_free(en);
	clients_free(c);
	clients_free(NULL);
	entry_free(NULL);
}

/* ---- What is refused ---- */

/* The put fails, says `word`, and leaves the edit as it was. */
static void refused(const char *id, const char *old, struct entry *en, const char *word)
{
	struct edit ed;
	struct err e = ERR_INIT;
	enum client_put what = CLIENT_SAME;

	edit_init(&ed, old, strlen(old));
	assert_int_equal(client_put(the(id), &ed, "FILE", en, &what, &e), -1);
	assert_int_equal(e.code, E_FAIL);
	if (!strstr(e.msg, word))
		fail_msg("'%s' is not in: %s", word, e.msg);
	assert_string_equal(buf_str(&ed.now), old);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
	entry_free(en);
}

static void refused_variables(void **state)
{
	struct entry *en;

	(void)state;
	refused("codex", "", with_header("Authorization", "Token ", "T"), "Codex CLI");
	refused("codex", "", with_header("x-key", "Bearer ", "T"), "whole value");
	refused("zed", "", with_header("Authorization", "Bearer ", "T"), "replaces no variables");
	refused("cursor", "", with_header("x-key", "", "lower"), "variable");
	refused("cursor", "", with_header("x-key", "", "1A"), "variable");
	refused("cursor", "", with_header("x-key", "", ""), "variable");
	refused("cursor", "", with_header("x-key", "", "A}${B"), "variable");
	/* The remains of what Codex can do: a whole value, even of this header. */
	en = with_header("Authorization", "", "T");
	put_entry("codex", "", en, CLIENT_ADDED,
		  "[mcp_servers.s]\nurl = \"https://x.example/mcp\"\n"
		  "env_http_headers = { Authorization = \"T\" }\n");
	entry_free(en);
	en = with_header("x-plain", "1", NULL);
	put_entry("zed", "", en, CLIENT_ADDED, NULL);
	entry_free(en);
}

static void refused_texts(void **state)
{
	struct entry *en;

	(void)state;
	refused("claude-code", "", with_header("x", "${HOME}", NULL), "'$'");
	refused("opencode", "", with_header("x", "{env:HOME}", NULL), "'{'");
	refused("gemini-cli", "", with_header("x", "$HOME", NULL), "'$'");
	refused("cursor", "", with_header("x", "a\r\nb: c", NULL), "no header may hold");
	refused("cursor", "", with_header("x", "\xc3\xa4", NULL), "no header may hold");
	refused("cursor", "", with_header("x y", "1", NULL), "name");
	refused("cursor", "", with_header("", "1", NULL), "name");
	en = with_header("X-One", "1", NULL);
	entry_header_add(en, "x-one", "2", NULL);
	refused("cursor", "", en, "twice");
	en = with_header("x", "1", NULL);
	entry_helper_set(en, "a\nb");
	refused("claude-code", "", en, "helper");
}

static void refused_names_and_addresses(void **state)
{
	static const char *const names[] = { "",    "A",    "a b",	"-a",	   "_a",
					     "a.b", "../a", "\xc3\xa4", "a\033[2J" };
	static const char *const urls[] = { "",
					    "x",
					    "ftp://x.example/",
					    "http://x.example/",
					    "http://127.0.0.1.x.example/",
					    "http://127.0.0/",
					    "http://localhost.x.example/",
					    "https://",
					    "https:///a",
					    "https://u:p@x.example/",
					    "https://x.example:/",
					    "https://x.example:99999/",
					    "https://x.example:1x/",
					    "https://x.example/${A}",
					    "https://x.example/a b",
					    "https://x.example/\"",
					    "https://[::1",
					    "https://x.example/\n",
					    "HTTPS://x.example/{env:A}" };
	static const char *const good[] = {
		"https://x.example",  "https://x.example:8443/a?b=c#d", "http://localhost:1/",
		"http://127.9.9.9/a", "http://[::1]:8080/mcp",		"https://[2001:db8::1]/"
	};
	struct entry *en;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		refused("cursor", "", entry_new(names[i], URL), "name of a server");
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		refused("cursor", "", entry_new("s", urls[i]), "address of server");
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		en = entry_new("s", good[i]);
		put_entry("cursor", "", en, CLIENT_ADDED, NULL);
		entry_free(en);
	}
	refused("claude-code", "", entry_new("workspace", URL), "for itself");
	refused("claude-code", "", entry_new("computer-use", URL), "Claude Code");
	en = entry_new("workspace", URL);
	put_entry("cursor", "", en, CLIENT_ADDED, NULL);
	entry_free(en);
}

static void refused_files(void **state)
{
	(void)state;
	/* each with its line and column */
	refused("claude-code", "{\"mcpServers\": {}", entry_new("s", URL), "FILE:1:18: ");
	refused("claude-code", "{ // no\n}", entry_new("s", URL), "FILE:1:3: ");
	refused("claude-code", "{\"mcpServers\": []}", entry_new("s", URL), "FILE:1:16: ");
	refused("claude-code", "{\n \"\xc3\xa4\": 1, \"mcpServers\": 1}", entry_new("s", URL), "FILE:2:24: ");
	refused("vscode", "\xef\xbb\xbf[]", entry_new("s", URL), "FILE:1:1: ");
	refused("codex", "a = \n", entry_new("s", URL), "FILE:1:5: ");
	refused("codex", "a = 1\nmcp_servers = 1\n", entry_new("s", URL), "FILE:2:1: ");
}

/* ---- Reading and removing ---- */

static void read_servers(void **state)
{
	static const char json[] = "{\n\"servers\": {\n"
				   "  \"a\": {\"url\": \"https://a.example/\"},\n"
				   "  \"b\": {\"command\": \"x\"}, \"c\\u001b\": 1,\n"
				   "  \"d\": {\"serverUrl\": \"https://d.example/\"}\n}}\n";
	static const char toml[] = "x = 1\n[mcp_servers.a]\nurl = 'https://a.example/'\n"
				   "[mcp_servers.b]\ncommand = 'x'\n";
	struct client_servers s = { NULL, 0, 0 };
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(client_read(the("vscode"), json, strlen(json), "F", &s, &e), 0);
	assert_int_equal(s.n, 4);
	assert_string_equal(s.v[0].name, "a");
	assert_string_equal(s.v[0].url, "https://a.example/");
	assert_int_equal(s.v[0].line, 3);
	assert_string_equal(s.v[1].name, "b");
	assert_null(s.v[1].url);
	assert_string_equal(s.v[2].name, "c\\x1b");
	assert_null(s.v[2].url);
	assert_int_equal(s.v[2].line, 4);
	assert_string_equal(s.v[3].url, "https://d.example/");
	client_servers_free(&s);
	assert_int_equal(s.n, 0);

	assert_int_equal(client_read(the("codex"), toml, strlen(toml), "F", &s, &e), 0);
	assert_int_equal(s.n, 2);
	assert_string_equal(s.v[0].name, "a");
	assert_string_equal(s.v[0].url, "https://a.example/");
	assert_int_equal(s.v[0].line, 2);
	assert_string_equal(s.v[1].name, "b");
	assert_null(s.v[1].url);
	assert_int_equal(s.v[1].line, 4);
	client_servers_free(&s);

	assert_int_equal(client_read(the("codex"), "", 0, "F", &s, &e), 0);
	assert_int_equal(client_read(the("cursor"), " \n", 2, "F", &s, &e), 0);
	assert_int_equal(client_read(the("cursor"), "{}", 2, "F", &s, &e), 0);
	assert_int_equal(s.n, 0);
	assert_int_equal(e.code, E_OK);
	assert_int_equal(client_read(the("cursor"), "[]", 2, "F", &s, &e), -1);
	assert_non_null(strstr(e.msg, "F:1:1: "));
	assert_int_equal(client_read(the("vscode"), "{\n\"servers\": 1}", 15, "F", &s, &e), -1);
	assert_non_null(strstr(e.msg, "F:2:12: "));
	assert_int_equal(client_read(the("codex"), "[", 1, "F", &s, &e), -1);
	assert_int_equal(s.n, 0);
	client_servers_free(&s);
}

static void remove_what_is_not_there(void **state)
{
	static const char *const ids[] = { "claude-code", "codex" };
	static const char *const olds[] = { "{\"mcpServers\": {}}", "a = 1" };
	struct edit ed;
	struct err e = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		edit_init(&ed, olds[i], strlen(olds[i]));
		assert_int_equal(client_remove(the(ids[i]), &ed, "F", "s", &e), 0);
		assert_int_equal(ed.done.n, 0);
		edit_free(&ed);
		edit_init(&ed, "", 0);
		assert_int_equal(client_remove(the(ids[i]), &ed, "F", "s", &e), 0);
		assert_int_equal(ed.done.n, 0);
		edit_free(&ed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_data_that_ships),
		cmocka_unit_test(reader_refuses_forms),
		cmocka_unit_test(reader_refuses_fields),
		cmocka_unit_test(reader_and_cannot),
		cmocka_unit_test(reader_accepts),
		cmocka_unit_test(refused_variables),
		cmocka_unit_test(refused_texts),
		cmocka_unit_test(refused_names_and_addresses),
		cmocka_unit_test(refused_files),
		cmocka_unit_test(read_servers),
		cmocka_unit_test(remove_what_is_not_there),
	};

	return cmocka_run_group_tests_name("clients", tests, load, unload);
}
