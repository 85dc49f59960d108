"""The address of a calendar feed: nobody guesses it, it ends with the right to it (C6); and the page that makes it."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from guidelines.exchange.calendar_actions import hash_of, remove_address
from guidelines.journal.models import Event, EventDetail
from guidelines.models import CalendarAddress, Group, Guideline, Person
from tests import factories
from tests.exchange.calendars import BY, NOW, TODAY, address, get, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


# --- the address (C6)


def test_an_address_opens_its_own_feed_and_no_other(due: Guideline, dsg: Group, lead: Person) -> None:
    factories.role(lead, "member", dsg)
    own, of_group = address(lead), address(lead, dsg)
    others = address(factories.reader())
    urls = [own, of_group, others]
    assert [get(url).status_code for url in urls] == [200, 200, 200]
    parts = [url.split("/") for url in urls]
    crossed = ["/".join([*one[:3], other[3]]) for one in parts for other in parts if one is not other]
    assert len(crossed) == 6
    assert {get(url).status_code for url in crossed} == {404}
    assert get(own.replace(".ics", "x.ics")).status_code == 404


def test_a_secret_is_long_and_only_its_hash_is_stored(due: Guideline, lead: Person, tmp_path: Path) -> None:
    tokens = {re.split(r"[/.]", address(lead))[3] for _number in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}  # 256 bits in base64
    token = re.split(r"[/.]", address(lead))[3]
    assert CalendarAddress.objects.get().token_hash == hash_of(token) != token
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "guidelines", output=str(dump), verbosity=0)
    assert hash_of(token) in dump.read_text()
    assert token not in dump.read_text()
    said = [*Event.objects.values_list("text", flat=True), *EventDetail.objects.values_list("personal", flat=True)]
    assert token not in json.dumps([str(text) for text in said])


def test_after_a_reset_the_address_before_opens_nothing(due: Guideline, lead: Person) -> None:
    before, after = address(lead), address(lead)
    assert (get(before).status_code, get(after).status_code) == (404, 200)
    remove_address(lead, None, **BY)
    assert get(after).status_code == 404


@pytest.mark.parametrize("end", ["stopped", "without account", "merged"])
def test_who_may_no_longer_sign_in_gets_nothing(due: Guideline, lead: Person, end: str) -> None:
    url = address(lead)
    if end == "stopped":
        type(lead.user).objects.filter(pk=lead.user.pk).update(is_active=False)  # type: ignore[union-attr]
    elif end == "without account":
        Person.objects.filter(pk=lead.pk).update(user=None)
    else:
        Person.objects.filter(pk=lead.pk).update(merged_into=factories.person())
    assert get(url).status_code == 404


def test_the_feed_of_a_group_ends_with_the_role(due: Guideline, dsg: Group, moment: Any) -> None:
    member = factories.member_of(dsg)
    url = address(member, dsg)
    member.roles.update(ends_on=TODAY)
    assert get(url).status_code == 200
    moment.move_to(NOW + timedelta(days=1))
    assert get(url).status_code == 404


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, written as it is in production."""
    root, out = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(out), root.level
    handler.setFormatter(root.handlers[0].formatter)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_session_no_cookie_and_nothing_in_the_log(due: Guideline, lead: Person, log: io.StringIO) -> None:
    url = address(lead)
    token = re.split(r"[/.]", url)[3]
    for response in (get(url), get(url.replace(".ics", "x.ics")), factories.sign_in(Client(), lead).get(url)):
        assert not response.cookies
        assert token not in str(response.headers)
    assert "/kalender/" in log.getvalue()
    assert token not in log.getvalue()
    assert get(url).headers["Referrer-Policy"] == "no-referrer"
    assert reverse("account_login") in client_of(url).get(reverse("tasks")).headers["Location"]


def client_of(url: str) -> Client:
    """A browser that has opened the address and nothing else."""
    client = Client()
    client.get(url)
    return client


