"""Verbs of the review: the checklist, comments for the authors and their answers, phrases and points as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.capacities import refuse_unless_author
from guidelines.approval.actions.deciders import decider_of
from guidelines.approval.actions.moving import Held, hold, make_move
from guidelines.approval.models import Check, ChecklistItem, Phrase, Return, ReviewComment
from guidelines.approval.rules import Position, Verb
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.models import Revision, Step

LONGEST = 4000  # letters of a comment or of an answer to it


# --- the checklist of one case


@dataclass(frozen=True)
class Mark:
    """What was found on one point of the checklist."""

    item: ChecklistItem
    state: str
    note: str = ""


def mark_check(
    revision: Revision, item: ChecklistItem, *, state: str, note: str = "", person: Person, by: Actor, now: datetime
) -> Check:
    """Note what was found on one point, and return it; raises as `mark_checks` does."""
    mark_checks(revision, [Mark(item, state, note)], person=person, by=by, now=now)
    return Check.objects.get(revision=revision, item=item)


def mark_checks(
    revision: Revision, marks: Sequence[Mark], *, person: Person, by: Actor, now: datetime
) -> list[ChecklistItem]:
    """Note what was found on points of the checklist, and return the points whose mark changed.

    Raises Refused where the revision is not under review, and for anybody but the one who has the case.
    """
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        reviewer = _reviewer(held, person)
        known = {check.item_id: check for check in Check.objects.filter(revision=held.revision)}
        changed = [mark for mark in marks if _differs(mark, known.get(mark.item.pk))]
        Check.objects.bulk_create(
            [_check(held, mark, reviewer) for mark in changed],
            update_conflicts=True,
            unique_fields=["revision", "item"],
            update_fields=["state", "note", "checked_by", "checked_at"],
        )
        if changed:
            codes = {"checks": {str(mark.item.pk): mark.state for mark in changed}}
            notes = {str(mark.item.pk): mark.note.strip() for mark in changed if mark.note.strip()}
            guideline = held.revision.guideline
            personal = {"notes": notes} if notes else None
            journal.record("checks_marked", held.revision, guideline=guideline, facts=codes, personal=personal)
    return [mark.item for mark in changed]


def _check(held: Held, mark: Mark, reviewer: Person) -> Check:
    facts = {"state": mark.state, "note": mark.note.strip()}
    return Check(revision=held.revision, item=mark.item, checked_by=reviewer, checked_at=held.now, **facts)


def _differs(mark: Mark, check: Check | None) -> bool:
    return check is None or (check.state, check.note) != (mark.state, mark.note.strip())


def _reviewer(held: Held, person: Person) -> Person:
    """Return who has the case; raises Refused for everybody else, and where there is no case."""
    if held.position is not Position.REVIEW or not held.steps:
        raise Refused(_("The case is not under review."))
    [step] = held.steps
    decider = decider_of(held, step, person)
    if step.holder_person_id != decider.person.pk:
        raise Refused(_("Take the case first."))
    return decider.person


# --- comments for the authors


def add_comment(step: Step, *, section: str = "", text: str, person: Person, by: Actor, now: datetime) -> ReviewComment:
    """Write down something to be corrected; the authors see it once the step is sent back.

    Raises Refused for an empty one, on a step that is closed, and for anybody who may not decide it.
    """
    text = text.strip()
    if not text:
        raise Refused(_("Write what is to be corrected."))
    if len(text) > LONGEST:
        raise Refused(_("Keep it to %(count)s characters.") % {"count": LONGEST})
    with writing(by, now=now) as journal:
        held = hold(step.revision_id, now)
        author = _decider(held, step, person)
        comment = ReviewComment.objects.create(
            step=step, section=section.strip()[:200], text=text, written_by=author, written_at=now
        )
        facts = {"comment": comment.pk, "step": step.pk}
        personal = {"section": comment.section, "text": text}
        guideline = held.revision.guideline
        journal.record("comment_added", held.revision, guideline=guideline, facts=facts, personal=personal)
    return comment


def drop_comment(comment: ReviewComment, *, person: Person, by: Actor, now: datetime) -> None:
    """Take back a comment that the authors have not been sent; raises Refused once they have, and as `add_comment`."""
    with writing(by, now=now) as journal:
        held = hold(comment.step.revision_id, now)
        _decider(held, comment.step, person)
        here = ReviewComment.objects.filter(pk=comment.pk, returned=None)
        if not here.delete()[0]:
            raise Refused(_("The comment has been sent or dropped already."))
        facts = {"comment": comment.pk, "step": comment.step_id}
        journal.record("comment_dropped", held.revision, guideline=held.revision.guideline, facts=facts)


def _decider(held: Held, step: Step, person: Person) -> Person:
    """Return who decides the open step; raises Refused where it is closed or not the person's."""
    held.refuse_unless(Verb.SEND_BACK)
    here = next((item for item in held.steps if item.pk == step.pk), None)
    if here is None:
        raise Refused(_("The revision has moved on, and this step is closed."))
    return decider_of(held, here, person).person


