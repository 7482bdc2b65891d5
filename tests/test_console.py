"""The bar that a person sees while many files are read."""

import io

import pytest

from medadlint import console


class Stderr(io.StringIO):
    def __init__(self, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


@pytest.fixture
def watch(monkeypatch):
    """Go through ten items that take a while each; what stderr got."""

    def run(terminal, seconds, stop=99):
        stream, clock = Stderr(terminal), iter(n * seconds for n in range(100))
        monkeypatch.setattr(console.sys, "stderr", stream)
        monkeypatch.setattr(console.time, "monotonic", lambda: next(clock))
        monkeypatch.setenv("TERM", "xterm")
        got = []
        for item in console.progress(range(10)):
            got.append(item)
            if len(got) == stop:
                break
        assert got == list(range(min(10, stop)))
        return stream.getvalue()

    return run


def test_a_long_run_is_shown_and_wiped_away(watch):
    text = watch(terminal=True, seconds=0.6)
    assert "\r[######........................] 2 из 10\r" in text
    assert "\r[##############################] 10 из 10\r" in text
    assert text.endswith("\r" + " " * len("[##############################] 10 из 10") + "\r")


def test_an_interrupted_run_leaves_nothing_on_the_line(watch):
    assert watch(terminal=True, seconds=2, stop=4).endswith(" \r")


def test_a_short_run_shows_nothing(watch):
    assert watch(terminal=True, seconds=0.01) == ""


def test_no_terminal_no_bar(watch, monkeypatch):
    assert watch(terminal=False, seconds=9) == ""
