/* The matcher of a line, and the lists that lines name (match.py). */

#pragma once

#include "program.h"

/* A sentence as a matcher sees it: the form sets of its words, made of the Python ones once for many lines. */
typedef struct {
    Py_ssize_t users;
    PyObject *list;
    const Numbers **sets; /* each a part of a Shared */
    int n;
    uint64_t name;
} Words;

/* The form sets of a word: words have the same ones again and again. */
typedef struct {
    Numbers numbers;
    Py_ssize_t users;
} Shared;

enum { CONVERTED = 4096 };
static struct {
    PyObject *set;
    Shared *shared;
} converted[CONVERTED];

static void drop(Shared *shared)
{
    if (!shared || --shared->users) return;
    free(shared->numbers.at);
    free(shared);
}

static Shared *shared_of(PyObject *set)
{
    size_t slot = ((uintptr_t)set >> 4 ^ (uintptr_t)set >> 16) % CONVERTED;
    Shared *shared = converted[slot].shared;
    if (converted[slot].set == set) {
        shared->users++;
        return shared;
    }
    if (!(shared = calloc(1, sizeof *shared))) return (Shared *)PyErr_NoMemory();
    shared->users = 1;
    if (numbers(set, &shared->numbers, 1) < 0) {
        drop(shared);
        return NULL;
    }
    if (!PyFrozenSet_CheckExact(set) && !PyTuple_CheckExact(set)) return shared; /* it could change */
    PyObject *old = converted[slot].set;
    drop(converted[slot].shared);
    shared->users++;
    converted[slot].set = Py_NewRef(set), converted[slot].shared = shared;
    Py_XDECREF(old);
    return shared;
}

static uint64_t last_name; /* of a sentence, by which to remember what was found in it */

enum { RECENT = 8 };
static Words *recent[RECENT]; /* lines are tried on the sentences that others were tried on just before */
static unsigned next_recent;

static void let_go(Words *w)
{
    if (!w || --w->users) return;
    for (int i = 0; i < w->n; i++) drop((Shared *)w->sets[i]);
    free(w->sets);
    Py_DECREF(w->list);
    free(w);
}

static Words *words_of(PyObject *list)
{
    for (int i = 0; i < RECENT; i++)
        if (recent[i] && recent[i]->list == list) {
            recent[i]->users++;
            return recent[i];
        }
    if (!PyList_Check(list)) return (Words *)PyErr_Format(PyExc_TypeError, "form sets are a list");
    Words *w = calloc(1, sizeof *w);
    Py_ssize_t n = PyList_GET_SIZE(list);
    if (!w) return (Words *)PyErr_NoMemory();
    w->users = 1, w->list = Py_NewRef(list), w->name = ++last_name;
    if (!(w->sets = calloc((size_t)n + 1, sizeof *w->sets))) PyErr_NoMemory();
    for (; w->sets && w->n < n; w->n++) {
        Shared *shared = shared_of(PyList_GET_ITEM(list, w->n));
        if (!shared) break;
        w->sets[w->n] = &shared->numbers;
    }
    if (PyErr_Occurred()) {
        let_go(w);
        return NULL;
    }
    Words **place = recent + next_recent++ % RECENT, *old = *place;
    *place = w, w->users++;
    let_go(old);
    return w;
}

enum { CAPTURES = 64 };

typedef struct {
    Lists *lists;
    const Numbers **sets;
    int n;
    PyObject *text;
    const Span *spans;       /* of the words; or: */
    PyObject *starts, *ends; /* lists */
    Py_ssize_t from;         /* where the sentence begins */
    PyObject *sentence;      /* of a Python View, which is looked into if need be */
    uint64_t name;
    int claim_first, claim_last; /* -1: none */
    int end;
    struct {
        PyObject *name;
        int start, end;
    } captures[CAPTURES];
    int ncaptures;
} View;

