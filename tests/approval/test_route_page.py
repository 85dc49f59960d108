"""*Godkendelsesvej*: set by the chair and the secretariat, kept by what is under way, with its history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.approval.actions.routes import RouteFacts, copy_route, set_route
from guidelines.models import Group, Route, RunApproval
from guidelines.planning.rules import Stage
from tests import factories
from tests.people.conftest import BY, verbs  # noqa: F401
from tests.people.test_views import Verbs, errors, notices, text
from tests.planning.test_stale import by, sides
from tests.seeing import mark_on, send

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
PAGE = "/grupper/dsg/godkendelsesvej/"


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def chair(client: Client, dsg: Group) -> Client:
    client.cookies["language"] = "en"
    return factories.sign_in(client, factories.chair_of(dsg, "Carl Chair"))


def posted(group: Group, **changed: Any) -> dict[str, Any]:
    days = {"consultation_days": "21", "clinical_days": "14", "administrative_days": "14", "return_days": "14"}
    said = {"approver_group": group.pk, "self_approval": "advised", "has_consultation": "on", **days, **changed}
    return {name: value for name, value in said.items() if value is not None}


def run_of(group: Group, title: str) -> RunApproval:
    revision = factories.revision(factories.entry(factories.guideline(title, owner=group)), Stage.DRAFT)
    copy_route(revision, by=BY, now=NOW)
    return revision.approvals.get()


def test_the_chair_sets_it_and_what_is_under_way_keeps_its_own(chair: Client, dsg: Group, verbs: Verbs) -> None:  # noqa: F811
    sub = factories.group("DSGU", parent=dsg)
    before = run_of(dsg, "Prøvesarkomer")
    page = text(chair.get(PAGE))
    assert "these are the product's own proposals" in page.replace("&#x27;", "'")
    answer = send(
        chair,
        PAGE,
        posted(sub, self_approval="required", needs_second_factor="on", clinical_days="7", return_days="30"),
    )
    assert (answer.status_code, verbs()) == (302, ["route_copied", "route_set"])
    assert notices(chair, PAGE) == ["The route of DSG is saved. It counts for revisions that start from now on."]
    route = Route.objects.get(group=dsg)
    assert (route.approver_group, route.self_approval, route.needs_second_factor) == (sub, "required", True)
    assert (route.consultation_days, route.clinical_days, route.return_days) == (21, 7, 30)

    before.refresh_from_db()
    assert (before.approver_group, before.self_approval, before.clinical_days) == (dsg, "advised", 14)
    after = run_of(dsg, "Prøveknogler")
    assert (after.approver_group, after.needs_second_factor, after.clinical_days) == (sub, True, 7)
    page = text(chair.get(PAGE))
    assert "Prøvesarkomer DSG 14 days Warned, and must write why No Yes" in page
    assert "Prøveknogler DSGU 7 days Somebody else must approve Yes Yes" in page
    assert "Who gives the clinical approval: DSGU (before: DSG)" in page
    assert "Days for the clinical approval: 7 days (before: 14 days)" in page
    assert "Days for corrections after a return: 30 days (before: 14 days) Carl Chair" in page
    assert "Days for the consultation: " not in page


def test_it_is_not_written_over_unseen(chair: Client, dsg: Group, verbs: Verbs) -> None:  # noqa: F811
    chair.cookies["language"] = "da"
    sub, karla = factories.group("DSGU", parent=dsg), factories.secretariat("Karla Kvik")
    shown = {"seen": mark_on(chair, PAGE)}
    facts = RouteFacts(approver_group=sub, needs_second_factor=True, clinical_days=10, return_days=30)
    set_route(dsg, facts, by=by(karla), now=NOW)
    late = chair.post(PAGE, {**posted(dsg, has_consultation=None, clinical_days="7"), **shown})
    assert (late.status_code, verbs()) == (409, ["route_set"])
    assert sides(late) == {
        "Hvem giver den faglige godkendelse": ("Formanden for undergruppen DSGU", "ikke rørt"),
        "Dage til den faglige godkendelse": ("10", "7"),
        "Godkendelse kræver totrinslogin": ("Ja", "ikke rørt"),
        "Udkastet sendes i høring": ("Ja", "Nej"),
        "Dage til rettelser efter retur": ("30", "ikke rørt"),
    }
    assert "Karla Kvik" in text(late)
    form = late.context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert chair.post(PAGE, again).status_code == 302
    route = Route.objects.get()
    assert (route.approver_group, route.needs_second_factor, route.has_consultation) == (sub, True, False)
    assert (route.clinical_days, route.return_days, route.administrative_days) == (7, 30, 14)


def test_what_is_wrong_is_said_at_its_field(chair: Client, dsg: Group, verbs: Verbs) -> None:  # noqa: F811
    stranger = factories.group("DGCG")
    wrong = "Skriv et antal dage fra 1 til 365."
    assert errors(chair.post(PAGE, posted(dsg, clinical_days="0", return_days="366"))) == {
        "clinical_days": [wrong],
        "return_days": [wrong],
    }
    assert list(errors(chair.post(PAGE, posted(stranger)))) == ["approver_group"]
    assert list(errors(chair.post(PAGE, posted(dsg, self_approval="never")))) == ["self_approval"]
    assert verbs() == []


def test_members_read_it_and_others_do_not(dsg: Group) -> None:
    member, other = Client(), Client()
    member.cookies["language"] = "en"
    factories.sign_in(member, factories.member_of(dsg))
    factories.sign_in(other, factories.chair_of(factories.group("DGCG")))
    page = member.get(PAGE)
    assert "form" not in page.context
    assert "Who gives the clinical approval DSG Days for the clinical approval 14 days" in text(page)
    assert [member.post(PAGE, posted(dsg)).status_code, other.get(PAGE).status_code] == [404, 404]
    assert PAGE in member.get("/grupper/dsg/").content.decode()
    assert PAGE not in other.get("/grupper/dsg/").content.decode()
    assert not Route.objects.exists()


def test_an_umbrella_has_none(client: Client) -> None:
    umbrella = factories.group("PARAPLY", kind=Group.Kind.UMBRELLA)
    office = factories.sign_in(client, factories.secretariat())
    assert office.get(f"/grupper/{umbrella.slug}/godkendelsesvej/").status_code == 404
    assert "godkendelsesvej" not in office.get(f"/grupper/{umbrella.slug}/").content.decode()


def test_more_revisions_and_changes_need_no_more_statements(chair: Client, dsg: Group) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            assert chair.get(PAGE).status_code == 200
        return len(made)

    run_of(dsg, "Prøve 1")
    send(chair, PAGE, posted(dsg, clinical_days="7"))
    one = count()
    for number in range(2, 9):
        run_of(dsg, f"Prøve {number}")
        send(chair, PAGE, posted(dsg, clinical_days=str(number)))
    assert count() == one
