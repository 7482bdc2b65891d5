"""YAML of strangers comes out as plain data, or not at all."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from medadlint.plainyaml import YamlError, fields, nodes, plain, plain_fields

UNFOLDING = "a: &a {x: 1}\n" + "".join(f"a{i + 1}: &a{i + 1} {{<<: [*a{i}, *a{i}]}}\n" for i in range(40)).replace(
    "*a0", "*a"
)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("a: [1, да, true, null, 2026-13-45, 0x1F, 1_000]\n", {"a": [1, "да", True, None, "2026-13-45", "0x1F", "1_000"]}),
        ("a: " + "9" * 5000, {"a": "9" * 5000}),
        ("a: !!python/object/apply:os.system [id]\n", {"a": ["id"]}),
        ("a: !!python/name:os.system\nb: !!timestamp x\nc: !!binary '@@'\nd: !!int ''\n",
         {"a": "", "b": "x", "c": "@@", "d": ""}),
        ("!!set {a, b}", {"a": None, "b": None}),
        ("!!omap\na: b", {"a": "b"}),
        ("? [a]\n: b\nc: d\n", {"c": "d"}),
        ("a: 1\na: 2\n", {"a": 2}),
        ("<<: {a: b}\n", {"<<": {"a": "b"}}),
    ],
)  # fmt: skip
def test_plain_data(text, data):
    assert plain(nodes(text)) == data


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a: 1\nb: &x 1\n", "ссылки YAML", (2, 4)),
        ("a: *x\n", "ссылки YAML", (1, 4)),
        (UNFOLDING, "ссылки YAML", (1, 4)),
        ("a: [\n", "не читается", (2, 1)),
        ("a: " + "[" * 900_000, "вложенность", (1, 33)),
        ("- " * 100_000, "вложенность", (1, 61)),
        ("a: \x00", "не читается", (1, 1)),
        ("a: \ud800", "половина знака", (1, 1)),
        ("a: 1\n---\nb: 2\n", "не читается", None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_refused(text, message, place):
    with pytest.raises(YamlError, match=message) as error:
        nodes(text)
    assert place is None or (error.value.line, error.value.column) == place


PIECES = (
    "a", "б", "a: ", "b: ", "имя: ", ": ", ":", "|", ">", "|\n", ">\n", "\n", "\n\n", " ", "  ", "   ", "#", " #", "# ", "«", "»", '"',
    '"x"', "'", "-", "- ", "---", "...", "=", "~", "null", "1", "_", "x y", ",", "[", "]", "{", "}", "&", "*", "!", "%", "?", "\\",
    "\t", "\r", "\u00a0", "\u0085", "\u2028", "\ufeff", "<", "a: |\n  x\n", "b: >\n  x\n  y\n", "c: слово\n", "\n  ", "\n    ", "  \n",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=3000, deadline=None)
@example("a: |\n  x\n\n y\nb: c")
@example("a: >\n  x\n   y\n")
@example("a: >\n\n  x\n")
@example("a: |\n\n  x\n  \n\nb: c # d\n# e\n\nc: «d»")
@example("a: b\n\n  c\n")
@example('a: "b" \n c\n')
@example("a: |\n  b")
@example("a: |\n   \n  b\n")
@example("a: |\n  b\n     \n")
def test_what_is_plain_to_see_is_what_yaml_says(text):
    found = plain_fields(text)
    if found:
        assert found == fields(nodes(text))
