"""Known findings stay asleep when other things are edited; new ones do not."""

import json
from collections import Counter

import pytest

from medadlint.baseline import Baseline, BaselineError, read_baseline, write_baseline

TEXT = "Мы гарантируем результат в три дня. Приходите.\n\nГарантируем результат!\n"


@pytest.fixture
def known(linter, tmp_path):
    """Take TEXT down as known; then part another text."""
    first = Baseline(tmp_path, Counter())
    keys = Counter(first.key(str(tmp_path / "а.txt"), f, TEXT) for f in linter.check(TEXT, whole=False))
    write_baseline(tmp_path / "known.json", keys)
    baseline = read_baseline(tmp_path / "known.json")

    def part(text, name="а.txt"):
        new, old = baseline.part(str(tmp_path / name), linter.check(text, whole=False), text)
        return [f.line for f in new], len(old)

    part.baseline = baseline
    return part


def test_the_same_text(known):
    assert known(TEXT) == ([], 2)


@pytest.mark.parametrize(
    "edited",
    [
        "Вступление.\n\n" + TEXT,
        TEXT + "\nКонец.",
        TEXT.replace(" Приходите.", " Ждём вас завтра."),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("Мы гарантируем", "МЫ  ГАРАНТИРУЕМ"),
        TEXT.replace("в три дня", "в\nтри дня"),
        "Гарантируем результат!\n\nМы гарантируем результат в три дня.",
    ],
)
def test_edits_elsewhere(known, edited):
    assert known(edited) == ([], 2)


def test_new_ones(known):
    assert known(TEXT + "\nГарантируем результат!") == ([5], 2)  # one more of the same
    assert known(TEXT.replace("в три дня", "за час")) == ([1], 1)  # the sentence says something else
    assert known(TEXT, "б.txt") == ([1, 3], 0)


def test_stale(known, tmp_path, linter):
    baseline = known.baseline
    path = str(tmp_path / "а.txt")
    (tmp_path / "а.txt").write_text(TEXT)
    found = Counter(baseline.key(path, f, TEXT) for f in linter.check(TEXT, whole=False))
    assert baseline.stale(found, [path], lambda _: True).total() == 0
    assert baseline.stale(Counter(), [path], lambda _: True).total() == 2
    assert baseline.stale(Counter(), [path], lambda _: False).total() == 0  # the rule was not looked for
    assert baseline.stale(Counter(), [], lambda _: True).total() == 0  # the file was not checked
    (tmp_path / "а.txt").unlink()
    assert baseline.stale(Counter(), [], lambda _: True).total() == 2  # the file is gone


def test_the_file_can_be_read_by_people(known, tmp_path):
    data = json.loads((tmp_path / "known.json").read_text("utf-8"))
    assert data["version"] == 1
    assert [(e["path"], e["rule"], e["quote"], e["count"]) for e in data["findings"]] == [
        ("а.txt", "outcome-guarantee", "гарантируем результат", 1)
    ] * 2


def test_moved(known, tmp_path):
    keys = known.baseline.moved(known.baseline.known, tmp_path / "inner")
    assert {k.path for k in keys} == {"../а.txt"}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 2, "findings": []}', b"\xff", b"[" * 100_000,
     b'{"version": 1, "findings": [{"path": "a", "rule": "b", "quote": "c", "context": "d", "count": 0}]}'],
)  # fmt: skip
def test_damaged(tmp_path, content):
    path = tmp_path / "known.json"
    path.write_bytes(content)
    with pytest.raises(BaselineError, match="повреждён"):
        read_baseline(path)


def test_missing(tmp_path):
    with pytest.raises(BaselineError, match="не открывается"):
        read_baseline(tmp_path / "known.json")
    with pytest.raises(BaselineError, match="не записаны: такой папки нет"):
        write_baseline(tmp_path / "no" / "known.json", Counter())