/* Of a Python View; `words` holds what it needs. */
static int see(View *v, Lists *lists, PyObject *view, Words **words)
{
    *v = (View){.lists = lists, .claim_first = -1, .claim_last = -1};
    if (!PyTuple_Check(view) || PyTuple_GET_SIZE(view) != 3) {
        PyErr_SetString(PyExc_TypeError, "a view is three things");
        return -1;
    }
    PyObject *claim = PyTuple_GET_ITEM(view, 2);
    if (claim != Py_None && !PyArg_ParseTuple(claim, "ii", &v->claim_first, &v->claim_last)) return -1;
    if (!(*words = words_of(PyTuple_GET_ITEM(view, 1)))) return -1;
    v->sentence = PyTuple_GET_ITEM(view, 0);
    v->sets = (*words)->sets, v->n = (*words)->n, v->name = (*words)->name;
    return 0;
}

static void look_away(View *v)
{
    if (!v->sentence) return;
    Py_CLEAR(v->text);
    Py_CLEAR(v->starts);
    Py_CLEAR(v->ends);
}


static Py_ssize_t place_in(PyObject *list, int i)
{
    PyObject *at = PyList_Check(list) && i < PyList_GET_SIZE(list) ? PyList_GET_ITEM(list, i) : NULL;
    if (at) return PyLong_AsSsize_t(at);
    PyErr_SetString(PyExc_TypeError, "a sentence has lists of places");
    return -1;
}

/* Where word i stands. */
static int span_of(View *v, int i, Span *span)
{
    if (v->spans) {
        *span = v->spans[i];
        return 0;
    }
    if (!v->text) {
        v->text = PyObject_GetAttrString(v->sentence, "text");
        v->starts = PyObject_GetAttrString(v->sentence, "starts");
        v->ends = PyObject_GetAttrString(v->sentence, "ends");
        PyObject *start = PyObject_GetAttrString(v->sentence, "start");
        if (start) v->from = PyLong_AsSsize_t(start);
        Py_XDECREF(start);
        if (PyErr_Occurred()) return -1;
    }
    *span = (Span){place_in(v->starts, i), place_in(v->ends, i)};
    return PyErr_Occurred() ? -1 : 0;
}

/* Does a comma or the like stand before word i? -1: an error */
static int breaks(View *v, int i)
{
    Span here, last = {0};
    if (i >= v->n) return 0;
    if (span_of(v, i, &here) < 0 || (i && span_of(v, i - 1, &last) < 0)) return -1;
    return is_broken(letters_of(v->text), i ? last.end : v->from, here.start);
}

static int passes(View *v, PyObject *test, int i)
{
    Span span;
    PyObject *word = span_of(v, i, &span) < 0 ? NULL : PyUnicode_Substring(v->text, span.start, span.end);
    PyObject *said = word ? PyObject_CallOneArg(test, word) : NULL;
    int found = said ? PyObject_IsTrue(said) : -1;
    Py_XDECREF(word), Py_XDECREF(said);
    return found;
}

static int run(View *v, const Node *node, int i);

/* Where the entries of a list that stand at a word end: lines, and lists within lists, ask for the same again and again. */
enum { REMEMBERED = 1024, ENDS = 4 };
static struct {
    const Lists *lists;
    uint64_t name; /* of the sentence */
    uint32_t number, at, n, ends[ENDS];
} remembered[REMEMBERED];

