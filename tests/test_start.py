"""The short way of ``check ПУТЬ…``: the same as the long one, and quicker."""

import subprocess
import sys

import pytest

from medadlint import start
from medadlint.cli import command_line
from medadlint.errors import MedadlintError


@pytest.fixture
def texts(tmp_path, monkeypatch):
    (tmp_path / "а.txt").write_text("Гарантируем результат!", encoding="utf-8")
    (tmp_path / "б.html").write_text("<p>Приём ведёт врач", encoding="utf-8")
    (tmp_path / "папка").mkdir()
    (tmp_path / "папка" / "в.md").write_text("# Лучшая клиника\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("paths", [["а.txt"], ["б.html"], ["папка", "а.txt"], ["нет.txt"], ["."]])
def test_both_ways_say_the_same(texts, capsys, paths):
    from medadlint.checking import Options, check

    assert start.start(["check", *paths]) == command_line(["check", *paths]) == check(paths, Options())
    short, long, again = capsys.readouterr().out, "", ""
    third = len(short) // 3
    short, long, again = short[:third], short[third : 2 * third], short[2 * third :]
    assert short == long == again


def test_the_short_way_does_without_typer(texts):
    code = "import sys; from medadlint.start import start; start(['check', 'б.html']); print(*sys.modules)"
    for _ in range(2):  # the first run may have to compile
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    modules = out.stdout.splitlines()[-1].split()
    for name in ("typer", "yaml", "importlib.metadata", "pymorphy3", "difflib", "email", "zipfile"):
        assert name not in modules, name


def test_options_go_the_long_way(texts, capsys):
    assert start.start(["check", "а.txt", "--fail-on", "never"]) == 0
    assert start.start(["check", "--нет"]) == 2
    assert start.start(["check"]) == 2
    assert start.start([]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_hook_reads_every_format_that_needs_no_extra():
    import re
    from pathlib import Path

    import yaml

    from medadlint.extract import FORMATS

    (hook,) = yaml.safe_load(Path(__file__).parents[1].joinpath(".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for form in FORMATS.values():
        for suffix in form.suffixes:
            assert bool(re.search(hook["files"], "папка/файл" + suffix)) == (not form.extra), suffix


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (MedadlintError("правила не читаются"), 2, "правила не читаются"),
        (ZeroDivisionError("division by zero"), 2, "внутренняя ошибка (ZeroDivisionError: division by zero); сообщите"),
        (KeyboardInterrupt(), 130, "прервано"),
    ],
)
def test_every_failure_ends_in_a_sentence(monkeypatch, capsys, raised, code, said):
    def fail(args):
        raise raised

    monkeypatch.setattr(start, "_run", fail)
    assert start.start(["check", "."]) == code
    assert said in capsys.readouterr().err
