"""Verbs on a group: its settings and the spellings it is known by."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.lists.fields import with_keys
from guidelines.people.models import Group, GroupAlias


@dataclass(frozen=True)
class GroupSettings:
    """What the secretariat decides for a group; intervals in months, the deadline as a day of each planned year.

    `extension_months` None leaves it to the product how far a deadline may be put off in all.
    `most_revisions_per_person` counts a person's plan entries of one year.
    """

    name: str
    chair_title: str
    revision_months: int
    assessment_months: int
    deadline_month: int
    deadline_day: int
    extension_months: int | None = None
    most_revisions_per_person: int = 2


def settings_of(group: Group) -> GroupSettings:
    """Return the settings as they stand."""
    return GroupSettings(**{name: getattr(group, name) for name in GroupSettings.__dataclass_fields__})


def change_settings(group: Group, settings: GroupSettings, *, by: Actor, now: datetime) -> Group:
    """Give a group these settings; unchanged ones write nothing. Dates worked out before keep what they count from."""
    with writing(by, now=now) as journal:
        group = Group.objects.select_for_update().get(pk=group.pk)
        before, after = asdict(settings_of(group)), asdict(settings)
        changed = {name: value for name, value in after.items() if value != before[name]}
        if not changed:
            return group
        for name, value in changed.items():
            setattr(group, name, value)
        keys = ["name_key"] if "name" in changed else []
        group.save(update_fields=[*with_keys(group, *changed), *keys])
        numbers = {name: [before[name], value] for name, value in changed.items() if not isinstance(value, str)}
        words = {name: [before[name], value] for name, value in changed.items() if isinstance(value, str)}
        journal.record("group_changed", group, facts={"changed": numbers}, personal=words or None)
    return group


def add_alias(group: Group, *, spelling: str, by: Actor, now: datetime) -> GroupAlias:
    """Let documents name the group by this spelling; raises Refused where it already stands for a group."""
    spelling = " ".join(spelling.split())
    if not spelling:
        raise Refused(_("Write the spelling."))
    with writing(by, now=now) as journal:
        taken = Group.objects.named(spelling).first()
        if taken is not None:
            raise Refused(_("“%(spelling)s” already stands for %(group)s.") % {"spelling": spelling, "group": taken})
        alias = GroupAlias.objects.create(group=group, spelling=spelling)
        journal.record("alias_added", group, personal={"spelling": spelling})
    return alias


def remove_alias(alias: GroupAlias, *, by: Actor, now: datetime) -> Group:
    """Take a spelling away from its group, and return the group."""
    with writing(by, now=now) as journal:
        journal.record("alias_removed", alias.group, personal={"spelling": alias.spelling})
        alias.delete()
    return alias.group
