"""A tie between guideline and group that a document alone states opens nothing where an owner is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from guidelines.approval.actions import DraftFacts, copy_route, describe
from guidelines.approval.models import Draft
from guidelines.approval.reading import read_case
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Assignment, Group, Guideline, GuidelineGroup, Revision, RunApproval
from guidelines.planning.rules import Stage
from guidelines.register.access import standing
from tests import factories
from tests.seeing import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def dahanca() -> Group:
    return factories.group("DAHANCA")


@pytest.fixture
def tied(dsg: Group, dahanca: Group) -> Guideline:
    """A guideline of DAHANCA under revision, with which a document has tied DSG."""
    made = factories.guideline("Strålebehandling af hoved-hals-kræft", owner=dahanca)
    factories.version(made, "2.1")
    factories.revision(factories.entry(made, 2026, leads=[factories.person("Holger Holt")]), Stage.DRAFT)
    made.group_links.create(group=dsg, role="co_owner", confirmed=False)
    return made


def as_chair(of: Group) -> Client:
    return factories.sign_in(Client(), factories.chair_of(of))


def as_secretariat() -> Client:
    return factories.sign_in(Client(), factories.secretariat())


def ties(guideline: Guideline) -> list[tuple[str, str, bool]]:
    return list(guideline.group_links.order_by("pk").values_list("group__abbreviation", "role", "confirmed"))


UNCONFIRMED = [("DAHANCA", "owner", True), ("DSG", "co_owner", False)]
CONFIRMED = [("DAHANCA", "owner", True), ("DSG", "co_owner", True)]


def test_it_does_not_open_the_owner_s_page(dsg: Group, tied: Guideline) -> None:
    chair, url = as_chair(dsg), f"/retningslinjer/{tied.slug}/ejer/"
    assert [chair.get(url).status_code, chair.post(url, {"owner": dsg.pk}).status_code] == [404, 404]
    assert ties(tied) == UNCONFIRMED


def test_it_opens_neither_draft_nor_stage_nor_history_nor_plan(dsg: Group, tied: Guideline) -> None:
    chair, entry, run = as_chair(dsg), tied.plan_entries.get(), Revision.objects.get()
    urls = [
        f"/planskema/dsg/{entry.pk}/flyt/",
        f"/planskema/dsg/{entry.pk}/tovholder/",
        f"/forloeb/{run.pk}/status/",
        f"/forloeb/{run.pk}/indsend/",
        f"/forloeb/{run.pk}/hoering/",
        f"/retningslinjer/{tied.slug}/historik/",
    ]
    assert {url: chair.get(url).status_code for url in urls} == dict.fromkeys(urls, 404)
    plan = chair.get("/planskema/dsg/").content.decode()
    assert (tied.title in plan, urls[0] in plan) == (True, False)
    assert "Udkast" not in chair.get(f"/retningslinjer/{tied.slug}/").content.decode()


def test_it_asks_no_approval_of_its_group(dahanca: Group, tied: Guideline) -> None:
    run, now = Revision.objects.get(), datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert [item.for_group for item in read_case(run, now.date()).approvals] == [dahanca]
    copy_route(run, by=Actor("command", "test"), now=now)
    assert [item.for_group for item in RunApproval.objects.all()] == [dahanca]


def test_it_is_confirmed_by_the_owner_and_then_counts(dsg: Group, dahanca: Group, tied: Guideline) -> None:
    owners, url = as_chair(dahanca), f"/retningslinjer/{tied.slug}/ejer/"
    assert url in owners.get(f"/retningslinjer/{tied.slug}/").content.decode()
    send(owners, url, {"owner": dahanca.pk})
    assert ties(tied) == CONFIRMED
    assert url not in owners.get(f"/retningslinjer/{tied.slug}/").content.decode()
    assert as_chair(dsg).get(f"/planskema/dsg/{tied.plan_entries.get().pk}/flyt/").status_code == 200


def test_it_does_not_make_its_group_the_owner_whoever_asks(dsg: Group, tied: Guideline) -> None:
    response = send(as_secretariat(), f"/retningslinjer/{tied.slug}/ejer/", {"owner": dsg.pk})
    assert (response.status_code, ties(tied)) == (422, UNCONFIRMED)
    said = "DAHANCA er bekræftet som ejer. Vælg DAHANCA for at bekræfte, at DSG er med."
    assert said in response.content.decode()


def test_it_counts_where_no_owner_is_confirmed(dsg: Group, dahanca: Group) -> None:
    shared = factories.guideline("Uterine sarkomer")
    for group in (dsg, dahanca):
        shared.group_links.create(group=group, role="co_owner", confirmed=False)
    entry, chair = factories.entry(shared, 2026), as_chair(dsg)
    urls = [f"/planskema/dsg/{entry.pk}/flyt/", f"/retningslinjer/{shared.slug}/ejer/"]
    assert [chair.get(url).status_code for url in urls] == [200, 200]


def test_a_confirmed_professional_body_is_inside_and_owns_nothing(dsg: Group, dahanca: Group) -> None:
    made = factories.guideline("Pallierende strålebehandling", owner=dahanca)
    made.group_links.create(group=dsg, role="professional_body", confirmed=True)
    entry, chair = factories.entry(made, 2026), as_chair(dsg)
    urls = [f"/planskema/dsg/{entry.pk}/flyt/", f"/retningslinjer/{made.slug}/ejer/"]
    assert [chair.get(url).status_code for url in urls] == [200, 404]


@pytest.mark.both
@pytest.mark.parametrize("owner", [None, True, False])
def test_rows_and_statement_agree_on_which_ties_stand(dsg: Group, dahanca: Group, owner: bool | None) -> None:
    made, lone = factories.guideline("Prøve"), factories.guideline("En anden")
    lone.group_links.create(group=dahanca, role="owner", confirmed=True)
    if owner is not None:
        made.group_links.create(group=dahanca, role="owner", confirmed=owner)
    made.group_links.create(group=dsg, role="co_owner", confirmed=False)
    made.group_links.create(group=factories.group("DGCG"), role="co_owner", confirmed=True)
    made.group_links.create(group=factories.group("DLCG"), role="professional_body", confirmed=False)
    stand = {link.pk for link in standing(made.group_links.all())}
    assert stand == set(GuidelineGroup.objects.standing().filter(guideline=made).values_list("pk", flat=True))
    assert len(stand) == {None: 3, True: 2, False: 4}[owner]


def test_its_group_s_chair_does_not_write_where_nobody_is_named(dsg: Group, dahanca: Group, tied: Guideline) -> None:
    Assignment.objects.all().delete()
    run, now = Revision.objects.get(), datetime(2026, 11, 22, 12, tzinfo=UTC)

    def describing(of: Group) -> Callable[[], object]:
        by = Actor("user", f"person:{factories.chair_of(of).pk}")
        return lambda: describe(run, DraftFacts(label="3.0"), expected_edition=0, by=by, now=now)

    with pytest.raises(Refused, match="tovholdere og forfattere"):
        describing(dsg)()
    describing(dahanca)()
    assert Draft.objects.get().label == "3.0"
