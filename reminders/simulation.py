"""What would go out if nothing happened: the rules, run slot by slot over facts. Pure; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from reminders.rules import Action, Facts, History, People, Verdict, begins_on, verdicts


def simulate(
    facts: Sequence[Facts], people: People, histories: Mapping[int, History], slots: Iterable[date]
) -> Iterator[tuple[date, Verdict]]:
    """Give (slot, verdict) for each mail and task in order; `histories` is by guideline and is left as it was.

    Everybody is taken to be told in the slot itself, and nobody to answer.
    """
    known = {item.guideline: dict(histories.get(item.guideline, {})) for item in facts}
    begins = [(begins_on(item), item) for item in facts]
    for slot in slots:
        for first, item in begins:
            if first > slot:
                continue
            history = known[item.guideline]
            for verdict in verdicts(item, people, history, slot):
                is_told = verdict.action is not Action.SKIP
                history[verdict.rung, verdict.person] = slot if is_told else None
                if is_told:
                    yield slot, verdict
