"""Two rows turn out to be one person: everything follows, nothing is lost (ux 6.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from guidelines.desk.persons.merging import merge_everywhere
from guidelines.journal.models import Event
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import DefaultView, Person, Role, SavedView, Waiver
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
BY = Actor("user", "person:1")


def merge(duplicate: Person, into: Person) -> Person:
    return merge_everywhere(duplicate, into=into, by=BY, now=NOW)


def test_names_roles_absences_and_assignments_follow() -> None:
    dsg, dgcg = factories.group("DSG"), factories.group("DGCG")
    kept, duplicate = factories.person("Bjarne H. Hansen"), factories.person("Bjarne Hansen")
    long_role = factories.role(kept, "member", dsg, starts_on=date(2024, 1, 1))
    factories.role(duplicate, "member", dsg, starts_on=date(2021, 1, 1))
    factories.role(duplicate, "chair", dgcg)
    factories.role(duplicate, "chair", dsg, ends_on=date(2022, 1, 1))
    duplicate.absences.create(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))
    duplicate.spellings.create(spelling="B. Hansen")
    both = factories.entry(factories.guideline(owner=dsg), 2028, leads=[kept, duplicate])
    his = factories.entry(factories.guideline(owner=dsg), 2029, leads=[duplicate])
    assert merge(duplicate, kept) == kept
    long_role.refresh_from_db()
    assert long_role.starts_on == date(2021, 1, 1)
    assert sorted(kept.roles.values_list("kind", "group__abbreviation")) == [
        ("chair", "DGCG"),
        ("chair", "DSG"),
        ("member", "DSG"),
    ]
    assert sorted(str(spelling) for spelling in kept.spellings.all()) == ["B. Hansen", "Bjarne Hansen"]
    assert kept.absences.count() == 1
    assert [list(entry.assignments.values_list("person", flat=True)) for entry in (both, his)] == [[kept.pk]] * 2
    assert list(Person.objects.named("bjarne hansen")) == [kept]


def view(person: Person | None, name: str, query: str) -> SavedView:
    return SavedView.objects.create(person=person, page="guidelines", name=name, query=query)


def test_saved_views_and_what_pages_open_with_follow() -> None:
    """Of two alike one stays, others of a name get a number; where both had chosen, the kept person's choice holds."""
    kept, duplicate = factories.person("A B"), factories.person("A. B")
    alike = view(kept, "Mine", "gruppe=dsg")
    view(duplicate, "Mine", "gruppe=dsg")
    opening = view(duplicate, "Sene", "gyldighed=overdue")
    for name in ("Frist", "Frist (2)", "F" * 80):
        view(kept, name, "frist=2027")
        view(duplicate, name, "frist=2028")
    shared = view(None, "Alles", "")
    DefaultView.objects.create(person=duplicate, page="guidelines", view=opening)
    DefaultView.objects.create(person=duplicate, page="inbox", view=shared)
    DefaultView.objects.create(person=kept, page="inbox", view=alike)
    merge(duplicate, kept)
    own = SavedView.objects.filter(person=kept).exclude(query="frist=2027").values_list("name", flat=True)
    assert sorted(own) == ["F" * 76 + " (2)", "Frist (2) (2)", "Frist (3)", "Mine", "Sene"]
    assert SavedView.objects.filter(person=kept, query="frist=2027").count() == 3
    assert sorted(DefaultView.objects.values_list("person", "page", "view")) == [
        (kept.pk, "guidelines", opening.pk),
        (kept.pk, "inbox", alike.pk),
    ]
    assert not SavedView.objects.filter(person=duplicate).exists()


def test_a_page_opens_with_the_view_that_is_like_it() -> None:
    kept, duplicate = factories.person("A B"), factories.person("A. B")
    alike, other = view(kept, "Mine", "gruppe=dsg"), view(duplicate, "Mine", "gruppe=dsg")
    DefaultView.objects.create(person=duplicate, page="guidelines", view=other)
    merge(duplicate, kept)
    assert list(DefaultView.objects.values_list("person", "view")) == [(kept.pk, alike.pk)]


def test_what_was_accepted_about_the_duplicate_is_accepted_about_the_person_kept() -> None:
    kept, duplicate, staff = factories.person("A B"), factories.person("A. B"), factories.person("Inge Lund")
    for about, sign in ((kept, "1" * 64), (duplicate, "1" * 64), (duplicate, "2" * 64)):
        Waiver.objects.create(person=about, code="address_refused", fingerprint=sign, reason="Ringer", by=staff, at=NOW)
    merge(duplicate, kept)
    assert sorted(Waiver.objects.filter(person=kept).values_list("fingerprint", flat=True)) == ["1" * 64, "2" * 64]


def test_the_duplicate_stays_as_a_pointer_and_hands_over_its_account() -> None:
    kept, duplicate = factories.person(email="kept@example.org", phone="1"), factories.reader()
    duplicate.invited_at = NOW
    duplicate.phone = "2"
    duplicate.save()
    older = factories.person(merged_into=duplicate)
    user, address = duplicate.user, duplicate.email
    merge(duplicate, kept)
    for row in (kept, duplicate, older):
        row.refresh_from_db()
    assert (kept.user, kept.email, kept.invited_at, kept.phone) == (user, address, NOW, "1")
    assert (duplicate.user, duplicate.email, duplicate.merged_into, older.merged_into) == (None, "", kept, kept)
    event = Event.objects.get()
    assert (event.verb, event.object_key, event.facts) == (
        "persons_merged",
        str(kept.pk),
        {"duplicate": duplicate.pk, "same_roles": []},
    )
    assert verify() is None


def test_an_address_fills_a_gap_and_replaces_none() -> None:
    first, second = factories.person(email=""), factories.person(email="b@example.org", address_state="works")
    assert merge(second, first).address_state == "works"
    third = factories.person(email="c@example.org")
    assert merge(third, first).email == "b@example.org"


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (lambda: (factories.reader(), factories.reader()), "Both persons have an account"),
        (
            lambda: (factories.person(merged_into=factories.person()), factories.person()),
            "Choose two different persons",
        ),
        (lambda: (factories.person("Ditte Dam"),) * 2, "Choose two different persons"),
    ],
)
def test_what_cannot_be_merged(pair: Callable[[], tuple[Person, Person]], message: str) -> None:
    duplicate, into = pair()
    factories.role(duplicate, Role.Kind.MEMBER, factories.group("DSG"))
    with translation.override("en"), pytest.raises(Refused, match=message):
        merge(duplicate, into)
    assert (duplicate.roles.count(), Event.objects.count()) == (1, 0)
