"""A compiled pack: lines of JSON or, where there are thousands, of numbers, each read when it is first needed.

The first lines hold what every run needs (a head with the rules in short, the law in brief), the law, the lexicon and for
each call a byte that tells whose it is, the others one rule, list, call, group of form sets, class of words, bucket of the
table of words (see words.py) or compiled expression (see kept.py) each. Built by compiler.py, written by packing.py, kept by cache.py.
"""

from __future__ import annotations

from medadlint.kept import Kept
from medadlint.light import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Sequence, cached_property, expression
from medadlint.match import Lists, Matcher, View
from medadlint.native import native
from medadlint.norms import Law
from medadlint.sentences import Sentence
from medadlint.words import NOTHING, Cache, Table, Word, numbers, read, together

if TYPE_CHECKING:
    from medadlint import _native

_NO_SETS: frozenset[int] = frozenset()
_PARTS = expression(rb"[0-9]+|[^0-9.]+")
_NOT_LETTERS = b"0123456789."  # that may be glued to a word
KINDS = ("rule", "guard", "list")  # whose a call may be
_LIST = 2
PARTS_OF = ("match", "when", "require", "document", "")
SECTIONS = ("bodies", "phrases", "calls", "groups", "classes", "buckets", "expressions")


class Matchers:
    """The matchers of a block of lines, each made when it is first asked for."""

    def __init__(self, programs: list[Any], lists: Lists, stop: frozenset[int] | None = None) -> None:
        """``stop``: what a gap never skips; without it the lines are those of a guard."""
        self._programs, self._lists, self._stop = programs, lists, stop
        self._made: dict[int, Matcher] = {}

    def __len__(self) -> int:
        return len(self._programs)

    def __getitem__(self, number: int) -> Matcher:
        found = self._made.get(number)
        if found is None:
            found = self._made[number] = Matcher(
                self._programs[number], self._stop or _NO_SETS, self._lists, guard=self._stop is None
            )
        return found

    def __iter__(self) -> Iterator[Matcher]:
        return map(self.__getitem__, range(len(self)))

    @cached_property
    def _by_first(self) -> tuple[dict[int, list[int]], list[int]]:
        """The lines by the form sets that they begin with, and those that may begin with anything."""
        found: dict[int, list[int]] = {}
        others = []
        for number, matcher in enumerate(self):
            if matcher.first is None:
                others.append(number)
            for form_set in matcher.first or ():
                found.setdefault(form_set, []).append(number)
        return found, others

    @cached_property
    def native(self) -> _native.Lines | None:
        """All lines in C, if that is how the lists are matched; None without lines."""
        lists = self._lists.native
        return native.Lines(self._programs, self._stop, lists) if lists and self._programs else None

    def stand(self, view: View) -> bool:
        """Does any line match around the claim, or anywhere if it does not name the claim?"""
        if self.native:
            return self.native.stand(view)
        return any(matcher.stands(view) for matcher in self._beginning_in(view))

    def touch(self, view: View) -> bool:
        """Does any line match around the claim or, if it does not name the claim, share a word with it?"""
        if self.native:
            return self.native.touch(view)
        assert view.claim
        first, last = view.claim
        return any(
            matcher.stands(view)
            if matcher.has_claim
            else any(m.first < last and first < m.last for m in matcher.find(view))
            for matcher in self._beginning_in(view)
        )

    def _beginning_in(self, view: View) -> Iterator[Matcher]:
        """The matchers of the lines that begin with some word of the sentence."""
        by_first, others = self._by_first
        numbers = {number for form_set in by_first.keys() & _NO_SETS.union(*view.sets) for number in by_first[form_set]}
        return map(self.__getitem__, sorted(numbers.union(others)))


class Guard:
    """The lines of a guard: in the claim's sentence, in the one before or after it, anywhere in the document or nowhere."""

    def __init__(self, data: dict[str, Any], lists: Lists) -> None:
        self.data = data
        self.match = Matchers(data["match"], lists)
        self.previous = Matchers(data["previous"], lists)
        self.next = Matchers(data["next"], lists)
        self.document = Matchers(data["document"], lists, _NO_SETS)
        self.without = Matchers(data["without"], lists)
        self.beside = [(lines, step) for lines, step in ((self.previous, -1), (self.next, 1)) if lines]
        self.of_document, self.unless_said = bool(self.document), bool(self.without)
        self._lists = lists

    def varied(self, **parts: Any) -> Guard:
        """The same guard with other programs in some parts."""
        return Guard({**self.data, **parts}, self._lists)


