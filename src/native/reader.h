/* A text read sentence by sentence, and what exceptions and guards say of a claim in it (reader.py). */

#pragma once

#include "lines.h"
#include "table.h"

/* The form sets of words as a sentence has them, shared by all that search with a pack. */
typedef struct {
    PyObject_HEAD
    Table words;    /* -> Numbers */
    int readers;    /* at work: what they hold is not forgotten */
    uint64_t epoch; /* how often all was forgotten */
} Sets;

static void free_numbers(void *known)
{
    Numbers *sets = known;
    if (sets) free(sets->at);
    free(sets);
}

static void *make_sets(void *Py_UNUSED(owner), PyObject *object)
{
    Numbers *sets = calloc(1, sizeof *sets);
    if (!sets) return PyErr_NoMemory();
    if (numbers(object, sets, 1) == 0) return sets;
    free(sets);
    return NULL;
}

static PyObject *sets_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *describe;
    if (!PyArg_ParseTuple(args, "O", &describe)) return NULL;
    Sets *x = (Sets *)type->tp_alloc(type, 0);
    if (x) x->words = (Table){.describe = Py_NewRef(describe), .make = make_sets, .let = free_numbers};
    return (PyObject *)x;
}

static int sets_traverse(Sets *x, visitproc visit, void *arg)
{
    Py_VISIT(x->words.describe);
    return 0;
}

static int sets_clear(Sets *x)
{
    Py_CLEAR(x->words.describe);
    return 0;
}

static void sets_free(Sets *x)
{
    PyObject_GC_UnTrack(x);
    forget(&x->words);
    sets_clear(x);
    Py_TYPE(x)->tp_free((PyObject *)x);
}

static PyObject *sets_trim(Sets *x, PyObject *most)
{
    size_t n = PyLong_AsSize_t(most);
    if (PyErr_Occurred()) return NULL;
    if (!x->readers && x->words.used > n) {
        forget(&x->words);
        x->epoch++;
    }
    Py_RETURN_NONE;
}

static PyMethodDef sets_methods[] = {
    {"trim", (PyCFunction)sets_trim, METH_O, "forget the words, if there are more"},
    {0},
};

static PyTypeObject SetsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Sets",
    .tp_basicsize = sizeof(Sets),
    .tp_dealloc = (destructor)sets_free,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)sets_traverse,
    .tp_clear = (inquiry)sets_clear,
    .tp_methods = sets_methods,
    .tp_new = sets_new,
};

/* A sentence that was read. */
typedef struct {
    Py_ssize_t block, sentence; /* block: -1, nothing was read */
    Py_ssize_t from, to;
    Spans words;
    const Numbers **sets;
    size_t room;
    uint64_t name;
} Read;

/* The sentences of a block. */
typedef struct {
    Py_ssize_t block;
    Spans spans;
} Parted;

enum { READ = 4, PARTED = 4 }; /* at hand: a guard looks at the neighbours */

typedef struct {
    PyObject_HEAD
    Sets *sets;
    PyObject *text, *folded, *abbreviations;
    PyObject *spell; /* (start, end) -> what the words of the sentence there are compared by */
    PyObject *notes; /* (text, start, end) -> where the notes begin that its marks lead to */
    const char *fold;
    Py_ssize_t size;
    Spans blocks;
    int marked; /* may there be marks of notes? */
    Read read[READ];
    Parted parted[PARTED];
    unsigned next_read, next_parted;
    uint64_t epoch;
} Reader;

