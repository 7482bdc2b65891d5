"""Write corpus/SCORES.md from a run over the corpus: python tests/scores.py."""

from __future__ import annotations

from pathlib import Path

from medadlint.evaluate import Score, read_set, run, score

CORPUS = Path(__file__).parents[1] / "corpus"


def measure() -> dict[str, Score]:
    """The score of each file of the corpus."""
    return {path.stem: score(list(run(read_set(path)))) for path in sorted(CORPUS.glob("*.jsonl"))}


def render(scores: dict[str, Score]) -> str:
    """The page as Markdown."""
    lines = [
        "# Сколько линтер находит и сколько ошибается",
        "",
        "Пишет `python tests/scores.py`; тест падает, если хоть одно число стало хуже.",
    ]
    for name, result in scores.items():
        lines += ["", f"## {name}.jsonl", ""]
        if result.families:
            lines += ["| семья | ждали | нашли | мимо | ложных |", "|---|--:|--:|--:|--:|"]
        for family, c in sorted(result.families.items()):
            lines.append(f"| {family} | {c.expected} | {c.hits} | {c.misses} | {c.false} |")
        lines += [
            "",
            f"Чистых текстов с ложной тревогой: {result.clean_hit} из {result.clean}; лишних советов: {result.noise}.",
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (CORPUS / "SCORES.md").write_text(render(measure()), encoding="utf-8")
