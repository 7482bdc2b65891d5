/* The lexemes of words (morphology.py), where the dictionary alone tells them. */

#pragma once

#include "dictionary.h"
#include "words.h"

/* What forms are: of all that may be asked for, bits of a number (paradigm.py). */
typedef struct {
    unsigned long long adjective, comparative, superlative, nominative, noun, plural, participle, singular, not_masculine;
} Kinds;

typedef struct {
    PyObject_HEAD
    Dawg *words;
    Forms *forms;
    PyObject *beginnings, *endings;  /* as a fold spells them */
    Py_buffer paradigms, grammemes;  /* the numbers of the file (dictionary.py); the bits of each tag */
    Numbers starts;                  /* of each paradigm in these */
    Pool selections;                 /* a paradigm and a tag, or ALL: */
    Numbers models;                  /* the model of the forms that go with it */
    uint64_t *met;                   /* of each beginning and ending: the model that had it last, and which of its looks it is */
    Kinds kinds;
} Finder;

static const uint32_t ALL = UINT32_MAX;
enum { NOTHING, LEXEME, ASK };

/* A paradigm: of each form what stands before and after the stem, and its tag. */
typedef struct {
    const uint16_t *before, *after, *tags;
    uint32_t n;
} Paradigm;

static int broken(void)
{
    PyErr_SetString(PyExc_ValueError, "no dictionary");
    return -1;
}

static int read_paradigms(Finder *f)
{
    const uint16_t *all = f->paradigms.buf;
    size_t n = (size_t)f->paradigms.len / sizeof *all, at = 1;
    for (uint32_t i = 0; n && i < all[0]; i++) {
        if (at >= n || all[at] >= n - at) return broken();
        if (push(&f->starts, (uint32_t)at) < 0) return -1;
        at += (size_t)all[at] + 1;
    }
    return 0;
}

static int paradigm_of(const Finder *f, uint32_t number, Paradigm *out)
{
    if (number >= f->starts.n) return broken();
    const uint16_t *at = (const uint16_t *)f->paradigms.buf + f->starts.at[number];
    uint32_t n = *at / 3;
    *out = (Paradigm){.after = at + 1, .tags = at + 1 + n, .before = at + 1 + 2 * n, .n = n};
    size_t tags = (size_t)f->grammemes.len / sizeof(uint64_t);
    for (uint32_t i = 0; i < n; i++)
        if (out->tags[i] >= tags || out->after[i] >= PyList_GET_SIZE(f->endings) || out->before[i] >= PyList_GET_SIZE(f->beginnings))
            return broken();
    return 0;
}

static uint64_t grammemes_of(const Finder *f, uint32_t tag)
{
    return ((const uint64_t *)f->grammemes.buf)[tag];
}

