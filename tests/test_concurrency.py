"""One linter, many users at once: the same findings, and no memory that grows."""

import asyncio
import gc
import multiprocessing
import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from medadlint import Linter
from medadlint.pack import Pack

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


def test_memory_does_not_grow(linter, expected):
    """Two thousand documents, each with words that no other has; the caches of words are kept small for the test."""
    most = 1000

    def work(numbers):
        for n in numbers:
            linter.check(f"{TEXTS[n % len(TEXTS)]} Клиника абв{n:x}где ждёт {n} гостей, эюя{n}.")
            for cache in (linter.pack.words, linter.pack._sets, linter.pack._known):
                if len(cache) > most:
                    cache.clear()

    work(range(300))
    gc.collect()
    tracemalloc.start()
    try:
        work(range(300, 600))
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        work(range(600, 2000))
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 1_000_000
    assert isinstance(linter.pack, Pack)
