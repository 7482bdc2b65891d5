/* Which lines of a block are worth a try in a sentence, and does one of them match? (pack.Matchers) */

#pragma once

#include "match.h"

typedef struct {
    PyObject_HEAD
    PyObject *programs, *stop; /* stop: NULL for the lines of a guard */
    Lists *lists;
    PyObject *matchers; /* a tuple, made when they are first asked for */
    Beginnings beginnings;
    uint64_t name;  /* of the sentence that was looked at last: claims of one sentence ask one after the other */
    Numbers worth;  /* a try there */
    int said;       /* does one of them match there that does not name the claim? -1: not asked yet */
} Lines;

static PyObject *lines_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *programs, *stop, *lists;
    if (!PyArg_ParseTuple(args, "O!OO!", &PyList_Type, &programs, &stop, &ListsType, &lists)) return NULL;
    Lines *x = (Lines *)type->tp_alloc(type, 0);
    if (!x) return NULL;
    x->programs = Py_NewRef(programs), x->lists = (Lists *)Py_NewRef(lists);
    x->stop = stop == Py_None ? NULL : Py_NewRef(stop);
    return (PyObject *)x;
}

static void lines_free(Lines *x)
{
    Py_XDECREF(x->programs), Py_XDECREF(x->stop), Py_XDECREF(x->lists), Py_XDECREF(x->matchers);
    free_beginnings(&x->beginnings), free(x->worth.at);
    Py_TYPE(x)->tp_free((PyObject *)x);
}

static int make_lines(Lines *x)
{
    Py_ssize_t n = PyList_GET_SIZE(x->programs);
    PyObject *matchers = PyTuple_New(n);
    Beginnings beginnings = {0};
    for (Py_ssize_t i = 0; matchers && i < n; i++) {
        Matcher *m = make_matcher(PyList_GET_ITEM(x->programs, i), x->stop, x->lists);
        if (m) PyTuple_SET_ITEM(matchers, i, (PyObject *)m);
        if (!m || add_beginning(&beginnings, &m->first, (uint32_t)i) < 0) Py_CLEAR(matchers);
    }
    if (!matchers || x->matchers || order_beginnings(&beginnings) < 0) { /* an error, or made by another thread meanwhile */
        free_beginnings(&beginnings);
        Py_XDECREF(matchers);
        return x->matchers ? 0 : -1;
    }
    x->matchers = matchers, x->beginnings = beginnings;
    return 0;
}

/* The form sets of the words of a sentence, each a bit: all guards ask for the same sentences. */
static struct {
    uint64_t name;
    unsigned char *bits;
    uint32_t size; /* bytes */
} marked;

static int mark_sets(const View *v)
{
    uint32_t size = marked.size;
    for (int i = 0; i < v->n; i++)
        for (uint32_t k = 0; k < v->sets[i]->n; k++)
            if (v->sets[i]->at[k] / 8 >= size) size = v->sets[i]->at[k] / 8 + 1;
    unsigned char *bits = size > marked.size ? realloc(marked.bits, size) : marked.bits;
    if (!bits && size) {
        PyErr_NoMemory();
        return -1;
    }
    marked.bits = bits, marked.size = size, marked.name = v->name;
    if (size) memset(bits, 0, size);
    for (int i = 0; i < v->n; i++)
        for (uint32_t k = 0; k < v->sets[i]->n; k++) bits[v->sets[i]->at[k] / 8] |= (unsigned char)(1 << v->sets[i]->at[k] % 8);
    return 0;
}

/* The lines that begin with some word of a sentence, in order, each once. */
static int lines_in(const Lines *x, const View *v, Numbers *found)
{
    found->n = 0;
    if (marked.name != v->name && mark_sets(v) < 0) return -1;
    for (uint32_t k = 0; k < x->beginnings.others.n; k++)
        if (push(found, x->beginnings.others.at[k]) < 0) return -1;
    for (const struct Key *key = x->beginnings.keys, *end = key + x->beginnings.n; key < end; key++)
        if (key->set / 8 < marked.size && marked.bits[key->set / 8] >> key->set % 8 & 1 && push(found, key->number) < 0) return -1;
    sort_once(found);
    return 0;
}

