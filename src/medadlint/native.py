"""The inner loops in C (src/native), where they could be built; ``None`` otherwise: Python does the same, slower."""

from __future__ import annotations

_VERSION = 10  # as in native.c: counts up when what C offers changes, so that an old library is left alone

try:
    from medadlint import _native as native
except ImportError:
    native = None  # type: ignore[assignment]
if native and getattr(native, "VERSION", 0) != _VERSION:
    native = None  # type: ignore[assignment]

__all__ = ["native"]
