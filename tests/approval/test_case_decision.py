"""The decision on the page of a case: whatever button is pressed, nothing that was written there is lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore

from guidelines.approval.rules import Outcome, Position
from guidelines.models import Check, ChecklistItem, Decision, ReviewComment
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene
from tests.people.test_sign_in import mailed_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


class Desk:
    """The reviewer's page, with every field as the page would send it."""

    def __init__(self, client: Client) -> None:
        self.here: Scene = scene.at(Position.REVIEW)
        self.client = factories.sign_in(client, self.here.secretary)
        self.item = ChecklistItem.objects.all()[0]
        self.key = str(uuid4())

    def press(self, act: str, **typed: str) -> Any:
        case = self.here.case
        shown = {"key": self.key, "sha256": case.sha256, "edition": str(case.edition), "outcome": "approve"}
        marked = {f"state_{self.item.pk}": "ok", "text": "Skriv forkortelsen ud", "section": "2 Introduktion"}
        with zeal_ignore():  # a press may do two verbs, each of which locks and reads the revision again
            return self.client.post(
                reverse("case", args=[self.here.revision.pk]), {**marked, **shown, **typed, "act": act}
            )


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client)


def kept() -> tuple[int, list[str]]:
    return Check.objects.filter(state="ok").count(), list(ReviewComment.objects.values_list("text", flat=True))


def test_a_code_is_mailed_and_what_was_written_is_saved(desk: Desk) -> None:
    response = desk.press("code", remark="Fint arbejde", outcome="approve_remark")
    shown = response.content.decode()
    assert (response.status_code, kept()) == (200, (1, ["Skriv forkortelsen ud"]))
    assert "Fint arbejde" in shown
    assert "Koden er sendt" in shown


def test_it_is_decided_with_the_code_and_the_checklist_is_saved(desk: Desk) -> None:
    desk.press("code", text="")
    response = desk.press("decide", code=mailed_code(desk.here.secretary.email), text="")
    assert response.status_code == 302
    assert (desk.here.position, kept()) == (Position.APPROVED, (1, []))


def test_enter_in_the_field_of_the_code_decides(desk: Desk) -> None:
    desk.press("code", text="")
    desk.press("enter", code=mailed_code(desk.here.secretary.email), text="")
    assert desk.here.position is Position.APPROVED


def test_enter_elsewhere_saves_the_checklist(desk: Desk) -> None:
    desk.press("enter", text="")
    assert (desk.here.position, kept()) == (Position.REVIEW, (1, []))


def test_a_refused_decision_leaves_all_that_was_written(desk: Desk) -> None:
    response = desk.press("decide", outcome="send_back", correct="")
    assert (response.status_code, desk.here.position) == (422, Position.REVIEW)
    assert kept() == (1, ["Skriv forkortelsen ud"])
    assert "Skriv, hvad der skal rettes" in response.content.decode()


def test_a_comment_begun_is_sent_back_with_the_others(desk: Desk) -> None:
    desk.press("decide", outcome="send_back", correct="Se kommentaren")
    assert desk.here.position is Position.RETURNED
    assert "Skriv forkortelsen ud" in [item.text for item in desk.here.case.returned.comments]


def test_a_decision_begun_stays_when_the_checklist_is_saved(desk: Desk) -> None:
    response = desk.press("save", outcome="send_back", correct="Metoden mangler", text="")
    assert (response.status_code, kept()) == (200, (1, []))
    assert "Metoden mangler" in response.content.decode()


def test_a_stale_page_signs_nothing_and_saves_what_was_written(desk: Desk) -> None:
    response = desk.press("decide", edition="0", outcome="send_back", correct="Metoden mangler")
    assert (response.status_code, desk.here.position) == (409, Position.REVIEW)
    assert "Metoden mangler" in response.content.decode()
    assert kept() == (1, ["Skriv forkortelsen ud"])


