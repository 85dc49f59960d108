"""*Opdatér status* and *Send til faglig godkendelse*: what is missing on top, nothing typed is lost, the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from guidelines.approval.models import Draft, DraftFile
from guidelines.approval.rules import Position
from guidelines.documents.models import StoredFile
from guidelines.models import ExtensionRequest, LeadAnswer, Person, Revision
from tests import factories
from tests.approval import consulting, scene
from tests.approval.scene import LOGGED, NOW, Scene
from tests.documents.uploads import pdf
from tests.seeing import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False):
        yield


class Desk:
    """Somebody at the pages of a revision."""

    def __init__(self, here: Scene, who: Person | None = None) -> None:
        self.here = here
        self.client = factories.sign_in(Client(), who or here.lead)
        self.url = reverse("run-submit", args=[here.revision.pk])

    def look(self) -> Any:
        response = self.client.get(self.url)
        assert response.status_code == 200
        return response

    def send(self, act: str = "save", **fields: Any) -> Any:
        """Send the form as the page has it, with these fields."""
        form = self.look().context["form"]
        sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
        del sent["document"]
        return self.client.post(self.url, {**sent, **fields, "act": act})


def upload(name: str = "udkast.pdf", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf())


def missing(response: Any) -> list[str]:
    return [anchor for _sentence, anchor in response.context["missing"]]


# --- what is missing


def test_what_is_missing_stands_on_top_and_leads_to_its_place() -> None:
    here = scene.at(Position.DRAFT)
    response = Desk(here).look()
    page = response.content.decode()
    said = ["id_label", "id_kind", "id_summary", "id_change_log", "id_template_version"]
    assert missing(response) == ["id_document", *said, "habilitet", "hoering"]
    assert "8 punkter mangler" in page
    assert [anchor for anchor in missing(response) if f'id="{anchor}"' not in page] == []
    assert page.index("8 punkter mangler") < page.index('<form class="form"')


def test_handing_in_unready_answers_422_and_keeps_what_was_typed() -> None:
    here = scene.at(Position.DRAFT)
    response = Desk(here).send("submit", label="1.2", kind="minor", summary="To anbefalinger", **LOGGED)
    assert (response.status_code, missing(response)) == (422, ["id_document", "habilitet", "hoering"])
    assert response.context["form"]["summary"].value() == "To anbefalinger"
    assert Draft.objects.get().summary == "To anbefalinger"
    assert here.position is Position.DRAFT


def test_one_press_saves_the_document_and_the_words_and_hands_in() -> None:
    here = scene.at(Position.DRAFT)
    here.describe(label="", summary="")
    here.prepare()
    desk = Desk(here)
    words = {"label": "v. 1.2", "kind": "minor", "summary": "Kun ordlyd", **LOGGED}
    response = desk.send("submit", **words, document=upload())
    assert response.status_code == 302
    assert here.position is Position.CLINICAL
    draft = Draft.objects.get()
    assert (draft.label, draft.kind, draft.summary) == ("1.2", "minor", "Kun ordlyd")
    page = desk.look().content.decode()
    assert "Den er sendt: til faglig godkendelse. Bolden ligger hos Formand DSG." in page
    assert 'value="submit"' not in page


def test_what_came_back_is_handed_in_again() -> None:
    here = scene.at(Position.RETURNED)
    desk = Desk(here)
    page = desk.look().content.decode()
    assert "Afsnit 3 mangler en kilde" in page
    assert "<h1>Send til godkendelse igen: " in page
    assert desk.send("submit").status_code == 422  # what is to be corrected is a list to tick off
    here.tick_text()
    assert desk.send("submit").status_code == 302
    assert here.position is Position.CLINICAL


# --- nothing is lost


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_search": "engang"}, "last_search"),
        ({"months": "60", "next_due": "1.12.2030"}, "months"),
        ({"months": "0"}, "months"),
        ({"summary": "x" * 1001}, "summary"),
        ({"label": "1" * 21}, "label"),
    ],
)
def test_what_is_wrong_is_said_and_all_that_was_typed_stays(wrong: dict[str, str], field: str) -> None:
    here = scene.at(Position.DRAFT)
    typed = {"label": "1.2", "summary": "Ord", "change_log": "Linje", "template_version": "10", **wrong}
    response = Desk(here).send("submit", **typed)
    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert {name: form[name].value() for name in typed} == typed
    assert here.case.draft is None


def test_a_document_stays_though_the_words_are_wrong() -> None:
    here = scene.at(Position.DRAFT)
    desk = Desk(here)
    response = desk.send(label="1.2", last_search="engang", document=upload())
    assert (response.status_code, DraftFile.objects.get().document.file_name) == (422, "udkast.pdf")
    assert response.context["form"]["shown_sha256"].value() == here.case.sha256
    assert "Dokumentet er gemt: udkast.pdf." in response.content.decode()


def test_another_edition_answers_409_with_what_differs_and_saving_again_replaces_it() -> None:
    here = scene.at(Position.DRAFT)
    desk = Desk(here)
    old = {"edition": "0", "shown_sha256": "", "label": "1.2", "summary": "Min", "act": "save"}
    here.describe(label="1.3", summary="Din")
    response = desk.client.post(desk.url, old)
    form = response.context["form"]
    assert (response.status_code, form["summary"].value(), form["edition"].value()) == (409, "Min", "1")
    differs = dict(response.context["came"].differs)
    assert (differs["Versionsnummer"], differs["Hvad er ændret, med få ord"]) == ("1.3", "Din")
    assert "gemt nu:" in response.content.decode()
    assert desk.client.post(desk.url, {**old, "edition": "1"}).status_code == 302
    assert Draft.objects.get().summary == "Min"


def test_a_document_is_not_put_in_the_place_of_one_that_was_not_shown() -> None:
    here = scene.at(Position.DRAFT)
    desk = Desk(here)
    here.upload()
    sent = {"edition": str(here.case.edition), "shown_sha256": "", "document": upload(), "act": "save"}
    assert desk.client.post(desk.url, sent).status_code == 409
    assert (DraftFile.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_the_same_bytes_change_nothing_and_leave_no_file_behind(store: Any) -> None:
    here = scene.at(Position.DRAFT)
    desk, content = Desk(here), pdf()
    for _time in range(2):
        assert desk.send(document=upload(content=content)).status_code == 302
    assert (DraftFile.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert len([path for path in store.rglob("*.pdf") if path.is_file()]) == 1
    assert "Det dokument ligger der allerede. Intet er ændret." in desk.look().content.decode()


def test_a_file_of_another_kind_is_refused_at_its_field() -> None:
    here = scene.at(Position.DRAFT)
    response = Desk(here).send(label="1.2", document=upload("udkast.pdf", b"MZ not a document"))
    form = response.context["form"]
    assert (response.status_code, list(form.errors), form["label"].value()) == (415, ["document"], "1.2")
    assert StoredFile.objects.count() == 0


# --- what is shown of the version and the document


def test_the_document_is_shown_with_who_size_and_fingerprint() -> None:
    here = scene.at(Position.DRAFT)
    made = here.upload()
    page = Desk(here).look().content.decode()
    shown = (made.document.sha256[:16], "Tove Tovholder, 21. november 2026", "retningslinje.pdf", "32")
    assert [words for words in shown if words not in page] == []


def test_the_document_is_withdrawn_with_a_reason() -> None:
    here = scene.at(Position.CLINICAL)
    desk = Desk(here)
    url = reverse("run-file-withdraw", args=[here.revision.pk])
    assert desk.client.post(url, {"reason": " "}).status_code == 422
    assert desk.client.post(url, {"reason": "Forkert fil"}).url == desk.url
    assert (here.case.file, here.position) == (None, Position.DRAFT)


def test_the_declared_kind_is_doubted_where_the_change_log_says_otherwise() -> None:
    here = scene.at(Position.DRAFT)
    factories.version(here.revision.guideline, "1.1")
    desk = Desk(here)
    desk.send(label="1.2", kind="minor", change_log="Nye anbefalinger om opfølgning")
    assert [str(doubt) for doubt in desk.look().context["doubts"]] == [
        "Du kalder det en opdatering uden større ændringer, men skriver, at anbefalinger er nye eller ændrede. "
        "Er det en revision?"
    ]
    desk.send(label="1.2", kind="minor", change_log="Kun rettede stavefejl")
    assert desk.look().context["doubts"] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"next_due": "1.12.2030"}, "1. december 2030"),
        (
            {"months": "60", "counts_from": "administrative_approval"},
            "5 år efter den administrative godkendelse; regnet fra i dag er det 21. november 2031",
        ),
        (
            {"months": "36", "counts_from": "last_search", "last_search": "oktober 2026"},
            "3 år efter den seneste litteratursøgning: oktober 2029",
        ),
        ({"months": "36", "counts_from": "last_search"}, "3 år efter den seneste litteratursøgning, hvis dato mangler"),
        ({}, ""),
    ],
)
def test_the_next_revision_is_computed(said: dict[str, str], shown: str) -> None:
    desk = Desk(scene.at(Position.DRAFT))
    assert desk.send(**said).status_code == 302
    assert desk.look().context["next_due"] == shown


def test_an_ended_revision_has_no_form() -> None:
    here = scene.at(Position.STOPPED)
    desk = Desk(here)
    assert desk.look().context["form"] is None
    assert desk.client.post(desk.url, {"act": "submit"}).status_code == 200


# --- who gets the file


def fetched(who: Person, url: str) -> int:
    """The status of the file's address for somebody; the file is read and closed."""
    response = factories.sign_in(Client(), who).get(url)
    if response.status_code == 200:
        assert response.getvalue().startswith(b"%PDF")
    return response.status_code


