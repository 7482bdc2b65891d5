"""The search in C gives what the search in Python gives."""

import random
import shutil
from array import array
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medadlint import fold as folding
from medadlint import sentences as parting
from medadlint import unmask
from medadlint.cache import builtin_rules
from medadlint.claims import Search
from medadlint.extract import extract
from medadlint.native import native
from medadlint.pack import Pack
from medadlint.packing import piled
from medadlint.rulefile import read_packs
from medadlint.selftest import read_example

SOURCES = Path(__file__).parent.parent / "src" / "native"

needs_native = pytest.mark.skipif(native is None, reason="built without a compiler")


@pytest.mark.skipif(shutil.which("cc") is None, reason="no compiler")
def test_it_is_built_of_the_present_source():
    assert native is not None, "run src/native/build.py"
    sources = b"".join(path.read_bytes() for path in sorted(SOURCES.glob("*.[ch]")))
    assert f"{crc32(sources):08x}" == native.SOURCE, "run src/native/build.py"


@pytest.fixture(scope="module")
def examples() -> list[str]:
    files, _ = read_packs([builtin_rules()])
    return [read_example(line.text).text for rule in files.rules for line in (*rule.bad, *rule.good)]


@pytest.fixture(scope="module")
def searches(linter) -> tuple[Search, Search]:
    """In C and in Python."""
    slow = Pack(linter.pack._lines, fast=False)
    assert slow.sets is None
    assert linter.pack.sets is not None
    return Search(linter.pack, linter.pack.rules), Search(slow, slow.rules)


def seen(search: Search, text: str, form: str = "text"):
    """What a search finds, apart from the objects of its own pack."""
    document = extract(text, form, True)
    claims, unmet = search(folding.fold(document.text, search.pack.knows), document.blocks)
    return [(c.rule.id, c.start, c.end, c.captures, c.place) for c in claims], [rule.id for rule in unmet]


def in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "native", None)
    monkeypatch.setattr(parting, "native", None)
    monkeypatch.setattr(unmask, "native", None)


