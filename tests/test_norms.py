"""The law: the level table of LAW.md §5.1, dates, citations."""

import pytest

from medadlint.norms import CHANNELS, FAMILIES, OBJECTS, Law, citation

TODAY = "2026-11-21"
SERVICES = ("service", "clinic_brand", "method")
DRUGS = ("drug_otc", "drug_rx", "device")
GOODS = (*DRUGS, "supplement", "cosmetics")
AD, SITE, SOCIAL = "ad", "own_site", "own_social"
E, W, A, N = "error", "warning", "advice", None


def level(linter, family, obj, channel, kind="", day=TODAY):
    norm = linter.pack.law.norm(family, kind, obj, channel, day)
    return norm.level if norm else None


# family, kind: services in ads, social, site; drugs and devices in ads; supplements, cosmetics in ads; goods on own pages
TABLE = [
    ("guarantee", "", W, W, W, E, E, E, W),
    ("superlative", "", E, E, E, E, E, E, E),
    ("superlative", "weak", W, W, W, W, W, W, W),
    ("superlative", "disparagement", E, E, E, E, E, E, E),
    ("fear", "", W, W, W, W, W, W, W),
    ("presumed_illness", "", E, W, W, E, W, W, W),
    ("presumed_illness", "question", W, W, W, W, W, W, W),
    ("urgency", "", W, W, W, W, W, W, W),
    ("influencer", "", E, W, N, E, E, E, W),
    ("recovery_case", "", E, W, N, E, E, E, W),
    ("gratitude", "", E, W, N, E, E, E, W),
    ("therapeutic_nondrug", "", N, N, N, N, E, E, None),
    ("study_reference", "", W, W, W, E, E, W, W),
    ("healthy_need", "", A, A, N, E, W, W, W),
    ("no_doctor", "", A, A, N, E, W, W, W),
    ("minors", "", W, W, W, E, W, W, W),
    ("doctor_image", "", N, N, N, E, E, E, W),
    ("state_approval", "", E, W, W, E, E, E, W),
    ("credit_terms", "", W, W, W, W, W, W, W),
    ("stimulus", "contest", W, W, W, W, W, W, W),
    ("stimulus", "reward", A, A, A, A, A, A, A),
    ("folk_medicine", "", W, W, W, W, W, W, W),
    ("license", "", W, W, W, W, W, W, W),
    ("personal_data", "", E, E, E, E, E, E, E),
    ("foreign_words", "", W, W, W, W, W, W, W),
    ("banned_platform", "ad", W, W, W, W, W, W, W),
    ("banned_platform", "mention", A, A, A, A, A, A, A),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r[0]}-{r[1]}")
def test_level_table(linter, row):
    family, kind, ad, social, site, drug, supplement, cosmetics, goods_own = row
    for obj in SERVICES:
        assert [level(linter, family, obj, c, kind) for c in (AD, SOCIAL, SITE)] == [ad, social, site], obj
    for obj in DRUGS:
        assert level(linter, family, obj, AD, kind) == drug, obj
    assert level(linter, family, "supplement", AD, kind) == supplement
    assert level(linter, family, "cosmetics", AD, kind) == cosmetics
    for obj in ("supplement", "cosmetics") if family == "therapeutic_nondrug" else GOODS:
        expected = W if family == "therapeutic_nondrug" else goods_own
        assert level(linter, family, obj, SITE, kind) == expected, obj


def test_material_for_professionals_answers_only_for_personal_data(linter):
    kinds = {f: linter.pack.law.kinds(f) for f in FAMILIES}
    for family in FAMILIES:
        for obj in OBJECTS:
            for kind in kinds[family] or [""]:
                expected = E if family == "personal_data" else None
                assert level(linter, family, obj, "pro_only", kind) == expected, (family, kind, obj)


def test_a_norm_names_its_law_and_its_fine(linter):
    law = linter.pack.law
    for family in FAMILIES:
        for kind in law.kinds(family):
            for obj in OBJECTS:
                for channel in CHANNELS:
                    norm = law.norm(family, kind, obj, channel, TODAY)
                    if norm and norm.level == "error":
                        assert norm.law, (family, kind, obj, channel)
                    for provision in norm.law if norm else ():
                        assert set(provision) == {"act", "article", "part", "point", "text", "verified_to"}
                        assert provision["verified_to"] == "2026-03-11"


def test_services_never_answer_under_the_points_for_drugs(linter):
    """24(1)(1), (6), (7), (8), (10) do not bind services (LAW.md §2.2, §6.6); 24(11), (12) are dead."""
    law = linter.pack.law
    for family in FAMILIES:
        for kind in law.kinds(family):
            for obj in SERVICES:
                for channel in CHANNELS:
                    norm = law.norm(family, kind, obj, channel, TODAY)
                    for p in norm.law if norm else ():
                        if p["article"] == "24":
                            assert (p["part"], p["point"]) in {("1", str(n)) for n in (2, 3, 4, 5)} | {
                                ("7", ""),
                                ("8", ""),
                                ("3.1", ""),
                            }, p


@pytest.mark.parametrize(
    ("family", "kind", "obj", "channel", "first_day"),
    [
        ("banned_platform", "ad", "service", "ad", "2025-09-01"),
        ("foreign_words", "", "service", "own_site", "2026-03-01"),
    ],
)
def test_a_norm_not_yet_in_force_is_silent(linter, family, kind, obj, channel, first_day):
    year = int(first_day[:4])
    before = f"{year - 1}-12-31" if first_day[5:] == "01-01" else first_day[:8] + "00"
    assert level(linter, family, obj, channel, kind, first_day) is not None
    assert level(linter, family, obj, channel, kind, before) is None


def test_citation():
    provision = {"act": "38-ФЗ «О рекламе»", "article": "5", "part": "3", "point": "6"}
    assert citation(provision) == "п. 6 ч. 3 ст. 5 38-ФЗ «О рекламе»"
    assert citation({**provision, "part": "", "point": "", "article": ""}) == "38-ФЗ «О рекламе»"


@pytest.mark.parametrize("day", ["2005-01-01", "2023-06-01", "2025-08-31", TODAY, "2030-01-01"])
def test_the_law_in_brief_answers_as_all_of_it(linter, day):
    brief, law = linter.pack.law, Law(linter.pack._law)
    for family in FAMILIES:
        for kind in law.kinds(family):
            for obj in OBJECTS:
                for channel in CHANNELS:
                    question = (family, kind, obj, channel, day)
                    assert brief.answers(*question) == law.answers(*question) == (law.norm(*question) is not None)
                    assert brief.norm(*question) == law.norm(*question)