/* Of each block only the first two fields count: where it begins and ends. */
static int read_blocks(Reader *r, PyObject *blocks)
{
    PyObject *it = PyObject_GetIter(blocks), *block;
    while (it && (block = PyIter_Next(it))) {
        Py_ssize_t start = -1, end = -1;
        if (PyTuple_Check(block) && PyTuple_GET_SIZE(block) > 1) {
            start = PyLong_AsSsize_t(PyTuple_GET_ITEM(block, 0));
            end = PyLong_AsSsize_t(PyTuple_GET_ITEM(block, 1));
        }
        Py_DECREF(block);
        if (!PyErr_Occurred() && (start < 0 || end < start || end > r->size))
            PyErr_SetString(PyExc_ValueError, "a block is a place in the text");
        if (PyErr_Occurred() || add_span(&r->blocks, start, end) < 0) break;
    }
    Py_XDECREF(it);
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *reader_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(given))
{
    PyObject *sets, *text, *fold, *blocks, *abbreviations, *spell, *notes;
    if (!PyArg_ParseTuple(args, "O!USOO!OO", &SetsType, &sets, &text, &fold, &blocks, &PyFrozenSet_Type,
                          &abbreviations, &spell, &notes)
        || !same_length(text, fold))
        return NULL;
    Reader *r = (Reader *)type->tp_alloc(type, 0);
    if (!r) return NULL;
    r->sets = (Sets *)Py_NewRef(sets), r->text = Py_NewRef(text), r->folded = Py_NewRef(fold);
    r->abbreviations = Py_NewRef(abbreviations), r->spell = Py_NewRef(spell), r->notes = Py_NewRef(notes);
    r->fold = PyBytes_AS_STRING(fold), r->size = PyBytes_GET_SIZE(fold);
    r->marked = PyUnicode_FindChar(text, '*', 0, r->size, 1) >= 0;
    for (int i = 0; i < READ; i++) r->read[i].block = -1;
    for (int i = 0; i < PARTED; i++) r->parted[i].block = -1;
    if (read_blocks(r, blocks) < 0) Py_CLEAR(r);
    return (PyObject *)r;
}

static void reader_free(Reader *r)
{
    Py_XDECREF(r->sets), Py_XDECREF(r->text), Py_XDECREF(r->folded);
    Py_XDECREF(r->abbreviations), Py_XDECREF(r->spell), Py_XDECREF(r->notes);
    for (int i = 0; i < READ; i++) free(r->read[i].words.at), free(r->read[i].sets);
    for (int i = 0; i < PARTED; i++) free(r->parted[i].spans.at);
    free(r->blocks.at);
    Py_TYPE(r)->tp_free((PyObject *)r);
}

/* The sentences of a block; good till those of some others are asked for. NULL: an error */
static const Spans *sentences_of(Reader *r, Py_ssize_t block)
{
    for (int i = 0; i < PARTED; i++)
        if (r->parted[i].block == block) return &r->parted[i].spans;
    Parted *p = r->parted + r->next_parted++ % PARTED;
    Span span = r->blocks.at[block];
    p->block = -1, p->spans.n = 0;
    if (find_sentences(r->text, r->fold, span.start, span.end, r->abbreviations, &p->spans) < 0) return NULL;
    p->block = block;
    return &p->spans;
}

/* The words of a sentence with their form sets. */
static int read_words(Reader *r, Read *read)
{
    PyObject *keys = NULL;
    if (find_spans(r->text, read->from, read->to, &read->words) < 0) return -1;
    for (size_t i = 0; i < read->words.n; i++) {
        char key[KEY];
        const char *at;
        Py_ssize_t size;
        void *sets;
        const Numbers **all = more(read->sets, &read->room, i, sizeof *all);
        if (!all) goto bad;
        read->sets = all;
        if (!plain_key(r->text, r->fold, read->words.at[i], key, &at, &size)) {
            if (!keys && !(keys = PyObject_CallFunction(r->spell, "nn", read->from, read->to))) goto bad;
            PyObject *own = PyList_Check(keys) && (Py_ssize_t)i < PyList_GET_SIZE(keys) ? PyList_GET_ITEM(keys, (Py_ssize_t)i) : NULL;
            if (!own || !PyBytes_Check(own)) {
                PyErr_SetString(PyExc_ValueError, "a sentence has another number of words");
                goto bad;
            }
            at = PyBytes_AS_STRING(own), size = PyBytes_GET_SIZE(own);
        }
        uint32_t hash = HASH;
        for (Py_ssize_t k = 0; k < size; k++) hash = hash_on(hash, at[k]);
        if (look_up(&r->sets->words, hash, at, (uint32_t)size, &sets) < 0) goto bad;
        read->sets[i] = sets;
    }
    Py_XDECREF(keys);
    read->name = ++last_name;
    return 0;
bad:
    Py_XDECREF(keys);
    return -1;
}

