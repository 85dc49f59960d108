"""Who sees the approval of a plan, the plan as it was approved, and a fixed number of statements for both."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.journal.rules import canonical
from guidelines.models import Group, Person, PlanApproval, PlanEntry
from guidelines.planning.actions import (
    assign_leads,
    move_entry,
)
from guidelines.planning.actions.leads import Lead
from guidelines.planning.approved.content import digest
from guidelines.register.actions import withdraw_guideline
from tests import factories
from tests.planning.approve_pages import PLAN, URL, change_everything, hidden, lines, plan_of, text
from tests.planning.approving import actor, approve
from tests.planning.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]


@pytest.fixture
def plan(dsg: Group) -> dict[str, PlanEntry]:
    """Late, planned, without tovholder and without year; Zita has two."""
    return plan_of(dsg)


# --- who


def test_the_secretariat_sees_it_and_approves_nothing(client: Client, plan: Any) -> None:
    factories.sign_in(client, factories.secretariat())
    page = client.get(URL)
    assert "Gruppens formand eller en stedfortræder godkender planen." in text(page)
    assert '<form class="form"' not in page.content.decode()
    assert '<a class="btn" href="/planskema/dsg/godkend/">' not in client.get(PLAN).content.decode()
    assert client.post(URL, hidden(page) | {"act": "approve"}).status_code == 404


def test_members_read_the_remark_and_others_the_plan(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    made = approve(dsg, chair, remark="Kun for os")
    url = f"/planskema/dsg/godkendt/{made.pk}/"
    readers = [factories.member_of(dsg), factories.secretariat(), factories.chair_of(factories.group("DGCG"))]
    seen = [text(factories.sign_in(client, reader).get(url)) for reader in readers]
    assert ["Planlagt sarkom" in words for words in seen] == [True, True, True]
    assert ["Kun for os" in words for words in seen] == [True, True, False]
    page = client.get(PLAN)
    assert "ingen ændringer siden" in text(page)
    assert URL not in page.content.decode()


def test_what_was_not_completed_is_the_groups_own(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    PlanEntry.objects.filter(pk=plan["planned"].pk).update(outcome="missed")
    url = f"/planskema/dsg/godkendt/{approve(dsg, chair).pk}/"
    readers = [factories.member_of(dsg), factories.secretariat(), factories.chair_of(factories.group("DGCG"))]
    seen = [text(factories.sign_in(client, reader).get(url)) for reader in readers]
    assert ["2027: revision ikke nået" in words for words in seen] == [True, True, False]
    assert "2027: revision planlagt" in seen[2]


def test_an_approval_is_found_under_its_own_group_alone(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    made = approve(dsg, chair)
    factories.group("DGCG")
    factories.sign_in(client, chair)
    assert client.get(f"/planskema/dgcg/godkendt/{made.pk}/").status_code == 404
    assert client.get(f"/planskema/dsg/godkendt/{made.pk + 1}/").status_code == 404


# --- the approved plan


def test_the_approved_plan_stays_as_it_was(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    made = approve(dsg, chair)
    url = f"/planskema/dsg/godkendt/{made.pk}/"
    before = text(factories.sign_in(client, chair).get(url))
    change_everything(plan, dsg, chair)
    assert text(client.get(url)) == before
    second = approve(dsg, chair)
    after = client.get(url)
    assert "Planen er godkendt igen senere." in text(after)
    assert f'href="/planskema/dsg/godkendt/{second.pk}/"' in after.content.decode()
    assert "2028: revision planlagt" in text(client.get(f"/planskema/dsg/godkendt/{second.pk}/"))


def test_a_guideline_that_is_no_more_keeps_its_title(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    gone = factories.guideline("Forsvundet sarkom", owner=dsg)
    made = approve(dsg, chair)
    gone.group_links.all().delete()
    gone.delete()
    page = factories.sign_in(client, chair).get(f"/planskema/dsg/godkendt/{made.pk}/")
    assert "Forsvundet sarkom" in text(page)
    assert [row.url for row in page.context["table"].rows if row.title == "Forsvundet sarkom"] == [""]
    assert ("Udgår", "Forsvundet sarkom", "uden noget planlagt") in lines(client.get(URL))


def in_first_form(approval: PlanApproval) -> PlanApproval:
    """The plan approved once more, kept as the first approvals were: groups by abbreviation, nothing said of use."""
    told = json.loads(approval.text) | {"form": 1}
    shorts = dict(Group.objects.values_list("pk", "abbreviation"))
    for row in told["rows"]:
        del row["out_of_use"]
        for line in row["lines"]:
            line["leads"] = [[person, shorts.get(group)] for person, group in line["leads"]]
    kept = canonical(told)
    made = {"previous": approval, "group": approval.group, "person": approval.person, "capacity": approval.capacity}
    return PlanApproval.objects.create(**made, at=approval.at, text=kept, sha256=digest(kept))


def test_an_approval_of_the_first_form_is_shown_and_followed(
    client: Client, chair: Person, dsg: Group, plan: Any
) -> None:
    other = factories.group("DGCG")
    who = Lead(factories.person("Gitte Gren"), other)
    assign_leads(plan["planned"], leads=[who], by=actor(chair, dsg), now=NOW)
    withdraw_guideline(plan["bare"].guideline, on=NOW.date(), reason="Afløst", by=actor(chair, dsg), now=NOW)
    second = approve(dsg, chair)
    old = in_first_form(second)
    factories.sign_in(client, chair)
    then, now = (client.get(f"/planskema/dsg/godkendt/{one.pk}/") for one in (old, second))
    assert then.context["table"] == now.context["table"]
    assert "Gitte Gren (DGCG)" in text(then)
    assert "ingen ændringer siden" in text(client.get(PLAN))
    client.post(URL, hidden(client.get(URL)) | {"act": "approve", "mails": "on"})
    assert PlanApproval.objects.latest("pk").previous == old


# --- statements


def made_plan(group: Group, chair: Person, size: int) -> None:
    """A plan with one of each change and question for each `size`, approved once before."""
    for number in range(size):
        lead = factories.person()
        factories.entry(factories.guideline(owner=group), 2027, leads=[lead])
        factories.entry(factories.guideline(owner=group), 2028, leads=[factories.person(), lead])
        factories.entry(factories.guideline(owner=group), None)
        late = factories.guideline(owner=group)
        factories.version(late, str(number), next_due=date(2025, 12, 21))
        factories.entry(late, 2025)
    approve(group, chair, remark="x")
    by: dict[str, Any] = {"by": actor(chair, group), "now": NOW}
    for entry in PlanEntry.objects.planned().filter(year=2027):
        move_entry(entry, to_year=2029, reason="Fordi", **by)
    for entry in PlanEntry.objects.planned().filter(year=2028):
        assign_leads(entry, [Lead(factories.person())], **by)


@pytest.mark.parametrize("address", [URL, PLAN, "approved"])
def test_as_many_statements_for_few_as_for_many(client: Client, dsg: Group, chair: Person, address: str) -> None:
    factories.sign_in(client, chair)
    counts = []
    for size in (1, 15):
        made_plan(dsg, chair, size)
        url = f"{PLAN}godkendt/{PlanApproval.objects.latest('pk').pk}/" if address == "approved" else address
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_stamp_costs_the_plan_two_statements(client: Client, dsg: Group, chair: Person, plan: Any) -> None:
    factories.sign_in(client, chair).get(PLAN)
    with CaptureQueriesContext(connection) as before:
        client.get(PLAN)
    approve(dsg, chair)
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False), CaptureQueriesContext(connection) as after:
        client.get(PLAN)
    assert len(after) - len(before) == 1  # the approval is asked for in both
