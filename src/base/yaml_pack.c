/* SPDX-License-Identifier: MIT */
/* yaml_pack: a program of the build: YAML files in, out a C file with their bytes and their trees. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "base/yaml_known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * yaml_pack FILE… prints known.c: see yaml_known.h. What does not parse ends the build with the message that a user would get.
 */
static size_t count(const struct yaml *y)
{
	size_t n = 0;

	yaml_each(it, y)
		n += 1 + count(it);
	return n;
}

static size_t keep(struct buf *texts, const char *s)
{
	size_t at = texts->len;

	if (!s)
		return 0;
	buf_add(texts, s, strlen(s) + 1);
	return at;
}

static void print_node(const struct yaml *y, struct buf *texts)
{
	size_t below = count(y), key = keep(texts, y->key), value = keep(texts, y->value);

	if (below > UINT16_MAX) {
		fprintf(stderr, "yaml_pack: line %zu: too many nodes\n", y->line);
		exit(1);
	}
	printf("\t{ %zu, %zu, %zu, %zu, %zu, %zu, %zu, %d, %d, %d },\n", key, value, y->line, y->col, y->at, y->end,
	       below, (int)y->kind, y->plain, !y->next);
	yaml_each(it, y)
		print_node(it, texts);
}

/* Numbers, since a compiler need not take a string of such length. */
static void print_bytes(const char *name, size_t i, const char *s, size_t n)
{
	size_t k;

	printf("static const char %s_%zu[] = {", name, i);
	for (k = 0; k < n; k++)
		printf("%s%d,", k % 24 ? "" : "\n\t", s[k]);
	printf("%s0\n};\n", n % 24 ? " " : "\n\t");
}

static int read_whole(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char chunk[8192];
	size_t n;
	int bad;

	while (f && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(out, chunk, n);
	bad = !f || ferror(f);
	if (bad)
		perror(path);
	if (f)
		(void)fclose(f);
	return bad ? -1 : 0;
}

static size_t print_document(const char *path, size_t i)
{
	struct buf b = BUF_INIT, texts = BUF_INIT;
	struct err e = ERR_INIT;
	struct yaml *doc = read_whole(path, &b) ? NULL : yaml_parse(buf_str(&b), b.len, path, &e);
	size_t nodes;

	if (!doc) {
		fprintf(stderr, "%s\n", e.msg);
		exit(1);
	}
	buf_addc(&texts, '\0'); /* place 0 is none */
	nodes = 1 + count(doc);
	printf("static const struct yaml_node node_%zu[] = {\n", i);
	print_node(doc, &texts);
	puts("};");
	print_bytes("bytes", i, buf_str(&b), b.len);
	print_bytes("texts", i, buf_str(&texts), texts.len);
	yaml_free(doc);
	buf_free(&texts);
	buf_free(&b);
	return nodes;
}

int main(int argc, char **argv)
{
	size_t *nodes = mem_array(NULL, (size_t)argc + 1, sizeof(*nodes)), i;
	int k;

	puts("/* known: made by yaml_pack from the YAML files of data/; not to be edited. */\n#include \"base/yaml_known.h\"\n");
	for (k = 1; k < argc; k++)
		nodes[k] = print_document(argv[k], (size_t)k);
	puts("const struct yaml_known yaml_known[] = {");
	for (i = 1; i < (size_t)argc; i++)
		printf("\t{ bytes_%zu, sizeof(bytes_%zu) - 1, node_%zu, %zu, texts_%zu },\n", i, i, i, nodes[i], i);
	printf("};\nconst size_t yaml_known_n = %d;\n", argc - 1);
	free(nodes);
	return fflush(stdout) || ferror(stdout);
}
