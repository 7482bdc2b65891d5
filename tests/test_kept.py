"""Expressions that a pack keeps are those that re would compile."""

import os
import re
import subprocess
import sys
from importlib import import_module

import pytest
from conftest import unwatched

from medadlint import kept
from medadlint.light import expression


def expressions():
    for module in (*kept._CHECK, *kept._REWRITE):
        for value in vars(import_module(f"medadlint.{module}")).values():
            yield from (
                one
                for one in (
                    value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else [value]
                )
                if type(one) is expression
            )


def test_they_are_the_same_as_those_of_re():
    lines = kept.written()
    own = kept.Kept(lines)
    every = list(expressions())
    assert len(every) > 150
    for one in every:
        assert own(*one.given) == re.compile(*one.given)


def test_what_is_not_kept():
    assert kept.Kept(kept.written())("[а-я]", 0) is None
    one = expression("[а-я]+(?P<имя>б)")
    assert one.findall("вб") == ["б"]


@pytest.mark.parametrize(
    "table", [b"", b"[", b"null", b"{}", b"{\"0'a'\": null}", b"{\"0'a'\": [0, 0, 0, {}, [null]]}"]
)
@pytest.mark.parametrize("code", [[], [b""], [b"abc"], [b"\xff\xff\xff\xff"]])
def test_what_cannot_be_read_is_compiled_by_re(table, code):
    assert kept.Kept([table, b"{}", *code])("a", 0) is None


def test_another_python(monkeypatch):
    monkeypatch.setitem(sys.modules, "_sre", None)
    assert kept.Kept(kept.written())(*next(expressions()).given) is None
    monkeypatch.setattr(re._compiler, "_code", None)
    assert kept.written() == [b"{}", b"{}"]


WARNING = "\n\nИмеются противопоказания, проконсультируйтесь со специалистом.\n"


@pytest.mark.parametrize(
    ("name", "warning"), [("а.html", WARNING), ("а.txt", WARNING), ("а.md", WARNING), ("а.txt", ""), ("а.md", "")]
)
def test_a_check_does_without_re(tmp_path, name, warning):
    (tmp_path / name).write_text(f"<p>Приём ведёт врач.{warning}", encoding="utf-8")
    code = "import sys; from medadlint.start import start; start(['check', sys.argv[1]]); print(*sys.modules)"
    for _ in range(2):  # the first run may have to compile
        out = subprocess.run(
            [sys.executable, "-c", code, name], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path,
            env=unwatched() | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
    modules = out.stdout.splitlines()[-1].split()
    assert "medadlint.linter" in modules
    assert ("Замечаний нет" in out.stdout) == bool(warning)
    assert ("Добавьте" in out.stdout) == (not warning)
    for heavy in ("re", "enum", "functools", "collections", "json", "pathlib", "contextlib", "typing"):
        assert heavy not in modules, heavy
