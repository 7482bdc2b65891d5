"""``medadlint why RULE TEXT``: word by word, why a rule speaks or is silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medadlint.linter import Linter
from medadlint.report.wording import CHANNEL_NAMES, LEVEL_NAMES, OBJECT_NAMES, Style, commandless, plural, shown
from medadlint.rulefile import Files, Rule
from medadlint.trace import Trace, Tracer

_INDENT = 2
_LINE_FORMS = ("строка", "строки", "строк")
_WIDEST = 36  # characters of the left column; a longer element stands on a line of its own


def page(files: Files, rule: Rule, text: str, linter: Linter, style: Style) -> str:
    """The account of ``rule`` on ``text``. Raises RuleError if the packs cannot be compiled."""
    tracer = Tracer(files, rule, text)
    lines = style.wrap(f"{rule.id} — {rule.title}", kind="bold")
    lines += style.wrap(f"Текст: «{shown(text, 300)}»")
    for part in ("when", "require") if rule.scope == "document" else ("match",):
        if tracer.lines(part):
            lines += ["", *_part(tracer, part, style)]
    if rule.regex:
        lines += ["", *_hits("Правило ищет выражениями:", tracer.expressions(), style)]
    if rule.scope == "element":
        lines += ["", *_hits("Правило ищет на странице:", tracer.elements(lacking=False), style)]
    verdict = {"document": _verdict_on_document, "element": _verdict_on_elements}.get(rule.scope, _verdict)(tracer)
    lines += ["", *style.wrap(verdict, kind="bold")]
    lines += style.wrap(_consequence(rule, linter), kind="dim")
    return commandless("\n".join(lines)) + "\n"


_PARTS = {
    "match": "Правило ищет",
    "when": "Правило касается текстов, где есть",
    "require": "Правилу нужно, чтобы в тексте было",
}


def _part(tracer: Tracer, part: str, style: Style) -> Iterator[str]:
    """The lines that matched, or else those that came closest."""
    count = tracer.lines(part)
    matched = tracer.matches(part)
    yield from style.wrap(f"{_PARTS[part]} ({plural(count, _LINE_FORMS)}):")
    for trace in matched:
        yield ""
        yield from _trace(tracer, trace, style)
        if part == "match":
            for excuse in tracer.excuses(trace):
                yield from style.wrap(f"Прощает: {shown(excuse)}.", 2 * _INDENT, "good")
    if matched:
        return
    near = tracer.nearest(part)
    if not near:
        yield from style.wrap("ни одна строка не подошла: нет даже одного её слова.", _INDENT)
    for trace in near:
        yield ""
        yield from _trace(tracer, trace, style)


def _trace(tracer: Tracer, trace: Trace, style: Style) -> Iterator[str]:
    """A line of the rule, then each of its elements with the words it took."""
    word = "подошла" if trace.match else "не подошла"
    line = trace.pattern.line
    yield from style.wrap(f"Строка {word} ({line.path}:{line.line}):", _INDENT, "" if trace.match else "dim")
    yield from style.wrap(line.text, 2 * _INDENT)
    elements = trace.pattern.elements
    left = min(_WIDEST, max(len(e.text) for e in elements)) + 2
    for k, element in enumerate(elements):
        span = trace.spans.get(k)
        if span:
            sign, told = "+", f"«{tracer.quote(trace.view, span)}»" if span[0] < span[1] else "пусто"
        elif element.required:
            sign, told = "–", tracer.missing(trace, k)
        else:
            sign, told = " ", "не понадобилось"
        yield from _row(sign, element.text, shown(told, 120), left, style)


def _hits(title: str, hits: Iterable[tuple[str, list[str]]], style: Style) -> Iterator[str]:
    """Lines that are not taken apart, each with what it found."""
    yield from style.wrap(title)
    for text, quotes in hits:
        told = ", ".join(f"«{shown(quote, 120)}»" for quote in quotes) or "ничего"
        yield from style.wrap(text, _INDENT)
        yield from style.wrap(f"→ {told}", 2 * _INDENT, "good" if quotes else "dim")


def _row(sign: str, name: str, told: str, left: int, style: Style) -> Iterator[str]:
    kind = {"+": "good", "–": "warning"}.get(sign, "dim")
    wrapped = style.wrap(told, 2 * _INDENT + 2 + left, kind)
    head = f"{' ' * 2 * _INDENT}{style.paint(kind, sign)} {name}"
    if len(name) > left - 2:
        yield head
    else:
        yield head + " " * (left - len(name)) + wrapped.pop(0).lstrip(" ")
    yield from wrapped


def _verdict(tracer: Tracer) -> str:
    quotes = [tracer.quote(c.view, (c.first, c.last)) for c in tracer.findings()]
    if quotes:
        return f"Итог: правило находит {', '.join(f'«{shown(q, 120)}»' for q in quotes)}."
    if tracer.matches("match") or any(quotes for _, quotes in tracer.expressions()):
        return "Итог: правило молчит — слова подошли, но их прощает исключение или защита."
    return "Итог: правило молчит — ни одна его строка не подошла."


def _verdict_on_document(tracer: Tracer) -> str:
    if tracer.lines("when") and not tracer.matches("when"):
        return "Итог: правило молчит — такого текста оно не касается."
    if tracer.matches("require"):
        return "Итог: правило молчит — нужное в тексте есть."
    return "Итог: правило находит нехватку. В отрывке (--fragment) оно молчит."


def _verdict_on_elements(tracer: Tracer) -> str:
    found = [quote for _, quotes in tracer.elements(lacking=True) for quote in quotes]
    if found:
        return f"Итог: правило находит {', '.join(f'«{shown(q, 120)}»' for q in found)}."
    if any(quotes for _, quotes in tracer.elements(lacking=False)):
        return "Итог: правило молчит — в найденном есть всё, что нужно."
    return "Итог: правило молчит — такого на странице нет."


def _consequence(rule: Rule, linter: Linter) -> str:
    where = f"{OBJECT_NAMES[linter.object]}, {CHANNEL_NAMES[linter.channel]}"
    norm = linter.norm(linter.pack.by_id[rule.id])
    if norm is None:
        return f"Здесь ({where}) из этого ничего не следует: check промолчит. Где следует: medadlint explain {rule.id}"
    if rule.scope == "part":
        return f"Это часть: если её нет в тексте ({where}), её назовёт находка семьи {rule.family}."
    draft = " Правило — черновик: check покажет его только с --preview." if rule.status == "draft" else ""
    return f"По закону такое утверждение — {LEVEL_NAMES[norm.level]} ({where}).{draft}"
