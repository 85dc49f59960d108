"""The roles a visitor of the demo can look through, each with a suggested first act on a page that exists."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.people.access import Viewer
from guidelines.people.models import User
from guidelines.register.models import Guideline
from reminders.demo import story


@dataclass(frozen=True)
class DemoRole:
    """A role of the strip: its key in the form, its words, the fictional person, the act and the page it is done on."""

    key: str
    words: str | Promise
    person: str
    act: str | Promise
    url_name: str
    url_args: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Return the address of the suggested act."""
        return reverse(self.url_name, args=self.url_args)


ROLES = (
    DemoRole("formand", _("chair of DSG"), story.CHAIR, _("Approve GIST"), "approvals"),
    DemoRole("tovholder", _("lead author"), story.LEAD, _("Answer the secretariat's comments"), "tasks"),
    DemoRole("sekretariat", _("secretariat"), story.SECRETARIAT, _("Publish what is approved"), "inbox"),
    DemoRole("laeser", _("reader"), story.READER, _("Find a guideline"), "guidelines"),
)
FIRST = ROLES[0]
FIRST_PAGE = ("plan", "dsg")
"""Where a visit begins: the filled plan (ux 7)."""


def first_url() -> str:
    """Return the address of the page a visit begins on."""
    name, slug = FIRST_PAGE
    return reverse(name, args=[slug])


def role_of(viewer: Viewer) -> DemoRole | None:
    """Return the demo role of the person signed in, None for the others."""
    name = viewer.person.name if viewer.person is not None else ""
    return next((role for role in ROLES if role.person == name), None)


def user_of(role: DemoRole) -> User | None:
    """Return the account behind a role; None where the plan as published holds nobody of that name."""
    return User.objects.filter(person__name=role.person, is_active=True).first()


def is_story() -> bool:
    """True while the story is loaded: one of its titles with its own leads stands in the database."""
    return Guideline.objects.filter(plan_entries__assignments__person__name=story.LEAD).exists()
