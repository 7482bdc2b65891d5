"""What the compiler made, as the lines of a pack (see pack.py)."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any

from medadlint.anchors import Owner
from medadlint.forms import written
from medadlint.match import Lists
from medadlint.pack import KINDS, PARTS_OF, SECTIONS, SHORT
from medadlint.words import Cache

_DECIDING = ("family", "kind", "objects", "channels", "level", "in_force")  # of a norm


def encode(data: dict[str, Any], expressions: Sequence[bytes] = ()) -> list[bytes]:
    """What the compiler made as the lines of a pack. ``expressions``: see kept.py; re compiles what is not there."""
    guards = data["head"]["guards"]
    names = list(guards)
    owners = Cache[Owner, list[int]](lambda owner: _owner(owner, names))
    calls = [owners[owner] + told for owner, told in data["calls"]]
    size, lines = written([*calls, *data["groups"]])
    lists = Lists(data["phrases"])
    of_firsts, firsts = written(list(map(lists.begin, range(len(data["phrases"])))))
    piles = {
        "calls": piled(lines[: len(calls)], size),
        "groups": piled(lines[len(calls) :], size),
        "firsts": piled(firsts, of_firsts),
    }
    data = {**data, **piles, "guards": list(guards.values()), "expressions": expressions}
    in_short = {
        "rules": [[rule[name] for name in SHORT] for rule in data["head"]["rules"]],
        "guards": {name: bool(guard["document"]) for name, guard in guards.items()},
    }
    head = {
        **data["head"],
        **in_short,
        "sizes": [size, data["size"], of_firsts],
        "counts": [len(data[name]) for name in SECTIONS],
    }
    text = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str).encode
    # what a rewrite needs lies in a body as text: a check reads bodies, and a thousand lists that it does not ask for
    bodies = [{**body, "rewrite": text(body["rewrite"]) if body["rewrite"] else ""} for body in data["bodies"]]
    lexicon = "\n".join(chain.from_iterable(data["lexicon"].items()))  # JSON takes four times as long
    return [
        *(text(line).encode() for line in (head, brief(data["law"]), data["law"])),
        lexicon.encode(),
        *(text(line).encode() for line in (*bodies, *data["guards"], *data["phrases"])),
        *data["firsts"],
        *data["calls"],
        *data["groups"],
        *data["classes"],
        *data["buckets"],
        *data["expressions"],
    ]


def _owner(owner: Owner, guards: list[str]) -> list[int]:
    """Whose a call is, as numbers, which calls.Call reads."""
    kind, name, part = owner
    return [KINDS.index(kind), guards.index(str(name)) if kind == "guard" else int(name), PARTS_OF.index(part)]


def brief(data: dict[str, Any]) -> dict[str, Any]:
    """What of a law file tells whether there is a norm; the words of norms and provisions are three quarters of it.

    Provisions are named only where all that a norm follows from are, or were, not always in force.
    """
    limited = {name: p for name, p in (data.get("provisions") or {}).items() if p.get("in_force")}
    norms = []
    for norm in data.get("norms") or []:
        short = {key: norm[key] for key in _DECIDING if key in norm}
        if limited.keys() >= set(norm.get("law") or ()):
            short["law"] = norm.get("law") or []
        norms.append(short)
    return {
        **{key: data.get(key) for key in ("verified_to", "objects", "channels")},
        "norms": norms,
        "provisions": {name: {"in_force": p["in_force"]} for name, p in limited.items()},
    }


def piled(lines: Sequence[bytes], size: Any) -> list[bytes]:
    """What a Pile is made of, from lines of numbers."""
    width = array(size).itemsize
    return [array("I", accumulate((len(line) // width for line in lines), initial=0)).tobytes(), b"".join(lines)]
