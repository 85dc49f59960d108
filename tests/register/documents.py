"""Guideline documents for the tests of the register: the made-up text of the reader's tests, printed or typed."""

from __future__ import annotations

import io
import json

import docx
import typst

from tests.documents.guideline.reading import whole


def as_pdf(text: str) -> bytes:
    """The lines of a text as a PDF, each on a line of its own; a form feed begins a page."""
    made = "\n".join(
        "#pagebreak()" if line == "\f" else f"#text({json.dumps(line, ensure_ascii=False)}) \\"
        for line in text.replace("\f", "\n\f\n").split("\n")
        if line
    )
    return bytes(typst.compile(f'#set page(numbering: "1")\n#set text(size: 9pt)\n{made}'.encode()))


def as_word(text: str) -> bytes:
    """The lines of a text as the paragraphs of a Word document."""
    document, target = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def interval_text(**parts: str) -> str:
    """A document without a version of its own that is to be revised in five years, made from two versions."""
    told = {
        "administrative": "11. december 2025",
        "clinical": "4. december 2025 af forperson for DSG Ada Berg",
        "update": "Opdatering er planlagt om 5 år.",
        "search": "Litteratursøgningen blev foretaget i oktober 2025 i PubMed.",
        "consultation": "Retningslinjen har ikke været i høring. Det er en opdatering af version 2.1.",
        "log": "Nyt siden version 2.0\nReferencer\nTo referencer er tilføjet.",
        "searches": "PubMed 10-10-2025 AB (12 hits)",
    }
    return whole(**(told | parts))
