"""Lines that a document lacks, as what is to be added at its end: the rewrites that need no grammar, nor what it loads."""

from __future__ import annotations

from medadlint.finding import Rewrite
from medadlint.light import TYPE_CHECKING, Match
from medadlint.slots import HERE, SLOT, slot

if TYPE_CHECKING:
    from medadlint.pack import Rule

MOST = 3  # rewrites of one finding
WHY = "в предложении с этой заменой правила ничего не находят"


def absence(rule: Rule, text: str) -> list[Rewrite]:
    """The lines that a document lacks."""
    return added(rule, text, HERE)[:MOST]


def added(rule: Rule, text: str, wanted: str) -> list[Rewrite]:
    """The lines with the arrow ``wanted`` as what is to be added at the end of a text; no program writes that."""
    own_line = "\n" if text[-1:].strip() else ""
    end = len(text)
    return [
        Rewrite("fill" if "{?" in template else "show", own_line + SLOT.sub(gap, template), end, end, why or WHY)
        for _, arrow, template, why in rule.rewrite
        if arrow == wanted
    ]


def gap(match: Match[str]) -> str:
    """A gap as a person sees it: «{год}»."""
    return "{" + slot(match[1]).names[0] + "}"
