"""Name, role, time with zone, meaning, outcome and SHA-256 of a decision: the same on page, PDF and sheet (A10).

The mail of what was sent back shows no receipt, but names who decided and for which group: as the receipt does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from guidelines.approval import actions
from guidelines.approval.manifest import HEADS, VOIDED, Line, lines, values
from guidelines.approval.rules import VOIDING, Outcome, Position
from guidelines.approval.wording import exact_time
from guidelines.exchange.receipt import receipt_pdf
from guidelines.models import Decision, Person
from guidelines.planning.rules import Stage
from reminders.notice_wording import words_of
from reminders.notices import NoticeKind, notices
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene
from tests.exchange.pdf_text import squeezed, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
ALWAYS = ("name", "role", "time", "meaning", "question", "outcome", "state")
WORDS = (
    "Afsnit 3",
    "«kilde»",
    "<b>fed</b>",
    "#let x = 1",
    "*stjerne*",
    "=SUM(A1)",
    "$x$",
    "\\",
    "æøå ÆØÅ",
    '"',
    "@navn",
)


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        yield


def decided(cases: int, seed: int) -> Scene:
    """A revision with this many decisions: every outcome, by chair and deputy, undone ones and one made void."""
    chance = random.Random(seed)
    here = scene.at(Position.CLINICAL)
    for number in range(cases):
        who = chance.choice([here.chairs["DSG"], here.deputies["DSG"]])
        outcome = list(Outcome)[number % len(Outcome)]
        text = "" if outcome is Outcome.APPROVE else " ".join(chance.sample(WORDS, 3))
        if who == here.deputies["DSG"]:
            outcome, who, text = Outcome.SEND_BACK, here.chairs["DSG"], text or "Ret"
        made = here.decide(outcome, person=who, text=text)
        actions.undo_decision(made, person=who, by=scene.actor(who), now=here.tick(chance.random() * 9))
    here.approve()
    here.upload()
    actions.hand_over(here.step().step, person=here.chairs["DSG"], by=scene.BY, now=here.tick())
    here.approve(person=here.deputies["DSG"])
    return here


def on_the_page(client: Client, here: Scene) -> dict[str, dict[str, str]]:
    """The lines of every receipt on the page of the last step, by the decision's time."""
    step = here.revision.decisions.latest("pk").step_id
    page = html.fromstring(client.get(reverse("decision", args=[step])).content.decode())
    found = {}
    for receipt in page.xpath("//dl[dd[contains(@class, 'sha256')] or dd[contains(@class, 'outcome')]]"):
        heads = [head.text_content() for head in receipt.xpath("dt")]
        said = dict(zip(heads, [line.text_content() for line in receipt.xpath("dd")], strict=True))
        found[said[str(HEADS["time"])]] = said
    return found


def in_the_sheet(client: Client, here: Scene) -> dict[str, dict[str, str]]:
    """The cells of every row, by the decision's time; empty ones are left out."""
    content = client.get(reverse("approval-export", args=[here.revision.pk])).content
    head, *rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    found = [{str(name): str(cell) for name, cell in zip(head, row, strict=True) if cell != ""} for row in rows]
    return {row[str(HEADS["time"])]: row for row in found}


def compare(here: Scene) -> int:
    """Compare the three; return how many decisions were compared."""
    client = factories.sign_in(Client(), here.lead)
    page, sheet = on_the_page(client, here), in_the_sheet(client, here)
    made = list(
        Decision.objects.filter(revision=here.revision).select_related("person", "acting_for", "file__document")
    )
    for decision in made:
        told = {str(HEADS[key]): value for key, value in values(decision).items() if value}
        assert {str(HEADS[key]) for key in (*ALWAYS, "sha256")} <= told.keys()
        time = told[str(HEADS["time"])]
        assert (page[time], sheet[time]) == (told, told)
        pdf = client.get(reverse("decision-receipt", args=[decision.pk]))
        assert pdf.headers["Content-Type"] == "application/pdf"
        text = text_of(pdf.content)
        assert [value for value in told.values() if squeezed(value) not in text] == [], text
    assert len(made) == len(page) == len(sheet)
    return len(made)


def test_page_pdf_and_sheet_say_the_same_of_twenty_decisions() -> None:
    assert compare(decided(18, seed=3)) == 20


@pytest.mark.faults
@pytest.mark.both
@pytest.mark.parametrize("seed", range(10))
def test_page_pdf_and_sheet_say_the_same_of_two_hundred(seed: int) -> None:
    assert compare(decided(18, seed=seed)) == 20


def shorter(value: str) -> str:
    """A role as somebody might word it anew: without the group."""
    return value.replace(" for DSG", "")


def lines_of_its_own(made: Decision) -> list[Line]:
    return [replace(line, value=shorter(line.value)) for line in lines(made)]


