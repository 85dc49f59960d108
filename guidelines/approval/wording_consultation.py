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
    """Return how far a consultation is, as `figures` says it."""
    answered = sum(party.answered_at is not None for party in parties)
    return figures(len(parties), answered, len(comments), sum(not comment.disposition for comment in comments))


def figures(asked: int, answered: int, comments: int, unanswered: int) -> str:
    """Return how far a consultation is, as in "5 parties asked, 3 answers, 2 comments unanswered"."""
    words = {
        "asked": ngettext("%(asked)s party asked", "%(asked)s parties asked", asked) % {"asked": asked},
        "answers": ngettext("%(answered)s answer", "%(answered)s answers", answered) % {"answered": answered},
    }
    if not comments:
        return _("%(asked)s, %(answers)s, no comments") % words
    left = ngettext("%(count)s comment unanswered", "%(count)s comments unanswered", unanswered)
    return _("%(asked)s, %(answers)s, %(comments)s") % {**words, "comments": left % {"count": unanswered}}


def section_name(section: str) -> str:
    """Return the section a comment is about; without one it is about the whole document."""
    return section or _("The whole document")
