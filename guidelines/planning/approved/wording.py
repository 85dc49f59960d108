"""The words of approving a plan: what each change is called, what it says, and the stamp above a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from guidelines.lists.dates import long_date
from guidelines.people.models import Group
from guidelines.people.wording import role_name
from guidelines.planning.approved.content import Lead, Line, OutOfUse, Version, approved_on
from guidelines.planning.approved.differences import Change, Difference
from guidelines.planning.approved.questions import Asked, Question
from guidelines.planning.load.rules import PersonLoad
from guidelines.planning.matrix import PlanRow
from guidelines.planning.models import PlanApproval
from guidelines.planning.rules import Outcome
from guidelines.planning.wording import KINDS, duration, short_date

CHANGES: dict[Change, tuple[str, Any]] = {
    Change.NEW: ("new", pgettext_lazy("change of a plan", "New")),
    Change.MOVED: ("plan", pgettext_lazy("change of a plan", "Moved")),
    Change.GONE: ("off", pgettext_lazy("change of a plan", "Taken out")),
    Change.YEAR: ("plan", pgettext_lazy("change of a plan", "Year")),
    Change.OUTCOME: ("done", pgettext_lazy("change of a plan", "Outcome")),
    Change.LEADS: ("sub", pgettext_lazy("change of a plan", "Lead author")),
    Change.KIND: ("plan", pgettext_lazy("change of a plan", "Kind")),
    Change.TITLE: ("unk", pgettext_lazy("change of a plan", "Title")),
    Change.VERSION: ("done", pgettext_lazy("change of a plan", "Version")),
    Change.ORDER: ("unk", pgettext_lazy("change of a plan", "Order")),
}
"""Each change by its shape and its word."""

FIGURES: dict[Change, Any] = {
    Change.NEW: pgettext_lazy("how many changes of a plan", "New"),
    Change.MOVED: pgettext_lazy("how many changes of a plan", "Moved"),
    Change.GONE: pgettext_lazy("how many changes of a plan", "Taken out"),
}
"""What is counted by itself; everything else counts as another change."""


OUT_OF_USE: dict[str | None, Any] = {
    OutOfUse.WITHDRAWN.value: gettext_lazy("The guideline was withdrawn."),
    OutOfUse.MERGED.value: gettext_lazy("The guideline was merged into another."),
    None: gettext_lazy("The guideline is in use again."),
}
"""What is said of a guideline that went out of use, or came back."""


class Names(NamedTuple):
    """What persons and groups are called today, by key; who is erased or no more is missing."""

    persons: Mapping[int, str]
    groups: Mapping[int, str]


def what_changed(one: Difference, names: Names) -> str:
    """Return what a change says beside the guideline's title."""
    if one.is_of_use and one.row_after:
        return str(OUT_OF_USE[one.row_after.out_of_use])
    if one.change is Change.TITLE and one.row_before:
        return _("Was called “%(title)s”.") % {"title": one.row_before.title}
    if one.change is Change.VERSION and one.row_before and one.row_after:
        return _from_to(version_text(one.row_before.version), version_text(one.row_after.version))
    if one.change is Change.ORDER:
        return _("The guidelines stand in another order.")
    line = one.after or one.before
    if line is None:
        return _("without anything planned")
    if one.change in (Change.NEW, Change.GONE) or one.before is None or one.after is None:
        return line_text(line)
    return _of_line(one.change, one.before, one.after, names)


def _of_line(change: Change, before: Line, after: Line, names: Names) -> str:
    if change is Change.LEADS:
        return _from_to(leads_text(before.leads, names), leads_text(after.leads, names))
    if change is Change.KIND:
        return _from_to(*(str(KINDS[line.kind]).lower() for line in (before, after)))
    if change is Change.OUTCOME:
        return _("%(year)s: %(outcome)s") % {"year": after.year or _("without a year"), "outcome": _outcome(after)}
    if change is Change.YEAR and before.year == after.year:
        told = _("%(year)s was confirmed.") if after.is_agreed else _("%(year)s is no longer confirmed.")
        return told % {"year": after.year}
    return _from_to(*(str(line.year or _("without a year")) for line in (before, after)))


def _from_to(before: str, after: str) -> str:
    return _("from %(before)s to %(after)s") % {"before": before, "after": after}


def _outcome(line: Line) -> str:
    return {
        Outcome.DONE.value: pgettext("outcome of a plan entry", "approved"),
        Outcome.MISSED.value: pgettext("outcome of a plan entry", "not completed"),
    }.get(line.outcome, pgettext("outcome of a plan entry", "to be done again"))


