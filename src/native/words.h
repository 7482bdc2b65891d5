/* The table of words: what each belongs to and which lines it calls for (forms.tables). */

#pragma once

#include "forms.h"

enum { BUCKETS = 4096 };                 /* as in words.py */
static const uint32_t ALSO = UINT32_MAX; /* in a class: the sets of aliases come behind it */

typedef struct {
    Chains sets;        /* of each form */
    Chains sure, loose; /* the groups of each set (see forms.Group) */
    Chains calls;       /* that begin with a group */
    Pool classes;       /* the sets of each, in order */
    Numbers some[3];    /* room to work in */
    uint64_t *bits[3];  /* the same, for groups, groups and calls; behind them of each piece whether it has any */
    uint32_t nbits;     /* in pieces of 64 */
    Buffer buckets[BUCKETS];
    uint32_t crc[256];
} Tables;

static void free_tables(Tables *t)
{
    free_chains(&t->sets), free_chains(&t->sure), free_chains(&t->loose), free_chains(&t->calls);
    free_pool(&t->classes);
    for (int i = 0; i < 3; i++) free(t->some[i].at), free(t->bits[i]);
    for (int i = 0; i < BUCKETS; i++) free(t->buckets[i].at);
    free(t);
}

static Tables *new_tables(uint32_t sets)
{
    Tables *t = calloc(1, sizeof *t);
    if (!t) return (Tables *)PyErr_NoMemory();
    t->sure.most = t->loose.most = sets;
    t->sets.most = t->calls.most = UINT32_MAX;
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
        t->crc[i] = c;
    }
    return t;
}

/* Link what an attribute of a group names with the group, or the group with it. */
static int read_part(PyObject *group, const char *name, uint32_t number, Chains *to, Chains *also, Chains *from)
{
    Numbers part = {0};
    int bad = numbers_of(group, name, &part, 0) < 0;
    for (uint32_t i = 0; !bad && i < part.n; i++)
        bad = (to && chain(to, part.at[i], number) < 0) || (also && chain(also, part.at[i], number) < 0)
            || (from && chain(from, number, part.at[i]) < 0);
    free(part.at);
    return bad ? -1 : 0;
}

static int read_groups(Tables *t, PyObject *groups)
{
    uint32_t most = (uint32_t)PyList_GET_SIZE(groups);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(groups); i++) {
        PyObject *group = PyList_GET_ITEM(groups, i);
        if (read_part(group, "sets", (uint32_t)i, &t->sure, &t->loose, NULL) < 0
            || read_part(group, "loose", (uint32_t)i, &t->loose, NULL, NULL) < 0
            || read_part(group, "calls", (uint32_t)i, NULL, NULL, &t->calls) < 0)
            return -1;
    }
    for (uint32_t i = 0; i < t->calls.values.n; i++) most = t->calls.values.at[i] > most ? t->calls.values.at[i] : most;
    t->nbits = most / 64 + 1;
    for (int i = 0; i < 3; i++)
        if (!(t->bits[i] = calloc(t->nbits + t->nbits / 64 + 1, sizeof **t->bits))) {
            PyErr_NoMemory();
            return -1;
        }
    return 0;
}

static void mark(const Chains *c, uint32_t of, uint64_t *bits, uint32_t n)
{
    for (uint32_t k = of < c->heads.n ? c->heads.at[of] : 0; k; k = c->next.at[k - 1]) {
        uint32_t value = c->values.at[k - 1], piece = value / 64;
        bits[piece] |= (uint64_t)1 << value % 64;
        bits[n + piece / 64] |= (uint64_t)1 << piece % 64;
    }
}

/* The numbers that were marked, in order: faster than to sort them. */
static int take_marked(uint64_t *bits, uint32_t n, Numbers *out)
{
    out->n = 0;
    for (uint32_t i = 0; i <= n / 64; i++)
        for (uint64_t *any = bits + n + i; *any; *any &= *any - 1)
            for (uint32_t piece = i * 64 + lowest(*any); bits[piece]; bits[piece] &= bits[piece] - 1)
                if (push(out, piece * 64 + lowest(bits[piece])) < 0) return -1;
    return 0;
}

/* In which sets is each form? `more`: forms, each with a set that it is in as well. */
static int read_sets(Tables *t, Forms *x, PyObject *more)
{
    for (uint32_t set = 0, i = 0; set < x->ends.n; set++)
        for (; i < x->ends.at[set]; i++)
            if (chain(&t->sets, x->members.at[i], set) < 0) return -1;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(more); i++) {
        PyObject *form;
        unsigned int set;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(more, i), "OI", &form, &set)) return -1;
        int64_t number = set < x->ends.n ? form_of(x, form) : -1;
        if (set >= x->ends.n) PyErr_SetString(PyExc_IndexError, "no such set");
        if (number < 0 || chain(&t->sets, (uint32_t)number, set) < 0) return -1;
    }
    return 0;
}

