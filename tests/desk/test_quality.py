"""*Kvalitetstjek*: the page, its filters and pages, what is accepted, and where it is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.desk.quality import views
from guidelines.desk.quality.reading import read_register
from guidelines.documents.storing import path_of
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.models import Assignment, Group, Guideline, Person, VersionCheck, Waiver
from tests import factories
from tests.desk.conftest import TODAY
from tests.documents.uploads import pdf, stored, word_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ROW = re.compile(r"<tr role=\"row\">(.*?)</tr>", re.DOTALL)


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def secretary() -> Person:
    return factories.secretariat("Sekretær Sø")


def unnamed(title: str, owner: Group | None = None, year: int = 2028) -> Guideline:
    """A guideline planned without a tovholder."""
    made = factories.guideline(title, owner=owner or factories.group("DSG"))
    factories.entry(made, year, kind="new")
    return made


def page(client: Client, who: Person, **asked: Any) -> str:
    return factories.sign_in(client, who).get(reverse("quality"), asked).content.decode()


def titles(html: str) -> list[str]:
    """What each row of the table is about."""
    return [found.group(1) for row in ROW.findall(html) if (found := re.search(r"<a [^>]*>([^<]*)</a><small>", row))]


def test_nothing_found_is_said(client: Client, secretary: Person) -> None:
    html = page(client, secretary)
    assert "Ingen fund. Alt, hvad reglerne ser på, er i orden." in html
    assert (titles(html), 'id="list-filter"' in html) == ([], False)


def test_the_weightiest_first_each_with_why_and_where_to_mend_it(client: Client, secretary: Person, dsg: Group) -> None:
    shared = factories.guideline("Aneurismer", co_owners=[dsg, factories.group("DGCG")])
    lacking = unnamed("Bløddelssarkomer")
    wrong = factories.guideline("Chondrosarkom", owner=dsg)
    factories.version(wrong, administrative_approval=date(2025, 1, 1), next_due=date(2024, 1, 1))
    factories.entry(wrong, 2027, leads=[factories.member_of(dsg)])
    html = page(client, secretary)
    assert titles(html) == ["Chondrosarkom", "Bløddelssarkomer", "Aneurismer"]
    row = next(row for row in ROW.findall(html) if "Bløddelssarkomer" in row)
    entry = lacking.plan_entries.get()
    assert f'<a href="{reverse("entry-leads", args=["dsg", entry.pk])}">Angiv tovholdere' in row
    assert "Den er planlagt til 2028, men ingen er tovholder." in row
    assert "En planlagt retningslinje har en tovholder." in row
    assert "Se efter" in row
    assert reverse("guideline-owner", args=[shared.slug]) in html
    assert "Viser 3 af 3 fund." in html


def test_rule_and_group_narrow_it_in_the_address(client: Client, secretary: Person, dsg: Group) -> None:
    other = factories.group("DGCG")
    unnamed("Aneurismer")
    unnamed("Cervixcancer", other)
    factories.guideline("Bløddelssarkomer", co_owners=[dsg])
    assert titles(page(client, secretary, regel="lead_missing")) == ["Aneurismer", "Cervixcancer"]
    assert titles(page(client, secretary, gruppe="dsg")) == ["Aneurismer", "Bløddelssarkomer"]
    html = page(client, secretary, gruppe="dsg", regel="owner_unknown")
    assert titles(html) == ["Bløddelssarkomer"]
    assert "Viser 1 af 1 fund, der passer til filtrene." in html
    assert titles(page(client, secretary, gruppe="findes-ikke")) == ["Aneurismer", "Cervixcancer", "Bløddelssarkomer"]
    assert "Ingen fund passer til filtrene." in page(client, secretary, vis="accepteret")
    assert "En planlagt retningslinje har en tovholder. (2)" in html


def test_fifty_a_page_and_the_way_on_and_back(client: Client, secretary: Person) -> None:
    names = [f"Retningslinje om emne {number:03}" for number in range(120)]
    for name in names:
        unnamed(name)
    seen, url = [], reverse("quality")
    factories.sign_in(client, secretary)
    for _page in range(3):
        html = client.get(url).content.decode()
        seen.append(titles(html))
        following = re.search(r'id="side-naeste" href="([^"]+)"', html)
        url = following.group(1) if following else ""
    assert [len(part) for part in seen] == [50, 50, 20]
    assert [title for part in seen for title in part] == names
    assert url == ""
    back = re.search(r'id="side-forrige" href="([^"]+)"', html)
    assert back
    assert titles(client.get(back.group(1)).content.decode()) == seen[1]
    part = client.get(url or reverse("quality"), {"efter": "r0-gone"}, headers={"HX-Request": "true"})
    assert (titles(part.content.decode()), b"<html" in part.content) == (seen[0], False)
    assert part.headers["HX-Push-Url"] == f"{reverse('quality')}?efter=r0-gone"


def _big(count: int, dsg: Group) -> Iterator[Guideline]:
    for number in range(count):
        made = unnamed(f"Emne nummer {number} af {count}")
        factories.version(
            made, administrative_approval=date(2025, 1, 1), document=stored(pdf(f"Emne {number} {count}"))
        )
        lead = factories.person(email="" if number % 2 else None)
        Assignment.objects.create(plan_entry=made.plan_entries.get(), person=lead)
        yield made


def test_as_many_statements_for_thirty_guidelines_as_for_four_hundred(
    client: Client, secretary: Person, dsg: Group
) -> None:
    factories.sign_in(client, secretary)
    numbers = []
    for count in (30, 370):
        assert len(list(_big(count, dsg))) == count
        with CaptureQueriesContext(connection) as page_queries:
            assert client.get(reverse("quality")).status_code == 200
        with CaptureQueriesContext(connection) as inbox_queries:
            assert client.get(reverse("inbox")).status_code == 200
        with CaptureQueriesContext(connection) as own:
            assert len(read_register(None, TODAY).guidelines) == Guideline.objects.count()
        numbers.append((len(page_queries), len(inbox_queries), len(own) - 1))
    assert numbers[0] == numbers[1]
    assert numbers[0][2] == 9


def test_a_finding_is_accepted_with_a_reason_and_counts_again(client: Client, secretary: Person) -> None:
    unnamed("Aneurismer")
    html = page(client, secretary)
    url = re.search(r'href="([^"]+/accepter/)"', html)
    assert url
    form = client.get(url.group(1)).content.decode()
    assert "Aneurismer: Den er planlagt til 2028, men ingen er tovholder." in form
    refused = client.post(url.group(1), {"reason": " "})
    assert (refused.status_code, Waiver.objects.count()) == (422, 0)
    told = client.post(url.group(1), {"reason": "Gruppen finder én i maj"}, follow=True).content.decode()
    assert "Fundet er accepteret." in told
    assert (titles(told), "Ingen fund" in told) == ([], True)
    accepted = page(client, secretary, vis="accepteret")
    assert titles(accepted) == ["Aneurismer"]
    assert "Accepteret af Sekretær Sø den 21.11.2026: Gruppen finder én i maj" in accepted
    assert client.get(url.group(1)).status_code == 404
    waiver = Waiver.objects.get()
    back = client.post(reverse("quality-take-back", args=[waiver.pk]), follow=True).content.decode()
    assert titles(back) == ["Aneurismer"]
    assert client.post(reverse("quality-take-back", args=[waiver.pk])).status_code == 404
    assert [(line.sentence, line.reason) for line in history(Event.objects.order_by("seq"))] == [
        ("Et fund blev accepteret: En planlagt retningslinje har en tovholder.", "Gruppen finder én i maj"),
        ("Et accepteret fund tæller med igen: En planlagt retningslinje har en tovholder.", ""),
    ]


@pytest.mark.both
def test_what_was_accepted_is_found_anew_when_its_facts_are_others(client: Client, secretary: Person) -> None:
    made = unnamed("Aneurismer", year=2024)
    made.plan_entries.get().assignments.create(person=factories.person())
    url = re.search(r'href="([^"]+/accepter/)"', page(client, secretary, regel="year_passed"))
    assert url
    client.post(url.group(1), {"reason": "Venter på fusion"})
    assert titles(page(client, secretary)) == []
    made.plan_entries.update(year=2025)
    assert titles(page(client, secretary)) == ["Aneurismer"]


@pytest.mark.both
def test_a_finding_about_a_person_is_accepted_too(client: Client, secretary: Person) -> None:
    made = unnamed("Aneurismer")
    who = factories.person("Stille Sø", email="")
    made.plan_entries.get().assignments.create(person=who)
    url = re.search(r'href="([^"]+/accepter/)"', page(client, secretary))
    assert url
    client.post(url.group(1), {"reason": "Ringes op"})
    assert list(Waiver.objects.values_list("guideline", "person", "code")) == [(None, who.pk, "lead_without_address")]
    assert titles(page(client, secretary)) == []
    assert titles(page(client, secretary, vis="accepteret")) == ["Stille Sø"]


def test_chairs_see_their_groups_and_cannot_accept(client: Client, secretary: Person, dsg: Group) -> None:
    other = factories.group("DGCG")
    own = unnamed("Aneurismer")
    Guideline.objects.filter(pk=own.pk).update(is_working_title=True)
    factories.version(own, next_due=date(2027, 1, 1))
    theirs = unnamed("Cervixcancer", other)
    made = unnamed("Dermoid", other)
    made.plan_entries.get().assignments.create(person=factories.person("Stille Sø", email=""))
    Waiver.objects.create(
        guideline=theirs, code="x", fingerprint="ab" * 32, reason="Hemmeligt", by=secretary, at="2026-11-01T09:00Z"
    )
    html = page(client, factories.chair_of(dsg))
    assert titles(html) == ["Aneurismer", "Aneurismer"]
    assert "Sekretariatet retter det." in html
    assert all(word not in html for word in ("/accepter/", "Cervixcancer", "Stille Sø", "Hemmeligt", "dokumenter/"))
    key = re.search(r"/kvalitetstjek/(r[^/]+)/accepter/", page(client, secretary))
    assert key
    factories.sign_in(client, factories.chair_of(dsg))
    assert client.post(reverse("quality-accept", args=[key.group(1)]), {"reason": "Nej"}).status_code == 404


def test_the_inbox_counts_what_is_open_and_leads_there(client: Client, secretary: Person) -> None:
    factories.sign_in(client, secretary)
    empty = client.get(reverse("inbox")).content.decode()
    assert "Kvalitetstjek: ingen fund" in empty
    unnamed("Aneurismer")
    unnamed("Bløddelssarkomer")
    html = client.get(reverse("inbox")).content.decode()
    assert '<a href="/kvalitetstjek/"><b>2</b> kvalitetstjek</a>' in html
    assert "Kvalitetstjek: ingen fund" not in html


@pytest.mark.parametrize(("role", "is_there"), [("secretariat", True), ("chair", True), ("reader", False)])
def test_the_menu_under_the_name_leads_there(client: Client, dsg: Group, role: str, is_there: bool) -> None:
    who = factories.chair_of(dsg) if role == "chair" else getattr(factories, role)()
    html = factories.sign_in(client, who).get("/retningslinjer/").content.decode()
    assert ('<li><a href="/kvalitetstjek/">Kvalitetstjek</a></li>' in html) is is_there


def test_documents_are_gone_through_by_a_press_and_never_by_a_page(
    client: Client, secretary: Person, dsg: Group
) -> None:
    made = factories.guideline("Aneurismer", owner=dsg)
    version = factories.version(made, next_due=date(2027, 1, 1), document=stored(word_text(""), "a.docx"))
    html = page(client, secretary)
    assert "1 dokument til en gældende version er ikke gået igennem endnu." in html
    assert (titles(html), VersionCheck.objects.count()) == ([], 0)
    html = client.post(reverse("quality-documents"), follow=True).content.decode()
    assert "1 dokument er gået igennem." in html
    assert "er ikke gået igennem endnu" not in html
    assert titles(html) == ["Aneurismer"]
    assert version.document
    path_of(version.document).unlink()
    assert "mangler i arkivet" in page(client, secretary)


def test_a_press_that_has_no_time_says_what_is_left(
    client: Client, secretary: Person, dsg: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        made = factories.guideline(f"Emne {number}", owner=dsg)
        factories.version(made, next_due=date(2027, 1, 1), document=stored(word_text(f"Emne {number}"), "a.docx"))
    monkeypatch.setattr(views, "WAIT", 0.001)
    factories.sign_in(client, secretary)
    html = client.post(reverse("quality-documents"), follow=True).content.decode()
    assert "0 dokumenter er gået igennem. 2 venter stadig: tryk igen, eller lad det blive gjort i nat." in html


def test_the_command_says_how_many(dsg: Group) -> None:
    for number in range(2):
        made = factories.guideline(f"Emne {number}", owner=dsg)
        factories.version(made, document=stored(word_text(f"Emne {number}"), "a.docx"))
    said = StringIO()
    call_command("check_documents", seconds=0.0, stdout=said)
    assert said.getvalue() == "Gået igennem: 1. Tilbage: 1.\n"
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=False):
        call_command("check_documents", stdout=said)
    assert said.getvalue().splitlines()[1] == "Gået igennem: 1. Tilbage: 0."
