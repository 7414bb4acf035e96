/* SPDX-License-Identifier: MIT */
/* t-yaml: the tree, its places in the file, and everything that is refused. */
#include "base/yaml.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/yaml_known.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* In front of libyaml's: a parser that cannot even begin, which is what it does for want of memory. */
static int short_of_memory;
#define ENDED 42
int yaml_parser_initialize(void *parser);

int yaml_parser_initialize(void *parser)
{
	static int (*real)(void *parser);

	if (short_of_memory)
		return 0;
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "yaml_parser_initialize");
	return real(parser);
}

static void on_oom(void)
{
	_exit(ENDED);
}

static struct yaml *parse(const char *s)
{
	struct err e = ERR_INIT;
	struct yaml *y = yaml_parse(s, strlen(s), "f.yaml", &e);

	if (!y)
		fail_msg("refused: %s", e.msg);
	assert_int_equal(e.code, E_OK);
	assert_string_equal(e.msg, "");
	return y;
}

static void refused_n(const char *s, size_t n, const char *begin, const char *why)
{
	struct err e = ERR_INIT;

	assert_null(yaml_parse(s, n, "f.yaml", &e));
	assert_int_equal(e.code, E_FAIL);
	if (strncmp(e.msg, begin, strlen(begin)) || !strstr(e.msg, why))
		fail_msg("\"%s\" is not \"%s\" with \"%s\"", e.msg, begin, why);
	assert_null(yaml_parse(s, n, "f.yaml", NULL));
}

static void refused(const char *s, const char *begin, const char *why)
{
	refused_n(s, strlen(s), begin, why);
}

static void span_is(const char *s, const struct yaml *y, const char *want)
{
	assert_non_null(y);
	assert_true(y->at <= y->end && y->end <= strlen(s));
	assert_int_equal(y->end - y->at, strlen(want));
	assert_memory_equal(s + y->at, want, strlen(want));
}

static void tree(void **state)
{
	struct yaml *y = parse("name: acme\n"
			       "list:\n"
			       "  - one\n"
			       "  - 'two'\n"
			       "  - {k: v}\n"
			       "quoted: \"a\\tb\"\n"
			       "block: |\n"
			       "  line\n"
			       "  more\n"
			       "flow: [1, 2]\n");
	const struct yaml *l = yaml_get(y, "list");

	(void)state;
	assert_int_equal(y->kind, YAML_MAP);
	assert_null(y->key);
	assert_null(y->value);
	assert_int_equal(yaml_count(y), 5);
	assert_string_equal(yaml_str(y, "name"), "acme");
	assert_int_equal(yaml_get(y, "name")->plain, 1);
	assert_int_equal(l->kind, YAML_LIST);
	assert_int_equal(yaml_count(l), 3);
	assert_null(l->child->key);
	assert_string_equal(l->child->value, "one");
	assert_string_equal(l->child->next->value, "two");
	assert_int_equal(l->child->next->plain, 0);
	assert_string_equal(yaml_str(l->child->next->next, "k"), "v");
	assert_null(l->child->next->next->next);
	assert_string_equal(yaml_str(y, "quoted"), "a\tb");
	assert_string_equal(yaml_str(y, "block"), "line\nmore\n");
	assert_int_equal(yaml_count(yaml_get(y, "flow")), 2);
	yaml_free(y);
	yaml_free(NULL);
}

