/* SPDX-License-Identifier: MIT */
/* map: from a name to a number, by open addressing. */
#include "base/map.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ODD 0x9e3779b97f4a7c15u

static uint64_t hash(const struct map *m, const char *key)
{
	uint64_t h = m->seed;

	for (; *key; key++) {
		h = (h ^ (unsigned char)*key) * ODD;
		h ^= h >> 29;
	}
	return h ^ h >> 32;
}

/* The slot of this name, or the free one where it would go. */
static struct map_slot *slot_of(const struct map *m, const char *key, uint64_t h)
{
	size_t i = (size_t)h & (m->size - 1);

	while (m->slot[i].key && (m->slot[i].hash != h || strcmp(m->slot[i].key, key) != 0))
		i = (i + 1) & (m->size - 1);
	return &m->slot[i];
}

static void grow(struct map *m, size_t size)
{
	struct map old = *m;
	size_t i;

	m->slot = mem_alloc(size * sizeof(*m->slot));
	m->size = size;
	m->seed = (uint64_t)(uintptr_t)m->slot * ODD;
	for (i = 0; i < old.size; i++) {
		const struct map_slot *s = &old.slot[i];

		if (s->key) {
			uint64_t h = hash(m, s->key);

			*slot_of(m, s->key, h) = (struct map_slot){ s->key, s->value, h };
		}
	}
	free(old.slot);
}

void map_room(struct map *m, size_t n)
{
	size_t size = m->size ? m->size : 16;

	while (size / 2 < n)
		size *= 2;
	if (size != m->size)
		grow(m, size);
}

size_t map_put(struct map *m, const char *key, size_t value)
{
	struct map_slot *s;
	uint64_t h;

	map_room(m, m->n + 1);
	h = hash(m, key);
	s = slot_of(m, key, h);
	if (!s->key) {
		*s = (struct map_slot){ key, value, h };
		m->n++;
	}
	return s->value;
}

size_t map_get(const struct map *m, const char *key)
{
	const struct map_slot *s = m->n ? slot_of(m, key, hash(m, key)) : NULL;

	return s && s->key ? s->value : MAP_NONE;
}

void map_free(struct map *m)
{
	free(m->slot);
	*m = (struct map)MAP_INIT;
}
