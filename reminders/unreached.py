"""Whom the mail before did not reach: its announcement is a task for the secretariat, and the chair hears of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from reminders.facts import World
from reminders.ladder import COPY, DEFAULT, LATE, OF_STEP, RETURNED_LATE, STEPS
from reminders.models import Occurrence
from reminders.notices import DUTIES
from reminders.rules import Reason

OWED = frozenset(
    {
        *(key for key, rung in DEFAULT.rungs.items() if (rung.is_late or key in OF_STEP) and key != COPY),
        *(kind.value for kind in DUTIES),
    }
)
"""What comes only once and has to be told: the secretariat tells it where its mail came back."""

_ANNOUNCING = (LATE, RETURNED_LATE)
_UNDELIVERED = (Reason.NO_ADDRESS, Reason.REFUSED, Reason.GAVE_UP, Reason.BOUNCED)


def unreached(guidelines: Collection[int], world: World) -> dict[int, tuple[str, ...]]:
    """Return by guideline whom no mail told that the chair would hear, of those who still hold it; one statement."""
    tasks = Occurrence.objects.filter(guideline__in=guidelines, state=Occurrence.State.TASK, rung__in=_ANNOUNCING)
    rows = tasks.filter(reason__in=_UNDELIVERED).order_by("pk")
    found: dict[int, list[str]] = defaultdict(list)
    for guideline, rule, cause, due, person, name in rows.values_list(*_COLUMNS):
        step, facts = world.steps.get(cause), world.facts.get(guideline)
        is_step = rule == STEPS and step is not None and step.since == due and person in step.holders
        is_target = facts is not None and (facts.cycle, facts.target) == (cause, due) and person in facts.leads
        if is_step or is_target:
            found[guideline].append(name)
    return {guideline: tuple(dict.fromkeys(names)) for guideline, names in found.items()}


_COLUMNS = ("guideline", "rule", "target", "due_on", "recipient", "recipient__name")
