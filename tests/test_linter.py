"""The public face keeps its contract (DESIGN.md §2)."""

import asyncio
import datetime as dt
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from conftest import write_pack

import medadlint
from medadlint import Finding, Linter, RuleError, check, fix

CLAIM = "Гарантируем результат"


def test_a_finding_has_every_field_of_the_contract(linter):
    (finding,) = linter.check(f"Приходите.\r\nМы: {CLAIM}!", whole=False)
    assert finding.rule == "outcome-guarantee"
    assert (finding.family, finding.level, finding.needs, finding.disguised) == (
        "guarantee",
        "warning",
        "evidence",
        False,
    )
    assert (finding.start, finding.end, finding.line, finding.column) == (16, 37, 2, 5)
    assert finding.quote == CLAIM
    assert finding.message.startswith("Гарантия результата лечения.")
    assert {"act": "38-ФЗ «О рекламе»", "article": "5", "part": "3", "point": "6"}.items() <= finding.law[1].items()
    assert finding.fine == {"citizen": [2000, 2500], "official": [4000, 20000], "legal": [100000, 500000]}
    assert set(finding.as_dict()) == {
        "rule", "family", "level", "start", "end", "line", "column", "quote", "message", "advice", "law", "fine", "needs",
        "disguised", "rewrites", "location",
    }  # fmt: skip


@pytest.mark.parametrize(("newline", "place"), [("\n", (3, 1)), ("\r\n", (3, 1)), ("\r", (3, 1)), ("\u2028", (1, 5))])
def test_only_lf_crlf_and_cr_end_a_line(linter, newline, place):
    (finding,) = linter.check(f"а.{newline}б.{newline}{CLAIM}", whole=False)
    column = place[1] if place[0] == 3 else 1 + len("а.б.") + 2
    assert (finding.line, finding.column) == (place[0], column)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("<p>Мы га<b>ранти</b>руем&nbsp;<i>результат</i>!", "html"),
        ("**Гарантируем** результат", "markdown"),
        ("😀 Гарантируем результат", "text"),
        ("<img alt='гарантируем результат'>", "html"),
    ],
)
def test_quote_is_the_text_at_the_place(linter, text, form):
    (finding,) = linter.check(text, form, whole=False)
    assert text[finding.start : finding.end] == finding.quote
    assert finding.quote.lower().startswith("га")
    assert finding.quote.lower().rstrip("<>/i").endswith("результат")


@pytest.mark.parametrize(
    ("text", "form", "quotes"),
    [
        ("Detox and lifting.\n\nSALE today", "text", []),  # no Russian text at all
        ("SALE\n\nСкидка до среды", "text", ["SALE"]),
        ("<h2>SALE</h2><p>Скидка</p><img alt='gift'>", "html", ["SALE"]),  # a caption stands alone
        ("<p>Скидка</p><img alt='Ваш gift'>", "html", ["gift"]),
    ],
)
def test_foreign_words_offend_only_among_russian_ones(linter, text, form, quotes):
    assert [f.quote for f in linter.check(text, form, whole=False) if f.family == "foreign_words"] == quotes


def test_a_disguise_is_undone_and_said(linter):
    for text in ("Гаpантируем результат", "Га\u00adрантируем результат", "Гаранти\u0301руем результат"):
        (finding,) = linter.check(text, whole=False)
        assert finding.disguised, text
        assert finding.quote == text
    assert not linter.check(CLAIM, whole=False)[0].disguised


def test_object_and_channel_change_the_level():
    levels = {
        (obj, channel): [f.level for f in Linter(obj, channel).check(CLAIM, whole=False) if f.family == "guarantee"]
        for obj, channel in (("service", "ad"), ("drug_otc", "ad"), ("drug_otc", "own_site"), ("service", "pro_only"))
    }
    assert levels == {
        ("service", "ad"): ["warning"],
        ("drug_otc", "ad"): ["error"],
        ("drug_otc", "own_site"): ["warning"],
        ("service", "pro_only"): [],
    }


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({"object": "servise"}, "object: нет значения «servise»; может быть, «service»?"),
        ({"channel": "tv"}, "channel: нет значения «tv»"),
        ({"as_of": "вчера"}, "as_of: «вчера» — не дата; напишите так: 2026-03-01"),
    ],
)
def test_unknown_context_is_a_value_error(context, message):
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        Linter(**context)


def test_unknown_format_is_a_value_error(linter):
    with pytest.raises(ValueError, match="docx"):
        linter.check("а", "docx")


def test_as_of_takes_dates_and_strings():
    assert Linter(as_of=dt.date(2024, 5, 1)).as_of == Linter(as_of="2024-05-01").as_of == "2024-05-01"


def test_own_packs_come_on_top(tmp_path):
    folder = write_pack(
        tmp_path / "own",
        {
            "guarantee/our-word.yml": "id: our-word\ntitle: Наше слово\nfamily: guarantee\nwhy: Так решили.\n"
            'match: волшебство:рд врач\nbad: "[волшебства врача]"\ngood: врач\n'
        },
    )
    found = Linter(rules=[str(folder)]).check(f"Ждём волшебства врача. {CLAIM}.", whole=False)
    assert [f.rule for f in found] == ["our-word", "outcome-guarantee"]


def test_broken_and_missing_packs_raise_rule_error(tmp_path):
    with pytest.raises(RuleError, match="нет такой папки с правилами"):
        Linter(rules=[str(tmp_path / "нет")])
    write_pack(tmp_path, {"guarantee/x.yml": "id: y\n"})
    with pytest.raises(RuleError) as caught:
        Linter(rules=[str(tmp_path)])
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_the_short_functions():
    assert check(CLAIM, whole=False)[0].rule == "outcome-guarantee"
    assert fix(CLAIM) == "Стремимся к результату"
    assert check(CLAIM, object="drug_otc", whole=False)[0].level == "error"


def _quotes(linter: Linter) -> list[str]:
    return [f.quote for f in linter.check(f"{CLAIM}. Мы лечим.", whole=False)]


def test_a_linter_is_picklable_and_shared():
    linter = Linter(object="drug_otc", as_of="2026-01-01")
    copy = pickle.loads(pickle.dumps(linter))
    assert (copy.object, copy.as_of) == (linter.object, linter.as_of)
    with ThreadPoolExecutor(8) as pool:
        assert set(map(tuple, pool.map(lambda _: _quotes(linter), range(40)))) == {(CLAIM,)}
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(_quotes, [linter] * 4)) == [[CLAIM]] * 4

    async def many():
        return await asyncio.gather(*[asyncio.to_thread(_quotes, linter) for _ in range(8)])

    assert asyncio.run(many()) == [[CLAIM]] * 8


def test_everything_public_is_listed():
    assert set(medadlint.__all__) == {
        "Finding", "Linter", "MedadlintError", "Rewrite", "RuleError", "SourceError", "check", "fix",
    }  # fmt: skip
    assert Finding._fields[0] == "rule"
