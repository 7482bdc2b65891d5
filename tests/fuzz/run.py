"""Coverage-guided fuzzing of everything that reads what strangers write: ``pip install atheris``, then

python tests/fuzz/run.py TARGET SECONDS

What holds of every input: no exception but MedadlintError, tiles that tile, quotes at their places, a bounded time.
"""

# ruff: noqa: E402  what is to be instrumented has to be imported late
import contextlib
import io
import json
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile
from itertools import product
from pathlib import Path

import atheris

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "src")]
with atheris.instrument_imports(include=["medadlint"]):
    from importlib import import_module

    from medadlint import Linter, baseline, cache, comments, config, directives, evidence
    from medadlint.calls import Index
    from medadlint.claims import Search
    from medadlint.errors import MedadlintError
    from medadlint.extract import FORMATS, extract, load
    from medadlint.extract.model import Block
    from medadlint.fold import fold
    from medadlint.norms import CHANNELS, FAMILIES, OBJECTS
    from medadlint.pack import Pack
    from medadlint.pattern import PatternError, parse
    from medadlint.project import open_project
    from medadlint.reader import Reader
    from medadlint.report import Report
    from medadlint.report.wording import law_sentences

    for form in FORMATS.values():
        import_module(f"medadlint.extract.{form.module}")
    for name in ("code", "component", "templates", "script", "php", "literals", "csv", "strings", "table"):
        import_module(f"medadlint.extract.{name}")
    for name in ("sarif", "github", "gitlab", "rdjson", "junit", "checkstyle", "html", "json", "text"):
        import_module(f"medadlint.report.{name}")

from test_extract_docx import NS as DOCX_NS
from test_extract_invariant import HTML, MARKDOWN
from test_extract_odt import odt
from test_fuzz import BASELINE, CONFIG, EVIDENCE, RULE, SNIPPETS

