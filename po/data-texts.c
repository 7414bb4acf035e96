/* SPDX-License-Identifier: MIT */
/* data-texts: what people read in data/, as C for xgettext, which knows no YAML: data-texts CLIENTS.YAML RUNBOOK.YAML... */
#include "base/mem.h"
#include "files/clients.h"
#include "runbook/runbook.h"

#include <stdio.h>
#include <stdlib.h>

static void slurp(const char *path, struct buf *b)
{
	char part[4096];
	size_t n;
	FILE *f = fopen(path, "rb");

	while (f && (n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(b, part, n);
	if (!f || ferror(f)) {
		fprintf(stderr, "data-texts: %s cannot be read\n", path);
		exit(1);
	}
	fclose(f);
}

/* `note` goes with the text to the translator. */
static void put(void *note, const char *s)
{
	printf("/* TRANSLATORS: %s */\nN_(\"", (const char *)note);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			putchar('\\');
		if (*s == '\n')
			fputs("\\n", stdout);
		else
			putchar(*s);
	}
	puts("\")");
}

/* The words of one file; -1 where it is no such file, and *e says why. */
static int texts(const char *path, int is_runbook, struct err *e)
{
	static char of_runbook[] = "runbook; names in braces stay as they are";
	static char of_clients[] = "clients.yaml";
	struct buf b = BUF_INIT;
	struct runbook *rb = NULL;
	struct clients *all = NULL;
	int rc;

	slurp(path, &b);
	if (is_runbook)
		rb = runbook_parse(buf_str(&b), b.len, path, e);
	else
		all = clients_parse(buf_str(&b), b.len, path, NULL, e);
	if (rb)
		runbook_strings(rb, put, of_runbook);
	else if (all)
		clients_strings(all, put, of_clients);
	rc = rb || all ? 0 : -1;
	runbook_free(rb);
	clients_free(all);
	buf_free(&b);
	return rc;
}

int main(int argc, char **argv)
{
	struct err e = ERR_INIT;
	int i;

	if (argc < 3) {
		fputs("usage: data-texts CLIENTS.YAML RUNBOOK.YAML...\n", stderr);
		return 2;
	}
	puts("/* Made by po/data-texts; never compiled. */");
	for (i = 1; i < argc; i++) {
		if (texts(argv[i], i > 1, &e)) {
			fprintf(stderr, "data-texts: %s\n", e.msg);
			return 1;
		}
	}
	return fflush(stdout) || ferror(stdout);
}
