"""The public face: text in, findings out."""

from __future__ import annotations

import time
from bisect import bisect_right

from medadlint.cache import load_pack
from medadlint.claims import Search
from medadlint.errors import close
from medadlint.extract import extract
from medadlint.extract.model import Block, Extract
from medadlint.finding import Finding, Offers, Rewrite
from medadlint.fold import Folded, fold, has_latin, is_disguised
from medadlint.light import TYPE_CHECKING, Any, Mapping, Sequence, lru_cache, partial
from medadlint.lines import Lines
from medadlint.norms import CHANNELS, LEVELS, OBJECTS, Norm
from medadlint.pack import Pack, Rule
from medadlint.parts import PART, Parts
from medadlint.reader import Claim

if TYPE_CHECKING:
    import datetime as dt

    from medadlint.phrases import Phrase

    _Row = tuple[int, int, "_Telling", bool, Offers | list[Rewrite], str | None]
    """A finding to be: its place in the source, what its rule says; is it disguised, its rewrites, its location."""

    _Placed = tuple[int, int, str, int, "_Telling"]
    """A claim by its place in the source: start, end, rule, its number, what its rule says."""


class Linter:
    """A checker for one object, channel and date. Immutable, thread-safe, picklable; make it once, use it often.

    ``object``: what is advertised (norms.OBJECTS); ``channel``: where the text stands (norms.CHANNELS); ``as_of``: the
    date whose law applies, a date or an ISO string, None = today; ``rules``: folders of further packs; ``preview``:
    draft rules too; ``phrases``: a black list, phrase to replacement ("" = none). Raises ValueError for an unknown object, channel or date, RuleError for broken rules.
    """

    def __init__(
        self,
        object: str = "service",  # noqa: A002  the word of the contract
        channel: str = "ad",
        as_of: dt.date | str | None = None,
        rules: Sequence[str] | None = None,
        *,
        preview: bool = False,
        phrases: Mapping[str, str] | Sequence[Phrase] | None = None,
    ) -> None:
        _one_of("object", object, OBJECTS)
        _one_of("channel", channel, CHANNELS)
        self.object, self.channel, self.preview = object, channel, preview
        self.as_of = _day(as_of)
        self._extra = tuple(map(str, rules or ()))
        self._phrases = _as_phrases(phrases)
        self._norms: dict[Rule, Norm | None] = {}
        self._tellings: dict[Rule, _Telling | None] = {}
        self.pack = _pack(self._extra, self._phrases)
        speaking = [r for r in self.pack.rules if self._applies(r)]
        self._search, self._parts = Search(self.pack, speaking), Parts(self.pack, speaking)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.object, self.channel, self.as_of, self._extra, self.preview, self._phrases)

    def check(self, text: str, format: str = "text", whole: bool | None = True) -> list[Finding]:  # noqa: A002
        """The findings in ``text``, sorted by place.

        ``format``: one of the text formats of extract.FORMATS (else ValueError). ``whole``: is it a whole document? Rules
        about what is missing run only then; None = judge by the format. Raises SourceError if JSON or YAML is broken.
        """
        if not isinstance(text, str):
            raise TypeError(f"text: нужна строка, а не {type(text).__name__}; файл сначала раскодируйте.")
        return self.examine(extract(text, format, whole))

    def examine(self, file: Extract) -> list[Finding]:
        """The findings in a file that has been taken apart, sorted by place; each of its documents is judged alone."""
        lines = Lines(file.source)
        findings = [f for document in file.documents() for f in self._examine(document, lines)]
        if file.parts:
            findings.sort(key=lambda f: (f.start, f.end))
        return findings

    def _examine(self, document: Extract, lines: Lines) -> list[Finding]:
        folded = fold(document.text, self.pack.knows)
        claims, unmet = self._search(folded, document.blocks, whole=document.whole)
        findings = self._findings(claims, document, folded, lines)
        marked = [f for r in self._search.element_rules for f in self._elements(r, document, lines)]
        if marked:
            findings = sorted(marked + findings, key=lambda f: (f.start, f.end))
        findings = self._parts.gather(findings, claims, document)
        if document.whole:
            findings[:0] = [f for r in unmet for f in self._absence(r, document, lines)]
        return findings

    def fix(self, text: str, format: str = "text") -> str:  # noqa: A002
        """``text`` with all rewrites of kind "safe" written in; the rest of it stays as it is."""
        from medadlint.fixing import fixed

        return fixed(text, lambda now: self.check(now, format, whole=False))

    def norm(self, rule: Rule) -> Norm | None:
        """The norm that answers claims of ``rule`` in this linter's context."""
        if rule not in self._norms:
            speaks = rule.speaks_of(self.object, self.channel)
            law = self.pack.law
            self._norms[rule] = (
                law.norm(rule.family, rule.kind, self.object, self.channel, self.as_of) if speaks else None
            )
        return self._norms[rule]

    def _applies(self, rule: Rule) -> bool:
        if not (self.preview or rule.status == "stable") or not rule.speaks_of(self.object, self.channel):
            return False
        return self.pack.law.answers(rule.family, rule.kind, self.object, self.channel, self.as_of)

    def _findings(self, claims: list[Claim], document: Extract, folded: Folded, lines: Lines) -> list[Finding]:
        """What the law says of ``claims``, by place; of those of a family in one place the gravest, then the longest."""
        given, text = document.text, folded.text
        seen = folded.origins([claim[1:3] for claim in claims], given)
        tellings = {rule: self._told(rule) for rule in {claim.rule for claim in claims}}
        placed = [
            (start, end, told.rule, number, told)
            for number, ((start, end), claim) in enumerate(zip(document.places(seen), claims, strict=True))
            if (told := tellings[claim[0]])
        ]
        placed.sort()
        rewrites = partial(self._rewrites, document, folded)
        where = document.where if document.location or document.locations else None
        hidden = folded.pieces is not None
        rows: list[_Row] = []
        for start, end, _, number, told in _strongest(placed):
            claim = claims[number]
            first, last = seen[number]
            plain = text[claim.start : claim.end]
            disguised = (hidden and given[first:last] != plain) or (
                has_latin(plain) and any(map(is_disguised, claim.view.sentence.spelled(claim.first, claim.last)))
            )
            offers: Offers | list[Rewrite] = Offers(rewrites, claim) if told.offers else []
            rows.append((start, end, told, disguised, offers, (where and where(first)) or None))
        return _tell(rows, lines)

    def _elements(self, rule: Rule, document: Extract, lines: Lines) -> list[Finding]:
        """The findings of a rule about markup."""
        told = self._told(rule) if document.elements else None
        if told is None:
            return []
        from medadlint import markup

        selectors, lacks = ([markup.parse(line) for line in rule.data[part]] for part in ("element", "lacks"))
        return _tell([(*span, told, False, [], None) for span in markup.find(document, selectors, lacks)], lines)

    def _absence(self, rule: Rule, document: Extract, lines: Lines) -> list[Finding]:
        told = self._told(rule)
        if told is None:
            return []
        from medadlint.additions import absence

        return _tell([(0, 0, told, False, absence(rule, document.source), document.location or None)], lines)

    def _told(self, rule: Rule) -> _Telling | None:
        """Makes findings of a rule; None for a part, or where no norm answers. What is the same for all is put together once."""
        if rule not in self._tellings:
            norm = None if rule.scope == PART else self.norm(rule)
            self._tellings[rule] = norm and _Telling(rule, norm)
        return self._tellings[rule]

    def claims(self, folded: Folded) -> list[Claim]:
        """The claims of one block of text, before the law has spoken."""
        found, _ = self._search(folded, [Block(0, len(folded.text), "text")], whole=False)
        return [claim for claim in found if claim.rule.scope != PART]

    def _rewrites(self, document: Extract, folded: Folded, claim: Claim) -> list[Rewrite]:
        from medadlint.extract.code import VALUE
        from medadlint.rewrite import rewrites

        return [
            r._replace(kind="show") if r.kind == "safe" and not set(document.special).isdisjoint(r.text) else r
            for r in rewrites(self, claim, document, folded)
            if VALUE not in r.text  # a hole nobody can fill
        ]


