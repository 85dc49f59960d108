"""Why a mail came: by which rule and rung, for which deadline, counted from what, and who else was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from guidelines.lists.dates import long_date
from guidelines.planning.aims import Aim, read_aim
from guidelines.planning.rules import TargetBasis
from guidelines.register.models import Guideline
from reminders.ladder import CHAIR, COPY, RULE, STEPS, Ladders
from reminders.ladder_names import kind_name
from reminders.ladder_setting import read_ladders
from reminders.models import Mail, Occurrence
from reminders.notice_wording import notice_name
from reminders.states import WHY_SKIPPED
from reminders.wording import why

_KEY = ("rule", "guideline_id", "target", "due_on")
_Key = tuple[str, int, str, date]


@dataclass(frozen=True)
class Because:
    """Why one item stands in a mail: the rung's name, the time it came by, what its deadline was counted from, and who
    else was told the same. `fell_out` says why it was left out when the mail was made, "" where it stands there.
    """

    guideline: Guideline
    rule: str
    rung: str
    when: str = ""
    basis: str = ""
    others: tuple[str, ...] = ()
    fell_out: str = ""


def because(mail: Mail, *, for_secretariat: bool) -> list[Because]:
    """Return the items of a mail; what fell out is for the secretariat alone."""
    rows = mail.occurrences.select_related("guideline").order_by("pk")
    if not for_secretariat:
        rows = rows.exclude(state=Occurrence.State.SKIPPED)
    items = list(rows)
    aims = {item.guideline_id: read_aim(item.guideline) for item in items if item.rule in (RULE, STEPS)}
    others, ladders = _others(items), read_ladders()
    return [_because(item, aims.get(item.guideline_id), ladders, others) for item in items]


def _because(item: Occurrence, aim: Aim | None, ladders: Ladders, others: dict[_Key, list[Occurrence]]) -> Because:
    fell_out = str(WHY_SKIPPED.get(item.reason, "")) if item.state == Occurrence.State.SKIPPED else ""
    if item.rule not in (RULE, STEPS):
        sentence = _("A mail at once: it was caused by what happened, and goes whatever the week.")
        return Because(item.guideline, sentence, notice_name(item.rung), fell_out=fell_out)
    sentence = _("The ladder of reminders: a rung counts from the guideline's deadline.")
    if item.rule == STEPS:
        sentence = _("An open step that waits: its reminders count from the day it was asked for, or was due.")
    ladder = ladders.of(aim.group.pk if aim and aim.group else None)
    return Because(
        item.guideline,
        sentence,
        kind_name(item.rung),
        when=why(ladder.rungs[item.rung], item.due_on),
        basis=_basis(aim, item.due_on) if aim and item.rule == RULE else "",
        others=_names(item, others),
        fell_out=fell_out,
    )


def _basis(aim: Aim, due_on: date) -> str:
    """What the deadline was counted from; where it is another by now, that it was changed."""
    if aim.target is None or aim.target.on != due_on:
        return _("The deadline was %(date)s when the mail was made. It has been changed since.") % {
            "date": long_date(due_on)
        }
    words = {"date": long_date(due_on), "version": aim.version.label if aim.version else ""}
    if aim.target.basis is TargetBasis.REVISION_DEADLINE:
        return _("%(date)s is the deadline that was set for the revision under way.") % words
    if aim.target.basis is TargetBasis.NEXT_DUE:
        return _("%(date)s is when version %(version)s is to be revised at the latest.") % words
    return _("%(date)s is the group's day in the year that is planned.") % words


def _others(items: Iterable[Occurrence]) -> dict[_Key, list[Occurrence]]:
    """Everybody's reminders of the same targets."""
    wanted = {_key(item): item for item in items}
    found: dict[_Key, list[Occurrence]] = defaultdict(list)
    told = (Occurrence.State.MAILED, Occurrence.State.PLANNED)
    rows = Occurrence.objects.filter(guideline__in={item.guideline_id for item in wanted.values()}, state__in=told)
    for row in rows.select_related("recipient").order_by("recipient__sort_key", "pk"):
        if _key(row) in wanted:
            found[_key(row)].append(row)
    return found


def _key(item: Occurrence) -> _Key:
    return item.rule, item.guideline_id, item.target, item.due_on


def _names(item: Occurrence, others: dict[_Key, list[Occurrence]]) -> tuple[str, ...]:
    """Who else was told by the same rung; the status to the chair and its copy are one."""
    alike = {CHAIR, COPY} if item.rung in (CHAIR, COPY) else {item.rung}
    same = [row for row in others[_key(item)] if row.rung in alike and row.recipient_id != item.recipient_id]
    return tuple(dict.fromkeys(row.recipient.name for row in same))
