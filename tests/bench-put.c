/* SPDX-License-Identifier: MIT */
/* bench-put: milliseconds to read a large file, and to put one entry into its bytes: bench-put CLIENTS.YAML FILE ROUNDS. */
#include "base/mem.h"
#include "files/clients.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int slurp(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "rb");
	long n = -1;

	if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0)
		goto out;
	rewind(f);
	buf_room(b, (size_t)n);
	b->len = fread(b->p, 1, (size_t)n, f);
	b->p[b->len] = '\0';
out:
	if (f)
		fclose(f);
	return n < 0 || b->len != (size_t)n ? -1 : 0;
}

int main(int argc, char **argv)
{
	long rounds = argc > 3 ? strtol(argv[3], NULL, 10) : 0, i;
	struct buf yaml = BUF_INIT, file = BUF_INIT;
	struct err e = ERR_INIT;
	struct clients *all = NULL;
	int rc = 1;

	if (rounds < 1 || slurp(argv[1], &yaml) || !(all = clients_parse(buf_str(&yaml), yaml.len, argv[1], NULL, &e)))
		goto out;
	for (i = 0, rc = 0; i < rounds && !rc; i++) {
		struct entry *en = entry_new("pipedream-gtm-ascend", "https://remote.mcp.pipedream.net/v3");
		enum client_put what = CLIENT_SAME;
		struct edit ed;
		double from = now_ms(), read;

		buf_free(&file);
		rc = slurp(argv[2], &file);
		read = now_ms() - from;
		entry_header_add(en, "Authorization", "Bearer ", "PIPEDREAM_OAUTH_BEARER");
		entry_header_add(en, "x-pd-app-slug", "google_tag_manager", NULL);
		from = now_ms();
		edit_init(&ed, buf_str(&file), file.len);
		rc = rc || client_put(clients_find(all, "claude-code"), &ed, argv[2], en, &what, &e) ||
		     what != CLIENT_ADDED;
		printf("%.1f %.1f\n", read, now_ms() - from);
		edit_free(&ed);
		entry_free(en);
	}
out:
	if (rc)
		fprintf(stderr, "bench-put: %s\n", *e.msg ? e.msg : "usage, or a file that cannot be read");
	clients_free(all);
	buf_free(&yaml);
	buf_free(&file);
	return rc;
}
