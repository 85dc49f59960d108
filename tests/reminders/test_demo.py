"""The demo: two plans in an empty database, roles, a movable today, a reset; nothing of it outside DEMO."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from zeal import zeal_ignore

from guidelines.approval.reading import OpenCase, read_open_cases
from guidelines.documents.planskema import read_planskema
from guidelines.documents.storing import is_intact, path_of
from guidelines.journal.models import Event
from guidelines.journal.triggers import missing
from guidelines.journal.verify import verify
from guidelines.lists import clock
from guidelines.models import (
    ChecklistItem,
    Comment,
    Group,
    Guideline,
    GuidelineVersion,
    Person,
    Phrase,
    PlanApproval,
    PlanEntry,
    Return,
    StoredFile,
    User,
)
from guidelines.people.actions.fresh import give_fresh_code
from guidelines.people.fresh_mail import by_mail
from guidelines.planning.rules import totals
from reminders.demo import roles, story
from reminders.demo.loading import PUBLISHED, address_of, load_story
from reminders.demo.resetting import reset
from reminders.demo.today import follow, move_to
from reminders.models import DemoClock, Mail
from reminders.sending import CODE_LIFE
from reminders.tick import tick

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
IN_DEMO = override_settings(DEMO=True, ROOT_URLCONF="tests.permissions.demo_urls")


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The story, loaded once for all tests here; each of them is taken back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_story(NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def documents(loaded: None, settings: Any, tmp_path: Path) -> None:
    """Files of each test's own: what a reset removes is there again for the next."""
    settings.MEDIA_ROOT = shutil.copytree(settings.MEDIA_ROOT, tmp_path / "media")


@pytest.fixture
def told(loaded: None) -> None:
    """The story stands."""


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


def test_the_plan_of_the_story_stands_in_the_order_of_the_planskema(demo: Client) -> None:
    demo.post("/demo/", {"role": "formand"})
    page = demo.get(f"{roles.first_url()}?orden=planskema").content.decode()
    shown = [unescape(title) for title in re.findall(r'<tr role="row" id="r\d+">.*?<a [^>]*>([^<]+)</a>', page)]
    assert shown == [item.title for item in story.GUIDELINES]


def test_the_story_s_plan_is_approved_and_was_changed_since(demo: Client) -> None:
    demo.post("/demo/", {"role": "formand"})
    page = demo.get(roles.first_url()).content.decode()
    assert "Godkendt af formand Lone Bjerregaard 12. marts 2026" in page
    assert ">3 ændringer siden</a>" in page
    changes = demo.get("/planskema/dsg/godkend/").context["page"].changes
    assert [(told.word, told.text, told.why) for told in changes] == [
        ("Flyttet", "fra 2028 til 2029", "resultater af et nordisk studie"),
        ("Flyttet", "fra 2027 til 2028", "afventer nyt studie"),
        (
            "Tovholder",
            "fra Niels Jonstrup, Anton Kragh-Holm til Niels Jonstrup, Anton Kragh-Holm, Philip Brask",
            "",
        ),
    ]
    approved = demo.get(f"/planskema/dsg/godkendt/{PlanApproval.objects.get().pk}/").content.decode()
    assert story.APPROVED_WITH in unescape(approved)


def holders(case: OpenCase) -> list[tuple[str, str]]:
    """(group, holder) of each open step that a group holds."""
    return [(view.group.abbreviation, str(view.holder)) for view in case.steps if view.group]


def test_the_story_opens_with_work_at_every_stage(told: None) -> None:
    assert Guideline.objects.count() == 14
    opened = read_open_cases(None, TODAY)
    cases = {case.guideline.short_name or case.guideline.title.split()[0]: case for case in opened}
    assert Counter(case.position.value for case in opened) == {
        "draft": 2,
        "consultation": 1,
        "clinical": 2,
        "returned": 1,
        "submitted": 1,
        "review": 1,
        "approved": 1,
    }
    assert [holders(cases[name]) for name in ("GIST", "Uterine")] == [
        [("DSG", story.CHAIR)],
        [("DGCG", story.OTHER_CHAIR)],
    ]
    assert {str(view.holder) for view in cases["Multiple"].steps} == {story.SECRETARIAT}
    assert Comment.objects.filter(disposition="", party__consultation__revision=cases["Desmoid"].revision).count() == 2
    assert [item.comments.count() for item in Return.objects.all()] == [3]
    assert set(Phrase.objects.values_list("section", "text")) == set(story.PHRASES)
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


def test_the_story_s_journal_verifies_and_every_history_is_in_the_order_of_its_dates(told: None) -> None:
    assert Event.objects.count() > 250
    assert verify() is None
    for guideline in Guideline.objects.all():
        events = Event.objects.filter(guideline_key=str(guideline.pk)).order_by("seq")
        moments = list(events.values_list("at", flat=True))
        assert moments == sorted(moments)


