"""*Ny retningslinje*: similar titles first, then made and planned in one, with where it was announced (ux page 14)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.models import Announcement, Group, Guideline, PlanEntry
from guidelines.planning.actions import undo
from guidelines.register.known import MOST_TITLES, known_guidelines
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
    source = {"source": known.title, "quotation": words, "place": "side 12"}
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
        ({"quotation": "Den kommer"}, "Skriv titlen på den retningslinje, hvis tekst ordene står i."),
        ({"source": "Behandling af kæmpecelletumorer i knogle"}, "Skriv de ord, den er bebudet med."),
        ({"title": "  "}, "Skriv titlen."),
        ({"group": ""}, "Vælg den gruppe, der ejer retningslinjen."),
        ({"lead_0": "Ukendt Person"}, "Vi kender ikke »Ukendt Person«."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(
    staff: Client, dsg: Group, known: Guideline, more: dict[str, str], message: str
) -> None:
    response = staff.post(URL, given(dsg, **more))
    assert (response.status_code, Guideline.objects.count()) == (422, 1)
    assert message in text(response)


def test_it_is_undone_as_one_with_its_announcement(dsg: Group, known: Guideline, client: Client) -> None:
    chair = factories.chair_of(dsg)
    factories.sign_in(client, chair)
    client.post(URL, given(dsg, source=known.title, quotation="Den kommer i 2028."))
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
    assert filled["source"] == known.title


@pytest.mark.both
def test_an_address_with_a_sign_that_no_database_takes_shows_the_form(staff: Client, dsg: Group) -> None:
    assert staff.get(URL, {"kilde": "kaem\x00pe", "titel": "Ny\x00"}).status_code == 200


# --- in whose text it was announced


def offered(response: Any) -> list[str]:
    """The titles that the field for the source suggests, on the page or alone."""
    html = response.content.decode()
    options = html.split('<datalist id="titles">')[1].split("</datalist>")[0] if "<datalist" in html else html
    return [unescape(title) for title in re.findall(r'<option value="([^"]*)"', options)]


@pytest.mark.parametrize(
    "typed", ["Behandling af kæmpecelletumorer i knogle", " BEHANDLING af  kæmpecelletumorer i knogle", "kaempe"]
)
def test_the_source_is_named_by_its_title_or_the_end_of_its_address(
    staff: Client, dsg: Group, known: Guideline, typed: str
) -> None:
    assert staff.post(URL, given(dsg, source=typed, quotation="Den kommer.")).status_code == 302
    assert Announcement.objects.get().source == known


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("kæmpecelle", "Skriv hele titlen; det kan være »Behandling af kæmpecelletumorer i knogle«."),
        ("Kaempecelletumors", "Skriv hele titlen; det kan være »Behandling af kæmpecelletumorer i knogle«."),
        ("Ewing & <b>", "Skriv dens titel, eller tøm feltet."),
        ("Udgået sarkom", "Skriv dens titel, eller tøm feltet."),
    ],
)
def test_a_source_that_is_not_known_is_told_with_what_to_do(
    staff: Client, dsg: Group, known: Guideline, typed: str, told: str
) -> None:
    factories.guideline("Udgået sarkom", owner=dsg, withdrawn_on=NOW.date())
    response = staff.post(URL, given(dsg, source=typed, quotation="Den kommer."))
    assert (response.status_code, PlanEntry.objects.count()) == (422, 0)
    assert fields(response)["source"] == typed
    assert f"Ingen retningslinje i brug hedder »{typed}«. {told}" in unescape(text(response))


def test_of_two_with_one_title_the_address_says_which(staff: Client, dsg: Group, known: Guideline) -> None:
    twin = factories.guideline(known.title, owner=dsg, slug="kaempe-2")
    response = staff.post(URL, given(dsg, source=known.title, quotation="Den kommer."))
    assert response.status_code == 422
    told = f"Flere hedder »{known.title}«. Skriv slutningen af adressen på den rigtige: kaempe, kaempe-2."
    assert told in text(response)
    asked = fields(staff.get(URL, {"kilde": "kaempe-2"}))["source"]
    assert asked == "kaempe-2"
    assert staff.post(URL, given(dsg, source=asked, quotation="Den kommer.")).status_code == 302
    assert Announcement.objects.get().source == twin


def test_titles_are_suggested_by_their_words_and_of_the_own_groups_first(
    client: Client, dsg: Group, known: Guideline
) -> None:
    factories.guideline("Uterine sarkomer", owner=factories.group("DGCG"))
    factories.guideline("Udgået sarkom", owner=dsg, withdrawn_on=NOW.date())
    part = {"HX-Request": "true"}
    for who, own in (
        (factories.chair_of(dsg), [known.title]),
        (factories.secretariat(), [known.title, "Uterine sarkomer"]),
    ):
        factories.sign_in(client, who)
        assert offered(client.get(URL)) == own
        assert offered(client.get(URL, {"source": "sarkom"}, headers=part)) == ["Uterine sarkomer"]
        assert offered(client.get(URL, {"source": "knogle kaempecelle"}, headers=part)) == [known.title]
        assert offered(client.get(URL, {"source": "\x00"}, headers=part)) == [known.title, "Uterine sarkomer"]
    factories.sign_in(client, factories.member_of(dsg))
    assert client.get(URL, {"source": "sarkom"}, headers=part).status_code == 404


def test_the_page_is_no_longer_with_a_long_register(staff: Client, dsg: Group) -> None:
    Guideline.objects.bulk_create(Guideline(title=f"Emne {n:04}", slug=f"emne-{n}") for n in range(MOST_TITLES + 1))
    assert offered(staff.get(URL)) == [f"Emne {n:04}" for n in range(MOST_TITLES)]
    last = f"Emne {MOST_TITLES:04}"
    assert offered(staff.get(URL, {"source": last}, headers={"HX-Request": "true"})) == [last]