def test_only_reading_is_answered(due: Guideline, lead: Person) -> None:
    url, client = address(lead), Client()
    assert [getattr(client, name)(url).status_code for name in ("post", "put", "patch", "delete")] == [405] * 4
    assert client.head(url).status_code == 200


def test_a_program_that_has_it_already_is_told_so(due: Guideline, lead: Person) -> None:
    url = address(lead)
    first = get(url)
    assert first.headers["Cache-Control"] == "private, max-age=3600"
    again = get(url, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    due.versions.update(next_due_last=date(2028, 1, 1))
    assert get(url, if_none_match=first.headers["ETag"]).status_code == 200


# --- the page


def shown(response: HttpResponse) -> str:
    found = re.search(r'id="calendar-address"[^>]* value="([^"]+)"', response.content.decode())
    return found.group(1) if found else ""


def test_the_address_is_shown_once_and_can_be_reset_and_removed(due: Guideline, lead: Person) -> None:
    client, url = factories.sign_in(Client(), lead), reverse("calendar")
    assert "Du har ingen adresse endnu." in text(client.get(url))
    made = client.post(url, {"act": "make"})
    assert made.headers["Cache-Control"] == "no-store"
    assert made.headers["Referrer-Policy"] == "same-origin"  # the address stands on the page, never in its own address
    first = shown(made)
    assert f'href="webcal://{first.partition("://")[2]}"' in made.content.decode()
    assert get(first.removeprefix(settings.SITE_URL)).status_code == 200
    later = client.get(url)
    assert (shown(later), "Du har en adresse, lavet 21. november 2026." in text(later)) == ("", True)
    assert first.rpartition("/")[2] not in later.content.decode()
    second = shown(client.post(url, {"act": "make"}))
    assert second != first
    assert get(first.removeprefix(settings.SITE_URL)).status_code == 404
    removed = client.post(url, {"act": "remove"}, follow=True)
    assert "Kalenderadressen er fjernet." in text(removed)
    assert "Der er ingen kalenderadresse at fjerne." in text(client.post(url, {"act": "remove"}, follow=True))
    verbs = ["calendar_made", "calendar_made", "calendar_removed"]
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == verbs
    assert [event.facts.get("reset") for event in Event.objects.order_by("seq")] == [False, True, None]


def test_the_page_of_a_group_is_for_its_members(due: Guideline, dsg: Group) -> None:
    url = reverse("group-calendar", args=["dsg"])
    member = factories.member_of(dsg)
    client = factories.sign_in(Client(), member)
    assert "Frister for DSG i din kalender" in text(client.get(url))
    assert get(shown(client.post(url)).removeprefix(settings.SITE_URL)).status_code == 200
    assert CalendarAddress.objects.get().group == dsg
    for who in (factories.reader(), factories.secretariat(), factories.chair_of(factories.group("DLCG"))):
        assert factories.sign_in(Client(), who).get(url).status_code == 404
        assert factories.sign_in(Client(), who).post(url).status_code == 404


def test_profile_tasks_and_group_lead_there(due: Guideline, dsg: Group, lead: Person) -> None:
    factories.role(lead, "member", dsg)
    client = factories.sign_in(Client(), lead)
    pages = {reverse("profile"): "calendar", reverse("tasks"): "calendar", "/grupper/dsg/": "group-calendar"}
    for url, name in pages.items():
        goal = reverse(name, args=["dsg"] if name == "group-calendar" else [])
        assert f'href="{goal}"' in client.get(url).content.decode()
    assert reverse("group-calendar", args=["dsg"]) not in Client().get("/grupper/dsg/").content.decode()


def test_the_history_says_so_without_the_address(client: Client, due: Guideline, lead: Person) -> None:
    address(lead), address(lead)
    remove_address(lead, None, **BY)
    factories.sign_in(client, factories.secretariat())
    said = text(client.get(reverse("journal") + "?art=personer"))
    assert "En kalenderadresse blev lavet." in said
    assert "En kalenderadresse blev nulstillet; den tidligere åbner ikke noget længere." in said
    assert "En kalenderadresse blev fjernet." in said
