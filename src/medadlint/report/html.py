"""The page to send to a copywriter or a lawyer: one file that needs neither a network nor a program.

All text of strangers goes through ``_safe``. Should that ever fail, the page's content policy runs no script and loads no
style but its own, told by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import count, pairwise
from pathlib import Path
from typing import NamedTuple

from medadlint.files import format_of
from medadlint.finding import Finding, Rewrite
from medadlint.norms import LEVELS
from medadlint.report import Checked, Report
from medadlint.report.families import FAMILY_NAMES, QUESTIONS, Question
from medadlint.report.text import assumed, summary
from medadlint.report.wording import (
    DISGUISED,
    LEADS,
    LEVEL_FORMS,
    LEVEL_NAMES,
    LIMITS,
    PAYERS,
    QUOTE,
    citations,
    fine_of,
    harmless,
    plural,
    repeats,
    replaced,
    shown,
    title_and_reason,
)
from medadlint.report.xmltext import carried

_WHOLE = 50_000  # code points of a text that is shown whole; of a longer one only what surrounds the findings
_AROUND = 400
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_PLACES = ("место", "места", "мест")


class Card(NamedTuple):
    """What one rule has found in a file, and the number by which the page knows it. ``groups``: repeats together."""

    number: int
    groups: list[list[Finding]]

    @property
    def first(self) -> Finding:
        return self.groups[0][0]

    def places(self) -> int:
        return sum(map(len, self.groups))


def render(report: Report, encoding: str) -> str:
    """The page as UTF-8 that a stream in ``encoding`` carries too."""
    style, script = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    cards = _cards(report)
    lines = [
        '<!doctype html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Проверка рекламы: {_safe(summary(report))}</title>\n<style>{style}</style>\n</head>\n<body>",
        '<a class="skip" href="#findings">К находкам</a>',
        "<header>\n<h1>Проверка медицинской рекламы</h1>",
        f'<p class="total">{_safe(summary(report))}</p>\n<p class="muted">{_safe(assumed(report.context))}</p>',
        f'<p class="muted">{LIMITS}</p>\n</header>',
        *_questions([card for own in cards for card in own]),
        *_filters(report),
        '<main id="findings">',
        *(line for file, own in zip(report.files, cards, strict=True) for line in _file(file, own, report.drafts)),
        *_rest(report),
        f"</main>\n<script>{script}</script>\n</body>\n</html>\n",
    ]
    return carried("\n".join(lines), encoding)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _safe(text: str) -> str:
    """``text`` on one line as HTML: nothing in it is markup, nothing in it turns the reading direction."""
    return escape(shown(text))


def _body(text: str) -> str:
    """``text`` as HTML, line ends and tabs as they are."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return escape("\n".join("\t".join(map(harmless, line.split("\t"))) for line in lines))


def _cards(report: Report) -> list[list[Card]]:
    """The cards of each file, numbered through."""
    numbers = count(1)
    out = []
    for file in report.files:
        rules: dict[tuple[str, str], list[list[Finding]]] = {}
        for group in repeats(file.findings):
            rules.setdefault((group[0].rule, group[0].level), []).append(group)
        out.append([Card(next(numbers), groups) for groups in rules.values()])
    return out


def _questions(cards: list[Card]) -> Iterator[str]:
    """The five questions, answered; "not found" is no promise that there is nothing."""
    yield '<section class="card questions">\n<h2>Пять вопросов перед публикацией</h2>\n<ol>'
    for question in QUESTIONS:
        yield f"<li>{question.text} {_answer(question, cards)}</li>"
    asked = {family for question in QUESTIONS for family in question.families}
    others = sum(card.places() for card in cards if card.first.family not in asked)
    yield "</ol>"
    if others:
        yield f'<p class="muted">О другом: {plural(others, _PLACES)}, см. ниже.</p>'
    yield "</section>"


def _answer(question: Question, cards: list[Card]) -> str:
    own = [card for card in cards if card.first.family in question.families]
    if not own:
        return f'<span class="no">Линтер не нашёл.</span> <span class="muted">Проверьте сами: {question.unseen}.</span>'
    places = plural(sum(card.places() for card in own), _PLACES)
    links = [f'<a href="#f{card.number}">{_safe(_name(card.first, 60))}</a>' for card in own[:5]]
    more = f" и ещё {len(own) - 5}" if len(own) > 5 else ""
    return f'<span class="yes">Похоже, да: {places}.</span> {", ".join(links)}{more}'


