"""Keeping a change of the rules that was rehearsed, unless a colleague changed them in between."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group
from reminders.ladder import Ladder, Ladders, Layer
from reminders.ladder_setting import read_ladders, set_ladder

OVERTAKEN = _("A colleague has changed these rules meanwhile. Look at both before you keep yours.")


class Overtaken(Refused):
    """The rules are no longer those that the change was rehearsed on."""


def version_of(ladders: Ladders, group: Group | None) -> str:
    """Return a mark of what is set for a group and beneath it: the same as long as nobody changes it."""
    layers = [ladders.layers.get(key, {}) for key in ([None, group.pk] if group else [None])]
    texts = [sorted(f"{key}:{one.number}:{one.is_on}" for key, one in layer.items()) for layer in layers]
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:16]


def keep_rules(group: Group | None, changes: Layer, *, version: str, by: Actor, now: datetime) -> Ladder:
    """Set what was rehearsed on the rules of `version`, and return the ladder that holds.

    Raises Overtaken where they were changed since, and BadLadder where the ladder would break a rule.
    """
    with writing(by, now=now):
        if version_of(read_ladders(), group) != version:
            raise Overtaken(OVERTAKEN)
        return set_ladder(group, changes, by=by, now=now)
