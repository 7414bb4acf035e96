/* SPDX-License-Identifier: MIT */
/* t-client-place: where a client's files are: platforms, variables that move them, names that go over others. */
#include "clients_help.h"

static const char *set_name, *set_value, *is_there;

static const char *variable(const char *name)
{
	return set_name && !strcmp(name, set_name) ? set_value : NULL;
}

static int there(const void *arg, const char *path)
{
	(void)arg;
	return is_there && strstr(is_there, path) && strstr(is_there, path)[strlen(path)] == '|';
}

/* The file of that scope, from the data that ships. Heap string. */
static char *file_on(enum client_platform platform, const char *id, const char *scope, const char **dir)
{
	const struct client_place place = { platform, platform == CLIENT_WINDOWS ? "C:\\Users\\me" : "/home/me",
					    variable, there, NULL };
	struct err e = ERR_INIT;
	struct clients *c = data_on(&place);
	const struct client *cl;
	static char kept[200];
	const char *file;
	char *out;

	assert_non_null(c);
	cl = clients_find(c, id);
	file = client_file_in(cl, scope, &e);
	out = mem_str(file ? file : e.msg);
	if (file)
		assert_true(client_may_write(cl, file));
	if (dir) {
		(void)snprintf(kept, sizeof(kept), "%s", cl->user_dir ? cl->user_dir : "");
		*dir = kept;
	}
	clients_free(c);
	return out;
}

static void lies(enum client_platform platform, const char *id, const char *scope, const char *expect)
{
	char *file = file_on(platform, id, scope, NULL);

	assert_string_equal(file, expect);
	free(file);
}

static void three_platforms(void **state)
{
	(void)state;
	set_name = is_there = NULL;
	lies(CLIENT_LINUX, "vscode", "user", "~/.config/Code/User/mcp.json");
	lies(CLIENT_MACOS, "vscode", "user", "~/Library/Application Support/Code/User/mcp.json");
	lies(CLIENT_WINDOWS, "vscode", "user", "~/AppData/Roaming/Code\\User\\mcp.json");
	lies(CLIENT_WINDOWS, "cursor", "user", "~/.cursor/mcp.json");
	lies(CLIENT_MACOS, "zed", "user", "~/.config/zed/settings.json");
	lies(CLIENT_MACOS, "vscode", "project", ".vscode/mcp.json");
	set_name = "APPDATA";
	is_there = "|D:\\Data|";
	set_value = "D:\\Data";
	lies(CLIENT_WINDOWS, "devin", "user", "D:\\Data\\devin\\mcp_config.json");
	lies(CLIENT_LINUX, "devin", "user", "~/.config/devin/mcp_config.json");
	set_value = "C:\\Users\\me\\Roam";
	lies(CLIENT_WINDOWS, "devin", "user", "~/Roam\\devin\\mcp_config.json");
}

static void variables_move_files(void **state)
{
	const char *dir;
	char *file;

	(void)state;
	is_there = "|/srv/cx|/srv/cp|/home/meme|";
	set_name = "CODEX_HOME";
	set_value = "/srv/cx//";
	file = file_on(CLIENT_LINUX, "codex", "user", &dir);
	assert_string_equal(file, "/srv/cx/config.toml");
	assert_string_equal(dir, "/srv/cx");
	free(file);
	lies(CLIENT_LINUX, "codex", "project", ".codex/config.toml");
	set_value = "/home/me/cx";
	file = file_on(CLIENT_MACOS, "codex", "user", &dir);
	assert_string_equal(file, "~/cx/config.toml");
	assert_string_equal(dir, "");
	free(file);
	set_value = "/home/meme";
	lies(CLIENT_LINUX, "codex", "user", "/home/meme/config.toml");
	set_value = "";
	lies(CLIENT_LINUX, "codex", "user", "~/.codex/config.toml");
	set_value = "/srv/none";
	file = file_on(CLIENT_LINUX, "codex", "user", NULL);
	assert_non_null(strstr(file, "CODEX_HOME names the folder /srv/none, which is not there"));
	free(file);
	/* whose folder a relative one is below, only the program that is started knows */
	set_value = "cx";
	file = file_on(CLIENT_LINUX, "codex", "user", NULL);
	assert_non_null(strstr(file, "CODEX_HOME does not hold an absolute path"));
	free(file);
	set_value = "/srv/../etc";
	file = file_on(CLIENT_LINUX, "codex", "user", NULL);
	assert_non_null(strstr(file, "CODEX_HOME"));
	free(file);
	set_value = "/srv/\033[2J";
	file = file_on(CLIENT_LINUX, "codex", "user", NULL);
	assert_non_null(strstr(file, "CODEX_HOME"));
	free(file);
	set_name = "COPILOT_HOME";
	set_value = "/srv/cp";
	lies(CLIENT_LINUX, "copilot-cli", "user", "/srv/cp/mcp-config.json");
	lies(CLIENT_LINUX, "codex", "user", "~/.codex/config.toml");
	set_name = "GEMINI_CLI_HOME";
	lies(CLIENT_LINUX, "gemini-cli", "user", "/srv/cp/.gemini/settings.json");
	set_name = "XDG_CONFIG_HOME";
	lies(CLIENT_LINUX, "opencode", "user", "/srv/cp/opencode/opencode.json");
	lies(CLIENT_LINUX, "vscode", "user", "/srv/cp/Code/User/mcp.json");
	lies(CLIENT_MACOS, "vscode", "user", "~/Library/Application Support/Code/User/mcp.json");
	lies(CLIENT_LINUX, "devin", "user", "~/.config/devin/mcp_config.json");
	set_name = is_there = NULL;
}

static void the_strongest_name_counts(void **state)
{
	(void)state;
	set_name = NULL;
	is_there = "|opencode.json|";
	lies(CLIENT_LINUX, "opencode", "project", "opencode.json");
	is_there = "|opencode.jsonc|";
	lies(CLIENT_LINUX, "opencode", "project", "opencode.jsonc");
	is_there = "|opencode.json|.opencode/opencode.json|";
	lies(CLIENT_LINUX, "opencode", "project", ".opencode/opencode.json");
	is_there = "|~/.config/opencode/opencode.jsonc|";
	lies(CLIENT_LINUX, "opencode", "user", "~/.config/opencode/opencode.jsonc");
	is_there = "|/srv|/srv/opencode/opencode.jsonc|";
	set_name = "XDG_CONFIG_HOME";
	set_value = "/srv";
	lies(CLIENT_LINUX, "opencode", "user", "/srv/opencode/opencode.jsonc");
	set_name = is_there = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_platforms),
		cmocka_unit_test(variables_move_files),
		cmocka_unit_test(the_strongest_name_counts),
	};

	return cmocka_run_group_tests_name("client-place", tests, NULL, NULL);
}
