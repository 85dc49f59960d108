"""Answering with a link: once, under the lock that every change takes first, so that twenty presses are one answer."""

from __future__ import annotations

from datetime import datetime

from guidelines.journal.writing import Actor, writing
from guidelines.people.models import Person
from guidelines.planning.actions.giving import Given, give_answer
from reminders.answers.standing import Standing, State, look
from reminders.models import LinkReset, UsedLink


def press(token: str, given: Given, *, now: datetime) -> Standing:
    """Write the answer where the link can still be answered with, and return what the link is worth after it.

    Raises Refused as the answer's verb does; then the link is not used.
    """
    link_actor = Actor("link", actor_key(look(token, now)), via="mail")
    with writing(link_actor, now=now):
        standing = look(token, now)  # as it is now that nobody else writes
        if standing.state is not State.OPEN or standing.link is None:
            return standing
        ask = standing.link.ask
        UsedLink.objects.create(
            digest=standing.link.digest,
            person_id=ask.person,
            guideline_id=ask.guideline,
            question=ask.question.value,
            choice=given.choice.value,
            day=given.day,
            moment=given.moment,
            at=now,
        )
        give_answer(standing.asked, given, by=link_actor, now=now)
    return look(token, now)


def actor_key(standing: Standing) -> str:
    """Return who acts by a link: the person it was made for."""
    return f"person:{standing.link.ask.person}" if standing.link else ""


def take_back_links(person: Person, *, reset_by: Person | None, by: Actor, now: datetime) -> LinkReset:
    """Let all links that were mailed to the person hold no more, and return the row that says so."""
    with writing(by, now=now) as journal:
        reset = LinkReset.objects.create(person=person, at=now, by=reset_by)
        journal.record("links_taken_back", person)
    return reset
