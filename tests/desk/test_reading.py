"""What *Mine opgaver* reads: the right rows for each role, in a fixed number of statements."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.desk.reading import read_board, read_questions
from guidelines.desk.reading_duties import read_duties
from guidelines.desk.reading_lacking import read_lacking
from guidelines.desk.rules import About, Board, Duty, Holder, Kind, Question, Run
from guidelines.models import GuidelineGroup, Role, Step
from guidelines.people.access import ANONYMOUS, viewer_of
from guidelines.planning.rules import Stage, Target, TargetBasis
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]
TODAY = date(2026, 11, 21)


def viewer(person):
    return viewer_of(person.user, TODAY)


@pytest.fixture
def dsg():
    return factories.group("DSG")


class TestDuties:
    def test_an_entry_under_way(self, dsg):
        me, other = factories.person(), factories.person()
        gist = factories.guideline("GIST", owner=dsg, language="en")
        factories.version(gist, "1.0", is_current=False)
        factories.version(gist, "1.1", next_due=date(2025, 12, 21))
        entry = factories.entry(gist, 2026, leads=[other, me])
        run = factories.revision(entry, Stage.DRAFT, started_on=date(2026, 3, 2))

        assert read_duties(me, TODAY) == [
            Duty(
                assignment=entry.assignments.get(person=me).pk,
                about=About(gist.slug, "GIST", "en", False, ("DSG",), "1.1"),
                year=2026,
                kind="revision",
                outcome="planned",
                is_confirmed=False,
                target=Target(date(2025, 12, 21), TargetBasis.NEXT_DUE),
                run=Run(run.pk, "draft", False, (Holder("lead", date(2026, 3, 2), "DSG"),), entry.pk),
            )
        ]

    def test_a_deadline_comes_before_next_due(self, dsg):
        me = factories.person()
        entry = factories.entry(factories.guideline(owner=dsg), 2027, leads=[me])
        factories.version(entry.guideline, next_due=date(2027, 12, 1))
        factories.revision(entry, Stage.AGREED, deadline_on=date(2027, 3, 1))
        assert [duty.target.on for duty in read_duties(me, TODAY)] == [date(2027, 3, 1)]

    def test_only_the_first_entry_works_towards_next_due(self, dsg):
        me = factories.person()
        guideline = factories.guideline(owner=dsg)
        factories.version(guideline, next_due=date(2027, 6, 1))
        for year in (2031, 2027):
            factories.entry(guideline, year, leads=[me])
        targets = {duty.year: duty.target.on for duty in read_duties(me, TODAY)}
        assert targets == {2027: date(2027, 6, 1), 2031: date(2031, 12, 1)}

    def test_without_a_version_the_groups_own_day_counts(self):
        me, group = factories.person(), factories.group(deadline_month=6, deadline_day=15)
        factories.entry(factories.guideline(owner=group), 2028, leads=[me], kind="new")
        assert [duty.target for duty in read_duties(me, TODAY)] == [Target(date(2028, 6, 15), TargetBasis.PLANNED_YEAR)]

    def test_a_shared_guideline_is_one_duty_with_both_groups(self, dsg):
        me, dgcg = factories.person(), factories.group("DGCG")
        factories.entry(factories.guideline(owner=dsg, co_owners=[dgcg]), 2028, leads=[me])
        assert [duty.about.groups for duty in read_duties(me, TODAY)] == [("DSG", "DGCG")]

    def test_what_is_no_longer_mine_is_left_out(self, dsg):
        me = factories.person()
        for fields in ({"outcome": "moved"}, {"outcome": "withdrawn"}, {"outcome": "missed"}):
            factories.entry(factories.guideline(owner=dsg), 2026, leads=[me], **fields)
        factories.entry(factories.guideline(owner=dsg, withdrawn_on=TODAY), 2026, leads=[me])
        ended = factories.entry(factories.guideline(owner=dsg), 2026, leads=[me])
        ended.assignments.update(ended_on=TODAY)
        reviewed = factories.entry(factories.guideline(owner=dsg), 2026, leads=[me])
        reviewed.assignments.update(role="reviewer")
        assert read_duties(me, TODAY) == []

    def test_what_was_published_says_when(self, dsg):
        me = factories.person()
        entry = factories.entry(factories.guideline(owner=dsg), 2022, leads=[me], outcome="done")
        factories.revision(entry, Stage.PUBLISHED, ended_on=date(2022, 11, 8), result="published")
        (duty,) = read_duties(me, TODAY)
        assert (duty.outcome, duty.done_on, duty.run) == ("done", date(2022, 11, 8), None)

    def test_a_run_that_was_stopped_is_not_told(self, dsg):
        me = factories.person()
        entry = factories.entry(factories.guideline(owner=dsg), 2027, leads=[me])
        factories.revision(entry, Stage.DRAFT, ended_on=date(2026, 1, 1), result="stopped")
        assert [duty.run for duty in read_duties(me, TODAY)] == [None]

    def test_every_open_step_has_its_holder(self, dsg):
        me, dgcg = factories.person(), factories.group("DGCG")
        entry = factories.entry(factories.guideline(owner=dsg, co_owners=[dgcg]), 2027, leads=[me])
        run = factories.revision(entry, Stage.CLINICAL_APPROVAL, started_on=date(2026, 11, 15))
        Step.objects.create(
            revision=run, stage="clinical_approval", holder_role="chair", holder_group=dgcg, since=date(2026, 11, 16)
        )
        (duty,) = read_duties(me, TODAY)
        assert duty.run.holders == (
            Holder("chair", date(2026, 11, 15), "DSG"),
            Holder("chair", date(2026, 11, 16), "DGCG"),
        )

    def test_an_answer_counts(self, dsg):
        me = factories.person()
        entry = factories.entry(factories.guideline(owner=dsg), 2027, leads=[me])
        entry.assignments.update(confirmed_at=datetime(2026, 1, 1, tzinfo=UTC))
        assert [duty.is_confirmed for duty in read_duties(me, TODAY)] == [True]

    @pytest.mark.parametrize("count", [1, 30])
    def test_costs_one_statement(self, dsg, count):
        me = factories.person()
        for _ in range(count):
            factories.revision(factories.entry(factories.guideline(owner=dsg), 2027, leads=[me]), Stage.DRAFT)
        with CaptureQueriesContext(connection) as queries:
            assert len(read_duties(me, TODAY)) == count
        assert len(queries) == 1


class TestQuestions:
    def test_what_the_plan_of_a_led_group_lacks(self, dsg):
        chair = factories.chair_of(dsg)
        lacking = factories.guideline("Lacking", owner=dsg)
        factories.entry(lacking, None)
        whole = factories.guideline("Whole", owner=dsg)
        factories.entry(whole, 2027, leads=[chair])
        factories.entry(factories.guideline(owner=factories.group("DLCG")), None)

        (question,) = read_questions(viewer(chair))
        about = About(lacking.slug, "Lacking", "da", False, ("DSG",), None)
        assert question == Question(about, "dsg", "DSG", has_no_year=True, has_no_lead=True)

    def test_a_decision_that_waits_for_the_chair(self, dsg):
        chair, lead = factories.chair_of(dsg), factories.person()
        entry = factories.entry(factories.guideline(owner=dsg), 2027, leads=[lead])
        run = factories.revision(entry, Stage.CLINICAL_APPROVAL, started_on=date(2026, 11, 15))

        (question,) = read_questions(viewer(chair))
        assert question.is_yours
        assert question.run == Run(
            run.pk, "clinical_approval", False, (Holder("chair", date(2026, 11, 15), "DSG"),), entry.pk
        )

    def test_the_decision_of_another_groups_chair_is_not_mine(self, dsg):
        dgcg = factories.group("DGCG")
        entry = factories.entry(factories.guideline(owner=dsg, co_owners=[dgcg]), 2027, leads=[factories.person()])
        factories.revision(entry, Stage.CLINICAL_APPROVAL)
        assert [question.is_yours for question in read_questions(viewer(factories.chair_of(dgcg)))] == [False]

    def test_an_unconfirmed_owner_is_for_its_chairs_and_the_secretariat(self, dsg):
        shared = factories.guideline("Uterine sarkomer")
        for group in (dsg, factories.group("DGCG")):
            GuidelineGroup.objects.create(guideline=shared, group=group, role="co_owner", confirmed=False)
        factories.guideline(owner=dsg)
        for person in (factories.chair_of(dsg), factories.secretariat()):
            questions = read_questions(viewer(person))
            assert [(item.about.title, item.is_owner_unconfirmed) for item in questions] == [("Uterine sarkomer", True)]
            assert questions[0].about.groups == ("DGCG", "DSG")
        assert read_questions(viewer(factories.chair_of(factories.group("DLCG")))) == []

    def test_a_professional_body_is_not_asked_who_owns(self, dsg):
        shared, body = factories.guideline("Uterine sarkomer"), factories.group("DGCG")
        GuidelineGroup.objects.create(guideline=shared, group=dsg, role="owner", confirmed=False)
        GuidelineGroup.objects.create(guideline=shared, group=body, role="professional_body")
        asked = {group: read_questions(viewer(factories.chair_of(group))) for group in (dsg, body)}
        assert [item.is_owner_unconfirmed for item in asked[dsg]] == [True]
        assert [item.is_owner_unconfirmed for item in asked[body]] == [False]

    def test_steps_of_the_secretariat(self, dsg):
        entry = factories.entry(factories.guideline(owner=dsg), None)
        factories.revision(entry, Stage.SUBMITTED, started_on=date(2026, 11, 1))
        (question,) = read_questions(viewer(factories.secretariat()))
        assert (question.is_yours, question.has_no_year, question.has_no_lead) == (True, False, False)
        assert [item.is_yours for item in read_questions(viewer(factories.chair_of(dsg)))] == [False]

    @pytest.mark.parametrize("count", [1, 30])
    def test_cost_one_statement(self, dsg, count):
        for _ in range(count):
            factories.revision(factories.entry(factories.guideline(owner=dsg), None), Stage.SUBMITTED)
        both = factories.secretariat()
        factories.role(both, Role.Kind.CHAIR, dsg)
        seen = viewer(both)
        with CaptureQueriesContext(connection) as queries:
            assert len(read_questions(seen)) == count
        assert len(queries) == 1


class TestLacking:
    def test_tovholdere_without_an_address_and_groups_without_a_chair(self, dsg):
        dlcg = factories.group("DLCG")
        factories.chair_of(dlcg)
        names = {"": "Åse Ærø", None: "Bodil Bæk"}
        for email, name in names.items():
            lead = factories.person(name, email=email)
            factories.entry(factories.guideline(owner=dsg), 2027, leads=[lead])
        refused = factories.person("Anders And", address_state="refused")
        factories.entry(factories.guideline(owner=dlcg), 2027, leads=[refused])
        factories.person("Uden pligter", email="")
        with CaptureQueriesContext(connection) as queries:
            assert read_lacking(TODAY) == {"person": ["Anders And", "Åse Ærø"], "group": ["DSG"]}
        assert len(queries) == 1

    def test_a_chair_who_has_stepped_down_is_no_chair(self, dsg):
        factories.entry(factories.guideline(owner=dsg), 2027)
        factories.role(factories.person(), Role.Kind.CHAIR, dsg, ends_on=date(2026, 11, 20))
        assert read_lacking(TODAY) == {"group": ["DSG"]}


class TestBoard:
    def test_nobody_owes_nothing(self):
        with CaptureQueriesContext(connection) as queries:
            assert read_board(ANONYMOUS, TODAY) == Board()
        assert len(queries) == 0

    def test_the_secretariat_sees_everything_in_eight_statements(self, dsg):
        both = factories.secretariat()
        factories.role(both, Role.Kind.CHAIR, dsg)
        factories.entry(factories.guideline(owner=dsg), None, leads=[both])
        factories.entry(factories.guideline(owner=factories.group("DLCG")), 2030)
        seen = viewer(both)
        with CaptureQueriesContext(connection) as queries:
            found = read_board(seen, TODAY)
        assert [task.kind for task in found.now] == [Kind.NO_YEAR, Kind.NO_CHAIR]
        assert len(queries) == 8
