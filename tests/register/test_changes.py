"""Registering a version, editing a title, confirming an owner: done, wrong person, wrong state, without scripts."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.models import Event
from guidelines.models import Guideline, GuidelineGroup, StoredFile
from guidelines.register.forms import VersionForm
from tests import factories
from tests.seeing import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def dsg():
    return factories.group("DSG")


@pytest.fixture
def gist(dsg):
    made = factories.guideline("GIST", owner=dsg)
    factories.version(made, "1.1", administrative_approval=date(2020, 12, 21))
    return made


@pytest.fixture
def staff(client):
    return factories.sign_in(client, factories.secretariat())


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def hidden(response) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser would send them back."""
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    return {name: unescape(value) for name, value in pairs if name in ("seen", "document_key")}


class TestVersion:
    @pytest.fixture
    def url(self, gist):
        return reverse("guideline-version", args=[gist.slug])

    def given(self, **rest):
        return {"label": "1.2", "kind": "minor", "counts_from": "administrative_approval", **rest}

    def test_is_shown_before_it_is_saved(self, staff, gist, url):
        data = self.given(
            last_search="november 2025", clinical_approval="130121", administrative_approval="1.2.2026", months="60"
        )
        shown = staff.post(url, data)
        assert shown.status_code == 200
        assert gist.versions.count() == 1
        said = words(shown)
        assert "Seneste litteratursøgning november 2025 november 2025" in said
        assert "Faglig godkendelse 13. januar 2021 130121 Kan også læses som 21. januar 2013." in said
        assert "Næste revision senest 1. februar 2031 (5 år efter den administrative godkendelse)" in said
        assert "Er det rigtigt? Faglig godkendelse (13. januar 2021) ligger før seneste litteratursøgning" in said

        unaccepted = staff.post(url, {**data, **hidden(shown)})
        assert (unaccepted.status_code, gist.versions.count()) == (422, 1)
        assert "Sæt kryds ved, at det er rigtigt, eller ret det." in words(unaccepted)

        saved = staff.post(url, {**data, **hidden(unaccepted), "accept": "1"})
        assert (saved.status_code, saved["Location"]) == (302, gist.get_absolute_url())
        version = gist.versions.get(label="1.2")
        assert (version.kind, version.is_current) == ("minor", True)
        assert version.last_search == FuzzyDate.month(2025, 11, "november 2025")
        assert version.next_due == FuzzyDate(date(2031, 2, 1), date(2031, 2, 1), "day", "1.2.2026")
        assert (version.next_due_counts_from, version.next_due_interval_months) == ("administrative_approval", 60)
        assert [event.verb for event in Event.objects.all()] == ["version_registered"]

    def test_what_is_changed_after_it_was_shown_is_shown_again(self, staff, gist, url):
        data = self.given(administrative_approval="1.2.2026")
        seen = hidden(staff.post(url, data))
        changed = staff.post(url, {**data, **seen, "administrative_approval": "2.2.2026"})
        assert (changed.status_code, gist.versions.count()) == (200, 1)
        assert "2. februar 2026" in words(changed)
        assert staff.post(url, {**data, **seen}).status_code == 302

    def test_a_document_is_known_by_name_and_fingerprint(self, staff, gist, url):
        content = PDF
        data = self.given(link="https://www.dmcg.dk/gist.pdf")
        shown = staff.post(url, {**data, "document": SimpleUploadedFile("gist v1.2.pdf", content)})
        assert "gist v1.2.pdf" in words(shown)
        assert staff.post(url, {**data, **hidden(shown)}).status_code == 302
        version = gist.versions.get(label="1.2")
        assert (version.file_name, version.link) == ("gist v1.2.pdf", "https://www.dmcg.dk/gist.pdf")
        assert version.file_sha256 == hashlib.sha256(content).hexdigest()

    def test_the_document_is_kept_and_everybody_can_get_it(self, staff, gist, url, client):
        data = self.given()
        shown = staff.post(url, {**data, "document": SimpleUploadedFile("gist v1.2.pdf", PDF)})
        staff.post(url, {**data, **hidden(shown)})
        version = gist.versions.get(label="1.2")
        assert version.registered_outside
        client.logout()
        response = client.get(reverse("version-file", args=[gist.slug, version.pk]))
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"].startswith("attachment;")

    def test_a_document_belongs_to_one_version(self, staff, gist, url):
        shown = staff.post(url, {**self.given(), "document": SimpleUploadedFile("gist.pdf", PDF)})
        staff.post(url, {**self.given(), **hidden(shown)})
        again = staff.post(url, {**self.given(label="1.3"), **hidden(shown)})
        assert hidden(again)["document_key"] == ""

    def test_what_is_no_document_is_refused(self, staff, gist, url):
        response = staff.post(url, {**self.given(), "document": SimpleUploadedFile("gist.pdf", b"no document")})
        assert (response.status_code, gist.versions.count()) == (422, 1)
        assert not StoredFile.objects.exists()

    def test_a_made_up_key_is_left_out(self, staff, gist, url):
        data = self.given(document_key="<script>")
        shown = staff.post(url, data)
        assert hidden(shown)["document_key"] == ""
        assert staff.post(url, {**data, **hidden(shown)}).status_code == 302
        assert gist.versions.get(label="1.2").document is None

    def test_a_version_without_a_document_has_no_file(self, staff, gist):
        assert staff.get(reverse("version-file", args=[gist.slug, gist.versions.get().pk])).status_code == 404

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"label": ""}, "Skriv versionsnummeret, for eksempel 1.1."),
            ({"label": "v. 1,1"}, "Version 1.1 er allerede registreret."),
            ({"published": "31.2.2026"}, "»31.2.2026« er ikke en dato."),
            ({"published": "2/1/26x"}, "er ikke en dato."),
            ({"months": "60"}, "Skriv den dato, som månederne tælles fra."),
            ({"months": "60", "next_due": "2030"}, "Angiv enten datoen eller månederne, ikke begge dele."),
            ({"months": "0"}, "større end eller lig 1"),
            ({"link": "javascript:alert(1)"}, "gyldig URL"),
            ({"link": f"https://www.dmcg.dk/{'x' * 500}"}, "500 tegn"),
        ],
    )
    def test_what_cannot_be_understood_is_said_above_the_field(self, staff, gist, url, change, sentence):
        response = staff.post(url, self.given(**change))
        assert response.status_code == 422
        assert sentence in words(response)
        assert "Der er noget, der skal rettes" in words(response)
        assert 'name="seen"' not in response.content.decode()
        assert gist.versions.count() == 1

    @pytest.mark.parametrize(
        ("given", "warning"),
        [
            ({"administrative_approval": "1.2.2027"}, "Administrativ godkendelse ligger i fremtiden."),
            ({"label": "1.0"}, "Version 1.0 er ældre end 1.1, som fortsat er den gældende."),
            ({"label": "3.0"}, "Version 3.0 springer et nummer over efter 1.1."),
            (
                {"administrative_approval": "30.12.2024", "next_due": "1. december i 2030"},
                "Næste revision ligger mere end 5 år efter godkendelsen.",
            ),
            (
                {"clinical_approval": "2.2.2026", "administrative_approval": "1.2.2026"},
                "Administrativ godkendelse (1. februar 2026) ligger før faglig godkendelse (2. februar 2026).",
            ),
        ],
    )
    def test_what_looks_wrong_can_be_accepted(self, staff, gist, url, given, warning):
        data = self.given(**given)
        shown = staff.post(url, data)
        assert warning in words(shown)
        assert staff.post(url, {**data, **hidden(shown), "accept": "1"}).status_code == 302
        assert gist.versions.count() == 2

    def test_what_looks_right_asks_nothing(self, staff, url):
        data = self.given(clinical_approval="1.1.2026", administrative_approval="1.2.2026", next_due="1.2.2031")
        assert "Er det rigtigt?" not in words(staff.post(url, data))

    @pytest.mark.parametrize("who", ["reader", "chair"])
    def test_is_for_the_secretariat(self, client, dsg, gist, url, who):
        factories.sign_in(client, factories.reader() if who == "reader" else factories.chair_of(dsg))
        assert client.get(url).status_code == 404
        assert client.post(url, self.given()).status_code == 404
        assert gist.versions.count() == 1

    def test_one_has_to_sign_in(self, client, url):
        assert client.get(url)["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("is_read_too_early", [False, True])
    def test_somebody_else_was_faster(self, staff, gist, url, monkeypatch, is_read_too_early):
        data = self.given()
        shown = staff.post(url, data)
        factories.version(gist, "1.2", is_current=False)
        if is_read_too_early:  # the other one saved between this form's look and its own save
            monkeypatch.setattr(VersionForm, "_labels", ["1.1"])
        again = staff.post(url, {**data, **hidden(shown)})
        assert again.status_code == 422
        assert "Version 1.2 er allerede registreret." in words(again)
        assert gist.versions.count() == 2


class TestTitle:
    @pytest.fixture
    def url(self, gist):
        return reverse("guideline-title", args=[gist.slug])

    def test_a_working_title_becomes_a_title(self, staff, gist, url):
        Guideline.objects.filter(pk=gist.pk).update(is_working_title=True)
        assert "checked" in staff.get(url).content.decode()
        response = send(staff, url, {"title": "Behandling af GIST på Ærø"})
        assert response["Location"] == f"/retningslinjer/{gist.slug}/"
        gist.refresh_from_db()
        assert (gist.title, gist.is_working_title) == ("Behandling af GIST på Ærø", False)

    def test_a_blank_one_is_refused(self, staff, gist, url):
        response = staff.post(url, {"title": "  "})
        assert (response.status_code, "Skriv titlen." in words(response)) == (422, True)

    def test_is_for_the_secretariat(self, client, dsg, url):
        factories.sign_in(client, factories.chair_of(dsg))
        assert [client.get(url).status_code, client.post(url, {"title": "x"}).status_code] == [404, 404]


class TestOwner:
    @pytest.fixture
    def shared(self, dsg):
        made = factories.guideline("Uterine sarkomer")
        for group in (dsg, factories.group("DGCG")):
            GuidelineGroup.objects.create(guideline=made, group=group, role="co_owner", confirmed=False)
        return made

    @pytest.mark.parametrize("who", ["secretariat", "chair", "deputy", "other_chair"])
    def test_is_confirmed_by_the_chairs_and_the_secretariat(self, client, dsg, shared, who):
        people = {
            "secretariat": factories.secretariat,
            "chair": lambda: factories.chair_of(dsg),
            "deputy": lambda: factories.deputy_of(dsg),
            "other_chair": lambda: factories.chair_of(factories.group("DGCG")),
        }
        factories.sign_in(client, people[who]())
        url = reverse("guideline-owner", args=[shared.slug])
        assert "DSG – Dansk Sarkom Gruppe" in words(client.get(url))
        response = send(client, url, {"owner": dsg.pk})
        assert response["Location"] == shared.get_absolute_url()
        links = set(shared.group_links.values_list("group__abbreviation", "role", "confirmed"))
        assert links == {("DSG", "owner", True), ("DGCG", "co_owner", True)}

    @pytest.mark.parametrize("who", ["reader", "stranger"])
    def test_is_no_matter_of_others(self, client, dsg, shared, who):
        other = factories.group("DLCG")
        factories.sign_in(client, factories.reader() if who == "reader" else factories.chair_of(other))
        url = reverse("guideline-owner", args=[shared.slug])
        assert [client.get(url).status_code, client.post(url, {"owner": dsg.pk}).status_code] == [404, 404]
        assert not shared.group_links.filter(role="owner").exists()

    @pytest.mark.parametrize("owner", ["", "0", "x"])
    def test_one_of_its_groups_has_to_be_chosen(self, staff, shared, owner):
        response = staff.post(reverse("guideline-owner", args=[shared.slug]), {"owner": owner})
        assert response.status_code == 422
        assert not shared.group_links.filter(role="owner").exists()

    def test_a_guideline_that_is_not_there(self, staff):
        assert staff.get(reverse("guideline-owner", args=["findes-ikke"])).status_code == 404
