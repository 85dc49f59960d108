"""How the review by the secretariat, the authors' answers and the publication read in a history."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.journal.history import Told, describe


def _checks_marked(told: Told) -> str:
    count = len(told.facts["checks"])
    return ngettext(
        "%(count)s point of the checklist was marked.", "%(count)s points of the checklist were marked.", count
    ) % {"count": count}


def _comment_added(told: Told) -> str:
    section = told.words.get("section")
    return (
        _("A comment for the authors was written, on %(section)s.") % {"section": section}
        if section
        else _("A comment for the authors was written.")
    )


def _comment_dropped(told: Told) -> str:
    return _("A comment for the authors was taken back before it was sent.")


def _comments_ticked(told: Told) -> str:
    count = sum(told.facts["ticked"].values())
    if not count:
        return _("The authors changed their answers to the comments.")
    return ngettext(
        "The authors ticked off %(count)s comment.", "The authors ticked off %(count)s comments.", count
    ) % {"count": count}


def _phrase_added(told: Told) -> str:
    return _("A phrase for comments was added.")


def _phrase_dropped(told: Told) -> str:
    return _("A phrase for comments was removed.")


def _item_added(told: Told) -> str:
    return _("A point was added to the checklist.")


def _item_changed(told: Told) -> str:
    if not told.facts["active"]:
        return _("A point of the checklist was taken out of use.")
    return _("A point of the checklist was changed.")


def _ordered(told: Told) -> str:
    return _("The checklist was put in another order.")


def _published(told: Told) -> str:
    label = told.words.get("label")
    return _("Version %(label)s was published.") % {"label": label} if label else _("A version was published.")


describe.update(
    {
        "checks_marked": _checks_marked,
        "comment_added": _comment_added,
        "comment_dropped": _comment_dropped,
        "comments_ticked": _comments_ticked,
        "phrase_added": _phrase_added,
        "phrase_dropped": _phrase_dropped,
        "checklist_item_added": _item_added,
        "checklist_item_changed": _item_changed,
        "checklist_ordered": _ordered,
        "version_published": _published,
    }
)
