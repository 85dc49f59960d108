"""Declarations of interest: by year and by version, what is replaced, and what nobody else reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from guidelines.approval.actions.declarations import declare_version, declare_year
from guidelines.approval.actions.following import move_approval_rows
from guidelines.approval.models import Contribution, Declaration, VersionDeclaration
from guidelines.approval.reading import read_case
from guidelines.approval.reading_consultation import read_declared, read_run, read_undeclared
from guidelines.journal.history import history
from guidelines.journal.models import Event, EventDetail
from guidelines.lists.errors import Refused
from guidelines.models import Assignment, Group, Guideline, Person, Recusal, Revision
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval.consulting import BY, NOW, TODAY, WHO, draft

pytestmark = pytest.mark.django_db
NONE: dict[str, Any] = {"has_interests": False, "text": ""}
SOME: dict[str, Any] = {"has_interests": True, "text": "Foredrag for Firma A/S i 2025"}


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences as the code words them."""
    with translation.override("en"):
        yield


@pytest.fixture
def dsg(db: None) -> Group:
    return factories.group("DSG")


@pytest.fixture
def lead(dsg: Group) -> Person:
    return factories.reader("Tove Tovholder")


@pytest.fixture
def revision(dsg: Group, lead: Person) -> Revision:
    return draft(dsg, lead=lead)


def stories() -> list[str]:
    return [line.sentence for line in history(Event.objects.order_by("seq"))]


# --- a year


def test_a_year_is_declared_and_declared_again(lead: Person, english: None) -> None:
    declare_year(lead, year=2026, **NONE, **WHO)
    later = NOW + timedelta(days=3)
    declare_year(lead, year=2026, **SOME, by=WHO["by"], now=later)
    rows = Declaration.objects.order_by("pk").values_list("year", "has_interests", "text", "declared_at", "replaced_at")
    assert list(rows) == [(2026, False, "", NOW, later), (2026, True, SOME["text"], later, None)]
    assert stories() == ["Tove Tovholder gave a declaration of interests for 2026."] * 2


