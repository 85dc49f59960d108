"""The page of one guideline in words: what holds, who has the ball, what is planned, who may do what (ux 10.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guidelines.desk.guideline.acts import acts_of, home_of
from guidelines.desk.guideline.announcements import announcements_of
from guidelines.desk.guideline.parts import (
    Ask,
    EntryLine,
    GroupLine,
    Named,
    Page,
    State,
    Stated,
    VerdictLine,
    VersionLine,
)
from guidelines.desk.guideline.people import answer, people_of
from guidelines.desk.guideline.reading import Dossier
from guidelines.desk.guideline.run import (
    balls,
    decided,
    happens,
    papers,
    run_of,
)
from guidelines.desk.shapes import Item
from guidelines.desk.wording import role_question, stage_line
from guidelines.documents.dates import FuzzyDate
from guidelines.lists.dates import long_date, relative_days
from guidelines.people.access import Viewer
from guidelines.people.models import Role
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import Outcome, target
from guidelines.planning.wording import KINDS as ENTRY_KINDS
from guidelines.register.models import GuidelineGroup, GuidelineVersion, Verdict, facts_of
from guidelines.register.rules import Facts, Validity, validity
from guidelines.register.wording import FACTS, KINDS, STATES, VERDICTS, cause, counted_from, gaps


def guideline_page(dossier: Dossier, viewer: Viewer, today: date, leading: Iterable[Role] = ()) -> Page:
    """Return the page as the viewer may see it; `leading` are those who lead its groups."""
    facts = facts_of(dossier.guideline, dossier.current, dossier.owner, today)
    found = validity(facts, today)
    case = dossier.case
    run = run_of(case, viewer) if case else None
    acts, more = acts_of(dossier, run, viewer, today)
    return Page(
        state=_state(found, facts, today),
        meta=_meta(dossier, today),
        next_due=_next_due(dossier.current, today),
        balls=balls(case, today) if case else [],
        stages=stage_line(run, dossier.reached) if run else [],
        happens=happens(case, run) if case and run else "",
        versions=[_version(version, dossier) for version in dossier.versions],
        announcements=announcements_of(dossier.guideline) if viewer.is_signed_in else [],
        entries=[_entry(entry, dossier) for entry in dossier.entries],
        groups=[_group(link, viewer) for link in dossier.links],
        asks_owner=bool(dossier.links) and not dossier.is_owner_known,
        first_version=_first_version(dossier) if dossier.current is None else "",
        verdicts=[_verdict(verdict, dossier) for verdict in dossier.verdicts],
        people=people_of(dossier, leading, viewer),
        papers=papers(case, run) if case and run else [],
        decisions=[decided(decision) for decision in dossier.decisions],
        ask=_ask(dossier, viewer, today),
        acts=acts,
        more=more,
        has_primary=bool(acts) and not _unanswered(dossier, viewer),
    )


def _state(found: Validity, facts: Facts, today: date) -> State:
    """Name every clock that is as bad as the worst: both may have run out."""
    look, word = STATES[found.state]
    alone = (replace(facts, last_search=None, assessed=None), replace(facts, next_due=None))
    alike = [(single, clock) for single in alone if (clock := validity(single, today)).state is found.state]
    causes = [sentence for single, clock in alike if (sentence := cause(clock, single))]
    return State(look, str(word), causes, gaps(found))


def _meta(dossier: Dossier, today: date) -> str:
    """One line of facts: version, last approved, next due."""
    current = dossier.current
    if current is None:
        return ""
    parts = []
    if current.label:
        parts.append(_("version %(label)s") % {"label": current.label})
    if current.approved:
        parts.append(_("last approved %(date)s") % {"date": long_date(current.approved)})
    if current.next_due:
        words = {"date": long_date(current.next_due), "time": relative_days(current.next_due, today)}
        parts.append(_("next revision due by %(date)s (%(time)s)") % words)
    return " · ".join(parts)


def _next_due(current: GuidelineVersion | None, today: date) -> Stated | None:
    if current is None or current.next_due is None:
        return None
    due: FuzzyDate = current.next_due
    return Stated(str(FACTS["next_due"]), long_date(due), due.source, relative_days(due, today), counted_from(current))


def _version(version: GuidelineVersion, dossier: Dossier) -> VersionLine:
    slug, corrections = dossier.guideline.slug, dossier.corrections_of(version)
    known = ((label, getattr(version, name)) for name, label in FACTS.items())
    return VersionLine(
        label=version.label,
        kind=str(KINDS[version.kind]),
        is_current=version.is_current,
        dates=[Stated(str(label), long_date(fact), fact.source) for label, fact in known if fact],
        file_name=version.file_name,
        fingerprint=version.file_sha256[:12],
        link=version.link,
        file_url=reverse("version-file", args=[slug, version.pk]) if version.document_id else "",
        is_from_outside=version.registered_outside,
        corrected=_("corrected %(date)s") % {"date": long_date(corrections[0].decided_on)} if corrections else "",
    )


def _verdict(verdict: Verdict, dossier: Dossier) -> VerdictLine:
    into, after, before = verdict.merged_into, verdict.next_due_after, verdict.next_due_before
    change = ""
    if after:
        change = _("next revision due by %(date)s") % {"date": long_date(after)}
        if before:
            change += " " + _("(before: %(date)s)") % {"date": long_date(before)}
    return VerdictLine(
        date=long_date(verdict.decided_on),
        kind=str(VERDICTS[verdict.kind]),
        reason=verdict.reason,
        change=change,
        who=verdict.decided_by.name if verdict.decided_by and dossier.is_inside else "",
        into=Item(into.title, into.language, into.get_absolute_url()) if into else None,
    )


# --- the plan


def _entry(entry: PlanEntry, dossier: Dossier) -> EntryLine:
    look, state, reason = _became(entry, dossier)
    people = list(entry.assignments.all())
    leads = [item for item in people if item.role == Assignment.Role.LEAD]
    return EntryLine(
        year=_year(entry),
        kind=str(ENTRY_KINDS[entry.kind]),
        look=look,
        state=state,
        reason=reason,
        note=entry.note if dossier.is_inside else "",
        leads=[_named(item, entry, dossier) for item in leads],
        others=[_named(item, entry, dossier) for item in people if item not in leads],
    )


def _year(entry: PlanEntry) -> str:
    if entry.year is None:
        return pgettext("year", "not known")
    if entry.outcome == Outcome.PLANNED and entry.agreed_year is None:
        return _("%(year)s by the totals – confirm") % {"year": entry.year}
    return str(entry.year)


def _became(entry: PlanEntry, dossier: Dossier) -> tuple[str, str, str]:
    """Return shape, word and reason of what became of an entry; outside the groups only planned or done is told."""
    if entry.outcome == Outcome.DONE:
        return "done", _("Done"), ""
    if not dossier.is_inside or entry.outcome == Outcome.PLANNED:
        run = dossier.revision
        if run is not None and run.plan_entry_id == entry.pk:
            return "prog", _("Under way"), ""
        return "plan", _("Planned"), ""
    if entry.outcome == Outcome.MOVED:
        successor: PlanEntry | None = getattr(entry, "moved_to", None)
        if successor is None:
            return "off", _("Moved"), ""
        reason = dossier.reason_for(successor, "entry_moved")
        return "off", _("Moved to %(year)s") % {"year": successor.year}, reason
    if entry.outcome == Outcome.MISSED:
        return "err", _("Not completed"), dossier.reason_for(entry, "entry_missed")
    return "off", _("Taken out of the plan"), dossier.reason_for(entry, "entry_withdrawn")


def _named(item: Assignment, entry: PlanEntry, dossier: Dossier) -> Named:
    name = f"{item.person.name} ({item.acting_for.abbreviation})" if item.acting_for else item.person.name
    if item.role != Assignment.Role.LEAD:
        roles = {Assignment.Role.AUTHOR: _("author"), Assignment.Role.REVIEWER: _("reviewer")}
        return Named(name, roles.get(Assignment.Role(item.role), ""))
    if not dossier.is_inside or entry.outcome != Outcome.PLANNED:
        return Named(name)
    return Named(name, answer(item))


def _first_version(dossier: Dossier) -> str:
    """What is said instead of versions: when the first one is planned, if that is known (ux page 12)."""
    years = [entry.year for entry in dossier.entries if entry.outcome == Outcome.PLANNED and entry.year]
    if years:
        return _("The first version is planned for %(year)s.") % {"year": min(years)}
    return _("There is no approved version yet.")


# --- groups, and who may do what


def _group(link: GuidelineGroup, viewer: Viewer) -> GroupLine:
    roles = {
        ("owner", True): _("owner"),
        ("owner", False): _("owner, not confirmed"),
        ("co_owner", True): _("co-owner"),
        ("co_owner", False): _("takes part; owner or co-owner is not confirmed"),
        ("professional_body", True): _("professional body"),
        ("professional_body", False): _("professional body"),
    }
    group = link.group
    url = reverse("plan", args=[group.slug]) if viewer.is_signed_in else ""
    return GroupLine(group.abbreviation, group.name, roles[link.role, link.confirmed], url)


def _unanswered(dossier: Dossier, viewer: Viewer) -> list[tuple[PlanEntry, int]]:
    """The planned entries on which the viewer is tovholder and has not said so, each with the assignment's key."""
    if viewer.person is None:
        return []
    planned = (
        entry for entry in dossier.entries if entry.outcome == Outcome.PLANNED and not _has_begun(entry, dossier)
    )
    own = ((entry, item) for entry in planned for item in entry.assignments.all() if item.person_id == viewer.person.pk)
    return [(entry, item.pk) for entry, item in own if item.role == Assignment.Role.LEAD and not item.confirmed_at]


