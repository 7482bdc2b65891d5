"""Rewrites: inflected surely, proved clean, or not offered at all."""

import pytest
from conftest import write_pack

from medadlint import Linter
from medadlint.cache import compile_packs
from medadlint.claims import Search
from medadlint.pack import Pack

RULE = """\
id: probe
title: Проба
family: guarantee
why: Так надо.
match: |
  {match}
rewrite: |
  {rewrite}
bad: |
  [Гарантия результата].
good: |
  Да.
"""


@pytest.fixture
def rewrite(tmp_path, monkeypatch):
    """The rewritten text and the kind, or None."""

    def run(match: str, template: str, text: str, format: str = "text") -> tuple[str, str] | None:  # noqa: A002
        files = {"guarantee/probe.yml": RULE.format(match=match, rewrite=template)}
        law = {"law.yml": "verified_to: 2026-01-01\nnorms:\n  - {family: guarantee, level: warning}\n"}
        linter = Linter()
        pack = Pack(compile_packs([write_pack(tmp_path / "pack", {**files, **law})]))
        monkeypatch.setattr(linter, "pack", pack)
        monkeypatch.setattr(linter, "_search", Search(pack, pack.rules))
        for finding in linter.check(text, format, whole=False):
            for r in finding.rewrites:
                return text[: r.start] + r.text + text[r.end :], r.kind
        return None

    return run


PROMISE = (
    "гарантировать@гл (вы:дт)? ..2@какой (результат | эффект | выздоровление | улыбка)@итог",
    "{стремиться~гл} к {какой итог:дт}",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Гарантируем результат!", "Стремимся к результату!"),
        ("Мы гарантируем вам стойкий результат.", "Мы стремимся к стойкому результату."),
        ("Врач гарантирует быстрое выздоровление.", "Врач стремится к быстрому выздоровлению."),
        ("Гарантирую эффект", "Стремлюсь к эффекту"),
        ("Врачи гарантируют красивую улыбку", "Врачи стремятся к красивой улыбке"),
        ("Клиника гарантировала результаты", "Клиника стремилась к результатам"),
        ("Гарантируя эффект, мы ждём.", None),  # no gerund is built
        ("ГАРАНТИРУЕМ РЕЗУЛЬТАТ", "СТРЕМИМСЯ К РЕЗУЛЬТАТУ"),
        ("😀 Гарантируем «стойкий» результат", "😀 Стремимся к «стойкому» результату"),
        ("Готовы гарантировать результат", "Готовы стремиться к результату"),
        ("Гарантируйте стойкий эффект!", "Стремитесь к стойкому эффекту!"),
        ("Гарантированный результат", None),  # a participle is not a promise in the same words
        ("Гарантируем очень стойкий результат", "Стремимся к очень стойкому результату"),
        ("Гарантируем ЭКО результат", None),  # «ЭКО» does not agree: nothing is sure here
    ],
)
def test_agreement(rewrite, text, expected):
    done = rewrite(*PROMISE, text)
    assert (done and done[0]) == expected


def test_kinds(rewrite):
    assert rewrite(*PROMISE, "Гарантируем эффект")[1] == "safe"
    assert rewrite(*PROMISE, "<b>Гарантируем</b> эффект", "html")[1] == "show"  # crosses a tag
    assert rewrite("лучший врач", "врач со стажем {?число} лет", "Лучшие врачи") == (
        "Врач со стажем {число} лет",
        "fill",
    )


def test_a_rewrite_that_is_a_claim_itself_is_not_offered(rewrite):
    assert rewrite("гарантировать@гл результат", "точно {гарантировать~гл} результат", "Гарантируем результат") is None


def test_fix_writes_only_safe_rewrites_and_nothing_else():
    linter = Linter()
    text = "Привет.\r\nГарантируем стойкий результат! 😀\r\n"
    fixed = linter.fix(text)
    assert fixed == "Привет.\r\nСтремимся к стойкому результату! 😀\r\n"
    assert linter.fix(fixed) == fixed
