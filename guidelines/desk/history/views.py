"""*Historik* (page 29), and the same as CSV."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy, override, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.desk.history.filters import HistoryFilter
from guidelines.desk.history.reading import FIELDS, Told, tell, visible_events
from guidelines.desk.history.tables import HistoryTable
from guidelines.journal.models import Event
from guidelines.lists.clock import COPENHAGEN
from guidelines.lists.csv_lines import csv_response
from guidelines.lists.tables import TableView
from guidelines.people.middleware import ViewerRequest

AT_ONCE = 500


class HistoryList(LoginRequiredMixin, TableView):
    """What happened, the newest first: everything for the secretariat, one's own guidelines for others."""

    request: ViewerRequest
    table_class = HistoryTable
    filterset_class = HistoryFilter
    template_name = "desk/history.html"
    caption = gettext_lazy("What happened, the newest first")
    noun = ngettext_lazy("event", "events")
    empty_text = gettext_lazy("Nothing has happened to your guidelines yet. What is changed is written down here.")

    def get_queryset(self) -> QuerySet[Event]:
        """What the viewer may see."""
        return visible_events(self.request.viewer)

    def get_key(self) -> Hashable:
        """Only the secretariat's is the same for all."""
        return "all" if self.request.viewer.is_secretariat else None

    def get_context(self) -> dict[str, Any]:
        """The heading, and the address of the same as CSV."""
        return {"title": _("History"), "query": self.request.GET.urlencode()}


@require_safe
@login_required
def history_csv(request: ViewerRequest) -> StreamingHttpResponse:
    """The events that the filters find as CSV, the newest first."""
    events = visible_events(request.viewer)
    found = HistoryFilter(request.GET, events, request=request).qs.order_by("-seq")
    heading = [pgettext("history", "When"), _("Guideline"), pgettext("history", "What happened"), _("Reason")]
    return csv_response([*heading, pgettext("history", "Who")], _rows(found, get_language()), name="historik")


def _rows(found: QuerySet[Event], language: str | None) -> Iterator[list[str]]:
    """The events in the reader's language: they are drawn when nobody's is active any longer."""
    rest = found.values_list(*FIELDS).iterator(AT_ONCE)
    while rows := list(islice(rest, AT_ONCE)):
        with override(language):
            lines = [_cells(told) for told in tell(rows)]
        yield from lines


def _cells(told: Told) -> list[str]:
    moment = timezone.localtime(told.at, COPENHAGEN).isoformat(timespec="seconds")
    title = told.guideline.title if told.guideline else ""
    return [moment, title, told.sentence, told.reason, told.who]
