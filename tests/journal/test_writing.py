"""Events come into being in one chain, whole or not at all."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from guidelines.journal.models import Event, EventDetail, EventIsFrozen, Head
from guidelines.journal.rules import GENESIS
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor, Record, writing
from guidelines.people.models import Group
from tests.journal.conftest import NOW, SOMEBODY


def seqs():
    return list(Event.objects.order_by("seq").values_list("seq", flat=True))


@pytest.mark.both
def test_an_event_says_who_what_and_when(group):
    actor = Actor("link", "42", acting_for="7", via="mail")
    with writing(actor, now=NOW) as journal:
        written = journal.record("moved", group, guideline=group, facts={"to": 2027, "on": date(2026, 12, 1)})

    event = Event.objects.get()
    assert event == written
    assert event.columns == {
        "seq": 1,
        "at": "2026-11-21T09:05:00.000000+00:00",
        "actor_kind": "link",
        "actor_key": "42",
        "acting_for": "7",
        "via": "mail",
        "verb": "moved",
        "object_type": "group",
        "object_key": str(group.pk),
        "guideline_key": str(group.pk),
    }
    assert event.facts == {"to": 2027, "on": "2026-12-01"}
    assert str(event) == f"1 moved group {group.pk}"


@pytest.mark.both
def test_events_form_one_chain_whose_end_the_head_names(write):
    first, second = write(2)
    (third,) = write()

    assert [event.previous for event in (first, second, third)] == [GENESIS, first.digest, second.digest]
    assert seqs() == [1, 2, 3]
    assert (Head.objects.get().seq, Head.objects.get().digest) == (3, third.digest)
    assert str(Head.objects.get()) == f"3 {third.digest}"
    assert verify() is None


@pytest.mark.both
def test_words_stand_beside_the_chain(write):
    event = write(personal={"reason": "Sygdom hos Åse Ærø \x00"})[0]

    detail = EventDetail.objects.get(seq=event.seq)
    assert detail.words == {"reason": "Sygdom hos Åse Ærø \x00"}
    assert "Sygdom" not in Event.objects.get().text
    assert str(detail) == "detail of 1"


@pytest.mark.both
def test_a_nested_verb_reuses_the_open_journal_under_its_own_actor(group):
    with writing(SOMEBODY, now=NOW) as outer:
        outer.record("first", group)
        with writing(Actor("job", "tick"), now=NOW + timedelta(hours=1)) as inner:
            inner.record("second", group)
        outer.record("third", group)

    told = list(Event.objects.order_by("seq").values_list("seq", "verb", "actor_key"))
    assert told == [(1, "first", "7"), (2, "second", "tick"), (3, "third", "7")]
    assert verify() is None


@pytest.mark.both
def test_a_nested_verb_that_fails_leaves_no_gap(group):
    with writing(SOMEBODY, now=NOW) as outer:
        outer.record("first", group)
        with pytest.raises(RuntimeError), writing(SOMEBODY, now=NOW) as inner:
            inner.record("lost", group, personal={"note": "gone"})
            raise RuntimeError
        outer.record("second", group)

    assert list(Event.objects.order_by("seq").values_list("seq", "verb")) == [(1, "first"), (2, "second")]
    assert verify() is None


@pytest.mark.both
def test_a_rolled_back_savepoint_at_the_end_does_not_mislead_the_head(group):
    with writing(SOMEBODY, now=NOW) as journal:
        journal.record("first", group)
        with pytest.raises(RuntimeError), transaction.atomic():
            journal.record("lost", group)
            raise RuntimeError

    assert seqs() == [1]
    assert verify() is None


@pytest.mark.both
def test_the_first_event_can_be_lost_too(group, write):
    with writing(SOMEBODY, now=NOW) as journal, pytest.raises(RuntimeError), transaction.atomic():
        journal.record("lost", group)
        raise RuntimeError

    assert seqs() == []
    assert verify() is None
    write()
    assert verify() is None


@pytest.mark.both
def test_a_kept_savepoint_is_kept(group):
    with writing(SOMEBODY, now=NOW) as journal:
        with transaction.atomic():
            journal.record("first", group)
        with transaction.atomic(), transaction.atomic():
            journal.record("second", group)
        journal.record("third", group)

    assert seqs() == [1, 2, 3]
    assert verify() is None


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_failure_leaves_neither_event_nor_change(group, write):
    name = group.name
    with pytest.raises(RuntimeError), writing(SOMEBODY, now=NOW) as journal:
        journal.record("renamed", group, personal={"to": "x"})
        Group.objects.filter(pk=group.pk).update(name="x")
        raise RuntimeError

    assert (seqs(), EventDetail.objects.count(), Head.objects.get().seq) == ([], 0, 0)
    assert Group.objects.get(pk=group.pk).name == name
    write()
    assert verify() is None


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_four_writers_at_once_make_one_chain(group):
    failures = []

    def work(number):
        try:
            for turn in range(25):
                with writing(Actor("user", str(number)), now=NOW) as journal:
                    journal.record("noted", group, facts={"turn": turn}, personal={"note": f"{number}.{turn}"})
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert seqs() == list(range(1, 101))
    assert verify() is None
    turns = [(event.actor_key, event.facts["turn"]) for event in Event.objects.order_by("seq")]
    assert sorted(turns) == sorted((str(number), turn) for number in range(4) for turn in range(25))
    for number in range(4):
        assert [turn for key, turn in turns if key == str(number)] == list(range(25))


@pytest.mark.both
def test_an_event_costs_a_lock_an_insert_and_a_look_at_the_head(group):
    with CaptureQueriesContext(connection) as queries, writing(SOMEBODY, now=NOW) as journal:
        for _ in range(3):
            journal.record("noted", group)

    words = [query["sql"].split()[0] for query in queries]
    assert words == ["SAVEPOINT", "SELECT", "INSERT", "INSERT", "INSERT", "UPDATE", "RELEASE"]


def test_a_block_that_records_nothing_leaves_the_head_alone(db):
    with CaptureQueriesContext(connection) as queries, writing(SOMEBODY, now=NOW):
        pass

    assert [query["sql"].split()[0] for query in queries] == ["SAVEPOINT", "SELECT", "RELEASE"]


def test_an_actor_is_of_a_known_kind():
    with pytest.raises(ValueError, match="user, link, command, job"):
        Actor("admin", "1")


def test_a_moment_has_a_time_zone(db):
    with pytest.raises(ValueError, match="time zone"), writing(SOMEBODY, now=datetime(2026, 11, 21)):
        pass


def test_an_event_is_about_a_saved_row(db):
    with pytest.raises(ValueError, match="saved row"), writing(SOMEBODY, now=NOW) as journal:
        journal.record("noted", Group())


def test_names_do_not_get_into_the_chain(write):
    with pytest.raises(ValueError, match="personal"):
        write(facts={"by": "Åse Ærø"})

    assert seqs() == []


@pytest.mark.both
class TestAnEventIsFrozen:
    def test_as_a_row(self, write):
        event = write()[0]
        event.verb = "else"
        for change in (event.save, event.delete, Event.objects.get().save):
            with pytest.raises(EventIsFrozen):
                change()
        assert Event.objects.get().verb == "noted"

    @pytest.mark.parametrize(
        "change",
        [
            lambda events: events.update(verb="else"),
            lambda events: events.delete(),
            lambda events: events.bulk_update(list(events), ["verb"]),
            lambda events: events.bulk_create([], update_conflicts=True),
            lambda events: events.update_or_create(seq=1, defaults={"verb": "else"}),
        ],
    )
    def test_as_a_set(self, change, write):
        write()
        with pytest.raises(EventIsFrozen):
            change(Event.objects.all())
        assert Event.objects.get().verb == "noted"


class TestQuestions:
    def test_newest_first(self, write):
        write(3)
        assert [event.seq for event in Event.objects.recent(2)] == [3, 2]

    def test_by_guideline_object_and_actor(self, group):
        other = Group.objects.exclude(pk=group.pk).first()
        with writing(SOMEBODY, now=NOW) as journal:
            journal.record("noted", group, guideline=other)
            journal.record("noted", other)
        with writing(Actor("job", "7"), now=NOW) as journal:
            journal.record("noted", group)

        assert [event.seq for event in Event.objects.for_guideline(other.pk)] == [1]
        assert [event.seq for event in Event.objects.about(group)] == [3, 1]
        assert [event.seq for event in Event.objects.by_actor(7)] == [2, 1]
        assert [event.seq for event in Event.objects.by_actor("7", "job")] == [3]


@pytest.mark.both
def test_many_events_make_the_chain_that_one_after_another_makes(group):
    records = [Record("a", group), Record("b", group, group, {"n": 1}), Record("c", group, None, None, {"name": "Ib"})]
    with writing(SOMEBODY, now=NOW) as journal:
        events = journal.record_all([*records, *records, Record("d", group)])
        last = journal.record("e", group)

    assert [event.verb for event in events] == ["a", "b", "c", "a", "b", "c", "d"]
    assert seqs() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert list(EventDetail.objects.order_by("seq").values_list("seq", flat=True)) == [3, 6]
    assert (last.previous, verify()) == (events[-1].digest, None)


@pytest.mark.both
def test_no_events_leave_the_head_alone(db):
    with writing(SOMEBODY, now=NOW) as journal:
        assert journal.record_all([]) == []
    assert (Head.objects.get().seq, seqs()) == (0, [])
