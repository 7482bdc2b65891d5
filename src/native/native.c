/* The inner loops of medadlint in C: the fold of a text (fold.py), the index of calls (calls.py), the matcher (match.py).

   Each does what the Python of the same name does, which says why and runs where there is no compiler; a test holds the two
   to the same answers. Nothing here knows a word or a rule: what a word, a call or a list is, Python is asked once. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GNUC__
#define FETCH(address) __builtin_prefetch(address)
#else
#define FETCH(address) ((void)0)
#endif

/* --- numbers ------------------------------------------------------------------------------------------------------ */

typedef struct {
    uint32_t *at;
    uint32_t n, room;
} Numbers;

static int push(Numbers *v, uint32_t x)
{
    if (v->n == v->room) {
        uint32_t room = v->room ? v->room * 2 : 8;
        uint32_t *at = realloc(v->at, room * sizeof *at);
        if (!at) {
            PyErr_NoMemory();
            return -1;
        }
        v->at = at, v->room = room;
    }
    v->at[v->n++] = x;
    return 0;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Any iterable of ints; sorted, if asked. */
static int numbers(PyObject *of, Numbers *out, int sorted)
{
    *out = (Numbers){0};
    PyObject *it = PyObject_GetIter(of), *item;
    if (!it) return -1;
    while ((item = PyIter_Next(it))) {
        unsigned long x = PyLong_AsUnsignedLong(item);
        Py_DECREF(item);
        if (PyErr_Occurred() || push(out, (uint32_t)x) < 0) break;
    }
    Py_DECREF(it);
    if (PyErr_Occurred()) {
        free(out->at);
        *out = (Numbers){0};
        return -1;
    }
    if (sorted && out->n > 1) qsort(out->at, out->n, sizeof *out->at, ascending);
    return 0;
}

static int numbers_of(PyObject *object, const char *name, Numbers *out, int sorted)
{
    PyObject *value = PyObject_GetAttrString(object, name);
    if (!value) return -1;
    int bad = numbers(value, out, sorted);
    Py_DECREF(value);
    return bad;
}

/* The first place in a sorted array with a number not below x. */
static uint32_t lower(const uint32_t *at, uint32_t n, int64_t x)
{
    uint32_t low = 0;
    while (low < n) {
        uint32_t middle = (low + n) / 2;
        if ((int64_t)at[middle] < x) low = middle + 1;
        else n = middle;
    }
    return low;
}

static int holds(const Numbers *v, uint32_t x)
{
    uint32_t i = lower(v->at, v->n, x);
    return i < v->n && v->at[i] == x;
}

/* Do two sorted arrays have a number in common? */
static int meets(const Numbers *a, const Numbers *b)
{
    if (a->n > b->n) {
        const Numbers *other = a;
        a = b, b = other;
    }
    if (b->n > 8 * a->n) {
        for (uint32_t i = 0; i < a->n; i++)
            if (holds(b, a->at[i])) return 1;
        return 0;
    }
    for (uint32_t i = 0, k = 0; i < a->n && k < b->n;) {
        if (a->at[i] == b->at[k]) return 1;
        if (a->at[i] < b->at[k]) i++;
        else k++;
    }
    return 0;
}

/* --- the fold ----------------------------------------------------------------------------------------------------- */

static unsigned char cp1251[1 << 16]; /* of code points; «?» where there is none, a full stop for the question mark */

static int learn_cp1251(void)
{
    char bytes[256];
    for (int i = 0; i < 256; i++) bytes[i] = (char)i;
    PyObject *text = PyUnicode_Decode(bytes, 256, "cp1251", "replace");
    if (!text) return -1;
    memset(cp1251, '?', sizeof cp1251);
    for (int i = 0; i < 256; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        if (c < 0xFFFD) cp1251[c] = i == '?' ? '.' : (unsigned char)i;
    }
    Py_DECREF(text);
    return 0;
}

static PyObject *encode(PyObject *Py_UNUSED(module), PyObject *text)
{
    if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "encode takes a str");
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    PyObject *out = PyBytes_FromStringAndSize(NULL, n);
    if (!out) return NULL;
    unsigned char *to = (unsigned char *)PyBytes_AS_STRING(out);
    const void *data = PyUnicode_DATA(text);
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND:
        for (Py_ssize_t i = 0; i < n; i++) to[i] = cp1251[((const Py_UCS1 *)data)[i]];
        break;
    case PyUnicode_2BYTE_KIND:
        for (Py_ssize_t i = 0; i < n; i++) to[i] = cp1251[((const Py_UCS2 *)data)[i]];
        break;
    default:
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_UCS4 c = ((const Py_UCS4 *)data)[i];
            to[i] = c < sizeof cp1251 ? cp1251[c] : '?';
        }
    }
    return out;
}

/* --- sentences and words (sentences.py) --------------------------------------------------------------------------- */

/* Code points of a sentence, a stretch, an abbreviation, a number at most; words of a stretch that are few. */
enum { LIMIT = 2000, LONGEST = 1 << 14, ABBREVIATION = 8, KEY = 64, FEW = 100 };

typedef struct {
    Py_ssize_t start, end;
} Span;

typedef struct {
    Span *at;
    size_t n, room;
} Spans;

static void *more(void *at, size_t *room, size_t n, size_t size)
{
    if (n < *room) return at;
    size_t next = *room ? *room * 2 : 64;
    while (next <= n) next *= 2;
    void *new = realloc(at, next * size);
    if (!new) return PyErr_NoMemory();
    *room = next;
    return new;
}