def _has_begun(entry: PlanEntry, dossier: Dossier) -> bool:
    """True where there is a draft, or one came back: then the work says who does it."""
    case = dossier.case
    is_under_way = case is not None and case.revision.plan_entry_id == entry.pk
    return is_under_way and case is not None and (case.file is not None or case.revision.is_returned)


def _ask(dossier: Dossier, viewer: Viewer, today: date) -> Ask | None:
    """Ask one thing at a time: about the first entry that the viewer has not answered for."""
    for entry, key in _unanswered(dossier, viewer):
        question = role_question(entry.kind, entry.year)
        return Ask(question, _by_when(_target(entry, dossier), today), reverse("lead-confirm", args=[key]))
    return None


def _target(entry: PlanEntry, dossier: Dossier) -> date | None:
    """The guideline's one target as seen from an entry (foundations 19)."""
    due, owner, run = dossier.current and dossier.current.next_due, dossier.owner, dossier.revision
    found = target(
        deadline_on=run.deadline_on if run else None,
        next_due_on=due.last if due else None,
        planned_year=entry.agreed_year,
        deadline_day=(owner.deadline_month, owner.deadline_day) if owner else (12, 1),
    )
    return found.on if found else None


def _by_when(on: date | None, today: date) -> str:
    if on is None:
        return _("The year is not agreed yet.")
    words = {"date": long_date(on), "time": relative_days(on, today)}
    if on < today:
        return _("The work should have been finished by %(date)s (%(time)s).") % words
    return _("The work is to be finished by %(date)s (%(time)s).") % words


def crumbs(dossier: Dossier, viewer: Viewer) -> list[dict[str, str]]:
    """Return the way here: the group's plan for those signed in, the list for the public."""
    guideline = dossier.guideline
    last = {"label": guideline.title, "lang": guideline.language}
    group = home_of(dossier, viewer)
    if viewer.is_signed_in and group:
        return [
            {"label": _("Plans"), "url": reverse("plans")},
            {"label": group.abbreviation, "url": reverse("plan", args=[group.slug])},
            last,
        ]
    return [{"label": _("Guidelines"), "url": reverse("guidelines")}, last]
