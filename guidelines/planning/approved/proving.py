"""What is compared of approved plans: the rows beside their events (A12, A13)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.journal.comparing import COMPARED, Compared, Facts, Told, moment
from guidelines.planning.approved.content import digest
from guidelines.planning.models import PlanApproval

_FACTS = ("group", "previous", "person", "capacity", "sha256")


def _told(told: Told) -> Iterator[tuple[int, Facts]]:
    facts: dict[str, Any] = {name: told.facts[name] for name in _FACTS}
    kind, _colon, key = told.actor_key.partition(":")
    actor = {"actor": int(key)} if kind == "person" and key.isdigit() else {}
    yield int(told.object_key), {**facts, "content": facts["sha256"], "at": moment(told.at), **actor}


def _rows() -> Iterator[tuple[int, Facts]]:
    """The digest is taken of the text anew: whoever rewrites both has not rewritten the event."""
    columns = ("pk", "group", "previous", "person", "person__merged_into", "capacity", "sha256", "text", "at")
    rows = PlanApproval.objects.order_by("pk").values_list(*columns)
    for pk, group, previous, person, kept, capacity, sha256, text, at in rows.iterator(100):
        facts = {"group": group, "previous": previous, "person": person, "capacity": capacity, "sha256": sha256}
        facts |= {"content": digest(text), "at": moment(at)}
        yield pk, facts if kept else {**facts, "actor": person}


COMPARED["plan_approval"] = Compared(
    name=_("Approved plan"),
    facts={
        "group": pgettext_lazy("proved", "group"),
        "previous": _("approval before it"),
        "person": pgettext_lazy("proved", "person"),
        "actor": _("who acted"),
        "capacity": pgettext_lazy("proved", "role"),
        "sha256": _("SHA-256 of the plan"),
        "content": _("plan as approved"),
        "at": pgettext_lazy("proved", "time"),
    },
    rows=_rows,
    tell={"plan_approved": _told},
)
