"""The reader and the rules against made-up guidelines: nothing invented, hardly anything missed or found in vain.

DOCUMENTS=500 CORPUS_SEED=20261122 .ci/faults -k corpus
"""

from __future__ import annotations

import os
import sys

import pytest

from guidelines.documents.checks.catalogue import RULES
from tests.documents.corpus.faults import FAULTS
from tests.documents.corpus.making import make
from tests.documents.corpus.running import in_words, run
from tests.documents.corpus.score import Score, Table

SEED = int(os.environ.get("CORPUS_SEED", "20261122"))
MANY = int(os.environ.get("DOCUMENTS", "500"))
FEW = 12
# What few documents say of a field or rule is coarse: only the sums are held to a floor there.
FLOOR = 0.97


def _sum(scores: dict[str, Score]) -> Score:
    return Score(*(sum(getattr(score, part) for score in scores.values()) for part in Score.__slots__))


def _holds(table: Table) -> None:
    """Nothing is invented, and the sums lie above the floor."""
    fields, rules = _sum(table.fields), _sum(table.rules)
    assert table.invented == 0, "\n".join(table.slips)
    assert min(fields.precision, fields.recall, rules.precision, rules.recall) >= FLOOR, in_words(table)


def test_a_few_documents_are_read_as_they_were_made() -> None:
    _holds(run(SEED, range(FEW), jobs=1))


def test_every_rule_has_a_fault_of_its_own() -> None:
    assert sorted(fault.code for fault in FAULTS) == sorted(rule.code for rule in RULES)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_a_document_depends_on_its_seed_and_number_alone(number: int) -> None:
    first, again = make(SEED, number), make(SEED, number)
    assert (first.data, first.file_name, first.facts, first.codes) == (
        again.data, again.file_name, again.facts, again.codes,
    )  # fmt: skip
    assert make(SEED + 1, number).data != first.data


@pytest.mark.faults
def test_many_documents_are_read_as_they_were_made(capsys: pytest.CaptureFixture[str]) -> None:
    """Each field above the floor too, and every rule found somewhere."""
    table = run(SEED, range(MANY))
    with capsys.disabled():
        sys.stdout.write(f"\n{in_words(table)}\nseed {SEED}\n")
    _holds(table)
    low = {name for name, score in table.fields.items() if min(score.precision, score.recall) < FLOOR}
    assert not low
    assert not {rule.code for rule in RULES} - {code for code, score in table.rules.items() if score.right}
