"""Ratios, not times: medadlint against work everybody knows, on the same text in the same run.

    python tests/bench/bench.py [MEGABYTES]

The text is ordinary: halves of sentences of the lawful pages of corpus/, joined at random so that no sentence comes twice.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from medadlint import Linter

CORPUS = Path(__file__).parents[2] / "corpus"
_SENTENCE = re.compile(r"[^.!?\n]{30,300}[.!?]")


def ordinary(size: int, seed: int = 1) -> str:
    """About ``size`` code points of ordinary text, a blank line after every fifth sentence."""
    sentences = []
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if item.get("form") == "page" and not item["expected"] and item.get("format", "text") == "text":
                sentences += [m.group().split() for m in _SENTENCE.finditer(item["text"])]
    dice = random.Random(seed)
    seen: set[str] = set()
    out: list[str] = []
    total = 0
    while total < size:
        a, b = dice.choice(sentences), dice.choice(sentences)
        sentence = " ".join(a[: len(a) // 2] + b[len(b) // 2 :])
        if sentence not in seen:
            seen.add(sentence)
            out.append(sentence + ("\n\n" if len(out) % 5 == 4 else " "))
            total += len(out[-1])
    return "".join(out)


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """The shortest of some runs, in seconds: noise only ever adds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    size = int(float(sys.argv[1]) * 1_000_000) if len(sys.argv) > 1 else 2_000_000
    text = ordinary(size)
    linter = Linter()
    linter.check(text[:10_000])
    words = best(lambda: re.findall(r"\w+", text.lower()))
    check = best(lambda: linter.check(text, whole=False), 3)
    found = len(linter.check(text, whole=False))
    rows = [
        ("обычный текст, знаков", f"{len(text):,}".replace(",", " ")),
        ("правил", str(len(linter.pack.rules))),
        ("находок", str(found)),
        ('re.findall(r"\\w+", text.lower()), мс', f"{words * 1000:.0f}"),
        ("check, мс", f"{check * 1000:.0f}"),
        ("check / findall", f"{check / words:.2f}"),
    ]
    for name, value in rows:
        print(f"{name:45}{value:>12}")


if __name__ == "__main__":
    main()
