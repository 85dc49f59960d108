"""Uterine sarkomer: two groups approve at once, one sends back, and it goes on where it was (issue 3)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from guidelines.approval.reading import read_case
from guidelines.approval.rules import Position
from guidelines.lists import clock
from guidelines.models import Decision, GuidelineVersion, Person, Revision
from tests import factories
from tests.documents.uploads import pdf
from tests.journeys.opening import begun
from tests.journeys.visiting import Visit

pytestmark = pytest.mark.django_db(transaction=True)
BEGUN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CORRECT = "Afsnit 3: skriv, hvornår der skal henvises til et sarkomcenter."


@pytest.fixture
def people(moment: Any, store: Any) -> dict[str, Person]:
    """A tovholder, the chairs of two groups that own the guideline together, and the secretariat."""
    dsg, dgcg = factories.group("DSG"), factories.group("DGCG")
    people = {
        "lead": factories.reader("Birgit Bech"),
        "DSG": factories.chair_of(dsg, "Søren Sand"),
        "DGCG": factories.chair_of(dgcg, "Gerda Grøn"),
        "secretary": factories.secretariat("Karla Kjær"),
    }
    who = {"lead": people["lead"], "secretary": people["secretary"]}
    begun("Uterine sarkomer", [dsg, dgcg], **who, approved_on=date(2021, 1, 14), now=BEGUN)
    return people


def test_uterine_sarkomer_is_sent_back_by_one_group_and_published_by_both(
    visit: Visit, people: dict[str, Person], tmp_path: Path
) -> None:
    revision = Revision.objects.get()
    run = f"/forloeb/{revision.pk}"
    lead = visit(people["lead"])
    _hand_in(visit, people, run, tmp_path)

    visit(people["DSG"]).go("/godkendelser/").press("Se og afgør").approve().sees("Godkendt: »Uterine sarkomer«")
    dgcg = visit(people["DGCG"]).go("/godkendelser/").press("Se og afgør").shot("uterine-1-afgoerelse")
    dgcg.fill(outcome="send_back", correct=CORRECT).press("Send afgørelse").sees("Sendt tilbage")
    assert read_case(revision, clock.today()).position is Position.RETURNED

    lead.go("/opgaver/").sees("Uterine sarkomer").shot("uterine-2-opgaver-retur")
    _answer(visit, people, run, CORRECT, "Kommentarer fra formanden", shot="uterine-3-kommentarer")
    second = tmp_path / "uterine-sarkomer-rettet.pdf"
    second.write_bytes(pdf("Uterine sarkomer, rettet"))
    lead.go(f"{run}/indsend/").choose_file(second).press("Gem foreløbig")
    lead.go(f"{run}/kommentarer/").main.get_by_role("checkbox").check()  # the words of the chair are the list
    lead.press("Send igen").sees("Uterine sarkomer").shot("uterine-4-retningslinje")
    case = read_case(revision, clock.today())
    assert (case.position, len(case.steps)) == (Position.CLINICAL, 2)  # other bytes: both once more

    for name in ("DSG", "DGCG"):
        visit(people[name]).go("/godkendelser/").press("Se og afgør").approve().sees("Godkendt: »Uterine sarkomer«")
    secretary = visit(people["secretary"]).go("/indbakke/").sees("Uterine sarkomer")
    secretary.go(f"{run}/sag/").press("Tag sagen").shot("uterine-5-sag")
    secretary.fill(section="5 Metode", text="Skriv datoen for den seneste søgning.").press("Tilføj kommentaren")
    secretary.fill(outcome="send_back", correct="Kun søgedatoen mangler.").press("Send afgørelse")
    _answer(visit, people, run, "Kommentarer fra sekretariatet", "5 Metode", shot="uterine-6-fra-sekretariatet")
    lead.go(f"{run}/indsend/").fill(last_search="oktober 2026").press("Gem foreløbig")
    lead.go(f"{run}/kommentarer/").press("Send igen")
    assert read_case(revision, clock.today()).position is Position.REVIEW  # it goes on where it was

    secretary.go(f"{run}/sag/").approve().sees("Godkendt: »Uterine sarkomer«")
    secretary.go(f"{run}/sag/").press("Publicér").press("Fortsæt")
    secretary.press("Publicér version 2.0").sees("Version 2.0").shot("uterine-7-retningslinje")
    version = GuidelineVersion.objects.get(is_current=True)
    assert (version.label, version.file_sha256) == ("2.0", Decision.objects.latest("pk").sha256)
    voided = Decision.objects.filter(voided_at__isnull=False)
    assert [(made.person, made.outcome) for made in voided] == [(people["DSG"], "approve")]


def _hand_in(visit: Visit, people: dict[str, Person], run: str, folder: Path) -> None:
    document = folder / "uterine-sarkomer.pdf"
    document.write_bytes(pdf("Uterine sarkomer"))
    lead = visit(people["lead"]).go(f"{run}/habilitet/").fill(has_interests="no").press("Gem")
    lead.go(f"{run}/status/").fill(begun="yes").press("Gem status")
    lead.go(f"{run}/hoering/ingen/").fill(reason="Ændringen er aftalt med begge grupper.")
    lead.page.get_by_role("main").locator("form button").first.click()
    lead.go(f"{run}/indsend/").choose_file(document)
    lead.fill(label="2.0", kind="major", summary="Ny anbefaling om henvisning", months="36")
    lead.fill(change_log="Afsnit 2: én anbefaling er ny", template_version="10")
    lead.press("Send til faglig godkendelse").sees("Bolden ligger hos")


def _answer(visit: Visit, people: dict[str, Person], run: str, *words: str, shot: str) -> None:
    """The author reads what came back, answers each comment and ticks it off."""
    lead = visit(people["lead"]).go(f"{run}/kommentarer/").sees(*words)
    for box, answer in zip(lead.main.get_by_role("checkbox").all(), lead.main.locator("textarea").all(), strict=True):
        box.check()
        answer.fill("Det står der nu.")
    lead.shot(shot).press("Gem svarene").sees("0 af")
