"""A new deadline that somebody asked for, as a card for who decides it and as a line for who asked."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.desk.move_cards import guideline_url, meta, waited
from guidelines.desk.rules import AskedDeadline
from guidelines.desk.shapes import Act, Card, Item
from guidelines.lists.dates import long_date


def extension_card(item: AskedDeadline, today: date) -> Card:
    """Return the card of a request that waits for the reader's decision."""
    words = {"name": item.asker, "from": long_date(item.from_on), "to": long_date(item.to_on)}
    return Card(
        look="sub",
        state=waited(item.since, today),
        title=item.about.title,
        language=item.about.language,
        url=guideline_url(item.about),
        meta=meta(item.about),
        sentences=[_("%(name)s asks for a new deadline: %(to)s instead of %(from)s.") % words],
        act=Act(_("See what it does and decide"), _url(item)),
    )


def asked_row(item: AskedDeadline) -> Item:
    """Return one's own request that waits for an answer, as a quiet line."""
    words = _("new deadline asked for: %(date)s") % {"date": long_date(item.to_on)}
    return Item(item.about.title, item.about.language, _url(item), words)


def answered_row(item: AskedDeadline) -> Item:
    """Return what became of one's own request, as a quiet line."""
    if item.granted_on is None:
        words = _("new deadline refused, it stays %(date)s") % {"date": long_date(item.from_on)}
    else:
        words = _("new deadline granted: %(date)s") % {"date": long_date(item.granted_on)}
    return Item(item.about.title, item.about.language, _url(item), words)


def _url(item: AskedDeadline) -> str:
    return reverse("extension-decide", args=[item.request])


def more_time(slug: str) -> Act:
    """Return the way to ask for a new deadline of a guideline."""
    return Act(_("Ask for a new deadline"), reverse("extension-ask", args=[slug]))
