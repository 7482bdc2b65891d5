"""Which sentences call for which lines? Answered at C speed, and never with fewer lines than match.

Three questions, each of what the one before has left: in which sentences are all groups of form sets that a line needs (sets
of sentences, for some thousand sentences at a time)? Do their words stand near enough to each other? And where such a group
is a list with phrases: does a phrase stand there as a whole?
"""

from __future__ import annotations

from bisect import bisect_left, insort
from itertools import count, islice

from medadlint.light import TYPE_CHECKING, Any, Collection, Iterable, Iterator, Sequence, defaultdict, partial
from medadlint.match import Matcher
from medadlint.native import native
from medadlint.pack import KINDS, PARTS_OF, Guard, Matchers, Pack, Rule
from medadlint.reader import Claim, Place, Question, Reader, defence
from medadlint.sentences import stretches
from medadlint.words import Cache, Word

if TYPE_CHECKING:
    from medadlint import _native

_BATCH = 4096  # stretches looked at together
_NONE: frozenset[int] = frozenset()

Stretch = tuple[int, int, list[bytes]]
Places = dict[int, list[int]]
"""A sentence: for groups of form sets, which of its words belong to them, in order."""


class Call:
    """One way in which a text may call for a line of a rule or guard, or for a phrase of a list (see anchors.Call).

    ``needs``: groups of form sets that every match holds, all but the commonest; ``near``: all of them with their distances
    (see anchors.Call); ``signs``: the signs that it holds; ``owner``: None for a phrase; ``question``: the part that a line
    belongs to.
    """

    __slots__ = (
        "_matcher",
        "_number",
        "_pack",
        "line",
        "near",
        "needs",
        "number",
        "owner",
        "part",
        "question",
        "signs",
    )

    def __init__(self, pack: Pack, number: int) -> None:
        self._read(pack, number)

    def _read(self, pack: Pack, number: int) -> tuple[Any, tuple[int, ...]]:
        """Read a call; its owner as the pack names it, and its marks."""
        self._pack = pack
        kind, owner, self.part, self._number, self.near, self.needs, self.signs, marks = _told(pack, number)
        self.number = number
        self.owner: Rule | Guard | None = None
        if kind != "list":
            self.owner = pack.rules[owner] if kind == "rule" else pack.guards[owner]
        self.question: Question = (self.owner, self.part)
        self.line = (kind, owner, self.part, self._number)
        self._matcher: Matcher | None = None
        return owner, marks

    @property
    def matcher(self) -> Matcher:
        if self._matcher is None:
            matchers: Matchers = getattr(self.owner, self.part)
            self._matcher = matchers[self._number]
        return self._matcher

    @property
    def defence(self) -> tuple[Any, ...] | None:
        """For the C: what may speak for a claim that the line makes, if it makes any."""
        return defence(self._pack, self.owner) if isinstance(self.owner, Rule) and self.part == "match" else None


class Sought(Call):
    """A call with what it takes to look for it here and not in C.

    ``groups``: those of ``near``; ``marks``: the lists whose phrases it may hold; a phrase is known by ``mark`` and, where it
    stands, belongs to the groups ``gives``.
    """

    __slots__ = ("gives", "groups", "mark", "marks")

    def __init__(self, pack: Pack, number: int) -> None:
        owner, marks = self._read(pack, number)
        self.marks = frozenset(marks)
        self.groups = frozenset(group for group, _, _ in self.near)
        self.mark: int = -1 if self.owner else owner
        self.gives = () if self.owner else pack.phrase(owner).sure

    def stands(self, places: Places, slack: int) -> list[int]:
        """Where the rarest word that is needed stands with the others near enough, give or take ``slack`` words."""
        (anchor, _, _), *others = self.near
        found = places.get(anchor, [])
        for group, before, after in others:
            if not found:
                break
            company = places.get(group, [])
            first = [bisect_left(company, i - before - slack) for i in found]
            found = [
                i for i, k in zip(found, first, strict=True) if k < len(company) and company[k] <= i + after + slack
            ]
        return found


