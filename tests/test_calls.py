"""The index passes over sentences; it must never pass over a match."""

import random

import pytest

from medadlint.cache import builtin_rules
from medadlint.calls import Index
from medadlint.extract.model import Block
from medadlint.fold import fold
from medadlint.pack import Pack
from medadlint.reader import Reader
from medadlint.rulefile import read_packs
from medadlint.selftest import read_example


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    files, _ = read_packs([builtin_rules()])
    return [read_example(line.text).text for rule in files.rules for line in (*rule.bad, *rule.good)]


@pytest.mark.parametrize("fast", [True, False], ids=["C", "Python"])
def test_no_match_is_passed_over(linter, sentences, fast):
    """Shuffled halves of the rules' own examples: a line is called where its matcher finds something, and nowhere else."""
    dice = random.Random(7)
    pack = Pack(linter.pack._lines, fast=fast)
    index = Index(pack, pack.rules)
    asked = {(rule, part) for rule in pack.rules for part in ("when", "require")}
    seen = 0
    for _ in range(150):
        a, b = (dice.choice(sentences).split() for _ in "ab")
        text = " ".join(a[: len(a) * 2 // 3] + b[len(b) // 3 :]) + ". " + dice.choice(sentences)
        reader = Reader(pack, fold(text), [Block(0, len(text), "text")])
        called = {place: {call.line for call in calls} for place, calls, _ in index.called(reader, asked)}
        for place in reader.places():
            view = reader.view(place)
            for number, rule in enumerate(pack.rules):
                for part in ("match", "when", "require"):
                    for line, matcher in enumerate(getattr(rule, part)):
                        found = bool(matcher.find(view))
                        assert found == (("rule", number, part, line) in called.get(place, ())), (
                            rule.id,
                            part,
                            line,
                            text,
                        )
                        seen += found
    assert seen > 100


def test_few_sentences_of_lawful_text_are_looked_at(linter):
    """An index that calls for everything would be right, and useless."""
    clean = "Приём ведёт врач по записи. Адрес клиники указан на сайте. Анализы готовы на следующий день. "
    reader = Reader(linter.pack, fold(clean), [Block(0, len(clean), "text")])
    assert len(list(Index(linter.pack, linter.pack.rules).called(reader, ()))) <= 1
