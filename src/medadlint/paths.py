"""Paths as strings: what every run needs of pathlib, whose import alone takes a tenth of a short one."""

from __future__ import annotations

import os

from medadlint.light import Iterator


def absolute(path: str | os.PathLike[str]) -> str:
    """``path`` from the root; links and «..» stay, as in Path.absolute()."""
    drive, rest = os.path.splitdrive(os.path.join(os.getcwd(), path))
    parts = rest.replace(os.altsep or os.sep, os.sep).split(os.sep)
    return drive + os.sep + os.sep.join(part for part in parts if part not in ("", os.curdir))


def is_inside(path: str, folder: str) -> bool:
    """Is one absolute path the other, or below it?"""
    own, above = os.path.normcase(path), os.path.normcase(folder)
    return own == above or own.startswith(above.rstrip(os.sep) + os.sep)


def upward(folder: str) -> Iterator[str]:
    """An absolute path and the folders above it."""
    above = ""
    while folder != above:
        yield folder
        above, folder = folder, os.path.dirname(folder)
