"""An approved plan to its group: a mail to each of its tovholdere, planned by the tick from what the chair asked for.

Like the notices of approval it is no reminder: it stands outside the weekly cap, and no hold stops it (foundations 18).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.lists.dates import long_date
from guidelines.people.models import Person
from guidelines.planning.approved.content import Content, Line
from guidelines.planning.approved.readers import planned_lines, readers_of
from guidelines.planning.approved.reading import plan_of
from guidelines.planning.approved.wording import role_word
from guidelines.planning.models import PlanApproval, PlanMailing
from reminders.mime import Letter, thread_id
from reminders.models import Mail
from reminders.outbox import queue_letter
from reminders.printed import Sheet, as_html, as_text, page_of
from reminders.wording import Act, Passage, subject_of

FRESH = timedelta(days=14)
"""A plan approved longer ago goes to nobody: an installation that was away does not go back."""

_NAMESPACE = uuid.UUID("5d0c1f0e-51c3-5b7e-8a52-6d3f7a2b9c41")

log = structlog.get_logger(__name__)


def plan_plan_mails(now: datetime) -> int:
    """Queue a mail to each tovholder of every approved plan that is to go out; returns how many.

    Any number of ticks at once queue one each. Of two approvals of a plan only the newer one goes out.
    """
    waiting = PlanMailing.objects.filter(mailed_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_post(key, now) for key in list(waiting))


def _post(key: int, now: datetime) -> int:
    with transaction.atomic():
        mailing = PlanMailing.objects.select_for_update().filter(pk=key, mailed_at=None).first()
        if mailing is None:  # another tick was faster
            return 0
        PlanMailing.objects.filter(pk=key).update(mailed_at=now)
        approval = PlanApproval.objects.select_related("group", "person__merged_into").get(pk=mailing.approval_id)
        if approval.at <= now - FRESH or PlanApproval.objects.filter(previous=approval).exists():
            return 0
        try:
            content = plan_of(approval)
        except (ValueError, LookupError, TypeError) as error:  # it stops nothing else that is to go out
            log.error("approved_plan_not_read", approval=approval.pk, error=repr(error))
            return 0
        return sum(_mail(person, approval, content, now) for person in readers_of(approval, content))


def _mail(person: Person, approval: PlanApproval, content: Content, now: datetime) -> int:
    key = uuid.uuid5(_NAMESPACE, f"{approval.pk}/{person.pk}")
    try:
        with transaction.atomic(), translation.override(person.language):
            letter = _letter(person, approval, content, key)
            queue_letter(letter, kind=Mail.Kind.RECEIPT, address=person.email, person=person, key=key, now=now)
    except (ValueError, IntegrityError) as error:  # an address that is none, or a mail that is there already
        log.warning("plan_not_mailed", person=person.pk, error=str(error))
        return 0
    return 1


def _letter(person: Person, approval: PlanApproval, content: Content, key: uuid.UUID) -> Letter:
    group, url = approval.group, settings.SITE_URL
    words = {
        "group": group.abbreviation,
        "role": role_word(approval, group),
        "name": approval.approver.name,
        "date": long_date(approval.at),
    }
    said = [_("%(role)s %(name)s approved the plan of %(group)s on %(date)s.") % words]
    said[0] = said[0][:1].upper() + said[0][1:]
    said.append(_("You are lead author of: %(titles)s.") % {"titles": "; ".join(_own(person, content))})
    page = f"{url}{reverse('plan-approved', args=[group.slug, approval.pk])}"
    acts = (
        Act(_("The plan as it was approved"), page),
        Act(_("The plan as it is today, as PDF"), f"{url}{reverse('plan-export', args=[group.slug, 'pdf'])}"),
    )
    passage = Passage(_("The plan is approved:"), group.abbreviation, tuple(said), acts=acts)
    why = _("You get this mail because %(name)s sent the plan to those who are lead authors in it.") % words
    subject, greeting = subject_of([passage]), _("Dear %(name)s") % {"name": (person.name.split() or [""])[0]}
    sheet = Sheet(person.language, subject, greeting, [passage], why, page=page_of(key))
    return Letter(subject, as_text(sheet), as_html(sheet), person.language, (thread_id(f"planskema/{group.slug}"),))


def _own(person: Person, content: Content) -> list[str]:
    """What the person is tovholder of, each title with its year, and whether somebody has said it."""
    alike = {person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)}
    return [
        f"{_('“%(title)s”') % {'title': row.title}} ({_year(line)})"
        for row, line in planned_lines(content)
        if not alike.isdisjoint(lead.person for lead in line.leads)
    ]


def _year(line: Line) -> str:
    if line.year is None:
        return _("without a year")
    return str(line.year) if line.is_agreed else _("%(year)s by the totals, not confirmed") % {"year": line.year}
