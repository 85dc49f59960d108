"""What reading a document costs: all of it, child process included, and beside the bare parser (performance.md 7 f).

`python -m bench.documents` measures PDF, Word and Excel in a process of its own and prints JSON.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import django
from django.apps import apps

if not apps.ready:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()

import docx
import pypdfium2
import typst
import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook

from bench.timing import in_turn
from guidelines.documents.containers import open_file
from guidelines.documents.docx_tables import W
from guidelines.documents.guideline import child
from guidelines.documents.guideline.docx_lines import docx_lines
from guidelines.documents.guideline.pdf_lines import pdf_lines
from guidelines.documents.guideline.report import read_guideline

_ASKING = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", *sys.argv[1:]], stdin=sys.stdin, stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
PAGES, ROWS, ROUNDS = 30, 5_000, 7
MUST_SECONDS = 1.5  # for a whole document of thirty pages, by the processor
MUST = {"pdf": 1.3, "docx": 5.0, "xlsx": 1.5}  # times the bare parser
_LABELS = {"pdf": "PDF of 30 pages", "docx": "Word document of 30 pages", "xlsx": "Excel sheet of 5,000 rows"}
_PARSERS = {"pdf": "pypdfium2", "docx": "lxml", "xlsx": "calamine"}
_SENTENCE = (
    "Det anbefales, at patienter med sarkom i bløddele udredes på et center, og at planen drøftes på konference. "
)


@dataclass(frozen=True)
class Document:
    """What was measured of one kind of document; times in milliseconds of processor time."""

    found: dict[str, Any]

    @property
    def times(self) -> float:
        """How many times as long ours takes as the bare parser: median of the rounds."""
        return float(median(ours / bare for ours, bare in zip(self.found["ours"], self.found["bare"], strict=True)))

    @property
    def seconds(self) -> float | None:
        """The whole of a guideline, from bytes to findings, with its child process; None where it is none."""
        whole = self.found["whole"]
        return float(median(whole) / 1000) if whole else None

    @property
    def faults(self) -> list[str]:
        """What is over its limit; empty when all is well."""
        over = {"time": self.seconds is not None and self.seconds > MUST_SECONDS}
        over["parser"] = self.times > MUST[self.found["kind"]]
        return [name for name, is_over in over.items() if is_over]

    def as_json(self) -> dict[str, Any]:
        """Everything measured."""
        return {"page": "document", **self.found, "times": round(self.times, 2), "over": self.faults}

    def line(self) -> str:
        """What is printed."""
        kind = self.found["kind"]
        words = [f"{_LABELS[kind]}, {self.found['bytes'] // 1024:,} KB"]
        if self.seconds is not None:
            words.append(
                f"whole {self.seconds:.2f} s of processor, {median(self.found['clock']) / 1000:.2f} s by the clock "
                f"(must {MUST_SECONDS}), {self.found['child_mb']} MB in the child"
            )
        words.append(
            f"ours {median(self.found['ours']):.1f} ms, {_PARSERS[kind]} alone {median(self.found['bare']):.1f} "
            f"({self.times:.2f} x, must {MUST[kind]})"
        )
        return "; ".join([*words, f"over: {', '.join(self.faults)}" if self.faults else "ok"])


def measure_documents() -> Iterator[Document]:
    """Measure every kind, in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "bench.documents"], stdout=subprocess.PIPE, check=True)
    yield from (Document(found) for found in json.loads(done.stdout))


def guideline_pdf(pages: int = PAGES) -> bytes:
    """A guideline of so many pages."""
    page = f"= Anbefalinger\n{_SENTENCE * 24}\n#pagebreak(weak: true)\n"
    return bytes(typst.compile(f'#set page(numbering: "1")\n#set text(lang: "da")\n{page * pages}'.encode()))


def guideline_docx(pages: int = PAGES) -> bytes:
    """The same in Word."""
    made, target = docx.Document(), io.BytesIO()
    for _page in range(pages):
        made.add_heading("Anbefalinger")
        for _paragraph in range(12):
            made.add_paragraph(_SENTENCE * 2)
    made.save(target)
    return target.getvalue()


def plan_xlsx(rows: int = ROWS) -> bytes:
    """A planskema of so many rows."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write_row(0, 0, ["Retningslinje-titel", "2026", "2027", "2028", "Tovholder"])
        for row in range(1, rows + 1):
            sheet.write_row(row, 0, [f"Emne nummer {row} (version 1.{row % 9})", "x rev", "", "", "Åse Ærø"])
    return target.getvalue()


def bare_pdf(data: bytes) -> int:
    """The text of every page by the parser alone; how many signs."""
    with pypdfium2.PdfDocument(data) as document:
        return sum(len(document[number].get_textpage().get_text_bounded()) for number in range(len(document)))


def bare_docx(data: bytes) -> int:
    """The text of every paragraph by the parser alone; how many signs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return sum(len("".join(node.text or "" for node in found.iter(f"{W}t"))) for found in root.iter(f"{W}p"))


def bare_xlsx(data: bytes) -> int:
    """The rows of the sheet by the parser alone; how many."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return len(book.get_sheet_by_index(0).to_python())


def whole(kind: str, data: bytes, rounds: int = ROUNDS) -> dict[str, Any]:
    """Milliseconds of processor and clock for a guideline from bytes to findings, and the child's memory."""
    processor, clock = [], []
    for _round in range(rounds):
        before, begun = _used(), time.perf_counter()
        read_guideline(data, file_name=f"dsg.{kind}", groups={})
        processor.append((_used() - before) * 1000)
        clock.append((time.perf_counter() - begun) * 1000)
    return {"whole": processor, "clock": clock, "child_mb": child_memory(kind, data)}


def child_memory(kind: str, data: bytes) -> int:
    """Megabytes the child process took at most; asked by a small process, whose own size would else be counted."""
    command = [sys.executable, "-c", _ASKING, child.__name__, kind]
    done = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True)
    return int(done.stdout)


def _used() -> float:
    """Seconds of processor of this process and of the children it waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def figures(kind: str, data: bytes, *, seconds: float = 4.0) -> dict[str, Any]:
    """Everything measured of one document."""
    readers: dict[str, tuple[Callable[[bytes], object], Callable[[bytes], object]]] = {
        "pdf": (pdf_lines, bare_pdf),
        "docx": (docx_lines, bare_docx),
        "xlsx": (partial(open_file, file_name="plan.xlsx"), bare_xlsx),
    }
    ours, bare = readers[kind]
    found = whole(kind, data) if kind != "xlsx" else {"whole": [], "clock": [], "child_mb": 0}
    times = in_turn({"ours": lambda: ours(data), "bare": lambda: bare(data)}, seconds=seconds)
    return {"kind": kind, "bytes": len(data), **found, **times}


if __name__ == "__main__":
    made = {"docx": guideline_docx(), "pdf": guideline_pdf(), "xlsx": plan_xlsx()}
    sys.stdout.write(json.dumps([figures(kind, data) for kind, data in made.items()]))
