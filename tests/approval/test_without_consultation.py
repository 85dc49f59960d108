"""A group's route says which steps its revisions take: the consultation may be left out, the two approvals never."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guidelines.approval import actions
from guidelines.approval.actions.consultations import PartyFacts, open_consultation
from guidelines.approval.checks import checks
from guidelines.approval.models import Consultation, Draft, Route, RunApproval, RunRoute
from guidelines.approval.needed import told
from guidelines.approval.rules import ROUTE_STEPS, Missing, Position
from guidelines.desk.reading_duties import read_duties
from guidelines.desk.reading_moves import read_approvals
from guidelines.desk.rules import Next, next_of
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Person
from guidelines.people.access import Viewer
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval import scene
from tests.approval.scene import TODAY, Scene, actor
from tests.people.test_views import text
from tests.seeing import send

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


def without(groups: tuple[str, ...] = ("DSG",)) -> Scene:
    """A revision whose owner's route has no consultation; nothing is said of one by its authors."""
    found = scene.factories.group(groups[0])
    actions.set_route(found, actions.RouteFacts(has_consultation=False), by=scene.BY, now=scene.NOW)
    here = scene.start(groups)
    here.describe()
    here.upload()
    scene.declare(here.revision, here.lead, here.now)
    return here


def page(client: Client, who: Person, name: str, *keys: Any) -> str:
    client.cookies["language"] = "en"
    return text(factories.sign_in(client, who).get(reverse(name, args=keys)))


def sentence(verb: str) -> str:
    with translation.override("en"):
        return history(Event.objects.filter(verb=verb).order_by("-seq"))[0].sentence


def test_two_approvals_stand_in_every_route() -> None:
    assert {it.stage for it in ROUTE_STEPS if not it.is_optional} == {
        Stage.CLINICAL_APPROVAL,
        Stage.ADMINISTRATIVE_APPROVAL,
    }
    here = without()
    with pytest.raises(Refused, match="Mindst én gruppe"):
        here.do(actions.change_run, approvals=[], reason="Nej", person=here.secretary, by=here.secretary)


def test_it_is_handed_in_without_a_consultation_and_without_a_reason() -> None:
    here = without()
    assert (here.case.missing, here.case.goes_without_consultation) == ([], True)
    here.do(actions.ask_approval, expected_edition=here.edition)
    assert here.position is Position.CLINICAL
    assert Event.objects.get(verb="approval_asked").facts["has_consultation"] is False
    assert sentence("approval_asked") == "Approval was asked for. The route has no consultation."
    with translation.override("en"):
        said = [(seen.look, seen.text) for seen in checks(here.case)]
    assert said[0] == ("off", "No consultation: the route for approval has none")


def test_where_the_route_has_one_it_is_asked_for_and_the_history_says_nothing_of_it() -> None:
    here = scene.start()
    here.describe()
    here.upload()
    scene.declare(here.revision, here.lead, here.now)
    assert here.case.missing == [Missing.CONSULTATION]
    here.prepare()
    here.do(actions.ask_approval, expected_edition=here.edition)
    assert "has_consultation" not in Event.objects.get(verb="approval_asked").facts
    assert sentence("approval_asked") == "Approval was asked for."
    assert Event.objects.get(verb="route_copied").facts["has_consultation"] is True


def test_one_is_held_all_the_same_and_then_counts() -> None:
    here = without()
    facts = {"closes_on": date(2026, 12, 12), "parties": [PartyFacts(name="Patienter", email="p@example.org")]}
    open_consultation(here.revision, **facts, by=actor(here.lead), now=here.tick())
    assert here.case.missing == [Missing.CONSULTATION_OPEN]
    Consultation.objects.update(closed_on=TODAY)
    assert (here.case.missing, here.case.goes_without_consultation) == ([], False)


def test_two_groups_hold_one_where_either_route_has_it() -> None:
    assert without(("DSG", "DGCG")).case.missing == [Missing.CONSULTATION]
    assert RunRoute.objects.get().has_consultation


def test_before_the_route_is_copied_the_groups_routes_say_it() -> None:
    here = without()
    RunRoute.objects.all().delete()
    RunApproval.objects.all().delete()
    assert not here.case.has_consultation
    Route.objects.update(has_consultation=True)
    assert here.case.has_consultation


