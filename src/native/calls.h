/* The index of calls (calls.py): what is known of words. */

#pragma once

#include "reader.h"

/* A way to call for a line (see calls.Call). */
typedef struct {
    uint64_t stamp;
    Numbers needs;
    Numbers near; /* groups, each with how many words before and after the first one's word its own may stand */
    PyObject *object, *question, *signs; /* object, question: NULL for a phrase, which nobody asks for them */
    Matcher *matcher; /* NULL: not asked for yet, as are: */
    PyObject *rule, *defence; /* of a line that makes claims: see reader.defence; else NULL */
    long number;
} Call;

/* A call of a word, and what it needs besides the word's own group: most calls fail for that, and are not touched. */
typedef struct {
    uint32_t also, call;
} Wish;

enum { HINTS = 4 };

/* Words that belong to the same groups of form sets (see calls.Known), in one piece: groups, and behind them the wishes. */
typedef struct {
    uint64_t stamp;
    uint64_t hints[HINTS]; /* for each group the bit of its number, modulo 64 times these */
    uint32_t ngroups, nclaims, nquestions;
    uint32_t groups[]; /* each twice its number, and 1 if the words belong to it by themselves, not by a phrase they are in */
} Class;

/* A group of form sets: what is known of it in a stretch, and the calls for phrases that belong to it. */
typedef struct {
    uint64_t stamp;
    int stands; /* does a word stand there that belongs to it, or a phrase, as far as can be told? */
    int read;
    Numbers phrases; /* each two groups that it needs, and its call: most fail for these, and the call is not touched */
} Group;

typedef struct {
    PyObject_HEAD
    Table words; /* as in a fold -> Class, or nothing */
    PyObject *phrases; /* group -> calls for the phrases in it */
    Class **classes;
    Call **calls;
    Group **known;
    size_t nclasses, ncalls, nknown;
    uint32_t groups; /* one more than the greatest number of a group */
    uint64_t stamp;
    uint64_t stretches; /* looked at so far */
    int scans; /* going on: what they hold is not forgotten */
} Index;

static void free_call(Call *call)
{
    if (!call) return;
    free(call->needs.at), free(call->near.at);
    Py_XDECREF(call->object), Py_XDECREF(call->question), Py_XDECREF(call->signs), Py_XDECREF(call->matcher);
    Py_XDECREF(call->rule), Py_XDECREF(call->defence);
    free(call);
}

static int index_traverse(Index *x, visitproc visit, void *arg)
{
    Py_VISIT(x->words.describe);
    Py_VISIT(x->phrases);
    for (size_t i = 0; i < x->ncalls; i++)
        if (x->calls[i]) {
            Py_VISIT(x->calls[i]->object);
            Py_VISIT(x->calls[i]->question);
            Py_VISIT(x->calls[i]->rule);
            Py_VISIT(x->calls[i]->defence);
        }
    return 0;
}

static int index_clear(Index *x)
{
    Py_CLEAR(x->words.describe);
    Py_CLEAR(x->phrases);
    return 0;
}

static void index_free(Index *x)
{
    PyObject_GC_UnTrack(x);
    forget(&x->words);
    for (size_t i = 0; i < x->nclasses; i++) free(x->classes[i]);
    for (size_t i = 0; i < x->ncalls; i++) free_call(x->calls[i]);
    for (size_t i = 0; i < x->nknown; i++) {
        if (x->known[i]) free(x->known[i]->phrases.at);
        free(x->known[i]);
    }
    free(x->classes), free(x->calls), free(x->known);
    index_clear(x);
    Py_TYPE(x)->tp_free((PyObject *)x);
}

/* Room for the number-th of some pointers. */
static int reserve(void ***pointers, size_t *n, size_t number)
{
    if (number < *n) return 0;
    size_t room = (number + 1) * 2;
    void **all = realloc(*pointers, room * sizeof *all);
    if (!all) {
        PyErr_NoMemory();
        return -1;
    }
    memset(all + *n, 0, (room - *n) * sizeof *all);
    *pointers = all, *n = room;
    return 0;
}

static long number_of(PyObject *object)
{
    PyObject *value = PyObject_GetAttrString(object, "number");
    if (!value) return -1;
    long number = PyLong_AsLong(value);
    Py_DECREF(value);
    return number;
}

static void greatest(Index *x, const Numbers *groups)
{
    for (uint32_t i = 0; i < groups->n; i++)
        if (groups->at[i] >= x->groups) x->groups = groups->at[i] + 1;
}

static int read_near(PyObject *object, Numbers *near)
{
    PyObject *list = PyObject_GetAttrString(object, "near"), *it = list ? PyObject_GetIter(list) : NULL, *item;
    Py_XDECREF(list);
    if (!it) return -1;
    while ((item = PyIter_Next(it))) {
        Numbers three;
        int bad = numbers(item, &three, 0);
        Py_DECREF(item);
        if (bad) break;
        if (three.n != 3) PyErr_SetString(PyExc_ValueError, "near: a group and two distances");
        for (uint32_t i = 0; i < three.n && push(near, three.at[i]) == 0; i++) {}
        free(three.at);
        if (PyErr_Occurred()) break;
    }
    Py_DECREF(it);
    return PyErr_Occurred() ? -1 : 0;
}

