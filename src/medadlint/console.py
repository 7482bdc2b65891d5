"""Writing to the terminal: any encoding, any reader, no control characters of strangers."""

from __future__ import annotations

import codecs
import errno
import os
import sys
import time

from medadlint.errors import SourceError
from medadlint.light import Iterator, Sequence, TextIO, TypeVar
from medadlint.report.wording import commandless, harmless

PROGRAM = "medadlint"
Item = TypeVar("Item")
_BAR = 30  # characters of the progress bar
_PATIENCE, _FRAME = 1.0, 0.1  # seconds before it appears, and between two pictures of it
# What a Windows or ASCII console has no letter for, in letters that it has.
_PLAIN = {"₽": "руб", "—": "-", "–": "-", "«": '"', "»": '"', "…": "..."}


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    plain = "".join(_PLAIN.get(char, "?") for char in lost)
    # the codecs of one-byte encodings all give their name as «charmap»
    encoding = sys.stdout.encoding if error.encoding == "charmap" else error.encoding
    try:
        plain.encode(encoding)
    except UnicodeEncodeError:
        plain = "?" * len(lost)
    return plain, error.end


def prepare() -> None:
    """Make stdout and stderr write whatever comes."""
    codecs.register_error("medadlint", _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # a test may have put something else there
        if reconfigure:
            reconfigure(errors="medadlint")


def say(text: str) -> None:
    """Write to stdout."""
    _write(sys.stdout, text)


def complain(message: str) -> None:
    """Write one error to stderr."""
    _write(sys.stderr, commandless(harmless(f"{PROGRAM}: {message}\n")))


def progress(items: Sequence[Item]) -> Iterator[Item]:
    """Give the items one by one and, where a person is watching a long run, draw a bar on stderr."""
    begun = shown = time.monotonic()
    drawn = False
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
        return
    try:
        for number, item in enumerate(items):
            yield item
            now = time.monotonic()
            if now - begun > _PATIENCE and now - shown > _FRAME:
                shown, drawn = now, True
                share = (number + 1) * _BAR // len(items)
                bar = "#" * share + "." * (_BAR - share)
                _write(sys.stderr, f"\r[{bar}] {number + 1} из {len(items)}")
    finally:
        if drawn:
            _write(sys.stderr, "\r" + " " * (_BAR + 2 * len(str(len(items))) + 7) + "\r")


def _write(stream: TextIO, text: str) -> None:
    """A reader who went away (``| head``) is no error."""
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # What is still buffered would fail again when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # EINVAL: a closed pipe on Windows
            raise SourceError("вывод не записан: нет места или вывод закрыт; освободите место и повторите") from None