def test_the_desk_leads_past_it_and_shows_it_passed_by() -> None:
    here = without()
    [duty] = read_duties(here.lead, here.today)
    assert duty.run is not None
    assert (next_of(duty.run), duty.run.skips_consultation) == (Next.SUBMIT, True)
    here.do(actions.ask_approval, expected_edition=here.edition)
    chair = Viewer(person=here.chairs["DSG"])
    [asked] = read_approvals(chair, here.today)
    assert asked.skips_consultation
    RunRoute.objects.update(has_consultation=True)
    [asked] = read_approvals(chair, here.today)
    assert not asked.skips_consultation


def test_the_pages_say_so(client: Client) -> None:
    here = without()
    shown = page(client, here.lead, "run-submit", here.revision.pk)
    assert "not asked for – The route for approval has no consultation. You can hold one all the same." in shown
    assert "Nothing is missing. It can be handed in." in shown
    shown = page(client, here.lead, "consultation", here.revision.pk)
    assert "can be handed in without one, and without a reason" in shown
    assert "write why" not in shown
    RunRoute.objects.update(has_consultation=True)
    assert "write why" in page(client, here.lead, "consultation", here.revision.pk)


def test_the_chair_leaves_it_out_on_the_page_and_what_is_under_way_keeps_it(client: Client) -> None:
    here = scene.start()
    group = here.groups["DSG"]
    client.cookies["language"] = "en"
    factories.sign_in(client, here.chairs["DSG"])
    days = dict.fromkeys(("consultation_days", "clinical_days", "administrative_days", "return_days"), "14")
    sent = {"approver_group": group.pk, "self_approval": "advised", **days}
    address = reverse("group-route", args=[group.slug])
    assert send(client, address, sent).status_code == 302
    assert (Route.objects.get().has_consultation, RunRoute.objects.get().has_consultation) == (False, True)
    shown = text(client.get(address))
    assert "The draft is sent out for consultation: No (before: Yes)" in shown
    assert "Warned, and must write why No Yes" in shown


def run_page(client: Client, here: Scene, who: Person | None = None, **changed: Any) -> Any:
    """Press on the route of the revision with what its page shows, but for what is changed; None takes a field out."""
    address = reverse("run-route", args=[here.revision.pk])
    client.cookies["language"] = "en"
    form = factories.sign_in(client, who or here.secretary).get(address).context["form"]
    data = {**{field.html_name: field.value() for field in form}, "reason": "Aftalt med gruppen", **changed}
    return client.post(address, {name: value for name, value in data.items() if value not in (None, False)})


def test_the_secretariat_takes_it_out_of_a_running_revision_with_a_reason(client: Client) -> None:
    here = scene.at(Position.DRAFT)
    here.describe()
    here.upload()
    scene.declare(here.revision, here.lead, here.now)
    assert run_page(client, here, has_consultation=None, reason="").status_code == 422
    assert here.case.missing == [Missing.CONSULTATION]
    assert run_page(client, here, has_consultation=None).status_code == 302
    assert here.case.missing == []
    event = Event.objects.get(verb="run_changed")
    assert (event.actor_key, event.facts["has_consultation"]) == (f"person:{here.secretary.pk}", False)
    assert sentence("run_changed") == "The consultation was taken out of this revision's route."
    assert run_page(client, here, has_consultation="on").status_code == 302
    assert sentence("run_changed") == "A consultation became part of this revision's route."
    assert here.case.missing == [Missing.CONSULTATION]


def test_who_has_worked_on_it_does_not_change_its_steps() -> None:
    here = scene.at(Position.DRAFT)
    here.upload(person=here.secretary)
    facts = {"approvals": [actions.RunApprovalFacts(here.groups["DSG"], here.groups["DSG"])], "reason": "Hurtigere"}
    with pytest.raises(Refused, match="En kollega"):
        here.do(actions.change_run, **facts, has_consultation=False, person=here.secretary, by=here.secretary)
    assert RunRoute.objects.get().has_consultation


def test_a_page_from_before_its_steps_changed_is_out_of_date(client: Client) -> None:
    here = scene.at(Position.DRAFT)
    before = told(RunApproval.objects.all(), has_consultation=True)
    assert run_page(client, here, has_consultation=None).status_code == 302
    assert run_page(client, here, here.colleague, shown=before, has_consultation="on").status_code == 409
    assert not RunRoute.objects.get().has_consultation


def test_a_reason_written_all_the_same_is_shown_instead() -> None:
    here = without()
    Draft.objects.update(consultation_skipped="Kun ordlyden")
    with translation.override("en"):
        assert next(iter(checks(here.case))).text == "No consultation: Kun ordlyden"
    assert not here.case.goes_without_consultation
