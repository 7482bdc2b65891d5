/* What is known of words, asked of Python once for each. */

#pragma once

#include "numbers.h"

/* A short word lies in the entry itself: most of the time of a search goes into waiting for memory. */
enum { SHORT = 16 };

typedef struct {
    uint32_t hash, size; /* size: of the word and 1; 0 where there is none */
    union {
        char here[SHORT];
        char *there;
    } word;
    void *known;
} Entry;

typedef struct {
    PyObject *describe; /* bytes -> what is known, for Python */
    void *(*make)(void *owner, PyObject *described); /* the same for C; NULL: nothing, or an error */
    void (*let)(void *known);                        /* frees it; NULL: it is the owner's */
    void *owner;
    Entry *entries;
    size_t room, used;
} Table;

/* The hash of a word, letter by letter (FNV-1a). */
static const uint32_t HASH = 0x811c9dc5u;

static inline uint32_t hash_on(uint32_t h, char c)
{
    return (h ^ (unsigned char)c) * 0x01000193u;
}

static void forget(Table *t)
{
    for (size_t i = 0; i < t->room; i++) {
        if (t->let && t->entries[i].size) t->let(t->entries[i].known);
        if (t->entries[i].size > SHORT + 1) free(t->entries[i].word.there);
    }
    free(t->entries);
    t->entries = NULL;
    t->room = t->used = 0;
}

static inline int is_word(const Entry *e, uint32_t hash, const char *word, uint32_t size)
{
    return e->hash == hash && e->size == size + 1 && !memcmp(size > SHORT ? e->word.there : e->word.here, word, size);
}

static inline size_t place_of(const Table *t, uint32_t hash)
{
    return (hash ^ hash >> 15) & (t->room - 1);
}

static inline Entry *slot(Table *t, uint32_t hash, const char *word, uint32_t size)
{
    size_t i = place_of(t, hash);
    while (t->entries[i].size && !is_word(t->entries + i, hash, word, size)) i = (i + 1) & (t->room - 1);
    return t->entries + i;
}

static int grow(Table *t)
{
    Table old = *t;
    size_t room = old.room ? old.room * 2 : 1024;
    Entry *entries = calloc(room, sizeof *entries);
    if (!entries) {
        PyErr_NoMemory();
        return -1;
    }
    t->entries = entries, t->room = room;
    for (Entry *e = old.entries; e && e < old.entries + old.room; e++)
        if (e->size) *slot(t, e->hash, e->size > SHORT + 1 ? e->word.there : e->word.here, e->size - 1) = *e;
    free(old.entries);
    return 0;
}

/* What is known of a word. Python is asked at the first meeting, when other threads may run: nothing is held over it. */
static int meet(Table *t, uint32_t hash, const char *word, uint32_t size, void **known)
{
    PyObject *key = PyBytes_FromStringAndSize(word, size);
    PyObject *found = key ? PyObject_CallOneArg(t->describe, key) : NULL;
    Py_XDECREF(key);
    if (!found) return -1;
    void *made = found == Py_None ? NULL : t->make(t->owner, found);
    Py_DECREF(found);
    Entry new = {.hash = hash, .size = size + 1, .known = made};
    if (size <= SHORT) memcpy(new.word.here, word, size);
    else if (!PyErr_Occurred()) {
        if ((new.word.there = malloc(size))) memcpy(new.word.there, word, size);
        else PyErr_NoMemory();
    }
    int bad = PyErr_Occurred() || (t->used * 4 >= t->room * 3 && grow(t) < 0);
    Entry *e = bad ? NULL : slot(t, hash, word, size);
    if (e && !e->size) {
        *e = new;
        t->used++;
    } else { /* an error, or met by another thread meanwhile */
        if (size > SHORT) free(new.word.there);
        if (t->let) t->let(made);
    }
    if (e) *known = e->known;
    return bad ? -1 : 0;
}

static inline int look_up(Table *t, uint32_t hash, const char *word, uint32_t size, void **known)
{
    if (!t->room && grow(t) < 0) return -1;
    Entry *e = slot(t, hash, word, size);
    *known = e->known;
    return e->size ? 0 : meet(t, hash, word, size, known);
}
