"""``--fix`` and ``--diff``: safe rewrites only, the same bytes around them, and no way to lose a file."""

import codecs
import os

import pytest

from medadlint import fixing
from medadlint.errors import SourceError
from medadlint.finding import Finding, Rewrite
from medadlint.start import start

BAD = "Гарантируем стойкий результат!"
MENDED = "Стремимся к стойкому результату!"


def finding(start, end, text, kind="safe"):
    rewrite = Rewrite(kind, text, start, end, "")
    return Finding("r", "f", "warning", start, end, 1, 1, "", "", "", [], None, None, False, [rewrite])


def test_of_one_sentence_one_rewrite_is_written_in_a_pass():
    given = []

    def check(text):
        given.append(text)
        found = [finding(i, i + 1, "б") for i, c in enumerate(text) if c == "а"]
        return [*found, finding(0, 0, "никогда", "show")]

    assert fixing.fixed("а, а. а", check) == "б, б. б"
    assert given == ["а, а. а", "б, а. б", "б, б. б"]


def test_a_rewrite_that_never_ends_does_not_hang():
    assert fixing.fixed("а", lambda _: [finding(0, 1, "а")]) == "а"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_bom_and_newlines_stay(tmp_path, encoding, newline):
    file = tmp_path / "post.txt"
    text = newline.join(["Здравствуйте.", "", BAD, "Ждём вас на улице Мира.", ""])
    file.write_bytes(text.encode(encoding))
    assert start(["check", "--fragment", "--fix", str(file)]) == 0
    assert file.read_bytes() == text.replace(BAD, MENDED).encode(encoding)
    before = file.stat().st_mtime_ns
    assert start(["check", "--fragment", "--fix", str(file)]) == 0
    assert file.stat().st_mtime_ns == before  # nothing left to write


def test_only_the_words_change_in_html(tmp_path):
    page = (
        f'<p title="{BAD}" onclick="say(\'{BAD}\')">{BAD}<script>let a = "{BAD}"</script>'
        f'<b>Гарантируем</b> стойкий результат<!-- {BAD} --><input type="submit" value="{BAD}">'
    )
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    start(["check", "--fix", str(file)])
    # a handler, a comment and the value of a button are not touched, nor what crosses a tag
    expected = page.replace(f'title="{BAD}"', f'title="{MENDED}"').replace(f">{BAD}<script", f">{MENDED}<script")
    expected = expected.replace(f'a = "{BAD}"', f'a = "{MENDED}"')
    assert file.read_text(encoding="utf-8") == expected