def test_the_file_is_for_those_inside_and_its_parties() -> None:
    here = scene.at(Position.DRAFT)
    made = here.upload()
    asked, outside = factories.chair_of(factories.group("DGCG")), factories.reader()
    consulting.held(here.revision, consulting.PartyFacts(person=asked))
    url = reverse("run-file", args=[here.revision.pk, made.document_id])
    people = {"lead": here.lead, "chair": here.chairs["DSG"], "party": asked, "outside": outside}
    answers = {name: fetched(who, url) for name, who in people.items()}
    assert answers == {"lead": 200, "chair": 200, "party": 200, "outside": 404}
    newer = here.upload()
    later = reverse("run-file", args=[here.revision.pk, newer.document_id])
    assert fetched(asked, later) == 404


# --- the status


def status(here: Scene, who: Person | None = None, **fields: Any) -> Any:
    client = factories.sign_in(Client(), who or here.lead)
    url = reverse("run-status", args=[here.revision.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return client.post(url, {**sent, **fields})


def test_a_tovholder_tells_that_the_draft_is_begun_and_when_it_is_expected() -> None:
    here = scene.start()
    assert status(here, begun="yes", expected="1.2.2027", note="Vi mangler en medforfatter").status_code == 302
    here.entry.refresh_from_db()
    run = Revision.objects.get()
    assert (here.position, here.entry.note) == (Position.DRAFT, "Vi mangler en medforfatter")
    assert (run.expected_on, run.deadline_on) == (date(2027, 2, 1), date(2027, 3, 1))
    client = factories.sign_in(Client(), here.chairs["DSG"])
    shown = client.get(here.revision.guideline.get_absolute_url()).content.decode()
    assert "<dt>Udkast forventes</dt><dd>1. februar 2027 (om 2 måneder)</dd>" in shown
    assert "Forfatterne forventer udkastet den 1. februar 2027." in shown
    assert status(here, expected="").status_code == 302
    assert Revision.objects.get().expected_on is None


def test_a_day_after_the_deadline_leads_to_asking_for_a_new_one() -> None:
    here = scene.start()
    answer = status(here, expected="1.4.2027")
    url = reverse("extension-ask", args=[here.revision.guideline.slug])
    assert (answer.headers["Location"], ExtensionRequest.objects.count()) == (f"{url}?til=2027-04-01", 0)
    page = factories.sign_in(Client(), here.lead).get(answer.headers["Location"])
    assert page.context["form"]["to_on"].value() == "01.04.2027"
    run = Revision.objects.get()
    assert (run.expected_on, run.deadline_on) == (date(2027, 4, 1), date(2027, 3, 1))
    assert factories.sign_in(Client(), here.lead).get(f"{url}?til=snart").status_code == 200


def test_what_is_expected_is_said_while_the_authors_have_it() -> None:
    scene.at(Position.CLINICAL)
    Revision.objects.update(expected_on=date(2027, 2, 1))
    assert Revision.objects.get().awaited_on is None
    Revision.objects.update(is_returned=True)
    assert Revision.objects.get().awaited_on == date(2027, 2, 1)


def test_a_day_that_passed_may_stand_while_something_else_is_told() -> None:
    here = scene.start()
    Revision.objects.update(expected_on=date(2026, 11, 1))
    assert status(here, note="Nyt").status_code == 302
    assert Revision.objects.get().expected_on == date(2026, 11, 1)


def test_help_wanted_is_a_fact_that_waits_for_somebody() -> None:
    here = scene.start()
    for _twice in range(2):
        assert status(here, help="on", help_with="En der kan søge litteratur").status_code == 302
    [answer] = LeadAnswer.objects.open()
    said = (answer.kind, answer.person, answer.guideline, answer.text)
    assert said == ("help", here.lead, here.revision.guideline, "En der kan søge litteratur")
    page = factories.sign_in(Client(), here.lead).get(reverse("run-status", args=[here.revision.pk]))
    assert "Tove Tovholder bad om hjælp den" in page.content.decode()
    assert "help" not in factories.sign_in(Client(), here.secretary).get(page.wsgi_request.path).context["form"].fields


def test_nothing_is_said_of_help_where_none_is_wanted() -> None:
    here = scene.start()
    status(here, note="Det går fint")
    assert not LeadAnswer.objects.exists()


def test_the_secretariat_sets_the_deadline() -> None:
    here = scene.start()
    assert status(here, here.secretary, expected="1.5.2027").status_code == 302
    assert Revision.objects.get().deadline_on == date(2027, 5, 1)


def test_a_day_gone_by_is_refused_and_what_was_typed_stays() -> None:
    here = scene.start()
    response = status(here, begun="yes", expected="1.3.2020", note="Ord")
    form = response.context["form"]
    assert (response.status_code, list(form.errors), form["note"].value()) == (422, ["expected"], "Ord")
    assert here.position is Position.AGREED


# --- before the draft is begun


def test_what_comes_first_is_said_where_the_draft_is_not_begun() -> None:
    here = scene.at(Position.AGREED)
    desk = Desk(here)
    page = desk.look().content.decode()
    status = reverse("run-status", args=[here.revision.pk])
    assert "Udkastet er ikke begyndt og kan derfor ikke sendes til godkendelse." in page
    assert f'<a class="btn" href="{status}?begynd=1">Begynd udkastet</a>' in page
    chosen = [desk.client.get(url).context["form"]["begun"].value() for url in (status, f"{status}?begynd=1")]
    assert (chosen, here.position) == (["", "yes"], Position.AGREED)
    send(desk.client, status, {"begun": "yes"})
    assert here.position is Position.DRAFT
    assert "Begynd udkastet" not in desk.look().content.decode()
