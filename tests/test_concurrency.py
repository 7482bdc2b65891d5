"""One linter, many users at once: the same findings, and no memory that grows."""

import asyncio
import gc
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from medadlint import Linter
from medadlint.words import Cache

TEXTS = [
    "Гарантируем результат! Мы рядом.",
    "Лучшая клиника города, 100% излечение без боли.",
    "Мы г а р а н т и р у е м результат, гаран7ия на всё.",
    "Только сегодня скидка 50% на имплантацию. Спешите!",
    "Приём ведёт врач. Стоимость приёма — 1500 рублей.",
    "Клиника работает с 9 до 21.",
    "Пациенты благодарят доктора: он спас мне жизнь.",
] * 8


@pytest.fixture(scope="module")
def expected(linter):
    return [linter.check(text) for text in TEXTS]


def test_in_32_threads_a_fresh_linter_says_the_same(linter, expected):
    linter.pack.words.clear()  # all threads look the words up at once
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(linter.check, TEXTS)) == expected


def test_in_32_threads_a_pack_is_read_for_the_first_time(monkeypatch, expected):
    from medadlint import linter as module

    module._pack.cache_clear()
    fresh = Linter()
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(fresh.check, TEXTS)) == expected


def test_in_a_pool_of_processes(linter, expected):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(linter.check, TEXTS, chunksize=len(TEXTS) // 2)) == expected


def test_under_asyncio(linter, expected):
    async def run():
        return await asyncio.gather(*(asyncio.to_thread(linter.check, text) for text in TEXTS))

    assert asyncio.run(run()) == expected


def test_in_32_threads_fixes_are_the_same(linter):
    """A rewrite loads the morphology when it is first asked for."""
    texts = [f"{text} Гарантируем стойкий результат!" for text in TEXTS]
    expected = [linter.fix(text) for text in texts[:7]] * 8
    linter.pack._memo.clear()
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(linter.fix, texts)) == expected
    assert "Стремимся к стойкому результату" in expected[-1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_in_processes_forked_from_a_linter_in_use(linter, expected):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        assert list(pool.map(linter.check, TEXTS, chunksize=len(TEXTS) // 2)) == expected


def resident() -> int:
    """Bytes of memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_memory_does_not_grow_over_10_000_documents(linter):
    """Each document has words that no other has, every tenth makes claims."""

    def work(numbers):
        for n in numbers:
            linter.check(f"{TEXTS[n // 10 % len(TEXTS)] if n % 10 == 0 else ''} Клиника абв{n:x}где ждёт {n} гостей.")
        gc.collect()
        return resident()

    before = work(range(2000))
    assert work(range(2000, 10_000)) - before < 10_000_000


def test_what_is_remembered_has_an_end(linter, monkeypatch):
    monkeypatch.setattr(Cache, "MOST", 500)
    for n in range(600):
        linter.check(f"Гарантируем результат! Клиника абв{n:x}где ждёт {n} гостей, эюя{n}.")
        assert max(map(len, (linter.pack.words, linter.pack._sets, linter.pack._known))) < 600
