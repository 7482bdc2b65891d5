"""What the compiler made as the lines of a pack, which pack.py reads."""

from __future__ import annotations

import json
from typing import Any

from medadlint import kept
from medadlint.forms import written
from medadlint.norms import brief
from medadlint.pack import KINDS, PARTS_OF, SECTIONS


def encode(data: dict[str, Any]) -> list[bytes]:
    """What the compiler made as the lines of a pack."""
    guards = list(data["head"]["guards"])
    calls = [_call_line(call, guards) for call in data["calls"]]
    size, numbers = written([*calls, *data["groups"]])
    data = {**data, "expressions": kept.written()}
    head = {**data["head"], "sizes": [size, data["size"]], "counts": [len(data[name]) for name in SECTIONS]}
    text = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str).encode
    # what a rewrite needs lies in a body as text: a check reads bodies, and a thousand lists that it does not ask for
    bodies = [{**body, "rewrite": text(body["rewrite"]) if body["rewrite"] else ""} for body in data["bodies"]]
    first, rest = [head, brief(data["law"]), data["law"], data["lexicon"]], [*bodies, *data["phrases"]]
    return [
        *(text(line).encode() for line in first),
        bytes(KINDS.index(kind) for (kind, _, _), _ in data["calls"]),
        *(text(line).encode() for line in rest),
        *numbers,
        *data["classes"],
        *data["buckets"],
        *data["expressions"],
    ]


def _call_line(call: tuple[tuple[str, Any, str], list[int]], guards: list[str]) -> list[int]:
    """A call (see anchors.Calls.data) with its owner as numbers, which Pack.call reads."""
    (kind, owner, part), told = call
    return [KINDS.index(kind), guards.index(owner) if kind == "guard" else owner, PARTS_OF.index(part), *told]