def test_the_same_again_changes_nothing(lead: Person) -> None:
    first = declare_year(lead, year=2026, **SOME, **WHO)
    assert declare_year(lead, year=2026, **SOME, by=WHO["by"], now=NOW + timedelta(days=1)) == first
    assert (Declaration.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("year", [2024, 2027])
def test_only_this_year_and_the_last(lead: Person, year: int) -> None:
    with pytest.raises(Refused):
        declare_year(lead, year=year, **NONE, **WHO)
    assert declare_year(lead, year=2025, **NONE, **WHO).year == 2025


def test_interests_are_named(lead: Person, revision: Revision) -> None:
    with pytest.raises(Refused):
        declare_year(lead, year=2026, has_interests=True, text=" ", **WHO)
    with pytest.raises(Refused):
        declare_version(revision, person=lead, has_interests=True, text="", **WHO)
    assert Event.objects.count() == 0


def test_no_interests_keep_no_text(lead: Person) -> None:
    assert declare_year(lead, year=2026, has_interests=False, text="Glemt", **WHO).text == ""


# --- a version


def test_a_version_rests_on_the_year(lead: Person, revision: Revision) -> None:
    basis = declare_year(lead, year=2026, **NONE, **WHO)
    declared = declare_version(revision, person=lead, **SOME, **WHO)
    assert (declared.declaration, declared.has_interests, declared.text) == (basis, True, SOME["text"])
    assert (declared.declared_at, Declaration.objects.count()) == (NOW, 1)


def test_where_the_year_is_missing_it_is_declared_too(lead: Person, revision: Revision, english: None) -> None:
    declared = declare_version(revision, person=lead, **SOME, **WHO)
    basis = Declaration.objects.get()
    assert (declared.declaration, basis.year, basis.text) == (basis, 2026, SOME["text"])
    assert stories() == [
        "Tove Tovholder gave a declaration of interests for 2026.",
        "Tove Tovholder gave a declaration of interests for this version.",
    ]


def test_declaring_a_version_again_replaces_it_and_the_journal_keeps_both(lead: Person, revision: Revision) -> None:
    declare_version(revision, person=lead, **SOME, **WHO)
    declare_version(revision, person=lead, **NONE, **WHO)
    assert (VersionDeclaration.objects.get().has_interests, VersionDeclaration.objects.get().text) == (False, "")
    seqs = Event.objects.filter(verb="version_declared").order_by("seq").values_list("seq", flat=True)
    texts = [EventDetail.objects.get(seq=seq).words["text"] for seq in seqs]
    assert texts == [SOME["text"], ""]


def test_a_new_year_asks_anew(lead: Person, revision: Revision) -> None:
    declare_version(revision, person=lead, has_interests=False, text="", **WHO)
    next_year = TODAY.replace(year=TODAY.year + 1)
    assert [read_case(revision, day).undeclared for day in (TODAY, next_year)] == [(), (lead,)]
    assert [lead in {who for who, _run in read_undeclared(day)} for day in (TODAY, next_year)] == [False, True]
    assert [item.declaration for item in read_declared(read_run(revision), next_year)] == [None]
    declare_year(lead, year=next_year.year, has_interests=False, text="", by=BY, now=NOW + timedelta(days=365))
    assert read_case(revision, next_year).undeclared == ()


def test_an_ended_revision_takes_none(lead: Person, revision: Revision) -> None:
    Revision.objects.update(ended_on=TODAY, result=Revision.Result.STOPPED)
    with pytest.raises(Refused):
        declare_version(revision, person=lead, **NONE, **WHO)


def test_a_document_is_named_and_no_history_shows_what_was_declared(
    lead: Person, revision: Revision, english: None
) -> None:
    declare_version(revision, person=lead, **SOME, document="Brev af 3. maj 2026", **WHO)
    lines = history(Event.objects.order_by("seq"))
    assert [line.sentence for line in lines] == [
        "The declaration of interests of Tove Tovholder for 2026 was recorded from a document.",
        "The declaration of interests of Tove Tovholder for this version was recorded from a document.",
    ]
    assert [line.reason for line in lines] == ["", ""]
    assert not any("Firma" in text for text in Event.objects.values_list("text", flat=True))


# --- who is to declare


def test_authors_and_uploaders_are_to_declare_not_reviewers_nor_the_secretariat(
    revision: Revision, lead: Person
) -> None:
    author, reviewer, former = (factories.person(name) for name in ("Bo Forfatter", "Rie Reviewer", "Finn Før"))
    uploader, secretary = factories.person("Ulla Upload"), factories.secretariat("Sekretær")
    entry = revision.plan_entry
    Assignment.objects.create(plan_entry=entry, person=author, role="author")
    Assignment.objects.create(plan_entry=entry, person=reviewer, role="reviewer")
    Assignment.objects.create(plan_entry=entry, person=former, role="author", ended_on=TODAY)
    for who in (uploader, secretary):
        Contribution.objects.create(revision=revision, person=who, kind="upload", since=NOW)
    declare_version(revision, person=author, **NONE, **WHO)
    found = read_declared(read_run(revision), TODAY)
    assert [(item.person.name, item.declaration is not None) for item in found] == [
        ("Bo Forfatter", True),
        ("Tove Tovholder", False),
        ("Ulla Upload", False),
    ]
    assert [(who.name, run) for who, run in read_undeclared(TODAY)] == [
        ("Tove Tovholder", revision),
        ("Ulla Upload", revision),
    ]


def test_nobody_is_asked_before_the_draft_nor_after_the_end(dsg: Group) -> None:
    draft(dsg, stage=Stage.AGREED)
    draft(dsg, ended_on=TODAY, result="stopped")
    assert read_undeclared(TODAY) == []


def test_nobody_is_named_who_is_recused_or_whose_guideline_is_out_of_use(dsg: Group) -> None:
    recused, withdrawn, asked = draft(dsg), draft(dsg), draft(dsg)
    lead = recused.plan_entry.assignments.get().person
    undone = Recusal.objects.create(revision=asked, person=asked.plan_entry.assignments.get().person, at=NOW)
    Recusal.objects.create(revision=recused, person=lead, at=NOW)
    Guideline.objects.filter(pk=withdrawn.guideline_id).update(withdrawn_on=TODAY)
    assert read_undeclared(TODAY) == []
    Recusal.objects.filter(pk=undone.pk).update(undone_at=NOW)
    assert [run for _who, run in read_undeclared(TODAY)] == [asked]


def test_the_list_takes_as_many_queries_for_ten_revisions_as_for_one(
    dsg: Group, django_assert_num_queries: Any
) -> None:
    for count in (1, 9):
        for _number in range(count):
            draft(dsg)
        with django_assert_num_queries(6):
            names = [(who.name, run.guideline.title) for who, run in read_undeclared(TODAY)]
    assert len(names) == 10


# --- the pages


@pytest.fixture
def signed_in(client: Client, lead: Person) -> Client:
    return factories.sign_in(client, lead)


def test_one_declares_for_the_year(signed_in: Client, lead: Person) -> None:
    page = signed_in.get("/habilitet/")
    assert "Ikke afgivet for" in page.content.decode()
    answer = signed_in.post("/habilitet/", {"has_interests": "yes", "text": SOME["text"]}, follow=True)
    assert lead.declarations.get().text == SOME["text"]
    assert SOME["text"] in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, "has_interests"),
        ({"has_interests": "yes", "text": " "}, "text"),
        ({"has_interests": "no", "text": "Noget"}, "has_interests"),
    ],
)
def test_what_is_not_filled_in(signed_in: Client, data: dict[str, str], wrong: str) -> None:
    answer = signed_in.post("/habilitet/", data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])
    assert Declaration.objects.count() == 0


