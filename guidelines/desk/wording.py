"""The sentences that pages of several rooms share: who has the ball, how long, and what comes next."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guidelines.desk.rules import Holder, Next, Run, next_of
from guidelines.lists.dates import day_in_year, long_date
from guidelines.planning.rules import STAGES, HolderRole, Kind, Stage
from guidelines.planning.wording import STAGES as STAGE_WORDS


def length(since: date, until: date) -> str:
    """Return how long it is from one day to a later one: days, from two months on months, from two years on years."""
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    if months >= 24:
        return ngettext("%(count)s year", "%(count)s years", months // 12) % {"count": months // 12}
    if months >= 2:
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    days = max((until - since).days, 0)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def holder_name(holder: Holder) -> str:
    """Return who has the ball, in plain words: a person, the tovholdere, the chair of a group, the secretariat."""
    if holder.person:
        return (
            f"{holder.person} ({holder.group})" if holder.role == HolderRole.CHAIR and holder.group else holder.person
        )
    if holder.role == HolderRole.SECRETARIAT:
        return _("the secretariat")
    if holder.role == HolderRole.LEAD:
        return _("the lead authors")
    return chair_of(holder.group, holder.chair_title)


def chair_of(group: str | None, title: str = "") -> str:
    """Return the chair of a group in words, by the group's own title for it; without a group the chair alone."""
    chair = title or _("the chair")
    if not group:
        return chair
    return pgettext("chair of a group", "%(chair)s of %(group)s") % {"chair": chair, "group": group}


def ball(holder: Holder, today: date) -> str:
    """Return who has the ball and since when: the chair of DSG, since 15 November 2026 (6 days)."""
    return ball_with(holder_name(holder), holder.since, today)


def ball_with(who: str, since: date, today: date) -> str:
    """Return `ball` for somebody named already."""
    if since >= today:
        return _("%(who)s, since today") % {"who": who}
    return _("%(who)s, since %(date)s (%(time)s)") % {
        "who": who,
        "date": long_date(since),
        "time": length(since, today),
    }


def next_step(run: Run | None, group: str) -> str:
    """Return the tovholder's next step as a sentence; `group` is the abbreviation of the owner, "" if unknown."""
    words = {"chair": chair_of(group)}
    if run is None:
        return _("Your next step: agree with %(chair)s when you begin.") % words
    if run.is_returned:
        return _("Your next step: correct what the comments ask for, and send it in again.")
    if run.stage == Stage.AGREED:
        return _("Your next step: begin the draft.")
    if run.stage not in (Stage.DRAFT, Stage.CONSULTATION):
        return _("The next step is yours.")
    if run.work.closes_on is not None:
        return _("The consultation is open until %(date)s.") % {"date": long_date(run.work.closes_on)}
    sentences = {
        Next.STATUS: _("Your next step: send a draft to %(chair)s.") % words,
        Next.DECLARE: _("Your next step: declare your interests for this version."),
        Next.CONSULTATION: _("Your next step: send the draft out for consultation, or say why there is none."),
        Next.SUBMIT: _("Your next step: hand in the draft for approval."),
    }
    if run.work.is_unanswered or run.stage == Stage.CONSULTATION and next_of(run) != Next.SUBMIT:
        return _("Your next step: go through the responses and finish the draft.")
    return sentences[next_of(run)]


def what_happens(run: Run) -> str:
    """Return what happens now and what follows, as a sentence about the stage."""
    if run.is_returned:
        return _("It came back with comments. When the lead authors have answered them, it is sent in again.")
    sentences = {
        Stage.AGREED: _("The revision is agreed. The lead authors begin the draft."),
        Stage.DRAFT: _("The lead authors write the draft. Then it goes out for consultation."),
        Stage.CONSULTATION: _("Others comment on the draft. Then the chair gives clinical approval."),
        Stage.CLINICAL_APPROVAL: _("The chair decides on clinical approval. Then it goes to the secretariat."),
        Stage.SUBMITTED: _("The secretariat looks it through. Then comes administrative approval."),
        Stage.ADMINISTRATIVE_APPROVAL: _("The secretariat decides on administrative approval. Then it is published."),
    }
    return sentences.get(Stage(run.stage), "")


def stage_line(run: Run, reached: dict[str, date] | None = None, *, note: str = "") -> list[dict[str, str]]:
    """Return the stages as components/stage_line.html takes them: done, off (passed by), now (or back), to do.

    `reached` gives the day on which a stage was left, shown behind it: a consultation without one was not held, as
    where the run says so itself.
    `note` stands behind the present stage.
    """
    place = STAGES.index(Stage(run.stage))
    is_told = reached is not None and Stage.DRAFT in reached
    line = []
    for number, stage in enumerate(STAGES):
        state = "done" if number < place else "now" if number == place else "todo"
        if state == "now" and run.is_returned:
            state = "back"
        left = (reached or {}).get(stage)
        if state == "done" and stage is Stage.CONSULTATION and (run.skips_consultation or (is_told and left is None)):
            state = "off"
        words = note if number == place else (day_in_year(left) if left and number < place else "")
        line.append({"label": str(STAGE_WORDS[stage]), "state": state, "note": words})
    return line


def role_question(kind: str, year: int | None) -> str:
    """Return what a tovholder who has not answered is asked about an entry; `year` None where it is not known."""
    if year is None:
        return _("Are you still lead author?")
    if kind == Kind.NEW:
        return _("Are you still lead author of the new guideline in %(year)s?") % {"year": year}
    return _("Are you still lead author of the revision in %(year)s?") % {"year": year}