static void places(void **state)
{
	static const char s[] = "# caf\xc3\xa9 \xf0\x9f\x98\x80\n"
				"\xc3\xa9t\xc3\xa9: \"ann\xc3\xa9" "e\" # note\n"
				"map:\n"
				"  a: \xe6\x97\xa5\xe6\x9c\xac   # note\n"
				"  b: [x, 'y']   # note\n"
				"\n"
				"# note\n"
				"list:\n"
				"- p: 1\n"
				"  q: {r: s}\n"
				"none:\n"
				"last: z\n";
	struct yaml *y = parse(s);
	const struct yaml *map = yaml_get(y, "map"), *list = yaml_get(y, "list");

	(void)state;
	span_is(s, yaml_get(y, "\xc3\xa9t\xc3\xa9"), "\"ann\xc3\xa9" "e\"");
	span_is(s, yaml_get(map, "a"), "\xe6\x97\xa5\xe6\x9c\xac");
	span_is(s, yaml_get(map, "b"), "[x, 'y']");
	span_is(s, yaml_get(map, "b")->child->next, "'y'");
	span_is(s, map, "a: \xe6\x97\xa5\xe6\x9c\xac   # note\n  b: [x, 'y']");
	span_is(s, list, "- p: 1\n  q: {r: s}");
	span_is(s, list->child, "p: 1\n  q: {r: s}");
	span_is(s, yaml_get(y, "none"), "");
	span_is(s, yaml_get(y, "last"), "z");
	assert_int_equal(y->end, strlen(s) - 1);
	assert_int_equal(yaml_get(map, "b")->line, 5);
	assert_int_equal(yaml_get(map, "b")->col, 3);
	assert_int_equal(list->line, 8);
	assert_int_equal(list->col, 1);
	assert_int_equal(list->child->line, 9);
	assert_int_equal(list->child->col, 3);
	yaml_free(y);
}

static void byte_order_mark(void **state)
{
	static const char s[] = "\xef\xbb\xbf" "a: \xc3\xa9\nb: c\r\nd: e\r\n";
	struct yaml *y = parse(s);

	(void)state;
	assert_string_equal(yaml_str(y, "a"), "\xc3\xa9");
	assert_int_equal(yaml_get(y, "a")->col, 1);
	span_is(s, yaml_get(y, "a"), "\xc3\xa9");
	span_is(s, yaml_get(y, "b"), "c");
	span_is(s, yaml_get(y, "d"), "e");
	assert_int_equal(yaml_get(y, "d")->line, 3);
	yaml_free(y);
	refused("\xef\xbb\xbf" "a: \x01\n", "f.yaml:1:", "not valid YAML");
}

static void empty(void **state)
{
	static const char *const s[] = { "", "\n", "# only a note\n", "---\n", "--- # note\n...\n",
					 "\xef\xbb\xbf", "{}" };
	size_t i;
	struct yaml *y;

	(void)state;
	for (i = 0; i < sizeof(s) / sizeof(s[0]); i++) {
		y = parse(s[i]);
		assert_int_equal(y->kind, YAML_MAP);
		assert_int_equal(yaml_count(y), 0);
		assert_null(y->value);
		assert_null(yaml_get(y, "a"));
		yaml_free(y);
	}
	y = yaml_parse(NULL, 0, NULL, NULL);
	assert_non_null(y);
	yaml_free(y);
	y = parse("%YAML 1.1\n---\na: b\n...\n");
	assert_string_equal(yaml_str(y, "a"), "b");
	yaml_free(y);
}

static void roots(void **state)
{
	struct yaml *y = parse("- a\n- b\n");

	(void)state;
	assert_int_equal(y->kind, YAML_LIST);
	assert_null(yaml_get(y, "a"));
	yaml_free(y);
	y = parse("''");
	assert_int_equal(y->kind, YAML_SCALAR);
	assert_string_equal(y->value, "");
	assert_null(yaml_get(y, "a"));
	yaml_free(y);
}

static void nulls(void **state)
{
	struct yaml *y = parse("a: ~\nb: null\nc: '~'\nd: \"null\"\ne:\nf: ''\ng: [1]\nh: nullable\n");

	(void)state;
	assert_null(yaml_str(y, "a"));
	assert_null(yaml_str(y, "b"));
	assert_string_equal(yaml_str(y, "c"), "~");
	assert_string_equal(yaml_str(y, "d"), "null");
	assert_null(yaml_str(y, "e"));
	assert_string_equal(yaml_str(y, "f"), "");
	assert_null(yaml_str(y, "g"));
	assert_string_equal(yaml_str(y, "h"), "nullable");
	assert_null(yaml_str(y, "missing"));
	assert_string_equal(yaml_or(y, "a", "x"), "x");
	assert_string_equal(yaml_or(y, "f", "x"), "");
	assert_null(yaml_or(y, "missing", NULL));
	assert_null(yaml_str(NULL, "a"));
	assert_null(yaml_get(NULL, "a"));
	assert_int_equal(yaml_count(NULL), 0);
	yaml_each(it, (struct yaml *)NULL)
		fail();
	yaml_free(y);
}

