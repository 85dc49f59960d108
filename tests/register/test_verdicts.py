"""Verdicts without a new version: what they change, keep and refuse; and the page they are given on."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Guideline, GuidelineVersion, StoredFile, Verdict
from guidelines.register import actions
from guidelines.register.actions import Correction
from guidelines.register.models import facts_of
from guidelines.register.rules import validity
from tests import factories
from tests.seeing import send

pytestmark = [pytest.mark.both, pytest.mark.django_db]
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
BY = {"by": Actor("user", "person:7"), "now": NOW}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def day(*parts):
    return FuzzyDate.day(date(*parts))


@pytest.fixture
def dsg():
    return factories.group("DSG")


@pytest.fixture
def gist(dsg):
    made = factories.guideline("GIST", owner=dsg)
    factories.version(made, "1.1", last_search=date(2021, 5, 1), next_due=date(2027, 1, 1))
    return made


def state(guideline, today=TODAY):
    """By rule and by SQL, which must agree."""
    stored = Guideline.objects.get(pk=guideline.pk)
    link = stored.group_links.filter(role="owner").select_related("group").first()
    facts = facts_of(stored, stored.versions.current().first(), link.group, today)
    by_rule = validity(facts, today).state.value
    by_sql = Guideline.objects.with_validity(today).get(pk=guideline.pk).validity
    assert by_rule == by_sql
    return by_rule


class TestAssess:
    def test_the_clock_begins_again_and_no_version_is_made(self, gist):
        assert state(gist) == "overdue"
        someone = factories.person()
        verdict = actions.assess(gist, on=day(2026, 11, 20), reason="Ingen ny  evidens", person=someone, **BY)
        version = gist.versions.get()
        assert (version.assessed, version.next_due) == (day(2026, 11, 20), factories.day(date(2027, 1, 1)))
        assert (verdict.kind, verdict.reason, verdict.version) == ("assessed", "Ingen ny evidens", version)
        assert (verdict.decided_on, verdict.decided_by) == (TODAY, someone)
        assert state(gist) == "due_soon"  # by the other clock

    @pytest.mark.parametrize(("on", "reason"), [((2026, 11, 22), "x"), ((2026, 11, 1), " "), ((2026, 1, 1), "x")])
    def test_is_refused_for_a_day_to_come_without_a_reason_or_before_an_earlier_one(self, gist, on, reason):
        actions.assess(gist, on=day(2026, 10, 1), reason="Første", **BY)
        with pytest.raises(Refused):
            actions.assess(gist, on=day(*on), reason=reason, **BY)
        assert (Verdict.objects.count(), Event.objects.count()) == (1, 1)

    def test_needs_a_version_that_holds(self, dsg):
        with pytest.raises(Refused):
            actions.assess(factories.guideline(owner=dsg), on=day(2026, 11, 1), reason="x", **BY)


class TestExtend:
    def test_keeps_the_earlier_date(self, gist):
        actions.assess(gist, on=day(2026, 11, 20), reason="Gennemgået", **BY)
        verdict = actions.extend(gist, until=day(2029, 1, 1), reason="Afventer et forsøg", **BY)
        verdict.refresh_from_db()
        assert (verdict.next_due_before, verdict.next_due_after) == (factories.day(date(2027, 1, 1)), day(2029, 1, 1))
        assert gist.versions.get().next_due == day(2029, 1, 1)
        assert state(gist) == "valid"

    def test_an_interval_gives_way_to_the_date(self, gist):
        GuidelineVersion.objects.update(next_due_counts_from="published", next_due_interval_months=60)
        actions.extend(gist, until=FuzzyDate.year(2030), reason="x", **BY)
        version = gist.versions.get()
        assert (version.next_due_counts_from, version.next_due_interval_months) == ("", None)

    @pytest.mark.parametrize("until", [(2026, 11, 21), (2027, 1, 1), (2026, 12, 1)])
    def test_is_refused_for_a_date_that_is_past_or_no_later(self, gist, until):
        with pytest.raises(Refused):
            actions.extend(gist, until=day(*until), reason="x", **BY)
        assert Verdict.objects.count() == 0


class TestCorrect:
    def test_facts_and_file_keep_number_and_approval(self, gist):
        version = gist.versions.get()
        GuidelineVersion.objects.update(file_sha256="a" * 64)
        document = StoredFile.objects.create(sha256="b" * 64, size=9, kind="pdf", file_name="ny.pdf", stored_at=NOW)
        correction = Correction({"next_due": day(2028, 1, 1)}, "https://example.org/ny", document)
        verdict = actions.correct_version(version, correction, reason="Tastefejl", **BY)
        stored = gist.versions.get()
        assert (stored.label, stored.kind, stored.is_current) == ("1.1", "unknown", True)
        assert (stored.next_due, stored.link) == (day(2028, 1, 1), "https://example.org/ny")
        assert (stored.document, stored.file_name, stored.file_sha256) == (document, "ny.pdf", "b" * 64)
        assert (verdict.kind, verdict.next_due_after) == ("correction", day(2028, 1, 1))
        facts = Event.objects.get().facts
        assert facts["changed"]["sha256"] == {"from": "a" * 64, "to": "b" * 64}
        assert (facts["document"], facts["sha256"]) == (str(document.key), "b" * 64)

    def test_names_no_file_where_it_is_the_same(self, gist):
        version = gist.versions.get()
        actions.correct_version(version, Correction(link="https://example.org/ny"), reason="Flyttet", **BY)
        assert set(Event.objects.get().facts) == {"version", "changed"}

    @pytest.mark.parametrize(
        "correction",
        [Correction(), Correction({"next_due": day(2027, 1, 1)}), Correction({"assessed": day(2026, 1, 1)})],
    )
    def test_is_refused_where_nothing_changes_or_may(self, gist, correction):
        with pytest.raises(Refused):
            actions.correct_version(gist.versions.get(), correction, reason="x", **BY)
        assert Event.objects.count() == 0


class TestCorrectWhatWasSignedHere:
    """11.70: a signature stays with the bytes it was given on."""

    @pytest.fixture
    def published(self, dsg):
        made = factories.guideline("GIST", owner=dsg)
        return factories.version(made, "1.1", registered_outside=False, file_sha256="a" * 64)

    @pytest.mark.parametrize("name", ["document", "clinical_approval", "administrative_approval", "submitted"])
    def test_is_refused(self, published, name):
        document = StoredFile.objects.create(sha256="b" * 64, size=9, kind="pdf", file_name="ny.pdf", stored_at=NOW)
        wrong = Correction(document=document) if name == "document" else Correction({name: day(2020, 1, 1)})
        before = GuidelineVersion.objects.values().get()
        with translation.override("da"), pytest.raises(Refused, match="Start en ny revision"):
            actions.correct_version(published, wrong, reason="x", **BY)
        assert GuidelineVersion.objects.values().get() == before
        assert (Verdict.objects.count(), Event.objects.count()) == (0, 0)

    def test_the_rest_is_corrected_with_a_reason(self, published):
        said = {name: day(2028, 1, 1) for name in ("next_due", "last_search", "published")}
        right = Correction(said, "https://example.org/ny")
        actions.correct_version(published, right, reason="Tastefejl", **BY)
        assert set(Event.objects.get().facts["changed"]) == {*said, "link"}
        assert GuidelineVersion.objects.get().file_sha256 == "a" * 64

    @pytest.mark.usefixtures("on_the_day")
    def test_the_form_does_not_ask_for_it(self, client, published):
        factories.sign_in(client, factories.secretariat())
        response = client.get(reverse("verdict", args=[published.guideline.slug]) + "?slags=rettet")
        assert list(response.context["form"].fields) == [
            "last_search",
            "published",
            "next_due",
            "expiry",
            "link",
            "reason",
            "seen",
        ]
        assert "Er de forkerte, så start en ny revision." in words(response)


class TestOutOfUse:
    def test_withdrawn_has_its_verdict(self, gist):
        actions.withdraw_guideline(gist, on=TODAY, reason="Dækkes af en anden", **BY)
        verdict = Verdict.objects.get()
        assert (verdict.kind, verdict.version, verdict.guideline) == ("withdrawn", gist.versions.get(), gist)
        assert state(gist) == "withdrawn"

    def test_merged_leads_to_the_other(self, gist, dsg):
        other = factories.guideline("Sarkom", owner=dsg)
        verdict = actions.merge(gist, other, reason="Samme emne", **BY)
        assert (verdict.kind, verdict.merged_into) == ("merged", other)
        assert state(gist) == "withdrawn"

    def test_what_is_out_of_use_stays_so(self, gist, dsg):
        other = factories.guideline("Sarkom", owner=dsg)
        actions.merge(gist, other, reason="Samme emne", **BY)
        for again in (
            lambda: actions.withdraw_guideline(gist, on=TODAY, reason="x", **BY),
            lambda: actions.merge(gist, other, reason="x", **BY),
            lambda: actions.merge(other, gist, reason="x", **BY),
            lambda: actions.merge(other, other, reason="x", **BY),
            lambda: actions.assess(gist, on=day(2026, 11, 1), reason="x", **BY),
            lambda: actions.extend(gist, until=day(2030, 1, 1), reason="x", **BY),
        ):
            with pytest.raises(Refused):
                again()
        assert Event.objects.count() == 1


def test_each_reads_as_a_sentence(gist, dsg):
    actions.assess(gist, on=FuzzyDate.month(2026, 10), reason="a", **BY)
    actions.extend(gist, until=day(2029, 1, 1), reason="b", **BY)
    version = gist.versions.get()
    actions.correct_version(version, Correction({"published": day(2021, 1, 1)}), reason="c", **BY)
    actions.merge(gist, factories.guideline(owner=dsg), reason="d", **BY)
    with translation.override("da"):
        lines = history(Event.objects.order_by("seq"))
    assert [(line.sentence, line.reason) for line in lines] == [
        ("Vurderet oktober 2026: stadig gyldig.", "a"),
        ("Næste revision blev rykket fra 1. januar 2027 til 1. januar 2029.", "b"),
        ("Version 1.1 blev rettet.", "c"),
        ("Retningslinjen blev lagt sammen med en anden.", "d"),
    ]


# --- the page


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


@pytest.mark.usefixtures("on_the_day")
class TestPage:
    @pytest.fixture
    def url(self, gist):
        return reverse("verdict", args=[gist.slug])

    def test_offers_what_each_may_give(self, client, dsg, url):
        offered = {}
        for who in (factories.secretariat(), factories.chair_of(dsg), factories.deputy_of(dsg)):
            response = factories.sign_in(client, who).get(url)
            offered[who] = re.findall(r'href="\?slags=(\w+)"', response.content.decode())
        assert list(offered.values()) == [
            ["vurderet", "forlaenget", "rettet", "udgaar", "sammenlagt"],
            ["vurderet", "forlaenget"],
            ["vurderet", "forlaenget"],
        ]

    def test_others_find_nothing(self, client, dsg, gist, url):
        dgcg = factories.group("DGCG")
        gist.group_links.create(group=dgcg, role="co_owner")
        for who in (factories.member_of(dsg), factories.chair_of(dgcg), factories.reader()):
            factories.sign_in(client, who)
            assert [client.get(url).status_code, client.post(f"{url}?slags=vurderet").status_code] == [404, 404]

    def test_a_chair_corrects_and_withdraws_nothing(self, client, dsg, url):
        factories.sign_in(client, factories.chair_of(dsg))
        for kind in ("rettet", "udgaar", "sammenlagt"):
            assert client.post(f"{url}?slags={kind}", {"reason": "x", "on": "21.11.2026"}).status_code == 404

    def test_an_assessment_by_the_chair(self, client, dsg, gist, url):
        chair = factories.chair_of(dsg)
        factories.sign_in(client, chair)
        response = send(
            client, f"{url}?slags=vurderet", {"on": "20.11.2026", "reason": "Ingen ny evidens"}, follow=True
        )
        assert "Vurderingen er gemt." in words(response)
        assert Verdict.objects.get().decided_by == chair
        assert gist.versions.get().assessed.first == date(2026, 11, 20)

    def test_an_assessment_offers_the_next_revision_by_the_interval_and_moves_it(self, client, dsg, gist, url):
        dsg.revision_months = 48
        dsg.save()
        factories.sign_in(client, factories.chair_of(dsg))
        offered = client.get(f"{url}?slags=vurderet").context["form"]["next_due"].value()
        assert offered == "21.11.2030"
        sent = {"on": "20.11.2026", "reason": "Ingen ny evidens", "next_due": offered}
        response = send(client, f"{url}?slags=vurderet", sent, follow=True)
        assert "Næste revision skal være færdig senest 21. november 2030." in words(response)
        version, verdict = gist.versions.get(), Verdict.objects.get()
        assert (version.next_due.first, version.next_due_interval_months) == (date(2030, 11, 21), None)
        assert (verdict.next_due_before.last, verdict.next_due_after.first) == (date(2027, 1, 1), date(2030, 11, 21))
        said = [line.sentence for line in history(Event.objects.filter(verb="guideline_assessed"))]
        assert said == [
            "Vurderet 20. november 2026: stadig gyldig."
            " Næste revision blev rykket fra 1. januar 2027 til 21. november 2030."
        ]

    def test_nothing_earlier_is_offered_or_taken(self, client, dsg, gist, url):
        gist.revision_months = 1
        gist.save()
        factories.sign_in(client, factories.chair_of(dsg))
        assert client.get(f"{url}?slags=vurderet").context["form"]["next_due"].value() == ""
        sent = {"on": "20.11.2026", "reason": "Ingen ny evidens", "next_due": "1.12.2026"}
        response = send(client, f"{url}?slags=vurderet", sent)
        assert (response.status_code, gist.versions.get().assessed) == (422, None)

    @pytest.mark.parametrize(("kind", "field"), [("vurderet", "on"), ("forlaenget", "until"), ("udgaar", "on")])
    def test_what_is_missing_is_said(self, client, url, kind, field):
        factories.sign_in(client, factories.secretariat())
        response = client.post(f"{url}?slags={kind}", {})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {field, "reason"}

    def test_a_refusal_keeps_what_was_typed(self, client, url):
        factories.sign_in(client, factories.secretariat())
        response = send(client, f"{url}?slags=forlaenget", {"until": "1.12.2026", "reason": "Afventer et forsøg"})
        assert response.status_code == 422
        assert "Vælg en senere dato end den nuværende: 1. januar 2027." in words(response)
        assert "Afventer et forsøg" in words(response)

    def test_a_correction_changes_only_what_was_touched(self, client, gist, url, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        factories.sign_in(client, factories.secretariat())
        form = client.get(f"{url}?slags=rettet").context["form"]
        data = {name: field.initial or "" for name, field in form.fields.items() if name not in ("document", "seen")}
        data |= {"published": "1.2.2021", "reason": "Datoen manglede"}
        document = SimpleUploadedFile("rettet.pdf", PDF, "application/pdf")
        assert send(client, f"{url}?slags=rettet", {**data, "document": document}).status_code == 302
        version = gist.versions.get()
        assert (version.published.first, version.next_due.first) == (date(2021, 2, 1), date(2027, 1, 1))
        assert (version.document.file_name, version.document.size) == ("rettet.pdf", len(PDF))
        assert set(Event.objects.get(verb="version_corrected").facts["changed"]) == {"published", "sha256"}
        row = client.get(gist.get_absolute_url()).content.decode().split('<th scope="row"')[1].split("</tr>")[0]
        assert '<a href="#vurderinger">rettet 21. november 2026</a>' in row

    def test_a_refused_correction_leaves_no_file(self, client, gist, url, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        factories.sign_in(client, factories.secretariat())
        data = {"reason": "x", "document": SimpleUploadedFile("nej.pdf", b"not a document", "application/pdf")}
        assert send(client, f"{url}?slags=rettet", data).status_code == 422
        assert (StoredFile.objects.count(), Verdict.objects.count()) == (0, 0)

    def test_withdrawing_asks_first(self, client, gist, url):
        factories.sign_in(client, factories.secretariat())
        data = {"on": "1.12.2026", "reason": "Dækkes af en anden"}
        asked = send(client, f"{url}?slags=udgaar", data)
        assert "Skal »GIST« udgå fra 1. december 2026?" in words(asked)
        assert Verdict.objects.count() == 0
        fields = dict(
            re.findall(r'<input type="hidden" name="(on|reason|confirm|seen)" value="([^"]*)"', asked.content.decode())
        )
        response = client.post(f"{url}?slags=udgaar", {name: unescape(value) for name, value in fields.items()})
        assert response["Location"] == gist.get_absolute_url()
        assert Guideline.objects.get(pk=gist.pk).withdrawn_on == date(2026, 12, 1)
        assert client.get(url).status_code == 404

    def test_merging_asks_first(self, client, dsg, gist, url):
        other = factories.guideline("Sarkom", owner=dsg)
        factories.sign_in(client, factories.secretariat())
        data = {"into": other.pk, "reason": "Samme emne"}
        assert "Skal »GIST« lægges sammen med »Sarkom«?" in words(send(client, f"{url}?slags=sammenlagt", data))
        send(client, f"{url}?slags=sammenlagt", {**data, "confirm": "1"})
        assert Guideline.objects.get(pk=gist.pk).merged_into == other
