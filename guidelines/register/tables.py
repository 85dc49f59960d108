"""The table of *Retningslinjer*: facts alone, the same for the public (foundations 22, ux page 34)."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guidelines.lists import clock, rows
from guidelines.lists.dates import known_date
from guidelines.lists.tables import ListColumn, RowTable
from guidelines.register.listing import group_names
from guidelines.register.rules import ValidityState
from guidelines.register.wording import STATES


class GuidelineRow(NamedTuple):
    """The values of one row, in the order of `GuidelineTable.fields`, then the primary key."""

    slug: str
    title: str
    language: str
    is_working_title: bool
    groups: str | None
    label: str | None
    administrative_on: date | None
    administrative_precision: str | None
    clinical_on: date | None
    clinical_precision: str | None
    due_on: date | None
    due_precision: str | None
    validity: str
    pk: int


class GuidelineTable(RowTable):
    """A guideline a row: title, groups, version, last approved, next due, validity."""

    title = ListColumn(gettext_lazy("Guideline"), param="titel", order_by=["sort_key"])
    groups = ListColumn(gettext_lazy("Group"), param="gruppe", order_by=["ownership__group__sort_key", "sort_key"])
    version = ListColumn(gettext_lazy("Version"), css="num")
    approved = ListColumn(
        gettext_lazy("Last approved"), param="godkendt", order_by=["approved_on", "sort_key"], css="num"
    )
    due = ListColumn(gettext_lazy("Next due"), param="frist", order_by=["due_on", "sort_key"], css="num")
    validity = ListColumn(gettext_lazy("Validity"))

    default_order = "titel"
    fields = (
        "slug",
        "title",
        "language",
        "is_working_title",
        "groups_as_text",
        "current__label",
        "current__administrative_approval_last",
        "current__administrative_approval_precision",
        "current__clinical_approval_last",
        "current__clinical_approval_precision",
        "due_on",
        "current__next_due_precision",
        "validity",
    )

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.today = clock.today()
        self.language = get_language() or "da"
        self.before, self.after = reverse("guideline", args=["-"]).rsplit("-", 1)
        self.cells = {name: rows.opening(column.verbose_name, column.css) for name, column in self.base_columns.items()}
        self.working_title = f"<small>{escape(_('Working title'))}</small>"
        self.states = {
            state.value: format_html('<b class="pill {}">{}</b>', look, word) for state, (look, word) in STATES.items()
        }

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """Draw one guideline; every text is escaped here."""
        facts = GuidelineRow._make(row)
        approved = known_date(facts.administrative_on, facts.administrative_precision, self.language) or known_date(
            facts.clinical_on, facts.clinical_precision, self.language
        )
        due = known_date(facts.due_on, facts.due_precision, self.language)
        lang = f' lang="{escape(facts.language)}"' if facts.language and facts.language != self.language else ""
        cells = self.cells
        return SafeString(
            f'<tr role="row"><th scope="row" role="rowheader">'
            f'<a href="{self.before}{escape(facts.slug)}{self.after}"{lang}>{escape(facts.title)}</a>'
            f"{self.working_title if facts.is_working_title else ''}</th>"
            f"{cells['groups']}{escape('/'.join(group_names(facts.groups)))}</td>"
            f"{cells['version']}{escape(facts.label or '')}</td>{cells['approved']}{escape(approved)}</td>"
            f'{cells["due"]}{escape(due)}</td><td role="cell">{self._state(facts)}</td></tr>'
        )

    def _state(self, facts: GuidelineRow) -> SafeString:
        """The shape and word; where the assessment clock alone decided, that is said, for next due does not show it."""
        state = self.states[facts.validity]
        is_by_date = facts.due_on is not None and facts.due_on < self.today
        if facts.validity == ValidityState.OVERDUE and not is_by_date:
            return format_html("{}<small>{}</small>", state, _("literature search too old"))
        return state


class ChoosingTable(GuidelineTable):
    """The same with a box to tick before each guideline, for acts on several of them."""

    chosen = ListColumn(gettext_lazy("Choose"), css="tickbox")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.choose = escape(_("Choose"))

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """One guideline, with its box."""
        title, key = escape(row[1]), row[-1]
        box = (
            f'<td role="cell" class="tickbox"><label><input type="checkbox" form="bulk" name="valgt" value="{key}">'
            f'<span class="vh">{self.choose}: {title}</span></label></td>'
        )
        opening = '<tr role="row">'
        return SafeString(f"{opening}{box}{super().row_html(row)[len(opening) :]}")


ChoosingTable.base_columns = {"chosen": ChoosingTable.base_columns["chosen"], **GuidelineTable.base_columns}
