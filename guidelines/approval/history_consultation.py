"""How the events of consultations and declarations read in a history; what was declared never stands there."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.approval.wording_consultation import DISPOSITIONS
from guidelines.journal.history import Told, describe
from guidelines.lists.dates import long_date


def _opened(told: Told) -> str:
    parties, closes = told.facts["parties"], long_date(date.fromisoformat(told.facts["closes"]))
    words = {"count": parties, "date": closes}
    return (
        ngettext(
            "A consultation was opened with %(count)s party, closing date %(date)s.",
            "A consultation was opened with %(count)s parties, closing date %(date)s.",
            parties,
        )
        % words
    )


def _party_added(told: Told) -> str:
    name = told.words.get("name")
    return _("%(name)s was asked, too.") % {"name": name} if name else _("One more party was asked.")


def _closed(told: Told) -> str:
    return _("The consultation was closed.")


def _skipped(told: Told) -> str:
    return _("No consultation is held.")


def _answered(told: Told) -> str:
    name = told.words.get("name") or _("A party")
    count = told.facts["comments"]
    if not count:
        return _("%(name)s answered the consultation: no comments.") % {"name": name}
    return ngettext(
        "%(name)s answered the consultation with %(count)s comment.",
        "%(name)s answered the consultation with %(count)s comments.",
        count,
    ) % {"name": name, "count": count}


def _comment_answered(told: Told) -> str:
    disposition = str(DISPOSITIONS[told.facts["disposition"]]).lower()
    return _("A comment from the consultation was answered: %(disposition)s.") % {"disposition": disposition}


def _year_declared(told: Told) -> str:
    name = told.words.get("name") or _("A person")
    words = {"name": name, "year": told.facts["year"]}
    if told.facts["from_document"]:
        return _("The declaration of interests of %(name)s for %(year)s was recorded from a document.") % words
    return _("%(name)s gave a declaration of interests for %(year)s.") % words


def _version_declared(told: Told) -> str:
    words = {"name": told.words.get("name") or _("A person")}
    if told.facts["from_document"]:
        return _("The declaration of interests of %(name)s for this version was recorded from a document.") % words
    return _("%(name)s gave a declaration of interests for this version.") % words


describe.update(
    {
        "consultation_opened": _opened,
        "party_added": _party_added,
        "consultation_closed": _closed,
        "consultation_skipped": _skipped,
        "consultation_answered": _answered,
        "comment_answered": _comment_answered,
        "year_declared": _year_declared,
        "version_declared": _version_declared,
    }
)
