"""The page of a change that came too late: who changed what, and what stands now beside what was written (D9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guidelines.journal.history import PERSONS, by_door, history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.people.acts import actor_names, ago
from guidelines.people.forms.seen import SeenForm, Typed
from guidelines.people.seen import Overtaken, Watched, as_seen, marked

TOLD_AT_MOST = 6


@dataclass(frozen=True)
class Done:
    """One thing that somebody did meanwhile: who, how long ago, at what time, and what."""

    who: str
    ago: str
    at: datetime
    sentence: str


@dataclass(frozen=True)
class Side:
    """A fact as it stands now and as it was written; `yours` is None where the writer has not touched it."""

    label: str | Promise
    theirs: str
    yours: str | None
    is_changed: bool


@dataclass(frozen=True)
class Both:
    """What the page shows above its form; `keep_url` leads to what stands now."""

    happened: list[Done]
    sides: list[Side]
    keep_url: str


def both_sides(
    overtaken: Overtaken, form: SeenForm, *, events: QuerySet[Event], keep_url: str, now: datetime, mark: str = ""
) -> Both:
    """Renew the form, and return both sides; `events` are those about the thing, `mark` that of another form's state.

    They are shown to those alone who may change it, and those may know who acted (foundations 22). Three statements.
    """
    typed = form.renew(overtaken, mark or overtaken.mark)
    found = [] if overtaken.since is None else events.filter(seq__gt=overtaken.since).order_by("-seq")[:TOLD_AT_MOST]
    return Both(_happened(list(found), now), _sides(overtaken, typed), keep_url)


def shown_mark(request: HttpRequest, watched: Watched) -> str:
    """Return the mark of what a page shows; "" where a form is sent, which carries its own."""
    return "" if request.method == "POST" else watched.mark()


def beginning(request: HttpRequest, watched: Watched) -> dict[str, Any]:
    """Return what a form begins with: the facts as they stand, by the names of their fields, and the mark of these.

    One reading makes both, so that the mark vouches for what is shown. {} where a form is sent, which carries its own.
    """
    if request.method == "POST":
        return {}
    state, mark = marked(watched.read)
    return {name: fact.given for name, fact in state.items() if fact.given is not None} | {"seen": mark}


def save(
    act: Callable[[], object], form: SeenForm, watched: Watched, *, by: Actor, now: datetime, keep_url: str
) -> Both | None:
    """Do what a form says, to what it showed: None once it is done, both sides where that stands no more.

    A mark that was tampered with has seen nothing.
    """
    try:
        with as_seen(form.cleaned_data.get("seen", ""), watched.read, by=by, now=now):
            act()
    except Overtaken as overtaken:
        return both_sides(overtaken, form, events=watched.events, keep_url=keep_url, now=now)
    return None


def _happened(events: list[Event], now: datetime) -> list[Done]:
    names = actor_names(events)
    return [
        Done(_who(event, names), ago(event.at, now), event.at, line.sentence)
        for event, line in zip(events, history(events), strict=True)
    ]


def _who(event: Event, names: Mapping[str, str]) -> str:
    if event.actor_kind not in PERSONS:
        return _("The system")
    return by_door(names.get(event.actor_key) or _("Somebody"), event.actor_kind)


def _sides(overtaken: Overtaken, typed: Mapping[str, Typed]) -> list[Side]:
    """What was changed, and what was written."""
    return [
        Side(fact.label, fact.words, typed[name].words if name in typed else None, name in overtaken.changed)
        for name, fact in overtaken.state.items()
        if name in overtaken.changed or name in typed
    ]
