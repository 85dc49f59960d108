"""The page of a guideline while a revision is under way: whose move, what follows, the next act, what to read."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from guidelines.approval import actions as verbs
from guidelines.approval.rules import Outcome, Position
from guidelines.documents.dates import FuzzyDate
from guidelines.models import Absence, Role
from guidelines.register import actions
from tests import factories
from tests.approval import scene
from tests.desk.test_guideline import buttons, menu, show, words
from tests.seeing import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
TODAY = scene.TODAY


def page(client, here, person):
    return show(client, here.revision.guideline, person)


class TestBall:
    def test_each_of_two_groups_has_its_own(self, client):
        here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
        said = words(page(client, here, here.lead))
        assert "Formand DSG (formand for DSG), siden i dag" in said
        assert "Formand DGCG (formand for DGCG), siden i dag" in said
        here.approve("DSG")
        said = words(page(client, here, here.lead))
        assert "Bolden ligger hos: Formand DGCG (formand for DGCG), siden i dag" in said
        due = here.step().step.due_on
        happens = f"DSG har godkendt. Formand DGCG (formand for DGCG) afgør senest {due.day}. december 2026."
        assert f"{happens} Derefter får sekretariatet den." in said

    def test_passes_to_the_deputy(self, client):
        here = scene.at(Position.CLINICAL)
        Absence.objects.create(person=here.chairs["DSG"], starts_on=TODAY, ends_on=TODAY)
        assert "Bolden ligger hos: Stedfortræder DSG (stedfortræder for DSG)" in words(page(client, here, here.lead))

    def test_with_nobody_left(self, client):
        here = scene.at(Position.CLINICAL)
        Role.objects.filter(group=here.groups["DSG"]).update(ends_on=TODAY - timedelta(days=1))
        html = page(client, here, here.secretary)
        assert "Bolden ligger hos: ingen: sekretariatet udpeger en, siden i dag" in words(html)
        assert buttons(html) == ["Udpeg en"]

    def test_a_reviewer_is_named(self, client):
        here = scene.at(Position.REVIEW)
        said = words(page(client, here, here.lead))
        assert "Bolden ligger hos: Sekretær Sø (sekretariatet), siden i dag" in said
        assert "Sekretær Sø (sekretariatet) ser den igennem og afgør senest" in said

    def test_corrections_say_by_when(self, client):
        here = scene.at(Position.RETURNED)
        due = here.case.returned.row.due_on
        assert f"rettet senest {due.day}. december 2026. Derefter sendes den til godkendelse igen." in words(
            page(client, here, here.lead)
        )

    def test_those_outside_see_none_of_it(self, client):
        here = scene.at(Position.CLINICAL)
        factories.version(here.revision.guideline)
        for person in (factories.reader(), factories.chair_of(factories.group("DLCG")), None):
            html = show(client, here.revision.guideline, person)
            assert buttons(html) == []
            for secret in ("Bolden", "Formand DSG", "retningslinje.pdf", "Høring", "Dokumenter og afgørelser", "afgør"):
                assert secret not in words(html)
            client.logout()

    def test_who_was_named_to_decide_is_inside(self, client):
        here = scene.at(Position.CLINICAL)
        somebody, by = factories.reader("Udpeget Ulk"), scene.actor(here.secretary)
        assert "Bolden" not in words(page(client, here, somebody))
        Role.objects.filter(group=here.groups["DSG"]).update(ends_on=TODAY - timedelta(days=1))
        step = here.step().step
        verbs.appoint(step, somebody, reason="Formand fratrådt", person=here.secretary, by=by, now=here.tick())
        assert buttons(page(client, here, somebody)) == ["Afgør"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Position.DRAFT, {"lead": ["Opdatér status"]}),
        (Position.RETURNED, {"lead": ["Se kommentarerne"]}),
        (Position.CLINICAL, {"chair": ["Afgør"]}),
        (Position.SUBMITTED, {"secretary": ["Tag sagen"], "colleague": ["Tag sagen"]}),
        (Position.REVIEW, {"secretary": ["Gå til sagen"]}),
        (Position.APPROVED, {"secretary": ["Publicér"], "colleague": ["Publicér"]}),
    ],
)
def test_the_next_act_is_the_holders_alone(client, place, expected):
    here = scene.at(place)
    here.entry.assignments.update(confirmed_at=here.now)
    people = {
        "lead": here.lead,
        "chair": here.chairs["DSG"],
        "deputy": here.deputies["DSG"],
        "secretary": here.secretary,
        "colleague": here.colleague,
    }
    found = {}
    for name, person in people.items():
        html = page(client, here, person)
        if buttons(html):
            found[name] = buttons(html)
            assert html.split("</main>")[0].count("btn pri") == 1
    assert found == expected


class TestReading:
    def test_draft_comments_and_decisions_are_for_those_inside(self, client):
        here = scene.at(Position.RETURNED)
        said = words(page(client, here, here.lead))
        assert "Udkast retningslinje.pdf lagt op 21. november 2026 af Tove Tovholder" in said
        assert "Kommentarer, der skal rettes 1 åben kommentar skal være rettet senest" in said

    def test_approvals_in_force_have_their_receipts(self, client):
        here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
        decision = here.approve("DSG")
        html = page(client, here, here.lead)
        assert "Godkendt Faglig godkendelse – Formand DSG, formand for DSG, 21. november 2026" in words(html)
        assert reverse("decision-receipt", args=[decision.pk]) in html
        here.decide(Outcome.SEND_BACK, group="DGCG")
        here.upload()
        assert "Gældende godkendelser" not in words(page(client, here, here.lead))

    def test_a_version_from_outside_says_so(self, client):
        guideline = factories.guideline(owner=factories.group("DSG"))
        factories.version(guideline, "1.0", registered_outside=True)
        assert "registreret udefra" in words(show(client, guideline))
        here = factories.guideline(owner=factories.group("DSG"))
        factories.version(here, "1.0", registered_outside=False)
        assert "registreret udefra" not in words(show(client, here))

    def test_everybody_may_open_the_file_of_a_version(self, client):
        version = factories.version(factories.guideline(owner=factories.group("DSG")), "1.0")
        version.document, version.file_name = scene.stored(file_name="gist.pdf"), "gist.pdf"
        version.save()
        url = reverse("version-file", args=[version.guideline.slug, version.pk])
        assert f'<a href="{url}">gist.pdf</a>' in show(client, version.guideline)


class TestVerdicts:
    def test_are_public_but_not_by_whom(self, client):
        guideline = factories.guideline(owner=factories.group("DSG"))
        factories.version(guideline, "1.0", next_due=date(2027, 1, 1))
        chair = factories.chair_of(factories.group("DSG"), "Mona Holt")
        by = {"person": chair, "by": scene.actor(chair), "now": scene.NOW}
        until = FuzzyDate.day(date(2029, 1, 1))
        actions.extend(guideline, until=until, reason="Afventer et forsøg", **by)
        told = "Forlænget · næste revision senest 1. januar 2029 (før: 1. januar 2027)"
        reason = "Begrundelse: Afventer et forsøg"
        assert f"21. november 2026 {told} {reason}" in words(show(client, guideline))
        assert f"21. november 2026 {told} Mona Holt {reason}" in words(show(client, guideline, chair))


class TestStarting:
    def test_the_chair_starts_what_is_due_soon(self, client):
        dsg = factories.group("DSG")
        guideline, chair, lead = factories.guideline(owner=dsg), factories.chair_of(dsg), factories.person()
        factories.entry(guideline, 2031, leads=[lead])
        html = show(client, guideline, chair)
        assert (buttons(html), menu(html)) == ([], ["Start revisionen"])
        entry = factories.entry(guideline, 2027, leads=[lead])
        html = show(client, guideline, chair)
        assert buttons(html) == ["Start revisionen"]
        url = reverse("revision-start", args=["dsg", entry.pk])
        assert re.search(rf'href="{url}"', html)
        assert send(client, url, {"deadline": "1.12.2027"}).status_code == 302
        assert guideline.revisions.get().plan_entry == entry
        assert "Start revisionen" not in words(show(client, guideline, chair))
