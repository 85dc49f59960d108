"""The page of a guideline: who sees how much of it, and what each may do next."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.writing import Actor
from guidelines.models import Assignment, GuidelineGroup, Step
from guidelines.planning.actions import move_entry, record_stage, withdraw_entry
from guidelines.planning.rules import Stage
from guidelines.register import actions
from guidelines.register.actions import VersionFacts
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def dsg():
    return factories.group("DSG")


@pytest.fixture
def staff(dsg):
    return factories.secretariat("Karla Engholm")


@pytest.fixture
def by(staff):
    return {"by": Actor("user", f"person:{staff.pk}"), "now": NOW}


@pytest.fixture
def lead():
    return factories.reader("Carla Birk")


@pytest.fixture
def gist(dsg, lead):
    """A guideline with two versions, a planned revision under way with the chair, and a settled one."""
    made = factories.guideline("GIST", owner=dsg)
    factories.version(made, "1.9", is_current=False, administrative_approval=date(2018, 3, 1))
    factories.version(
        made,
        "1.10",
        kind="minor",
        administrative_approval=FuzzyDate.day(date(2020, 12, 21), "211220"),
        next_due=date(2027, 12, 1),
        file_name="gist.pdf",
        file_sha256="0123456789abcdef" * 4,
        link="https://www.dmcg.dk/gist.pdf",
    )
    factories.entry(made, 2022, leads=[lead], outcome="done")
    entry = factories.entry(made, 2026, leads=[lead, factories.person("Anton Krag")])
    entry.assignments.filter(person=lead).update(confirmed_at=datetime(2026, 1, 14, 9, tzinfo=UTC))
    run = factories.revision(entry, Stage.CLINICAL_APPROVAL, started_on=date(2026, 11, 15))
    Step.objects.create(
        revision=run, stage="agreed", holder_role="lead", since=date(2026, 3, 2), closed_on=date(2026, 9, 1)
    )
    return made


def show(client, guideline, person=None, name="guideline"):
    if person is not None:
        factories.sign_in(client, person)
    response = client.get(reverse(name, args=[guideline.slug]))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    main = re.search(r"<main[^>]*>(.*)</main>", html, re.DOTALL).group(1)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def buttons(html: str) -> list[str]:
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    head = re.search(r'<div class="acts">(.*?)</div>', main, re.DOTALL)
    return re.findall(r'class="(?:btn|btn pri)"[^>]*>([^<]*)<', head.group(1)) if head else []


def menu(html: str) -> list[str]:
    """What stands in the menu behind the buttons."""
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    found = re.search(r'<details class="menu">(.*?)</details>', main, re.DOTALL)
    return re.findall(r"<a [^>]*>([^<]*)<", found.group(1)) if found else []


class TestWhoSeesWhat:
    def test_the_public_sees_facts_alone(self, client, gist):
        html = show(client, gist)
        said = words(html)
        facts = "Gyldig · version 1.10 · senest godkendt 21. december 2020 · næste revision senest 1. december 2027"
        assert f"{facts} (om 12 måneder)" in said
        assert "DSG – Dansk Sarkom Gruppe (ejer)" in said
        for secret in ("Carla Birk", "Anton Krag", "Bolden", "Historik", "Personer (", "Hvad sker der nu"):
            assert secret not in said
        assert buttons(html) == []

    def test_a_reader_sees_the_plan_but_not_the_stage(self, client, gist):
        said = words(show(client, gist, factories.reader()))
        assert "2026 Revision Planlagt Carla Birk Anton Krag" in said
        assert "2022 Revision Gennemført Carla Birk" in said
        for secret in ("Bolden", "I gang", "ikke bekræftet", "bekræftet", "Historik"):
            assert secret not in said

    def test_outside_the_group_nothing_is_late_or_moved(self, client, gist, by):
        for year, outcome in ((2024, "missed"), (2021, "moved"), (2020, "withdrawn")):
            factories.entry(gist, year, outcome=outcome, note="Hemmeligt")
        said = words(show(client, gist, factories.reader()))
        assert "2024 Revision Planlagt" in said
        for secret in ("2021 Revision", "2020 Revision", "Ikke nået", "Hemmeligt"):
            assert secret not in said

    @pytest.mark.parametrize("who", ["chair", "member", "lead", "secretariat"])
    def test_those_who_work_with_it_see_everything(self, client, dsg, gist, lead, staff, who):
        chair = factories.chair_of(dsg, "Mona Holt")
        people = {"lead": lead, "secretariat": staff, "chair": chair}
        said = words(show(client, gist, people.get(who) or factories.member_of(dsg)))
        assert "Bolden ligger hos: Mona Holt (formand for DSG), siden 15. november 2026 (6 dage)" in said
        assert "Aftalt 1.9. (færdig) Udkast (færdig) Høring (færdig) Faglig godkendelse Indsendt" in said
        assert (
            "Mona Holt (formand for DSG) tager stilling til faglig godkendelse. Derefter får sekretariatet den." in said
        )
        assert "2026 Revision I gang Carla Birk (bekræftet 14. januar 2026) Anton Krag (ikke bekræftet endnu)" in said
        assert "Historik" in said

    def test_a_former_participant_is_outside(self, client, gist, lead):
        Assignment.objects.filter(person=lead).update(ended_on=date(2026, 1, 1))
        assert "Bolden" not in words(show(client, gist, lead))

    def test_who_was_taken_off_after_a_move_is_outside(self, client, gist, lead):
        gist.plan_entries.exclude(year=2026).delete()
        moved = factories.entry(gist, 2025, leads=[lead], outcome="moved")
        Assignment.objects.filter(person=lead).exclude(plan_entry=moved).update(ended_on=date(2026, 1, 1))
        assert "Bolden" not in words(show(client, gist, lead))

    def test_a_working_title_is_not_public(self, client, dsg):
        made = factories.guideline("Desmoid", owner=dsg, is_working_title=True)
        factories.entry(made, 2028, kind="new")
        assert client.get(reverse("guideline", args=[made.slug])).status_code == 404
        said = words(show(client, made, factories.reader()))
        assert "Arbejdstitel · Ingen godkendt version" in said
        assert "Første version er planlagt i 2028." in said

    def test_what_is_not_there(self, client):
        assert client.get("/retningslinjer/findes-ikke/").status_code == 404


class TestValidity:
    def test_both_clocks_are_named_when_both_ran_out(self, client, dsg):
        made = factories.guideline(owner=dsg)
        factories.version(made, next_due=date(2025, 12, 21), last_search=FuzzyDate.month(2020, 10))
        said = words(show(client, made))
        assert "Næste revision skulle have været færdig senest 21. december 2025." in said
        assert "Den tid udløb oktober 2023." in said

    def test_only_the_clock_that_ran_out_is_named(self, client, dsg):
        made = factories.guideline(owner=dsg)
        factories.version(made, next_due=date(2027, 6, 1), last_search=FuzzyDate.month(2020, 10))
        said = words(show(client, made))
        assert "skal være færdig senest" not in said
        assert "Den tid udløb oktober 2023." in said

    def test_a_gap_is_said(self, client, dsg):
        made = factories.guideline(owner=dsg)
        factories.version(made, next_due=date(2030, 6, 1))
        assert "Vurdering: ukendt." in words(show(client, made))

    def test_next_due_says_what_it_was_counted_from(self, client, dsg, by):
        made = factories.guideline(owner=dsg)
        approved = FuzzyDate.day(date(2022, 12, 21), "211222")
        facts = VersionFacts("1.0", dates={"administrative_approval": approved}, next_due_months=60)
        actions.register_version(made, facts, **by)
        said = words(show(client, made))
        expected = "21. december 2027 (om 13 måneder) talt fra: 5 år efter den administrative godkendelse"
        assert f"Næste revision senest {expected} I dokumentet: 211222" in said

    def test_a_withdrawn_guideline_says_so(self, client, dsg):
        other = factories.guideline("Den nye", owner=dsg)
        made = factories.guideline(owner=dsg, withdrawn_on=date(2026, 1, 1), merged_into=other)
        factories.version(made)
        said = words(show(client, made))
        assert "Retningslinjen udgår fra 1. januar 2026." in said
        assert "Retningslinjen er sammenlagt med Den nye ." in said


class TestVersions:
    def test_the_newest_first_with_its_words_and_its_file(self, client, gist):
        html = show(client, gist)
        table = words("<main>" + html.split('id="versioner">')[1].split("</section>")[0] + "</main>")
        assert table.index("1.10 gælder nu") < table.index("1.9 Ikke oplyst")
        assert "Opdatering uden større ændringer" in table
        assert "Administrativ godkendelse: 21. december 2020 211220" in table
        assert "Åbn dokumentet gist.pdf fingeraftryk 0123456789ab" in table

    def test_a_version_without_dates_or_number(self, client, dsg):
        made = factories.guideline(owner=dsg)
        factories.version(made, "")
        assert "uden nummer gælder nu Ikke oplyst registreret udefra Ingen kendte datoer" in words(show(client, made))


class TestPlan:
    def test_a_move_and_a_withdrawal_tell_their_reasons(self, client, dsg, staff, by):
        made = factories.guideline(owner=dsg)
        moved = factories.entry(made, 2026, leads=[factories.person("Asger Sander")], note="Kun kemo")
        move_entry(moved, to_year=2027, reason="Afventer nyt studie", **by)
        withdraw_entry(factories.entry(made, 2029), reason="Dækkes af anden", **by)
        said = words(show(client, made, staff))
        assert "2026 Revision Notat: Kun kemo Flyttet til 2027 Begrundelse: Afventer nyt studie Asger Sander" in said
        assert "2027 Revision Notat: Kun kemo Planlagt Asger Sander (ikke bekræftet endnu)" in said
        assert "2029 Revision Taget ud af planen Begrundelse: Dækkes af anden Ingen tovholder" in said

    def test_what_became_of_old_entries(self, client, dsg, staff):
        made = factories.guideline(owner=dsg)
        factories.entry(made, 2020, outcome="missed")
        factories.entry(made, 2021, outcome="moved")
        factories.entry(made, None, kind="new")
        said = words(show(client, made, staff))
        assert "2020 Revision Ikke nået Ingen tovholder" in said
        assert "2021 Revision Flyttet Ingen tovholder" in said
        assert "ukendt Ny retningslinje Planlagt Ingen tovholder" in said

    def test_authors_and_those_who_act_for_a_group(self, client, dsg, staff):
        made = factories.guideline(owner=dsg)
        entry = factories.entry(made, 2027)
        dgcg = factories.group("DGCG")
        Assignment.objects.create(plan_entry=entry, person=factories.person("Bo Bæk"), role="author")
        Assignment.objects.create(plan_entry=entry, person=factories.person("Ulla Lund"), acting_for=dgcg, position=1)
        assert "Ulla Lund (DGCG) (ikke bekræftet endnu) Bo Bæk (forfatter)" in words(show(client, made, staff))

    def test_in_no_plan(self, client, dsg):
        made = factories.guideline(owner=dsg)
        assert "Retningslinjen står ikke i noget planskema." in words(show(client, made, factories.reader()))


class TestNextAct:
    def test_the_tovholder_answers(self, client, dsg):
        lead = factories.reader()
        entry = factories.entry(factories.guideline(owner=dsg), 2027, leads=[lead])
        html = show(client, entry.guideline, lead)
        assert buttons(html) == []
        asked = words("<main>" + html.split('class="task plan"')[1].split("</section>")[0] + "</main>")
        due = "Arbejdet skal være færdigt senest 1. december 2027 (om 12 måneder)."
        assert f"Er du stadig tovholder for revisionen i 2027? {due} Ja, jeg er tovholder Nej" in asked
        assert f'action="{reverse("lead-confirm", args=[entry.assignments.get().pk])}"' in html

    @pytest.mark.parametrize(
        ("year", "kind", "due", "sentences"),
        [
            (2027, "new", None, "den nye retningslinje i 2027? Arbejdet skal være færdigt senest 1. december 2027"),
            (2025, "revision", None, "revisionen i 2025? Arbejdet skulle have været færdigt senest 1. december 2025"),
            (2028, "revision", date(2027, 6, 1), "i 2028? Arbejdet skal være færdigt senest 1. juni 2027"),
            (None, "revision", None, "Er du stadig tovholder? Årstallet er ikke aftalt endnu."),
        ],
    )
    def test_the_question_says_what_and_by_when(self, client, dsg, year, kind, due, sentences):
        lead, made = factories.reader(), factories.guideline(owner=dsg)
        factories.entry(made, year, kind=kind, leads=[lead])
        if due:
            factories.version(made, next_due=due)
        assert sentences in words(show(client, made, lead))

    def test_the_question_is_the_one_primary_thing(self, client, dsg):
        both, made = factories.secretariat(), factories.guideline(owner=dsg)
        factories.entry(made, 2027, leads=[both])
        assert show(client, made, both).split("</main>")[0].count("btn pri") == 1

    def test_who_has_answered_is_asked_nothing(self, client, gist, lead):
        assert buttons(show(client, gist, lead)) == []

    def test_what_is_the_secretariats_any_time_stands_in_a_menu(self, client, gist, staff):
        html = show(client, gist, staff)
        assert buttons(html) == []
        assert menu(html) == [
            "Udkastets status",
            "Sagen",
            "Ret trinnet",
            "Sæt frist",
            "Registrér version",
            "Vurdering",
            "Ret titlen",
        ]
        assert html.split("</main>")[0].count("btn pri") == 0

    def test_an_unconfirmed_owner_is_asked_for(self, client, dsg, staff):
        made = factories.guideline("Uterine sarkomer")
        for group in (dsg, factories.group("DGCG")):
            GuidelineGroup.objects.create(guideline=made, group=group, role="co_owner", confirmed=False)
        factories.entry(made, 2027)
        assert buttons(show(client, made, staff))[:2] == ["Bekræft ejeren", "Vælg tovholder"]
        html = show(client, made, factories.chair_of(dsg))
        assert buttons(html) == ["Bekræft ejeren", "Vælg tovholder", "Start revisionen"]
        assert 'href="/planskema/dsg/"' in html.split('class="crumbs"')[1].split("</nav>")[0]
        assert buttons(show(client, made, factories.reader())) == []
        assert "deltager; ejer eller medejer er ikke bekræftet" in words(html)
        assert "Hvilken gruppe ejer retningslinjen? Det har ingen sagt endnu." in words(html)

    def test_a_professional_body_is_not_asked_who_owns(self, client, dsg):
        made, body = factories.guideline("Uterine sarkomer"), factories.group("DGCG")
        GuidelineGroup.objects.create(guideline=made, group=dsg, role="owner", confirmed=False)
        GuidelineGroup.objects.create(guideline=made, group=body, role="professional_body")
        factories.entry(made, 2027)
        chair = factories.chair_of(body)
        assert buttons(show(client, made, chair)) == ["Vælg tovholder", "Start revisionen"]
        assert client.get(reverse("guideline-owner", args=[made.slug])).status_code == 404
        assert buttons(show(client, made, factories.chair_of(dsg)))[:2] == ["Bekræft ejeren", "Vælg tovholder"]
        assert client.get(reverse("guideline-owner", args=[made.slug])).status_code == 200

    def test_a_returned_revision_is_back_with_the_tovholdere(self, client, gist, staff, by):
        run = gist.revisions.get()
        record_stage(run, stage=Stage.SUBMITTED, reason="Mail", is_returned=True, **by)
        said = words(show(client, gist, staff))
        assert "Bolden ligger hos: tovholderne, siden 15. november 2026 (6 dage)" in said
        assert "Indsendt (retur med kommentarer)" in said
        assert "Den er kommet retur med kommentarer." in said


class TestHistory:
    def test_lines_name_who_and_why(self, client, dsg, staff, by):
        made = actions.create_guideline(title="GIST", owner=dsg, **by)
        entry = factories.entry(made, 2026)
        move_entry(entry, to_year=2027, reason="Afventer nyt studie", **by)
        actions.register_version(made, VersionFacts("1.0"), by=Actor("command", "import_plan"), now=NOW)
        expected = (
            "15.11.2026 Version 1.0 blev registreret. Systemet "
            "15.11.2026 Flyttet fra 2026 til 2027. Karla Engholm Begrundelse: Afventer nyt studie "
            "15.11.2026 Retningslinjen blev oprettet. Karla Engholm"
        )
        html = show(client, made, staff)
        assert expected in words(html)
        assert expected in words(show(client, made, staff, name="guideline-history"))
        beside_the_day = re.findall(r"<li><time [^>]*>[^<]*</time> <div>(.*?)</div></li>", html)
        assert [line.count("Begrundelse") for line in beside_the_day] == [0, 1, 0]

    def test_the_page_shows_the_newest_and_leads_to_the_rest(self, client, dsg, staff, by):
        made = factories.guideline(owner=dsg)
        for number in range(9):
            actions.register_version(made, VersionFacts(f"1.{number}"), **by)
        html = show(client, made, staff)
        assert "Version 1.0 blev" not in words(html)
        assert reverse("guideline-history", args=[made.slug]) in html
        assert "Version 1.0 blev registreret." in words(show(client, made, staff, name="guideline-history"))

    def test_is_for_those_who_work_with_it(self, client, gist):
        factories.sign_in(client, factories.chair_of(factories.group("DLCG")))
        assert client.get(reverse("guideline-history", args=[gist.slug])).status_code == 404

    def test_nothing_written_yet(self, client, dsg, staff):
        assert "Der er ikke noteret noget endnu." in words(show(client, factories.guideline(owner=dsg), staff))


@pytest.mark.parametrize("count", [1, 30])
def test_costs_the_same_however_much_there_is(client, dsg, staff, by, count):
    made = factories.guideline(owner=dsg)
    for number in range(count):
        actions.register_version(made, VersionFacts(f"1.{number}"), **by)
        factories.entry(made, 2020 + number, leads=[factories.person(), factories.person()])
    factories.revision(made.plan_entries.first(), Stage.DRAFT)
    factories.sign_in(client, factories.chair_of(dsg))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("guideline", args=[made.slug]))
    # session, account, person, roles; guideline, groups, versions, verdicts, entries, people on them, revision, steps;
    # the case in ten; events, their words, who acted; approvals in force; who leads its groups, what was sent
    # back with comments; what announced it and what it announces; and five for the counts of the menu
    assert len(queries) == 34


def test_english(client, gist, staff, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    said = words(show(client, gist, staff))
    assert "The ball is with: the chair of DSG, since 15 November 2026 (6 days)" in said
    assert "next revision due by 1 December 2027 (in 12 months)" in said
