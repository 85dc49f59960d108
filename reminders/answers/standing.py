"""What stands behind a link now: whether it can still be answered with, and if not, why (foundations 17, C6)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from guidelines.people.models import Person
from guidelines.planning.actions.giving import Asked
from guidelines.planning.aims import Aim, read_aim
from guidelines.planning.answering import Choice, Question, choices
from guidelines.planning.models import Assignment, ExtensionRequest, LeadAnswer, Snooze, Step
from guidelines.planning.rules import HolderRole, Kind
from guidelines.register.models import Guideline
from reminders.answers.links import Ask, Link, read_token
from reminders.models import LinkReset, UsedLink


class State(enum.StrEnum):
    """What a link is worth: OPEN can be answered with; the rest say why not."""

    OPEN = "open"
    USED = "used"
    OLD = "old"
    ANSWERED = "answered"
    CHANGED = "changed"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Standing:
    """A link as things stand. `person` and `aim` are None where nothing is to be told of them.

    `answered_by` is who has answered the question meanwhile, `used` what was answered with this very link.
    """

    state: State
    link: Link | None = None
    person: Person | None = None
    aim: Aim | None = None
    used: UsedLink | None = None
    answered_by: str = ""
    rests_taken: int = 0

    @property
    def asked(self) -> Asked:
        """What the person is asked about; only of a link that is OPEN."""
        if self.person is None or self.aim is None:
            raise ValueError("nobody is asked by this link")
        return Asked(self.aim.guideline, self.person, self.aim.entry, self.aim.on)

    @property
    def question(self) -> Question:
        """What the link asks."""
        return self.link.ask.question if self.link else Question.ANY

    @property
    def offered(self) -> list[Choice]:
        """What can be answered."""
        return choices(self.question, has_target=True, rests_taken=self.rests_taken)

    @property
    def is_new(self) -> bool:
        """True where a new guideline is planned rather than a revision."""
        entry = self.aim.entry if self.aim else None
        return entry is not None and entry.kind == Kind.NEW


def look(token: str, now: datetime) -> Standing:
    """Return what a link is worth now; writes nothing. At most a dozen statements."""
    link = read_token(token)
    if link is None:
        return Standing(State.UNKNOWN)
    guideline = Guideline.objects.filter(pk=link.ask.guideline).first()
    person = Person.objects.select_related("user").filter(pk=link.ask.person).first()
    if guideline is None or person is None:
        return Standing(State.UNKNOWN)
    used = UsedLink.objects.filter(digest=link.digest).first()
    if used is not None:
        return Standing(State.USED, link, person, _told(guideline), used)
    if _is_taken_back(link, person):
        return Standing(State.OVER, link)
    if link.is_old(now):
        return Standing(State.OLD, link, person, _told(guideline))
    return _weigh(link, person, guideline)


def _told(guideline: Guideline) -> Aim:
    """The guideline by name alone, for a page that only tells what became of the link."""
    return Aim(guideline, None, None, None, None, None, None)


def _is_taken_back(link: Link, person: Person) -> bool:
    """True for links of somebody who stands for themselves no more, has another address, or was given a reset."""
    if person.merged_into_id is not None or not link.was_sent_to(person.email):
        return True
    if person.user is not None and not person.user.is_active:
        return True
    return LinkReset.objects.filter(person=person, at__gte=link.made_at).exists()


def _weigh(link: Link, person: Person, guideline: Guideline) -> Standing:
    aim = read_aim(guideline)
    state = state_of(link.ask, aim)
    if state is not State.OPEN:
        return Standing(state, link, person, aim)
    by = answered_by(link, aim)
    if by:
        return Standing(State.ANSWERED, link, person, aim, answered_by=by)
    taken = Snooze.objects.taken(guideline.pk, person.pk, link.ask.target)
    return Standing(State.OPEN, link, person, aim, rests_taken=taken)


def state_of(ask: Ask, aim: Aim) -> State:
    """Return whether the task still is what it was: the same target, the same tovholder, and theirs to move."""
    guideline = aim.guideline
    if guideline.withdrawn_on is not None or guideline.merged_into_id is not None or not is_lead(aim, ask.person):
        return State.OVER
    if (cycle_of(aim), aim.on) != (ask.cycle, ask.target) or not is_theirs(aim):
        return State.CHANGED
    return State.OPEN


def cycle_of(aim: Aim) -> str:
    """Return the name of the work, as occurrences have it: it stays as long as the same version is to be replaced."""
    return f"version:{aim.version.pk}" if aim.version else "first"


def is_lead(aim: Aim, person: int) -> bool:
    """True for a tovholder of the line of the plan that is worked on."""
    held = Assignment.objects.filter(plan_entry=aim.entry, person=person, role=Assignment.Role.LEAD, ended_on=None)
    return aim.entry is not None and held.exists()


def is_theirs(aim: Aim) -> bool:
    """True while no revision is under way, or a step of it waits for the tovholdere."""
    if aim.revision is None:
        return True
    holders = set(Step.objects.open().filter(revision=aim.revision).values_list("holder_role", flat=True))
    return not holders or HolderRole.LEAD.value in holders


def answered_by(link: Link, aim: Aim) -> str:
    """Return the name of who has answered the question since the link was made, "" where nobody has.

    The role is each tovholder's own. What becomes of late work is one answer for all, time set aside and rest again
    are each one's own.
    """
    ask, guideline = link.ask, aim.guideline
    if ask.question is Question.CONFIRM:
        own = Assignment.objects.filter(plan_entry=aim.entry, person=ask.person, ended_on=None)
        said_no = LeadAnswer.objects.open().filter(
            guideline=guideline, person=ask.person, kind=LeadAnswer.Kind.DECLINED, at__gte=link.made_at
        )
        answered = own.filter(confirmed_at__gte=link.made_at).first() or said_no.first()
        return answered.person.name if answered else ""
    since = {"guideline": guideline, "at__gte": link.made_at}
    for_all = (LeadAnswer.Kind.HELP, LeadAnswer.Kind.WITHDRAW)
    found = (
        ExtensionRequest.objects.filter(**since).first()
        or LeadAnswer.objects.filter(**since, kind__in=for_all).first()
        or LeadAnswer.objects.filter(**since, person=ask.person).first()
        or Snooze.objects.filter(**since, person=ask.person).first()
    )
    return found.person.name if found else ""
