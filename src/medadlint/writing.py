"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: str, data: bytes) -> None:
    """Put ``data`` in the place of the file: who reads it meanwhile sees the old one, who stops us leaves it be.

    A link stays a link, the permissions of an old file stay. A pipe or a device is simply written to. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    part = target.with_name(f".medadlint-{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            import shutil

            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
