"""The mail that a decision causes, shown before it is made, by the words and the letter of the real one (ux 10.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation

from guidelines.approval.forms.decision import RETURN_DAYS, DecisionForm
from guidelines.approval.mailed import authors_of, next_in_line, still_to_approve
from guidelines.approval.reading import Case
from guidelines.approval.rules import APPROVING, Outcome, due_after
from guidelines.people.models import Person
from guidelines.planning.models import Step
from guidelines.planning.rules import HolderRole
from reminders.approvals import notice_letter
from reminders.notice_wording import Sender, Words, receipt_words, returned_words, words_of
from reminders.notices import Notice, NoticeKind
from reminders.wording import names


@dataclass(frozen=True)
class Preview:
    """A mail that is not made yet: `to` are all who get it, the rest is what it says to the first of them."""

    to: str
    subject: str
    text: str
    language: str


def preview(form: DecisionForm, case: Case, step: Step, *, person: Person, now: datetime) -> Preview | None:
    """Return the mail that the decision in the form causes ten minutes later, None where it causes none.

    `form` is bound to what was typed so far, which need not be complete; `person` is the one who decides.
    """
    outcome = form.data.get("outcome", "")
    to = _readers(outcome, case, step, person)
    if not to:
        return None
    first = to[0]
    with translation.override(first.language):
        words = _words(outcome, form, case, step, decider=person, reader=first, now=now)
        letter = notice_letter(words, first.name, case.revision.pk, first.language)
    return Preview(names([one.name for one in to]), letter.subject, letter.text, first.language)


def _readers(outcome: str, case: Case, step: Step, person: Person) -> list[Person]:
    is_clinical = step.holder_role == HolderRole.CHAIR
    if outcome == Outcome.SEND_BACK:
        return authors_of(case)
    if outcome in APPROVING and is_clinical and not still_to_approve(case, step):
        return authors_of(case)
    heir = next_in_line(case, step, person) if outcome == Outcome.RECUSE and is_clinical else None
    return [heir] if heir is not None else []


def _words(
    outcome: str, form: DecisionForm, case: Case, step: Step, *, decider: Person, reader: Person, now: datetime
) -> Words:
    if outcome in APPROVING:
        return receipt_words(case, timezone.localdate(now))
    if outcome == Outcome.RECUSE:
        cause = f"step:{step.pk}"
        asked = Notice(NoticeKind.ASKED, cause, case.revision.pk, case.guideline.pk, reader.pk, step.since, now)
        return words_of(asked, reader, now)
    form.full_clean()
    days = case.route.return_days if case.route else RETURN_DAYS
    due = form.cleaned_data.get("return_due_on") or due_after(case.today, days)
    group = (step.for_group or step.holder_group) if step.holder_role == HolderRole.CHAIR else None
    begun = bool(form.data.get("text", "").strip())  # a comment that is begun is written down with the decision
    return returned_words(case, Sender(decider.name, group), due, max(form.unsent + begun, 1))
