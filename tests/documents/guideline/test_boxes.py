"""Text boxes of Word documents: each is read once, wherever it stands, and as the newest program shows it."""

from __future__ import annotations

import time

import docx

from guidelines.documents.guideline.docx_lines import docx_lines
from tests.documents.files import parts, saved, with_part

MAIN = "word/document.xml"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def lined(xml: str) -> list[tuple[str, int]]:
    """The lines of a document with this among its paragraphs, and where each stands."""
    document = docx.Document()
    document.add_paragraph("§")
    document.add_paragraph("Efter")
    content = saved(document)
    made = parts(content)[MAIN].replace("<w:p><w:r><w:t>§</w:t></w:r></w:p>".encode(), xml.encode())
    assert made != parts(content)[MAIN]
    return [(line.text, line.place.number) for line in docx_lines(with_part(content, MAIN, made))]


def paragraph(words: str, more: str = "") -> str:
    return f"<w:p><w:r><w:t>{words}</w:t>{more}</w:r></w:p>"


def box(inner: str) -> str:
    return f"<w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict>"


def both(choice: str, fallback: str) -> str:
    """Something twice, as Word writes it: for newer programs and for older ones."""
    return (
        f'<mc:AlternateContent {MC}><mc:Choice Requires="wps">{choice}</mc:Choice><mc:Fallback>{fallback}'
        "</mc:Fallback></mc:AlternateContent>"
    )


def test_a_box_in_a_box_is_read_once() -> None:
    inner = paragraph("Ude", box(paragraph("Inde", box(paragraph("Inderst")))))
    assert lined(inner) == [("Ude", 1), ("Inde", 2), ("Inderst", 3), ("Efter", 4)]


def test_what_older_programs_are_shown_is_neither_read_nor_counted() -> None:
    boxes = both(box(paragraph("Ny")), box(paragraph("Gammel") * 3))
    assert lined(paragraph("Ude", boxes)) == [("Ude", 1), ("Ny", 2), ("Efter", 3)]
    assert lined(both(paragraph("Ny"), paragraph("Gammel") * 3)) == [("Ny", 1), ("Efter", 2)]


def test_a_box_beside_a_box_is_read() -> None:
    assert lined(paragraph("Ude", box(paragraph("A")) + box(paragraph("B")))) == [
        ("Ude", 1),
        ("A", 2),
        ("B", 3),
        ("Efter", 4),
    ]


def test_boxes_as_deep_as_they_may_be_end() -> None:
    """Walked once for every box around them, these would be read a trillion times."""
    deep = ""
    for at in range(40):
        deep = paragraph(str(at), box(deep) if deep else "")
    started = time.process_time()
    assert len(lined(deep)) == 41
    assert time.process_time() - started < 2
