"""TOML as tomllib reads it, kept in the cache folder: to import tomllib takes 64 million instructions, half of a short check."""

from __future__ import annotations

import os
from binascii import crc32

from medadlint.cache import cache_folder, keep, ours
from medadlint.light import Any
from medadlint.words import read


def loads(text: str) -> dict[str, Any]:
    """As tomllib.loads. Raises TOMLDecodeError, RecursionError."""
    given = text.encode("utf-8", "surrogatepass")
    path = os.path.join(cache_folder(), f"toml-{crc32(given):08x}")
    found = _kept(path, given)
    if found is not None:
        return found
    import json
    import tomllib

    data = tomllib.loads(text)
    if _is_plain(data):
        written = json.dumps(data).encode()
        keep(path, b"%b\0%08x%b" % (given, crc32(written), written))
    return data


def _kept(path: str, given: bytes) -> dict[str, Any] | None:
    try:
        with open(path, "rb") as stream:
            content = stream.read() if ours(os.fstat(stream.fileno())) else b""
        text, _, rest = content.partition(b"\0")
        if text == given and int(rest[:8], 16) == crc32(rest[8:]):
            return dict(read(rest[8:]))
    except (OSError, ValueError, TypeError, RecursionError):
        pass  # there is none, or not a whole one
    return None


def _is_plain(value: Any) -> bool:
    """Does JSON say the same? It has no dates and no infinity."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if isinstance(value, list) else isinstance(value, str | int)