LINTER = Linter()
WORK = Path(tempfile.mkdtemp(prefix="medadlint-fuzz-"))
SAMPLES = {
    "text": "Гарантируем результат!\n\n- Лучшая клиника\n- гаран7ия, г а р а н т и я, гарант.ируем на 100%",
    "markdown": "---\ntitle: Лучшие\n---\n# Лечим\n\n- [x] **навсегда** [тут](/x 'да')\n\n|a|б|\n|-|-|\n> ~~в~~ `г` <b>д</b>\n\n[r]: /u 'т'",
    "html": "<!DOCTYPE html><body><p>Мы <b>гаран</b>тируем &shy;&laquo;итог<br><img alt='Лучшие'><script>1</script><!--н-->",
    "template": "{% if a %}<p title='{{ б }}'>Лучшие {{ x|default:'цены' }}{% else %}Да{% endif %}{# нет #}",
    "php": "<p><?= $a ?> Лучшие <?php if ($x): echo 'Гарантия «итога»'; endif /* нет */ ?>\n<b title=\"<?php echo 1 ?>\">да",
    "blade": "@if($a)\n<p>{{ $x }} Лучшие {!! 'да' !!}</p>@endif {{-- нет --}} @lang('Гарантия')",
    "vue": "<template><p :title=\"'Лучшие'\" v-if=\"a\">Да {{ 'нет' }}</p></template>\n<script>const a = `Лечим ${b}`</script>",
    "svelte": "<script>let a = 'Лучшие'</script>{#if x}<p title='{a}'>Да {'нет'}</p>{/if}",
    "astro": "---\nconst a = 'Лучшие'\n---\n<p title={`Да ${a}`}>Лечим {a ? 'навсегда' : <b>да</b>}</p>",
    "jsx": "const a = <p title='Лучшие'>Да {b ? `Лечим ${c}` : 'нет'} <></></p>; /* н */ // н\nx = a / b / 'да' + /[/'\"]/g",
    "ts": "const a: Map<string, T<'Лучшие'>> = {b: 'Лечим ' + `да ${c ? 'нет' : \"н\"}`} as const",
    "json": '{"name": "Лучшие", "messages": [{"id": 1, "text": ["Лечим \\u0434\\n", {"type": "link", "text": "да", "href": "/"}]}]}',
    "yaml": "a: &x \"Лучшие \\u0434\"\nб: |-\n  Лечим\n  да\nв: ['нет ''н''', *x]\n? г\n: >+\n  да\n",
    "csv": 'Заголовок;Текст;Ссылка\n"Лучшие ""да""";Лечим;https://x.ru\nнет;н;',
}
TOKENS = (
    "гарантируем|результат|лучшие|врач|не |?| — |{% |%}|{{|}}|{#|#}|{#if|{/if}|{:else}|@if(|@endif|@php|<?=|<?php|?>|<%|%>|//|/*|*/"
    "|`|${|}|=>|\\u0434|\\x41|\\n|\\\\|: |- |? |>-|&a|*a|!!|---|...|<w:p>|<w:r>|<w:t>|</w:t></w:r></w:p>|<w:br/>|<text:p>|</text:p>"
    "|<w:tbl>|<w:fldSimple |<w:hyperlink |xml:space=\"preserve\"|medadlint|medadlint-disable|disable-next|(|)|@гл|:рд|..2|<врач>|=|'|\""
    "|\x1f|\u200b|\u0301|\u00ad|\U0001f525|\ufdd0|\ufffd|\ud800|[[|]]|true|1e9|2026-01-01".split("|")
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Any bytes as a text; what is no UTF-8 becomes halves of characters."""
    return data.decode("utf-8", "surrogateescape")


def tiles(found) -> None:
    """Both sides are tiled, and the blocks lie in order within the text."""
    for side, whole in ((0, found.text), (2, found.source)):
        at = 0
        for tile in sorted(found.segments, key=lambda s: (s[side], s[side + 1])):
            assert tile[side] == at <= tile[side + 1], "a gap between tiles"
            at = tile[side + 1]
        assert at == len(whole), "tiles end too soon"
    for tile in found.segments:
        if tile.verbatim:
            assert found.text[tile.start : tile.end] == found.source[tile.source_start : tile.source_end]
    at = 0
    for block in found.blocks:
        assert at <= block.start < block.end <= len(found.text), "blocks out of order"
        at = block.end
    for part in found.parts:
        assert 0 <= part.start <= part.end <= len(found.text)
    assert not found.locations or len(found.locations) == len(found.blocks)


def checked(found) -> None:
    tiles(found)
    for document in found.documents():
        tiles(
            document._replace(source="", segments=()) if not document.segments else document
        ) if not found.parts else None
    for finding in LINTER.examine(found):
        assert found.source[finding.start : finding.end] == finding.quote, "a quote that is elsewhere"
        for rewrite in finding.rewrites:
            assert 0 <= rewrite.start <= rewrite.end <= len(found.source)


def read_text(fmt):
    return lambda data: checked(extract(text_of(data), fmt))


def read_binary(fmt, wrap=lambda data: data):
    return lambda data: checked(load(wrap(data), fmt))


def zipped(**files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def docx(inner: bytes) -> bytes:
    return zipped(word__document_xml=f"<w:document {DOCX_NS}><w:body>".encode() + inner + b"</w:body></w:document>")


def commented(data: bytes) -> None:
    found = load(docx(data), "docx")
    checked(load(comments.annotate(docx(data), LINTER.examine(found)), "docx"))


def sheet(data: bytes) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    out, new = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(new, "w") as archive:
        for info in old.infolist():
            archive.writestr(info, data if info.filename == "xl/worksheets/sheet1.xml" else old.read(info))
    return new.getvalue()


def loaded(read, name):
    path = WORK / name
    path.parent.mkdir(parents=True, exist_ok=True)

    def run(data: bytes) -> None:
        path.write_bytes(data)
        read(path)

    return run


def pattern(data: bytes) -> None:
    line = text_of(data)
    try:
        parse(line)
    except PatternError as error:
        assert 1 <= error.column <= len(line) + 1  # noqa: PT017  only some lines are refused


def compiled(path: Path) -> None:
    pack = Pack(cache.compile_packs([WORK / "pack"]))
    for family, obj, channel in product((*FAMILIES, "house"), OBJECTS, CHANNELS):
        norm = pack.law.norm(family, "", obj, channel, "2026-03-01")
        if norm:
            law_sentences(norm.law, norm.fine, norm.needs)
    Search(pack, pack.rules)(fold(SAMPLES["text"]), [Block(0, len(SAMPLES["text"]), "text")])


def kept(path: Path) -> None:
    """A file of the cache is what we wrote, or it is nothing."""
    assert cache._read(path, "key") is None


def index(data: bytes) -> None:
    """A line is called where its matcher finds something, and nowhere else."""
    text = text_of(data)[:400]
    pack = LINTER.pack
    asked = {(rule, part) for rule in pack.rules for part in ("when", "require")}
    reader = Reader(pack, fold(text, pack.knows), extract(text, "text").blocks)
    called = {place: {call.line for call in calls} for place, calls, _ in INDEX.called(reader, asked)}
    for place in reader.places():
        view = reader.view(place)
        for number, rule in enumerate(pack.rules):
            for part in ("match", "when", "require"):
                for line, matcher in enumerate(getattr(rule, part)):
                    there = ("rule", number, part, line) in called.get(place, ())
                    assert there == bool(matcher.find(view)), (rule.id, part, line)


INDEX = Index(LINTER.pack, LINTER.pack.rules)


def folded(data: bytes) -> None:
    """A place in the fold leads back to the given text and forth again."""
    text = text_of(data)
    made = fold(text, LINTER.pack.knows)
    assert len(made.text) == len(made.fold)
    for i in range(len(made.text)):
        a, b = made.origin(i, i + 1, text)
        assert 0 <= a < b <= len(text)
        assert made.locate(a) == i or made.pieces
    LINTER.claims(made)


def page(data: bytes) -> None:
    """A file on its whole way: marks that switch rules off, settings, every report."""
    fmt = ("html", "markdown", "text", "vue", "php", "yaml", "csv")[data[0] % 7] if data else "text"
    file = PROJECT.check("a." + fmt, data[1:], fmt)
    directives.read(file.text)
    report = Report(PROJECT.context(), [file], [], [], frozenset(), "warning")
    for name, test in (("json", json.loads), ("sarif", json.loads), ("gitlab", json.loads), ("rdjson", None), ("github", None),
                       ("junit", ET.fromstring), ("checkstyle", ET.fromstring), ("html", None)):  # fmt: skip
        text = import_module(f"medadlint.report.{name}").render(report, "utf-8")
        text = text.encode("utf-8", "replace").decode()
        if test:
            test(text)
    assert LINTER.fix(file.text[:300], fmt) is not None


PROJECT = open_project([WORK])
TARGETS = {
    **{name: (read_text(name), [text]) for name, text in SAMPLES.items()},
    "docx": (read_binary("docx", docx), ["<w:p><w:r><w:t>Лучшие</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>нет</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"]),
    "comments": (commented, ["<w:p><w:r><w:t xml:space='preserve'>Мы лучшие &amp; </w:t></w:r><w:r><w:t>гарантируем результат</w:t><w:br/></w:r></w:p>"]),
    "odt": (read_binary("odt", lambda data: odt(data.decode("utf-8", "replace"))), ["<text:p>Лучшие<text:s text:c='3'/><text:a xlink:href='x'>да</text:a></text:p><table:table><table:table-row><table:table-cell><text:p>в</text:p></table:table-cell></table:table-row></table:table>"]),
    "zip": (read_binary("docx"), [docx("<w:p><w:r><w:t>Да</w:t></w:r></w:p>".encode())]),
    "xlsx": (read_binary("xlsx", sheet), ["<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Заголовок</t></is></c><c r='B1' t='n'><v>1</v></c></row></sheetData></worksheet>"]),
    "rtf": (read_binary("rtf"), ["{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 A;}}\\f0 \\'cb\\'e5\\'f7\\'e8\\'ec\\par \\u1044?\\u1072?\\par}"]),
    "eml": (read_binary("eml"), ["Subject: =?utf-8?B?0JTQsA==?=\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n\n<p>Лучшие</p>\n--x--\n"]),
    "pdf": (read_binary("pdf"), ["%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj 4 0 obj<</Length 30>>stream\nBT /F 9 Tf (Hello) Tj ET\nendstream endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/A>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"]),
    "xls": (read_binary("xls"), ["\ufeff<table><tr><td>Лучшие</table>", SAMPLES["csv"]]),
    "pattern": (pattern, ["гарантировать@гл (вы:дт)? ..2@какой (результат | эффект:рд.мн)@итог =слово чуд* «сто лет» , <врач> <число>"]),
    "rule": (loaded(compiled, "pack/guarantee/x.yml"), [RULE.replace("unless: negated\n", ""), RULE]),
    "law": (loaded(compiled, "pack/law.yml"), ["objects: {в: [service]}\nnorms:\n - {family: guarantee, objects: в, level: error, law: [a], fine: b, in_force: {from: 2020-01-01}, note: да}\nprovisions:\n  a: {act: б, article: 5, text: т, verified_to: 2026-01-01, source: [https://x.ru]}\nfines:\n  b: {citizen: [1, 2], legal: null}\n"]),
    "config": (loaded(config.load, "medadlint.toml"), [CONFIG]),
    "evidence": (loaded(evidence.load, "evidence.yml"), [EVIDENCE]),
    "baseline": (loaded(baseline.read_baseline, "b.json"), [BASELINE]),
    "cache": (loaded(kept, "pack-x.json"), ['{"key": "key", "sum": 0}\n{}\n[]\n']),
    "fold": (folded, ["г а р а н т и я гарант.ируем гаран7ия гаран\u00adтия и\u0306 e\u0301"]),
    "index": (index, [SAMPLES["text"], "Мы не просто лечим, мы гарантируем: 100% результат и никакой боли. Лучшие врачи?"]),
    "page": (page, ["\x00<!-- medadlint-disable outcome-guarantee: потому --><p>Гарантируем результат", "\x01<!-- medadlint: object=drug_otc -->\nЛучшие"]),
}  # fmt: skip


def main() -> None:
    target, limit = sys.argv[1], sys.argv[2]
    run, seeds = TARGETS[target]
    corpus = WORK / "corpus"
    corpus.mkdir()
    for i, seed in enumerate(seeds):
        (corpus / str(i)).write_bytes(seed if isinstance(seed, bytes) else seed.encode())
    words = {token.encode("utf-8", "surrogatepass") for token in (*HTML, *MARKDOWN, *SNIPPETS, *TOKENS) if token}
    (WORK / "words").write_text("".join('"' + "".join(f"\\x{b:02x}" for b in word) + '"\n' for word in sorted(words)))

    def once(data: bytes) -> None:
        start = time.process_time()
        with contextlib.suppress(MedadlintError):
            run(data)
        assert time.process_time() - start < 5, "too slow"

    options = [
        f"-max_total_time={limit}",
        f"-dict={WORK / 'words'}",
        "-max_len=3000",
        "-timeout=60",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, *sys.argv[3:], str(corpus)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