def _name(finding: Finding, limit: int = QUOTE) -> str:
    return f"«{shown(finding.quote, limit)}»" if finding.quote else title_and_reason(finding)[0]


def _filters(report: Report) -> Iterator[str]:
    counts = report.counts()
    families = sorted({f.family for file in report.files for f in file.findings}, key=_family)
    if not families:
        return
    yield '<form class="card filters" hidden>\n<fieldset><legend>Показать</legend>'
    for level in LEVELS:
        if counts[level]:
            yield (
                f'<label><input type="checkbox" value="{level}" checked> {plural(counts[level], LEVEL_FORMS[level])}</label>'
            )
    yield '</fieldset>\n<label>О чём: <select><option value="">обо всём</option>'
    yield from (f'<option value="{escape(family)}">{_safe(_family(family))}</option>' for family in families)
    total = sum(counts.values())
    yield f'</select></label>\n<output class="muted" data-template="Показано: {{}} из {total}"></output>\n</form>'


def _family(family: str) -> str:
    return FAMILY_NAMES.get(family, family)


def _file(file: Checked, cards: list[Card], drafts: frozenset[str]) -> Iterator[str]:
    if not cards and not file.suppressed:
        return
    yield f'<section class="file">\n<h2>{_safe(file.path)}</h2>\n<div class="sides">'
    yield f'<div class="card text" role="region" tabindex="0" aria-label="Текст: {_safe(file.path)}">{_text(file, cards)}</div>'
    yield "<div>"
    for card in cards:
        yield from _card(card, card.first.rule in drafts)
    if file.suppressed:
        yield f'<details class="card"><summary>Оставлено с пояснением: {len(file.suppressed)}</summary>\n<ul>'
        for finding, reason in file.suppressed:
            yield f"<li>{_safe(_name(finding))} — {_safe(reason) or 'причина не названа'}</li>"
        yield "</ul></details>"
    yield "</div>\n</div>\n</section>"


class Span(NamedTuple):
    """A place in the text that a card speaks of."""

    start: int
    end: int
    level: str
    card: int
    anchor: str
    title: str


def _anchor(card: Card, finding: Finding) -> str:
    return f"p{card.number}-{finding.start}"


def _text(file: Checked, cards: list[Card]) -> str:
    """The text with its findings marked; of a long one the neighbourhood of the findings."""
    spans = sorted(
        Span(
            f.start, f.end, f.level, card.number, _anchor(card, f), f"{LEVEL_NAMES[f.level]}: {title_and_reason(f)[0]}"
        )
        for card in cards
        for group in card.groups
        for f in group
        if f.quote
    )
    if len(file.text) <= _WHOLE:
        return "".join(_marked(file, spans, 0, len(file.text)))
    out, last = [], 0
    for start, end, own in [*_windows(file.text, spans), (len(file.text), len(file.text), list[Span]())]:
        if start > last:
            out.append(f'<span class="gap">… пропущено знаков без находок: {start - last} …</span>')
        out += _marked(file, own, start, end)
        last = end
    return "".join(out)


def _windows(text: str, spans: Iterable[Span]) -> list[tuple[int, int, list[Span]]]:
    """What surrounds the spans: from, to, the spans inside. Neighbours share a window."""
    windows: list[tuple[int, int, list[Span]]] = []
    for span in spans:
        start, end, own = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND), list[Span]()
        if windows and start <= windows[-1][1]:
            start, before, own = windows.pop()
            end = max(before, end)
        own.append(span)
        windows.append((start, end, own))
    return windows


def _marked(file: Checked, spans: list[Span], start: int, end: int) -> Iterator[str]:
    """``text[start:end]`` cut at the ends of the spans; a piece under several is a link to the gravest."""
    source = format_of(file.path) == "html"
    cuts = sorted({start, end, *(s.start for s in spans), *(s.end for s in spans)})
    coming, active = iter([*spans, None]), list[Span]()
    span = next(coming)
    for here, there in pairwise(cuts):
        active = [s for s in active if s.end > here]
        while span and span.start <= here:
            active.append(span)
            yield f'<span id="{span.anchor}"></span>'
            span = next(coming)
        piece = file.text[here:there]
        if active:
            top = min(active, key=lambda s: LEVELS.index(s.level))
            numbers = " ".join(str(s.card) for s in active)
            yield (
                f'<a class="mark {top.level}" href="#f{top.card}" data-findings="{numbers}" title="{_safe(top.title)}">'
                f"{_body(piece)}</a>"
            )
        else:
            yield _tags(piece) if source else _body(piece)


