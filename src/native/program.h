/* Programs of lines and of lists made ready to run: steps, each of which knows what comes after it (match.py). */

#pragma once

#include "pile.h"
#include "text.h"

/* A step of a line, which knows what comes after it (see match.py). */
enum { DONE, WORD, TEST, OPTIONS, LIST, GAP, COMMA, UNBROKEN, CLAIM, BEGIN, FINISH };

/* Form sets, one of which a word should belong to. */
typedef struct {
    int any; /* or something that is in no form set */
    Numbers sets;
    unsigned char *bits;  /* the same, if there are many, from the least one's byte on */
    uint32_t least, size; /* that byte, and how many */
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

/* Entries of a list, lines of a block by the form sets that they begin with. */
typedef struct {
    struct Key {
        uint32_t set, number;
    } *keys;
    size_t n, room;
    unsigned char *bits; /* the form sets among them, from the least one's byte on: most words begin nothing */
    uint32_t least, size; /* that byte, and how many */
    Numbers others; /* those that may begin with anything */
} Beginnings;

/* A list with phrases. */
typedef struct {
    int read;
    PyObject *program; /* NULL: not read, or built */
    First first;
    int built;
    Node *nodes;    /* all of them, to be freed */
    Node **entries; /* the first node of each */
    Beginnings beginnings;
} List;

typedef struct {
    PyObject_HEAD
    PyObject *programs; /* number -> program */
    PyObject *tests;
    Pile firsts; /* the form sets with which lists begin; nothing where that is not told */
    List *lists;
    Py_ssize_t n;
} Lists;

typedef struct {
    PyObject_HEAD
    Lists *lists;
    Node *start, *nodes;
    First first;
    int has_claim, begins_with_claim;
    uint64_t tried; /* on which sentence of a search, see search.h */
} Matcher;

static PyTypeObject ListsType, MatcherType;
static PyTypeObject *match_type, *claim_type; /* match.Match, reader.Claim: tuples with names */

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
    sort_once(sets);
    give_hint(sets);
    uint32_t n = sets->n;
    if (n <= MANY) return 0;
    uint32_t least = choice->least = sets->at[0] / 8;
    choice->size = sets->at[n - 1] / 8 + 1 - least;
    if (!(choice->bits = calloc(choice->size, 1))) {
        PyErr_NoMemory();
        return -1;
    }
    for (uint32_t i = 0; i < n; i++) choice->bits[sets->at[i] / 8 - least] |= (unsigned char)(1 << sets->at[i] % 8);
    return 0;
}

/* May a form set be one of a choice? For sure, if there are many. */
static inline int is_of(const First *choice, uint32_t set)
{
    uint32_t byte = set / 8 - choice->least;
    return !choice->bits || (byte < choice->size && choice->bits[byte] >> set % 8 & 1);
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

static int told_first(const Lists *x, uint32_t number, First *first)
{
    *first = (First){0};
    if (!x->firsts.starts) return 0;
    if (read_piled(&x->firsts, number, &first->sets) == 0 && finish(first) == 0) return 0;
    free_choice(first);
    return -1;
}

static const First *list_first(Lists *x, uint32_t number)
{
    List *list = list_of(x, number);
    if (!list || list->read) return list ? &list->first : NULL;
    First first;
    if (told_first(x, number, &first) < 0) return NULL;
    if (!first.sets.n) {
        PyObject *program = list_program(x, number);
        if (!program || first_of(x, program, &first) < 0) return NULL;
    }
    if (list->read) free_choice(&first); /* by another thread meanwhile */
    else list->first = first, list->read = 1;
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

static int add_beginning(Beginnings *x, const First *first, uint32_t number)
{
    if (first->any) return push(&x->others, number);
    for (uint32_t k = 0; k < first->sets.n; k++) {
        struct Key *keys = more(x->keys, &x->room, x->n, sizeof *keys);
        if (!keys) return -1;
        x->keys = keys;
        x->keys[x->n++] = (struct Key){first->sets.at[k], number};
    }
    return 0;
}

/* To be called when all are added. */
static int order_beginnings(Beginnings *x)
{
    if (!x->n) return 0;
    qsort(x->keys, x->n, sizeof *x->keys, by_set);
    uint32_t least = x->least = x->keys[0].set / 8;
    x->size = x->keys[x->n - 1].set / 8 + 1 - least;
    if (!(x->bits = calloc(x->size, 1))) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < x->n; i++) x->bits[x->keys[i].set / 8 - least] |= (unsigned char)(1 << x->keys[i].set % 8);
    return 0;
}

static const struct Key *keys_of(const Beginnings *x, uint32_t set, size_t *n)
{
    size_t low = 0, high = x->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (x->keys[middle].set < set) low = middle + 1;
        else high = middle;
    }
    while (low + *n < x->n && x->keys[low + *n].set == set) ++*n;
    return x->keys + low;
}

/* What begins with a form set: the first of it, and how many. */
static inline const struct Key *beginning_with(const Beginnings *x, uint32_t set, size_t *n)
{
    *n = 0;
    uint32_t byte = set / 8 - x->least;
    return byte < x->size && x->bits[byte] >> set % 8 & 1 ? keys_of(x, set, n) : NULL;
}

static void free_beginnings(Beginnings *x)
{
    free(x->keys), free(x->bits), free(x->others.at);
}

static int list_build(Lists *x, List *list)
{
    static const Numbers none;
    PyObject *program = Py_XNewRef(list_program(x, (uint32_t)(list - x->lists)));
    if (!program) return -1;
    int many = kind_of(program) == '|';
    Py_ssize_t n = many ? PyList_GET_SIZE(program) - 1 : 1;
    List made = {0};
    Build b = {x, &made.nodes, &none, 0};
    made.entries = calloc((size_t)n + 1, sizeof *made.entries);
    if (!made.entries) PyErr_NoMemory();
    for (Py_ssize_t i = 0; !PyErr_Occurred() && i < n; i++) {
        PyObject *option = many ? PyList_GET_ITEM(program, i + 1) : program;
        Node *done = new_node(&made.nodes, DONE, NULL);
        First first;
        made.entries[i] = done ? build(&b, option, done) : NULL;
        if (!made.entries[i] || first_of(x, option, &first) < 0) break;
        add_beginning(&made.beginnings, &first, (uint32_t)i);
        free_choice(&first);
    }
    Py_DECREF(program);
    if (PyErr_Occurred() || list->built || order_beginnings(&made.beginnings) < 0) {
        free_nodes(made.nodes), free(made.entries), free_beginnings(&made.beginnings);
        return list->built ? 0 : -1;
    }
    list->nodes = made.nodes, list->entries = made.entries, list->beginnings = made.beginnings;
    list->built = 1;
    Py_CLEAR(list->program); /* lists within lists: every collection of garbage would go through them */
    return 0;
}
