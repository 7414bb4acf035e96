/* SPDX-License-Identifier: MIT */
/* names: from what the operator typed to the slug, the short name and the spellings worth asking. */
#include "work/names.h"

#include "base/mem.h"
#include "base/text.h"
#include "files/aliases.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SPELLINGS_MAX 12
#define WORDS_MAX 16

static void add_once(struct kv *facts, const char *key, const char *value)
{
	size_t i;

	if (strlen(value) < 2 || kv_count(facts, key) >= SPELLINGS_MAX)
		return;
	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, key) && text_ieq(facts->v[i].value, value))
			return;
	kv_add(facts, key, value);
}

/* A letter or digit; bytes above ASCII belong to the word that they stand in ("café"). */
static int in_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static int is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return !*s;
}

/* The words of a name, ASCII letters in lower case; blanks and punctuation part words. */
static size_t words_of(const char *name, char *word[WORDS_MAX])
{
	size_t n = 0;

	while (*name && n < WORDS_MAX) {
		struct buf b = BUF_INIT;

		while (*name && !in_word(*name))
			name++;
		for (; in_word(*name); name++)
			buf_addc(&b, (unsigned char)*name < 0x80 ? (char)tolower((unsigned char)*name)
								 : *name);
		if (b.len)
			word[n++] = buf_detach(&b);
		buf_free(&b);
	}
	return n;
}

static void joined(struct buf *out, char *const *word, size_t n, const char *by)
{
	size_t i;

	buf_reset(out);
	for (i = 0; i < n; i++)
		buf_addf(out, "%s%s", i ? by : "", word[i]);
}

static void spell(const char *name, struct kv *facts)
{
	char *word[WORDS_MAX];
	size_t n = words_of(name, word), i;
	struct buf b = BUF_INIT;
	int plain = is_ascii(name); /* only then can a vendor's slug be guessed from it */

	if (n) {
		joined(&b, word, n, " ");
		add_once(facts, "try", b.p);
		joined(&b, word, n, "");
		add_once(facts, "try", b.p);
		if (plain)
			add_once(facts, "slug", b.p);
		joined(&b, word, n, "_");
		add_once(facts, "try", b.p);
		if (plain)
			add_once(facts, "slug", b.p);
	}
	for (i = 0; n > 2 && i + 1 < n; i++) {
		joined(&b, word + i, 2, " ");
		add_once(facts, "try", b.p);
	}
	for (i = 0; i < n; i++)
		free(word[i]);
	buf_free(&b);
}

/* Google, Microsoft and Meta; "meta" only as a word, so that Metabase is not taken for it. */
static int wants_own_client(const char *provider, const char *norm)
{
	static const char *const prefix[] = { "google", "gmail", "microsoft", "facebook", "instagram",
					      "outlook" };
	size_t i;

	if (!strncasecmp(provider, "meta", 4) && !isalnum((unsigned char)provider[4]))
		return 1;
	for (i = 0; i < sizeof(prefix) / sizeof(*prefix); i++)
		if (!strncmp(norm, prefix[i], strlen(prefix[i])))
			return 1;
	return 0;
}

/* Initials when the name has three words or more, else the words themselves. */
static void short_name(const char *provider, struct buf *out)
{
	char *word[WORDS_MAX];
	size_t n = words_of(provider, word), i;

	for (i = 0; i < n; i++) {
		if (n >= 3)
			buf_addc(out, word[i][0]);
		else
			buf_adds(out, word[i]);
		free(word[i]);
	}
}

int names_facts(const char *provider, const char *yaml, size_t n, const char *name, struct kv *facts,
		struct err *e)
{
	struct yaml *doc = aliases_parse(yaml, n, name, e);
	const struct yaml *found = NULL;
	struct buf norm = BUF_INIT, brief = BUF_INIT;

	if (!doc)
		return -1;
	aliases_each(it, doc) if (!found && alias_means(it, provider)) found = it;
	if (!is_ascii(provider))
		add_once(facts, "try", provider); /* as typed; its case cannot be told byte by byte */
	spell(provider, facts);
	if (found && yaml_str(found, "name"))
		spell(yaml_str(found, "name"), facts);
	if (found)
		add_once(facts, "slug", yaml_str(found, "slug"));
	yaml_each(it, yaml_get(found, "try")) if (it->value && text_is_name(it->value, 1))
		add_once(facts, "slug", it->value);
	/* A name with letters above ASCII gives no slug and no short name: half a name would be another's. */
	if (found || is_ascii(provider)) {
		text_norm(&norm, found ? yaml_str(found, "slug") : provider);
		short_name(found ? yaml_or(found, "name", provider) : provider, &brief);
		kv_set(facts, "toolkit_slug", found ? yaml_str(found, "slug") : buf_str(&norm));
		kv_set(facts, "short", found ? yaml_or(found, "short", buf_str(&brief)) : buf_str(&brief));
	}
	kv_set(facts, "own_client",
	       (found && yaml_bool(found, "own", 0)) || wants_own_client(provider, buf_str(&norm)) ?
		       "own" :
		       "managed");
	buf_free(&norm);
	buf_free(&brief);
	yaml_free(doc);
	return 0;
}