static int add_span(Spans *spans, Py_ssize_t start, Py_ssize_t end)
{
    Span *at = more(spans->at, &spans->room, spans->n, sizeof *at);
    if (!at) return -1;
    spans->at = at;
    spans->at[spans->n++] = (Span){start, end};
    return 0;
}

static int same_length(PyObject *text, PyObject *fold)
{
    if (PyUnicode_GET_LENGTH(text) == PyBytes_GET_SIZE(fold)) return 1;
    PyErr_SetString(PyExc_ValueError, "a fold is as long as its text");
    return 0;
}

static int one_of(Py_UCS4 c, const Py_UCS4 *signs)
{
    while (*signs && *signs != c) signs++;
    return *signs != 0;
}

/* May a sentence begin behind what stands before `at`: a blank, opening marks, and anything but a small letter? */
static int begins(PyObject *text, Py_ssize_t at, Py_ssize_t end)
{
    static const Py_UCS4 opening[] = {'"', 0xAB, 0x201E, 0x201C, '(', '[', 0x2013, 0x2014, '-', 0};
    if (at >= end || !Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, at))) return 0;
    for (; at < end; at++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, at);
        if (Py_UNICODE_ISSPACE(c) || one_of(c, opening)) continue;
        return !((c >= 'a' && c <= 'z') || (c >= 0x430 && c <= 0x44F) || c == 0x451);
    }
    return 0;
}

/* Is the full stop at `mark` that of «А. Петров» or «г. Тверь»? The sentence began at `at`. */
static int shortened(PyObject *text, const char *fold, Py_ssize_t at, Py_ssize_t mark, PyObject *abbreviations)
{
    Py_ssize_t first = mark, least = mark - ABBREVIATION > at ? mark - ABBREVIATION : at;
    while (first > least && fold[first - 1] != ' ') first--;
    if (mark - first == 1 && Py_UNICODE_ISUPPER(PyUnicode_READ_CHAR(text, mark - 1))) return 1;
    if (PyUnicode_READ_CHAR(text, mark) != '.') return 0;
    PyObject *word = PyBytes_FromStringAndSize(fold + first, mark - first);
    int known = word ? PySet_Contains(abbreviations, word) : -1;
    Py_XDECREF(word);
    return known;
}

static Py_ssize_t blank_before(const char *fold, Py_ssize_t at)
{
    for (Py_ssize_t i = at - 1; i >= at - LIMIT / 2; i--)
        if (fold[i] == ' ') return i + 1;
    return at;
}

static int cut_long(const char *fold, Py_ssize_t *at, Py_ssize_t end, Spans *spans)
{
    while (end - *at > LIMIT) {
        Py_ssize_t cut = blank_before(fold, *at + LIMIT);
        if (add_span(spans, *at, cut) < 0) return -1;
        *at = cut;
    }
    return 0;
}

static int find_sentences(PyObject *text, const char *fold, Py_ssize_t start, Py_ssize_t end, PyObject *abbreviations,
                          Spans *spans)
{
    static const Py_UCS4 closing[] = {'"', 0xBB, 0x201D, 0x201C, ')', ']', 0};
    Py_ssize_t at = start, i = start;
    while (i < end) {
        const char *found = memchr(fold + i, '.', (size_t)(end - i));
        if (!found) break;
        Py_ssize_t mark = found - fold, stop = mark;
        while (stop < end && fold[stop] == '.') stop++;
        Py_ssize_t one = stop - mark == 1;
        for (i = stop; stop < end && one_of(PyUnicode_READ_CHAR(text, stop), closing);) stop++;
        if (!begins(text, stop, end)) continue;
        int goes = one ? shortened(text, fold, at, mark, abbreviations) : 0;
        if (goes < 0) return -1;
        if (goes) continue;
        if (cut_long(fold, &at, stop, spans) < 0 || add_span(spans, at, stop) < 0) return -1;
        i = at = stop;
    }
    if (cut_long(fold, &at, end, spans) < 0) return -1;
    for (i = at; i < end; i++)
        if (fold[i] != ' ' && fold[i] != '.') return add_span(spans, at, end);
    return 0;
}

static PyObject *sentences(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *fold, *abbreviations, *list;
    Py_ssize_t start, end;
    if (!PyArg_ParseTuple(args, "USnnO!", &text, &fold, &start, &end, &PyFrozenSet_Type, &abbreviations)
        || !same_length(text, fold))
        return NULL;
    if (start < 0 || end > PyUnicode_GET_LENGTH(text)) return PyErr_Format(PyExc_IndexError, "outside of the text");
    Spans spans = {0};
    if (find_sentences(text, PyBytes_AS_STRING(fold), start, end, abbreviations, &spans) < 0) {
        free(spans.at);
        return NULL;
    }
    list = PyList_New((Py_ssize_t)spans.n);
    for (size_t i = 0; list && i < spans.n; i++) {
        PyObject *span = Py_BuildValue("nn", spans.at[i].start, spans.at[i].end);
        if (!span) Py_CLEAR(list);
        else PyList_SET_ITEM(list, (Py_ssize_t)i, span);
    }
    free(spans.at);
    return list;
}

enum { WORDS_CHAR = 1, DIGIT = 2, TABLE = 0x500 };
static unsigned char kinds[TABLE]; /* of Latin and Cyrillic: Python's own tables are three calls away */

static int kind_of_char(Py_UCS4 c)
{
    if (c < TABLE && kinds[c]) return kinds[c] & ~4;
    int kind = Py_UNICODE_ISDECIMAL(c) ? DIGIT : Py_UNICODE_ISALNUM(c) ? WORDS_CHAR : 0;
    if (c < TABLE) kinds[c] = (unsigned char)(kind | 4);
    return kind;
}

