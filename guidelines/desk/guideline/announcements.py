"""Where a guideline was announced, and what its own text announced, as both pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from guidelines.register.models import Announcement, Guideline


@dataclass(frozen=True)
class AnnouncementLine:
    """The other guideline with its words; `is_source` where this one was announced in the other's text."""

    other: Guideline
    is_source: bool
    quotation: str
    place: str


def announcements_of(guideline: Guideline) -> list[AnnouncementLine]:
    """Return where the guideline was announced, then those that it announces; one statement."""
    about = Announcement.objects.filter(Q(guideline=guideline) | Q(source=guideline))
    lines = [_line(found, guideline) for found in about.select_related("guideline", "source").order_by("pk")]
    return sorted(lines, key=lambda line: not line.is_source)


def _line(found: Announcement, guideline: Guideline) -> AnnouncementLine:
    is_source = found.guideline_id == guideline.pk
    return AnnouncementLine(found.source if is_source else found.guideline, is_source, found.quotation, found.place)
