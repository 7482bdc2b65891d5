/* A text, searched by the index (calls.Index.called). */

#pragma once

#include "calls.h"

typedef struct {
    Py_ssize_t at;
    uint32_t size, hash;
} Token;

typedef struct {
    Call *call;
    size_t word; /* that makes it */
} Due;

typedef struct {
    PyObject_HEAD
    Index *index;
    Reader *reader;
    PyObject *object, *asked; /* object: the reader of Python */
    Claims claims; /* of a sentence */
    Py_ssize_t at;
    Token *tokens; /* the words of a stretch */
    Class **words; /* the same, NULL where no rule asks for the word */
    size_t nwords, words_room, known_room;
    uint32_t slack; /* numbers among them: one written in parts («15 000») is one word for the matcher */
    unsigned char *present; /* groups that some word of the stretch belongs to */
    uint32_t groups;        /* room of these */
    uint64_t stamp;         /* by which it is known what was looked at for this stretch */
    Due *due;               /* calls that words make, if others do as well */
    size_t ndue, due_room;
    Call **calls;           /* that the stretch makes */
    size_t ncalls, calls_room;
    Py_ssize_t from, to; /* of the stretch */
    Py_ssize_t block, sentence;
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
    Py_UCS4 after = PyUnicode_READ_CHAR(s->reader->text, at);
    if (Py_UNICODE_ISLOWER(after) || length == 1 || !Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(s->reader->text, at - 1))) return 1;
    int known = is_abbreviation(s->reader->abbreviations, s->reader->fold + last, length);
    if (known) return known;
    if (Py_UNICODE_ISALNUM(after)) return 0;
    for (Py_ssize_t i = at; i < s->reader->size && i < at + LIMIT; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(s->reader->text, i);
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
    for (Py_ssize_t i = 0; s->reader->fold[start + i] >= '0' && s->reader->fold[start + i] <= '9';)
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
        if (look_up(&s->index->words, token->hash, s->reader->fold + token->at, token->size, &known) < 0) return -1;
        if (known) FETCH(known);
        s->words[i] = known;
    }
    return 0;
}

/* The words of the next stretch, between s->from and s->to. */
static int next_stretch(Scan *s)
{
    Py_ssize_t at = s->at, size = s->reader->size, last = at, length = 0;
    const char *fold = s->reader->fold;
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
    if (!known || !(known->hints[group / 64 % HINTS] >> group % 64 & 1)) return 0;
    uint32_t i = lower(known->groups, known->ngroups, 2 * (int64_t)group);
    return i < known->ngroups && known->groups[i] / 2 == group;
}

static inline int belongs_by_itself(const Class *known, uint32_t group)
{
    if (!known || !(known->hints[group / 64 % HINTS] >> group % 64 & 1)) return 0;
    uint32_t i = lower(known->groups, known->ngroups, 2 * (int64_t)group + 1);
    return i < known->ngroups && known->groups[i] == 2 * group + 1;
}

/* Does a word of the group stand between two others (the second exclusive)? */
static int stands_within(const Scan *s, uint32_t group, int64_t from, int64_t to)
{
    for (int64_t i = from > 0 ? from : 0; i < to && i < (int64_t)s->nwords; i++)
        if (belongs(s->words[i], group)) return 1;
    return 0;
}

/* Do the words that a call needs stand near enough to each other, the rarest one from a word on? Where there is much to compare, only the line knows. */
static int is_near(const Scan *s, const Call *call, size_t from)
{
    const uint32_t *near = call->near.at, *end = near + call->near.n;
    if (s->nwords > FEW || call->near.n < 6) return 1;
    for (int64_t i = (int64_t)from; i < (int64_t)s->nwords; i++) {
        if (!belongs(s->words[i], *near)) continue;
        const uint32_t *one = near + 3;
        while (one < end && stands_within(s, *one, i - one[1] - s->slack, i + one[2] + s->slack + 1)) one += 3;
        if (one == end) return 1;
    }
    return 0;
}

/* Till so many stretches were looked at, to read the calls for phrases costs more than to try the lines. */
enum { MANY_STRETCHES = 500 };

static int stands(Scan *s, uint32_t group);

/* Are all groups that a call needs in the stretch, near enough to each other? 1, 0; -1: an error */
static int is_called(Scan *s, const Call *call, size_t from)
{
    for (uint32_t i = 0; i < call->needs.n; i++)
        if (!is_present(s, call->needs.at[i])) return 0;
    if (!is_near(s, call, from)) return 0;
    int there = 1;
    if (s->index->stretches < MANY_STRETCHES) return there;
    for (uint32_t i = 0; there > 0 && i < call->near.n; i += 3) there = stands(s, call->near.at[i]);
    return there;
}

