/* The words of pymorphy3's dictionary (dictionary.py): a DAWG of dawgdic, https://code.google.com/archive/p/dawgdic/.

   A key is a word in UTF-8, a byte 1, and in base64 the numbers of a paradigm and of a form, two bytes each. */

#pragma once

#include "numbers.h"

typedef struct {
    PyObject_HEAD
    Py_buffer data;
    const unsigned char *units, *guide; /* four bytes a unit; of each the labels of its first child and next sibling */
    uint32_t n;
} Dawg;

enum { SEPARATOR = 1, ENCODED = 6, DEEPEST = 16 };

static uint32_t little(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint32_t unit(const Dawg *d, uint32_t i)
{
    return little(d->units + (size_t)i * 4);
}

/* The unit that a label leads to; 0: none. */
static uint32_t follow(const Dawg *d, uint32_t i, unsigned char label)
{
    uint32_t base = unit(d, i), next = i ^ ((base >> 10) << ((base & 1 << 9) >> 6)) ^ label;
    return next < d->n && (unit(d, next) & (0x80000000u | 0xFF)) == label ? next : 0;
}

static uint32_t follow_letter(const Dawg *d, uint32_t i, Py_UCS4 c)
{
    if (c < 0x80) return follow(d, i, (unsigned char)c);
    if (c >= 0x800) return 0;
    i = follow(d, i, (unsigned char)(0xC0 | c >> 6));
    return i ? follow(d, i, (unsigned char)(0x80 | (c & 0x3F))) : 0;
}

static int of_base64(unsigned char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Takes what is found: a word with its «ё», the numbers of a paradigm and of a form. */
typedef struct Taker {
    int (*take)(struct Taker *, const Py_UCS4 *word, Py_ssize_t size, uint32_t paradigm, uint32_t form);
} Taker;

/* What the keys say that end below unit i; `said`: what they said so far. */
static int read_values(const Dawg *d, uint32_t i, unsigned char *said, int n, const Py_UCS4 *word, Py_ssize_t size, Taker *to)
{
    if (unit(d, i) & 1 << 8 && n >= ENCODED) {
        uint64_t bits = 0;
        for (int k = 0; k < ENCODED; k++) bits = bits << 6 | (uint64_t)(of_base64(said[k]) & 63);
        if (to->take(to, word, size, bits >> 20 & 0xFFFF, bits >> 4 & 0xFFFF) < 0) return -1;
    }
    unsigned char label = d->guide[(size_t)i * 2];
    while (label && n < DEEPEST) {
        uint32_t next = follow(d, i, label);
        if (!next) break;
        said[n] = label;
        if (read_values(d, next, said, n + 1, word, size, to) < 0) return -1;
        label = d->guide[(size_t)next * 2 + 1];
    }
    return 0;
}

static int find_similar(const Dawg *d, Py_UCS4 *word, Py_ssize_t size, Py_ssize_t at, uint32_t i, Taker *to)
{
    for (; at < size; at++) {
        if (word[at] == 0x435) { /* «е» may stand for «ё» */
            uint32_t other = follow_letter(d, i, 0x451);
            word[at] = 0x451;
            int bad = other && find_similar(d, word, size, at + 1, other, to) < 0;
            word[at] = 0x435;
            if (bad) return -1;
        }
        if (!(i = follow_letter(d, i, word[at]))) return 0;
    }
    unsigned char said[DEEPEST];
    return (i = follow(d, i, SEPARATOR)) ? read_values(d, i, said, 0, word, size, to) : 0;
}

typedef struct {
    Taker taker;
    PyObject *list;
} Listing;

static int list_reading(Taker *to, const Py_UCS4 *word, Py_ssize_t size, uint32_t paradigm, uint32_t form)
{
    PyObject *own = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, word, size);
    PyObject *found = own ? Py_BuildValue("NII", own, paradigm, form) : NULL;
    int bad = !found || PyList_Append(((Listing *)to)->list, found) < 0;
    Py_XDECREF(found);
    return bad ? -1 : 0;
}

static PyObject *dawg_readings(Dawg *d, PyObject *text)
{
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "a word is a str");
    Listing out = {{list_reading}, PyList_New(0)};
    Py_UCS4 *word = out.list ? PyUnicode_AsUCS4Copy(text) : NULL;
    if (!word || find_similar(d, word, PyUnicode_GET_LENGTH(text), 0, 0, &out.taker) < 0) Py_CLEAR(out.list);
    PyMem_Free(word);
    return out.list;
}

static PyObject *dawg_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    Py_buffer data;
    if (!PyArg_ParseTuple(args, "y*", &data)) return NULL;
    const unsigned char *at = data.buf;
    uint64_t size = (uint64_t)data.len, n = size >= 8 ? little(at) : 0;
    Dawg *d = NULL;
    if (!n || 8 + n * 4 > size || little(at + 4 + n * 4) < n || 8 + n * 6 > size) PyErr_SetString(PyExc_ValueError, "no dictionary");
    else d = (Dawg *)type->tp_alloc(type, 0);
    if (d) d->data = data, d->units = at + 4, d->guide = at + 8 + n * 4, d->n = (uint32_t)n;
    else PyBuffer_Release(&data);
    return (PyObject *)d;
}

static void dawg_free(Dawg *d)
{
    PyBuffer_Release(&d->data);
    Py_TYPE(d)->tp_free((PyObject *)d);
}

static PyMethodDef dawg_methods[] = {
    {"readings", (PyCFunction)dawg_readings, METH_O, "word -> (word with its «ё», paradigm, form) of each reading"},
    {0},
};

static PyTypeObject DawgType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Dawg",
    .tp_basicsize = sizeof(Dawg),
    .tp_dealloc = (destructor)dawg_free,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = dawg_methods,
    .tp_new = dawg_new,
};
