"""The dictionary as we read it against pymorphy3, which wrote it."""

import pytest

from medadlint.dictionary import dictionary
from medadlint.morphology import analyzer

WORDS = "врач лучший наилучшего вылечим зубы ежик больной стали какой-то мрт все кракозябра нет".split()


@pytest.mark.parametrize("word", WORDS)
def test_the_same_readings(word):
    theirs = [(p.word, *p.methods_stack[0][2:]) for p in analyzer().parse(word)]
    assert sorted(dictionary().readings(word)) == sorted(theirs)


@pytest.mark.parametrize("word", WORDS)
def test_the_same_forms(word):
    for own, number, form in dictionary().readings(word):
        tables = dictionary().beginnings, dictionary().endings, dictionary().grammemes
        columns = [[table[i] for i in of] for table, of in zip(tables, dictionary().paradigm(number), strict=True)]
        forms = list(zip(*columns, strict=True))
        before, after, _ = forms[form]
        stem = own[len(before) : len(own) - len(after)]
        theirs = next(p for p in analyzer().parse(word) if p.methods_stack[0][1:] == (own, number, form))
        assert [(a + stem + b, grammemes) for a, b, grammemes in forms] == [
            (p.word, p.tag.grammemes) for p in theirs.lexeme
        ]


def test_without_c(monkeypatch):
    from medadlint import dictionary as module
    from medadlint.dictionary import Dictionary

    monkeypatch.setattr(module, "native", None)
    plain = Dictionary(dictionary()._folder)
    words = [*WORDS, "еще", "елка", "щетка", "все", "узнает", "трехзвездный", "черно", "зеленое", "ежевый"]
    assert list(map(plain.readings, words)) == list(map(dictionary().readings, words))


def test_no_form_holds_what_marks_the_stem_and_the_end_of_a_form():
    from medadlint.forms import AFTER, STEM

    parts = {*dictionary().endings, *dictionary().beginnings}
    assert not [part for part in parts if STEM in part or AFTER in part]
