/* All forms of words that rules name, and the sets that they make up (forms.py). */

#pragma once

#include "pool.h"

typedef struct {
    PyObject_HEAD
    Pool forms;
    Numbers lexemes;       /* the forms of all lexemes, one after another */
    Numbers members, ends; /* the forms of all sets, and where each set ends */
    Numbers last;          /* of each form: the set that it was put into last and 1; 0: none */
    uint32_t marked;       /* so many forms come first, and are asked for */
} Forms;

static int64_t form_number(Forms *x, const char *at, size_t n)
{
    int64_t number = in_pool(&x->forms, at, n);
    while (number >= (int64_t)x->last.n)
        if (push(&x->last, 0) < 0) return -1;
    return number;
}

static int64_t form_of(Forms *x, PyObject *form)
{
    if (PyBytes_Check(form)) return form_number(x, PyBytes_AS_STRING(form), (size_t)PyBytes_GET_SIZE(form));
    PyErr_SetString(PyExc_TypeError, "a form is bytes");
    return -1;
}

static PyObject *as_bytes(const Pool *p, uint32_t number)
{
    size_t n;
    const char *at = of_pool(p, number, &n);
    return PyBytes_FromStringAndSize(at, (Py_ssize_t)n);
}

static int add_form(PyObject *list, const Forms *x, uint32_t number)
{
    PyObject *form = as_bytes(&x->forms, number);
    int bad = !form || PyList_Append(list, form) < 0;
    Py_XDECREF(form);
    return bad ? -1 : 0;
}

static void forms_free(Forms *x)
{
    free_pool(&x->forms);
    free(x->lexemes.at), free(x->members.at), free(x->ends.at), free(x->last.at);
    Py_TYPE(x)->tp_free((PyObject *)x);
}

static PyObject *forms_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *marked, *form, *it;
    if (!PyArg_ParseTuple(args, "O", &marked) || !(it = PyObject_GetIter(marked))) return NULL;
    Forms *x = (Forms *)type->tp_alloc(type, 0);
    while (x && (form = PyIter_Next(it))) {
        if (form_of(x, form) < 0) Py_CLEAR(x);
        Py_DECREF(form);
    }
    Py_DECREF(it);
    if (x && PyErr_Occurred()) Py_CLEAR(x);
    if (x) x->marked = x->forms.ends.n;
    return (PyObject *)x;
}

static PyObject *forms_lexeme(Forms *x, PyObject *args)
{
    PyObject *endings, *stem;
    if (!PyArg_ParseTuple(args, "SS", &endings, &stem)) return NULL;
    uint32_t first = x->lexemes.n;
    const char *at = PyBytes_AS_STRING(endings), *end = at + PyBytes_GET_SIZE(endings);
    Buffer form = {0};
    for (int bad = 0; !bad; at++) { /* the endings are written as paradigm.py does it */
        const char *from = at;
        while (at < end && *at != '0' && *at != '1') at++;
        bad = append(&form, from, (size_t)(at - from)) < 0;
        if (bad) break;
        if (at < end && *at == '0') {
            bad = append(&form, PyBytes_AS_STRING(stem), (size_t)PyBytes_GET_SIZE(stem)) < 0;
            continue;
        }
        int64_t number = form_number(x, form.at, form.n);
        bad = number < 0 || push(&x->lexemes, (uint32_t)number) < 0;
        form.n = 0;
        if (at == end) break;
    }
    free(form.at);
    return PyErr_Occurred() ? NULL : PyLong_FromUnsignedLong(first);
}

