"""Other consoles, other locales, other names of files, no home."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
TEXT = "Мы рядом.\r\nГарантируем результат!\r\n"


def medadlint(*args, cwd, **environment):
    """Run the command with nothing of the user's environment but what is named."""
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "MEDADLINT_CACHE") if name in os.environ}
    given = {**keep, "PYTHONPATH": str(SOURCE), **environment}
    return subprocess.run(
        [sys.executable, "-m", "medadlint", *args],
        capture_output=True,
        cwd=cwd,
        env={name: value for name, value in given.items() if value},
    )


@pytest.mark.parametrize(
    ("environment", "encoding"),
    [
        ({"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "ascii"),
        ({"LC_ALL": "POSIX", "HOME": ""}, None),
        ({"PYTHONIOENCODING": "cp1251"}, "cp1251"),
        ({"PYTHONIOENCODING": "ascii"}, "ascii"),
    ],
    ids=["C", "no home", "cp1251", "ascii"],
)
def test_a_strange_console(tmp_path, environment, encoding):
    (tmp_path / "а б 🦷.txt").write_bytes(TEXT.encode())
    run = medadlint("check", "--fragment", ".", cwd=tmp_path, **environment)
    assert run.returncode == 1, run.stderr
    assert b"Traceback" not in run.stdout + run.stderr
    shown = run.stdout.decode(encoding or "utf-8")
    assert ("2:1" in shown) if encoding == "ascii" else ("Гарантируем результат" in shown)


def test_nowhere_to_write(tmp_path):
    (tmp_path / "а.txt").write_bytes(TEXT.encode())
    run = medadlint(
        "check",
        "--fragment",
        "--format",
        "json",
        "а.txt",
        cwd=tmp_path,
        HOME="/nonexistent",
        MEDADLINT_CACHE="/dev/null/x",
    )
    assert run.returncode == 1, run.stderr
    assert b"Traceback" not in run.stderr
    (found,) = json.loads(run.stdout)["findings"]
    assert (found["path"], found["line"], found["column"], found["quote"]) == ("а.txt", 2, 1, "Гарантируем результат")


def test_names_with_blanks_and_emoji_and_line_ends_are_kept_by_fix(tmp_path):
    path = tmp_path / "папка с пробелом" / "🦷 реклама.txt"
    path.parent.mkdir()
    path.write_bytes(TEXT.encode())
    run = medadlint("check", "--fix", "--fragment", str(path), cwd=tmp_path, LC_ALL="C")
    assert b"Traceback" not in run.stderr
    fixed = path.read_bytes().decode()
    assert fixed.count("\r\n") == 2
    assert fixed.count("\n") == 2