static int is_digit(PyObject *text, Py_ssize_t i, Py_ssize_t end)
{
    return i < end && kind_of_char(PyUnicode_READ_CHAR(text, i)) == DIGIT;
}

/* Where a number ends, with its separators: «15 000», «1,5». */
static Py_ssize_t number_end(PyObject *text, Py_ssize_t i, Py_ssize_t end)
{
    while (is_digit(text, i, end)) i++;
    while (i < end) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        if ((c != ' ' && c != 0xA0 && c != 0x202F) || !is_digit(text, i + 1, end) || !is_digit(text, i + 2, end)
            || !is_digit(text, i + 3, end) || is_digit(text, i + 4, end))
            break;
        i += 4;
    }
    if (i < end && (PyUnicode_READ_CHAR(text, i) == '.' || PyUnicode_READ_CHAR(text, i) == ',') && is_digit(text, i + 1, end))
        for (i++; is_digit(text, i, end);) i++;
    return i;
}

/* The words between start and end (see Sentence). */
static int find_spans(PyObject *text, Py_ssize_t start, Py_ssize_t end, Spans *spans)
{
    static const Py_UCS4 signs[] = {'%', 0x2116, 0x20BD, '$', 0x20AC, '?', 0};
    spans->n = 0;
    for (Py_ssize_t i = start; i < end;) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        Py_ssize_t stop = i;
        int kind = kind_of_char(c);
        if (kind == DIGIT) stop = number_end(text, i, end);
        else if (kind == WORDS_CHAR)
            while (stop < end && kind_of_char(PyUnicode_READ_CHAR(text, stop)) == WORDS_CHAR) stop++;
        else if (one_of(c, signs)) stop++;
        if (stop > i && add_span(spans, i, stop) < 0) return -1;
        i = stop > i ? stop : i + 1;
    }
    return 0;
}

/* What a word is compared by, where that is plain to see; 0: Python knows (see Sentence._key). */
static int plain_key(PyObject *text, const char *fold, Span word, char *key, const char **at, Py_ssize_t *size)
{
    Py_UCS4 first = PyUnicode_READ_CHAR(text, word.start);
    *at = key, *size = 1;
    if (first >= 0x400 && first <= 0x4FF) {
        *at = fold + word.start, *size = word.end - word.start;
        return 1;
    }
    if (kind_of_char(first) == DIGIT) {
        *size = 0;
        for (Py_ssize_t i = word.start; i < word.end; i++) {
            Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
            if (c == ' ' || c == 0xA0 || c == 0x202F) continue;
            if (*size == KEY) return 0;
            key[(*size)++] = c < 128 ? (char)c : '?';
        }
        return 1;
    }
    if (word.end - word.start > 1) return 0;
    *key = first == '%' || first == '$' || first == '?' ? (char)first : first == 0x20BD ? '\xa4' : 0;
    return *key != 0;
}

static PyObject *words(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *fold;
    Py_ssize_t start, end;
    if (!PyArg_ParseTuple(args, "USnn", &text, &fold, &start, &end) || !same_length(text, fold)) return NULL;
    if (start < 0 || end > PyUnicode_GET_LENGTH(text)) return PyErr_Format(PyExc_IndexError, "outside of the text");
    Spans spans = {0};
    int bad = find_spans(text, start, end, &spans);
    Py_ssize_t n = bad ? 0 : (Py_ssize_t)spans.n;
    PyObject *starts = PyList_New(n), *ends = PyList_New(n), *keys = PyList_New(n);
    bad |= !starts || !ends || !keys;
    for (Py_ssize_t i = 0; !bad && i < n; i++) {
        char own[KEY];
        const char *at;
        Py_ssize_t size;
        PyObject *a = PyLong_FromSsize_t(spans.at[i].start), *b = PyLong_FromSsize_t(spans.at[i].end), *key;
        if (plain_key(text, PyBytes_AS_STRING(fold), spans.at[i], own, &at, &size)) key = PyBytes_FromStringAndSize(at, size);
        else key = Py_NewRef(Py_None);
        bad = !a || !b || !key;
        PyList_SET_ITEM(starts, i, a), PyList_SET_ITEM(ends, i, b), PyList_SET_ITEM(keys, i, key);
    }
    free(spans.at);
    if (!bad) return Py_BuildValue("NNN", starts, ends, keys);
    Py_XDECREF(starts), Py_XDECREF(ends), Py_XDECREF(keys);
    return NULL;
}

/* Does a comma, a dash or the like stand between two words? */
static int is_broken(PyObject *text, Py_ssize_t last, Py_ssize_t at)
{
    static const Py_UCS4 signs[] = {',', ';', ':', '(', ')', 0x2013, 0x2014, '|', '/', 0x2022, 0x2026, '[', ']', 0};
    for (Py_ssize_t i = last; i < at; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        if (c == ' ') continue;
        if (one_of(c, signs)) return 1;
        if (c == '-' && i > last && i + 1 < at && Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, i - 1))
            && Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, i + 1)))
            return 1;
    }
    return 0;
}

/* --- the matcher -------------------------------------------------------------------------------------------------- */

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

static int fits(const First *choice, const Numbers *word)
{
    if (!choice->bits) return meets(&choice->sets, word);
    uint32_t least = choice->sets.at[0], most = choice->sets.at[choice->sets.n - 1];
    for (uint32_t i = 0; i < word->n; i++) {
        uint32_t set = word->at[i];
        if (set >= least && set <= most && choice->bits[set / 8 - least / 8] >> set % 8 & 1) return 1;
    }
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
    Numbers *own;
    const Numbers **sets;
    int n;
} Words;

enum { RECENT = 8 };
static Words *recent[RECENT]; /* lines are tried on the sentences that others were tried on just before */
static unsigned next_recent;

