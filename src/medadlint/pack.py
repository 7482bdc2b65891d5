"""A compiled pack: lines of JSON or, where there are thousands, of numbers, each read when it is first needed.

The first lines hold what every run needs (a head with the rules in short, the law in brief), the law and the lexicon, two each
all calls, groups of form sets and beginnings of lists, the others one rule, list, class of words, bucket of the table of words (see words.py) or
compiled expression (see kept.py) each. Built by compiler.py, written by packing.py, kept by cache.py.
"""

from __future__ import annotations

from medadlint.kept import Kept
from medadlint.light import TYPE_CHECKING, Any, Callable, Iterator, Sequence, cached_property, expression, partial
from medadlint.match import Lists, Matcher, View
from medadlint.native import native
from medadlint.norms import Law
from medadlint.sentences import Sentence
from medadlint.words import NOTHING, Cache, Pile, Table, Word, read, together

if TYPE_CHECKING:
    from medadlint import _native

    Short = tuple[str, str, str, str, str, list[str], list[str], list[str]]
    """What is known of a rule at once, see SHORT."""
    Body = Callable[[], bytes] | dict[str, Any]
    """What a rule or a guard says: what gives a line of JSON, or the same as data."""

_NO_SETS: frozenset[int] = frozenset()
_PARTS = expression(rb"[0-9]+|[^0-9.]+")
_NOT_LETTERS = b"0123456789."  # that may be glued to a word
KINDS = ("rule", "guard", "list")  # whose a call may be
PARTS_OF = ("match", "when", "require", "document", "")
SHORT = ("id", "family", "kind", "status", "scope", "objects", "channels", "regex")  # what is known of a rule at once
SECTIONS = ("bodies", "guards", "phrases", "firsts", "calls", "groups", "classes", "buckets", "expressions")


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


def _data(body: Body) -> dict[str, Any]:
    return body if isinstance(body, dict) else dict(read(body()))


class Guard:
    """The lines of a guard: in the claim's sentence, in the one before or after it, anywhere in the document or nowhere."""

    def __init__(self, body: Body, lists: Lists, *, of_document: bool) -> None:
        """``of_document``: has it lines for the whole document?"""
        self._body, self._lists, self.of_document = body, lists, of_document

    @cached_property
    def data(self) -> dict[str, Any]:
        """Its lines as programs."""
        return _data(self._body)

    @cached_property
    def match(self) -> Matchers:
        return Matchers(self.data["match"], self._lists)

    @cached_property
    def previous(self) -> Matchers:
        return Matchers(self.data["previous"], self._lists)

    @cached_property
    def next(self) -> Matchers:
        return Matchers(self.data["next"], self._lists)

    @cached_property
    def document(self) -> Matchers:
        return Matchers(self.data["document"], self._lists, _NO_SETS)

    @cached_property
    def without(self) -> Matchers:
        return Matchers(self.data["without"], self._lists)

    @property
    def beside(self) -> list[tuple[Matchers, int]]:
        """The lines for the sentences beside, and where these are."""
        return [(lines, step) for lines, step in ((self.previous, -1), (self.next, 1)) if lines]

    @property
    def unless_said(self) -> bool:
        """Does it speak for a claim if its lines do not stand beside it?"""
        return bool(self.data["without"])

    def varied(self, **parts: Any) -> Guard:
        """The same guard with other programs in some parts."""
        data = {**self.data, **parts}
        return Guard(data, self._lists, of_document=bool(data["document"]))


class Rule:
    """A rule as the engine uses it. ``head``: what is known at once, see SHORT; ``body``: a line of JSON, or the same as data."""

    def __init__(self, head: Short, body: Body, lists: Lists, stop: frozenset[int]) -> None:
        self.id, self.family, self.kind, self.status, self.scope, self.objects, self.channels, self.expressions = head
        self._head, self._body = head, body
        self.lists, self.stop = lists, stop

    @cached_property
    def data(self) -> dict[str, Any]:
        """The rest of the rule."""
        return _data(self._body)

    def varied(self, **parts: Any) -> Rule:
        """The same rule with other programs in some parts (``regex`` is one of them)."""
        head = (*self._head[:-1], parts.get("regex", self.expressions))
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
        return [(p and Matcher(p, _NO_SETS, self.lists, guard=True), arrow, text, why) for p, arrow, text, why in told]

    def speaks_of(self, obj: str, channel: str) -> bool:
        """Does the rule itself limit its objects or channels, and are these among them?"""
        return (not self.objects or obj in self.objects) and (not self.channels or channel in self.channels)


