"""Findings that their author has answered: ``medadlint: ignore outcome-guarantee -- слова закона``.

A suppression that suppresses nothing, or gives no reason, is itself a finding (level advice, family «house»).
"""

from __future__ import annotations

from medadlint.directives import REASONLESS, UNUSED, Directive, Directives, place, reach
from medadlint.errors import meant
from medadlint.extract.model import Extract
from medadlint.finding import Finding
from medadlint.light import Callable, Collection, NamedTuple
from medadlint.norms import HOUSE


class Judged(NamedTuple):
    """``kept``: what is still to be reported; ``suppressed``: the rest, each with its reason ("" = none was given)."""

    kept: list[Finding]
    suppressed: list[tuple[Finding, str]]


def judge(
    findings: list[Finding],
    text: str,
    directives: Directives,
    document: Extract,
    known: Collection[str],
    ran: Callable[[str], bool],
) -> Judged:
    """Part the findings of ``text`` by its directives; findings about the directives are added.

    ``known``: all ids and families; ``ran``: did a rule or family of this name have a say in this run?
    """
    blocks = [document.place(b.start, b.end) for b in document.blocks]

    def next_block(offset: int) -> int:
        ends = [end for _, end in sorted(b for b in blocks if b[0] >= offset)]
        return ends[0] if ends else len(text)

    kept: list[Finding] = []
    suppressed: list[tuple[Finding, str]] = []
    used: set[tuple[int, str]] = set()
    reaches = [reach(text, d, next_block) for d in directives.ignores]
    for finding in findings:
        reason = None
        for number, (directive, (start, end)) in enumerate(zip(directives.ignores, reaches, strict=True)):
            named = {finding.rule, finding.family}.intersection(directive.names)
            # a finding about the whole text stands nowhere: only the whole file can answer it
            covered = start < finding.end and finding.start < end if finding.quote else directive.verb == "ignore-file"
            if named and covered:
                used |= {(number, name) for name in named}
                reason = reason or directive.reason
        if reason is None:
            kept.append(finding)
        else:
            suppressed.append((finding, reason))
    for number, directive in enumerate(directives.ignores):
        unused = [name for name in directive.names if (number, name) not in used and (name not in known or ran(name))]
        if not directive.names:
            kept.append(_finding(UNUSED, text, directive, "Не сказано, какое правило не применять: допишите его имя."))
        for name in unused:
            kept.append(_finding(UNUSED, text, directive, _unused(name, directive, known)))
        if directive.names and not directive.reason and len(unused) < len(directive.names):
            message = "Правило отключено без объяснения: допишите причину после « -- »."
            kept.append(_finding(REASONLESS, text, directive, message))
    kept.sort(key=lambda f: (f.start, f.end))
    return Judged(kept, suppressed)


def _unused(name: str, directive: Directive, known: Collection[str]) -> str:
    if name in known:
        hint = "" if directive.verb == "ignore-file" else "; находку обо всём тексте отключает ignore-file"
        return f"Пометка ничего не отключает: «{name}» здесь не находится, уберите её{hint}."
    hint = meant(name, sorted(known), "какие есть: medadlint rules list")
    return f"Пометка ничего не отключает: нет правила и семьи «{name}»; {hint}"


def _finding(rule: str, text: str, directive: Directive, message: str) -> Finding:
    line, column = place(text, directive.start)
    return Finding(
        rule=rule, family=HOUSE, level="advice", start=directive.start, end=directive.end, line=line, column=column,
        quote=text[directive.start : directive.end], message=message, advice="", law=[], fine=None, needs=None,
        disguised=False, rewrites=[],
    )  # fmt: skip
