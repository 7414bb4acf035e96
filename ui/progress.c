/* SPDX-License-Identifier: MIT */
/* progress: one line on standard error that is written over, while many questions are answered. */
#include "ui/progress.h"

#include "base/i18n.h"
#include "base/text.h"
#include "vendors/look.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void progress_init(struct progress *p, const struct options *o, int lines)
{
	memset(p, 0, sizeof(*p));
	p->tty = !o->quiet && isatty(STDERR_FILENO);
	p->lines = !o->quiet && !p->tty && lines;
}

static void write_over(struct progress *p, const char *line)
{
	int width = (int)text_width(line);

	fprintf(stderr, "\r%s%*s", line, p->shown > width ? p->shown - width : 0, "");
	p->shown = width;
}

static void of_total(struct buf *b, enum catalog_source which, const struct sync_part *part)
{
	char have[32], total[32];

	look_number(have, part->have);
	/* the vendor's number may leave out what is deprecated */
	look_number(total, part->total > (long)part->have ? (size_t)part->total : part->have);
	if (part->total >= 0)
		/* TRANSLATORS: vendor, entries so far, entries in all */
		buf_addf(b, _("%s %s of %s"), catalog_title(which), have, total);
	else
		buf_addf(b, "%s %s", catalog_title(which), have);
}

void progress_catalogs(struct progress *p, const struct sync *s)
{
	struct buf b = BUF_INIT;
	int i;

	for (i = 0; i < CATALOGS && (p->tty || p->lines); i++) {
		const struct sync_part *part = sync_part(s, (enum catalog_source)i);

		if (part->result == SYNC_SKIPPED)
			continue;
		if (p->tty) {
			buf_adds(&b, b.len ? " · " : "");
			of_total(&b, (enum catalog_source)i, part);
		} else if (part->have / 1000 > p->thousands[i]) {
			p->thousands[i] = part->have / 1000;
			of_total(&b, (enum catalog_source)i, part);
			fprintf(stderr, "toolgap: %s\n", buf_str(&b));
			buf_reset(&b);
		}
	}
	if (p->tty)
		write_over(p, buf_str(&b));
	buf_free(&b);
}

void progress_names(struct progress *p, size_t done, size_t n)
{
	struct buf b = BUF_INIT;
	char have[32], total[32];

	if (!p->tty)
		return;
	look_number(have, done);
	look_number(total, n);
	buf_addf(&b, ngettext("%s of %s provider", "%s of %s providers", n), have, total);
	write_over(p, buf_str(&b));
	buf_free(&b);
}

void progress_clear(struct progress *p)
{
	if (p->tty && p->shown)
		fprintf(stderr, "\r%*s\r", p->shown, "");
	p->shown = 0;
}
