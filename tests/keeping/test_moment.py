"""D1: a backup made while people sign is one moment: every decision has its document, and the chain is whole."""

from __future__ import annotations

import time
from contextlib import nullcontext
from hashlib import sha256
from uuid import UUID

import pytest

from guidelines.keeping import backup as backing
from guidelines.keeping import tables
from guidelines.keeping.backup import back_up
from guidelines.keeping.restore import read_manifest
from tests.documents.uploads import NOW
from tests.keeping.places import Writers

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("owner")]
ROUNDS = [3, pytest.param(20, marks=pytest.mark.faults)]


def rounds_under_writing(rounds, new_place, tmp_path) -> int:
    """Back up while four sign, prove each archive in a place of its own, and return the decisions in the last."""
    seen = 0
    with Writers(4) as writers:
        for turn in range(rounds):
            wanted = writers.signed + 5
            while writers.signed < wanted and not writers.errors:
                time.sleep(0.005)
            back_up(tmp_path / f"{turn}.backup", now=NOW)
    for turn in range(rounds):
        decisions = prove(tmp_path / f"{turn}.backup", new_place())
        assert decisions > seen
        seen = decisions
    return seen


def prove(archive, place) -> int:
    head = read_manifest(archive).head
    done = place.manage("restore", archive)
    assert (done.returncode, done.stderr[-300:]) == (0, "")
    decisions = place.ask(
        "SELECT s.key, d.sha256 FROM guidelines_decision d JOIN guidelines_draftfile f ON f.id = d.file_id"
        " JOIN guidelines_storedfile s ON s.key = f.document_id"
    )
    files = {key: sha256(data).hexdigest() for key, data in place.documents().items()}
    assert {UUID(key): digest for key, digest in decisions} == files
    told = place.ask("SELECT count(*) FROM journal_event WHERE verb = 'decided'")
    assert (told, place.ask("SELECT seq, digest FROM journal_head")) == (
        [(len(decisions),)],
        [(head["seq"], head["digest"])],
    )
    return len(decisions)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_cut_is_one_moment(rounds, new_place, tmp_path):
    rounds_under_writing(rounds, new_place, tmp_path)


def test_without_the_snapshot_it_fails(new_place, tmp_path, monkeypatch):
    slowly = tables.lines

    def lines(model, connection):
        time.sleep(0.02)
        return slowly(model, connection)

    monkeypatch.setattr(backing, "lines", lines)
    monkeypatch.setattr(backing, "one_moment", lambda connection: nullcontext())
    with pytest.raises(AssertionError, match=r"At index 0 diff: [12] != 0"):
        rounds_under_writing(1, new_place, tmp_path)
