/* Which lines of a block are worth a try in a sentence, and does one of them match? (pack.Matchers) */

#pragma once

#include "match.h"

typedef struct {
    PyObject_HEAD
    PyObject *matchers; /* a tuple */
    Beginnings beginnings;
} Lines;

static PyObject *lines_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *matchers;
    if (!PyArg_ParseTuple(args, "O", &matchers)) return NULL;
    Lines *x = (Lines *)type->tp_alloc(type, 0);
    if (!x || !(x->matchers = PySequence_Tuple(matchers))) goto bad;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(x->matchers); i++) {
        Matcher *m = (Matcher *)PyTuple_GET_ITEM(x->matchers, i);
        if (!Py_IS_TYPE(m, &MatcherType)) {
            PyErr_SetString(PyExc_TypeError, "lines are matchers");
            goto bad;
        }
        if (add_beginning(&x->beginnings, &m->first, (uint32_t)i) < 0) goto bad;
    }
    order_beginnings(&x->beginnings);
    return (PyObject *)x;
bad:
    Py_XDECREF(x);
    return NULL;
}

static void lines_free(Lines *x)
{
    Py_XDECREF(x->matchers);
    free_beginnings(&x->beginnings);
    Py_TYPE(x)->tp_free((PyObject *)x);
}

/* The lines that begin with some word of a sentence, in order, each once. */
static int lines_in(const Lines *x, const View *v, Numbers *found)
{
    for (uint32_t k = 0; k < x->beginnings.others.n; k++)
        if (push(found, x->beginnings.others.at[k]) < 0) return -1;
    for (int i = 0; i < v->n; i++)
        for (uint32_t k = 0; k < v->sets[i]->n; k++) {
            size_t n;
            const struct Key *keys = beginning_with(&x->beginnings, v->sets[i]->at[k], &n);
            for (size_t m = 0; m < n; m++)
                if (push(found, keys[m].number) < 0) return -1;
        }
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

static PyObject *any_line(Lines *x, PyObject *view, int touching)
{
    View v;
    Words *words;
    if (!PyTuple_GET_SIZE(x->matchers)) Py_RETURN_FALSE;
    if (see(&v, NULL, view, &words) < 0) return NULL;
    Numbers found = {0};
    int there = lines_in(x, &v, &found);
    for (uint32_t k = 0; !there && k < found.n; k++) {
        Matcher *m = (Matcher *)PyTuple_GET_ITEM(x->matchers, found.at[k]);
        v.lists = m->lists;
        there = touching && !m->has_claim ? touches(m, &v) : line_stands(m, &v);
    }
    free(found.at);
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
