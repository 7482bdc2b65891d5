"""Errors a user can cause. Each reads as Russian sentences: what happened, where, what to do."""

from __future__ import annotations

from medadlint.light import Iterable, NamedTuple


class MedadlintError(Exception):
    """Base of every error that medadlint raises on purpose; ``str()`` is ready to be shown."""


class SourceError(MedadlintError):
    """A file cannot be read as text."""


class BaselineError(MedadlintError):
    """The file of known findings cannot be used."""


class Problem(NamedTuple):
    """One mistake in a rule file. ``line`` and ``column`` are 1-based, columns in code points."""

    path: str
    line: int
    column: int
    message: str
    excerpt: str = ""
    width: int = 1

    def __str__(self) -> str:
        head = f"{self.path}:{self.line}:{self.column}: {self.message}"
        if not self.excerpt:
            return head
        number = str(self.line)
        caret = " " * (self.column - 1) + "^" * max(1, self.width)
        return f"{head}\n  {number} | {self.excerpt}\n  {' ' * len(number)} | {caret}"


class RuleError(MedadlintError):
    """Broken rule files: all mistakes of all files at once, sorted by place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.path, p.line, p.column))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[RuleError], tuple[list[Problem]]]:
        return (RuleError, (self.problems,))


class PatternError(ValueError):
    """A line cannot be read; ``column`` (1-based, code points of the line) and ``width`` point at the trouble."""

    def __init__(self, message: str, column: int, width: int = 1) -> None:
        super().__init__(message)
        self.column = column
        self.width = width


def close(name: str, known: Iterable[str], cutoff: float = 0.5) -> list[str]:
    """What a person may have meant by ``name``: the nearest of ``known``, if it is near enough (0 to 1)."""
    import difflib

    return difflib.get_close_matches(name, list(known), n=1, cutoff=cutoff)


def meant(name: str, known: Iterable[str], otherwise: str, cutoff: float = 0.5) -> str:
    """«может быть, «…»?» with the nearest of ``known``, or else ``otherwise``."""
    near = close(name, known, cutoff)
    return f"может быть, «{near[0]}»?" if near else otherwise