/* Where the entries of a list that stand at word i end, the longest first. Returns how many, -1: an error. */
static int find_ends(View *v, uint32_t number, int i, Numbers *ends)
{
    List *list = v->lists->lists + number;
    if (!list->built && list_build(v->lists, list) < 0) return -1;
    int known = v->ncaptures, at_word = i < v->n;
    const Numbers *here = at_word ? v->sets[i] : NULL;
    for (uint32_t k = 0; k <= (at_word ? here->n : 0); k++) {
        const struct Key *keys = NULL; /* of the entries that begin with a form set of the word; at last the others */
        size_t n = list->beginnings.others.n;
        if (at_word && k < here->n) {
            if (!is_of(&list->first, here->at[k])) continue;
            keys = beginning_with(&list->beginnings, here->at[k], &n);
        }
        for (size_t m = 0; m < n; m++) {
            int found = run(v, list->entries[keys ? keys[m].number : list->beginnings.others.at[m]], i);
            v->ncaptures = known; /* what an entry captures is its own */
            if (found < 0) return -1;
            if (!found) continue;
            uint32_t end = (uint32_t)v->end, p = 0;
            while (p < ends->n && ends->at[p] > end) p++;
            if (p < ends->n && ends->at[p] == end) continue;
            if (push(ends, end) < 0) return -1;
            memmove(ends->at + p + 1, ends->at + p, (ends->n - 1 - p) * sizeof *ends->at);
            ends->at[p] = end;
        }
    }
    return (int)ends->n;
}

static int ends_of(View *v, uint32_t number, int i, Numbers *ends)
{
    size_t slot = (number * 31u + (uint32_t)i * 7u + (uint32_t)v->name * 131u) % REMEMBERED;
    if (remembered[slot].name == v->name && remembered[slot].number == number && remembered[slot].at == (uint32_t)i
        && remembered[slot].lists == v->lists) {
        for (uint32_t k = 0; k < remembered[slot].n; k++)
            if (push(ends, remembered[slot].ends[k]) < 0) return -1;
        return (int)ends->n;
    }
    if (find_ends(v, number, i, ends) < 0) return -1;
    if (ends->n <= ENDS) {
        remembered[slot].lists = v->lists, remembered[slot].name = v->name;
        remembered[slot].number = number, remembered[slot].at = (uint32_t)i, remembered[slot].n = ends->n;
        for (uint32_t k = 0; k < ends->n; k++) remembered[slot].ends[k] = ends->at[k];
    }
    return (int)ends->n;
}

static int run_list(View *v, const Node *node, int i)
{
    const First *first = &v->lists->lists[node->number].first;
    if (!first->any && (i >= v->n || !fits(first, v->sets[i]))) return 0;
    Numbers ends = {0};
    int found = ends_of(v, node->number, i, &ends) < 0 ? -1 : 0;
    for (uint32_t k = 0; !found && k < ends.n; k++) found = run(v, node->then, (int)ends.at[k]);
    free(ends.at);
    return found;
}

static int run_gap(View *v, const Node *node, int i)
{
    int start = i, n = v->n, end = node->most < 0 || node->most > n - i ? n : i + (int)node->most;
    for (;; i++) {
        int comma = node->bounded && i < n && !(node->after_comma && i == start) ? breaks(v, i) : 0;
        if (comma < 0) return -1;
        if (!comma || node->before_comma) {
            int found = run(v, node->then, i);
            if (found) return found;
        }
        if (comma || i >= end || fits(&node->sets, v->sets[i])) return 0;
    }
}

static int run_begin(View *v, const Node *node, int i)
{
    if (v->ncaptures == CAPTURES) {
        PyErr_SetString(PyExc_ValueError, "too many captures in a line");
        return -1;
    }
    int k = v->ncaptures++;
    v->captures[k].name = node->name, v->captures[k].start = i, v->captures[k].end = -1;
    int found = run(v, node->then, i);
    if (!found) v->ncaptures = k;
    return found;
}

static int run_finish(View *v, const Node *node, int i)
{
    int k = v->ncaptures - 1;
    while (v->captures[k].end != -1 || PyUnicode_Compare(v->captures[k].name, node->name)) k--;
    v->captures[k].end = i;
    int found = run(v, node->then, i);
    if (!found) v->captures[k].end = -1;
    return found;
}

