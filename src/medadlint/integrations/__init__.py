"""medadlint inside other programs: what has to stop a publication, and what its author should see."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from medadlint.finding import Finding
from medadlint.linter import Linter
from medadlint.norms import LEVELS

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")

__all__ = ["Review", "review", "told"]


class Review(NamedTuple):
    """Findings parted in two: ``blocking`` ones stop a publication, the others (``advisory``) are shown."""

    blocking: list[Finding]
    advisory: list[Finding]


def review(
    text: str,
    format: str = "text",  # noqa: A002
    *,
    linter: Linter | None = None,
    whole: bool | None = False,
    block_on: str = "error",
) -> Review:
    """Check ``text`` before it is published.

    ``linter``: None = one for the default context, made once; ``format``, ``whole``: as in Linter.check, but a text is a
    fragment unless said otherwise; ``block_on``: the level that stops a publication, one of norms.LEVELS or "never".
    Raises ValueError for an unknown level or format.
    """
    if block_on not in (*LEVELS, "never"):
        raise ValueError(f"block_on: нет значения «{block_on}». Бывает: {', '.join(LEVELS)}, never.")
    grave = LEVELS[: LEVELS.index(block_on) + 1] if block_on in LEVELS else ()
    findings = (linter or linter_for()).check(text, format, whole)
    return Review([f for f in findings if f.level in grave], [f for f in findings if f.level not in grave])


def told(finding: Finding) -> str:
    """A finding in one breath, for a form or a message: the words, the reason, what to write instead."""
    words = " ".join(html.unescape(_TAG.sub("", finding.quote)).split())
    quote = f"«{words}»: " if words else ""
    better = f" Лучше: «{finding.rewrites[0].text}»." if finding.rewrites else f" {finding.advice}".rstrip()
    return f"{quote}{finding.message}{better}"


@lru_cache(maxsize=32)
def linter_for(obj: str = "service", channel: str = "ad", rules: Sequence[str] = ()) -> Linter:
    """The linter of a context, made once in a process: making one costs more than a check. ``rules``: a tuple."""
    return Linter(obj, channel, rules=rules)
