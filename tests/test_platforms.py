"""Other consoles, other locales, other names of files, no home."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
TEXT = "Мы рядом.\r\nГарантируем результат!\r\n"


def medadlint(*args, cwd, user=None, group=None, extra_groups=None, **environment):
    """Run the command with nothing of the user's environment but what is named."""
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "MEDADLINT_CACHE") if name in os.environ}
    given = {**keep, "PYTHONPATH": str(SOURCE), **environment}
    return subprocess.run(
        [sys.executable, "-m", "medadlint", *args],
        capture_output=True,
        cwd=cwd,
        user=user,
        group=group,
        extra_groups=extra_groups,
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


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users")
def test_nowhere_to_write_at_all():
    """As nobody, with no home, in a folder that is closed: the check runs, what is to be written is told in a sentence."""
    place = Path(tempfile.mkdtemp())  # pytest's own folders are closed to nobody
    try:
        (place / "а.txt").write_bytes(TEXT.encode())
        place.chmod(0o555)
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        given = {"cwd": place, "HOME": "/nonexistent", "MEDADLINT_CACHE": str(place / "cache"), "TMPDIR": str(place)}
        report = medadlint("check", "--fragment", "а.txt", "--output", "отчёт.txt", **given, **nobody)
        fixed = medadlint("check", "--fragment", "--fix", "а.txt", **given, **nobody)
    except PermissionError:
        pytest.skip("nobody may not run this interpreter; see faults.py for the same by fork")
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)
    for run in (report, fixed):
        assert run.returncode == 2, run.stderr
        assert b"Traceback" not in run.stderr
    assert "отчёт.txt: в папку нельзя писать" in report.stderr.decode()


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


@pytest.mark.parametrize("suffix", [".txt", ".html", ".md", ".csv", ".json"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_end_and_any_letters_in_a_path(tmp_path, capsys, suffix, newline):
    """Every report names the file and the line."""
    from medadlint.start import start

    claim = "Гарантируем результат!"
    text = {".csv": f"Заголовок;Текст\nЛечим;{claim}\n", ".json": f'{{"a":\n"{claim}"}}'}.get(
        suffix, f"Мы рядом.\n{claim}\n"
    )
    path = tmp_path / "Мои тексты — «новые» 🦷" / f"пост №1 (копия){suffix}"
    path.parent.mkdir()
    path.write_bytes(text.replace("\n", newline).encode())
    assert start(["check", "--fragment", "--format", "json", str(path.parent)]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["path"], found["line"], found["quote"]) == (str(path), 2, "Гарантируем результат")


def test_a_name_as_long_as_names_can_be(tmp_path):
    """120 Russian letters and the suffix leave no room for a longer name of a part beside it."""
    from medadlint.start import start

    path = tmp_path / f"{'я' * 125}.txt"
    path.write_text("Гарантируем стойкий результат!", "utf-8")
    assert start(["check", "--fragment", "--fix", str(path)]) == 0
    assert path.read_text("utf-8") == "Стремимся к стойкому результату!"


def test_a_cp1251_console_and_cp1251_files(tmp_path):
    (tmp_path / "а.txt").write_bytes(TEXT.encode("cp1251"))
    run = medadlint("check", "--fragment", "--format", "json", "а.txt", cwd=tmp_path, PYTHONIOENCODING="cp1251")
    assert json.loads(run.stdout)["findings"][0]["quote"] == "Гарантируем результат"
    assert run.stdout.isascii()
