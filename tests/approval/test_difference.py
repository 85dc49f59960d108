"""What differs between two files of a revision: on the case in short, on its own page word for word."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval.rules import Position
from guidelines.models import GuidelineVersion
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene, stored
from tests.approval.test_findings import page, text
from tests.approval.texts import guideline_file, tells
from tests.documents.guideline.reading import whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
OLD = "Udredning\n1. Patienter kan tilbydes scanning (B)\n2. Kontrol kan ske efter et år (C)"
NEW = "Udredning\n1. Patienter bør tilbydes scanning (A)\n2. Alle bør tilbydes træning (A)"


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def two_files() -> Scene:
    here = scene.at(Position.DRAFT)
    guideline_file(here.upload(), recommendations=OLD)
    guideline_file(here.upload(), recommendations=NEW, search="Der er søgt i maj 2025 i PubMed.")
    return here


def keys(here: Scene) -> list[str]:
    return [str(file.document_id) for file in here.revision.files.all()]


def pair(answer: Any) -> tuple[str, str]:
    found = answer.context["compared"]
    return found.older.key, found.newer.key


def test_it_says_what_differs_word_for_word() -> None:
    here = two_files()
    answer = page(here, "run-difference", here.lead)
    said = text(answer)
    assert "Anbefalinger: 1 ny, 1 ændret, 1 fjernet, 1 med anden styrke. Afsnit, der er forskellige: 1." in said
    assert "Anbefaling 1 (Udredning) · styrke B, nu A" in said
    assert "Patienter [udgået: kan ] [nyt: bør ] tilbydes scanning" in said
    assert "Fjernet Anbefaling 2 (Udredning)" in said
    assert "Nyt: Der er søgt i maj 2025 i PubMed." in said
    html = answer.content.decode()
    assert re.findall(r"<del><span class=\"vh\">\[udgået: </span>(\w+)<", html)[0] == "kan"


def test_the_case_has_it_in_short() -> None:
    here = two_files()
    answer = page(here, "case")
    assert "Hvad er forskelligt" in text(answer)
    assert "Anbefalinger: 1 ny, 1 ændret" in text(answer)
    assert reverse("run-difference", args=[here.revision.pk]) in answer.content.decode()


def test_it_begins_with_the_version_that_holds() -> None:
    here = two_files()
    document = tells(stored(file_name="gaeldende.pdf"), whole(recommendations=OLD))
    factories.version(here.revision.guideline, "1.1")
    GuidelineVersion.objects.filter(guideline=here.revision.guideline).update(document=document)
    answer = page(here, "run-difference", here.lead)
    assert pair(answer) == (str(document.pk), keys(here)[0])
    assert "Version 1.1, som gælder" in text(answer)


def test_any_two_files_are_chosen() -> None:
    here = two_files()
    newest, first = keys(here)
    assert pair(page(here, "run-difference", here.lead)) == (first, newest)
    assert pair(page(here, "run-difference", here.lead, fra=newest, til=first)) == (newest, first)
    same = page(here, "run-difference", here.lead, fra=first, til=first)
    assert "Ordene er de samme i begge." in text(same)


@pytest.mark.parametrize("query", [{"fra": "x"}, {"til": "x"}, {"fra": "x", "til": "x"}])
def test_a_file_of_elsewhere_is_not_found(query: dict[str, str]) -> None:
    here, other = two_files(), scene.at(Position.DRAFT, groups=("DGCG",))
    strange = guideline_file(other.upload())
    asked = dict.fromkeys(query, str(strange.document_id))
    assert page(here, "run-difference", here.lead, **asked).status_code == 404


def test_one_file_alone_says_so() -> None:
    here = scene.at(Position.DRAFT)
    assert "Der er endnu ikke to filer" in text(page(here, "run-difference", here.lead))
    guideline_file(here.upload())
    assert "Der er endnu ikke to filer" in text(page(here, "run-difference", here.lead))
    assert page(here, "case").context["compared"] is None


def test_a_file_that_cannot_be_read_says_so() -> None:
    here = scene.at(Position.DRAFT)
    here.upload()
    guideline_file(here.upload())
    said = text(page(here, "run-difference", here.lead))
    assert "De to filer kan ikke sammenlignes: Filen kan ikke åbnes" in said


def test_it_is_for_those_inside_alone() -> None:
    here = two_files()
    address = reverse("run-difference", args=[here.revision.pk])
    strangers = [factories.reader("Rigmor Ravn"), factories.chair_of(factories.group("DGCG"))]
    assert [factories.sign_in(Client(), who).get(address).status_code for who in strangers] == [404, 404]
    assert [page(here, "run-difference", who).status_code for who in (here.chairs["DSG"], here.secretary)] == [200, 200]


def test_only_what_there_is_is_counted() -> None:
    here = scene.at(Position.DRAFT)
    guideline_file(here.upload(), recommendations=OLD)
    guideline_file(here.upload(), recommendations=OLD, search="Der er søgt i maj 2025 i PubMed.")
    said = text(page(here, "run-difference", here.lead))
    assert "Anbefalinger: 2 uændrede. Afsnit, der er forskellige: 1." in said
    assert "Alle anbefalinger er de samme." in said