/* Does a word of a group stand in the stretch by itself, or else what a phrase of it needs? 1, 0; -1: an error */
static int stands(Scan *s, uint32_t number)
{
    Group *group = group_of(s->index, number);
    if (!group) return -1;
    if (group->stamp == s->stamp) return group->stands;
    int there = !group->phrases.n;
    for (size_t i = 0; !there && i < s->nwords; i++) there = belongs_by_itself(s->words[i], number);
    const uint32_t *phrase = group->phrases.at, *end = phrase + group->phrases.n;
    for (; !there && phrase < end; phrase += 3)
        if (is_present(s, phrase[0]) && is_present(s, phrase[1])) there = is_called(s, s->index->calls[phrase[2]], 0);
    if (there >= 0) group->stamp = s->stamp, group->stands = there;
    return there;
}

/* Is it not yet known what the line of a call is to tell? 1, 0; -1: an error */
static int is_asked(Scan *s, Call *call)
{
    return object_of(s->index, call) ? PySequence_Contains(s->asked, call->question) : -1;
}

/* Each call is looked at once, for the first word that makes it. */
static int want(Scan *s, Call *call, size_t word)
{
    if (call->stamp == s->stamp) return 0;
    call->stamp = s->stamp;
    int there = call->claims ? 1 : is_asked(s, call);
    if (there > 0) there = is_called(s, call, word);
    if (there <= 0) return there;
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(call->signs); i++)
        if (PyUnicode_FindChar(s->reader->text, PyUnicode_READ_CHAR(call->signs, i), s->from, s->to, 1) < 0) return 0;
    Call **calls = more(s->calls, &s->calls_room, s->ncalls, sizeof *calls);
    if (!calls) return -1;
    s->calls = calls;
    s->calls[s->ncalls++] = call;
    return 0;
}

/* The calls that a word makes; they are looked at later, as memory is slow. */
static int add_due(Scan *s, size_t word)
{
    const Class *known = s->words[word];
    const Wish *wish = (const Wish *)(known->groups + known->ngroups), *end = wish + known->nclaims + known->nquestions;
    for (; wish < end; wish++) {
        if (!is_present(s, wish->also)) continue;
        Due *due = more(s->due, &s->due_room, s->ndue, sizeof *due);
        if (!due) return -1;
        Call *call = s->index->calls[wish->call];
        FETCH(call);
        FETCH(call->numbers);
        s->due = due;
        s->due[s->ndue++] = (Due){call, word};
    }
    return 0;
}

static int by_number(const void *a, const void *b)
{
    return (*(Call *const *)a)->number < (*(Call *const *)b)->number ? -1 : 1;
}

static int find_calls(Scan *s)
{
    Index *x = s->index;
    s->ncalls = s->ndue = 0, x->stretches++;
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
            s->present[known->groups[k] / 16] |= (unsigned char)(1 << known->groups[k] / 2 % 8);
    }
    stamp = s->stamp = ++x->stamp;
    for (size_t i = 0; i < s->nwords; i++) {
        Class *known = s->words[i];
        if (!known || known->stamp == stamp) continue;
        known->stamp = stamp;
        if (add_due(s, i) < 0) return -1;
    }
    for (size_t i = 0; i < s->ndue; i++)
        if (want(s, s->due[i].call, s->due[i].word) < 0) return -1;
    if (s->ncalls > 1) qsort(s->calls, s->ncalls, sizeof *s->calls, by_number);
    return 0;
}

static PyObject *asked_of(Index *x, Call *call, const char *name, PyTypeObject *type)
{
    PyObject *object = object_of(x, call), *value = object ? PyObject_GetAttrString(object, name) : NULL;
    if (value && type && !Py_IS_TYPE(value, type)) {
        PyErr_Format(PyExc_TypeError, "the %s of a call is another one", name);
        Py_CLEAR(value);
    }
    return value;
}

/* Ask for the matcher of a line; another thread may have asked meanwhile. */
static int ask_matcher(Index *x, Call *call)
{
    PyObject *matcher = asked_of(x, call, "matcher", &MatcherType);
    if (matcher && !call->matcher) call->matcher = (Matcher *)Py_NewRef(matcher);
    Py_XDECREF(matcher);
    return matcher ? 0 : -1;
}

