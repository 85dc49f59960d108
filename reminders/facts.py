"""Reads the facts that reminders are derived from: a fixed number of statements for any number of guidelines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from guidelines.journal.models import Event
from guidelines.people.models import Absence, Person, Role
from guidelines.planning.models import Assignment, LeadAnswer, PlanEntry, Revision, Snooze, Step, agreed_year
from guidelines.planning.rules import HolderRole, Outcome, Stage, target
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from guidelines.register.models.guidelines import GuidelineQuerySet
from reminders.among import among, among_texts
from reminders.ladder import DEFAULT, RULE, STEPS, Ladder, Ladders
from reminders.ladder_setting import read_ladders
from reminders.models import Mail, Occurrence
from reminders.rules import Facts, History, Recipient, Term, Verdict
from reminders.simulation import Cause
from reminders.slots import slot_at
from reminders.step_facts import RECIPIENT, TOLD, Around, load_steps, step_histories, told_by
from reminders.steps import StepFacts

ACTIVITY = (
    *("revision_started", "stage_recorded", "deadline_set", "lead_confirmed", "lead_declined", "help_wanted"),
    *("withdrawal_suggested", "focus_set", "reminders_snoozed", "answered_by_mail", "lead_called"),
    *("extension_asked", "extension_agreed", "extension_granted", "extension_refused", "draft_expected"),
    *("draft_begun", "draft_described", "file_uploaded", "approval_asked", "resubmitted", "comments_ticked", "decided"),
    *("consultation_opened", "consultation_closed", "consultation_skipped", "comment_answered"),
)
"""Verbs that count as an answer: reminders of the guideline pause after them (ux 5.2)."""

HURRIED_REST = timedelta(days=13)
"""With the day itself 14 days, for who got a mail that was sent by hand."""

_NO_GROUP = (None, 12, 1)
_NO = LeadAnswer.objects.filter(kind=LeadAnswer.Kind.DECLINED, handled_at=None).filter(
    plan_entry=OuterRef("plan_entry"), person=OuterRef("person")
)


@dataclass(frozen=True)
class World:
    """Everything the rules need, by guideline, by open step and by person."""

    facts: dict[int, Facts]
    people: dict[int, Recipient]
    histories: dict[int | str, History]
    steps: dict[str, StepFacts] = field(default_factory=dict)

    def causes(self, groups: Collection[int] | None = None) -> list[Cause]:
        """Return everything that reminders come from, of these groups; None means of all."""
        every: list[Cause] = [*self.facts.values(), *self.steps.values()]
        return [cause for cause in every if groups is None or cause.group in groups]

    def cause(self, verdict: Verdict) -> Cause | None:
        """Return what a reminder came from, as it stands now; None where it is gone."""
        return self.steps.get(verdict.cycle) if verdict.rule == STEPS else self.facts.get(verdict.guideline)

    def ladder(self, verdict: Verdict) -> Ladder:
        """Return the ladder by which a reminder was planned; the default where what it came from is gone."""
        known = self.steps.get(verdict.cycle) or self.facts.get(verdict.guideline)
        return known.ladder if known else DEFAULT

    def history(self, verdict: Verdict) -> History:
        """Return what was told of what a reminder came from."""
        return self.histories.get(verdict.cycle if verdict.rule == STEPS else verdict.guideline, {})


@dataclass(frozen=True)
class _Run:
    """A revision under way, as far as reminders go."""

    stage: Stage
    deadline_on: date | None
    entry: int | None
    holder: HolderRole


def load(
    guidelines: GuidelineQuerySet, *, today: date, ladders: Ladders | None = None, everybody: bool = True
) -> World:
    """Return the facts of those of `guidelines` that are in use and have a target (foundations 19).

    `ladders` are those to judge by; None means those that are set. Without `everybody` the people are only those whom
    the facts name: planning tells nobody else.
    """
    ladders = ladders or read_ladders()
    pks = guidelines.in_use().values("pk")
    groups, runs, entries = _groups(pks), _runs(pks), _entries(pks)
    chosen = {pk: _entry_of(pk, runs, entries) for pk in {*runs, *entries}}
    leads, confirmed = _leads(entry for entry, _ in chosen.values() if entry is not None)
    versions, terms = _versions(pks), _terms()
    active = _active([pk for pk, _, _ in versions], today, ladders.longest_silence)
    resting = _resting(pks, today)
    facts: dict[int, Facts] = {}
    known: dict[int | None, Ladder] = {}
    for pk, version, due in versions:
        group, month, day = groups.get(pk, _NO_GROUP)
        ladder = known.get(group) or known.setdefault(group, ladders.of(group))
        run, (entry, year) = runs.get(pk), chosen.get(pk, (None, None))
        deadline = run.deadline_on if run else None
        aim = target(deadline_on=deadline, next_due_on=due, planned_year=year, deadline_day=(month, day))
        if aim is None:
            continue
        facts[pk] = Facts(
            guideline=pk,
            cycle=f"version:{version}" if version else "first",
            target=aim.on,
            group=group,
            leads=tuple(leads.get(entry or 0, ())),
            confirmed=frozenset(confirmed.get(entry or 0, ())),
            terms=tuple(terms.get(group or 0, ())),
            stage=run.stage if run else None,
            holder=run.holder if run else None,
            active_on=active.get(pk),
            ladder=ladder,
            resting=resting.get((pk, aim.on), {}),
        )
    around = Around(
        {pk: group for pk, (group, *_) in groups.items()}, terms, active, _by_guideline(resting), ladders, today
    )
    raw = load_steps(pks, around)
    people = _people(None if everybody else _named(facts, raw))
    steps = {cause: step.only(people) for cause, step in raw.items()}
    return World(facts, people, {**_histories(facts), **step_histories(steps)}, steps)


def _named(facts: dict[int, Facts], steps: dict[str, StepFacts]) -> set[int]:
    """Everybody whom these facts name."""
    found = {person for item in facts.values() for person in item.leads}
    for terms in {item.terms for item in facts.values()}:
        found.update(term.person for term in terms)
    return found.union(*((*step.holders, *step.stand_ins) for step in steps.values()))


def _groups(pks: QuerySet[Guideline, Any]) -> dict[int, tuple[int | None, int, int]]:
    """The owner of each guideline, else the first group tied to it, with its day of the year."""
    found: dict[int, tuple[int | None, int, int]] = {}
    links = GuidelineGroup.objects.filter(guideline__in=pks).order_by("pk")
    rows = links.values_list("guideline", "role", "group", "group__deadline_month", "group__deadline_day")
    for guideline, role, group, month, day in rows:
        if role == GuidelineGroup.Role.OWNER or guideline not in found:
            found[guideline] = (group, month, day)
    return found


def _versions(pks: QuerySet[Guideline, Any]) -> list[tuple[int, int | None, date | None]]:
    """Each guideline with its current version and the last day of its next due."""
    current = GuidelineVersion.objects.filter(guideline__in=pks, is_current=True)
    rows = current.values_list("guideline", "pk", "next_due_last")
    versions = {guideline: (pk, due) for guideline, pk, due in rows}
    return [(pk, *versions.get(pk, (None, None))) for pk in pks.order_by("pk").values_list("pk", flat=True)]


def _runs(pks: QuerySet[Guideline, Any]) -> dict[int, _Run]:
    steps = Step.objects.open().filter(revision__guideline__in=pks).order_by("-pk")
    holders = dict(steps.values_list("revision", "holder_role"))
    rows = Revision.objects.underway().filter(guideline__in=pks)
    return {
        guideline: _Run(Stage(stage), deadline, entry, HolderRole(holders.get(pk, HolderRole.LEAD.value)))
        for pk, guideline, stage, deadline, entry in rows.values_list(
            "pk", "guideline", "stage", "deadline_on", "plan_entry"
        )
    }


def _entries(pks: QuerySet[Guideline, Any]) -> dict[int, list[tuple[int, int | None, bool]]]:
    """The entries of each guideline as (key, year, is it still planned); moved and withdrawn ones are left out."""
    found: dict[int, list[tuple[int, int | None, bool]]] = defaultdict(list)
    rows = PlanEntry.objects.filter(guideline__in=pks).exclude(outcome__in=[Outcome.MOVED, Outcome.WITHDRAWN])
    ordered = rows.annotate(agreed=agreed_year()).order_by(F("year").asc(nulls_last=True), "pk")
    for guideline, pk, year, outcome in ordered.values_list("guideline", "pk", "agreed", "outcome"):
        found[guideline].append((pk, year, outcome == Outcome.PLANNED))
    return found


def _entry_of(
    guideline: int, runs: dict[int, _Run], entries: dict[int, list[tuple[int, int | None, bool]]]
) -> tuple[int | None, int | None]:
    """The entry whose tovholdere are reminded, and the year planned: that of the run, the next, else the last done."""
    rows = entries.get(guideline, [])
    planned = [(pk, year) for pk, year, is_planned in rows if is_planned]
    run = runs.get(guideline)
    if run is not None and run.entry is not None:
        return run.entry, {pk: year for pk, year, _ in rows}.get(run.entry)
    if planned:
        return planned[0]
    return (rows[-1][0], None) if rows else (None, None)


def _leads(entries: Iterable[int]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """By entry: the tovholdere in order, and those who have said yes. Who has said no is left out."""
    leads: dict[int, list[int]] = defaultdict(list)
    confirmed: dict[int, list[int]] = defaultdict(list)
    rows = Assignment.objects.filter(role=Assignment.Role.LEAD, ended_on=None, person__merged_into=None)
    rows = rows.filter(plan_entry__in=among(entries)).exclude(Q(confirmed_at=None) & Exists(_NO))
    for entry, person, answered in rows.order_by("position", "pk").values_list("plan_entry", "person", "confirmed_at"):
        leads[entry].append(person)
        if answered is not None:
            confirmed[entry].append(person)
    return leads, confirmed


def _terms() -> dict[int, list[Term]]:
    """By group: who chairs it and who stands in, with the days from and to."""
    found: dict[int, list[Term]] = defaultdict(list)
    rows = Role.objects.filter(kind__in=[Role.Kind.CHAIR, Role.Kind.DEPUTY], person__merged_into=None).order_by("pk")
    for group, person, kind, starts, ends in rows.values_list("group", "person", "kind", "starts_on", "ends_on"):
        found[group or 0].append(Term(person, kind == Role.Kind.CHAIR, starts, ends))
    return found


def _active(pks: list[int], today: date, silence: int) -> dict[int, date]:
    """By guideline: the last day of an answer, as far back as any rung looks."""
    since = slot_at(today - timedelta(days=silence + 1))
    rows = Event.objects.filter(verb__in=ACTIVITY, at__gte=since).exclude(guideline_key="")
    rows = rows.filter(guideline_key__in=among_texts(map(str, pks)))
    latest = rows.order_by().values_list("guideline_key").annotate(last=Max("at"))
    return {int(key): timezone.localdate(at) for key, at in latest}


def _resting(pks: QuerySet[Guideline, Any], today: date) -> dict[tuple[int, date], dict[int, date]]:
    """By guideline and target: who lets its reminders rest, and until when (both days included)."""
    found: dict[tuple[int, date], dict[int, date]] = defaultdict(dict)
    rows = Snooze.objects.filter(guideline__in=pks, until__gte=today).order_by("until")
    for guideline, target_on, person, until in rows.values_list("guideline", "target", "person", "until"):
        found[guideline, target_on][person] = until
    for guideline, target_on, person, sent_at in _sent_by_hand(today):
        until = timezone.localdate(sent_at) + HURRIED_REST
        found[guideline, target_on][person] = max(until, found[guideline, target_on].get(person, until))
    return found


def _sent_by_hand(today: date) -> QuerySet[Occurrence, Any]:
    """What somebody sent before its slot of late: a reminder by hand starts the pause anew (ux 5.1)."""
    since = slot_at(today - HURRIED_REST - timedelta(days=1))
    mails = Mail.objects.filter(state=Mail.State.SENT, not_before__gte=since, hurried_at__isnull=False)
    rows = Occurrence.objects.filter(mail__in=mails.values("pk"), state=Occurrence.State.MAILED)
    return rows.values_list("guideline", "due_on", RECIPIENT, "mail__sent_at")


def _by_guideline(resting: dict[tuple[int, date], dict[int, date]]) -> dict[int, dict[int, date]]:
    found: dict[int, dict[int, date]] = defaultdict(dict)
    for (guideline, _target), persons in resting.items():
        found[guideline].update(persons)
    return found


def _people(needed: Collection[int] | None) -> dict[int, Recipient]:
    """What the rules know of these persons; of everybody for None."""
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    absences, persons = Absence.objects.all(), Person.objects.current()
    if needed is not None:
        absences, persons = absences.filter(person__in=among(needed)), persons.filter(pk__in=among(needed))
    for person, first, last in absences.values_list("person", "starts_on", "ends_on"):
        away[person].append((first, last))
    refused = Person.AddressState.REFUSED
    return {
        pk: Recipient(bool(email), state == refused, tuple(away.get(pk, ())))
        for pk, email, state in persons.values_list("pk", "email", "address_state")
    }


def _histories(facts: dict[int, Facts]) -> dict[int | str, History]:
    """What was told of the present target: by a mail when it was sent, by a task when it was made."""
    found: dict[int | str, History] = defaultdict(dict)
    rows = Occurrence.objects.filter(rule=RULE, guideline__in=among(facts))
    for guideline, cycle, due, rung, person, *how in rows.order_by().values_list("guideline", *TOLD):
        known = facts.get(guideline)
        if known is not None and (cycle, due) == (known.cycle, known.target):
            found[guideline][rung, person] = told_by(*how)
    return found
