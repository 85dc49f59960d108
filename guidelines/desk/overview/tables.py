"""The rows behind the numbers: guidelines as they stood, and open steps with how long they have waited."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from guidelines.desk.overview.asked import day_of
from guidelines.desk.overview.then import Day
from guidelines.desk.overview.wording import stage_word, step_word
from guidelines.desk.rules import Holder
from guidelines.desk.wording import holder_name
from guidelines.lists import clock, rows
from guidelines.lists.dates import known_date, table_date
from guidelines.lists.tables import ListColumn, RowTable
from guidelines.planning.models import Step
from guidelines.register.listing import group_names, groups_as_text
from guidelines.register.models import Guideline
from guidelines.register.rules import ValidityState
from guidelines.register.wording import STATES


class _Rows(RowTable):
    """What both lists share: the day, and how a guideline is named."""

    def __init__(self, request: HttpRequest, day: Day | None = None) -> None:
        """Without a day it is the one that the address names."""
        super().__init__(request)
        today = clock.today()
        self.day = day or day_of(request.GET, today) or Day(today, today)
        self.language = get_language() or "da"

    def title(self, slug: str, title: str, language: str, *, is_working: bool, groups: str | None) -> SafeString:
        """The guideline with its groups."""
        lang = language if language != self.language else ""
        link = rows.link(reverse("guideline", args=[slug]), title, lang=lang)
        named = "/".join(group_names(groups))
        below = " · ".join(filter(None, (named, _("Working title") if is_working else "")))
        return rows.row_heading(format_html("{}<small>{}</small>", link, below) if below else link)

    def label(self, name: str) -> Any:
        """A column's heading."""
        return self.base_columns[name].verbose_name


class GuidelineRow(NamedTuple):
    """The values of one row, in the order of `OverviewTable.fields`, then the primary key."""

    slug: str
    title: str
    language: str
    is_working_title: bool
    groups: str | None
    version: str | None
    due_on: date | None
    due_precision: str | None
    validity: str
    stage: str
    pk: int


class OverviewTable(_Rows):
    """A guideline a row, as it stood that day."""

    guideline = ListColumn(gettext_lazy("Guideline"), param="titel", order_by=["sort_key"])
    version = ListColumn(gettext_lazy("Version"), css="num")
    due = ListColumn(gettext_lazy("Next due"), param="frist", order_by=["due_on", "sort_key"], css="num")
    validity = ListColumn(gettext_lazy("Validity"))
    stage = ListColumn(gettext_lazy("Revision under way"))

    default_order = "titel"
    fields = (
        "slug",
        "title",
        "language",
        "is_working_title",
        "groups_as_text",
        "current__label",
        "due_on",
        "due_precision",
        "validity",
        "stage",
    )

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """Draw one guideline; every text is escaped by what draws the cells."""
        one = GuidelineRow._make(row)
        look, word = STATES[ValidityState(one.validity)]
        return rows.row(
            self.title(one.slug, one.title, one.language, is_working=one.is_working_title, groups=one.groups),
            rows.cell(one.version, label=self.label("version"), css="num"),
            rows.cell(known_date(one.due_on, one.due_precision, self.language), label=self.label("due"), css="num"),
            rows.cell(format_html('<b class="pill {}">{}</b>', look, word)),
            rows.cell(stage_word(one.stage), label=self.label("stage")),
        )


class StepRow(NamedTuple):
    """The values of one row, in the order of `StepTable.fields`, then the primary key."""

    slug: str
    title: str
    language: str
    is_working_title: bool
    groups: str | None
    since: date
    stage: str
    role: str
    group: str | None
    chair_title: str | None
    person: str | None
    pk: int


class StepTable(_Rows):
    """An open step a row: how long it has waited, of what, and with whom."""

    waited = ListColumn(pgettext_lazy("overview", "Waited"), param="ventet", order_by=["since"], css="num")
    guideline = ListColumn(
        gettext_lazy("Guideline"), param="titel", order_by=["revision__guideline__sort_key", "since"]
    )
    stage = ListColumn(gettext_lazy("Stage"))
    holder = ListColumn(pgettext_lazy("overview", "With"))
    since = ListColumn(pgettext_lazy("overview", "Since"), css="num")

    default_order = "ventet"
    fields = (
        "revision__guideline__slug",
        "revision__guideline__title",
        "revision__guideline__language",
        "revision__guideline__is_working_title",
        "groups_as_text",
        "since",
        "stage",
        "holder_role",
        "holder_group__abbreviation",
        "holder_group__chair_title",
        "holder_person__name",
    )

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """Draw one step; every text is escaped by what draws the cells."""
        one = StepRow._make(row)
        return rows.row(
            rows.cell(days((self.day.on - one.since).days), label=self.label("waited"), css="num"),
            self.title(one.slug, one.title, one.language, is_working=one.is_working_title, groups=one.groups),
            rows.cell(step_word(one.stage), label=self.label("stage")),
            rows.cell(holder_of(one, self.day), label=self.label("holder")),
            rows.cell(table_date(one.since), label=self.label("since"), css="num"),
        )


def days(count: int) -> str:
    """Return a number of days in words."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": max(count, 0)}


def holder_of(step: StepRow, day: Day) -> str:
    """Return with whom it is; who of them had it on a day that has passed is not known."""
    person = None if day.is_past else step.person
    return holder_name(Holder(step.role, step.since, step.group, step.chair_title or "", person))


def with_guideline(found: QuerySet[Guideline, Any]) -> QuerySet[Guideline, Any]:
    """Return the guidelines with what the list shows besides."""
    return found.annotate(groups_as_text=groups_as_text())


def with_groups(found: QuerySet[Step, Any]) -> QuerySet[Step, Any]:
    """Return the steps with what the list shows besides."""
    return found.annotate(groups_as_text=groups_as_text("revision__guideline"))
