"""*Retningslinjer*: all guidelines, for everybody (ux pages 21 and 34)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from guidelines.lists import clock
from guidelines.lists.csv_lines import csv_response
from guidelines.lists.tables import TableView
from guidelines.people.middleware import ViewerRequest
from guidelines.register.access import may_register_version
from guidelines.register.filters import GuidelineFilter
from guidelines.register.listing import counted, listed
from guidelines.register.listing_csv import cells, headings
from guidelines.register.models import Guideline
from guidelines.register.tables import GuidelineTable

AT_ONCE = 500


class GuidelineList(TableView):
    """The register: find a guideline, and see which version holds."""

    request: ViewerRequest
    table_class = GuidelineTable
    filterset_class = GuidelineFilter
    template_name = "register/guidelines.html"
    csv_name = "guidelines-csv"
    caption = gettext_lazy("Clinical guidelines with version, approval and next revision")
    noun = ngettext_lazy("guideline", "guidelines")
    empty_text = gettext_lazy("There are no guidelines yet. The first ones come with a planskema.")

    def get_queryset(self) -> QuerySet[Guideline]:
        """Everything for those signed in, what is published for the public."""
        return listed(self.request.viewer, clock.today())

    def get_key(self) -> tuple[bool, date]:
        """Those signed in see everything, on each day with its validity."""
        return self.request.viewer.is_signed_in, clock.today()

    def get_counted(self) -> QuerySet[Any]:
        """The same guidelines, without what the list shows of them."""
        return counted(self.request.viewer)

    def get_context(self) -> dict[str, Any]:
        """The heading and its sentence."""
        viewer = self.request.viewer
        return {
            "title": _("Guidelines"),
            "is_public": not viewer.is_signed_in,
            "may_register": may_register_version(viewer),
        }


@require_safe
def guidelines_csv(request: ViewerRequest) -> StreamingHttpResponse:
    """The same list as a file, sent while it is read: all that the filters find, on however many pages it stands."""
    listing = GuidelineList()
    listing.setup(request)
    found = listing.all_rows(request).iterator(AT_ONCE)
    before, after = f"{settings.SITE_URL}{reverse('guideline', args=['-'])}".rsplit("-", 1)
    return csv_response(headings(), cells(found, lambda slug: f"{before}{slug}{after}"), name="retningslinjer")
