"""Requests for a new deadline: those the reader decides on, and what became of the reader's own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from guidelines.desk.rules import About, AskedDeadline
from guidelines.lists.prepared import Prepared
from guidelines.people.access import Viewer
from guidelines.people.models import Person, Role
from guidelines.planning.deciders import LEADING, away_on
from guidelines.planning.models import ExtensionRequest
from guidelines.register.models import GuidelineGroup

KEPT = 64  # statements: those of the persons who were here last
TOLD_DAYS = 30
"""So long an answer stands among what is finished for the one who asked."""


class RequestFacts(NamedTuple):
    """A request with its guideline."""

    request: int
    asker: str
    at: datetime
    from_on: date
    to_on: date
    outcome: str
    granted_on: date | None
    slug: str
    title: str
    language: str
    is_working_title: bool
    label: str | None
    group: str | None


COLUMNS = (
    "pk",
    "person__name",
    "at",
    "from_on",
    "to_on",
    "outcome",
    "granted_on",
    *(f"guideline__{name}" for name in ("slug", "title", "language", "is_working_title")),
    "current__label",
    "ownership__group__abbreviation",
)


def read_requests(viewer: Viewer, today: date) -> list[AskedDeadline]:
    """Return the open requests that wait for the viewer; one statement, none for who decides on nothing."""
    if viewer.person is None or not (viewer.led_groups or viewer.is_secretariat):
        return []
    rows = _waiting(viewer.person, viewer.led_groups, today, is_secretariat=viewer.is_secretariat)
    return [_request(RequestFacts._make(row)) for row in rows]


def own_requests(person: Person, today: date) -> list[AskedDeadline]:
    """Return the person's own requests that wait or were answered lately, the oldest first; one statement."""
    return [_request(RequestFacts._make(row)) for row in _own(person, today)]


@lru_cache(maxsize=KEPT)
def _waiting(person: Person, led_groups: frozenset[int], today: date, *, is_secretariat: bool) -> Prepared:
    owned = GuidelineGroup.objects.filter(guideline=OuterRef("guideline"), role=GuidelineGroup.Role.OWNER)
    leading = Role.objects.on(today).filter(kind__in=LEADING, person__merged_into=None).exclude(away_on(today))
    others = leading.filter(group=OuterRef("ownership__group")).exclude(person=OuterRef("person"))
    decides = Q(Exists(owned.filter(group__in=led_groups)))
    if is_secretariat:
        decides |= Q(is_beyond_limit=True) | ~Q(Exists(others))
    return _facts(Q(outcome="") & ~Q(person=person) & decides)


@lru_cache(maxsize=KEPT)
def _own(person: Person, today: date) -> Prepared:
    since = timezone.make_aware(datetime.combine(today - timedelta(days=TOLD_DAYS), datetime.min.time()))
    answered = Q(outcome__in=["granted", "refused"], decided_at__gte=since)
    return _facts(Q(person=person) & (Q(outcome="") | answered))


def _facts(which: Q) -> Prepared:
    links = "guideline__group_links"
    return Prepared(
        ExtensionRequest.objects.filter(guideline__withdrawn_on=None, guideline__merged_into=None)
        .alias(
            current=FilteredRelation("guideline__versions", condition=Q(guideline__versions__is_current=True)),
            ownership=FilteredRelation(links, condition=Q(**{f"{links}__role": GuidelineGroup.Role.OWNER})),
        )
        .filter(which)
        .order_by(F("at").asc(), "pk")
        .values_list(*COLUMNS)
    )


def _request(row: RequestFacts) -> AskedDeadline:
    groups = (row.group,) if row.group else ()
    return AskedDeadline(
        request=row.request,
        about=About(row.slug, row.title, row.language, row.is_working_title, groups, row.label),
        asker=row.asker,
        since=timezone.localdate(row.at),
        from_on=row.from_on,
        to_on=row.to_on,
        is_open=row.outcome == "",
        granted_on=row.granted_on,
    )
