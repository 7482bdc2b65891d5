"""Phrases of a project, its black list or the claims it can prove, as rules for the ordinary compiler."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from medadlint.light import TYPE_CHECKING, NamedTuple, expression
from medadlint.norms import HOUSE

if TYPE_CHECKING:
    from medadlint.morphology import Morphology
    from medadlint.rulefile import Rule

PREFIX = "phrase-"
_WORD = expression(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?|[^\W\d_]+|[%№₽$€]")
_INFLECTED = frozenset(("NOUN", "ADJF", "INFN"))


class Phrase(NamedTuple):
    """Words as a person writes them, found in all their forms; with «=» before them just so.

    ``replacement``, ``why``: may be ""; ``path``, ``line``: where they are written.
    """

    text: str
    replacement: str = ""
    why: str = ""
    path: str = ""
    line: int = 1

    @property
    def id(self) -> str:
        """The id of its rule: «phrase-без-боли»."""
        return PREFIX + "-".join(re.findall(r"[^\W_]+", " ".join(words(self.text))))


def words(text: str) -> list[str]:
    """The words of ``text`` as they are compared: small letters, ё as е, numbers without blanks."""
    return [re.sub(r"\s", "", w).lower().replace("ё", "е") for w in _WORD.findall(text)]


def as_phrases(given: Mapping[str, str] | Iterable[Phrase] | None) -> tuple[Phrase, ...]:
    """Phrases from a mapping of phrases to replacements, or as they are."""
    if isinstance(given, Mapping):
        return tuple(Phrase(text, replacement) for text, replacement in given.items())
    return tuple(given or ())


def as_rules(phrases: Sequence[Phrase], morphology: Morphology) -> tuple[Rule, ...]:
    """A rule for each phrase: it finds the phrase in every form, and replaces it where the replacement surely fits."""
    from medadlint.rulefile import Line, Rule

    def lines(phrase: Phrase, *texts: str) -> tuple[Line, ...]:
        return tuple(Line(text, phrase.path, phrase.line, 1) for text in texts if text)

    out: dict[str, Rule] = {}
    for phrase in phrases:
        match, rewrite = _match_and_rewrite(phrase, morphology)
        why = phrase.why or "Это выражение запрещено в самом проекте: оно стоит в его чёрном списке."
        out[phrase.id] = Rule(
            id=phrase.id, title=f"«{phrase.text.lstrip('=')}» в чёрном списке", family=HOUSE, kind="", status="stable",
            scope="claim", why=why, advice="" if phrase.replacement else "Скажите это другими словами.",
            objects=(), channels=(), match=lines(phrase, match), regex=(), element=(), lacks=(), unless=(), excepts=(),
            when=(), require=(), rewrite=lines(phrase, rewrite), bad=(), good=(), source=lines(phrase, phrase.text)[0],
        )  # fmt: skip
    return tuple(out.values())


def _match_and_rewrite(phrase: Phrase, morphology: Morphology) -> tuple[str, str]:
    own = words(phrase.text)
    exact = " ".join(_exactly(word) for word in own)
    any_form = exact if phrase.text.startswith("=") else " ".join(_any_form(word, morphology) for word in own)
    new = phrase.replacement.replace("{", "(").replace("}", ")")  # braces are gaps of a template
    if any_form == exact:
        return exact, new
    if len(own) == 1 and _alike(own[0], new, morphology):
        return f"{any_form}@слово", f"{{{new}~слово}}"
    # a replacement that is not inflected fits only where the phrase stands as it is written in the list
    return f"(({exact})@точно | ({any_form})@иначе)", "{!точно}" + new if new else ""


def _exactly(word: str) -> str:
    if word[0].isdigit():
        return f"={word}" if word.isdigit() else "<цифры>"  # the index does not know the parts of «4,9»
    return f"={word}" if word.isalpha() else word


def _any_form(word: str, morphology: Morphology) -> str:
    from medadlint.morphology import LemmaError

    if not word.isalpha():
        return _exactly(word)
    try:
        morphology.all_forms(word)
    except LemmaError:
        return _exactly(word)  # no word of the dictionary
    return f"«{word}»"


def _alike(old: str, new: str, morphology: Morphology) -> bool:
    """Are both dictionary forms of one part of speech, so that one takes the form of the other?"""
    from medadlint.morphology import LemmaError

    try:
        kinds = [_INFLECTED & morphology.lexeme(w)[0].grammemes for w in (old, new)]
    except LemmaError:
        return False
    return kinds[0] == kinds[1] != frozenset()
