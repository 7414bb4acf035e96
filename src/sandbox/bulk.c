/* SPDX-License-Identifier: MIT */
/* bulk: made-up entries, so that a catalog is as long as the vendors' are. */
#include "sandbox/box.h"

#include "base/buf.h"

#include <stdio.h>

/* The n-th of each is a name of its own: "Amber Ledger 1", the same at every start. */
static const char *const first[] = { "Amber", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor",
				     "Indigo", "Juniper", "Kelp", "Lumen", "Maple", "Nimbus", "Opal", "Pioneer",
				     "Quartz", "Raven", "Summit", "Tundra", "Umber", "Velvet", "Willow", "Zephyr" };
static const char *const second[] = { "Ledger", "Desk", "Mailer", "Board", "Signal", "Forms", "Metrics", "Vault",
				      "Tickets", "Shop", "Calendar", "Voice", "Pages", "Survey", "Payroll", "Docs",
				      "Chat", "Deploy", "Books", "Hub", "Cloud", "Notes", "Route", "Sheets", "Studio" };

#define N(list) (sizeof(list) / sizeof(*(list)))

void bulk_add(struct buf *b, int toolkits, long n)
{
	long i;

	while (b->len && b->p[b->len - 1] != ']')
		b->len--;
	if (!b->len)
		return; /* no list: the parser will say so */
	b->p[--b->len] = '\0';
	for (i = 0; i < n; i++) {
		const char *one = first[(size_t)i % N(first)], *two = second[(size_t)(i / 7) % N(second)];
		char slug[64];
		size_t k;

		(void)snprintf(slug, sizeof(slug), "%s_%s_%ld", one, two, i + 1);
		for (k = 0; slug[k]; k++)
			if (slug[k] >= 'A' && slug[k] <= 'Z')
				slug[k] = (char)(slug[k] + 32);
		buf_addf(b, ",{\"slug\":\"%s\",\"name\":\"%s %s %ld\",\"about\":\"%s of the %s kind, number %ld of many; it "
			    "keeps what a team writes, counts and sends.\",\"category\":\"%s\",", slug, one, two, i + 1,
			 two, one, i + 1, i % 2 ? "productivity" : "crm");
		if (toolkits)
			buf_adds(b, i % 3 ? "\"auth\":[\"API_KEY\"],\"version\":\"20261012_00\"}"
					  : "\"auth\":[\"OAUTH2\"],\"managed\":[\"OAUTH2\"],\"version\":\"20261012_00\"}");
		else
			buf_addf(b, "\"auth\":\"%s\",\"weight\":%ld}", i % 3 ? "keys" : "oauth", i % 1000);
	}
	buf_addc(b, ']');
}
