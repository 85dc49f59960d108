"""Verbs of what tovholdere answer to reminders, and of those who act on the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, Journal, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning import answering
from guidelines.planning.models import Assignment, LeadAnswer, PlanEntry, Snooze
from guidelines.register.models import Guideline

Kind = LeadAnswer.Kind


@dataclass(frozen=True)
class _Words:
    """What an answer holds besides who gave it on what."""

    kind: str
    text: str = ""
    suggested: str = ""
    focus_at: datetime | None = None


def decline_lead(
    entry: PlanEntry, *, person: Person, suggested: str = "", text: str = "", by: Actor, now: datetime
) -> LeadAnswer:
    """Record that a tovholder of the entry says no to the role, and whom to ask instead ("" for nobody named).

    The person stays on the plan until secretariat or chair has acted. Raises Refused for who is not on it.
    """
    with writing(by, now=now) as journal:
        held = Assignment.objects.filter(plan_entry=entry, person=person, role=Assignment.Role.LEAD, ended_on=None)
        if not held.exists():
            raise Refused(_("You are no longer down as lead author of this guideline."))
        held.update(confirmed_at=None)
        words = _Words(Kind.DECLINED, text, suggested)
        return _written(journal, "lead_declined", entry.guideline, person, words, entry)


def ask_help(guideline: Guideline, *, person: Person, text: str, by: Actor, now: datetime) -> LeadAnswer:
    """Record that help is wanted, and with what; the text may be "". Raises Refused for too long a text."""
    with writing(by, now=now) as journal:
        return _written(journal, "help_wanted", guideline, person, _Words(Kind.HELP, text))


def suggest_withdrawal(guideline: Guideline, *, person: Person, text: str, by: Actor, now: datetime) -> LeadAnswer:
    """Record that the work ought to lapse (bør udgå), and why; nothing is withdrawn by it.

    Raises Refused without a reason.
    """
    if not text.strip():
        raise Refused(_("Write why the work ought to lapse."))
    with writing(by, now=now) as journal:
        return _written(journal, "withdrawal_suggested", guideline, person, _Words(Kind.WITHDRAW, text))


def set_focus(guideline: Guideline, *, person: Person, focus_at: datetime, by: Actor, now: datetime) -> LeadAnswer:
    """Record when the person sets time aside for the work; a later answer takes the place of an earlier one.

    Raises Refused for a moment that has passed, or lies more than a year ahead.
    """
    if not answering.is_ahead_of(focus_at, now):
        raise Refused(_("Choose a day and time ahead, within a year."))
    with writing(by, now=now) as journal:
        return _written(journal, "focus_set", guideline, person, _Words(Kind.FOCUS, focus_at=focus_at))


def snooze(guideline: Guideline, *, person: Person, target: date, until: date, by: Actor, now: datetime) -> Snooze:
    """Let the person's reminders of this target rest, up to and with `until`.

    Raises Refused for a day that is not ahead or more than six months away, and after two rests of the same target:
    then a new deadline is to be asked for.
    """
    if not answering.is_ahead(until, timezone.localdate(now)):
        raise Refused(_("Choose a day ahead, within six months."))
    with writing(by, now=now) as journal:
        if not answering.may_rest(Snooze.objects.taken(guideline.pk, person.pk, target)):
            raise Refused(_("The reminders have rested twice for this deadline. Ask for a new deadline instead."))
        rest = Snooze.objects.create(guideline=guideline, person=person, target=target, until=until, at=now)
        facts = {"person": person.pk, "target": target, "until": until}
        journal.record("reminders_snoozed", rest, guideline=guideline, facts=facts)
    return rest


def handle_answer(answer: LeadAnswer, *, handler: Person | None, by: Actor, now: datetime) -> LeadAnswer:
    """Mark that secretariat or chair has acted on an answer; a second time changes nothing.

    `handler` is None for an account without a person.
    """
    with writing(by, now=now) as journal:
        answer = LeadAnswer.objects.select_for_update().select_related("guideline").get(pk=answer.pk)
        if answer.handled_at is None:
            answer.handled_at, answer.handled_by = now, handler
            answer.save(update_fields=["handled_at", "handled_by"])
            facts = {"person": answer.person_id, "kind": answer.kind}
            journal.record("answer_handled", answer, guideline=answer.guideline, facts=facts)
    return answer


def _written(
    journal: Journal, verb: str, guideline: Guideline, person: Person, words: _Words, entry: PlanEntry | None = None
) -> LeadAnswer:
    """Write the answer and its event. The same answer again, while it waits, is the one that stands."""
    text, suggested = words.text.strip(), words.suggested.strip()
    if len(text) > answering.TEXT_LENGTH or len(suggested) > answering.NAME_LENGTH:
        raise Refused(_("Write at most %(count)d characters.") % {"count": answering.TEXT_LENGTH})
    said = {"kind": words.kind, "text": text, "suggested": suggested, "focus_at": words.focus_at}
    about = {"guideline": guideline, "person": person, "plan_entry": entry}
    standing = LeadAnswer.objects.filter(handled_at=None, **said, **about).first()
    if standing is not None:
        return standing
    answer = LeadAnswer.objects.create(**said, **about, at=journal.now, via=journal.actor.via)
    facts: dict[str, int | date | None] = {"person": person.pk, "entry": entry.pk if entry else None}
    if words.focus_at is not None:
        facts["focus_on"] = timezone.localdate(words.focus_at)
    personal = {name: value for name, value in (("text", text), ("suggested", suggested)) if value}
    journal.record(verb, answer, guideline=guideline, facts=facts, personal=personal)
    return answer
