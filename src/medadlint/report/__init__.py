"""What a run of ``check`` has to tell, and the words it is told in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from medadlint.files import Failure, Skip
from medadlint.finding import Finding
from medadlint.norms import LEVELS


class Footnote(NamedTuple):
    """A proven claim as it stands in the text at ``line``, and the footnote ``text`` that it needs."""

    quote: str
    text: str
    line: int


class Context(NamedTuple):
    """What the texts were taken for. ``as_of`` and ``verified_to`` are ISO dates."""

    object: str
    channel: str
    as_of: str
    verified_to: str


class Checked(NamedTuple):
    """A file that was checked.

    ``text``: what the offsets of the findings count in; "" for a file without findings, which needs no places.
    ``suppressed``: findings that the author of the text answers for, each with the reason that was given.
    ``footnotes``: what has to stand under the text; ``context``: what the file was taken for, None = as all others.
    """

    path: str
    findings: list[Finding]
    text: str = ""
    suppressed: Sequence[tuple[Finding, str]] = ()
    footnotes: Sequence[Footnote] = ()
    context: Context | None = None


class Report(NamedTuple):
    """The outcome of one run. ``drafts``: ids of the draft rules."""

    context: Context
    files: list[Checked]
    errors: list[Failure]
    skipped: list[Skip]
    drafts: frozenset[str]

    def counts(self) -> dict[str, int]:
        """The number of findings of each level."""
        counts = dict.fromkeys(LEVELS, 0)
        for file in self.files:
            for finding in file.findings:
                counts[finding.level] += 1
        return counts

    def fails(self, fail_on: str) -> bool:
        """Is there a finding at or above the level ``fail_on``? Draft rules never fail a build."""
        if fail_on not in LEVELS:
            return False
        grave = LEVELS[: LEVELS.index(fail_on) + 1]
        return any(f.level in grave and f.rule not in self.drafts for file in self.files for f in file.findings)