static void let_go(Words *w)
{
    if (!w || --w->users) return;
    for (int i = 0; i < w->n; i++) free(w->own[i].at);
    free(w->own), free(w->sets);
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
    w->users = 1, w->list = Py_NewRef(list);
    w->own = calloc((size_t)n + 1, sizeof *w->own);
    w->sets = calloc((size_t)n + 1, sizeof *w->sets);
    if (!w->own || !w->sets) PyErr_NoMemory();
    for (; !PyErr_Occurred() && w->n < n; w->n++) {
        w->sets[w->n] = w->own + w->n;
        if (numbers(PyList_GET_ITEM(list, w->n), w->own + w->n, 1) < 0) break;
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
    int claim_first, claim_last;           /* -1: none */
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
    v->sets = (*words)->sets, v->n = (*words)->n;
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
    return is_broken(v->text, i ? last.end : v->from, here.start);
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

/* Where the entries of a list that stand at word i end, the longest first. Returns how many, -1: an error. */
static int ends_of(View *v, uint32_t number, int i, Numbers *ends)
{
    List *list = v->lists->lists + number;
    if (!list->built && list_build(v->lists, list) < 0) return -1;
    int known = v->ncaptures, at_word = i < v->n;
    const Numbers *here = at_word ? v->sets[i] : NULL;
    for (uint32_t k = 0; k <= (at_word ? here->n : 0); k++) {
        struct Key *key = list->keys, *stop = list->keys;
        uint32_t nany = 0;
        if (at_word && k < here->n) {
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
    qsort(found->at, found->n, sizeof *found->at, ascending);
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

/* --- the index ---------------------------------------------------------------------------------------------------- */

/* What is known of words, asked of Python once for each. A short word lies in the entry itself: most of the time of a
   search goes into waiting for memory. */
enum { SHORT = 16 };

typedef struct {
    uint32_t hash, size; /* size: of the word and 1; 0 where there is none */
    union {
        char here[SHORT];
        char *there;
    } word;
    void *known;
} Entry;

typedef struct {
    PyObject *describe; /* bytes -> what is known */
    Entry *entries;
    size_t room, used;
} Table;

/* A way to call for a line (see calls.Call). */
typedef struct {
    uint64_t stamp;
    Numbers needs;
    Numbers near; /* groups, each with how many words before and after the first one's word its own may stand */
    PyObject *object, *question, *signs;
    Matcher *matcher; /* made when it is first needed */
} Call;

/* A call of a word, and what it needs besides the word's own group: most calls fail for that, and are not touched. */
typedef struct {
    uint32_t also, call;
} Wish;

/* Words that belong to the same groups of form sets (see calls.Known), in one piece: groups, and behind them the wishes. */
typedef struct {
    uint64_t stamp;
    uint64_t hint; /* for each group the bit of its number, modulo 64 */
    uint32_t ngroups, nclaims, nquestions;
    uint32_t groups[];
} Class;

typedef struct {
    PyObject_HEAD
    Table words; /* as in a fold -> Class, or nothing */
    Table keys;  /* as a sentence has them -> Numbers: the form sets */
    Class **classes;
    Call **calls;
    size_t nclasses, ncalls;
    uint32_t groups; /* one more than the greatest number of a group */
    uint64_t stamp;
    int scans; /* going on: what they hold is not forgotten */
} Index;

static void free_numbers(void *known)
{
    Numbers *sets = known;
    if (sets) free(sets->at);
    free(sets);
}

static void forget(Table *t, void (*let)(void *))
{
    for (size_t i = 0; i < t->room; i++) {
        if (let && t->entries[i].size) let(t->entries[i].known);
        if (t->entries[i].size > SHORT + 1) free(t->entries[i].word.there);
    }
    free(t->entries);
    t->entries = NULL;
    t->room = t->used = 0;
}

static void free_call(Call *call)
{
    if (!call) return;
    free(call->needs.at), free(call->near.at);
    Py_XDECREF(call->object), Py_XDECREF(call->question), Py_XDECREF(call->signs), Py_XDECREF(call->matcher);
    free(call);
}

static int index_traverse(Index *x, visitproc visit, void *arg)
{
    Py_VISIT(x->words.describe);
    Py_VISIT(x->keys.describe);
    for (size_t i = 0; i < x->ncalls; i++)
        if (x->calls[i]) {
            Py_VISIT(x->calls[i]->object);
            Py_VISIT(x->calls[i]->question);
        }
    return 0;
}

static int index_clear(Index *x)
{
    Py_CLEAR(x->words.describe);
    Py_CLEAR(x->keys.describe);
    return 0;
}

static void index_free(Index *x)
{
    PyObject_GC_UnTrack(x);
    forget(&x->words, NULL);
    forget(&x->keys, free_numbers);
    for (size_t i = 0; i < x->nclasses; i++) free(x->classes[i]);
    for (size_t i = 0; i < x->ncalls; i++) free_call(x->calls[i]);
    free(x->classes), free(x->calls);
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
    call->object = Py_NewRef(object);
    call->question = PyObject_GetAttrString(object, "question");
    call->signs = PyObject_GetAttrString(object, "signs");
    if (!call->question || !call->signs || numbers_of(object, "needs", &call->needs, 0) < 0 || !call->needs.n
        || read_near(object, &call->near) < 0 || x->calls[number]) {
        if (!PyErr_Occurred() && !x->calls[number]) PyErr_SetString(PyExc_ValueError, "a call that needs nothing");
        free_call(call); /* an error, or made by another thread meanwhile */
        return x->calls[number];
    }
    greatest(x, &call->needs);
    return x->calls[number] = call;
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
    Numbers groups = {0}, claims = {0}, questions = {0};
    Class *known = NULL;
    if (numbers_of(object, "groups", &groups, 1) == 0 && wishes_of(x, object, "claims", &claims) == 0
        && wishes_of(x, object, "questions", &questions) == 0) {
        uint32_t n = groups.n + claims.n + questions.n;
        if ((known = calloc(1, sizeof *known + n * sizeof *groups.at))) {
            known->ngroups = groups.n, known->nclaims = claims.n / 2, known->nquestions = questions.n / 2;
            for (uint32_t i = 0; i < groups.n; i++) known->hint |= (uint64_t)1 << groups.at[i] % 64;
            if (groups.n) memcpy(known->groups, groups.at, groups.n * sizeof *groups.at);
            if (claims.n) memcpy(known->groups + groups.n, claims.at, claims.n * sizeof *claims.at);
            if (questions.n) memcpy(known->groups + groups.n + claims.n, questions.at, questions.n * sizeof *questions.at);
            greatest(x, &groups);
        } else PyErr_NoMemory();
    }
    free(groups.at), free(claims.at), free(questions.at);
    if (known && x->classes[number]) { /* by another thread meanwhile */
        free(known);
        return x->classes[number];
    }
    return known ? x->classes[number] = known : NULL;
}

/* The hash of a word, letter by letter (FNV-1a). */
static const uint32_t HASH = 0x811c9dc5u;

static inline uint32_t hash_on(uint32_t h, char c)
{
    return (h ^ (unsigned char)c) * 0x01000193u;
}

static inline int is_word(const Entry *e, uint32_t hash, const char *word, uint32_t size)
{
    return e->hash == hash && e->size == size + 1 && !memcmp(size > SHORT ? e->word.there : e->word.here, word, size);
}

static inline size_t place_of(const Table *t, uint32_t hash)
{
    return (hash ^ hash >> 15) & (t->room - 1);
}

static inline Entry *slot(Table *t, uint32_t hash, const char *word, uint32_t size)
{
    size_t i = place_of(t, hash);
    while (t->entries[i].size && !is_word(t->entries + i, hash, word, size)) i = (i + 1) & (t->room - 1);
    return t->entries + i;
}

static int grow(Table *t)
{
    Table old = *t;
    size_t room = old.room ? old.room * 2 : 1024;
    Entry *entries = calloc(room, sizeof *entries);
    if (!entries) {
        PyErr_NoMemory();
        return -1;
    }
    t->entries = entries, t->room = room;
    for (Entry *e = old.entries; e && e < old.entries + old.room; e++)
        if (e->size) *slot(t, e->hash, e->size > SHORT + 1 ? e->word.there : e->word.here, e->size - 1) = *e;
    free(old.entries);
    return 0;
}

static void *sets_of(PyObject *object)
{
    Numbers *sets = calloc(1, sizeof *sets);
    if (!sets) return PyErr_NoMemory();
    if (numbers(object, sets, 1) == 0) return sets;
    free(sets);
    return NULL;
}

/* What is known of a word. Python is asked at the first meeting, when other threads may run: nothing is held over it. */
static int meet(Index *x, Table *t, uint32_t hash, const char *word, uint32_t size, void **known)
{
    PyObject *key = PyBytes_FromStringAndSize(word, size);
    PyObject *found = key ? PyObject_CallOneArg(t->describe, key) : NULL;
    Py_XDECREF(key);
    if (!found) return -1;
    void *made = found == Py_None ? NULL : t == &x->keys ? sets_of(found) : class_of(x, found);
    Py_DECREF(found);
    Entry new = {.hash = hash, .size = size + 1, .known = made};
    if (size <= SHORT) memcpy(new.word.here, word, size);
    else if (!PyErr_Occurred()) {
        if ((new.word.there = malloc(size))) memcpy(new.word.there, word, size);
        else PyErr_NoMemory();
    }
    int bad = PyErr_Occurred() || (t->used * 4 >= t->room * 3 && grow(t) < 0);
    Entry *e = bad ? NULL : slot(t, hash, word, size);
    if (e && !e->size) {
        *e = new;
        t->used++;
    } else { /* an error, or met by another thread meanwhile */
        if (size > SHORT) free(new.word.there);
        if (t == &x->keys) free_numbers(made);
    }
    if (e) *known = e->known;
    return bad ? -1 : 0;
}

static inline int look_up(Index *x, Table *t, uint32_t hash, const char *word, uint32_t size, void **known)
{
    if (!t->room && grow(t) < 0) return -1;
    Entry *e = slot(t, hash, word, size);
    *known = e->known;
    return e->size ? 0 : meet(x, t, hash, word, size, known);
}

static PyObject *index_trim(Index *x, PyObject *most)
{
    size_t n = PyLong_AsSize_t(most);
    if (PyErr_Occurred()) return NULL;
    if (!x->scans && x->words.used + x->keys.used > n) {
        forget(&x->words, NULL);
        forget(&x->keys, free_numbers);
    }
    Py_RETURN_NONE;
}

static PyObject *index_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *words, *keys;
    if (!PyArg_ParseTuple(args, "OO", &words, &keys)) return NULL;
    Index *x = (Index *)type->tp_alloc(type, 0);
    if (x) x->words.describe = Py_NewRef(words), x->keys.describe = Py_NewRef(keys);
    return (PyObject *)x;
}

/* --- one text, searched ------------------------------------------------------------------------------------------- */

typedef struct {
    Py_ssize_t at;
    uint32_t size, hash;
} Token;

typedef struct {
    PyObject_HEAD
    Index *index;
    PyObject *text, *abbreviations, *asked, *blocks;
    PyObject *spell; /* (start, end) -> what the words of the sentence there are compared by */
    PyObject *folded;
    const char *fold;
    Py_ssize_t size, at;
    Token *tokens; /* the words of a stretch */
    Class **words; /* the same, NULL where no rule asks for the word */
    size_t nwords, words_room, known_room;
    uint32_t slack; /* numbers among them: one written in parts («15 000») is one word for the matcher */
    unsigned char *present; /* groups that some word of the stretch belongs to */
    uint32_t groups;        /* room of these */
    Call **calls;           /* that the stretch makes */
    size_t ncalls, calls_room;
    Py_ssize_t from, to; /* of the stretch */
    Py_ssize_t block, sentence, read;
    Spans sentences; /* of the block `read` */
    Spans spans;     /* the words of a sentence */
    const Numbers **sets;
    size_t sets_room;
} Scan;

static int is_abbreviation(PyObject *abbreviations, const char *word, Py_ssize_t size)
{
    PyObject *key = PyBytes_FromStringAndSize(word, size);
    int known = key ? PySet_Contains(abbreviations, key) : -1;
    Py_XDECREF(key);
    return known;
}

/* Might the sentence go on at `at`, behind a full stop and a blank? (see sentences.stretches) 1, 0; -1: an error */
static int goes_on(Scan *s, Py_ssize_t at, Py_ssize_t last, Py_ssize_t length)
{
    Py_UCS4 after = PyUnicode_READ_CHAR(s->text, at);
    if (Py_UNICODE_ISLOWER(after) || length == 1 || !Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(s->text, at - 1))) return 1;
    int known = is_abbreviation(s->abbreviations, s->fold + last, length);
    if (known) return known;
    if (Py_UNICODE_ISALNUM(after)) return 0;
    for (Py_ssize_t i = at; i < s->size && i < at + LIMIT; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(s->text, i);
        if (Py_UNICODE_ISALNUM(c)) return Py_UNICODE_ISLOWER(c);
    }
    return 0;
}

static int take_word(Scan *s, uint32_t hash, Py_ssize_t start, Py_ssize_t length)
{
    Token *tokens = more(s->tokens, &s->words_room, s->nwords, sizeof *tokens);
    if (!tokens) return -1;
    s->tokens = tokens;
    s->tokens[s->nwords++] = (Token){start, (uint32_t)length, hash};
    if (s->index->words.room) FETCH(s->index->words.entries + place_of(&s->index->words, hash));
    for (Py_ssize_t i = 0; s->fold[start + i] >= '0' && s->fold[start + i] <= '9';)
        if (++i == length) {
            s->slack++;
            break;
        }
    return 0;
}

/* What is known of the words of a stretch; of each a little later than it was asked for, as memory is slow. */
static int know_words(Scan *s)
{
    if (s->known_room < s->words_room) {
        Class **words = realloc(s->words, s->words_room * sizeof *words);
        if (!words) {
            PyErr_NoMemory();
            return -1;
        }
        s->words = words, s->known_room = s->words_room;
    }
    for (size_t i = 0; i < s->nwords; i++) {
        void *known;
        const Token *token = s->tokens + i;
        if (look_up(s->index, &s->index->words, token->hash, s->fold + token->at, token->size, &known) < 0) return -1;
        if (known) FETCH(known);
        s->words[i] = known;
    }
    return 0;
}

/* The words of the next stretch, between s->from and s->to. */
static int next_stretch(Scan *s)
{
    Py_ssize_t at = s->at, size = s->size, last = at, length = 0;
    const char *fold = s->fold;
    s->from = at, s->nwords = 0, s->slack = 0;
    for (size_t before = 0; at < size;) {
        if (fold[at] == ' ') {
            at++;
            continue;
        }
        uint32_t hash = HASH, shorter = HASH;
        Py_ssize_t start = at;
        for (; at < size && fold[at] != ' ' && at - start < LONGEST; at++) shorter = hash, hash = hash_on(hash, fold[at]);
        int ends = at < size && fold[at - 1] == '.' && fold[at] == ' ';
        if (at - start > ends) {
            last = start, length = at - start - ends;
            if (take_word(s, ends ? shorter : hash, last, length) < 0) return -1;
        }
        if (at - s->from > LONGEST) break; /* text without full stops is cut */
        if (!ends) continue;
        if (++at >= size || s->nwords >= LIMIT) break;
        /* «. — .»: where no word is, no sentence ends */
        int on = s->nwords == before || goes_on(s, at, last, length);
        if (PyErr_Occurred()) return -1;
        if (!on) break;
        before = s->nwords;
    }
    s->to = s->at = at;
    return know_words(s);
}

static inline int is_present(const Scan *s, uint32_t group)
{
    return s->present[group / 8] >> group % 8 & 1;
}

static inline int belongs(const Class *known, uint32_t group)
{
    if (!known || !(known->hint >> group % 64 & 1)) return 0;
    uint32_t i = lower(known->groups, known->ngroups, group);
    return i < known->ngroups && known->groups[i] == group;
}

/* Does a word of the group stand between two others (the second exclusive)? */
static int stands_within(const Scan *s, uint32_t group, int64_t from, int64_t to)
{
    for (int64_t i = from > 0 ? from : 0; i < to && i < (int64_t)s->nwords; i++)
        if (belongs(s->words[i], group)) return 1;
    return 0;
}

/* Do the words that a call needs stand near enough to each other? Where there is much to compare, only the line knows. */
static int is_near(const Scan *s, const Call *call)
{
    const uint32_t *near = call->near.at, *end = near + call->near.n;
    if (s->nwords > FEW || call->near.n < 6) return 1;
    for (int64_t i = 0; i < (int64_t)s->nwords; i++) {
        if (!belongs(s->words[i], *near)) continue;
        const uint32_t *one = near + 3;
        while (one < end && stands_within(s, *one, i - one[1] - s->slack, i + one[2] + s->slack + 1)) one += 3;
        if (one == end) return 1;
    }
    return 0;
}

/* Are all groups and signs that a call needs in the stretch? Each call is looked at once. */
static int want(Scan *s, Call *call, uint64_t stamp)
{
    if (call->stamp == stamp) return 0;
    call->stamp = stamp;
    for (uint32_t i = 0; i < call->needs.n; i++)
        if (!is_present(s, call->needs.at[i])) return 0;
    if (!is_near(s, call)) return 0;
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(call->signs); i++)
        if (PyUnicode_FindChar(s->text, PyUnicode_READ_CHAR(call->signs, i), s->from, s->to, 1) < 0) return 0;
    Call **calls = more(s->calls, &s->calls_room, s->ncalls, sizeof *calls);
    if (!calls) return -1;
    s->calls = calls;
    s->calls[s->ncalls++] = call;
    return 0;
}

static int find_calls(Scan *s)
{
    Index *x = s->index;
    s->ncalls = 0;
    if (!s->nwords || !x->groups) return 0;
    if (s->groups < x->groups) {
        unsigned char *present = realloc(s->present, x->groups / 8 + 1);
        if (!present) {
            PyErr_NoMemory();
            return -1;
        }
        s->present = present, s->groups = x->groups;
    }
    memset(s->present, 0, s->groups / 8 + 1);
    uint64_t stamp = ++x->stamp;
    for (size_t i = 0; i < s->nwords; i++) {
        Class *known = s->words[i];
        if (!known || known->stamp == stamp) continue;
        known->stamp = stamp;
        for (uint32_t k = 0; k < known->ngroups; k++)
            s->present[known->groups[k] / 8] |= (unsigned char)(1 << known->groups[k] % 8);
    }
    stamp = ++x->stamp;
    for (size_t i = 0; i < s->nwords; i++) {
        Class *known = s->words[i];
        if (!known || known->stamp == stamp) continue;
        known->stamp = stamp;
        const Wish *wish = (const Wish *)(known->groups + known->ngroups);
        for (uint32_t k = 0; k < known->nclaims; k++, wish++)
            if (is_present(s, wish->also) && want(s, x->calls[wish->call], stamp) < 0) return -1;
        for (uint32_t k = 0; k < known->nquestions; k++, wish++) {
            Call *call = x->calls[wish->call];
            int open = is_present(s, wish->also) ? PySequence_Contains(s->asked, call->question) : 0;
            if (open < 0 || (open && want(s, call, stamp) < 0)) return -1;
        }
    }
    return 0;
}

/* The form sets of the words of a sentence. */
static int read_sentence(Scan *s, Py_ssize_t from, Py_ssize_t to, View *v)
{
    Index *x = s->index;
    PyObject *keys = NULL;
    if (find_spans(s->text, from, to, &s->spans) < 0) return -1;
    int n = (int)s->spans.n;
    for (int i = 0; i < n; i++) {
        char key[KEY];
        const char *at;
        Py_ssize_t size;
        void *sets;
        const Numbers **all = more(s->sets, &s->sets_room, (size_t)i, sizeof *all);
        if (!all) goto bad;
        s->sets = all;
        if (!plain_key(s->text, s->fold, s->spans.at[i], key, &at, &size)) {
            if (!keys && !(keys = PyObject_CallFunction(s->spell, "nn", from, to))) goto bad;
            PyObject *own = PyList_Check(keys) && i < PyList_GET_SIZE(keys) ? PyList_GET_ITEM(keys, i) : NULL;
            if (!own || !PyBytes_Check(own)) {
                PyErr_SetString(PyExc_ValueError, "a sentence has another number of words");
                goto bad;
            }
            at = PyBytes_AS_STRING(own), size = PyBytes_GET_SIZE(own);
        }
        uint32_t hash = HASH;
        for (Py_ssize_t k = 0; k < size; k++) hash = hash_on(hash, at[k]);
        if (look_up(x, &x->keys, hash, at, (uint32_t)size, &sets) < 0) goto bad;
        s->sets[i] = sets;
    }
    Py_XDECREF(keys);
    *v = (View){.text = s->text, .spans = s->spans.at, .from = from, .sets = s->sets, .n = n};
    v->claim_first = v->claim_last = -1;
    return 0;
bad:
    Py_XDECREF(keys);
    return -1;
}

/* Does the line that a call is for match the sentence? 1, 0; -1: an error */
static int answers(Call *call, View *v)
{
    if (!call->matcher) {
        PyObject *matcher = PyObject_GetAttrString(call->object, "matcher");
        if (matcher && !Py_IS_TYPE(matcher, &MatcherType)) {
            PyErr_SetString(PyExc_TypeError, "the matcher of a call is another one");
            Py_CLEAR(matcher);
        }
        if (!matcher) return -1;
        Py_XSETREF(call->matcher, (Matcher *)matcher);
    }
    v->lists = call->matcher->lists;
    return line_stands(call->matcher, v);
}

/* The calls whose lines match a sentence; NULL: none, or an error. */
static PyObject *matching(Scan *s, Py_ssize_t from, Py_ssize_t to)
{
    View v;
    PyObject *found = NULL;
    int bad = read_sentence(s, from, to, &v);
    for (size_t i = 0; !bad && i < s->ncalls; i++) {
        int there = answers(s->calls[i], &v);
        bad = there < 0 || (there && ((!found && !(found = PyList_New(0))) || PyList_Append(found, s->calls[i]->object) < 0));
    }
    if (bad) Py_CLEAR(found);
    return found;
}

static int block_at(Scan *s, Py_ssize_t *start, Py_ssize_t *end)
{
    PyObject *block = PyList_GET_ITEM(s->blocks, s->block);
    if (!PyTuple_Check(block)) {
        PyErr_SetString(PyExc_TypeError, "a block is a tuple");
        return -1;
    }
    return PyArg_ParseTuple(block, "nn", start, end) ? 0 : -1;
}

/* The next sentence of the stretch that calls for lines and is matched by them. NULL: none, or an error. */
static PyObject *next_found(Scan *s)
{
    Py_ssize_t start, end;
    for (; s->block < PyList_GET_SIZE(s->blocks); s->block++, s->sentence = 0) {
        if (block_at(s, &start, &end) < 0 || start >= s->to - 1) return NULL;
        if (end <= s->from) continue;
        if (s->read != s->block) {
            s->sentences.n = 0;
            if (find_sentences(s->text, s->fold, start, end, s->abbreviations, &s->sentences) < 0) return NULL;
            s->read = s->block;
        }
        while (s->sentence < (Py_ssize_t)s->sentences.n) {
            Span span = s->sentences.at[s->sentence];
            if (span.start >= s->to - 1) return NULL;
            s->sentence++;
            PyObject *calls = span.end > s->from ? matching(s, span.start, span.end) : NULL;
            if (calls) return Py_BuildValue("(nn)N", s->block, s->sentence - 1, calls);
            if (PyErr_Occurred()) return NULL;
        }
    }
    return NULL;
}

static PyObject *scan_next(Scan *s)
{
    for (;;) {
        PyObject *found = s->ncalls ? next_found(s) : NULL;
        if (found || PyErr_Occurred()) return found;
        s->ncalls = 0;
        if (s->at >= s->size || next_stretch(s) < 0 || find_calls(s) < 0) return NULL;
    }
}

static void scan_free(Scan *s)
{
    if (s->index) s->index->scans--;
    Py_XDECREF(s->index), Py_XDECREF(s->text), Py_XDECREF(s->folded), Py_XDECREF(s->abbreviations);
    Py_XDECREF(s->asked), Py_XDECREF(s->blocks), Py_XDECREF(s->spell);
    free(s->tokens), free(s->words), free(s->present), free(s->calls), free(s->sentences.at), free(s->spans.at), free(s->sets);
    Py_TYPE(s)->tp_free((PyObject *)s);
}

static PyTypeObject ScanType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Scan",
    .tp_basicsize = sizeof(Scan),
    .tp_dealloc = (destructor)scan_free,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)scan_next,
};

