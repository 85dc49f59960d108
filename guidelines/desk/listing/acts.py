"""The acts on several guidelines: what each asks, what would become of every guideline, and doing it as one change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guidelines.desk.listing.forms import LeadsForm, NothingForm, YearsForm
from guidelines.desk.orphans.preview import notes_of, row_of
from guidelines.desk.shown import read_keys, write_keys, write_shown
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.clock import COPENHAGEN
from guidelines.lists.dates import long_date
from guidelines.lists.errors import Refused
from guidelines.lists.words import listed
from guidelines.people.models import Person
from guidelines.planning.actions import replace_lead
from guidelines.planning.actions.replacing import places
from guidelines.planning.actions.years import YearAct, YearPlace, YearSkip, set_years, year_places
from guidelines.planning.wording import KINDS
from guidelines.register.actions.looking import looked_through, mark_looked_through
from guidelines.register.models import Guideline


@dataclass(frozen=True)
class Line:
    """A guideline, or a line of its plan: what is so now, what would be, and why it stays as it is ("" where not).

    `key` and `seen` are what a press says was seen; `is_stale` where it is not so any more.
    """

    key: str
    guideline: Guideline
    now: str
    then: str
    why_not: str = ""
    seen: str = ""
    is_stale: bool = False


@dataclass
class Preview:
    """All lines, and what there is to know of them."""

    lines: list[Line]
    notes: list[str] = field(default_factory=list)

    @property
    def taken(self) -> list[Line]:
        """The lines that would change."""
        return [line for line in self.lines if not line.why_not]

    @property
    def token(self) -> str:
        """What the page showed of the lines that would change, for the press to send back."""
        return write_shown((line.key, line.seen) for line in self.taken)


@dataclass(frozen=True)
class Press:
    """Who presses, and when."""

    person: Person
    by: Actor
    now: datetime

    @property
    def today(self) -> date:
        """The day of the moment, in Denmark."""
        return timezone.localdate(self.now, COPENHAGEN)


class Act(ABC):
    """An act on several guidelines, for one page or press."""

    key: ClassVar[str]
    form_class: ClassVar[type[forms.Form]] = NothingForm

    def __init__(self, chosen: Sequence[int], press: Press) -> None:
        self.chosen, self.press = chosen, press

    def form(self, data: Mapping[str, Any] | None) -> Any:
        """What the act asks for, with what was answered."""
        return self.form_class(data)

    @property
    @abstractmethod
    def title(self) -> str:
        """What the act is called."""

    @property
    @abstractmethod
    def lead(self) -> str:
        """One sentence of what it does."""

    @abstractmethod
    def preview(self, form: Any) -> Preview:
        """What would become of each, for a form that is valid."""

    @abstractmethod
    def button(self, count: int) -> str:
        """The words of the press that does it."""

    def read(self, seen: Mapping[int, str]) -> Mapping[int, Any]:
        """Read what the page showed of each line, by key; raises ValueError for what no page of these writes."""
        if not seen.keys() <= set(self.chosen):
            raise ValueError
        return seen

    @abstractmethod
    def do(self, form: Any, expected: Mapping[int, Any]) -> tuple[str, Event | None]:
        """Do it where all is as `read` says it was; return what is said then, and the event that can be undone.

        Raises Refused.
        """


class SetYear(Act):
    """*Sæt planår*."""

    key = "aar"
    form_class = YearsForm

    @property
    def title(self) -> str:
        """What the act is called."""
        return _("Set planned year")

    @property
    def lead(self) -> str:
        """One sentence of what it does."""
        return _("Choose the year. You see what happens to each guideline before anything is changed.")

    def form(self, data: Mapping[str, Any] | None) -> YearsForm:
        """The year, and the reason of those that are moved."""
        return YearsForm(data, today=self.press.today)

    def preview(self, form: Any) -> Preview:
        """Added, given its year, or moved; as the verbs for one entry would."""
        year = form.cleaned_data["year"]
        return Preview([_year_line(place, year) for place in year_places(self.chosen, year)])

    def button(self, count: int) -> str:
        """The words of the press that does it."""
        return ngettext("Set the year of %(count)d guideline", "Set the year of %(count)d guidelines", count) % {
            "count": count
        }

    def do(self, form: Any, expected: Mapping[int, Any]) -> tuple[str, Event | None]:
        """One change for all of them."""
        year, reason, press = form.cleaned_data["year"], form.cleaned_data["reason"], self.press
        who: dict[str, Any] = {"person": press.person, "by": press.by, "now": press.now}
        event = set_years(self.chosen, year=year, reason=reason, expected=expected, **who)
        sentence = ngettext(
            "%(count)d guideline is planned for %(year)d now.",
            "%(count)d guidelines are planned for %(year)d now.",
            len(expected),
        )
        return sentence % {"count": len(expected), "year": year}, event


def _year_line(place: YearPlace, year: int) -> Line:
    planned = listed(_planned(entry.agreed_year) for entry in place.planned)
    now = planned or _("not planned")
    kind = str(KINDS[place.kind]).lower()
    then = {
        YearAct.ADD: _("%(year)s, new in the plan: %(kind)s"),
        YearAct.SET: "%(year)s",
        YearAct.MOVE: _("%(year)s, moved from %(before)s"),
    }
    words = {"year": year, "kind": kind, "before": now}
    why = {
        None: "",
        YearSkip.OUT_OF_USE: _("It is out of use."),
        YearSkip.STANDS: _("It stands in %(year)s already.") % words,
        YearSkip.SEVERAL: _("It is planned more than once. Move it in the plan."),
    }[place.skip]
    said = then[place.act] % words if place.act else ""
    return Line(str(place.guideline.pk), place.guideline, now, said, why, place.seen)


def _planned(year: int | None) -> str:
    return str(year) if year is not None else pgettext("year", "not known")


class ChangeLead(Act):
    """*Skift tovholder* on the chosen guidelines."""

    key = "tovholder"
    form_class = LeadsForm

    @property
    def title(self) -> str:
        """What the act is called."""
        return pgettext("act on several", "Change lead author")

    @property
    def lead(self) -> str:
        """One sentence of what it does."""
        return _("One person takes another's place on the guidelines chosen. You see each before anything is changed.")

    def form(self, data: Mapping[str, Any] | None) -> LeadsForm:
        """Two persons."""
        return LeadsForm(data, guidelines=self.chosen)

    def preview(self, form: Any) -> Preview:
        """Each line of the plan where the old person stands; the other guidelines stay as they are."""
        found = places(form.old, form.new, None, self.chosen)
        taken = [place for place in found if place.skip is None]
        lines = []
        for place in found:
            row = row_of(place, form.old, form.new)
            then = f"{row.then} – {row.ends}" if row.ends else row.then
            now = f"{_planned(row.year)}: {row.now}"
            lines.append(Line(str(place.entry.pk), row.guideline, now, then, row.stays, write_keys(place.seen)))
        lines += self._others({place.entry.guideline_id for place in found}, form.old)
        return Preview(lines, list(notes_of(form.new, taken, self.press.today)))

    def _others(self, found: set[int], old: Person) -> list[Line]:
        why = _("%(name)s is not lead author of it.") % {"name": old.name}
        rest = Guideline.objects.filter(pk__in=[key for key in self.chosen if key not in found])
        return [Line(f"r{one.pk}", one, "", "", why) for one in rest.order_by("sort_key", "pk")]

    def button(self, count: int) -> str:
        """The words of the press that does it."""
        return ngettext("Replace in %(number)s plan entry", "Replace in %(number)s plan entries", count) % {
            "number": count
        }

    def read(self, seen: Mapping[int, str]) -> Mapping[int, Any]:
        """Who stood on each entry; one that is not of these guidelines any more is for `do` to refuse."""
        return {key: read_keys(keys) for key, keys in seen.items()}

    def do(self, form: Any, expected: Mapping[int, Any]) -> tuple[str, Event | None]:
        """One change for all of them."""
        press = self.press
        who: dict[str, Any] = {"by": press.by, "now": press.now, "within": self.chosen}
        event = replace_lead(form.old, form.new, groups=None, expected=list(expected.items()), **who)
        words = {"new": form.new.name, "old": form.old.name}
        return _("%(new)s is lead author in the place of %(old)s now.") % words, event


class LookThrough(Act):
    """*Markér gennemgået*."""

    key = "gennemgaaet"

    @property
    def title(self) -> str:
        """What the act is called."""
        return _("Mark as looked through")

    @property
    def lead(self) -> str:
        """One sentence of what it does."""
        return _("It is written down that you have looked at them in the register today. It is no verdict, and stays.")

    def preview(self, form: Any) -> Preview:
        """Those that nobody has looked through today."""
        known, today = looked_through(self.chosen), self.press.today
        found = Guideline.objects.filter(pk__in=self.chosen).order_by("sort_key", "pk")
        return Preview([_looked_line(one, known.get(one.pk), today) for one in found])

    def button(self, count: int) -> str:
        """The words of the press that does it."""
        return ngettext("Mark %(count)d guideline", "Mark %(count)d guidelines", count) % {"count": count}

    def read(self, seen: Mapping[int, str]) -> Mapping[int, Any]:
        """When each was last looked through, None for never."""
        return {key: datetime.fromisoformat(at) if at else None for key, at in super().read(seen).items()}

    def do(self, form: Any, expected: Mapping[int, Any]) -> tuple[str, Event | None]:
        """An event for each, all or none; nothing to take back."""
        found = list(Guideline.objects.filter(pk__in=expected).order_by("sort_key", "pk"))
        if not found:
            raise Refused(_("There is nothing to change."))
        mark_looked_through(found, expected=expected, by=self.press.by, now=self.press.now)
        sentence = ngettext("%(count)d guideline is marked.", "%(count)d guidelines are marked.", len(found))
        return sentence % {"count": len(found)}, None


def _looked_line(guideline: Guideline, at: datetime | None, today: date) -> Line:
    day = timezone.localdate(at, COPENHAGEN) if at else None
    now = _("looked through on %(date)s") % {"date": long_date(day)} if day else pgettext("looked through", "never")
    why = ""
    if guideline.withdrawn_on is not None or guideline.merged_into_id is not None:
        why = _("It is out of use.")
    elif day == today:
        why = _("It has been looked through today.")
    then = _("looked through on %(date)s") % {"date": long_date(today)}
    return Line(str(guideline.pk), guideline, now, "" if why else then, why, at.isoformat() if at else "")


ACTS: dict[str, type[Act]] = {act.key: act for act in (SetYear, ChangeLead, LookThrough)}
