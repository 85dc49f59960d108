"""Keep where a planned guideline was announced: in the text of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.register.models import Announcement, Guideline
from guidelines.register.models.announcements import PLACE_LENGTH, QUOTATION_LENGTH


@dataclass(frozen=True)
class Announced:
    """In whose text a guideline was announced, in what words, and where they stand ("" where nobody has said)."""

    source: Guideline
    quotation: str
    place: str = ""


def note_announcement(guideline: Guideline, announced: Announced, *, by: Actor, now: datetime) -> Announcement:
    """Keep where a guideline was announced, and return that; both guidelines' pages show it.

    Raises Refused without a quotation, for one that is too long, for the guideline's own text, and where an
    announcement is kept already.
    """
    quotation, place = " ".join(announced.quotation.split()), " ".join(announced.place.split())
    if not quotation:
        raise Refused(_("Write the words in which it is announced."))
    if len(quotation) > QUOTATION_LENGTH or len(place) > PLACE_LENGTH:
        raise Refused(_("The quotation is too long. Keep it to 1,000 characters, and the place to 60."))
    if announced.source.pk == guideline.pk:
        raise Refused(_("A guideline is not announced in its own text."))
    with writing(by, now=now) as journal:
        if Announcement.objects.filter(guideline=guideline).exists():
            raise Refused(_("It is known already where the guideline was announced."))
        made = Announcement.objects.create(
            guideline=guideline, source=announced.source, quotation=quotation, place=place
        )
        facts, personal = {"source": announced.source.pk}, {"quotation": quotation}
        journal.record("guideline_announced", guideline, guideline=guideline, facts=facts, personal=personal)
    return made
