"""Words put together again, and what must be left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadlint.fold import fold

WORDS = "гарантия гарантируем результат боль безопасно стоматолог точность отличие других за день здоровье лечим вот от до лет"
KNOWN = frozenset(word.encode("cp1251") for word in WORDS.split()).__contains__


def mended(text: str) -> str:
    return fold(text, KNOWN).text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("наша г а р а н т и я, да", "наша гарантия, да"),
        ("Г А Р А Н Т И Я!", "ГАРАНТИЯ!"),
        ("г-а-р-а-н-т-и-я", "гарантия"),
        ("г.а.р.а.н.т.и.я.", "гарантия."),
        ("г\u2009а\u2009р\u2009а\u2009н\u2009т\u2009и\u2009я", "гарантия"),
        ("и г а р а н т и я", "и гарантия"),
        ("В о т л и ч и е от д р у г и х", "В отличие от других"),
        ("з.а.о.т.д.о.м", "заотдом"),  # words of two letters stand in every long one: they prove nothing
        ("г а р а н т и я  р е з у л ь т а т", "гарантия  результат"),
        ("г а р а н т и я р е з у л ь т а т", "гарантия результат"),
        ("к п л я ж у", "кпляжу"),  # no rule knows the word: one word, at least
        ("мы гарант.ируем", "мы гарантируем"),
        ("мы га.рант.ируем", "мы гарантируем"),
        ("мы гарант·ируем", "мы гарантируем"),
        ("наш непре.взойдённый", "наш непревзойдённый"),
        ("гаран7ия", "гарантия"),
        ("Гаран7ия", "Гарантия"),
        ("6езопасно", "безопасно"),
        ("с70ма70л0г", "стоматолог"),
        ("Т04н0с7ь", "Точность"),
        ("3доровье", "здоровье"),
        ("л3чим л1чно", "лечим лично"),
        ("дру2их", "других"),
        ("безопа5но", "безопасно"),
        ("здоро8ье", "здоровье"),
        ("гаранти9 9ругих", "гарантия других"),
        ("резу1ьтат 7арантия г4рантия", "результат гарантия гарантия"),
        ("к0р0нка", "коронка"),  # no rule knows the word, nor its parts
    ],
)
def test_a_word_is_put_together(text, clean):
    assert mended(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "т.е. и.о. д.м.н. к.м.н. и т.д. и т.п. А.С.Пушкин",
        "www.site.рф клиника.рф zub.ru",
        "5мг 100мл 2х 15000руб 3D COVID19 В12 Т4 омега3 витаминд3 1раз",
        "за1день от3до5лет",
        "w3schools b2b2c bac7ик",  # more Latin letters than Russian ones
        "снимаем боль.лечим",
        "результат.Мы лечим",
        "а я в с вами и к вам",
        "кто-то где-нибудь онлайн-запись",
        "2026-11-22 10.30 1.5 3,5",
        "а, б, в, г, д",
    ],
)
def test_what_is_no_disguise_stays(text):
    assert mended(text) == text


def test_without_known_words_nothing_is_put_together():
    assert fold("г а р а н т и я гаран7ия").text == "г а р а н т и я гаран7ия"


@pytest.mark.parametrize("text", ["на г а\u00ad р а н т и я!", "а г а р а н\u0301 т и я", "да\u00ad 6езо\u200bпасно"])
def test_two_disguises_at_once_keep_their_place(text):
    folded = fold(text, KNOWN)
    word = "гарантия" if "гарантия" in folded.text else "безопасно"
    start = folded.text.index(word)
    a, b = folded.origin(start, start + len(word), text)
    assert (text[a], text[b - 1]) in (("г", "я"), ("6", "о"))
    assert folded.locate(a) == start


@given(st.text(alphabet="гарантияб670 .-\u00adё\u0308\u2009\n?x", max_size=40))
def test_fold_is_as_long_as_its_text_and_places_lead_back(text):
    folded = fold(text, KNOWN)
    assert len(folded.fold) == len(folded.text) <= len(text)
    places = [folded.origin(i, i + 1, text) for i in range(len(folded.text))]
    assert places == sorted(places)
    assert [folded.locate(start) for start, _ in places] == list(range(len(places)))


def test_a_disguise_is_told(linter):
    text = "Мы г а р а н т и р у е м результат!"
    found = next(f for f in linter.check(text, whole=False) if f.family == "guarantee")
    assert found.disguised
    assert found.quote == text[found.start : found.end] == "г а р а н т и р у е м результат"
    assert all(text[r.start : r.end] == found.quote for r in found.rewrites)
