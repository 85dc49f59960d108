"""What is new for the secretariat since a moment: versions handed in, answers from doctors, mails that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guidelines.planning.models import ExtensionRequest, LeadAnswer, Move
from guidelines.planning.rules import Stage
from guidelines.register.models import GuidelineGroup
from reminders.models import Attempt, Incoming

LISTED = 20
"""So many lines of a part are written out; the rest is a number."""

_ANSWERS: dict[str, str | Promise] = {
    LeadAnswer.Kind.DECLINED: gettext_lazy("says no to being lead author"),
    LeadAnswer.Kind.HELP: gettext_lazy("needs help"),
    LeadAnswer.Kind.WITHDRAW: gettext_lazy("thinks it ought to lapse"),
    LeadAnswer.Kind.FOCUS: gettext_lazy("has set time aside"),
}


@dataclass(frozen=True)
class Part:
    """One sort of news: its heading, the word for it in a subject, and its lines in the order in which they came."""

    heading: str
    short: str
    lines: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines that are written out."""
        return self.lines[:LISTED]

    @property
    def more(self) -> int:
        """How many are left out."""
        return len(self.lines) - len(self.shown)


def news(since: datetime, until: datetime) -> list[Part]:
    """Return what is new from one moment to another, in the language that is active; parts without lines left out.

    A fixed number of statements.
    """
    span = (since, until)
    given, said, back = _submissions(span), _answers(span), _bounces(span)
    parts = [
        Part(_("Handed in"), ngettext("%(count)d handed in", "%(count)d handed in", len(given)), given),
        Part(_("Answers from doctors"), ngettext("%(count)d answer", "%(count)d answers", len(said)), said),
        Part(_("Mails that bounced"), ngettext("%(count)d bounced mail", "%(count)d bounced mails", len(back)), back),
    ]
    return [replace(part, short=part.short % {"count": len(part.lines)}) for part in parts if part.lines]


def _submissions(span: tuple[datetime, datetime]) -> tuple[str, ...]:
    """Versions that reached the secretariat and are still handed in; one that came back and went in again is new."""
    moves = Move.objects.filter(at__gt=span[0], at__lte=span[1], stage_to=Stage.SUBMITTED.value, undone_at=None)
    rows = list(moves.exclude(returned_to=True).select_related("revision__guideline").order_by("at", "pk"))
    owners = _owners([row.revision.guideline_id for row in rows])
    lines = (_line(owners.get(row.revision.guideline_id, ""), row.revision.guideline.title) for row in rows)
    return tuple(dict.fromkeys(lines))


def _owners(guidelines: Sequence[int]) -> dict[int, str]:
    links = GuidelineGroup.objects.filter(guideline__in=guidelines, role=GuidelineGroup.Role.OWNER)
    return dict(links.values_list("guideline", "group__abbreviation"))


def _line(who: str, what: str) -> str:
    return f"{who}: {what}" if who else what


def _answers(span: tuple[datetime, datetime]) -> tuple[str, ...]:
    """By page, by link and by mail, in the order in which they came."""
    at = {"at__gt": span[0], "at__lte": span[1]}
    said = LeadAnswer.objects.filter(**at).values_list("at", "person__name", "kind", "guideline__title")
    asked = ExtensionRequest.objects.filter(**at).values_list("at", "person__name", "guideline__title")
    mailed = Incoming.objects.filter(**at, kind=Incoming.Kind.REPLY).values_list("at", "sender", "mail__subject")
    found = [
        *((when, f"{name} {_ANSWERS[kind]}: {title}") for when, name, kind, title in said),
        *((when, f"{name} {_('asks for a new deadline')}: {title}") for when, name, title in asked),
        *((when, _line(f"{sender} {_('has answered a mail')}", subject or "–")) for when, sender, subject in mailed),
    ]
    return tuple(line for _when, line in sorted(found))


def _bounces(span: tuple[datetime, datetime]) -> tuple[str, ...]:
    """What came back for good, what was refused at once, and what a person has to read; an address stands once."""
    at = {"at__gt": span[0], "at__lte": span[1]}
    kinds = [Incoming.Kind.HARD, Incoming.Kind.UNCLEAR, Incoming.Kind.UNREADABLE]
    came = Incoming.objects.filter(**at, kind__in=kinds)
    refused = Attempt.objects.filter(**at, outcome=Attempt.Outcome.REFUSED)
    found = [
        *((when, address or sender) for when, address, sender in came.values_list("at", "mail__address", "sender")),
        *refused.values_list("at", "mail__address"),
    ]
    return tuple(dict.fromkeys(line or _("unknown sender") for _when, line in sorted(found)))
