"""*Send påmindelse*: the secretariat reminds, by hand, those who have the cases that are ticked in the inbox.

It is a person's act and stands outside the weekly cap (foundations 18): it carries the name of who sent it, goes within
a tick, and reaches nobody twice on a day.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.approval.reading import OpenCase, StepView
from guidelines.journal.writing import Actor, writing
from guidelines.lists.dates import long_date
from guidelines.people.models import Absence, Person
from guidelines.planning.rules import HolderRole
from reminders.approvals import notice_letter
from reminders.mime import Letter
from reminders.models import Mail
from reminders.notice_wording import Words
from reminders.outbox import queue_letter
from reminders.wording import Passage

REMINDED = "reminded_by_hand"
_NAMESPACE = uuid.UUID("8d0a6a54-0c57-5b0e-8b6f-6f4f4f0f2a11")


@dataclass
class Reader:
    """Who would be reminded, of which cases, and why not; "" where nothing stands in the way."""

    person: Person
    cases: list[OpenCase] = field(default_factory=list)
    why_not: str = ""


@dataclass(frozen=True)
class ByHand:
    """What a press would send: the readers, and the cases that nobody has whom a mail could remind."""

    readers: list[Reader]
    nobodys: list[OpenCase]

    @property
    def going(self) -> list[Reader]:
        """Those who get a mail."""
        return [reader for reader in self.readers if not reader.why_not]


def by_hand(cases: Iterable[OpenCase], *, sender: Person, now: datetime) -> ByHand:
    """Return who would be reminded of these cases by `sender`, one mail each, in the order of the cases."""
    readers: dict[int, Reader] = {}
    nobodys: list[OpenCase] = []
    for case in cases:
        holders = holders_of(case)
        for person in holders:
            readers.setdefault(person.pk, Reader(person)).cases.append(case)
        if not holders:
            nobodys.append(case)
    today = timezone.localdate(now)
    away = set(Absence.objects.on(today).filter(person__in=readers).values_list("person", flat=True))
    keys = [mail_key(person, today) for person in readers]
    reminded = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    for pk, reader in readers.items():
        reader.why_not = _why_not(reader.person, sender, is_away=pk in away, is_told=mail_key(pk, today) in reminded)
    return ByHand(list(readers.values()), nobodys)


def holders_of(case: OpenCase) -> list[Person]:
    """Return whose move a case is: the authors of a draft, else the holder of each open step; nobody who is recused."""
    found = {person.pk: person for view in case.steps for person in _holders(case, view)}
    return list(found.values())


def _holders(case: OpenCase, view: StepView) -> list[Person]:
    held = case.authors if view.step.holder_role == HolderRole.LEAD else (view.holder,)
    return [person for person in held if person is not None and person.pk not in case.recused]


def mail_key(person: int, day: date) -> uuid.UUID:
    """Return the key of the one mail that a person can get by hand on a day."""
    return uuid.uuid5(_NAMESPACE, f"{person}/{day.isoformat()}")


def _why_not(person: Person, sender: Person, *, is_away: bool, is_told: bool) -> str:
    if person.pk == sender.pk:
        return _("It is your own move.")
    if not person.email:
        return _("There is no mail address.")
    if person.address_state == Person.AddressState.REFUSED:
        return _("The mail address is refused.")
    if is_away:
        return _("The person is away today.")
    return _("The person has been reminded by hand today.") if is_told else ""


def remind(reader: Reader, *, sender: Person, by: Actor, now: datetime) -> bool:
    """Queue the mail, and note it in the history of each guideline; False where a colleague was faster today."""
    person, key = reader.person, mail_key(reader.person.pk, timezone.localdate(now))
    with writing(by, now=now) as journal, transaction.atomic():
        if Mail.objects.filter(key=key).exists():  # the journal's head is ours: nobody is between
            return False
        made = letter(reader, sender, key)
        mail = queue_letter(made, kind=Mail.Kind.BY_HAND, address=person.email, person=person, key=key, now=now)
        Mail.objects.filter(pk=mail.pk).update(hurried_by=sender, hurried_at=now)
        for case in reader.cases:
            journal.record(REMINDED, case.revision, guideline=case.guideline, facts={"person": str(person.pk)})
    return True


def remind_all(readers: Iterable[Reader], *, sender: Person, by: Actor, now: datetime) -> int:
    """Queue the mails of all these readers, all or none of them, and return how many they were."""
    with writing(by, now=now):
        return sum(remind(reader, sender=sender, by=by, now=now) for reader in readers)


def shown(readers: Iterable[Reader]) -> str:
    """Return who would be reminded of what, as a page shows it, to tell whether it is still so."""
    told = ((reader.person.pk, sorted(case.revision.pk for case in reader.cases)) for reader in readers)
    return ";".join(f"{person}:{','.join(map(str, cases))}" for person, cases in sorted(told))


def letter(reader: Reader, sender: Person, key: uuid.UUID | None = None) -> Letter:
    """Return what the reader gets, in the reader's language, with the sender's name; `key` is that of its mail."""
    person, cases = reader.person, reader.cases
    with translation.override(person.language):
        first = cases[0].guideline
        more = len(cases) - 1
        tail = f" {ngettext('and %(count)d more', 'and %(count)d more', more) % {'count': more}}" if more else ""
        asks = _("%(name)s of the secretariat reminds you that this waits for you:") % {"name": sender.name}
        act = _("Waits for you:")
        passage = Passage(act, first.short_name or first.title, (asks, *_lines(person, cases)), tail)
        why = _("You get this mail because %(name)s has sent it to you by hand.") % {"name": sender.name}
        words = Words(passage, _("See what waits for you"), "/opgaver/", why)
        return notice_letter(words, person.name, cases[0].revision.pk, person.language, key=key)


def _lines(person: Person, cases: Sequence[OpenCase]) -> list[str]:
    """A line for each case, with the day since which it has waited for the reader."""
    return [
        _("“%(title)s”, since %(day)s.") % {"title": case.guideline.title, "day": long_date(_since(person, case))}
        for case in cases
    ]


def _since(person: Person, case: OpenCase) -> date:
    return min(view.step.since for view in case.steps if person in _holders(case, view))
