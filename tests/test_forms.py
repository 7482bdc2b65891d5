"""Forms and their sets: in Python, and the same in C; the table that is made of them is read in test_words.py."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medadlint.forms import Forms, Group, new_forms, written
from medadlint.native import native

needs_native = pytest.mark.skipif(native is None, reason="built without a compiler")
KINDS = [Forms, pytest.param(new_forms, marks=needs_native)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_put_in_is_there(kind):
    forms = kind([b"a", b"x", b"a"])
    assert forms.lexeme(b"0a10b10a", b"x") == 0
    assert forms.lexeme(b"0", b"10") == 3  # a stem may look like a mark
    assert forms.lexeme(b"pre0post1", b"") == 4
    assert forms.spelt((0, (0, 1, 2))) == [b"xa", b"xb", b"xa"]
    assert forms.spelt((3, (0, 1, 2))) == [b"10", b"prepost", b""]
    assert forms.put([(0, (2, 1)), (0, (0,)), (3, (0,))]) == 0
    assert forms.put([]) == 1
    assert forms.lexeme(b"01x", b"a") == 6
    assert forms.put([(6, (0, 1)), (3, (0,))]) == 2
    assert [forms.forms(i) for i in range(3)] == [[b"xa", b"xb", b"10"], [], [b"a", b"x", b"10"]]
    assert [forms.size(i) for i in range(3)] == [3, 0, 3]
    assert [forms.marked(i) for i in range(3)] == [[], [], [b"a", b"x"]]
    assert forms.latin() == [b"a", b"x", b"xa", b"xb", b"10"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_an_error(kind):
    forms = kind(())
    forms.lexeme(b"0", b"x")
    for run in ((0, (1,)), (9, (0,)), (2**40, (0,)), (0, (2**40,))):
        with pytest.raises(IndexError):
            forms.put([run])
    for ask in (forms.size, forms.forms, forms.marked):
        with pytest.raises(IndexError):
            ask(0)
    with pytest.raises((TypeError, ValueError)):
        forms.put([0])


BYTES = st.binary(max_size=5) | st.sampled_from([b"0", b"1", b"10", b"01", b"\xe0\xe1", b"0\xe010\xe1"])
RUNS = st.lists(st.tuples(st.integers(0, 40), st.lists(st.integers(0, 12), max_size=6).map(tuple)), max_size=8)
NUMBERS = st.integers(0, 9) | st.integers(0, 70_000)


@needs_native
@given(
    marked=st.lists(BYTES, max_size=4),
    lexemes=st.lists(st.tuples(BYTES, BYTES), min_size=1, max_size=20),
    sets=st.lists(RUNS, min_size=1, max_size=12),
    more=st.lists(st.tuples(BYTES, st.integers(0, 9)), max_size=6),
    groups=st.lists(st.builds(
        Group, st.frozensets(st.integers(0, 9)), st.frozensets(st.integers(0, 9)), st.lists(NUMBERS).map(tuple)
    )),
    dice=st.randoms(),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_c_and_python_agree(marked, lexemes, sets, more, groups, dice):
    slow, fast = Forms(marked), native.Forms(marked)
    for one in lexemes:
        assert slow.lexeme(*one) == fast.lexeme(*one)
    most = len(slow._lexemes)
    for runs in sets:
        inside = [(first, tuple(i for i in picked if first + i < most)) for first, picked in runs if first < most]
        assert slow.put(inside) == fast.put(inside)
        assert [slow.spelt(run) for run in inside] == [fast.spelt(run) for run in inside]
    for i in range(len(sets)):
        assert (slow.size(i), slow.forms(i), slow.marked(i)) == (fast.size(i), fast.forms(i), fast.marked(i))
    assert slow.latin() == fast.latin()
    numbers = range(len(sets))
    more = [(form, number) for form, number in more if number in numbers]
    groups = [Group(g.sets & set(numbers), g.loose & set(numbers), g.calls) for g in groups]
    there = sorted({form for i in numbers for form in slow.forms(i)})
    aliases = {dice.choice([*there, b"alias"]): dice.choices(there, k=dice.randint(1, 3)) for _ in there[:3]}
    assert slow.table(more, aliases, groups) == fast.table(more, aliases, groups)


@needs_native
def test_long_forms_and_many():
    slow, fast = Forms(), native.Forms(())
    for forms in (slow, fast):
        forms.lexeme(b"0a10", b"\xe0" * 10_000_000)
        for i in range(20_000):
            forms.lexeme(b"0\xe010\xe110\xe2", b"%d" % (i % 7_000))
        forms.put([(0, (0, 1))])
        forms.put([(2 + i, (0,)) for i in range(30_000)])
        forms.put([(2 + i, (0, 3)) for i in range(0, 30_000, 7)])
    assert [slow.forms(i) for i in range(3)] == [fast.forms(i) for i in range(3)]
    assert slow.table([], {}, []) == fast.table([], {}, [])


@needs_native
@pytest.mark.parametrize(
    ("more", "aliases", "groups"),
    [
        ([(b"a", 1)], {}, []),
        ([("a", 0)], {}, []),
        ([(b"a", -1)], {}, []),
        ([b"a"], {}, []),
        ([], {"a": []}, []),
        ([], {b"a": (b"b",)}, []),
        ([], {b"a": ["b"]}, []),
        ([], {}, [None]),
        ([], {}, [Group(frozenset({1}), frozenset(), ())]),
        ([], {}, [Group(frozenset({0}), frozenset(), ("a",))]),
        ((), {}, []),
    ],
)
def test_a_broken_table_is_an_error(more, aliases, groups):
    forms = native.Forms(())
    forms.lexeme(b"0", b"x")
    forms.put([(0, (0,))])
    with pytest.raises((TypeError, IndexError, AttributeError, OverflowError, SystemError)):
        forms.table(more, aliases, groups)


def test_numbers_take_as_much_as_they_need():
    assert written([[1, 2], []]) == ("H", [b"\1\0\2\0", b""])
    assert written([[1], [70_000]])[0] == "I"


SUM = """
import sys
if {pure}: sys.modules["medadlint._native"] = None
from zlib import crc32
from medadlint.cache import builtin_rules, compile_packs
print(crc32(b"\\n".join(compile_packs([builtin_rules()]))))
"""


@needs_native
def test_packs_are_the_same_byte_for_byte_in_c_and_in_python_and_with_other_hashes():
    sums = {
        subprocess.run(
            [sys.executable, "-c", SUM.format(pure=pure)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for pure, seed in ((True, "1"), (False, "2"))
    }
    assert len(sums) == 1
