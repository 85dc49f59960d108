"""What was said of the draft under way, by section, with what became of it: for those inside (foundations 22)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse

from guidelines.approval.models import Comment, ReviewComment
from guidelines.approval.reading import Case
from guidelines.approval.reading_consultation import by_section
from guidelines.desk.guideline.reading import Dossier


@dataclass(frozen=True)
class Remarks:
    """The comments of the newest consultation, and those that approvers sent with the work when they sent it back.

    `is_returned`: the authors have such work now. The addresses are of the pages where comments are answered.
    """

    hearing: list[Comment] = field(default_factory=list)
    review: list[ReviewComment] = field(default_factory=list)
    hearing_url: str = ""
    review_url: str = ""

    @property
    def open(self) -> int:
        """How many are not answered, or not dealt with."""
        return sum(not item.disposition for item in self.hearing) + sum(item.ticked_at is None for item in self.review)

    def __bool__(self) -> bool:
        return bool(self.hearing or self.review)


def read_remarks(dossier: Dossier) -> Remarks:
    """Return what was said of the revision under way; two statements, none for those outside."""
    case = dossier.case
    if case is None or not dossier.is_inside:
        return Remarks()
    return Remarks(
        _hearing(case),
        _review(case),
        reverse("consultation", args=[case.revision.pk]) if case.consultation else "",
        reverse("run-comments", args=[case.revision.pk]) if case.returned else "",
    )


def _hearing(case: Case) -> list[Comment]:
    if case.consultation is None:
        return []
    said = Comment.objects.filter(party__consultation=case.consultation.consultation)
    return by_section(said.select_related("party__person", "party__group", "written_by"))


def _review(case: Case) -> list[ReviewComment]:
    """What was sent with the work, the newest first; comments not sent yet are the reviewer's own."""
    sent = ReviewComment.objects.filter(returned__revision=case.revision, returned__undone_at=None)
    return list(sent.select_related("written_by", "returned").order_by("-returned", "pk"))
