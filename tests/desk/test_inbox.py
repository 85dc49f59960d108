"""*Indbakke*: what stands in which view, the preview, taking a case, saved views, and how many statements it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from guidelines.approval.rules import Outcome, Position
from guidelines.desk.inbox.page import line
from guidelines.desk.inbox.rules import Kind, Query, Row, View, counts, found, query_of
from guidelines.desk.inbox.saved import clean_query
from guidelines.models import Elector, SavedView
from tests import factories
from tests.approval import scene
from tests.desk.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

ROW = Row(1, Kind.NEW, "gist", "GIST", "da", ("DSG",), ("dsg",), "1.0", "1.1", date(2026, 11, 10), None)


def inbox(client: Client, who: Any, **asked: Any) -> Any:
    return factories.sign_in(client, who).get(reverse("inbox"), asked)


def text(response: Any) -> str:
    return str(response.content.decode())


# --- rules


def test_the_longest_waiting_stands_first_and_what_went_back_by_itself() -> None:
    rows = [
        replace(ROW, revision=1, since=date(2026, 11, 10)),
        replace(ROW, revision=2, since=date(2026, 11, 2), kind=Kind.APPROVED),
        replace(ROW, revision=3, since=date(2026, 11, 1), kind=Kind.RETURNED),
    ]
    assert [row.revision for row in found(rows, Query(), None)] == [2, 1]
    assert [row.revision for row in found(rows, Query(View.RETURNED), None)] == [3]
    assert (counts(rows)[View.ALL], counts(rows)[View.NEW], counts(rows)[View.RETURNED]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(group="dsg"), [1, 2]),
        (Query(group="dgcg"), []),
        (Query(holder="ledig"), [1]),
        (Query(holder="mig"), [2]),
        (Query(holder="7"), [2]),
        (Query(holder="8"), []),
    ],
)
def test_filters(query: Query, expected: list[int]) -> None:
    rows = [ROW, replace(ROW, revision=2, holder="Karla", holder_key=7)]
    assert [row.revision for row in found(rows, query, 7)] == expected


def test_unknown_words_ask_for_nothing() -> None:
    assert query_of({"visning": "alt", "gruppe": "dsg", "x": "1"}) == Query(View.ALL, "dsg", "")
    assert clean_query("visning=nye&x=1&vis=4&gruppe=dsg") == "visning=nye&gruppe=dsg"


# --- the page

PLACES = [
    (Position.SUBMITTED, "alle", "Indsendt"),
    (Position.SUBMITTED, "nye", "Indsendt"),
    (Position.REVIEW, "gennemgang", "Under gennemgang"),
    (Position.APPROVED, "publicering", "Klar til publicering"),
    (Position.RETURNED, "retur", "Retur hos forfatterne"),
    (Position.CLINICAL, "formand", "Hos formanden"),
]


@pytest.mark.parametrize(("place", "view", "what"), PLACES)
def test_a_case_stands_in_its_view(client: Client, place: Position, view: str, what: str) -> None:
    here = scene.at(place)
    response = inbox(client, here.secretary, visning=view)
    assert [(one.row.revision, one.what) for one in response.context["lines"]] == [(here.revision.pk, what)]


@pytest.mark.parametrize("place", [Position.DRAFT, Position.CLINICAL, Position.PUBLISHED, Position.STOPPED])
def test_what_others_have_is_not_in_it(client: Client, place: Position) -> None:
    here = scene.at(place)
    assert "lines" in (response := inbox(client, here.secretary)).context
    assert response.context["lines"] == []
    assert "Indbakken er tom" in text(response)


def test_all_chairs_who_have_a_case_are_named(client: Client) -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    [only] = inbox(client, here.secretary, visning="formand").context["lines"]
    assert only.row.holder == ", ".join(view.holder.name for view in here.case.steps if view.holder)
    assert len(only.row.holder.split(", ")) == 2


def test_the_next_expected_is_told_when_it_is_empty(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    shown = text(inbox(client, here.secretary))
    assert "Næste ventes den 5. december 2026" in shown
    assert here.revision.guideline.title in shown


def test_what_nobody_can_decide_is_the_secretariats(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    Elector.objects.all().update(handed_over_at=here.now)
    response = inbox(client, here.secretary, visning="ingen")
    [only] = response.context["lines"]
    assert (only.row.kind, only.open) == (Kind.NOBODY, reverse("appoint", args=[here.step().step.pk]))


def test_what_was_sent_in_again_says_so(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    here.decide(Outcome.SEND_BACK)
    here.resubmit()
    [only] = inbox(client, here.secretary).context["lines"]
    assert only.what == "Indsendt igen, under gennemgang"


def test_the_marked_case_is_previewed_with_and_without_scripts(client: Client) -> None:
    first, second = scene.at(Position.SUBMITTED, ("DSG",)), scene.at(Position.SUBMITTED, ("DGCG",))
    response = inbox(client, first.secretary)
    assert response.context["row"].revision == first.revision.pk
    response = inbox(client, first.secretary, vis=second.revision.pk)
    assert response.context["row"].revision == second.revision.pk
    asked = {"HX-Request": "true", "HX-Target": "cases"}
    part = client.get(reverse("inbox"), {"vis": second.revision.pk}, headers=asked)
    assert "<html" not in text(part)
    assert part.context["row"].revision == second.revision.pk
    assert second.revision.guideline.title in text(part)


def test_who_worked_on_it_is_not_offered_the_case(client: Client) -> None:
    here = scene.at(Position.SUBMITTED)
    assert "Tag sagen" in text(inbox(client, here.secretary))
    here.upload(person=here.colleague)
    here.approve()
    shown = text(inbox(client, here.colleague))
    assert "Tag sagen" not in shown
    assert "En kollega skal godkende den" in shown


def test_it_is_for_the_secretariat_and_where_it_begins(client: Client) -> None:
    here = scene.at(Position.SUBMITTED)
    for who in (here.lead, here.chairs["DSG"], factories.reader()):
        assert inbox(client, who).status_code == 404
    factories.sign_in(client, here.secretary)
    assert client.get(reverse("home")).headers["Location"] == reverse("inbox")
    factories.sign_in(client, here.lead)
    assert client.get(reverse("home")).headers["Location"] == reverse("tasks")


def statements(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("inbox")).status_code == 200
    return len(asked)


def test_as_many_statements_for_twelve_cases_as_for_one(client: Client) -> None:
    here = scene.at(Position.SUBMITTED)
    scene.at(Position.CLINICAL, ("DGCG",))
    factories.sign_in(client, here.secretary)
    client.get(reverse("inbox"))
    alone = statements(client)
    for number, place in enumerate([Position.SUBMITTED, Position.RETURNED, Position.APPROVED, Position.CLINICAL] * 2):
        scene.at(place, (f"G{number}",))
    for number in range(30):
        factories.version(factories.guideline(f"Retningslinje {number}", owner=here.groups["DSG"]))
    assert statements(client) == alone


# --- saved views


def test_a_view_is_saved_used_and_deleted(client: Client) -> None:
    who = factories.secretariat()
    factories.sign_in(client, who)
    here = f"{reverse('inbox')}?visning=nye&gruppe=dsg&vis=3"
    back = client.post(reverse("inbox-view-save"), {"name": "Nye fra DSG", "here": here})
    view = SavedView.objects.get()
    assert (view.person, view.name, view.query, back.headers["Location"]) == (
        who,
        "Nye fra DSG",
        "visning=nye&gruppe=dsg",
        here,
    )
    assert 'href="/indbakke/?visning=nye&amp;gruppe=dsg"' in text(client.get(reverse("inbox")))
    client.post(reverse("inbox-view-delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_the_same_name_keeps_the_new_query(client: Client) -> None:
    factories.sign_in(client, factories.secretariat())
    for query in ("visning=nye", "visning=retur"):
        client.post(reverse("inbox-view-save"), {"name": "Mine", "here": f"/indbakke/?{query}"})
    assert SavedView.objects.get().query == "visning=retur"


def test_a_shared_view_is_replaced_only_by_who_ticks_that(client: Client) -> None:
    SavedView.objects.create(person=None, page="inbox", name="Nye", query="visning=nye")
    factories.sign_in(client, factories.secretariat())
    asked = {"name": "Nye", "here": "/indbakke/?visning=retur", "shared": "1"}
    page = client.post(reverse("inbox-view-save"), asked, follow=True).content.decode()
    assert "Der er allerede en fælles visning, der hedder »Nye«." in page
    assert 'name="replaces"' in page
    assert SavedView.objects.get().query == "visning=nye"
    client.post(reverse("inbox-view-save"), {**asked, "replaces": "1"})
    view = SavedView.objects.get()
    assert (view.person, view.query) == (None, "visning=retur")


def test_a_colleague_sees_shared_views_alone(client: Client) -> None:
    own, other = factories.secretariat(), factories.secretariat()
    personal = SavedView.objects.create(person=other, page="inbox", name="Kun min", query="")
    SavedView.objects.create(person=None, page="inbox", name="Fælles", query="")
    shown = text(inbox(client, own))
    assert ("Fælles" in shown, "Kun min" in shown) == (True, False)
    assert client.post(reverse("inbox-view-delete", args=[personal.pk])).status_code == 404


def test_a_view_without_a_name_is_refused_and_nobody_is_led_away(client: Client) -> None:
    factories.sign_in(client, factories.secretariat())
    response = client.post(reverse("inbox-view-save"), {"name": " ", "here": "https://example.org/indbakke/"})
    assert (response.headers["Location"], SavedView.objects.count()) == (reverse("inbox"), 0)


@pytest.mark.parametrize(
    ("since", "words"), [(TODAY, "kom i dag"), (date(2026, 11, 20), "1 dag"), (date(2026, 11, 10), "11 dage")]
)
def test_how_long_a_case_has_waited(since: date, words: str) -> None:
    with translation.override("da"):
        assert line(replace(ROW, since=since), Query(), TODAY, None).waited == words


def test_days_of_waiting_never_run_backwards() -> None:
    assert (ROW.waited(TODAY), ROW.waited(date(2026, 11, 1))) == (11, 0)