static int append_bytes(Buffer *to, PyObject *bytes)
{
    return append(to, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
}

/* Put together the forms of a paradigm that go with a tag: all, or those of its own degree. */
static int new_model(Finder *f, const Paradigm *p, uint32_t tag, Model *out)
{
    Buffer endings = {0};
    uint64_t now = (uint64_t)(f->models.n + 1) << 32, looks = 0;
    size_t n = (size_t)PyList_GET_SIZE(f->endings);
    out->looks = malloc((p->n + 1) * sizeof *out->looks), out->grammemes = malloc((p->n + 1) * sizeof *out->grammemes);
    if (!f->met) f->met = calloc(n * (size_t)PyList_GET_SIZE(f->beginnings), sizeof *f->met);
    int bad = !f->met || !out->looks || !out->grammemes;
    if (bad) PyErr_NoMemory();
    for (uint32_t i = 0; !bad && i < p->n; i++) {
        uint64_t own = grammemes_of(f, p->tags[i]), *met = f->met + p->before[i] * n + p->after[i];
        if (tag != ALL && own & (f->kinds.comparative | f->kinds.superlative) && p->tags[i] != tag) continue;
        if (*met < now) {
            *met = now | looks;
            bad = (looks++ && append(&endings, "\1", 1) < 0) || append_bytes(&endings, PyList_GET_ITEM(f->beginnings, p->before[i])) < 0
                || append(&endings, "", 1) < 0 || append_bytes(&endings, PyList_GET_ITEM(f->endings, p->after[i])) < 0;
        }
        out->looks[out->n] = (uint32_t)*met, out->grammemes[out->n++] = own;
    }
    if (!bad) bad = !(out->endings = PyBytes_FromStringAndSize(endings.at, (Py_ssize_t)endings.n));
    free(endings.at);
    return bad ? -1 : 0;
}

/* The model of the forms of a paradigm that go with a tag, or of ALL; -1: an error. */
static int64_t model_of(Finder *f, uint32_t number, const Paradigm *p, uint32_t tag)
{
    uint32_t key[] = {number, tag};
    int64_t place = in_pool(&f->selections, key, sizeof key);
    if (place < (int64_t)f->models.n) return place < 0 ? -1 : (int64_t)f->models.at[place];
    Model new = {0};
    if (new_model(f, p, tag, &new) < 0) {
        free_model(&new);
        return -1;
    }
    int64_t model = keep_model(f->forms, new);
    return model < 0 || push(&f->models, (uint32_t)model) < 0 ? -1 : model;
}

/* The readings of a word. */
typedef struct {
    Taker taker;
    const Py_UCS4 *given;
    Numbers readings; /* of each the paradigm, the form, and whether it has a «ё» that was not given */
} Found;

static int note_reading(Taker *to, const Py_UCS4 *word, Py_ssize_t size, uint32_t paradigm, uint32_t form)
{
    Found *found = (Found *)to;
    uint32_t other = memcmp(word, found->given, (size_t)size * sizeof *word) != 0;
    return push(&found->readings, paradigm) < 0 || push(&found->readings, form) < 0 || push(&found->readings, other) < 0 ? -1 : 0;
}

/* May a form stand for itself, not for the word that it comes from (morphology._other_forms)? */
static int is_alone(const Kinds *k, uint64_t own)
{
    if (own & k->comparative) return 1;
    if (!(own & k->nominative)) return 0;
    if (own & k->noun) return (own & k->plural) != 0;
    return !(own & k->not_masculine) && ((own & k->adjective && own & k->superlative) || (own & k->participle && own & k->singular));
}

/* Do two forms end alike, but perhaps for a «ё»? */
static int look_alike(const Finder *f, const Paradigm *p, uint32_t i, uint32_t k)
{
    PyObject *a = PyList_GET_ITEM(f->endings, p->after[i]), *b = PyList_GET_ITEM(f->endings, p->after[k]);
    return p->before[i] == p->before[k] && PyBytes_GET_SIZE(a) == PyBytes_GET_SIZE(b)
        && !memcmp(PyBytes_AS_STRING(a), PyBytes_AS_STRING(b), (size_t)PyBytes_GET_SIZE(a));
}

/* What a reading tells of a word that is a dictionary form; -1: an error. */
static int judge(const Finder *f, const uint32_t *reading)
{
    Paradigm p;
    uint32_t form = reading[1];
    if (paradigm_of(f, reading[0], &p) < 0) return -1;
    if (form >= p.n) return broken();
    int same = p.before[form] == p.before[0] && p.after[form] == p.after[0];
    if (same && !reading[2]) return LEXEME;
    return is_alone(&f->kinds, grammemes_of(f, p.tags[form])) || (!same && look_alike(f, &p, form, 0)) ? ASK : NOTHING;
}

/* Add the lexeme of a reading that was judged. */
static int add_lexeme(Finder *f, const uint32_t *reading, int whatever, const char *fold, uint32_t n, Numbers *out)
{
    Paradigm p;
    uint32_t form = reading[1];
    if (paradigm_of(f, reading[0], &p) < 0) return -1;
    uint32_t before = (uint32_t)PyBytes_GET_SIZE(PyList_GET_ITEM(f->beginnings, p.before[form]));
    uint32_t after = (uint32_t)PyBytes_GET_SIZE(PyList_GET_ITEM(f->endings, p.after[form]));
    if (before > n || after > n - before) return broken();
    uint32_t tag = !whatever && grammemes_of(f, p.tags[form]) & f->kinds.adjective ? p.tags[form] : ALL;
    int64_t model = model_of(f, reading[0], &p, tag);
    int64_t lexeme = model < 0 ? -1 : lexeme_of(f->forms, (uint32_t)model, fold + before, n - before - after);
    if (lexeme < 0) return -1;
    for (uint32_t i = 0; i < out->n; i++)
        if (out->at[i] == lexeme) return 0;
    return push(out, (uint32_t)lexeme);
}

/* The lexemes of the readings of a word, none if Python has to be asked. */
static int lexemes_of(Finder *f, const Numbers *readings, int whatever, const char *fold, uint32_t n, Numbers *out)
{
    Numbers said = {0};
    int bad = 0, judged = NOTHING;
    for (uint32_t i = 0; !bad && judged != ASK && i < readings->n; i += 3)
        bad = (judged = judge(f, readings->at + i)) < 0 || push(&said, (uint32_t)judged) < 0;
    for (int all = 0; !bad && judged != ASK && all <= whatever; all++)
        for (uint32_t i = 0; !bad && i < said.n; i++)
            if (all || said.at[i] == LEXEME) bad = add_lexeme(f, readings->at + i * 3, all, fold, n, out) < 0;
    free(said.at);
    return bad ? -1 : 0;
}

static int is_russian(const Py_UCS4 *word, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++)
        if ((word[i] < 0x430 || word[i] > 0x44F) && word[i] != 0x451) return 0;
    return n > 0;
}

