"""What the immediate mails of approval say, in the language that is active (ux 5.3-5.4).

A draft's own words reach its approvers and authors alone; a party of a consultation and the readers of a published
version get the title, the groups and the dates (foundations 22).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.approval.models import Party, Publication, Return
from guidelines.approval.parties import answer_path, has_account
from guidelines.approval.reading import Case, StepView, read_case
from guidelines.lists.dates import long_date
from guidelines.people.models import Group, Person, Role
from guidelines.planning.aims import read_aim
from guidelines.planning.models import ExtensionRequest, Move, Step
from guidelines.register.models import GuidelineGroup
from reminders.focus_wording import focus_words
from reminders.ladder import DEPUTY
from reminders.ladder_setting import ladder_of_guideline
from reminders.notice_shapes import Words as Words
from reminders.notices import Notice, NoticeKind
from reminders.slots import next_slot
from reminders.wording import Passage, names


def words_of(notice: Notice, person: Person, now: datetime) -> Words:
    """Return what the notice says to the person; reads its rows, and raises LookupError where they are gone."""
    return _WORDS[notice.kind](notice, person, now)


def _name(title: str, short_name: str) -> str:
    return short_name or title


def _titled(title: str, label: str) -> str:
    version = f" ({_('v. %(version)s') % {'version': label}})" if label else ""
    return f"{_('“%(title)s”') % {'title': title}}{version}"


def _short(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


def _case_words(case: Case) -> dict[str, str]:
    label = case.draft.label if case.draft else ""
    return {
        "titled": _titled(case.guideline.title, label),
        "label": label,
        "groups": names([group.abbreviation for group in case.groups]),
        "authors": names([person.name for person in case.authors]),
    }


# --- approval asked for


def _asked(notice: Notice, person: Person, now: datetime) -> Words:
    step = Step.objects.select_related("revision").get(pk=notice.row)
    case = read_case(step.revision, timezone.localdate(now))
    view = case.step(notice.row)
    if view is None:
        raise LookupError("the step is closed")
    words = _case_words(case)
    due = step.due_on
    paragraphs = [_ready(view, words), *_said(case), *_consulted(case)]
    if words["authors"]:
        paragraphs.append(_("Authors: %(authors)s.") % words)
    if notice.is_anew:
        paragraphs.append(_("You had put it off until %(day)s.") % {"day": long_date(notice.on)})
    if view.standings and view.standings[0].person != person.pk:
        paragraphs.append(_("It comes to you because it is no longer with the one before you."))
    paragraphs.append(_("Are you recused? Then you can pass it on from the same page."))
    passes_on = _passes_on(notice.guideline, timezone.localdate(now))
    if passes_on is not None:
        sentence = _(
            "If it is not decided by then, the deputy and the secretariat are told on %(day)s at the earliest."
        )
        paragraphs.append(sentence % {"day": long_date(passes_on)})
    return Words(
        Passage(
            _("For your approval:"),
            _name(case.guideline.title, case.guideline.short_name),
            tuple(paragraphs),
            _asked_tail(words["label"], due),
        ),
        _("Read and decide"),
        reverse("decision", args=[notice.row]),
        _("You get this mail because you are to approve the version. You sign in to decide."),
    )


def _passes_on(guideline: int, day: date) -> date | None:
    """The day that this mail announces (foundations 20): the slot in which others hear of an approval that waits."""
    ladder = ladder_of_guideline(guideline)
    if not ladder.has(DEPUTY):
        return None
    return next_slot(day + timedelta(days=ladder.numbers[DEPUTY]))


def _asked_tail(label: str, due: date | None) -> str:
    version = f", {_('version %(label)s') % {'label': label}}" if label else ""
    answer = f" ({_('answer by %(day)s') % {'day': _short(due)}})" if due else ""
    return f"{version}{answer}"


def _ready(view: StepView, words: dict[str, str]) -> str:
    facts = {**words, "group": view.group.abbreviation if view.group else ""}
    if view.step.due_on is None:
        return _("%(titled)s is ready for clinical approval by %(group)s.") % facts
    facts["day"] = long_date(view.step.due_on)
    return _("%(titled)s is ready for clinical approval by %(group)s. Please answer by %(day)s.") % facts


def _said(case: Case) -> list[str]:
    summary = case.draft.summary.strip() if case.draft else ""
    return [_("Changed: %(summary)s") % {"summary": summary}] if summary else []


def _consulted(case: Case) -> list[str]:
    found = case.consultation
    if found is None:
        reason = case.draft.consultation_skipped.strip() if case.draft else ""
        if case.goes_without_consultation:
            return [_("No consultation: the route for approval has none.")]
        return [_("No consultation: %(reason)s") % {"reason": reason}] if reason else []
    facts = {"answered": found.answered, "asked": found.asked, "comments": found.comments}
    if not found.comments:
        return [_("Consultation: %(answered)s of %(asked)s parties answered, without comments.") % facts]
    if found.unanswered:
        facts["left"] = found.unanswered
        sentence = _(
            "Consultation: %(answered)s of %(asked)s parties answered. Comments: %(comments)s, unanswered %(left)s."
        )
        return [sentence % facts]
    sentence = ngettext(
        "Consultation: %(answered)s of %(asked)s parties answered, with %(comments)s comment, which is dealt with.",
        "Consultation: %(answered)s of %(asked)s parties answered, with %(comments)s comments, all dealt with.",
        found.comments,
    )
    return [sentence % facts]


# --- to the authors


def _returned(notice: Notice, person: Person, now: datetime) -> Words:
    found = Return.objects.select_related("revision", "decision__acting_for").get(pk=notice.row)
    case = read_case(found.revision, timezone.localdate(now))
    sent_by = Sender(found.decision.name, found.decision.acting_for)
    return returned_words(case, sent_by, found.due_on, found.comments.count())


@dataclass(frozen=True)
class Sender:
    """Who sent a version back; `group` is the one they acted for, None for the secretariat."""

    name: str
    group: Group | None


def returned_words(case: Case, sent_by: Sender, due_on: date, count: int) -> Words:
    """Return what the authors are told of a version that came back with so many comments."""
    words = {**_case_words(case), "day": long_date(due_on), "name": sent_by.name}
    if count:
        act = ngettext("%(count)s comment on", "%(count)s comments on", count) % {"count": count}
    else:
        act = _("Comments on")
    by = sent_by.group
    sender = f"{sent_by.name}, {by.abbreviation}" if by else _("%(name)s of the secretariat") % words
    sent = _("%(titled)s has come back from %(sender)s with something to correct.") % {**words, "sender": sender}
    then = _("Correct it by %(day)s, tick the comments off one by one, and send it in again from the same page.")
    resumes = _("It then goes on where it was.")
    title = _name(case.guideline.title, case.guideline.short_name)
    tail = f" – {_('correct by %(day)s') % {'day': _short(due_on)}}"
    return Words(
        Passage(act, title, (sent, f"{then % words} {resumes}"), tail),
        _("See the comments"),
        reverse("run-comments", args=[case.revision.pk]),
        _author_why(),
    )


def _author_why() -> str:
    return _("You get this mail because you are an author of the version.")


def _receipt(notice: Notice, person: Person, now: datetime) -> Words:
    move = Move.objects.select_related("revision").get(pk=notice.row)
    return receipt_words(read_case(move.revision, timezone.localdate(now)), timezone.localdate(move.at))


def receipt_words(case: Case, on: date) -> Words:
    """Return what the authors are told once the secretariat received their version on that day."""
    words = _case_words(case)
    days = case.route.administrative_days if case.route else 14
    words["day"] = long_date(on + timedelta(days=days))
    sent = _("%(titled)s has reached the guideline secretariat for administrative approval.") % words
    reviewer = next((view.holder for view in case.steps if view.holder and not view.is_clinical), None)
    if reviewer is not None:
        has = _("%(name)s has it now.") % {"name": reviewer.name}
    else:
        has = _("It is the secretariat's move now.")
    hear = _("You hear from us by %(day)s. You need to do nothing until then.") % words
    version = f" {_('v. %(version)s') % {'version': words['label']}}" if words["label"] else ""
    title = _name(case.guideline.title, case.guideline.short_name)
    return Words(
        Passage(_("Received:"), title, (sent, *_said(case), f"{has} {hear}"), f"{version} {_('is handed in')}"),
        _("See where it stands"),
        reverse("guideline", args=[case.guideline.slug]),
        _author_why(),
    )


# --- to those who are asked, and to those who hear of a version


def _consultation(notice: Notice, person: Person, now: datetime) -> Words:
    related = ("consultation__revision__guideline", "person__user", "group")
    return consultation_words(Party.objects.select_related(*related).get(pk=notice.row))


def consultation_words(party: Party) -> Words:
    """Return what a party is asked, in words that hold nothing of the draft."""
    guideline = party.consultation.revision.guideline
    links = GuidelineGroup.objects.filter(guideline=guideline, role__in=GuidelineGroup.OWNING).select_related("group")
    day = party.consultation.closes_on
    words = {
        "titled": _titled(guideline.title, ""),
        "groups": names([link.group.abbreviation for link in links]),
        "day": long_date(day),
        "asked": party.group.abbreviation if party.group else "",
    }
    if party.group is not None:
        ask = _("%(groups)s asks %(asked)s to comment on a draft of %(titled)s. The consultation closes on %(day)s.")
        why = _("You get this mail because you chair a group that is asked in a consultation.")
    else:
        ask = _("%(groups)s asks you to comment on a draft of %(titled)s. The consultation closes on %(day)s.")
        why = _("You get this mail because you are asked in a consultation.")
    how = _("Read the draft and write your comments section by section. No comments is an answer, too.")
    link = "" if has_account(party) else _("The link is yours alone and works until the consultation closes.")
    title = _name(guideline.title, guideline.short_name)
    tail = f" ({_('answer by %(day)s') % {'day': _short(day)}})"
    return Words(
        Passage(_("In consultation:"), title, (ask % words, f"{how} {link}".strip()), tail),
        _("Read and answer"),
        answer_path(party),
        why,
    )


def _published(notice: Notice, person: Person, now: datetime) -> Words:
    found = Publication.objects.select_related("version__guideline", "revision").get(pk=notice.row)
    version, guideline = found.version, found.version.guideline
    words = {
        "titled": _titled(guideline.title, version.label),
        "day": long_date(timezone.localdate(found.published_at)),
        "due": long_date(version.next_due),
    }
    said = [_("%(titled)s was published on %(day)s.") % words]
    if version.next_due is not None:
        said.append(_("It is to be revised by %(due)s.") % words)
    said.append(_("Thank you for the work."))
    tail = f", {_('version %(label)s') % {'label': version.label}}" if version.label else ""
    return Words(
        Passage(_("Published:"), _name(guideline.title, guideline.short_name), tuple(said), tail),
        _("Open the guideline"),
        reverse("guideline", args=[guideline.slug]),
        _("You get this mail because you are an author of the version or chair a group that owns it."),
    )


def _extension_asked(notice: Notice, person: Person, now: datetime) -> Words:
    """That somebody asked for a new deadline, and why it is the reader's to decide."""
    found = ExtensionRequest.objects.select_related("guideline", "person").get(pk=notice.row)
    guideline = found.guideline
    words = {
        "name": found.person.name,
        "titled": _titled(guideline.title, ""),
        "from": long_date(found.from_on),
        "to": long_date(found.to_on),
    }
    asks = _("%(name)s asks for a new deadline for %(titled)s: %(to)s instead of %(from)s.") % words
    shows = _("The page shows what the day does to validity and load. The deadline holds until it is decided.")
    said = [asks, _("In their words: %(note)s") % {"note": found.reason}, *_comes_to(found, person, now), shows]
    return Words(
        Passage(
            _("Decide on a new deadline:"),
            _name(guideline.title, guideline.short_name),
            tuple(said),
            f" – {long_date(found.to_on)}",
        ),
        _("See what it does and decide"),
        reverse("extension-decide", args=[found.pk]),
        _("You get this mail because the decision is yours. You sign in to decide."),
    )


