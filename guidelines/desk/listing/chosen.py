"""Which guidelines an act on several is about: those ticked, or all that the filters find."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guidelines.desk.listing.saved import known_part
from guidelines.desk.shown import is_key
from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.register.filters import GuidelineFilter
from guidelines.register.models import Guideline

MOST = 500  # in one press
TICKED, ALL, QUERY = "valgt", "alle", "soegning"


def chosen(request: ViewerRequest) -> list[int]:
    """Return the keys of the guidelines that the form names, each once; only of such as the viewer may see.

    Raises Refused where none is chosen, and where there are more than one press takes.
    """
    asked = request.POST
    found = Guideline.objects.visible_to(request.viewer)
    if asked.get(ALL):
        query = QueryDict(known_part(QueryDict(asked.get(QUERY, "")[:2000])))
        found = GuidelineFilter(query, found.with_validity(clock.today()), request=request).qs
    else:
        found = found.filter(pk__in=_ticked(asked.getlist(TICKED)))
    keys = list(found.order_by("sort_key", "pk").values_list("pk", flat=True)[: MOST + 1])
    if not keys:
        raise Refused(_("Tick the guidelines first."))
    if len(keys) > MOST:
        raise Refused(_("That is more than %(count)s guidelines. Narrow the list first.") % {"count": MOST})
    return keys


def _ticked(values: Sequence[str]) -> list[int]:
    """The keys of the ticks; one value may name several, as the pages of an act write them."""
    keys = (key for value in values for key in value.split(",") if is_key(key))
    return [int(key) for key in keys][: MOST + 1]
