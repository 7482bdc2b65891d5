"""Fingerprints survive edits elsewhere."""

from reporting import WHOLE, placed

from medadlint.report.fingerprint import fingerprints

TEXT = "Наша клиника рада вам всегда. Мы гарантируем результат каждому пациенту, кто пришёл. Ждём вас."


def name(text, nth=0, **changes):
    return list(fingerprints(text, [placed(text=text, nth=n, **changes) for n in range(nth + 1)]))[nth]


def test_edits_elsewhere_change_nothing():
    assert name(TEXT) == name("Новый абзац.\n\n" + TEXT + " Ещё.")
    assert name(TEXT) == name(TEXT.replace("гарантируем результат", "гарантируем результат").replace(". Мы", ".\nМы"))
    assert name(TEXT) == name(TEXT.replace("Наша клиника", "Эта лечебница"))


def test_the_rule_the_words_and_their_neighbours_count():
    assert name(TEXT) != name(TEXT, rule="other")
    assert name(TEXT) != name(TEXT.replace("результат", "эффект"), quote="гарантируем эффект")
    assert name(TEXT) != name(TEXT.replace("каждому", "любому"))


def test_equals_are_told_apart_and_stay_so():
    twice = f"{TEXT}\n{TEXT}"
    assert name(twice, 1) != name(twice, 0)
    thrice = f"{TEXT}\nДругое.\n{TEXT}\n"
    assert len(set(fingerprints(thrice, [placed(text=thrice, nth=n) for n in (0, 1)]))) == 2


def test_a_finding_about_the_whole_text_is_named_by_its_rule():
    assert list(fingerprints("один текст", [WHOLE])) == list(fingerprints("другой", [WHOLE]))
