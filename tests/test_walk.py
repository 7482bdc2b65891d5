"""What a walk through a folder reads and what it leaves out; git is the oracle of .gitignore."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medadlint.walk import Chooser, Globs, Left


def tree(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def walk(folder, **globs):
    """The files that are read, and the reasons of the rest, by their paths below the folder."""
    failed = []
    found = list(Chooser(Globs(**globs)).walk(str(folder), failed))
    assert not failed
    read = [e[len(str(folder)) + 1 :] for e in found if isinstance(e, str)]
    return read, {e.path[len(str(folder)) + 1 :]: e.reason for e in found if isinstance(e, Left)}


def test_reasons(tmp_path):
    files = dict.fromkeys(
        ("а.txt", "node_modules/а.txt", ".git/а.txt", ".скрыт.md", "фото.png", "lib.min.js", "~$а.docx"), "Текст"
    )
    read, left = walk(tree(tmp_path, files))
    assert read == ["а.txt"]
    assert left == {
        "node_modules": "служебная папка",
        ".git": "скрытая папка",
        ".скрыт.md": "скрытый файл",
        "~$а.docx": "временный файл Office",
        "фото.png": "такой формат не читается",
        "lib.min.js": "сжатый код",
    }


@pytest.mark.parametrize("head", [b"wOF2\0\1\0\0", b"\0\1\0\0\0\x0f", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_a_font_or_picture_called_html_is_no_text(tmp_path, head):
    tree(tmp_path, {"font.html": head + b"\0" * 20, "а.html": "<p>Лечим"})
    assert walk(tmp_path) == (["а.html"], {"font.html": "не текст: шрифт, картинка или архив"})


@pytest.mark.parametrize("suffix", ["txt", "html", "md", "php"])
def test_zero_bytes_are_no_text_but_in_utf16(tmp_path, suffix):
    names = (f"eot.{suffix}", f"utf16.{suffix}", "лист.xls")
    tree(tmp_path, dict(zip(names, (b"\xa4\x0b\0\0LP", "Лечим зубы".encode("utf-16-le"), b"\0\0"), strict=True)))
    assert walk(tmp_path) == ([names[1], names[2]], {names[0]: "не текст: в файле есть нулевые байты"})


def test_a_minified_page_is_read_and_a_minified_bundle_is_not(tmp_path):
    tree(tmp_path, {"а.html": "<p>Лечим" * 2000, "page.min.html": "<p>Лечим"})
    assert walk(tmp_path) == (["а.html"], {"page.min.html": "сжатый код"})


def test_include_and_exclude(tmp_path):
    tree(tmp_path, dict.fromkeys(("а.txt", "б.adv", "старое/в.txt", "старое/г.md"), "Текст"))
    assert walk(tmp_path, include=("*.adv", "*.md"))[0] == ["б.adv", "старое/г.md"]
    read, left = walk(tmp_path, exclude=("старое/",))
    assert (read, left["старое"]) == (["а.txt"], "исключено параметром")
    assert walk(tmp_path, exclude=("старое/*", "!старое/г.md"))[0] == ["а.txt", "старое/г.md"]
    assert walk(tmp_path, force=("*.md",))[0] == ["а.txt", "старое/в.txt"]


def test_globs_are_seen_from_here_and_from_the_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tree(tmp_path, dict.fromkeys(("сайт/посты/а.txt", "сайт/б.txt"), "Текст")))
    for glob in ("сайт/посты/**", "/посты/", "посты"):
        assert walk("сайт", exclude=(glob,))[0] == ["б.txt"]


def test_gitignore_without_a_repository_counts_in_the_folder_itself(tmp_path):
    tree(tmp_path, {".gitignore": "сайт/\n", "сайт/.gitignore": "а.txt\n", "сайт/а.txt": "", "сайт/б.txt": ""})
    assert walk(tmp_path / "сайт")[0] == ["б.txt"]


def test_a_folder_that_git_ignores_is_read_if_it_is_named(tmp_path):
    tree(
        tmp_path,
        {".git/HEAD": "", ".gitignore": "out/\n*.bak.txt\n", "out/а.txt": "", "x/б.txt": "", "x/в.bak.txt": ""},
    )
    assert walk(tmp_path)[0] == ["x/б.txt"]
    assert walk(tmp_path / "out")[0] == ["а.txt"]
    assert walk(tmp_path / "x")[0] == ["б.txt"]


def test_exclude_of_the_repository(tmp_path):
    tree(tmp_path, {".git/info/exclude": "а.txt\n", ".gitignore": "б.txt\n", "а.txt": "", "б.txt": "", "в.txt": ""})
    assert walk(tmp_path)[0] == ["в.txt"]


PATTERNS = [
    "*.txt",
    "a.txt",
    "/a.txt",
    "x/",
    "x",
    "x/*",
    "!x/a.txt",
    "!a.txt",
    "**/y",
    "x/**",
    "!*.txt",
    "b*",
    "# c",
    "\\#",
    "y/a.txt",
]
PLACES = ["a.txt", "b.txt", "x/a.txt", "x/b.txt", "x/y/a.txt", "y/a.txt", "y/x/b.txt"]


@pytest.mark.skipif(not shutil.which("git"), reason="needs git as the oracle")
@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["", "x/", "x/y/", "y/"]), st.lists(st.sampled_from(PATTERNS), max_size=4), max_size=3
    )
)
def test_gitignore_as_git_reads_it(tmp_path_factory, ignores):
    folder = tmp_path_factory.mktemp("repo")
    tree(folder, dict.fromkeys(PLACES, "x") | {f"{place}.gitignore": "\n".join(p) for place, p in ignores.items()})
    git = ["git", "-C", str(folder), "-c", "core.excludesFile="]
    subprocess.run([*git, "init", "-q"], check=True, capture_output=True)
    listed = subprocess.run([*git, "ls-files", "-o", "--exclude-standard"], check=True, capture_output=True, text=True)
    expected = {name for name in listed.stdout.split() if name.endswith(".txt")}
    assert set(walk(folder)[0]) == expected
