"""What the viewer may do from the page of a guideline: the role's next act first (ux 10.5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.desk.extension_cards import more_time
from guidelines.desk.guideline.reading import Dossier
from guidelines.desk.guideline.run import next_acts, other_acts
from guidelines.desk.rules import Run
from guidelines.desk.shapes import Act
from guidelines.people.access import Viewer
from guidelines.people.models import Group
from guidelines.planning.access import may_edit_entries
from guidelines.planning.models import Assignment
from guidelines.planning.rules import Outcome
from guidelines.register.access import may_confirm_owner, may_judge, may_register_version, may_retitle


def acts_of(dossier: Dossier, run: Run | None, viewer: Viewer, today: date) -> tuple[list[Act], list[Act]]:
    """Return the buttons of the head, the role's next act first, and what stands in the menu behind them."""
    slug, group, case = dossier.guideline.slug, home_of(dossier, viewer), dossier.case
    acts = next_acts(case, run, viewer) if case and run else []
    more = other_acts(case, run, viewer) if case and run else []
    if not all(link.confirmed for link in dossier.links) and may_confirm_owner(viewer, dossier.links):
        found = more if dossier.is_owner_known else acts  # with an owner it is the others that wait to be confirmed
        found.append(Act(_("Confirm the owner"), reverse("guideline-owner", args=[slug])))
    if group and may_edit_entries(viewer, dossier.group_keys):
        soon, later = _start(dossier, group.slug, today)
        acts += [*_choose_lead(dossier, group.slug), *soon]
        more += later
    if viewer.is_secretariat and run and run.entry and group:
        place = [group.slug, run.entry]
        more.append(Act(_("Correct the stage"), reverse("revision-stage", args=place)))
        more.append(Act(_("Set the deadline"), reverse("revision-deadline", args=place)))
    if _works_on(dossier, viewer):
        more.append(more_time(slug))
    if may_register_version(viewer):
        more.append(Act(_("Register a version"), reverse("guideline-version", args=[slug])))
    can_judge = viewer.is_secretariat or dossier.current is not None  # without a version only to withdraw and to merge
    if can_judge and may_judge(viewer, dossier.links) and not dossier.is_out_of_use:
        more.append(Act(_("Verdict"), reverse("verdict", args=[slug])))
    if viewer.is_secretariat and dossier.current is not None and dossier.current.document_id is not None:
        more.append(Act(_("Announced guidelines"), reverse("guideline-announced", args=[slug])))
    if may_retitle(viewer):
        more.append(Act(_("Edit the title"), reverse("guideline-title", args=[slug])))
    urls = {act.url for act in acts}
    return acts, [act for act in more if act.url not in urls]


def _works_on(dossier: Dossier, viewer: Viewer) -> bool:
    """True for tovholdere and authors of what the guideline works on, where a deadline is known."""
    planned = [entry for entry in dossier.entries if entry.outcome == Outcome.PLANNED]
    run = dossier.revision
    entry = next((entry for entry in planned if run is None or entry.pk == run.plan_entry_id), None)
    if entry is None or viewer.person is None or dossier.is_out_of_use:
        return False
    due = dossier.current.next_due if dossier.current else None
    working = (Assignment.Role.LEAD, Assignment.Role.AUTHOR)
    own = any(item.person_id == viewer.person.pk and item.role in working for item in entry.assignments.all())
    return own and bool((run and run.deadline_on) or due or entry.agreed_year)


def _start(dossier: Dossier, group_slug: str, today: date) -> tuple[list[Act], list[Act]]:
    """To start the first planned revision: a button from the year before it on, else in the menu; none under way."""
    planned = [entry for entry in dossier.entries if entry.outcome == Outcome.PLANNED and entry.year is not None]
    if dossier.case is not None or not planned or dossier.is_out_of_use:
        return [], []
    first = min(planned, key=lambda entry: entry.year or 0)
    act = Act(_("Start the revision"), reverse("revision-start", args=[group_slug, first.pk]))
    is_soon = first.year is not None and first.year <= today.year + 1
    return ([act], []) if is_soon else ([], [act])


def _choose_lead(dossier: Dossier, group_slug: str) -> Iterable[Act]:
    for entry in dossier.entries:
        has_lead = any(item.role == Assignment.Role.LEAD for item in entry.assignments.all())
        if entry.outcome == Outcome.PLANNED and not has_lead:
            yield Act(_("Choose a lead author"), reverse("entry-leads", args=[group_slug, entry.pk]))
            return


def home_of(dossier: Dossier, viewer: Viewer) -> Group | None:
    """The group whose plan the page leads back to: one the viewer belongs to, else the owner, else the first."""
    own = (link.group for link in dossier.links if viewer.belongs_to(link.group))
    first = dossier.links[0].group if dossier.links else None
    return next(own, None) or dossier.owner or first
