"""What medadlint says about a text. The shape is a contract: other programs read it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Rewrite(NamedTuple):
    """What to write instead of ``source[start:end]`` (code points).

    ``kind``: safe (may be written by a program), fill (holds gaps in braces for a fact), show (for the eye only).
    """

    kind: str
    text: str
    start: int
    end: int
    why: str


class Finding(NamedTuple):
    """A claim and what the law says of it.

    ``start``/``end``: code points of the text as given, end exclusive, ``text[start:end] == quote``; 0, 0 and "" when
    the finding is about the whole document. ``line``/``column``: 1-based, columns in code points. ``law``: dicts with
    act, article, part, point, text, verified_to. ``fine``: roubles, {citizen, official, legal: [min, max] or None} or None.
    ``needs``: "evidence" if a proof would clear the claim. ``disguised``: letters were hidden or imitated. ``location``:
    where a person finds it if line and column do not tell («абзац 3», «Лист1!B7»), else None.
    """

    rule: str
    family: str
    level: str
    start: int
    end: int
    line: int
    column: int
    quote: str
    message: str
    advice: str
    law: list[dict[str, str]]
    fine: dict[str, Any] | None
    needs: str | None
    disguised: bool
    rewrites: list[Rewrite]
    location: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, every key present."""
        data = self._asdict()
        data["rewrites"] = [r._asdict() for r in self.rewrites]
        return data