@dataclass(frozen=True)
class Tick:
    """What the authors say to one comment: an answer, and whether it is dealt with."""

    comment: ReviewComment
    is_done: bool
    answer: str = ""


def tick_comment(
    comment: ReviewComment, *, is_done: bool, answer: str = "", person: Person, by: Actor, now: datetime
) -> ReviewComment:
    """Answer a comment and tick it off, or take the tick away; return it as it stands. Raises as `tick_comments`."""
    if comment.returned is None:
        raise Refused(_("The comments are no longer open."))
    tick_comments(comment.returned, [Tick(comment, is_done, answer)], person=person, by=by, now=now)
    return ReviewComment.objects.get(pk=comment.pk)


def tick_comments(
    returned: Return, ticks: Sequence[Tick], *, person: Person, by: Actor, now: datetime
) -> list[ReviewComment]:
    """Answer comments of work that was sent back and tick them off; return those that changed.

    Raises Refused where the work was sent in again, or the return was undone, and for anybody else's act.
    """
    with writing(by, now=now) as journal:
        held = hold(returned.revision_id, now)
        is_open = Return.objects.filter(pk=returned.pk, resumed_at=None, undone_at=None).exists()
        if held.position is not Position.RETURNED or not is_open:
            raise Refused(_("The comments are no longer open."))
        refuse_unless_author(held, by)
        known = {comment.pk: comment for comment in ReviewComment.objects.filter(returned=returned)}
        changed = [one for tick in ticks if (one := _ticked(known.get(tick.comment.pk), tick, person, now))]
        for comment in changed:
            comment.save(update_fields=["answer", "ticked_at", "ticked_by"])
        if changed:
            move = make_move(held, "tick_comments")
            states = {str(comment.pk): comment.ticked_at is not None for comment in changed}
            answers = {str(comment.pk): comment.answer for comment in changed if comment.answer}
            facts = {"move": move.pk, "ticked": states}
            personal = {"answers": answers} if answers else None
            guideline = held.revision.guideline
            journal.record("comments_ticked", held.revision, guideline=guideline, facts=facts, personal=personal)
    return changed


def _ticked(comment: ReviewComment | None, tick: Tick, person: Person, now: datetime) -> ReviewComment | None:
    """Return the comment with the tick's answer, None where nothing changes."""
    if comment is None:
        raise Refused(_("The comments are no longer open."))
    answer = tick.answer.strip()
    if len(answer) > LONGEST:
        raise Refused(_("Keep it to %(count)s characters.") % {"count": LONGEST})
    if (comment.answer, comment.ticked_at is not None) == (answer, tick.is_done):
        return None
    if not tick.is_done:
        comment.ticked_at, comment.ticked_by = None, None
    elif comment.ticked_at is None:
        comment.ticked_at, comment.ticked_by = now, person
    comment.answer = answer
    return comment


