"""A14: eight writers make no fork and no gap; erasing the words of people leaves the chain whole and the names gone."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from guidelines.journal import writing as writing_module
from guidelines.journal.actions import erase
from guidelines.journal.models import Event, EventDetail, Head
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor, writing
from guidelines.keeping.tables import kept_models, lines
from guidelines.models import Group
from tests.journal.conftest import NOW, SOMEBODY

WRITERS = 8
EVENTS = [25, pytest.param(5000, marks=pytest.mark.faults)]
PEOPLE = 50


def name(number: int) -> str:
    return f"Åse Prøveperson {number:02}"


def write(group: Group, writer: int, count: int, errors: list[Exception]) -> None:
    try:
        for turn in range(count):
            with writing(Actor("user", str(writer)), now=NOW) as journal:
                who = (writer * count + turn) % PEOPLE
                journal.record("noted", group, facts={"turn": turn}, personal={"name": name(who), "who": str(who)})
    except Exception as error:
        errors.append(error)
    finally:
        connections.close_all()


def write_together(count: int) -> None:
    group, errors = Group.objects.order_by("pk")[0], []
    threads = [threading.Thread(target=write, args=(group, writer, count, errors)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    total = WRITERS * count
    assert (Event.objects.count(), Head.objects.get().seq, verify()) == (total, total, None)
    for writer in range(WRITERS):
        turns = [event.facts["turn"] for event in Event.objects.by_actor(writer).order_by("seq").iterator(500)]
        assert turns == list(range(count))


@pytest.mark.both
@pytest.mark.parametrize("count", EVENTS)
def test_no_fork_no_gap_and_no_name_after_erasure(transactional_db, count):
    write_together(count)
    details = EventDetail.objects.filter(personal__contains="Pr").order_by("seq")
    erased = erase(list(details.values_list("seq", flat=True)), because="request", by=SOMEBODY, now=NOW)
    assert (len(erased), verify()) == (WRITERS * count, None)
    assert not EventDetail.objects.exclude(personal="").exists()
    left = b"".join(line for model in kept_models() for line in lines(model, connection))
    assert b"veperson" not in left


def test_without_the_lock_it_fails(transactional_db, monkeypatch):
    """Let everybody begin where the chain ended once: the database refuses the fork, and writers fail."""
    head = Head.objects.get()

    def forget(chain, connection):
        locked(chain, connection)
        chain.seq, chain.digest, chain.told = head.seq, head.digest, head.seq

    locked = writing_module._Chain.__init__
    monkeypatch.setattr(writing_module._Chain, "__init__", forget)
    with pytest.raises(AssertionError, match="an event must be the next link"):
        write_together(2)
