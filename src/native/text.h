/* A text: its fold (fold.py), its sentences and their words (sentences.py). */

#pragma once

#include "numbers.h"

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

static int add_spot(PyObject *list, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *spot = Py_BuildValue("nn", start, end);
    int bad = !spot || PyList_Append(list, spot) < 0;
    Py_XDECREF(spot);
    return bad ? -1 : 0;
}

/* Where the digit at i, which stands in a word, ends with what makes it suspicious; 0: nowhere (unmask._DIGIT_INSIDE) */
static Py_ssize_t digit_end(const unsigned char *raw, const unsigned char *kinds, Py_ssize_t i, Py_ssize_t n)
{
    Py_ssize_t before = 0, after = 0, end = i + 1;
    while (before < 4 && i > before && kinds[raw[i - 1 - before]] == 'a') before++;
    if (before) {
        while (end < n && end < i + 3 && kinds[raw[end]] == '1') end++;
        if (end < n && kinds[raw[end]] == 'a') return end + 1;
    }
    while (after < 4 && i + 1 + after < n && kinds[raw[i + 1 + after]] == 'a') after++;
    if (!before && (!i || kinds[raw[i - 1]] != '1') && after == 4) return i + 5;
    if (before == 4 && !after && (i + 1 == n || kinds[raw[i + 1]] != '1')) return i + 1;
    return 0;
}

static PyObject *spots(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text, *table;
    Py_ssize_t n, size, done = 0, end;
    if (!PyArg_ParseTuple(args, "y#y#", &text, &n, &table, &size)) return NULL;
    if (size != 256) return PyErr_Format(PyExc_ValueError, "a kind for each byte");
    const unsigned char *raw = (const unsigned char *)text, *kinds = (const unsigned char *)table;
    PyObject *digits = PyList_New(0), *apart = PyList_New(0), *dotted = PyList_New(0);
    int bad = !digits || !apart || !dotted;
    for (Py_ssize_t i = 0; !bad && i < n; i++) {
        unsigned char kind = kinds[raw[i]];
        if (kind == 'a') continue;
        if (kind == '1' && (end = digit_end(raw, kinds, i, n))) bad = add_spot(digits, i, end) < 0;
        else if (kind == '.' && i && i + 1 < n && kinds[raw[i - 1]] == 'a' && kinds[raw[i + 1]] == 'a')
            bad = add_spot(dotted, i, i + 2) < 0;
        else if (kind == ' ' && i >= done && i + 6 < n) {
            int k = 1;
            while (k < 7 && kinds[raw[i + k]] == (k % 2 ? 'a' : ' ')) k++;
            if (k == 7) bad = add_spot(apart, i, done = i + 7) < 0;
        }
    }
    if (!bad) return Py_BuildValue("NNN", digits, apart, dotted);
    Py_XDECREF(digits), Py_XDECREF(apart), Py_XDECREF(dotted);
    return NULL;
}

/* The letters of a text, to be read one by one without asking each time how they lie. */
typedef struct {
    int kind;
    const void *data;
} Letters;

static inline Letters letters_of(PyObject *text)
{
    return (Letters){PyUnicode_KIND(text), PyUnicode_DATA(text)};
}

static inline Py_UCS4 letter(Letters text, Py_ssize_t i)
{
    return PyUnicode_READ(text.kind, text.data, i);
}

/* --- sentences and words (sentences.py) --------------------------------------------------------------------------- */

/* Code points of a sentence, a stretch, an abbreviation, a number, part of an address at most; words of a stretch that are few. */
enum { LIMIT = 2000, LONGEST = 1 << 14, ABBREVIATION = 8, KEY = 64, ADDRESS = 64, FEW = 100 };

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
static int begins(Letters text, Py_ssize_t at, Py_ssize_t end)
{
    static const Py_UCS4 opening[] = {'"', 0xAB, 0x201E, 0x201C, '(', '[', 0x2013, 0x2014, '-', 0};
    if (at >= end || !Py_UNICODE_ISSPACE(letter(text, at))) return 0;
    for (; at < end; at++) {
        Py_UCS4 c = letter(text, at);
        if (Py_UNICODE_ISSPACE(c) || one_of(c, opening)) continue;
        return !((c >= 'a' && c <= 'z') || (c >= 0x430 && c <= 0x44F) || c == 0x451);
    }
    return 0;
}

