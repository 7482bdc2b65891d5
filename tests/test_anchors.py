"""What a line is looked for by: the rarest words, how near the others stand, and the signs."""

import pytest

from medadlint import pattern
from medadlint.compiler import Compiler
from medadlint.rulefile import Files, Line


def lines(*texts):
    return tuple(Line(text, "x", 1, 1) for text in texts)


@pytest.fixture
def calls():
    lists = {
        "частое": lines("=в", "=наш", "=мы"),
        "страх": lines("боль", "=нет ..2 зуб", "<%>"),
        "%": lines("процент %"),
    }
    compiler = Compiler(Files((), {}, lists, {}, {}))

    def calls(line):
        program = compiler.node(pattern.parse(line), guard=False)
        found = compiler._calls.of(program)
        forms = compiler.morphology.forms
        return [
            (
                [
                    ([min(forms.forms(i), default=b"").decode("cp1251") for i in anchor.sets], before, after)
                    for anchor, before, after in call.near
                ],
                call.signs,
            )
            for call in found
        ]

    return calls


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("=в ..3 =рот", [([(["рот"], 0, 0), (["в"], 4, 0)], "")]),
        ("=рот =наш? =в", [([(["рот"], 0, 0), (["в"], 0, 2)], "")]),
        ("=рот %", [([(["рот"], 0, 0)], "%")]),
        ("(=рот | =нос =в)", [([(["рот"], 0, 0)], ""), ([(["нос"], 0, 0), (["в"], 0, 1)], "")]),
        ("(=рот | =нос) =в", [([(["рот", "нос"], 0, 0), (["в"], 0, 1)], "")]),
        ("<цифры> <год>", [([], "")]),
    ],
)
def test_calls(calls, line, expected):
    assert calls(line) == expected


def test_an_entry_of_a_list_stands_for_its_words(calls):
    ((near, signs),) = calls("=в <страх>")
    (group, before, after), _ = near
    assert signs == ""
    assert (before, after) == (0, 0)
    assert group[0].startswith("бол")
    assert group[1:] == ["", ""]  # two entries that are more than a word: of the list, and of the list within it
