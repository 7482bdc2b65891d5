"""The corpus is what it says it is, and no score falls."""

import json
import re
from collections import Counter, defaultdict

import disguises
import pytest
from scores import CORPUS, measure, read_board, render

from medadlint.norms import CHANNELS, FAMILIES, LEVELS, OBJECTS

ITEMS = [
    json.loads(line)
    for path in sorted(CORPUS.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
RARE = ("minors", "license", "personal_data", "foreign_words", "banned_platform", "mailing", "folk_medicine", "abortion",
        "healthy_need", "doctor_image", "credit_terms", "state_approval")  # fmt: skip


def test_size():
    clean = [i for i in ITEMS if not i["expected"]]
    pages = [i for i in ITEMS if len(re.findall(r"\w+", i["text"])) >= 80]
    assert len(ITEMS) >= 600
    assert 0.45 <= len(clean) / len(ITEMS) <= 0.6
    assert len(pages) >= 60
    assert {i["object"] for i in ITEMS} == set(OBJECTS)
    assert {i["channel"] for i in ITEMS} == set(CHANNELS)
    assert {e["label"] for i in ITEMS for e in i["expected"]} == set(FAMILIES)
    bad = Counter(label for i in ITEMS for label in {e["label"] for e in i["expected"]})
    assert all(bad[family] >= 15 for family in RARE)


@pytest.mark.parametrize("item", ITEMS, ids=lambda i: i["id"])
def test_an_item_is_well_formed(item):
    for entry in item["expected"]:
        assert entry["label"] in FAMILIES
        assert entry["level"] in LEVELS
    for entry in item["expected"] + item.get("also_ok", []):
        assert entry["quote"] is None or entry["quote"] in item["text"]


def test_no_two_alike():
    assert max(Counter(i["id"] for i in ITEMS).values()) == 1
    grams = [{t[k : k + 5] for k in range(len(t) - 4)} for t in (re.sub(r"\s+", " ", i["text"].lower()) for i in ITEMS)]
    holders = defaultdict(list)
    for number, own in enumerate(grams):
        for gram in own:
            holders[gram].append(number)
    shared = Counter()
    for numbers in holders.values():
        if len(numbers) < 60:  # what stands in more texts is a warning that all of them must carry
            shared.update((a, b) for k, a in enumerate(numbers) for b in numbers[k + 1 :])
    alike = [
        (ITEMS[a]["id"], ITEMS[b]["id"])
        for (a, b), n in shared.items()
        if n > 0.15 * (len(grams[a]) + len(grams[b])) and len(grams[a] & grams[b]) > 0.5 * len(grams[a] | grams[b])
    ]
    assert alike == []


@pytest.fixture(scope="module")
def scores():
    return measure()


def test_no_score_falls(scores):
    recorded = (CORPUS / "SCORES.md").read_text(encoding="utf-8")
    name, worse = "", []
    for line in recorded.splitlines():
        if line.startswith("## "):
            name = line[3:].removesuffix(".jsonl")
        row = [cell.strip() for cell in line.strip("|").split("|")]
        if len(row) == 5 and row[1].isdigit():
            now = scores[name].families.get(row[0])
            if now is None or now.hits < int(row[2]) or now.false > int(row[4]):
                worse.append((name, row, now and (now.hits, now.false)))
        found = re.match(r"Чистых текстов с ложной тревогой: (\d+)", line)
        if found and scores[name].clean_hit > int(found[1]):
            worse.append((name, line, scores[name].clean_hit))
    assert worse == []


def test_the_page_is_up_to_date(scores):
    page = (CORPUS / "SCORES.md").read_text(encoding="utf-8")
    assert page.startswith(render(scores)), "запустите python tests/scores.py"


def test_a_disguise_hides_nothing_and_accuses_nobody():
    board = read_board((CORPUS / "SCORES.md").read_text(encoding="utf-8"))
    whole = board.pop("всего")
    assert whole == disguises.total(board)
    assert (
        board.keys()
        == disguises.WORDS.keys() | disguises.TAGGED.keys() | disguises.GAPS.keys() | disguises.PLACES.keys()
    )
    for name, count in board.items():
        assert count.found >= 0.995 * count.claims, name
        assert count.false <= 0.001 * count.lawful, name
    sample, wrong = disguises.measure(every=7)  # the whole board takes half a minute
    assert sample.keys() == board.keys()
    for name, count in sample.items():
        cases = [case for case in wrong if case[0].disguise == name]
        assert count.claims - count.found <= board[name].claims - board[name].found, cases
        assert count.false <= board[name].false, cases