/* Is the full stop at `mark` that of «А. Петров» or «г. Тверь»? The sentence began at `at`. */
static int shortened(Letters text, const char *fold, Py_ssize_t at, Py_ssize_t mark, PyObject *abbreviations)
{
    Py_ssize_t first = mark, least = mark - ABBREVIATION > at ? mark - ABBREVIATION : at;
    while (first > least && fold[first - 1] != ' ') first--;
    if (mark - first == 1 && Py_UNICODE_ISUPPER(letter(text, mark - 1))) return 1;
    if (letter(text, mark) != '.') return 0;
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
    Letters letters = letters_of(text);
    Py_ssize_t at = start, i = start;
    while (i < end) {
        const char *found = memchr(fold + i, '.', (size_t)(end - i));
        if (!found) break;
        Py_ssize_t mark = found - fold, stop = mark;
        while (stop < end && fold[stop] == '.') stop++;
        Py_ssize_t one = stop - mark == 1;
        for (i = stop; stop < end && one_of(letter(letters, stop), closing);) stop++;
        if (!begins(letters, stop, end)) continue;
        int goes = one ? shortened(letters, fold, at, mark, abbreviations) : 0;
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

static inline int kind_of_char(Py_UCS4 c)
{
    if (c < TABLE && kinds[c]) return kinds[c] & ~4;
    int kind = Py_UNICODE_ISDECIMAL(c) ? DIGIT : Py_UNICODE_ISALNUM(c) ? WORDS_CHAR : 0;
    if (c < TABLE) kinds[c] = (unsigned char)(kind | 4);
    return kind;
}

static inline int is_digit(Letters text, Py_ssize_t i, Py_ssize_t end)
{
    return i < end && kind_of_char(letter(text, i)) == DIGIT;
}

/* Where a number ends, with its separators: «15 000», «1,5». */
static Py_ssize_t number_end(Letters text, Py_ssize_t i, Py_ssize_t end)
{
    while (is_digit(text, i, end)) i++;
    while (i < end) {
        Py_UCS4 c = letter(text, i);
        if ((c != ' ' && c != 0xA0 && c != 0x202F) || !is_digit(text, i + 1, end) || !is_digit(text, i + 2, end)
            || !is_digit(text, i + 3, end) || is_digit(text, i + 4, end))
            break;
        i += 4;
    }
    if (i < end && (letter(text, i) == '.' || letter(text, i) == ',') && is_digit(text, i + 1, end))
        for (i++; is_digit(text, i, end);) i++;
    return i;
}

/* The words between start and end (see Sentence). */
static int find_spans(PyObject *text, Py_ssize_t start, Py_ssize_t end, Spans *spans)
{
    static const Py_UCS4 signs[] = {'%', 0x2116, 0x20BD, '$', 0x20AC, '?', 0};
    Letters letters = letters_of(text);
    spans->n = 0;
    for (Py_ssize_t i = start; i < end;) {
        Py_UCS4 c = letter(letters, i);
        Py_ssize_t stop = i;
        int kind = kind_of_char(c);
        if (kind == DIGIT) stop = number_end(letters, i, end);
        else if (kind == WORDS_CHAR)
            while (stop < end && kind_of_char(letter(letters, stop)) == WORDS_CHAR) stop++;
        else if (one_of(c, signs)) stop++;
        if (stop > i && add_span(spans, i, stop) < 0) return -1;
        i = stop > i ? stop : i + 1;
    }
    return 0;
}

/* Might a word be part of an address (see Sentence._addresses)? For sure, if it is far from any blank. */
static int in_address(Letters text, Span word, Py_ssize_t size)
{
    for (int step = -1; step <= 1; step += 2) {
        Py_ssize_t i = step < 0 ? word.start - 1 : word.end;
        for (int n = 0; i >= 0 && i < size; i += step, n++) {
            Py_UCS4 c = letter(text, i);
            if (n == ADDRESS || c == '.' || c == '@' || c == ':') return 1;
            if (Py_UNICODE_ISSPACE(c)) break;
        }
    }
    return 0;
}

/* What a word is compared by, where that is plain to see; 0: Python knows (see Sentence._key). */
static int plain_key(PyObject *string, const char *fold, Span word, char *key, const char **at, Py_ssize_t *size)
{
    Letters text = letters_of(string);
    Py_UCS4 first = letter(text, word.start);
    int kind = first >= 0x400 && first <= 0x4FF ? WORDS_CHAR : kind_of_char(first);
    *at = key, *size = 0;
    if (kind == DIGIT) {
        for (Py_ssize_t i = word.start; i < word.end; i++) {
            Py_UCS4 c = letter(text, i);
            if (c == ' ' || c == 0xA0 || c == 0x202F) continue;
            if (*size == KEY) return 0;
            key[(*size)++] = c < 128 ? (char)c : '?';
        }
        return 1;
    }
    if (kind != WORDS_CHAR) { /* a sign */
        *key = first == '%' || first == '$' || first == '?' ? (char)first : first == 0x20BD ? '\xa4' : first == 0x2116 ? '\xb9' : 0;
        *size = 1;
        return *key != 0;
    }
    if (first < 128) {
        Py_ssize_t i = word.start;
        while (i < word.end && letter(text, i) < 128) i++;
        if (i == word.end) { /* Latin letters stay as they are, but for capitals */
            *size = i - word.start;
            if (*size > KEY || (*size > 2 && in_address(text, word, PyUnicode_GET_LENGTH(string)))) return 0;
            for (Py_ssize_t k = 0; k < *size; k++) key[k] = (char)Py_TOLOWER((unsigned char)letter(text, word.start + k));
            return 1;
        }
    }
    *at = fold + word.start, *size = word.end - word.start;
    return 1;
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
static int is_broken(Letters text, Py_ssize_t last, Py_ssize_t at)
{
    static const Py_UCS4 signs[] = {',', ';', ':', '(', ')', 0x2013, 0x2014, '|', '/', 0x2022, 0x2026, '[', ']', 0};
    for (Py_ssize_t i = last; i < at; i++) {
        Py_UCS4 c = letter(text, i);
        if (c == ' ') continue;
        if (one_of(c, signs)) return 1;
        if (c == '-' && i > last && i + 1 < at && Py_UNICODE_ISSPACE(letter(text, i - 1))
            && Py_UNICODE_ISSPACE(letter(text, i + 1)))
            return 1;
    }
    return 0;
}
