"""The demo: two plans in an empty database, roles, a movable today, a reset; nothing of it outside DEMO."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from zeal import zeal_ignore

from guidelines.documents.planskema import read_planskema
from guidelines.journal.models import Event
from guidelines.journal.verify import verify
from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.models import Group, Guideline, GuidelineVersion, Person, PlanEntry, Revision, User
from guidelines.planning.rules import totals
from reminders.demo import roles, story
from reminders.demo.loading import PUBLISHED, address_of, load_published, load_story
from reminders.demo.resetting import reset
from reminders.demo.today import follow, move_to
from reminders.models import DemoClock

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
IN_DEMO = override_settings(DEMO=True, ROOT_URLCONF="tests.permissions.demo_urls")


@pytest.fixture
def told() -> None:
    load_story(NOW)


@pytest.fixture
def demo(told: None, settings: Any) -> Iterator[Client]:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "reminders.demo.strip.FirstVisit"]
    with IN_DEMO:
        yield Client()


@pytest.fixture
def moving_clock() -> Iterator[None]:
    follow()
    yield
    clock.set_offset(None)


def test_the_story_has_the_published_totals_of_2022_to_2024(told: None) -> None:
    entries = PlanEntry.objects.values_list("year", "kind", "outcome")
    counted = [(total.year, total.revisions, total.new) for total in totals(list(entries), [2022, 2023, 2024])]
    assert counted == [(2022, 5, 1), (2023, 2, 0), (2024, 6, 0), (None, 0, 0)]


def test_the_story_holds_fourteen_guidelines_and_three_revisions_under_way(told: None) -> None:
    assert (Guideline.objects.count(), Revision.objects.underway().count()) == (14, 3)
    due = GuidelineVersion.objects.current().get(guideline__title__startswith="Pallierende")
    assert due.next_due.first == date(2030, 12, 1)


def test_the_story_names_nobody_of_the_published_plan(told: None) -> None:
    fictional = set(Person.objects.values_list("name", flat=True))
    published = {person.name for person in _published_people()}
    assert fictional & published == set()


def _published_people() -> list[Any]:
    planskema = read_planskema(PUBLISHED.read_bytes(), file_name=PUBLISHED.name, group="DSG", known_groups=["DGCG"])
    return [person for row in planskema.rows for person in row.tovholdere]


def test_every_address_of_the_demo_ends_in_example_org(told: None) -> None:
    addresses = [*Person.objects.exclude(email="").values_list("email", flat=True)]
    addresses += User.objects.values_list("email", flat=True)
    assert [address for address in addresses if not address.endswith("@example.org")] == []


def test_the_story_s_journal_verifies(told: None) -> None:
    assert Event.objects.count() > 100
    assert verify() is None


def test_the_plan_as_published_invents_no_status() -> None:
    load_published(NOW)
    assert PlanEntry.objects.filter(outcome="planned").count() == 14
    assert PlanEntry.objects.exclude(year=None).count() == 1
    assert (Revision.objects.count(), GuidelineVersion.objects.exclude(next_due_last=None).count()) == (0, 0)
    named = Person.objects.filter(assignments__isnull=False).distinct()
    assert set(named.values_list("email", "user")) == {("", None)}


@pytest.mark.parametrize("load", [load_story, load_published])
def test_a_filled_database_is_refused(load: Any) -> None:
    load_story(NOW)
    events = Event.objects.count()
    with pytest.raises(Refused):
        load(NOW)
    assert Event.objects.count() == events


def test_the_command_refuses_with_a_sentence(told: None) -> None:
    with pytest.raises(CommandError, match="Databasen er ikke tom"):
        call_command("load_demo")


def test_nothing_of_the_demo_has_an_address_outside_it() -> None:
    for name in ("demo-role", "demo-reset", "demo-today", "demo-mailbox"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@override_settings(ROOT_URLCONF="tests.permissions.demo_urls", DEMO=False)
def test_the_demo_s_views_answer_404_outside_it_even_when_mapped(client: Client) -> None:
    for path in ("/demo/", "/demo/postkasse/"):
        assert client.get(path).status_code == 404
    for path in ("/demo/nulstil/", "/demo/i-dag/"):
        assert client.post(path).status_code == 404


def test_the_first_visit_is_the_chair_s_on_the_filled_plan(demo: Client) -> None:
    response = demo.get("/")
    assert response["Location"] == reverse("plan", args=["dsg"])
    page = demo.get(response["Location"])
    assert page.status_code == 200
    assert page.context["demo_strip"]["role"] == roles.FIRST.words


@pytest.mark.parametrize("role", roles.ROLES, ids=lambda role: role.key)
def test_every_role_comes_to_its_first_act(demo: Client, role: roles.DemoRole) -> None:
    response = demo.post("/demo/", {"role": role.key})
    assert (response.status_code, response["Location"]) == (302, role.url)
    page = demo.get(role.url)
    assert page.status_code == 200
    assert str(role.words) in page.content.decode()


def test_an_unknown_role_is_not_found(demo: Client) -> None:
    assert demo.post("/demo/", {"role": "minister"}).status_code == 404


def test_moving_today_moves_the_site_s_clock(demo: Client, moving_clock: None) -> None:
    demo.post("/demo/i-dag/", {"day": "2027-12-07"})
    assert clock.today() == date(2027, 12, 7)
    move_to(timezone.localdate())
    assert clock.now() - timezone.now() < timedelta(seconds=1)


@pytest.mark.parametrize("day", ["i morgen", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_moves_nothing(demo: Client, moving_clock: None, day: str) -> None:
    demo.post("/demo/i-dag/", {"day": day})
    assert clock.today() == timezone.localdate()


def test_a_reset_brings_the_beginning_back_with_a_journal_that_verifies(demo: Client) -> None:
    demo.post("/demo/", {"role": "formand"})
    Guideline.objects.filter(short_name="GIST").update(short_name="Ændret")
    with zeal_ignore():
        response = demo.post("/demo/nulstil/", {"plan": "story"})
    assert response["Location"] == reverse("plan", args=["dsg"])
    assert (Guideline.objects.count(), Guideline.objects.filter(short_name="GIST").count()) == (14, 1)
    assert verify() is None
    assert Group.objects.filter(abbreviation="DSG").count() == 1


def test_a_database_that_no_demo_was_loaded_into_is_never_emptied(demo: Client) -> None:
    DemoClock.objects.all().delete()
    with pytest.raises(RuntimeError, match="only the demo"):
        reset("story", NOW)
    assert Guideline.objects.count() == 14


def test_a_reset_to_the_published_plan_says_so_in_the_strip(demo: Client) -> None:
    with zeal_ignore():
        demo.post("/demo/nulstil/", {"plan": "published"})
    page = demo.get(reverse("plan", args=["dsg"]))
    assert page.status_code == 200
    assert "Ingen status er opdigtet" in page.content.decode()


def test_addresses_are_ascii() -> None:
    assert address_of("Mona M. Østergaard") == "mona.m.oestergaard@example.org"
    assert address_of(story.OTHER_CHAIR) == "hanne.wulff@example.org"