/* Ask what may speak for the claims of a line, which takes long: it has to make one first. */
static int ask_defence(Index *x, Call *call)
{
    PyObject *rule = asked_of(x, call, "owner", NULL), *defence = rule ? asked_of(x, call, "defence", &PyTuple_Type) : NULL;
    if (defence && !call->defence) call->rule = Py_NewRef(rule), call->defence = Py_NewRef(defence);
    Py_XDECREF(rule), Py_XDECREF(defence);
    return defence ? 0 : -1;
}

/* Does the line that a call is for match the sentence? Told once for each line; its claims go to s->claims. 1, 0; -1: an error */
static int answers(Scan *s, Call *call, const Read *here)
{
    if (!call->matcher && ask_matcher(s->index, call) < 0) return -1;
    if (call->matcher->tried == here->name) return 0; /* a line may have several calls */
    call->matcher->tried = here->name;
    if (!call->defence) {
        View v;
        look_at(&v, s->reader, here);
        v.lists = call->matcher->lists;
        int there = line_stands(call->matcher, &v);
        if (there <= 0 || !call->claims) return there;
        if (ask_defence(s->index, call) < 0) return -1;
    }
    return add_claims(s->reader, here, call->rule, call->matcher, call->defence, &s->claims);
}

/* The calls whose lines match a sentence, and the claims there; NULL: none, or an error. */
static PyObject *matching(Scan *s, Py_ssize_t block, Py_ssize_t sentence)
{
    PyObject *calls = NULL;
    const Read *here = read_sentence(s->reader, block, sentence, NULL);
    int bad = !here;
    for (size_t i = 0; !bad && i < s->ncalls; i++) {
        int there = answers(s, s->calls[i], here);
        bad = there < 0 || (there && ((!calls && !(calls = PyList_New(0))) || PyList_Append(calls, s->calls[i]->object) < 0));
    }
    PyObject *place = calls && !bad ? Py_BuildValue("nn", block, sentence) : NULL;
    PyObject *claims = place ? list_claims(&s->claims, s->object, place) : NULL;
    forget_claims(&s->claims);
    if (claims) return Py_BuildValue("NNN", place, calls, claims);
    Py_XDECREF(place), Py_XDECREF(calls);
    return NULL;
}

/* The next sentence of the stretch that calls for lines and is matched by them. NULL: none, or an error. */
static PyObject *next_found(Scan *s)
{
    Reader *r = s->reader;
    for (; s->block < (Py_ssize_t)r->blocks.n; s->block++, s->sentence = 0) {
        if (r->blocks.at[s->block].start >= s->to - 1) return NULL;
        if (r->blocks.at[s->block].end <= s->from) continue;
        for (;;) {
            const Spans *sentences = sentences_of(r, s->block);
            if (!sentences) return NULL;
            if (s->sentence >= (Py_ssize_t)sentences->n) break;
            Span span = sentences->at[s->sentence];
            if (span.start >= s->to - 1) return NULL;
            s->sentence++;
            PyObject *found = span.end > s->from ? matching(s, s->block, s->sentence - 1) : NULL;
            if (found || PyErr_Occurred()) return found;
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
        if (s->at >= s->reader->size || next_stretch(s) < 0 || find_calls(s) < 0) return NULL;
    }
}

static void scan_free(Scan *s)
{
    if (s->index) s->index->scans--;
    if (s->reader) s->reader->sets->readers--;
    Py_XDECREF(s->index), Py_XDECREF(s->reader), Py_XDECREF(s->object), Py_XDECREF(s->asked);
    free(s->tokens), free(s->words), free(s->present), free(s->due), free(s->calls), free(s->claims.at);
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
    PyObject *reader, *object, *asked;
    if (!PyArg_ParseTuple(args, "O!OO", &ReaderType, &reader, &object, &asked)) return NULL;
    Scan *s = PyObject_New(Scan, &ScanType);
    if (!s) return NULL;
    memset((char *)s + sizeof(PyObject), 0, sizeof *s - sizeof(PyObject));
    s->index = (Index *)Py_NewRef(x), s->reader = (Reader *)Py_NewRef(reader), s->asked = Py_NewRef(asked);
    s->object = Py_NewRef(object);
    x->scans++, s->reader->sets->readers++;
    return (PyObject *)s;
}

static PyMethodDef index_methods[] = {
    {"scan", (PyCFunction)index_scan, METH_VARARGS,
     "reader, the same in Python, asked -> iterator of ((block, sentence), calls, claims)"},
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