/* Does the line match from `node` on at word i? 1, 0; -1: an error. v->end: the word behind the match. */
static int run(View *v, const Node *node, int i)
{
    int n = v->n;
    for (;; node = node->then) {
        int there;
        switch (node->kind) {
        case DONE: v->end = i; return 1;
        case WORD:
            if (i >= n || !fits(&node->sets, v->sets[i])) return 0;
            i++;
            break;
        case TEST:
            if (i >= n) return 0;
            if ((there = passes(v, node->name, i)) <= 0) return there;
            i++;
            break;
        case OPTIONS:
            for (uint32_t k = 0; k < node->noptions; k++)
                if ((there = run(v, node->options[k], i))) return there;
            return 0;
        case LIST: return run_list(v, node, i);
        case GAP: return run_gap(v, node, i);
        case BEGIN: return run_begin(v, node, i);
        case FINISH: return run_finish(v, node, i);
        case COMMA:
            if ((there = breaks(v, i)) <= 0) return there;
            break;
        case UNBROKEN:
            if ((there = breaks(v, i))) return there < 0 ? -1 : 0;
            break;
        case CLAIM:
            if (v->claim_first < 0 || i != v->claim_first) return 0;
            i = v->claim_last;
            break;
        }
    }
}

/* The next word from i on with which a match may begin; n + 1: none. */
static int next_start(const Matcher *m, const View *v, int i)
{
    int n = v->n;
    if (m->begins_with_claim) return v->claim_first >= i ? v->claim_first : n + 1;
    if (m->first.any) return i;
    while (i < n && !fits(&m->first, v->sets[i])) i++;
    return i < n ? i : n + 1;
}

/* A tuple of a type, of `n` items that it takes over; NULL if one of them is. */
static PyObject *record(PyTypeObject *type, Py_ssize_t n, PyObject **items)
{
    int bad = !type;
    if (bad) PyErr_SetString(PyExc_TypeError, "no class was told");
    for (Py_ssize_t i = 0; i < n; i++) bad |= !items[i];
    PyObject *made = bad ? NULL : type->tp_alloc(type, n);
    for (Py_ssize_t i = 0; i < n; i++)
        if (made) PyTuple_SET_ITEM(made, i, items[i]);
        else Py_XDECREF(items[i]);
    return made;
}

static PyObject *captures_of(const View *v)
{
    PyObject *all = PyTuple_New(v->ncaptures);
    for (int k = 0; all && k < v->ncaptures; k++) {
        PyObject *items[] = {Py_NewRef(v->captures[k].name), PyLong_FromLong(v->captures[k].start), PyLong_FromLong(v->captures[k].end)};
        PyObject *one = record(&PyTuple_Type, 3, items);
        if (!one) Py_CLEAR(all);
        else PyTuple_SET_ITEM(all, k, one);
    }
    return all;
}

typedef struct {
    struct One {
        int first, last;
        PyObject *captures;
    } *at;
    size_t n, room;
} Matches;

static void free_matches(Matches *all)
{
    for (size_t i = 0; i < all->n; i++) Py_XDECREF(all->at[i].captures);
    free(all->at);
}

/* All matches; of those that end at the same word only the shortest. */
static int find_all(Matcher *m, View *v, Matches *all)
{
    int there = 0;
    v->lists = m->lists;
    for (int i = next_start(m, v, 0); there >= 0 && i <= v->n; i = next_start(m, v, i + 1)) {
        v->ncaptures = 0;
        if ((there = run(v, m->start, i)) <= 0) continue;
        size_t k = 0;
        while (k < all->n && all->at[k].last != v->end) k++;
        struct One *at = more(all->at, &all->room, k, sizeof *at);
        PyObject *captures = at ? captures_of(v) : NULL;
        if (at) all->at = at;
        if (!captures) return -1;
        if (k < all->n) Py_DECREF(all->at[k].captures);
        else all->n++;
        all->at[k] = (struct One){i, v->end, captures};
    }
    return there < 0 ? -1 : 0;
}