class Rule:
    """A rule as the engine uses it. ``head``: what is known at once; ``body``: a line of JSON, or the same as data."""

    def __init__(self, head: dict[str, Any], body: bytes | dict[str, Any], lists: Lists, stop: frozenset[int]) -> None:
        self.id: str = head["id"]
        self.family: str = head["family"]
        self.kind: str = head["kind"]
        self.status: str = head["status"]
        self.scope: str = head["scope"]
        self.objects: tuple[str, ...] = tuple(head["objects"])
        self.channels: tuple[str, ...] = tuple(head["channels"])
        self.expressions: tuple[str, ...] = tuple(head["regex"])
        self._head, self._body = head, body
        self.lists, self.stop = lists, stop

    @cached_property
    def data(self) -> dict[str, Any]:
        """The rest of the rule."""
        return self._body if isinstance(self._body, dict) else dict(read(self._body))

    def varied(self, **parts: Any) -> Rule:
        """The same rule with other programs in some parts (``regex`` is one of them)."""
        head = {**self._head, "regex": parts.get("regex", self.expressions)}
        return Rule(head, {**self.data, **parts}, self.lists, self.stop)

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def why(self) -> str:
        return str(self.data["why"])

    @property
    def advice(self) -> str:
        return str(self.data["advice"])

    @property
    def unless(self) -> list[str]:
        return self.data["unless"]  # type: ignore[no-any-return]

    @cached_property
    def match(self) -> Matchers:
        return Matchers(self.data["match"], self.lists, self.stop)

    @cached_property
    def require(self) -> Matchers:
        return Matchers(self.data["require"], self.lists, self.stop)

    @cached_property
    def when(self) -> Matchers:
        return Matchers(self.data["when"], self.lists, self.stop)

    @cached_property
    def excepts(self) -> Matchers:
        return Matchers(self.data["except"], self.lists)

    @cached_property
    def regex(self) -> list[Any]:
        """Compiled expressions of users' own packs."""
        import regex

        return [regex.compile(text, regex.IGNORECASE) for text in self.expressions]

    @cached_property
    def rewrite(self) -> list[tuple[Matcher | None, str, str, str]]:
        """What to write instead (see template.py): where, the arrow, what, and why that is lawful."""
        told = read(self.data["rewrite"].encode()) if self.data["rewrite"] else ()
        made = ((p and Matcher(p, _NO_SETS, self.lists, guard=True), *rest) for p, *rest in told)
        return [(where, arrow, text, why) for where, arrow, text, why in made]

    def speaks_of(self, obj: str, channel: str) -> bool:
        """Does the rule itself limit its objects or channels, and are these among them?"""
        return (not self.objects or obj in self.objects) and (not self.channels or channel in self.channels)


