"""What the plan page shows: rows read, narrowed, divided and drawn, with chips, choices and the status line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.lists.danish import sort_key
from guidelines.people.access import Viewer
from guidelines.people.models import Group
from guidelines.planning.access import may_edit_plan
from guidelines.planning.editing import Typed, edit_table
from guidelines.planning.filters import Order, PlanFilter, Show, counts, kept_rows
from guidelines.planning.matrix import Perspective, PlanRow, plan_rows
from guidelines.planning.reading import read_plan
from guidelines.planning.sections import FULL_SPAN, Section, SectionKind, sections, visible_years
from guidelines.planning.tables import Painter, plan_table
from guidelines.planning.wording import ORDERS, chip_label, legend


@dataclass(frozen=True)
class Chip:
    """A count that filters."""

    key: str
    count: int
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Choice:
    """An option of a select."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class OwnerQuestion:
    """A guideline of several groups whose owner nobody has confirmed, for those who can (foundations 2)."""

    url: str
    title: str
    groups: str


@dataclass(frozen=True)
class PlanPage:
    """The plan of a group as the template shows it; `total` guidelines and `rows` are before filtering."""

    group: Group
    wanted: PlanFilter
    total: int
    shown: int
    chips: list[Chip]
    leads: SafeString
    orders: list[Choice]
    table: SafeString
    status: str
    summary: str
    years_url: str
    years_label: str
    owner_questions: list[OwnerQuestion]
    may_edit: bool
    rows: list[PlanRow]

    @property
    def is_editing(self) -> bool:
        """True in the edit mode of somebody who may edit."""
        return self.wanted.edit and self.may_edit

    @property
    def reading_query(self) -> str:
        """The same view, to be read."""
        return self.wanted.query(edit=False)

    @property
    def editing_query(self) -> str:
        """The same view, to be edited."""
        return self.wanted.query(edit=True)

    @property
    def reset_url(self) -> str:
        """The same view of all rows."""
        return self.wanted.query(show=Show.ALL, lead=None, q="")

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """What the form of choices has no control for, and has to carry on."""
        return [
            (name, value)
            for name, value in parse_qsl(self.wanted.query().removeprefix("?"))
            if name in ("vis", "aar", "rediger")
        ]

    @property
    def legend(self) -> list[tuple[str, str, str]]:
        """Each mark with its word and what it means."""
        return legend()


@dataclass(frozen=True)
class Asked:
    """Who asks for which view of a plan, when; `typed` keeps what a refused row of the edit mode said.

    `since` is the newest event that is known, for the marks of the edit mode.
    """

    viewer: Viewer
    wanted: PlanFilter
    today: date
    csrf_token: str = ""
    typed: Mapping[int, Typed] | None = None
    since: int = 0


def plan_page(group: Group, asked: Asked) -> PlanPage:
    """Read the group's plan and return its page; three statements, whatever the size."""
    wanted, this_year = asked.wanted, asked.today.year
    years = visible_years(this_year, whole=wanted.whole)
    facts = read_plan(group, asked.today, min(years[0], FULL_SPAN[0]))
    seen = Perspective(asked.viewer.itself, asked.today, (group.deadline_month, group.deadline_day))
    rows = plan_rows(facts, seen)
    kept = kept_rows(rows, wanted, this_year + 1)
    may_edit = may_edit_plan(asked.viewer, group)
    return PlanPage(
        group=group,
        wanted=wanted,
        total=len(rows),
        shown=len(kept),
        chips=_chips(rows, wanted, this_year + 1),
        leads=_leads(rows, wanted),
        orders=[Choice(order.value, str(ORDERS[order]), order is wanted.order) for order in Order],
        table=_table(group, kept, asked, years),
        status=status_line(len(kept), len(rows)),
        summary=_summary(rows),
        years_url=wanted.query(whole=not wanted.whole),
        years_label=_years_label(this_year, whole=not wanted.whole),
        owner_questions=_owner_questions(rows),
        may_edit=may_edit,
        rows=rows,
    )


def status_line(shown: int, total: int) -> str:
    """Return how many of the guidelines are shown: "Viser 5 af 14 retningslinjer"."""
    text = ngettext("Showing %(shown)s of %(total)s guideline", "Showing %(shown)s of %(total)s guidelines", total)
    return text % {"shown": shown, "total": total}


def _summary(rows: Sequence[PlanRow]) -> str:
    """One line of facts below the heading."""
    parts = [ngettext("%(count)s guideline", "%(count)s guidelines", len(rows)) % {"count": len(rows)}]
    action = sum(bool(row.needs) and row.is_inside for row in rows)
    if action:
        parts.append(ngettext("%(count)s needs action", "%(count)s need action", action) % {"count": action})
    return " · ".join(parts)


def _years_label(this_year: int, *, whole: bool) -> str:
    years = visible_years(this_year, whole=whole)
    return _("Show %(first)s–%(last)s") % {"first": years[0], "last": years[-1]}


def _chips(rows: Sequence[PlanRow], wanted: PlanFilter, next_year: int) -> list[Chip]:
    """Chips that would keep nothing are left out, except the one chosen."""
    return [
        Chip(show.value, count, chip_label(show, next_year), wanted.query(show=show), show is wanted.show)
        for show, count in counts(rows, next_year).items()
        if count or show in (Show.ALL, wanted.show)
    ]


def _leads(rows: Iterable[PlanRow], wanted: PlanFilter) -> SafeString:
    """The options of the tovholdere; written here, because a national plan has thousands."""
    names = {lead.person: lead.name for row in rows if row.entry for lead in row.entry.leads}
    ordered = sorted(names.items(), key=lambda item: sort_key(item[1]))
    everybody = f'<option value=""{"" if wanted.lead else " selected"}>{escape(_("All lead authors"))}</option>'
    options = [
        f'<option value="{key}"{" selected" if key == wanted.lead else ""}>{escape(name)}</option>'
        for key, name in ordered
    ]
    return SafeString("".join([everybody, *options]))


def _table(group: Group, kept: Sequence[PlanRow], asked: Asked, years: range) -> SafeString:
    if not kept:
        return SafeString("")
    wanted = asked.wanted
    divided = (
        sections(kept, asked.today.year)
        if wanted.order is Order.ACTION
        else [Section(SectionKind.WHOLE, None, list(kept))]
    )
    painter = Painter(years, asked.today)
    caption = _("Plan of %(group)s: guidelines, lead authors, years, deadline and status") % {"group": group.name}
    if wanted.edit and any(row.may_edit for row in kept):
        back = wanted.query()
        carried: dict[str, Any] = {
            "token": asked.csrf_token,
            "typed": asked.typed or {},
            "back": back,
            "since": asked.since,
        }
        return edit_table(divided, painter, caption=caption, **carried)
    return plan_table(divided, painter, caption=caption, is_filtered=wanted.narrows)


def _owner_url(slug: str) -> str:
    """The page on which an owner is confirmed."""
    return reverse("guideline-owner", args=[slug])


def _owner_questions(rows: Iterable[PlanRow]) -> list[OwnerQuestion]:
    return [
        OwnerQuestion(_owner_url(row.facts.slug), row.facts.title, "/".join(row.groups))
        for row in rows
        if row.may_edit and not row.is_owner_known and len(row.groups) > 1
    ]
