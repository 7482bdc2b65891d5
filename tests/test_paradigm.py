"""Forms put together from bytes are those that are put together as words and folded one by one."""

import pytest

from medadlint.fold import fold_word
from medadlint.morphology import Morphology
from medadlint.paradigm import GRAMMEMES, select, wanted

MORPHOLOGY = Morphology({"термаж": "массаж", "спа": "", "щёточка": "точка", "акне": "", "covid": ""})
LEMMAS = "врач лечить лучший наилучший ёжик вылеченный зубы термаж спа щёточка акне лучше какой-то covid 3".split()
ASKED = [(), (("рд",),), (("тв", "мн"), ("дт",)), (("гл", "буд"), ("инф",)), *(((name,),) for name in GRAMMEMES)]


def forms_of(lexeme, grammemes=()):
    forms = MORPHOLOGY.forms
    return forms.forms(forms.put([forms.word([lexeme], wanted(grammemes))]))


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
