"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path


class ChangedError(OSError):
    """The file no longer holds what it held when it was read."""


def write(path: str, data: bytes, old: bytes | None = None) -> None:
    """Put ``data`` in the place of the file: beside it, to the disk, then under its name. Raises OSError.

    Who reads the file meanwhile sees the old one, who stops us leaves it be. ``old``: what it must still hold, else
    ChangedError. A link stays a link; owner and permissions of an old file stay. A pipe or a device is simply written to.
    """
    target = Path(os.path.realpath(path))
    try:
        status = target.stat()
    except FileNotFoundError:
        status = None
    if status and not stat.S_ISREG(status.st_mode):
        target.write_bytes(data)
        return
    # A name of its own for each writer, and short: beside a name of 120 Russian letters there is no room for more.
    part = target.with_name(f".medadlint-{os.urandom(6).hex()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(part, flags, 0o600 if status else 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if status:
            if hasattr(os, "chown"):
                with suppress(OSError):  # the owner of a file of someone else's stays the one who may write it
                    os.chown(part, status.st_uid, status.st_gid)
            part.chmod(stat.S_IMODE(status.st_mode))
        if old is not None and target.read_bytes() != old:
            raise ChangedError
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    _sync(target.parent)


def _sync(folder: Path) -> None:
    """The new name to the disk, where the system can do that."""
    if os.name == "posix":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
