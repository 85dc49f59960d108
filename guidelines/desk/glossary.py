"""The words of the field as people meet them: Danish, English and what they mean (ux.md 6.1).

The catalogue holds the Danish of every term and meaning under the context "glossary"; docs/glossary.md adds the
names in the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import pgettext_lazy

from guidelines.lists.danish import sort_key

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Term:
    """A term in both languages and its meaning in the reader's."""

    danish: str
    english: str
    meaning: str


_TERMS: tuple[tuple[_StrPromise, _StrPromise], ...] = (
    (
        pgettext_lazy("glossary", "guideline"),
        pgettext_lazy("glossary", "A clinical guideline for one disease or treatment, owned by a cancer group."),
    ),
    (
        pgettext_lazy("glossary", "working title"),
        pgettext_lazy("glossary", "The name of a guideline that is planned but not yet written."),
    ),
    (
        pgettext_lazy("glossary", "version"),
        pgettext_lazy("glossary", "One approved edition, with a number such as 1.2. Version 1.10 comes after 1.9."),
    ),
    (
        pgettext_lazy("glossary", "change log"),
        pgettext_lazy("glossary", "What is new in a version, as an appendix to the guideline."),
    ),
    (
        pgettext_lazy("glossary", "cancer group (DMCG)"),
        pgettext_lazy("glossary", "A Danish multidisciplinary cancer group. It owns its guidelines and its plan."),
    ),
    (
        pgettext_lazy("glossary", "sub-group"),
        pgettext_lazy("glossary", "A group that works under another, such as DOLG under DLCG."),
    ),
    (
        pgettext_lazy("glossary", "co-owning group"),
        pgettext_lazy("glossary", "A group that shares a guideline with its owner. It stands in both groups' plans."),
    ),
    (
        pgettext_lazy("glossary", "chair"),
        pgettext_lazy("glossary", "Leads the group, answers for its plan and gives clinical approval."),
    ),
    (
        pgettext_lazy("glossary", "deputy"),
        pgettext_lazy("glossary", "Decides for the chair when the chair is away or recused."),
    ),
    (
        pgettext_lazy("glossary", "secretariat"),
        pgettext_lazy(
            "glossary", "Checks guidelines, gives administrative approval, publishes, and helps with everything."
        ),
    ),
    (
        pgettext_lazy("glossary", "lead author (tovholder)"),
        pgettext_lazy("glossary", "Sees that the revision is made. A guideline may have several."),
    ),
    (
        pgettext_lazy("glossary", "author"),
        pgettext_lazy("glossary", "Has written part of the guideline."),
    ),
    (
        pgettext_lazy("glossary", "reviewer"),
        pgettext_lazy("glossary", "Reads and comments on a draft before approval."),
    ),
    (
        pgettext_lazy("glossary", "revision plan (planskema)"),
        pgettext_lazy("glossary", "The group's table of what is to be revised or written, in which year and by whom."),
    ),
    (
        pgettext_lazy("glossary", "planned year"),
        pgettext_lazy("glossary", "The year in which a revision is to be finished. It may still be unknown."),
    ),
    (
        pgettext_lazy("glossary", "revision"),
        pgettext_lazy("glossary", "The work that turns one version into the next."),
    ),
    (
        pgettext_lazy("glossary", "new guideline"),
        pgettext_lazy("glossary", "A guideline that has no approved version yet."),
    ),
    (
        pgettext_lazy("glossary", "minor update"),
        pgettext_lazy("glossary", "A new version without larger changes to the recommendations."),
    ),
    (
        pgettext_lazy("glossary", "not completed"),
        pgettext_lazy("glossary", "A planned revision whose year passed before it was finished."),
    ),
    (
        pgettext_lazy("glossary", "moved"),
        pgettext_lazy("glossary", "A planned revision that was given another year, with a reason."),
    ),
    (
        pgettext_lazy("glossary", "withdrawn"),
        pgettext_lazy("glossary", "The guideline is no longer in force and is not to be revised."),
    ),
    (
        pgettext_lazy("glossary", "revision under way"),
        pgettext_lazy("glossary", "A revision that has begun. A guideline has one at most."),
    ),
    (
        pgettext_lazy("glossary", "stage"),
        pgettext_lazy(
            "glossary",
            "How far a revision has come: agreed, draft, consultation, clinical approval, submitted, "
            "administrative approval, published.",
        ),
    ),
    (
        pgettext_lazy("glossary", "consultation"),
        pgettext_lazy("glossary", "Others comment on the draft. It may be skipped, with a reason."),
    ),
    (
        pgettext_lazy("glossary", "clinical approval"),
        pgettext_lazy("glossary", "The group answers for the clinical content."),
    ),
    (
        pgettext_lazy("glossary", "submitted"),
        pgettext_lazy("glossary", "The guideline has been sent to the secretariat."),
    ),
    (
        pgettext_lazy("glossary", "returned with comments"),
        pgettext_lazy("glossary", "Something must be corrected before the guideline can go on."),
    ),
    (
        pgettext_lazy("glossary", "administrative approval"),
        pgettext_lazy("glossary", "The secretariat confirms that the guideline follows the common template."),
    ),
    (
        pgettext_lazy("glossary", "published"),
        pgettext_lazy("glossary", "The version is public and in force."),
    ),
    (
        pgettext_lazy("glossary", "next revision due by"),
        pgettext_lazy("glossary", "The last day on which the present version should be replaced or reaffirmed."),
    ),
    (
        pgettext_lazy("glossary", "current"),
        pgettext_lazy("glossary", "The published version is within its time."),
    ),
    (
        pgettext_lazy("glossary", "due soon"),
        pgettext_lazy("glossary", "The next revision is due within 12 months."),
    ),
    (
        pgettext_lazy("glossary", "overdue"),
        pgettext_lazy("glossary", "The date for the next revision has passed. The guideline still stands as advice."),
    ),
    (
        pgettext_lazy("glossary", "no approved version"),
        pgettext_lazy("glossary", "The guideline is planned or under way, and nothing has been approved yet."),
    ),
    (
        pgettext_lazy("glossary", "awaiting"),
        pgettext_lazy("glossary", "Whose move it is: the lead author, the chair or the secretariat."),
    ),
    (
        pgettext_lazy("glossary", "deadline"),
        pgettext_lazy("glossary", "The day by which a step should be finished. You may ask for another."),
    ),
    (
        pgettext_lazy("glossary", "reminder"),
        pgettext_lazy("glossary", "A mail before or after a deadline. At most one a week to each person."),
    ),
    (
        pgettext_lazy("glossary", "recused"),
        pgettext_lazy("glossary", "Cannot decide because of an interest of one's own, for instance as author."),
    ),
    (
        pgettext_lazy("glossary", "decision"),
        pgettext_lazy(
            "glossary", "What is decided on a step: by whom, in what role, about which document. It is never changed."
        ),
    ),
    (
        pgettext_lazy("glossary", "receipt"),
        pgettext_lazy(
            "glossary", "A decision on paper: name, role, time, and the fingerprint of the document it is about."
        ),
    ),
    (
        pgettext_lazy("glossary", "fingerprint"),
        pgettext_lazy("glossary", "A number computed from a file (SHA-256). Another file has another one."),
    ),
    (
        pgettext_lazy("glossary", "route for approval"),
        pgettext_lazy("glossary", "Which groups approve a revision, in what order, and how many days each step takes."),
    ),
    (
        pgettext_lazy("glossary", "declaration of interests"),
        pgettext_lazy("glossary", "What may bear on one's impartiality, declared each year and for each version."),
    ),
    (
        pgettext_lazy("glossary", "put off"),
        pgettext_lazy("glossary", "A decision that waits until a day the approver names."),
    ),
    (
        pgettext_lazy("glossary", "consultation party"),
        pgettext_lazy("glossary", "A person or a group that is asked about a draft in a consultation."),
    ),
    (
        pgettext_lazy("glossary", "verdict"),
        pgettext_lazy("glossary", "What is decided about a guideline without making a new version."),
    ),
    (
        pgettext_lazy("glossary", "assessed, still valid"),
        pgettext_lazy("glossary", "The guideline was gone through, and nothing in it had to be changed."),
    ),
    (
        pgettext_lazy("glossary", "extended"),
        pgettext_lazy("glossary", "The next revision may wait until a later date, with a reason."),
    ),
    (
        pgettext_lazy("glossary", "correction"),
        pgettext_lazy("glossary", "A mistake in a version was mended. Its number and approval stay."),
    ),
    (
        pgettext_lazy("glossary", "merged"),
        pgettext_lazy("glossary", "Another guideline covers it from now on."),
    ),
    (
        pgettext_lazy("glossary", "inbox"),
        pgettext_lazy("glossary", "What waits for the secretariat."),
    ),
    (
        pgettext_lazy("glossary", "history"),
        pgettext_lazy("glossary", "What happened, when and by whom. Nothing in it can be changed."),
    ),
    (
        pgettext_lazy("glossary", "literature search"),
        pgettext_lazy("glossary", "The last search for new evidence. Its date tells how fresh the content is."),
    ),
)


def terms() -> list[Term]:
    """Return all terms, in Danish order of the term in the language that is active."""
    active = translation.get_language() or "da"
    rows = [Term(_in("da", name), _in("en", name), str(meaning)) for name, meaning in _TERMS]
    if active == "da":
        return sorted(rows, key=lambda term: sort_key(term.danish))
    return sorted(rows, key=lambda term: term.english)


def _in(language: str, text: _StrPromise) -> str:
    with translation.override(language):
        return str(text)
