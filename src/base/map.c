/* SPDX-License-Identifier: MIT */
/* map: from a name to a number, by open addressing over a list in the order of arrival. */
#include "base/map.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ODD 0x9e3779b97f4a7c15u

/* All of it, before it is cut to a slot: a table that grows does not read its names again. */
static uint32_t hash(const struct map *m, const char *key)
{
	uint64_t h = m->seed;

	for (; *key; key++) {
		h = (h ^ (unsigned char)*key) * ODD;
		h ^= h >> 29;
	}
	return (uint32_t)(h ^ h >> 32);
}

static size_t free_slot(const struct map *m, uint32_t h)
{
	size_t i = h & (m->size - 1);

	while (m->slot[i].at)
		i = (i + 1) & (m->size - 1);
	return i;
}

/* The slot of this name, or the free one where it would go. */
static size_t slot_of(const struct map *m, const char *key, uint32_t h)
{
	size_t i = h & (m->size - 1);

	for (; m->slot[i].at; i = (i + 1) & (m->size - 1))
		if (m->slot[i].hash == h && !strcmp(m->name[m->slot[i].at - 1].key, key))
			break;
	return i;
}

static void grow(struct map *m, size_t size)
{
	struct map_slot *old = m->slot;
	size_t had = m->size, i;

	if (size > UINT32_MAX)
		mem_oom();
	m->slot = mem_alloc((size + 1) * sizeof(*m->slot));
	m->name = mem_array(m->name, size / 2, sizeof(*m->name));
	m->size = size;
	if (!old)
		m->seed = (uint64_t)(uintptr_t)m->slot * ODD;
	for (i = 0; old && i < had; i++)
		if (old[i].at)
			m->slot[free_slot(m, old[i].hash)] = old[i];
	free(old);
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
	uint32_t h;
	size_t i;

	map_room(m, m->n + 1);
	h = hash(m, key);
	i = slot_of(m, key, h);
	if (!m->slot[i].at) {
		m->name[m->n] = (struct map_name){ key, value };
		m->slot[i] = (struct map_slot){ h, (uint32_t)++m->n };
	}
	return m->name[m->slot[i].at - 1].value;
}

size_t map_get(const struct map *m, const char *key)
{
	uint32_t *next, at;

	if (!m->n)
		return MAP_NONE;
	next = &m->slot[m->size].at; /* behind the slots: the name that came after the one that was found last */
	if (*next < m->n && !strcmp(m->name[*next].key, key))
		return m->name[(*next)++].value;
	at = m->slot[slot_of(m, key, hash(m, key))].at;
	if (!at)
		return MAP_NONE;
	*next = at;
	return m->name[at - 1].value;
}

void map_free(struct map *m)
{
	free(m->slot);
	free(m->name);
	*m = (struct map)MAP_INIT;
}