def test_the_year_is_the_basis_of_the_version(signed_in: Client, revision: Revision, lead: Person) -> None:
    this_year = {"year": signed_in.get("/habilitet/").context["year"]}
    declare_year(lead, **this_year, **SOME, by=WHO["by"], now=NOW.replace(year=this_year["year"]))
    page = signed_in.get(f"/forloeb/{revision.pk}/habilitet/")
    assert page.context["form"].initial == {"has_interests": "yes", "text": SOME["text"]}
    signed_in.post(f"/forloeb/{revision.pk}/habilitet/", {"has_interests": "no", "text": ""})
    assert VersionDeclaration.objects.get().has_interests is False


def test_others_inside_see_given_or_missing_never_the_text(client: Client, revision: Revision, lead: Person) -> None:
    declare_version(revision, person=lead, **SOME, **WHO)
    address = f"/forloeb/{revision.pk}/habilitet/"
    chair = factories.chair_of(factories.group("DSG"))
    seen = factories.sign_in(client, chair).get(address).content.decode()
    assert "Tove Tovholder" in seen
    assert "afgivet 21. november 2026" in seen
    assert "Firma" not in seen
    secretary = factories.secretariat()
    assert SOME["text"] in factories.sign_in(Client(), secretary).get(address).content.decode()


def test_the_secretariat_records_from_a_document(client: Client, revision: Revision, lead: Person) -> None:
    factories.sign_in(client, factories.secretariat())
    address = f"/forloeb/{revision.pk}/habilitet/{lead.pk}/"
    missing = client.post(address, {"has_interests": "no"})
    assert list(missing.context["form"].errors) == ["document"]
    client.post(address, {"has_interests": "no", "document": "Bilag 3 i udkastet"})
    assert VersionDeclaration.objects.get().person == lead
    detail = EventDetail.objects.get(seq=Event.objects.filter(verb="version_declared").get().seq)
    assert detail.words["document"] == "Bilag 3 i udkastet"
    stranger = factories.person()
    assert client.get(f"/forloeb/{revision.pk}/habilitet/{stranger.pk}/").status_code == 404


def test_who_lacks_one_stands_on_the_secretariats_page_alone(client: Client, revision: Revision, lead: Person) -> None:
    secretary = factories.secretariat()
    assert "Tove Tovholder" in factories.sign_in(client, secretary).get("/habilitet/").content.decode()
    other = factories.reader()
    assert "Tove Tovholder" not in factories.sign_in(Client(), other).get("/habilitet/").content.decode()


def test_recusing_oneself_beforehand(client: Client, revision: Revision) -> None:
    chair = factories.chair_of(factories.group("DSG"))
    address = f"/forloeb/{revision.pk}/inhabil/"
    assert factories.sign_in(client, chair).get(address).status_code == 200
    answer = client.post(address, follow=True)
    assert Recusal.objects.get().person == chair
    assert "inhabil" in answer.content.decode()
    assert client.post(f"/forloeb/{revision.pk}/hoering/ingen/", {"reason": "Nej"}).status_code == 404


def test_declarations_follow_a_merged_person(lead: Person, revision: Revision) -> None:
    duplicate = factories.person("T. Tovholder")
    for year in (2025, 2026):
        declare_year(duplicate, year=year, **SOME, **WHO)
    declare_year(lead, year=2026, **NONE, **WHO)
    move_approval_rows(duplicate, into=lead)
    rows = Declaration.objects.filter(replaced_at=None).order_by("year", "pk").values_list("person", "year")
    assert list(rows) == [(lead.pk, 2025), (duplicate.pk, 2026), (lead.pk, 2026)]


def test_the_menu_leads_there(signed_in: Client) -> None:
    assert '<a href="/habilitet/">Habilitet</a>' in signed_in.get("/profil/").content.decode()
