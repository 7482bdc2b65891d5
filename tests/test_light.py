"""The named tuples that cost little are those of typing, and an expression is compiled when it is used."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import typing

import pytest

from medadlint import light
from medadlint.light import expression


class Ours(light.NamedTuple):
    """Two fields, one with a default."""

    name: str
    number: int = 7

    def twice(self) -> int:
        return 2 * self.number


class Theirs(typing.NamedTuple):
    name: str
    number: int = 7


class Grown(Ours):
    """A class upon a named tuple is an ordinary class."""

    def __new__(cls, name):
        return super().__new__(cls, name, 1)


@pytest.mark.parametrize("call", [
    lambda t: t("а", 1), lambda t: t("а"), lambda t: t(name="а"), lambda t: t("а", number=2), lambda t: t(number=2, name="б"),
    lambda t: t("а")._replace(number=3), lambda t: t("а")._asdict(), lambda t: t._make(["а", 4]), lambda t: t._fields,
    lambda t: t.__match_args__, lambda t: hash(t("а")), lambda t: t("а") == ("а", 7), lambda t: t("а").number,
    lambda t: sorted([t("б"), t("а")]), lambda t: t._field_defaults,
])  # fmt: skip
def test_as_typing_does_it(call):
    assert call(Ours) == call(Theirs)


@pytest.mark.parametrize("call", [
    lambda t: t(), lambda t: t("а", 1, 2), lambda t: t("а", name="б"), lambda t: t("а", other=1),
    lambda t: t("а")._replace(other=1), lambda t: setattr(t("а"), "number", 2), lambda t: setattr(t("а"), "other", 2),
])  # fmt: skip
def test_what_typing_refuses(call):
    for kind in (Ours, Theirs):
        with pytest.raises((TypeError, ValueError, AttributeError)):
            call(kind)


def test_methods_text_and_copies():
    assert Ours("а").twice() == 14
    assert repr(Ours("а")) == "Ours(name='а', number=7)"
    assert pickle.loads(pickle.dumps(Ours("а"))) == Ours("а")
    assert type(pickle.loads(pickle.dumps(Ours("а")))) is Ours
    match Ours("а", 3):
        case Ours(name, 3):
            assert name == "а"


def test_a_class_upon_one():
    assert Grown("а") == ("а", 1)
    assert Grown("а")._replace(number=2).twice() == 4
    assert isinstance(Grown("а")._replace(number=2), Grown)


def test_an_expression_is_compiled_at_its_first_use(monkeypatch):
    compiled = []
    own = re.compile
    monkeypatch.setattr(re, "compile", lambda *args: compiled.append(args) or own(*args))
    word = expression(r"[А-Я]+", re.IGNORECASE)
    assert not compiled
    assert [word.findall("да Нет"), word.search("1") is None, word.findall("и")] == [["да", "Нет"], True, ["и"]]
    assert set(compiled) == {(r"[А-Я]+", re.IGNORECASE)}


def test_a_check_does_without_typing():
    heavy = {"typing", "hashlib", "datetime", "textwrap", "shutil"}
    path = f"import sys; sys.path[:0] = {sys.path!r}"  # what runs at the start of an environment may load anything
    code = f"{path}; import medadlint, medadlint.checking; print(*{heavy!r} & {{*sys.modules}})"
    out = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True)
    assert (out.stdout.strip(), out.stderr) == ("", "")


def test_what_was_not_asked_for_longest_is_forgotten():
    asked = []

    @light.lru_cache(maxsize=2)
    def double(number, *, add=0):
        asked.append(number)
        return 2 * number + add

    assert [double(1), double(2), double(1), double(3), double(1), double(2), double(2, add=1)] == [2, 4, 2, 6, 2, 4, 5]
    assert asked == [1, 2, 3, 2, 2]
    double.cache_clear()
    assert double(2) == 4
    assert asked[5:] == [2]


def test_a_property_is_worked_out_once():
    class One:
        asked = 0

        @light.cached_property
        def value(self):
            """What it holds."""
            self.asked += 1
            return self.asked

    one = One()
    assert [one.value, one.value, One().value] == [1, 1, 1]
    assert One.value.__doc__ == "What it holds."


def test_kinds_and_flags_are_those_of_typing_and_re():
    assert light.Callable[[int], str] is object
    for name in ("ASCII", "DOTALL", "IGNORECASE", "MULTILINE", "VERBOSE"):
        assert getattr(light, name) == getattr(re, name)
