/* SPDX-License-Identifier: MIT */
/* fuzz: one function a parser; any bytes in, and what has to hold of them afterwards. */
#ifndef TOOLGAP_FUZZ_FUZZ_H
#define TOOLGAP_FUZZ_FUZZ_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "files/splice.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A target takes any bytes and comes back: no crash, no finding of a sanitizer, and no promise broken that it looks at itself
 * (MUST, which aborts). It keeps nothing from one call to the next but what the data folder holds.
 * The same functions stand behind libFuzzer and AFL++ (entry.c) and in the replay of the corpora (replay.c).
 */
struct fuzz {
	const char *name; /* fuzz/corpus/NAME, fuzz/NAME.dict */
	void (*run)(const char *s, size_t n);
};

extern const struct fuzz fuzz_targets[];
extern const size_t n_fuzz_targets;
const struct fuzz *fuzz_find(const char *name); /* or NULL */

/* The world of all targets: time stands still, no credential of the caller's, the data folder. Once; it ends the program
   with a sentence where the data is not found. */
void fuzz_begin(void);
const char *fuzz_data(const char *name, size_t *n); /* a file of the data folder; kept */

_Noreturn void fuzz_broken(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
#define MUST(holds, ...)                                               \
	do {                                                           \
		if (!(holds))                                          \
			fuzz_broken(__FILE__, __LINE__, __VA_ARGS__);  \
	} while (0)

/* What reaches a person or a file of ours: text_safe would leave it as it is. Tabs and line breaks part such texts. */
void fuzz_safe(const char *what, const char *text);
/* A refusal: it has a code and a message, and the message is safe. */
void fuzz_said(const struct err *e);
/* The splices of an edit: over the old bytes they give the new ones, and turned around the old ones again. */
void fuzz_edit(const struct edit *ed);
void fuzz_same(const char *what, const char *a, size_t n, const char *b, size_t m);

/* The input as lines: the next one as a heap string without its end and without NULs, or NULL. */
struct feed {
	const char *p;
	size_t n;
};
char *feed_line(struct feed *f);
unsigned feed_byte(struct feed *f); /* 0 when there is none */

void fuzz_json(const char *s, size_t n);
void fuzz_jsonc(const char *s, size_t n);
void fuzz_toml(const char *s, size_t n);
void fuzz_client(const char *s, size_t n);
void fuzz_registry(const char *s, size_t n);
void fuzz_capability(const char *s, size_t n);
void fuzz_ledger(const char *s, size_t n);
void fuzz_yaml(const char *s, size_t n);
void fuzz_runbook(const char *s, size_t n);
void fuzz_clients(const char *s, size_t n);
void fuzz_answers(const char *s, size_t n);
void fuzz_dotenv(const char *s, size_t n);
void fuzz_catalog(const char *s, size_t n);
void fuzz_settings(const char *s, size_t n);
void fuzz_undo(const char *s, size_t n);
void fuzz_ics(const char *s, size_t n);
void fuzz_session(const char *s, size_t n);
void fuzz_plan(const char *s, size_t n);
void fuzz_keys(const char *s, size_t n);
void fuzz_options(const char *s, size_t n);
void fuzz_text(const char *s, size_t n);
void fuzz_secrets(const char *s, size_t n);
void fuzz_http(const char *s, size_t n);
void fuzz_composio(const char *s, size_t n);
void fuzz_pipedream(const char *s, size_t n);
void fuzz_github(const char *s, size_t n);
void fuzz_infisical(const char *s, size_t n);
void fuzz_cloudflare(const char *s, size_t n);
void fuzz_mcp(const char *s, size_t n);
void fuzz_mcp_registry(const char *s, size_t n);

#endif