class Known:
    """What is known of a word: its groups of form sets (see words.Word) and its calls, apart by what they are for."""

    __slots__ = ("claims", "groups", "phrases", "questions", "sure")

    def __init__(self, word: Word, calls: Sequence[Sought]) -> None:
        self.groups, self.sure = word.groups, word.sure
        self.phrases: dict[int, list[Sought]] = {}
        for call in calls:
            if not call.owner:
                self.phrases.setdefault(call.mark, []).append(call)
        self.claims = tuple(call for call in calls if call.owner and call.part == "match")
        self.questions = tuple(call for call in calls if call.owner and call.part != "match")


class Index:
    """The calls for the lines of some rules and of all guards, by the words that make them."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self._pack = pack
        self._owners: frozenset[Rule | Guard | None] = frozenset((*rules, *pack.guards.values(), None))
        self._classes: dict[tuple[int, ...], Known | None] = {}
        self._hot = Cache(self._known)
        numbers = count(len(pack.table.classes))
        self._several: Cache[tuple[int, ...], int] = Cache(lambda _: next(numbers))  # two threads never get the same
        self._native = self._in_c(pack, frozenset(rules)) if pack.sets else None

    def _in_c(self, pack: Pack, rules: frozenset[Rule]) -> _native.Index:
        sought = bytes(rule in rules for rule in pack.rules)
        call = pack.memo("calls", lambda: Cache(partial(Call, pack))).__getitem__
        table = pack.table
        return native.Index(self._told, table.classes, table.width, pack.calls.parts, pack.groups.parts, sought, call)

    def _known(self, key: bytes) -> Known | None:
        classes = self._pack.words[key]
        if classes not in self._classes:
            word = self._pack.word(classes)
            own = self._own(word.calls) if word.groups else ()
            self._classes[classes] = Known(word, own) if word.groups else None
        return self._classes[classes]

    def _told(self, key: bytes) -> int | tuple[int, ...] | None:
        """The number of the class of a word; of a word of several a number that they have together, and theirs."""
        classes = self._pack.words[key]
        if len(classes) < 2:
            return classes[0] if classes else None
        return self._several[classes], *classes

    def _own(self, numbers: Iterable[int]) -> list[Sought]:
        """The calls for lines of these rules, of guards and for phrases."""
        calls: Cache[int, Sought] = self._pack.memo("sought", lambda: Cache(partial(Sought, self._pack)))
        return [call for call in map(calls.__getitem__, numbers) if call.owner in self._owners]

    def called(self, reader: Reader, asked: Collection[Question]) -> Iterator[tuple[Place, list[Call], list[Claim]]]:
        """The sentences that lines match, each with the calls for these and the claims that nothing near by speaks for.

        ``asked``: what to find out of the text as a whole; it may shrink on the way.
        """
        self._hot.trim()
        self._pack.trim()
        if self._native:
            self._native.trim(self._hot.MOST)
            assert reader.native
            return self._native.scan(reader.native, reader, asked)
        return self._called(reader, asked)

    def _called(self, reader: Reader, asked: Collection[Question]) -> Iterator[tuple[Place, list[Call], list[Claim]]]:
        fold = reader.folded.fold
        done = (-1, -1)
        for start, end, calls in self._stretches(reader, asked):
            inside = list(reader.within(start, end - 1))
            for place, a, b in inside:
                if place <= done:
                    continue
                done = place
                own = self._near(fold[a:b].split(), calls) if len(inside) > 1 else calls
                # each line once, in an order of its own, not that of the index
                lines = {call.line: call for call in sorted(own, key=lambda call: call.number)}.values()
                there: list[Call] = [call for call in lines if call.matcher.stands(reader.view(place))]
                if there:
                    yield place, there, reader.claims(place, claiming(there))

    def _stretches(self, reader: Reader, asked: Collection[Question]) -> Iterator[tuple[int, int, list[Sought]]]:
        """The stretches of the text that make calls, with these."""
        every = stretches(reader.folded, self._pack.abbreviations)
        while batch := list(islice(every, _BATCH)):
            for (start, end, words), wanted in self._called_in(batch, reader, asked):
                calls = self._near(words, [c for c in wanted if c.part == "match" or c.question in asked])
                if calls:
                    yield start, end, calls

    def _called_in(
        self, batch: list[Stretch], reader: Reader, asked: Collection[Question]
    ) -> Iterator[tuple[Stretch, list[Sought]]]:
        """The stretches that hold all that some call needs, in order."""
        where: defaultdict[Known, list[int]] = defaultdict(list)
        hot = self._hot.__getitem__
        for i, (_, _, words) in enumerate(batch):
            for known in filter(None, map(hot, words)):
                where[known].append(i)
        members: defaultdict[int, list[Known]] = defaultdict(list)
        for known in where:
            for group in known.groups:
                members[group].append(known)
        stretches_of: dict[int, set[int]] = {}

        def holding(group: int) -> set[int]:
            found = stretches_of.get(group)
            if found is None:
                found = stretches_of[group] = set().union(*(where[known] for known in members[group]))
            return found

        calls = {call for known in where for call in known.claims}
        if asked:
            calls.update(call for known in where for call in known.questions if call.question in asked)
        called: defaultdict[int, list[Sought]] = defaultdict(list)
        signs = _Signs(batch, reader.folded.text)
        for call in calls:
            first, *others = call.needs
            if not all(map(members.__contains__, others)):
                continue
            for i in holding(first).intersection(*map(holding, others), *map(signs.holding, call.signs)):
                called[i].append(call)
        for i in sorted(called):
            yield batch[i], called[i]

    def _near(self, words: list[bytes], calls: Iterable[Sought]) -> list[Sought]:
        """Those of ``calls`` that the words of a sentence really make."""
        found = [(i, known) for i, known in enumerate(map(self._hot.__getitem__, words)) if known]
        places = _places(calls, [(i, known.groups) for i, known in found])
        slack = sum(map(bytes.isdigit, words))  # a number written in parts («15 000») is one word for the matcher
        near = [call for call in calls if call.stands(places, slack)]
        marks = _NONE.union(*[call.marks for call in near])
        if marks:
            # Phrases within phrases come first: the number of a call tells the order.
            phrases = {
                phrase.number: phrase
                for _, known in found
                if not marks.isdisjoint(known.phrases)
                for mark in marks
                for phrase in known.phrases.get(mark, ())
            }
            places = _places([*near, *phrases.values()], [(i, known.sure) for i, known in found])
            for _, phrase in sorted(phrases.items()):
                for i in phrase.stands(places, slack):
                    for group in phrase.gives:
                        insort(places.setdefault(group, []), i)
            near = [call for call in near if not call.marks or call.stands(places, slack)]
        return near


def _told(
    pack: Pack, number: int
) -> tuple[str, Any, str, int, tuple[tuple[int, ...], ...], tuple[int, ...], str, tuple[int, ...]]:
    """Whose a call is (kind, owner, part, line), its groups with their distances, those needed, its signs and marks.

    In tuples of numbers, which the garbage collector passes over: there are thousands.
    """
    kind, owner, part, line, near, needs, signs, *rest = pack.calls[number]
    near *= 3
    needs += near
    return (
        KINDS[kind], pack.guard_names[owner] if KINDS[kind] == "guard" else owner, PARTS_OF[part], line,
        tuple(tuple(rest[i : i + 3]) for i in range(0, near, 3)), tuple(rest[near:needs]),
        "".join(map(chr, rest[needs : needs + signs])) if signs else "", tuple(rest[needs + signs :]),
    )  # fmt: skip


def claiming(calls: Iterable[Call]) -> list[tuple[Rule, Matcher]]:
    """The lines that make claims, those of ``match``."""
    return [(c.owner, c.matcher) for c in calls if c.part == "match" and isinstance(c.owner, Rule)]


def _places(calls: Iterable[Sought], words: list[tuple[int, tuple[int, ...]]]) -> Places:
    """Where the words of the groups stand that ``calls`` name."""
    named = _NONE.union(*[call.groups for call in calls])
    places: Places = {}
    for i, groups in words:
        for group in named.intersection(groups):
            places.setdefault(group, []).append(i)
    return places


class _Signs:
    """In which stretches of a batch does a sign («%») stand?"""

    def __init__(self, batch: list[Stretch], text: str) -> None:
        self._batch, self._text = batch, text
        self._found: dict[str, set[int]] = {}

    def holding(self, sign: str) -> set[int]:
        found = self._found.get(sign)
        if found is None:
            found = self._found[sign] = set()
            i, last = 0, self._batch[-1][1]
            at = self._text.find(sign, self._batch[0][0], last)
            while at >= 0:
                while self._batch[i][1] <= at:
                    i += 1
                found.add(i)
                at = self._text.find(sign, self._batch[i][1], last)
        return found
