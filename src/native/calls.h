/* The index of calls (calls.py): what is known of words. */

#pragma once

#include "reader.h"

/* A way to call for a line (see calls.Call). */
typedef struct {
    uint64_t stamp;
    uint32_t number;
    int claims;    /* is the line one of `match`? */
    Numbers needs; /* none, if it is for a line of a rule that is not looked for; in `numbers`, as is: */
    Numbers near;  /* groups, each with how many words before and after the first one's word its own may stand */
    PyObject *signs;
    PyObject *object, *question; /* made when they are first needed (see object_of), as are: */
    Matcher *matcher;
    PyObject *rule, *defence; /* of a line that made claims: see reader.defence; else NULL */
    uint32_t numbers[];       /* in one piece with the rest: memory is slow */
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
    PyObject *lines; /* of numbers, of classes */
    int width;       /* bytes of a number of these */
    Pile call_lines, group_lines;
    PyObject *sought; /* for each rule: is it looked for? */
    PyObject *call;   /* number -> Call, for Python */
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
    Py_XDECREF(call->object), Py_XDECREF(call->question), Py_XDECREF(call->signs), Py_XDECREF(call->matcher);
    Py_XDECREF(call->rule), Py_XDECREF(call->defence);
    free(call);
}

/* What is held of Python. */
enum { HELD = 8 };

static void held(Index *x, PyObject **places[HELD])
{
    PyObject **all[HELD] = {&x->words.describe, &x->lines, &x->call_lines.starts, &x->call_lines.numbers,
                            &x->group_lines.starts, &x->group_lines.numbers, &x->sought, &x->call};
    memcpy(places, all, sizeof all);
}

static int index_traverse(Index *x, visitproc visit, void *arg)
{
    PyObject **places[HELD];
    held(x, places);
    for (int i = 0; i < HELD; i++) Py_VISIT(*places[i]);
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
    PyObject **places[HELD];
    held(x, places);
    for (int i = 0; i < HELD; i++) Py_CLEAR(*places[i]);
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

/* One of some lines, bytes. */
static int read_line(PyObject *lines, size_t number, int width, Numbers *out)
{
    PyObject *line = PySequence_GetItem(lines, (Py_ssize_t)number);
    if (!line) return -1;
    if (PyBytes_Check(line)) push_from(out, PyBytes_AS_STRING(line), (size_t)PyBytes_GET_SIZE(line) / (size_t)width, width);
    Py_DECREF(line);
    return PyErr_Occurred() ? -1 : 0;
}

static int push_all_of(Numbers *to, const Numbers *from, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++)
        if (push(to, from->at[i]) < 0) return -1;
    return 0;
}

static void greatest(Index *x, const Numbers *groups)
{
    for (uint32_t i = 0; i < groups->n; i++)
        if (groups->at[i] >= x->groups) x->groups = groups->at[i] + 1;
}

/* A call as a line has it (see calls.Call): whose it is, the part of the rule, the number of its line in that, how many groups
   with their distances, groups needed and signs come, these, and marks. */
enum { KIND, OWNER, PART, LINE, NEAR, NEEDS, SIGNS, CALL };
enum { OF_RULE, OF_GUARD, OF_LIST };

static int is_sought(const Index *x, const Numbers *line)
{
    if (line->at[KIND] != OF_RULE) return 1;
    return line->at[OWNER] < (size_t)PyBytes_GET_SIZE(x->sought) && PyBytes_AS_STRING(x->sought)[line->at[OWNER]];
}

static int fill_call(const Index *x, Call *call, const Numbers *line)
{
    if (line->n < CALL) return -1;
    size_t near = 3 * (size_t)line->at[NEAR], needs = line->at[NEEDS], signs = line->at[SIGNS];
    if (CALL + near + needs + signs > line->n || !needs) return -1;
    call->claims = line->at[PART] == 0;
    call->signs = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, line->at + CALL + near + needs, (Py_ssize_t)signs);
    if (!call->signs || !is_sought(x, line)) return 0;
    memcpy(call->numbers, line->at + CALL, (near + needs) * sizeof *line->at);
    call->near = (Numbers){.at = call->numbers, .n = (uint32_t)near};
    call->needs = (Numbers){.at = call->numbers + near, .n = (uint32_t)needs};
    return 0;
}