/* Does a match that is the tightest of those with its end meet the claim? 1, 0; -1: an error */
static int touches(Matcher *m, View *v)
{
    Numbers ends = {0}, starts = {0};
    int there = 0;
    for (int i = next_start(m, v, 0); there >= 0 && i <= v->n; i = next_start(m, v, i + 1)) {
        v->ncaptures = 0;
        if ((there = run(v, m->start, i)) <= 0) continue;
        uint32_t k = 0;
        while (k < ends.n && ends.at[k] != (uint32_t)v->end) k++;
        if (k < ends.n) starts.at[k] = (uint32_t)i;
        else if (push(&ends, (uint32_t)v->end) < 0 || push(&starts, (uint32_t)i) < 0) there = -1;
    }
    if (there > 0) there = 0;
    for (uint32_t k = 0; !there && k < ends.n; k++)
        there = (int)starts.at[k] < v->claim_last && v->claim_first < (int)ends.at[k];
    free(ends.at), free(starts.at);
    return there;
}

/* Does one of some lines match that do, or do not, name the claim? 1, 0; -1: an error */
static int one_stands(const Lines *x, const Numbers *worth, View *v, int with_claim)
{
    int there = 0;
    for (uint32_t k = 0; !there && k < worth->n; k++) {
        Matcher *m = (Matcher *)PyTuple_GET_ITEM(x->matchers, worth->at[k]);
        if (m->has_claim == with_claim) there = line_stands(m, v);
    }
    return there;
}

static int one_touches(const Lines *x, const Numbers *worth, View *v)
{
    int there = 0;
    for (uint32_t k = 0; !there && k < worth->n; k++) {
        Matcher *m = (Matcher *)PyTuple_GET_ITEM(x->matchers, worth->at[k]);
        if (!m->has_claim) there = touches(m, v);
    }
    return there;
}

/* Does one of the lines match around the claim or, if it does not name it, anywhere (`touching`: and meet it)? */
static int lines_say(Lines *x, View *v, int touching)
{
    if (!x->matchers && make_lines(x) < 0) return -1;
    Numbers worth = x->worth; /* out of the way: a test of a word is Python, and other threads may come by */
    int said = x->said, known = x->name == v->name;
    x->worth = (Numbers){0}, x->name = 0;
    v->lists = x->lists;
    int there = known ? 0 : lines_in(x, v, &worth);
    if (!known) said = -1;
    if (!there && touching) there = one_touches(x, &worth, v);
    if (!there && !touching) there = said = said >= 0 ? said : one_stands(x, &worth, v, 0);
    if (!there) there = one_stands(x, &worth, v, 1);
    free(x->worth.at);
    x->worth = worth, x->said = said, x->name = there < 0 ? 0 : v->name;
    return there;
}

static PyObject *any_line(Lines *x, PyObject *view, int touching)
{
    View v;
    Words *words;
    if (see(&v, NULL, view, &words) < 0) return NULL;
    int there = lines_say(x, &v, touching);
    look_away(&v), let_go(words);
    return there < 0 ? NULL : PyBool_FromLong(there);
}

static PyObject *lines_stand(Lines *x, PyObject *view)
{
    return any_line(x, view, 0);
}

static PyObject *lines_touch(Lines *x, PyObject *view)
{
    return any_line(x, view, 1);
}

static PyMethodDef lines_methods[] = {
    {"stand", (PyCFunction)lines_stand, METH_O, "view -> does a line match?"},
    {"touch", (PyCFunction)lines_touch, METH_O, "view -> does a line match and, if it does not name the claim, meet it?"},
    {0},
};

static PyTypeObject LinesType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Lines",
    .tp_basicsize = sizeof(Lines),
    .tp_dealloc = (destructor)lines_free,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = lines_methods,
    .tp_new = lines_new,
};
