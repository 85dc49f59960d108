"""What approval asks of each person: whose move it is by the electorate, and the one act of each card."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.approval import actions
from guidelines.approval.rules import Outcome, Position
from guidelines.desk.cards import cards, later, waiting
from guidelines.desk.reading import read_board
from guidelines.desk.rules import Kind
from guidelines.models import Absence, Assignment, Consultation, Elector, Party, Role, Step
from guidelines.people.access import viewer_of
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval import scene

pytestmark = [pytest.mark.both, pytest.mark.django_db]
TODAY = scene.TODAY


def board(person, today=TODAY):
    return read_board(viewer_of(person.user, today), today)


def shown(person, today=TODAY):
    """The cards of the person: kind, and the words on the button."""
    found = board(person, today)
    return [(task.kind, card.act.label) for task, card in zip(found.now, cards(found, today), strict=True)]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Position.AGREED, (Kind.LEAD, "Opdatér status")),
        (Position.DRAFT, (Kind.LEAD, "Opdatér status")),
        (Position.RETURNED, (Kind.RETURNED, "Se kommentarerne")),
        (Position.CLINICAL, None),
        (Position.SUBMITTED, None),
    ],
)
def test_the_tovholders_next_act(place, expected):
    here = scene.at(place)
    Assignment.objects.update(confirmed_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert shown(here.lead) == ([expected] if expected else [])
    assert len(waiting(board(here.lead), [], TODAY)) == (expected is None)


def test_what_is_missing_is_asked_for_in_order():
    here = scene.at(Position.DRAFT)
    Assignment.objects.update(confirmed_at=datetime(2026, 1, 1, tzinfo=UTC))
    labels = [shown(here.lead)[0][1]]
    here.upload()
    labels.append(shown(here.lead)[0][1])
    scene.declare(here.revision, here.lead, here.now)
    labels.append(shown(here.lead)[0][1])
    here.describe()
    here.prepare()
    labels.append(shown(here.lead)[0][1])
    assert labels == ["Opdatér status", "Afgiv habilitetserklæring", "Gå til høringen", "Send til faglig godkendelse"]


def test_work_on_a_draft_answers_for_the_role():
    here = scene.at(Position.DRAFT)
    assert shown(here.lead) == [(Kind.LEAD, "Ja, jeg er tovholder")]
    here.upload()
    assert shown(here.lead) == [(Kind.LEAD, "Afgiv habilitetserklæring")]


def test_corrections_are_due_on_their_day():
    here = scene.at(Position.RETURNED)
    due = here.case.returned.row.due_on
    (card,) = cards(board(here.lead), TODAY)
    assert card.state.startswith(f"Ret senest {due.day}. ")


def test_an_author_is_asked_for_the_declaration_and_corrections_alone():
    here = scene.at(Position.DRAFT)
    author = factories.reader()
    Assignment.objects.create(plan_entry=here.entry, person=author, role="author", position=1)
    assert shown(author) == []
    here.upload()
    assert shown(author) == [(Kind.LEAD, "Afgiv habilitetserklæring")]
    scene.declare(here.revision, author, here.now)
    assert shown(author) == []


def states(person, day=TODAY):
    """The stages of the person's first card."""
    return [stage["state"] for stage in cards(board(person), day)[0].stages]


def test_a_consultation_that_was_left_out_is_passed_by_on_every_card() -> None:
    here = scene.at(Position.CLINICAL)
    assert states(here.chairs["DSG"]) == ["done", "done", "off", "now", "todo", "todo", "todo"]
    here.approve()
    assert states(here.secretary) == ["done", "done", "off", "done", "now", "todo", "todo"]
    here.take()
    here.decide(Outcome.SEND_BACK)
    assert states(here.lead) == ["done", "back", "todo", "todo", "todo", "todo", "todo"]


