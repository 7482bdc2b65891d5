"""``medadlint explain RULE``: the page of one rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medadlint.linter import Linter
from medadlint.norms import CHANNELS, OBJECTS, Norm
from medadlint.report.text import law_lines
from medadlint.report.wording import CHANNEL_NAMES, LEVEL_NAMES, OBJECT_NAMES, PAYERS, Style, commandless, day, shown
from medadlint.rulebook import STATUS_NAMES
from medadlint.rulefile import Line, Rule

_CONFIDENCE = {"medium": "средняя — практика не устоялась", "low": "низкая — решений почти нет"}
_INDENT = 2


def page(rule: Rule, linter: Linter, style: Style) -> str:
    """The page of ``rule``; ``linter`` gives the day whose law is told."""
    lines = style.wrap(f"{rule.id} — {rule.title}", kind="bold")
    lines += style.wrap(f"Семья: {rule.family}. Состояние: {STATUS_NAMES[rule.status]}.", kind="dim")
    lines += _section("Почему", [rule.why], style)
    if rule.advice:
        lines += _section("Что делать", [rule.advice], style)
    law = linter.pack.law
    lines += [
        "",
        *style.wrap(f"Что говорит закон на {day(linter.as_of)} (сверено {day(law.verified_to)})", kind="bold"),
    ]
    for norm, pairs in _by_norm(rule, linter):
        lines += ["", *_norm(norm, pairs, style)]
    if rule.bad:
        place = " (место — в скобках)" if rule.scope in ("claim", "part") else ""
        lines += ["", *style.wrap(f"Правило находит{place}", kind="bold")]
        for line in rule.bad:
            lines += _example(line, style)
    if rule.good:
        lines += ["", *style.wrap("Правило молчит", kind="bold")]
        for line in rule.good:
            lines += _example(line, style)
    return commandless("\n".join(lines)) + "\n"


def _section(title: str, paragraphs: Sequence[str], style: Style) -> list[str]:
    body = [line for text in paragraphs for line in style.wrap(shown(text), _INDENT)]
    return ["", *style.wrap(title, kind="bold"), *body]


def _by_norm(rule: Rule, linter: Linter) -> list[tuple[Norm | None, list[tuple[str, str]]]]:
    """The contexts in which the law gives the same answer, the gravest answer first, silence last."""
    compiled, law = linter.pack.by_id[rule.id], linter.pack.law
    groups: dict[str, tuple[Norm | None, list[tuple[str, str]]]] = {}
    for obj in OBJECTS:
        for channel in CHANNELS:
            answers = compiled.speaks_of(obj, channel)
            norm = law.norm(rule.family, rule.kind, obj, channel, linter.as_of) if answers else None
            groups.setdefault(repr(norm), (norm, []))[1].append((obj, channel))
    order = [*LEVEL_NAMES, ""]
    return sorted(groups.values(), key=lambda group: order.index(group[0].level if group[0] else ""))


def _norm(norm: Norm | None, pairs: list[tuple[str, str]], style: Style) -> Iterator[str]:
    if norm is None:
        yield from style.wrap("Правило молчит:", _INDENT, "dim")
        yield from (line for where in _places(pairs) for line in style.wrap(where, 2 * _INDENT, "dim"))
        return
    yield from style.wrap(f"{LEVEL_NAMES[norm.level].capitalize()}:", _INDENT, norm.level)
    for where in _places(pairs):
        yield from style.wrap(where, 2 * _INDENT)
    if norm.note:
        yield from style.wrap(shown(norm.note), 2 * _INDENT)
    yield from law_lines(norm.law, norm.fine, norm.needs, style, 2 * _INDENT, tuple(PAYERS))
    if norm.confidence in _CONFIDENCE:
        yield from style.wrap(f"Уверенность: {_CONFIDENCE[norm.confidence]}.", 2 * _INDENT, "dim")


def _places(pairs: list[tuple[str, str]]) -> list[str]:
    """«медицинская услуга, клиника — реклама, рассылка», as few lines as it takes."""
    by_objects: dict[tuple[str, ...], list[str]] = {}
    for channel in CHANNELS:
        objects = tuple(o for o in OBJECTS if (o, channel) in pairs)
        if objects:
            by_objects.setdefault(objects, []).append(channel)
    return [
        f"{_names(objects, OBJECTS, OBJECT_NAMES, 'что угодно')} — {_names(channels, CHANNELS, CHANNEL_NAMES, 'везде')}"
        for objects, channels in by_objects.items()
    ]


def _names(some: Sequence[str], every: Sequence[str], names: dict[str, str], whole: str) -> str:
    return whole if len(some) == len(every) else ", ".join(names[s] for s in some)


def _example(line: Line, style: Style) -> Iterator[str]:
    text, _, rewrite = line.text.replace("\\n", " ").partition(" -> ")
    yield from style.wrap(f"• {shown(text)}", _INDENT)
    if rewrite:
        yield from style.wrap(f"→ {shown(rewrite)}", 2 * _INDENT, "good")