static PyObject *matcher_find(Matcher *m, PyObject *view)
{
    View v;
    Words *words;
    Matches all = {0};
    if (see(&v, m->lists, view, &words) < 0) return NULL;
    PyObject *found = find_all(m, &v, &all) < 0 ? NULL : PyList_New((Py_ssize_t)all.n);
    for (size_t i = 0; found && i < all.n; i++) {
        PyObject *items[] = {PyLong_FromLong(all.at[i].first), PyLong_FromLong(all.at[i].last), Py_NewRef(all.at[i].captures)};
        PyObject *match = record(match_type, 3, items);
        if (match) PyList_SET_ITEM(found, (Py_ssize_t)i, match);
        else Py_CLEAR(found);
    }
    free_matches(&all);
    look_away(&v), let_go(words);
    return found;
}

/* Does the line match anywhere? 1, 0; -1: an error */
static int line_stands(Matcher *m, View *v)
{
    int there = 0;
    for (int i = next_start(m, v, 0); !there && i <= v->n; i = next_start(m, v, i + 1)) {
        v->ncaptures = 0;
        there = run(v, m->start, i);
    }
    return there;
}

static PyObject *matcher_stands(Matcher *m, PyObject *view)
{
    View v;
    Words *words;
    if (see(&v, m->lists, view, &words) < 0) return NULL;
    int there = line_stands(m, &v);
    look_away(&v), let_go(words);
    return there < 0 ? NULL : PyBool_FromLong(there);
}

static int mentions_claim(PyObject *program)
{
    if (kind_of(program) == '.') return 1;
    for (Py_ssize_t i = 1; i < PyList_GET_SIZE(program); i++) {
        PyObject *inner = PyList_GET_ITEM(program, i);
        if (PyList_Check(inner) && PyList_GET_SIZE(inner) && PyUnicode_Check(PyList_GET_ITEM(inner, 0))
            && mentions_claim(inner))
            return 1;
    }
    return 0;
}

/* `stop`: NULL for the line of a guard. */
static Matcher *make_matcher(PyObject *program, PyObject *stop, Lists *lists)
{
    Py_UCS4 kind = kind_of(program);
    Matcher *m = kind ? (Matcher *)MatcherType.tp_alloc(&MatcherType, 0) : NULL;
    if (!m) return NULL;
    m->lists = (Lists *)Py_NewRef(lists);
    Numbers skipped = {0};
    Build b = {m->lists, &m->nodes, &skipped, !stop};
    Node *done = stop && numbers(stop, &skipped, 1) < 0 ? NULL : new_node(&m->nodes, DONE, NULL);
    if (done) m->start = build(&b, program, done);
    free(skipped.at);
    if (!m->start || first_of(m->lists, program, &m->first) < 0) {
        Py_DECREF(m);
        return NULL;
    }
    m->has_claim = mentions_claim(program);
    PyObject *begin = kind == '&' ? part(program, 1) : program;
    m->begins_with_claim = begin && kind_of(begin) == '.';
    if (PyErr_Occurred()) Py_CLEAR(m);
    return m;
}

static PyObject *matcher_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *given)
{
    static char *names[] = {"program", "stop", "lists", "guard", NULL};
    PyObject *program, *stop, *lists;
    int guard = 0;
    if (!PyArg_ParseTupleAndKeywords(args, given, "OOO!|$p", names, &program, &stop, &ListsType, &lists, &guard)) return NULL;
    return (PyObject *)make_matcher(program, guard ? NULL : stop, (Lists *)lists);
}

static void matcher_free(Matcher *m)
{
    free_nodes(m->nodes);
    free_choice(&m->first);
    Py_XDECREF(m->lists);
    Py_TYPE(m)->tp_free((PyObject *)m);
}

static PyObject *matcher_first(Matcher *m, void *Py_UNUSED(closure))
{
    if (m->first.any) Py_RETURN_NONE;
    PyObject *set = PyFrozenSet_New(NULL);
    for (uint32_t i = 0; set && i < m->first.sets.n; i++) {
        PyObject *number = PyLong_FromUnsignedLong(m->first.sets.at[i]);
        if (!number || PySet_Add(set, number) < 0) Py_CLEAR(set);
        Py_XDECREF(number);
    }
    return set;
}