static void bools(void **state)
{
	struct yaml *y = parse("a: true\nb: yes\nc: on\nd: false\ne: no\nf: Off\ng: maybe\nh: ~\ni: [yes]\n");
	static const struct {
		const char *key;
		int want;
	} t[] = { { "a", 1 }, { "b", 1 }, { "c", 1 }, { "d", 0 }, { "e", 0 }, { "f", 0 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		assert_int_equal(yaml_bool(y, t[i].key, -1), t[i].want);
	for (i = 0; i < 3; i++)
		assert_int_equal(yaml_bool(y, &"g\0h\0i"[2 * i], -1), -1);
	assert_int_equal(yaml_bool(NULL, "a", 1), 1);
	yaml_free(y);
}

static void refuses_decoration(void **state)
{
	(void)state;
	refused("a: &x 1\nb: *x\n", "f.yaml:1:4: ", "an anchor");
	refused("a: *x\n", "f.yaml:1:4: ", "an alias");
	refused("*x : a\n", "f.yaml:1:1: ", "an alias");
	refused("a: [1, *x]\n", "f.yaml:1:8: ", "an alias");
	refused("a: &x\n  b: 1\n", "f.yaml:1:4: ", "an anchor");
	refused("a: &x [1]\n", "f.yaml:1:4: ", "an anchor");
	refused("a: &x\n", "f.yaml:1:4: ", "an anchor");
	refused("&x a: 1\n", "f.yaml:1:1: ", "an anchor");
	refused("a: 1\n&x b: 1\n", "f.yaml:2:1: ", "an anchor");
	refused("- &x a\n", "f.yaml:1:3: ", "an anchor");
	refused("--- &x\na: b\n", "f.yaml:1:5: ", "an anchor");
	refused("<<: &x {}\n", "f.yaml:1:5: ", "an anchor");
	refused("a: !!str 1\n", "f.yaml:1:4: ", "a tag");
	refused("a: ! 1\n", "f.yaml:1:4: ", "a tag");
	refused("a: ! 'q'\n", "f.yaml:1:4: ", "a tag");
	refused("a: !own {b: c}\n", "f.yaml:1:4: ", "a tag");
	refused("a: !<tag:yaml.org,2002:str> b\n", "f.yaml:1:4: ", "a tag");
	refused("!!str a: b\n", "f.yaml:1:1: ", "a tag");
	refused("a: !!null\n", "f.yaml:1:4: ", "a tag");
	refused("a: !x &y z\n", "f.yaml:1:4: ", "a tag");
	refused("a: &y !x z\n", "f.yaml:1:4: ", "an anchor");
	refused("\xc3\xa9\xc3\xa9: &y z\n", "f.yaml:1:5: ", "an anchor");
	refused("%TAG ! tag:example.com,2000:\n---\na: b\n", "f.yaml:1:1: ", "%TAG");
}

static void keeps_what_only_looks_so(void **state)
{
	struct yaml *y = parse("a: '*x'\nb: \"&x\"\nc: x!y&z*\nd: '!!str'\ne: a&b\n\"*f\": |\n  &x\n");

	(void)state;
	assert_string_equal(yaml_str(y, "a"), "*x");
	assert_string_equal(yaml_str(y, "b"), "&x");
	assert_string_equal(yaml_str(y, "c"), "x!y&z*");
	assert_string_equal(yaml_str(y, "d"), "!!str");
	assert_string_equal(yaml_str(y, "*f"), "&x\n");
	yaml_free(y);
}

static void refuses_keys(void **state)
{
	struct yaml *y;

	(void)state;
	refused("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: ", "the key \"a\" stands twice");
	refused("a: 1\n'a': 3\n", "f.yaml:2:1: ", "the key \"a\" stands twice");
	refused("x:\n  - {k: 1, l: 2, \"\\x6b\": 3}\n", "f.yaml:2:18: ", "the key \"k\"");
	refused("\"\\e[2J\": 1\n\"\\e[2J\": 1\n", "f.yaml:2:1: ", "\"\\x1b[2J\"");
	refused("[a, b]: 1\n", "f.yaml:1:1: ", "a key must be plain text");
	refused("? {a: b}\n: 1\n", "f.yaml:1:3: ", "a key must be plain text");
	refused("? - a\n: 1\n", "f.yaml:1:3: ", "a key must be plain text");
	y = parse("a: {x: 1}\nb: {x: 1}\nA: 1\n");
	assert_int_equal(yaml_count(y), 3);
	yaml_free(y);
}

static void refuses_syntax(void **state)
{
	(void)state;
	refused("a: 1\n b: 2\n", "f.yaml:2:", "not valid YAML");
	refused("a: [1, 2\n", "f.yaml:2:1: ", "not valid YAML");
	refused("a: 'x\n", "f.yaml:2:1: ", "not valid YAML");
	refused("a:\n\t- b\n", "f.yaml:2:1: ", "not valid YAML");
	refused("a: \"\\q\"\n", "f.yaml:1:", "not valid YAML");
	refused("a: b: c\n", "f.yaml:1:5: ", "not valid YAML");
	refused("%YAML 9.9\n---\na: b\n", "f.yaml:1:1: ", "not valid YAML");
	refused("a: b\n---\nc: d\n", "f.yaml:2:1: ", "only one document");
	refused("---\n---\n", "f.yaml:2:1: ", "only one document");
	refused("a: b\n...\nc: d\n", "f.yaml:", "");
}

static void refuses_bytes(void **state)
{
	(void)state;
	refused("a: b\n\xc3\xa9: \xff\n", "f.yaml:2:4: ", "not UTF-8");
	refused("\xff\xfe" "a\x01", "f.yaml:1:1: ", "not UTF-8");
	refused("a: \xed\xa0\x80\n", "f.yaml:1:4: ", "not UTF-8");
	refused("ab: c\nd: \x1b[2J\n", "f.yaml:2:4: ", "not valid YAML");
	refused_n("a: b\0c\n", 7, "f.yaml:1:5: ", "not valid YAML");
	refused("a: \"x\\0y\"\n", "f.yaml:1:4: ", "U+0000");
	refused("\"\\0\": y\n", "f.yaml:1:1: ", "U+0000");
}

static void hostile_name(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	assert_null(yaml_parse("[", 1, "\x1b]0;x\x07", &e));
	assert_null(strchr(e.msg, '\x1b'));
	assert_null(strchr(e.msg, '\x07'));
	assert_non_null(strstr(e.msg, "\\x1b]0;x\\x07:"));
}

static void nest(struct buf *b, size_t depth)
{
	buf_reset(b);
	buf_pad(b, '[', depth);
	buf_pad(b, ']', depth);
}

static void limits(void **state)
{
	struct buf b = BUF_INIT;
	struct yaml *y;
	size_t i;

	(void)state;
	nest(&b, 32);
	yaml_free(parse(b.p));
	nest(&b, 33);
	refused(b.p, "f.yaml:1:33: ", "nested too deeply");
	nest(&b, 100000);
	refused(b.p, "f.yaml:1:", "");
	buf_reset(&b);
	for (i = 0; i < 50000; i++)
		buf_adds(&b, "- ");
	refused(b.p, "f.yaml:1:", "nested too deeply");
	buf_reset(&b);
	for (i = 0; i < 40000; i++)
		buf_adds(&b, "{a: ");
	refused(b.p, "f.yaml:1:", "");
	buf_reset(&b);
	for (i = 0; i < 40; i++) {
		buf_pad(&b, ' ', i);
		buf_adds(&b, "k:\n");
	}
	refused(b.p, "f.yaml:33:33: ", "nested too deeply");
	buf_reset(&b);
	buf_adds(&b, "a: b\n#");
	buf_pad(&b, 'x', YAML_MAX - b.len);
	yaml_free(parse(b.p));
	buf_addc(&b, 'x');
	refused(b.p, "f.yaml:2:", "too large");
	buf_reset(&b);
	for (i = 0; i < 20000; i++)
		buf_addf(&b, "k%zu: v\n", i);
	y = parse(b.p);
	assert_int_equal(yaml_count(y), 20000);
	yaml_free(y);
	buf_adds(&b, "k10000: again\n");
	refused(b.p, "f.yaml:20001:1: ", "\"k10000\"");
	buf_free(&b);
}

/* It says nothing of the file: who only looks at files would take it for one that cannot be read, and go on. */
static void no_memory(void **state)
{
	struct err e = ERR_INIT;
	int status;
	pid_t pid;

	(void)state;
	pid = fork(); /* it ends there, and gives nothing back */
	if (!pid) {
		mem_on_oom = on_oom;
		short_of_memory = 1;
		yaml_free(yaml_parse("a: b\n", 5, "f.yaml", &e));
		_exit(1); /* it went on */
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == ENDED);
	yaml_free(parse("a: b\n"));
}

static void same_tree(const struct yaml *a, const struct yaml *b)
{
	for (; a && b; a = a->next, b = b->next) {
		assert_int_equal(a->kind, b->kind);
		assert_int_equal(a->plain, b->plain);
		assert_int_equal(a->line, b->line);
		assert_int_equal(a->col, b->col);
		assert_int_equal(a->at, b->at);
		assert_int_equal(a->end, b->end);
		assert_int_equal(!a->key, !b->key);
		assert_int_equal(!a->value, !b->value);
		if (a->key)
			assert_string_equal(a->key, b->key);
		if (a->value)
			assert_string_equal(a->value, b->value);
		same_tree(a->child, b->child);
	}
	assert_null(a);
	assert_null(b);
}

/* What the build read is what libyaml reads now; and one byte more is another document. */
static void known(void **state)
{
	static const char *const files[] = { "aliases", "clients", "rollout", "runbook" };
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	struct yaml *built, *read;
	char path[400], chunk[4096];
	size_t i, n;
	FILE *f;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const char *data = getenv("TOOLGAP_DATADIR");

		(void)snprintf(path, sizeof(path), "%s/%s.yaml", data ? data : "data", files[i]);
		f = fopen(path, "rb");
		assert_non_null(f);
		buf_reset(&b);
		while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
			buf_add(&b, chunk, n);
		(void)fclose(f);
		built = yaml_parse(b.p, b.len, path, &e);
		assert_non_null(built);
		if (yaml_known_n)
			assert_true(built->whole);
		buf_addc(&b, '\n');
		read = yaml_parse(b.p, b.len, path, &e);
		assert_non_null(read);
		assert_false(read->whole);
		same_tree(built, read);
		yaml_free(read);
		b.p[0] = '!'; /* as long, and another one */
		assert_null(yaml_parse(b.p, b.len - 1, path, &e));
		yaml_free(built);
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tree),               cmocka_unit_test(places),
		cmocka_unit_test(byte_order_mark),    cmocka_unit_test(empty),
		cmocka_unit_test(roots),              cmocka_unit_test(nulls),
		cmocka_unit_test(bools),              cmocka_unit_test(refuses_decoration),
		cmocka_unit_test(keeps_what_only_looks_so),
		cmocka_unit_test(refuses_keys),       cmocka_unit_test(refuses_syntax),
		cmocka_unit_test(refuses_bytes),      cmocka_unit_test(hostile_name),
		cmocka_unit_test(limits),             cmocka_unit_test(no_memory),
		cmocka_unit_test(known),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
