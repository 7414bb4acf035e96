/* SPDX-License-Identifier: MIT */
/* cloudflare_own: what the steps of filling an index share. */
#ifndef TOOLGAP_VENDORS_CLOUDFLARE_OWN_H
#define TOOLGAP_VENDORS_CLOUDFLARE_OWN_H

#include "base/json.h"
#include "vendors/cloudflare.h"
#include "vendors/look.h"

struct entry {
	const char *id, *text, *metadata; /* of the input */
	float *values;			  /* NULL: not there yet */
};

enum stage { STAGE_INDEX, STAGE_EMBED, STAGE_UPSERT, STAGE_WAIT, STAGE_OVER };

struct filling {
	struct entry *v;
	size_t n;
	enum stage stage;
	long dimensions; /* of the index */
	size_t made;	 /* vectors that the model gave */
	size_t written;	 /* vectors sent off and taken */
	char mutation[80];
	int polls;
	int failed;	 /* a call of this stage: why stands in the facts */
};

struct call *cloudflare_call(struct probe *p, const char *method, int tag, const char *path);
/* 1, or 0 when a credential is missing: then the probe is concluded as unknown. */
int cloudflare_ready(struct probe *p);
/* What is wrong with the names of index and model: a clause, or NULL. */
const char *cloudflare_names(const struct probe *p);
/* Ask the model for vectors of these texts. */
void cloudflare_ask_model(struct probe *p, int tag, const char *const *texts, size_t n);
const char *cloudflare_index(const struct probe *p);
const char *cloudflare_model(const struct probe *p);
long cloudflare_model_dimensions(const char *model); /* 0: not a model that we know */

/* The envelope's result, or NULL: then the clause is in why. Free *doc in both cases. */
const struct json *cloudflare_result(const struct call *c, const struct reply *r,
				     struct json **doc, char *why, size_t size);

/* What cannot be sent: a clause, or NULL. */
const char *cloudflare_fault(const struct filling *f);

/* As JSON has it, whatever the locale thinks of decimal points. */
void cloudflare_number(struct buf *b, float v);

/* One line of NDJSON with its line feed. */
void cloudflare_line(struct buf *b, const struct entry *en, long dimensions, const char *space);

#endif
