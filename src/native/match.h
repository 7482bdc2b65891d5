/* The matcher of lines and of lists (match.py), and the choice of lines to try (pack.Matchers). */

#pragma once

#include "text.h"

/* A step of a line, which knows what comes after it (see match.py). */
enum { DONE, WORD, TEST, OPTIONS, LIST, GAP, COMMA, UNBROKEN, CLAIM, BEGIN, FINISH };

/* Form sets, one of which a word should belong to. */
typedef struct {
    int any; /* or something that is in no form set */
    Numbers sets;
    unsigned char *bits; /* the same, if there are many */
} First;

typedef struct Node Node;
struct Node {
    int kind;
    Node *then;
    First sets;      /* WORD: one of these; GAP: none of these is skipped */
    Node **options;  /* OPTIONS */
    uint32_t noptions;
    uint32_t number; /* LIST: of the list */
    long most;       /* GAP; -1: any number */
    int bounded, after_comma, before_comma;
    PyObject *name;  /* TEST: the test; BEGIN, FINISH: of the capture */
    Node *next;      /* of all nodes of the same owner */
};


/* A list with phrases: its entries by the form sets that they begin with. */
typedef struct {
    int read;
    PyObject *program;
    First first;
    int built;
    Node *nodes; /* all of them, to be freed */
    struct Key {
        uint32_t set;
        Node *entry;
    } *keys;
    uint32_t nkeys;
    Node **any;
    uint32_t nany;
} List;

typedef struct {
    PyObject_HEAD
    PyObject *programs; /* number -> program */
    PyObject *tests;
    List *lists;
    Py_ssize_t n;
} Lists;

typedef struct {
    PyObject_HEAD
    Lists *lists;
    Node *start, *nodes;
    First first;
    int has_claim, begins_with_claim;
} Matcher;

static PyTypeObject ListsType, MatcherType;
static PyObject *match_type; /* match.Match */

enum { MANY = 8 };

static void free_choice(First *choice)
{
    free(choice->sets.at), free(choice->bits);
    *choice = (First){0};
}

/* Sort the form sets of a choice, each once. */
static int finish(First *choice)
{
    Numbers *sets = &choice->sets;
    if (sets->n < 2) return 0;
    qsort(sets->at, sets->n, sizeof *sets->at, ascending);
    uint32_t n = 1, least = sets->at[0] / 8;
    for (uint32_t i = 1; i < sets->n; i++)
        if (sets->at[i] != sets->at[n - 1]) sets->at[n++] = sets->at[i];
    sets->n = n;
    if (n <= MANY) return 0;
    if (!(choice->bits = calloc(sets->at[n - 1] / 8 + 1 - least, 1))) {
        PyErr_NoMemory();
        return -1;
    }
    for (uint32_t i = 0; i < n; i++) choice->bits[sets->at[i] / 8 - least] |= (unsigned char)(1 << sets->at[i] % 8);
    return 0;
}

/* May a form set be one of a choice? For sure, if there are many. */
static inline int is_of(const First *choice, uint32_t set)
{
    if (!choice->bits) return 1;
    uint32_t least = choice->sets.at[0], most = choice->sets.at[choice->sets.n - 1];
    return set >= least && set <= most && choice->bits[set / 8 - least / 8] >> set % 8 & 1;
}

static inline int fits(const First *choice, const Numbers *word)
{
    if (!choice->bits) return meets(&choice->sets, word);
    for (uint32_t i = 0; i < word->n; i++)
        if (is_of(choice, word->at[i])) return 1;
    return 0;
}

static void free_nodes(Node *node)
{
    while (node) {
        Node *next = node->next;
        free_choice(&node->sets), free(node->options);
        Py_XDECREF(node->name);
        free(node);
        node = next;
    }
}

static Node *new_node(Node **all, int kind, Node *then)
{
    Node *node = calloc(1, sizeof *node);
    if (!node) return (Node *)PyErr_NoMemory();
    node->kind = kind, node->then = then, node->next = *all;
    return *all = node;
}

