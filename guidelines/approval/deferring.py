"""How often a step was put off."""

from __future__ import annotations

from collections.abc import Iterable

from guidelines.approval.models import Decision
from guidelines.approval.rules import Outcome
from guidelines.planning.models import Step


def deferrals(decisions: Iterable[Decision], step: Step) -> int:
    """Return how often a step was put off by these decisions; one that was undone does not count."""
    return sum(item.step_id == step.pk and item.outcome == Outcome.DEFER and not item.undone_at for item in decisions)
