"""The report for the person at the terminal."""

from __future__ import annotations

from medadlint.finding import Finding
from medadlint.light import Any, Iterator
from medadlint.norms import HOUSE
from medadlint.report import Checked, Context, Report
from medadlint.report.wording import (
    CHANNEL_NAMES,
    DISGUISED,
    FILE_FORMS,
    LEVEL_FORMS,
    LEVEL_NAMES,
    LIMITS,
    OBJECT_NAMES,
    QUOTE,
    Style,
    commandless,
    day,
    law_sentences,
    offer,
    place,
    plural,
    repeats,
    shown,
    title_and_reason,
)

_INDENT = 2
_BODY = 4
_PLACES = 12  # of a claim made again and again; the rest is counted


def render(report: Report, style: Style) -> str:
    """The report as text, its last lines the assumed context and what no linter can see."""
    lines: list[str] = []
    for file in report.files:
        if file.findings:
            lines += [style.paint("bold", shown(file.path)), ""]
            lines += _file(file, report.drafts, style)
    lines += _notes(report, style)
    lines += style.wrap(summary(report), kind="bold")
    lines += style.wrap(_context(report.context), kind="dim")
    lines += style.wrap(LIMITS, kind="dim")
    return commandless("\n".join(lines)) + "\n"


def _file(file: Checked, drafts: frozenset[str], style: Style) -> Iterator[str]:
    told: dict[tuple[str, str], Finding] = {}
    for finding, *again in repeats(file.findings):
        yield from _head(finding, finding.rule in drafts, style)
        if again:
            more = f" и ещё {len(again) - _PLACES}" if len(again) > _PLACES else ""
            yield from style.wrap(f"То же: {', '.join(map(place, again[:_PLACES]))}{more}.", _BODY)
        first = told.setdefault((finding.rule, finding.level), finding)
        yield from _body(finding, first, style)
        yield ""


def _head(finding: Finding, draft: bool, style: Style) -> Iterator[str]:
    """«12:5  риск  «гарантируем результат»»."""
    level = LEVEL_NAMES[finding.level] + (" (черновик правила)" if draft else "")
    quote = f"  «{shown(finding.quote, QUOTE)}»" if finding.quote else ""
    first, *rest = style.wrap(f"{place(finding)}  {level}{quote}", _INDENT)
    yield first.replace(level, style.paint(finding.level, level), 1)
    yield from rest


def _body(finding: Finding, first: Finding, style: Style) -> Iterator[str]:
    """What is wrong, by which law, what to write. A repeat within a file only refers to the first time."""
    if first is finding:
        yield from style.wrap(shown(finding.message), _BODY)
    else:
        yield from style.wrap(f"{title_and_reason(finding)[0]} — см. выше, {place(first)}.", _BODY)
    if finding.disguised:
        yield from style.wrap(DISGUISED, _BODY)
    if first is finding:
        yield from law_lines(finding.law, finding.fine, finding.needs, style, _BODY)
    if finding.rewrites:
        yield from style.wrap(offer(finding.rewrites[0], finding.quote), _BODY, "good")
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
    """The provisions, the fine, and what would clear the claim, as lines."""
    for sentence in law_sentences(law, fine, needs, payers):
        yield from style.wrap(sentence, indent)


def _notes(report: Report, style: Style) -> Iterator[str]:
    """Footnotes that texts need, other contexts, and what was left out: files named each with its reason, the rest by reasons."""
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
    passed: dict[str, list[str]] = {}
    for skip in report.skipped:
        if skip.by_rule:
            passed.setdefault(skip.reason, []).append(shown(skip.path))
        else:
            yield from style.wrap(f"Пропущено: {shown(skip.path)} — {skip.reason}.", kind="dim")
    for reason, paths in passed.items():
        more = f" и ещё {len(paths) - 3}" if len(paths) > 3 else ""
        yield from style.wrap(f"Не читали ({reason}): {', '.join(paths[:3])}{more}.", kind="dim")


def summary(report: Report) -> str:
    """«Найдено: 2 риска; проверено: 1 файл.»."""
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
    return f"{assumed(context)} Другой случай — параметры --object, --channel, --as-of."


def assumed(context: Context) -> str:
    """What the texts were taken for, as a sentence."""
    return (
        f"Проверено как: {OBJECT_NAMES[context.object]}, {CHANNEL_NAMES[context.channel]}; "
        f"право на {day(context.as_of)}, сверено {day(context.verified_to)}."
    )
