"""The page on which signed-in people answer what reminders ask, and deal with what tovholdere have answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from guidelines.journal.models import Event
from guidelines.models import ExtensionRequest, Group, LeadAnswer, Person, PlanEntry, Snooze
from guidelines.planning.answer_forms import AnswerForm
from guidelines.planning.answering import CHOICES, Choice, Question, choices, likely_day
from guidelines.planning.calendar import focus_event
from tests import factories
from tests.planning.conftest import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
TARGET = date(2027, 12, 1)


@pytest.fixture
def lead(db: None) -> Person:
    return factories.reader("Zita Kofoed")


@pytest.fixture
def entry(dsg: Group, lead: Person) -> PlanEntry:
    return factories.entry(factories.guideline("GIST", owner=dsg), 2027, leads=[lead])


def url(entry: PlanEntry) -> str:
    return reverse("task-answer", args=[entry.guideline_id])


def given(client: Client, entry: PlanEntry, who: Person, **data: str) -> list[str]:
    answer = factories.sign_in(client, who).post(url(entry), data, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_the_choices_of_each_question_as_things_stand() -> None:
    def offered(question: Question, **facts: object) -> list[Choice]:
        return choices(question, **{"has_target": True, "rests_taken": 0, **facts})  # type: ignore[arg-type]

    assert offered(Question.CONFIRM) == [Choice.YES, Choice.NO]
    assert offered(Question.LATE) == [Choice.NEW_DATE, Choice.HELP, Choice.WITHDRAW]
    assert offered(Question.PROGRESS, rests_taken=2)[0] is Choice.FOCUS
    assert Choice.YES not in offered(Question.ANY, is_confirmed=True)
    assert offered(Question.CHAIR, has_target=False) == []
    assert offered(Question.BEGIN, has_target=False) == [Choice.FOCUS, Choice.HELP]
    assert {choice for question in CHOICES for choice in offered(question)} == set(Choice)


def test_a_day_is_proposed_at_least_two_weeks_ahead() -> None:
    days = [likely_day(TODAY + timedelta(days=ahead)) for ahead in range(8)]
    assert {day.isoweekday() for day in days} == {2}
    ahead = [(day - TODAY).days - number for number, day in enumerate(days)]
    assert min(ahead) == 14
    assert max(ahead) == 20


def test_a_yes_is_one_press(client: Client, entry: PlanEntry, lead: Person) -> None:
    assert given(client, entry, lead, choice="yes") == ["Tak. Du svarede ja: du er tovholder."]
    assert entry.assignments.get().confirmed_at == NOW
    event = Event.objects.get(verb="lead_confirmed")
    assert (event.actor_kind, event.actor_key, event.via) == ("user", f"person:{lead.pk}", "web")


def test_a_no_names_whom_to_ask_and_the_chair_deals_with_it(
    client: Client, entry: PlanEntry, lead: Person, chair: Person
) -> None:
    given(client, entry, lead, choice="no", suggested="Mona Dam", help_text="hører ikke til")
    answer = LeadAnswer.objects.get()
    assert (answer.kind, answer.suggested, answer.text, answer.via) == ("declined", "Mona Dam", "", "web")
    page = factories.sign_in(client, chair).get(url(entry))
    assert "siger nej til rollen og foreslår Mona Dam." in page.content.decode()
    done = client.post(reverse("answer-handled", args=[answer.pk]))
    answer.refresh_from_db()
    assert (done.status_code, answer.handled_by) == (302, chair)


def test_a_new_date_is_a_request_for_a_new_deadline(client: Client, entry: PlanEntry, lead: Person) -> None:
    factories.version(entry.guideline, next_due=TARGET)
    given(client, entry, lead, choice="new_date", new_day="1.3.2028", reason="Nyt studie")
    asked = ExtensionRequest.objects.get()
    assert (asked.from_on, asked.person, asked.reason, asked.via) == (TARGET, lead, "Nyt studie", "web")


def test_rest_ends_after_two_times(client: Client, entry: PlanEntry, lead: Person) -> None:
    given(client, entry, lead, choice="rest", rest="fortnight")
    given(client, entry, lead, choice="rest", rest="month", rest_day="1.2.2027")
    assert [(rest.target, rest.until) for rest in Snooze.objects.order_by("pk")] == [
        (TARGET, date(2026, 12, 5)),
        (TARGET, date(2027, 2, 1)),
    ]
    page = client.get(url(entry))
    assert "Lad påmindelserne hvile" not in page.content.decode()
    assert client.post(url(entry), {"choice": "rest"}).status_code == 422


def test_time_set_aside_becomes_an_event(client: Client, entry: PlanEntry, lead: Person) -> None:
    given(client, entry, lead, choice="focus", focus_day="12.1.2027", focus_time="09:30")
    answer = LeadAnswer.objects.get()
    file = client.get(reverse("focus-file", args=[answer.pk]))
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    read = Calendar.from_ical(file.content)
    (event,) = read.walk("VEVENT")
    assert (str(read["METHOD"]), str(event["SUMMARY"])) == ("PUBLISH", "Tid til: GIST")
    assert event.decoded("dtstart") == datetime.fromisoformat("2027-01-12T08:30+00:00")
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=2)
    assert not read.walk("VALARM")
    assert "attendee" not in event
    other = factories.reader()
    assert factories.sign_in(client, other).get(reverse("focus-file", args=[answer.pk])).status_code == 404


def test_a_title_injects_nothing_into_the_event(entry: PlanEntry, lead: Person) -> None:
    entry.guideline.title = "GIST\r\nATTENDEE:mailto:x@example.org\u2028BEGIN:VALARM; æøå, \\n"
    answer = LeadAnswer(pk=1, guideline=entry.guideline, person=lead, kind="focus", focus_at=NOW, at=NOW)
    read = Calendar.from_ical(focus_event(answer))
    (event,) = read.walk("VEVENT")
    assert "attendee" not in event
    assert str(event["SUMMARY"]) == "Tid til: GIST ATTENDEE:mailto:x@example.org BEGIN:VALARM; æøå, \\n"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "choice"),
        ({"choice": "meeting"}, "choice"),
        ({"choice": "new_date", "reason": "x"}, "new_day"),
        ({"choice": "new_date", "new_day": "1.3.2028"}, "reason"),
        ({"choice": "new_date", "new_day": "i morgen", "reason": "x"}, "new_day"),
        ({"choice": "withdraw"}, "why"),
        ({"choice": "focus"}, "focus_day"),
        ({"choice": "rest", "rest_day": "snart"}, "rest_day"),
        ({"choice": "rest", "rest": "forever"}, "rest"),
        ({"choice": "help", "help_text": "x" * 1001}, "help_text"),
    ],
)
def test_what_is_missing_is_said_at_its_field_alone(data: dict[str, str], field: str) -> None:
    form = AnswerForm(data, offered=choices(Question.ANY, has_target=True, rests_taken=0), today=TODAY)
    assert list(form.errors) == [field]


def test_what_is_wrong_in_another_answers_field_does_not_count() -> None:
    data = {"choice": "yes", "new_day": "vrøvl", "help_text": "x" * 2000}
    form = AnswerForm(data, offered=choices(Question.ANY, has_target=True, rests_taken=0), today=TODAY)
    assert form.is_valid()
    assert (form.given.choice, form.given.text, form.given.day) == (Choice.YES, "", None)


def test_a_refusal_keeps_what_was_typed(client: Client, entry: PlanEntry, lead: Person) -> None:
    data = {"choice": "new_date", "new_day": "1.12.2020", "reason": "Nyt studie"}
    page = factories.sign_in(client, lead).post(url(entry), data)
    assert page.status_code == 422
    assert "Nyt studie" in page.content.decode()
    assert not ExtensionRequest.objects.exists()


def test_the_chair_says_that_it_is_taken_up_at_a_meeting(client: Client, entry: PlanEntry, chair: Person) -> None:
    given(client, entry, chair, choice="meeting", meeting_day="12.1.2027")
    assert [(rest.person, rest.until) for rest in Snooze.objects.all()] == [(chair, date(2027, 1, 12))]


def test_the_address_names_the_answer_that_is_chosen(client: Client, entry: PlanEntry, lead: Person) -> None:
    page = factories.sign_in(client, lead).get(f"{url(entry)}?svar=no").content.decode()
    assert '<input type="radio" name="choice" value="no" id="id_choice_6" required checked>' in page.replace(
        ' class="radio"', ""
    )
    assert client.get(f"{url(entry)}?svar=%22%3E").status_code == 200


def test_others_have_no_such_page(client: Client, entry: PlanEntry) -> None:
    assert factories.sign_in(client, factories.reader()).get(url(entry)).status_code == 404
    assert client.post(url(entry), {"choice": "help"}).status_code == 404