/* A sentence; good till some others are read. `kept`: one that must stay, or NULL. NULL: an error */
static Read *read_sentence(Reader *r, Py_ssize_t block, Py_ssize_t sentence, const Read *kept)
{
    if (r->epoch != r->sets->epoch) {
        for (int i = 0; i < READ; i++) r->read[i].block = -1;
        r->epoch = r->sets->epoch;
    }
    for (int i = 0; i < READ; i++)
        if (r->read[i].block == block && r->read[i].sentence == sentence) return r->read + i;
    const Spans *spans = sentences_of(r, block);
    if (!spans) return NULL;
    if (sentence >= (Py_ssize_t)spans->n) return (Read *)PyErr_Format(PyExc_IndexError, "no such sentence");
    Read *read = r->read + r->next_read++ % READ;
    if (read == kept) read = r->read + r->next_read++ % READ;
    read->block = -1, read->sentence = sentence;
    read->from = spans->at[sentence].start, read->to = spans->at[sentence].end;
    if (read_words(r, read) < 0) return NULL;
    read->block = block;
    return read;
}

static void look_at(View *v, const Reader *r, const Read *read)
{
    v->lists = NULL, v->sets = read->sets, v->n = (int)read->words.n, v->name = read->name;
    v->text = r->text, v->spans = read->words.at, v->from = read->from;
    v->starts = v->ends = v->sentence = NULL;
    v->claim_first = v->claim_last = -1, v->ncaptures = 0;
}

/* --- claims ------------------------------------------------------------------------------------------------------- */

static Lines *lines_at(PyObject *tuple, Py_ssize_t i)
{
    PyObject *lines = PyTuple_Check(tuple) && i < PyTuple_GET_SIZE(tuple) ? PyTuple_GET_ITEM(tuple, i) : NULL;
    if (lines == Py_None) return NULL;
    if (lines && Py_IS_TYPE(lines, &LinesType)) return (Lines *)lines;
    PyErr_SetString(PyExc_TypeError, "lines are others");
    return NULL;
}

/* Does a line match in a sentence, apart from any claim? 1, 0; -1: an error */
static int stands_in(Reader *r, Py_ssize_t block, Py_ssize_t sentence, const Read *kept, Lines *lines)
{
    View v;
    const Read *read = read_sentence(r, block, sentence, kept);
    if (!read) return -1;
    look_at(&v, r, read);
    return lines_say(lines, &v, 0);
}

/* Does a line match in the note that begins at `at`? */
static int stands_in_note(Reader *r, Py_ssize_t at, const Read *kept, Lines *lines)
{
    size_t low = 0, high = r->blocks.n;
    while (low < high) { /* the first block that ends behind it */
        size_t middle = (low + high) / 2;
        if (r->blocks.at[middle].end <= at) low = middle + 1;
        else high = middle;
    }
    const Spans *spans = low < r->blocks.n && r->blocks.at[low].start <= at ? sentences_of(r, (Py_ssize_t)low) : NULL;
    for (size_t i = 0; spans && i < spans->n; i++)
        if (spans->at[i].start <= at && at < spans->at[i].end) return stands_in(r, (Py_ssize_t)low, (Py_ssize_t)i, kept, lines);
    return PyErr_Occurred() ? -1 : 0;
}

