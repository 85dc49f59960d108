"""The roles a visitor of the demo can look through, each with a suggested first act on a page that exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.approval.models import Return
from guidelines.people.access import Viewer
from guidelines.people.models import User
from guidelines.planning.models import Step
from guidelines.planning.rules import Stage
from guidelines.register.models import Guideline
from reminders.demo import story


def _to_approve() -> str:
    """The chair's decision on GIST; all approvals once it is made."""
    step = Step.objects.open().filter(revision__guideline__short_name=story.GIST, holder_person__name=story.CHAIR)
    keys = step.filter(stage=Stage.CLINICAL_APPROVAL.value).values_list("pk", flat=True)
    return reverse("decision", args=[keys[0]]) if keys else reverse("approvals")


def _to_correct() -> str:
    """What came back to the tovholder; all tasks once it is sent in again."""
    open_ = Return.objects.filter(resumed_at=None, undone_at=None, revision__ended_on=None)
    mine = open_.filter(revision__plan_entry__assignments__person__name=story.LEAD)
    keys = mine.values_list("revision", flat=True)
    return reverse("run-comments", args=[keys[0]]) if keys else reverse("tasks")


@dataclass(frozen=True)
class DemoRole:
    """A role of the strip: its key in the form, its words, the fictional person, the act and where it is done."""

    key: str
    words: str | Promise
    person: str
    act: str | Promise
    find: Callable[[], str]

    @property
    def url(self) -> str:
        """Return the address of the suggested act."""
        return self.find()


ROLES = (
    DemoRole("formand", _("chair of DSG"), story.CHAIR, _("Approve GIST"), _to_approve),
    DemoRole("tovholder", _("lead author"), story.LEAD, _("Answer the secretariat's comments"), _to_correct),
    DemoRole(
        "sekretariat",
        _("secretariat"),
        story.SECRETARIAT,
        _("Publish what is approved"),
        partial(reverse, "inbox"),
    ),
    DemoRole("laeser", _("reader"), story.READER, _("Find a guideline"), partial(reverse, "guidelines")),
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
