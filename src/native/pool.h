/* Things of any length, each kept once and known by its number, and lists of numbers. */

#pragma once

#include "numbers.h"

static int push_all(Numbers *v, const uint32_t *at, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (push(v, at[i]) < 0) return -1;
    return 0;
}

/* Bytes, one after another. */
typedef struct {
    char *at;
    size_t n, room;
} Buffer;

static int append(Buffer *to, const void *from, size_t n)
{
    if (to->room - to->n < n) {
        size_t room = (to->n + n) * 2 + 16;
        char *at = realloc(to->at, room);
        if (!at) {
            PyErr_NoMemory();
            return -1;
        }
        to->at = at, to->room = room;
    }
    if (n) memcpy(to->at + to->n, from, n);
    to->n += n;
    return 0;
}

typedef struct {
    Buffer all;
    Numbers ends, hashes; /* of each */
    uint32_t *slots, nslots; /* a power of two: the number of one and 1, or 0 */
} Pool;

static void free_pool(Pool *p)
{
    free(p->all.at), free(p->ends.at), free(p->hashes.at), free(p->slots);
}

static const char *of_pool(const Pool *p, uint32_t number, size_t *n)
{
    uint32_t start = number ? p->ends.at[number - 1] : 0;
    *n = p->ends.at[number] - start;
    return p->all.at + start;
}

static int more_slots(Pool *p)
{
    uint32_t n = p->nslots ? p->nslots * 2 : 1024, *slots = calloc(n, sizeof *slots);
    if (!n || !slots) {
        free(slots);
        PyErr_NoMemory();
        return -1;
    }
    for (uint32_t i = 0; i < p->ends.n; i++) {
        uint32_t k = p->hashes.at[i] & (n - 1);
        while (slots[k]) k = (k + 1) & (n - 1);
        slots[k] = i + 1;
    }
    free(p->slots);
    p->slots = slots, p->nslots = n;
    return 0;
}

/* A hash, eight bytes at a time. */
static uint32_t hash_of(const char *at, size_t n)
{
    uint64_t hash = n;
    for (size_t i = 0; i < n; i += 8) {
        uint64_t piece = 0;
        memcpy(&piece, at + i, n - i < 8 ? n - i : 8);
        hash = (hash ^ piece) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    return (uint32_t)(hash * 0x9E3779B97F4A7C15u >> 32); /* all letters have a say in the low bits */
}

/* The number of what stands at `at`, which is kept if it is new; -1: an error. */
static int64_t in_pool(Pool *p, const void *at, size_t n)
{
    uint32_t hash = hash_of(at, n);
    if (p->ends.n >= p->nslots / 2 && more_slots(p) < 0) return -1;
    uint32_t k = hash & (p->nslots - 1);
    for (; p->slots[k]; k = (k + 1) & (p->nslots - 1)) {
        uint32_t number = p->slots[k] - 1;
        size_t size;
        if (p->hashes.at[number] != hash) continue;
        const char *found = of_pool(p, number, &size);
        if (size == n && (!n || !memcmp(found, at, n))) return number;
    }
    if (n > UINT32_MAX - p->all.n) {
        PyErr_NoMemory();
        return -1;
    }
    if (append(&p->all, at, n) < 0 || push(&p->hashes, hash) < 0 || push(&p->ends, (uint32_t)p->all.n) < 0) return -1;
    p->slots[k] = p->ends.n;
    return p->ends.n - 1;
}

/* For each number below `most` a list of numbers, the latest first. */
typedef struct {
    Numbers heads, next, values; /* the first of a list, the one after each: a place and 1, or 0 */
    uint32_t most;
} Chains;

static void free_chains(Chains *c)
{
    free(c->heads.at), free(c->next.at), free(c->values.at);
}

static int chain(Chains *c, uint32_t of, uint32_t value)
{
    if (of >= c->most) {
        PyErr_Format(PyExc_IndexError, "%u is too much", of);
        return -1;
    }
    while (c->heads.n <= of)
        if (push(&c->heads, 0) < 0) return -1;
    if (push(&c->next, c->heads.at[of]) < 0 || push(&c->values, value) < 0) return -1;
    c->heads.at[of] = c->values.n;
    return 0;
}

/* Put the list of `of` behind those in `out`. */
static int chained(const Chains *c, uint32_t of, Numbers *out)
{
    for (uint32_t k = of < c->heads.n ? c->heads.at[of] : 0; k; k = c->next.at[k - 1])
        if (push(out, c->values.at[k - 1]) < 0) return -1;
    return 0;
}
