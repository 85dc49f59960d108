"""The roles a visitor of the demo can look through, each with a suggested first act on a page that exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.approval.models import Return
from guidelines.people.access import Viewer
from guidelines.people.models import User
from guidelines.planning.filters import Show
from guidelines.planning.models import PlanEntry, Step
from guidelines.planning.rules import HolderRole, Stage
from guidelines.register.models import Guideline, GuidelineGroup
from reminders.demo import story

FIRST_PAGE = ("plan", "dsg")
"""Where a visit begins: the filled plan (ux 7)."""


def first_url() -> str:
    """Return the address of the page a visit begins on."""
    name, slug = FIRST_PAGE
    return reverse(name, args=[slug])


def _to_approve() -> str | None:
    """The chair's decision on GIST."""
    step = Step.objects.open().filter(revision__guideline__short_name=story.GIST, holder_person__name=story.CHAIR)
    keys = step.filter(stage=Stage.CLINICAL_APPROVAL.value).values_list("pk", flat=True)
    return reverse("decision", args=[keys[0]]) if keys else None


def _to_date() -> str | None:
    """The plan's rows without an agreed year."""
    asked = PlanEntry.objects.asking_year().filter(guideline__group_links__group__slug=FIRST_PAGE[1])
    return f"{first_url()}?vis={Show.NO_YEAR}" if asked.exists() else None


def _to_correct() -> str | None:
    """What came back to the tovholder."""
    open_ = Return.objects.filter(resumed_at=None, undone_at=None, revision__ended_on=None)
    mine = open_.filter(revision__plan_entry__assignments__person__name=story.LEAD)
    keys = mine.values_list("revision", flat=True)
    return reverse("run-comments", args=[keys[0]]) if keys else None


def _to_publish() -> str | None:
    """The inbox, while something approved waits in it."""
    waits = Step.objects.open().filter(stage=Stage.PUBLISHED.value, holder_role=HolderRole.SECRETARIAT.value)
    return reverse("inbox") if waits.exists() else None


def _to_own() -> str | None:
    """A guideline of several groups whose owner nobody has confirmed."""
    ties = GuidelineGroup.objects.filter(confirmed=False, guideline__withdrawn_on=None, guideline__merged_into=None)
    slugs = ties.order_by("pk").values_list("guideline__slug", flat=True)
    return reverse("guideline", args=[slugs[0]]) if slugs else None


@dataclass(frozen=True)
class Act:
    """Something to try: its words, and where it is done; None while there is nothing of the kind."""

    words: str | Promise
    find: Callable[[], str | None]


@dataclass(frozen=True)
class DemoRole:
    """A role of the strip: its key in the form, its words, the fictional person, and what to try, the best first."""

    key: str
    words: str | Promise
    person: str
    acts: tuple[Act, ...]

    def suggested(self) -> tuple[str | Promise, str]:
        """Return the words and the address of the first act that can be done now; the last always can."""
        found = ((act.words, act.find()) for act in self.acts)
        return next((words, url) for words, url in found if url is not None)

    @property
    def act(self) -> str | Promise:
        """The words of the suggested act."""
        return self.suggested()[0]

    @property
    def url(self) -> str:
        """Return the address of the suggested act."""
        return self.suggested()[1]


ROLES = (
    DemoRole(
        "formand",
        _("chair of DSG"),
        story.CHAIR,
        (
            Act(_("Approve GIST"), _to_approve),
            Act(_("Give the guidelines their years"), _to_date),
            Act(_("Look through the plan"), first_url),
        ),
    ),
    DemoRole(
        "tovholder",
        _("lead author"),
        story.LEAD,
        (
            Act(_("Answer the secretariat's comments"), _to_correct),
            Act(_("See what you owe"), lambda: reverse("tasks")),
        ),
    ),
    DemoRole(
        "sekretariat",
        _("secretariat"),
        story.SECRETARIAT,
        (
            Act(_("Publish what is approved"), _to_publish),
            Act(_("Confirm who owns a guideline"), _to_own),
            Act(_("See what has come in"), lambda: reverse("inbox")),
        ),
    ),
    DemoRole("laeser", _("reader"), story.READER, (Act(_("Find a guideline"), lambda: reverse("guidelines")),)),
)
FIRST = ROLES[0]


def present() -> list[DemoRole]:
    """Return the roles whose person has an account: the plan as published has no tovholder of the story."""
    known = User.objects.filter(is_active=True).values_list("person__name", flat=True)
    names = set(known.filter(person__name__in=[role.person for role in ROLES]))
    return [role for role in ROLES if role.person in names]


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
