"""The table of *Historik*: when, about which guideline, what happened and why, and who did it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from guidelines.desk.history.reading import FIELDS, Told, tell
from guidelines.lists import rows
from guidelines.lists.clock import COPENHAGEN
from guidelines.lists.dates import table_date
from guidelines.lists.tables import ListColumn, RowTable


class HistoryTable(RowTable):
    """An event a row, the newest first."""

    time = ListColumn(pgettext_lazy("history", "When"), param="tid", order_by=["seq"], css="num")
    guideline = ListColumn(gettext_lazy("Guideline"))
    what = ListColumn(pgettext_lazy("history", "What happened"))
    who = ListColumn(pgettext_lazy("history", "Who"))

    default_order = "-tid"
    fields = FIELDS

    def prepare(self, page: Sequence[tuple[Any, ...]]) -> None:
        """Read names, titles and words for the events of a page."""
        self.language = get_language() or "da"
        self.told: dict[int, Told] = {one.seq: one for one in tell(page)}

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """Draw one event; every text is escaped by what draws the cells."""
        told = self.told[row[0]]
        local = timezone.localtime(told.at, COPENHAGEN)
        moment = format_html(
            '<time datetime="{}">{} {}</time>', local.isoformat(), table_date(local), time_format(local)
        )
        labels = {name: column.verbose_name for name, column in self.base_columns.items()}
        what = rows.text(told.sentence)
        if told.reason:
            what = format_html("{}<small>{}: {}</small>", what, _("Reason"), told.reason)
        return rows.row(
            rows.cell(moment, label=labels["time"], css="num"),
            rows.cell(self._guideline(told), label=labels["guideline"]),
            rows.row_heading(what),
            rows.cell(told.who, label=labels["who"]),
        )

    def _guideline(self, told: Told) -> SafeString | None:
        found = told.guideline
        if found is None:
            return None
        lang = found.language if found.language != self.language else ""
        return rows.link(found.get_absolute_url(), found.title, lang=lang)
