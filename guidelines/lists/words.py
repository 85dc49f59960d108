"""Words in a row, as people say them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(names: Iterable[str]) -> str:
    """Return names in a row, the last joined by "and"."""
    known = list(names)
    if len(known) < 2:
        return "".join(known)
    return _("%(names)s and %(last)s") % {"names": ", ".join(known[:-1]), "last": known[-1]}
