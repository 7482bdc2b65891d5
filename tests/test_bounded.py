"""Time stays in proportion to the text, and what could run away is refused with a sentence."""

import contextlib
import time

import pytest

from medadlint.baseline import BaselineError, read_baseline
from medadlint.cache import compile_packs
from medadlint.config import ConfigError
from medadlint.config import load as load_config
from medadlint.errors import MedadlintError, RuleError
from medadlint.evidence import load as load_evidence
from medadlint.pattern import PatternError, parse

RULE = "id: x\ntitle: Тест\nfamily: guarantee\nwhy: Так.\nmatch: |\n  {}\nbad: |\n  [чудо]!\ngood: |\n  Мы рядом.\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def seconds(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize(
    "unit",
    [
        "гарантируем результат ",
        "Гарантируем результат. ",
        "результат не 100% ",
        "г а р а н т и я ",
        "гаран\u00adтия ",
        "гаран7ия ",
        "г.а",
        "а ",
        "а-7",
        "не ",
        "Лучшие! ",
    ],
)
def test_words_of_rules_repeated(linter, unit):
    linter.check(unit * 10)
    for _ in range(3):  # other work on the machine may spoil a measurement, hardly three
        one, two, four = (seconds(lambda n=n: linter.check(unit * n)) for n in (400, 800, 1600))
        if four < 0.05 or (two < 3.5 * one and four < 3.5 * two):
            return
    raise AssertionError((one, two, four))


def test_a_rule_word_100_000_times(linter):
    assert seconds(lambda: linter.check("гарантия " * 100_000)) < 10
    assert seconds(lambda: linter.check("чудо" * 100_000)) < 10


def test_a_claim_in_an_endless_sentence_is_found_without_rewrites(linter):
    text = "мы рядом и " * 60 + "гарантируем результат " + "каждый день " * 60
    (found,) = [f for f in linter.check(text, whole=False) if f.family == "guarantee"]
    assert found.quote == "гарантируем результат"
    assert found.rewrites == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("(" * 900 + "чудо" + ")" * 900, "скобки вложены слишком глубоко"),
        ("чудо" + "?" * 1900, "слишком много знаков"),
        ("чудо ..999999999 слово", "пропуск бывает от ..1 до"),
        ("чудо .." + "9" * 1900 + " слово", "пропуск бывает от ..1 до"),
        ("чудо " * 50_000, "длиннее 2000 знаков"),
        ("чудо ..12 " * 6 + "слово", "слишком много пропусков"),
        ("да " + "чудо? " * 20 + "слово", "слишком много пропусков"),
    ],
)
def test_a_pattern_that_could_run_away_is_refused(line, message):
    with pytest.raises(PatternError, match=message):
        parse(line)


@pytest.mark.parametrize(
    "files",
    [
        {"guarantee/x.yml": BOMB},
        {"guarantee/x.yml": "a: " + "[" * 20_000},
        {"guarantee/x.yml": "\ud800"},
        {"law.yml": BOMB},
        {"law.yml": "norms: 5\n"},
        {"law.yml": "norms:\n - 1\n - {}\n"},
        {"law.yml": "norms:\n - family: [a]\n"},
        {"law.yml": "norms:\n - {family: guarantee, level: error, law: 5}\n"},
        {"law.yml": "provisions: x\nfines: [1]\n"},
        {"guarantee/x.yml": RULE.format("<б>"), "lists/б.txt": "<в> чудо", "lists/в.txt": "<б> раз"},
        {"guarantee/x.yml": RULE.format("чудо") + "#" * 1_000_001},
    ],
    ids=lambda files: f"{min(files)} {files[min(files)][:30]!r}",
)
def test_a_foreign_pack_is_refused_with_a_sentence(tmp_path, files):
    for name, text in files.items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(RuleError):
        compile_packs([tmp_path / "pack"])


@pytest.mark.parametrize("count", ["1e999", "9" * 5000, "-1", "null", "[]"])
def test_a_baseline_with_an_impossible_count(tmp_path, count):
    path = tmp_path / "b.json"
    entry = '{"path": "a", "rule": "b", "quote": "c", "context": "d", "count": ' + count + "}"
    path.write_text('{"version": 1, "findings": [' + entry + "]}", "utf-8")
    with pytest.raises(BaselineError, match="повреждён"):
        read_baseline(path)


def test_deep_and_wide_files_of_a_project(tmp_path):
    path = tmp_path / "file"
    for load, text in (
        (load_config, "a=" + "[" * 20_000),
        (load_config, "a=" + "{a=" * 3000),
        (load_evidence, BOMB),
        (load_evidence, "[" * 20_000),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(ConfigError):
            load(path)
    path.write_text("[" * 100_000, "utf-8")
    with pytest.raises(BaselineError):
        read_baseline(path)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (BOMB, "yaml"),
        ("[" * 50_000 + "]" * 50_000, "json"),
        ("<div>" * 20_000, "html"),
        ("> " * 10_000 + "а", "markdown"),
        ("[" * 10_000, "markdown"),
        ("{{" * 10_000, "template"),
        ("<a>{`${" * 5_000, "jsx"),
    ],
    ids=lambda value: value[:12],
)
def test_deep_texts(linter, text, form):
    def check():
        with contextlib.suppress(MedadlintError):
            linter.check(text, form)

    assert seconds(check) < 10