/* The kind of a program: a letter or a sign. 0: an error */
static Py_UCS4 kind_of(PyObject *program)
{
    if (PyList_Check(program) && PyList_GET_SIZE(program)) {
        PyObject *kind = PyList_GET_ITEM(program, 0);
        if (PyUnicode_Check(kind) && PyUnicode_GET_LENGTH(kind) == 1) return PyUnicode_READ_CHAR(kind, 0);
    }
    PyErr_SetString(PyExc_ValueError, "no program of a pattern");
    return 0;
}

static PyObject *part(PyObject *program, Py_ssize_t i)
{
    if (i < PyList_GET_SIZE(program)) return PyList_GET_ITEM(program, i);
    PyErr_SetString(PyExc_ValueError, "a program is cut short");
    return NULL;
}

static List *list_of(Lists *x, uint32_t number)
{
    if (number >= x->n) return (List *)PyErr_Format(PyExc_ValueError, "no list %u", number);
    return x->lists + number;
}

static PyObject *list_program(Lists *x, uint32_t number)
{
    List *list = list_of(x, number);
    if (!list) return NULL;
    if (!list->program) {
        PyObject *given = PyObject_CallFunction(x->programs, "I", number);
        if (!list->program) list->program = given;
        else Py_XDECREF(given);
    }
    return list->program;
}

static int add_all(First *to, const Numbers *sets)
{
    for (uint32_t i = 0; i < sets->n; i++)
        if (push(&to->sets, sets->at[i]) < 0) return -1;
    return 0;
}

static const First *list_first(Lists *x, uint32_t number);

/* The form sets with which every match of a program begins, not yet sorted. */
static int gather_first(Lists *x, PyObject *program, First *first)
{
    Py_UCS4 kind = kind_of(program);
    PyObject *inner = kind ? kind == '@' ? part(program, 2) : kind == ',' || kind == '.' ? program : part(program, 1) : NULL;
    if (!inner) return -1;
    if (kind == 'w') {
        Numbers sets;
        if (numbers(inner, &sets, 0) < 0) return -1;
        int bad = add_all(first, &sets);
        free(sets.at);
        return bad;
    }
    if (kind == 'l') {
        unsigned long number = PyLong_AsUnsignedLong(inner);
        const First *of = PyErr_Occurred() ? NULL : list_first(x, (uint32_t)number);
        if (!of) return -1;
        first->any |= of->any;
        return add_all(first, &of->sets);
    }
    if (kind == '@' || kind == '&') return gather_first(x, inner, first);
    if (kind == '|') {
        for (Py_ssize_t i = 1; i < PyList_GET_SIZE(program); i++)
            if (gather_first(x, PyList_GET_ITEM(program, i), first) < 0) return -1;
        return 0;
    }
    first->any = 1;
    return 0;
}

static int first_of(Lists *x, PyObject *program, First *first)
{
    *first = (First){0};
    if (Py_EnterRecursiveCall(" in a pattern")) return -1;
    int bad = gather_first(x, program, first);
    Py_LeaveRecursiveCall();
    if (!bad) bad = finish(first);
    if (bad) free_choice(first);
    return bad;
}

static const First *list_first(Lists *x, uint32_t number)
{
    PyObject *program = list_program(x, number);
    if (!program) return NULL;
    List *list = x->lists + number;
    if (!list->read) {
        First first;
        if (first_of(x, program, &first) < 0) return NULL;
        if (list->read) free_choice(&first); /* by another thread meanwhile */
        else list->first = first, list->read = 1;
    }
    return &list->first;
}

/* What is being built: for whom, and by which rules of gaps. */
typedef struct {
    Lists *lists;
    Node **nodes;
    const Numbers *stop;
    int guard;
} Build;

static Node *build(Build *b, PyObject *program, Node *then);

static Node *build_gap(Build *b, PyObject *program, Node *then, int after_comma, int before_comma)
{
    PyObject *most = part(program, 1);
    Node *node = most ? new_node(b->nodes, GAP, then) : NULL;
    if (!node) return NULL;
    node->most = PyLong_AsLong(most);
    node->bounded = b->guard && node->most >= 0;
    node->after_comma = after_comma, node->before_comma = before_comma;
    if (!b->guard && (add_all(&node->sets, b->stop) < 0 || finish(&node->sets) < 0)) return NULL;
    return PyErr_Occurred() ? NULL : node;
}