def mixed(examples: list[str], seed: int, n: int) -> list[str]:
    """Texts of shuffled halves of examples, with what is rare in them."""
    dice = random.Random(seed)
    rare = [
        "iPhone 15",
        "15 000 ₽",
        "clinic.ru",
        "т.е.",
        "г. Тверь",
        "А. Петров",
        "100%",
        "№1",
        "— ",
        "(",
        "…",
        "?!",
        "é",
        "«",
        "1,5",
    ]
    ends = [". ", "! ", "? ", "… ", ".» ", "\n\n", "\n• ", ", ", " ", ".", " - ", "\n"]
    texts = []
    for _ in range(n):
        parts = []
        for _ in range(dice.randint(1, 6)):
            words = dice.choice(examples).split()
            a = dice.randint(0, len(words) // 2)
            parts += [" ".join(words[a : dice.randint(a, len(words))]), dice.choice(["", "", " " + dice.choice(rare)])]
            parts.append(dice.choice(ends))
        texts.append("".join(parts))
    return texts


@needs_native
def test_claims_of_examples_are_the_same(searches, examples, monkeypatch):
    fast, slow = searches
    texts = [*examples, *mixed(examples, 5, 1500)]
    expected = [seen(fast, text) for text in texts]
    in_python(monkeypatch)
    for text, found in zip(texts, expected, strict=True):
        assert seen(slow, text) == found, text
    assert sum(bool(claims) for claims, _ in expected) > 1000


@needs_native
def test_claims_of_long_texts_are_the_same(searches, examples, monkeypatch):
    fast, slow = searches
    texts = [
        " ".join(mixed(examples, 8, 60)),
        "\n\n".join(mixed(examples, 9, 60)),
        " ".join(examples[:300]).replace(".", ""),
    ]
    expected = [seen(fast, text) for text in texts]
    in_python(monkeypatch)
    assert [seen(slow, text) for text in texts] == expected


@needs_native
@given(
    st.text(st.sampled_from('абвАБЁё.!?… \n«»"“”)]([-–—aZ19,%₽é\u00a0\u202f_²٣'), max_size=80),
    st.integers(0, 10),
    st.integers(0, 10),
)
@settings(max_examples=400)
def test_sentences_are_the_same(text, start, less):
    end = max(start, len(text) - less)
    start = min(start, len(text))
    folded = folding.fold(text)
    start, end = min(start, len(folded.text)), min(end, len(folded.text))
    known = frozenset(b"\xe0\xe1".split())
    assert parting.sentences(folded, start, end, known) == list(parting._sentences(folded, start, end, known))


@needs_native
@given(st.text())
def test_letters_are_the_same(text):
    assert native.encode(text) == text.replace("?", ".").encode("cp1251", "replace")


@needs_native
@given(st.text(st.sampled_from("абвaB1ч2 .-·х–ё"), max_size=60))
@settings(max_examples=1000)
def test_suspicious_spots_are_the_same(text):
    raw = native.encode(text)
    assert native.spots(raw, unmask._KINDS) == unmask._spots(raw)


@needs_native
@pytest.mark.parametrize(
    ("program", "told"),
    [
        ([], "no program"),
        (["w"], "cut short"),
        (["l", 9], "no list"),
        (["c", "нет"], "нет"),
        (["|", ["q"], 5], "program"),
    ],
)
def test_a_broken_program_is_an_error(program, told):
    lists = native.Lists(list, 0, {})
    with pytest.raises((ValueError, KeyError), match=told):
        native.Matcher(program, frozenset(), lists)


@needs_native
def test_an_error_of_python_comes_through():
    def known(word):
        raise RuntimeError(word)

    def reader(fold: bytes):
        return native.Reader(native.Sets(known), "слово", fold, [(0, 5)], frozenset(), known, known)

    with pytest.raises(RuntimeError):
        next(native.Index(known, [], 2, (b"", b"", 2), (b"", b"", 2), b"", known).scan(reader(b"abcde"), None, ()))
    with pytest.raises(RuntimeError):
        reader(b"abcde").claims(None, (0, 0), [])
    with pytest.raises(ValueError, match="long"):
        reader(b"abc")


@needs_native
@pytest.mark.parametrize(
    ("told", "classes", "calls", "error"),
    [
        (0, [], [], IndexError),
        (0, [[1]], [], ValueError),
        (0, [[9, 9, 9, 1]], [], ValueError),
        (0, [[0, 1, 0, 5, 7]], [], IndexError),
        (0, [[0, 1, 0, 5, 0]], [[0, 0, 0]], ValueError),
        (0, [[0, 1, 0, 5, 0]], [[0, 0, 0, 0, 0, 0, 0]], ValueError),
        (0, [[0, 1, 0, 5, 0]], [[0, 0, 0, 0, 65535, 1, 0, 5]], ValueError),
        ((1, 0, 3), [[0, 1, 0, 5]], [], IndexError),
        ("слово", [], [], TypeError),
    ],
)
def test_broken_lines_are_an_error(told, classes, calls, error):
    classes, calls = ([array("H", line).tobytes() for line in some] for some in (classes, calls))
    index = native.Index(lambda _: told, classes, 2, (*piled(calls, "H"), 2), (b"", b"", 2), b"\1", int)
    sets = native.Sets(lambda _: ())
    with pytest.raises(error):
        next(index.scan(native.Reader(sets, "слово", b"abcde", [(0, 5)], frozenset(), list, list), None, ()))


@needs_native
@pytest.mark.parametrize("data", [b"", b"abc", b"\xff" * 64, b"\x01\0\0\0" + b"\0" * 8])
def test_a_broken_dictionary_is_an_error_or_empty(data):
    try:
        assert native.Dawg(data).readings("слово") == []
    except ValueError as error:
        assert "dictionary" in str(error)  # noqa: PT017
