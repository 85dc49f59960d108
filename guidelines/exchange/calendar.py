"""A calendar feed as bytes (RFC 5545 and 7986, ux 5.5): all-day events that block no day and ring no bell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

EVERY = "PT12H"
"""How often a calendar program may ask; they ask when they like."""


@dataclass(frozen=True)
class Entry:
    """One event: `key` is the same as long as it is about the same, `sequence` counts its changes."""

    key: str
    on: date
    summary: str
    description: str
    url: str
    sequence: int
    changed_at: datetime
    is_cancelled: bool


def calendar_bytes(entries: Iterable[Entry], *, name: str, host: str, language: str) -> bytes:
    """Return the feed; the same entries give the same bytes, whenever they are asked for."""
    calendar = Calendar()
    calendar.add("prodid", "-//dsg-planner//deadlines//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", one_line(name), parameters={"LANGUAGE": language})
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", EVERY)
    for entry in entries:
        calendar.add_component(_event(entry, host, language))
    data: bytes = calendar.to_ical()
    return data


def _event(entry: Entry, host: str, language: str) -> Event:
    event, words = Event(), {"LANGUAGE": language}
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", one_line(entry.summary), parameters=words)
    event.add("description", one_line(entry.description), parameters=words)
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event


def one_line(text: str) -> str:
    """The text without line ends and control characters of any script; what can be seen stays as it is."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def etag_of(data: bytes) -> str:
    """Return the entity tag of the bytes, quoted as the header wants it."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'