static Call *call_of(Index *x, PyObject *object)
{
    long number = number_of(object);
    if (number < 0 || reserve((void ***)&x->calls, &x->ncalls, (size_t)number) < 0) return NULL;
    if (x->calls[number]) return x->calls[number];
    Call *call = calloc(1, sizeof *call);
    if (!call) return (Call *)PyErr_NoMemory();
    call->number = number;
    PyObject *owner = PyObject_GetAttrString(object, "owner");
    if (owner && owner != Py_None) {
        call->object = Py_NewRef(object);
        call->question = PyObject_GetAttrString(object, "question");
    }
    Py_XDECREF(owner);
    call->signs = PyObject_GetAttrString(object, "signs");
    if (PyErr_Occurred() || numbers_of(object, "needs", &call->needs, 0) < 0 || !call->needs.n
        || read_near(object, &call->near) < 0 || x->calls[number]) {
        if (!PyErr_Occurred() && !x->calls[number]) PyErr_SetString(PyExc_ValueError, "a call that needs nothing");
        free_call(call); /* an error, or made by another thread meanwhile */
        return x->calls[number];
    }
    greatest(x, &call->needs);
    return x->calls[number] = call;
}

/* NULL: an error */
static Group *group_of(Index *x, uint32_t number)
{
    if (reserve((void ***)&x->known, &x->nknown, number) < 0) return NULL;
    Group *group = x->known[number];
    if (!group && !(group = x->known[number] = calloc(1, sizeof *group))) return (Group *)PyErr_NoMemory();
    if (group->read) return group;
    PyObject *given = PyObject_CallFunction(x->phrases, "I", number), *item;
    PyObject *it = given ? PyObject_GetIter(given) : NULL;
    Numbers phrases = {0};
    Py_XDECREF(given);
    while (it && (item = PyIter_Next(it))) {
        Call *call = call_of(x, item);
        long of = call ? number_of(item) : -1;
        Py_DECREF(item);
        if (of < 0 || push(&phrases, call->needs.at[0]) < 0 || push(&phrases, call->needs.at[call->needs.n > 1]) < 0
            || push(&phrases, (uint32_t)of) < 0)
            break;
    }
    Py_XDECREF(it);
    if (PyErr_Occurred() || group->read) free(phrases.at); /* an error, or read by another thread meanwhile */
    else group->phrases = phrases, group->read = 1;
    return PyErr_Occurred() ? NULL : group;
}

static int wishes_of(Index *x, PyObject *object, const char *name, Numbers *wishes)
{
    PyObject *list = PyObject_GetAttrString(object, name), *all = list ? PySequence_Fast(list, "calls are a list") : NULL;
    Py_XDECREF(list);
    if (!all) return -1;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(all); i++) {
        PyObject *one = PySequence_Fast_GET_ITEM(all, i);
        Call *call = call_of(x, one);
        if (!call || push(wishes, call->needs.at[call->needs.n > 1]) < 0 || push(wishes, (uint32_t)number_of(one)) < 0) break;
    }
    Py_DECREF(all);
    return PyErr_Occurred() ? -1 : 0;
}

static Class *class_of(Index *x, PyObject *object)
{
    long number = number_of(object);
    if (number < 0 || reserve((void ***)&x->classes, &x->nclasses, (size_t)number) < 0) return NULL;
    if (x->classes[number]) return x->classes[number];
    Numbers groups = {0}, sure = {0}, claims = {0}, questions = {0};
    Class *known = NULL;
    if (numbers_of(object, "groups", &groups, 1) == 0 && numbers_of(object, "sure", &sure, 1) == 0 && wishes_of(x, object, "claims", &claims) == 0
        && wishes_of(x, object, "questions", &questions) == 0) {
        uint32_t n = groups.n + claims.n + questions.n;
        if ((known = calloc(1, sizeof *known + n * sizeof *groups.at))) {
            known->ngroups = groups.n, known->nclaims = claims.n / 2, known->nquestions = questions.n / 2;
            for (uint32_t i = 0; i < groups.n; i++) known->hints[groups.at[i] / 64 % HINTS] |= (uint64_t)1 << groups.at[i] % 64;
            for (uint32_t i = 0; i < groups.n; i++) known->groups[i] = groups.at[i] * 2 + (uint32_t)holds(&sure, groups.at[i]);
            if (claims.n) memcpy(known->groups + groups.n, claims.at, claims.n * sizeof *claims.at);
            if (questions.n) memcpy(known->groups + groups.n + claims.n, questions.at, questions.n * sizeof *questions.at);
            greatest(x, &groups);
        } else PyErr_NoMemory();
    }
    free(groups.at), free(sure.at), free(claims.at), free(questions.at);
    if (known && x->classes[number]) { /* by another thread meanwhile */
        free(known);
        return x->classes[number];
    }
    return known ? x->classes[number] = known : NULL;
}

/* `object`: what is known of the words of a class, or the number of one that was told before. */
static void *make_class(void *index, PyObject *object)
{
    Index *x = index;
    if (!PyLong_Check(object)) return class_of(x, object);
    size_t number = PyLong_AsSize_t(object);
    if (PyErr_Occurred()) return NULL;
    Class *known = number < x->nclasses ? x->classes[number] : NULL;
    if (!known) PyErr_SetString(PyExc_ValueError, "a class that was not told of");
    return known;
}

static PyObject *index_trim(Index *x, PyObject *most)
{
    size_t n = PyLong_AsSize_t(most);
    if (PyErr_Occurred()) return NULL;
    if (!x->scans && x->words.used > n) forget(&x->words);
    Py_RETURN_NONE;
}

static PyObject *index_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *words, *phrases;
    if (!PyArg_ParseTuple(args, "OO", &words, &phrases)) return NULL;
    Index *x = (Index *)type->tp_alloc(type, 0);
    if (!x) return NULL;
    x->words = (Table){.describe = Py_NewRef(words), .make = make_class, .owner = x};
    x->phrases = Py_NewRef(phrases);
    return (PyObject *)x;
}
