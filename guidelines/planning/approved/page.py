"""What the page on which a plan is approved shows: the changes, what is open, the load, and what the press rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guidelines.lists.danish import sort_key
from guidelines.people.access import Viewer
from guidelines.people.models import Group
from guidelines.people.seen import last_event
from guidelines.planning.approved.acts import Act, acts_of_change, acts_of_question
from guidelines.planning.approved.content import Content, Row, content_of, digest, first_keys
from guidelines.planning.approved.differences import Change, Difference
from guidelines.planning.approved.happened import OUT_OF_USE, Reason, reasons_since
from guidelines.planning.approved.questions import Asked, Question, questions
from guidelines.planning.approved.reading import (
    abbreviations_of,
    changes_since,
    latest_approval,
    names_of,
    slugs_of,
)
from guidelines.planning.approved.wording import (
    CHANGES,
    FIGURES,
    QUESTIONS,
    Names,
    open_text,
    person_load_text,
    person_load_warnings,
    what_changed,
)
from guidelines.planning.load.reading import read_load
from guidelines.planning.load.rules import GroupLoad, PersonLoad, load_of, person_loads
from guidelines.planning.load.wording import decimal, late_said
from guidelines.planning.matrix import Entry, Perspective, PlanRow, plan_rows
from guidelines.planning.models import PlanApproval
from guidelines.planning.reading import read_plan
from guidelines.planning.rules import YearTotal
from guidelines.planning.sections import FULL_SPAN

MOST_PERSONS = 12
_WHY = {Change.MOVED: "entry_moved", Change.GONE: "entry_withdrawn", Change.OUTCOME: "entry_missed"}


@dataclass(frozen=True)
class Told:
    """A line of the page: a shape and a word, the guideline ("" for the whole plan), what, why and what to do."""

    look: str
    word: str
    title: str
    language: str
    url: str
    text: str
    why: str = ""
    who: str = ""
    acts: Sequence[Act] = ()


@dataclass(frozen=True)
class YearBar:
    """How much a year holds; the bar is as many blocks."""

    year: int
    count: int
    is_heavy: bool

    @property
    def bar(self) -> str:
        """A block for each guideline, at most forty."""
        return "▇" * min(self.count, 40)


@dataclass(frozen=True)
class PersonBar:
    """A tovholder with how much in which year, in all groups, and what is too much of it."""

    name: str
    total: int
    years: str
    warnings: list[str]


@dataclass(frozen=True)
class ApprovalPage:
    """Everything the page shows. `seen`, `follows` and `event` are what the press is held against."""

    group: Group
    latest: PlanApproval | None
    content: Content
    changes: list[Told]
    open: list[Told]
    counts: list[tuple[int, str]]
    years: list[YearBar]
    load_text: str
    persons: list[PersonBar]
    others: int
    seen: str
    follows: int | None
    event: int

    @property
    def totals(self) -> list[YearTotal]:
        """The planskema's totals, year by year."""
        return self.content.totals


@dataclass(frozen=True)
class _Read:
    """What the statements brought, for the lines to be made of."""

    group: Group
    this_year: int
    rows: dict[int, PlanRow]
    entries: dict[int, Entry]
    names: Names
    slugs: dict[int, str]
    reasons: dict[tuple[str, int], Reason]
    event: int


def approval_page(group: Group, viewer: Viewer, today: date) -> ApprovalPage:
    """Read a group's plan, what it was when it was approved last and what happened since; statements as in `reading`.

    The newest event is read first: what comes after it is told to whoever sends the page too late.
    """
    event = last_event()
    seen_as = Perspective(viewer.itself, today, (group.deadline_month, group.deadline_day))
    rows = plan_rows(read_plan(group, today, FULL_SPAN[0]), seen_as)
    content, latest = content_of(group.pk, rows), latest_approval(group)
    found = changes_since(latest, content) if latest else []
    read = _read(group, rows, found, latest, today.year, event)
    asked, facts = questions(rows), read_load(today, groups={group.pk})
    load, loads = load_of(facts, group.pk), person_loads(facts)
    persons = _persons(loads, group)
    return ApprovalPage(
        group=group,
        latest=latest,
        content=content,
        changes=[_change(one, read) for one in found],
        open=[_open(one, group, today) for one in asked],
        counts=[*(_figures(found) if latest else ()), *_open_figures(asked)],
        years=[YearBar(year, count.all, year in load.heavy) for year, count in load.years.items()],
        load_text=_load_text(load),
        persons=persons[:MOST_PERSONS],
        others=len(loads) - len(persons[:MOST_PERSONS]),
        seen=digest(content.text),
        follows=latest.pk if latest else None,
        event=event,
    )