static Node *build_sequence(Build *b, PyObject *program, Node *then)
{
    Py_ssize_t n = PyList_GET_SIZE(program);
    Py_UCS4 before, kind, after = 0;
    for (Py_ssize_t i = n - 1; i > 0; i--, after = kind) {
        PyObject *item = PyList_GET_ITEM(program, i);
        if (!(kind = kind_of(item))) return NULL;
        before = i > 1 ? kind_of(PyList_GET_ITEM(program, i - 1)) : 0;
        if (kind == 'g') then = build_gap(b, item, then, before == ',', after == ',');
        else {
            then = build(b, item, then);
            int bridged = before == ',' || before == 'g'
                          || (before == '?' && i > 2 && kind_of(PyList_GET_ITEM(program, i - 2)) == ',');
            /* A guard speaks of its own clause. */
            if (then && b->guard && i > 1 && kind != ',' && !bridged) then = new_node(b->nodes, UNBROKEN, then);
        }
        if (!then || PyErr_Occurred()) return NULL;
    }
    return then;
}

static Node *build_options(Build *b, PyObject *program, Node *then, int maybe)
{
    Node *node = new_node(b->nodes, OPTIONS, NULL);
    Py_ssize_t n = PyList_GET_SIZE(program) - 1;
    if (!node || !(node->options = calloc((size_t)n + 2, sizeof *node->options))) {
        if (!PyErr_Occurred()) PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 1; i <= n; i++)
        if (!(node->options[node->noptions++] = build(b, PyList_GET_ITEM(program, i), then))) return NULL;
    if (maybe) node->options[node->noptions++] = then;
    return node;
}

static Node *build_capture(Build *b, PyObject *program, Node *then)
{
    PyObject *name = part(program, 1), *inner = part(program, 2);
    Node *finish = inner ? new_node(b->nodes, FINISH, then) : NULL;
    if (!finish) return NULL;
    finish->name = Py_NewRef(name);
    Node *step = build(b, inner, finish), *begin = step ? new_node(b->nodes, BEGIN, step) : NULL;
    if (begin) begin->name = Py_NewRef(name);
    return begin;
}

static Node *build_one(Build *b, PyObject *program, Node *then)
{
    Py_UCS4 kind = kind_of(program);
    Node *node = NULL;
    PyObject *inner;
    switch (kind) {
    case 0: return NULL;
    case 'w':
        if ((inner = part(program, 1)) && (node = new_node(b->nodes, WORD, then))
            && (numbers(inner, &node->sets.sets, 0) < 0 || finish(&node->sets) < 0))
            return NULL;
        return node;
    case 'c':
        if ((inner = part(program, 1)) && (inner = PyObject_GetItem(b->lists->tests, inner))) {
            if ((node = new_node(b->nodes, TEST, then))) node->name = inner;
            else Py_DECREF(inner);
        }
        return node;
    case 'l':
        if ((inner = part(program, 1)) && (node = new_node(b->nodes, LIST, then))) {
            node->number = (uint32_t)PyLong_AsUnsignedLong(inner);
            if (PyErr_Occurred() || !list_first(b->lists, node->number)) return NULL;
        }
        return node;
    case '&': return build_sequence(b, program, then);
    case '|': return build_options(b, program, then, 0);
    case '?': return build_options(b, program, then, 1);
    case '@': return build_capture(b, program, then);
    case 'g': return build_gap(b, program, then, 0, 0);
    case ',': return new_node(b->nodes, COMMA, then);
    default: return new_node(b->nodes, CLAIM, then);
    }
}

static Node *build(Build *b, PyObject *program, Node *then)
{
    if (Py_EnterRecursiveCall(" in a pattern")) return NULL;
    Node *node = build_one(b, program, then);
    Py_LeaveRecursiveCall();
    return node;
}

static int by_set(const void *a, const void *b)
{
    uint32_t x = ((const struct Key *)a)->set, y = ((const struct Key *)b)->set;
    return x < y ? -1 : x > y;
}

