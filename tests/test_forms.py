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
    model = forms.model(b"\0a\1\0b\1\0a", (0, 1, 2, 1), [1, 2, 1, 4])
    assert forms.lexeme(model, b"x") == 0
    assert forms.lexeme(forms.model(b"pre\0post\1", range(2), (0, 0)), b"01") == 1
    assert forms.lexeme(model, b"x") == 0
    assert forms.word([0], (), True) == 0
    assert forms.word([0, 1], ((2,), (5, 1))) == 1
    assert forms.word([1], (), True) == 2
    assert forms.word([]) == 3
    assert forms.kept == 2 + 2 + 2
    for number, (words, wanted, there) in enumerate(
        [
            ([2, 0], (), [b"pre01post", b"", b"xa", b"xb"]),
            ([0, 2], ((4,),), [b"xb"]),
            ([1, 0], ((2,), (4,)), [b"xb", b"xa"][:2]),
            ([], (), []),
        ]
    ):
        assert forms.put(words, wanted) == number
        assert set(forms.forms(number)) == set(there)
        assert forms.size(number) == len(there)
    assert forms.lexeme(forms.model(b"\0\1x", (0, 1), (0, 0)), b"a") == 2
    assert forms.put([forms.word([2, 1])]) == 4
    assert [forms.marked(i) for i in (0, 4)] == [[], [b"a", b"x"]]
    assert forms.latin() == [b"a", b"x", b"xa", b"xb", b"pre01post", b""]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_an_error(kind):
    forms = kind(())
    with pytest.raises(IndexError):
        forms.lexeme(0, b"x")
    forms.lexeme(forms.model(b"\0", (0,), (0,)), b"x")
    for ask in (lambda n: forms.word([n]), lambda n: forms.put([n]), forms.size, forms.forms, forms.marked):
        with pytest.raises(IndexError):
            ask(1)


@needs_native
@pytest.mark.parametrize(
    ("endings", "looks", "grammemes"),
    [
        (b"\0", (1,), (0,)), (b"\0", (-1,), (0,)), (b"\0", (0,), (1 << 64,)), (b"\0", (0, 0), (0,)),
        (b"\0", 0, (0,)), (b"\0", (0,), 0), (b"\0", ("a",), (0,)), ("", (), ()),
    ],
)  # fmt: skip
def test_a_broken_model_is_an_error(endings, looks, grammemes):
    with pytest.raises((TypeError, ValueError, IndexError, OverflowError)):
        native.Forms(()).model(endings, looks, grammemes)


@needs_native
@pytest.mark.parametrize("wanted", [1, [], (1,), ([],), ((-1,),), (("a",),), ((1 << 64,),)])
def test_what_is_wanted_is_tuples_of_numbers(wanted):
    forms = native.Forms(())
    lexeme = forms.lexeme(forms.model(b"\0", (0,), (0,)), b"x")
    with pytest.raises((TypeError, ValueError, OverflowError)):
        forms.word([lexeme], wanted)
    with pytest.raises((TypeError, ValueError, OverflowError)):
        forms.put([forms.word([lexeme])], wanted)


BYTES = st.binary(max_size=5) | st.sampled_from([b"\0", b"\1", b"\1\0", b"\0\1", b"\xe0\xe1", b"\0\xe0\1\0\xe1"])
MODELS = st.tuples(BYTES, st.lists(st.tuples(st.integers(0, 6), st.sampled_from([0, 1, 2, 3, 6, 1 << 63]))))
GROUP = st.lists(st.sampled_from([1, 2, 4, 5, 1 << 63]), max_size=2).map(tuple)
WANTED = st.just(()) | st.lists(GROUP, max_size=3).map(tuple)
SOME = st.lists(st.integers(0, 20), max_size=6)
NUMBERS = st.integers(0, 9) | st.integers(0, 70_000)


@needs_native
@given(
    marked=st.lists(BYTES, max_size=4),
    models=st.lists(MODELS, min_size=1, max_size=6),
    lexemes=st.lists(st.tuples(st.integers(0, 20), BYTES), min_size=1, max_size=20),
    words=st.lists(st.tuples(SOME, WANTED, st.booleans()), min_size=1, max_size=12),
    sets=st.lists(st.tuples(SOME, WANTED), min_size=1, max_size=12),
    more=st.lists(st.tuples(BYTES, st.integers(0, 9)), max_size=6),
    groups=st.lists(st.builds(
        Group, st.frozensets(st.integers(0, 9)), st.frozensets(st.integers(0, 9)), st.lists(NUMBERS).map(tuple)
    )),
    dice=st.randoms(),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_c_and_python_agree(marked, models, lexemes, words, sets, more, groups, dice):
    slow, fast = Forms(marked), native.Forms(marked)
    for endings, forms in models:
        count = endings.count(b"\1") + 1
        model = endings, [look % count for look, _ in forms], [own for _, own in forms]
        assert slow.model(*model) == fast.model(*model)
    for model, stem in lexemes:
        assert slow.lexeme(model % len(models), stem) == fast.lexeme(model % len(models), stem)
    for numbers, wanted, narrows in words:
        some = [i % len(slow._lexemes) for i in numbers]
        assert slow.word(some, wanted, narrows) == fast.word(some, wanted, narrows)
        assert slow.kept == fast.kept
    for numbers, wanted in sets:
        some = [i % len(words) for i in numbers]
        assert slow.put(some, wanted) == fast.put(some, wanted)
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
        first = forms.model(b"\0a\1\0", (0, 1), (0, 0))
        second = forms.model(b"\0\xe0\1\0\xe1\1\0\xe2", (0, 1, 2), (1, 2, 3))
        forms.put([forms.word([forms.lexeme(first, b"\xe0" * 10_000_000)])])
        words = [forms.word([forms.lexeme(second, b"%d" % (i % 7_000))], (), True) for i in range(20_000)]
        forms.put(words)
        forms.put(words[::7], ((1,),))
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
    forms.put([forms.word([forms.lexeme(forms.model(b"\0", (0,), (0,)), b"x")])])
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
