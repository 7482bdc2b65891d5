"""The inner loops in C (src/native), where they could be built; ``None`` otherwise: Python does the same, slower."""

from __future__ import annotations

try:
    from medadlint import _native as native
except ImportError:
    native = None  # type: ignore[assignment]

__all__ = ["native"]
