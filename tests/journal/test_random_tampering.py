"""A13 many times over: the owner rewrites history in every way, and is found each time."""

from __future__ import annotations

import json
import random

import pytest
from django.db import connection, transaction

from guidelines.journal import verify as verifying
from guidelines.journal.models import Event, Head
from guidelines.journal.rules import canonical, chained
from guidelines.journal.verify import examine, verify
from tests.journal.conftest import COLUMNS

LENGTH = 12
ROUNDS = [50, pytest.param(1000, marks=pytest.mark.faults)]


class Undone(Exception):
    """Ends a round: what it changed is rolled back."""


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def edit(dice):
    seq, column = dice.randint(1, LENGTH), dice.choice(COLUMNS.split(", ")[2:])
    sql(f"UPDATE journal_event SET {column} = %s WHERE seq = %s", f"{dice.random():.6f}", seq)


def edit_words(dice):
    words = f'{{"note":"{dice.random()}"}}'
    sql("UPDATE journal_detail SET personal = %s WHERE seq = %s", words, dice.randint(1, LENGTH))


def edit_text_and_column(dice):
    seq = dice.randint(1, LENGTH)
    text = canonical({**json.loads(Event.objects.get(seq=seq).text), "verb": "else"})
    sql("UPDATE journal_event SET verb = 'else', text = %s WHERE seq = %s", text, seq)


def delete(dice):
    seq = dice.randint(1, LENGTH - 1)
    sql("DELETE FROM journal_event WHERE seq = %s", seq)
    sql("DELETE FROM journal_detail WHERE seq = %s", seq)


def swap(dice):
    one, two = dice.sample(range(1, LENGTH + 1), 2)
    for was, becomes in ((one, 99), (two, one), (99, two)):
        sql("UPDATE journal_event SET seq = %s WHERE seq = %s", becomes, was)
        sql("UPDATE journal_detail SET seq = %s WHERE seq = %s", becomes, was)


def insert(dice):
    after = dice.randint(1, LENGTH - 1)
    for seq in range(LENGTH, after, -1):
        sql("UPDATE journal_event SET seq = %s WHERE seq = %s", seq + 1, seq)
        sql("UPDATE journal_detail SET seq = %s WHERE seq = %s", seq + 1, seq)
    copied = COLUMNS.replace("seq,", f"{after + 1},", 1)
    sql(f"INSERT INTO journal_event ({COLUMNS}) SELECT {copied} FROM journal_event WHERE seq = {after}")
    sql("UPDATE journal_head SET seq = seq + 1")


def recompute(first, last, verb="else"):
    """Let these events say something else, each with a digest that fits."""
    digest = Event.objects.get(seq=first).previous
    for event in Event.objects.filter(seq__range=(first, last)).order_by("seq"):
        text = canonical({**json.loads(event.text), "verb": verb})
        previous, digest = digest, chained(digest, text)
        values = (verb, text, previous, digest, event.seq)
        sql("UPDATE journal_event SET verb = %s, text = %s, previous = %s, digest = %s WHERE seq = %s", *values)
    return digest


def recompute_part(dice):
    first = dice.randint(1, LENGTH - 1)
    recompute(first, dice.randint(first, LENGTH - 1))


def cut(dice, *, mend=False):
    last = dice.randint(1, LENGTH - 1)
    sql("DELETE FROM journal_event WHERE seq > %s", last)
    sql("DELETE FROM journal_detail WHERE seq > %s", last)
    if mend:
        digest = Event.objects.get(seq=last).digest
        sql("UPDATE journal_head SET seq = %s, digest = %s", last, digest)
    return last


def cut_and_mend(dice):
    """The tail is gone and the head fits: as if yesterday's database had been put back."""
    cut(dice, mend=True)


def rewrite_to_the_end(dice):
    digest = recompute(dice.randint(1, LENGTH), LENGTH)
    sql("UPDATE journal_head SET digest = %s", digest)


INSIDE = [edit, edit_words, edit_text_and_column, delete, swap, insert, recompute_part, cut]
OUTSIDE = [cut_and_mend, rewrite_to_the_end]  # the chain alone cannot tell; the head kept elsewhere can


def tamper_and_look(rounds: int, *, with_head: bool = True, seed: int = 13) -> None:
    dice = random.Random(seed)
    head = Head.objects.get()
    exported = {"head_seq": head.seq, "head_digest": head.digest} if with_head else {}
    assert examine(**exported).fault is None
    for turn in range(rounds):
        how = dice.choice(INSIDE + OUTSIDE)
        try:
            with transaction.atomic():
                how(dice)
                alone, found = verify() is not None, examine(**exported).fault is not None
                raise Undone
        except Undone:
            pass
        assert (seed, turn, how.__name__, alone, found) == (seed, turn, how.__name__, how in INSIDE, True)
    assert examine(**exported).fault is None


@pytest.fixture
def chain(unguarded, write):
    write(LENGTH, personal={"note": "words"})


@pytest.mark.both
@pytest.mark.parametrize("rounds", ROUNDS)
def test_every_tampering_is_found(chain, rounds):
    tamper_and_look(rounds)


def test_without_the_exported_head_it_fails(chain):
    with pytest.raises(AssertionError):
        tamper_and_look(50, with_head=False)


@pytest.mark.parametrize("protection", ["chained", "salted"])
def test_without_the_digests_it_fails(chain, monkeypatch, protection):
    """Take one digest for granted: of the text, or of the words."""

    class Anything(str):
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            return True

        def __ne__(self, other: object) -> bool:
            return False

    monkeypatch.setattr(verifying, protection, lambda *parts: Anything("x"))
    with pytest.raises(AssertionError):
        tamper_and_look(200)
