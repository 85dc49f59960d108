"""*Bebudede retningslinjer*: what the current version's document says will come, to be planned with its source."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.documents.storing import receiving
from guidelines.models import Announcement, Group, Guideline, PlanEntry
from tests import factories
from tests.planning.conftest import NOW
from tests.planning.test_entry_pages import text
from tests.planning.test_stale import fields
from tests.register.documents import as_word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
WORDS = "Der afventes en separat retningslinje i 2028 om desmoider hos børn."


@pytest.fixture
def lunge(dsg: Group, store: Path) -> Guideline:
    """A guideline whose document announces another."""
    made = factories.guideline("Lungemetastaser", owner=dsg, slug="lunge")
    with receiving(
        ContentFile(as_word(f"Kirurgi kan tilbydes.\n{WORDS}\nEvidensen er svag.")), "lunge.docx", now=NOW
    ) as stored:
        factories.version(made, document=stored)
    return made


@pytest.fixture
def staff(client: Client) -> Client:
    return factories.sign_in(client, factories.secretariat())


def test_what_is_announced_is_planned_with_its_source_and_then_known(
    staff: Client, dsg: Group, lunge: Guideline
) -> None:
    page = staff.get("/retningslinjer/lunge/bebudet/")
    assert f"Desmoider hos børn (2028) Afsnit 2: {WORDS} Registrér den planlagte" in text(page)
    link = unescape(page.content.decode().split('<a class="btn" href="/retningslinjer/ny/')[1].split('"')[0])
    assert {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()} == {
        "gruppe": "dsg",
        "titel": "Desmoider hos børn",
        "aar": "2028",
        "kilde": "lunge",
        "citat": WORDS,
        "sted": "afsnit 2",
    }
    filled = fields(staff.get(f"/retningslinjer/ny/{link}"))
    assert staff.post("/retningslinjer/ny/", filled).status_code == 302
    kept, made = Announcement.objects.get(), PlanEntry.objects.get()
    assert (kept.guideline, kept.source, kept.quotation, kept.place) == (made.guideline, lunge, WORDS, "afsnit 2")
    assert (made.year, made.kind) == (2028, "new")
    assert "Den er allerede oprettet: Desmoider hos børn" in text(staff.get("/retningslinjer/lunge/bebudet/"))


def test_the_menu_of_the_guideline_leads_there(staff: Client, lunge: Guideline) -> None:
    assert (
        '<a href="/retningslinjer/lunge/bebudet/">Bebudede retningslinjer</a>'
        in staff.get("/retningslinjer/lunge/").content.decode()
    )


def test_the_owner_is_asked_for_once_however_many_are_announced(staff: Client, dsg: Group, store: Path) -> None:
    made = factories.guideline("Lungemetastaser", owner=dsg, slug="lunge")
    words = "\n".join(WORDS.replace("desmoider", f"{what}tumorer") for what in ("knogle", "kar", "nerve"))
    with receiving(ContentFile(as_word(f"Kirurgi kan tilbydes.\n{words}\n")), "lunge.docx", now=NOW) as stored:
        factories.version(made, document=stored)
    with CaptureQueriesContext(connection) as asked:
        page = staff.get("/retningslinjer/lunge/bebudet/").content.decode()
    assert page.count("gruppe=dsg") == 3
    owners = [query["sql"] for query in asked if """"role" = 'owner'""" in query["sql"]]
    assert len([sql for sql in owners if sql.startswith('SELECT "guidelines_group"."slug"') and "LIMIT 1" in sql]) == 1


def test_without_a_document_nothing_is_read(staff: Client, dsg: Group) -> None:
    factories.version(factories.guideline("GIST", owner=dsg, slug="gist"))
    assert "Der er ikke noget dokument at læse her." in text(staff.get("/retningslinjer/gist/bebudet/"))


def test_others_find_nothing(client: Client, lunge: Guideline) -> None:
    factories.sign_in(client, factories.reader())
    assert client.get("/retningslinjer/lunge/bebudet/").status_code == 404