# --- phrases and the points of the checklist, which are data


def add_phrase(*, text: str, section: str = "", person: Person, by: Actor, now: datetime) -> Phrase:
    """Keep a text for use in comments; raises Refused for an empty one, and for one that is kept already."""
    text = " ".join(text.split())
    if not text:
        raise Refused(_("Write the phrase."))
    if len(text) > 1000:
        raise Refused(_("Keep it to %(count)s characters.") % {"count": 1000})
    with writing(by, now=now) as journal:
        if Phrase.objects.filter(text=text, is_active=True).exists():
            raise Refused(_("That phrase is kept already."))
        phrase = Phrase.objects.create(section=section.strip()[:200], text=text, created_by=person)
        journal.record("phrase_added", phrase, personal={"text": text})
    return phrase


def drop_phrase(phrase: Phrase, *, by: Actor, now: datetime) -> Phrase:
    """Keep a phrase no longer; comments made from it stay. One that is dropped already is returned as it is."""
    with writing(by, now=now) as journal:
        if Phrase.objects.filter(pk=phrase.pk, is_active=True).update(is_active=False):
            journal.record("phrase_dropped", phrase)
        phrase.is_active = False
    return phrase


def add_item(*, text_da: str, text_en: str = "", by: Actor, now: datetime) -> ChecklistItem:
    """Add a point to the checklist, as the last; raises Refused for an empty one."""
    danish, english = _texts(text_da, text_en)
    with writing(by, now=now) as journal:
        last = ChecklistItem.objects.aggregate(last=Max("position"))["last"] or 0
        item = ChecklistItem.objects.create(position=last + 1, text_da=danish, text_en=english)
        journal.record("checklist_item_added", item, personal={"text": danish})
    return item


def change_item(
    item: ChecklistItem, *, text_da: str, text_en: str, is_active: bool, by: Actor, now: datetime
) -> ChecklistItem:
    """Reword a point, or take it out of use or back; return the point that stands after.

    A reworded point is no longer the product's own. Where it was used on a revision, what was found stays with the old
    wording: that one goes out of use, and another takes its place. Raises Refused for an empty text.
    """
    danish, english = _texts(text_da, text_en)
    with writing(by, now=now) as journal:
        item = ChecklistItem.objects.select_for_update().get(pk=item.pk)
        is_reworded = (item.text_da, item.text_en) != (danish, english)
        if not is_reworded and item.is_active == is_active:
            return item
        if is_reworded and Check.objects.filter(item=item).exists():
            ChecklistItem.objects.filter(pk=item.pk).update(is_active=False)
            item = ChecklistItem(position=item.position)
        item.text_da, item.text_en, item.is_active = danish, english, is_active
        item.is_default = item.is_default and not is_reworded
        item.save()
        facts = {"active": is_active, "reworded": is_reworded}
        journal.record("checklist_item_changed", item, facts=facts, personal={"text": danish})
    return item


def order_items(keys: Iterable[int], *, by: Actor, now: datetime) -> None:
    """Let the points of the checklist stand in this order; points that are not named keep their place."""
    with writing(by, now=now) as journal:
        items = {item.pk: item for item in ChecklistItem.objects.select_for_update()}
        moved = []
        for place, key in enumerate(keys, start=1):
            item = items.get(key)
            if item is not None and item.position != place:
                item.position = place
                moved.append(item)
        ChecklistItem.objects.bulk_update(moved, ["position"])
        if moved:
            journal.record("checklist_ordered", moved[0], facts={"moved": [item.pk for item in moved]})


def _texts(text_da: str, text_en: str) -> tuple[str, str]:
    danish, english = " ".join(text_da.split()), " ".join(text_en.split())
    if not danish:
        raise Refused(_("Write the point in Danish."))
    if max(len(danish), len(english)) > 300:
        raise Refused(_("Keep it to %(count)s characters.") % {"count": 300})
    return danish, english
