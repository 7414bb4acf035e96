/* SPDX-License-Identifier: MIT */
/* t-options: the table of commands and options: every command has examples, and every example is one it takes. */
#include "fold_help.h"

#include "ui/examples.h"
#include "ui/flags.h"
#include "ui/options.h"

#define WORDS 24

/* The words of a shell's line, in place; quotes part nothing. What stands before "toolgap" and what $( ) makes is the shell's. */
static int words(char *line, char **argv)
{
	char *from = line, *to;
	int n = 0;

	while (*from && n < WORDS) {
		char quote = 0;

		from += strspn(from, " ");
		if (!*from)
			break;
		argv[n++] = to = from;
		while (*from && (quote || *from != ' ')) {
			if (quote ? *from == quote : *from == '\'' || *from == '"') {
				quote = quote ? 0 : *from;
				from++;
				continue;
			}
			*to++ = *from++;
		}
		if (*from)
			from++;
		*to = '\0';
	}
	return n;
}

static void parsed(const char *command, const char *line)
{
	char *copy = mem_str(line), *call = strstr(copy, "toolgap "), *shell = strstr(copy, " $(");
	char *argv[WORDS];
	struct options o;
	struct err e = ERR_INIT;
	int n;

	assert_non_null(call);
	if (shell && shell > call)
		memset(shell, ' ', strcspn(shell, ")") + 1);
	call[strcspn(call, ")")] = '\0';
	n = words(call, argv);
	assert_true(n > 1 && n < WORDS);
	if (options_parse(&o, n, argv, &e))
		fail_msg("%s: %s", line, e.msg);
	assert_string_equal(o.command, command);
	options_free(&o);
	free(copy);
}

static void each_command_has_examples(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < n_commands; i++) {
		const struct example *ex = examples_of(commands[i].name);

		if (!ex || !ex->line[0])
			fail_msg("%s has no example", commands[i].name);
		for (k = 0; k < EXAMPLES && ex->line[k]; k++)
			parsed(commands[i].name, ex->line[k]);
	}
}

static void they_stand_in_help(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	options_help(command_find("sessions"), &b);
	assert_non_null(strstr(buf_str(&b), "\nExamples:\n  toolgap sessions\n"));
	buf_free(&b);
}

/* An answer is told from where it came: options stand in front of the file, and each is taken once. */
static void who_gave_it(void **state)
{
	struct kv given = KV_INIT;
	const char *by = "";
	size_t flags = 2;
	char *value;

	(void)state;
	kv_add(&given, "provider", "GTM");
	kv_add(&given, "path", "D");
	kv_add(&given, "path", "A");
	kv_add(&given, "short", "gtm");
	value = flags_take(&given, &flags, "path", &by);
	assert_string_equal(value, "D");
	assert_string_equal(by, "option");
	free(value);
	value = flags_take(&given, &flags, "path", &by);
	assert_string_equal(value, "A");
	assert_string_equal(by, "answers-file");
	free(value);
	value = flags_take(&given, &flags, "provider", &by);
	assert_string_equal(by, "option");
	assert_int_equal(flags, 0);
	free(value);
	assert_null(flags_take(&given, &flags, "provider", &by));
	kv_free(&given);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_command_has_examples),
		cmocka_unit_test(they_stand_in_help),
		cmocka_unit_test(who_gave_it),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
