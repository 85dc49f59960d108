"""*Ny retningslinje*: similar titles first, then made and planned in one, with where it was announced (ux page 14)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.models import Announcement, Group, Guideline, PlanEntry
from guidelines.planning.actions import undo
from guidelines.register.known import known_guidelines
from guidelines.register.matching import similar_titles
from tests import factories
from tests.planning.conftest import NOW
from tests.planning.test_entry_pages import names, text
from tests.planning.test_stale import by, fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
URL = "/retningslinjer/ny/"


@pytest.fixture
def known(dsg: Group) -> Guideline:
    return factories.guideline("Behandling af kæmpecelletumorer i knogle", owner=dsg, slug="kaempe")


@pytest.fixture
def staff(client: Client) -> Client:
    return factories.sign_in(client, factories.secretariat())


def given(owner: Group, **more: str) -> dict[str, str]:
    return {
        "title": "Desmoid fibromatose",
        "language": "da",
        "group": str(owner.pk),
        "kind": "new",
        "year": "2028",
        **more,
    }


def test_it_is_made_and_planned_in_one(staff: Client, dsg: Group, known: Guideline) -> None:
    zita = factories.person("Zita Zebra")
    response = staff.post(URL, given(dsg, lead_0="Zita Zebra", is_working_title="on"))
    made = PlanEntry.objects.get()
    assert response.headers["Location"] == made.guideline.get_absolute_url()
    assert (made.year, made.kind, names(made)) == (2028, "new", [zita.name])
    assert (made.guideline.title, made.guideline.is_working_title) == ("Desmoid fibromatose", True)
    assert [(link.group, link.role) for link in made.guideline.group_links.all()] == [(dsg, "owner")]
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == ["guideline_created", "entry_added"]


@pytest.mark.parametrize(
    "title", ["Kaempecelletumorer", "KÆMPECELLETUMORER I KNOGLER", "Behandling af kæmpecelletumorer, knogle"]
)
def test_similar_titles_are_shown_before_anything_is_saved(
    staff: Client, dsg: Group, known: Guideline, title: str
) -> None:
    factories.guideline("Uterine sarkomer", owner=dsg)
    asked = staff.post(URL, given(dsg, title=title, quotation=""))
    assert asked.status_code == 200
    assert '<a href="/retningslinjer/kaempe/">Behandling af kæmpecelletumorer i knogle</a>' in asked.content.decode()
    assert "Uterine" not in asked.content.decode().split("Er det en af disse?")[1].split("</section>")[0]
    assert Guideline.objects.count() == 2
    unticked = staff.post(URL, {**given(dsg), **fields(asked)})
    assert (unticked.status_code, Guideline.objects.count()) == (200, 2)
    made = staff.post(URL, {**given(dsg), **fields(unticked), "is_other": "on"})
    assert (made.status_code, Guideline.objects.count()) == (302, 3)
    assert Guideline.objects.latest("pk").title == title


def test_another_title_is_looked_for_again(staff: Client, dsg: Group, known: Guideline) -> None:
    factories.guideline("Uterine sarkomer", owner=dsg, slug="uterine")
    asked = fields(staff.post(URL, given(dsg, title="Kæmpecelletumorer")))
    again = staff.post(URL, {**given(dsg), **asked, "title": "Uterine sarkomer", "is_other": "on"})
    assert (again.status_code, Guideline.objects.count()) == (200, 2)
    assert "/retningslinjer/uterine/" in again.content.decode()


def test_titles_that_share_a_common_word_alone_are_not_similar(dsg: Group, known: Guideline) -> None:
    assert similar_titles("Behandling af smerter hos patienter", known_guidelines()) == []
    assert [match.known.slug for match in similar_titles("Kæmpecelletumor", known_guidelines())] == ["kaempe"]


def test_a_chair_proposes_one_as_new_in_the_own_group(client: Client, dsg: Group) -> None:
    other = factories.group("DGCG")
    factories.sign_in(client, factories.chair_of(dsg))
    html = client.get(f"{URL}?gruppe=dsg").content.decode()
    assert 'name="kind"' not in html
    assert f'value="{other.pk}"' not in html
    assert client.post(URL, given(other)).status_code == 422
    assert client.post(URL, given(dsg, kind="revision")).status_code == 302
    assert PlanEntry.objects.get().kind == "new"


def test_others_find_nothing(client: Client, dsg: Group) -> None:
    for who in (factories.reader(), factories.member_of(dsg)):
        factories.sign_in(client, who)
        assert [client.get(URL).status_code, client.post(URL, given(dsg)).status_code] == [404, 404]


def test_where_it_was_announced_stands_on_both_pages(staff: Client, dsg: Group, known: Guideline) -> None:
    words = "Der afventes en retningslinje om desmoider."
    source = {"source": str(known.pk), "quotation": words, "place": "side 12"}
    assert staff.post(URL, given(dsg, **source)).status_code == 302
    made = PlanEntry.objects.get().guideline
    kept = Announcement.objects.get()
    assert (kept.guideline, kept.source, kept.quotation, kept.place) == (made, known, words, "side 12")
    assert "Bebudet i Behandling af kæmpecelletumorer i knogle (side 12): " + words in text(
        staff.get(made.get_absolute_url())
    )
    assert "Bebuder Desmoid fibromatose (side 12): " + words in text(staff.get(known.get_absolute_url()))
    said = [line.sentence for line in history(Event.objects.filter(verb="guideline_announced"))]
    assert said == ["Det blev noteret, i hvis tekst retningslinjen blev bebudet."]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"quotation": "Den kommer"}, "Vælg den retningslinje, hvis tekst ordene står i."),
        ({"source": "known"}, "Skriv de ord, den er bebudet med."),
        ({"title": "  "}, "Skriv titlen."),
        ({"group": ""}, "Vælg den gruppe, der ejer retningslinjen."),
        ({"lead_0": "Ukendt Person"}, "Vi kender ikke »Ukendt Person«."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(
    staff: Client, dsg: Group, known: Guideline, more: dict[str, str], message: str
) -> None:
    filled = {**more, **({"source": str(known.pk)} if "source" in more else {})}
    response = staff.post(URL, given(dsg, **filled))
    assert (response.status_code, Guideline.objects.count()) == (422, 1)
    assert message in text(response)


def test_it_is_undone_as_one_with_its_announcement(dsg: Group, known: Guideline, client: Client) -> None:
    chair = factories.chair_of(dsg)
    factories.sign_in(client, chair)
    client.post(URL, given(dsg, source=str(known.pk), quotation="Den kommer i 2028."))
    undo(Event.objects.get(verb="entry_added"), by=by(chair), now=NOW)
    assert (Guideline.objects.get(), Announcement.objects.count()) == (known, 0)


def test_the_address_fills_it_in(staff: Client, dsg: Group, known: Guideline) -> None:
    asked = {
        "gruppe": "dsg",
        "titel": "Desmoid",
        "aar": "2028",
        "kilde": "kaempe",
        "citat": "Den kommer",
        "sted": "side 1",
    }
    filled: Any = fields(staff.get(URL, asked))
    expected = {"title": "Desmoid", "year": "2028", "quotation": "Den kommer", "place": "side 1", "group": str(dsg.pk)}
    assert {name: filled[name] for name in expected} == expected
    assert filled["source"] == str(known.pk)


@pytest.mark.both
def test_an_address_with_a_sign_that_no_database_takes_shows_the_form(staff: Client, dsg: Group) -> None:
    assert staff.get(URL, {"kilde": "kaem\x00pe", "titel": "Ny\x00"}).status_code == 200