static PyObject *matcher_has_claim(Matcher *m, void *Py_UNUSED(closure))
{
    return PyBool_FromLong(m->has_claim);
}

static PyMethodDef matcher_methods[] = {
    {"find", (PyCFunction)matcher_find, METH_O, "view -> matches"},
    {"stands", (PyCFunction)matcher_stands, METH_O, "view -> does the line match?"},
    {0},
};

static PyGetSetDef matcher_values[] = {
    {"first", (getter)matcher_first, NULL, "the form sets with which a match begins; None: with anything", NULL},
    {"has_claim", (getter)matcher_has_claim, NULL, "does the line name the claim?", NULL},
    {0},
};

static PyTypeObject MatcherType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Matcher",
    .tp_basicsize = sizeof(Matcher),
    .tp_dealloc = (destructor)matcher_free,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = matcher_methods,
    .tp_getset = matcher_values,
    .tp_new = matcher_new,
};

static PyObject *lists_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *programs, *tests;
    Py_ssize_t n;
    Pile firsts = {0};
    if (!PyArg_ParseTuple(args, "OnO|O&", &programs, &n, &tests, as_pile, &firsts)) return NULL;
    Lists *x = (Lists *)type->tp_alloc(type, 0);
    if (!x) return NULL;
    if (!(x->lists = calloc((size_t)n + 1, sizeof *x->lists))) {
        Py_DECREF(x);
        return PyErr_NoMemory();
    }
    x->n = n, x->programs = Py_NewRef(programs), x->tests = Py_NewRef(tests);
    x->firsts = firsts, Py_XINCREF(firsts.starts), Py_XINCREF(firsts.numbers);
    return (PyObject *)x;
}

static PyObject *lists_begin(Lists *x, PyObject *number)
{
    unsigned long of = PyLong_AsUnsignedLong(number);
    const First *first = PyErr_Occurred() ? NULL : list_first(x, (uint32_t)of);
    if (!first) return NULL;
    PyObject *sets = PyList_New(first->any ? 0 : (Py_ssize_t)first->sets.n);
    for (Py_ssize_t i = 0; sets && i < PyList_GET_SIZE(sets); i++) PyList_SET_ITEM(sets, i, PyLong_FromUnsignedLong(first->sets.at[i]));
    return sets;
}

static PyMethodDef lists_methods[] = {
    {"begin", (PyCFunction)lists_begin, METH_O, "number -> the form sets with which a list begins; none, if it may begin with anything"},
    {0},
};

static int lists_traverse(Lists *x, visitproc visit, void *arg)
{
    Py_VISIT(x->programs);
    Py_VISIT(x->tests);
    return 0;
}

static int lists_clear(Lists *x)
{
    Py_CLEAR(x->programs);
    Py_CLEAR(x->tests);
    return 0;
}

static void lists_free(Lists *x)
{
    PyObject_GC_UnTrack(x);
    for (Py_ssize_t i = 0; i < x->n; i++) {
        List *list = x->lists + i;
        free_nodes(list->nodes), free(list->entries), free_beginnings(&list->beginnings), free_choice(&list->first);
        Py_XDECREF(list->program);
    }
    free(x->lists);
    Py_XDECREF(x->firsts.starts), Py_XDECREF(x->firsts.numbers);
    lists_clear(x);
    Py_TYPE(x)->tp_free((PyObject *)x);
}

static PyTypeObject ListsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Lists",
    .tp_basicsize = sizeof(Lists),
    .tp_dealloc = (destructor)lists_free,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)lists_traverse,
    .tp_clear = (inquiry)lists_clear,
    .tp_methods = lists_methods,
    .tp_new = lists_new,
};
