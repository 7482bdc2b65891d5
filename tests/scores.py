"""Write corpus/SCORES.md from a run over the corpus: python tests/scores.py."""

from __future__ import annotations

from pathlib import Path

import disguises

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


def render_board(board: dict[str, disguises.Count]) -> str:
    """The disguise board as Markdown; it stands at the end of the page."""
    lines = [
        "",
        "# Маскировки",
        "",
        "Примеры правил, в каждом переодето одно слово или весь пример стоит в другом месте страницы (tests/disguises.py).",
        "",
        "| маскировка | обещаний | нашли | доля | законных | ложных |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, c in {**board, "всего": disguises.total(board)}.items():
        share = f"{100 * c.found / c.claims:.2f} %"
        lines.append(
            f"| {name.replace('<', '&lt;').replace('&s', '&amp;s')} | {c.claims} | {c.found} | {share} | {c.lawful} | {c.false} |"
        )
    return "\n".join(lines) + "\n"


def read_board(page: str) -> dict[str, disguises.Count]:
    """The board as it is written on the page."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines()]
    return {
        row[0].replace("&lt;", "<").replace("&amp;", "&"): disguises.Count(
            int(row[1]), int(row[2]), int(row[4]), int(row[5])
        )
        for row in rows
        if len(row) == 6 and row[1].isdigit()
    }


if __name__ == "__main__":
    board, _ = disguises.measure()
    (CORPUS / "SCORES.md").write_text(render(measure()) + render_board(board), encoding="utf-8")
