"""The mails that nobody has to get: what they are, who gets them unasked, and what a person chose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from guidelines.people.models import Person, Role
from reminders.models import MailChoice

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Sort = MailChoice.Sort
DEFAULTS: dict[str, bool] = {Sort.QUARTERLY: True, Sort.DAILY: False, Sort.PUBLISHED: True}
NAMES: dict[str, StrOrPromise] = {
    Sort.QUARTERLY: _("The group's quarter"),
    Sort.DAILY: _("The secretariat's day"),
    Sort.PUBLISHED: _("A version was published"),
}
ABOUT: dict[str, StrOrPromise] = {
    Sort.QUARTERLY: _("Four times a year: what is overdue, what awaits you, and what is planned for next year."),
    Sort.DAILY: _("On working days at 6.30, when there is something new: submissions, answers and mails that bounced."),
    Sort.PUBLISHED: _("News of a version that you are an author of, or whose group you chair."),
}


def wanting(sort: str, persons: Iterable[int]) -> set[int]:
    """Return those of these persons who want mails of a sort; one statement."""
    asked = set(persons)
    chosen = dict(MailChoice.objects.filter(sort=sort, person__in=asked).values_list("person", "is_on"))
    return {person for person in asked if chosen.get(person, DEFAULTS[sort])}


def choices_of(person: Person, sorts: Iterable[str] = Sort.values) -> dict[str, bool]:
    """Return for each sort whether the person gets it."""
    chosen = dict(person.mail_choices.values_list("sort", "is_on"))
    return {sort: chosen.get(sort, DEFAULTS[sort]) for sort in sorts}


def sorts_for(person: Person, *, is_secretariat: bool) -> list[str]:
    """Return what there is to choose for a person: the overviews belong to those who lead or keep the office."""
    leads = person.roles.filter(kind__in=[Role.Kind.CHAIR, Role.Kind.DEPUTY]).exists()
    open_ = {Sort.QUARTERLY: leads, Sort.DAILY: is_secretariat, Sort.PUBLISHED: True}
    return [sort for sort in Sort.values if open_[Sort(sort)]]
