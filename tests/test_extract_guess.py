"""A file called .txt is read as what it holds."""

import pytest

from medadlint.extract.guess import guess


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function init(e){var n=this})()", "jsx"),
        ("/* (c) */ // x\n'use strict';", "jsx"),
        ("!function(){}()", "jsx"),
        ("(() => { 1 })()", "jsx"),
        ("const цена = 1;", "jsx"),
        ("window.dataLayer = []", "jsx"),
        ("$(document).ready()", "jsx"),
        ("import x from 'y'", "jsx"),
        ("\n<!-- a --><!DOCTYPE html><p>Лечим", "html"),
        ("<?php echo 1;", "php"),
        (' {"а": "Лечим", } // да', "json"),
        ('[{"а": 1}]', "json"),
        ('{"а": 1}\n{"а": 2}', "json"),
        ("[Акция] Лечим", "text"),
        ("[1]\nЛечим зубы", "text"),
        ("{имя}, здравствуйте!", "text"),
        ("(Функция) печени в норме", "text"),
        ("let me in", "text"),
        ("import of goods", "text"),
        ("/* незакрытый" + " /*" * 50_000, "text"),
        ("Лечим зубы", "text"),
        ("", "text"),
    ],
)
def test_guess(text, expected):
    assert guess(text) == expected
