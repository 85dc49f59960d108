"""The inbox's rows that are no cases: what doctors answered or asked for, and addresses that take no mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from guidelines.desk.inbox.rules import Kind, Row
from guidelines.journal.models import Event
from guidelines.people.models import Person
from guidelines.planning.deciders import present_leaders
from guidelines.planning.models import ExtensionRequest, LeadAnswer
from guidelines.register.models import Guideline, GuidelineGroup

LONG_WAIT = timedelta(days=14)
"""After so long a request that a chair has not decided stands in the inbox (as an approval's deputy, ux 5.2)."""

_KINDS = {
    LeadAnswer.Kind.DECLINED: Kind.DECLINED,
    LeadAnswer.Kind.HELP: Kind.HELP,
    LeadAnswer.Kind.WITHDRAW: Kind.WITHDRAW,
}


@dataclass(frozen=True)
class _Tie:
    """A group of a guideline; `is_owner` for the one that owns it."""

    group: Any
    is_owner: bool


def read_asked(today: date) -> list[Row]:
    """Return what doctors answered and nobody has dealt with, and persons whose address refuses mail.

    Six statements at most, however much there is.
    """
    in_use = Guideline.objects.in_use()
    answers = list(LeadAnswer.objects.open().filter(guideline__in=in_use).select_related("guideline", "person"))
    requests = list(ExtensionRequest.objects.open().select_related("guideline", "person"))
    ties = _ties({item.guideline_id for item in answers} | {item.guideline_id for item in requests})
    leading = present_leaders({tie.group.pk for found in ties.values() for tie in found if tie.is_owner}, today)
    ours = [item for item in requests if _is_ours(item, ties.get(item.guideline_id, []), leading, today)]
    rows = [_answer(item, ties.get(item.guideline_id, [])) for item in answers]
    rows += [_request(item, ties.get(item.guideline_id, [])) for item in ours]
    return [*rows, *_refused(today)]


def _ties(guidelines: Collection[int]) -> dict[int, list[_Tie]]:
    found: dict[int, list[_Tie]] = {}
    links = GuidelineGroup.objects.standing().filter(guideline__in=guidelines).select_related("group").order_by("pk")
    for link in links if guidelines else ():
        tie = _Tie(link.group, link.role == GuidelineGroup.Role.OWNER)
        found.setdefault(link.guideline_id, []).append(tie)
    return found


def _is_ours(item: ExtensionRequest, ties: Iterable[_Tie], leading: dict[int, frozenset[int]], today: date) -> bool:
    """True for one that nobody else is there to decide, or that has waited long."""
    deciders = {one for tie in ties if tie.is_owner for one in leading.get(tie.group.pk, ())}
    has_waited = timezone.localdate(item.at) + LONG_WAIT <= today
    return item.is_beyond_limit or not deciders - {item.person_id} or has_waited


def _answer(item: LeadAnswer, ties: Iterable[_Tie]) -> Row:
    return _row(_KINDS[LeadAnswer.Kind(item.kind)], item, ties, text=item.text, suggested=item.suggested)


def _request(item: ExtensionRequest, ties: Iterable[_Tie]) -> Row:
    return _row(Kind.NEW_DATE, item, ties, text=item.reason, from_on=item.from_on, to_on=item.to_on)


def _row(kind: Kind, item: LeadAnswer | ExtensionRequest, ties: Iterable[_Tie], **said: Any) -> Row:
    guideline, groups = item.guideline, [tie.group for tie in ties]
    return Row(
        revision=0,
        kind=kind,
        slug=guideline.slug,
        title=guideline.title,
        language=guideline.language,
        groups=tuple(group.abbreviation for group in groups),
        group_slugs=tuple(group.slug for group in groups),
        label_from="",
        label_to="",
        since=timezone.localdate(item.at),
        due=None,
        item=item.pk,
        about=guideline.pk,
        person=item.person.name,
        **said,
    )


def _refused(today: date) -> Iterator[Row]:
    """Persons whose address a mail server refused; since then, where the history knows, else today."""
    people = list(Person.objects.current().filter(address_state=Person.AddressState.REFUSED).order_by("sort_key", "pk"))
    keys = [str(person.pk) for person in people]
    judged = Event.objects.filter(object_type="person", verb="address_judged", object_key__in=keys).order_by("seq")
    since = {event.object_key: timezone.localdate(event.at) for event in judged} if keys else {}
    for person in people:
        yield Row(
            revision=0,
            kind=Kind.REFUSED,
            slug="",
            title=person.name,
            language="da",
            groups=(),
            group_slugs=(),
            label_from="",
            label_to="",
            since=since.get(str(person.pk), today),
            due=None,
            item=person.pk,
            person=person.name,
            text=person.email,
        )