class Pack:
    """All rules, guards and norms, ready to match. Immutable after construction but for what it remembers."""

    def __init__(self, lines: Sequence[bytes], *, fast: bool = True) -> None:
        """``fast``: search in C, where that could be built."""
        head = read(lines[0])
        sections: dict[str, Sequence[bytes]] = {}
        start = 5
        for name, count in zip(SECTIONS, head["counts"], strict=True):
            sections[name] = lines[start : start + count]
            start += count
        self._lines = lines
        expression.kept = Kept(sections["expressions"])  # type: ignore[attr-defined]
        self.law = Law(read(lines[1]), lambda: self._law)
        self.stop = frozenset(head["stop"])
        self._subject, self._vow, self._other = head["subject"], head["vow"], head["other"]
        self.abbreviations = frozenset(a.encode("cp1251") for a in head["abbreviations"])
        self.lists = Lists(sections["phrases"], fast=fast)
        self.sets = native.Sets(self.sets_of_word) if self.lists.native else None
        self.rules = [
            Rule(rule, body, self.lists, self.stop)
            for rule, body in zip(head["rules"], sections["bodies"], strict=True)
        ]
        self.by_id = {r.id: r for r in self.rules}
        self.guards = {name: Guard(guard, self.lists) for name, guard in head["guards"].items()}
        self._calls, self._groups, self._kinds = sections["calls"], sections["groups"], lines[4]
        self._size, size = head["sizes"]
        self._guard_names = list(head["guards"])
        self.table = Table(sections["classes"], sections["buckets"], size)
        self._prefixes = [prefix.encode("cp1251") for prefix, _ in head["prefixes"]]
        self.words = Cache(self._looked_up)
        self._sets = Cache(self.sets_of_word)
        self._known: Cache[bytes, bool] = Cache(lambda word: self.table.find(word) is not None)
        self._memo: dict[str, Any] = {}

    @cached_property
    def lexicon(self) -> dict[str, str]:
        """The words that the dictionary lacks, each with the one it declines like."""
        return dict(read(self._lines[3]))

    @cached_property
    def _law(self) -> dict[str, Any]:
        return dict(read(self._lines[2]))

    @cached_property
    def subject(self) -> Matcher | None:
        """Finds what is sold, and by whom."""
        return self._subject and Matcher(self._subject, _NO_SETS, self.lists, guard=True)

    @cached_property
    def vow(self) -> Matcher | None:
        """Finds what makes a promise, or a comparison, of a sentence that was mended elsewhere."""
        return self._vow and Matcher(self._vow, _NO_SETS, self.lists, guard=True)

    @cached_property
    def other(self) -> Matcher | None:
        """Finds who treats and is no doctor: nothing is left to a doctor where one works alone."""
        return self._other and Matcher(self._other, _NO_SETS, self.lists, guard=True)

    def call(
        self, number: int
    ) -> tuple[str, Any, str, int, tuple[tuple[int, ...], ...], tuple[int, ...], str, tuple[int, ...]]:
        """Whose a call is (kind, owner, part, line), its groups with their distances, those needed, its signs and marks.

        In tuples of numbers, which the garbage collector passes over: there are thousands.
        """
        kind, owner, part, line, near, needs, signs, *rest = numbers(self._calls[number], self._size)
        near *= 3
        needs += near
        return (
            KINDS[kind], self._guard_names[owner] if KINDS[kind] == "guard" else owner, PARTS_OF[part], line,
            tuple(tuple(rest[i : i + 3]) for i in range(0, near, 3)), tuple(rest[near:needs]),
            "".join(map(chr, rest[needs : needs + signs])) if signs else "", tuple(rest[needs + signs :]),
        )  # fmt: skip

    def phrases(self, group: int) -> list[int]:
        """The calls for the phrases that belong to a group of form sets."""
        places = numbers(self._groups[group], self._size)
        return [first + i for first, count in zip(places[::2], places[1::2], strict=True) for i in range(count)]

    def without_phrases(self, calls: Iterable[int]) -> list[int]:
        """Those of some calls that are not for a phrase of a list."""
        return [call for call in calls if self._kinds[call] != _LIST]

    def memo(self, name: str, make: Callable[[], Any]) -> Any:
        """What ``make`` made for the first to ask: a pack is searched by many."""
        if name not in self._memo:
            self._memo[name] = make()
        return self._memo[name]

    def _looked_up(self, word: bytes) -> Word:
        """What is known of a word as it stands in a fold, where a full stop or a number may be glued to it."""
        if word.translate(None, _NOT_LETTERS) == word:
            return self._word(word)
        parts = _PARTS.findall(word)
        if not parts:
            return NOTHING
        found = [self._word(part) for part in parts]
        return found[0] if len(found) == 1 else together(found)

    def _word(self, key: bytes) -> Word:
        found = self.table.find(key)
        if found is None and key[:1].isdigit():
            found = self.table.find(b"0*")
        begun = [self.table.find(p + b"*") for p in self._prefixes if key.startswith(p)]
        if begun:
            return together(w for w in (found, *begun) if w)
        return found or NOTHING

    def knows(self, word: bytes) -> bool:
        """Is ``word``, as it stands in a fold, one that some rule names?"""
        return bool(self._known[word])

    def phrase(self, mark: int) -> Word:
        """What a phrase of a list is known by (see anchors.Calls)."""
        return self.table.find(b"%d<" % mark) or NOTHING

    def sets_of_word(self, key: bytes) -> tuple[int, ...]:
        """The form sets of a word as a sentence has it."""
        return (self.words[key] if key.translate(None, _NOT_LETTERS) == key else self._word(key)).sets

    def sets_of(self, sentence: Sentence) -> list[tuple[int, ...]]:
        """For each word of a sentence the form sets it belongs to."""
        return list(map(self._sets.__getitem__, sentence.keys))

    def trim(self) -> None:
        """Forget the words that were met, if there are too many of them."""
        self.words.trim()
        self._sets.trim()
        if self.sets:
            self.sets.trim(self._sets.MOST)
        self._known.trim()
