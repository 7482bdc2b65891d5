"""A name for a finding that survives edits elsewhere in the file: the rule, the words, their neighbours."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from medadlint.finding import Finding

_WORD = re.compile(r"\w+")
_NEIGHBOURS = 3  # words on either side
_WINDOW = 120  # code points in which they are looked for


def fingerprints(text: str, findings: Iterable[Finding]) -> Iterator[str]:
    """For each finding in ``text`` 32 hexadecimal digits; of equal ones the ordinal number tells them apart."""
    seen: Counter[str] = Counter()
    for finding in findings:
        before = _words(text[max(0, finding.start - _WINDOW) : finding.start])[-_NEIGHBOURS:] if finding.quote else []
        after = _words(text[finding.end : finding.end + _WINDOW])[:_NEIGHBOURS] if finding.quote else []
        name = "\0".join([finding.rule, *(" ".join(part) for part in (_words(finding.quote), before, after))])
        seen[name] += 1
        yield hashlib.sha256(f"{name}\0{seen[name]}".encode("utf-8", "replace")).hexdigest()[:32]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