def _read(
    group: Group,
    rows: Iterable[PlanRow],
    found: Sequence[Difference],
    latest: PlanApproval | None,
    this_year: int,
    event: int,
) -> _Read:
    by_key = {row.facts.id: row for row in rows}
    entries: dict[int, Entry] = {}
    for row in by_key.values():
        first = first_keys({entry.id: entry.moved_from for entry in row.entries})
        entries |= {first[entry.id]: entry for entry in row.entries if entry.outcome != "moved"}
    changed = {one.row.guideline for one in found if one.row}
    leads = [lead for one in found for line in (one.before, one.after) if line for lead in line.leads]
    groups = {lead.group for lead in leads if lead.group is not None}
    slugs = {key: row.facts.slug for key, row in by_key.items()}
    return _Read(
        group=group,
        this_year=this_year,
        rows=by_key,
        entries=entries,
        names=Names(names_of({lead.person for lead in leads}), abbreviations_of(groups)),
        slugs=slugs | slugs_of(changed - slugs.keys()),
        reasons=reasons_since(latest.at, changed) if latest else {},
        event=event,
    )


def _change(one: Difference, read: _Read) -> Told:
    look, word = CHANGES[one.change]
    row = one.row
    if row is None:
        return Told(look, str(word), "", "", "", what_changed(one, read.names))
    reason = _reason(one, row, read)
    entry = read.entries.get(one.after.key) if one.after else None
    acts = acts_of_change(read.group, one, read.rows.get(row.guideline), entry, read.this_year, read.event)
    text = what_changed(one, read.names)
    return Told(look, str(word), row.title, row.language, _url(row, read.slugs), text, reason.why, reason.who, acts)


def _reason(one: Difference, row: Row, read: _Read) -> Reason:
    """Why the line was changed; of one that is gone with its guideline, why that was."""
    line = one.after or one.before
    asked = [(_WHY[one.change], line.key)] if line and one.change in _WHY else []
    if one.change is Change.GONE:
        asked += [(verb, row.guideline) for verb in OUT_OF_USE]
    return next((read.reasons[key] for key in asked if key in read.reasons), Reason("", ""))


def _url(row: Row, slugs: Mapping[int, str]) -> str:
    slug = slugs.get(row.guideline)
    return reverse("guideline", args=[slug]) if slug else ""


def _open(one: Asked, group: Group, today: date) -> Told:
    look, word = QUESTIONS[one.question]
    facts = one.row.facts
    url = reverse("guideline", args=[facts.slug])
    text = open_text(one, today)
    return Told(look, str(word), facts.title, facts.language, url, text, acts=acts_of_question(group, one))


def _figures(found: Sequence[Difference]) -> list[tuple[int, str]]:
    """How many are new, moved and taken out, and how many other changes where there are any."""
    counts = [(sum(one.change is change for one in found), str(label)) for change, label in FIGURES.items()]
    other = sum(one.change not in FIGURES for one in found)
    return [*counts, (other, pgettext("how many changes of a plan", "Other changes"))] if other else counts


def _open_figures(asked: Sequence[Asked]) -> list[tuple[int, str]]:
    return [(sum(one.question is kind for one in asked), str(QUESTIONS[kind][1])) for kind in Question]


def _load_text(load: GroupLoad) -> str:
    total = sum(count.all for count in load.years.values())
    parts = [_("%(mean)s guidelines a year on average.") % {"mean": decimal(load.mean)}]
    for year in load.heavy:
        words = {"year": year, "number": load.years[year].all, "count": total}
        parts.append(_("%(year)s is heavy: %(number)s of %(count)s. Move one?") % words)
    if load.late:
        parts.append(late_said(load.late))
    if load.without_year:
        parts.append(
            ngettext("%(count)s stands without a year.", "%(count)s stand without a year.", load.without_year)
            % {"count": load.without_year}
        )
    return " ".join(parts)


def _persons(loads: Iterable[PersonLoad], group: Group) -> list[PersonBar]:
    """Those with two guidelines or more, the most burdened first."""
    several = [one for one in loads if one.total > 1]
    several.sort(key=lambda one: (not one.above, -one.total, sort_key(one.name)))
    limit = group.most_revisions_per_person
    return [PersonBar(one.name, one.total, person_load_text(one), person_load_warnings(one, limit)) for one in several]
