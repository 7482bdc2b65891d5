"""The fold keeps every place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadlint.fold import fold, fold_word, is_disguised


def folded(text: str) -> str:
    return fold(text).fold.decode("cp1251")


def test_case_yo_nbsp_and_punctuation():
    assert folded("ЁЛКА\u00a0«Тест», 5%?…") == "елка  тест   5 .."


def test_latin_lookalikes_read_as_cyrillic():
    assert folded("гapaнтия") == "гарантия"
    assert fold("гapaнтия").pieces is None  # still the fast lane


def test_a_word_all_in_latin_keeps_its_letters():
    assert fold_word("TOP") == b"top"
    assert [fold_word(sign) for sign in "%№₽€£"] == [b"%", b"\xb9", b"\xa4", b"\x88", b"?"]
    assert fold_word("ТОР").decode("cp1251") == "тор"


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200d", "\u0301"])
def test_invisible_characters_and_stress_marks_are_undone(hidden):
    text = f"наша гара{hidden}нтия"
    result = fold(text)
    assert result.text == "наша гарантия"
    start = result.text.index("гарантия")
    assert text[slice(*result.origin(start, start + 8, text))] == f"гара{hidden}нтия"


def test_decomposed_letters_are_composed():
    text = unicodedata.normalize("NFD", "Ёлкой и лечебный йод")
    result = fold(text)
    assert result.text == "Ёлкой и лечебный йод"
    start = result.text.index("лечебный")
    assert unicodedata.normalize("NFC", text[slice(*result.origin(start, start + 8, text))]) == "лечебный"


def test_a_mark_on_the_last_letter_belongs_to_the_word():
    text = "бой\u0301 да"
    assert fold(text).origin(0, 3, text) == (0, 4)


@pytest.mark.parametrize(("word", "mixed"), [("гарaнтия", True), ("гарантия", False), ("top", False), ("2", False)])
def test_mixed_alphabets_are_a_disguise(word, mixed):
    assert is_disguised(word) is mixed


@given(st.text(alphabet="аёЙbи5 .\u00ad\u0301\u0306\u0308\u200b\U0001f600\n%№₽", max_size=40))
def test_fold_is_as_long_as_its_text_and_places_lead_back(text):
    result = fold(text)
    assert len(result.fold) == len(result.text)
    for i, char in enumerate(result.text):
        start, end = result.origin(i, i + 1, text)
        piece = text[start:end]
        assert piece[0] == char or unicodedata.normalize("NFC", piece)[0] == char, (i, char, piece)
        assert result.locate(start) == i


@given(
    st.text(alphabet="аЙб 5\u00ad\u0301\u0306\u200b", max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 9)), max_size=9),
)
def test_the_places_of_many_spans_are_those_of_each(text, spans):
    result = fold(text)
    within = [(a, min(a + n, len(result.text))) for a, n in spans if a < len(result.text)]
    assert result.origins(within, text) == [result.origin(a, b, text) for a, b in within]
    for (a, b), (start, end) in zip(within, result.origins(within, text), strict=True):
        assert fold(text[start:end]).text == result.text[a:b] or text[start] in "\u0301\u0306"