def _comes_to(found: ExtensionRequest, person: Person, now: datetime) -> list[str]:
    """Why it comes to somebody who is not the chair; nothing for the chair."""
    aim = read_aim(found.guideline)
    group = aim.owner or aim.group
    words = {"group": group.abbreviation if group else ""}
    kinds = set(Role.objects.on(timezone.localdate(now)).filter(person=person, group=aim.owner).values_list("kind"))
    if aim.owner is not None and (Role.Kind.CHAIR,) in kinds:
        return []
    if found.is_beyond_limit and group is not None:
        return [_("It is more than %(group)s allows in all, so the secretariat decides.") % words]
    if (Role.Kind.DEPUTY,) in kinds:
        return [_("It comes to you because the chair of %(group)s cannot decide it now.") % words]
    return [_("It comes to you because nobody who leads the group can decide it now.")]


def _extension(notice: Notice, person: Person, now: datetime) -> Words:
    """What became of a new deadline that the person asked for."""
    found = ExtensionRequest.objects.select_related("guideline", "decided_by").get(pk=notice.row)
    guideline, by = found.guideline, found.decided_by
    words = {
        "titled": _titled(guideline.title, ""),
        "name": by.name if by else _("The secretariat"),
        "from": long_date(found.from_on),
        "asked": long_date(found.to_on),
        "to": long_date(found.granted_on),
    }
    if found.granted_on is None:
        act, said = _("The deadline stays:"), _("%(name)s has not granted %(asked)s for %(titled)s. It stays %(from)s.")
    elif found.granted_on == found.to_on:
        act, said = _("New deadline:"), _("%(name)s has granted the new deadline for %(titled)s: %(to)s.")
    else:
        act = _("New deadline:")
        said = _("%(name)s has granted another deadline for %(titled)s than %(asked)s: %(to)s.")
    why = _("You get this mail because you asked for a new deadline.")
    if found.was_agreed:
        said = _("%(name)s has noted that you agreed on a new deadline for %(titled)s: %(to)s instead of %(from)s.")
        why = _("You get this mail because a new deadline was noted as agreed with you.")
    remark = [_("In their words: %(note)s") % {"note": found.note}] if found.note else []
    title = _name(guideline.title, guideline.short_name)
    return Words(
        Passage(act, title, (said % words, *remark), f" – {long_date(found.granted_on or found.from_on)}"),
        _("See the answer"),
        reverse("extension-decide", args=[found.pk]),
        why,
    )


_WORDS: dict[NoticeKind, Callable[[Notice, Person, datetime], Words]] = {
    NoticeKind.ASKED: _asked,
    NoticeKind.RETURNED: _returned,
    NoticeKind.RECEIPT: _receipt,
    NoticeKind.CONSULTATION: _consultation,
    NoticeKind.PUBLISHED: _published,
    NoticeKind.EXTENSION_ASKED: _extension_asked,
    NoticeKind.EXTENSION: _extension,
    NoticeKind.FOCUS: focus_words,
}


def notice_name(kind: str) -> str:
    """Return the name of a notice, for the secretariat's page."""
    return {
        NoticeKind.ASKED: _("Approval asked for"),
        NoticeKind.RETURNED: _("Returned with comments"),
        NoticeKind.RECEIPT: _("Receipt for what was handed in"),
        NoticeKind.CONSULTATION: _("Asked in a consultation"),
        NoticeKind.PUBLISHED: _("Version published"),
        NoticeKind.EXTENSION_ASKED: _("New deadline asked for"),
        NoticeKind.EXTENSION: _("Answer on a new deadline"),
        NoticeKind.FOCUS: _("Receipt for time set aside"),
    }[NoticeKind(kind)]
