"""Findings that a project already knew of: only new ones fail its build.

A finding is known by its file, its rule, its words and the words beside them in the sentence, so that edits elsewhere do not
wake it; equal ones are counted.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from medadlint import writing
from medadlint.errors import BaselineError
from medadlint.files import why_not_written
from medadlint.finding import Finding
from medadlint.light import NamedTuple, expression

REASON = "известно: есть в файле известных находок"
_BESIDE = 3  # words on either side
_WORD = expression(r"[^\W_]+")
_EDGE = expression(r"[.!?…<>]|\n\s*\n|\r\s*\r|\r\n\s*\r\n")
_WINDOW = 200  # code points on either side in which the words are looked for


class Key(NamedTuple):
    """What a finding is known by; ``quote`` in small letters, ``context`` a hash of the words beside it."""

    path: str
    rule: str
    quote: str
    context: str


class Baseline:
    """Known findings of files, told by their path from ``folder``, where the file of them lies."""

    def __init__(self, folder: Path, known: Counter[Key]) -> None:
        self._folder = folder.absolute()
        self.known = known
        self._of_path: dict[str, Counter[Key]] = {}
        for key, count in known.items():
            self._of_path.setdefault(key.path, Counter())[key] = count

    def part(self, path: str, findings: Iterable[Finding], text: str) -> tuple[list[Finding], list[Finding]]:
        """The findings of one file that are new, and the others."""
        left = Counter(self._of_path.get(self._relative(path)))
        new, old = [], []
        for finding in findings:
            key = self.key(path, finding, text)
            if left[key]:
                left[key] -= 1
                old.append(finding)
            else:
                new.append(finding)
        return new, old

    def key(self, path: str, finding: Finding, text: str) -> Key:
        """What ``finding`` in the file ``path`` with ``text`` is known by."""
        quote = " ".join(_words(finding.quote))
        return Key(self._relative(path), finding.rule, quote, _context(finding, text))

    def stale(self, now: Counter[Key], paths: Iterable[str], ran: Callable[[str], bool]) -> Counter[Key]:
        """What is known of ``paths`` or of files that are gone and was not found again; ``ran``: was a rule looked for?"""
        checked = set(map(self._relative, paths))
        gone = (key for key in self.known if not (self._folder / key.path).exists())
        owed = {key for key in self.known if key.path in checked and ran(key.rule)}.union(gone)
        return Counter({k: n - now[k] for k, n in self.known.items() if k in owed and n > now[k]})

    def moved(self, keys: Counter[Key], folder: Path) -> Counter[Key]:
        """Keys of this baseline as another one, which lies in ``folder``, would have them."""
        there = Baseline(folder, Counter())
        return Counter({k._replace(path=there._relative(str(self._folder / k.path))): n for k, n in keys.items()})

    def _relative(self, path: str) -> str:
        try:
            return Path(os.path.relpath(Path(path).absolute(), self._folder)).as_posix()
        except ValueError:  # another drive
            return Path(path).absolute().as_posix()


def read_baseline(path: Path) -> Baseline:
    """Read a file of known findings. Raises BaselineError."""
    name = str(path)
    try:
        data = json.loads(path.read_bytes())
        known = Counter({Key(*(str(e[field]) for field in Key._fields)): int(e["count"]) for e in data["findings"]})
        if data["version"] != 1 or any(count < 1 for count in known.values()):
            raise ValueError
    except OSError:
        raise BaselineError(
            f"{name}: файл известных находок не открывается; создайте его: medadlint check … --write-baseline {name}"
        ) from None
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        raise BaselineError(
            f"{name}: файл известных находок повреждён; верните прежний или создайте заново: --write-baseline {name}"
        ) from None
    return Baseline(path.parent, known)


def write_baseline(path: Path, known: Counter[Key], old: bytes | None = None) -> None:
    """Write a file of known findings, sorted, so that its changes can be read. Raises BaselineError.

    ``old``: what the file must still hold, None = anything.
    """
    entries = [{**key._asdict(), "count": count} for key, count in sorted(known.items()) if count > 0]
    text = json.dumps({"version": 1, "findings": entries}, ensure_ascii=False, indent=1) + "\n"
    try:
        writing.write(str(path), text.encode("utf-8", "surrogateescape"), old)
    except writing.ChangedError:
        raise BaselineError(
            f"{path}: файл известных находок изменился, пока шла проверка; он остался прежним, повторите"
        ) from None
    except OSError as error:
        raise BaselineError(f"{path}: известные находки не записаны: {why_not_written(error)}") from None


def _context(finding: Finding, text: str) -> str:
    if not finding.quote:
        return ""
    before = _EDGE.split(text[max(0, finding.start - _WINDOW) : finding.start])[-1]
    after = _EDGE.split(text[finding.end : finding.end + _WINDOW], maxsplit=1)[0]
    beside = [*_words(before)[-_BESIDE:], "|", *_words(after)[:_BESIDE]]
    from hashlib import sha256

    return sha256(" ".join(beside).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _words(text: str) -> list[str]:
    return [word.lower().replace("ё", "е") for word in _WORD.findall(text)]
