"""*Registrér version* from a document: what was read, its words and pictures, and that nothing unseen is saved."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guidelines.documents.dates import FuzzyDate
from guidelines.models import DocumentText, Event, RuleSwitch, StoredFile, VersionCheck
from guidelines.register.carrying import key_of
from tests import factories
from tests.documents.guideline.reading import whole
from tests.documents.uploads import stored
from tests.register.documents import as_pdf, as_word, interval_text
from tests.register.test_changes import hidden, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
NAMES = "template_version last_search clinical_approval administrative_approval next_due months counts_from".split()


@pytest.fixture
def poems():
    made = factories.guideline("POEMS-syndrom", owner=factories.group("DMSG"), slug="poems")
    factories.version(made, "1.0", administrative_approval=date(2020, 12, 4))
    return made


@pytest.fixture
def url(poems):
    return reverse("guideline-version", args=[poems.slug])


@pytest.fixture
def staff(client):
    return factories.sign_in(client, factories.secretariat())


@pytest.fixture(scope="module")
def interval_pdf() -> bytes:
    return as_pdf(interval_text())


def dropped(client, url, data: bytes, name: str = "poems.pdf", **typed):
    """The page after a document was dropped, with what had been typed by then."""
    blank = {"kind": "unknown", "counts_from": "administrative_approval"}
    return client.post(url, {**blank, **typed, "document": SimpleUploadedFile(name, data)})


def fields(response) -> dict[str, str]:
    """What stands in the fields of the page, as a browser would send it."""
    page = response.content.decode()
    found = {name: value for name in NAMES if (value := _value(page, name))}
    return {**found, "label": _value(page, "label"), "kind": _value(page, "kind") or "unknown", **hidden(response)}


def _value(page: str, name: str) -> str:
    tag = re.search(rf'<input [^>]*name="{name}"[^>]*>', page)
    if tag:
        value = re.search(r' value="([^"]*)"', tag.group())
        return unescape(value.group(1)) if value else ""
    chosen = re.search(rf'<select name="{name}".*?<option value="(\w*)" selected', page, re.DOTALL)
    return chosen.group(1) if chosen else ""


def test_the_fields_are_filled_and_the_words_stand_beside_them(staff, poems, url, interval_pdf):
    page = dropped(staff, url, interval_pdf)
    assert (page.status_code, "Der er noget, der skal rettes" in words(page)) == (200, False)
    assert {name: fields(page).get(name) for name in NAMES} == {
        "template_version": "10",
        "last_search": "10-10-2025",
        "clinical_approval": "4. december 2025",
        "administrative_approval": "11. december 2025",
        "next_due": None,
        "months": "60",
        "counts_from": "administrative_approval",
    }
    said = words(page)
    assert "Side 1: Opdatering er planlagt om 5 år." in said
    assert "5 år efter den administrative godkendelse: 11. december 2030." in said
    assert "Dokumentet siger ikke, hvilken version det er." in said
    assert poems.versions.count() == 1


def test_it_is_saved_once_the_number_was_written_and_all_was_shown(staff, poems, url, interval_pdf):
    page = dropped(staff, url, interval_pdf)
    assert 'name="seen"' not in page.content.decode()
    shown = staff.post(url, {**fields(page), "label": "2.2"})
    assert (shown.status_code, poems.versions.count()) == (200, 1)
    assert "Næste revision senest 11. december 2030" in words(shown)
    saved = staff.post(url, {**fields(shown), "label": "2.2", "accept": "1"})
    assert saved["Location"] == poems.get_absolute_url()
    version = poems.versions.get(label="2.2")
    assert (version.next_due.first, version.next_due_counts_from) == (date(2030, 12, 11), "administrative_approval")
    assert (version.next_due_interval_months, version.template_version) == (60, "10")
    assert version.document == StoredFile.objects.get()
    assert [event.verb for event in Event.objects.order_by("seq")] == ["document_dropped", "version_registered"]
    assert VersionCheck.objects.get(version=version).is_readable  # gone through as it was registered


def test_a_document_that_says_everything_is_saved_by_one_press(staff, poems, url):
    factories.version(poems, "1.9", is_current=False)
    page = dropped(staff, url, as_pdf(_cover("2.0")), "dmsg_poems_v2_0.pdf")
    assert fields(page)["label"] == "2.0"
    assert "seen" in hidden(page)
    saved = staff.post(url, {**fields(page), "accept": "1"})
    assert (saved.status_code, poems.versions.get(is_current=True).label) == (302, "2.0")


def test_what_is_changed_after_it_was_shown_is_shown_again(staff, poems, url):
    page = dropped(staff, url, as_pdf(_cover("2.0")))
    again = staff.post(url, {**fields(page), "administrative_approval": "12.06.2025", "accept": "1"})
    assert (again.status_code, poems.versions.count()) == (200, 1)
    assert "12. juni 2025" in words(again)


def test_another_document_of_the_same_name_was_not_seen(staff, poems, url):
    page = dropped(staff, url, as_pdf(_cover("2.0")), "poems.pdf")
    other = stored(as_pdf(_cover("2.0") + "Et ord mere."), "poems.pdf")
    swapped = staff.post(url, {**fields(page), "document_key": key_of(other), "accept": "1"})
    assert (swapped.status_code, poems.versions.count()) == (200, 1)


def test_a_document_that_went_to_another_version_is_not_left_out_silently(staff, poems, url):
    page = dropped(staff, url, as_pdf(_cover("2.0")), "poems.pdf")
    elsewhere = factories.guideline("Anden", owner=factories.group("DSG"))
    factories.version(elsewhere, "1.0", document=StoredFile.objects.get())
    answer = staff.post(url, {**fields(page), "accept": "1"})
    assert (answer.status_code, poems.versions.count()) == (422, 1)
    assert "Dokumentet hører nu til en anden version. Vælg filen igen." in words(answer)


def test_expiry_and_kind_are_read_shown_and_saved(staff, poems, url):
    cover = _cover("2.0").replace("INDEKSERING", "Udløbsdato: 1. december 2030\nINDEKSERING", 1)
    text = f"{cover}\nBilag 2\nRetningslinjen er en opdatering af version 1.1."
    page = dropped(staff, url, as_pdf(text), "poems.pdf")
    assert (_value(page.content.decode(), "expiry"), _value(page.content.decode(), "kind")) == (
        "1. december 2030",
        "major",
    )
    assert "Foreslået, fordi version 2.0 er lavet ud fra" in words(page)
    given = {**fields(page), "expiry": "1. december 2030", "kind": "major", "accept": "1"}
    staff.post(url, given)
    version = poems.versions.get(label="2.0")
    assert (version.expiry, version.kind) == (FuzzyDate.day(date(2030, 12, 1), "1. december 2030"), "major")


def _cover(label: str) -> str:
    """A document with a cover of its own version before the text."""
    lines = (
        "KLINISKE RETNINGSLINJER | KRÆFT",
        "POEMS",
        f"Version {label}",
        "GODKENDT",
        "Faglig godkendelse",
        "3. juni 2025 (DMSG)",
        "Administrativ godkendelse",
        "10. juni 2025 (Sekretariat for Kliniske Retningslinjer på Kræftområdet)",
        "REVISION",
        "Planlagt: 1. juni 2030",
        "INDEKSERING",
        "DMSG, POEMS",
    )
    return "\n".join((*lines, whole()))


def test_a_month_stays_a_month(staff, poems, url):
    page = dropped(staff, url, as_word(interval_text(administrative="december 2025")), "poems.docx")
    assert "Afsnit 30: december 2025" in words(page).replace("Afsnit 31", "Afsnit 30")
    assert "<img" not in page.content.decode()  # a Word document has no pages
    shown = staff.post(url, {**fields(page), "label": "2.2"})
    staff.post(url, {**fields(shown), "label": "2.2", "accept": "1"})
    version = poems.versions.get(label="2.2")
    assert version.administrative_approval == FuzzyDate.month(2025, 12, "december 2025")
    assert (version.next_due.precision, version.next_due.first) == ("month", date(2030, 12, 1))


def test_what_was_typed_before_stays(staff, url, interval_pdf):
    page = dropped(staff, url, interval_pdf, label="3.0", administrative_approval="1.2.2026", next_due="1.3.2031")
    kept = fields(page)
    assert [kept[name] for name in ("label", "administrative_approval", "next_due")] == ["3.0", "1.2.2026", "1.3.2031"]
    assert "months" not in kept


def test_another_document_takes_the_place_of_the_first(staff, url, interval_pdf):
    first = fields(dropped(staff, url, interval_pdf)) | {"published": "1.1.2026"}
    page = staff.post(url, {**first, "document": SimpleUploadedFile("anden.pdf", as_pdf(whole()))})
    now = fields(page)
    assert (now["administrative_approval"], now["next_due"]) == ("10. juni 2025", "1. juni 2030")
    assert ("months" in now, 'value="1.1.2026"' in page.content.decode()) == (False, True)


def test_what_cannot_be_read_is_kept_and_says_why(staff, poems, url):
    page = dropped(staff, url, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    assert (page.status_code, StoredFile.objects.count()) == (200, 1)
    assert "Dokumentet er gemt, men det kunne ikke læses: Filen kan ikke åbnes" in words(page)
    shown = staff.post(url, {**fields(page), "label": "2.2", "counts_from": "administrative_approval"})
    staff.post(url, {**fields(shown), "label": "2.2", "counts_from": "administrative_approval", "accept": "1"})
    assert poems.versions.get(label="2.2").document == StoredFile.objects.get()


def test_what_is_no_document_is_refused_and_what_was_typed_stays(staff, url):
    page = dropped(staff, url, b"no document", label="2.2")
    assert (page.status_code, fields(page)["label"], StoredFile.objects.count()) == (422, "2.2", 0)
    assert "Vi tager kun imod PDF og Word-dokumenter" in words(page)


def test_doubts_are_said_in_words(staff, url):
    page = dropped(staff, url, as_pdf(whole(administrative="30. december 2024", clinical="1. december 2024 af DSG")))
    said = words(page)
    assert said.count("Se efter Retningslinjen er godkendt før sin litteratursøgning") >= 2  # at both dates
    assert "Fundet i dokumentet" in said


def test_of_many_findings_only_the_errors_stand_open(staff, url):
    text = whole(administrative="30. december 2024", clinical="1. december 2024 af DSG")
    left_out = ("Formål", "Patientgruppe", "Målgruppe", "4.", "6.", "Formulering")
    page = dropped(staff, url, as_pdf("\n".join(line for line in text.split("\n") if not line.startswith(left_out))))
    assert {one.severity for one in page.context["findings_shown"]} == {"error"}
    assert f"{len(page.context['findings_folded'])} flere at se efter" in words(page)


def test_a_rule_that_is_off_for_the_group_says_nothing(staff, poems, url):
    text = whole(administrative="30. december 2024", clinical="1. december 2024 af DSG")
    RuleSwitch.objects.create(
        group=poems.group_links.get().group,
        code="approved_before_search",
        reason="Kendt fejl",
        by=factories.secretariat(),
        at="2026-11-21T09:00+01:00",
    )
    assert "godkendt før sin litteratursøgning" not in words(dropped(staff, url, as_pdf(text)))


def test_the_document_comes_along_by_its_key(staff, url, interval_pdf):
    key = key_of(stored(interval_pdf, "poems.pdf"))
    page = staff.get(url, {"noegle": key})
    assert (page.status_code, fields(page)["months"]) == (200, "60")
    assert "poems.pdf" in words(page)
    assert fields(staff.get(url, {"noegle": f"{key}x"}))["document_key"] == ""


def test_the_page_takes_the_same_statements_whatever_was_found(staff, url, interval_pdf, django_assert_num_queries):
    keys = [key_of(stored(data)) for data in (interval_pdf, as_pdf("Kort tekst om sygdommen"))]
    for key in keys:
        staff.get(url, {"noegle": key})  # extracted
    assert DocumentText.objects.count() == 2
    for key in keys:
        with django_assert_num_queries(STATEMENTS):
            staff.get(url, {"noegle": key})


STATEMENTS = 20


class TestPicture:
    @pytest.fixture
    def asked(self, interval_pdf):
        document = stored(interval_pdf)
        return {"noegle": key_of(document), "felt": "months"}

    @pytest.fixture
    def address(self):
        return reverse("document-page", args=[1])

    def test_is_a_png_that_nobody_keeps(self, staff, address, asked):
        answer = staff.get(address, asked)
        assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
            200,
            "image/png",
            "private, no-store",
        )
        assert answer.content.startswith(b"\x89PNG")
        whole_page = staff.get(address, {**asked, "hel": ""})
        assert len(whole_page.content) > len(answer.content)

    @pytest.mark.parametrize("who", ["reader", "chair"])
    def test_is_for_the_secretariat(self, client, poems, address, asked, who):
        person = factories.reader() if who == "reader" else factories.chair_of(poems.group_links.get().group)
        factories.sign_in(client, person)
        assert client.get(address, asked).status_code == 404

    def test_one_has_to_sign_in(self, client, address, asked):
        assert client.get(address, asked)["Location"].startswith(reverse("account_login"))

    def test_there_is_none_without_key_page_or_pdf(self, staff, address, asked):
        word = key_of(stored(as_word(interval_text()), "a.docx"))
        found = [
            staff.get(address),
            staff.get(address, {**asked, "noegle": f"{asked['noegle']}x"}),
            staff.get(reverse("document-page", args=[99]), asked),
            staff.get(address, {"noegle": word, "felt": "months"}),
        ]
        assert [answer.status_code for answer in found] == [404, 404, 404, 404]

    def test_there_is_none_once_the_version_is_saved(self, staff, poems, address, asked):
        factories.version(poems, "2.2", is_current=False, document=StoredFile.objects.get())
        assert staff.get(address, asked).status_code == 404