/* Does a line match in the sentence before or after, or in a note to this one? (Reader._beside) */
static int stands_beside(Reader *r, const Read *here, int step, Lines *lines)
{
    Py_ssize_t block = here->block, sentence = here->sentence + step;
    const Spans *spans = sentences_of(r, block);
    if (!spans) return -1;
    if (sentence < 0 || sentence >= (Py_ssize_t)spans->n) {
        block += step;
        if (block >= 0 && block < (Py_ssize_t)r->blocks.n && !(spans = sentences_of(r, block))) return -1;
        sentence = step > 0 ? 0 : (Py_ssize_t)spans->n - 1;
    }
    int there = 0;
    if (block >= 0 && block < (Py_ssize_t)r->blocks.n && sentence >= 0 && sentence < (Py_ssize_t)spans->n)
        there = stands_in(r, block, sentence, here, lines);
    if (there || step < 0 || !r->marked) return there;
    PyObject *found = PyObject_CallFunction(r->notes, "Onn", r->text, here->from, here->to);
    if (found && !PyList_Check(found)) PyErr_SetString(PyExc_TypeError, "notes are a list");
    for (Py_ssize_t i = 0; !there && found && !PyErr_Occurred() && i < PyList_GET_SIZE(found); i++) {
        Py_ssize_t at = PyLong_AsSsize_t(PyList_GET_ITEM(found, i));
        if (!PyErr_Occurred()) there = stands_in_note(r, at, here, lines);
    }
    Py_XDECREF(found);
    return PyErr_Occurred() ? -1 : there;
}

/* Does an exception, or the part of a guard that looks near by, speak for the claim in a view of `here`?

   `defence`: the lines of the exceptions, and for each guard those of the same sentence, the one before, the one after. */
static int is_excused(Reader *r, const Read *here, View *v, PyObject *defence)
{
    Lines *excepts = lines_at(defence, 0);
    int there = excepts ? lines_say(excepts, v, 1) : 0;
    for (Py_ssize_t part = 0; !there && part < 3; part++)
        for (Py_ssize_t i = 1; !there && i < PyTuple_GET_SIZE(defence); i++) {
            Lines *lines = lines_at(PyTuple_GET_ITEM(defence, i), part);
            if (lines) there = part ? stands_beside(r, here, part == 1 ? -1 : 1, lines) : lines_say(lines, v, 0);
        }
    return PyErr_Occurred() ? -1 : there;
}

typedef struct {
    PyObject *rule, *captures;
    int first, last; /* words */
    Span span;
    size_t number; /* among those of its sentence */
} Claim;

typedef struct {
    Claim *at;
    size_t n, room;
} Claims;

static void forget_claims(Claims *all)
{
    while (all->n) Py_DECREF(all->at[--all->n].captures);
}

/* A claim of a rule that begins with some word; those of a rule come one after the other. */
static Claim *beginning_at(const Claims *all, PyObject *rule, int first)
{
    for (size_t i = all->n; i && all->at[i - 1].rule == rule; i--)
        if (all->at[i - 1].first == first) return all->at + i - 1;
    return NULL;
}

/* The claims of one line that nothing near by speaks for are added to `found`, of those that begin together the longest.
   Returns how often the line matches, -1: an error. */
static int add_claims(Reader *r, const Read *here, PyObject *rule, Matcher *matcher, PyObject *defence, Claims *found)
{
    View v;
    Matches all = {0};
    look_at(&v, r, here);
    int bad = find_all(matcher, &v, &all) < 0, n = (int)all.n;
    for (size_t i = 0; !bad && i < all.n; i++) {
        int first = all.at[i].first, last = all.at[i].last;
        Claim *old = beginning_at(found, rule, first);
        if (old && old->last >= last) continue;
        v.claim_first = first, v.claim_last = last;
        int there = is_excused(r, here, &v, defence);
        if ((bad = there < 0) || there) continue;
        if (first >= last) {
            PyErr_SetString(PyExc_ValueError, "a claim without words");
            bad = 1;
            continue;
        }
        if (!old) {
            Claim *at = more(found->at, &found->room, found->n, sizeof *at);
            if ((bad = !at)) continue;
            found->at = at;
            old = at + found->n++;
            *old = (Claim){.rule = rule, .first = first};
        }
        Py_XSETREF(old->captures, Py_NewRef(all.at[i].captures));
        old->last = last, old->span = (Span){here->words.at[first].start, here->words.at[last - 1].end};
    }
    free_matches(&all);
    return bad ? -1 : n;
}

