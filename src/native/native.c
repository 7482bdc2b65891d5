/* The inner loops of medadlint in C: the fold of a text (fold.py), the index of calls (calls.py), the matcher (match.py).

   Each does what the Python of the same name does, which says why and runs where there is no compiler; a test holds the two
   to the same answers. Nothing here knows a word or a rule: what a word, a call or a list is, Python is asked once. */

#include "finder.h"
#include "lines.h"
#include "search.h"

enum { VERSION = 10 }; /* as in native.py */

static PyObject *use(PyTypeObject **place, PyObject *type)
{
    if (!PyType_Check(type) || !PyType_FastSubclass((PyTypeObject *)type, Py_TPFLAGS_TUPLE_SUBCLASS))
        return PyErr_Format(PyExc_TypeError, "a class of tuples");
    Py_XSETREF(*place, (PyTypeObject *)Py_NewRef(type));
    Py_RETURN_NONE;
}

static PyObject *use_match(PyObject *Py_UNUSED(module), PyObject *type)
{
    return use(&match_type, type);
}

static PyObject *use_claim(PyObject *Py_UNUSED(module), PyObject *type)
{
    return use(&claim_type, type);
}

static PyMethodDef functions[] = {
    {"encode", encode, METH_O, "text -> cp1251, see fold.py"},
    {"spots", spots, METH_VARARGS, "text in cp1251, kinds of bytes -> what unmask.py looks at: digits, letters apart, dots"},
    {"words", words, METH_VARARGS, "text, fold, start, end -> starts, ends, keys, None for those to be looked into"},
    {"sentences", sentences, METH_VARARGS, "text, fold, start, end, abbreviations -> spans"},
    {"use_match", use_match, METH_O, "the class of what a matcher finds"},
    {"use_claim", use_claim, METH_O, "the class of claims"},
    {0},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "medadlint._native", .m_size = -1, .m_methods = functions,
};

PyMODINIT_FUNC PyInit__native(void)
{
    PyObject *m = PyModule_Create(&module);
    if (!m || learn_cp1251() < 0 || PyModule_AddType(m, &IndexType) < 0 || PyModule_AddType(m, &ListsType) < 0
        || PyModule_AddType(m, &MatcherType) < 0 || PyModule_AddType(m, &LinesType) < 0 || PyModule_AddType(m, &SetsType) < 0
        || PyModule_AddType(m, &ReaderType) < 0 || PyModule_AddType(m, &DawgType) < 0 || PyModule_AddType(m, &FormsType) < 0
        || PyModule_AddType(m, &FinderType) < 0 || PyType_Ready(&ScanType) < 0 || PyModule_AddIntConstant(m, "VERSION", VERSION) < 0
        || PyModule_AddStringConstant(m, "SOURCE", SOURCE) < 0) {
        Py_XDECREF(m);
        return NULL;
    }
    return m;
}
