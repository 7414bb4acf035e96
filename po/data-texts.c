/* SPDX-License-Identifier: MIT */
/* data-texts: what people read in data/, as C for xgettext, which knows no YAML: data-texts RUNBOOK.YAML CLIENTS.YAML. */
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

int main(int argc, char **argv)
{
	static char of_runbook[] = "runbook.yaml; names in braces stay as they are";
	static char of_clients[] = "clients.yaml";
	struct buf runbook = BUF_INIT, clients = BUF_INIT;
	struct err e = ERR_INIT;
	struct runbook *rb;
	struct clients *all = NULL;

	if (argc != 3) {
		fputs("usage: data-texts RUNBOOK.YAML CLIENTS.YAML\n", stderr);
		return 2;
	}
	slurp(argv[1], &runbook);
	slurp(argv[2], &clients);
	rb = runbook_parse(buf_str(&runbook), runbook.len, argv[1], &e);
	if (rb)
		all = clients_parse(buf_str(&clients), clients.len, argv[2], NULL, &e);
	if (all) {
		puts("/* Made by po/data-texts; never compiled. */");
		runbook_strings(rb, put, of_runbook);
		clients_strings(all, put, of_clients);
	} else {
		fprintf(stderr, "data-texts: %s\n", e.msg);
	}
	runbook_free(rb);
	clients_free(all);
	buf_free(&runbook);
	buf_free(&clients);
	return !all || fflush(stdout) || ferror(stdout);
}