/* NULL: an error */
static Call *call_of(Index *x, uint32_t number)
{
    if (number < x->ncalls && x->calls[number]) return x->calls[number];
    Numbers line = {0};
    Call *call = NULL;
    if (read_piled(&x->call_lines, number, &line) == 0 && reserve((void ***)&x->calls, &x->ncalls, number) == 0
        && !(call = calloc(1, sizeof *call + line.n * sizeof *line.at)))
        PyErr_NoMemory();
    if (call) call->number = number;
    if (call && fill_call(x, call, &line) < 0 && !PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "no call");
    free(line.at);
    if (PyErr_Occurred() || x->calls[number]) { /* an error, or made by another thread meanwhile */
        free_call(call);
        return PyErr_Occurred() ? NULL : x->calls[number];
    }
    greatest(x, &call->needs);
    return x->calls[number] = call;
}

/* The call as Python knows it; borrowed. NULL: an error */
static PyObject *object_of(Index *x, Call *call)
{
    if (call->object) return call->object;
    PyObject *object = PyObject_CallFunction(x->call, "I", call->number);
    PyObject *question = object ? PyObject_GetAttrString(object, "question") : NULL;
    if (question && !call->object) call->question = Py_NewRef(question), call->object = Py_NewRef(object);
    Py_XDECREF(object), Py_XDECREF(question);
    return question ? call->object : NULL;
}

/* NULL: an error */
static Group *group_of(Index *x, uint32_t number)
{
    if (reserve((void ***)&x->known, &x->nknown, number) < 0) return NULL;
    Group *group = x->known[number];
    if (!group && !(group = x->known[number] = calloc(1, sizeof *group))) return (Group *)PyErr_NoMemory();
    if (group->read) return group;
    Numbers line = {0}, phrases = {0}; /* the line: the first of some calls, and how many */
    if (read_piled(&x->group_lines, number, &line) == 0)
        for (uint32_t i = 0; i + 1 < line.n && !PyErr_Occurred(); i += 2)
            for (uint32_t of = line.at[i]; of < line.at[i] + line.at[i + 1]; of++) {
                Call *call = call_of(x, of);
                if (!call || push(&phrases, call->needs.at[0]) < 0 || push(&phrases, call->needs.at[call->needs.n > 1]) < 0
                    || push(&phrases, of) < 0)
                    break;
            }
    free(line.at);
    if (PyErr_Occurred() || group->read) free(phrases.at); /* an error, or read by another thread meanwhile */
    else group->phrases = phrases, group->read = 1;
    return PyErr_Occurred() ? NULL : group;
}

/* The calls for lines apart by what these are for, each with what it needs besides the word's own group. */
static int read_wishes(Index *x, const Numbers *calls, Numbers *claims, Numbers *questions)
{
    for (uint32_t i = 0; i < calls->n; i++) {
        size_t n = 0;
        const char *line = piled(&x->call_lines, calls->at[i], &n);
        if (line && n && number_at(line, x->call_lines.width) == OF_LIST) continue;
        const Call *call = line ? call_of(x, calls->at[i]) : NULL;
        if (!call) return -1;
        if (!call->needs.n) continue;
        Numbers *wishes = call->claims ? claims : questions;
        if (push(wishes, call->needs.at[call->needs.n > 1]) < 0 || push(wishes, call->number) < 0) return -1;
    }
    return 0;
}