static PyObject *index_scan(Index *x, PyObject *args)
{
    PyObject *text, *fold, *blocks, *abbreviations, *asked, *spell;
    if (!PyArg_ParseTuple(args, "USO!O!OO", &text, &fold, &PyList_Type, &blocks, &PyFrozenSet_Type, &abbreviations,
                          &asked, &spell))
        return NULL;
    if (!same_length(text, fold)) return NULL;
    Scan *s = PyObject_New(Scan, &ScanType);
    if (!s) return NULL;
    memset((char *)s + sizeof(PyObject), 0, sizeof *s - sizeof(PyObject));
    x->scans++;
    s->index = (Index *)Py_NewRef(x), s->text = Py_NewRef(text), s->folded = Py_NewRef(fold);
    s->blocks = Py_NewRef(blocks), s->abbreviations = Py_NewRef(abbreviations), s->asked = Py_NewRef(asked);
    s->spell = Py_NewRef(spell);
    s->fold = PyBytes_AS_STRING(fold), s->size = PyBytes_GET_SIZE(fold), s->read = -1;
    return (PyObject *)s;
}

static PyMethodDef index_methods[] = {
    {"scan", (PyCFunction)index_scan, METH_VARARGS,
     "text, fold, blocks, abbreviations, asked, spell -> iterator of ((block, sentence), calls)"},
    {"trim", (PyCFunction)index_trim, METH_O, "forget the words, if there are more"},
    {0},
};

