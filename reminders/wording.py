"""What a reminder says: one passage for each rung, in the language that is active (ux 5.3-5.4). Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.lists.dates import long_date
from reminders.ladder import DEFAULT, Counts, Rung
from reminders.own_text import OwnTexts

SUBJECT_LENGTH = 60
_LEAST_TITLE = 12


@dataclass(frozen=True)
class Said:
    """What somebody answered and nobody has acted on: its kind as of an answer, or a request for the day `to_on`.

    `suggested` is whom to ask instead, `text` the person's own words. `person` is the key of who said it; `is_beyond`
    tells that the day asked for is more than the group allows, so that the secretariat decides.
    """

    name: str
    on: date
    kind: str = ""
    suggested: str = ""
    text: str = ""
    to_on: date | None = None
    person: int = 0
    is_beyond: bool = False


@dataclass(frozen=True)
class Brief:
    """What a mail says of a guideline; `version` is "" for a new one, `groups` its owner first.

    `own` is what the secretariat wrote instead of the product's words. `said` are the answers that wait, the oldest
    first, `unreached` are those whom no mail told that the chair would hear of it.
    """

    title: str
    slug: str
    groups: tuple[str, ...]
    version: str
    leads: tuple[str, ...]
    said: tuple[Said, ...] = ()
    unreached: tuple[str, ...] = ()
    own: OwnTexts = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Item:
    """One reminder as its text needs it: `day` is that of the mail, `follows_on` when the next rung can come.

    `holder` names whose move an open step is, `page` is the path where it is done ("" for none of its own).
    `others` are the other tovholdere. `is_lead` is False for a chair who is asked to find a tovholder;
    `waits_for_chair` is True where the approval is the chair's own move. `again_on` is the slot in which the tovholdere
    hear of it again where nobody answers.
    """

    rung: Rung
    target: date
    day: date
    brief: Brief
    others: tuple[str, ...] = ()
    is_lead: bool = True
    waits_for_chair: bool = False
    follows_on: date | None = None
    again_on: date | None = None
    draft_on: date | None = None
    holder: str = ""
    page: str = ""

    @property
    def draft(self) -> date:
        """The day on which the draft is to be ready."""
        return self.draft_on or DEFAULT.draft_deadline(self.target)

    @property
    def titled(self) -> str:
        """The title in quotes, with the version in force."""
        version = f" ({_('v. %(version)s') % {'version': self.brief.version}})" if self.brief.version else ""
        return f"{_('“%(title)s”') % {'title': self.brief.title}}{version}"

    @property
    def deadline(self) -> date:
        """The deadline that the text names."""
        return self.rung.deadline(self.target)


@dataclass(frozen=True)
class Act:
    """What the reader can do: the words of a link, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class Passage:
    """The text on one guideline: the act and date that open the subject, the title, what follows, and paragraphs.

    `acts` are its links; the first one of the first passage is the mail's button.
    """

    act: str
    title: str
    paragraphs: tuple[str, ...]
    tail: str = ""
    acts: tuple[Act, ...] = ()


