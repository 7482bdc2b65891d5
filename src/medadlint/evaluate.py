"""``medadlint eval SET.jsonl``: hits, misses and false alarms on a labelled set, in absolute counts.

A set is one JSON object a line: id, text, format (absent = text), object, channel, form (fragment, sentence, ad, page),
expected [{quote, label, level}], also_ok [{quote, label}]; a null quote speaks of the whole document.

* A *hit* is an expected quote that a finding of its family overlaps; the finding is at most three times the quote + 40
  code points long; an expected error or warning is hit only by an error or warning, advice by any level. A finding
  without a place hits nothing but a null quote.
* A *false alarm* is an error or warning that hits nothing and overlaps no ``also_ok`` quote of its family.
* *Noise* is advice that hits nothing, counted on items where nothing is expected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from medadlint.errors import SourceError
from medadlint.finding import Finding
from medadlint.linter import Linter

_JOINED = {
    "fear": "fear+presumed_illness", "presumed_illness": "fear+presumed_illness",
    "urgency": "urgency+stimulus", "stimulus": "urgency+stimulus",
    "gratitude": "gratitude+recovery_case", "recovery_case": "gratitude+recovery_case",
}  # fmt: skip
CORE = ("guarantee", "superlative", "fear+presumed_illness", "urgency+stimulus", "influencer")
_SLACK = 40
_WHOLE = ("ad", "page")


class Item(NamedTuple):
    """A labelled text with what was found in it."""

    data: dict[str, Any]
    findings: list[Finding]


class Miss(NamedTuple):
    item: dict[str, Any]
    expected: dict[str, Any]


class Alarm(NamedTuple):
    item: dict[str, Any]
    finding: Finding


class Count:
    """Counts of one family."""

    def __init__(self) -> None:
        self.items: set[str] = set()
        self.expected = self.hits = self.false = 0

    @property
    def misses(self) -> int:
        return self.expected - self.hits

    @property
    def precision(self) -> float | None:
        return self.hits / (self.hits + self.false) if self.hits + self.false else None

    @property
    def recall(self) -> float | None:
        return self.hits / self.expected if self.expected else None

    def __add__(self, other: Count) -> Count:
        both = Count()
        both.items = self.items | other.items
        both.expected = self.expected + other.expected
        both.hits = self.hits + other.hits
        both.false = self.false + other.false
        return both


class Score:
    """The result of a run over a set."""

    def __init__(self) -> None:
        self.families: dict[str, Count] = {}
        self.misses: list[Miss] = []
        self.false: list[Alarm] = []
        self.clean = self.clean_hit = self.noise = self.bad = self.bad_found = 0
        self.true = self.mended = self.safe = 0  # true findings; those with a rewrite; with one that --fix writes
        self.levels: dict[tuple[str, str], int] = {}

    def count(self, family: str) -> Count:
        return self.families.setdefault(family, Count())

    def total(self, families: tuple[str, ...] | None = None) -> Count:
        out = Count()
        for name, count in self.families.items():
            if families is None or name in families:
                out = out + count
        return out


def family(label: str) -> str:
    """The family under which a label is counted."""
    return _JOINED.get(label, label)


def read_set(path: Path) -> list[dict[str, Any]]:
    """Read a labelled set. Raises SourceError with the line that is broken."""
    items = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: набор не читается ({error.__class__.__name__}): нужен файл JSONL в UTF-8") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                item = json.loads(line)
                item["id"], item["text"], item["expected"]
            except (ValueError, KeyError, TypeError):
                raise SourceError(
                    f"{path}:{number}: строка не читается: нужен объект JSON с полями id, text и expected"
                ) from None
            items.append(item)
    return items


def run(items: list[dict[str, Any]], extra: tuple[str, ...] = ()) -> Iterator[Item]:
    """Check every item in its own context."""
    linters: dict[tuple[str, str], Linter] = {}
    for item in items:
        key = (item.get("object", "service"), item.get("channel", "ad"))
        if key not in linters:
            linters[key] = Linter(*key, rules=extra)
        whole = item.get("form", "ad") in _WHOLE
        yield Item(item, linters[key].check(item["text"], item.get("format", "text"), whole))


def score(items: list[Item]) -> Score:
    """Count hits, misses and false alarms."""
    result = Score()
    for item in items:
        _score_item(item, result)
    return result


def _score_item(item: Item, result: Score) -> None:
    data, text = item.data, item.data["text"]
    expected = [(e, family(e["label"]), _spans(text, e["quote"])) for e in data["expected"]]
    allowed = [(family(e["label"]), _spans(text, e["quote"])) for e in data.get("also_ok") or []]
    hit = [False] * len(expected)
    alarms = []
    for finding in item.findings:
        own, soft = family(finding.family), finding.level == "advice"
        good = near = False
        for i, (entry, name, spans) in enumerate(expected):
            if name != own:
                continue
            overlaps = spans is None or _overlaps(finding, spans)
            near |= overlaps
            short = spans is None or finding.end - finding.start <= 3 * len(entry["quote"]) + _SLACK
            if overlaps and short and not (soft and entry["level"] != "advice"):
                hit[i] = good = True
        excused = any(
            name == own and (spans is None or not finding.quote or _overlaps(finding, spans)) for name, spans in allowed
        )
        if good:
            kinds = {rewrite.kind for rewrite in finding.rewrites}
            result.true += 1
            result.mended += bool(kinds)
            result.safe += "safe" in kinds
        if good or excused or (soft and near):
            continue
        if soft:
            result.noise += not expected
        else:
            alarms.append(finding)
    for (entry, name, _), found in zip(expected, hit, strict=True):
        count = result.count(name)
        count.items.add(data["id"])
        count.expected += 1
        count.hits += found
        if not found:
            result.misses.append(Miss(data, entry))
    for finding in alarms:
        result.count(family(finding.family)).false += 1
        result.false.append(Alarm(data, finding))
    if expected:
        result.bad += 1
        result.bad_found += any(hit)
    else:
        result.clean += 1
        result.clean_hit += bool(alarms)
    _count_levels(item, expected, result)


def _count_levels(item: Item, expected: list[tuple[dict[str, Any], str, Any]], result: Score) -> None:
    """The level of the first finding on an expected quote, against the expected one."""
    for entry, name, spans in expected:
        for finding in item.findings:
            if family(finding.family) == name and (spans is None or not finding.quote or _overlaps(finding, spans)):
                key = (entry["level"], finding.level)
                result.levels[key] = result.levels.get(key, 0) + 1
                break


def _spans(text: str, quote: str | None) -> list[tuple[int, int]] | None:
    """All places of ``quote``; None = the whole document."""
    if quote is None:
        return None
    out, at = [], text.find(quote)
    while at >= 0:
        out.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return out


def _overlaps(finding: Finding, spans: list[tuple[int, int]]) -> bool:
    return any(finding.start < b and a < finding.end for a, b in spans)


def table(result: Score) -> list[str]:
    """The score as lines of text."""
    lines = [f"{'семья':26}{'текстов':>8}{'ждали':>7}{'нашли':>7}{'мимо':>6}{'ложных':>8}   точность  полнота"]
    rows = sorted(result.families.items(), key=lambda kv: (-kv[1].expected, -kv[1].false, kv[0]))
    rows += [("ядро (пять семей)", result.total(CORE)), ("всего", result.total())]
    for name, c in rows:
        lines.append(
            f"{name:26}{len(c.items):8}{c.expected:7}{c.hits:7}{c.misses:6}{c.false:8}"
            f"   {_share(c.precision):>8}  {_share(c.recall):>7}"
        )
    same = sum(n for (a, b), n in result.levels.items() if a == b)
    noise = 100 * result.noise / result.clean if result.clean else 0.0
    lines += [
        "",
        f"чистых текстов с ложной тревогой: {result.clean_hit} из {result.clean}",
        f"лишних советов на 100 чистых текстов: {noise:.1f}",
        f"текстов с нарушением, где найдено хоть одно: {result.bad_found} из {result.bad}",
        f"верных находок с заменой: {result.mended} из {result.true}, с заменой для --fix: {result.safe}",
        f"уровень совпал: {same} из {sum(result.levels.values())}",
    ]
    return lines


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