static PyTypeObject IndexType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Index",
    .tp_basicsize = sizeof(Index),
    .tp_dealloc = (destructor)index_free,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)index_traverse,
    .tp_clear = (inquiry)index_clear,
    .tp_methods = index_methods,
    .tp_new = index_new,
};

/* --- the module --------------------------------------------------------------------------------------------------- */

static PyObject *use_match(PyObject *Py_UNUSED(module), PyObject *type)
{
    Py_XSETREF(match_type, Py_NewRef(type));
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"encode", encode, METH_O, "text -> cp1251, see fold.py"},
    {"words", words, METH_VARARGS, "text, fold, start, end -> starts, ends, keys, None for those to be looked into"},
    {"sentences", sentences, METH_VARARGS, "text, fold, start, end, abbreviations -> spans"},
    {"use_match", use_match, METH_O, "the class of what a matcher finds"},
    {0},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "medadlint._native", .m_size = -1, .m_methods = functions,
};

PyMODINIT_FUNC PyInit__native(void)
{
    PyObject *m = PyModule_Create(&module);
    if (!m || learn_cp1251() < 0 || PyModule_AddType(m, &IndexType) < 0 || PyModule_AddType(m, &ListsType) < 0
        || PyModule_AddType(m, &MatcherType) < 0 || PyModule_AddType(m, &LinesType) < 0 || PyType_Ready(&ScanType) < 0 || PyModule_AddStringConstant(m, "SOURCE", SOURCE) < 0) {
        Py_XDECREF(m);
        return NULL;
    }
    return m;
}
