"""What a line of ``rewrite:`` is written with: its arrows, and the slots ``{…}`` of its text (see template.py)."""

from __future__ import annotations

from medadlint.light import NamedTuple, expression

SLOT = expression(r"\{([^{}]*)\}")
HERE, WHOLE, ADDED, NOTED = "->", "=>", "+>", "*>"


class Slot(NamedTuple):
    """One ``{…}``: ``kind`` is gap, like, count, or words; what each field holds follows from it."""

    kind: str
    names: tuple[str, ...]
    lemma: str
    form: str  # a case or grammemes; the example of a gap


def slot(inner: str) -> Slot:
    """Read what stands between the braces."""
    if inner.startswith("?"):
        name, _, example = inner[1:].partition("=")
        return Slot("gap", (name,), "", example or name)
    if inner.startswith("!"):
        return Slot("need", (inner[1:],), "", "")
    for sign, kind in (("~", "like"), ("#", "count")):
        if sign in inner:
            before, _, after = inner.partition(sign)
            *adjectives, lemma = before.split()
            name, _, form = after.partition(":")
            return Slot(kind, (*adjectives, name), lemma, form)
    names, _, form = inner.partition(":")
    return Slot("words", tuple(names.split()), "", form)
