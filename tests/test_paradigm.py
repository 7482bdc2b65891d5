"""Forms put together from bytes are those that are put together as words and folded one by one."""

import pytest

from medadlint.fold import fold_word
from medadlint.morphology import Morphology
from medadlint.paradigm import GRAMMEMES, fitting, select

MORPHOLOGY = Morphology({"термаж": "массаж", "спа": "", "щёточка": "точка", "акне": "", "covid": ""})
LEMMAS = "врач лечить лучший наилучший ёжик вылеченный зубы термаж спа щёточка акне лучше какой-то covid 3".split()
ASKED = [(), (("рд",),), (("тв", "мн"), ("дт",)), (("гл", "буд"), ("инф",)), *(((name,),) for name in GRAMMEMES)]


def forms_of(lexeme, grammemes=()):
    return [form for run in fitting([lexeme], grammemes) for form in MORPHOLOGY.forms.spelt(run)]


@pytest.mark.parametrize("lemma", LEMMAS)
def test_the_forms_that_fit(lemma):
    forms = MORPHOLOGY.lexeme(lemma)
    for grammemes in ASKED:
        spelt = [form for lexeme in MORPHOLOGY.lexemes(lemma) for form in forms_of(lexeme, grammemes)]
        assert set(spelt) == set(map(fold_word, select(forms, grammemes))), grammemes


@pytest.mark.parametrize("word", "лучшего зубами вылечим термажа".split())
def test_all_forms_of_a_word_in_any_form(word):
    spelt = [form for lexeme in MORPHOLOGY.lexemes(word, whatever=True) for form in forms_of(lexeme)]
    assert set(spelt) == {fold_word(form.word) for form in MORPHOLOGY.all_forms(word)}


def test_words_of_one_stem_share_a_lexeme():
    (one,) = MORPHOLOGY.lexemes("термаж")
    assert one in MORPHOLOGY.lexemes("термажами", whatever=True)
    assert len(forms_of(one)) == len(set(forms_of(one)))
