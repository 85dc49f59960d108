"""What waits for somebody's clinical approval, in the order it is due; a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from guidelines.approval.access import may_decide_step
from guidelines.approval.models import Draft
from guidelines.approval.reading import OpenCase, StepView, read_open_cases
from guidelines.people.access import Viewer
from guidelines.register.models import GuidelineVersion


@dataclass(frozen=True)
class Waiting:
    """One clinical step that the viewer may decide.

    `label_from` is the current version's label, "" where there is none; `label_to` what the authors call the new one.
    """

    case: OpenCase
    view: StepView
    label_from: str
    label_to: str
    is_own_work: bool
    days: int

    @property
    def is_resting(self) -> bool:
        """True while it is put off."""
        return self.view.is_deferred


def waiting_for(viewer: Viewer, today: date) -> list[Waiting]:
    """Return the clinical steps the viewer may decide: by deadline, those put off last."""
    if viewer.person is None:
        return []
    pairs = [
        (case, view)
        for case in read_open_cases(None, today)
        for view in case.steps
        if view.is_clinical and may_decide_step(viewer, view)
    ]
    found = _waiting(pairs, viewer.person.pk, today)
    return sorted(found, key=lambda one: (one.is_resting, one.view.step.due_on or date.max, one.view.step.pk))


def _waiting(pairs: Iterable[tuple[OpenCase, StepView]], person: int, today: date) -> list[Waiting]:
    listed = list(pairs)
    drafts = Draft.objects.filter(revision__in=[case.revision.pk for case, _view in listed])
    labels = dict(drafts.values_list("revision_id", "label"))
    versions = GuidelineVersion.objects.current().filter(guideline__in=[case.guideline.pk for case, _view in listed])
    current = dict(versions.values_list("guideline_id", "label"))
    return [
        Waiting(
            case,
            view,
            current.get(case.guideline.pk, ""),
            labels.get(case.revision.pk, ""),
            person in case.contributors,
            max((today - view.step.since).days, 0),
        )
        for case, view in listed
    ]