/* A class as a line has it (see words.Word): how many form sets, groups and groups of its own come, these, and the calls. */
static int read_class(const Index *x, size_t number, Numbers *groups, Numbers *sure, Numbers *calls)
{
    Numbers line = {0};
    int bad = read_line(x->lines, number, x->width, &line) < 0;
    size_t own = line.n > 2 ? 3 + (size_t)line.at[0] : 0, loose = own ? own + line.at[1] : 0, of = own ? loose + line.at[2] : SIZE_MAX;
    if (!bad && of > line.n) {
        PyErr_SetString(PyExc_ValueError, "no class");
        bad = 1;
    }
    bad = bad || push_all_of(groups, &line, own, loose - own) < 0 || push_all_of(sure, &line, loose, of - loose) < 0
        || push_all_of(calls, &line, of, line.n - of) < 0;
    free(line.at);
    return bad ? -1 : 0;
}

static Class *new_class(Index *x, const Numbers *groups, const Numbers *sure, const Numbers *calls)
{
    Numbers claims = {0}, questions = {0};
    Class *known = NULL;
    if (read_wishes(x, calls, &claims, &questions) == 0) {
        uint32_t n = groups->n + claims.n + questions.n;
        if ((known = calloc(1, sizeof *known + n * sizeof *groups->at))) {
            known->ngroups = groups->n, known->nclaims = claims.n / 2, known->nquestions = questions.n / 2;
            for (uint32_t i = 0; i < groups->n; i++) known->hints[groups->at[i] / 64 % HINTS] |= (uint64_t)1 << groups->at[i] % 64;
            for (uint32_t i = 0; i < groups->n; i++) known->groups[i] = groups->at[i] * 2 + (uint32_t)holds(sure, groups->at[i]);
            if (claims.n) memcpy(known->groups + groups->n, claims.at, claims.n * sizeof *claims.at);
            if (questions.n) memcpy(known->groups + groups->n + claims.n, questions.at, questions.n * sizeof *questions.at);
            greatest(x, groups);
        } else PyErr_NoMemory();
    }
    free(claims.at), free(questions.at);
    return known;
}

/* `object`: the number of a class or, of a word that is of several, a number of its own and theirs. NULL: an error, or a class that
   calls for nothing. */
static void *make_class(void *index, PyObject *object)
{
    Index *x = index;
    Numbers parts = {0}, groups = {0}, sure = {0}, calls = {0};
    uint32_t several = PyTuple_Check(object);
    if (several) numbers(object, &parts, 0);
    else push(&parts, (uint32_t)PyLong_AsUnsignedLong(object));
    size_t number = parts.n ? parts.at[0] : 0;
    Class *known = number < x->nclasses ? x->classes[number] : NULL;
    for (uint32_t i = several; !known && !PyErr_Occurred() && i < parts.n; i++) read_class(x, parts.at[i], &groups, &sure, &calls);
    if (several) sort_once(&groups), sort_once(&sure), sort_once(&calls);
    if (!known && !PyErr_Occurred() && groups.n && reserve((void ***)&x->classes, &x->nclasses, number) == 0) {
        Class *made = new_class(x, &groups, &sure, &calls);
        if (x->classes[number]) free(made); /* by another thread meanwhile */
        else x->classes[number] = made;
        known = x->classes[number];
    }
    free(parts.at), free(groups.at), free(sure.at), free(calls.at);
    return PyErr_Occurred() ? NULL : known;
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
    PyObject *words, *lines, *sought, *call;
    Pile calls, groups;
    int width;
    if (!PyArg_ParseTuple(args, "OOiO&O&SO", &words, &lines, &width, as_pile, &calls, as_pile, &groups, &sought, &call)) return NULL;
    if (width != 2 && width != 4) return PyErr_Format(PyExc_ValueError, "numbers have two or four bytes");
    Index *x = (Index *)type->tp_alloc(type, 0);
    if (!x) return NULL;
    x->words = (Table){.describe = words, .make = make_class, .owner = x};
    x->lines = lines, x->width = width, x->call_lines = calls, x->group_lines = groups, x->sought = sought, x->call = call;
    PyObject **places[HELD];
    held(x, places);
    for (int i = 0; i < HELD; i++) Py_INCREF(*places[i]);
    return (PyObject *)x;
}
