"""The words of the plan in the reader's language: kinds, stages, states, marks and dates."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.documents.dates import FuzzyDate
from guidelines.lists.dates import table_date
from guidelines.planning.filters import Order, Show
from guidelines.planning.matrix import Look, Mark
from guidelines.planning.rules import HolderRole, Kind, Stage, TargetBasis

Text = str | Promise

KINDS: dict[str, Text] = {
    Kind.REVISION: __("Revision"),
    Kind.NEW: __("New guideline"),
    Kind.MINOR: __("Minor update"),
}
STAGES: dict[str, Text] = {
    Stage.AGREED: pgettext_lazy("stage", "Agreed"),
    Stage.DRAFT: pgettext_lazy("stage", "Draft"),
    Stage.CONSULTATION: pgettext_lazy("stage", "Consultation"),
    Stage.CLINICAL_APPROVAL: pgettext_lazy("stage", "Clinical approval"),
    Stage.SUBMITTED: pgettext_lazy("stage", "Submitted"),
    Stage.ADMINISTRATIVE_APPROVAL: pgettext_lazy("stage", "Administrative approval"),
    Stage.PUBLISHED: pgettext_lazy("stage", "Published"),
}
HOLDERS: dict[str, tuple[str, Text]] = {
    HolderRole.LEAD: ("prog", __("With the lead author")),
    HolderRole.CHAIR: ("sub", __("Awaiting the chair")),
    HolderRole.SECRETARIAT: ("sub", __("With the secretariat")),
}
ORDERS: dict[str, Text] = {
    Order.ACTION: __("Needs action first"),
    Order.DOCUMENT: __("As in the planskema"),
}
MOVED_IN_FILE = "Moved in an exported planskema"
"""What is stored as the reason of a move that somebody made in a file."""
REASONS: dict[str, Text] = {MOVED_IN_FILE: __("Moved in an exported planskema")}
_WORDS: dict[str, Text] = {
    Kind.REVISION: pgettext_lazy("mark", "Rev."),
    Kind.NEW: pgettext_lazy("mark", "New"),
    Kind.MINOR: pgettext_lazy("mark", "Upd."),
}
_PLANNED: dict[str, Text] = {
    Kind.REVISION: __("revision planned"),
    Kind.NEW: __("new guideline planned"),
    Kind.MINOR: __("minor update planned"),
}
_DONE: dict[str, Text] = {
    Kind.REVISION: __("revision approved"),
    Kind.NEW: __("new guideline approved"),
    Kind.MINOR: __("minor update approved"),
}
_MISSED: dict[str, Text] = {
    Kind.REVISION: __("revision not completed"),
    Kind.NEW: __("new guideline not completed"),
    Kind.MINOR: __("minor update not completed"),
}
_PHRASES: dict[Look, dict[str, Text]] = {
    Look.PLANNED: _PLANNED,
    Look.NEW: _PLANNED,
    Look.DONE: _DONE,
    Look.MISSED: _MISSED,
}


def chip_label(show: Show, next_year: int) -> str:
    """Return what stands on a chip after its number."""
    labels: dict[Show, Text] = {
        Show.ALL: pgettext_lazy("chip", "all"),
        Show.OVERDUE: pgettext_lazy("chip", "overdue"),
        Show.YOURS: pgettext_lazy("chip", "awaiting you"),
        Show.NO_LEAD: pgettext_lazy("chip", "without a lead author"),
        Show.NO_YEAR: pgettext_lazy("chip", "without a year"),
    }
    if show is Show.NEXT_YEAR:
        return pgettext("chip", "in %(year)s") % {"year": next_year}
    return str(labels[show])


def mark_word(mark: Mark) -> str:
    """Return the short word on a mark."""
    if mark.look is Look.UNDERWAY:
        return pgettext("mark", "Active")
    if mark.look is Look.SUBMITTED:
        return pgettext("mark", "Sub.")
    return str(_WORDS[mark.kind])


def mark_phrase(mark: Mark) -> str:
    """Return what a mark means, as the end of the sentence "2027: …"."""
    if mark.look in _PHRASES:
        return str(_PHRASES[mark.look][mark.kind])
    names = {"kind": str(KINDS[mark.kind]).lower()}
    if mark.look is Look.MOVED:
        if mark.moved_to is None:
            return _("%(kind)s moved") % names
        return _("%(kind)s moved to %(year)s") % {**names, "year": mark.moved_to}
    stage = str(STAGES.get(mark.stage or "", "")).lower()
    if mark.is_returned:
        return _("%(kind)s under way, returned with comments") % names
    return _("%(kind)s under way, stage: %(stage)s") % {**names, "stage": stage}


def duration(since: date, until: date) -> str:
    """Return how long it is from one day to a later one: today, days below two months, then whole months."""
    if since >= until:
        return _unbroken(_("since today"))
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    if months < 2:
        days = (until - since).days
        return _unbroken(ngettext("%(count)s day", "%(count)s days", days) % {"count": days})
    return _unbroken(_("%(count)s mo.") % {"count": months})


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def short_date(last: date, precision: str | None = "day", language: str = "") -> str:
    """Return a date for narrow places, as precise as known: 21.12.2020, nov. 2028 or 2028.

    `language` is the active one, for those who ask often and know it.
    """
    return _short_date(last, precision or "day", language or get_language() or "da")


@lru_cache(maxsize=4096)
def _short_date(last: date, precision: str, language: str) -> str:
    if precision == "year":
        return str(last.year)
    return table_date(FuzzyDate.month(last.year, last.month) if precision == "month" else last)


def legend() -> list[tuple[str, str, str]]:
    """Return each mark of the table: its class, its word, and what it means."""
    revision, new = str(_WORDS[Kind.REVISION]), str(_WORDS[Kind.NEW])
    return [
        (Look.DONE, revision, pgettext("legend", "approved")),
        (Look.PLANNED, revision, pgettext("legend", "planned")),
        (Look.UNDERWAY, pgettext("mark", "Active"), pgettext("legend", "revision under way")),
        (Look.SUBMITTED, pgettext("mark", "Sub."), pgettext("legend", "submitted, awaiting a decision")),
        (Look.MISSED, revision, pgettext("legend", "not completed")),
        (Look.NEW, new, pgettext("legend", "new guideline")),
        (Look.MOVED, revision, pgettext("legend", "moved to another year")),
        ("unk", f"{revision}?", pgettext("legend", "year missing")),
        ("flag", _("by then"), pgettext("legend", "next revision due by")),
    ]


def row_texts() -> dict[str, str]:
    """Return the words that every row of a table may need, looked up once a table."""
    return {
        TargetBasis.REVISION_DEADLINE: _("agreed deadline"),
        TargetBasis.NEXT_DUE: "",
        TargetBasis.PLANNED_YEAR: _("from the planned year"),
        "working_title": _("Working title"),
        "version": _("v. %(label)s"),
        "approved": _("appr. %(date)s"),
        "new": _("new"),
        "submitted": _("submitted %(date)s"),
        "joint": _("joint with %(groups)s"),
        "no_owner": _("owner not confirmed"),
        "note": _("Note: %(text)s"),
        "by_then": _("by then"),
        "flag": _("%(year)s: next revision due by %(date)s"),
        "next": _("Next due"),
        "overdue": _("Overdue %(time)s"),
        "actions": _("Actions for"),
        "move": _("Move to year …"),
        "year": _("Give it a year"),
        "leads": _("Change lead author …"),
        "write": _("Write a note"),
        "missed": _("Mark as not completed"),
        "out": _("Take out of the plan"),
        "plan": _("Plan a revision …"),
        "open": _("Open"),
    }
