"""Verbs of approving a plan: the approval of the whole as one object, and the remark that waits for it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person, Role
from guidelines.planning.approved.content import digest
from guidelines.planning.approved.reading import latest_approval, present_content, remark_with
from guidelines.planning.models import PlanApproval, PlanMailing, PlanRemark

REMARK_LENGTH = 2000


class PlanChanged(Refused):
    """The plan, or the approval it was compared with, is no longer what was seen."""


def approve_plan(
    group: Group,
    *,
    seen: str,
    follows: int | None,
    remark: str,
    person: Person,
    by: Actor,
    now: datetime,
    mails: bool = False,
) -> PlanApproval:
    """Keep the group's plan as approved by its chair or a deputy, and return the approval.

    `seen` is the SHA-256 of the plan that was shown, `follows` the key of the approval it was compared with, None for
    the first. What is approved is what was seen, or nothing: raises PlanChanged otherwise. The same sent again by the
    same person is the same approval; raises Refused where its remark is another, for everybody else, for a plan
    without guidelines, and where the remark is too long. `mails`: the plan's tovholdere are to get it by mail.
    """
    _refuse_long(remark)
    with writing(by, now=now) as journal:
        capacity = _capacity(group, person, timezone.localdate(now))
        latest = latest_approval(group)
        if latest and (latest.person_id, latest.sha256, latest.previous_id) == (person.pk, seen, follows):
            return _repeated(latest, remark, mails=mails)
        content = present_content(group, timezone.localdate(now))
        text = content.text
        if digest(text) != seen or (latest.pk if latest else None) != follows:
            raise PlanChanged(_("The plan was changed while you had it open, so it was not approved."))
        if not content.rows:
            raise Refused(_("There are no guidelines in the plan yet."))
        approval = PlanApproval.objects.create(
            group=group, previous=latest, person=person, capacity=capacity, at=now, sha256=seen, text=text
        )
        if mails:
            PlanMailing.objects.create(approval=approval)
        PlanRemark.objects.filter(group=group, person=person).delete()
        facts = {"group": group.pk, "previous": follows, "person": person.pk, "capacity": capacity, "sha256": seen}
        words = {"remark": remark.strip()} if remark.strip() else None
        journal.record("plan_approved", approval, facts={**facts, "rows": len(content.rows)}, personal=words)
    return approval


def _repeated(approval: PlanApproval, remark: str, *, mails: bool) -> PlanApproval:
    """The approval that is sent again; a remark or a mail that it does not hold is not passed over in silence."""
    if remark_with(approval) != remark.strip():
        raise Refused(
            _("The plan is approved already, with another remark. Press once more to approve it again with this one.")
        )
    if mails:
        PlanMailing.objects.get_or_create(approval=approval)
    return approval


def _capacity(group: Group, person: Person, on: date) -> str:
    """The role in which the person approves: the chair's before the deputy's."""
    held = set(Role.objects.on(on).filter(group=group, person=person).values_list("kind", flat=True))
    for capacity in PlanApproval.Capacity.values:
        if capacity in held:
            return capacity
    raise Refused(_("A plan is approved by the group's chair or a deputy."))


def keep_remark(group: Group, *, text: str, person: Person) -> None:
    """Keep what the person means to write to the group, until the plan is approved; an empty one is taken away.

    A draft is nobody else's, so the journal tells nothing of it. Raises Refused where it is too long.
    """
    _refuse_long(text)
    if not text.strip():
        PlanRemark.objects.filter(group=group, person=person).delete()
        return
    PlanRemark.objects.update_or_create(group=group, person=person, defaults={"text": text.strip()})


def _refuse_long(text: str) -> None:
    if len(text) > REMARK_LENGTH:
        raise Refused(_("Keep the remark to %(count)s characters.") % {"count": REMARK_LENGTH})