/* The number of a class, which is kept if it is new; -1: an error. */
static int64_t class_of(Tables *t, const Numbers *sets)
{
    return in_pool(&t->classes, sets->at, sets->n * sizeof *sets->at);
}

/* Write a word and its class into the table. */
static int write_word(Tables *t, const Forms *x, uint32_t form, int64_t number)
{
    size_t n;
    const char *at = of_pool(&x->forms, form, &n);
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < n; i++) crc = t->crc[(crc ^ (unsigned char)at[i]) & 0xFF] ^ crc >> 8;
    Buffer *bucket = &t->buckets[(crc ^ UINT32_MAX) % BUCKETS];
    char mark[16], *left = mark + sizeof mark;
    *--left = ' ';
    for (int64_t rest = number; rest || left[0] == ' '; rest /= 10) *--left = (char)('0' + rest % 10);
    *--left = '=';
    if (number < 0 || (!bucket->n && append(bucket, " ", 1) < 0)) return -1;
    return append(bucket, at, n) < 0 || append(bucket, left, (size_t)(mark + sizeof mark - left)) < 0 ? -1 : 0;
}

/* Write the words that are in some set; those of one lexeme come together and are, most of them, in the same. */
static int write_words(Tables *t, const Forms *x, const Numbers *aliases)
{
    Numbers *sets = &t->some[0], *last = &t->some[1];
    int64_t number = -1;
    for (uint32_t i = 0; i < t->sets.heads.n; i++) {
        if (!t->sets.heads.at[i] || holds(aliases, i)) continue;
        sets->n = 0;
        if (chained(&t->sets, i, sets) < 0) return -1;
        if (sets->n != last->n || memcmp(sets->at, last->at, sets->n * sizeof *sets->at)) {
            last->n = 0;
            if (push_all(last, sets->at, sets->n) < 0) return -1;
            sort_once(sets);
            number = class_of(t, sets);
        }
        if (write_word(t, x, i, number) < 0) return -1;
    }
    return 0;
}

/* Write a word that is looked for under the sets of others, too. */
static int write_alias(Tables *t, Forms *x, uint32_t alias, PyObject *forms)
{
    Numbers *sets = &t->some[0], *also = &t->some[1];
    sets->n = also->n = 0;
    if (chained(&t->sets, alias, sets) < 0) return -1;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(forms); i++) {
        int64_t form = form_of(x, PyList_GET_ITEM(forms, i));
        if (form < 0 || chained(&t->sets, (uint32_t)form, also) < 0) return -1;
    }
    sort_once(sets), sort_once(also);
    if (also->n && push(sets, ALSO) < 0) return -1;
    return push_all(sets, also->at, also->n) < 0 ? -1 : write_word(t, x, alias, class_of(t, sets));
}

/* All words; those that are aliases come last. */
static int write_all(Tables *t, Forms *x, PyObject *aliases)
{
    PyObject *alias, *forms;
    Numbers numbers = {0}, sorted = {0};
    int bad = 0;
    for (Py_ssize_t at = 0; !bad && PyDict_Next(aliases, &at, &alias, &forms);) {
        int64_t number = form_of(x, alias);
        bad = number < 0 || push(&numbers, (uint32_t)number) < 0 || push(&sorted, (uint32_t)number) < 0;
        if (!bad && (bad = !PyList_Check(forms))) PyErr_SetString(PyExc_TypeError, "forms are a list");
    }
    sort(&sorted);
    bad = bad || write_words(t, x, &sorted) < 0;
    uint32_t i = 0;
    for (Py_ssize_t at = 0; !bad && PyDict_Next(aliases, &at, &alias, &forms);)
        bad = write_alias(t, x, numbers.at[i++], forms) < 0;
    free(numbers.at), free(sorted.at);
    return bad ? -1 : 0;
}

/* Put down a class: how many sets, groups and sure groups, then these, then the calls. */
static int write_class(Tables *t, uint32_t number, Numbers *out)
{
    size_t n;
    const uint32_t *sets = (const uint32_t *)of_pool(&t->classes, number, &n);
    n /= sizeof *sets;
    uint32_t own = 0;
    while (own < n && sets[own] != ALSO) own++;
    Numbers *loose = &t->some[0], *sure = &t->some[1], *calls = &t->some[2];
    for (uint32_t i = 0; i < n; i++)
        if (i != own) mark(&t->loose, sets[i], t->bits[0], t->nbits), mark(&t->sure, sets[i], t->bits[1], t->nbits);
    if (take_marked(t->bits[0], t->nbits, loose) < 0 || take_marked(t->bits[1], t->nbits, sure) < 0) return -1;
    for (uint32_t i = 0; i < loose->n; i++) mark(&t->calls, loose->at[i], t->bits[2], t->nbits);
    if (take_marked(t->bits[2], t->nbits, calls) < 0) return -1;
    if (push(out, own) < 0 || push(out, loose->n) < 0 || push(out, sure->n) < 0 || push_all(out, sets, own) < 0) return -1;
    for (int i = 0; i < 3; i++)
        if (push_all(out, t->some[i].at, t->some[i].n) < 0) return -1;
    return 0;
}

