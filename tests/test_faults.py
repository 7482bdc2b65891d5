"""Nothing is lost: whoever kills us, fills the disk, closes the folder or saves the same file (see faults.py)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
ROUNDS = 15
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def tried(linter):
    """What faults.py says; ``linter`` sees to it that the pack is compiled."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "src")}
    run = subprocess.run(
        [sys.executable, str(HERE / "faults.py"), str(ROUNDS)], capture_output=True, env=environment, text=True
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_killed_fix_leaves_each_file_old_or_new(tried):
    outcomes = tried["kill fix"]
    assert sum(outcomes.values()) == ROUNDS
    assert outcomes.keys() <= {"old", "new", "some old, some new"}


@pytest.mark.parametrize("what", ["kill output", "kill baseline", "kill comments"])
def test_a_killed_run_leaves_what_it_writes_old_or_new(tried, what):
    assert tried[what]
    assert tried[what].keys() <= {"old", "new"}


def test_a_killed_compilation_leaves_no_broken_pack(tried):
    assert tried["kill cache"].keys() <= {"kept", "none"}


@pytest.mark.parametrize("disk", ["small limit", "small disk"])
@pytest.mark.parametrize("what", ["fix", "output", "html", "baseline", "comments"])
def test_a_full_disk_is_told_and_the_old_file_stays(tried, disk, what):
    if tried[disk] is None:
        pytest.skip("no small disk can be mounted here")
    outcome = tried[disk][what]
    assert outcome["code"] == 2, outcome
    assert "нет места" in outcome["said"]
    assert outcome["whole"]
    assert outcome["left"] == []


@pytest.mark.parametrize("what", ["fix", "output"])
def test_a_closed_folder_is_told(tried, what):
    code, said = tried["closed folder"][what]
    assert code == 2
    assert "в папку нельзя писать" in said
    assert tried["closed folder"]["whole"]


def test_two_processes_that_fix_the_same_files(tried):
    assert tried["two at once"].keys() == {"new"}


def test_what_someone_else_saved_meanwhile_stays(tried):
    code, said = tried["meanwhile"]["fix"]
    assert (code, tried["meanwhile"]["theirs"]) == (2, "их текст")
    assert "изменился, пока его проверяли" in said
    code, said = tried["meanwhile"]["baseline"]
    assert (code, tried["meanwhile"]["known"]) == (2, '{"version": 1, "findings": [ ]}')
    assert "изменился, пока шла проверка" in said


@pytest.mark.parametrize("option", ["--output", "--write-baseline", "--comments"])
def test_the_file_that_is_checked_is_not_written_over(tmp_path, capsys, option):
    from medadlint.start import start

    name = "text.docx" if option == "--comments" else "text.txt"
    (tmp_path / name).write_bytes(b"old")
    assert start(["check", option, str(tmp_path / name), str(tmp_path / name)]) == 2
    assert "сам проверяемый файл" in capsys.readouterr().err
    assert (tmp_path / name).read_bytes() == b"old"


def test_a_report_of_last_time_is_not_checked(tmp_path, capsys):
    from medadlint.start import start

    (tmp_path / "а.txt").write_text("Мы рядом.", "utf-8")
    (tmp_path / "report.html").write_text("<p>Гарантируем результат!</p>", "utf-8")
    report = ["--format", "json", "--output", str(tmp_path / "report.html")]
    assert start(["check", "--fragment", *report, str(tmp_path)]) == 0
    assert '"файл самой проверки"' in (tmp_path / "report.html").read_text("utf-8")
