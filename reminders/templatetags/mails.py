"""Words for what mails, tries and tasks hold as codes."""

from __future__ import annotations

from django import template

from reminders import states
from reminders.ladder import RULE, STEPS
from reminders.ladder_names import kind_name
from reminders.models import Attempt, Call, Mail, Occurrence
from reminders.notice_wording import notice_name

register = template.Library()


@register.filter
def state_name(mail: Mail) -> str:
    """The mail's state in words."""
    return str(states.MAILS[mail.state])


@register.filter
def state_look(mail: Mail) -> str:
    """The class of the state's shape."""
    return states.LOOKS.get(mail.state, "plan")


@register.filter
def kind_of(mail: Mail) -> str:
    """What the mail is, in words."""
    return str(states.KINDS[mail.kind])


@register.filter
def outcome_of(attempt: Attempt) -> str:
    """What is known after a try, in words."""
    return str(states.OUTCOMES[attempt.outcome])


@register.filter
def phase_of(attempt: Attempt) -> str:
    """Where a try ended, in words."""
    return str(states.PHASES.get(attempt.phase, attempt.phase))


@register.filter
def why_stuck(mail: Mail) -> str:
    """Why a mail needs a person; of one that could not be written, the fault itself."""
    return str(states.WHY_STUCK.get(mail.reason, mail.reason))


@register.filter
def why_task(task: Occurrence) -> str:
    """Why a reminder became a task; "" for a reason without words."""
    return str(states.WHY_TASK.get(task.reason, ""))


@register.filter
def rung_name(occurrence: Occurrence) -> str:
    """The rung of an occurrence in words, or what somebody was to be told."""
    return kind_name(occurrence.rung) if occurrence.rule in (RULE, STEPS) else notice_name(occurrence.rung)


@register.filter
def has_deadline(occurrence: Occurrence) -> bool:
    """True for a rung of the ladder; a notice holds the day of its cause."""
    return occurrence.rule == RULE


@register.filter
def came_of(call: Call) -> str:
    """What came of a call, in words."""
    return str(states.CALLS[call.outcome])
