"""*Godkendelsesvej* of one revision: changed by the secretariat with a reason, never by one who worked on it (A3)."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from guidelines.approval.rules import Position
from guidelines.journal.history import history
from guidelines.journal.models import Event, EventDetail
from guidelines.models import Person, Recusal, Route, RunApproval
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene
from tests.people.test_views import text

pytestmark = pytest.mark.django_db
CASE = "/forloeb/{}/sag/"


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


def url(here: Scene) -> str:
    return reverse("run-route", args=[here.revision.pk])


def page(client: Client, here: Scene, who: Person | None = None) -> Any:
    client.cookies["language"] = "en"
    return factories.sign_in(client, who or here.secretary).get(url(here))


def sent(client: Client, here: Scene, who: Person | None = None, **changed: Any) -> Any:
    """Press with what the page shows, but for what is changed; None takes a field out."""
    form = page(client, here, who).context["form"]
    data = {"reason": "Aftalt med grupperne", **{field.html_name: field.value() for field in form}, **changed}
    data["reason"] = changed.get("reason", "Aftalt med grupperne")
    return client.post(url(here), {name: value for name, value in data.items() if value not in (None, False)})


def needed() -> list[tuple[str, str, str, bool, int]]:
    found = RunApproval.objects.select_related("for_group", "approver_group")
    return [
        (str(it.for_group), str(it.approver_group), it.self_approval, it.needs_second_factor, it.clinical_days)
        for it in found
    ]


def test_the_page_is_in_danish_ascii_and_the_case_leads_to_it(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    assert url(here) == f"/forloeb/{here.revision.pk}/godkendelsesvej/"
    factories.sign_in(client, here.colleague)
    assert url(here) in client.get(CASE.format(here.revision.pk)).content.decode()


def test_a_group_is_taken_away_and_another_asked_at_once(client: Client) -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    other = factories.group("DBCG")
    Route.objects.create(group=other, self_approval="required", needs_second_factor=True, clinical_days=9)
    before = text(page(client, here))
    assert "A group that is added is asked at once; the step of one that is taken away closes." in before
    assert "The ball is with Formand DGCG." in before
    answer = sent(client, here, **{f"is_needed_{here.groups['DGCG'].pk}": None, "added": other.pk})
    assert (answer.status_code, answer.url) == (302, CASE.format(here.revision.pk))
    assert needed() == [("DSG", "DSG", "advised", False, 14), ("DBCG", "DBCG", "required", True, 9)]
    assert {str(view.step.for_group) for view in here.case.steps} == {"DSG", "DBCG"}
    event = Event.objects.get(verb="run_changed")
    words = EventDetail.objects.get(pk=event.seq).words
    assert (event.actor_key, words["reason"]) == (f"person:{here.secretary.pk}", "Aftalt med grupperne")


def test_rules_and_the_approving_sub_group_are_changed(client: Client) -> None:
    here = scene.at(Position.DRAFT)
    own = here.groups["DSG"]
    sub = factories.group("DSGU", parent=own)
    fields = {"approver_group": sub.pk, "self_approval": "required", "needs_second_factor": "on", "clinical_days": "5"}
    assert sent(client, here, **{f"{name}_{own.pk}": given for name, given in fields.items()}).status_code == 302
    assert needed() == [("DSG", "DSGU", "required", True, 5)]
    assert "Nobody is asked now" in text(page(client, here))


def test_when_the_last_missing_group_is_taken_away_it_goes_to_the_secretariat(client: Client) -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    here.approve("DSG")
    assert "Approved by Formand DSG on 21 November 2026." in text(page(client, here))
    assert sent(client, here, **{f"is_needed_{here.groups['DGCG'].pk}": None}).status_code == 302
    assert here.position is Position.SUBMITTED


def test_a_group_asked_after_the_administrative_approval_takes_it_back(client: Client) -> None:
    here = scene.at(Position.APPROVED)
    other = factories.group("DBCG")
    sentence = "The administrative approval that Sekretær Sø gave on 21 November 2026 is then void."
    assert sentence in text(page(client, here, here.colleague))
    [signed] = [item for item in here.case.decisions if item.meaning == "administrative"]
    assert sent(client, here, here.colleague, added=other.pk).status_code == 302
    event = Event.objects.get(verb="run_changed")
    assert (event.facts["voided"], EventDetail.objects.get(pk=event.seq).words["voided"]) == (
        [signed.pk],
        [signed.name],
    )
    with translation.override("en"):
        [line] = history([event])
    words = "It was changed which groups approve this revision. The approval by Sekretær Sø is void."
    assert line.sentence == words
    assert here.position is Position.CLINICAL


def test_what_is_wrong_is_said_and_changes_nothing(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    own = here.groups["DSG"].pk
    for changed, wrong in (
        ({"reason": " "}, "Skriv, hvorfor godkendelsesvejen ændres."),
        ({f"is_needed_{own}": None}, "At least one group must approve."),
        ({f"clinical_days_{own}": "0"}, "Skriv et antal dage fra 1 til 365."),
    ):
        answer = sent(client, here, **changed)
        found = [str(one) for said in answer.context["form"].errors.values() for one in said]
        assert (answer.status_code, found) == (422, [wrong])
    assert sent(client, here, **{f"approver_group_{own}": factories.group("DBCG").pk}).status_code == 422
    assert needed() == [("DSG", "DSG", "advised", False, 14)]


@pytest.mark.parametrize("how", ["worked", "recused", "ended"])
def test_one_who_is_not_free_reads_it_and_changes_nothing(client: Client, how: str) -> None:
    here = scene.at(Position.STOPPED if how == "ended" else Position.CLINICAL)
    if how == "worked":
        here.revision.contributions.create(person=here.secretary, kind="upload", since=NOW)
    elif how == "recused":
        Recusal.objects.create(revision=here.revision, person=here.secretary, at=NOW)
    shown = page(client, here)
    words = {
        "worked": "You have worked on this version yourself. A colleague must take it.",
        "recused": "You are recused from this revision. A colleague must take it.",
        "ended": "The revision has ended.",
    }
    assert (shown.context["form"], words[how] in text(shown)) == (None, True)
    assert client.post(url(here), {"reason": "Alligevel"}).status_code == 404
    assert not Event.objects.filter(verb="run_changed").exists()


def test_others_do_not_find_the_page(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    for who in (here.lead, here.chairs["DSG"], here.deputies["DSG"], factories.reader("Rie Læser")):
        assert page(Client(), here, who).status_code == 404
    assert client.get(url(here)).status_code == 302


def test_more_groups_need_no_more_statements(client: Client) -> None:
    def count(here: Scene) -> int:
        page(client, here)
        with CaptureQueriesContext(connection) as made:
            assert client.get(url(here)).status_code == 200
        return len(made)

    assert count(scene.at(Position.CLINICAL, ("DSG",))) == count(scene.at(Position.CLINICAL, ("A", "B", "C")))