def test_the_same_page_sent_twice_is_one_decision(desk: Desk) -> None:
    first = desk.press("decide", outcome="defer", until="1.12.2026", text="")
    again = desk.press("decide", outcome="defer", until="1.12.2026", text="")
    assert [first.status_code, again.status_code] == [302, 302]
    sent = desk.press("decide", outcome="send_back", correct="Nej", key=str(uuid4()), text="")
    assert sent.status_code == 302
    late = desk.press("decide", outcome="send_back", correct="Nej", key=str(Decision.objects.last().key), text="")
    assert late["Location"] == sent["Location"]
    assert list(Decision.objects.filter(meaning="administrative").values_list("outcome", flat=True)) == [
        Outcome.DEFER,
        Outcome.SEND_BACK,
    ]


# --- comments that the authors have not been sent

UNSENT = "1 kommentar er ikke sendt til forfatterne, og det bliver den heller ikke, hvis du godkender."


def test_an_approval_names_what_the_checklist_lacks(desk: Desk) -> None:
    _in_order, second, *others = ChecklistItem.objects.all()
    url = reverse("case", args=[desk.here.revision.pk])

    def warnings() -> set[str]:
        form = desk.client.get(url).context["decision_form"]
        return {offered.warning for offered in form.choices}

    desk.press("save", text="", **{f"state_{second.pk}": "missing"})
    assert warnings() == {"", f"På tjeklisten: 1 mangler og {len(others)} ikke set på."}
    desk.press("save", text="", **{f"state_{item.pk}": "not_relevant" for item in [second, *others]})
    assert warnings() == {""}


def test_an_approval_names_the_unsent_comments_before_the_press(desk: Desk) -> None:
    desk.press("comment")
    form = desk.client.get(reverse("case", args=[desk.here.revision.pk])).context["decision_form"]
    warned = {offered.radio.data["value"]: offered.warning for offered in form.choices if offered.warning}
    left = f"På tjeklisten: {ChecklistItem.objects.count() - 1} ikke set på."
    assert warned == dict.fromkeys(("approve", "approve_remark"), f"{UNSENT} {left}")
    assert form["seen_unsent"].value() == 1


def test_a_comment_begun_stops_an_approval_that_did_not_show_it(desk: Desk) -> None:
    desk.press("code", text="")
    code = mailed_code(desk.here.secretary.email)
    response = desk.press("decide", code=code, seen_unsent="0")
    assert (response.status_code, desk.here.position) == (422, Position.REVIEW)
    assert f"{UNSENT} Der er ikke underskrevet noget endnu." in response.content.decode()
    assert response.context["decision_form"]["seen_unsent"].value() == 1
    desk.press("decide", code=code, seen_unsent="1", text="")
    assert desk.here.position is Position.APPROVED


def test_a_code_asked_for_shows_the_comment_that_was_begun(desk: Desk) -> None:
    form = desk.press("code", seen_unsent="0").context["decision_form"]
    assert form["seen_unsent"].value() == 1
    assert next(offered.warning for offered in form.choices).startswith(UNSENT)


def test_comments_that_were_not_sent_stay_with_the_case(desk: Desk) -> None:
    desk.press("code")
    desk.press("decide", code=mailed_code(desk.here.secretary.email), seen_unsent="1", text="")
    assert desk.here.position is Position.APPROVED
    response = desk.client.get(reverse("case", args=[desk.here.revision.pk]))
    assert [comment.text for comment in response.context["unsent"]] == ["Skriv forkortelsen ud"]
    assert "Kommentarer, der ikke blev sendt" in response.content.decode()


def test_what_was_sent_back_is_no_unsent_comment(desk: Desk) -> None:
    desk.press("decide", outcome="send_back", correct="Se kommentaren")
    response = desk.client.get(reverse("case", args=[desk.here.revision.pk]))
    assert (desk.here.position, list(response.context["unsent"])) == (Position.RETURNED, [])
