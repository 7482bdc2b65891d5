/* Lines of numbers in one piece (words.Pile). */

#pragma once

#include "numbers.h"

typedef struct {
    PyObject *starts, *numbers; /* bytes: where each line begins and the last one ends, four each; and the numbers */
    int width;                  /* bytes of one of these */
} Pile;

/* For PyArg_ParseTuple: the parts and the width of a Pile. */
static int as_pile(PyObject *given, void *pile)
{
    Pile *to = pile;
    if (!PyTuple_Check(given) || !PyArg_ParseTuple(given, "SSi", &to->starts, &to->numbers, &to->width)) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "a pile is a tuple");
        return 0;
    }
    if (to->width == 2 || to->width == 4) return 1;
    PyErr_SetString(PyExc_ValueError, "numbers have two or four bytes");
    return 0;
}

static uint32_t number_at(const char *at, int width)
{
    uint16_t two;
    uint32_t four;
    if (width == 4) return memcpy(&four, at, 4), four;
    return memcpy(&two, at, 2), two;
}

static int push_from(Numbers *out, const char *at, size_t n, int width)
{
    for (size_t i = 0; i < n; i++)
        if (push(out, number_at(at + i * (size_t)width, width)) < 0) return -1;
    return 0;
}

/* A line, of `n` numbers. NULL: an error */
static const char *piled(const Pile *pile, size_t number, size_t *n)
{
    const uint32_t *starts = (const uint32_t *)PyBytes_AS_STRING(pile->starts) + number;
    size_t lines = (size_t)PyBytes_GET_SIZE(pile->starts) / sizeof *starts, width = (size_t)pile->width;
    if (number + 1 >= lines || starts[0] > starts[1] || starts[1] > (size_t)PyBytes_GET_SIZE(pile->numbers) / width)
        return (const char *)PyErr_Format(PyExc_IndexError, "no such line");
    *n = starts[1] - starts[0];
    return PyBytes_AS_STRING(pile->numbers) + starts[0] * width;
}

static int read_piled(const Pile *pile, size_t number, Numbers *out)
{
    size_t n = 0;
    const char *at = piled(pile, number, &n);
    return at ? push_from(out, at, n, pile->width) : -1;
}