def values_of_its_own(made: Decision) -> dict[str, str]:
    return {key: shorter(value) for key, value in values(made).items()}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("guidelines.approval.views.decisions.lines", lines_of_its_own),
        ("guidelines.exchange.receipt.lines", lines_of_its_own),
        ("guidelines.exchange.receipt.values", values_of_its_own),
    ],
    ids=["page", "PDF", "sheet"],
)
def test_the_switch_where_one_place_has_words_of_its_own_it_fails(
    place: str, words: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = decided(0, seed=1)
    assert compare(here) == 2
    monkeypatch.setattr(place, words)
    with pytest.raises(AssertionError):
        compare(here)


def returned(here: Scene) -> tuple[dict[str, str], str]:
    """What the receipt and the mail say of the one decision that sent the work back."""
    [notice] = [item for item in notices(here.tick(20)) if item.kind is NoticeKind.RETURNED]
    said = " ".join(words_of(notice, here.lead, here.now).passage.paragraphs)
    return values(Decision.objects.select_related("person", "acting_for", "file__document").get()), said


def test_page_pdf_sheet_and_mail_keep_the_name_that_was_signed_with() -> None:
    here = scene.at(Position.RETURNED)
    Person.objects.filter(pk=here.chairs["DSG"].pk).update(name="Nyt Navn")
    told, mail = returned(here)
    assert told["name"] == "Formand DSG"
    assert f"{told['name']}, {told['role'].rpartition(' ')[2]}" in mail
    assert compare(here) == 1


def test_the_time_has_its_zone_in_summer_and_in_winter() -> None:
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    assert values(made)["time"] == "21. november 2026 kl. 10:09:00 (Europe/Copenhagen, UTC+01:00)"
    made.at = made.at.replace(month=7)
    assert values(made)["time"] == "21. juli 2026 kl. 11:09:00 (Europe/Copenhagen, UTC+02:00)"


def upload(here: Scene) -> None:
    here.upload()


def withdraw(here: Scene) -> None:
    here.do(actions.withdraw_file, reason="Forkert fil")


def correct(here: Scene) -> None:
    by = scene.actor(here.secretary)
    actions.correct_stage(here.revision, stage=Stage.CONSULTATION, reason="Om igen", by=by, now=here.tick())


def change(here: Scene) -> None:
    other = factories.group("DGCG")
    factories.chair_of(other)
    needed = [*((item.for_group, item.approver_group) for item in here.case.approvals), (other, other)]
    approvals = [actions.RunApprovalFacts(*groups) for groups in needed]
    here.do(actions.change_run, approvals=approvals, reason="Fælles", person=here.colleague, by=here.colleague)


def rewrite(here: Scene) -> None:
    """A row that lost its force in no known way, as an earlier version may have left it."""
    here.revision.decisions.filter(pk=here.revision.decisions.latest("pk").pk).update(voided_at=here.tick())


BECAUSE = {
    upload: ", fordi dokumentet blev ændret",
    withdraw: ", fordi dokumentet blev trukket tilbage",
    correct: ", fordi status blev rettet",
    change: ", fordi det blev ændret, hvem der godkender",
    rewrite: "",
}


@pytest.mark.parametrize("voiding", BECAUSE, ids=lambda voiding: voiding.__name__)
def test_why_it_no_longer_holds_is_said_alike_everywhere(voiding: Any) -> None:
    here = scene.at(Position.APPROVED)
    voiding(here)
    made = here.revision.decisions.latest("pk")
    assert values(made)["state"] == f"Gælder ikke længere fra {exact_time(here.now)}{BECAUSE[voiding]}"
    assert compare(here) == 2


def test_every_verb_that_voids_has_its_words() -> None:
    assert set(VOIDED) == {None, *VOIDING}


def test_what_an_approval_says() -> None:
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    told = values(made)
    assert told | {"time": "", "sha256": ""} == {
        "name": "Formand DSG",
        "role": "Formand for DSG",
        "time": "",
        "meaning": "Faglig godkendelse",
        "question": "Kan DSG stå inde for det faglige indhold i dokumentet?",
        "outcome": "Godkendt",
        "text": "",
        "own_work": "",
        "until": "",
        "document": "retningslinje.pdf",
        "sha256": "",
        "factor": "Kode på mail",
        "state": "Gælder",
    }
    assert re.fullmatch("[0-9a-f]{64}", told["sha256"])


def test_the_receipt_is_a_tagged_pdf_in_its_language_and_always_the_same() -> None:
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    first, second = (receipt_pdf(made, here.revision.guideline, language="da") for _time in range(2))
    assert first == second
    assert first.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in first
    assert b"/Lang(da" in first.replace(b" ", b"")


def test_others_get_neither_receipt_nor_sheet() -> None:
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    outside: Any = factories.sign_in(Client(), factories.reader())
    urls = (reverse("decision-receipt", args=[made.pk]), reverse("approval-export", args=[here.revision.pk]))
    assert [outside.get(url).status_code for url in urls] == [404, 404]
