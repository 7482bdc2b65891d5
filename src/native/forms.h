/* All forms of words that rules name, and the sets that they make up (forms.py). */

#pragma once

#include "pool.h"

/* What lexemes are but for their stem. */
typedef struct {
    PyObject *endings;
    uint32_t n, *looks;  /* of each form: which ending it has */
    uint64_t *grammemes; /* of each form, as bits */
} Model;

typedef struct {
    PyObject_HEAD
    Pool forms;
    Model *models;
    uint32_t nmodels, room;
    Pool lexemes;                /* their models and stems */
    Numbers looks, lexeme_ends;  /* the forms of all lexemes, and where each lexeme ends */
    Numbers words, word_ends;    /* the forms of all words, and where each word ends */
    Numbers narrow, narrow_ends; /* the lexemes of those words that may be narrowed */
    Numbers members, ends;       /* the forms of all sets, and where each set ends */
    Numbers last, seen;          /* of each form: the set and the word that it was put into last and 1; 0: none */
    uint32_t marked;             /* so many forms come first, and are asked for */
} Forms;

static int64_t form_number(Forms *x, const char *at, size_t n)
{
    int64_t number = in_pool(&x->forms, at, n);
    while (number >= (int64_t)x->last.n)
        if (push(&x->last, 0) < 0 || push(&x->seen, 0) < 0) return -1;
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

static void free_model(Model *m)
{
    free(m->looks), free(m->grammemes), Py_XDECREF(m->endings);
}

static void forms_free(Forms *x)
{
    free_pool(&x->forms), free_pool(&x->lexemes);
    for (uint32_t i = 0; i < x->nmodels; i++) free_model(x->models + i);
    free(x->models);
    Numbers *all[] = {&x->looks, &x->lexeme_ends, &x->words, &x->word_ends, &x->narrow, &x->narrow_ends,
                      &x->members, &x->ends, &x->last, &x->seen};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]->at);
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

static uint32_t endings_of(const Model *m)
{
    const char *at = PyBytes_AS_STRING(m->endings), *end = at + PyBytes_GET_SIZE(m->endings);
    uint32_t n = 1;
    for (; at < end; at++) n += *at == 1;
    return n;
}

/* Read the grammemes and the looks of a model, which are lists, tuples or the like. */
static int read_model(Model *m, PyObject *looks, PyObject *grammemes)
{
    uint32_t endings = endings_of(m);
    Py_ssize_t n = PySequence_Fast_GET_SIZE(looks);
    if (n != PySequence_Fast_GET_SIZE(grammemes) || n >= UINT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "an ending and grammemes for each form");
        return -1;
    }
    m->n = (uint32_t)n;
    m->looks = malloc((size_t)n * sizeof *m->looks + 1), m->grammemes = malloc((size_t)n * sizeof *m->grammemes + 1);
    if (!m->looks || !m->grammemes) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        size_t look = PyLong_AsSize_t(PySequence_Fast_GET_ITEM(looks, i));
        m->grammemes[i] = PyLong_AsUnsignedLongLong(PySequence_Fast_GET_ITEM(grammemes, i));
        if (!PyErr_Occurred() && look >= endings) PyErr_SetString(PyExc_IndexError, "no such ending");
        if (PyErr_Occurred()) return -1;
        m->looks[i] = (uint32_t)look;
    }
    return 0;
}

/* Keep a model, which is freed if that is an error; its number or -1. */
static int64_t keep_model(Forms *x, Model new)
{
    if (x->nmodels == x->room) {
        uint32_t room = x->room * 2 + 64;
        Model *models = realloc(x->models, room * sizeof *models);
        if (!models) {
            PyErr_NoMemory();
            free_model(&new);
            return -1;
        }
        x->models = models, x->room = room;
    }
    x->models[x->nmodels] = new;
    return x->nmodels++;
}

