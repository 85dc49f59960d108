"""What would go out if nothing happened: the rules, run slot by slot over facts. Pure; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from reminders.rules import Action, History, People, Reason, Verdict


class Cause(Protocol):
    """What reminders come from: a guideline with its target (`Facts`), or an open step (`StepFacts`)."""

    @property
    def key(self) -> int | str:
        """By what its history is found."""

    @property
    def guideline(self) -> int:
        """The guideline it belongs to."""

    @property
    def group(self) -> int | None:
        """The group whose release counts."""

    @property
    def begins_on(self) -> date:
        """The day before which nothing goes."""

    def verdicts(self, people: People, history: History, day: date) -> list[Verdict]:
        """What is to be done by a day and has not been handled."""

    def review(self, people: People, planned: Verdict, day: date) -> tuple[Action, Reason]:
        """What becomes of a planned reminder as things stand."""


def simulate(
    causes: Sequence[Cause], people: People, histories: Mapping[int | str, History], slots: Iterable[date]
) -> Iterator[tuple[date, Verdict]]:
    """Give (slot, verdict) for each mail and task in order; `histories` is by the causes' keys and left as it was.

    Everybody is taken to be told in the slot itself, and nobody to answer.
    """
    known = {cause.key: dict(histories.get(cause.key, {})) for cause in causes}
    begins = [(cause.begins_on, cause) for cause in causes]
    for slot in slots:
        for first, cause in begins:
            if first > slot:
                continue
            history = known[cause.key]
            for verdict in cause.verdicts(people, history, slot):
                is_told = verdict.action is not Action.SKIP
                history[verdict.rung, verdict.person] = slot if is_told else None
                if is_told:
                    yield slot, verdict