def cut(text: str, room: int) -> str:
    """Return the text in at most `room` characters, cut after a word and marked with an ellipsis where it must be."""
    if len(text) <= room:
        return text
    short = text[: max(room - 1, 1)]
    words, _space, rest = short.rpartition(" ")
    return (words if len(words) >= room // 2 and rest else short).rstrip(" ,;:-–") + "…"


def subject_of(passages: Sequence[Passage]) -> str:
    """Return act, object and date in at most 60 characters: the title is cut, and an act with one in it (ux 5.3)."""
    first, more = passages[0], len(passages) - 1
    act, tail = cut(first.act, SUBJECT_LENGTH), first.tail
    if more:
        tail = f" {ngettext('and %(count)d more', 'and %(count)d more', more) % {'count': more}}"
    room = SUBJECT_LENGTH - len(act) - len(tail) - 1
    return f"{act} {cut(first.title, max(room, _LEAST_TITLE))}{tail}"


def names(people: Sequence[str]) -> str:
    """Return names as a list in a sentence: "Ida, Per og Tove"."""
    if len(people) < 2:
        return "".join(people)
    return _("%(some)s and %(last)s") % {"some": ", ".join(people[:-1]), "last": people[-1]}


def _facts(item: Item) -> dict[str, str]:
    brief = item.brief
    return {
        "title": brief.title,
        "titled": item.titled,
        "groups": names(brief.groups),
        "group": brief.groups[0] if brief.groups else "",
        "target": long_date(item.target),
        "draft": long_date(item.draft),
        "short_target": date_format(item.target, "MONTH_DAY_FORMAT"),
        "short_draft": date_format(item.draft, "MONTH_DAY_FORMAT"),
        "deadline": long_date(item.deadline),
        "short_deadline": date_format(item.deadline, "MONTH_DAY_FORMAT"),
        "follows": long_date(item.follows_on),
        "again": long_date(item.again_on),
        "leads": names(brief.leads),
        "others": names(item.others),
        "year": str(item.target.year),
    }


def _plan(item: Item, facts: dict[str, str]) -> str:
    if not item.brief.version:
        return _("%(groups)s has planned the new guideline %(titled)s. It is to be finished by %(target)s.") % facts
    return _("%(groups)s has planned a revision of %(titled)s. It is to be finished by %(target)s.") % facts


def _tail(item: Item, facts: dict[str, str]) -> str:
    if item.brief.version:
        return f", {_('revision %(year)s') % facts}"
    return f", {_('new guideline %(year)s') % facts}"


def _confirm(item: Item, facts: dict[str, str]) -> Passage:
    if not item.is_lead:
        return _no_lead(item, facts)
    role = _("You are down as lead author.")
    if item.others:
        role = _("You are down as lead author together with %(others)s.") % facts
    ask = _("Is that still right? It takes less than a minute to answer, and you need not sign in.")
    paragraphs = (_plan(item, facts), role, ask, *_again(item, facts))
    return Passage(_("Still lead author?"), item.brief.title, paragraphs, _tail(item, facts))


def _again(item: Item, facts: dict[str, str]) -> tuple[str, ...]:
    """When the tovholdere hear of it again; nothing where no further reminder is planned."""
    return (_("If nobody answers, we write again on %(again)s.") % facts,) if item.again_on else ()


def _no_lead(item: Item, facts: dict[str, str]) -> Passage:
    ask = _("Nobody is down as lead author. Choose one in the plan, or answer this mail with a name.")
    return Passage(_("Lead author wanted:"), item.brief.title, (_plan(item, facts), ask), _tail(item, facts))


def _begin(item: Item, facts: dict[str, str]) -> Passage:
    if not item.is_lead:
        return _no_lead(item, facts)
    when = _("The work on %(titled)s is to be finished by %(target)s, the draft by %(draft)s.") % facts
    ask = _("When do you begin? Choose a day and a time, and you get it for your calendar. You need not sign in.")
    return Passage(_("When do you begin?"), item.brief.title, (when, ask, *_again(item, facts)))


def _days_left(item: Item) -> int:
    return (item.deadline - item.day).days


def _draft(item: Item, facts: dict[str, str]) -> Passage:
    left = _days_left(item)
    words = {**facts, "days": str(left)}
    if left == 0:
        when = _("Today the draft of %(titled)s is to be with the chair of %(group)s.") % words
    else:
        sentence = ngettext(
            "In %(days)s day the draft of %(titled)s is to be with the chair of %(group)s: by %(draft)s.",
            "In %(days)s days the draft of %(titled)s is to be with the chair of %(group)s: by %(draft)s.",
            left,
        )
        when = sentence % words
    ask = _("Do you lack a co-author, or help with the literature search? You can say so in the same place.")
    paragraphs = (when,) if item.rung.key == "draft_7" else (when, ask)
    paragraphs = (*paragraphs, *_again(item, facts))
    return Passage(_("Draft by %(short_draft)s:") % facts, item.brief.title, paragraphs)


def _consultation(item: Item, facts: dict[str, str]) -> Passage:
    left = _days_left(item)
    words = {**facts, "days": str(left)}
    if left == 0:
        when = _("Today the consultation on %(titled)s is to be over.") % words
    else:
        sentence = ngettext(
            "In %(days)s day the consultation on %(titled)s is to be over: by %(deadline)s.",
            "In %(days)s days the consultation on %(titled)s is to be over: by %(deadline)s.",
            left,
        )
        when = sentence % words
    ask = _("Will the draft or the answers take longer? Ask for a new date in the same place, so that the chair knows.")
    paragraphs = (when,) if item.rung.key == "consultation_7" else (when, ask)
    paragraphs = (*paragraphs, *_again(item, facts))
    return Passage(_("Consultation over by %(short_deadline)s:") % facts, item.brief.title, paragraphs)


def _final(item: Item, facts: dict[str, str]) -> Passage:
    left = _days_left(item)
    words = {**facts, "days": str(left)}
    if left == 0:
        when = _("Today the work on %(titled)s is to be finished.") % words
    else:
        sentence = ngettext(
            "In %(days)s day the work on %(titled)s is to be finished: by %(target)s.",
            "In %(days)s days the work on %(titled)s is to be finished: by %(target)s.",
            left,
        )
        when = sentence % words
    ask = _("Will it take longer? Ask for a new date in the same place, so that the chair knows.")
    return Passage(_("Finished by %(short_target)s:") % facts, item.brief.title, (when, ask, *_again(item, facts)))


def _late(item: Item, facts: dict[str, str]) -> Passage:
    was = _("The work on %(titled)s was to be finished by %(target)s.") % facts
    ask = _("Choose what fits: the draft is under way (new date), you need help, or the work ought to lapse.")
    next_ = _("On %(follows)s at the earliest, the chair gets a status. If you answer before, your answer is in it.")
    paragraphs = (was, ask, next_ % facts) if item.follows_on else (was, ask)
    return Passage(_("The deadline has passed:"), item.brief.title, paragraphs)


def _chair(item: Item, facts: dict[str, str]) -> Passage:
    was = _("The work on %(titled)s was to be finished by %(target)s.") % facts
    if item.waits_for_chair:
        who = _("It waits for clinical approval by the chair. Lead author: %(leads)s.") % facts
    elif item.brief.unreached:
        who = _("Lead author: %(leads)s.") % facts
    elif item.brief.leads:
        who = _("Lead author: %(leads)s. We have written that this status would come.") % facts
    else:
        who = _("Nobody is down as lead author.")
    ask = _("Choose what fits: agree on a new deadline, change the lead author, or take it up at the next meeting.")
    next_ = _("On %(follows)s at the earliest, the secretariat calls to hear how it goes.") % facts
    paragraphs = (was, who, ask, next_) if item.follows_on else (was, who, ask)
    return Passage(_("Agree on a new deadline:"), item.brief.title, paragraphs)


def with_answers(made: Passage, item: Item) -> Passage:
    """Return the chair's status with what was answered, as the mail before promised, and whom that mail did not reach:
    after the first paragraph, whoever wrote the others.
    """
    first, *others = made.paragraphs
    return replace(made, paragraphs=(first, *map(_answer, item.brief.said), *missed(item.brief), *others))


def missed(brief: Brief) -> tuple[str, ...]:
    """Return the sentence on whom no mail reached, as a paragraph; none where everybody was."""
    sentence = _("Our mail to %(names)s could not be delivered. The secretariat has been asked to call.")
    return (sentence % {"names": names(brief.unreached)},) if brief.unreached else ()


def with_request(made: Passage, item: Item, person: int) -> Passage:
    """Return a tovholder's reminder with the new deadline that was asked for and waits, so that nobody asks twice:
    after the first paragraph, whoever wrote the others. Without such a request nothing changes.
    """
    first, *others = made.paragraphs
    waits = (_waits(said, item.brief, person) for said in item.brief.said if said.to_on is not None)
    return replace(made, paragraphs=(first, *waits, *others))


def _waits(said: Said, brief: Brief, person: int) -> str:
    group = "" if said.is_beyond or not brief.groups else brief.groups[0]
    words = {"name": said.name, "date": long_date(said.on), "to": long_date(said.to_on), "group": group}
    if said.person == person and group:
        return _("Your request of %(date)s for a new deadline, %(to)s, waits for a decision by %(group)s.") % words
    if said.person == person:
        return (
            _("Your request of %(date)s for a new deadline, %(to)s, waits for a decision by the secretariat.") % words
        )
    asked = _("%(name)s asked on %(date)s for a new deadline, %(to)s") % words
    return f"{asked}. {_('It is not decided yet.')}"


def _answer(said: Said) -> str:
    words = {"name": said.name, "date": long_date(said.on), "to": long_date(said.to_on) if said.to_on else ""}
    if said.to_on:
        told = _("%(name)s asked on %(date)s for a new deadline, %(to)s") % words
    elif said.kind == "declined" and said.suggested:
        suggestion = {**words, "suggested": said.suggested}
        told = _("%(name)s answered on %(date)s: no to the role as lead author, ask %(suggested)s") % suggestion
    else:
        told = {
            "declined": _("%(name)s answered on %(date)s: no to the role as lead author"),
            "help": _("%(name)s answered on %(date)s that they need help"),
            "withdraw": _("%(name)s answered on %(date)s that the work ought to lapse"),
        }[said.kind] % words
    text = " ".join(said.text.split())
    return f"{told}: {_('“%(title)s”') % {'title': text}}" if text else f"{told}."


def _copy(item: Item, facts: dict[str, str]) -> Passage:
    was = _("The work on %(titled)s was to be finished by %(target)s.") % facts
    told = _("The chair of %(group)s has today been told, as we wrote to you. You can still choose what fits.") % facts
    return Passage(_("The chair has been told:"), item.brief.title, (was, told))


_PASSAGES: dict[str, Callable[[Item, dict[str, str]], Passage]] = {
    "confirm": _confirm,
    "begin": _begin,
    **dict.fromkeys(("draft_90", "draft_30", "draft_7"), _draft),
    **dict.fromkeys(("consultation_90", "consultation_30", "consultation_7"), _consultation),
    **dict.fromkeys(("final_30", "final_7"), _final),
    "late_14": _late,
    "chair_30": _chair,
    "chair_30_copy": _copy,
}
_URGENCY = (
    *("approval_10", "approval_5", "extension_14", "extension_7", "approval_14", "chair_30", "returned_chair"),
    *("returned_late", "step_late", "late_14", "final_7", "consultation_7", "draft_7", "final_30"),
    *("consultation_30", "draft_30", "consultation_90", "draft_90", "begin", "confirm"),
)


def passage(item: Item) -> Passage:
    """Return the text of one reminder."""
    return _PASSAGES[item.rung.key](item, _facts(item))


def urgency(item: Item) -> tuple[int, date, str]:
    """Return by what the reminders of one mail are ordered: the most pressing first, copies last."""
    return urgency_of(item.rung, item.target, item.brief.title)


def urgency_of(rung: Rung, target: date, title: str) -> tuple[int, date, str]:
    """Return the same for a reminder that has no text yet."""
    place = _URGENCY.index(rung.key) if rung.key in _URGENCY else len(_URGENCY)
    return place, rung.deadline(target), title


def why(rung: Rung, target: date) -> str:
    """Return why a reminder comes when it comes, in one line: the reason of the rehearsal."""
    words = {"days": abs(rung.days), "months": abs(rung.months), "date": long_date(rung.deadline(target))}
    if rung.counts is Counts.ASKED:
        return _("%(days)s days after the approval was asked for on %(date)s") % words
    if rung.counts is Counts.REQUESTED:
        return _("%(days)s days after the new deadline was asked for on %(date)s") % words
    if rung.counts is Counts.STEP_DUE:
        return _("The step was due on %(date)s") % words
    if rung.months:
        return _("%(months)s months before the deadline %(date)s") % words
    if rung.is_late:
        return _("%(days)s days after the deadline %(date)s") % words
    if rung.counts is Counts.DRAFT:
        return _("%(days)s days before the draft is due on %(date)s") % words
    if rung.counts is Counts.CONSULTATION:
        return _("%(days)s days before the consultation is to be over on %(date)s") % words
    return _("%(days)s days before the deadline %(date)s") % words
