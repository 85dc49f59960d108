"""*Indbakke*: one act on several cases, what became of each, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.approval.rules import Position
from guidelines.desk.inbox.rules import Act, Hindrance, hindrance
from guidelines.desk.reading import read_board
from guidelines.journal.models import Event
from guidelines.models import Person, Step
from guidelines.people.access import viewer_of
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene
from tests.desk.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def post(client: Client, who: Person, *rows: Scene, name: str = "inbox-many", **given: Any) -> Any:
    asked = {"sag": [row.revision.pk for row in rows], "here": reverse("inbox"), **given}
    return factories.sign_in(client, who).post(reverse(name), asked, follow=True)


def told(response: Any) -> list[tuple[bool, str]]:
    return [(item["is_done"], item["words"]) for item in response.context["results"]]


def holders() -> list[str]:
    steps = Step.objects.open().filter(holder_role="secretariat").order_by("revision_id")
    return [step.holder_person.name if step.holder_person else "" for step in steps.select_related("holder_person")]


@pytest.mark.parametrize(
    ("act", "place", "holder", "expected"),
    [
        (Act.TAKE, Position.SUBMITTED, None, None),
        (Act.TAKE, Position.REVIEW, 1, Hindrance.MINE),
        (Act.TAKE, Position.REVIEW, 2, Hindrance.TAKEN),
        (Act.GIVE, Position.REVIEW, 2, None),
        (Act.RELEASE, Position.REVIEW, 2, None),
        (Act.RELEASE, Position.SUBMITTED, None, Hindrance.FREE),
        (Act.TAKE, Position.RETURNED, None, Hindrance.ELSEWHERE),
        (Act.GIVE, Position.APPROVED, None, Hindrance.APPROVED),
    ],
)
def test_what_is_in_the_way(act: Act, place: Position, holder: int | None, expected: Hindrance | None) -> None:
    assert hindrance(act, place, holder, 1) is expected


def test_each_case_is_judged_by_itself_and_says_why(client: Client) -> None:
    free, taken, back = scene.at(Position.SUBMITTED), scene.at(Position.REVIEW, ("DGCG",)), scene.at(Position.RETURNED)
    shown = post(client, free.secretary, free, taken, back, act="tag")
    assert told(shown) == [
        (True, "Sagen er din."),
        (False, "Sekretær Sø har sagen. Du kan overtage den på dens side."),
        (False, "Den ligger ikke hos sekretariatet nu."),
    ]
    assert (free.step().holder, taken.step().holder) == (free.secretary, taken.secretary)
    assert "Det skete der med sagerne" in shown.content.decode()
    again = client.get(reverse("inbox"))
    assert again.context["results"] == []


def test_cases_are_given_to_a_colleague_who_finds_them_among_the_tasks(client: Client) -> None:
    free, held, own = scene.at(Position.SUBMITTED), scene.at(Position.REVIEW, ("DGCG",)), scene.at(Position.SUBMITTED)
    third = factories.secretariat("Tredje Tang")
    own.upload(person=third)
    own.approve()
    shown = post(client, free.secretary, free, held, own, act="giv", to=third.pk)
    assert told(shown) == [
        (True, "Tredje Tang har nu sagen."),
        (True, "Tredje Tang har nu sagen."),
        (False, "Tredje Tang har arbejdet på denne version og kan ikke godkende den."),
    ]
    assert holders() == ["Tredje Tang", "Tredje Tang", ""]
    board = read_board(viewer_of(third.user, TODAY), TODAY)
    assert sorted(task.question.about.title for task in board.now if task.question) == sorted(
        here.revision.guideline.title for here in (free, held, own)
    )
    tasks = factories.sign_in(client, third).get(reverse("tasks")).content.decode()
    assert tasks.count("Gå til sagen") == 2


def test_what_was_done_is_taken_back_in_one_press(client: Client) -> None:
    free, held = scene.at(Position.SUBMITTED), scene.at(Position.REVIEW, ("DGCG",))
    shown = post(client, free.secretary, free, held, act="giv", to=free.colleague.pk)
    assert "Fortryd det seneste, du gjorde med 2 sager" in shown.content.decode()

    shown = post(client, free.secretary, name="inbox-undo")
    assert told(shown) == [(True, "Den står som før."), (True, "Den står som før.")]
    assert holders() == ["", held.secretary.name]
    shown = post(client, free.secretary, name="inbox-undo")
    assert (told(shown), "Der er ikke noget at fortryde." in shown.content.decode()) == ([], True)


def test_what_a_colleague_has_begun_on_is_not_taken_back(client: Client) -> None:
    first, second = scene.at(Position.SUBMITTED), scene.at(Position.SUBMITTED, ("DGCG",))
    post(client, first.secretary, first, second, act="tag")
    post(Client(), first.colleague, first, act="giv", to=first.colleague.pk)
    shown = post(client, first.secretary, name="inbox-undo")
    assert told(shown) == [
        (False, "Der er sket noget med sagen siden, så den bliver, som den er."),
        (True, "Den står som før."),
    ]


def test_own_cases_go_back_into_the_queue(client: Client) -> None:
    held, free = scene.at(Position.REVIEW), scene.at(Position.SUBMITTED)
    shown = post(client, held.secretary, held, free, act="slip")
    assert told(shown) == [(True, "Sagen ligger i køen igen."), (False, "Den er allerede ledig.")]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"act": "tag", "sag": []}, "Sæt først kryds ved sagerne."),
        ({"act": "giv"}, "Vælg den kollega, der skal have sagen."),
        ({"act": "giv", "to": "x"}, "Vælg den kollega, der skal have sagen."),
        ({"act": "slet"}, "Vælg, hvad der skal ske med sagerne."),
        ({"act": "tag", "sag": ["x", "-1", "999999"]}, ""),
    ],
)
def test_what_is_not_understood_changes_nothing_and_keeps_the_ticks(
    client: Client, given: dict[str, Any], words: str
) -> None:
    here = scene.at(Position.SUBMITTED)
    before = Event.objects.count()
    shown = post(client, here.secretary, here, **given)
    assert words in shown.content.decode()
    assert Event.objects.count() == before
    is_ticked = [line.is_ticked for line in shown.context["lines"]]
    assert is_ticked == [bool(given.get("sag", True)) and "x" not in given.get("sag", [])]


def test_all_in_the_view_are_named_in_one_value(client: Client) -> None:
    first, second = scene.at(Position.SUBMITTED), scene.at(Position.SUBMITTED, ("DGCG",))
    keys = f"{first.revision.pk},{second.revision.pk},"
    shown = factories.sign_in(client, first.secretary).get(reverse("inbox")).content.decode()
    assert f'name="sag" value="{keys}"' in shown
    shown = post(client, first.secretary, act="tag", sag=[keys, first.revision.pk])
    assert [is_done for is_done, _words in told(shown)] == [True, True]


def test_ticks_stay_where_another_case_is_previewed(client: Client) -> None:
    first, second = scene.at(Position.SUBMITTED), scene.at(Position.SUBMITTED, ("DGCG",))
    factories.sign_in(client, first.secretary)
    asked = {"vis": second.revision.pk, "sag": first.revision.pk}
    part = client.get(reverse("inbox"), asked, headers={"HX-Request": "true", "HX-Target": "cases"})
    assert [line.is_ticked for line in part.context["lines"]] == [True, False]
    assert part.headers["HX-Replace-Url"] == f"/indbakke/?vis={second.revision.pk}"


def statements(client: Client, name: str, **given: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.post(reverse(name), given)
    return len(asked)


def test_each_case_more_costs_as_much_as_the_one_before(client: Client) -> None:
    rows = [scene.at(Position.SUBMITTED, (f"G{number}",)) for number in range(6)]
    factories.sign_in(client, rows[0].secretary)
    keys = [row.revision.pk for row in rows]
    one = statements(client, "inbox-many", act="tag", sag=keys[:1])
    two = statements(client, "inbox-many", act="tag", sag=keys[1:3])
    three = statements(client, "inbox-many", act="tag", sag=keys[3:])
    assert three - two == two - one
