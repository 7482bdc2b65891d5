"""The pattern language: what can be written, and what is said of mistakes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medadlint.pattern import Alternatives, Capture, Gap, Maybe, Named, PatternError, Sequence, Word, parse


def test_every_element():
    tree = parse("лечить:гл.мн,инф@что =всех ..2 (зуб | «больной зуб»)? <врач:рд> имплант* , .. да")
    assert tree.items[0] == Capture("что", Word("лечить", "lemma", (("гл", "мн"), ("инф",)), 1), 17)
    assert tree.items[1] == Word("всех", "exact", (), 22)
    assert tree.items[2] == Gap(2, 28)
    assert isinstance(tree.items[3], Maybe)
    assert isinstance(tree.items[3].item, Alternatives)
    assert tree.items[4] == Named("врач", (("рд",),), 55)
    assert tree.items[5] == Word("имплант", "prefix", (), 65)
    assert tree.items[7] == Gap(None, 76)


def test_hyphenated_words_are_two_words():
    assert parse("врач-ортопед:рд").items == (
        Word("врач", "lemma", (), 1),
        Word("ортопед", "lemma", (("рд",),), 1),
    )


def test_a_phrase_is_a_sequence_of_words_in_any_form():
    assert parse("«лучшая клиника»").items == (
        Sequence((Word("лучшая", "phrase", (), 1), Word("клиника", "phrase", (), 1)), 1),
    )


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("а | б", 3, "альтернативы берут в скобки"),
        ("(а | б", 1, "скобка не закрыта"),
        ("а )", 3, "скобка не открыта"),
        ("(а | а)", 6, "та же альтернатива второй раз"),
        ("..3 слово", 1, "не может начинаться и кончаться пропуском"),
        ("слово ..3", 7, "не может начинаться и кончаться пропуском"),
        ("слово ..99 да", 7, "пропуск бывает от ..1 до ..12 слов"),
        ("слово:рд.мнн", 10, "нет признака формы «мнн»; может быть, «мн»?"),
        ("=слово:рд", 1, "«=» уже задаёт форму"),
        ("да*", 1, "начало слова короче трёх букв"),
        ("а ..1 ..2 б", 7, "два пропуска подряд"),
        ("()", 2, "здесь должно стоять слово"),
        ("слово ^", 7, "непонятный знак «^»"),
        ("«»", 1, "пустая фраза"),
    ],
)
def test_mistakes_have_a_place_and_a_way_out(line, column, message):
    with pytest.raises(PatternError) as caught:
        parse(line)
    assert message in str(caught.value)
    assert caught.value.column == column


LINES = st.lists(
    st.sampled_from(
        "слово =нет ( ) | ? @что .. ..3 ..99 <цифры> <врач:рд> «да|нет» «» , % имп* врач-орт а:рд.мн а:яя ^ @ < =".split()
    ),
    max_size=9,
).map(lambda parts: " ".join(parts).replace("да|нет", "да нет"))


def bare(node):
    """A node with all columns 1."""
    if isinstance(node, tuple):
        found = [bare(part) for part in node]
        return type(node)(*found[:-1], 1) if hasattr(node, "_fields") else tuple(found)
    return node


def outcome(read):
    try:
        return read()
    except PatternError as error:
        return str(error), error.column, error.width


@given(LINES)
@settings(max_examples=500)
def test_a_line_read_without_places_is_the_same_and_its_mistakes_keep_theirs(line):
    assert outcome(lambda: parse(line, bare=True)) == outcome(lambda: bare(parse(line)))
