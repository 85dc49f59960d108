"""A13 for rows: whoever rewrites what was decided or published with the triggers off is found out, fact by fact."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from guidelines.approval import actions, proving
from guidelines.approval.actions.publishing import PublishFacts, publish
from guidelines.approval.rules import Outcome, Position
from guidelines.documents.dates import FuzzyDate
from guidelines.journal import comparing, triggers
from guidelines.journal.actions import erase
from guidelines.journal.comparing import compare
from guidelines.journal.models import Event, EventDetail
from guidelines.journal.writing import writing
from guidelines.models import Decision, DraftFile, GuidelineVersion, Move, Publication, Step
from guidelines.people.actions import merge_persons
from guidelines.register.actions import Correction, VersionFacts, correct_version, register_version
from tests import factories
from tests.approval import scene
from tests.approval.scene import BY, Scene, actor, stored
from tests.services.database import become

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("store")]


@pytest.fixture
def unguarded(transactional_db: None) -> Iterator[None]:
    """Work as the owner without triggers; the flush after the test puts them back."""
    become("MIGRATE_DATABASE_URL")
    triggers.remove(connection)
    yield
    become("DATABASE_URL")


def make(here: Scene) -> Publication:
    case = here.case
    facts = PublishFacts("1.0", "major", case.sha256, case.edition, here.today, next_due_months=60)
    by = actor(here.secretary)
    return publish(here.revision, facts, person=here.secretary, by=by, now=here.tick())


@pytest.fixture
def here(store: Path) -> Scene:
    """A published version after a correction by its authors, an undone decision, and one that was registered."""
    made = scene.at(Position.RETURNED)
    made.upload()
    made.resubmit()
    made.approve("DSG")
    undone = made.do(actions.take_case, person=made.secretary, by=made.secretary) and made.decide(Outcome.DEFER)
    actions.undo_decision(undone, person=made.secretary, by=actor(made.secretary), now=made.tick())
    made.approve()
    make(made)
    other = factories.guideline(owner=made.groups["DSG"])
    facts = VersionFacts("0.9", dates={"published": FuzzyDate.month(2020, 5)}, document=stored(b"outside"))
    outside = register_version(other, facts, by=BY, now=made.tick())
    correction = Correction({"last_search": FuzzyDate.day(date(2020, 1, 1))}, document=stored(b"corrected"))
    correct_version(outside, correction, reason="Forkert fil", by=BY, now=made.tick())
    return made


def found() -> set[tuple[str, str]]:
    return {(item.kind, item.fact) for item in compare().differences}


def approval() -> Any:
    return Decision.objects.filter(pk=Decision.objects.filter(meaning="clinical").latest("pk").pk)


def outside() -> Any:
    return GuidelineVersion.objects.filter(registered_outside=True)


def published() -> Any:
    return GuidelineVersion.objects.filter(registered_outside=False)


def later(at: Any) -> Any:
    return at + timedelta(minutes=1)


REWRITTEN = {
    "who": (lambda: approval().update(name="En Anden"), {"signed"}),
    "the person": (lambda: approval().update(person=factories.person()), {"person", "actor", "signed"}),
    "the outcome": (lambda: approval().update(outcome="approve_remark", text="x"), {"outcome", "text", "signed"}),
    "the meaning": (lambda: approval().update(meaning="administrative"), {"meaning"}),
    "the capacity": (lambda: approval().update(capacity="deputy"), {"capacity"}),
    "the group": (lambda: approval().update(acting_for=None), {"group"}),
    "the bytes": (lambda: approval().update(sha256="0" * 64), {"sha256"}),
    "the moment": (lambda: approval().update(at=later(approval().get().at)), {"at"}),
    "the factor": (lambda: approval().update(factor="totp"), {"factor"}),
    "the reason": (lambda: approval().update(own_work_reason="x"), {"own_work_reason", "signed"}),
    "the step": (lambda: approval().update(step=Step.objects.earliest("pk")), {"step"}),
    "undone": (lambda: approval().update(undone_at=later(approval().get().at)), {"undone"}),
    "void": (lambda: approval().update(voided_at=later(approval().get().at)), {"voided"}),
    "never undone": (lambda: Decision.objects.exclude(undone_at=None).update(undone_at=None), {"undone"}),
}


PUBLISHED = {
    "other bytes": (lambda: published().update(file_sha256="0" * 64), ("version", "sha256")),
    "another document": (lambda: published().update(document=stored(b"other")), ("version", "document")),
    "no document": (lambda: published().update(document=None), ("version", "document")),
    "another label": (lambda: published().update(label="3.0"), ("version", "label")),
    "another day": (
        lambda: published().update(clinical_approval_last=date(2020, 1, 1)),
        ("version", "clinical_approval"),
    ),
    "no day": (
        lambda: published().update(administrative_approval_first=None, administrative_approval_last=None),
        ("version", "administrative_approval"),
    ),
    "as if from outside": (lambda: published().update(registered_outside=True), ("version", "outside")),
    "outside: as if approved here": (lambda: outside().update(registered_outside=False), ("version", "outside")),
    "outside: other bytes": (lambda: outside().update(file_sha256="0" * 64), ("version", "sha256")),
    "outside: another document": (lambda: outside().update(document=stored(b"other")), ("version", "document")),
    "outside: a corrected day": (
        lambda: outside().update(last_search_last=date(2020, 2, 1)),
        ("version", "last_search"),
    ),
    "outside: a day that nobody gave": (
        lambda: outside().update(submitted_first=date(2020, 2, 1), submitted_last=date(2020, 2, 1)),
        ("version", "submitted"),
    ),
    "published otherwise": (lambda: Publication.objects.update(version=outside().get()), ("publication", "version")),
    "published by another": (
        lambda: Publication.objects.update(published_by=factories.person()),
        ("publication", "actor"),
    ),
    "published at another time": (
        lambda: Publication.objects.update(published_at=scene.NOW),
        ("publication", "at"),
    ),
}


def after(rewrite: Callable[[], int]) -> set[tuple[str, str]]:
    """What is found where one row was rewritten; it is taken back."""
    with transaction.atomic():
        assert rewrite() == 1
        differences = found()
        transaction.set_rollback(True)
    return differences


def test_what_was_rewritten_is_found(unguarded: None, here: Scene) -> None:
    assert compare().differences == ()
    decisions = {name: after(rewrite) for name, (rewrite, _facts) in REWRITTEN.items()}
    assert decisions == {name: {("decision", fact) for fact in facts} for name, (_it, facts) in REWRITTEN.items()}
    versions = {name: after(rewrite) for name, (rewrite, _difference) in PUBLISHED.items()}
    assert versions == {name: {difference} for name, (_it, difference) in PUBLISHED.items()}


def test_a_row_without_its_event_and_an_event_without_its_row(unguarded: None, here: Scene) -> None:
    first = approval().get()
    told = Event.objects.get(verb="decided", text__contains=f'"decision":{first.pk},')
    move = Move.objects.latest("pk")
    move.pk = None
    move.save()
    Decision.objects.filter(pk=first.pk).update(undone_at=first.at)
    first.pk, first.key, first.move = None, uuid.uuid4(), move
    first.save(force_insert=True)
    Decision.objects.filter(pk__lt=first.pk, meaning="clinical").latest("pk").delete()
    problems = [(item.key, item.seq, item.problem) for item in compare().differences]
    assert problems == [
        (first.pk, None, "ingen hændelse fortæller om den"),
        (told.facts["decision"], told.seq, f"hændelse {told.seq} fortæller om den, men den er der ikke"),
    ]


def test_an_approval_made_void_and_put_in_force_again_is_found(unguarded: None, store: Path) -> None:
    here = scene.at(Position.SUBMITTED)
    here.do(actions.withdraw_file, reason="Forkert fil")
    assert compare().differences == ()
    assert approval().update(voided_at=None) == 1
    assert found() == {("decision", "voided")}


def test_what_was_not_told_is_not_compared_but_counted(unguarded: None, here: Scene) -> None:
    """As in a journal from before the name was told: its events lack the fact, its rows cannot be broken by it."""
    before = compare()
    kept = proving._FACTS
    try:
        proving._FACTS = tuple(name for name in kept if name != "signed")
        approval().update(name="En Anden")
        after = compare()
    finally:
        proving._FACTS = kept
    assert after.differences == ()
    assert after.not_compared - before.not_compared == Decision.objects.count()
    assert (after.rows, after.facts + after.not_compared) == (before.rows, before.facts + before.not_compared)


def test_words_erased_are_held_by_the_signature_alone(unguarded: None, here: Scene) -> None:
    sent_back = Decision.objects.get(outcome="send_back")
    [seq] = Event.objects.filter(verb="decided", text__contains='"outcome":"send_back"').values_list("seq", flat=True)
    erase([seq], because="request", by=BY, now=here.now)
    assert compare().differences == ()
    Decision.objects.filter(pk=sent_back.pk).update(text="Noget andet")
    assert found() == {("decision", "signed")}


def test_a_merged_person_differs_in_nothing(here: Scene) -> None:
    chair = here.chairs["DSG"]
    merge_persons(factories.person("Lea Lund"), into=chair, by=BY, now=here.tick())
    kept = factories.person("Formand D. S. G.")
    chair.user = None
    chair.save()
    merge_persons(chair, into=kept, by=BY, now=here.tick())
    assert compare().differences == ()


def test_a_changed_route_voids_without_a_difference(store: Path) -> None:
    here = scene.at(Position.APPROVED)
    other = factories.group("DGCG")
    factories.chair_of(other)
    before = [actions.RunApprovalFacts(item.for_group, item.approver_group) for item in here.case.approvals]
    more = [*before, actions.RunApprovalFacts(other, other)]
    here.do(actions.change_run, approvals=more, reason="Fælles", person=here.colleague, by=here.colleague)
    assert Decision.objects.exclude(voided_at=None).exists()
    assert compare().differences == ()


def test_an_event_that_says_it_otherwise_breaks_nothing(here: Scene) -> None:
    before = compare()
    with writing(BY, now=here.now) as journal:
        for verb in ("decided", "version_published", "version_corrected", "version_registered", "decision_undone"):
            journal.record(verb, here.revision, facts={"changed": 1})
    assert compare() == before


@pytest.mark.parametrize("versions", [1, 30])
def test_costs_the_same_however_many_rows(store: Path, versions: int) -> None:
    guideline = factories.guideline(owner=factories.group("DSG"))
    for number in range(versions):
        register_version(guideline, VersionFacts(f"1.{number}"), by=BY, now=scene.NOW)
    with CaptureQueriesContext(connection) as queries:
        assert compare().rows == versions
    # the end of the chain, then for versions, decisions, publications and approved plans their events and the rows
    assert len(queries) == 9


def test_what_comes_while_it_reads_is_no_difference(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that is registered between the events and the rows is looked at again."""
    reading, registered = comparing._told, []

    def told(compared: Any) -> Any:
        said = reading(compared)
        if not registered:
            registered.append(register_version(factories.guideline(), VersionFacts("2.0"), by=BY, now=here.now))
        return said

    monkeypatch.setattr(comparing, "_told", told)
    assert compare().differences == ()
    assert registered


