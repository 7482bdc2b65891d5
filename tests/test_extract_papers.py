"""RTF, PDF and letters."""

import email.message
import email.policy

import pytest

from medadlint.errors import SourceError
from medadlint.extract import load
from medadlint.extract.papers import _paragraphs


def places(data, fmt):
    found = load(data, fmt)
    return [(found.text[b.start : b.end], where) for b, where in zip(found.blocks, found.locations, strict=True)]


def test_rtf():
    escaped = "".join(f"\\'{byte:02x}" for byte in "Лечим зубы".encode("cp1251"))
    data = rf"{{\rtf1\ansi\ansicpg1251\deff0{{\fonttbl{{\f0 Arial;}}}}\f0 {escaped}\par \u1044?\u1072?\par}}".encode()
    assert places(data, "rtf") == [("Лечим зубы", "абзац 1"), ("Да", "абзац 2")]
    with pytest.raises(SourceError, match="это не RTF"):
        load(b"text", "rtf")


def letter(html="", plain="Лечим\n\nПриходите", charset="utf-8") -> bytes:
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = "Скидка на лечение"
    message.set_content(plain, charset=charset)
    if html:
        message.add_alternative(html, subtype="html", charset=charset)
        message.add_attachment(b"\0", maintype="image", subtype="png")
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "koi8-r", "cp1251"])
def test_letters(charset):
    subject = ("Скидка на лечение", "тема")
    assert places(letter(charset=charset), "eml") == [subject, ("Лечим", "письмо"), ("Приходите", "письмо")]
    data = letter("<p>Мы <b>лечим</b></p><a href='https://x.ru/?erid=2Vtz'>тут</a>", charset=charset)
    assert places(data, "eml") == [subject, ("Мы лечим", "письмо"), ("тут", "письмо")]
    assert [e.attrs["href"] for e in load(data, "eml").elements] == ["https://x.ru/?erid=2Vtz"]


def test_what_is_no_letter_is_told():
    with pytest.raises(SourceError, match="это не письмо"):
        load(b"\0\xff", "eml")


def test_an_unknown_charset_does_no_harm():
    assert places("Subject: abc\nContent-Type: text/plain; charset=nonsense\n\nДа".encode(), "eml") == [
        ("abc", "тема"),
        ("Да", "письмо"),
    ]


def test_pdf():
    pypdf = pytest.importorskip("pypdf")
    import io

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(SourceError, match="нет текста, только картинки"):
        load(out.getvalue(), "pdf")
    with pytest.raises(SourceError, match="повреждён"):
        load(b"%PDF-1.4 nonsense", "pdf")


def test_paragraphs_of_a_page():
    page = "Наша клиника\nМы лечим зубы быстро и гаранти-\nруем покой всем, кто к нам приходит\nсегодня.\nЗвоните нам"
    assert _paragraphs(page) == (
        "Наша клиника\n\nМы лечим зубы быстро и гарантируем покой всем, кто к нам приходит\nсегодня.\n\nЗвоните нам\n"
    )


@pytest.mark.parametrize(
    ("fmt", "data", "message"),
    [
        ("eml", b"Subject: " + b"=?utf-8?b?0LA=?= " * 10_000 + b"\n\nx", "слишком длинные заголовки"),
        ("eml", b"Subject: a\nContent-Type: text/plain; " + b'a*0="b";\n ' * 10_000 + b"\n\nx", "слишком длинные заголовки"),
        ("eml", b"Subject: a\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 3000, "много частей"),
        ("rtf", b"{\\rtf1 " + b"{" * 2_000_000, "слишком велик"),
    ],
    ids=["subject", "parameters", "parts", "braces"],
)  # fmt: skip
def test_hostile_papers_are_refused(fmt, data, message):
    with pytest.raises(SourceError, match=message):
        load(data, fmt)


def test_a_pdf_that_unpacks_without_end_is_refused(monkeypatch):
    pypdf = pytest.importorskip("pypdf")
    import io

    from pypdf.generic import StreamObject

    from medadlint.extract import papers

    monkeypatch.setattr(papers, "_MOST_DRAWN", 10_000)
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = StreamObject()
    stream.set_data(b"BT (a) Tj ET\n" * 1000)
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(SourceError, match="слишком велик"):
        load(out.getvalue(), "pdf")


@pytest.mark.parametrize("fmt", ["rtf", "pdf", "eml"])
def test_a_library_that_fails_is_a_broken_file(monkeypatch, fmt):
    """Whatever it raises: RecursionError and KeyError have been seen."""
    import email

    import pypdf
    from striprtf import striprtf

    def fail(*_, **__):
        raise KeyError("x")

    monkeypatch.setattr(pypdf, "PdfReader", fail)
    monkeypatch.setattr(striprtf, "rtf_to_text", fail)
    monkeypatch.setattr(email, "message_from_bytes", fail)
    with pytest.raises(SourceError, match="повреждён или закрыт паролем"):
        load(b"{\\rtf1}", fmt)


def test_a_pdf_that_is_too_long_says_so(monkeypatch):
    import pypdf

    def fail(*_, **__):
        raise SourceError("в файле слишком много текста")

    monkeypatch.setattr(pypdf, "PdfReader", fail)
    with pytest.raises(SourceError, match="слишком много текста"):
        load(b"%PDF", "pdf")


def test_a_pdf_without_text_is_told():
    import io

    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(SourceError, match="только картинки"):
        load(out.getvalue(), "pdf")
