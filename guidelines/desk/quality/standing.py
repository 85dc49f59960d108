"""What the rules find today for a viewer: what is open, and what was accepted, with who did and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from guidelines.desk.quality.catalogue import findings
from guidelines.desk.quality.facts import GuidelineFacts, PersonFacts
from guidelines.desk.quality.reading import read_register
from guidelines.desk.quality.types import Finding, Subject
from guidelines.people.access import Viewer
from guidelines.register.models import Waiver


@dataclass(frozen=True)
class Acceptance:
    """Why a finding was let stand, by whom and when."""

    pk: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Listed:
    """A finding, and how it was accepted; None while it is open."""

    finding: Finding
    acceptance: Acceptance | None = None

    @property
    def key(self) -> str:
        """By what an address names it."""
        return self.finding.key

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """Slug and abbreviation of the groups it is about."""
        return groups_of(self.finding.about)


def groups_of(about: Subject) -> tuple[tuple[str, str], ...]:
    """Return slug and abbreviation of the groups that a guideline or a person belongs to here, each once."""
    if isinstance(about, PersonFacts):
        return about.groups
    return tuple(dict.fromkeys((tie.slug, tie.abbreviation) for tie in about.ties))


def may_see_quality(viewer: Viewer) -> bool:
    """See what the rules find: the secretariat all of it, those who lead groups what is their groups'."""
    return viewer.is_secretariat or bool(viewer.led_groups)


def read_quality(viewer: Viewer, today: date) -> list[Listed]:
    """Return every finding that the viewer may see, the weightiest first; ten statements at most."""
    found = findings(read_register(None if viewer.is_secretariat else viewer.led_groups, today))
    accepted = _accepted()
    return [Listed(one, accepted.get((_kind(one.about), one.about.pk, one.fingerprint))) for one in found]


def open_count(viewer: Viewer, today: date) -> int:
    """Return how many findings nobody has accepted."""
    return count_open(read_quality(viewer, today))


def count_open(listed: Iterable[Listed]) -> int:
    """Return how many of them nobody has accepted."""
    return sum(one.acceptance is None for one in listed)


def _kind(about: Subject) -> type[Subject]:
    return GuidelineFacts if isinstance(about, GuidelineFacts) else PersonFacts


def _accepted() -> dict[tuple[type[Subject], int, str], Acceptance]:
    columns = ("pk", "reason", "by__name", "at", "guideline_id", "person_id", "fingerprint")
    found: dict[tuple[type[Subject], int, str], Acceptance] = {}
    for pk, reason, by, at, guideline, person, fingerprint in Waiver.objects.in_force().values_list(*columns):
        kind: type[Subject] = GuidelineFacts if guideline else PersonFacts
        found[kind, guideline or person, fingerprint] = Acceptance(pk, reason, by, at)
    return found
