"""Whatever comes in: findings at exact places or a sentence of ours, never a traceback."""

import random
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medadlint import baseline, cache, config, evidence
from medadlint.errors import MedadlintError
from medadlint.extract import FORMATS
from medadlint.pattern import PatternError, parse
from medadlint.rulefile import read_packs

BOUNDED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STRANGE = [chr(plane << 16 | code) for plane in range(17) for code in (0x0, 0x41, 0x301, 0x430, 0x200B, 0xFFFE, 0xFFFF)]
SNIPPETS = """гарантируем|результат|100%|гаран7ия|г а р а н т и я|гарант.ируем|<p>|</p>|<a href='|<!--|-->|<script>|<?php|?>|{{|}}|{%|%}
&#1075;|&gcy;|&#xD800;|&#99999999;|&shy;|\\u0433|\\ud800|```|[|]|(|)|{|}|*|**|_|# |- |: |, |; |"|'|`|${|/*|*/|//|---|<template>
|import a from 'b'|export default|&a|*a|!!python/object:os.system|? |\\""".replace("\n", "|").split("|")
TEXTS = st.lists(
    st.sampled_from(
        [*SNIPPETS, *STRANGE, "\ud800", "\udfff", "\x00", "\r\n", "\r", "\n", "\u2028", "\x85", "\x1c", "\ufeff"]
    ),
    max_size=25,
).map("".join)
JUNK = st.sampled_from(
    [*"()|?@*<>=[]{}\"'&!#,:.-~/\\%", "..", "..3", "@гл", "<врач>", "«", "»", ":рд", "\x00", "\ud800", "\U0001f525", "\n", "\n  ",
     "&a ", "*a", "null", "1e999", "-1", "2026-13-45", "true", "---\n", "!!python/object/apply:os.system [ls]"]
)  # fmt: skip

RULE = """\
id: x
title: Тест
family: guarantee
why: Так.
match: |
  гарантировать@гл ..2 (результат | эффект)@итог
unless: negated
rewrite: |
  {стремиться~гл} к {итог:дт}
bad: |
  [Гарантируем результат]! -> Стремимся к результату!
good: |
  Мы рядом.
"""
CONFIG = 'object = "service"\nselect = ["guarantee"]\n[phrases]\n"чудо" = "хорошо"\n[paths."x/*.html"]\nchannel = "own_site"\n'
EVIDENCE = "- claim: лучшая клиника Казани\n  criterion: доля\n  source: рейтинг\n  date: 2026-02-01\n  scope: Казань\n  expires: 2027-02-01\n"
BASELINE = '{"version": 1, "findings": [{"path": "a", "rule": "b", "quote": "c", "context": "d", "count": 1}]}'


@st.composite
def damaged(draw, text: str) -> bytes:
    """``text`` with some junk in it and some of it gone."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.sampled_from([0, 0, 1, 3, 20]))
        text = text[:start] + draw(JUNK) + text[end:]
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("form", [form.name for form in FORMATS.values() if not form.binary])
@BOUNDED
@given(text=TEXTS)
def test_any_text_in_any_format(linter, form, text):
    try:
        findings = linter.check(text, form, None)
    except MedadlintError:
        return
    for found in findings:
        assert text[found.start : found.end] == found.quote


def test_any_words_in_any_order_are_mended(linter):
    """Sentences of the rules' own examples, their words stirred: a rewrite of them raises nothing and settles at once."""
    stir, (files, _) = random.Random(1), read_packs([Path(cache.rules_folder())])
    examples = [line.text for rule in files.rules for line in rule.bad]
    for _ in range(2000):
        words = " ".join(stir.sample(examples, 2)).translate(str.maketrans("[]", "  ")).split("->")[0].split()
        stir.shuffle(words)
        text = " ".join(words[: stir.randint(2, 12)])
        for finding in linter.check(text, whole=False):
            assert all(0 <= r.start <= r.end <= len(text) for r in finding.rewrites)
        mended = linter.fix(text)
        assert linter.fix(mended) == mended


@pytest.mark.parametrize("text", ["Чистка без боли и и отёков.", "Лечение без боли или и."])
def test_a_list_without_words(linter, text):
    assert linter.fix(text) == text


def test_no_sentence_follows(linter):
    assert all(f.rewrites is not None for f in linter.check("На складе остаток 2 7 990 шт. ₽,", whole=False))


def test_half_a_character_in_yaml(linter):
    with pytest.raises(MedadlintError, match="YAML испорчен"):
        linter.check("a: гаран \udfff", "yaml")


@BOUNDED
@given(
    line=st.text(alphabet=string.punctuation + " абвг..37«»", max_size=30)
    | damaged("гарантировать@гл ..2 (результат | эффект)@итог").map(lambda b: b.decode("utf-8", "surrogatepass"))
)
def test_any_pattern(line):
    try:
        parse(line)
    except PatternError as error:
        assert 1 <= error.column <= len(line) + 1  # noqa: PT017  only some lines are refused


@BOUNDED
@given(data=damaged(RULE))
def test_any_rule_file(tmp_path, data):
    path = tmp_path / "pack" / "guarantee" / "x.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    _, problems = read_packs([tmp_path / "pack"])
    assert all(problem.message for problem in problems)


@pytest.mark.parametrize(
    ("load", "text"),
    [(config.load, CONFIG), (evidence.load, EVIDENCE), (baseline.read_baseline, BASELINE)],
    ids=["config", "evidence", "baseline"],
)
def test_any_file_of_a_project(tmp_path, load, text):
    path = tmp_path / "file"
    path.write_text(text, "utf-8")
    load(path)

    @settings(BOUNDED, max_examples=60)
    @given(data=damaged(text))
    def run(data):
        path.write_bytes(data)
        try:
            load(path)
        except MedadlintError:
            return

    run()


@pytest.mark.parametrize(
    "damage", [lambda _: b"", lambda b: b[: len(b) // 2], lambda b: b[:200] + b"\x00" + b[201:], lambda b: b"\n" + b]
)
def test_a_damaged_cache_is_built_anew(tmp_path, monkeypatch, damage):
    monkeypatch.setenv("MEDADLINT_CACHE", str(tmp_path / "cache"))
    pack = tmp_path / "pack" / "guarantee" / "x.yml"
    pack.parent.mkdir(parents=True)
    pack.write_text(RULE.replace("unless: negated\n", ""), "utf-8")
    (tmp_path / "pack" / "law.yml").write_text("norms: []\n", "utf-8")
    cache.pack_of([tmp_path / "pack"])
    (path,) = (tmp_path / "cache").glob("pack-*")
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert [rule.id for rule in cache.pack_of([tmp_path / "pack"]).rules] == ["x"]
    assert path.read_bytes() == whole
