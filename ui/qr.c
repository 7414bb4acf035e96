/* SPDX-License-Identifier: MIT */
/* qr: libqrencode's modules, two to a cell. */
#include "ui/qr.h"

#include "base/load.h"
#include "base/mem.h"

#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

/* Loaded with the first code. Where it is not installed there is none, as where none fits. */
static struct {
	__typeof__(QRcode_encodeString8bit) *encode;
	__typeof__(QRcode_free) *free;
} lib;

static int load(void)
{
	static const char *const libs[] = { "libqrencode.so.4", "libqrencode.4.dylib", NULL };
	static const struct load_symbol symbols[] = {
		{ "QRcode_encodeString8bit", &lib.encode }, { "QRcode_free", &lib.free }
	};

	return lib.encode ? 0 : load_functions(libs, symbols, sizeof(symbols) / sizeof(*symbols));
}

void qr_make(struct qr *q, const char *text)
{
	QRcode *code = *text && !load() ? lib.encode(text, 0, QR_ECLEVEL_L) : NULL;
	size_t n, i;

	memset(q, 0, sizeof(*q));
	if (!code)
		return;
	q->n = code->width;
	n = (size_t)code->width * (size_t)code->width;
	q->dark = mem_alloc(n);
	for (i = 0; i < n; i++)
		q->dark[i] = code->data[i] & 1;
	lib.free(code);
}

void qr_free(struct qr *q)
{
	free(q->dark);
	memset(q, 0, sizeof(*q));
}

void qr_size(const struct qr *q, int ascii, int quiet, int *w, int *h)
{
	int all = q->n + 2 * quiet;

	*w = ascii ? 2 * all : all;
	*h = ascii ? all : (all + 1) / 2;
}

int qr_fits(const struct qr *q, int ascii, int cols, int rows, int *w, int *h)
{
	static const int quiet[] = { QR_QUIET, QR_QUIET_LEAST };
	size_t i;

	for (i = 0; i < sizeof(quiet) / sizeof(*quiet); i++) {
		qr_size(q, ascii, quiet[i], w, h);
		if (q->n && *w <= cols && *h <= rows)
			return quiet[i];
	}
	return -1;
}

/* The modules begin behind the quiet zone; all outside of them is light. */
static int dark(const struct qr *q, int y, int x)
{
	return y >= 0 && x >= 0 && y < q->n && x < q->n && q->dark[y * q->n + x];
}

void qr_draw(const struct qr *q, struct frame *f, int row, int col, int quiet, int flip)
{
	static const char *const cells[] = { " ", "▄", "▀", "█" };
	int y, x, all = q->n + 2 * quiet;

	for (y = 0; y < all; y += f->ascii ? 1 : 2) {
		for (x = 0; x < all; x++) {
			int up = dark(q, y - quiet, x - quiet) != flip, down = dark(q, y + 1 - quiet, x - quiet) != flip;

			if (f->ascii)
				frame_put(f, row + y, col + 2 * x, 2, STYLE_CODE, up ? "##" : "  ");
			else
				frame_put(f, row + y / 2, col + x, 1, STYLE_CODE, cells[2 * up + down]);
		}
	}
}
