/* SPDX-License-Identifier: MIT */
/* find: who fits what somebody typed: registry rows, capability entries, catalog entries, best first. Pure. */
#ifndef TOOLGAP_FILES_FIND_H
#define TOOLGAP_FILES_FIND_H

#include "base/err.h"
#include "base/seek.h"
#include "base/yaml.h"
#include "files/catalog.h"
#include "files/registry.h"

#include <stddef.h>
#include <stdint.h>

/*
 * How well something fits, best first; the score (1 to 100) says where within the grade:
 *   EXACT    100 it is the slug, the name or the id; 98 an alias (data/aliases.yaml) leads there; 96 it is the short name
 *            that its servers carry. Letter case, blanks and punctuation do not count
 *   NAME     60 to 95: it is a part of the slug or name; or each of its words is
 *   TYPO     44 to 74: a slip of the finger away (fuzzy_slips)
 *   MEANING  40 to 100: the vector index holds it to mean something like the text (work/finder.h); not found by letters
 *   LETTERS  40 to 74: its letters stand in the name in their order (fuzzy_score)
 *   MENTION  30 each of its words stands, where a word begins, somewhere in the row or the description; 20 anywhere there
 * TYPO and LETTERS are only looked for in a wide search, which is for when a close one gave no EXACT and no NAME.
 */
enum find_grade { FIND_NONE, FIND_MENTION, FIND_LETTERS, FIND_MEANING, FIND_TYPO, FIND_NAME, FIND_EXACT };
enum find_kind { FIND_REGISTRY, FIND_CAPABILITY, FIND_COMPOSIO, FIND_PIPEDREAM };
#define FIND_KINDS 4

struct find_fit {
	enum find_grade grade;
	int score;
};

#define FIND_WORDS 8
#define FIND_AT_WORD 30
#define FIND_AMID 20

/* A slug, folded (base/fuzzy.h), that an alias leads to, and how well that alias fits. */
struct find_lead {
	char *slug;
	struct find_fit fit;
};

struct find_query {
	char *text;                     /* one line, safe to show */
	int wide;
	struct needle word[FIND_WORDS]; /* lower-case; "|" as a table has it */
	size_t words;
	struct needle fold;             /* all of it without blanks and punctuation */
	struct needle brief;            /* "pipedream-TEXT-" */
	char *folded;
	char first[256];                /* 1: it, or a lead, may begin with that byte */
	size_t slips;
	uint64_t letters;
	struct find_lead *lead;         /* sorted by slug */
	size_t leads, cap;
};

/* `aliases`: what aliases_parse gave, or NULL. -1 (E_USAGE): there is nothing to look for in this text. */
int find_query_init(struct find_query *q, const char *text, const struct yaml *aliases, int wide, struct err *e);
void find_query_free(struct find_query *q);

/* A thing with these names (the first its slug) and that body; NULL names are passed over. */
struct find_fit find_fit(const struct find_query *q, const char *const *names, size_t n, const char *body);
const struct find_fit *find_lead_of(const struct find_query *q, const char *folded); /* or NULL */
/* Is it the short name in this server's name, or in this line: "pipedream-TEXT-…"? 1 or 0; then the fit is EXACT. */
#define FIND_BY_SHORT 96
int find_short(const struct find_query *q, const char *server);

/*
 * The list of hits. Another source adds with find_add: what it does not fill stays 0; strings are the list's from
 * then on.
 */
struct find_hit {
	enum find_kind kind;
	struct find_fit fit;
	char *slug, *name;              /* name: of a capability its id, of a row NULL */
	char *file;                     /* or NULL: no file of the workspace */
	size_t line;                    /* in it; 0: not known */
	struct registry_row row;        /* of a row */
	size_t more;                    /* of a row: cells that it has more than the header */
	char *vendor, *tool, *about;    /* of a capability; about: of any */
	int alike;                      /* per cent that the vector index gives it; 0: it did not name it */
	size_t tools;                   /* of a whole capability file (its name is NULL): how many */
	struct catalog_entry en;        /* of a catalog's; its strings lie in bytes */
	char *bytes;
};

struct finds {
	struct find_hit *v;
	size_t n, cap;
	size_t left; /* hits beyond `most`, counted and not kept */
};

struct find_hit *find_add(struct finds *f, enum find_kind kind, struct find_fit fit, const char *slug);
void finds_free(struct finds *f);
enum find_grade finds_best(const struct finds *f);
/* Best first; ties by kind, then slug, then name. What is beyond `most` goes, into `left`; where there is an EXACT or a
   NAME so does what a catalog only MENTIONs, and what has it amid a word. With SIZE_MAX all of it stays. */
void finds_rank(struct finds *f, size_t most);

/*
 * The sources. find_in_registry looks at every row of the table as it stands: it keeps the best `most`, and judges no
 * row that it does not show. -1: the table's head cannot be read, or another such table follows it; what was found so
 * far is in the list all the same.
 * find_in_capability gives a hit for the file where the text is its toolkit, and one for each entry. -1: it cannot be read.
 * find_in_catalog takes the lines of a copy (catalog_head). -1: it is no whole copy, so what is not found may be there.
 */
int find_in_registry(const struct find_query *q, const char *s, size_t n, const char *file, size_t most,
		     struct finds *f, struct err *e);
int find_in_capability(const struct find_query *q, const char *s, size_t n, const char *file, struct finds *f,
		       struct err *e);
int find_in_catalog(const struct find_query *q, const struct catalog *head, const char *text, size_t n,
		    struct finds *f);

/* The words of a row around the first place that mentions the text, `cols` columns at most; "" where none does. */
char *find_excerpt_new(const char *text, const struct registry_row *row, size_t cols);

#endif
