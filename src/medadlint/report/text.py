"""The report for the person at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from medadlint.finding import Finding, Rewrite
from medadlint.norms import HOUSE
from medadlint.report import Checked, Context, Report
from medadlint.report.wording import (
    CHANNEL_NAMES,
    FILE_FORMS,
    LEVEL_FORMS,
    LEVEL_NAMES,
    OBJECT_NAMES,
    Style,
    citations,
    day,
    fine_of,
    plural,
    shown,
)

_INDENT = 2
_BODY = 4
_QUOTE = 160  # characters of a quote; the place says where the rest is
_LEAD = {"safe": "Лучше:", "fill": "Лучше (впишите своё вместо скобок):", "show": "Например:"}


def render(report: Report, style: Style) -> str:
    """The report as text, its last line the assumed context."""
    lines: list[str] = []
    for file in report.files:
        if file.findings:
            lines += [style.paint("bold", shown(file.path)), ""]
            lines += _file(file, report.drafts, style)
    lines += _notes(report, style)
    lines += style.wrap(_summary(report), kind="bold")
    lines += style.wrap(_context(report.context), kind="dim")
    return "\n".join(lines) + "\n"


def _file(file: Checked, drafts: frozenset[str], style: Style) -> Iterator[str]:
    told: dict[tuple[str, str], Finding] = {}
    for finding in file.findings:
        yield from _head(finding, finding.rule in drafts, style)
        first = told.setdefault((finding.rule, finding.level), finding)
        yield from _body(finding, first, style)
        yield ""


def _head(finding: Finding, draft: bool, style: Style) -> Iterator[str]:
    """«12:5  риск  «гарантируем результат»»."""
    place = f"{finding.line}:{finding.column}" if finding.quote else "весь текст"
    level = LEVEL_NAMES[finding.level] + (" (черновик правила)" if draft else "")
    quote = f"  «{shown(finding.quote, _QUOTE)}»" if finding.quote else ""
    first, *rest = style.wrap(f"{place}  {level}{quote}", _INDENT)
    yield first.replace(level, style.paint(finding.level, level), 1)
    yield from rest


def _body(finding: Finding, first: Finding, style: Style) -> Iterator[str]:
    """What is wrong, by which law, what to write. A repeat within a file only refers to the first time."""
    if first is finding:
        yield from style.wrap(shown(finding.message), _BODY)
    else:
        title = finding.message.partition(". ")[0]
        yield from style.wrap(f"{shown(title)} — см. выше, {first.line}:{first.column}.", _BODY)
    if finding.disguised:
        yield from style.wrap("В словах спрятаны или подменены буквы: читатель видит то же самое.", _BODY)
    if first is finding:
        yield from law_lines(finding.law, finding.fine, finding.needs, style, _BODY)
    if finding.rewrites:
        yield from style.wrap(_rewrite(finding.rewrites[0]), _BODY, "good")
    elif finding.advice and first is finding:
        yield from style.wrap(f"Что делать: {shown(finding.advice)}", _BODY, "good")
    if first is finding and finding.family != HOUSE:
        yield from style.wrap(f"Подробнее: medadlint explain {finding.rule}", _BODY, "dim")


def law_lines(
    law: list[dict[str, str]],
    fine: dict[str, Any] | None,
    needs: str | None,
    style: Style,
    indent: int,
    payers: tuple[str, ...] = ("legal",),
) -> Iterator[str]:
    """The provisions, the fine, and what would clear the claim."""
    told = "; ".join(filter(None, (citations(law), fine_of(fine, payers))))
    if told:
        yield from style.wrap(f"Закон: {told}.", indent)
    if needs == "evidence":
        yield from style.wrap("Можно оставить, если есть чем подтвердить.", indent)


def _rewrite(rewrite: Rewrite) -> str:
    return f"{_LEAD[rewrite.kind]} «{shown(rewrite.text)}»"


def _notes(report: Report, style: Style) -> Iterator[str]:
    """Footnotes that texts need, other contexts, and what was left out: what was named each with its reason."""
    for file in report.files:
        for note in file.footnotes:
            told = f"{shown(file.path)}:{note.line}: «{shown(note.quote)}» — подтверждено, нужна сноска: «{shown(note.text)}»."
            yield from style.wrap(told)
    others: dict[Context, list[str]] = {}
    for file in report.files:
        if file.context and file.context != report.context:
            others.setdefault(file.context, []).append(shown(file.path))
    for context, paths in others.items():
        more = f" и ещё {len(paths) - 3}" if len(paths) > 3 else ""
        as_what = f"{OBJECT_NAMES[context.object]}, {CHANNEL_NAMES[context.channel]}"
        yield from style.wrap(f"Как «{as_what}» проверены: {', '.join(paths[:3])}{more}.", kind="dim")
    passed = [shown(skip.path) for skip in report.skipped if skip.by_rule]
    for skip in report.skipped:
        if not skip.by_rule:
            yield from style.wrap(f"Пропущено: {shown(skip.path)} — {skip.reason}.", kind="dim")
    if passed:
        more = f" и ещё {len(passed) - 3}" if len(passed) > 3 else ""
        yield from style.wrap(f"Не смотрели служебное и скрытое: {', '.join(passed[:3])}{more}.", kind="dim")


def _summary(report: Report) -> str:
    counts = {level: count for level, count in report.counts().items() if count}
    files = plural(len(report.files), FILE_FORMS)
    if counts:
        found = [plural(count, LEVEL_FORMS[level]) for level, count in counts.items()]
        result = f"Найдено: {_and(found)}; проверено: {files}"
    else:
        result = f"Замечаний нет; проверено: {files}"
    if report.errors:
        result += f"; не удалось проверить: {len(report.errors)}"
    return result + "."


def _and(parts: list[str]) -> str:
    return " и ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _context(context: Context) -> str:
    return (
        f"Проверено как: {OBJECT_NAMES[context.object]}, {CHANNEL_NAMES[context.channel]}; "
        f"право на {day(context.as_of)}, сверено {day(context.verified_to)}. "
        "Другой случай — параметры --object, --channel, --as-of."
    )
