"""The permission matrix of *Forældreløse*: who is missing and who takes over. See matrix.py."""

from __future__ import annotations

from typing import Any

from guidelines.journal.models import Event
from guidelines.lists import clock
from guidelines.people.access import viewer_of
from guidelines.planning.actions import name_lead
from tests import factories
from tests.permissions.table import HEARD, MOVED, OK, World, leaders, once, only, row


@once
def _successor(w: World) -> Any:
    return factories.member_of(w.group, "Efterfølger Engholm")


def _entry(w: World) -> dict[str, Any]:
    return {"entry_id": w.entry.pk}


def _choice(w: World) -> dict[str, Any]:
    return {"person": _successor(w).pk, "set": str(w.people["lead"].pk), "i_stedet": w.people["lead"].pk}


def _persons(w: World) -> dict[str, Any]:
    return {"fra": w.people["lead"].pk, "til": _successor(w).name, "set": f"{w.entry.pk}:{w.people['lead'].pk}"}


@once
def _chosen(w: World) -> dict[str, Any]:
    """The chair has named a second tovholder."""
    now, chair = clock.now(), w.people["chair"]
    by = viewer_of(chair.user, clock.today()).actor()
    name_lead(w.entry, _successor(w), instead_of=None, expected=[w.people["lead"].pk], by=by, now=now)
    return {"seq": Event.objects.by_actor(by.key).values_list("seq", flat=True)[0]}


_LOOKERS = ("chair", "deputy", "other_chair", "secretariat")
row("orphans", GET=only(OK, *_LOOKERS))
row("orphan-choose", args=_entry, data=_choice, POST=leaders(MOVED))
row("orphan-replace", data=_persons, GET=only(OK, *_LOOKERS), POST=only(HEARD, *_LOOKERS))
row("orphan-undo", args=_chosen, POST=only(MOVED, "chair"))
