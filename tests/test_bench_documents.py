"""The bench of documents: both readers read the same, and its figures add up."""

from __future__ import annotations

import json
from dataclasses import replace

from bench.command import arguments, documents, exit_code
from bench.documents import (
    Document,
    bare_docx,
    bare_pdf,
    bare_xlsx,
    guideline_docx,
    guideline_pdf,
    plan_xlsx,
    whole,
)
from guidelines.documents.containers import open_file
from guidelines.documents.guideline.docx_lines import docx_lines
from guidelines.documents.guideline.pdf_lines import pdf_lines

PDF = {"kind": "pdf", "bytes": 70_000, "whole": [400.0, 500.0, 900.0], "clock": [600.0, 700.0, 800.0], "child_mb": 40}
FOUND = Document({**PDF, "ours": [12.0, 24.0, 36.0], "bare": [10.0, 20.0, 30.0]})


def test_ours_reads_what_the_bare_parsers_read() -> None:
    pdf, word, sheet = guideline_pdf(2), guideline_docx(2), plan_xlsx(20)
    assert abs(sum(len(line.text) for line in pdf_lines(pdf)) / bare_pdf(pdf) - 1) < 0.05
    assert abs(sum(len(line.text) for line in docx_lines(word)) / bare_docx(word) - 1) < 0.05
    assert len(open_file(sheet, "plan.xlsx").grids[0].rows) == bare_xlsx(sheet) == 21


def test_the_whole_counts_the_child() -> None:
    found = whole("pdf", guideline_pdf(1), rounds=1)
    assert found["whole"][0] > 50
    assert found["child_mb"] > 10


def test_figures_and_limits() -> None:
    assert (round(FOUND.times, 2), FOUND.seconds, FOUND.faults) == (1.2, 0.5, [])
    assert "whole 0.50 s of processor, 0.70 s by the clock (must 1.5), 40 MB in the child" in FOUND.line()
    assert "ours 24.0 ms, pypdfium2 alone 20.0 (1.20 x, must 1.3); ok" in FOUND.line()
    slow = replace(FOUND, found={**FOUND.found, "whole": [1600.0] * 3, "ours": [20.0, 40.0, 60.0]})
    assert slow.faults == ["time", "parser"]
    assert slow.line().endswith("over: time, parser")
    assert json.loads(json.dumps(slow.as_json()))["over"] == ["time", "parser"]
    assert (exit_code([FOUND], gate=True), exit_code([slow], gate=True)) == (0, 1)


def test_a_sheet_has_no_child() -> None:
    sheet = Document({**FOUND.found, "kind": "xlsx", "whole": [], "clock": [], "child_mb": 0})
    assert (sheet.seconds, sheet.faults) == (None, [])
    assert sheet.line().startswith("Excel sheet of 5,000 rows, 68 KB; ours")


def test_nobody_waits_for_documents_unasked() -> None:
    assert list(documents(arguments([]))) == []