def test_the_command_says_it_in_danish(unguarded: None, here: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_journal")
    rows = Decision.objects.count() + GuidelineVersion.objects.count() + Publication.objects.count()
    assert f"{rows} rækker og " in capsys.readouterr().out
    decision = approval().get()
    approval().update(name="En Anden")
    seq = Event.objects.get(verb="decided", text__contains=f'"decision":{decision.pk},').seq
    with pytest.raises(SystemExit) as left:
        call_command("verify_journal")
    assert left.value.code == 1
    line = f"Afgørelse {decision.pk}: navn og ord som underskrevet: ikke det, som hændelse {seq} fortæller."
    assert line in capsys.readouterr().out.splitlines()


def test_a_name_that_is_not_signed_would_not_be_found(unguarded: None, here: Scene, monkeypatch: Any) -> None:
    """The switch: without the signature nothing holds the name."""
    approval().update(name="En Anden")
    assert found() == {("decision", "signed")}
    monkeypatch.setattr(Decision, "signature", "")
    monkeypatch.setattr(proving, "_FACTS", proving._FACTS[:-1])
    assert found() == set()


def test_the_signature_stands_in_the_chain_and_no_name(here: Scene) -> None:
    decision = approval().get()
    event = Event.objects.get(verb="decided", text__contains=f'"decision":{decision.pk},')
    assert event.facts["signed"] == decision.signature
    assert (decision.name in event.text, EventDetail.objects.filter(seq=event.seq).exists()) == (False, False)
    assert DraftFile.objects.current().get().document.sha256 == event.facts["sha256"]