class _Telling:
    """What all findings of a rule have in common."""

    def __init__(self, rule: Rule, norm: Norm) -> None:
        self.rule, self.family, self.level, self.gravity = rule.id, rule.family, norm.level, LEVELS.index(norm.level)
        self.message = " ".join(filter(None, (f"{rule.title}.", rule.why, norm.note)))
        self.advice, self.law, self.fine, self.needs = rule.advice, norm.law, norm.fine, norm.needs
        self.offers = bool(rule.data["rewrite"])


def _tell(rows: list[_Row], lines: Lines) -> list[Finding]:
    """The findings, made here for all: a function for each takes half as long again, and fields by name twice as long."""
    if not rows:
        return []
    source, starts, make = lines.text, lines.starts, Finding._make
    findings = []
    for start, end, told, disguised, offers, location in rows:
        line = bisect_right(starts, start)
        findings.append(make((
            told.rule, told.family, told.level, start, end, line, start - starts[line - 1] + 1, source[start:end],
            told.message, told.advice, told.law, told.fine, told.needs, disguised, offers, location,
        )))  # fmt: skip
    return findings


def check(text: str, format: str = "text", whole: bool = True, **context: Any) -> list[Finding]:  # noqa: A002
    """``Linter(**context).check(text, format, whole)``, the linter made once for a context."""
    return _linter(**context).check(text, format, whole)