/* The numbers of some forms of a lexeme. */
static int run_of(const Forms *x, PyObject *run, Numbers *out)
{
    PyObject *picked = PyTuple_Check(run) && PyTuple_GET_SIZE(run) == 2 ? PyTuple_GET_ITEM(run, 1) : NULL;
    if (!picked || !PyTuple_Check(picked)) {
        PyErr_SetString(PyExc_TypeError, "forms are a place and numbers");
        return -1;
    }
    Py_ssize_t first = PyLong_AsSsize_t(PyTuple_GET_ITEM(run, 0)), most = (Py_ssize_t)x->lexemes.n;
    if (first == -1 && PyErr_Occurred()) return -1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(picked); i++) {
        Py_ssize_t k = PyLong_AsSsize_t(PyTuple_GET_ITEM(picked, i));
        if (first < 0 || first >= most || k < 0 || k >= most - first) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "no such form");
            return -1;
        }
        if (push(out, x->lexemes.at[first + k]) < 0) return -1;
    }
    return 0;
}

static PyObject *forms_spelt(Forms *x, PyObject *run)
{
    Numbers forms = {0};
    PyObject *out = run_of(x, run, &forms) < 0 ? NULL : PyList_New(0);
    for (uint32_t i = 0; out && i < forms.n; i++)
        if (add_form(out, x, forms.at[i]) < 0) Py_CLEAR(out);
    free(forms.at);
    return out;
}

static PyObject *forms_put(Forms *x, PyObject *runs)
{
    PyObject *it = PyObject_GetIter(runs), *run;
    if (!it) return NULL;
    Numbers forms = {0};
    while ((run = PyIter_Next(it))) {
        int bad = run_of(x, run, &forms) < 0;
        Py_DECREF(run);
        if (bad) break;
    }
    Py_DECREF(it);
    uint32_t number = x->ends.n;
    for (uint32_t i = 0; !PyErr_Occurred() && i < forms.n; i++)
        if (x->last.at[forms.at[i]] != number + 1 && push(&x->members, forms.at[i]) == 0)
            x->last.at[forms.at[i]] = number + 1;
    free(forms.at);
    if (PyErr_Occurred() || push(&x->ends, x->members.n) < 0) return NULL;
    return PyLong_FromUnsignedLong(number);
}

/* The forms of a set; 0: there is no such set. */
static int set_of(const Forms *x, PyObject *number, const uint32_t **at, uint32_t *n)
{
    Py_ssize_t i = PyLong_AsSsize_t(number);
    if (!PyErr_Occurred() && (i < 0 || i >= (Py_ssize_t)x->ends.n)) PyErr_SetString(PyExc_IndexError, "no such set");
    if (PyErr_Occurred()) return 0;
    uint32_t start = i ? x->ends.at[i - 1] : 0;
    *at = start ? x->members.at + start : x->members.at, *n = x->ends.at[i] - start;
    return 1;
}

static PyObject *forms_size(Forms *x, PyObject *number)
{
    const uint32_t *at;
    uint32_t n;
    return set_of(x, number, &at, &n) ? PyLong_FromUnsignedLong(n) : NULL;
}

static PyObject *forms_below(const Forms *x, PyObject *number, uint32_t most)
{
    const uint32_t *at;
    uint32_t n;
    PyObject *out = set_of(x, number, &at, &n) ? PyList_New(0) : NULL;
    for (uint32_t i = 0; out && i < n; i++)
        if (at[i] < most && add_form(out, x, at[i]) < 0) Py_CLEAR(out);
    return out;
}

static PyObject *forms_forms(Forms *x, PyObject *number)
{
    return forms_below(x, number, UINT32_MAX);
}

static PyObject *forms_marked(Forms *x, PyObject *number)
{
    return forms_below(x, number, x->marked);
}

static PyObject *forms_latin(Forms *x, PyObject *Py_UNUSED(none))
{
    PyObject *out = PyList_New(0);
    for (uint32_t i = 0; out && i < x->forms.ends.n; i++) {
        size_t n, k = 0;
        const char *at = of_pool(&x->forms, i, &n);
        while (k < n && !(at[k] & 0x80)) k++;
        if (k == n && x->last.at[i] && add_form(out, x, i) < 0) Py_CLEAR(out);
    }
    return out;
}
