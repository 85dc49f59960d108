"""Persons as the planskema names them, and their absences."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guidelines.lists.danish import search_filter
from guidelines.lists.fields import SearchTextField, SortKeyField
from guidelines.people.fields import NameKeyField
from guidelines.people.rules import name_key


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about persons."""

    def current(self) -> Self:
        """Persons that still stand for themselves: not merged into another."""
        return self.filter(merged_into=None)

    def found(self, query: str) -> Self:
        """Persons whose name holds every word of the query, in Danish spelling or without its letters."""
        return self.filter(search_filter("search_text", query))

    def named(self, name: str) -> Self:
        """Current persons with this name or a known spelling of it, full stops and case aside."""
        key = name_key(name)
        return self.current().filter(Q(name_key=key) | Q(spellings__spelling_key=key)).distinct()

    def without_address(self) -> Self:
        """Current persons to whom no mail can be sent: no address, or one that mail servers refused."""
        return self.current().filter(Q(email="") | Q(address_state=Person.AddressState.REFUSED))


class Person(models.Model):
    """A person in the field: named in a plan, holding roles; with or without an account or an address.

    `invited_at` is when the sign-in was last offered; the mail about it is caused by this, in the next tick.
    """

    class AddressState(models.TextChoices):
        """What mail servers have said about the address."""

        UNTRIED = "untried"
        WORKS = "works"
        REFUSED = "refused"

    class Language(models.TextChoices):
        """Language of mails and pages."""

        DANISH = "da", "Dansk"
        ENGLISH = "en", "English"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="person"
    )
    name = models.CharField(max_length=200)
    name_key = NameKeyField(source="name", max_length=200, db_index=True)
    sort_key = SortKeyField(source="name")
    search_text = SearchTextField(sources=("name",))
    email = models.EmailField(max_length=254, blank=True)
    address_state = models.CharField(max_length=8, choices=AddressState.choices, default=AddressState.UNTRIED)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.DANISH)
    invited_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="person_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_sign_in(self) -> bool:
        """True for a person with an active account."""
        return self.user is not None and self.user.is_active


class PersonSpelling(models.Model):
    """Another way in which documents write a person's name; kept when duplicates are merged."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="spellings")
    spelling = models.CharField(max_length=200)
    spelling_key = NameKeyField(source="spelling", max_length=200, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "spelling_key"], name="person_spelling_unique")]

    def __str__(self) -> str:
        return self.spelling


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Questions about absences."""

    def on(self, day: date) -> Self:
        """Absences that cover a day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """Days, both ends included, on which a person takes no tasks and gets no mails, for all groups (foundations 7)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.starts_on} – {self.ends_on}"