def test_the_story_s_documents_are_whole_and_small(told: None) -> None:
    stored = StoredFile.objects.all()
    assert {item.kind for item in stored} == {"pdf", "docx"}
    assert [item.file_name for item in stored if not is_intact(item)] == []
    assert max(item.size for item in stored) < 60_000


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


def test_who_signs_out_sees_what_the_public_sees(demo: Client) -> None:
    demo.get("/")
    demo.post(reverse("sign-out"))
    page = demo.get("/", follow=True)
    assert (page.status_code, page.context["user"].is_authenticated) == (200, False)


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


def test_a_reset_removes_the_documents_and_what_belongs_to_users(
    demo: Client, django_capture_on_commit_callbacks: Any
) -> None:
    before = list(StoredFile.objects.all())
    user = User.objects.first()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    with zeal_ignore(), django_capture_on_commit_callbacks(execute=True):
        demo.post("/demo/nulstil/", {"plan": "story"})
    assert [item.file_name for item in before if path_of(item).exists()] == []
    assert [item.file_name for item in StoredFile.objects.all() if not is_intact(item)] == []
    assert Authenticator.objects.count() == 0
    assert ChecklistItem.objects.count() >= 10


def test_a_reset_brings_the_beginning_back_with_a_journal_that_verifies(demo: Client) -> None:
    demo.post("/demo/", {"role": "formand"})
    Guideline.objects.filter(short_name="GIST").update(short_name="Ændret")
    with zeal_ignore():
        response = demo.post("/demo/nulstil/", {"plan": "story"})
    assert response["Location"] == reverse("plan", args=["dsg"])
    assert (Guideline.objects.count(), Guideline.objects.filter(short_name="GIST").count()) == (14, 1)
    assert verify() is None
    assert set(missing(connection)) == set()
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


def test_on_the_published_plan_every_role_offered_comes_to_an_act_that_can_be_done(demo: Client) -> None:
    with zeal_ignore():
        demo.post("/demo/nulstil/", {"plan": "published"})
    offered = re.findall(r'name="role" value="(\w+)"', demo.get("/demo/").content.decode())
    assert offered == ["formand", "sekretariat", "laeser"]
    assert [(role.key, str(role.act)) for role in roles.present()] == [
        ("formand", "Angiv årene for retningslinjerne"),
        ("sekretariat", "Bekræft, hvem der ejer en retningslinje"),
        ("laeser", "Find en retningslinje"),
    ]
    for key in offered:
        response = demo.post("/demo/", {"role": key}, follow=True)
        assert response.status_code == 200
    assert demo.post("/demo/", {"role": "tovholder"}).status_code == 404


def test_addresses_are_ascii() -> None:
    assert address_of("Mona M. Østergaard") == "mona.m.oestergaard@example.org"
    assert address_of(story.OTHER_CHAIR) == "hanne.wulff@example.org"


# --- the demo's mailbox


def code_mail(person: str) -> Mail:
    user = User.objects.get(person__name=person)
    now = clock.now()
    give_fresh_code(user, bound_to="1:" + "a" * 64, deliver=by_mail(about="GIST", url="/godkendelser/1/"), now=now)
    tick(clock.now())
    return Mail.objects.filter(kind="login_code").latest("pk")


def test_a_code_can_be_read_in_the_demo_s_mailbox_while_it_works(demo: Client, settings: Any) -> None:
    settings.EMAIL_URL = "demo:"
    mail = code_mail(story.CHAIR)
    page = demo.get(f"/demo/postkasse/{mail.key}/").content.decode()
    assert "Din kode er" in page
    Mail.objects.filter(pk=mail.pk).update(stored_at=Now() - CODE_LIFE)
    tick(clock.now())
    mail.refresh_from_db()
    assert (mail.state, mail.content) == ("sent", None)


@pytest.mark.parametrize(("in_demo", "url"), [(False, "demo:"), (True, "consolemail://")])
def test_a_code_is_kept_nowhere_else(told: None, settings: Any, in_demo: bool, url: str) -> None:
    settings.DEMO, settings.EMAIL_URL = in_demo, url
    mail = code_mail(story.CHAIR)
    assert (mail.state, mail.content) == ("sent", None)


def test_the_mails_of_the_story_are_those_its_acts_caused(settings: Any) -> None:
    settings.EMAIL_URL = "demo:"
    with zeal_ignore(), IN_DEMO:
        reset("story", NOW)
    sent = Mail.objects.filter(state="sent").exclude(kind="reminders")
    assert Counter(sent.values_list("kind", flat=True)) == {
        "approval": 7,
        "consultation": 6,
        "receipt": 9,
        "returned": 1,
    }
    assert sorted(set(Mail.objects.values_list("state", flat=True))) == ["sent"]
    asked = sent.get(kind="approval", subject__contains="GIST")
    assert (asked.person.name, asked.sent_at.date()) == (story.CHAIR, date(2026, 11, 16))