def fix(text: str, format: str = "text", **context: Any) -> str:  # noqa: A002
    """``Linter(**context).fix(text, format)``, the linter made once for a context."""
    return _linter(**context).fix(text, format)


def _linter(
    as_of: dt.date | str | None = None, rules: Sequence[str] | None = None,
    phrases: Mapping[str, str] | Sequence[Phrase] | None = None, **context: Any,
) -> Linter:  # fmt: skip
    """The linter of a context, made once; the day is settled first, lest «today» grow old in a long-lived process."""
    return _kept(as_of=_day(as_of), rules=tuple(map(str, rules or ())), phrases=_as_phrases(phrases), **context)


def _as_phrases(given: Mapping[str, str] | Sequence[Phrase] | None) -> tuple[Phrase, ...]:
    if not given:
        return ()
    from medadlint.phrases import as_phrases

    return as_phrases(given)


@lru_cache(maxsize=32)
def _kept(**context: Any) -> Linter:
    return Linter(**context)


@lru_cache(maxsize=8)
def _pack(extra: tuple[str, ...], phrases: tuple[Phrase, ...]) -> Pack:
    return load_pack(extra, phrases)


def _restore(
    obj: str, channel: str, day: str, extra: tuple[str, ...], preview: bool, phrases: tuple[Phrase, ...]
) -> Linter:
    return Linter(obj, channel, day, extra, preview=preview, phrases=phrases)


def _strongest(claims: list[_Placed]) -> list[_Placed]:
    """One of ``claims``, which are in order, for a place and a family: the gravest, then the longest."""
    kept: list[_Placed | None] = []
    last: dict[str, int] = {}  # where the last claim of each family is in ``kept``: the next one can overlap only it
    for claim in claims:
        family = claim[-1].family
        at = last.get(family)
        before = kept[at] if at is not None else None
        if at is not None and before and before[1] > claim[0]:
            if _weight(before) <= _weight(claim):
                continue
            kept[at] = None
        last[family] = len(kept)
        kept.append(claim)
    return [claim for claim in kept if claim]


def _weight(claim: _Placed) -> tuple[int, int, int]:
    return claim[-1].gravity, claim[0] - claim[1], claim[0]


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        near = close(str(value), allowed, 0.5)
        hint = f"; может быть, «{near[0]}»?" if near else "."
        raise ValueError(f"{name}: нет значения «{value}»{hint} Бывает: {', '.join(allowed)}.")


def _day(as_of: dt.date | str | None) -> str:
    if as_of is None:
        return time.strftime("%Y-%m-%d")
    import datetime as dt

    if isinstance(as_of, dt.datetime):
        as_of = as_of.date()
    try:
        return dt.date.fromisoformat(str(as_of)).isoformat()
    except ValueError:
        raise ValueError(f"as_of: «{as_of}» — не дата; напишите так: 2026-03-01.") from None