class Pack:
    """All rules, guards and norms, ready to match. Immutable after construction but for what it remembers."""

    def __init__(self, lines: Sequence[bytes], *, fast: bool = True) -> None:
        """``fast``: search in C, where that could be built."""
        head = read(lines[0])
        sections: dict[str, Sequence[bytes]] = {}
        start = 4
        for name, count in zip(SECTIONS, head["counts"], strict=True):
            sections[name] = lines[start : start + count]
            start += count
        self._lines = lines
        expression.kept = Kept(sections["expressions"])  # type: ignore[attr-defined]
        self.law = Law(read(lines[1]), lambda: self._law)
        self.stop = frozenset(head["stop"])
        self._named = head["named"]
        self.abbreviations = frozenset(a.encode("cp1251") for a in head["abbreviations"])
        size, of_classes, of_firsts = head["sizes"]
        self.lists = Lists(sections["phrases"], Pile(sections["firsts"], of_firsts), fast=fast)
        self.sets = native.Sets(self.sets_of_word) if self.lists.native else None
        bodies, guards = ([partial(s.__getitem__, n) for n in range(len(s))] for s in list(sections.values())[:2])
        self.rules = [Rule(rule, body, self.lists, self.stop) for rule, body in zip(head["rules"], bodies, strict=True)]
        self.by_id = {r.id: r for r in self.rules}
        self.guards = {
            name: Guard(body, self.lists, of_document=of_document)
            for (name, of_document), body in zip(head["guards"].items(), guards, strict=True)
        }
        self.calls, self.groups = Pile(sections["calls"], size), Pile(sections["groups"], size)
        self.guard_names = list(head["guards"])
        self.table = Table(sections["classes"], sections["buckets"], of_classes)
        self._prefixes = tuple(prefix.encode("cp1251") for prefix, _ in head["prefixes"])
        self.words = Cache(self._looked_up)
        self._sets = Cache(self.sets_of_word)
        self._known: Cache[bytes, bool] = Cache(lambda word: self.table.find(word) is not None)
        self._memo: dict[str, Any] = {}

    @cached_property
    def lexicon(self) -> dict[str, str]:
        """The words that the dictionary lacks, each with the one it declines like."""
        words = self._lines[3].decode().split("\n")
        return dict(zip(words[::2], words[1::2], strict=False))

    @cached_property
    def _law(self) -> dict[str, Any]:
        return dict(read(self._lines[2]))

    @cached_property
    def subject(self) -> Matcher | None:
        """Finds what is sold, and by whom."""
        return self._matcher("subject")

    @cached_property
    def vow(self) -> Matcher | None:
        """Finds what makes a promise, or a comparison, of a sentence that was mended elsewhere."""
        return self._matcher("vow")

    @cached_property
    def other(self) -> Matcher | None:
        """Finds who treats and is no doctor: nothing is left to a doctor where one works alone."""
        return self._matcher("other")

    @cached_property
    def place(self) -> Matcher | None:
        """Finds a place that has no name: «города», «мира»."""
        return self._matcher("place")

    @cached_property
    def topic(self) -> Matcher | None:
        """Finds what a page may be about: a service, an ailment."""
        return self._matcher("topic")

    def _matcher(self, name: str) -> Matcher | None:
        program = self._named[name]
        return program and Matcher(program, _NO_SETS, self.lists, guard=True)

    def memo(self, name: str, make: Callable[[], Any]) -> Any:
        """What ``make`` made for the first to ask: a pack is searched by many."""
        if name not in self._memo:
            self._memo[name] = make()
        return self._memo[name]

    def _looked_up(self, word: bytes) -> tuple[int, ...]:
        """The classes of a word as it stands in a fold, where a full stop or a number may be glued to it."""
        if word.translate(None, _NOT_LETTERS) == word:
            return self._word(word)
        return tuple(dict.fromkeys(number for part in _PARTS.findall(word) for number in self._word(part)))

    def _word(self, key: bytes) -> tuple[int, ...]:
        """The classes of a word: that of its own, and that of what it begins with, «100мл», «профессорский»."""
        found = self.table.find(key)
        if found is None and key[:1].isdigit():
            found = self.table.find(b"0*")
        own = () if found is None else (found,)
        if not key.startswith(self._prefixes):
            return own
        begun = [self.table.find(p + b"*") for p in self._prefixes if key.startswith(p)]
        return tuple(dict.fromkeys((*own, *(number for number in begun if number is not None))))

    def word(self, classes: tuple[int, ...]) -> Word:
        """What is known of a word of these classes."""
        words = list(map(self.table.word, classes)) or [NOTHING]
        return words[0] if len(words) == 1 else together(words)

    def knows(self, word: bytes) -> bool:
        """Is ``word``, as it stands in a fold, one that some rule names?"""
        return bool(self._known[word])

    def phrase(self, mark: int) -> Word:
        """What a phrase of a list is known by (see anchors.Calls)."""
        number = self.table.find(b"%d<" % mark)
        return NOTHING if number is None else self.table.word(number)

    def sets_of_word(self, key: bytes) -> tuple[int, ...]:
        """The form sets of a word as a sentence has it."""
        classes = self.words[key] if key.translate(None, _NOT_LETTERS) == key else self._word(key)
        return tuple(dict.fromkeys(number for one in classes for number in self.table.sets(one)))

    def sets_of(self, sentence: Sentence) -> list[tuple[int, ...]]:
        """For each word of a sentence the form sets it belongs to."""
        return list(map(self._sets.__getitem__, sentence.keys))

    def trim(self) -> None:
        """Forget the words that were met, if there are too many of them."""
        for met in (self.words, self._sets, self._known):
            met.trim()
        if self.sets:
            self.sets.trim(self._sets.MOST)