def line_text(line: Line) -> str:
    """Return the year and the kind of a line: 2027, revision."""
    words = {"year": line.year or _("without a year"), "kind": str(KINDS[line.kind]).lower()}
    return pgettext("line of a plan", "%(year)s, %(kind)s") % words


def leads_text(leads: tuple[Lead, ...], names: Names) -> str:
    """Return tovholdere by name with the group in brackets; who is erased stays without a name."""
    if not leads:
        return pgettext("tovholder", "nobody")
    return ", ".join([lead_text(lead, names) for lead in leads])


def lead_text(lead: Lead, names: Names) -> str:
    """Return one tovholder's name with the group in brackets."""
    name = names.persons.get(lead.person) or _("(name erased)")
    group = names.groups.get(lead.group) if lead.group is not None else None
    return f"{name} ({group})" if group else name


def version_text(version: Version | None) -> str:
    """Return a version with the day of its approval: 1.1 (21.12.2020)."""
    if version is None:
        return _("no version")
    on: date | None = approved_on(version)
    return f"{version.label} ({short_date(on, version.precision)})" if on else version.label


def role_word(approval: PlanApproval, group: Group) -> str:
    """Return in what role a plan was approved, as the group calls its chair: formand, forperson, stedfortræder."""
    name = role_name(approval.capacity, group.chair_title)
    return name[:1].lower() + name[1:]


def stamp_text(approval: PlanApproval, group: Group) -> str:
    """Return who approved a plan, and when: Godkendt af formand Nanna Juul 12. marts 2026."""
    words = {"role": role_word(approval, group), "name": approval.approver.name, "date": long_date(approval.at)}
    return _("Approved by %(role)s %(name)s %(date)s") % words


def changes_text(count: int) -> str:
    """Return how many changes there are since: 3 ændringer siden."""
    if not count:
        return _("no changes since")
    return ngettext("%(count)s change since", "%(count)s changes since", count) % {"count": count}


QUESTIONS: dict[Question, tuple[str, Any]] = {
    Question.LATE: ("err", pgettext_lazy("question about a plan", "Late")),
    Question.NO_LEAD: ("prog", pgettext_lazy("question about a plan", "Without lead author")),
    Question.NO_YEAR: ("unk", pgettext_lazy("question about a plan", "Without year")),
}
"""What is open in a plan by its shape and its word."""


def open_text(asked: Asked, today: date) -> str:
    """Return what is open, beside the guideline's title."""
    row, entry = asked.row, asked.entry
    if asked.question is Question.LATE:
        return "; ".join(_late(row, today))
    kind = str(KINDS[entry.kind]).lower() if entry else ""
    if entry is None or entry.year is None:
        return kind
    if asked.question is Question.NO_YEAR:
        return _("%(year)s by the totals – confirm") % {"year": entry.year}
    return pgettext("line of a plan", "%(year)s, %(kind)s") % {"year": entry.year, "kind": kind}


def _late(row: PlanRow, today: date) -> list[str]:
    found = []
    if row.overdue_since:
        found.append(_("Overdue %(time)s") % {"time": duration(row.overdue_since, today)})
    if row.run and row.run.is_late and row.run.deadline_on:
        found.append(_("Agreed deadline passed %(time)s ago") % {"time": duration(row.run.deadline_on, today)})
    if row.missed_year is not None:
        found.append(_("Not completed %(year)s") % {"year": row.missed_year})
    return found


def person_load_text(load: PersonLoad) -> str:
    """Return how much a person has in which year: 2 in 2027, 1 without a year."""
    parts = [pgettext("load of a person", "%(count)s from earlier years") % {"count": load.late}] if load.late else []
    for year, count in load.years.items():
        words = {"count": count, "year": year, "out": load.outside.get(year, 0)}
        if words["out"]:
            parts.append(pgettext("load of a person", "%(count)s in %(year)s (%(out)s of them elsewhere)") % words)
        elif count:
            parts.append(pgettext("load of a person", "%(count)s in %(year)s") % words)
    if load.without_year:
        parts.append(pgettext("load of a person", "%(count)s without a year") % {"count": load.without_year})
    return ", ".join(parts)


def person_load_warnings(load: PersonLoad, limit: int) -> list[str]:
    """Return where a person has more than the group's limit, and where they have work while they are away."""
    warnings = []
    if load.above:
        words = {"limit": limit, "years": ", ".join(map(str, load.above))}
        warnings.append(_("more than the group's %(limit)s in %(years)s") % words)
    if load.hindered:
        warnings.append(_("away for a part of %(years)s") % {"years": ", ".join(map(str, load.hindered))})
    return warnings
