"""POEMS: the chair is among the authors, no consultation is held, and the next revision is "om 5 år" (issue 3)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from guidelines.models import Decision, GuidelineVersion, Person, Revision
from tests import factories
from tests.documents.uploads import pdf
from tests.journeys.opening import begun
from tests.journeys.visiting import Visit

pytestmark = pytest.mark.django_db(transaction=True)
BEGUN = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)  # when the authors are nearly done
DECIDED = datetime(2025, 12, 1, 10, 30, tzinfo=UTC)
APPROVED = datetime(2025, 12, 11, 13, 0, tzinfo=UTC)
OWN_WORK = "Stedfortræderen er på orlov, og kapitlet er skrevet af de øvrige forfattere."


@pytest.fixture
def people(moment: Any, store: Any) -> dict[str, Person]:
    """A tovholder, a chair who writes, too, a deputy, and the secretariat; the revision is begun."""
    group = factories.group("DMSG")
    people = {
        "lead": factories.reader("Ida Iversen"),
        "chair": factories.chair_of(group, "Henrik Holm"),
        "deputy": factories.deputy_of(group, "Lone Lund"),
        "secretary": factories.secretariat("Karla Kjær"),
    }
    who = {"lead": people["lead"], "authors": [people["chair"]], "secretary": people["secretary"]}
    begun("POEMS-syndrom", [group], **who, approved_on=date(2020, 12, 4), now=BEGUN)
    return people


def test_poems_is_approved_and_due_again_in_five_years(
    visit: Visit, people: dict[str, Person], moment: Any, tmp_path: Path
) -> None:
    revision = Revision.objects.get()
    run = f"/forloeb/{revision.pk}"
    _hand_in(visit, people, run, tmp_path)
    moment.move_to(DECIDED)
    chair = visit(people["chair"]).go("/godkendelser/").sees("POEMS-syndrom", "Du har selv arbejdet på den")
    chair.press("Se og afgør").sees("Overvej at lade stedfortræderen afgøre", "Send til Lone Lund")
    chair.shot("poems-3-afgoerelse-af-eget")
    chair.fill(outcome="approve").press("Send afgørelse").sees("Du har arbejdet på denne version.")
    assert Decision.objects.count() == 0
    chair.approve(own_work_reason=OWN_WORK).sees("Godkendt: »POEMS-syndrom«")
    chair.shot("poems-4-godkendt-fortryd")

    moment.move_to(APPROVED)
    secretary = visit(people["secretary"]).go("/indbakke/").sees("POEMS-syndrom").shot("poems-5-indbakke")
    secretary.go(f"{run}/sag/").sees(OWN_WORK).press("Tag sagen").shot("poems-6-sag")
    secretary.approve().sees("Godkendt: »POEMS-syndrom«")
    secretary.go(f"{run}/sag/").press("Publicér").shot("poems-7-publicer")
    secretary.press("Fortsæt").sees("11. december 2030", "5 år efter").shot("poems-8-publicer-spoerg")
    secretary.press("Publicér version 2.0").sees("Version 2.0", "11. december 2030").shot("poems-9-retningslinje")

    version = GuidelineVersion.objects.get(is_current=True)
    assert (version.label, version.administrative_approval.first, version.next_due.first) == (
        "2.0",
        date(2025, 12, 11),
        date(2030, 12, 11),
    )
    clinical = Decision.objects.get(meaning="clinical")
    assert (clinical.person, clinical.own_work_reason, clinical.factor) == (people["chair"], OWN_WORK, "code")
    assert GuidelineVersion.objects.get(label="1.0").is_current is False


def _hand_in(visit: Visit, people: dict[str, Person], run: str, folder: Path) -> None:
    """The authors upload, describe, say why there is no consultation, declare, and hand in."""
    document = folder / "poems-2.0.pdf"
    document.write_bytes(pdf("POEMS"))
    lead = visit(people["lead"]).go("/opgaver/").sees("POEMS-syndrom").shot("poems-0-opgaver")
    lead.go(f"{run}/indsend/").choose_file(document)
    lead.fill(label="2.0", kind="major", summary="Ny anbefaling om lenalidomid (nr. 4)", change_log="Afsnit 1 og 3")
    lead.fill(template_version="10", last_search="oktober 2025", months="60", counts_from="administrative_approval")
    lead.press("Gem").press("Send til faglig godkendelse").sees("punkter mangler").shot("poems-1-indsend-mangler")
    lead.go(f"{run}/hoering/ingen/").fill(reason="Kun én anbefaling er ny, og den følger et nationalt notat.")
    lead.page.get_by_role("main").locator("form button").first.click()
    for who in ("lead", "chair"):
        visit(people[who]).go(f"{run}/habilitet/").fill(has_interests="no").press("Gem")
    lead.go(f"{run}/indsend/").sees("Intet mangler").shot("poems-2-indsend-klar")
    lead.press("Send til faglig godkendelse").sees("Bolden ligger hos Henrik Holm")
