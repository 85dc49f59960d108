"""The words of consultations and declarations in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from guidelines.approval.models import Comment, Party

Text = str | Promise

DISPOSITIONS: dict[str, Text] = {
    Comment.Disposition.TAKEN: pgettext_lazy("disposition", "Taken"),
    Comment.Disposition.PARTLY: pgettext_lazy("disposition", "Partly taken"),
    Comment.Disposition.NOT_TAKEN: pgettext_lazy("disposition", "Not taken"),
}
LOOKS = {Comment.Disposition.TAKEN: "done", Comment.Disposition.PARTLY: "prog", Comment.Disposition.NOT_TAKEN: "off"}


def count_line(parties: Sequence[Party], comments: Sequence[Comment]) -> str:
    """Return how far a consultation is, as in "3 of 5 have answered, 2 comments unanswered"."""
    answered = sum(party.answered_at is not None for party in parties)
    waiting = sum(not comment.disposition for comment in comments)
    answers = ngettext("%(answered)s answer", "%(answered)s answers", answered) % {"answered": answered}
    asked = ngettext("%(asked)s party asked", "%(asked)s parties asked", len(parties)) % {"asked": len(parties)}
    if not comments:
        return _("%(asked)s, %(answers)s, no comments") % {"asked": asked, "answers": answers}
    open_ones = ngettext("%(count)s comment unanswered", "%(count)s comments unanswered", waiting) % {"count": waiting}
    return _("%(asked)s, %(answers)s, %(comments)s") % {"asked": asked, "answers": answers, "comments": open_ones}


def section_name(section: str) -> str:
    """Return the section a comment is about; without one it is about the whole document."""
    return section or _("The whole document")
