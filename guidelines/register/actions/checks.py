"""Switch a rule off for a group, and let a finding stand: both with a reason, and both taken back the same way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person
from guidelines.register.models import Guideline, RuleSwitch, Waiver


def switch_off(group: Group, *, code: str, reason: str, person: Person, by: Actor, now: datetime) -> RuleSwitch:
    """Leave a rule out for the guidelines of a group, and return the switch.

    Raises Refused without a reason, and where the rule is off for the group already.
    """
    with writing(by, now=now) as journal:
        reason = _reason(reason)
        if RuleSwitch.objects.in_force().filter(group=group, code=code).exists():
            raise Refused(_("The rule is off for %(group)s already.") % {"group": group.abbreviation})
        switch = RuleSwitch.objects.create(group=group, code=code, reason=reason, by=person, at=now)
        journal.record("rule_switched_off", group, facts={"code": code}, personal={"reason": reason})
    return switch


def switch_on(switch: RuleSwitch, *, person: Person, by: Actor, now: datetime) -> RuleSwitch:
    """Let a rule be in force for the group again, and return the switch; raises Refused where it is so already."""
    with writing(by, now=now) as journal:
        switch = RuleSwitch.objects.select_related("group").get(pk=switch.pk)
        if switch.switched_on_at is not None:
            raise Refused(_("The rule is in force for %(group)s already.") % {"group": switch.group.abbreviation})
        switch.switched_on_at, switch.switched_on_by = now, person
        switch.save(update_fields=["switched_on_at", "switched_on_by"])
        journal.record("rule_switched_on", switch.group, facts={"code": switch.code})
    return switch


def waive(
    about: Guideline | Person, *, code: str, fingerprint: str, reason: str, person: Person, by: Actor, now: datetime
) -> Waiver:
    """Let a finding about a guideline, or about a person, stand while its words do, and return the waiver.

    `fingerprint` tells the finding (documents.checks.fingerprints). Raises Refused without a reason, and where the
    finding is waived already.
    """
    with writing(by, now=now) as journal:
        reason = _reason(reason)
        guideline = about if isinstance(about, Guideline) else None
        subject: dict[str, Any] = {"guideline": about} if guideline else {"person": about}
        if Waiver.objects.in_force().filter(**subject, fingerprint=fingerprint).exists():
            raise Refused(_("The finding is waived already."))
        facts = {"code": code, "fingerprint": fingerprint}
        waiver = Waiver.objects.create(**subject, reason=reason, by=person, at=now, **facts)
        journal.record("finding_waived", waiver, guideline=guideline, facts=facts, personal={"reason": reason})
    return waiver


def withdraw_waiver(waiver: Waiver, *, person: Person, by: Actor, now: datetime) -> Waiver:
    """Let a waived finding count again, and return the waiver; raises Refused where it is taken back already."""
    with writing(by, now=now) as journal:
        waiver = Waiver.objects.select_related("guideline").get(pk=waiver.pk)
        if waiver.withdrawn_at is not None:
            raise Refused(_("It is taken back already."))
        waiver.withdrawn_at, waiver.withdrawn_by = now, person
        waiver.save(update_fields=["withdrawn_at", "withdrawn_by"])
        facts = {"code": waiver.code, "fingerprint": waiver.fingerprint}
        journal.record("waiver_withdrawn", waiver, guideline=waiver.guideline, facts=facts)
    return waiver


def _reason(text: str) -> str:
    """The reason in tidy lines; raises Refused where there is none."""
    if not text.strip():
        raise Refused(_("Write the reason."))
    return text.strip()
