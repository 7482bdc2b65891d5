"""The table of words: what is put in is found, and nothing else."""

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medadlint.forms import Group, tables
from medadlint.packing import piled
from medadlint.words import Cache, Pile, Table, Word, together

RUSSIAN = st.text("абвгдежзийклмн", min_size=1, max_size=9).map(lambda w: w.encode("cp1251"))
GROUPS = [Group(frozenset({1, 2}), frozenset({1, 2, 7}), (0, 3)), Group(frozenset({5}), frozenset({5}), (4,))]


def table(words, aliases=()):
    size, classes, buckets = tables(words, dict(aliases), GROUPS)
    return Table(classes, buckets, size)


@settings(deadline=None)
@given(st.dictionaries(RUSSIAN, st.lists(st.integers(0, 9), max_size=3).map(tuple), max_size=60), RUSSIAN)
def test_what_is_put_in_is_found(words, other):
    found = table(words)
    for word, sets in words.items():
        number = found.find(word)
        assert set(found.word(number).sets) == set(found.sets(number)) == set(sets)
    assert (found.find(other) is None) == (other not in words)


def test_a_word_calls_for_the_lines_of_its_groups():
    found = table({b"a": (1,), b"b": (7,), b"c": (5, 2), b"d": (8,)})
    word = {name: found.word(found.find(name)) for name in (b"a", b"b", b"c", b"d")}
    assert word[b"a"] == Word((1,), (0,), (0,), (0, 3))
    assert word[b"b"] == Word((7,), (0,), (), (0, 3))  # a word of a phrase
    assert word[b"c"].calls == (0, 3, 4)
    assert word[b"d"].groups == ()


def test_an_alias_is_looked_for_but_is_not_of_the_sets():
    both = table({b"top": (5,)}, {"тор".encode("cp1251"): (5,)})
    found = both.word(both.find("тор".encode("cp1251")))
    assert (found.sets, found.calls) == ((), (4,))


def test_several_words_at_once():
    a, b = (
        Word((1,), (0,), (), (3,)),
        Word((2,), (4,), (4,), (3, 5)),
    )
    assert together([a, b]) == Word((1, 2), (0, 4), (4,), (3, 5))


@pytest.mark.parametrize("size", ["H", "I"])
def test_a_pile_gives_its_lines(size):
    lines = [[1, 2, 3], [], [65535]]
    pile = Pile(piled([array(size, line).tobytes() for line in lines], size), size)
    assert list(map(pile.__getitem__, range(len(pile)))) == lines


def test_a_cache_forgets_when_it_is_full(monkeypatch):
    monkeypatch.setattr(Cache, "MOST", 2)
    cache = Cache(len)
    assert [cache[b"a"], cache[b"bc"], cache[b"def"]] == [1, 2, 3]
    cache.trim()
    assert len(cache) == 0
    assert cache[b"bc"] == 2
