"""The ladder of each group: read, tried out without storing anything, and set with its event in the history."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from guidelines.journal.writing import Actor, Record, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group
from guidelines.register.models import GuidelineGroup
from reminders.ladder import DEFAULTS, Ladder, Ladders, Layer, Setting
from reminders.ladder_checks import faults
from reminders.models import LadderSetting

CHANGED = "ladder_changed"


class BadLadder(Refused):
    """The ladder that would come of a change breaks a rule; `keys` are those that the sentence is about."""

    def __init__(self, message: str, keys: tuple[str, ...]) -> None:
        super().__init__(message)
        self.keys = keys


def read_ladders() -> Ladders:
    """Return what is set for every group; one statement. What a later version no longer knows is left out."""
    layers: dict[int | None, dict[str, Setting]] = defaultdict(dict)
    for group, rung, number, is_on in LadderSetting.objects.order_by().values_list("group", "rung", "number", "is_on"):
        if rung in DEFAULTS:
            layers[group][rung] = Setting(number, is_on)
    return Ladders(dict(layers))


def ladder_of(group: Group | None) -> Ladder:
    """Return the ladder that holds for a group; that of the secretariat, which holds for all, for None."""
    return read_ladders().of(group.pk if group else None)


def ladder_of_guideline(guideline: int) -> Ladder:
    """Return the ladder by which a guideline goes: its owner's, else that of the first group tied to it."""
    links = GuidelineGroup.objects.filter(guideline=guideline).order_by("pk").values_list("role", "group")
    owner_first = sorted(links, key=lambda link: link[0] != GuidelineGroup.Role.OWNER)
    return read_ladders().of(owner_first[0][1] if owner_first else None)


def with_changes(group: Group | None, changes: Layer) -> Ladders:
    """Return what would be set after these changes, for a rehearsal before they are kept; stores nothing.

    Raises BadLadder where the changed layer, or a group's on top of it, would break a rule.
    """
    return _changed(read_ladders(), group, changes)


def _changed(before: Ladders, group: Group | None, changes: Layer) -> Ladders:
    unknown = sorted(set(changes) - set(DEFAULTS))
    if unknown:
        raise ValueError(f"No rung or number is called {', '.join(unknown)}.")
    key = group.pk if group else None
    after = before.with_changes(key, changes)
    for touched in [key] if group else [None, *(layer for layer in after.layers if layer is not None)]:
        _check(after.of(touched), touched, key)
    return after


def _check(ladder: Ladder, touched: int | None, changed: int | None) -> None:
    """Refuse a ladder with a fault; a group that the secretariat's change would break is named."""
    found = faults(ladder)
    if not found:
        return
    message = " ".join(dict.fromkeys(fault.message for fault in found))
    if touched != changed:
        name = Group.objects.values_list("abbreviation", flat=True).filter(pk=touched or 0).first()
        message = _("%(group)s has numbers of its own that do not fit: %(message)s") % {
            "group": name,
            "message": message,
        }
    raise BadLadder(message, tuple(dict.fromkeys(fault.key for fault in found)))


def set_ladder(group: Group | None, changes: Layer, *, by: Actor, now: datetime) -> Ladder:
    """Set numbers and switches of a group's ladder, or of the secretariat's for None, and return the ladder that holds.

    `Setting()` takes a key back to what holds beneath. What changes nothing writes nothing. Raises BadLadder where the
    ladder would break a rule.
    """
    with writing(by, now=now) as journal:
        before = read_ladders()
        after = _changed(before, group, changes)
        key = group.pk if group else None
        was = before.layers.get(key, {})
        rows = {row.rung: row for row in LadderSetting.objects.filter(group=group)}
        records = []
        for rung, setting in changes.items():
            if setting == was.get(rung, Setting()):
                continue
            row = rows.get(rung) or LadderSetting(group=group, rung=rung)
            row.number, row.is_on = setting.number, setting.is_on
            row.save()
            records.append(Record(CHANGED, group or row, facts=_facts(rung, before.of(key), after.of(key))))
        journal.record_all(records)
    return after.of(key)


def _facts(key: str, before: Ladder, after: Ladder) -> dict[str, Any]:
    """What held and what holds for a key: its number (None where it has none), and if it goes (None for a number)."""

    def held(ladder: Ladder) -> list[int | bool | None]:
        return [ladder.numbers.get(key), ladder.has(key) if key in ladder.rungs else None]

    return {"rung": key, "was": held(before), "is": held(after)}
