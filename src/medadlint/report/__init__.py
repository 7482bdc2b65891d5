"""What a run of ``check`` has to tell, and the words it is told in."""

from __future__ import annotations

from medadlint.files import Failure, Skip
from medadlint.finding import Finding
from medadlint.light import NamedTuple, Sequence
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
    """The outcome of one run. ``drafts``: ids of the draft rules; ``fail_on``: a level, or never."""

    context: Context
    files: list[Checked]
    errors: list[Failure]
    skipped: list[Skip]
    drafts: frozenset[str]
    fail_on: str = "warning"

    def counts(self) -> dict[str, int]:
        """The number of findings of each level."""
        counts = dict.fromkeys(LEVELS, 0)
        for file in self.files:
            for finding in file.findings:
                counts[finding.level] += 1
        return counts

    def breaks(self, finding: Finding) -> bool:
        """Is ``finding`` at or above ``fail_on``? Draft rules never fail a build."""
        if self.fail_on not in LEVELS or finding.rule in self.drafts:
            return False
        return LEVELS.index(finding.level) <= LEVELS.index(self.fail_on)

    def fails(self) -> bool:
        """Is there a finding that fails a build?"""
        return any(self.breaks(finding) for file in self.files for finding in file.findings)
