"""What helps on the page of a decision: phrases to insert, and who gets a mail, which is who then gets one."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from zeal import zeal_ignore

from guidelines.approval.actions.publishing import PublishFacts, publish
from guidelines.approval.mailed import mailed, next_in_line, told_of_publishing
from guidelines.approval.rules import Outcome, Position
from guidelines.models import Decision, Person, Phrase, Role
from reminders.notices import notices
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture(autouse=True)
def _moment() -> Any:
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False), translation.override("da"):
        yield


# --- phrases


def insert(here: Scene, into: str, who: Person, **typed: Any) -> Any:
    """Press *Indsæt* below a text, on the page as it is shown."""
    client, step = factories.sign_in(Client(), who), here.step().step
    is_clinical = here.position is Position.CLINICAL
    url = reverse("decision", args=[step.pk]) if is_clinical else reverse("case", args=[here.revision.pk])
    response = client.get(url)
    form = response.context["form"] if is_clinical else response.context["decision_form"]
    shown = {name: form[name].value() for name in ("key", "sha256", "edition")}
    with zeal_ignore():
        return client.post(url, {**shown, **typed, "act": f"insert-{into}"})


@pytest.mark.parametrize("place", [Position.CLINICAL, Position.REVIEW])
@pytest.mark.parametrize(("into", "outcome"), [("correct", Outcome.SEND_BACK), ("remark", Outcome.APPROVE_REMARK)])
def test_a_phrase_stands_behind_the_text_and_nothing_is_decided(place: Position, into: str, outcome: Outcome) -> None:
    here = scene.at(place)
    count = Decision.objects.count()
    phrase = Phrase.objects.create(text="Angiv søgedato.", section="5 Metode")
    who = here.chairs["DSG"] if place is Position.CLINICAL else here.secretary
    response = insert(here, into, who, **{"outcome": "approve", into: "Se side 4.", f"phrase_{into}": phrase.pk})
    form = response.context["form" if place is Position.CLINICAL else "decision_form"]
    assert (response.status_code, Decision.objects.count(), here.position) == (200, count, place)
    assert (form[into].value(), form["outcome"].value()) == ("Se side 4.\nAngiv søgedato.", outcome)
    assert [name for name in form.fields if "autofocus" in form.fields[name].widget.attrs] == [into]


def test_the_page_still_speaks_of_what_it_showed_and_of_the_code_typed() -> None:
    here = scene.at(Position.CLINICAL)
    phrase, key = Phrase.objects.create(text="Angiv søgedato."), str(uuid.uuid4())
    old = {"key": key, "sha256": "0" * 64, "edition": "0", "code": "123456"}
    response = insert(here, "remark", here.chairs["DSG"], **old, outcome="approve_remark", phrase_remark=phrase.pk)
    form = response.context["form"]
    assert {name: str(form[name].value()) for name in old} == old


def test_without_a_phrase_chosen_the_text_stays_as_it_is() -> None:
    here = scene.at(Position.CLINICAL)
    gone = Phrase.objects.create(text="Angiv søgedato.", is_active=False)
    Phrase.objects.create(text="Skriv forkortelsen ud.")
    for chosen in ("", gone.pk):
        response = insert(here, "correct", here.chairs["DSG"], correct="Se side 4.", phrase_correct=chosen)
        assert response.context["form"]["correct"].value() == "Se side 4."


def test_a_press_on_insert_decides_nothing_though_the_step_is_closed() -> None:
    here = scene.at(Position.CLINICAL)
    Phrase.objects.create(text="Angiv søgedato.")
    step, client = here.step().step, factories.sign_in(Client(), here.chairs["DSG"])
    form = client.get(reverse("decision", args=[step.pk])).context["form"]
    here.decide(Outcome.SEND_BACK)
    sent = {"key": form["key"].value(), "sha256": form["sha256"].value(), "edition": form["edition"].value()}
    response = client.post(
        reverse("decision", args=[step.pk]), {**sent, "outcome": "send_back", "correct": "x", "act": "insert-correct"}
    )
    assert (response.status_code, response.context["form"], Decision.objects.count()) == (200, None, 1)


def test_without_phrases_there_is_nothing_to_choose() -> None:
    here = scene.at(Position.CLINICAL)
    Phrase.objects.all().delete()
    url = reverse("decision", args=[here.step().step.pk])
    assert "Indsæt" not in factories.sign_in(Client(), here.chairs["DSG"]).get(url).content.decode()


# --- who gets a mail


def told(here: Scene, *, besides: set[Any]) -> list[str]:
    """Who is told of something by mail ten minutes on, that was not before."""
    found = [item for item in notices(here.tick(11)) if item.key not in besides]
    return [Person.objects.get(pk=item.person).name for item in found]


@pytest.mark.parametrize(
    ("place", "outcome", "sentence", "names"),
    [
        (
            Position.CLINICAL,
            Outcome.SEND_BACK,
            "Om 10 minutter får Tove Tovholder en mail om, hvad der skal rettes og hvornår.",
            ["Tove Tovholder"],
        ),
        (
            Position.CLINICAL,
            Outcome.APPROVE,
            "Om 10 minutter får Tove Tovholder en mail om, at sekretariatet har modtaget versionen.",
            ["Tove Tovholder"],
        ),
        (
            Position.CLINICAL,
            Outcome.RECUSE,
            "Om 10 minutter får Stedfortræder DSG en mail.",
            ["Stedfortræder DSG"],
        ),
        (Position.CLINICAL, Outcome.DEFER, "", []),
        (
            Position.REVIEW,
            Outcome.SEND_BACK,
            "Om 10 minutter får Tove Tovholder en mail om, hvad der skal rettes og hvornår.",
            ["Tove Tovholder"],
        ),
        (Position.REVIEW, Outcome.APPROVE, "Forfatterne får en mail, når versionen er publiceret.", []),
        (Position.REVIEW, Outcome.RECUSE, "", []),
        (Position.REVIEW, Outcome.DEFER, "", []),
    ],
)
def test_the_page_says_who_then_gets_a_mail(place: Position, outcome: Outcome, sentence: str, names: list[str]) -> None:
    here = scene.at(place)
    view, case = here.step(), here.case
    said = mailed(case, view.step, next_in_line(case, view.step, view.holder))
    before = {item.key for item in notices(here.tick(11))}
    here.decide(outcome)
    assert (said.get(outcome, ""), told(here, besides=before)) == (sentence, names)


def test_the_first_of_two_groups_lets_nobody_know() -> None:
    here = scene.at(Position.CLINICAL, groups=("DSG", "DGCG"))
    view, case = here.step("DSG"), here.case
    said = mailed(case, view.step, next_in_line(case, view.step, view.holder))
    before = {item.key for item in notices(here.tick(11))}
    here.approve("DSG")
    assert said[Outcome.APPROVE] == "Der går ingen mail ud, før DGCG også har godkendt."
    assert told(here, besides=before) == []


def test_the_sentences_stand_beside_their_outcomes() -> None:
    here = scene.at(Position.CLINICAL)
    url = reverse("decision", args=[here.step().step.pk])
    form = factories.sign_in(Client(), here.chairs["DSG"]).get(url).context["form"]
    assert [offered.mailed[:14] for offered in form.choices] == ["Om 10 minutter"] * 4 + [""]


@pytest.mark.parametrize("has_chair", [True, False])
def test_the_page_of_publishing_names_whom_the_mail_reaches(*, has_chair: bool) -> None:
    here = scene.at(Position.APPROVED, groups=("DSG", "DGCG"))
    if not has_chair:
        Role.objects.filter(person=here.chairs["DSG"]).update(ends_on=here.now.date() - timedelta(days=1))
    said = [person.name for person in told_of_publishing(here.case)]
    before = {item.key for item in notices(here.tick(11))}
    facts = PublishFacts("1.0", "major", here.sha256, here.edition, here.today, next_due_months=60)
    here.do(publish, facts, person=here.secretary, by=here.secretary)
    assert said == told(here, besides=before)
    assert ("Stedfortræder DSG" in said) is not has_chair
