"""Making the mails of a batch: the state is read again, what has no point falls out, the rest becomes bytes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import CharField, DateField, F, Value
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guidelines.people.models import Person
from guidelines.planning.models import ExtensionRequest, LeadAnswer
from guidelines.planning.rules import HolderRole
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from reminders.answers.acts import acts_of
from reminders.choices.links import unsubscribe_url
from reminders.digests.quarter_words import quarter_passage, quarter_why
from reminders.digests.standings import GroupQuarter, quarters_of_mails
from reminders.facts import World, load
from reminders.ladder import CHAIR, LATE, OF_STEP, STEPS, Audience, Counts, Rung
from reminders.mime import Letter, as_bytes, stored_subject, thread_id
from reminders.models import GroupRelease, Mail, MailChoice, Occurrence
from reminders.printed import Sheet, as_html, as_text, page_of
from reminders.rules import Action, Facts, History, People, Reason, Verdict, dropped, follows_on, slot_of
from reminders.slots import slots_between
from reminders.step_wording import step_item, step_passage
from reminders.texts import in_own_words, own_texts
from reminders.unreached import unreached
from reminders.wording import Brief, Item, Passage, Said, passage, subject_of, urgency, with_answers, with_request

_AT_LATEST = timedelta(weeks=12)
"""So long after its slot the last reminder may still come, where an absence or a rest delays it."""


@dataclass
class Draft:
    """What became of a mail: a verdict for each of its occurrences, and its bytes where something is left to say.

    `error` is why it could not be made, "" where it could.
    """

    reviews: dict[int, tuple[Action, Reason]] = field(default_factory=dict)
    subject: str = ""
    address: str = ""
    content: bytes = b""
    error: str = ""


class Drafts(Mapping[int, Draft]):
    """Drafts by the key of their mail, each made when it is first asked for: the facts are read, the words can wait."""

    def __init__(self, makers: Mapping[int, Callable[[], Draft]]) -> None:
        self._makers = makers
        self._made: dict[int, Draft] = {}

    def __getitem__(self, mail: int) -> Draft:
        if mail not in self._made:
            self._made[mail] = self._makers[mail]()
        return self._made[mail]

    def __iter__(self) -> Iterator[int]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def compose(mails: Sequence[Mail], now: datetime) -> Drafts:
    """Return a draft for each mail of reminders that has no bytes yet, by its key; writes nothing.

    A fixed number of statements for the whole batch. What goes wrong with one mail is in its draft alone.
    """
    fresh = {mail.pk: mail for mail in mails if mail.frozen_at is None and mail.kind == Mail.Kind.REMINDERS}
    if not fresh:
        return Drafts({})
    today = timezone.localdate(now)
    carried = Occurrence.objects.filter(mail__in=fresh, state=Occurrence.State.PLANNED).order_by("pk")
    rows = list(carried.values_list("mail", "pk", "guideline", "target", "due_on", "rung", "recipient", "rule"))
    guidelines = {row[2] for row in rows}
    world = load(Guideline.objects.filter(pk__in=guidelines), today=today)
    released = set(GroupRelease.objects.values_list("group", flat=True))
    texts = briefs(guidelines, world)
    planned: dict[int, dict[int, Verdict]] = defaultdict(dict)
    for mail, pk, guideline, cycle, due, rung, person, rule in rows:
        planned[mail][pk] = Verdict(guideline, cycle, due, rung, person, Action.MAIL, rule=rule)
    quarters = quarters_of_mails(fresh, now)
    return Drafts(
        {
            pk: partial(_draft, mail, planned[pk], quarters[pk], world, released, texts, now)
            for pk, mail in fresh.items()
        }
    )


def _draft(
    mail: Mail,
    planned: dict[int, Verdict],
    quarters: Sequence[GroupQuarter],
    world: World,
    released: set[int],
    texts: dict[int, Brief],
    now: datetime,
) -> Draft:
    draft = Draft()
    person = mail.person
    try:
        if person is None:
            raise ValueError("a reminder without a person")
        draft.reviews = {pk: _review(verdict, world, released, now) for pk, verdict in planned.items()}
        kept = [verdict for pk, verdict in planned.items() if draft.reviews[pk][0] is Action.MAIL]
        if kept or quarters:
            day = timezone.localdate(now)
            early = mail.hurried_at is not None
            made = letter(
                person,
                kept,
                world,
                texts,
                day,
                note=mail.note,
                made_at=now,
                is_early=early,
                quarters=quarters,
                key=mail.key,
            )
            draft.subject, draft.address = stored_subject(made), person.email
            draft.content = as_bytes(
                made, kind=mail.kind, key=mail.key, name=person.name, address=person.email, now=now
            )
    except Exception as error:  # one mail that cannot be made must not stop the others
        draft.error = f"{type(error).__name__}: {error}"
    return draft


def _review(verdict: Verdict, world: World, released: set[int], now: datetime) -> tuple[Action, Reason]:
    cause = world.cause(verdict)
    if cause is None or verdict.person not in world.people:
        return dropped(verdict.rung, Reason.NOT_IN_USE)
    if cause.group not in released:
        return Action.WAIT, Reason.NONE
    return cause.review(world.people, verdict, timezone.localdate(now))


def briefs(guidelines: Iterable[int], world: World) -> dict[int, Brief]:
    """Return what mails say of these guidelines; seven statements."""
    pks = set(guidelines)
    owner_last = GuidelineGroup.objects.filter(guideline__in=pks).order_by("pk")
    groups: dict[int, list[str]] = defaultdict(list)
    for guideline, role, abbreviation in owner_last.values_list("guideline", "role", "group__abbreviation"):
        at = 0 if role == GuidelineGroup.Role.OWNER else len(groups[guideline])
        groups[guideline].insert(at, abbreviation)
    current = GuidelineVersion.objects.filter(guideline__in=pks, is_current=True)
    labels = dict(current.values_list("guideline", "label"))
    leads = {person for pk in pks if pk in world.facts for person in world.facts[pk].leads}
    known = dict(Person.objects.filter(pk__in=leads).values_list("pk", "name"))
    own, said, missed = own_texts(), _said(pks), unreached(pks, world)
    return {
        pk: Brief(
            title=title,
            slug=slug,
            groups=tuple(dict.fromkeys(groups[pk])),
            version=labels.get(pk, ""),
            leads=tuple(known[lead] for lead in world.facts[pk].leads) if pk in world.facts else (),
            said=tuple(said.get(pk, ())),
            unreached=missed.get(pk, ()),
            own=own,
        )
        for pk, title, slug in Guideline.objects.filter(pk__in=pks).values_list("pk", "title", "slug")
    }


def _said(guidelines: set[int]) -> dict[int, list[Said]]:
    """What tovholdere answered or asked for and nobody has acted on, by guideline, the oldest first; one statement."""
    none = Value(None, output_field=DateField())
    answers = LeadAnswer.objects.open().filter(guideline__in=guidelines).order_by()
    asked = ExtensionRequest.objects.open().filter(guideline__in=guidelines).order_by()
    columns = ("guideline_id", "at", "person__name", "what", "whom", "words", "until", "person_id", "far")
    told = answers.annotate(what=F("kind"), whom=F("suggested"), words=F("text"), until=none, far=Value(False))
    text = Value("", output_field=CharField())
    requests = asked.annotate(what=text, whom=text, words=F("reason"), until=F("to_on"), far=F("is_beyond_limit"))
    found: dict[int, list[Said]] = defaultdict(list)
    for guideline, at, name, *said in told.values_list(*columns).union(requests.values_list(*columns), all=True):
        found[guideline].append(Said(name, timezone.localdate(at), *said))
    return {pk: sorted(said, key=lambda one: one.on) for pk, said in found.items()}


def letter(
    person: Person,
    verdicts: Sequence[Verdict],
    world: World,
    texts: dict[int, Brief],
    day: date,
    *,
    note: str = "",
    made_at: datetime | None = None,
    is_early: bool = False,
    quarters: Sequence[GroupQuarter] = (),
    key: uuid.UUID | None = None,
) -> Letter:
    """Return everything that is due to a person as one mail, in the person's language; `note` stands at its top.

    `quarters` come after what somebody has to do; alone they can be ended from the mail.
    One that goes before its slot, `is_early`, names no day on which it comes again: the reminders rest after it.
    `key` is that of its mail, whose page its last lines link to.
    Its links to answer are made at `made_at`, or shown without their secret part (`acts_of`).
    """
    with translation.override(person.language):
        made = [(item_of(verdict, person, world, texts, day), verdict) for verdict in verdicts]
        made.sort(key=lambda pair: urgency(pair[0]))
        if is_early:
            made = [(replace(item, again_on=None), verdict) for item, verdict in made]
        items = [item for item, _verdict in made]
        passages = [
            replace(_passage(item, person.pk), acts=acts_of(item, verdict, person, made_at)) for item, verdict in made
        ]
        passages.extend(quarter_passage(quarter) for quarter in quarters)
        subject = subject_of(passages)
        greeting = _("Dear %(name)s") % {"name": (person.name.split() or [""])[0]}
        why = _why(items) if items else quarter_why()
        sheet = Sheet(person.language, subject, greeting, passages, why, note, page=page_of(key))
        text, html = as_text(sheet), as_html(sheet)
    threads = [thread_id(f"retningslinjer/{item.brief.slug}/{item.target.isoformat()}") for item in items]
    threads.extend(thread_id(f"kvartal/{quarter.slug}") for quarter in quarters)
    end = "" if items else unsubscribe_url(person, MailChoice.Sort.QUARTERLY)
    return Letter(subject, text, html, person.language, tuple(dict.fromkeys(threads)), unsubscribe=end)


def _passage(item: Item, person: int) -> Passage:
    """The product's words, or the secretariat's own."""
    made = in_own_words(step_passage(item) if item.rung.key in OF_STEP else passage(item), item)
    if item.rung.key == CHAIR:
        return with_answers(made, item)
    return with_request(made, item, person) if item.is_lead else made


def item_of(verdict: Verdict, person: Person, world: World, texts: dict[int, Brief], day: date) -> Item:
    """Return what the text of one reminder needs."""
    brief = texts[verdict.guideline]
    if verdict.rule == STEPS:
        return step_item(world.steps[verdict.cycle], verdict.rung, person.pk, brief, day)
    facts = world.facts[verdict.guideline]
    ladder = facts.ladder
    rung = ladder.rungs[verdict.rung]
    others = tuple(name for lead, name in zip(facts.leads, brief.leads, strict=True) if lead != person.pk)
    return Item(
        rung=rung,
        target=verdict.target,
        day=day,
        brief=brief,
        others=others,
        is_lead=person.pk in facts.leads,
        waits_for_chair=facts.holder is HolderRole.CHAIR,
        follows_on=follows_on(ladder, rung, day, verdict.target),
        again_on=again_on(replace(facts, target=verdict.target), world.people, rung, person.pk, day),
        draft_on=ladder.draft_deadline(verdict.target),
    )


def again_on(facts: Facts, people: People, rung: Rung, person: int, day: date) -> date | None:
    """Return when a tovholder hears of it again after a rung before the target, if nobody answers; None where never.

    The rules say it, as things stand: what has no point for the person by now, or is overtaken, is not named.
    """
    if rung not in facts.ladder.before:
        return None
    named = [*facts.ladder.before, *((facts.ladder.rungs[LATE],) if facts.ladder.has(LATE) else ())]
    to_come = [slot for slot in (slot_of(other, facts.target) for other in named) if slot > day]
    if not to_come:
        return None
    handled: History = {(other.key, person): None for other in named if slot_of(other, facts.target) <= day}
    keys = {other.key for other in named}
    for slot in slots_between(min(to_come), max(to_come) + _AT_LATEST):
        for verdict in facts.verdicts(people, handled, slot):
            if verdict.person == person and verdict.action is Action.MAIL and verdict.rung in keys:
                return slot
            if verdict.action is Action.SKIP:
                handled[verdict.rung, verdict.person] = None
    return None


def _why(items: Sequence[Item]) -> str:
    if all(item.rung.counts is Counts.REQUESTED for item in items):
        return _("You get this mail because the decision is yours. You sign in to decide.")
    if all(item.rung.audience is Audience.HOLDER for item in items):
        return _("You get this mail because a step of a revision waits for you.")
    if any(item.rung.audience is Audience.CHAIR or not item.is_lead for item in items):
        return _("You get this mail because you are chair or deputy of the group.")
    return _("You get this mail because you are lead author of a guideline.")


def settle(mail: Mail, draft: Draft, now: datetime) -> bool:
    """Write what became of the mail's occurrences; False where nothing is left to send.

    A reminder that waits loses its row, so that it is planned anew when its time comes.
    """
    waits = [pk for pk, (action, _reason) in draft.reviews.items() if action is Action.WAIT]
    if waits:
        Occurrence.objects.filter(pk__in=waits, mail=mail).delete()
    for pk, (action, reason) in draft.reviews.items():
        if action in (Action.SKIP, Action.TASK):
            state = Occurrence.State.SKIPPED if action is Action.SKIP else Occurrence.State.TASK
            Occurrence.objects.filter(pk=pk, mail=mail).update(
                state=state, reason=reason.value, slot_on=timezone.localdate(now)
            )
    return bool(draft.content) or any(action is Action.MAIL for action, _reason in draft.reviews.values())