class TestDecision:
    def test_is_the_chairs_and_nobody_elses(self):
        here = scene.at(Position.CLINICAL)
        people = [here.chairs["DSG"], here.deputies["DSG"], here.secretary, factories.member_of(here.groups["DSG"])]
        assert [shown(person) for person in people] == [[(Kind.DECISION, "Afgør")], [], [], []]
        assert [board(person).approvals for person in people] == [1, 0, 0, 0]

    def test_two_groups_decide_each_their_own(self):
        here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
        assert [shown(chair) for chair in here.chairs.values()] == [[(Kind.DECISION, "Afgør")]] * 2
        here.approve("DSG")
        assert [shown(chair) for chair in here.chairs.values()] == [[], [(Kind.DECISION, "Afgør")]]

    def test_passes_to_the_deputy_while_the_chair_is_away(self):
        here = scene.at(Position.CLINICAL)
        Absence.objects.create(person=here.chairs["DSG"], starts_on=TODAY, ends_on=TODAY)
        assert (shown(here.chairs["DSG"]), len(shown(here.deputies["DSG"]))) == ([], 1)
        tomorrow = TODAY + timedelta(days=1)
        assert (len(shown(here.chairs["DSG"], tomorrow)), shown(here.deputies["DSG"], tomorrow)) == (1, [])

    def test_a_deferred_one_rests(self):
        here = scene.at(Position.CLINICAL)
        chair = here.chairs["DSG"]
        here.decide(Outcome.DEFER)
        assert shown(chair) == []
        (row,) = later(board(chair), TODAY)
        assert row.words == "udsat til 28. november 2026"
        assert len(shown(chair, date(2026, 11, 28))) == 1

    def test_with_nobody_left_the_secretariat_names_somebody(self):
        here = scene.at(Position.CLINICAL)
        Role.objects.filter(group=here.groups["DSG"]).update(ends_on=TODAY - timedelta(days=1))
        assert shown(here.chairs["DSG"]) == []
        assert (Kind.NOBODY, "Udpeg en") in shown(here.secretary)

        somebody = factories.reader()
        by = scene.actor(here.secretary)
        step = here.step().step
        actions.appoint(step, somebody, reason="Formand fratrådt", person=here.secretary, by=by, now=here.tick())
        assert shown(somebody) == [(Kind.DECISION, "Afgør")]
        assert Kind.NOBODY not in [kind for kind, _ in shown(here.secretary)]

    def test_own_work_is_told(self):
        here = scene.at(Position.CLINICAL)
        chair = here.chairs["DSG"]
        Assignment.objects.create(plan_entry=here.entry, person=chair, role="author", position=1)
        assert "Du har selv arbejdet på denne version." in cards(board(chair), TODAY)[0].sentences


@pytest.mark.parametrize(
    ("place", "label"),
    [(Position.SUBMITTED, "Tag sagen"), (Position.REVIEW, "Gå til sagen"), (Position.APPROVED, "Publicér")],
)
def test_the_secretariats_next_act(place, label):
    here = scene.at(place)
    assert (Kind.DECISION, label) in shown(here.secretary)
    assert board(here.secretary).cases == 1
    assert board(here.colleague).cases == (0 if place is Position.REVIEW else 1)


class TestAsked:
    @pytest.fixture
    def here(self):
        here = scene.at(Position.DRAFT)
        file = here.upload()
        consultation = Consultation.objects.create(
            revision=here.revision, file=file, opened_on=TODAY, closes_on=date(2026, 12, 12)
        )
        self.consultation = consultation
        return here

    def ask(self, **who):
        return Party.objects.create(consultation=self.consultation, invited_at=scene.NOW, **who)

    def test_a_person_until_the_answer(self, here):
        somebody = factories.reader()
        party = self.ask(person=somebody)
        assert shown(somebody) == [(Kind.ASKED, "Svar på høringen")]
        assert cards(board(somebody), TODAY)[0].state == "Svar senest 12. december 2026 · om 3 uger"
        Party.objects.filter(pk=party.pk).update(answered_at=scene.NOW)
        assert shown(somebody) == []

    def test_a_group_asks_its_people_once(self, here):
        group = factories.group("DLCG")
        member, other = factories.member_of(group), factories.member_of(factories.group("DMG"))
        self.ask(group=group)
        self.ask(person=member)
        assert [len(board(person).now) for person in (member, other)] == [1, 0]

    def test_a_closed_one_asks_nobody(self, here):
        somebody = factories.reader()
        self.ask(person=somebody)
        Consultation.objects.update(closed_on=TODAY)
        assert shown(somebody) == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_board_costs_the_same_for_one_card_and_for_thirty(count):
    dsg = factories.group("DSG")
    chair = factories.chair_of(dsg)
    factories.role(chair, Role.Kind.SECRETARIAT)
    for _ in range(count):
        entry = factories.entry(factories.guideline(owner=dsg), 2026, leads=[factories.person()])
        factories.revision(entry, Stage.CLINICAL_APPROVAL)
        Elector.objects.create(step=Step.objects.latest("pk"), person=chair, capacity="chair", place=0)
        factories.revision(factories.entry(factories.guideline(owner=dsg), 2026, leads=[chair]), Stage.DRAFT)
    seen = viewer_of(chair.user, TODAY)
    with CaptureQueriesContext(connection) as queries:
        found = read_board(seen, TODAY)
        cards(found, TODAY)
    assert (found.approvals, len(queries)) == (count, 8)