/* The classes as lines of numbers of two bytes, if that is enough, or of four (see words.written). */
static PyObject *classes_of(Tables *t, const char **size)
{
    uint32_t n = t->classes.ends.n, most = 0;
    Numbers all = {0}, ends = {0};
    PyObject *lines = PyList_New(n);
    for (uint32_t i = 0; lines && i < n; i++)
        if (write_class(t, i, &all) < 0 || push(&ends, all.n) < 0) Py_CLEAR(lines);
    for (uint32_t i = 0; i < all.n; i++) most = all.at[i] > most ? all.at[i] : most;
    int small = most <= UINT16_MAX;
    *size = small ? "H" : "I";
    for (uint32_t i = 0, at = 0; lines && i < n; at = ends.at[i++]) {
        size_t count = ends.at[i] - at;
        PyObject *line = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * (small ? 2 : 4)));
        if (!line) {
            Py_CLEAR(lines);
            break;
        }
        char *to = PyBytes_AS_STRING(line);
        for (size_t k = 0; small && k < count; k++) memcpy(to + k * 2, &(uint16_t){(uint16_t)all.at[at + k]}, 2);
        if (!small) memcpy(to, all.at + at, count * 4);
        PyList_SET_ITEM(lines, i, line);
    }
    free(all.at), free(ends.at);
    return lines;
}

static PyObject *buckets_of(const Tables *t)
{
    PyObject *lines = PyList_New(BUCKETS);
    for (int i = 0; lines && i < BUCKETS; i++) {
        const Buffer *bucket = &t->buckets[i];
        PyObject *line = PyBytes_FromStringAndSize(bucket->n ? bucket->at : "  ", bucket->n ? (Py_ssize_t)bucket->n : 2);
        if (line) PyList_SET_ITEM(lines, i, line);
        else Py_CLEAR(lines);
    }
    return lines;
}

static PyObject *forms_table(Forms *x, PyObject *args)
{
    PyObject *more, *aliases, *groups, *classes = NULL, *buckets = NULL;
    const char *size = "";
    if (!PyArg_ParseTuple(args, "O!O!O!", &PyList_Type, &more, &PyDict_Type, &aliases, &PyList_Type, &groups)) return NULL;
    Tables *t = new_tables(x->ends.n);
    if (!t) return NULL;
    if (read_groups(t, groups) == 0 && read_sets(t, x, more) == 0 && write_all(t, x, aliases) == 0
        && (classes = classes_of(t, &size)))
        buckets = buckets_of(t);
    free_tables(t);
    if (buckets) return Py_BuildValue("sNN", size, classes, buckets);
    Py_XDECREF(classes);
    return NULL;
}

static PyMethodDef forms_methods[] = {
    {"model", (PyCFunction)forms_model, METH_VARARGS, "endings, ending and grammemes of each form -> its number"},
    {"lexeme", (PyCFunction)forms_lexeme, METH_VARARGS, "model, stem -> number of the lexeme"},
    {"word", (PyCFunction)forms_word, METH_VARARGS, "lexemes, wanted, narrows -> its number"},
    {"put", (PyCFunction)forms_put, METH_VARARGS, "words, wanted -> number of the set of them"},
    {"size", (PyCFunction)forms_size, METH_O, "number of a set -> how many forms it has"},
    {"forms", (PyCFunction)forms_forms, METH_O, "number of a set -> its forms"},
    {"marked", (PyCFunction)forms_marked, METH_O, "number of a set -> its forms that are marked"},
    {"latin", (PyCFunction)forms_latin, METH_NOARGS, "forms of all sets without a Russian letter"},
    {"table", (PyCFunction)forms_table, METH_VARARGS, "more forms with sets, aliases, groups -> the table of words"},
    {0},
};

static PyMemberDef forms_members[] = {
    {"kept", T_UINT, offsetof(Forms, words) + offsetof(Numbers, n), READONLY, "how many forms all words have"},
    {0},
};

static PyTypeObject FormsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Forms",
    .tp_basicsize = sizeof(Forms),
    .tp_dealloc = (destructor)forms_free,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = forms_methods,
    .tp_members = forms_members,
    .tp_new = forms_new,
};
