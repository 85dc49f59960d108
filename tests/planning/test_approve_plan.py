"""Approving a plan: what is kept, who may, what was seen, and that nobody changes it afterwards (A12, A13)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from guidelines.journal import triggers
from guidelines.journal.actions import erase
from guidelines.journal.comparing import compare
from guidelines.journal.history import history
from guidelines.journal.models import Event, EventDetail
from guidelines.journal.verify import verify
from guidelines.lists.errors import Refused
from guidelines.models import Group, Person, PlanApproval, PlanRemark
from guidelines.people.actions import merge_persons
from guidelines.planning.actions import assign_leads, move_entry, note_entry, withdraw_entry
from guidelines.planning.actions.approvals import REMARK_LENGTH, PlanChanged, approve_plan, keep_remark
from guidelines.planning.actions.following import move_assignments
from guidelines.planning.actions.leads import Lead
from guidelines.planning.approved.content import digest, read_content
from guidelines.planning.approved.reading import changes_since, latest_approval, present_content
from tests import factories
from tests.planning.approving import actor, approve, seen
from tests.planning.conftest import NOW, TODAY
from tests.services.database import become

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def plan(dsg: Group, chair: Person) -> Group:
    """Two guidelines, one with two tovholdere."""
    zita, bo = factories.person("Zita Zebra"), factories.person("Bo Bæk")
    first = factories.guideline("Første sarkom", owner=dsg)
    factories.version(first, "1.1", administrative_approval=date(2020, 12, 21))
    factories.entry(first, 2027, leads=[zita, bo])
    factories.entry(factories.guideline("Anden sarkom", owner=dsg), None, kind="new")
    return dsg


def changes(group: Group) -> list[str]:
    """What differs from what was approved last."""
    approval = latest_approval(group)
    assert approval is not None
    return [one.change.value for one in changes_since(approval, present_content(group, TODAY))]


def rewritten() -> list[tuple[str, int | None]]:
    """What of approvals is not as its event tells: the fact, and the event."""
    return [(item.fact, item.seq) for item in compare().differences if item.kind == "plan_approval"]


def entry(title: str = "Første sarkom") -> Any:
    from_plan = Group.objects.get(abbreviation="DSG").guidelines.get(title=title).plan_entries
    return from_plan.exclude(outcome="moved").latest("pk")


# --- done


def test_what_is_approved_is_kept_and_told(plan: Group, chair: Person) -> None:
    zita, bo = Person.objects.get(name="Zita Zebra"), Person.objects.get(name="Bo Bæk")
    made = approve(plan, chair, remark=" Tak til alle. ")
    kept = read_content(made.text)
    assert [(row.title, row.version, [(line.year, line.kind) for line in row.lines]) for row in kept.rows] == [
        ("Første sarkom", ("1.1", "2020-12-21", "day"), [(2027, "revision")]),
        ("Anden sarkom", None, [(None, "new")]),
    ]
    assert [lead.person for lead in kept.rows[0].lines[0].leads] == [zita.pk, bo.pk]
    assert (made.sha256, made.person, made.capacity, made.at, made.previous) == (
        digest(made.text),
        chair,
        "chair",
        NOW,
        None,
    )
    event = Event.objects.get(verb="plan_approved")
    assert (event.object_type, event.object_key, event.acting_for) == ("planapproval", str(made.pk), str(plan.pk))
    assert event.facts == {
        "group": plan.pk,
        "previous": None,
        "person": chair.pk,
        "capacity": "chair",
        "sha256": made.sha256,
        "rows": 2,
    }
    assert EventDetail.objects.get(seq=event.seq).words == {"remark": "Tak til alle."}
    assert verify() is None


def test_approving_unchanged_is_an_approval_of_its_own(plan: Group, chair: Person) -> None:
    first = approve(plan, chair)
    second = approve(plan, chair, now=LATER)
    assert (second.previous, second.sha256, second.at) == (first, first.sha256, LATER)
    assert latest_approval(plan) == second
    assert changes(plan) == []


def test_a_deputy_approves_as_one_and_who_is_both_as_chair(plan: Group, chair: Person) -> None:
    deputy = factories.deputy_of(plan)
    factories.role(chair, "deputy", plan)
    assert [approve(plan, one).capacity for one in (deputy, chair)] == ["deputy", "chair"]


def test_what_changes_afterwards_is_a_difference(plan: Group, chair: Person) -> None:
    approve(plan, chair)
    by = {"by": actor(chair, plan), "now": LATER}
    moved = move_entry(entry(), to_year=2029, reason="Studie", **by)
    assert changes(plan) == ["moved"]
    move_entry(moved, to_year=2030, reason="", **by)
    assert changes(plan) == ["moved"]
    move_entry(entry(), to_year=2027, reason="", **by)
    assert changes(plan) == []
    note_entry(entry(), note="Ikke en del af planen", **by)
    assert changes(plan) == []
    withdraw_entry(entry(), reason="Lagt sammen", **by)
    assert changes(plan) == ["gone"]


def test_merged_persons_are_no_change_of_the_plan(plan: Group, chair: Person) -> None:
    zita, kept = Person.objects.get(name="Zita Zebra"), factories.person("Zita Z. Zebra")
    approve(plan, chair)
    bo = Person.objects.get(name="Bo Bæk")
    assign_leads(entry(), [Lead(kept), Lead(bo)], by=actor(chair, plan), now=LATER)
    assert changes(plan) == ["leads"]
    merge_persons(zita, into=kept, by=actor(chair, plan), now=LATER)
    assert changes(plan) == []


def test_who_approved_is_the_person_kept(plan: Group, chair: Person) -> None:
    made, kept = approve(plan, chair), factories.person("Formand F. Fjord")
    merge_persons(chair, into=kept, by=actor(chair, plan), now=LATER)
    latest = latest_approval(plan)
    assert latest is not None
    assert (latest.pk, latest.approver, latest.person) == (made.pk, kept, chair)
    assert rewritten() == []


# --- refused


def test_nobody_else_approves(plan: Group, chair: Person) -> None:
    former = factories.person()
    factories.role(former, "chair", plan, ends_on=TODAY - timedelta(days=1))
    others = [
        former,
        factories.secretariat(),
        factories.member_of(plan),
        factories.chair_of(factories.group("DGCG")),
        Person.objects.get(name="Zita Zebra"),
    ]
    for person in others:
        with pytest.raises(Refused, match="chair or a deputy"):
            approve(plan, person)
    assert PlanApproval.objects.count() == 0


def test_the_last_day_of_a_role_is_inside(plan: Group) -> None:
    leaving = factories.person()
    factories.role(leaving, "deputy", plan, ends_on=TODAY)
    assert approve(plan, leaving).capacity == "deputy"


def test_what_was_not_seen_is_not_approved(plan: Group, chair: Person) -> None:
    shown = seen(plan)
    move_entry(entry(), to_year=2029, reason="", by=actor(chair, plan), now=NOW)
    with pytest.raises(PlanChanged):
        approve(plan, chair, **shown)
    assert PlanApproval.objects.count() == Event.objects.filter(verb="plan_approved").count() == 0


def test_what_was_changed_and_changed_back_is_what_was_seen(plan: Group, chair: Person) -> None:
    shown, by = seen(plan), {"by": actor(chair, plan), "now": NOW}
    moved = move_entry(entry(), to_year=2029, reason="", **by)
    move_entry(moved, to_year=2027, reason="", **by)
    assert approve(plan, chair, **shown).sha256 == shown["seen"]


def test_an_approval_meanwhile_is_told(plan: Group, chair: Person) -> None:
    shown = seen(plan)
    approve(plan, factories.deputy_of(plan))
    with pytest.raises(PlanChanged):
        approve(plan, chair, **shown)


def test_the_same_sent_twice_is_one_approval(plan: Group, chair: Person) -> None:
    shown = seen(plan)
    assert [approve(plan, chair, **shown).pk for _ in range(2)] == [PlanApproval.objects.get().pk] * 2


def test_the_same_with_another_remark_is_said(plan: Group, chair: Person) -> None:
    shown = seen(plan)
    first = approve(plan, chair, remark="Tak", **shown)
    assert approve(plan, chair, remark=" Tak ", **shown) == first
    for remark in ("Tak for det", ""):
        with pytest.raises(Refused, match="another remark"):
            approve(plan, chair, remark=remark, **shown)
    assert PlanApproval.objects.get() == first


def test_a_plan_without_guidelines_is_not_approved(chair: Person, dsg: Group) -> None:
    with pytest.raises(Refused, match="no guidelines"):
        approve(dsg, chair)


# --- the remark


def test_a_remark_waits_for_the_approval(plan: Group, chair: Person) -> None:
    other = factories.deputy_of(plan)
    keep_remark(plan, text="En kladde ", person=chair)
    keep_remark(plan, text="En anden", person=other)
    keep_remark(plan, text="En bedre kladde", person=chair)
    assert set(PlanRemark.objects.values_list("person", "text")) == {
        (chair.pk, "En bedre kladde"),
        (other.pk, "En anden"),
    }
    keep_remark(plan, text=" ", person=other)
    approve(plan, chair, remark="Den endelige")
    assert PlanRemark.objects.count() == 0


def test_a_draft_follows_who_is_merged(plan: Group, chair: Person) -> None:
    kept, other = factories.person("Formand F. Fjord"), factories.group("DGCG")
    for group, person in ((plan, chair), (other, chair), (other, kept)):
        keep_remark(group, text=f"Fra {person.pk}", person=person)
    move_assignments(chair, into=kept)
    assert set(PlanRemark.objects.values_list("group", "person", "text")) == {
        (plan.pk, kept.pk, f"Fra {chair.pk}"),
        (other.pk, kept.pk, f"Fra {kept.pk}"),
    }


def test_a_remark_has_a_limit(plan: Group, chair: Person) -> None:
    for act in (
        lambda text: keep_remark(plan, text=text, person=chair),
        lambda text: approve(plan, chair, remark=text),
    ):
        with pytest.raises(Refused, match="2000"):
            act("x" * (REMARK_LENGTH + 1))
    assert approve(plan, chair, remark="x" * REMARK_LENGTH).pk


def test_a_remark_can_be_erased_and_the_approval_stays_whole(plan: Group, chair: Person) -> None:
    approve(plan, chair, remark="Zita er syg")
    event = Event.objects.get(verb="plan_approved")
    assert [line.sentence for line in history([event])] == ["The plan was approved: 2 guidelines. “Zita er syg”"]
    erase([event.seq], because="request", by=actor(chair, plan), now=LATER)
    assert [line.sentence for line in history([event])] == ["The plan was approved: 2 guidelines."]
    assert (verify(), rewritten()) == (None, [])


# --- what nobody can change


@pytest.mark.parametrize(
    "change",
    [
        lambda: PlanApproval.objects.update(sha256="0" * 64),
        lambda: PlanApproval.objects.update(at=LATER),
        lambda: PlanApproval.objects.all().delete(),
        lambda: PlanApproval.objects.get().delete(),
        lambda: PlanApproval.objects.bulk_create(
            [
                PlanApproval(
                    pk=one.pk, group=one.group, person=one.person, capacity="chair", at=LATER, sha256="", text=""
                )
                for one in PlanApproval.objects.all()
            ]
        ),
    ],
)
def test_the_database_refuses_to_change_it(plan: Group, chair: Person, change: Callable[[], object]) -> None:
    made = approve(plan, chair)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    latest = latest_approval(plan)
    assert latest is not None
    assert (latest.pk, latest.sha256, latest.text, latest.at) == (made.pk, made.sha256, made.text, NOW)


@pytest.mark.parametrize("follows_first", [True, False])
def test_two_cannot_follow_the_same(plan: Group, chair: Person, follows_first: bool) -> None:
    first = approve(plan, chair)
    facts = {"group": plan, "person": chair, "capacity": "chair", "at": LATER, "sha256": "", "text": ""}
    approve(plan, chair)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        PlanApproval.objects.create(previous=first if follows_first else None, **facts)
    assert PlanApproval.objects.count() == 2


@pytest.mark.parametrize("clash", ["id", "previous", "first"])
def test_none_is_replaced(plan: Group, chair: Person, clash: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    first = approve(plan, chair)
    second = approve(plan, chair)
    key = first.pk if clash == "id" else second.pk + 1
    previous = {"id": second.pk, "previous": first.pk, "first": None}[clash]
    columns = "id, group_id, previous_id, person_id, capacity, at, sha256, text"
    with pytest.raises(DatabaseError, match="replaces no other"), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            f"INSERT OR REPLACE INTO guidelines_planapproval ({columns}) VALUES (%s, %s, %s, %s, 'chair', %s, '', '')",
            [key, plan.pk, previous, chair.pk, NOW],
        )
    assert list(PlanApproval.objects.values_list("pk", flat=True)) == [first.pk, second.pk]


@pytest.fixture
def unguarded(transactional_db: None) -> Iterator[None]:
    """Work as the owner without triggers; the flush after the test puts them back."""
    become("MIGRATE_DATABASE_URL")
    triggers.remove(connection)
    yield
    become("DATABASE_URL")


def _other_year() -> None:
    told = json.loads(PlanApproval.objects.get().text)
    told["rows"][0]["lines"][0]["year"] = 2030
    text = json.dumps(told)
    PlanApproval.objects.update(text=text, sha256=digest(text))


REWRITTEN: dict[str, tuple[Callable[[], object], set[str]]] = {
    "the plan": (lambda: PlanApproval.objects.update(text='{"form":1}'), {"content"}),
    "the plan with its digest": (_other_year, {"content", "sha256"}),
    "the digest": (lambda: PlanApproval.objects.update(sha256="0" * 64), {"sha256"}),
    "who": (lambda: PlanApproval.objects.update(person=factories.person()), {"person", "actor"}),
    "the role": (lambda: PlanApproval.objects.update(capacity="deputy"), {"capacity"}),
    "the group": (lambda: PlanApproval.objects.update(group=factories.group("DGCG")), {"group"}),
    "the moment": (lambda: PlanApproval.objects.update(at=LATER), {"at"}),
    "gone": (lambda: PlanApproval.objects.all().delete(), {""}),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_whoever_rewrites_it_is_found_out(unguarded: None, plan: Group, chair: Person, name: str) -> None:
    rewrite, facts = REWRITTEN[name]
    approve(plan, chair)
    assert rewritten() == []
    rewrite()
    seq = Event.objects.get(verb="plan_approved").seq
    assert set(rewritten()) == {(fact, seq) for fact in facts}


def test_an_approval_nobody_told_of_is_found(unguarded: None, plan: Group, chair: Person) -> None:
    facts = {"group": plan, "person": chair, "capacity": "chair", "at": NOW, "sha256": digest("{}"), "text": "{}"}
    PlanApproval.objects.create(**facts)
    assert rewritten() == [("", None)]


def test_the_command_names_the_row(
    unguarded: None, plan: Group, chair: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    made = approve(plan, chair)
    _other_year()
    with pytest.raises(SystemExit):
        call_command("verify_journal")
    seq = Event.objects.get(verb="plan_approved").seq
    line = f"Godkendt plan {made.pk}: plan som godkendt: ikke det, som hændelse {seq} fortæller."
    assert line in capsys.readouterr().out.splitlines()


def test_another_verb_needs_a_page(plan: Group, chair: Person) -> None:
    """What is shown must be said: without the digest nothing is approved."""
    for shown in ({"seen": "", "follows": None}, {"seen": "0" * 64, "follows": None}):
        with pytest.raises(PlanChanged):
            approve_plan(plan, remark="", person=chair, by=actor(chair, plan), now=NOW, **shown)
