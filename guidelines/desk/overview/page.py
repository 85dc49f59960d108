"""The overview as it is shown: sentences, and tables in which every number leads to its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guidelines.desk.overview.asked import ANY, Asked, AskedSteps, overview_url
from guidelines.desk.overview.counting import Figures, GroupName
from guidelines.desk.overview.rules import BANDS, LONG, Cover, Span, quarters_left, years_ahead
from guidelines.desk.overview.scope import NO_GROUP, Scope, no_group
from guidelines.desk.overview.tables import days
from guidelines.desk.overview.then import Day
from guidelines.desk.overview.wording import (
    COVERS,
    ROLES,
    SPANS,
    band_word,
    held_by,
    overdue_said,
    quarter_word,
    stage_words,
    uncovered_said,
    waiting_said,
)
from guidelines.planning.rules import HolderRole
from guidelines.register.rules import ValidityState
from guidelines.register.wording import STATES

NAMED = 2
"""As many groups are named as having most, where they have as many as each other."""


@dataclass(frozen=True)
class Sentence:
    """What is worst, and where its rows are; `is_bad` False where all is well."""

    text: str
    url: str
    is_bad: bool


@dataclass(frozen=True)
class Number:
    """A number and the address of its rows; nothing has no rows, and what `number` None stands for has no number."""

    number: int | None
    url: str = ""
    text: str = ""


@dataclass(frozen=True)
class Head:
    """The heading of a column; `look` is the shape that goes with its word, "" for none."""

    label: str
    look: str = ""


@dataclass(frozen=True)
class State:
    """A state of validity with its shape, and how many guidelines are in it."""

    label: str
    look: str
    number: Number


@dataclass(frozen=True)
class GridRow:
    """A row of numbers; `url` leads to the page its heading names, "" where there is none."""

    label: str
    numbers: list[Number]
    url: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of numbers; `corner` is the heading over the rows' own."""

    caption: str
    corner: str
    heads: list[Head]
    rows: list[GridRow]


