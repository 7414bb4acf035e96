/* SPDX-License-Identifier: MIT */
/* semantic: capabilities that mean what somebody looks for, from the vector index, for a short while of patience. */
#ifndef TOOLGAP_WORK_SEMANTIC_H
#define TOOLGAP_WORK_SEMANTIC_H

#include "base/err.h"
#include "base/kv.h"
#include "vendors/http.h"
#include "vendors/probe.h"

#include <stddef.h>

struct semantic_hit {
	char *id, *vendor, *slug, *capability, *tool, *description;
	double score; /* 1: the same direction */
};

/* Are the credentials set without which nobody is asked? 1 or 0. */
int semantic_ready(const struct vendor_env *env);

/*
 * Two requests: the text's vector, and what is nearest to it, best first. `settings` are the workspace's (vectors:
 * index, model …). It gives up after `patience_ms`, and as soon as `stop` (a descriptor, or −1) is readable. −1: nobody
 * could say; the message is a clause, without what to do: lexical results are not touched by that.
 */
int semantic_find(struct http *http, struct vendor_env *env, const struct kv *settings, const char *text,
		  int patience_ms, int stop, struct semantic_hit **hits, size_t *n, struct err *e);
void semantic_free(struct semantic_hit *hits, size_t n);

#endif
