"""What a new deadline means, in words: where the present one comes from, what moves, and what that does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from guidelines.lists.dates import long_date
from guidelines.people.models import Group, Role
from guidelines.people.wording import role_in_group
from guidelines.planning.aims import Aim
from guidelines.planning.extending import ClockEffect, Span, ValidityEffect, moved_by
from guidelines.planning.models import ExtensionRequest
from guidelines.planning.rules import TargetBasis
from guidelines.planning.wording import duration
from guidelines.register.rules import Clock


def rests_on(aim: Aim) -> str:
    """Return what the present deadline comes from (foundations 19); "" where there is none."""
    if aim.target is None:
        return ""
    words = {
        "label": aim.version.label if aim.version else "",
        "date": long_date(aim.target.on),
        "year": aim.target.on.year,
    }
    sentences = {
        TargetBasis.REVISION_DEADLINE: _("It is the agreed deadline of the revision under way."),
        TargetBasis.NEXT_DUE: _("It is when version %(label)s is to be revised.") % words,
        TargetBasis.PLANNED_YEAR: _("Only the year %(year)s is planned. By the rule of the group that is %(date)s.")
        % words,
    }
    return sentences[aim.target.basis]


def moves(aim: Aim) -> str:
    """Return what a new deadline moves; "" where there is none to move."""
    if aim.target is None:
        return ""
    sentences = {
        TargetBasis.REVISION_DEADLINE: _("The deadline of the revision moves. What the version itself says stays."),
        TargetBasis.NEXT_DUE: _("The next revision of the version moves, and its page says why."),
        TargetBasis.PLANNED_YEAR: _(
            "The plan moves to another year: a plan speaks in years, so the day is the group's."
        ),
    }
    return sentences[moved_by(aim.target.basis, is_underway=aim.revision is not None)]


def decider(group: Group | None, *, is_secretariat: bool) -> str:
    """Return who decides, as in "Formand for DSG"."""
    if is_secretariat or group is None:
        return _("The secretariat")
    return role_in_group(Role.Kind.CHAIR, group.abbreviation, group.chair_title)


# --- validity


def validity_lines(found: ValidityEffect) -> list[str]:
    """Return what becomes of the version that holds until the new deadline: the answer first, then each clock."""
    if not found.clocks:
        return [_("There is no approved version yet, so nothing loses its validity.")]
    return [_verdict(found), *_clocks(found)]


def _verdict(found: ValidityEffect) -> str:
    if found.overdue is not None:
        return _span(_("The version is overdue from %(from)s to %(to)s (%(time)s)."), found.overdue)
    if not found.is_known:
        return _("Nobody knows how long the version holds: no document says.")
    return _("The version is current until the new deadline, %(date)s.") % {"date": long_date(found.until)}


def _clocks(found: ValidityEffect) -> Iterator[str]:
    for clock in found.clocks:
        if clock.due is None:
            yield _unknown(clock.clock)
        else:
            yield _clock(clock)


def _unknown(clock: Clock) -> str:
    if clock is Clock.REVISION:
        return _("Revision: unknown. No document says when it is due.")
    return _("Literature search and assessment: unknown, so it counts neither way.")


def _clock(found: ClockEffect) -> str:
    words = {"date": long_date(found.due)}
    if found.clock is Clock.REVISION:
        line = _("Revision: moves to %(date)s.") if found.is_moved else _("Revision: due by %(date)s, which stays.")
    else:
        line = _("Literature search and assessment: count until %(date)s.")
    if found.overdue is None:
        return line % words
    return f"{line % words} {_span(_('After that it is overdue until %(to)s (%(time)s).'), found.overdue)}"


def _span(sentence: str, span: Span) -> str:
    first, last = span
    return sentence % {"from": long_date(first), "to": long_date(last), "time": duration(first, last)}


# --- load


def quarter(day: date) -> str:
    """Return the quarter that a day lies in: 2. kvartal 2028."""
    return _("Quarter %(number)s of %(year)s") % {"number": (day.month - 1) // 3 + 1, "year": day.year}


# --- what became of a request


def outcome(request: ExtensionRequest) -> str:
    """Return what became of a request, in a sentence; "" while it waits."""
    words = {
        "from": long_date(request.from_on),
        "asked": long_date(request.to_on),
        "to": long_date(request.granted_on),
        "name": request.decided_by.name if request.decided_by else _("The secretariat"),
        "day": long_date(request.decided_at),
    }
    kind = ExtensionRequest.Outcome
    match request.outcome:
        case kind.GRANTED if request.was_agreed:
            return _("%(name)s noted the new deadline, %(to)s, on %(day)s, as agreed.") % words
        case kind.GRANTED if request.granted_on == request.to_on:
            return _("%(name)s granted the new deadline, %(to)s, on %(day)s.") % words
        case kind.GRANTED:
            return _("%(name)s granted another day than was asked for, %(to)s, on %(day)s.") % words
        case kind.REFUSED:
            return _("%(name)s refused it on %(day)s: the deadline stays %(from)s.") % words
        case kind.WITHDRAWN:
            return _("%(name)s took the request back on %(day)s.") % words
        case kind.REPLACED:
            return _("%(name)s asked anew on %(day)s, so this request is out of date.") % words
    return ""