static int by_length(const void *a, const void *b)
{
    const Claim *x = a, *y = b;
    Py_ssize_t m = x->span.end - x->span.start, n = y->span.end - y->span.start;
    if (m != n) return m > n ? -1 : 1;
    if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

static int by_place(const void *a, const void *b)
{
    const Claim *x = a, *y = b;
    if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
    if (x->span.end != y->span.end) return x->span.end < y->span.end ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* Of the overlapping claims of one rule the longest, by place (reader.chosen). */
static void choose(Claims *all)
{
    if (all->n < 2) return;
    for (size_t i = 0; i < all->n; i++) all->at[i].number = i;
    qsort(all->at, all->n, sizeof *all->at, by_length);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        Claim claim = all->at[i];
        size_t k = 0;
        while (k < n && (all->at[k].rule != claim.rule || all->at[k].span.start >= claim.span.end || claim.span.start >= all->at[k].span.end)) k++;
        if (k == n) all->at[n++] = claim;
        else Py_DECREF(claim.captures);
    }
    all->n = n;
    qsort(all->at, n, sizeof *all->at, by_place);
}

/* The claims of a sentence, chosen, for Python; `reader`: the one of Python. */
static PyObject *list_claims(Claims *all, PyObject *reader, PyObject *place)
{
    choose(all);
    PyObject *list = PyList_New((Py_ssize_t)all->n);
    for (size_t i = 0; list && i < all->n; i++) {
        const Claim *c = all->at + i;
        PyObject *items[] = {
            Py_NewRef(c->rule), PyLong_FromSsize_t(c->span.start), PyLong_FromSsize_t(c->span.end), PyLong_FromLong(c->first),
            PyLong_FromLong(c->last), Py_NewRef(c->captures), Py_NewRef(reader), Py_NewRef(place),
        };
        PyObject *one = record(claim_type, 8, items);
        if (one) PyList_SET_ITEM(list, (Py_ssize_t)i, one);
        else Py_CLEAR(list);
    }
    return list;
}

/* A line: a rule, its matcher and its defence. */
static int claims_of(Reader *r, const Read *here, PyObject *line, Claims *claims)
{
    PyObject *rule, *matcher, *defence;
    if (PyTuple_Check(line) && PyArg_ParseTuple(line, "OO!O!", &rule, &MatcherType, &matcher, &PyTuple_Type, &defence))
        return add_claims(r, here, rule, (Matcher *)matcher, defence, claims);
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "a line is a rule, its matcher and its defence");
    return -1;
}

static PyObject *reader_claims(Reader *r, PyObject *args)
{
    Py_ssize_t block, sentence;
    PyObject *reader, *place, *lines;
    if (!PyArg_ParseTuple(args, "OO!O!", &reader, &PyTuple_Type, &place, &PyList_Type, &lines)
        || !PyArg_ParseTuple(place, "nn", &block, &sentence))
        return NULL;
    if (block < 0 || block >= (Py_ssize_t)r->blocks.n || sentence < 0) return PyErr_Format(PyExc_IndexError, "no such sentence");
    Claims claims = {0};
    r->sets->readers++;
    const Read *here = read_sentence(r, block, sentence, NULL);
    int bad = !here;
    for (Py_ssize_t i = 0; !bad && i < PyList_GET_SIZE(lines); i++) bad = claims_of(r, here, PyList_GET_ITEM(lines, i), &claims) < 0;
    PyObject *found = bad ? NULL : list_claims(&claims, reader, place);
    r->sets->readers--;
    forget_claims(&claims);
    free(claims.at);
    return found;
}

static PyMethodDef reader_methods[] = {
    {"claims", (PyCFunction)reader_claims, METH_VARARGS,
     "reader, (block, sentence), [(rule, matcher, defence)] -> claims"},
    {0},
};

static PyTypeObject ReaderType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "medadlint._native.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_dealloc = (destructor)reader_free,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = reader_methods,
    .tp_new = reader_new,
};
