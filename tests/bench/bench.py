"""Ratios, not times: medadlint against work everybody knows, on the same text in the same run.

    python tests/bench/bench.py [MEGABYTES]

Rows about commands install a copy of the tree for themselves: sources are looked through at each start for what has changed.

What the rows mean, what was tried and what it gave: README.md beside this file.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from medadlint import Linter
from medadlint.cache import builtin_rules, compile_packs
from medadlint.extract import extract
from medadlint.rulefile import read_packs
from medadlint.selftest import read_example

CORPUS = Path(__file__).parents[2] / "corpus"
_SENTENCE = re.compile(r"[^.!?\n]{30,300}[.!?]")
_WORD = re.compile(r"\w+")
_SMALL = 1000  # files in the row of small files
_COMMAND = "from medadlint.start import main; main()"  # what the console script of an installed copy does
# Each text once, in a process that has a linter, with the rewrites that a report prints: seconds.
_PURE = """
import sys, time
from pathlib import Path
from medadlint import Linter
texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).iterdir())]
linter = Linter()
begun = time.process_time()
for text in texts:
    for finding in linter.check(text):
        finding.rewrites
print(time.process_time() - begun)
"""


def halves() -> list[list[str]]:
    """The sentences of the lawful pages of corpus/, as words."""
    sentences = []
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if item.get("form") == "page" and not item["expected"] and item.get("format", "text") == "text":
                sentences += [m.group().split() for m in _SENTENCE.finditer(item["text"])]
    return sentences


def ordinary(size: int, seed: int = 1) -> str:
    """About ``size`` code points of ordinary text: halves of sentences joined at random, no sentence twice."""
    return _joined(size, _mixed(halves(), seed))


def dense(size: int, seed: int = 2) -> str:
    """The same with an advertising phrase in every second or third sentence: 40 %."""
    files, _ = read_packs([builtin_rules()])
    phrases = [read_example(line.text).text for rule in files.rules if rule.scope == "claim" for line in rule.bad]
    dice = random.Random(seed)
    plain = _mixed(halves(), seed)
    return _joined(size, (dice.choice(phrases) if dice.random() < 0.4 else next(plain) for _ in iter(int, 1)))


def _mixed(sentences: list[list[str]], seed: int) -> Iterator[str]:
    dice = random.Random(seed)
    seen: set[str] = set()
    while True:
        a, b = dice.choice(sentences), dice.choice(sentences)
        sentence = " ".join(a[: len(a) // 2] + b[len(b) // 2 :])
        if sentence not in seen:
            seen.add(sentence)
            yield sentence


def _joined(size: int, sentences: Iterator[str]) -> str:
    out: list[str] = []
    total = 0
    while total < size:
        out.append(next(sentences) + ("\n\n" if len(out) % 5 == 4 else " "))
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


def installed(folder: str) -> dict[str, str]:
    """The environment of processes that use a copy installed into ``folder``, with its bytecode at hand."""
    pip = ("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", folder)
    subprocess.run([sys.executable, *pip, str(CORPUS.parent)], check=True)
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return env | {"PYTHONPATH": folder, "MEDADLINT_CACHE": str(Path(folder, "cache"))}


def run(env: dict[str, str], *command: str) -> Callable[[], subprocess.CompletedProcess[bytes]]:
    """A whole process, in a folder without settings."""
    folder = env["PYTHONPATH"]
    return lambda: subprocess.run([sys.executable, *command], capture_output=True, check=False, env=env, cwd=folder)


def spent(command: Callable[[], object]) -> float:
    """Seconds of processor time of a process: on a busy machine a long one also waits longer."""
    before = getrusage(RUSAGE_CHILDREN)
    command()
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def texts(linter: Linter, size: int) -> Iterator[tuple[str, float, str]]:
    """Rows about the check of long texts."""
    text = ordinary(size)
    for name, sample, aim in (
        ("обычный текст", text, "1,5"),
        ("плотный текст (40 % рекламных фраз)", dense(size // 4), "4"),
        ("мягкий перенос в каждом слове", re.sub(r"(\w\w)(\w\w)", "\\1\u00ad\\2", text[: size // 4]), "4"),
    ):
        linter.check(sample)
        # In turns: what else runs on the machine then slows both.
        rounds = [
            (best(lambda s=sample: _WORD.findall(s.lower()), 2), best(lambda s=sample: linter.check(s), 1))
            for _ in range(7)
        ]
        words, checks = zip(*rounds, strict=True)
        yield f"check / findall: {name}", min(checks) / min(words), aim
    html = "<html><body>" + "".join(f"<p>{p}</p>\n" for p in text[: size // 4].split("\n\n")) + "</body></html>"
    for form, sample in (("html", html), ("markdown", text[: size // 4])):
        extraction = best(lambda s=sample, f=form: extract(s, f), 3)
        yield f"извлечение {form} / check", extraction / best(lambda s=sample: linter.check(s, whole=False), 3), "3"


def lemmatiser(linter: Linter) -> tuple[str, float, str]:
    """Against pymorphy3, for each token of ordinary text; `pip install DAWG2` gives it its dictionary in C.

    Its caches are warm, but it does not remember the words themselves: a dict of lemmas is no lemmatiser.
    """
    import pymorphy3

    text = ordinary(200_000)
    parse = pymorphy3.MorphAnalyzer().parse
    words = _WORD.findall(text.lower())

    def lemmas() -> list[str]:
        return [found[0].normal_form for found in map(parse, words) if found]

    lemmas()
    linter.check(text)
    return "лемматизатор pymorphy3 / check", best(lemmas, 2) / best(lambda: linter.check(text), 3), "≥ 15"


def processes() -> Iterator[tuple[str, float, str]]:
    """Rows about whole commands of an installed copy."""
    with tempfile.TemporaryDirectory() as folder:
        env = installed(str(Path(folder, "copy")))
        bare = run(env, "-c", "pass")
        page = "<p>" + ordinary(1500, 7).replace("\n\n", "</p><p>")
        for name, claim, aim in (
            ("без находок", "", "3"),
            ("с находкой", "<p>Нас рекомендует Минздрав.", "4"),
            ("с заменой", "<p>Победим вашу болезнь навсегда!", ""),
        ):
            path = Path(folder, "page.html")
            path.write_text(page + claim, encoding="utf-8")
            command = run(env, "-c", _COMMAND, "check", str(path))
            command()  # the rules are compiled, the bytecode is written
            rounds = [(spent(bare), spent(command)) for _ in range(25)]
            alone, whole = zip(*rounds, strict=True)
            yield f"medadlint check, 2 КБ, {name} / python -c pass", min(whole) / min(alone), aim
        many = Path(folder, "many")
        many.mkdir()
        sentences = _mixed(halves(), 3)
        for number in range(_SMALL):
            (many / f"{number:04}.txt").write_text(_joined(2000, sentences), encoding="utf-8")
        pure, check = run(env, "-c", _PURE, str(many)), run(env, "-c", _COMMAND, "check", str(many))
        rounds = [(float(pure().stdout), spent(check)) for _ in range(3)]
        alone, whole = zip(*rounds, strict=True)
        yield f"{_SMALL} файлов одной командой / чистая проверка с заменами", min(whole) / min(alone), "1,3"
        yield memory(env)


def memory(env: dict[str, str]) -> tuple[str, float, str]:
    """Megabytes of a check over those of bare Python."""

    def peak(code: str) -> int:
        return int(run(env, "-c", code + _PEAK)().stdout)

    check = "from medadlint import Linter; Linter().check('Победим вашу болезнь навсегда! ' * 9)"
    return "память сверх пустого Python, МБ", (peak(check) - peak("")) / 1024, "10"


# The peak that getrusage knows is inherited over fork and exec; this one is the process's own (Linux).
_PEAK = "\nprint(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"


def main() -> None:
    size = int(float(sys.argv[1]) * 1_000_000) if len(sys.argv) > 1 else 2_000_000
    os.environ.setdefault("PYTHONHASHSEED", "0")
    linter = Linter()
    print(f"знаков {size}, правил {len(linter.pack.rules)}")
    rows = [*texts(linter, size), lemmatiser(linter), *processes()]
    rows.append(("сборка всех правил с нуля, с", best(lambda: compile_packs([builtin_rules()]), 1), "1"))
    print(f"{'что':62}{'вышло':>8}{'цель':>8}")
    for name, value, aim in rows:
        print(f"{name:62}{value:8.2f}{aim:>8}")


if __name__ == "__main__":
    main()