/* The lexemes of a word, none if Python has to be asked. */
static int find(Finder *f, PyObject *text, const char *fold, Py_ssize_t n, int whatever, Numbers *out)
{
    if (n != PyUnicode_GET_LENGTH(text)) {
        PyErr_SetString(PyExc_ValueError, "a fold is as long as its word");
        return -1;
    }
    Py_UCS4 *word = PyUnicode_AsUCS4Copy(text), *given = word ? PyUnicode_AsUCS4Copy(text) : NULL;
    Found found = {{note_reading}, given, {0}};
    int bad = !given || (is_russian(word, n) && find_similar(f->words, word, n, 0, 0, &found.taker) < 0)
              || lexemes_of(f, &found.readings, whatever, fold, (uint32_t)n, out) < 0;
    PyMem_Free(word), PyMem_Free(given);
    free(found.readings.at);
    return bad ? -1 : 0;
}

static PyObject *finder_find(Finder *f, PyObject *args)
{
    PyObject *text, *out = NULL;
    const char *fold;
    Py_ssize_t n;
    int whatever;
    Numbers lexemes = {0};
    if (!PyArg_ParseTuple(args, "Uy#p", &text, &fold, &n, &whatever)) return NULL;
    int bad = find(f, text, fold, n, whatever, &lexemes) < 0;
    if (!bad && !lexemes.n) out = Py_NewRef(Py_None);
    else if (!bad && (out = PyList_New(lexemes.n)))
        for (uint32_t i = 0; i < lexemes.n; i++) {
            PyObject *number = PyLong_FromUnsignedLong(lexemes.at[i]);
            if (!number) Py_CLEAR(out);
            if (!out) break;
            PyList_SET_ITEM(out, i, number);
        }
    free(lexemes.at);
    return out;
}

static PyObject *finder_word(Finder *f, PyObject *args)
{
    PyObject *text;
    const char *fold;
    Py_ssize_t n;
    Numbers lexemes = {0};
    int64_t number = -1;
    if (!PyArg_ParseTuple(args, "Uy#", &text, &fold, &n)) return NULL;
    int bad = find(f, text, fold, n, 0, &lexemes) < 0 || (lexemes.n && (number = keep_word(f->forms, &lexemes, &(Wanted){0}, 1)) < 0);
    free(lexemes.at);
    if (bad) return NULL;
    return number < 0 ? Py_NewRef(Py_None) : PyLong_FromLongLong(number);
}

static int are_bytes(PyObject *list)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++)
        if (!PyBytes_Check(PyList_GET_ITEM(list, i))) {
            PyErr_SetString(PyExc_TypeError, "endings are bytes");
            return 0;
        }
    return 1;
}

static PyObject *finder_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named))
{
    PyObject *words, *forms, *beginnings, *endings;
    Py_buffer paradigms, grammemes;
    Kinds k;
    if (!PyArg_ParseTuple(args, "O!O!O!O!y*y*(KKKKKKKKK)", &DawgType, &words, &FormsType, &forms, &PyList_Type, &beginnings,
                          &PyList_Type, &endings, &paradigms, &grammemes, &k.adjective, &k.comparative,
                          &k.superlative, &k.nominative, &k.noun, &k.plural, &k.participle, &k.singular, &k.not_masculine))
        return NULL;
    Finder *f = are_bytes(beginnings) && are_bytes(endings) ? (Finder *)type->tp_alloc(type, 0) : NULL;
    if (!f) {
        PyBuffer_Release(&paradigms), PyBuffer_Release(&grammemes);
        return NULL;
    }
    f->words = (Dawg *)Py_NewRef(words), f->forms = (Forms *)Py_NewRef(forms);
    f->beginnings = Py_NewRef(beginnings), f->endings = Py_NewRef(endings);
    f->paradigms = paradigms, f->grammemes = grammemes, f->kinds = k;
    if (read_paradigms(f) < 0) Py_CLEAR(f);
    return (PyObject *)f;
}

static void finder_free(Finder *f)
{
    Py_XDECREF(f->words), Py_XDECREF(f->forms), Py_XDECREF(f->beginnings), Py_XDECREF(f->endings);
    PyBuffer_Release(&f->paradigms), PyBuffer_Release(&f->grammemes);
    free_pool(&f->selections);
    free(f->starts.at), free(f->models.at), free(f->met);
    Py_TYPE(f)->tp_free((PyObject *)f);
}

static PyMethodDef finder_methods[] = {
    {"find", (PyCFunction)finder_find, METH_VARARGS, "word, its fold, whatever -> lexemes, or None: Python has to be asked"},
    {"word", (PyCFunction)finder_word, METH_VARARGS, "word, its fold -> Forms.word of all its forms, or None"},
    {0},
};

static PyTypeObject FinderType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Finder",
    .tp_basicsize = sizeof(Finder),
    .tp_dealloc = (destructor)finder_free,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = finder_methods,
    .tp_new = finder_new,
};
