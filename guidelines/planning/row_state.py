"""A row of the plan as its forms show it, for the rule that nothing is written over unseen (people.seen)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guidelines.journal.models import Event
from guidelines.lists.dates import long_date
from guidelines.people.seen import Fact, State, Watched
from guidelines.planning.matrix import Entry, LeadName
from guidelines.planning.models import Assignment, PlanEntry, Revision
from guidelines.planning.rules import Outcome
from guidelines.planning.wording import KINDS, STAGES
from guidelines.register.models import Guideline

OUTCOMES: dict[str, str | Promise] = {
    Outcome.PLANNED: pgettext_lazy("outcome of a plan entry", "planned"),
    Outcome.DONE: pgettext_lazy("outcome of a plan entry", "approved"),
    Outcome.MISSED: pgettext_lazy("outcome of a plan entry", "not completed"),
    Outcome.MOVED: pgettext_lazy("outcome of a plan entry", "moved"),
    Outcome.WITHDRAWN: pgettext_lazy("outcome of a plan entry", "taken out of the plan"),
}


def standing(entry: PlanEntry) -> PlanEntry:
    """Return the entry read anew, or the one it was moved to last."""
    found = PlanEntry.objects.select_related("guideline").filter(pk=entry.pk).first() or entry
    while found.outcome == Outcome.MOVED and (moved := _moved_to(found)) is not None:
        found = moved
    return found


def _moved_to(entry: PlanEntry) -> PlanEntry | None:
    return PlanEntry.objects.select_related("guideline").filter(moved_from=entry).first()


def planned_entry(guideline: Guideline) -> PlanEntry | None:
    """Return what is planned for a guideline first, an entry without a year before others; None where nothing is."""
    return guideline.plan_entries.planned().order_by(F("year").asc(nulls_first=True)).first()


def lead_names(entry: PlanEntry) -> list[LeadName]:
    """Return the tovholdere of an entry, in their order."""
    held = entry.assignments.filter(role=Assignment.Role.LEAD, ended_on=None)
    rows = held.order_by("position", "pk").values_list("person_id", "person__name", "acting_for__abbreviation")
    return [LeadName(*row) for row in rows]


def lead_line(lead: LeadName) -> str:
    """Return a tovholder as a form takes one: the name, and the group in brackets."""
    return f"{lead.name} ({lead.acting_for})" if lead.acting_for else lead.name


def entry_values(entry: Entry | None) -> list[Any]:
    """Return what `row_state` compares, of an entry as the plan's page has it; None where nothing is planned."""
    if entry is None:
        return [_year(None), None, None, [], ""]
    year = _year(entry.id, entry.year, is_agreed=entry.is_year_agreed)
    return [year, entry.kind, entry.outcome, _leads(entry.leads), entry.note]


def row_state(entry: PlanEntry | None) -> State:
    """Return what the plan shows of an entry; None where nothing is planned."""
    leads = lead_names(entry) if entry else []
    if entry is None:
        compared = entry_values(None)
    else:
        year = _year(entry.pk, entry.year, is_agreed=entry.agreed_year is not None)
        compared = [year, entry.kind, entry.outcome, _leads(leads), entry.note]
    return _facts(compared, entry, leads)


def _year(key: int | None, year: int | None = None, *, is_agreed: bool = False) -> list[Any]:
    """The year with the row it stands on: one that was moved away and back stands on another."""
    return [key, year, is_agreed]


def year_values(key: int | None, year: int | None) -> tuple[Any, ...]:
    """Return what a year that was chosen for an entry may be compared as."""
    return (_year(key, year, is_agreed=True), _year(key, year))


def _leads(leads: Sequence[LeadName]) -> list[list[Any]]:
    return [[lead.person, lead.acting_for] for lead in leads]


def _facts(compared: Sequence[Any], entry: PlanEntry | None, leads: Sequence[LeadName]) -> State:
    year, kind, outcome, who, note = compared
    nothing = _("nothing")
    lines = [lead_line(lead) for lead in leads]
    return {
        "year": Fact(_YEAR, year, _year_words(entry), str(entry.year or "") if entry else ""),
        "kind": Fact(_KIND, kind, str(KINDS[kind]) if kind else nothing, kind or ""),
        "outcome": Fact(_OUTCOME, outcome, str(OUTCOMES[outcome]) if outcome else _("not in the plan")),
        "leads": Fact(_LEADS, who, ", ".join(lines) or nothing, "\n".join(lines)),
        "note": Fact(_NOTE, note, note or nothing, note),
    }


_YEAR, _KIND = gettext_lazy("Year"), gettext_lazy("Kind")
_OUTCOME, _LEADS = pgettext_lazy("of a plan entry", "State"), gettext_lazy("Lead authors")
_NOTE = gettext_lazy("Note")


def _year_words(entry: PlanEntry | None) -> str:
    if entry is None or entry.year is None:
        return _("without a year")
    if entry.agreed_year is None:
        return _("%(year)s, not confirmed") % {"year": entry.year}
    return str(entry.year)


def watched_row(entry: PlanEntry) -> Watched:
    """Return a row of the plan as it is watched by its pages."""
    return Watched(lambda: row_state(standing(entry)), events_of(entry.guideline))


def watched_plan_of(guideline: Guideline, entry: PlanEntry | None) -> Watched:
    """Return the same for the edit mode, where nothing may be planned for the guideline."""

    def read() -> State:
        return row_state(standing(entry) if entry else planned_entry(guideline))

    return Watched(read, events_of(guideline))


def events_of(guideline: Guideline) -> QuerySet[Event, Event]:
    """Return the events about a guideline's entries."""
    own = PlanEntry.objects.filter(guideline=guideline).order_by()
    keys = own.annotate(key=Cast("pk", CharField())).values("key")
    return Event.objects.filter(object_type="planentry", object_key__in=keys)


def run_state(revision: Revision) -> State:
    """Return what the pages about a revision under way show of it."""
    run = Revision.objects.get(pk=revision.pk)
    ends = _("ended") if run.ended_on else _("under way")
    day = run.deadline_on
    return {
        "deadline": Fact(
            gettext_lazy("Deadline"), day.isoformat() if day else None, long_date(day) if day else _("not agreed")
        ),
        "stage": Fact(gettext_lazy("Stage"), run.stage, str(STAGES[run.stage]), run.stage),
        "is_returned": Fact(
            gettext_lazy("Returned with comments"), run.is_returned, _yes_no(run.is_returned), run.is_returned
        ),
        "ended": Fact(gettext_lazy("Revision"), run.ended_on is not None, ends),
    }


def _yes_no(value: bool) -> str:
    return str(pgettext_lazy("answer", "Yes") if value else pgettext_lazy("answer", "No"))


def watched_run(revision: Revision) -> Watched:
    """Return a revision under way as it is watched by its pages."""
    events = Event.objects.filter(object_type="revision", object_key=str(revision.pk))
    return Watched(lambda: run_state(revision), events)
