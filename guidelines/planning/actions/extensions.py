"""Verbs on a new deadline: ask for it, decide on it, note one that was agreed, take the request back."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.writing import Actor, writing
from guidelines.lists.dates import long_date
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.actions.entries import move_entry
from guidelines.planning.actions.revisions import set_deadline
from guidelines.planning.aims import Aim, read_aim
from guidelines.planning.extending import latest_day, moved_by, planned_day
from guidelines.planning.models.extensions import AGREED, REASON_LENGTH, ExtensionRequest
from guidelines.planning.rules import LAST_YEAR, Target, TargetBasis
from guidelines.register.actions import extend
from guidelines.register.models import Guideline

Outcome = ExtensionRequest.Outcome


class Settled(Refused):
    """Somebody was faster: `request` is as it stands now."""

    def __init__(self, request: ExtensionRequest) -> None:
        super().__init__(_("The request is settled already."))
        self.request = request


def ask_extension(
    guideline: Guideline, *, person: Person, to_on: date, reason: str, by: Actor, now: datetime
) -> ExtensionRequest:
    """Ask for a later deadline, and return the request; one that is still open is replaced by it.

    Where only a year is planned the day becomes the group's day of the year that leaves time until `to_on`. Nothing
    moves before somebody decides. Raises Refused without a reason, a known deadline, or a day later than it to come.
    """
    reason = _text(reason, _("Write why you need more time."))
    with writing(by, now=now) as journal:
        guideline = Guideline.objects.select_for_update().get(pk=guideline.pk)
        aim = read_aim(guideline)
        older = ExtensionRequest.objects.filter(guideline=guideline, outcome="").first()
        if older is not None:
            _settle(older, Outcome.REPLACED, person, now)
        request = _create(aim, person, to_on, reason, via=by.via, now=now)
        facts = {**_days(request), "replaces": older.pk if older else None}
        journal.record("extension_asked", request, guideline=guideline, facts=facts, personal={"reason": reason})
    return request


def agree_extension(
    guideline: Guideline,
    *,
    asker: Person,
    to_on: date,
    reason: str,
    person: Person,
    beyond_limit: bool = False,
    by: Actor,
    now: datetime,
) -> ExtensionRequest:
    """Note a later deadline that `person`, who decides on it, agreed with `asker`: asked for and granted at once.

    Returns the request, granted. Moves the target as granting does, and keeps the group's limit as it does. Raises
    Refused as asking and granting do, for an agreement with oneself, and while a request waits: that one is decided.
    """
    reason = _text(reason, _("Write what you have agreed on."))
    if asker.pk == person.pk:
        raise Refused(_("Nobody agrees on a new deadline with themselves. Ask for it instead."))
    with writing(by, now=now) as journal:
        guideline = Guideline.objects.select_for_update().get(pk=guideline.pk)
        if ExtensionRequest.objects.filter(guideline=guideline, outcome="").exists():
            raise Refused(_("A request for a new deadline waits. Decide on that one."))
        aim = read_aim(guideline)
        request = _create(aim, asker, to_on, reason, via=AGREED, now=now)
        note = _note_beyond(request, aim, request.to_on, reason, beyond_limit=beyond_limit)
        _move(request, aim, request.to_on, person, by, now)
        _settle(request, Outcome.GRANTED, person, now, note=note, granted_on=request.to_on)
        said = {"reason": reason, "asker": asker.name, "decider": person.name}
        journal.record("extension_agreed", request, guideline=guideline, facts=_days(request), personal=said)
    return request


def decide_extension(
    request: ExtensionRequest,
    *,
    grant_on: date | None,
    note: str,
    person: Person | None,
    beyond_limit: bool = False,
    by: Actor,
    now: datetime,
) -> ExtensionRequest:
    """Grant a request to a day, the one asked for or another, or refuse it where `grant_on` is None.

    Granting moves the one target where it stands (foundations 19), by that date's own verb: the deadline of the
    revision under way, the version's next due, or the year of the plan. `beyond_limit` is what the secretariat may:
    exceed what the group allows in all. Raises Settled where somebody was faster; Refused without a reason for a
    refusal or for going beyond, where the deadline has changed since it was asked, or where that verb refuses.
    """
    with writing(by, now=now) as journal:
        request = _locked(request)
        facts = {"from": request.from_on.isoformat(), "asked": request.to_on.isoformat()}
        if grant_on is None:
            note = _text(note, _("Write why the deadline stays."))
            _settle(request, Outcome.REFUSED, person, now, note=note)
            verb = "extension_refused"
        else:
            aim = read_aim(request.guideline)
            day = _grantable(request, aim, grant_on, timezone.localdate(now))
            note = _note_beyond(request, aim, day, note, beyond_limit=beyond_limit)
            _move(request, aim, day, person, by, now)
            _settle(request, Outcome.GRANTED, person, now, note=note, granted_on=day)
            facts["to"], verb = day.isoformat(), "extension_granted"
        personal = {"reason": note} if note else None
        journal.record(verb, request, guideline=request.guideline, facts=facts, personal=personal)
    return request


def withdraw_extension(request: ExtensionRequest, *, person: Person, by: Actor, now: datetime) -> ExtensionRequest:
    """Take a request back before it is decided. Raises Settled where it is settled already."""
    with writing(by, now=now) as journal:
        request = _locked(request)
        _settle(request, Outcome.WITHDRAWN, person, now)
        facts = {"from": request.from_on.isoformat(), "asked": request.to_on.isoformat()}
        journal.record("extension_withdrawn", request, guideline=request.guideline, facts=facts)
    return request


def askable_day(aim: Aim, asked: date, today: date) -> date:
    """Return the deadline that asking for a day gives: where only a year is planned, the group's day of a year.

    Raises Refused where the guideline has no deadline, or the day is not later than it, or past.
    """
    target = _target(aim)
    moved = moved_by(target.basis, is_underway=aim.revision is not None)
    day = planned_day(asked, aim.deadline_day) if moved is TargetBasis.PLANNED_YEAR else asked
    _refuse_day(day, target, today)
    return day


def latest_granted(aim: Aim) -> date | None:
    """Return the last day that may be granted without the secretariat; None where no deadline is known."""
    if aim.target is None or aim.group is None:
        return aim.on
    before = ExtensionRequest.objects.granted().filter(guideline=aim.guideline, version=aim.version)
    granted = [(since, to) for since, to in before.values_list("from_on", "granted_on") if to is not None]
    return latest_day(aim.target.on, granted, aim.group.extension_limit)


# --- what they share


def _create(aim: Aim, person: Person, to_on: date, reason: str, *, via: str, now: datetime) -> ExtensionRequest:
    """Write the request as asked, open. Raises Refused where the day cannot be asked for."""
    day, target, latest = askable_day(aim, to_on, timezone.localdate(now)), _target(aim), latest_granted(aim)
    return ExtensionRequest.objects.create(
        guideline=aim.guideline,
        version=aim.version,
        person=person,
        at=now,
        from_on=target.on,
        basis=target.basis.value,
        to_on=day,
        reason=reason,
        is_beyond_limit=latest is not None and day > latest,
        via=via,
    )


def _days(request: ExtensionRequest) -> dict[str, str]:
    return {"from": request.from_on.isoformat(), "to": request.to_on.isoformat()}


def _text(text: str, missing: object) -> str:
    text = " ".join(text.split())
    if not text:
        raise Refused(missing)  # type: ignore[arg-type]
    if len(text) > REASON_LENGTH:
        raise Refused(_("The text is too long. Keep it to 1,000 characters."))
    return text


def _target(aim: Aim) -> Target:
    guideline = aim.guideline
    if guideline.withdrawn_on is not None or guideline.merged_into_id is not None:
        raise Refused(_("The guideline is out of use already."))
    if aim.target is None:
        raise Refused(_("The guideline has no deadline yet, so there is none to move."))
    return aim.target


def _refuse_day(day: date, target: Target, today: date) -> None:
    if day <= target.on:
        raise Refused(_("Choose a day after the present deadline, %(date)s.") % {"date": long_date(target.on)})
    if day <= today:
        raise Refused(_("Choose a day to come."))
    if day.year > LAST_YEAR:
        raise Refused(_("Choose a day before the year 2101."))


def _locked(request: ExtensionRequest) -> ExtensionRequest:
    rows = ExtensionRequest.objects.select_for_update(of=("self",))
    request = rows.select_related("guideline", "person", "version").get(pk=request.pk)
    if not request.is_open:
        raise Settled(request)
    return request


def _settle(
    request: ExtensionRequest,
    outcome: ExtensionRequest.Outcome,
    person: Person | None,
    now: datetime,
    *,
    note: str = "",
    granted_on: date | None = None,
) -> None:
    request.outcome, request.decided_by, request.decided_at = outcome, person, now
    request.note, request.granted_on = note, granted_on
    request.save(update_fields=["outcome", "decided_by", "decided_at", "note", "granted_on"])


def _grantable(request: ExtensionRequest, aim: Aim, grant_on: date, today: date) -> date:
    """Return the day that would be the deadline; raises Refused where it cannot be, or where another stands by now."""
    target = _target(aim)
    if target.on != request.from_on:
        words = {"from": long_date(request.from_on), "to": long_date(target.on)}
        raise Refused(
            _("The deadline was %(from)s when it was asked, and is %(to)s now. Refuse it, or let them ask anew.")
            % words
        )
    return askable_day(aim, grant_on, today)


def _note_beyond(request: ExtensionRequest, aim: Aim, day: date, note: str, *, beyond_limit: bool) -> str:
    latest = latest_granted(aim)
    if latest is None or day <= latest:
        return " ".join(note.split())[:REASON_LENGTH]
    if not beyond_limit:
        months = aim.group.extension_limit if aim.group else 0
        message = ngettext_lazy(
            "The group allows %(months)s month in all, to %(date)s. Only the secretariat can go beyond it.",
            "The group allows %(months)s months in all, to %(date)s. Only the secretariat can go beyond it.",
            months,
        )
        raise Refused(message % {"months": months, "date": long_date(latest)})
    return _text(note, _("Write why more is granted than the group allows in all."))


def _move(request: ExtensionRequest, aim: Aim, day: date, person: Person | None, by: Actor, now: datetime) -> None:
    """Write the new deadline to where the target stands, by the verb that place has.

    What was asked in confidence is not the public reason of a verdict (foundations 22).
    """
    target, reason = _target(aim), request.reason
    if aim.revision is not None:
        set_deadline(aim.revision, deadline_on=day, reason=reason, by=by, now=now)
    elif target.basis is TargetBasis.NEXT_DUE:
        until, public = FuzzyDate.day(day, long_date(day)), gettext("The deadline was put off on request.")
        extend(request.guideline, until=until, reason=public, person=person, by=by, now=now)
    elif aim.entry is not None:
        move_entry(aim.entry, to_year=day.year, reason=reason, by=by, now=now)
