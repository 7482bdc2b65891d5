"""Counting: the conventions of the sets, one by one."""

import json

import pytest

from medadlint.errors import SourceError
from medadlint.evaluate import Item, read_set, run, score, table
from medadlint.finding import Finding, Rewrite

TEXT = "Гарантируем результат всем и навсегда. Спешите, мест мало."


def finding(quote: str | None, family: str = "guarantee", level: str = "warning") -> Finding:
    start = TEXT.index(quote) if quote else 0
    end = start + len(quote or "")
    return Finding("r", family, level, start, end, 1, 1, quote or "", "", "", [], None, None, False, [])


def item(expected, found, also_ok=()):
    return Item(
        {
            "id": "x",
            "text": TEXT,
            "expected": [{"quote": q, "label": f, "level": lv} for q, f, lv in expected],
            "also_ok": [{"quote": q, "label": f} for q, f in also_ok],
        },
        found,
    )


CLAIM = ("Гарантируем результат", "guarantee", "warning")


@pytest.mark.parametrize(
    ("expected", "found", "also_ok", "counts"),  # hits, misses, false alarms, noise
    [
        ([CLAIM], [finding("результат")], (), (1, 0, 0, 0)),
        ([CLAIM], [finding("Спешите")], (), (0, 1, 1, 0)),
        ([CLAIM], [finding("результат", "superlative")], (), (0, 1, 1, 0)),
        ([CLAIM], [finding("результат", level="advice")], (), (0, 1, 0, 0)),
        ([("всем", "guarantee", "advice")], [finding("всем", level="error")], (), (1, 0, 0, 0)),
        ([("и", "guarantee", "warning")], [finding(TEXT)], (), (0, 1, 1, 0)),  # longer than 3 × 1 + 40
        ([(None, "no_warning", "error")], [finding(None, "no_warning", "error")], (), (1, 0, 0, 0)),
        ([CLAIM], [finding(None)], (), (0, 1, 1, 0)),  # no place hits no quote
        ([("Спешите", "urgency", "warning")], [finding("Спешите", "stimulus")], (), (1, 0, 0, 0)),
        ([], [finding("навсегда")], [("навсегда", "guarantee")], (0, 0, 0, 0)),
        ([], [finding(None, "no_warning", "error")], [(None, "no_warning")], (0, 0, 0, 0)),
        ([], [finding("навсегда")], (), (0, 0, 1, 0)),
        ([], [finding("навсегда", level="advice")], (), (0, 0, 0, 1)),
    ],
)
def test_conventions(expected, found, also_ok, counts):
    result = score([item(expected, found, also_ok)])
    total = result.total()
    assert (total.hits, total.misses, total.false, result.noise) == counts


def test_rewrites_of_true_findings_are_counted():
    def with_kinds(quote, *kinds):
        return finding(quote)._replace(rewrites=[Rewrite(kind, "", 0, 0, "") for kind in kinds])

    found = [
        with_kinds("Гарантируем", "safe", "fill"),
        with_kinds("результат", "show"),
        with_kinds("результат всем"),
        with_kinds("Спешите", "safe"),  # a false alarm
    ]
    result = score([item([CLAIM], found)])
    assert (result.true, result.mended, result.safe) == (3, 2, 1)
    assert "верных находок с заменой: 2 из 3, с заменой для --fix: 1" in table(result)


def test_a_set_is_run_in_the_context_of_each_item(tmp_path):
    path = tmp_path / "set.jsonl"
    rows = [
        {"id": "1", "text": TEXT, "object": "drug_otc", "form": "sentence", "expected": []},
        {"id": "2", "text": TEXT, "channel": "pro_only", "form": "sentence", "expected": []},
    ]
    path.write_text("\n".join(json.dumps(r) for r in rows) + "\n", encoding="utf-8")
    found = [{f.level for f in i.findings if f.family == "guarantee"} for i in run(read_set(path))]
    assert found == [{"error"}, set()]


def test_the_table_shows_absolute_counts():
    lines = table(score([item([CLAIM], [finding("результат")])]))
    assert any(line.split()[:5] == ["guarantee", "1", "1", "1", "0"] for line in lines)
    assert "текстов с нарушением, где найдено хоть одно: 1 из 1" in lines


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "1", "text": "а", "expected": []}\n{"id": 2}\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"set.jsonl:2: строка не читается"):
        read_set(path)
    with pytest.raises(SourceError, match="набор не читается"):
        read_set(tmp_path / "нет.jsonl")
