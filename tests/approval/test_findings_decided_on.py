"""*Tjek* on the page of a decision: the same findings, to read alone, and of what is kept of the document."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval.rules import Position
from guidelines.documents.storing import path_of
from guidelines.models import DocumentText, Person
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene
from tests.approval.test_findings import ERROR, WARNING, marked, text, waived
from tests.approval.texts import BEFORE_SEARCH, UNDATED, guideline_file, tells
from tests.documents.guideline.reading import whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def awaiting(**parts: str) -> Scene:
    """A revision that awaits its chair, with a document that says what the parts say; its file is not in the store."""
    here = scene.at(Position.CLINICAL)
    document = guideline_file(here.case.file, **parts).document
    path_of(document).unlink()
    return here


def page(here: Scene, who: Person | None = None) -> Any:
    client = factories.sign_in(Client(), who or here.chairs["DSG"])
    return client.get(reverse("decision", args=[here.step().step.pk]))


def test_the_chair_sees_findings_with_weight_words_place_and_what_to_do() -> None:
    here = awaiting(**UNDATED, **BEFORE_SEARCH)
    said = text(page(here))
    assert "1 fejl, 1 at se efter" in said
    assert said.index(ERROR) < said.index(WARNING)
    assert "Side 1: Forperson for DSG Vera Lind" in said
    assert "Skriv datoen for den faglige godkendelse." in said
    assert f"1 åben fejl i dokumentet: {ERROR}" in said


def test_they_are_the_same_as_on_the_case_and_nobody_accepts_them_here() -> None:
    here = awaiting(**UNDATED, **BEFORE_SEARCH)
    secretary = factories.sign_in(Client(), here.secretary)
    case = secretary.get(reverse("case", args=[here.revision.pk]))
    own = page(here)
    assert (marked(own), len(marked(own))) == (marked(case), 2)
    for who in (here.chairs["DSG"], here.secretary, here.lead):
        assert "/tjek/" not in page(here, who).content.decode().replace(reverse("check-rules"), "")
    assert f"/forloeb/{here.revision.pk}/tjek/" in case.content.decode()


def test_what_the_secretariat_accepted_is_folded_with_its_reason() -> None:
    here = awaiting(**UNDATED)
    waived(here, "clinical_date_missing")
    answer = page(here)
    assert marked(answer) == []
    assert "Accepteret: Spurgt i telefonen" in text(answer)
    assert "Lad det tælle med igen" not in text(answer)


def test_of_many_only_the_errors_stand_open() -> None:
    here, left_out = scene.at(Position.CLINICAL), ("Formål", "Patientgruppe", "Målgruppe", "4.", "6.", "Formulering")
    lines = whole(**UNDATED, **BEFORE_SEARCH).split("\n")
    tells(here.case.file.document, "\n".join(line for line in lines if not line.startswith(left_out)))
    answer = page(here)
    folded = answer.context["findings_folded"]
    assert {found.severity for found in answer.context["findings_shown"]} == {"error"}
    assert f"{len(folded)} flere at se efter" in text(answer)


def test_a_document_that_nobody_has_read_is_not_read_by_the_page() -> None:
    here = awaiting()
    DocumentText.objects.all().delete()
    said = text(page(here))
    assert "Dokumentet kunne ikke tjekkes: Det er ikke læst endnu. Det kan indsendes og afgøres alligevel." in said
    assert not DocumentText.objects.exists()


def test_others_do_not_see_them() -> None:
    here = awaiting(**UNDATED)
    assert page(here, factories.chair_of(factories.group("DGCG"))).status_code == 404


def test_findings_take_as_many_statements_however_many_there_are(django_assert_num_queries: Any) -> None:
    here = awaiting()
    client = factories.sign_in(Client(), here.chairs["DSG"])
    address = reverse("decision", args=[here.step().step.pk])
    client.get(address)
    with django_assert_num_queries(60, exact=False) as few:
        client.get(address)
    guideline_file(here.case.file, **UNDATED, **BEFORE_SEARCH)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(address)
    told = [one["sql"] for one in few.captured_queries]
    assert sum("guidelines_documenttext" in sql for sql in told) == 1
