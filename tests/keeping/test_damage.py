"""D3: one byte changed anywhere, or any part cut off, and the archive is refused before anything is touched."""

from __future__ import annotations

import random

import pytest

from guidelines.keeping import restore as restoring
from guidelines.keeping.backup import back_up
from guidelines.keeping.errors import UnusableBackup
from guidelines.keeping.restore import restore
from tests import factories
from tests.documents.uploads import NOW
from tests.keeping.places import everything, sign

pytestmark = pytest.mark.usefixtures("owner")
ROUNDS = [50, pytest.param(1000, marks=[pytest.mark.faults, pytest.mark.both])]


@pytest.fixture
def archive(tmp_path):
    sign(factories.person(), factories.entry(factories.guideline()))
    back_up(tmp_path / "site.backup", now=NOW)
    return tmp_path / "site.backup"


def damaged(data: bytes, dice: random.Random) -> tuple[str, bytes]:
    at = dice.randrange(len(data))
    match dice.choice(["flip", "flip", "cut", "lengthen", "drop"]):
        case "flip":
            return f"flip {at}", data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
        case "cut":
            return f"cut {at}", data[:at]
        case "drop":
            return f"drop {at}", data[:at] + data[at + 1 :]
    return "lengthen", data + bytes([dice.randrange(256)])


def answer(path) -> type[Exception] | None:
    """What restoring raises; None where it goes through."""
    try:
        restore(path, now=NOW)
    except Exception as error:
        return type(error)
    return None


def damage_and_restore(archive, rounds: int, seed: int = 3) -> None:
    """Running data are there, so that a restore that went on would be refused as OccupiedPlace: the test would fail."""
    data, before, dice = archive.read_bytes(), everything(), random.Random(seed)
    path = archive.with_name("damaged")
    for turn in range(rounds):
        how, changed = damaged(data, dice)
        path.write_bytes(changed)
        assert (seed, turn, how, answer(path)) == (seed, turn, how, UnusableBackup)
    assert everything() == before


@pytest.mark.parametrize("rounds", ROUNDS)
def test_every_damage_is_refused(archive, rounds):
    damage_and_restore(archive, rounds)


def test_without_the_seal_it_fails(archive, monkeypatch):
    monkeypatch.setattr(restoring, "check_seal", lambda path, key: None)
    with pytest.raises(AssertionError):
        damage_and_restore(archive, 200)
