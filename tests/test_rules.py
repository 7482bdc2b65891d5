"""The built-in rules: their own examples, and that every line earns its place."""

import re

import pytest

from medadlint.cache import builtin_rules
from medadlint.rulefile import read_packs
from medadlint.selftest import run

FILES, PROBLEMS = read_packs([builtin_rules()])


def test_examples_hold_and_every_line_earns_its_place():
    examples, problems = run()
    assert problems == []
    assert examples > 1000


def test_files_are_read_without_a_word():
    assert PROBLEMS == []


@pytest.mark.parametrize("rule", FILES.rules, ids=lambda r: r.id)
def test_a_rule_is_a_page_a_lawyer_can_read(rule):
    assert rule.source.path.split("/")[1] == rule.family
    assert len(rule.bad) >= 4, "мало примеров bad"
    assert len(rule.good) >= 4, "мало примеров good"
    assert rule.advice
    for text in (rule.title, rule.why, rule.advice):
        assert re.match(r"[А-ЯЁA-Z«„0-9]", text), text
        if rule.family not in ("foreign_words", "banned_platform"):  # these speak of foreign names
            assert not set(re.findall(r"[A-Za-z]{4,}", text)) - {"erid", "checked"}, text
    assert rule.why[-1] in ".!?…"


def test_the_lexicon_knows_300_words_the_dictionary_lacks():
    from medadlint.morphology import likely_forms

    lemmas = {w for w in FILES.lexicon for form in likely_forms(w) if form.word == w}
    assert lemmas == set(), "эти слова словарь знает сам"
    assert len(FILES.lexicon) >= 300


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("имплант", "имплант импланта импланту имплантом импланте импланты имплантов имплантам имплантами имплантах"),
        ("винир", "винир винира виниру виниром винире виниры виниров винирам винирами винирах"),
        ("промокод", "промокод промокода промокоду промокодом промокоде промокоды промокодов промокодам промокодами промокодах"),
        ("ортодонт", "ортодонт ортодонта ортодонту ортодонтом ортодонте ортодонты ортодонтов ортодонтам ортодонтами ортодонтах"),
        ("мрт", "мрт"),
        ("сторис", "сторис"),
        ("чекап", "чекап чекапа чекапу чекапом чекапе чекапы чекапов чекапам чекапами чекапах"),
    ],
)  # fmt: skip
def test_forms_of_lexicon_words(word, forms):
    from medadlint.morphology import Morphology

    lexicon = {w: m for w, (m, _) in FILES.lexicon.items()}
    assert {f.word for f in Morphology(lexicon).lexeme(word)} == set(forms.split())
