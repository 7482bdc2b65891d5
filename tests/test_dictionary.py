"""The dictionary as we read it against pymorphy3, which wrote it."""

import re

import pytest

from medadlint.cache import builtin_rules
from medadlint.dictionary import Dictionary, dictionary
from medadlint.morphology import likely_forms
from medadlint.paradigm import Form

WORDS = "врач лучший наилучшего вылечим зубы ежик больной стали какой-то мрт все кракозябра нет".split()


@pytest.fixture(scope="module")
def parse():
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.units import DictionaryAnalyzer

    return MorphAnalyzer(lang="ru", units=[DictionaryAnalyzer()]).parse


def test_the_same_readings_in_the_same_order(parse):
    text = " ".join(path.read_text("utf-8") for path in sorted(builtin_rules().glob("*/*.yml"))).lower()
    words = {*WORDS, *re.findall(r"[а-яё-]+", text), "еще", "все", "елее", "ее"}
    assert len(words) > 5000
    for word in sorted(words):
        theirs = parse(word)
        assert dictionary().likely(word) == [(p.word, *p.methods_stack[0][2:]) for p in theirs], word
        assert likely_forms(word) == [Form(p.normal_form, p.tag.grammemes) for p in theirs]


@pytest.mark.parametrize("word", WORDS)
def test_the_same_forms(word, parse):
    for own, number, form in dictionary().readings(word):
        tables = dictionary().beginnings, dictionary().endings, dictionary().grammemes
        columns = [[table[i] for i in of] for table, of in zip(tables, dictionary().paradigm(number), strict=True)]
        forms = list(zip(*columns, strict=True))
        before, after, _ = forms[form]
        stem = own[len(before) : len(own) - len(after)]
        theirs = next(p for p in parse(word) if p.methods_stack[0][1:] == (own, number, form))
        assert [(a + stem + b, grammemes) for a, b, grammemes in forms] == [
            (p.word, p.tag.grammemes) for p in theirs.lexeme
        ]


def test_without_c(monkeypatch):
    from medadlint import dictionary as module

    monkeypatch.setattr(module, "native", None)
    plain = Dictionary(dictionary()._folder)
    words = [*WORDS, "еще", "елка", "щетка", "все", "узнает", "трехзвездный", "черно", "зеленое", "ежевый"]
    assert list(map(plain.readings, words)) == list(map(dictionary().readings, words))
    assert list(map(plain.likely, words)) == list(map(dictionary().likely, words))


def test_no_form_holds_what_marks_the_stem_and_the_end_of_a_form():
    from medadlint.paradigm import _AFTER, _STEM

    parts = {*dictionary().endings, *dictionary().beginnings}
    assert not [part for part in parts if _STEM in part or _AFTER in part]
