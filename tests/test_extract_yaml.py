"""YAML: scalars of every style with their places."""

import re
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from test_extract_invariant import check

from medadlint.errors import SourceError
from medadlint.extract import extract

CLAIM = "Гарантируем результат"


def blocks(source):
    found = extract(source, "yaml")
    check(found._replace(elements=()))
    return [found.text[b.start : b.end] for b in found.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("ключ: значение  # пояснение\n", ["значение"]),
        ("a: два\n  слова\n", ["два\nслова"]),
        ("a: 'не ''так''  вот'\n", ["не 'так' вот"]),
        ('a: "\\u0434\\u0430 \\"и\\" не\\\n   т"\n', ['да "и" нет']),
        ('a: "да\\nнет\\n\\nещё"\n', ["да\nнет", "ещё"]),
        ("a: |\n  один\n  два\n\n  три\nb: 1\n", ["один\nдва", "три"]),
        ("a: >-  # пояснение\n\n    один\n    два\n", ["один\nдва"]),
        ("a: |2\r\n    один\r\n  два\r\n", ["один\nдва"]),
        ("- [раз, {ключ: два}]\n- ? ключ\n  : три\n", ["раз", "два", "три"]),
        ("a: &x да\nb: *x\n", ["да"]),
        ("a: !t 'да'\n---\nb: нет\n...\n", ["да", "нет"]),
        ("a: Мы <b>гаран</b>тируем<br>это\n", ["Мы гарантируем\nэто"]),
        ("\ufeffa: да 😀 нет\nb: ага\n", ["да 😀 нет", "ага"]),
        ('{"a": "да", "ключ": [1, true, "нет"]}', ["да", "нет"]),
        ("", []),
        ("a: latin\n\tb: {{ broken }}", []),
    ],
)
def test_styles(source, expected):
    assert blocks(source) == expected


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("а: б\n  в: г\n", "строка 2, столбец 4"),
        ("а: [б", "строка 2, столбец 1"),
        ("а: {{ x }}-{% б %}\n", "строка 1, столбец "),
    ],
)
def test_broken_yaml_is_told_with_its_place(source, place):
    with pytest.raises(SourceError, match=f"^YAML испорчен: {place}.*; исправьте файл$"):
        extract(source, "yaml")


def test_control_characters_are_told():
    with pytest.raises(SourceError, match=r"^YAML испорчен"):
        extract("а: б\x00\n", "yaml")


def test_aliases_do_not_multiply():
    bomb = "a: &a [да]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert blocks(bomb) == ["да"]


TEXTS = st.lists(
    st.sampled_from(
        [CLAIM, " ", "  ", "\n", "\n\n", "'", '"', "\\", ": ", " #", "- ", "😀", "\xa0", "слово", "\t", "{", "&", "%"]
    ),
    max_size=10,
).map("".join)


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcd"), TEXTS, max_size=3),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.booleans(),
    st.integers(15, 80),
)
def test_whatever_yaml_writes_is_read_back(data, style, unicode, width):
    source = yaml.dump(
        data, Dumper=yaml.CSafeDumper, default_style=style, allow_unicode=unicode, width=width, sort_keys=False
    )
    found = extract(source, "yaml")
    check(found._replace(elements=()))
    russian = [text for text in data.values() if re.search("[а-яА-Я]", text)]
    words = [re.sub(r"[ \t\n]+", " ", t).strip(" ") for t in russian]
    assert re.sub(r"[ \t\n]+", " ", found.text) == " ".join(filter(None, words))
    for m in re.finditer(CLAIM, found.text):
        start, end = found.place(*m.span())
        assert yaml.safe_load('"%s"' % source[start:end]) == CLAIM  # noqa: UP031  may hold a line break


def test_fix_changes_only_the_words(linter):
    source = "# Гарантируем результат\r\nа: Гарантируем результат.  # да\r\nb: 'Гарантируем результат'\r\nc: |\r\n  Гарантируем результат.\r\n"
    fixed = linter.fix(source, "yaml")
    head, rest = source.split("\n", 1)
    assert fixed == head + "\n" + rest.replace("Гарантируем результат", "Стремимся к результату")
    assert yaml.safe_load(fixed)["b"] == "Стремимся к результату"


def test_deep_lists_are_read_and_deeper_ones_are_refused_at_once():
    assert extract("[" * 400 + "Лечим" + "]" * 400, "yaml").text == "Лечим"
    start = time.process_time()
    with pytest.raises(SourceError, match="вложен слишком глубоко"):
        extract("[" * 1_000_000 + "Лечим", "yaml")  # libyaml would take an hour
    assert time.process_time() - start < 5