static int list_build(Lists *x, List *list)
{
    static const Numbers none;
    PyObject *program = list->program;
    int many = kind_of(program) == '|';
    Py_ssize_t n = many ? PyList_GET_SIZE(program) - 1 : 1;
    List made = {0};
    size_t room = 0;
    Build b = {x, &made.nodes, &none, 0};
    made.any = calloc((size_t)n + 1, sizeof *made.any);
    if (!made.any) PyErr_NoMemory();
    for (Py_ssize_t i = 0; !PyErr_Occurred() && i < n; i++) {
        PyObject *option = many ? PyList_GET_ITEM(program, i + 1) : program;
        Node *done = new_node(&made.nodes, DONE, NULL), *entry = done ? build(&b, option, done) : NULL;
        First first;
        if (!entry || first_of(x, option, &first) < 0) break;
        if (first.any) made.any[made.nany++] = entry;
        for (uint32_t k = 0; !first.any && k < first.sets.n; k++) {
            struct Key *keys = more(made.keys, &room, made.nkeys, sizeof *keys);
            if (!keys) break;
            made.keys = keys;
            made.keys[made.nkeys++] = (struct Key){first.sets.at[k], entry};
        }
        free_choice(&first);
    }
    if (PyErr_Occurred() || list->built) {
        free_nodes(made.nodes), free(made.keys), free(made.any);
        return list->built ? 0 : -1;
    }
    if (made.nkeys > 1) qsort(made.keys, made.nkeys, sizeof *made.keys, by_set);
    list->nodes = made.nodes, list->keys = made.keys, list->nkeys = made.nkeys, list->any = made.any, list->nany = made.nany;
    list->built = 1;
    return 0;
}

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
    if (!PyFrozenSet_CheckExact(set)) return shared; /* it could change */
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
        struct Key *key = list->keys, *stop = list->keys;
        uint32_t nany = 0;
        if (at_word && k < here->n) {
            if (!is_of(&list->first, here->at[k])) continue;
            uint32_t low = 0, high = list->nkeys;
            while (low < high) {
                uint32_t middle = (low + high) / 2;
                if (list->keys[middle].set < here->at[k]) low = middle + 1;
                else high = middle;
            }
            key += low;
            for (stop = key; stop < list->keys + list->nkeys && stop->set == here->at[k];) stop++;
        } else nany = list->nany;
        for (uint32_t m = 0; key + m < stop || m < nany; m++) {
            int found = run(v, nany ? list->any[m] : key[m].entry, i);
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

static PyObject *captures_of(const View *v)
{
    PyObject *all = PyTuple_New(v->ncaptures);
    for (int k = 0; all && k < v->ncaptures; k++) {
        PyObject *one = Py_BuildValue("Oii", v->captures[k].name, v->captures[k].start, v->captures[k].end);
        if (!one) Py_CLEAR(all);
        else PyTuple_SET_ITEM(all, k, one);
    }
    return all;
}

static PyObject *match_of(const View *v, int first)
{
    PyObject *captures = captures_of(v);
    return captures ? PyObject_CallFunction(match_type, "iiN", first, v->end, captures) : NULL;
}

static PyObject *matcher_find(Matcher *m, PyObject *view)
{
    View v;
    Words *words;
    if (see(&v, m->lists, view, &words) < 0) return NULL;
    PyObject *tightest = PyDict_New(), *found = NULL;
    int there = tightest ? 0 : -1;
    for (int i = next_start(m, &v, 0); there >= 0 && i <= v.n; i = next_start(m, &v, i + 1)) {
        v.ncaptures = 0;
        if ((there = run(&v, m->start, i)) <= 0) continue;
        PyObject *end = PyLong_FromLong(v.end), *match = end ? match_of(&v, i) : NULL;
        if (!match || PyDict_SetItem(tightest, end, match) < 0) there = -1;
        Py_XDECREF(end), Py_XDECREF(match);
    }
    look_away(&v), let_go(words);
    if (there >= 0) found = PyDict_Values(tightest);
    Py_XDECREF(tightest);
    return found;
}

static PyObject *matcher_match_at(Matcher *m, PyObject *args)
{
    PyObject *view;
    int i;
    View v;
    Words *words;
    if (!PyArg_ParseTuple(args, "Oi", &view, &i) || see(&v, m->lists, view, &words) < 0) return NULL;
    int there = i < 0 ? 0 : run(&v, m->start, i);
    PyObject *match = there > 0 ? match_of(&v, i) : there < 0 ? NULL : Py_NewRef(Py_None);
    look_away(&v), let_go(words);
    return match;
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

static PyObject *matcher_new(PyTypeObject *type, PyObject *args, PyObject *given)
{
    static char *names[] = {"program", "stop", "lists", "guard", NULL};
    PyObject *program, *stop, *lists;
    int guard = 0;
    if (!PyArg_ParseTupleAndKeywords(args, given, "OOO!|$p", names, &program, &stop, &ListsType, &lists, &guard)) return NULL;
    Py_UCS4 kind = kind_of(program);
    Matcher *m = kind ? (Matcher *)type->tp_alloc(type, 0) : NULL;
    if (!m) return NULL;
    m->lists = (Lists *)Py_NewRef(lists);
    Numbers skipped = {0};
    Build b = {m->lists, &m->nodes, &skipped, guard};
    Node *done = numbers(stop, &skipped, 1) < 0 ? NULL : new_node(&m->nodes, DONE, NULL);
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
    return (PyObject *)m;
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
    {"match_at", (PyCFunction)matcher_match_at, METH_VARARGS, "view, word -> match or None"},
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

/* Lines by the form sets that they begin with. */
typedef struct {
    PyObject_HEAD
    PyObject *matchers; /* a tuple */
    struct Line {
        uint32_t set, number;
    } *keys;
    Numbers others; /* lines that may begin with anything */
    size_t n, room;
} Lines;

static int by_line_set(const void *a, const void *b)
{
    const struct Line *x = a, *y = b;
    return x->set < y->set ? -1 : x->set > y->set;
}

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
        if (m->first.any && push(&x->others, (uint32_t)i) < 0) goto bad;
        for (uint32_t k = 0; !m->first.any && k < m->first.sets.n; k++) {
            struct Line *keys = more(x->keys, &x->room, x->n, sizeof *keys);
            if (!keys) goto bad;
            x->keys = keys;
            x->keys[x->n++] = (struct Line){m->first.sets.at[k], (uint32_t)i};
        }
    }
    if (x->n) qsort(x->keys, x->n, sizeof *x->keys, by_line_set);
    return (PyObject *)x;
bad:
    Py_XDECREF(x);
    return NULL;
}

static void lines_free(Lines *x)
{
    Py_XDECREF(x->matchers);
    free(x->keys), free(x->others.at);
    Py_TYPE(x)->tp_free((PyObject *)x);
}

/* The lines that begin with some word of a sentence, in order, each once. */
static int lines_in(const Lines *x, const View *v, Numbers *found)
{
    for (uint32_t k = 0; k < x->others.n; k++)
        if (push(found, x->others.at[k]) < 0) return -1;
    for (int i = 0; i < v->n; i++)
        for (uint32_t k = 0; k < v->sets[i]->n; k++) {
            uint32_t set = v->sets[i]->at[k];
            size_t low = 0, high = x->n;
            while (low < high) {
                size_t middle = (low + high) / 2;
                if (x->keys[middle].set < set) low = middle + 1;
                else high = middle;
            }
            for (; low < x->n && x->keys[low].set == set; low++)
                if (push(found, x->keys[low].number) < 0) return -1;
        }
    if (found->n < 2) return 0;
    sort(found);
    uint32_t n = 1;
    for (uint32_t k = 1; k < found->n; k++)
        if (found->at[k] != found->at[n - 1]) found->at[n++] = found->at[k];
    found->n = n;
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

static PyObject *lists_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *programs, *tests;
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "OnO", &programs, &n, &tests)) return NULL;
    Lists *x = (Lists *)type->tp_alloc(type, 0);
    if (!x) return NULL;
    if (!(x->lists = calloc((size_t)n + 1, sizeof *x->lists))) {
        Py_DECREF(x);
        return PyErr_NoMemory();
    }
    x->n = n, x->programs = Py_NewRef(programs), x->tests = Py_NewRef(tests);
    return (PyObject *)x;
}

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
        free_nodes(list->nodes), free(list->keys), free(list->any);
        free_choice(&list->first);
        Py_XDECREF(list->program);
    }
    free(x->lists);
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
    .tp_new = lists_new,
};
