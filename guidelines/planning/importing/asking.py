"""What a row of an edited export asks, part by part: the three beside each other, and the answers there are; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guidelines.documents.exported import TITLE, squeezed
from guidelines.documents.planskema_types import Origin, PlanRow
from guidelines.planning.importing.known import KnownGuideline
from guidelines.planning.importing.matching import title_key
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import FILE, OTHER, PLAN, Difference, RowPlan
from guidelines.planning.rules import Outcome
from guidelines.register.actions import TITLE_LENGTH

YEAR, KIND = "year", "kind"


def judged(plan: RowPlan, part: str, exported: str, file: str, now: str, given: str) -> tuple[RowPlan, bool]:
    """Return the row with the difference noted, and whether the file's word is to be written.

    Where the plan still says what was exported, it is; where it does not, a person decides.
    """
    if file == now:
        return plan, False
    found = Difference(part, exported, file, now, is_conflict=now != exported)
    if found.is_conflict:
        question = _("The plan was changed meanwhile, to “%(plan)s”. Which is right?") % {"plan": now}
        file_words, plan_words = _("The file: %(words)s") % {"words": file}, _("The plan: %(words)s") % {"words": now}
        found = replace(found, question=question, choices=((FILE, file_words), (PLAN, plan_words)))
    found = found.answered(given)
    return with_difference(plan, found), not found.is_conflict or found.take == FILE


def with_difference(plan: RowPlan, found: Difference) -> RowPlan:
    """The row with one difference more."""
    return replace(plan, differences=(*plan.differences, found))


def title_question(
    row: PlanRow, stored: KnownGuideline, titles: Mapping[str, int], importer: Importer, takes: Mapping[str, str]
) -> Difference | None:
    """Return what is asked about a title that was changed in the file; None where it was not.

    The row may be about another guideline now: nothing of it is written before somebody has said. `stored` is the
    guideline that was exported, `titles` are the keys of the plan's titles. One answer goes for the whole line.
    """
    origin = row.origin
    if origin is None or TITLE not in origin.edited:
        return None
    base, is_missing = origin.base.title, _is_missing(origin)
    if not is_missing and squeezed(row.title) in (squeezed(base), squeezed(stored.title)):
        return None
    title = "" if is_missing else row.title
    other = titles.get(title_key(title), stored.pk) != stored.pk
    may_write = importer.is_secretariat and not is_missing and not other and len(title) <= TITLE_LENGTH
    choices = [(FILE, _("Yes, and its title is “%(title)s” now") % {"title": title})] if may_write else []
    choices += [(PLAN, _("Yes, and it keeps the title “%(title)s”") % {"title": stored.title})]
    choices += [] if is_missing else [(OTHER, _("No, the row is about what its title says"))]
    question = _("The title was changed. Is the row still about “%(title)s”?") % {"title": stored.title}
    is_conflict = squeezed(base) != squeezed(stored.title)
    found = Difference(TITLE, base, title, stored.title, is_conflict, question=question, choices=tuple(choices))
    return found.answered(takes.get(f"{origin.first}-{TITLE}", ""))


def _is_missing(origin: Origin) -> bool:
    return any(row.has_doubt("title_missing") for row in origin.words)


def asked_of_left(plan: RowPlan, outcome: str, given: str) -> tuple[RowPlan, str]:
    """Return the row with the question whether a year is planned again that the plan has left, and the answer."""
    year = plan.row.year
    now = pgettext("entry", "withdrawn") if outcome == Outcome.WITHDRAWN else pgettext("entry", "moved")
    question = _("In the plan %(year)s is %(outcome)s. Is it to be planned again?") % {"year": year, "outcome": now}
    choices = ((FILE, _("Yes, plan %(year)s") % {"year": year}), (PLAN, _("No, the plan is right")))
    found = Difference(YEAR, _("not planned"), str(year), now, is_conflict=True, question=question, choices=choices)
    found = found.answered(given)
    return with_difference(plan, found), found.take


def asked_of_open(plan: RowPlan, given: str) -> tuple[RowPlan, str]:
    """Return the row with the question whether its mark is the year of the entry that has none, and the answer."""
    year = plan.row.year
    question = _("The guideline is planned without a year. Is the mark in %(year)s its year?") % {"year": year}
    choices = (
        (FILE, _("Yes, it is planned for %(year)s") % {"year": year}),
        (OTHER, _("No, it is planned for %(year)s as well") % {"year": year}),
        (PLAN, _("Neither, the plan is right")),
    )
    unknown = _("year not known")
    found = Difference(YEAR, unknown, str(year), unknown, is_conflict=False, question=question, choices=choices)
    found = found.answered(given)
    return with_difference(plan, found), found.take