static PyObject *forms_model(Forms *x, PyObject *args)
{
    PyObject *endings, *looks, *grammemes;
    if (!PyArg_ParseTuple(args, "SOO", &endings, &looks, &grammemes)) return NULL;
    Model new = {.endings = Py_NewRef(endings)};
    looks = PySequence_Fast(looks, "endings are a sequence");
    grammemes = looks ? PySequence_Fast(grammemes, "grammemes are a sequence") : NULL;
    int bad = !grammemes || read_model(&new, looks, grammemes) < 0;
    Py_XDECREF(looks), Py_XDECREF(grammemes);
    if (bad) free_model(&new);
    int64_t number = bad ? -1 : keep_model(x, new);
    return number < 0 ? NULL : PyLong_FromLongLong(number);
}

/* Put the forms of a model with its stem into `looks`. */
static int spell(Forms *x, const Model *m, const char *stem, size_t n)
{
    const char *at = PyBytes_AS_STRING(m->endings), *end = at + PyBytes_GET_SIZE(m->endings);
    Buffer form = {0};
    int bad = 0;
    for (;; at++) {
        const char *from = at;
        while (at < end && (unsigned char)*at > 1) at++; /* forms.STEM, forms.AFTER */
        bad = append(&form, from, (size_t)(at - from)) < 0;
        if (!bad && at < end && !*at) {
            bad = append(&form, stem, n) < 0;
            if (!bad) continue;
        }
        int64_t number = bad ? -1 : form_number(x, form.at, form.n);
        bad = number < 0 || push(&x->looks, (uint32_t)number) < 0;
        form.n = 0;
        if (bad || at == end) break;
    }
    free(form.at);
    return bad ? -1 : 0;
}

/* The number of a lexeme, which is kept if it is new; -1: an error. */
static int64_t lexeme_of(Forms *x, uint32_t model, const char *stem, size_t n)
{
    if (model >= x->nmodels) {
        PyErr_SetString(PyExc_IndexError, "no such model");
        return -1;
    }
    Buffer key = {0};
    int64_t number = append(&key, &model, sizeof model) < 0 || append(&key, stem, n) < 0 ? -1 : in_pool(&x->lexemes, key.at, key.n);
    free(key.at);
    if (number < (int64_t)x->lexeme_ends.n) return number;
    return spell(x, x->models + model, stem, n) < 0 || push(&x->lexeme_ends, x->looks.n) < 0 ? -1 : number;
}

static PyObject *forms_lexeme(Forms *x, PyObject *args)
{
    unsigned int model;
    const char *stem;
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "Iy#", &model, &stem, &n)) return NULL;
    int64_t number = lexeme_of(x, model, stem, (size_t)n);
    return number < 0 ? NULL : PyLong_FromLongLong(number);
}

/* What forms are wanted: of each group how many numbers it has, and these. */
typedef struct {
    uint64_t *at;
    size_t n;
} Wanted;

static int read_wanted(PyObject *groups, Wanted *out)
{
    *out = (Wanted){0};
    size_t room = 0;
    int bad = !PyTuple_Check(groups);
    for (Py_ssize_t i = 0; !bad && i < PyTuple_GET_SIZE(groups); i++) {
        PyObject *group = PyTuple_GET_ITEM(groups, i);
        if ((bad = !PyTuple_Check(group))) break;
        room += (size_t)PyTuple_GET_SIZE(group) + 1;
    }
    if (bad) PyErr_SetString(PyExc_TypeError, "what is wanted are tuples of tuples");
    else if (room && !(out->at = malloc(room * sizeof *out->at))) PyErr_NoMemory();
    for (Py_ssize_t i = 0; !PyErr_Occurred() && i < PyTuple_GET_SIZE(groups); i++) {
        PyObject *group = PyTuple_GET_ITEM(groups, i);
        out->at[out->n++] = (uint64_t)PyTuple_GET_SIZE(group);
        for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(group); k++)
            out->at[out->n++] = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(group, k));
    }
    if (!PyErr_Occurred()) return 0;
    free(out->at);
    return -1;
}

static int is_wanted(uint64_t own, const Wanted *wanted)
{
    for (size_t i = 0, end; i < wanted->n; i = end) {
        end = i + 1 + wanted->at[i];
        while (++i < end && own & wanted->at[i]);
        if (i >= end) return 1;
    }
    return 0;
}