ROUND = {
    "a.md": "# Клиника 🙂\n\n- пункт\n- {}\n\n```\nкод  \n```\n",
    "a.html": "<!doctype html>\n<P CLASS=x>&laquo;Мир&raquo;&nbsp;— {}\n<br/><img alt='{}' src=\"a.png\"  ><script>var a=1 ;</script>\n",
    "a.twig": "{{% block a %}}\n<p>{{{{ name|e }}}} {}</p>{{# тихо #}}\n{{% endblock %}}\n",
    "a.php": "<?php $MESS['A'] = '{}'; // было\n?>\n<p><?= $x ?> {}</p>\n",
    "a.blade.php": "@if($a)\n<p>{}</p> {{{{ $b }}}}\n@endif\n",
    "a.tpl": "{{if $a}}\n<p>{}</p>{{* тихо *}}\n{{/if}}\n",
    "a.pug": "div.a\n  p.b {}\n  // тихо\n",
    "a.vue": "<template>\n  <p :a=\"b\">{}</p>\n</template>\n<script>\nexport default {{ data: () => ({{ t: '{}' }}) }}\n</script>\n",
    "a.svelte": "<script>\n  let t = '{}'\n</script>\n<p>{}</p>\n",
    "a.astro": "---\nconst t = '{}'\n---\n<p>{}</p>\n",
    "a.jsx": "export const A = () => <p a={{b}}>{}</p>\n",
    "a.ts": "export const t = {{\n  a: '{}', // было\n}}\n",
    "a.json": '{{"a" : "{}",\n "б": [1.50, "{}"]}}\n',
    "a.jsonc": '{{"a" : "{}", // было\n}}\n',
    "a.yml": "а: >-\n  {}\nб: '{}'  # было\n",
    "a.csv": 'Заголовок;Текст\nКлиника;{}\n"Мир";"{}"\n',
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("name", ROUND)
def test_only_the_words_of_the_rewrite_change(tmp_path, name, encoding, newline):
    file = tmp_path / name
    frame = ROUND[name].replace("🙂", "") if encoding == "cp1251" else ROUND[name]
    count = frame.count("{}")
    before, after = (frame.format(*[text] * count).replace("\n", newline).encode(encoding) for text in (BAD, MENDED))
    file.write_bytes(before)
    start(["check", "--fragment", "--fix", str(file)])
    assert file.read_bytes() == after


def test_diff_writes_nothing_and_says_so_in_its_code(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "post.txt"
    file.write_text(f"Здравствуйте.\n{BAD}", encoding="utf-8")
    assert start(["check", "--diff", "--fix", "post.txt"]) == 1
    assert capsys.readouterr().out == (
        "--- a/post.txt\n+++ b/post.txt\n@@ -1,2 +1,2 @@\n Здравствуйте.\n"
        f"-{BAD}\n\\ No newline at end of file\n+{MENDED}\n\\ No newline at end of file\n"
    )
    assert file.read_text(encoding="utf-8") == f"Здравствуйте.\n{BAD}"
    file.write_text("Здравствуйте.\n", encoding="utf-8")
    assert start(["check", "--diff", "post.txt"]) == 0
    assert capsys.readouterr().out == ""


def test_ignored_rules_are_not_fixed(tmp_path):
    file = tmp_path / "post.txt"
    file.write_text(BAD, encoding="utf-8")
    start(["check", "--fragment", "--fix", "--ignore", "guarantee", str(file)])
    assert file.read_text(encoding="utf-8") == BAD


def test_stdin_is_mended_to_stdout(monkeypatch, capsys):
    import io

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    assert start(["check", "--fragment", "--fix", "-"]) == 0
    assert capsys.readouterr().out == MENDED


def test_links_are_reported_and_not_replaced(tmp_path, capsys):
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text(BAD, encoding="utf-8")
    link.symlink_to(real)
    assert start(["check", "--fragment", "--fix", str(link)]) == 2
    assert "ссылка" in capsys.readouterr().err
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == BAD


def test_read_only_files_are_reported(tmp_path, capsys):
    file = tmp_path / "post.txt"
    file.write_text(BAD, encoding="utf-8")
    file.chmod(0o444)
    assert start(["check", "--fragment", "--fix", str(file)]) == 2
    assert "только для чтения" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == BAD


def test_a_second_name_would_part_from_the_first(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    os.link(file, tmp_path / "b.txt")
    with pytest.raises(SourceError, match="второе имя"):
        fixing.write(str(file), b"old", b"new")


def test_the_mode_of_the_file_stays(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    file.chmod(0o640)
    fixing.write(str(file), b"old", b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"newer")
    with pytest.raises(SourceError, match="изменился"):
        fixing.write(str(file), b"old", b"new")
    assert file.read_bytes() == b"newer"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_loses_nothing(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SourceError, match="не записаны"):
        fixing.write(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_sign_the_encoding_lacks_is_an_error_and_no_question_mark():
    from medadlint.source import Source

    source = Source("а", "cp1251", codecs.BOM_UTF8[:0])
    fixes = fixing.Fixes(write=True, changed=[], shown=[])
    done = iter([[finding(0, 1, "中")], []])
    with pytest.raises(SourceError, match="нет знака"):
        fixing.fix_file("a.txt", "a.txt", source, lambda _: next(done), fixes)
