"""Faults on purpose: processes killed, disks full, folders closed, others at the same files. Needs fork, so no Windows.

``python tests/faults.py [ROUNDS]`` kills ROUNDS processes (500) of each kind and prints what was tried as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from medadlint import cache, fixing
from medadlint.baseline import read_baseline
from medadlint.start import start

BAD, MENDED = "Гарантируем стойкий результат!", "Стремимся к стойкому результату!"
FILES = 12
PACK = {
    "law.yml": "norms: []\n",
    "guarantee/x.yml": "id: x\ntitle: Тест\nfamily: guarantee\nwhy: Так.\nmatch: |\n  гарантировать ..2 результат\n"
    "bad: |\n  [Гарантируем результат]!\ngood: |\n  Мы рядом.\n",
}


def child(work, *, limit=None, drop=False):
    """Fork to do ``work``; returns the process and what it will say. ``limit``: bytes of a file; ``drop``: be nobody."""
    mouth, ear = os.pipe()[::-1]
    process = os.fork()
    if process:
        os.close(mouth)
        return process, ear
    code = 99
    try:
        os.close(ear)
        sys.stdout, sys.stderr = (os.fdopen(os.dup(mouth), "w", encoding="utf-8") for _ in range(2))
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        if drop and os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        code = work() or 0
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001  told, since a child has no one to raise it to
        os.write(mouth, traceback.format_exc().encode())
    finally:
        os._exit(code)


def ended(process, ear):
    """The exit code (minus the signal) of a child, and what it said."""
    with os.fdopen(ear, "rb") as stream:
        said = stream.read().decode("utf-8", "replace")
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), said


def killed(rounds, prepare, work, check):
    """Kill a process that does ``work`` at a random moment, again and again; ``check`` says how things are then."""
    begun = time.perf_counter()
    prepare()
    code, said = ended(*child(work))
    assert code in (0, 1), (code, said)
    most = (time.perf_counter() - begun) * 1.1
    outcomes = Counter()
    for _ in range(rounds):
        prepare()
        process, ear = child(work)
        time.sleep(random.uniform(0, most))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        ended(process, ear)
        outcomes[check()] += 1
    return dict(outcomes)


def texts(folder):
    """Many files to fix; their old and new bytes."""
    words = "Мы рядом. " * 200
    for number in range(FILES):
        Path(folder, f"{number}.txt").write_text(f"{number}\n{BAD} {words}", "utf-8")
    return f"{BAD} {words}".encode(), f"{MENDED} {words}".encode()


def fix(folder):
    return lambda: start(["check", "--fix", "--fragment", str(folder)])


def kill_fix(rounds, folder):
    old, new = texts(folder)

    def check():
        held = {p.read_bytes().split(b"\n", 1)[1] for p in folder.glob("[0-9]*.txt")}
        if not held <= {old, new} or len(list(folder.glob("[0-9]*.txt"))) != FILES:
            return "half"
        for left in folder.glob(".medadlint-*.part"):
            left.unlink()
        return "old" if held == {old} else "new" if held == {new} else "some old, some new"

    return killed(rounds, lambda: texts(folder), fix(folder), check)


def kill_written(rounds, folder, args, name, suffix):
    """The same for a command that writes the file ``name`` over an old one."""
    source, target = folder / f"text{suffix}", folder / name
    old = []

    def prepare():
        if suffix == ".docx":
            source.write_bytes(DOCX)
        else:
            source.write_text("\n".join([BAD] * 30), "utf-8")
        target.write_bytes(b'{"version": 1, "findings": []}\n')
        old[:] = [target.read_bytes()]

    def work():
        return start(["check", "--fragment", *args, str(target), str(source)])

    prepare()
    ended(*child(work))
    new = target.read_bytes()
    assert new not in old

    def same(data):
        # a ZIP notes when it was written
        return data == new if suffix != ".docx" else len(data) == len(new)

    def check():
        held = target.read_bytes()
        return "old" if held in old else "new" if same(held) else "half"

    return killed(rounds, prepare, work, check)


def kill_cache(rounds, folder):
    pack = folder / "pack"
    for name, text in PACK.items():
        (pack / name).parent.mkdir(parents=True, exist_ok=True)
        (pack / name).write_text(text, "utf-8")
    os.environ["MEDADLINT_CACHE"] = str(folder / "cache")

    def prepare():
        shutil.rmtree(folder / "cache", ignore_errors=True)

    def work():
        cache.pack_of([pack])

    def check():
        kept = bool(list((folder / "cache").glob("pack-*")))
        return ("kept" if kept else "none") if cache.pack_of([pack]).by_id["x"] else "half"

    try:
        return killed(rounds, prepare, work, check)
    finally:
        os.environ["MEDADLINT_CACHE"] = CACHE


def on_disk_without_room(folder, limit=None):
    """Each command that writes, where nothing can be written: code, message, is the old file whole?"""
    out = {}
    text = "\n".join([BAD] * 30).encode()
    source = folder / "text.txt"
    document = folder / "text.docx"
    commands = {
        "fix": ([str(source), "--fix"], source, text),
        "output": ([str(source), "--output"], folder / "report", b"old"),
        "html": ([str(source), "--format", "html", "--output"], folder / "report", b"old"),
        "baseline": ([str(source), "--write-baseline"], folder / "known.json", b'{"version": 1, "findings": []}'),
        "comments": ([str(document), "--comments"], folder / "copy.docx", b"old"),
    }
    for name, (args, target, old) in commands.items():
        source.write_bytes(text)
        document.write_bytes(DOCX)
        target.write_bytes(old)
        given = ["check", "--fragment", *args, *([] if name == "fix" else [str(target)])]
        fill = None if limit else filled(folder)
        code, said = ended(*child(lambda given=given: start(given), limit=limit))
        if fill:
            fill.unlink()
        out[name] = {"code": code, "said": said, "whole": target.read_bytes() == old, "left": left(folder)}
    return out


def filled(folder):
    """A file that takes what room there is."""
    path = folder / "ballast"
    with path.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while True:
            stream.write(b"\0" * 512)
    return path


def left(folder):
    return [p.name for p in folder.glob(".medadlint-*")]


def tmpfs(folder):
    """A small disk of its own, where we may mount one; else None."""
    code = os.spawnlp(os.P_WAIT, "mount", "mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder))
    if code:
        return None
    try:
        return on_disk_without_room(folder)
    finally:
        os.spawnlp(os.P_WAIT, "umount", "umount", str(folder))


def closed(folder):
    """Fixes, a report and a cache where no one may write, as nobody."""
    texts(folder)
    folder.chmod(0o555)
    before = [p.read_bytes() for p in sorted(folder.iterdir())]
    for path in folder.iterdir():
        path.chmod(0o666)
    try:
        fixed = ended(*child(fix(folder), drop=True))
        given = ["check", "--fragment", str(folder), "--output", str(folder / "report")]
        report = ended(*child(lambda: start(given), drop=True))
    finally:
        folder.chmod(0o755)
    return {"fix": fixed, "output": report, "whole": [p.read_bytes() for p in sorted(folder.iterdir())] == before}


def two_at_once(rounds, folder):
    """Two processes fix the same files."""
    _, new = texts(folder)
    outcomes = Counter()
    for _ in range(rounds):
        texts(folder)
        both = [child(fix(folder)) for _ in range(2)]
        codes = [ended(*one) for one in both]
        held = {p.read_bytes().split(b"\n", 1)[1] for p in folder.glob("[0-9]*.txt")}
        sane = all(code == 0 or (code == 2 and "изменился" in said) for code, said in codes)
        outcomes["new" if held == {new} and sane and not left(folder) else f"{codes} {left(folder)}"] += 1
    return dict(outcomes)


def meanwhile(folder):
    """Someone saves the file after it was read: theirs stays."""
    source, known = folder / "text.txt", folder / "known.json"
    source.write_text(BAD, "utf-8")
    known.write_text('{"version": 1, "findings": []}', "utf-8")

    def fix_late():
        whole = fixing.fixed

        def slow(text, check):
            new = whole(text, check)
            source.write_text("их текст", "utf-8")
            return new

        fixing.fixed = slow
        return start(["check", "--fragment", "--fix", str(source)])

    def baseline_late():
        from medadlint import baseline

        write = baseline.write_baseline

        def slow(*args):
            known.write_text('{"version": 1, "findings": [ ]}', "utf-8")
            write(*args)

        baseline.write_baseline = slow
        return start(["check", "--fragment", "--write-baseline", str(known), str(source)])

    fixed = ended(*child(fix_late))
    theirs = source.read_text("utf-8")
    source.write_text(BAD, "utf-8")
    written = ended(*child(baseline_late))
    return {"fix": fixed, "theirs": theirs, "baseline": written, "known": known.read_text("utf-8")}


def document() -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        body = f"<w:p><w:r><w:t>{BAD}</w:t></w:r></w:p>" * 10
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


DOCX = document()
CACHE = os.environ.get("MEDADLINT_CACHE", "")


def main(rounds: int) -> None:
    random.seed()
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        numbers = iter(range(100))

        def folder():
            made = Path(place, str(next(numbers)))
            made.mkdir()
            return made

        warm = folder()
        texts(warm)
        read_baseline_of = folder() / "warm.json"
        sys.stdout.flush()
        # once in this process, so that the children find everything loaded
        with (
            Path(os.devnull).open("w") as nowhere,
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
        ):
            fix(warm)()
            texts(warm)
            start(["check", "--write-baseline", str(read_baseline_of), str(warm)])
            (warm / "a.docx").write_bytes(DOCX)
            start(["check", "--format", "html", "--output", str(folder() / "x"), str(warm)])
            start(["check", "--comments", str(folder() / "x.docx"), str(warm / "a.docx")])
        assert read_baseline(read_baseline_of).known
        some = max(1, rounds // 5)
        print(
            json.dumps(
                {
                    "kill fix": kill_fix(rounds, folder()),
                    "kill output": kill_written(some, folder(), ["--format", "html", "--output"], "report", ".txt"),
                    "kill baseline": kill_written(some, folder(), ["--write-baseline"], "known.json", ".txt"),
                    "kill comments": kill_written(some, folder(), ["--comments"], "copy.docx", ".docx"),
                    "kill cache": kill_cache(some, folder()),
                    "small limit": on_disk_without_room(folder(), limit=100),
                    "small disk": tmpfs(folder()),
                    "closed folder": closed(folder()),
                    "two at once": two_at_once(some, folder()),
                    "meanwhile": meanwhile(folder()),
                },
                ensure_ascii=False,
                indent=1,
            )
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 500)