/* Put those forms of a lexeme that are wanted into `out`, if their mark is not `number` yet. */
static int fitting(const Forms *x, uint32_t lexeme, const Wanted *wanted, Numbers *out, Numbers *marks, uint32_t number)
{
    uint32_t model, start = lexeme ? x->lexeme_ends.at[lexeme - 1] : 0, n = x->lexeme_ends.at[lexeme] - start;
    size_t size;
    memcpy(&model, of_pool(&x->lexemes, lexeme, &size), sizeof model);
    const Model *m = x->models + model;
    for (uint32_t i = 0; i < (wanted->n ? m->n : n); i++) {
        if (wanted->n && !is_wanted(m->grammemes[i], wanted)) continue;
        uint32_t form = x->looks.at[start + (wanted->n ? m->looks[i] : i)];
        if (marks->at[form] == number) continue;
        marks->at[form] = number;
        if (push(out, form) < 0) return -1;
    }
    return 0;
}

/* Read numbers below `most`. */
static int below(PyObject *of, uint32_t most, Numbers *out)
{
    if (numbers(of, out, 0) < 0) return -1;
    for (uint32_t i = 0; i < out->n; i++)
        if (out->at[i] >= most) {
            PyErr_SetString(PyExc_IndexError, "there is no such number");
            free(out->at);
            return -1;
        }
    return 0;
}

/* Keep those forms of some lexemes that are wanted; the number of that or -1. */
static int64_t keep_word(Forms *x, const Numbers *lexemes, const Wanted *wanted, int narrows)
{
    uint32_t number = x->word_ends.n, start = x->words.n;
    for (uint32_t i = 0; i < lexemes->n; i++)
        if (fitting(x, lexemes->at[i], wanted, &x->words, &x->seen, number + 1) < 0) return -1;
    if (narrows && x->words.n - start > 1 && push_all(&x->narrow, lexemes->at, lexemes->n) < 0) return -1;
    int bad = push(&x->word_ends, x->words.n) < 0 || push(&x->narrow_ends, x->narrow.n) < 0;
    return bad ? -1 : (int64_t)number;
}

static PyObject *forms_word(Forms *x, PyObject *args)
{
    PyObject *of, *groups = NULL;
    int narrows = 0;
    Numbers lexemes;
    Wanted wanted = {0};
    if (!PyArg_ParseTuple(args, "O|Op", &of, &groups, &narrows) || (groups && read_wanted(groups, &wanted) < 0)) return NULL;
    int64_t number = -1;
    if (below(of, x->lexeme_ends.n, &lexemes) == 0) {
        number = keep_word(x, &lexemes, &wanted, narrows);
        free(lexemes.at);
    }
    free(wanted.at);
    return number < 0 ? NULL : PyLong_FromLongLong(number);
}

/* Put the forms of a word into set `number`. */
static int put_word(Forms *x, uint32_t word, const Wanted *wanted, uint32_t number)
{
    uint32_t i = word ? x->narrow_ends.at[word - 1] : 0, end = x->narrow_ends.at[word];
    if (wanted->n && i < end) {
        for (; i < end; i++)
            if (fitting(x, x->narrow.at[i], wanted, &x->members, &x->last, number + 1) < 0) return -1;
        return 0;
    }
    for (i = word ? x->word_ends.at[word - 1] : 0, end = x->word_ends.at[word]; i < end; i++) {
        uint32_t form = x->words.at[i];
        if (x->last.at[form] == number + 1) continue;
        x->last.at[form] = number + 1;
        if (push(&x->members, form) < 0) return -1;
    }
    return 0;
}

static PyObject *forms_put(Forms *x, PyObject *args)
{
    PyObject *of, *groups = NULL;
    Numbers words;
    Wanted wanted = {0};
    if (!PyArg_ParseTuple(args, "O|O", &of, &groups) || (groups && read_wanted(groups, &wanted) < 0)) return NULL;
    int bad = below(of, x->word_ends.n, &words) < 0;
    uint32_t number = x->ends.n;
    for (uint32_t i = 0; !bad && i < words.n; i++) bad = put_word(x, words.at[i], &wanted, number) < 0;
    if (!PyErr_Occurred()) free(words.at);
    free(wanted.at);
    return bad || push(&x->ends, x->members.n) < 0 ? NULL : PyLong_FromUnsignedLong(number);
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
