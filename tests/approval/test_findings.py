"""*Tjek* on the author's page and the case: findings, those waived, those corrected; they stop nobody."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval.models import DraftFile
from guidelines.approval.rules import Position
from guidelines.documents.storing import path_of
from guidelines.models import DocumentText, Event, Group, Person, Waiver
from guidelines.register.actions import switch_off
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene, actor
from tests.approval.texts import BEFORE_SEARCH, UNDATED, guideline_file, tells
from tests.documents.guideline.reading import whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
ERROR = "Retningslinjen er godkendt før sin litteratursøgning"
WARNING = "Den faglige godkendelse har ingen dato."


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def page(here: Scene, name: str = "run-submit", who: Person | None = None, *args: Any, **query: str) -> Any:
    client = factories.sign_in(Client(), who or (here.secretary if name != "run-submit" else here.lead))
    return client.get(reverse(name, args=[here.revision.pk, *args]), query)


def text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def drafted(**parts: str) -> Scene:
    """A draft with a document that says what the parts say."""
    here = scene.at(Position.DRAFT)
    guideline_file(here.upload(), **parts)
    return here


def marked(answer: Any) -> list[tuple[str, str]]:
    return [(found.code, found.fingerprint) for found in answer.context["checked"].judged.open]


def waived(here: Scene, code: str, reason: str = "Spurgt i telefonen") -> Waiver:
    [key] = [key for found, key in marked(page(here)) if found == code]
    client = factories.sign_in(Client(), here.secretary)
    done = client.post(reverse("finding-waive", args=[here.revision.pk, key]), {"reason": reason})
    assert (done.status_code, done.url) == (302, f"/forloeb/{here.revision.pk}/sag/#tjek")
    return Waiver.objects.get(fingerprint=key, withdrawn_at=None)


# --- what is found


@pytest.mark.parametrize("name", ["run-submit", "case"])
def test_findings_stand_with_weight_words_place_and_what_to_do(name: str) -> None:
    here = drafted(**UNDATED, **BEFORE_SEARCH)
    said = text(page(here, name))
    assert "1 fejl, 1 at se efter" in said
    assert said.index(ERROR) < said.index(WARNING)
    assert "Forperson for DSG Vera Lind" in said
    assert "Side 1:" in said
    assert "Skriv datoen for den faglige godkendelse." in said


def test_nothing_found_says_so() -> None:
    assert "Tjek af dokumentet Der er ingen fund." in text(page(drafted()))


def test_without_a_document_nothing_is_checked() -> None:
    answer = page(scene.at(Position.DRAFT))
    assert (answer.context["checked"], "Tjek af dokumentet" in text(answer)) == (None, False)


def test_of_many_findings_the_lesser_ones_are_folded() -> None:
    here, left_out = scene.at(Position.DRAFT), ("Formål", "Patientgruppe", "Målgruppe", "4.", "6.", "Formulering")
    lines = whole(**UNDATED, **BEFORE_SEARCH).split("\n")
    tells(here.upload().document, "\n".join(line for line in lines if not line.startswith(left_out)))
    answer = page(here)
    shown = {found.severity for found in answer.context["findings_shown"]}
    folded = answer.context["findings_folded"]
    assert (shown, len(folded) > 5) == ({"error"}, True)
    assert f"{len(folded)} flere at se efter" in text(answer)


def test_a_real_file_is_read_once(django_assert_num_queries: Any) -> None:
    here = scene.at(Position.DRAFT)
    DocumentText.objects.all().delete()
    here.upload()
    DocumentText.objects.all().delete()
    said = text(page(here))
    assert "Dokumentet kunne ikke tjekkes: Filen kan ikke åbnes" in said
    assert DocumentText.objects.get().problem == "damaged"


@pytest.mark.parametrize("name", ["run-submit", "case"])
def test_a_file_that_cannot_be_read_says_so_and_stops_nobody(name: str) -> None:
    here = scene.at(Position.DRAFT)
    here.upload()
    said = text(page(here, name))
    assert "Det kan indsendes og afgøres alligevel." in said
    assert ("Dokumentet kunne ikke tjekkes." in said) == (name == "case")
    here.describe()
    here.prepare()
    here.do(scene.actions.ask_approval, expected_edition=here.edition)
    assert here.position is Position.CLINICAL


def test_a_file_the_store_has_lost_says_so() -> None:
    here = scene.at(Position.DRAFT)
    file = here.upload()
    DocumentText.objects.all().delete()
    path_of(file.document).unlink()
    assert "Filen ligger ikke i arkivet." in text(page(here))


def test_errors_stop_nobody_and_stand_on_the_case() -> None:
    here = drafted(**BEFORE_SEARCH)
    here.describe()
    here.prepare()
    here.do(scene.actions.ask_approval, expected_edition=here.edition)
    here.approve()
    here.take()
    said = text(page(here, "case"))
    assert f"1 åben fejl i dokumentet: {ERROR}" in said
    waived(here, "approved_before_search")
    assert "Ingen åbne fejl i dokumentet" in text(page(here, "case"))


# --- corrected since the file before


def test_what_the_next_file_has_no_longer_is_ticked_off() -> None:
    here = drafted(**UNDATED, **BEFORE_SEARCH)
    guideline_file(here.upload(), **BEFORE_SEARCH)
    answer = page(here)
    assert "1 er rettet siden forrige fil." in text(answer)
    assert [finding.code for finding in answer.context["checked"].mended] == ["clinical_date_missing"]
    guideline_file(here.upload(), **BEFORE_SEARCH)
    assert "siden forrige fil" not in text(page(here))


def test_a_file_before_that_cannot_be_read_is_passed_over() -> None:
    here = scene.at(Position.DRAFT)
    here.upload()
    guideline_file(here.upload(), **UNDATED)
    assert page(here).context["checked"].mended == ()


# --- waived


def test_a_waived_finding_stays_so_while_the_words_stand() -> None:
    here = drafted(**UNDATED)
    waiver = waived(here, "clinical_date_missing")
    assert (waiver.reason, waiver.by, waiver.guideline) == (
        "Spurgt i telefonen",
        here.secretary,
        here.revision.guideline,
    )
    answer = page(here)
    assert marked(answer) == []
    assert "1 accepteret" in text(answer)
    assert f"Accepteret: Spurgt i telefonen {here.secretary.name}, 21. november 2026" in text(answer)
    guideline_file(here.upload(), **UNDATED, update="Næste revision er planlagt til 1. maj 2030.")
    assert marked(page(here)) == []
    guideline_file(here.upload(), clinical="Forperson for DSG Vera Lind Holm")
    assert [code for code, _key in marked(page(here))] == ["clinical_date_missing"]
    assert Event.objects.filter(verb="finding_waived").get().guideline_key == str(here.revision.guideline_id)


def test_one_that_rests_on_no_words_is_waived_for_its_file_alone() -> None:
    here, other = scene.at(Position.DRAFT), "Databasen følger det."
    told = "\n".join(line for line in whole().split("\n") if not line.startswith("Formål"))
    tells(here.upload().document, told)
    [bare] = [found for found in page(here).context["checked"].judged.open if not found.evidence]
    asked = text(page(here, "finding-waive", here.secretary, bare.fingerprint))
    assert "kun accepteret for denne fil" in asked
    waived(here, bare.code)
    assert bare.code not in dict(marked(page(here)))
    tells(here.upload().document, f"{told}\n{other}")
    assert bare.code in dict(marked(page(here)))


def test_it_counts_again_when_it_is_taken_back() -> None:
    here = drafted(**UNDATED)
    waiver = waived(here, "clinical_date_missing")
    client = factories.sign_in(Client(), here.colleague)
    done = client.post(reverse("waiver-withdraw", args=[here.revision.pk, waiver.pk]), follow=True)
    assert "Fundet tæller med igen." in text(done)
    waiver.refresh_from_db()
    assert (waiver.withdrawn_by, waiver.withdrawn_at is None) == (here.colleague, False)
    assert [code for code, _key in marked(page(here))] == ["clinical_date_missing"]
    again = client.post(reverse("waiver-withdraw", args=[here.revision.pk, waiver.pk]), follow=True)
    assert "Det er allerede taget tilbage." in text(again)


def test_the_page_that_waives_shows_the_finding_and_asks_for_a_reason() -> None:
    here = drafted(**UNDATED)
    [(_code, key)] = marked(page(here))
    assert WARNING in text(page(here, "finding-waive", here.secretary, key))
    client = factories.sign_in(Client(), here.secretary)
    refused = client.post(reverse("finding-waive", args=[here.revision.pk, key]), {"reason": "  "})
    assert (refused.status_code, Waiver.objects.count()) == (422, 0)
    assert page(here, "finding-waive", here.secretary, "ab" * 32).status_code == 404
    waived(here, "clinical_date_missing")
    assert page(here, "finding-waive", here.secretary, key).status_code == 302


def test_a_waiver_of_another_guideline_is_not_found() -> None:
    here, other = drafted(**UNDATED), scene.at(Position.DRAFT, groups=("DGCG",))
    waiver = waived(here, "clinical_date_missing")
    client = factories.sign_in(Client(), here.secretary)
    assert client.post(reverse("waiver-withdraw", args=[other.revision.pk, waiver.pk])).status_code == 404


def test_authors_are_offered_no_waiver() -> None:
    here = drafted(**UNDATED)
    assert "Accepter" not in text(page(here))
    assert "Accepter" in text(page(here, "run-submit", here.secretary))


# --- what a group has settled


def test_a_rule_that_is_off_for_the_owner_finds_nothing() -> None:
    here = drafted(**UNDATED)
    by = {"person": here.secretary, "by": actor(here.secretary), "now": NOW}
    switch_off(here.groups["DSG"], code="clinical_date_missing", reason="De har ingen", **by)
    assert marked(page(here)) == []


def test_the_longest_interval_is_the_groups() -> None:
    here = drafted()
    assert marked(page(here)) == []
    Group.objects.filter(pk=here.groups["DSG"].pk).update(revision_months=36)
    assert "det længste tilladte er 36" in text(page(here))


# --- how many statements it takes


@pytest.mark.parametrize("name", ["run-submit", "case"])
def test_as_many_statements_for_six_files_as_for_two(name: str, django_assert_max_num_queries: Any) -> None:
    here = drafted(**UNDATED)
    guideline_file(here.upload())
    client = factories.sign_in(Client(), here.secretary)
    address = reverse(name, args=[here.revision.pk])
    client.get(address)
    with django_assert_max_num_queries(200) as few:
        client.get(address)
    for _number in range(4):
        guideline_file(here.upload(), **UNDATED, **BEFORE_SEARCH)
    assert DraftFile.objects.filter(revision=here.revision).count() == 6
    waived(here, "clinical_date_missing")
    client.get(address)
    with django_assert_max_num_queries(200) as many:
        client.get(address)
    assert len(many) == len(few)