class OverviewPage:
    """Everything that one day of a scope is shown as."""

    def __init__(self, scope: Scope, day: Day, figures: Figures) -> None:
        self.scope, self.day, self.figures = scope, day, figures
        self.group = scope.slug

    # --- sentences

    def sentences(self) -> list[Sentence]:
        """What is worst: overdue, waiting, and falling due with nothing planned."""
        return [self._overdue(), self._waiting(), self._uncovered()]

    def _overdue(self) -> Sentence:
        value = ValidityState.OVERDUE.value
        number = self.figures.all_states[value]
        by_group = {pk: self.figures.states[pk, value] for pk in self.figures.groups}
        named, most = _most(by_group if self._has_many_groups() else {})
        groups = [self.figures.groups[pk].abbreviation for pk in named]
        return Sentence(overdue_said(number, groups, most), self._states_url(self.group, value), bool(number))

    def _has_many_groups(self) -> bool:
        return self.scope.is_national or len(self.scope.groups or ()) > 1

    def _waiting(self) -> Sentence:
        long = {band.key for band in BANDS if band.least >= LONG}
        by_role = {role.value: self._held(role.value, keys=long) for role in HolderRole}
        number = sum(by_role.values())
        named, most = _most(by_role, len(by_role))
        url = AskedSteps(self.group, age=f"{LONG}-").url(self.day)
        return Sentence(waiting_said(number, LONG - 1, named, most), url, bool(number))

    def _held(self, role: str, *, keys: Collection[str]) -> int:
        wanted = set(keys)
        return sum(
            number for (held, _group, key), number in self.figures.held.items() if held == role and key in wanted
        )

    def _uncovered(self) -> Sentence:
        year = self.day.on.year + 1
        number = sum(self._due(str(each), Cover.NONE) for each in (year - 1, year))
        url = Asked(self.group, due=f"til-{year}", cover=Cover.NONE.value).url(self.day)
        return Sentence(uncovered_said(number, year), url, bool(number))

    # --- validity and stages

    def validity(self) -> Grid:
        """How the register stands, by group."""
        heads = [Head(str(word), look) for look, word in STATES.values()]
        rows = self._by_group(
            lambda pk, slug: [
                *(
                    self._number(self.figures.states[pk, state.value], self._states_url(slug, state.value))
                    for state in STATES
                ),
                self._number(self._sum(self.figures.states, pk), self._states_url(slug, "")),
            ],
            self.figures.states,
        )
        if total := self._total(rows, [state.number for state in self.states_of_all()]):
            rows.insert(0, total)
        return Grid(_("Guidelines by group and validity"), _("Group"), [*heads, Head(_("In all"))], rows)

    def states_of_all(self) -> list[State]:
        """How the whole of it stands, and all together."""
        counts, group = self.figures.all_states, self.group
        found = [
            State(str(word), look, self._number(counts[state.value], self._states_url(group, state.value)))
            for state, (look, word) in STATES.items()
        ]
        return [*found, State(_("In all"), "", self._number(counts.total(), self._states_url(group, "")))]

    def stages(self) -> Grid:
        """How far the revisions under way are, by group."""
        known = stage_words()
        rows = self._by_group(
            lambda pk, slug: self._stages(slug, {stage: self.figures.stages[pk, stage] for stage, _word in known}),
            self.figures.stages,
        )
        if total := self._total(rows, self._stages(self.group, self.figures.all_stages)):
            rows.insert(0, total)
        heads = [Head(word) for _stage, word in known]
        return Grid(_("Revisions under way by group and stage"), _("Group"), [*heads, Head(_("In all"))], rows)

    def _stages(self, group: str, counts: Mapping[str, int]) -> list[Number]:
        asked = Asked(group)
        single = [self._number(counts[stage], asked.of(stage=stage).url(self.day)) for stage, _word in stage_words()]
        total = sum(number.number or 0 for number in single)
        return [*single, self._number(total, asked.of(stage=ANY).url(self.day))]

    def _by_group(self, numbers: Any, counted: Mapping[tuple[int | None, str], int]) -> list[GridRow]:
        """A row for each group that has anything, and one for what has no group."""
        there = {pk for pk, _value in counted}
        named: list[tuple[int | None, GroupName]] = list(self.figures.groups.items())
        named.append((None, GroupName(NO_GROUP, no_group(), has_plan=False)))
        return [
            GridRow(
                group.abbreviation,
                numbers(pk, group.slug),
                "" if group.slug == self.group else overview_url(group.slug, self.day),
            )
            for pk, group in named
            if pk in there
        ]

    def _total(self, rows: list[GridRow], numbers: list[Number]) -> GridRow | None:
        """A row for all together, where there are several."""
        if len(rows) < 2:
            return None
        label = _("The whole country") if self.scope.is_national else _("Your groups together")
        return GridRow(label, numbers, is_total=True)

    def _states_url(self, group: str, state: str) -> str:
        """The register's own list where it shows the same, else the overview's."""
        named = {one.slug for one in self.figures.groups.values() if one.has_plan}
        if self.day.is_past or not self.scope.is_office or (group and group not in named):
            return Asked(group, state=state).url(self.day)
        told = {name: value for name, value in (("gruppe", group), ("gyldighed", state)) if value}
        return f"{reverse('guidelines')}?{urlencode(told)}" if told else reverse("guidelines")

    @staticmethod
    def _sum(counted: Mapping[tuple[int | None, str], int], group: int | None) -> int:
        return sum(number for (pk, _value), number in counted.items() if pk == group)

    @staticmethod
    def _number(number: int, url: str) -> Number:
        return Number(number, url if number else "")

    # --- whose move

    def holders(self) -> Grid:
        """Who holds the open steps, and for how long they have."""
        rows = [self._holder(str(ROLES[role]), AskedSteps(self.group, role.value), None) for role in HolderRole]
        total = self._band_numbers(AskedSteps(self.group), dict(self.figures.held))
        rows.append(GridRow(_("All together"), [*total, self._oldest(self.figures.since.values())], is_total=True))
        return Grid(
            _("Open steps by who holds them and how long they have waited"),
            pgettext("overview", "Held by"),
            _bands(),
            rows,
        )

    def holders_by_group(self) -> Grid:
        """The same by group, whoever holds most first."""
        keys = sorted(self.figures.since, key=lambda key: (-self._held_by(key), self.figures.since[key]))
        rows = []
        for role, pk in keys:
            group = self.figures.groups[pk] if pk is not None else None
            asked = AskedSteps(self.group, role, group.slug if group else NO_GROUP)
            named = (group.abbreviation, group.chair_title) if group else ("", "")
            rows.append(self._holder(held_by(role, *named), asked, (role, pk)))
        return Grid(
            _("Open steps by holder, group and how long they have waited"),
            pgettext("overview", "Held by"),
            _bands(),
            rows,
        )

    def _held_by(self, key: tuple[str, int | None]) -> int:
        return sum(number for (role, group, _band), number in self.figures.held.items() if (role, group) == key)

    def _holder(self, label: str, asked: AskedSteps, key: tuple[str, int | None] | None) -> GridRow:
        own = {
            found: number
            for found, number in self.figures.held.items()
            if found[0] == asked.role and (key is None or found[:2] == key)
        }
        since = (day for found, day in self.figures.since.items() if found in {one[:2] for one in own})
        return GridRow(label, [*self._band_numbers(asked, own), self._oldest(since)])

    def _band_numbers(self, asked: AskedSteps, held: Mapping[tuple[str, int | None, str], int]) -> list[Number]:
        counts = {band.key: sum(n for (_r, _g, key), n in held.items() if key == band.key) for band in BANDS}
        single = [self._number(counts[band.key], asked.of(age=band.key).url(self.day)) for band in BANDS]
        return [*single, self._number(sum(held.values()), asked.url(self.day))]

    def _oldest(self, since: Iterable[Any]) -> Number:
        first = min(since, default=None)
        return Number(None, text=days((self.day.on - first).days) if first else "")

    # --- what falls due

    def dues(self) -> Grid:
        """What falls due in each quarter, and what is done about it."""
        on = self.day.on
        heads = [Head(quarter_word(quarter)) for quarter in range(1, 5)]
        heads += [Head(_("In all")), *(Head(str(COVERS[cover])) for cover in Cover)]
        rows = [self._due_row(str(SPANS[Span.PASSED]), Span.PASSED.value, [])]
        rows += [self._due_row(str(year), str(year), quarters_left(year, on)) for year in years_ahead(on)]
        rows += [self._due_row(str(SPANS[span]), span.value, []) for span in (Span.LATER, Span.UNKNOWN)]
        rows.append(self._due_row(_("All together"), ANY, [], is_total=True))
        return Grid(_("Guidelines in use by when the next revision is due"), pgettext("overview", "Due"), heads, rows)

    def _due_row(self, label: str, due: str, quarters: list[int], *, is_total: bool = False) -> GridRow:
        asked = Asked(self.group, due=due)
        shown = [
            self._number(self._due(f"{due}-{each}"), asked.of(due=f"{due}-{each}").url(self.day))
            if each in quarters
            else Number(None)
            for each in range(1, 5)
        ]
        covers = [self._number(self._due(due, cover), asked.of(cover=cover.value).url(self.day)) for cover in Cover]
        return GridRow(label, [*shown, self._number(self._due(due), asked.url(self.day)), *covers], is_total=is_total)

    def _due(self, due: str, cover: Cover | None = None) -> int:
        """How many are due in a quarter, a year or a span, or in all; with what is done about it, or whatever is."""
        return sum(
            number
            for (span, done), number in self.figures.dues.items()
            if (due == ANY or span == due or span.startswith(f"{due}-")) and (cover is None or done == cover)
        )


def _bands() -> list[Head]:
    return [*(Head(band_word(band)) for band in BANDS), Head(_("In all")), Head(pgettext("overview", "Longest"))]


def _most(counts: Mapping[Any, int], at_most: int = NAMED) -> tuple[list[Any], int]:
    """Return who has most, and how many; nobody where too many have as many as each other."""
    most = max(counts.values(), default=0)
    named = [key for key, number in counts.items() if number == most]
    return (named, most) if most and len(named) <= at_most else ([], 0)
