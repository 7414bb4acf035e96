/* SPDX-License-Identifier: MIT */
/* buf: a growing byte string, always NUL-terminated after its last byte. */
#ifndef TOOLGAP_BASE_BUF_H
#define TOOLGAP_BASE_BUF_H

#include <stddef.h>

/*
 * BUF_INIT is a valid empty buffer without memory; buf.p is never NULL after the first append,
 * and buf_str() is never NULL. buf_free() leaves a reusable empty buffer. buf_detach() hands the
 * heap string to the caller.
 */
struct buf {
	char *p;
	size_t len, cap;
};

#define BUF_INIT { NULL, 0, 0 }

void buf_room(struct buf *b, size_t n); /* so many more bytes fit without moving what is there */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_room(struct buf *b, size_t n); /* for that many more bytes, so that they come without a move */
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_pad(struct buf *b, char c, size_t n);
void buf_reset(struct buf *b); /* empty, memory kept */
void buf_free(struct buf *b);
const char *buf_str(const struct buf *b);
char *buf_detach(struct buf *b);

/* The bytes as base64, with "=" at the end or without. */
void buf_b64(struct buf *b, const char *p, size_t n, int padded);

#endif
