"""What medadlint says about a text. The shape is a contract: other programs read it."""

from __future__ import annotations

from medadlint.light import Any, Callable, NamedTuple


class Rewrite(NamedTuple):
    """What to write instead of ``old``, which is ``source[start:end]`` (code points); it may take in more than the quote.

    ``kind``: safe (may be written by a program), fill (holds gaps in braces for a fact), show (for the eye only).
    """

    kind: str
    text: str
    start: int
    end: int
    why: str
    old: str = ""


class Offers:
    """Rewrites that are worked out when somebody asks for them: to inflect and to prove one takes longer than to find."""

    __slots__ = ("_found", "_make", "_of")

    def __init__(self, make: Callable[[Any], list[Rewrite]], of: Any) -> None:
        self._make: Callable[[Any], list[Rewrite]] | None = make
        self._of = of

    def __call__(self) -> list[Rewrite]:
        of, make = self._of, self._make  # in this order: another thread may be asking
        if make is not None:
            self._found = make(of)
            self._make = self._of = None  # and let the text go
        return self._found

    def __eq__(self, other: object) -> bool:
        return self() == (other() if isinstance(other, Offers) else other)

    def __hash__(self) -> int:
        return hash(tuple(self()))

    def __repr__(self) -> str:
        return repr(self())

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (self(),)  # what travels to another process is settled


class _Fields(NamedTuple):
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
    rewrites: Any
    location: str | None = None


class Finding(_Fields):
    """A claim and what the law says of it.

    ``start``/``end``: code points of the text as given, end exclusive, ``text[start:end] == quote``; 0, 0 and "" when
    the finding is about the whole document. ``line``/``column``: 1-based, columns in code points. ``law``: dicts with
    act, article, part, point, text, verified_to. ``fine``: roubles, {citizen, official, legal: [min, max] or None} or None.
    ``needs``: "evidence" if a proof would clear the claim. ``disguised``: letters were hidden or imitated. ``location``:
    where a person finds it if line and column do not tell («абзац 3», «Лист1!B7»), else None.
    """

    __slots__ = ()

    @property
    def rewrites(self) -> list[Rewrite]:
        """What to write instead, the calmest first; worked out when first asked for."""
        given = _Fields.rewrites.__get__(self)
        return given() if isinstance(given, Offers) else given

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, every key present."""
        return {**self._asdict(), "rewrites": [r._asdict() for r in self.rewrites]}