def _tags(piece: str) -> str:
    """A piece of HTML source, its tags paler than what a visitor reads."""
    out, last = [], 0
    for tag in _TAG.finditer(piece):
        out += [_body(piece[last : tag.start()]), f'<span class="tag">{_body(tag[0])}</span>']
        last = tag.end()
    return "".join([*out, _body(piece[last:])])


def _card(card: Card, draft: bool) -> Iterator[str]:
    first = card.first
    title, reason = title_and_reason(first)
    level = f'<span class="level {first.level}">{LEVEL_NAMES[first.level]}</span>'
    yield (
        f'<article class="card finding {first.level}" id="f{card.number}" data-number="{card.number}" '
        f'data-level="{first.level}" data-family="{escape(first.family)}" data-places="{card.places()}">'
    )
    yield f"<h3>{level} {_safe(title)}{' (черновик правила)' if draft else ''}</h3>"
    for group in card.groups:
        yield from _group(card, group)
    yield f"<p>{_safe(reason)}</p>"
    if first.advice:
        yield f"<p><b>Что делать:</b> {_safe(first.advice)}</p>"
    yield from _law(first)
    yield f'<p class="muted">{_safe(_family(first.family))} · правило {_safe(first.rule)}</p>\n</article>'


def _group(card: Card, group: list[Finding]) -> Iterator[str]:
    """The words, all their places, what to write instead."""
    first = group[0]
    if first.quote:
        places = ", ".join(f'<a href="#{_anchor(card, f)}">{_safe(_place(f))}</a>' for f in group)
        yield f'<p class="quote">{_safe(_name(first))} <span class="muted">{places}</span></p>'
    else:
        yield '<p class="muted">О тексте в целом</p>'
    if first.disguised:
        yield f"<p>{DISGUISED}</p>"
    for rewrite in first.rewrites:
        yield from _rewrite(rewrite, first.quote)


def _place(finding: Finding) -> str:
    return finding.location or f"строка {finding.line}, знак {finding.column}"


def _rewrite(rewrite: Rewrite, quote: str) -> Iterator[str]:
    yield f'<div class="rewrite"><span class="lead">{LEADS[rewrite.kind]} {_safe(replaced(rewrite, quote))}</span>'
    yield f'<span class="offer">{_body(rewrite.text)}</span>'
    if rewrite.why:
        yield f'<span class="why muted">{_safe(rewrite.why)}</span>'
    yield '<button type="button" class="copy" data-done="Скопировано" hidden>Копировать</button></div>'


def _law(finding: Finding) -> Iterator[str]:
    if finding.needs == "evidence":
        yield "<p><b>Можно оставить,</b> если есть чем подтвердить.</p>"
    lines = []
    if finding.law:
        said = "".join(f"<li>{_safe(citations([p]))}: {_safe(p['text'])}</li>" for p in finding.law)
        details = f"<details><summary>Что там сказано</summary><ul>{said}</ul></details>"
        lines.append(f"<dt>Закон</dt>\n<dd>{_safe(citations(finding.law))} {details}</dd>")
    fine = fine_of(finding.fine, PAYERS).removeprefix("штраф ")
    if fine:
        lines.append(f"<dt>Штраф</dt>\n<dd>{fine}</dd>")
    if lines:
        yield "<dl>{}</dl>".format("\n".join(lines))


def _rest(report: Report) -> Iterator[str]:
    """What needs no card: clean files, files that could not be read, files left out."""
    clean = [file.path for file in report.files if not file.findings]
    skipped = [f"{s.path} — {s.reason}" for s in report.skipped if not s.by_rule]
    lists = {
        "Не удалось проверить": [f"{e.path}: {e.message}" for e in report.errors],
        "Пропущено": skipped,
        "Без замечаний": clean,
    }
    for title, lines in lists.items():
        if lines:
            yield f'<section class="card">\n<h2>{title}</h2>\n<ul>'
            yield from (f"<li>{_safe(line)}</li>" for line in lines)
            yield "</ul>\n</section>"
