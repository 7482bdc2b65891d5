"""``regex:`` of users' own packs: what could run away is refused before the module regex compiles it.

Its time limit stops a search, but neither the compilation of nested counts nor all of recursion and of fuzzy matching.
"""

from __future__ import annotations

import re

MAX_LENGTH = 1_000  # code points
MAX_SIZE = 10_000  # with all counts written out
MAX_DEPTH = 50  # brackets within brackets

_TOKEN = re.compile(
    r"\\[pPNx]\{[^{}]*\} | \\. | \[\^?\]?(?:\\.|[^\]\\])*\]"
    r"| (?P<open>\((?P<again>\?(?:&[^)]*|P>[^)]*|R|[+-]?\d+)\))?) | \) | (?P<count>\{[^{}]*\}) | .",
    re.DOTALL | re.VERBOSE,
)
_COUNT = re.compile(r"\{(\d*),?(\d*)\}[+?]?")


def read(line: str) -> str:
    """The expression of a line «/…/», which the module regex can compile. Raises ValueError with a Russian sentence."""
    import regex

    if len(line) < 3 or not (line.startswith("/") and line.endswith("/")):
        raise ValueError("выражение пишут между косыми чертами: /…/")
    try:
        check(line[1:-1])
        regex.compile(line[1:-1], regex.IGNORECASE)
    except (regex.error, ValueError, RecursionError) as error:
        raise ValueError(f"выражение не читается ({error}): поправьте его") from None
    return line[1:-1]


def check(text: str) -> None:
    """Is the expression ``text`` one that can be trusted? Raises ValueError with a Russian clause."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"оно длиннее {MAX_LENGTH} знаков")
    sizes = [0]  # of the open groups
    last = 0  # the size of what a count would repeat
    for token in _TOKEN.finditer(text):
        if token["open"]:
            if token["again"]:
                raise ValueError("повторы самого себя запрещены")
            sizes.append(0)
            last = 0
            if len(sizes) > MAX_DEPTH:
                raise ValueError("скобки вложены слишком глубоко")
        elif token[0] == ")" and len(sizes) > 1:
            last = sizes.pop() or 1
            sizes[-1] += last
        elif token["count"]:
            count = _COUNT.fullmatch(token["count"])
            if not count:
                raise ValueError("приблизительные совпадения запрещены")
            times = max(int(digits[:9] or 1) for digits in count.groups())
            sizes[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            sizes[-1] += 1
        if max(last, sizes[-1]) > MAX_SIZE:
            raise ValueError(f"со всеми повторами в нём больше {MAX_SIZE} знаков")
