"""The chair's quarter: in the weekly mail of the second week of January, April, August and October (ux 5.2).

It is part of the one mail that a person gets in a week, with whatever else is due to them, and never one of its own
beside it (foundations 18). Where that mail has left already, it waits for the next week.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guidelines.people.models import Absence, Group
from reminders.choices.sorts import wanting
from reminders.digests.days import Quarter, quarter_at
from reminders.digests.standings import chairs_on, quarters, reachable
from reminders.models import Digest, GroupRelease, Mail, MailChoice
from reminders.planning import make_mails, served_in
from reminders.slots import is_quiet, last_slot, slot_at, week_of


def plan_quarterly(now: datetime) -> int:
    """Let this week's mail of everybody who chairs a released group carry the quarter; returns how many were added.

    A quarter in which there is nothing to say has a row and no mail. Any number of ticks at once add one.
    """
    today = timezone.localdate(now)
    slot, quarter = last_slot(today), quarter_at(today)
    if quarter is None or is_quiet(today) or week_of(slot) != week_of(today) or now < slot_at(slot):
        return 0
    waiting = _waiting(quarter, today)
    groups = Group.objects.in_bulk([group for _person, group in waiting])
    read = quarters([(person, groups[group], quarter.number) for person, group in waiting], today) if waiting else {}
    added = 0
    for person, group in waiting:
        if read[person, group].is_empty:
            _note(person, group, quarter, None, now)
        else:
            added += _add(person, group, quarter, slot, now)
    return added


def _waiting(quarter: Quarter, today: date) -> list[tuple[int, int]]:
    """(person, group) of those who are to have the quarter and have not."""
    chairs = chairs_on(today, set(GroupRelease.objects.values_list("group", flat=True)))
    told = Digest.objects.of_period(quarter.period).exclude(mail__state=Mail.State.SKIPPED)
    done = set(told.values_list("person", "group"))
    left = [pair for pair in chairs if pair not in done]
    if not left:
        return []
    persons = {person for person, _group in left}
    persons &= wanting(MailChoice.Sort.QUARTERLY, persons) & set(reachable(persons))
    persons -= set(Absence.objects.on(today).filter(person__in=persons).values_list("person", flat=True))
    persons -= served_in(week_of(today)) if persons else set()
    return [pair for pair in left if pair[0] in persons]


def _add(person: int, group: int, quarter: Quarter, slot: date, now: datetime) -> bool:
    with transaction.atomic():
        mail = _mail(person, slot, now)
        return mail is not None and _note(person, group, quarter, mail, now)


def _note(person: int, group: int, quarter: Quarter, mail: Mail | None, now: datetime) -> bool:
    """Write that the quarter is told, or has nothing to tell; False where another tick was faster.

    The row of a mail that ended without being sent is taken over.
    """
    facts = {"mail": mail, "made_at": now}
    key = {"person_id": person, "group_id": group, "period": quarter.period}
    row, is_new = Digest.objects.get_or_create(**key, defaults=facts)
    unsent = Mail.objects.filter(state=Mail.State.SKIPPED)
    return is_new or Digest.objects.filter(pk=row.pk, mail__in=unsent).update(**facts) == 1


def _mail(person: int, slot: date, now: datetime) -> Mail | None:
    """Return this week's mail to a person, made where there is none yet; None where it has left or is leaving.

    It is locked until the transaction ends, so that no sender makes its bytes meanwhile.
    """
    week = week_of(slot)
    whose = Q(person=person) | Q(person__merged_into=person)
    theirs = Mail.objects.live().filter(whose, kind=Mail.Kind.REMINDERS, week=week)
    mail = theirs.select_for_update(of=("self",)).first()
    if mail is None:
        return Mail.objects.get(pk=make_mails([person], week, slot_at(slot), now)[person])
    return mail if mail.state == Mail.State.PLANNED and mail.frozen_at is None else None
