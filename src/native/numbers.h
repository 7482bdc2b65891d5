/* Arrays of numbers. */

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GNUC__
#define FETCH(address) __builtin_prefetch(address)
#define lowest(bits) ((uint32_t)__builtin_ctzll(bits))
#else
#define FETCH(address) ((void)0)

/* The number of the lowest bit. */
static uint32_t lowest(uint64_t bits)
{
    uint32_t n = 0;
    for (; !(bits & 1); bits >>= 1) n++;
    return n;
}
#endif

typedef struct {
    uint32_t *at;
    uint32_t n, room;
    uint64_t hint; /* of those to be compared: for each number the bit of its remainder */
} Numbers;

static int push(Numbers *v, uint32_t x)
{
    if (v->n == v->room) {
        uint32_t room = v->room ? v->room * 2 : 8;
        uint32_t *at = realloc(v->at, room * sizeof *at);
        if (!at) {
            PyErr_NoMemory();
            return -1;
        }
        v->at = at, v->room = room;
    }
    v->at[v->n++] = x;
    return 0;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void sort(Numbers *v)
{
    uint32_t sorted = 1;
    while (sorted < v->n && v->at[sorted - 1] <= v->at[sorted]) sorted++;
    if (sorted >= v->n) return;
    if (v->n > 32) {
        qsort(v->at, v->n, sizeof *v->at, ascending);
        return;
    }
    for (uint32_t i = 1; i < v->n; i++) { /* a set gives small numbers in order, nearly */
        uint32_t x = v->at[i], k = i;
        for (; k && v->at[k - 1] > x; k--) v->at[k] = v->at[k - 1];
        v->at[k] = x;
    }
}

/* Sorted, each number once. */
static void sort_once(Numbers *v)
{
    sort(v);
    uint32_t n = v->n > 0;
    for (uint32_t i = 1; i < v->n; i++)
        if (v->at[i] != v->at[n - 1]) v->at[n++] = v->at[i];
    v->n = n;
}

static void give_hint(Numbers *v)
{
    v->hint = 0;
    for (uint32_t i = 0; i < v->n; i++) v->hint |= (uint64_t)1 << v->at[i] % 64;
}

/* Any iterable of ints; sorted and to be compared, if asked. */
static int numbers(PyObject *of, Numbers *out, int sorted)
{
    *out = (Numbers){0};
    PyObject *it = PyObject_GetIter(of), *item;
    if (!it) return -1;
    while ((item = PyIter_Next(it))) {
        unsigned long x = PyLong_AsUnsignedLong(item);
        Py_DECREF(item);
        if (PyErr_Occurred() || push(out, (uint32_t)x) < 0) break;
    }
    Py_DECREF(it);
    if (PyErr_Occurred()) {
        free(out->at);
        *out = (Numbers){0};
        return -1;
    }
    if (sorted) sort(out), give_hint(out);
    return 0;
}

static int numbers_of(PyObject *object, const char *name, Numbers *out, int sorted)
{
    PyObject *value = PyObject_GetAttrString(object, name);
    if (!value) return -1;
    int bad = numbers(value, out, sorted);
    Py_DECREF(value);
    return bad;
}

/* The first place in a sorted array with a number not below x. */
static uint32_t lower(const uint32_t *at, uint32_t n, int64_t x)
{
    uint32_t low = 0;
    while (low < n) {
        uint32_t middle = (low + n) / 2;
        if ((int64_t)at[middle] < x) low = middle + 1;
        else n = middle;
    }
    return low;
}

static int holds(const Numbers *v, uint32_t x)
{
    uint32_t i = lower(v->at, v->n, x);
    return i < v->n && v->at[i] == x;
}

/* Do two sorted arrays have a number in common? */
static inline int meets(const Numbers *a, const Numbers *b)
{
    if (!(a->hint & b->hint)) return 0;
    if (a->n > b->n) {
        const Numbers *other = a;
        a = b, b = other;
    }
    if (b->n > 8 * a->n) {
        for (uint32_t i = 0; i < a->n; i++)
            if (holds(b, a->at[i])) return 1;
        return 0;
    }
    for (uint32_t i = 0, k = 0; i < a->n && k < b->n;) {
        if (a->at[i] == b->at[k]) return 1;
        if (a->at[i] < b->at[k]) i++;
        else k++;
    }
    return 0;
}
