"""Reading the corpus with several processes, and the table in words."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django

from guidelines.documents.guideline.report import read_guideline
from tests.documents.corpus.making import make
from tests.documents.corpus.score import Score, Table
from tests.documents.corpus.words import SPELLINGS


def run(seed: int, numbers: Iterable[int], *, jobs: int = 2, keep: Path | None = None) -> Table:
    """Make and read the documents of these numbers; `keep` is a folder their files are left in.

    With one job all is done here. More have processes of a fork server: a process of tests has threads, and one that
    is copied may wait for ever for what they held.
    """
    table, one = Table(), partial(_one, seed, keep)
    if jobs == 1:
        for done in map(one, numbers):
            table.add(*done)
        return table
    with ProcessPoolExecutor(jobs, get_context("forkserver"), initializer=django.setup) as pool:
        for done in pool.map(one, numbers, chunksize=4):
            table.add(*done)
    return table


def _one(seed: int, keep: Path | None, number: int) -> tuple[int, dict[str, Any], set[str], dict[str, Any]]:
    """The truth of one document and what was read from it."""
    case = make(seed, number)
    if keep:
        (keep / f"{number:03}_{case.file_name}").write_bytes(case.data)
    read = read_guideline(case.data, file_name=case.file_name, groups=SPELLINGS).as_json()
    return number, case.facts, case.codes, read


def in_words(table: Table) -> str:
    """The two tables, and the sums below."""
    lines = [*_rows("field", table.fields), "", *_rows("rule", table.rules), ""]
    lines.append(f"documents {table.documents}, invented values {table.invented}")
    lines.append(f"documents with nothing wrong {table.clean}, of them with a finding {table.clean_with_findings}")
    return "\n".join(lines)


def _rows(name: str, scores: dict[str, Score]) -> list[str]:
    rows = [f"{name:36} {'right':>6} {'false':>6} {'missed':>6} {'invented':>8} {'precision':>9} {'recall':>7}"]
    for key in sorted(scores):
        rows.append(_row(key, scores[key]))
    whole = Score(*(sum(getattr(score, part) for score in scores.values()) for part in Score.__slots__))
    return [*rows, _row("all", whole)]


def _row(name: str, score: Score) -> str:
    return (
        f"{name:36} {score.right:6} {score.false:6} {score.missed:6} {score.invented:8}"
        f" {score.precision:9.3f} {score.recall:7.3f}"
    )
