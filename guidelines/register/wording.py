"""How states, causes and dates of a version are said, in the reader's language (ux 0.3, 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from guidelines.documents.dates import FuzzyDate
from guidelines.lists.dates import long_date
from guidelines.register.models import GuidelineVersion, Verdict
from guidelines.register.rules import Clock, Facts, Validity, ValidityState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STATES: dict[ValidityState, tuple[str, _StrPromise]] = {
    ValidityState.VALID: ("ok", pgettext_lazy("validity", "Current")),
    ValidityState.DUE_SOON: ("plan", pgettext_lazy("validity", "Due soon")),
    ValidityState.OVERDUE: ("err", pgettext_lazy("validity", "Overdue")),
    ValidityState.UNKNOWN: ("unk", pgettext_lazy("validity", "Unknown")),
    ValidityState.NO_VERSION: ("unk", pgettext_lazy("validity", "No approved version")),
    ValidityState.WITHDRAWN: ("off", pgettext_lazy("validity", "Withdrawn")),
}
"""The shape (a class of the stylesheet) and the word of each state; never one without the other."""

FACTS: dict[str, _StrPromise] = {
    "last_search": pgettext_lazy("date", "Last literature search"),
    "assessed": pgettext_lazy("date", "Assessed, still valid"),
    "clinical_approval": pgettext_lazy("date", "Clinical approval"),
    "submitted": pgettext_lazy("date", "Submitted"),
    "administrative_approval": pgettext_lazy("date", "Administrative approval"),
    "published": pgettext_lazy("date", "Published"),
    "next_due": pgettext_lazy("date", "Next revision due by"),
    "expiry": pgettext_lazy("date", "Expiry"),
}
"""The dated facts of a version by the name of their field, in the order in which they should come."""

COUNTED_FROM: dict[str, _StrPromise] = {
    "last_search": pgettext_lazy("counted from", "the last literature search"),
    "assessed": pgettext_lazy("counted from", "the last assessment"),
    "clinical_approval": pgettext_lazy("counted from", "the clinical approval"),
    "submitted": pgettext_lazy("counted from", "the submission"),
    "administrative_approval": pgettext_lazy("counted from", "the administrative approval"),
    "published": pgettext_lazy("counted from", "the publication"),
}

KINDS: dict[str, _StrPromise] = {
    GuidelineVersion.Kind.FIRST: pgettext_lazy("version kind", "First version"),
    GuidelineVersion.Kind.MAJOR: pgettext_lazy("version kind", "Revision"),
    GuidelineVersion.Kind.MINOR: pgettext_lazy("version kind", "Minor update"),
    GuidelineVersion.Kind.CORRECTION: pgettext_lazy("version kind", "Correction"),
    GuidelineVersion.Kind.UNKNOWN: pgettext_lazy("version kind", "Not known"),
}


VERDICTS: dict[str, _StrPromise] = {
    Verdict.Kind.ASSESSED: pgettext_lazy("verdict", "Assessed – still valid"),
    Verdict.Kind.EXTENDED: pgettext_lazy("verdict", "Extended"),
    Verdict.Kind.CORRECTION: pgettext_lazy("verdict", "Corrected"),
    Verdict.Kind.WITHDRAWN: pgettext_lazy("verdict", "Withdrawn"),
    Verdict.Kind.MERGED: pgettext_lazy("verdict", "Merged into another"),
}


def interval(months: int) -> str:
    """Return an interval in whole years where it is that, else in months."""
    if months % 12 == 0:
        return ngettext("%(count)s year", "%(count)s years", months // 12) % {"count": months // 12}
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}


def cause(found: Validity, facts: Facts) -> str:
    """Return in a sentence which clock decided the state, and why; "" where no clock did."""
    if found.due is None or found.state not in (ValidityState.OVERDUE, ValidityState.DUE_SOON):
        return ""
    words = {"date": long_date(found.due), "years": interval(facts.assessment_months)}
    is_late = found.state is ValidityState.OVERDUE
    if found.cause is Clock.REVISION:
        if is_late:
            return _("The next revision should have been finished by %(date)s.") % words
        return _("The next revision is due by %(date)s.") % words
    if is_late:
        return _("The last search or assessment counts for %(years)s. That time ran out on %(date)s.") % words
    return _("The last search or assessment counts for %(years)s, until %(date)s.") % words


def gaps(found: Validity) -> list[str]:
    """Return a sentence for each clock nothing is known of: a gap in the data, never a fault of the guideline."""
    sentences = {
        Clock.REVISION: _("Next revision: unknown. No document says when it is due."),
        Clock.ASSESSMENT: _("Assessment: unknown. No document says when the literature was last searched."),
    }
    return [sentences[clock] for clock in found.unknown]


def counted_from(version: GuidelineVersion) -> str:
    """Return what the next revision was counted from, in words; "" where its date was stated as such."""
    months, base = version.next_due_interval_months, version.next_due_counts_from
    if months is None or base not in COUNTED_FROM:
        return ""
    return _("%(years)s after %(base)s") % {"years": interval(months), "base": COUNTED_FROM[base]}


def written(fact: FuzzyDate | None) -> str:
    """Return a date in figures, as somebody would write it; a month or year alone as that, "" where none is known."""
    if fact is None:
        return ""
    if fact.precision == "day":
        return date_format(fact.first, "j.n.Y")
    return long_date(fact)
